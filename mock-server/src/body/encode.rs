//! A value in a media type.

use super::{csv, multipart, xml};
use crate::media::{Kind, MediaName};
use ::bytes::Bytes;
use api_model::api::{Api, SchemaId};
use api_runtime::style::{Place, Style, encode as encode_style};
use serde_json::Value;

/// Encodes a value. Text in a media type other than JSON stands for itself.
pub(crate) fn encode(
    api: &Api,
    name: &MediaName,
    schema: Option<SchemaId>,
    value: &Value,
) -> Bytes {
    match (name.kind(), value) {
        (Kind::Json, value) => json(value).into(),
        (_, Value::String(text)) if !is_element(name, text) => text.clone().into(),
        (Kind::JsonLines, value) => lines(value).into(),
        (Kind::EventStream, value) => events(value).into(),
        (Kind::Form, value) => form(value).into(),
        (Kind::Multipart, value) => multipart::encode(name, value).into(),
        (Kind::Xml, value) => xml::encode(api, schema, value).into(),
        (Kind::Csv, value) => csv::encode(value).into(),
        (Kind::Text | Kind::Binary, value) => json(value).into(),
    }
}

/// Whether a text is the content of an XML element and not a document of its own.
fn is_element(name: &MediaName, text: &str) -> bool {
    name.kind() == Kind::Xml && !text.trim_start().starts_with('<')
}

fn json(value: &Value) -> String {
    value.to_string()
}

/// A line for each item of an array.
fn lines(value: &Value) -> String {
    items(value)
        .map(|item| format!("{}\n", json(item)))
        .collect()
}

/// An event for each item of an array (the HTML standard, section 9.2.6).
fn events(value: &Value) -> String {
    items(value)
        .map(|item| match item {
            Value::String(text) => {
                let lines = text.lines().map(|line| format!("data: {line}\n"));
                lines.collect::<String>() + "\n"
            }
            item => format!("data: {}\n\n", json(item)),
        })
        .collect()
}

fn items(value: &Value) -> impl Iterator<Item = &Value> {
    match value {
        Value::Array(items) => items.as_slice(),
        single => std::slice::from_ref(single),
    }
    .iter()
}

/// Fields in the `form` style; what it cannot carry is written as JSON.
fn form(value: &Value) -> String {
    let fields = value.as_object().into_iter().flatten();
    let fields = fields.filter_map(|(name, value)| {
        let style = if value.is_object() {
            Style::DEEP_OBJECT
        } else {
            Style::FORM
        };
        let text = encode_style(Place::Query, name, value, style)
            .or_else(|_| encode_style(Place::Query, name, value, Style::JSON));
        text.ok().filter(|text| !text.is_empty())
    });
    fields.collect::<Vec<_>>().join("&")
}
