//! Bodies and answers: Request Body, Response, Header and Link objects.

use super::{Content, Example, Extensions, ParameterKind, Server};
use crate::source::Place;
use indexmap::IndexMap;
use serde_json::Value;
use std::fmt;

/// The Request Body Object (OpenAPI 3.1 section 4.8.13).
#[derive(Debug, Clone)]
pub struct RequestBody {
    /// Where it was written.
    pub place: Place,
    /// A description in CommonMark.
    pub description: Option<String>,
    /// The media types it may have.
    pub content: Content,
    /// Whether a request without a body is at fault.
    pub required: bool,
    /// Extensions.
    pub extensions: Extensions,
}

/// The Response Object (section 4.8.17).
#[derive(Debug, Clone)]
pub struct Response {
    /// Where it was written.
    pub place: Place,
    /// Name under `components.responses`, when it is one of those.
    pub component: Option<String>,
    /// A description in CommonMark; may be empty.
    pub description: String,
    /// Headers by name as written, `Content-Type` left out as the specification says.
    pub headers: IndexMap<String, Header>,
    /// The media types it may have; empty for an answer without a body.
    pub content: Content,
    /// Where its values lead.
    pub links: IndexMap<String, Link>,
    /// Extensions.
    pub extensions: Extensions,
}

/// The key of a response.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum StatusKey {
    /// One status, 100 to 599.
    Code(u16),
    /// All of a class, `4XX` being `Range(4)`.
    Range(u8),
    /// All that no other key covers.
    Default,
}

impl StatusKey {
    /// Whether the key names only statuses below 400.
    #[must_use]
    pub fn is_success(self) -> bool {
        match self {
            StatusKey::Code(code) => code < 400,
            StatusKey::Range(class) => class < 4,
            StatusKey::Default => false,
        }
    }

    /// Whether a status falls under the key.
    #[must_use]
    pub fn covers(self, status: u16) -> bool {
        match self {
            StatusKey::Code(code) => code == status,
            StatusKey::Range(class) => u16::from(class) == status / 100,
            StatusKey::Default => true,
        }
    }
}

impl fmt::Display for StatusKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            StatusKey::Code(code) => write!(formatter, "{code}"),
            StatusKey::Range(class) => write!(formatter, "{class}XX"),
            StatusKey::Default => formatter.write_str("default"),
        }
    }
}

/// The Header Object (section 4.8.21): a parameter without name and location.
#[derive(Debug, Clone)]
pub struct Header {
    /// Where it was written.
    pub place: Place,
    /// A description in CommonMark.
    pub description: Option<String>,
    /// Whether it is always there.
    pub required: bool,
    /// Whether callers should move away from it.
    pub deprecated: bool,
    /// How the value is written; the style is always `simple`.
    pub kind: ParameterKind,
    /// Named examples; a single `example` has the name `example`.
    pub examples: IndexMap<String, Example>,
    /// Extensions.
    pub extensions: Extensions,
}

/// The Link Object (section 4.8.20), its target not followed.
#[derive(Debug, Clone)]
pub struct Link {
    /// Where it was written.
    pub place: Place,
    /// The target's `operationId`.
    pub operation_id: Option<String>,
    /// The target as a reference.
    pub operation_ref: Option<String>,
    /// Parameters of the target: constants or runtime expressions.
    pub parameters: IndexMap<String, Value>,
    /// Body of the target: a constant or a runtime expression.
    pub request_body: Option<Value>,
    /// A description in CommonMark.
    pub description: Option<String>,
    /// The server of the target.
    pub server: Option<Server>,
}
