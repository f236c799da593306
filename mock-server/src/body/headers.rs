//! Headers of a response: those the document requires, and those it has an example for.

use super::{Answers, seed};
use api_model::api::{Api, Header, OperationId, ParameterKind};
use api_runtime::style::{Place, Style, encode};
use http::{HeaderMap, HeaderName, HeaderValue};
use serde_json::Value;

/// Headers that belong to the connection or are computed for each answer; a document's word about
/// them cannot be true of a mock.
const COMPUTED: [&str; 14] = [
    "content-type",
    "content-length",
    "content-encoding",
    "transfer-encoding",
    "connection",
    "keep-alive",
    "upgrade",
    "trailer",
    "te",
    "date",
    "allow",
    "vary",
    "set-cookie2",
    "proxy-authenticate",
];

/// Makes the headers of a response.
pub(crate) fn make(
    api: &Api,
    answers: &Answers,
    operation: OperationId,
    response: usize,
) -> HeaderMap {
    let mut headers = HeaderMap::new();
    let Some((_, declared)) = api.operation(operation).responses.get(response) else {
        return headers;
    };
    let seed = seed::of_response(api, answers.seed, operation, response);
    for (name, header) in &declared.headers {
        let Ok(header_name) = HeaderName::from_bytes(name.as_bytes()) else {
            continue;
        };
        let is_computed = COMPUTED.contains(&header_name.as_str())
            || header_name.as_str().starts_with("access-control-");
        if is_computed {
            continue;
        }
        let value = value_of(api, answers, name, header, seed);
        if let Some(value) = value.and_then(|value| written(name, header, &value)) {
            headers.insert(header_name, value);
        }
    }
    headers
}

/// The example, else a generated value when the header is always there.
fn value_of(api: &Api, answers: &Answers, name: &str, header: &Header, seed: u64) -> Option<Value> {
    let example = header
        .examples
        .values()
        .find_map(|example| example.value.clone());
    if example.is_some() {
        return example;
    }
    let schema = match &header.kind {
        ParameterKind::Schema { schema, .. } => *schema,
        ParameterKind::Content(content) => content.first()?.1.schema?,
    };
    super::schema_example(api, &answers.validator, schema).or_else(|| {
        header
            .required
            .then(|| answers.sample(schema, seed, Some(name)))
    })
}

/// The text of a value; what cannot stand in a header is left out.
fn written(name: &str, header: &Header, value: &Value) -> Option<HeaderValue> {
    let text = match (&header.kind, value) {
        (ParameterKind::Content(_), value) => value.to_string(),
        (_, Value::String(text)) => text.clone(),
        (ParameterKind::Schema { explode, .. }, value) => {
            let style = Style::SIMPLE.explode(*explode);
            encode(Place::Header, name, value, style).ok()?
        }
    };
    HeaderValue::from_str(text.trim()).ok()
}
