//! Documented values of what a call takes, for the examples in the guide.

use api_model::api::{self, Api, Example, SchemaId};
use indexmap::IndexMap;
use serde_json::Value;

use super::call::Parameter;

/// The documented values of an operation's input.
#[derive(Debug, Default)]
pub(crate) struct Samples {
    /// In the order of the planned parameters.
    pub(crate) parameters: Vec<Option<Value>>,
    pub(crate) body: Option<Value>,
}

pub(crate) fn plan(api: &Api, operation: &api::Operation, planned: &[Parameter]) -> Samples {
    let parameters = planned.iter().map(|parameter| {
        let mut described = operation.parameters.iter();
        let described = described.find(|described| {
            described.name == parameter.wire && described.location == parameter.location
        })?;
        value_of(api, &described.examples, described.schema())
    });
    let body = operation.request_body.as_ref();
    let content = body.and_then(|body| body.content.first());
    Samples {
        parameters: parameters.collect(),
        body: content.and_then(|(_, media)| value_of(api, &media.examples, media.schema)),
    }
}

/// The value's own example, else its schema's, else its default.
fn value_of(
    api: &Api,
    examples: &IndexMap<String, Example>,
    schema: Option<SchemaId>,
) -> Option<Value> {
    let own = examples.values().find_map(|example| example.value.clone());
    own.or_else(|| {
        let schemas = super::facts::holding(api, schema?);
        let keywords = schemas.into_iter().map(|id| &api.schema(id).keywords);
        keywords
            .into_iter()
            .find_map(|keywords| keywords.examples.first().or(keywords.default.as_ref()))
            .cloned()
    })
}
