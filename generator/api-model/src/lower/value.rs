//! Nodes as plain JSON values, without their places.

use crate::document::{Node, NodeValue};
use serde_json::{Map, Number, Value};

/// The value of a node. Recursion is bounded by the depth limit of the reader of texts.
pub(crate) fn to_value(node: &Node) -> Value {
    match &node.value {
        NodeValue::Null => Value::Null,
        NodeValue::Boolean(flag) => Value::Bool(*flag),
        NodeValue::Number(text) => to_number(text).map_or(Value::Null, Value::Number),
        NodeValue::String(text) => Value::String(text.to_string()),
        NodeValue::Array(items) => Value::Array(items.iter().map(to_value).collect()),
        NodeValue::Object(members) => {
            let mut map = Map::with_capacity(members.len());
            for (key, member) in members {
                map.insert(key.to_string(), to_value(&member.node));
            }
            Value::Object(map)
        }
    }
}

/// A number as near to its text as JSON values come: exact within 64 bits, else a float. Absent
/// when it is beyond every float.
pub(crate) fn to_number(text: &str) -> Option<Number> {
    if let Ok(number) = text.parse::<i64>() {
        return Some(number.into());
    }
    if let Ok(number) = text.parse::<u64>() {
        return Some(number.into());
    }
    Number::from_f64(text.parse::<f64>().ok()?)
}

/// What a node is, for messages.
pub(crate) fn describe(node: &Node) -> &'static str {
    match &node.value {
        NodeValue::Null => "null",
        NodeValue::Boolean(_) => "a boolean",
        NodeValue::Number(_) => "a number",
        NodeValue::String(_) => "text",
        NodeValue::Array(_) => "a list",
        NodeValue::Object(_) => "an object",
    }
}
