//! Bodies of one JSON value a line (NDJSON, JSON Lines), and of RFC 7464, where a record separator
//! comes before each.

use super::json::parse_json;
use super::{Body, Context, Reading};
use crate::fault::{Fault, Part};
use api_model::api::MediaType;
use serde_json::Value;

/// Most lines whose faults are listed.
const MOST_FAULTS: usize = 200;

/// Reads the lines. A schema that wants an array is about all of them, any other about each.
pub(super) fn decode_lines(
    cx: Context<'_>,
    media: &MediaType,
    bytes: &[u8],
) -> Result<Body, Vec<Fault>> {
    let items = read_lines(bytes)?;
    let wants_array = media
        .schema
        .is_some_and(|schema| cx.expectations.of(cx.api, schema).wants_array());
    if wants_array {
        return Ok(Body::Value(Reading {
            schema: media.schema,
            candidates: vec![Value::Array(items)],
        }));
    }
    let items = items.into_iter().map(|value| Reading {
        schema: media.schema,
        candidates: vec![value],
    });
    Ok(Body::Lines(items.collect()))
}

fn read_lines(bytes: &[u8]) -> Result<Vec<Value>, Vec<Fault>> {
    let mut items = Vec::new();
    let mut faults = Vec::new();
    let mut offset = 0;
    for (number, line) in bytes.split(|byte| *byte == b'\n').enumerate() {
        let start = offset;
        offset += line.len() + 1;
        let text = line.strip_prefix(b"\x1e").unwrap_or(line);
        if text.trim_ascii().is_empty() {
            continue;
        }
        match parse_json(text) {
            Ok(value) => items.push(value),
            Err(error) => {
                let skipped = line.len() - text.len();
                let error = error.below(number, start + skipped);
                faults.push(Fault::syntax(Part::Body, None, error.to_string()));
            }
        }
        if faults.len() >= MOST_FAULTS {
            break;
        }
    }
    if faults.is_empty() {
        Ok(items)
    } else {
        Err(faults)
    }
}
