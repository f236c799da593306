//! Documented examples as answers: what a server says that is not written yet.

use api_model::api::{self, Api, MediaType, Response, StatusKey};
use serde_json::{Map, Value};

use super::call::{Answer, Example, Media, MediaForm};

/// The first success that has everything it needs: no body, or an example of it, and examples of required headers.
pub(crate) fn plan(api: &Api, operation: &api::Operation, answers: &[Answer]) -> Option<Example> {
    for (index, answer) in answers
        .iter()
        .enumerate()
        .filter(|(_, answer)| answer.success)
    {
        // An interim answer is none, and a redirect without its address is broken.
        if matches!(answer.key, StatusKey::Code(status) if status < 200) {
            continue;
        }
        let Some((_, response)) = operation
            .responses
            .iter()
            .find(|(key, _)| *key == answer.key)
        else {
            continue;
        };
        let body = match &answer.media {
            None => Some(None),
            Some(media) => body(api, response, media).map(Some),
        };
        let headers = match answer.headers {
            None => Some(None),
            Some(_) => headers(api, response).map(Some),
        };
        if let (Some(body), Some(headers)) = (body, headers) {
            return Some(Example {
                answer: index,
                body,
                headers,
            });
        }
    }
    None
}

/// The example of a body as JSON, text and bytes as a JSON string.
fn body(api: &Api, response: &Response, media: &Media) -> Option<String> {
    let content = response
        .content
        .iter()
        .find(|(media_type, _)| *media_type == media.media_type);
    let (_, content) = content.or_else(|| response.content.first())?;
    let value = value_of(api, content)?;
    let text = match (&media.form, value) {
        (MediaForm::Json | MediaForm::Form(_), value) => return Some(value.to_string()),
        (MediaForm::Multipart, _) => return None,
        (_, Value::String(text)) => text,
        (MediaForm::Binary, _) => return None,
        (MediaForm::Text, value) => value.to_string(),
        (MediaForm::Lines, Value::Array(items)) => {
            items.iter().map(|item| format!("{item}\n")).collect()
        }
        (MediaForm::Lines, value) => format!("{value}\n"),
        (MediaForm::Events, value) => format!("data: {value}\n\n"),
    };
    Some(Value::String(text).to_string())
}

/// The body's own example, else its schema's.
fn value_of(api: &Api, content: &MediaType) -> Option<Value> {
    if let Some(value) = content
        .examples
        .values()
        .find_map(|example| example.value.clone())
    {
        return Some(value);
    }
    let schemas = content
        .schema
        .map(|schema| super::facts::holding(api, schema))
        .unwrap_or_default();
    schemas
        .into_iter()
        .find_map(|schema| api.schema(schema).keywords.examples.first().cloned())
}

/// The headers that have examples; nothing when a required one has none.
fn headers(api: &Api, response: &Response) -> Option<String> {
    let mut members = Map::new();
    for (name, header) in &response.headers {
        let own = header
            .examples
            .values()
            .find_map(|example| example.value.clone());
        let schema = match &header.kind {
            api::ParameterKind::Schema { schema, .. } => Some(*schema),
            api::ParameterKind::Content(_) => None,
        };
        let value = own.or_else(|| {
            let schemas = schema
                .map(|schema| super::facts::holding(api, schema))
                .unwrap_or_default();
            schemas
                .into_iter()
                .find_map(|schema| api.schema(schema).keywords.examples.first().cloned())
        });
        match value {
            Some(value) => {
                members.insert(name.to_ascii_lowercase(), value);
            }
            None if header.required => return None,
            None => {}
        }
    }
    Some(Value::Object(members).to_string())
}
