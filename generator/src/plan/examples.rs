//! Documented examples as answers: what a server says that is not written yet.

use api_model::api::{self, Api, MediaType, Response, StatusKey};
use serde_json::{Map, Value};

use super::call::{Answer, Example, ExampleBody, Media, MediaForm};

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
            None => Some(ExampleBody::None),
            Some(media) => body(api, response, media),
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

fn body(api: &Api, response: &Response, media: &Media) -> Option<ExampleBody> {
    let content = response
        .content
        .iter()
        .find(|(media_type, _)| *media_type == media.media_type);
    let (_, content) = content.or_else(|| response.content.first())?;
    let value = value_of(api, content)?;
    Some(match (&media.form, value) {
        (MediaForm::Json | MediaForm::Form(_), value) => ExampleBody::Json(json(&value)),
        (MediaForm::Text, Value::String(text)) => ExampleBody::Text(text),
        (MediaForm::Text, value) => ExampleBody::Text(value.to_string()),
        (MediaForm::Binary, Value::String(text)) => ExampleBody::Binary(text),
        (MediaForm::Lines, Value::String(text)) => ExampleBody::Lines(text),
        (MediaForm::Lines, Value::Array(items)) => {
            ExampleBody::Lines(items.iter().map(|item| format!("{item}\n")).collect())
        }
        (MediaForm::Lines, value) => ExampleBody::Lines(format!("{value}\n")),
        (MediaForm::Events, Value::String(text)) => ExampleBody::Events(text),
        (MediaForm::Events, value) => ExampleBody::Events(format!("data: {value}\n\n")),
        (MediaForm::Binary | MediaForm::Multipart, _) => return None,
    })
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
    Some(json(&Value::Object(members)))
}

/// Short JSON on one line, longer with line breaks.
fn json(value: &Value) -> String {
    let short = value.to_string();
    if short.len() <= 80 {
        return short;
    }
    serde_json::to_string_pretty(value).unwrap_or(short)
}
