//! Problem details for HTTP APIs (RFC 9457).

use std::fmt;

use http::StatusCode;
use serde::ser::SerializeMap;
use serde::{Deserialize, Serialize, Serializer};
use serde_json::{Map, Value};

/// The media type.
pub const MEDIA_TYPE: &str = "application/problem+json";

/// What went wrong, for programs and people.
#[derive(Clone, Debug, PartialEq)]
pub struct Problem {
    /// A URI for the kind of problem; `about:blank` means that the status says it all.
    pub kind: String,
    /// The kind of problem in words.
    pub title: String,
    /// The status of the response.
    pub status: StatusCode,
    /// This occurrence in words.
    pub detail: Option<String>,
    /// Members beyond the standard's, and `instance`.
    pub extensions: Vec<(String, Value)>,
}

impl Problem {
    /// A problem that its status describes.
    pub fn new(status: StatusCode) -> Self {
        Self {
            kind: "about:blank".to_owned(),
            title: status.canonical_reason().unwrap_or("Error").to_owned(),
            status,
            detail: None,
            extensions: Vec::new(),
        }
    }

    /// The same problem, with words for this occurrence.
    #[must_use]
    pub fn detail(mut self, detail: impl Into<String>) -> Self {
        self.detail = Some(detail.into());
        self
    }

    /// The same problem with another member.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.extensions.push((name.to_owned(), value.into()));
        self
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.status.as_u16(), self.title)?;
        self.detail
            .as_ref()
            .map_or(Ok(()), |detail| write!(f, ": {detail}"))
    }
}

impl std::error::Error for Problem {}

impl From<std::convert::Infallible> for Problem {
    fn from(never: std::convert::Infallible) -> Self {
        match never {}
    }
}

impl Serialize for Problem {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("type", &self.kind)?;
        map.serialize_entry("title", &self.title)?;
        map.serialize_entry("status", &self.status.as_u16())?;
        if let Some(detail) = &self.detail {
            map.serialize_entry("detail", detail)?;
        }
        for (name, value) in &self.extensions {
            map.serialize_entry(name, value)?;
        }
        map.end()
    }
}

/// Every member of a problem is optional (RFC 9457, section 3.1); one of the wrong type is to be ignored.
impl<'de> Deserialize<'de> for Problem {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut members = Map::deserialize(deserializer)?;
        let mut take = |name: &str| members.shift_remove(name);
        let text = |value: Option<Value>| match value {
            Some(Value::String(text)) => Some(text),
            _ => None,
        };
        let status = take("status")
            .and_then(|value| value.as_u64())
            .and_then(|status| u16::try_from(status).ok())
            .and_then(|status| StatusCode::from_u16(status).ok());
        let kind = text(take("type")).unwrap_or_else(|| "about:blank".to_owned());
        let title = text(take("title")).unwrap_or_default();
        let detail = text(take("detail"));
        let status = status.unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        Ok(Self {
            kind,
            title,
            status,
            detail,
            extensions: members.into_iter().collect(),
        })
    }
}
