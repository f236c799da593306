//! What survives the way through text: which values a parameter's style can carry, and which
//! values a server may read out of the text again.
//!
//! Text has no types: `5` in a query is the number and the string. A fault that disappears on the
//! wire is none, and a header is valid when one reading of it is.

use api_model::api::{Location, Parameter, ParameterKind, Style};
use api_runtime::style::Raw;
use serde_json::{Map, Value};

/// Most readings of one text; what has more is not used as a fault.
const MAX_READINGS: usize = 64;

/// Whether the parameter's text stands for this value and no other of its kind.
pub(super) fn carries(parameter: &Parameter, value: &Value) -> bool {
    let (style, explode) = match &parameter.kind {
        ParameterKind::Schema { style, explode, .. } => (*style, *explode),
        ParameterKind::Content(_) => {
            return parameter.location != Location::Header || is_plain(&value.to_string());
        }
    };
    // The style is defined for objects alone (section 4.8.12.2).
    if style == Style::DeepObject && !value.is_object() {
        return false;
    }
    match value {
        Value::Null => false,
        Value::Array(items) if items.is_empty() || items == &[Value::String(String::new())] => {
            false
        }
        Value::Object(members) if members.is_empty() => false,
        Value::Array(items) => items
            .iter()
            .all(|item| carries_part(parameter.location, style, explode, item)),
        Value::Object(members) => members.iter().all(|(key, value)| {
            carries_part(parameter.location, style, explode, value)
                && carries_part(
                    parameter.location,
                    style,
                    explode,
                    &Value::String(key.clone()),
                )
        }),
        Value::String(text) => carries_text(parameter.location, text),
        Value::Bool(_) | Value::Number(_) => true,
    }
}

/// A path made of dots alone is taken away by clients and proxies (RFC 3986 section 5.2.4); headers
/// have no escaping.
fn carries_text(location: Location, text: &str) -> bool {
    match location {
        Location::Path => !text.is_empty() && text != "." && text != "..",
        Location::Header => is_plain(text),
        Location::Cookie | Location::Query => true,
    }
}

/// Visible ASCII, and spaces inside.
fn is_plain(text: &str) -> bool {
    !text.is_empty()
        && text.trim() == text
        && text
            .bytes()
            .all(|byte| byte == b' ' || byte.is_ascii_graphic())
}

fn carries_part(location: Location, style: Style, explode: bool, part: &Value) -> bool {
    let text = match part {
        Value::String(text) => text.clone(),
        Value::Null => return false,
        Value::Array(_) | Value::Object(_) => return style == Style::DeepObject,
        Value::Bool(_) | Value::Number(_) => part.to_string(),
    };
    let delimiters: &[char] = match (location, style) {
        (Location::Header, _) => &[',', '='],
        (_, Style::SpaceDelimited) if !explode => &[' ', '+'],
        (_, Style::PipeDelimited) if !explode => &['|'],
        // A dot is never escaped (RFC 3986 section 2.3).
        (_, Style::Label) if explode => &['.'],
        _ => &[],
    };
    let nothing = text.is_empty() && location != Location::Query;
    !nothing && !text.contains(delimiters) && (location != Location::Header || is_plain(&text))
}

/// Every value that a server may read from the text of this one; `None` when there are too many.
pub(super) fn readings(value: &Value) -> Option<Vec<Value>> {
    match value {
        Value::Null => Some(vec![Value::Null, Value::String(String::new())]),
        Value::Bool(_) | Value::Number(_) => Some(readings_of_text(&value.to_string())),
        Value::String(text) => Some(readings_of_text(text)),
        Value::Array(items) => product(items.iter().map(readings)),
        Value::Object(members) => {
            let values = product(members.values().map(readings))?;
            Some(
                values
                    .into_iter()
                    .map(|values| name_members(members.keys(), values))
                    .collect(),
            )
        }
    }
}

/// The same for text that has been taken apart already.
pub(crate) fn readings_of_raw(raw: &Raw) -> Option<Vec<Value>> {
    match raw {
        Raw::Primitive(text) => Some(readings_of_text(text)),
        Raw::Array(items) => product(items.iter().map(readings_of_raw)),
        Raw::Object(members) => {
            let values = product(members.iter().map(|(_, value)| readings_of_raw(value)))?;
            let named = |values| name_members(members.iter().map(|(key, _)| key), values);
            Some(values.into_iter().map(named).collect())
        }
    }
}

/// The string first, then what JSON makes of the text.
fn readings_of_text(text: &str) -> Vec<Value> {
    let mut found = vec![Value::String(text.to_owned())];
    if text.is_empty() {
        found.push(Value::Null);
    }
    if let Ok(value @ (Value::Bool(_) | Value::Number(_) | Value::Null)) =
        serde_json::from_str(text)
    {
        found.push(value);
    }
    found
}

/// Every list that takes one reading from each item, as array values.
fn product(items: impl Iterator<Item = Option<Vec<Value>>>) -> Option<Vec<Value>> {
    let mut lists: Vec<Vec<Value>> = vec![Vec::new()];
    for readings in items {
        let readings = readings?;
        if lists.len().saturating_mul(readings.len()) > MAX_READINGS {
            return None;
        }
        lists = lists
            .iter()
            .flat_map(|list| readings.iter().map(move |one| append(list, one)))
            .collect();
    }
    Some(lists.into_iter().map(Value::Array).collect())
}

fn append(list: &[Value], one: &Value) -> Vec<Value> {
    list.iter().chain(std::iter::once(one)).cloned().collect()
}

fn name_members<'a>(keys: impl Iterator<Item = &'a String>, values: Value) -> Value {
    let Value::Array(values) = values else {
        return values;
    };
    Value::Object(keys.cloned().zip(values).collect::<Map<_, _>>())
}

#[cfg(test)]
mod tests {
    use super::readings;
    use serde_json::json;

    #[test]
    fn text_has_no_types() {
        assert_eq!(readings(&json!(5)), Some(vec![json!("5"), json!(5)]));
        assert_eq!(
            readings(&json!("true")),
            Some(vec![json!("true"), json!(true)])
        );
        assert_eq!(readings(&json!("abc")), Some(vec![json!("abc")]));
        let expected = vec![json!({"a": "x", "b": "1"}), json!({"a": "x", "b": 1})];
        assert_eq!(readings(&json!({"a": "x", "b": 1})), Some(expected));
    }

    #[test]
    fn too_many_readings_are_no_fault() {
        assert_eq!(readings(&json!([1, 2, 3, 4, 5, 6, 7])), None);
    }
}
