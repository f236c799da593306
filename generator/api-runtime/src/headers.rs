//! Declared headers of a response, as a struct whose fields are named after them, in lower case.

use std::ops::{Deref, DerefMut};

use http::{HeaderMap, HeaderName, HeaderValue};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::style::{self, Place, Style, StyleError};

/// A body together with the declared headers that came, or go, with it.
#[derive(Clone, Debug, PartialEq)]
pub struct WithHeaders<T, H> {
    /// The body.
    pub body: T,
    /// The declared headers.
    pub headers: H,
}

impl<T, H> Deref for WithHeaders<T, H> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.body
    }
}

impl<T, H> DerefMut for WithHeaders<T, H> {
    fn deref_mut(&mut self) -> &mut T {
        &mut self.body
    }
}

/// Writes declared headers.
///
/// # Errors
///
/// When a value has no place in a header.
pub fn encode<H: Serialize>(headers: &H) -> Result<HeaderMap, StyleError> {
    let value = style::to_value(headers)?;
    let Value::Object(members) = value else {
        return Err(StyleError::new("headers are written from an object"));
    };
    let mut out = HeaderMap::new();
    for (name, value) in members.iter().filter(|(_, value)| !value.is_null()) {
        let (name, value) = pair(name, value, Style::SIMPLE)?;
        out.append(name, value);
    }
    Ok(out)
}

/// One header.
pub(crate) fn pair(
    name: &str,
    value: &Value,
    style: Style,
) -> Result<(HeaderName, HeaderValue), StyleError> {
    let text = style::encode(Place::Header, name, value, style)?;
    let key = HeaderName::from_bytes(name.as_bytes())
        .map_err(|_| StyleError::new(format!("`{name}` is not a header's name")))?;
    let text = HeaderValue::from_bytes(text.as_bytes()).map_err(|_| {
        StyleError::new(format!(
            "the value of header `{name}` has control characters"
        ))
    })?;
    Ok((key, text))
}

/// Reads declared headers.
///
/// # Errors
///
/// When one that is required is missing, or one is not of its type.
pub fn decode<H: DeserializeOwned>(headers: &HeaderMap) -> Result<H, StyleError> {
    style::decode_headers(headers)
}

/// All cookies; HTTP/2 may split them over several headers (RFC 9113, section 8.2.3).
#[cfg(any(feature = "client", feature = "server"))]
pub(crate) fn cookies(headers: &HeaderMap) -> crate::style::Pairs {
    let values = headers.get_all(http::header::COOKIE).iter();
    let values: Vec<_> = values
        .map(|value| String::from_utf8_lossy(value.as_bytes()))
        .collect();
    crate::style::Pairs::of_cookies(&values.join(";"))
}

/// All values of a header, joined with commas (RFC 9110, section 5.3).
pub(crate) fn joined(headers: &HeaderMap, name: &str) -> Option<String> {
    let values: Vec<_> = headers
        .get_all(name)
        .iter()
        .map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned())
        .collect();
    (!values.is_empty()).then(|| values.join(","))
}
