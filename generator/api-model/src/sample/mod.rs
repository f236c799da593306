//! Making values from schemas: examples for people, input for tests.
//!
//! A value depends on the seed and on its place alone: the same seed gives the same value, and one
//! property keeps its value when another is added. What comes out has been judged by the
//! [`Validator`]; the makers here aim, they do not prove. All work is
//! bounded: a value has a share of nodes to spend and hands parts of it to its own parts.

mod alternatives;
mod broken;
mod height;
mod make;
mod number;
mod places;
mod random;
mod repair;
mod text;
mod view;

#[cfg(test)]
mod tests;

use crate::api::{Api, SchemaId, Valid};
use crate::validate::{Direction, Validator};
use height::Heights;
use make::Maker;
use serde_json::Value;
use std::sync::Arc;
use text::Templates;

pub use broken::Broken;

/// How often a whole value is made anew because the validator refused it.
const ATTEMPTS: u64 = 5;

/// What kind of value is wanted.
#[derive(Debug, Clone, Copy)]
pub struct SampleOptions<'a> {
    /// The same seed gives the same value.
    pub seed: u64,
    /// Who sends the value: decides about `readOnly` and `writeOnly` properties.
    pub direction: Direction,
    /// The property or parameter the value is for; makes text realistic.
    pub name: Option<&'a str>,
    /// How much of an object is filled in.
    pub detail: Detail,
}

impl Default for SampleOptions<'_> {
    fn default() -> Self {
        SampleOptions {
            seed: 0,
            direction: Direction::Response,
            name: None,
            detail: Detail::Full,
        }
    }
}

/// How much of an object is filled in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Detail {
    /// Optional properties too, examples of the document preferred.
    Full,
    /// Only what must be there.
    RequiredOnly,
}

/// A value made from a schema.
#[derive(Debug, Clone, PartialEq)]
pub struct Sample {
    /// The value.
    pub value: Value,
    /// Whether the validator accepts it. A schema may allow nothing, or hide what it allows too
    /// well; then this is the nearest value that was found.
    pub valid: bool,
}

/// Makes values from the schemas of one API. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Sampler {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    api: Arc<Valid<Api>>,
    validator: Validator,
    heights: Heights,
    templates: Templates,
}

impl Sampler {
    /// A sampler for the schemas of this API; the validator must be one of the same API.
    #[must_use]
    pub fn new(api: Arc<Valid<Api>>, validator: Validator) -> Sampler {
        let heights = Heights::of(&api.schemas);
        let templates = Templates::of(&api.schemas);
        Sampler {
            inner: Arc::new(Inner {
                api,
                validator,
                heights,
                templates,
            }),
        }
    }

    /// A value of the schema: realistic, and valid if any was found.
    #[must_use]
    pub fn sample(&self, schema: SchemaId, options: &SampleOptions<'_>) -> Value {
        self.sample_checked(schema, options).value
    }

    /// As [`sample`](Self::sample), with the verdict on the value.
    #[must_use]
    pub fn sample_checked(&self, schema: SchemaId, options: &SampleOptions<'_>) -> Sample {
        let mut first = None;
        for attempt in 0..ATTEMPTS {
            let mut maker = Maker::new(&self.inner, options, attempt);
            let value = maker.make_root(schema);
            if self.fits(schema, &value, options.direction) {
                return Sample { value, valid: true };
            }
            let cut_off = maker.is_exhausted();
            let mended = (!cut_off)
                .then(|| repair::mend(&self.inner, schema, &value, options.direction))
                .flatten();
            if let Some(value) = mended {
                return Sample { value, valid: true };
            }
            first.get_or_insert(value);
            if cut_off {
                break;
            }
        }
        Sample {
            value: first.unwrap_or_default(),
            valid: false,
        }
    }

    /// Valid values that together show what the schema allows, the fullest first: each value of an
    /// `enum`, each alternative, limits, null, optional properties present and absent. Bounded.
    #[must_use]
    pub fn variants(&self, schema: SchemaId, direction: Direction) -> Vec<Value> {
        alternatives::variants(&self.inner, schema, direction)
    }

    /// Values with one fault each, made from a valid one and refused by the validator. Bounded.
    #[must_use]
    pub fn broken(&self, schema: SchemaId, valid: &Value, direction: Direction) -> Vec<Broken> {
        broken::broken(&self.inner, schema, valid, direction)
    }

    /// The validator that judges the values.
    #[must_use]
    pub fn validator(&self) -> &Validator {
        &self.inner.validator
    }

    fn fits(&self, schema: SchemaId, value: &Value, direction: Direction) -> bool {
        self.inner.validator.fits(schema, value, direction)
    }
}
