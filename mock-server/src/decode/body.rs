//! Bodies: which media type of the operation a body is of, and its value.

use super::charset::{CharsetError, decode_text, is_known};
use super::coding::expand;
use super::form::decode_form;
use super::json::parse_json;
use super::lines::decode_lines;
use super::multipart::decode_multipart;
use super::typed::add_readings;
use super::xml::{check_xml, has_own_encoding};
use super::{Body, Context, Reading};
use crate::fault::{Fault, Part};
use crate::media::{Kind, MediaName};
use crate::message::Incoming;
use crate::refusal::Refusal;
use crate::text::latin;
use api_model::api::{MediaType, Operation, RequestBody};
use api_runtime::style::Raw;
use serde_json::Value;

/// Decodes the body of a request. A body that the operation has no word about is not looked at
/// (RFC 9110 section 9.3.1 gives it no meaning).
pub(crate) fn decode_body(
    cx: Context<'_>,
    operation: &Operation,
    incoming: &Incoming<'_>,
    limit: usize,
    faults: &mut Vec<Fault>,
) -> Result<Body, Refusal> {
    let Some(declared) = &operation.request_body else {
        return Ok(Body::Absent);
    };
    let content_type = incoming.header("content-type");
    if is_absent(incoming, content_type.as_deref()) {
        if declared.required {
            faults.push(Fault::missing(Part::Body, None, declared.place));
        }
        return Ok(Body::Absent);
    }
    if declared.content.is_empty() {
        return Ok(Body::Opaque);
    }
    let bytes = expand(incoming, limit)?;
    let (name, media) = choose_media(declared, content_type.as_deref())?;
    match read(cx, &name, media, &bytes) {
        Ok(body) => Ok(body),
        Err(Unreadable::Charset(charset)) => Err(Refusal::UnsupportedMediaType {
            found: Some(format!("{}; charset={charset}", name.essence())),
            accepted: vec![format!("{}; charset=utf-8", name.essence())],
        }),
        Err(Unreadable::Faults(found)) => {
            faults.extend(found.into_iter().map(|fault| match fault.place {
                Some(_) => fault,
                None => fault.at(media.place),
            }));
            Ok(Body::Opaque)
        }
    }
}

/// No bytes are no body, except for media types in which no bytes are a value.
fn is_absent(incoming: &Incoming<'_>, content_type: Option<&str>) -> bool {
    let kind = content_type
        .and_then(MediaName::parse)
        .map(|name| name.kind());
    incoming.body.is_empty()
        && !matches!(
            kind,
            Some(Kind::Text | Kind::Csv | Kind::Form | Kind::Multipart | Kind::Binary)
        )
}

/// The media type that covers the body's most exactly.
fn choose_media<'m>(
    declared: &'m RequestBody,
    content_type: Option<&str>,
) -> Result<(MediaName, &'m MediaType), Refusal> {
    let refuse = || Refusal::UnsupportedMediaType {
        found: content_type.map(str::to_owned),
        accepted: declared
            .content
            .iter()
            .map(|(name, _)| name.clone())
            .collect(),
    };
    let name = content_type.and_then(MediaName::parse).ok_or_else(refuse)?;
    let covering = declared.content.iter().filter_map(|(written, media)| {
        let range = MediaName::parse(written)?;
        match range.covers(&name) {
            0 => None,
            exactness => Some((exactness, media)),
        }
    });
    let best = covering.reduce(|best, next| if next.0 > best.0 { next } else { best });
    // A parameter such as `version` that nobody sent is no reason to turn a body away.
    let lenient = || {
        declared.content.iter().find_map(|(written, media)| {
            let range = MediaName::parse(written)?;
            let same = range.ty == name.ty && range.subtype == name.subtype;
            (same && name.parameters.is_empty()).then_some((3, media))
        })
    };
    let (_, media) = best.or_else(lenient).ok_or_else(refuse)?;
    Ok((name, media))
}

/// Why a body has no value.
enum Unreadable {
    /// A character set that is not known.
    Charset(String),
    Faults(Vec<Fault>),
}

impl From<CharsetError> for Unreadable {
    fn from(error: CharsetError) -> Self {
        match error {
            CharsetError::Unknown(name) => Unreadable::Charset(name),
            CharsetError::Malformed(name, at) => Unreadable::Faults(vec![Fault::syntax(
                Part::Body,
                None,
                format!("the body is not {name} at byte {at}"),
            )]),
        }
    }
}

fn read(
    cx: Context<'_>,
    name: &MediaName,
    media: &MediaType,
    bytes: &[u8],
) -> Result<Body, Unreadable> {
    let one = |value: Value| {
        Body::Value(Reading {
            schema: media.schema,
            candidates: vec![value],
        })
    };
    let syntax =
        |message: String| Unreadable::Faults(vec![Fault::syntax(Part::Body, None, message)]);
    match name.kind() {
        Kind::Json => {
            is_known(name)?;
            let value = read_json(name, bytes)?;
            value.map(one).map_err(syntax)
        }
        Kind::Form => {
            let text = decode_text(name, bytes)?;
            decode_form(cx, media, &text)
                .map(Body::Value)
                .map_err(Unreadable::Faults)
        }
        Kind::Multipart => decode_multipart(cx, name, media, bytes)
            .map(Body::Value)
            .map_err(Unreadable::Faults),
        Kind::Text | Kind::Csv | Kind::Binary if is_structured(cx, media) => {
            // Whether such text means what the schema describes only its own parser could tell,
            // unless it happens to be JSON.
            Ok(parse_json(bytes).map_or(Body::Opaque, one))
        }
        Kind::Text | Kind::Csv => {
            let text = decode_text(name, bytes)?;
            let mut candidates = Vec::new();
            add_readings(cx, &Raw::Primitive(text), media.schema, &mut candidates);
            Ok(Body::Value(Reading {
                schema: media.schema,
                candidates,
            }))
        }
        Kind::Binary => Ok(one(Value::String(latin(bytes)))),
        Kind::JsonLines => decode_lines(cx, media, bytes).map_err(Unreadable::Faults),
        Kind::Xml if has_own_encoding(bytes) => Ok(Body::Opaque),
        Kind::Xml => {
            let text = decode_text(name, bytes)?;
            check_xml(&text).map_err(syntax)?;
            Ok(Body::Opaque)
        }
        Kind::EventStream => Ok(Body::Opaque),
    }
}

/// Whether the schema wants an object or an array and no text.
fn is_structured(cx: Context<'_>, media: &MediaType) -> bool {
    media.schema.is_some_and(|schema| {
        let expected = cx.expectations.of(cx.api, schema);
        !expected.wants_scalar() && (expected.wants_object() || expected.wants_array())
    })
}

/// JSON is UTF-8; other character sets are read first, since someone who says so means it.
fn read_json(name: &MediaName, bytes: &[u8]) -> Result<Result<Value, String>, Unreadable> {
    let utf8 = name
        .parameter("charset")
        .is_none_or(|charset| charset.eq_ignore_ascii_case("utf-8"));
    let parsed = if utf8 {
        parse_json(bytes)
    } else {
        parse_json(decode_text(name, bytes)?.as_bytes())
    };
    Ok(parsed.map_err(|error| error.to_string()))
}
