//! JSON bodies, with the place of what is wrong as a JSON pointer.
//!
//! serde says where it stopped as a line and a column. `locate` walks the text to that place and keeps the path on
//! the way; so nothing but `serde_json` itself is instantiated per type.

use std::fmt;

use serde::de::DeserializeOwned;

use crate::check::token;

/// Why JSON text is not a value of a type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JsonError {
    /// Where, as a JSON pointer.
    pub pointer: String,
    /// What is wrong, as a fragment.
    pub message: String,
    /// Whether the text is not JSON at all.
    pub is_syntax: bool,
}

impl JsonError {
    /// A value that is not of the type, as a whole.
    pub(crate) fn unfit(message: String) -> Self {
        Self {
            pointer: String::new(),
            message,
            is_syntax: false,
        }
    }
}

impl fmt::Display for JsonError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.pointer.as_str() {
            "" => f.write_str(&self.message),
            pointer => write!(f, "{} at `{pointer}`", self.message),
        }
    }
}

impl std::error::Error for JsonError {}

/// Reads a value.
///
/// # Errors
///
/// When the text is not JSON, or not a value of the type.
pub fn decode<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, JsonError> {
    serde_json::from_slice(bytes).map_err(|error| describe(bytes, &error))
}

fn describe(bytes: &[u8], error: &serde_json::Error) -> JsonError {
    let offset = offset(bytes, error.line(), error.column());
    let text = error.to_string();
    let message = text
        .rsplit_once(" at line ")
        .map_or(text.as_str(), |(message, _)| message);
    let is_syntax = !error.is_data();
    let (pointer, message) = match is_syntax {
        true => (String::new(), text.clone()),
        false => (locate(bytes, offset), message.to_owned()),
    };
    JsonError {
        pointer,
        message,
        is_syntax,
    }
}

fn offset(bytes: &[u8], line: usize, column: usize) -> usize {
    let before: usize = bytes
        .split_inclusive(|byte| *byte == b'\n')
        .take(line.saturating_sub(1))
        .map(<[u8]>::len)
        .sum();
    (before + column).min(bytes.len())
}

/// The pointer of the value that ends at `end`, or else of the innermost one that is open there.
fn locate(bytes: &[u8], end: usize) -> String {
    let mut walk = Walk {
        path: Vec::new(),
        last: None,
    };
    let mut at = 0;
    while at < end {
        at = walk.step(bytes, at);
    }
    walk.pointer()
}

enum Step {
    Key(String),
    Item(usize),
}

struct Walk {
    /// The token of the current value in each open container; `None` before an object's first key.
    path: Vec<Option<Step>>,
    /// What the last thing read was.
    last: Option<u8>,
}

impl Walk {
    /// Reads one thing at `at` and gives the place after it.
    fn step(&mut self, bytes: &[u8], at: usize) -> usize {
        let Some(byte) = bytes.get(at).copied() else {
            return at + 1;
        };
        let mut next = at + 1;
        match byte {
            b' ' | b'\t' | b'\r' | b'\n' => return next,
            b'{' => self.path.push(None),
            b'[' => self.path.push(Some(Step::Item(0))),
            b'}' | b']' => {
                self.path.pop();
            }
            b',' => {
                if let Some(Some(Step::Item(index))) = self.path.last_mut() {
                    *index += 1;
                }
            }
            b'"' => {
                next = string_end(bytes, at);
                let in_object = matches!(self.path.last(), Some(None | Some(Step::Key(_))));
                if in_object && matches!(self.last, Some(b'{' | b',')) {
                    let text = bytes.get(at..next).unwrap_or_default();
                    let key = serde_json::from_slice(text).unwrap_or_default();
                    if let Some(last) = self.path.last_mut() {
                        *last = Some(Step::Key(key));
                    }
                }
            }
            _ => {}
        }
        self.last = Some(byte);
        next
    }

    fn pointer(&self) -> String {
        let mut path = self.path.as_slice();
        // After a comma or before the first key the next value has no name yet; the container itself is meant.
        if let (Some(b',' | b'{' | b'['), Some((_, rest))) = (self.last, path.split_last()) {
            path = rest;
        }
        path.iter()
            .flatten()
            .map(|step| match step {
                Step::Key(key) => token(key),
                Step::Item(index) => token(&index.to_string()),
            })
            .collect()
    }
}

fn string_end(bytes: &[u8], start: usize) -> usize {
    let mut at = start + 1;
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'\\' => at += 2,
            b'"' => return at + 1,
            _ => at += 1,
        }
    }
    at
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    #[expect(dead_code, reason = "only its errors are looked at")]
    struct Outer {
        id: i64,
        #[serde(default)]
        inner: Vec<Inner>,
    }

    #[derive(Debug, Deserialize)]
    #[expect(dead_code, reason = "only its errors are looked at")]
    struct Inner {
        name: String,
        #[serde(rename = "a/b")]
        slash: Option<bool>,
    }

    #[test]
    fn errors_have_pointers() {
        let cases = [
            (r#"{"id": "x"}"#, "/id"),
            (r#"{"id": 1.5, "inner": []}"#, "/id"),
            (r#"{}"#, ""),
            (
                r#"{"id": 1, "inner": [{"name": "a"}, {"name": 5}]}"#,
                "/inner/1/name",
            ),
            (r#"{"id": 1, "inner": [{"name": "a"}, {}]}"#, "/inner/1"),
            (
                r#"{"id": 1, "inner": [{"name": "{,[\"", "a/b": 3}]}"#,
                "/inner/0/a~1b",
            ),
            (r#"{"id": 1, "inner": {"x": 1}}"#, "/inner"),
            (r#"{"id": 1, "other": 2}"#, "/other"),
            ("{\"id\": 1,\n \"inner\": [\n null]}", "/inner/0"),
            (r#"[]"#, ""),
            (r#"{"id": 1"#, ""),
        ];
        for (text, pointer) in cases {
            let error = decode::<Outer>(text.as_bytes()).unwrap_err();
            assert_eq!(error.pointer, pointer, "{text}: {error}");
        }
    }
}
