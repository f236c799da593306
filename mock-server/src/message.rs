//! What goes into a mock and what comes out: values, whole, without sockets or streams.

use bytes::Bytes;
use http::{HeaderMap, Method, StatusCode};
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

/// A request with its whole body. Only method, path, query, headers and body are looked at.
pub type Request = http::Request<Bytes>;

/// An answer, and what it was chosen for.
#[derive(Debug)]
pub struct Reply {
    /// What to send.
    pub response: http::Response<Bytes>,
    /// What was chosen and why, for the log.
    pub note: Note,
    /// How long to wait before it is sent. Nothing here waits; the edge does.
    pub delay: Duration,
    /// How it is to be sent.
    pub wire: Wire,
}

/// How an answer is sent.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Wire {
    /// As fast as the connection takes it.
    #[default]
    Whole,
    /// Not at all: the connection is closed instead.
    Reset,
    /// A little at a time.
    Drip,
}

/// When and how an answer is sent.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Delivery {
    pub(crate) delay: Duration,
    pub(crate) wire: Wire,
}

/// What was chosen and why. Holds nothing of a request but names and rules of the document, so it
/// can be written to a log without giving away a secret.
#[derive(Debug, Clone)]
pub struct Note {
    /// The operation, by its `operationId` or its method and path; absent when none was found.
    pub operation: Option<Arc<str>>,
    /// What the answer is.
    pub chosen: Chosen,
}

/// What an answer is.
#[derive(Debug, Clone)]
pub enum Chosen {
    /// A documented example of the media type.
    Example {
        /// Its name; a single `example` is called `example`.
        name: Arc<str>,
        /// Why this one.
        reason: Reason,
    },
    /// The example of the body's schema.
    SchemaExample(Reason),
    /// Made from the schema.
    Generated {
        /// The seed it was made from.
        seed: u64,
        /// Why it was made.
        reason: Reason,
    },
    /// What earlier requests made of it.
    State {
        /// In short, what.
        what: &'static str,
    },
    /// Made by a rule.
    Ruled,
    /// An answer without a body, as documented.
    Empty(Reason),
    /// The answer to a browser that asks before it sends.
    Preflight,
    /// The methods of a path.
    Methods,
    /// A part in getting a token.
    Authorization,
    /// The list of mounts.
    Index,
    /// The request was refused.
    Refused {
        /// In short, why.
        summary: String,
        /// Whether the body is the error the document declares instead of our own.
        declared: bool,
    },
    /// A fault of this program.
    Failed,
}

/// Why an answer was chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    /// Nothing else was asked for.
    Default,
    /// The request's `Prefer` header named it.
    Preferred,
    /// The document has no example.
    NoExample,
    /// The server was started with dynamic answers.
    Dynamic,
    /// An example that would have come first is not valid against the schema.
    InvalidExample,
    /// The server was started to fail now and then.
    Chaos,
    /// The request named this example, which is not valid against the schema.
    PreferredInvalid,
    /// A rule says so.
    Rule,
}

impl fmt::Display for Reason {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Reason::Default => "the default",
            Reason::Preferred => "preferred by the request",
            Reason::NoExample => "the document has no example",
            Reason::Dynamic => "dynamic answers are on",
            Reason::InvalidExample => "a documented example violates its schema",
            Reason::Chaos => "a failure on purpose",
            Reason::Rule => "a rule",
            Reason::PreferredInvalid => "preferred by the request, though it violates its schema",
        })
    }
}

impl fmt::Display for Chosen {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Chosen::Example { name, reason } => {
                write!(formatter, "example `{}`: {reason}", name.escape_debug())
            }
            Chosen::SchemaExample(reason) => write!(formatter, "example of the schema: {reason}"),
            Chosen::Generated { seed, reason } => {
                write!(formatter, "generated with seed {seed}: {reason}")
            }
            Chosen::State { what } => write!(formatter, "the state: {what}"),
            Chosen::Ruled => formatter.write_str("the body of a rule"),
            Chosen::Empty(reason) => write!(formatter, "no body: {reason}"),
            Chosen::Preflight => formatter.write_str("preflight"),
            Chosen::Methods => formatter.write_str("the methods of the path"),
            Chosen::Authorization => formatter.write_str("a part in getting a token"),
            Chosen::Index => formatter.write_str("the list of mounts"),
            Chosen::Refused { summary, declared } => {
                let form = if *declared {
                    "the declared error"
                } else {
                    "problem"
                };
                write!(formatter, "refused ({form}): {summary}")
            }
            Chosen::Failed => formatter.write_str("a fault of the mock server itself"),
        }
    }
}

impl Note {
    /// The line for the log: method, path (never the query, which may hold keys), status,
    /// operation, choice and time.
    #[must_use]
    pub fn line(&self, method: &Method, path: &str, status: StatusCode, micros: u128) -> String {
        let operation = self.operation.as_deref().unwrap_or("-");
        format!(
            "{method} {path} {status} {operation} [{chosen}] {micros}us",
            path = path.escape_debug(),
            status = status.as_u16(),
            operation = operation.escape_debug(),
            chosen = self.chosen,
        )
    }
}

/// A request as the stages see it: the mount's prefix taken off, everything borrowed.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Incoming<'r> {
    pub(crate) method: &'r Method,
    /// The raw path below the mount, starting with a slash.
    pub(crate) path: &'r str,
    /// The raw path as it was sent.
    pub(crate) whole_path: &'r str,
    /// The host of the address, where the request line has one.
    pub(crate) authority: Option<&'r str>,
    /// The raw query, without the question mark.
    pub(crate) query: &'r str,
    pub(crate) headers: &'r HeaderMap,
    pub(crate) body: &'r Bytes,
}

impl<'r> Incoming<'r> {
    /// The request below a prefix of its path, which the caller has checked.
    pub(crate) fn below(request: &'r Request, prefix: &str) -> Self {
        let path = request.uri().path();
        let rest = path.strip_prefix(prefix).unwrap_or(path);
        Incoming {
            method: request.method(),
            path: if rest.is_empty() { "/" } else { rest },
            whole_path: path,
            authority: request.uri().authority().map(|host| host.as_str()),
            query: request.uri().query().unwrap_or_default(),
            headers: request.headers(),
            body: request.body(),
        }
    }

    /// All cookies. HTTP/2 may send a line for each (RFC 9113 section 8.2.3).
    pub(crate) fn cookies(&self) -> Option<String> {
        let lines = self.headers.get_all(http::header::COOKIE).iter();
        let lines: Vec<String> = lines
            .map(|line| crate::text::latin_or_utf8(line.as_bytes()))
            .collect();
        (!lines.is_empty()).then(|| lines.join("; "))
    }

    /// The text of a header that may be sent once; several lines are joined by commas, as RFC 9110
    /// section 5.3 allows. Bytes beyond UTF-8 are read as Latin-1.
    pub(crate) fn header(&self, name: &str) -> Option<String> {
        let mut values = self.headers.get_all(name).iter();
        let mut text = crate::text::latin_or_utf8(values.next()?.as_bytes());
        for value in values {
            text.push_str(", ");
            text.push_str(&crate::text::latin_or_utf8(value.as_bytes()));
        }
        Some(text)
    }
}

/// What a stage decided to send, before it is dressed for the wire.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
    pub(crate) note: Note,
    pub(crate) delivery: Delivery,
}
