//! Nodes as plain JSON values, without their places.

use super::Cx;
use crate::document::{Node, NodeValue};
use serde_json::{Number, Value};

impl Cx<'_> {
    /// The value of a node, its size counted; null when the model has grown too large.
    pub(crate) fn value(&mut self, node: &Node) -> Value {
        match self.spend(count(node), node.place) {
            true => node.to_json(),
            false => Value::Null,
        }
    }
}

fn count(node: &Node) -> usize {
    match &node.value {
        NodeValue::Array(items) => 1 + items.iter().map(count).sum::<usize>(),
        NodeValue::Object(members) => {
            1 + members
                .values()
                .map(|member| count(&member.node))
                .sum::<usize>()
        }
        _ => 1,
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
