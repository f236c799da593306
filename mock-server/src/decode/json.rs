//! JSON text to a value, and where exactly it stops being JSON.

use serde_json::Value;
use std::fmt;

/// Why bytes are not JSON.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct JsonError {
    message: String,
    /// Offset of the byte at which reading stopped, from 0.
    byte: usize,
    line: usize,
    column: usize,
}

impl JsonError {
    /// The same in a text that has so many lines and bytes before this one.
    pub(crate) fn below(mut self, lines: usize, bytes: usize) -> Self {
        self.line += lines;
        self.byte += bytes;
        self
    }
}

impl fmt::Display for JsonError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            formatter,
            "not JSON: {} at line {} column {} (byte {})",
            self.message, self.line, self.column, self.byte
        )
    }
}

/// Reads a JSON text (RFC 8259); a byte order mark is skipped.
pub(crate) fn parse_json(bytes: &[u8]) -> Result<Value, JsonError> {
    let text = std::str::from_utf8(bytes).map_err(|error| not_utf8(bytes, error.valid_up_to()))?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    serde_json::from_str(text).map_err(|error| located(text, &error))
}

fn not_utf8(bytes: &[u8], at: usize) -> JsonError {
    error_at(bytes, at, "the text is not UTF-8")
}

fn located(text: &str, error: &serde_json::Error) -> JsonError {
    let whole = error.to_string();
    let message = match whole.split(" at line ").next().unwrap_or_default() {
        "recursion limit exceeded" => "arrays and objects are nested deeper than 127 levels",
        other => other,
    };
    let lines = text
        .split_inclusive('\n')
        .take(error.line().saturating_sub(1));
    let start: usize = lines.map(str::len).sum();
    // serde_json counts a line break it stumbled over as column 0 of the next line.
    let byte = match error.column() {
        0 => start.saturating_sub(1),
        column => start + column - 1,
    };
    error_at(text.as_bytes(), byte.min(text.len()), message)
}

fn error_at(bytes: &[u8], at: usize, message: &str) -> JsonError {
    let before = bytes.get(..at).unwrap_or_default();
    let line_start = before
        .iter()
        .rposition(|byte| *byte == b'\n')
        .map_or(0, |at| at + 1);
    let on_line = before.get(line_start..).unwrap_or_default();
    JsonError {
        message: message.to_owned(),
        byte: at,
        line: before.iter().filter(|byte| **byte == b'\n').count() + 1,
        column: String::from_utf8_lossy(on_line).chars().count() + 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn faults_name_line_column_and_byte() {
        let error = parse_json(b"{\n \"a\": tru\n}").unwrap_err();
        assert_eq!((error.line, error.column, error.byte), (2, 10, 11));
        assert!(
            parse_json(b"\"\xff\"")
                .unwrap_err()
                .to_string()
                .contains("(byte 1)")
        );
    }

    #[test]
    fn depth_is_bounded() {
        let deep = "[".repeat(10_000);
        let error = parse_json(deep.as_bytes()).unwrap_err().to_string();
        assert!(error.contains("nested deeper"), "{error}");
    }

    #[test]
    fn large_integers_are_not_rounded() {
        let value = parse_json(b"9223372036854775807").unwrap();
        assert_eq!(value.as_i64(), Some(i64::MAX));
    }
}
