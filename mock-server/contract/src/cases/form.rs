//! Values as bytes of a media type: JSON, forms, multipart, text. XML is not written from values;
//! examples of it are sent as they stand.

use super::spell::kind_of;
use api_model::api::{Api, Encoding, MediaType, SchemaId, Style};
use api_runtime::{form, media, style};
use bytes::Bytes;
use serde_json::Value;

/// Stands between the parts; a body is never sent when a part holds it.
const BOUNDARY: &str = "understudy-9b7e5d3c1a";

/// The media type to send for one that a document names, which may be a range.
pub(super) fn concrete(media_type: &str) -> String {
    let essence = media::essence(media_type);
    match essence.split_once('/') {
        _ if essence == "multipart/form-data" => format!("{essence}; boundary={BOUNDARY}"),
        Some(("*", "*") | ("application", "*")) => "application/json".to_owned(),
        Some(("text", "*")) => "text/plain".to_owned(),
        Some(("image", "*")) => "image/png".to_owned(),
        Some(("multipart", "*")) => format!("multipart/form-data; boundary={BOUNDARY}"),
        Some((_, "*")) => "application/octet-stream".to_owned(),
        Some(("multipart", _)) => format!("{media_type}; boundary={BOUNDARY}"),
        _ => media_type.to_owned(),
    }
}

/// Whether the media type is XML.
pub(super) fn is_xml(media_type: &str) -> bool {
    let essence = media::essence(media_type);
    essence.ends_with("/xml") || essence.ends_with("+xml")
}

/// Writes a value.
///
/// # Errors
///
/// When the media type has no spelling for it.
pub(super) fn write_body(
    api: &Api,
    content_type: &str,
    declared: Option<&MediaType>,
    value: &Value,
) -> Result<Bytes, String> {
    let essence = media::essence(content_type);
    if media::is_json(&essence) || essence.ends_with("yaml") {
        return Ok(value.to_string().into());
    }
    match (essence.as_str(), value) {
        (form::MEDIA_TYPE, _) => write_form(declared, value),
        (
            "application/x-ndjson" | "application/jsonl" | "application/json-seq",
            Value::Array(items),
        ) => Ok(items
            .iter()
            .map(|item| format!("{item}\n"))
            .collect::<String>()
            .into()),
        (multipart, Value::Object(_)) if multipart.starts_with("multipart/") => {
            write_multipart(api, declared, value)
        }
        (_, Value::String(text)) => Ok(text.clone().into()),
        (text, Value::Number(_) | Value::Bool(_)) if text.starts_with("text/") => {
            Ok(value.to_string().into())
        }
        _ => Err(format!(
            "no body of type `{essence}` can be made from a value"
        )),
    }
}

/// A list of objects without a style has no spelling that servers agree on.
fn write_form(declared: Option<&MediaType>, value: &Value) -> Result<Bytes, String> {
    let styled = |name: &str| {
        let encoding = declared.and_then(|media| media.encoding.get(name));
        encoding.is_some_and(|encoding| encoding.style.is_some())
    };
    for (name, value) in value.as_object().into_iter().flatten() {
        check_not_empty(name, value)?;
        let encoding = declared.and_then(|media| media.encoding.get(name));
        let deep = encoding.is_some_and(|encoding| encoding.style == Some(Style::DeepObject));
        if deep && !value.is_object() {
            return Err(format!("`{name}` is no object, which `deepObject` is for"));
        }
        let nested = |item: &Value| item.is_object() || item.is_array();
        if value
            .as_array()
            .is_some_and(|items| items.iter().any(nested))
            && !styled(name)
        {
            return Err(format!(
                "the list `{name}` has no certain spelling in a form"
            ));
        }
    }
    let encoding: Vec<(&str, style::Style)> = declared
        .into_iter()
        .flat_map(|media| &media.encoding)
        .filter_map(|(name, encoding)| Some((name.as_str(), style_of(encoding)?)))
        .collect();
    form::encode(value, &encoding)
        .map(Bytes::from)
        .map_err(|error| error.to_string())
}

/// An empty list or object and null are written as nothing, which a server reads as absent.
fn check_not_empty(name: &str, value: &Value) -> Result<(), String> {
    let empty = match value {
        Value::Null => true,
        Value::Array(items) => items.is_empty(),
        Value::Object(members) => members.is_empty(),
        _ => false,
    };
    match empty {
        true => Err(format!("the empty `{name}` has no spelling in a form")),
        false => Ok(()),
    }
}

fn style_of(encoding: &Encoding) -> Option<style::Style> {
    encoding.style.map(|style| style::Style {
        kind: kind_of(style),
        explode: encoding.explode.unwrap_or(style == Style::Form),
        allow_reserved: encoding.allow_reserved,
    })
}

fn write_multipart(
    api: &Api,
    declared: Option<&MediaType>,
    value: &Value,
) -> Result<Bytes, String> {
    let mut body = String::new();
    for (name, value) in value.as_object().into_iter().flatten() {
        check_not_empty(name, value)?;
        let schema = declared.and_then(|media| property(api, media.schema?, name));
        let encoding = declared.and_then(|media| media.encoding.get(name));
        let items = match value {
            Value::Array(items) => items.as_slice(),
            Value::Null => &[],
            one => std::slice::from_ref(one),
        };
        for item in items {
            body.push_str(&write_part(api, name, item, schema, encoding)?);
        }
    }
    Ok(format!("{body}--{BOUNDARY}--\r\n").into())
}

/// Names keep to what RFC 7578 section 4.2 lets stand in quotes.
fn write_part(
    api: &Api,
    name: &str,
    value: &Value,
    schema: Option<SchemaId>,
    encoding: Option<&Encoding>,
) -> Result<String, String> {
    let name = name
        .replace('"', "%22")
        .replace('\r', "%0D")
        .replace('\n', "%0A");
    let text = match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    if text.contains(BOUNDARY) {
        return Err(format!("part `{name}` holds the boundary"));
    }
    let file = schema.is_some_and(|schema| is_file(api, schema));
    let named = encoding.and_then(|encoding| encoding.content_type.as_deref());
    let named = named
        .and_then(|types| types.split(',').next())
        .map(|ty| concrete(ty.trim()));
    let default = match value {
        Value::Object(_) | Value::Array(_) => Some("application/json"),
        _ if file => Some("application/octet-stream"),
        _ => None,
    };
    let file_name = if file {
        "; filename=\"understudy.bin\""
    } else {
        ""
    };
    let content_type = named.as_deref().or(default);
    let content_type = content_type
        .map(|ty| format!("Content-Type: {ty}\r\n"))
        .unwrap_or_default();
    Ok(format!(
        "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"{file_name}\r\n{content_type}\r\n{text}\r\n"
    ))
}

fn property(api: &Api, schema: SchemaId, name: &str) -> Option<SchemaId> {
    let (_, found) = super::values::resolve(api, schema);
    match &found.shape.kind {
        api_model::api::ShapeKind::Object(object) => {
            object.properties.get(name).map(|property| property.schema)
        }
        _ => None,
    }
}

fn is_file(api: &Api, schema: SchemaId) -> bool {
    let (_, found) = super::values::resolve(api, schema);
    let keywords = &found.keywords;
    let items = keywords.items.filter(|items| *items != schema);
    keywords.format.as_deref() == Some("binary")
        || keywords.content_media_type.is_some() && keywords.content_encoding.is_none()
        || items.is_some_and(|items| api.schema(items).keywords.format.as_deref() == Some("binary"))
}
