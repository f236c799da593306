//! An example of a JSON body that is text which itself is JSON, where the schema wants no text:
//! the body was pasted in quotes, and is meant without them.

use crate::api::{Api, Content, MediaType, Operation, SchemaId, Schemas, Type};
use crate::diagnostic::Diagnostic;
use crate::lower::Report;
use serde_json::Value;

use super::examples::is_json;

/// Longest chain of `$ref`s that is looked through.
const CHAIN: usize = 32;

/// Takes the quotes off.
pub(super) fn check_text_examples(api: &mut Api, report: &mut Report) {
    let Api {
        operations,
        schemas,
        ..
    } = api;
    for content in operations.iter_mut().flat_map(contents) {
        for (_, media) in content.iter_mut().filter(|(name, _)| is_json(name)) {
            unquote(media, schemas, report);
        }
    }
}

fn contents(operation: &mut Operation) -> impl Iterator<Item = &mut Content> {
    let bodies = operation.request_body.iter_mut();
    let responses = operation.responses.iter_mut();
    let bodies = bodies.map(|body| &mut body.content);
    bodies.chain(responses.map(|(_, response)| &mut response.content))
}

fn unquote(media: &mut MediaType, schemas: &Schemas, report: &mut Report) {
    if !media.schema.is_some_and(|id| refuses_text(schemas, id)) {
        return;
    }
    for (name, example) in &mut media.examples {
        let Some(Value::String(text)) = &example.value else {
            continue;
        };
        let Ok(value @ (Value::Object(_) | Value::Array(_))) = serde_json::from_str(text) else {
            continue;
        };
        let message =
            format!("the example `{name}` is text that holds JSON; it is read as that JSON");
        report.add(
            Diagnostic::warning("quoted-example", example.place, message)
                .help("write the value itself, without quotes around it"),
        );
        example.value = Some(value);
    }
}

fn refuses_text(schemas: &Schemas, id: SchemaId) -> bool {
    let mut next = Some(id);
    for _ in 0..CHAIN {
        let Some(id) = next else {
            return false;
        };
        let keywords = &schemas[id].keywords;
        if !keywords.types.is_empty() {
            return !keywords.types.contains(Type::String);
        }
        next = keywords.reference;
    }
    false
}
