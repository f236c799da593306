//! Cases from the document's own examples: of parameters and of request bodies. An example that
//! does not fit its schema is a fault of the document: it is noted and not sent.

use super::Intent;
use super::draft::{Draft, DraftBody, DraftContent};
use super::planner::Maker;
use super::spell::is_sent;
use super::wire::carries;
use super::{form, values::resolve};
use api_model::api::{Example, MediaType, SchemaId};
use serde_json::Value;

/// Makes them.
pub(super) fn make(maker: &mut Maker<'_>, required: &Draft, everything: &Draft) {
    make_bodies(maker, everything);
    make_parameters(maker, required);
}

fn make_parameters(maker: &mut Maker<'_>, base: &Draft) {
    let operation = maker.operation;
    for (index, parameter) in operation.parameters.iter().enumerate() {
        if !is_sent(parameter) {
            continue;
        }
        let owner = format!(
            "{} parameter `{}`",
            parameter.location.as_str(),
            parameter.name
        );
        for (name, example) in &parameter.examples {
            let Some(value) = fitting(maker, &owner, name, example, parameter.schema()) else {
                continue;
            };
            if carries(parameter, &value) {
                let title = format!("documented example `{name}` of {owner}");
                maker.add(title, Intent::Valid, &base.with_parameter(index, value));
            }
        }
    }
}

fn make_bodies(maker: &mut Maker<'_>, base: &Draft) {
    let Some(body) = &maker.operation.request_body else {
        return;
    };
    for (index, (media_type, media)) in body.content.iter().enumerate() {
        for (name, example) in &media.examples {
            make_body(maker, base, index, (media_type, media), (name, example));
        }
        let own = media
            .schema
            .map(|schema| resolve(&maker.planner.api, schema).1);
        let own: Vec<Value> = own
            .map(|schema| schema.keywords.examples.clone())
            .unwrap_or_default();
        for value in own {
            let valid = media
                .schema
                .is_some_and(|id| maker.planner.values.is_valid(id, &value));
            if valid {
                let title = format!("the schema's example as {media_type}");
                let content = DraftContent::Value(value);
                add_body(maker, base, title, index, media_type, content);
            }
        }
    }
}

fn make_body(
    maker: &mut Maker<'_>,
    base: &Draft,
    index: usize,
    (media_type, media): (&str, &MediaType),
    (name, example): (&str, &Example),
) {
    let owner = format!("the {media_type} request body");
    // Text of a media type that is not text to the model, such as XML, stands as it is.
    let data = api_runtime::media::is_json(media_type);
    let content = match &example.value {
        Some(Value::String(text)) if !data && form::is_xml(media_type) => {
            Some(DraftContent::Bytes(text.clone().into()))
        }
        _ => fitting(maker, &owner, name, example, media.schema).map(DraftContent::Value),
    };
    if let Some(content) = content {
        let title = format!("documented example `{name}` of {owner}");
        add_body(maker, base, title, index, media_type, content);
    }
}

fn add_body(
    maker: &mut Maker<'_>,
    base: &Draft,
    title: String,
    index: usize,
    media_type: &str,
    content: DraftContent,
) {
    let content_type = form::concrete(media_type);
    let body = DraftBody {
        media: Some(index),
        content_type,
        content,
    };
    maker.add(title, Intent::Valid, &base.with_body(Some(body)));
}

fn fitting(
    maker: &mut Maker<'_>,
    owner: &str,
    name: &str,
    example: &Example,
    schema: Option<SchemaId>,
) -> Option<Value> {
    let value = example.value.clone()?;
    if schema.is_none_or(|schema| maker.planner.values.is_valid(schema, &value)) {
        return Some(value);
    }
    let message = format!("example `{name}` of {owner} does not fit its schema and is not sent");
    maker.obstacle(example.place, message);
    None
}
