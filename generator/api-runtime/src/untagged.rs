//! Enums whose variant only the form of a value tells, where several variants may fit.

use std::cell::Cell;
use std::fmt;

use serde::Serialize;
use serde::de::{DeserializeOwned, Error};
use serde_json::Value;

/// What may be spent on finding the variants of one value and of all that is nested in it: so much at least, and so
/// much for each of its parts. Without a bound, alternatives in alternatives would multiply.
const LEAST_BUDGET: usize = 100_000;
const BUDGET_PER_PART: usize = 500;

thread_local! {
    /// What is left to spend on the value being read, and how deep the reading is nested.
    static SPENDING: Cell<(usize, usize)> = const { Cell::new((0, 0)) };
}

/// Declares an enum whose variant the form of a value tells.
///
/// A value is read as the variant that loses least of it: the first that loses nothing, else the one that keeps most.
/// Where a value may fit several alternatives at once (`anyOf`), `Several` holds those of which each would lose a
/// part that another keeps. A variant marked `= "otherwise"` is for what no other variant can be.
///
/// ```
/// use serde::{Deserialize, Serialize};
///
/// #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
/// pub struct Mail { #[serde(skip_serializing_if = "Option::is_none")] pub mail: Option<String> }
/// #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
/// pub struct Phone { #[serde(skip_serializing_if = "Option::is_none")] pub phone: Option<String> }
///
/// api_runtime::untagged_enum! {
///     /// A way to reach someone.
///     pub enum Contact {
///         /// By mail.
///         Mail(Mail),
///         /// By phone.
///         Phone(Phone),
///         /// By both.
///         Several(api_runtime::untagged::Several),
///     }
/// }
/// let phone: Contact = serde_json::from_str(r#"{"phone": "1"}"#).unwrap();
/// assert_eq!(phone, Contact::Phone(Phone { phone: Some("1".to_owned()) }));
/// let both: Contact = serde_json::from_str(r#"{"mail": "a@b", "phone": "1"}"#).unwrap();
/// let Contact::Several(both) = both else { panic!() };
/// assert_eq!(both.view::<Mail>().unwrap().mail.as_deref(), Some("a@b"));
/// ```
#[macro_export]
macro_rules! untagged_enum {
    (
        $(#[$meta:meta])*
        pub enum $name:ident {
            $($(#[$variant_meta:meta])* $variant:ident($ty:ty $(,)?) $(= $mark:literal)?),* $(,)?
        }
    ) => {
        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq)]
        pub enum $name {
            $($(#[$variant_meta])* $variant($ty),)*
        }

        impl $crate::serde::Serialize for $name {
            fn serialize<S: $crate::serde::Serializer>(
                &self,
                serializer: S,
            ) -> ::std::result::Result<S::Ok, S::Error> {
                match self {
                    $(Self::$variant(value) => $crate::serde::Serialize::serialize(value, serializer),)*
                }
            }
        }

        impl<'de> $crate::serde::Deserialize<'de> for $name {
            fn deserialize<D: $crate::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::std::result::Result<Self, D::Error> {
                let value = <$crate::serde_json::Value as $crate::serde::Deserialize>::deserialize(deserializer)?;
                let mut best = $crate::untagged::Best::of(&value);
                $(best.offer::<$ty>(Self::$variant, &[$($mark)?]);)*
                best.found()
            }
        }
    };
}

/// A value that fits several alternatives at once, kept as it is.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Several(pub Value);

impl Several {
    /// The value as one of the alternatives, if it is one.
    pub fn view<T: DeserializeOwned>(&self) -> Option<T> {
        T::deserialize(&self.0).ok()
    }

    /// The value with all that an alternative says put in.
    ///
    /// # Errors
    ///
    /// When the alternative has no JSON form.
    pub fn with<T: Serialize>(mut self, part: &T) -> Result<Self, serde_json::Error> {
        merge(&mut self.0, serde_json::to_value(part)?);
        Ok(self)
    }
}

impl Serialize for Several {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

/// The variant that fits best so far. For `untagged_enum!`.
#[derive(Debug)]
pub struct Best<'a, T> {
    value: &'a Value,
    size: usize,
    found: Option<T>,
    /// How much of the value the variant found loses.
    lost: usize,
    /// What all variants that fit keep together.
    kept: Option<Value>,
    error: Option<serde_json::Error>,
    exhausted: bool,
}

impl<'a, T> Best<'a, T> {
    /// Begins with nothing.
    pub fn of(value: &'a Value) -> Self {
        let (left, depth) = SPENDING.get();
        let size = parts(value);
        let left = match depth {
            0 => LEAST_BUDGET.saturating_add(size.saturating_mul(BUDGET_PER_PART)),
            _ => left,
        };
        SPENDING.set((left, depth + 1));
        Self {
            value,
            size,
            found: None,
            lost: usize::MAX,
            kept: None,
            error: None,
            exhausted: false,
        }
    }

    /// Tries a variant; one with a mark only if no other keeps anything.
    pub fn offer<V: Offer>(&mut self, make: fn(V) -> T, mark: &[&str]) {
        let keeps = self.found.is_some() && self.lost + 1 < self.size;
        if self.lost == 0 || keeps && !mark.is_empty() {
            return;
        }
        let (left, depth) = SPENDING.get();
        let Some(left) = left.checked_sub(self.size) else {
            self.exhausted = true;
            return;
        };
        SPENDING.set((left, depth));
        if let Some((value, lost)) = V::read(self) {
            self.found = Some(make(value));
            self.lost = lost;
        }
    }

    /// The best.
    ///
    /// # Errors
    ///
    /// When none fits.
    pub fn found<E: Error>(mut self) -> Result<T, E> {
        match (self.found.take(), self.exhausted) {
            (_, true) => Err(E::custom("too many alternatives to tell apart")),
            (Some(found), _) => Ok(found),
            (None, _) => Err(E::custom(format_args!(
                "fits none of the alternatives{}",
                Reason(self.error.as_ref())
            ))),
        }
    }
}

impl<T> Drop for Best<'_, T> {
    fn drop(&mut self) {
        let (left, depth) = SPENDING.get();
        SPENDING.set((left, depth.saturating_sub(1)));
    }
}

/// Why the first variant does not fit, unless that is said of something nested in it already.
struct Reason<'a>(Option<&'a serde_json::Error>);

impl fmt::Display for Reason<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(reason) = self.0.map(ToString::to_string) else {
            return Ok(());
        };
        match reason.contains("the alternatives") {
            true => Ok(()),
            false => write!(f, "; of the first: {reason}"),
        }
    }
}

/// What a variant can hold. For `untagged_enum!`.
pub trait Offer: Sized {
    /// The value, if it is better than what was found before, and how much it loses.
    fn read<T>(best: &mut Best<'_, T>) -> Option<(Self, usize)>;
}

impl<V: DeserializeOwned + Serialize> Offer for V {
    fn read<T>(best: &mut Best<'_, T>) -> Option<(Self, usize)> {
        let found = match V::deserialize(best.value) {
            Ok(found) => found,
            Err(error) => {
                best.error.get_or_insert(error);
                return None;
            }
        };
        let kept = serde_json::to_value(&found).ok()?;
        let lost = lost(best.value, &kept);
        match &mut best.kept {
            Some(all) => merge(all, kept),
            None => best.kept = Some(kept),
        }
        (lost < best.lost).then_some((found, lost))
    }
}

impl Offer for Several {
    fn read<T>(best: &mut Best<'_, T>) -> Option<(Self, usize)> {
        let kept = best.kept.as_ref()?;
        (lost(best.value, kept) < best.lost).then(|| (Self(best.value.clone()), 0))
    }
}

/// How many members of a value are not in what was kept of it. Nulls are no loss.
fn lost(value: &Value, kept: &Value) -> usize {
    match (value, kept) {
        (Value::Object(members), Value::Object(kept)) => members
            .iter()
            .map(|(key, value)| match kept.get(key) {
                Some(kept) => lost(value, kept),
                None if value.is_null() => 0,
                None => parts(value),
            })
            .sum(),
        (Value::Array(items), Value::Array(kept)) => items
            .iter()
            .zip(kept)
            .map(|(item, kept)| lost(item, kept))
            .sum(),
        _ => 0,
    }
}

/// How many values a value is made of.
fn parts(value: &Value) -> usize {
    match value {
        Value::Object(members) => 1 + members.values().map(parts).sum::<usize>(),
        Value::Array(items) => 1 + items.iter().map(parts).sum::<usize>(),
        _ => 1,
    }
}

/// Puts all members of one value into another; what is no object is replaced.
fn merge(into: &mut Value, from: Value) {
    match (into, from) {
        (Value::Object(into), Value::Object(from)) => {
            for (key, value) in from {
                match into.get_mut(&key) {
                    Some(known) => merge(known, value),
                    None => {
                        into.insert(key, value);
                    }
                }
            }
        }
        (Value::Array(into), Value::Array(from)) if into.len() == from.len() => {
            into.iter_mut()
                .zip(from)
                .for_each(|(into, from)| merge(into, from));
        }
        (into, from) => *into = from,
    }
}
