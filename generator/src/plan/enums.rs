//! The variants of string enums.

use api_model::api::{Api, SchemaId};
use serde_json::Value;

use super::item::EnumValue;
use super::names::{self, Scope};
use crate::markdown;

/// The variants of an enum of strings, each value once, in document order.
///
/// Names come from `x-enum-varnames` (or its older spelling) where the document has that, else from the values. Two
/// values that would share a name are told apart by their symbols, then by their case, then by number.
pub(crate) fn values(api: &Api, id: SchemaId, values: &[Value]) -> Vec<EnumValue> {
    // `Self::Err` is the associated type of `FromStr`, which every string enum has.
    let mut scope = Scope::without(&["Unknown", "Self", "Err"]);
    let mut seen = std::collections::HashSet::new();
    let texts: Vec<&str> = values.iter().filter_map(Value::as_str).collect();
    let given = extension(api, id, &["x-enum-varnames", "x-enumNames"], values.len());
    let described = extension(
        api,
        id,
        &["x-enum-descriptions", "x-enumDescriptions"],
        values.len(),
    );
    let mut found = Vec::new();
    for (at, text) in texts.iter().enumerate() {
        if !seen.insert(*text) {
            continue;
        }
        let mut candidates = Vec::new();
        if let Some(name) = given.as_ref().and_then(|names| names.get(at)) {
            candidates.push(names::as_variant(&names::camel(name), "Value"));
        }
        candidates.extend(candidates_of(text));
        let mut docs = described
            .as_ref()
            .and_then(|texts| texts.get(at))
            .map_or_else(Vec::new, |text| markdown::lines(text));
        if docs.is_empty() {
            docs.push(markdown::code(text));
        }
        found.push(EnumValue {
            name: scope.claim(candidates),
            text: (*text).to_owned(),
            docs,
        });
    }
    found
}

fn candidates_of(text: &str) -> Vec<String> {
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
    } else if !plain.is_empty() {
        candidates.push(names::as_variant(&format!("{plain}Value"), "Value"));
    }
    candidates
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
