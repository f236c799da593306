//! The variants of enums, and what kind of value they stand for.

use api_model::api::{Api, SchemaId};
use serde_json::Value;

use super::item::EnumValue;
use super::names::{self, Scope};
use crate::markdown;

/// What the values of an enum are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Strings,
    Integers,
    /// Strings, numbers and booleans side by side, or numbers with fractions.
    Mixed,
}

impl Kind {
    /// The kind of a list of values; none when a list or an object is among them.
    pub(crate) fn of(values: &[Value]) -> Option<Kind> {
        if values
            .iter()
            .any(|value| value.is_array() || value.is_object())
        {
            return None;
        }
        Some(if values.iter().all(Value::is_string) {
            Kind::Strings
        } else if values.iter().all(|value| value.is_i64() || value.is_u64()) {
            Kind::Integers
        } else {
            Kind::Mixed
        })
    }
}

/// The integer type of an enum: the one its schema asks for, unless a value is out of its reach.
pub(crate) fn repr(values: &[Value], asked: &'static str) -> &'static str {
    let numbers: Vec<_> = values.iter().filter_map(Value::as_number).collect();
    let fits = |name: &&str| {
        numbers
            .iter()
            .all(|number| super::rules::fits(number, name))
    };
    [asked, "i64", "u64"]
        .into_iter()
        .find(fits)
        .unwrap_or("i128")
}

/// The variants of an enum, each value once, in document order.
///
/// Names come from `x-enum-varnames` (or its older spelling) where the document has that, else from the values. Two
/// values that would share a name are told apart by their symbols, then by their case or kind, then by number.
pub(crate) fn values(api: &Api, id: SchemaId, values: &[Value]) -> Vec<EnumValue> {
    // `Self::Err` is the associated type of `FromStr`, which every string enum has.
    let mut scope = Scope::without(&["Unknown", "Self", "Err"]);
    let mut seen = std::collections::HashSet::new();
    let given = extension(api, id, &["x-enum-varnames", "x-enumNames"], values.len());
    let described = extension(
        api,
        id,
        &["x-enum-descriptions", "x-enumDescriptions"],
        values.len(),
    );
    let mut found = Vec::new();
    for (at, value) in values.iter().enumerate() {
        if !seen.insert(value.to_string()) {
            continue;
        }
        let mut candidates = Vec::new();
        if let Some(name) = given.as_ref().and_then(|names| names.get(at)) {
            candidates.push(names::as_variant(&names::camel(name), "Value"));
        }
        let text = match value {
            Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        candidates.extend(candidates_of(&text));
        candidates.extend(candidate_by_kind(value, &text));
        let docs = described
            .as_ref()
            .and_then(|texts| texts.get(at))
            .map_or_else(Vec::new, |text| markdown::lines(text));
        found.push(EnumValue {
            name: scope.claim(candidates),
            value: value.clone(),
            docs,
        });
    }
    found
}

/// What a variant may be called that stands for a text, from the plainest to the most telling.
pub(crate) fn candidates_of(text: &str) -> Vec<String> {
    let plain = names::camel(text);
    let telling = names::camel(&names::spelled_out(text));
    let fallback = if text.is_empty() { "Empty" } else { "Value" };
    let mut candidates = Vec::new();
    // `-name` and `name` often stand side by side; the sign is the meaning.
    let signed = text.starts_with(['-', '+']) && text.len() > 1;
    if !signed && (!plain.is_empty() || telling.is_empty()) {
        candidates.push(names::as_variant(&plain, fallback));
    }
    if !telling.is_empty() {
        candidates.push(names::as_variant(&telling, "Value"));
    }
    if text.chars().any(char::is_uppercase) && !text.chars().any(char::is_lowercase) {
        candidates.push(names::as_variant(&format!("{plain}Uppercase"), "Value"));
    } else if plain.starts_with(char::is_alphabetic) {
        candidates.push(names::as_variant(&format!("{plain}Value"), "Value"));
    }
    candidates
}

/// The last resort before numbers: what else tells a value from one that is spelled alike.
fn candidate_by_kind(value: &Value, text: &str) -> Option<String> {
    let plain = names::camel(text);
    let kind = match value {
        _ if plain.is_empty() => return None,
        Value::String(text) if !text.chars().any(char::is_alphabetic) => "Text",
        Value::String(text) if text.chars().any(char::is_uppercase) => "Capitalized",
        Value::String(_) => "Lowercase",
        Value::Bool(_) => "Boolean",
        _ => "Number",
    };
    Some(names::as_variant(&format!("{plain}{kind}"), "Value"))
}

fn extension(api: &Api, id: SchemaId, names: &[&str], count: usize) -> Option<Vec<String>> {
    let extensions = &api.schema(id).keywords.extensions;
    let list = names
        .iter()
        .find_map(|name| extensions.get(*name))
        .and_then(Value::as_array)?;
    let texts: Vec<String> = list
        .iter()
        .filter_map(Value::as_str)
        .map(str::to_owned)
        .collect();
    (texts.len() == count).then_some(texts)
}
