//! Raw values, which are all text, to JSON values by the types a schema expects.

use super::Context;
use super::expected::Expected;
use api_model::api::{SchemaId, Type};
use api_runtime::style::{Raw, Shape};
use serde_json::{Map, Number, Value};

/// How texts are read that could be several things.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Preference {
    /// As numbers and booleans where they look like that and the schema allows it.
    Typed,
    /// As text where the schema allows it.
    Text,
}

/// The shapes a schema lets a parameter have, the likeliest first.
pub(crate) fn shapes<'n>(expected: &Expected, names: &'n [&'n str]) -> Vec<Shape<'n>> {
    let mut shapes = Vec::new();
    if expected.wants_array() {
        shapes.push(Shape::Array);
    }
    if expected.wants_object() {
        // Further properties can only be told from other parameters by a list of names.
        let open = expected.additional.is_some() || names.is_empty();
        shapes.push(if open {
            Shape::AnyObject
        } else {
            Shape::Object(names)
        });
    }
    if expected.wants_scalar() || shapes.is_empty() {
        shapes.insert(0, Shape::Primitive);
    }
    shapes
}

/// Adds the readings of a raw value that are not there yet.
pub(crate) fn add_readings(
    cx: Context<'_>,
    raw: &Raw,
    schema: Option<SchemaId>,
    candidates: &mut Vec<Value>,
) {
    for preference in [Preference::Typed, Preference::Text] {
        let value = typed(cx, raw, schema, preference);
        if !candidates.contains(&value) {
            candidates.push(value);
        }
    }
}

/// A raw value as JSON.
pub(crate) fn typed(
    cx: Context<'_>,
    raw: &Raw,
    schema: Option<SchemaId>,
    preference: Preference,
) -> Value {
    let expected = schema.map(|schema| cx.expectations.of(cx.api, schema));
    match raw {
        Raw::Primitive(text) => scalar(text, expected, preference),
        Raw::Array(items) => {
            let items = items.iter().enumerate().map(|(index, item)| {
                let schema = expected
                    .and_then(|expected| expected.prefix.get(index).copied().or(expected.items));
                typed(cx, item, schema, preference)
            });
            Value::Array(items.collect())
        }
        Raw::Object(members) => {
            let members = members.iter().map(|(name, member)| {
                let schema = expected.and_then(|expected| {
                    expected
                        .properties
                        .get(name)
                        .copied()
                        .or(expected.additional)
                });
                (name.clone(), typed(cx, member, schema, preference))
            });
            Value::Object(members.collect::<Map<_, _>>())
        }
    }
}

/// One text as JSON. What fits no expected type stays text, and the validator says so.
pub(crate) fn scalar(text: &str, expected: Option<&Expected>, preference: Preference) -> Value {
    let Some(expected) = expected else {
        return Value::String(text.to_owned());
    };
    if preference == Preference::Text && expected.allows(Type::String) {
        return Value::String(text.to_owned());
    }
    if expected.names_numbers()
        && let Some(number) = number(text)
    {
        return Value::Number(number);
    }
    if expected.names(Type::Boolean)
        && let Ok(flag) = text.parse::<bool>()
    {
        return Value::Bool(flag);
    }
    let is_null = text == "null" || (text.is_empty() && !expected.allows(Type::String));
    if expected.names(Type::Null) && is_null {
        return Value::Null;
    }
    Value::String(text.to_owned())
}

/// A number in JSON's spelling and no other: `+5`, `0x5`, `NaN` and ` 5` are text.
fn number(text: &str) -> Option<Number> {
    let starts_well = text.starts_with(|first: char| first == '-' || first.is_ascii_digit());
    if !starts_well || text.ends_with(|last: char| !last.is_ascii_digit()) {
        return None;
    }
    serde_json::from_str::<Number>(text).ok()
}
