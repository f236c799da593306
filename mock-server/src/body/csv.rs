//! Comma-separated values (RFC 4180): an object a line, the first one's members as columns.

use serde_json::Value;

/// Encodes an array of objects, of arrays or of single values.
pub(crate) fn encode(value: &Value) -> String {
    let rows: &[Value] = match value {
        Value::Array(rows) => rows,
        single => std::slice::from_ref(single),
    };
    let mut text = String::new();
    let columns: Vec<&String> = rows
        .first()
        .and_then(Value::as_object)
        .map_or_else(Vec::new, |row| row.keys().collect());
    if !columns.is_empty() {
        push_row(&mut text, columns.iter().map(|name| field(name)));
    }
    for row in rows {
        match row {
            Value::Object(row) => {
                let cells = columns
                    .iter()
                    .map(|name| row.get(*name).map(cell).unwrap_or_default());
                push_row(&mut text, cells);
            }
            Value::Array(cells) => push_row(&mut text, cells.iter().map(cell)),
            single => push_row(&mut text, std::iter::once(cell(single))),
        }
    }
    text
}

fn push_row(text: &mut String, cells: impl Iterator<Item = String>) {
    text.push_str(&cells.collect::<Vec<_>>().join(","));
    text.push_str("\r\n");
}

fn cell(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => field(text),
        other => field(&other.to_string()),
    }
}

fn field(text: &str) -> String {
    if text.contains([',', '"', '\r', '\n']) {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text.to_owned()
    }
}
