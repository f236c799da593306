//! Documentation of types, fields, operations: descriptions made safe, with the facts that types do not show.

use api_model::api::{Api, SchemaId, ShapeKind};
use serde_json::Value;

use super::facts::{Facts, dereference};
use crate::markdown;

/// More values than this are not listed.
const LISTED: usize = 24;

/// What a definition says of itself.
pub(crate) fn schema(api: &Api, id: SchemaId) -> Vec<String> {
    let keywords = &api.schema(id).keywords;
    let mut lines = text(keywords.description.as_deref());
    if lines.is_empty() {
        lines = text(keywords.title.as_deref());
    }
    if keywords.deprecated {
        paragraph(&mut lines, "Deprecated.".to_owned());
    }
    lines
}

/// What a field or parameter says of itself: its own words, else those of what it refers to, and the facts.
pub(crate) fn member(api: &Api, id: SchemaId, own: Option<&str>, name: &str) -> Vec<String> {
    let (target, _) = dereference(api, id);
    let mut lines = text(own);
    if lines.is_empty() {
        lines = text(api.schema(id).keywords.description.as_deref());
    }
    if lines.is_empty() {
        // What is described elsewhere says the rest there.
        let keywords = &api.schema(target).keywords;
        let mut described = text(keywords.description.as_deref()).into_iter();
        lines.extend(described.by_ref().take_while(|line| !line.is_empty()));
        if lines
            .iter()
            .any(|line| line.starts_with("```") || line.starts_with('|'))
        {
            lines.clear();
        }
    }
    for schema in [id, target] {
        if lines.is_empty() {
            lines = text(api.schema(schema).keywords.title.as_deref());
        }
    }
    if repeats(&lines, name) {
        lines.clear();
    }
    facts(api, id, target, &mut lines);
    lines
}

/// Whether documentation says no more than the name of what it stands at.
pub(crate) fn repeats(lines: &[String], name: &str) -> bool {
    let letters = |text: &str| -> String {
        let letters = text.chars().filter(|symbol| symbol.is_alphanumeric());
        letters.flat_map(char::to_lowercase).collect()
    };
    matches!(lines, [only] if letters(only) == letters(name))
}

fn facts(api: &Api, id: SchemaId, target: SchemaId, lines: &mut Vec<String>) {
    if let ShapeKind::Enum(values) = &api.schema(target).shape.kind {
        let typed = values
            .iter()
            .all(|value| !value.is_array() && !value.is_object());
        match values.as_slice() {
            [only] if api.schema(target).name.is_none() => {
                paragraph(lines, format!("Always {}.", value(only)))
            }
            values if !typed && values.len() <= LISTED => {
                let all: Vec<String> = values.iter().map(value).collect();
                paragraph(lines, format!("One of {}.", all.join(", ")));
            }
            _ => {}
        }
    }
    let facts = Facts::of(api, id);
    if let Some(default) = facts
        .default
        .as_ref()
        .filter(|default| !default.is_object())
    {
        paragraph(lines, format!("Default: {}.", value(default)));
    }
    if facts.deprecated {
        paragraph(lines, "Deprecated.".to_owned());
    }
}

/// A description's lines.
pub(crate) fn text(text: Option<&str>) -> Vec<String> {
    text.map_or_else(Vec::new, markdown::lines)
}

/// Adds a paragraph.
pub(crate) fn paragraph(lines: &mut Vec<String>, line: String) {
    if !lines.is_empty() {
        lines.push(String::new());
    }
    lines.push(line);
}

fn value(value: &Value) -> String {
    match value {
        Value::String(text) => markdown::code(text),
        other => markdown::code(&other.to_string()),
    }
}
