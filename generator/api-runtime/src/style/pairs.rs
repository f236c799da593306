//! `name=value` pairs of a query, a cookie header or a form, with values as they were sent.

use std::borrow::Cow;

use percent_encoding::percent_decode_str;

use super::StyleError;

/// Pairs in the order they were sent. Names are decoded; values are not, since a style looks for separators first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pairs {
    pub(crate) list: Vec<(String, String)>,
    plus_is_space: bool,
}

impl Pairs {
    /// Reads a query (without `?`) or a form.
    pub fn of_query(text: &str) -> Self {
        let list = split(text.split('&'))
            .map(|(name, value)| (lossy(&name.replace('+', " ")), value.to_owned()))
            .collect();
        Self {
            list,
            plus_is_space: true,
        }
    }

    /// Reads the value of a `Cookie` header.
    pub fn of_cookies(text: &str) -> Self {
        let list = split(text.split(';').map(str::trim))
            .map(|(name, value)| (lossy(name), value.trim_matches('"').to_owned()))
            .collect();
        Self {
            list,
            plus_is_space: false,
        }
    }

    /// The decoded names, with repetitions.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.list.iter().map(|(name, _)| name.as_str())
    }

    /// The values of a name, as they were sent.
    pub fn values<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> + 'a {
        self.list
            .iter()
            .filter(move |(key, _)| key == name)
            .map(|(_, value)| value.as_str())
    }

    /// Decodes a value, or a piece of one.
    pub(crate) fn decode(&self, value: &str) -> Result<String, StyleError> {
        match self.plus_is_space && value.contains('+') {
            true => unescape(&value.replace('+', " ")),
            false => unescape(value),
        }
    }
}

fn split<'a>(parts: impl Iterator<Item = &'a str>) -> impl Iterator<Item = (&'a str, &'a str)> {
    parts
        .filter(|part| !part.is_empty())
        .map(|part| part.split_once('=').unwrap_or((part, "")))
}

fn lossy(text: &str) -> String {
    percent_decode_str(text).decode_utf8_lossy().into_owned()
}

/// Percent-decodes text.
///
/// # Errors
///
/// When the bytes are not UTF-8.
pub fn unescape(text: &str) -> Result<String, StyleError> {
    percent_decode_str(text)
        .decode_utf8()
        .map(Cow::into_owned)
        .map_err(|_| StyleError::new("percent-encoded bytes are not UTF-8"))
}
