//! Equality of JSON values as JSON Schema has it, and values cut short for messages.

use super::decimal::Decimal;
use serde_json::{Number, Value};
use std::fmt::Write;

/// Longest text of a value in a message.
const SHOWN: usize = 48;

/// Whether two values are equal: numbers by their size, objects whatever their order.
pub(crate) fn equal(one: &Value, two: &Value) -> bool {
    match (one, two) {
        (Value::Number(one), Value::Number(two)) => same_number(one, two),
        (Value::Array(one), Value::Array(two)) => {
            one.len() == two.len() && one.iter().zip(two).all(|(one, two)| equal(one, two))
        }
        (Value::Object(one), Value::Object(two)) => {
            one.len() == two.len()
                && one
                    .iter()
                    .all(|(name, value)| two.get(name).is_some_and(|other| equal(value, other)))
        }
        (one, two) => one == two,
    }
}

fn same_number(one: &Number, two: &Number) -> bool {
    one == two || (one.is_f64() || two.is_f64()) && Decimal::of(one) == Decimal::of(two)
}

/// A text that two values share exactly when they are equal.
pub(super) fn fingerprint(value: &Value) -> String {
    let mut text = String::new();
    write_fingerprint(value, &mut text);
    text
}

fn write_fingerprint(value: &Value, text: &mut String) {
    match value {
        Value::Number(number) => {
            let _ = write!(text, "{:?}", Decimal::of(number));
        }
        Value::Array(items) => {
            text.push('[');
            for item in items {
                write_fingerprint(item, text);
                text.push(',');
            }
            text.push(']');
        }
        Value::Object(map) => {
            let mut members: Vec<_> = map.iter().collect();
            members.sort_by_key(|(name, _)| *name);
            text.push('{');
            for (name, value) in members {
                let _ = write!(text, "{name:?}:");
                write_fingerprint(value, text);
                text.push(',');
            }
            text.push('}');
        }
        other => {
            let _ = write!(text, "{other}");
        }
    }
}

/// The value as JSON, cut short for a message.
pub(crate) fn shorten(value: &Value) -> String {
    match value {
        Value::Array(items) if !items.is_empty() => format!("an array of {} items", items.len()),
        Value::Object(map) if !map.is_empty() => format!("an object of {} properties", map.len()),
        Value::String(text) => {
            let shown: String = text.chars().take(SHOWN).collect();
            let more = if shown.len() < text.len() { "…" } else { "" };
            format!("{}{more}", Value::String(shown))
        }
        other => other.to_string(),
    }
}
