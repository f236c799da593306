//! Reading a tree by type, and as plain JSON.

use super::{Node, NodeValue, Object};
use serde_json::{Map, Number, Value};

impl Node {
    /// The text, if the value is one.
    #[must_use]
    pub fn as_str(&self) -> Option<&str> {
        match &self.value {
            NodeValue::String(text) => Some(text),
            _ => None,
        }
    }

    /// The truth value, if the value is one.
    #[must_use]
    pub fn as_bool(&self) -> Option<bool> {
        match self.value {
            NodeValue::Boolean(flag) => Some(flag),
            _ => None,
        }
    }

    /// The number as it was written, if the value is one.
    #[must_use]
    pub fn as_number(&self) -> Option<&str> {
        match &self.value {
            NodeValue::Number(text) => Some(text),
            _ => None,
        }
    }

    /// The items, if the value is a list.
    #[must_use]
    pub fn as_array(&self) -> Option<&[Node]> {
        match &self.value {
            NodeValue::Array(items) => Some(items),
            _ => None,
        }
    }

    /// The members, if the value is an object.
    #[must_use]
    pub fn as_object(&self) -> Option<&Object> {
        match &self.value {
            NodeValue::Object(object) => Some(object),
            _ => None,
        }
    }

    /// Whether the value is `null`.
    #[must_use]
    pub fn is_null(&self) -> bool {
        matches!(self.value, NodeValue::Null)
    }

    /// The value of a member; absent when there is none or this is no object.
    #[must_use]
    pub fn member(&self, key: &str) -> Option<&Node> {
        Some(&self.as_object()?.get(key)?.node)
    }

    /// What kind of value this is, for messages: `a list`.
    #[must_use]
    pub fn kind_name(&self) -> &'static str {
        match self.value {
            NodeValue::Null => "null",
            NodeValue::Boolean(_) => "a boolean",
            NodeValue::Number(_) => "a number",
            NodeValue::String(_) => "text",
            NodeValue::Array(_) => "a list",
            NodeValue::Object(_) => "an object",
        }
    }

    /// The value without places. Integers are exact within 64 bits; other numbers are the nearest
    /// double, and one beyond every double is the largest there is.
    #[must_use]
    pub fn to_json(&self) -> Value {
        match &self.value {
            NodeValue::Null => Value::Null,
            NodeValue::Boolean(flag) => Value::Bool(*flag),
            NodeValue::Number(text) => Value::Number(to_number(text)),
            NodeValue::String(text) => Value::String(text.to_string()),
            NodeValue::Array(items) => Value::Array(items.iter().map(Node::to_json).collect()),
            NodeValue::Object(object) => {
                let mut map = Map::with_capacity(object.len());
                for (key, member) in object {
                    map.insert(key.to_string(), member.node.to_json());
                }
                Value::Object(map)
            }
        }
    }
}

fn to_number(text: &str) -> Number {
    if let Ok(number) = text.parse::<i64>()
        && text != "-0"
    {
        return number.into();
    }
    if let Ok(number) = text.parse::<u64>() {
        return number.into();
    }
    let nearest = text.parse::<f64>().unwrap_or(0.0);
    let finite = nearest.clamp(f64::MIN, f64::MAX);
    Number::from_f64(finite).unwrap_or_else(|| 0.into())
}
