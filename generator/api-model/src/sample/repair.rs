//! Mending values that the validator refuses, by leaving out what it points at.

use super::Inner;
use crate::api::SchemaId;
use crate::validate::{Direction, Violation};
use serde_json::Value;

/// Parts that are left out at most, and values that are judged on the way.
const ROUNDS: usize = 12;

/// The value without the optional parts that are at fault; none if faults remain.
pub(super) fn mend(
    inner: &Inner,
    schema: SchemaId,
    value: &Value,
    direction: Direction,
) -> Option<Value> {
    let check = |value: &Value| inner.validator.check(schema, value, direction);
    let mut value = value.clone();
    let mut faults = check(&value);
    for _ in 0..ROUNDS {
        if faults.is_empty() {
            return Some(value);
        }
        let (mended, left) = candidates(&faults).into_iter().find_map(|pointer| {
            let mended = without(&value, &pointer)?;
            let left = check(&mended);
            (left.len() < faults.len()).then_some((mended, left))
        })?;
        (value, faults) = (mended, left);
    }
    None
}

/// The places at fault and those around them, the innermost first, without repeats.
fn candidates(faults: &[Violation]) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for fault in faults.iter().take(4) {
        let mut pointer = fault.pointer.as_str();
        for _ in 0..4 {
            if pointer.is_empty() {
                break;
            }
            if !found.iter().any(|known| known == pointer) {
                found.push(pointer.to_owned());
            }
            pointer = pointer.rsplit_once('/').map_or("", |(before, _)| before);
        }
    }
    found
}

/// The value without the part at a place.
pub(super) fn without(value: &Value, pointer: &str) -> Option<Value> {
    let (parent, segment) = pointer.rsplit_once('/')?;
    let name = segment.replace("~1", "/").replace("~0", "~");
    let mut changed = value.clone();
    match changed.pointer_mut(parent)? {
        Value::Object(map) => {
            map.shift_remove(&name)?;
        }
        Value::Array(items) => {
            let at: usize = name.parse().ok()?;
            if at >= items.len() {
                return None;
            }
            items.remove(at);
        }
        _ => return None,
    }
    Some(changed)
}

/// The value with another part at a place.
pub(super) fn with(value: &Value, pointer: &str, part: Value) -> Option<Value> {
    let mut changed = value.clone();
    *changed.pointer_mut(pointer)? = part;
    Some(changed)
}
