//! Multipart bodies, part by part (RFC 2046 section 5.1, RFC 7578).

use super::form::pointer;
use super::json::parse_json;
use super::typed::{Preference, scalar};
use super::{Context, Reading};
use crate::fault::{Fault, Part as FaultPart};
use crate::media::{Kind, MediaName};
use crate::text::{latin, latin_or_utf8, split_unquoted, unquote};
use api_model::api::{Encoding, MediaType, SchemaId};
use indexmap::IndexMap;
use serde_json::{Map, Value};
use std::borrow::Cow;

/// Most parts of one body.
const MOST_PARTS: usize = 10_000;

/// A part as sent.
#[derive(Debug, PartialEq, Eq)]
struct Part<'b> {
    name: Option<String>,
    has_file_name: bool,
    content_type: Option<MediaName>,
    bytes: &'b [u8],
}

/// Reads a multipart body as an object of its named parts.
pub(crate) fn decode_multipart(
    cx: Context<'_>,
    name: &MediaName,
    media: &MediaType,
    bytes: &[u8],
) -> Result<Reading, Vec<Fault>> {
    let syntax = |message: &str| {
        let message = format!("not multipart: {message}");
        vec![Fault::syntax(FaultPart::Body, None, message)]
    };
    let boundary = name.parameter("boundary").unwrap_or_default();
    if boundary.is_empty() {
        return Err(syntax("the media type has no parameter `boundary`"));
    }
    let parts = split_parts(bytes, boundary).map_err(syntax)?;
    let is_form = name.subtype == "form-data";
    if is_form && parts.iter().any(|part| part.name.is_none()) {
        return Err(syntax("a part has no name in its `Content-Disposition`"));
    }
    let mut by_name: IndexMap<String, Vec<Part<'_>>> = IndexMap::new();
    for mut part in parts {
        if let Some(name) = part.name.take() {
            by_name.entry(name).or_default().push(part);
        }
    }
    let mut faults = Vec::new();
    let mut object = Map::new();
    for (name, parts) in by_name {
        let value = read_property(cx, media, &name, &parts, &mut faults);
        object.insert(name, value);
    }
    if !faults.is_empty() {
        return Err(faults);
    }
    Ok(Reading {
        schema: media.schema,
        candidates: vec![Value::Object(object)],
    })
}

/// The parts of one name: an array where the schema wants one or several came.
fn read_property(
    cx: Context<'_>,
    media: &MediaType,
    name: &str,
    parts: &[Part<'_>],
    faults: &mut Vec<Fault>,
) -> Value {
    let expected = media
        .schema
        .map(|schema| cx.expectations.of(cx.api, schema));
    let schema = expected.and_then(|expected| {
        expected
            .properties
            .get(name)
            .copied()
            .or(expected.additional)
    });
    let of_property = schema.map(|schema| cx.expectations.of(cx.api, schema));
    let encoding = media.encoding.get(name);
    let mut read = |part: &Part<'_>, schema| {
        read_part(cx, part, schema, encoding).unwrap_or_else(|fault| {
            faults.push(fault.pointing(pointer(name)));
            Value::Null
        })
    };
    let wants_array = of_property.is_some_and(|expected| expected.wants_array());
    match parts {
        [part] if !wants_array => read(part, schema),
        [part] if is_json(part, encoding) => match read(part, schema) {
            Value::Array(items) => Value::Array(items),
            single => Value::Array(vec![single]),
        },
        parts => {
            let items = of_property.and_then(|expected| expected.items);
            Value::Array(parts.iter().map(|part| read(part, items)).collect())
        }
    }
}

fn is_json(part: &Part<'_>, encoding: Option<&Encoding>) -> bool {
    let stated = encoding.and_then(|encoding| encoding.content_type.as_deref());
    let kind = match (&part.content_type, stated) {
        (Some(name), _) => Some(name.kind()),
        (None, Some(stated)) => MediaName::parse(stated).map(|name| name.kind()),
        (None, None) => None,
    };
    kind == Some(Kind::Json)
}

/// One part as a value, by its `Content-Type`, the Encoding Object or the schema, in that order.
fn read_part(
    cx: Context<'_>,
    part: &Part<'_>,
    schema: Option<SchemaId>,
    encoding: Option<&Encoding>,
) -> Result<Value, Fault> {
    check_content_type(part, encoding)?;
    let expected = schema.map(|schema| cx.expectations.of(cx.api, schema));
    let parse = || {
        parse_json(part.bytes)
            .map_err(|error| Fault::syntax(FaultPart::Body, None, error.to_string()))
    };
    if is_json(part, encoding) {
        return parse();
    }
    let structured = expected.is_some_and(|expected| {
        !expected.wants_scalar() && (expected.wants_object() || expected.wants_array())
    });
    if part.content_type.is_none() && structured {
        return parse();
    }
    let is_text = part
        .content_type
        .as_ref()
        .is_none_or(|name| name.kind() == Kind::Text);
    let is_bytes = part.has_file_name || expected.is_some_and(|expected| expected.binary);
    if !is_text || is_bytes {
        return Ok(Value::String(latin(part.bytes)));
    }
    Ok(scalar(
        &latin_or_utf8(part.bytes),
        expected,
        Preference::Typed,
    ))
}

/// The Encoding Object's `contentType` lists what a part may be; a part that says nothing passes.
fn check_content_type(part: &Part<'_>, encoding: Option<&Encoding>) -> Result<(), Fault> {
    let allowed = encoding.and_then(|encoding| encoding.content_type.as_deref());
    let (Some(found), Some(allowed), Some(encoding)) = (&part.content_type, allowed, encoding)
    else {
        return Ok(());
    };
    let covered = split_unquoted(allowed, &[','])
        .into_iter()
        .any(|range| MediaName::parse(range).is_none_or(|range| range.covers(found) > 0));
    if covered {
        return Ok(());
    }
    let message = format!("is `{}`, one of `{allowed}` is needed", found.essence());
    let mut fault = Fault::syntax(FaultPart::Body, None, message).at(encoding.place);
    fault.rule = Cow::Borrowed("contentType");
    Err(fault)
}

/// Takes a body apart at its boundaries.
fn split_parts<'b>(bytes: &'b [u8], boundary: &str) -> Result<Vec<Part<'b>>, &'static str> {
    let delimiter = format!("--{boundary}");
    let mut rest = after_delimiter(bytes, delimiter.as_bytes())
        .ok_or("the boundary does not occur in the body")?;
    let line_delimiter = format!("\r\n{delimiter}");
    let mut parts = Vec::new();
    loop {
        if rest.starts_with(b"--") {
            return Ok(parts);
        }
        if parts.len() >= MOST_PARTS {
            return Err("there are too many parts");
        }
        let start = line_end(rest).ok_or("the line of a boundary does not end")?;
        // The line break before the next boundary belongs to it, and a part may be empty.
        let content = rest.get(start.saturating_sub(2)..).unwrap_or_default();
        let end = find(content, line_delimiter.as_bytes()).ok_or("the last boundary is missing")?;
        let part = content.get(2..end).unwrap_or_default();
        parts.push(read_head(part)?);
        rest = content
            .get(end + line_delimiter.len()..)
            .unwrap_or_default();
    }
}

/// What follows the first delimiter that stands at the start of a line.
fn after_delimiter<'b>(bytes: &'b [u8], delimiter: &[u8]) -> Option<&'b [u8]> {
    if let Some(rest) = bytes.strip_prefix(delimiter) {
        return Some(rest);
    }
    let line = [b"\r\n", delimiter].concat();
    let at = find(bytes, &line)?;
    bytes.get(at + line.len()..)
}

/// One past the line break, blanks before it skipped.
fn line_end(bytes: &[u8]) -> Option<usize> {
    let blanks = bytes
        .iter()
        .take_while(|byte| matches!(byte, b' ' | b'\t'))
        .count();
    bytes
        .get(blanks..)?
        .starts_with(b"\r\n")
        .then_some(blanks + 2)
}

/// Headers of a part, and its bytes.
fn read_head(part: &[u8]) -> Result<Part<'_>, &'static str> {
    let (head, bytes): (&[u8], &[u8]) = if let Some(bytes) = part.strip_prefix(b"\r\n") {
        (b"", bytes)
    } else {
        let at = find(part, b"\r\n\r\n").ok_or("the headers of a part do not end")?;
        (
            part.get(..at).unwrap_or_default(),
            part.get(at + 4..).unwrap_or_default(),
        )
    };
    let mut read = Part {
        name: None,
        has_file_name: false,
        content_type: None,
        bytes,
    };
    for line in latin_or_utf8(head).split("\r\n") {
        let Some((name, value)) = line.split_once(':') else {
            continue;
        };
        if name.trim().eq_ignore_ascii_case("content-disposition") {
            read_disposition(value, &mut read);
        } else if name.trim().eq_ignore_ascii_case("content-type") {
            read.content_type = MediaName::parse(value.trim());
        }
    }
    Ok(read)
}

fn read_disposition(value: &str, part: &mut Part<'_>) {
    for parameter in split_unquoted(value, &[';']).into_iter().skip(1) {
        let Some((name, value)) = parameter.split_once('=') else {
            continue;
        };
        let name = name.trim();
        if name.eq_ignore_ascii_case("name") {
            part.name = Some(unquote(value.trim()).into_owned());
        } else if name.eq_ignore_ascii_case("filename") || name.eq_ignore_ascii_case("filename*") {
            part.has_file_name = true;
        }
    }
}

/// The first place of a needle, in time linear in the text for all but contrived needles: only
/// places with its first byte are compared, and needles are short.
fn find(bytes: &[u8], needle: &[u8]) -> Option<usize> {
    bytes
        .windows(needle.len().max(1))
        .position(|window| window == needle)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_need_no_content_type_and_may_be_empty() {
        let body = b"preamble\r\n--x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n--x\r\ncontent-disposition: form-data; name=b; filename=\"q;\\\".png\"\r\nContent-Type: image/png\r\n\r\n\r\n--x--\r\n";
        let parts = split_parts(body, "x").unwrap();
        let names: Vec<_> = parts.iter().map(|part| part.name.as_deref()).collect();
        assert_eq!(names, [Some("a"), Some("b")]);
        assert_eq!(parts[0].bytes, b"1");
        assert!(parts[1].has_file_name && parts[1].bytes.is_empty());
    }

    #[test]
    fn truncated_bodies_are_faults() {
        assert!(split_parts(b"--x\r\n\r\nabc", "x").is_err());
        assert!(split_parts(b"abc", "x").is_err());
        assert!(split_parts(b"--x", "x").is_err());
        assert!(split_parts(b"--x--", "x").unwrap().is_empty());
    }
}
