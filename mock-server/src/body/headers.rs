//! Headers of a response: those the document requires, and those it has an example for.

use super::{Answers, examples, seed};
use crate::reply::conditional::TO_BE_COMPUTED;
use api_model::api::{Api, Header, OperationId, ParameterKind, SchemaId};
use api_runtime::style::{Place, Style, encode};
use http::header::ETAG;
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
        if header_name == ETAG && may_be_computed(answers, header) {
            headers.insert(header_name, TO_BE_COMPUTED);
            continue;
        }
        let value = documented(api, answers, header)
            .and_then(|value| written(name, header, &value))
            .or_else(|| generated(answers, name, header, seed));
        if let Some(value) = value {
            headers.insert(header_name, value);
        }
    }
    headers
}

/// Whether the schema of an `ETag` allows those that are made of an answer's bytes, which are true
/// where an example could only be well-formed.
fn may_be_computed(answers: &Answers, header: &Header) -> bool {
    let tag = Value::from(TO_BE_COMPUTED.to_str().unwrap_or_default());
    schema_of(header).is_none_or(|schema| answers.is_valid(schema, &tag))
}

/// The example of the header or of its schema.
fn documented(api: &Api, answers: &Answers, header: &Header) -> Option<Value> {
    let example = header
        .examples
        .values()
        .find_map(|example| example.value.clone());
    example.or_else(|| examples::of_schema(api, &answers.validator, schema_of(header)?))
}

/// A value made from the schema, when the header is always there. Not every text can stand in a
/// header, so there are several tries.
fn generated(answers: &Answers, name: &str, header: &Header, seed: u64) -> Option<HeaderValue> {
    let schema = schema_of(header).filter(|_| header.required)?;
    (0..8).find_map(|step| {
        let value = answers.sample(schema, seed.wrapping_add(step), Some(name));
        written(name, header, &value)
    })
}

fn schema_of(header: &Header) -> Option<SchemaId> {
    match &header.kind {
        ParameterKind::Schema { schema, .. } => Some(*schema),
        ParameterKind::Content(content) => content.first()?.1.schema,
    }
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
