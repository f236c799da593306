//! `application/x-www-form-urlencoded` bodies, with a style per property where the document's `encoding` gives one.
//!
//! OpenAPI 3.1, section 4.8.15.1: properties are written as `form` parameters; an object inside, or each of a
//! list of objects, for which that has no spelling, as JSON text.

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::style::{self, Pairs, Place, Style, StyleError};

/// The media type.
pub const MEDIA_TYPE: &str = "application/x-www-form-urlencoded";

/// Styles by property; the others are `form`, exploded.
pub type Encoding<'a> = &'a [(&'a str, Style)];

/// Writes a form.
///
/// # Errors
///
/// When the value is not an object, or a style cannot carry a property.
pub fn encode<T: Serialize + ?Sized>(
    value: &T,
    encoding: Encoding<'_>,
) -> Result<String, StyleError> {
    let value = style::to_value(value)?;
    let Value::Object(members) = value else {
        return Err(StyleError::new("a form is written from an object"));
    };
    let mut pairs = Vec::with_capacity(members.len());
    for (name, value) in &members {
        let pair = match style_of(name, encoding) {
            Some(style) => style::encode(Place::Query, name, value, style)?,
            None if is_nested(value) => nested(name, value)?,
            None => style::encode(Place::Query, name, value, Style::FORM)?,
        };
        if !pair.is_empty() {
            pairs.push(pair);
        }
    }
    Ok(pairs.join("&"))
}

fn is_nested(value: &Value) -> bool {
    match value {
        Value::Object(_) => true,
        Value::Array(items) => items.iter().any(|item| item.is_object() || item.is_array()),
        _ => false,
    }
}

/// Each item of a list is JSON of its own: the content type of a list is that of its items.
fn nested(name: &str, value: &Value) -> Result<String, StyleError> {
    let Value::Array(items) = value else {
        return style::encode(Place::Query, name, value, Style::JSON);
    };
    let json = |item| style::encode(Place::Query, name, item, Style::JSON);
    let pairs = items.iter().map(json).collect::<Result<Vec<_>, _>>()?;
    Ok(pairs.join("&"))
}

pub(crate) fn style_of(name: &str, encoding: Encoding<'_>) -> Option<Style> {
    encoding
        .iter()
        .find(|(key, _)| *key == name)
        .map(|(_, style)| *style)
}

/// Reads a form.
///
/// # Errors
///
/// When a property is not in its style, or the form is not a value of the type.
pub fn decode<T: DeserializeOwned>(text: &str, encoding: Encoding<'_>) -> Result<T, StyleError> {
    style::decode_form(&Pairs::of_query(text), encoding)
}
