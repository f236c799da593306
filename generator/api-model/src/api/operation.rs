//! Operations: what can be called, where, with what, and what comes back.

use super::{
    Extensions, ExternalDocs, Parameter, RequestBody, Response, SecurityRequirement, Server,
    StatusKey,
};
use crate::source::Place;
use std::fmt;

/// Index of an operation in [`Api::operations`](super::Api::operations).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct OperationId(pub(crate) u32);

impl OperationId {
    /// The index itself.
    #[must_use]
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// The Operation Object (OpenAPI 3.1 section 4.8.10), path item and defaults applied.
#[derive(Debug, Clone)]
pub struct Operation {
    /// Its index; for operations of webhooks and callbacks the index within their list.
    pub id: OperationId,
    /// Where the operation was written.
    pub place: Place,
    /// The HTTP method.
    pub method: Method,
    /// The path template.
    pub path: PathTemplate,
    /// The `operationId`, unique among [`Api::operations`](super::Api::operations) when present.
    pub operation_id: Option<String>,
    /// Names of tags.
    pub tags: Vec<String>,
    /// One line.
    pub summary: Option<String>,
    /// A description in CommonMark.
    pub description: Option<String>,
    /// Whether callers should move away from it.
    pub deprecated: bool,
    /// Parameters of the path item, overridden and followed by the operation's own.
    pub parameters: Vec<Parameter>,
    /// The request body.
    pub request_body: Option<RequestBody>,
    /// Responses by status key, in document order.
    pub responses: Vec<(StatusKey, Response)>,
    /// What must be presented: any one of these alternatives. Empty means nothing is asked; an
    /// alternative without schemes means that anonymous calls are welcome too.
    pub security: Vec<SecurityRequirement>,
    /// The servers that apply: the operation's, the path item's or the document's.
    pub servers: Vec<Server>,
    /// Whether `servers` come from the operation or its path item instead of the document.
    pub own_servers: bool,
    /// Requests the server may send to an address the caller gave.
    pub callbacks: Vec<Callback>,
    /// Further documentation.
    pub external_docs: Option<ExternalDocs>,
    /// Extensions.
    pub extensions: Extensions,
}

impl Operation {
    /// How people point at it: the `operationId`, else method and path.
    #[must_use]
    pub fn label(&self) -> String {
        match &self.operation_id {
            Some(id) => id.clone(),
            None => format!("{} {}", self.method, self.path),
        }
    }

    /// The response that documents a status: exact, then range, then `default`.
    #[must_use]
    pub fn response_for(&self, status: u16) -> Option<&(StatusKey, Response)> {
        let find = |wanted: StatusKey| self.responses.iter().find(|(key, _)| *key == wanted);
        find(StatusKey::Code(status))
            .or_else(|| find(StatusKey::Range((status / 100) as u8)))
            .or_else(|| find(StatusKey::Default))
    }
}

/// The methods a Path Item Object has a field for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Method {
    Get,
    Put,
    Post,
    Delete,
    Options,
    Head,
    Patch,
    Trace,
}

impl Method {
    /// All methods, in the order of the specification.
    pub const ALL: [Method; 8] = [
        Method::Get,
        Method::Put,
        Method::Post,
        Method::Delete,
        Method::Options,
        Method::Head,
        Method::Patch,
        Method::Trace,
    ];

    /// The name in HTTP: `GET`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Method::Get => "GET",
            Method::Put => "PUT",
            Method::Post => "POST",
            Method::Delete => "DELETE",
            Method::Options => "OPTIONS",
            Method::Head => "HEAD",
            Method::Patch => "PATCH",
            Method::Trace => "TRACE",
        }
    }

    /// The field of the Path Item Object: `get`.
    #[must_use]
    pub fn field(self) -> &'static str {
        match self {
            Method::Get => "get",
            Method::Put => "put",
            Method::Post => "post",
            Method::Delete => "delete",
            Method::Options => "options",
            Method::Head => "head",
            Method::Patch => "patch",
            Method::Trace => "trace",
        }
    }

    /// Whether repeating the request has no further effect (RFC 9110 section 9.2.2).
    #[must_use]
    pub fn is_idempotent(self) -> bool {
        !matches!(self, Method::Post | Method::Patch)
    }

    /// Whether the request is not meant to change anything (RFC 9110 section 9.2.1).
    #[must_use]
    pub fn is_safe(self) -> bool {
        matches!(
            self,
            Method::Get | Method::Head | Method::Options | Method::Trace
        )
    }
}

impl fmt::Display for Method {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

/// A path template taken apart: `/a/{x}-{y}` is two segments, the second of three pieces.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct PathTemplate {
    /// The key under `paths`, as written.
    pub text: String,
    /// The pieces between slashes, in order; a trailing slash gives a last empty segment.
    pub segments: Vec<Vec<PathSegment>>,
}

/// A piece of one segment of a path.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum PathSegment {
    /// Text that stands as it is.
    Literal(String),
    /// The name of a path parameter.
    Parameter(String),
}

impl PathTemplate {
    /// Takes a template apart. Braces that do not pair are literal text. A fragment (`#variant`) or
    /// query that some documents append to tell operations apart is not part of the segments.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        let path = text.split(['#', '?']).next().unwrap_or_default();
        let segments = path
            .strip_prefix('/')
            .unwrap_or(path)
            .split('/')
            .map(parse_segment)
            .collect();
        PathTemplate {
            text: text.to_owned(),
            segments,
        }
    }

    /// The names of the parameters, in order of appearance.
    pub fn parameter_names(&self) -> impl Iterator<Item = &str> {
        self.segments
            .iter()
            .flatten()
            .filter_map(|piece| match piece {
                PathSegment::Parameter(name) => Some(name.as_str()),
                PathSegment::Literal(_) => None,
            })
    }
}

fn parse_segment(mut text: &str) -> Vec<PathSegment> {
    let mut pieces = Vec::new();
    while let Some((before, rest)) = text.split_once('{') {
        let Some((name, after)) = rest.split_once('}') else {
            break;
        };
        if !before.is_empty() {
            pieces.push(PathSegment::Literal(before.to_owned()));
        }
        pieces.push(PathSegment::Parameter(name.to_owned()));
        text = after;
    }
    if !text.is_empty() {
        pieces.push(PathSegment::Literal(text.to_owned()));
    }
    pieces
}

impl fmt::Display for PathTemplate {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.text)
    }
}

/// A named webhook: requests that come in when the provider has something to say.
#[derive(Debug, Clone)]
pub struct Webhook {
    /// The key under `webhooks`.
    pub name: String,
    /// Its operations, one per method; their path is empty.
    pub operations: Vec<Operation>,
}

/// A named callback of an operation (section 4.8.18).
#[derive(Debug, Clone)]
pub struct Callback {
    /// Where it was written.
    pub place: Place,
    /// The key under `callbacks`.
    pub name: String,
    /// The runtime expression that gives the address, as written.
    pub expression: String,
    /// Its operations, one per method; their path is the expression.
    pub operations: Vec<Operation>,
}
