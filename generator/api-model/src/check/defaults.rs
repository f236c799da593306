//! A `default` is a value that its schema allows, as far as `type` and `enum` tell.

use crate::api::{Api, Keywords, SchemaId, Schemas, Type};
use crate::diagnostic::Diagnostic;
use crate::lower::Report;
use serde_json::Value;

/// Longest chain of `$ref`s that is looked through.
const CHAIN: usize = 32;

/// Leaves out defaults that nobody could send.
pub(super) fn check_defaults(api: &mut Api, report: &mut Report) {
    let mut wrong: Vec<SchemaId> = Vec::new();
    for (id, schema) in api.schemas.iter() {
        let Some(default) = &schema.keywords.default else {
            continue;
        };
        let Some(reason) = contradiction(&api.schemas, id, default) else {
            continue;
        };
        let place = schema.keywords.place_of("default").unwrap_or(schema.place);
        let message = format!("the default {} {reason}; it is ignored", shortened(default));
        report.add(Diagnostic::warning("impossible-default", place, message));
        wrong.push(id);
    }
    for id in wrong {
        api.schemas.all[id.index()].keywords.default = None;
    }
}

/// Why the value cannot be, by the schema and what it refers to.
fn contradiction(schemas: &Schemas, id: SchemaId, value: &Value) -> Option<String> {
    let mut next = Some(id);
    for _ in 0..CHAIN {
        let keywords = &schemas[next?].keywords;
        if let Some(reason) = contradicts(keywords, value) {
            return Some(reason);
        }
        next = keywords.reference.or(match keywords.all_of.as_slice() {
            [only] => Some(*only),
            _ => None,
        });
    }
    None
}

fn contradicts(keywords: &Keywords, value: &Value) -> Option<String> {
    let types = keywords.types;
    if !types.is_empty() && !types.iter().any(|ty| is_of(value, ty)) {
        let names: Vec<&str> = types.iter().map(Type::as_str).collect();
        return Some(format!("is not of type {}", names.join(" or ")));
    }
    match &keywords.enumeration {
        Some(values) if !values.contains(value) => Some("is not in the `enum`".to_owned()),
        _ => None,
    }
}

fn is_of(value: &Value, ty: Type) -> bool {
    match ty {
        Type::Null => value.is_null(),
        Type::Boolean => value.is_boolean(),
        Type::Integer => value
            .as_f64()
            .is_some_and(|number| value.is_number() && number.fract() == 0.0),
        Type::Number => value.is_number(),
        Type::String => value.is_string(),
        Type::Array => value.is_array(),
        Type::Object => value.is_object(),
    }
}

fn shortened(value: &Value) -> String {
    let text = value.to_string();
    match text.char_indices().nth(60) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text,
    }
}
