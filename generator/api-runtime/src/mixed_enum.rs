//! Enums whose values are of several types, that survive values added later.

use std::fmt;

use serde::de::{Deserialize, Deserializer, Error, Visitor};
use serde_json::Value;

/// The name under which a mixed enum asks for its value. Text of a parameter or form knows it, and gives the text
/// itself, since `1` there may be a number or a string.
pub(crate) const NAME: &str = "api_runtime::mixed_enum";

/// Declares an enum of strings, numbers and booleans.
///
/// Beside the variants given it has `Unknown(Value)`, so that a value added to the API does not break a client in the
/// field, and comes back unchanged when it is sent on. A server's checks report unknown values (`enum`).
///
/// ```
/// api_runtime::mixed_enum! {
///     /// What is to be watched.
///     pub enum Watched {
///         /// Nothing.
///         False = false,
///         /// As much as fits.
///         Auto = "auto",
///         /// Half.
///         Half = 0.5,
///     }
/// }
/// let auto: Watched = serde_json::from_str(r#""auto""#).unwrap();
/// assert_eq!(auto, Watched::Auto);
/// assert_eq!(serde_json::to_string(&Watched::False).unwrap(), "false");
/// let new: Watched = serde_json::from_str("7").unwrap();
/// assert_eq!(serde_json::to_string(&new).unwrap(), "7");
/// ```
#[macro_export]
macro_rules! mixed_enum {
    (
        $(#[$meta:meta])*
        pub enum $name:ident {
            $($(#[$variant_meta:meta])* $variant:ident = $value:literal),* $(,)?
        }
    ) => {
        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq)]
        pub enum $name {
            $($(#[$variant_meta])* $variant,)*
            /// A value that the API description does not name.
            Unknown($crate::serde_json::Value),
        }

        impl $name {
            /// The value as JSON.
            pub fn to_value(&self) -> $crate::serde_json::Value {
                match self {
                    $(Self::$variant => $crate::serde_json::Value::from($value),)*
                    Self::Unknown(value) => value.clone(),
                }
            }
        }

        impl ::std::convert::From<$crate::serde_json::Value> for $name {
            fn from(value: $crate::serde_json::Value) -> Self {
                $(if $crate::mixed_enum::same(&value, &$value.into()) {
                    return Self::$variant;
                })*
                Self::Unknown(value)
            }
        }

        impl ::std::fmt::Display for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.pad(&$crate::mixed_enum::text(&self.to_value()))
            }
        }

        impl $crate::serde::Serialize for $name {
            fn serialize<S: $crate::serde::Serializer>(
                &self,
                serializer: S,
            ) -> ::std::result::Result<S::Ok, S::Error> {
                $crate::serde::Serialize::serialize(&self.to_value(), serializer)
            }
        }

        impl<'de> $crate::serde::Deserialize<'de> for $name {
            fn deserialize<D: $crate::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::std::result::Result<Self, D::Error> {
                $crate::mixed_enum::read(deserializer, &[$($value.into()),*]).map(Self::from)
            }
        }

        impl $crate::check::Check for $name {
            fn check(&self, at: &mut $crate::check::Checker<'_>) {
                if let Self::Unknown(_) = self {
                    at.report("enum", concat!("is not one of", $(" `", $value, "`",)*));
                }
            }
        }
    };
}

/// Whether two values are the same to JSON, where `1` is `1.0`. For `mixed_enum!`.
pub fn same(one: &Value, two: &Value) -> bool {
    match (one, two) {
        (Value::Number(first), Value::Number(second)) => {
            first == second
                || (first.is_f64() || second.is_f64()) && first.as_f64() == second.as_f64()
        }
        _ => one == two,
    }
}

/// A value as plain text. For `mixed_enum!`.
pub fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// Reads a value; from plain text the known one that is written so. For `mixed_enum!`.
///
/// # Errors
///
/// Those of the deserializer.
pub fn read<'de, D: Deserializer<'de>>(
    deserializer: D,
    known: &[Value],
) -> Result<Value, D::Error> {
    deserializer.deserialize_newtype_struct(NAME, Either(known))
}

struct Either<'a>(&'a [Value]);

impl<'de> Visitor<'de> for Either<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string, a number or a boolean")
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(
        self,
        deserializer: D,
    ) -> Result<Value, D::Error> {
        Value::deserialize(deserializer)
    }

    fn visit_str<E: Error>(self, found: &str) -> Result<Value, E> {
        let known = self.0.iter().find(|value| text(value) == found);
        Ok(known.cloned().unwrap_or_else(|| Value::from(found)))
    }
}
