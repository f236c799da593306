//! Multipart answers: a part for each member.

use crate::media::MediaName;
use crate::text::quoted;
use serde_json::Value;

/// The boundary of every multipart answer whose media type has none of its own.
pub(crate) const BOUNDARY: &str = "understudy-part-boundary";

/// Encodes the members of an object, or the items of an array.
pub(crate) fn encode(name: &MediaName, value: &Value) -> String {
    let boundary = name.parameter("boundary").unwrap_or(BOUNDARY);
    let mut text = String::new();
    let mut add = |name: Option<&str>, value: &Value| {
        text.push_str(&format!("--{boundary}\r\n"));
        if let Some(name) = name {
            let name = quoted(name);
            text.push_str(&format!("Content-Disposition: form-data; name={name}\r\n"));
        }
        match value {
            Value::String(content) => text.push_str(&format!("\r\n{content}\r\n")),
            value => text.push_str(&format!(
                "Content-Type: application/json\r\n\r\n{value}\r\n"
            )),
        }
    };
    match value {
        Value::Object(members) => members
            .iter()
            .for_each(|(name, value)| add(Some(name), value)),
        Value::Array(items) => items.iter().for_each(|item| add(None, item)),
        single => add(None, single),
    }
    text.push_str(&format!("--{boundary}--\r\n"));
    text
}
