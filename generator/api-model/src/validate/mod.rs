//! Judging values by schemas: JSON Schema 2020-12 with the OpenAPI base vocabulary, straight on the
//! arena. There is no compiled form beside it, so an API of ten thousand schemas costs nothing
//! until a value arrives; only patterns are compiled, once each, when first met.
//!
//! A value is first judged without words. Only if it does not fit is it walked again for the list
//! of its faults. Both walks are bounded in depth and work, whatever schema and value are.

mod array;
mod combine;
mod decimal;
mod equal;
mod format;
mod number;
mod object;
mod pattern;
mod seen;
mod text;
mod walk;

#[cfg(test)]
pub(crate) mod testing;
#[cfg(test)]
mod tests;

use crate::api::{Api, SchemaId, Valid};
use crate::source::Place;
use pattern::Patterns;
use serde_json::Value;
use std::sync::Arc;
use walk::Walk;

pub use pattern::pattern_fault;

pub(crate) use equal::{equal, shorten};
pub(crate) use number::compare;
pub(crate) use pattern::translate;

/// Who sends the value: decides what `readOnly` and `writeOnly` mean (OpenAPI 3.1 section 4.8.24).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Direction {
    /// A client. Required properties that are `readOnly` may be missing.
    Request,
    /// A server. Required properties that are `writeOnly` may be missing.
    Response,
}

/// One fault of a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    /// Where in the value: a JSON pointer (RFC 6901).
    pub pointer: String,
    /// The keyword that is broken; `nesting` for a value that is too deep or too large to judge.
    pub keyword: &'static str,
    /// What is wrong and what is needed: a lower-case fragment without a final stop.
    pub message: String,
    /// The schema that has the keyword.
    pub schema: SchemaId,
    /// Where the keyword was written.
    pub place: Place,
}

impl std::fmt::Display for Violation {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let pointer = if self.pointer.is_empty() {
            "the value"
        } else {
            &self.pointer
        };
        write!(formatter, "{pointer} {}", self.message)
    }
}

/// Judges values by the schemas of one API. Cheap to clone; clones share compiled patterns.
#[derive(Debug, Clone)]
pub struct Validator {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    api: Arc<Valid<Api>>,
    patterns: Patterns,
}

impl Validator {
    /// A validator for the schemas of this API.
    #[must_use]
    pub fn new(api: Arc<Valid<Api>>) -> Validator {
        let patterns = Patterns::of(&api.schemas);
        Validator {
            inner: Arc::new(Inner { api, patterns }),
        }
    }

    /// Every fault of the value, in the order of the schema; at most a hundred. None means that
    /// the value fits.
    #[must_use]
    pub fn check(&self, schema: SchemaId, value: &Value, direction: Direction) -> Vec<Violation> {
        if self.fits(schema, value, direction) {
            return Vec::new();
        }
        Walk::new(&self.inner, direction).faults(schema, value)
    }

    /// Whether the value fits, without reasons; faster than [`check`](Self::check) when it does not.
    #[must_use]
    pub fn fits(&self, schema: SchemaId, value: &Value, direction: Direction) -> bool {
        Walk::new(&self.inner, direction).fits(schema, value)
    }

    /// The API whose schemas these are.
    #[must_use]
    pub fn api(&self) -> &Arc<Valid<Api>> {
        &self.inner.api
    }

    /// Whether a text fits a pattern of one of the schemas; a pattern that cannot be compiled, or
    /// that no schema has, fits all.
    pub(crate) fn fits_pattern(&self, pattern: &str, text: &str) -> bool {
        self.inner.patterns.fits(pattern, text)
    }

    /// Whether a text fits a pattern that can be compiled.
    pub(crate) fn matches_pattern(&self, pattern: &str, text: &str) -> bool {
        self.inner.patterns.matches(pattern, text)
    }
}
