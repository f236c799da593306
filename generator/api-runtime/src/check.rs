//! Constraints of schemas, checked on values that are already typed. Only servers call this.
//!
//! A [`Checker`] knows where it is, so that a violation says it as a JSON pointer (RFC 6901). The helpers are named
//! after the keywords of JSON Schema and follow its section 6 ("Validation Keywords").

use std::collections::HashSet;
use std::fmt;

use serde::Serialize;
use serde_json::Value;

use crate::nullable::Nullable;
use crate::{Invalid, Map};

pub use crate::format::Format;
pub use crate::pattern::Pattern;

/// No request needs more than this many violations listed.
const LIMIT: usize = 100;

/// The part of a request that a violation is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Location {
    /// A path parameter.
    Path,
    /// A query parameter.
    Query,
    /// A header parameter.
    Header,
    /// A cookie parameter.
    Cookie,
    /// The body.
    Body,
}

/// One way in which a request breaks the contract.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Violation {
    /// The part of the request.
    #[serde(rename = "in")]
    pub location: Location,
    /// Where in it: a JSON pointer, for parameters beginning with the parameter's name.
    pub pointer: String,
    /// The keyword that is violated, such as `maxLength`, or `required`, `type`, `style`.
    pub rule: &'static str,
    /// What is wrong, as a fragment.
    pub message: String,
}

/// What was found so far; at most a hundred are kept.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Violations(Vec<Violation>);

impl Violations {
    /// Adds one.
    pub fn push(&mut self, violation: Violation) {
        if self.0.len() < LIMIT {
            self.0.push(violation);
        }
    }

    /// Adds one that keeps a value from being made at all.
    pub fn invalid(&mut self, violation: Violation) -> Invalid {
        self.push(violation);
        Invalid::recorded()
    }

    /// Whether nothing was found.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// What was found.
    pub fn list(&self) -> &[Violation] {
        &self.0
    }

    /// What was found.
    pub fn into_list(self) -> Vec<Violation> {
        self.0
    }
}

/// A type with constraints of its own, or that holds one with constraints.
pub trait Check {
    /// Reports every constraint that the value breaks.
    fn check(&self, at: &mut Checker<'_>);
}

/// Checks a value by its type's own constraints, as a function to hand on.
pub fn nested<T: Check + ?Sized>(at: &mut Checker<'_>, value: &T) {
    value.check(at);
}

/// Reports violations at a place.
#[derive(Debug)]
pub struct Checker<'a> {
    location: Location,
    pointer: String,
    out: &'a mut Violations,
}

impl<'a> Checker<'a> {
    /// Checks the body.
    pub fn body(out: &'a mut Violations) -> Self {
        Self {
            location: Location::Body,
            pointer: String::new(),
            out,
        }
    }

    /// Checks a parameter.
    pub fn parameter(location: Location, name: &str, out: &'a mut Violations) -> Self {
        Self {
            location,
            pointer: token(name),
            out,
        }
    }

    /// Reports a violation here.
    pub fn report(&mut self, rule: &'static str, message: impl Into<String>) {
        self.out.push(Violation {
            location: self.location,
            pointer: self.pointer.clone(),
            rule,
            message: message.into(),
        });
    }

    /// Runs a check one token further down.
    fn at(&mut self, name: &str, check: impl FnOnce(&mut Self)) {
        let length = self.pointer.len();
        self.pointer.push_str(&token(name));
        check(self);
        self.pointer.truncate(length);
    }

    /// Checks a property.
    pub fn field<T>(&mut self, name: &str, value: &T, check: impl FnOnce(&mut Self, &T)) {
        self.at(name, |at| check(at, value));
    }

    /// Checks a property that may be absent, or null.
    pub fn optional<T>(
        &mut self,
        name: &str,
        value: &Option<T>,
        check: impl FnOnce(&mut Self, &T),
    ) {
        if let Some(value) = value {
            self.at(name, |at| check(at, value));
        }
    }

    /// Checks a property that may be absent and may be null.
    pub fn nullable<T>(
        &mut self,
        name: &str,
        value: &Nullable<T>,
        check: impl FnOnce(&mut Self, &T),
    ) {
        if let Nullable::Value(value) = value {
            self.at(name, |at| check(at, value));
        }
    }

    /// Checks a property by the constraints of its own type.
    pub fn nested<T: Check>(&mut self, name: &str, value: &T) {
        self.at(name, |at| value.check(at));
    }

    /// Checks each item of an array.
    pub fn each<T>(&mut self, items: &[T], mut check: impl FnMut(&mut Self, &T)) {
        for (index, item) in items.iter().enumerate() {
            self.at(&index.to_string(), |at| check(at, item));
        }
    }

    /// Checks each of the items that stand behind `before` others.
    pub fn rest<T>(&mut self, before: usize, items: &[T], mut check: impl FnMut(&mut Self, &T)) {
        for (index, item) in items.iter().enumerate() {
            self.at(&(before + index).to_string(), |at| check(at, item));
        }
    }

    /// Checks each value of a map.
    pub fn entries<T>(&mut self, map: &Map<T>, mut check: impl FnMut(&mut Self, &T)) {
        for (key, value) in map {
            self.at(key, |at| check(at, value));
        }
    }

    /// `minLength` and `maxLength`, in Unicode scalar values.
    pub fn length(&mut self, text: &str, minimum: Option<u64>, maximum: Option<u64>) {
        self.count(
            text.chars().count(),
            ["minLength", "maxLength"],
            "characters",
            minimum,
            maximum,
        );
    }

    /// `minItems` and `maxItems`.
    pub fn items(&mut self, count: usize, minimum: Option<u64>, maximum: Option<u64>) {
        self.count(count, ["minItems", "maxItems"], "items", minimum, maximum);
    }

    /// `minProperties` and `maxProperties`.
    pub fn properties(&mut self, count: usize, minimum: Option<u64>, maximum: Option<u64>) {
        self.count(
            count,
            ["minProperties", "maxProperties"],
            "properties",
            minimum,
            maximum,
        );
    }

    fn count(
        &mut self,
        count: usize,
        [minimum_rule, maximum_rule]: [&'static str; 2],
        what: &str,
        minimum: Option<u64>,
        maximum: Option<u64>,
    ) {
        let count = count as u64;
        if let Some(minimum) = minimum.filter(|minimum| count < *minimum) {
            self.report(
                minimum_rule,
                format!("has {count} {what}, at least {minimum} needed"),
            );
        }
        if let Some(maximum) = maximum.filter(|maximum| count > *maximum) {
            self.report(
                maximum_rule,
                format!("has {count} {what}, at most {maximum} allowed"),
            );
        }
    }

    /// Which properties go together: `dependentRequired`, and `anyOf`, `oneOf`, `not` and `if` over `required`.
    pub fn holds(&mut self, rule: &'static str, holds: bool, needed: &str) {
        if !holds {
            self.report(rule, needed);
        }
    }

    /// `pattern`.
    pub fn pattern(&mut self, text: &str, pattern: &Pattern) {
        if !pattern.is_match(text) {
            self.report("pattern", format!("does not match `{}`", pattern.as_str()));
        }
    }

    /// `format`.
    pub fn format(&mut self, text: &str, format: Format) {
        if !format.fits(text) {
            self.report("format", format!("is not {}", format.needed()));
        }
    }

    /// `minimum`.
    pub fn minimum<N: PartialOrd + fmt::Display>(&mut self, value: N, minimum: N) {
        if value < minimum {
            self.report("minimum", format!("{value} is less than {minimum}"));
        }
    }

    /// `maximum`.
    pub fn maximum<N: PartialOrd + fmt::Display>(&mut self, value: N, maximum: N) {
        if value > maximum {
            self.report("maximum", format!("{value} is more than {maximum}"));
        }
    }

    /// `exclusiveMinimum`.
    pub fn exclusive_minimum<N: PartialOrd + fmt::Display>(&mut self, value: N, minimum: N) {
        if value <= minimum {
            self.report(
                "exclusiveMinimum",
                format!("{value} is not more than {minimum}"),
            );
        }
    }

    /// `exclusiveMaximum`.
    pub fn exclusive_maximum<N: PartialOrd + fmt::Display>(&mut self, value: N, maximum: N) {
        if value >= maximum {
            self.report(
                "exclusiveMaximum",
                format!("{value} is not less than {maximum}"),
            );
        }
    }

    /// `multipleOf`. Decimals are compared with a tolerance, since 0.1 has no exact binary form.
    pub fn multiple_of<N: Multiple>(&mut self, value: N, of: N) {
        if !value.is_multiple(of) {
            self.report("multipleOf", format!("{value} is not a multiple of {of}"));
        }
    }

    /// `uniqueItems`, by JSON equality.
    pub fn unique_items<T: Serialize>(&mut self, items: &[T]) {
        let mut seen = HashSet::with_capacity(items.len());
        let repeated = items.iter().any(|item| match serde_json::to_value(item) {
            Ok(value) => !seen.insert(canonical(&value)),
            Err(_) => false,
        });
        if repeated {
            self.report("uniqueItems", "has an item twice");
        }
    }

    /// `const` and `enum` of values that are not strings.
    pub fn one_of<T: PartialEq>(&mut self, value: &T, allowed: &[T]) {
        if !allowed.contains(value) {
            self.report("enum", "is not one of the allowed values");
        }
    }
}

/// One token of a JSON pointer.
pub(crate) fn token(name: &str) -> String {
    format!("/{}", name.replace('~', "~0").replace('/', "~1"))
}

/// JSON text that is the same for equal values: members sorted.
fn canonical(value: &Value) -> String {
    match value {
        Value::Object(members) => {
            let mut members: Vec<_> = members.iter().collect();
            members.sort_by_key(|(key, _)| *key);
            let members: Vec<_> = members
                .into_iter()
                .map(|(key, value)| format!("{}:{}", Value::from(key.as_str()), canonical(value)))
                .collect();
            format!("{{{}}}", members.join(","))
        }
        Value::Array(items) => {
            let items: Vec<_> = items.iter().map(canonical).collect();
            format!("[{}]", items.join(","))
        }
        primitive => primitive.to_string(),
    }
}

/// Numbers that `multipleOf` applies to.
pub trait Multiple: Copy + fmt::Display {
    /// Whether `self` is a multiple of `of`; everything is one of zero.
    fn is_multiple(self, of: Self) -> bool;
}

macro_rules! integers {
    ($($ty:ty)*) => {$(
        impl Multiple for $ty {
            fn is_multiple(self, of: Self) -> bool {
                self.checked_rem(of).unwrap_or(0) == 0
            }
        }
    )*};
}

integers! { i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 }

impl Multiple for f64 {
    fn is_multiple(self, of: Self) -> bool {
        if of == 0.0 || !self.is_finite() {
            return true;
        }
        let quotient = self / of;
        (quotient - quotient.round()).abs() <= 1e-9 * quotient.abs().max(1.0)
    }
}

impl Multiple for f32 {
    fn is_multiple(self, of: Self) -> bool {
        if of == 0.0 || !self.is_finite() {
            return true;
        }
        let quotient = self / of;
        (quotient - quotient.round()).abs() <= 1e-5 * quotient.abs().max(1.0)
    }
}

impl<T: Check> Check for Option<T> {
    fn check(&self, at: &mut Checker<'_>) {
        if let Some(value) = self {
            value.check(at);
        }
    }
}

impl<T: Check> Check for Nullable<T> {
    fn check(&self, at: &mut Checker<'_>) {
        if let Self::Value(value) = self {
            value.check(at);
        }
    }
}

impl<T: Check> Check for Box<T> {
    fn check(&self, at: &mut Checker<'_>) {
        self.as_ref().check(at);
    }
}

impl<T: Check> Check for Vec<T> {
    fn check(&self, at: &mut Checker<'_>) {
        at.each(self, |at, item| item.check(at));
    }
}

impl<T: Check> Check for Map<T> {
    fn check(&self, at: &mut Checker<'_>) {
        at.entries(self, |at, value| value.check(at));
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn rules(check: impl FnOnce(&mut Checker<'_>)) -> Vec<String> {
        let mut out = Violations::default();
        check(&mut Checker::body(&mut out));
        out.list()
            .iter()
            .map(|one| format!("{} {}", one.pointer, one.rule))
            .collect()
    }

    #[test]
    fn keywords_are_checked() {
        let none: [&str; 0] = [];
        assert_eq!(rules(|at| at.length("äöü", Some(3), Some(3))), none);
        assert_eq!(
            rules(|at| at.length("äöü", Some(4), Some(2))),
            [" minLength", " maxLength"]
        );
        assert_eq!(rules(|at| at.multiple_of(0.3, 0.1)), none);
        assert_eq!(rules(|at| at.multiple_of(0.35, 0.1)), [" multipleOf"]);
        assert_eq!(rules(|at| at.multiple_of(19.99, 0.01)), none);
        assert_eq!(rules(|at| at.multiple_of(i64::MIN, -1)), none);
        assert_eq!(rules(|at| at.multiple_of(7, 0)), none);
        assert_eq!(
            rules(|at| at.exclusive_minimum(1, 1)),
            [" exclusiveMinimum"]
        );
        assert_eq!(
            rules(|at| at.exclusive_maximum(1.0, 1.0)),
            [" exclusiveMaximum"]
        );
        assert_eq!(rules(|at| at.one_of(&2, &[1, 3])), [" enum"]);
        let same = [json!({"a": 1, "b": 2}), json!({"b": 2, "a": 1})];
        assert_eq!(rules(|at| at.unique_items(&same)), [" uniqueItems"]);
        assert_eq!(rules(|at| at.unique_items(&[1, 2])), none);
    }

    #[test]
    fn places_are_pointers() {
        let found = rules(|at| {
            at.field("a/b", &vec![Some(1), None], |at, items| {
                at.each(items, |at, item| {
                    if item.is_none() {
                        at.report("type", "is null");
                    }
                });
            });
            at.field("~", &1, |at, _| at.report("x", ""));
        });
        assert_eq!(found, ["/a~1b/1 type", "/~0 x"]);
        assert_eq!(
            rules(|at| at.each(&[0; 500], |at, _| at.report("x", ""))).len(),
            LIMIT
        );
    }
}
