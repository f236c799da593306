//! Values for parameters and bodies: documented ones first, sampled ones otherwise, all judged by
//! the validator before they count as valid. The only file that names the sampler.

use super::wire::carries;
use api_model::api::{Api, Parameter, ParameterKind, Schema, SchemaId, ShapeKind, Valid};
use api_model::sample::{Broken, Detail, SampleOptions, Sampler};
use api_model::source::Place;
use api_model::validate::{Direction, Validator};
use serde_json::Value;
use std::sync::Arc;

/// References in a row before we stop following.
const MAX_REFERENCES: usize = 64;

/// The schema behind references that add nothing.
pub(super) fn resolve(api: &Api, schema: SchemaId) -> (SchemaId, &Schema) {
    let mut id = schema;
    for _ in 0..MAX_REFERENCES {
        match api.schema(id).shape.kind {
            ShapeKind::Reference(next) => id = next,
            _ => break,
        }
    }
    (id, api.schema(id))
}

/// How much of a value to make.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Amount {
    /// Every property.
    Everything,
    /// Only what is required.
    Required,
}

/// Makes values of schemas.
#[derive(Clone)]
pub(super) struct Values {
    api: Arc<Valid<Api>>,
    validator: Validator,
    sampler: Sampler,
}

impl Values {
    pub(super) fn new(api: Arc<Valid<Api>>, validator: Validator) -> Self {
        let sampler = Sampler::new(Arc::clone(&api), validator.clone());
        Values {
            api,
            validator,
            sampler,
        }
    }

    /// Whether a value follows a schema in a request.
    pub(super) fn is_valid(&self, schema: SchemaId, value: &Value) -> bool {
        self.validator.fits(schema, value, Direction::Request)
    }

    /// A sampled value, if the sampler finds a valid one.
    pub(super) fn sample(
        &self,
        schema: SchemaId,
        name: Option<&str>,
        amount: Amount,
        seed: u64,
    ) -> Option<Value> {
        let detail = match amount {
            Amount::Everything => Detail::Full,
            Amount::Required => Detail::RequiredOnly,
        };
        let options = SampleOptions {
            seed,
            direction: Direction::Request,
            name,
            detail,
        };
        let value = self.sampler.sample(schema, &options);
        self.is_valid(schema, &value).then_some(value)
    }

    /// The value of a parameter where nothing else is asked for: an example, else a sample that
    /// its style can carry. A parameter without a schema may be any text.
    pub(super) fn usual(&self, parameter: &Parameter, seed: u64) -> Option<Value> {
        let Some(schema) = parameter.schema() else {
            return Some(Value::String("understudy".to_owned()));
        };
        let examples = parameter
            .examples
            .values()
            .filter_map(|example| example.value.clone());
        let content = match &parameter.kind {
            ParameterKind::Content(content) => content.as_slice(),
            ParameterKind::Schema { .. } => &[],
        };
        let nested = content
            .iter()
            .flat_map(|(_, media)| media.examples.values());
        let own = self.api.schema(schema).keywords.examples.iter().cloned();
        let name = Some(parameter.name.as_str());
        let samples = (0..4).flat_map(|round| {
            [Amount::Everything, Amount::Required]
                .into_iter()
                .filter_map(move |amount| {
                    self.sample(schema, name, amount, seed.wrapping_add(round))
                })
        });
        examples
            .chain(nested.filter_map(|example| example.value.clone()))
            .chain(own)
            .filter(|value| self.is_valid(schema, value))
            .chain(samples)
            .find(|value| carries(parameter, value))
    }

    /// Valid values that together show what a schema allows.
    pub(super) fn variants(&self, schema: SchemaId) -> Vec<Value> {
        self.sampler.variants(schema, Direction::Request)
    }

    /// Values that break a schema in one way each.
    pub(super) fn broken(&self, schema: SchemaId, valid: &Value) -> Vec<Broken> {
        self.sampler.broken(schema, valid, Direction::Request)
    }

    /// Where the rule stands that a value breaks.
    pub(super) fn place_of_rule(&self, schema: SchemaId, value: &Value) -> Option<Place> {
        let violations = self.validator.check(schema, value, Direction::Request);
        violations.first().map(|violation| violation.place)
    }
}
