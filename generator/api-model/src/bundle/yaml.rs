//! A document as YAML text.
//!
//! The library quotes what it would read as a number itself, and takes a hexadecimal or octal
//! number beyond 128 bits for text; YAML 1.2 does not. Such texts are marked so that they need
//! quotes, and the mark is taken out of the result.

use serde_json::Value;

/// Writes a document.
pub(super) fn write(document: &Value) -> Result<String, serde_yaml::Error> {
    if !holds_number_like(document) {
        return serde_yaml::to_string(document);
    }
    let text = document.to_string();
    let mut mark = "@number".to_owned();
    while text.contains(&mark) {
        mark.push('-');
    }
    let mut marked = document.clone();
    put_mark(&mut marked, &mark);
    Ok(serde_yaml::to_string(&marked)?.replace(&mark, ""))
}

fn holds_number_like(value: &Value) -> bool {
    match value {
        Value::String(text) => is_number_like(text),
        Value::Array(items) => items.iter().any(holds_number_like),
        Value::Object(members) => members
            .iter()
            .any(|(name, value)| is_number_like(name) || holds_number_like(value)),
        _ => false,
    }
}

fn put_mark(value: &mut Value, mark: &str) {
    match value {
        Value::String(text) if is_number_like(text) => text.insert_str(0, mark),
        Value::Array(items) => items.iter_mut().for_each(|item| put_mark(item, mark)),
        Value::Object(members) => {
            let old = std::mem::take(members);
            members.extend(old.into_iter().map(|(name, mut value)| {
                put_mark(&mut value, mark);
                if is_number_like(&name) {
                    (format!("{mark}{name}"), value)
                } else {
                    (name, value)
                }
            }));
        }
        _ => {}
    }
}

/// Whether a text is a number in hexadecimal or octal digits.
fn is_number_like(text: &str) -> bool {
    let digits = text.trim_start_matches(['+', '-']);
    let hex = digits.strip_prefix("0x");
    let octal = digits.strip_prefix("0o");
    let all = |digits: &str, radix| {
        !digits.is_empty() && digits.chars().all(|digit| digit.is_digit(radix))
    };
    hex.is_some_and(|digits| all(digits, 16)) || octal.is_some_and(|digits| all(digits, 8))
}
