//! The second stage: requests over keep-alive connections, answers back. The only folder that
//! names hyper. Every wait has an end, and every body a largest size.

mod address;
mod client;

pub(crate) use address::Address;
pub(crate) use client::Client;

use bytes::Bytes;
use http::HeaderMap;
use std::fmt;
use std::time::Duration;

/// What came back.
#[derive(Debug, Clone)]
pub(crate) enum Outcome {
    /// An answer.
    Answer(Answer),
    /// None, or not a whole one.
    Silence(Silence),
}

/// An answer.
#[derive(Debug, Clone)]
pub(crate) struct Answer {
    /// The status.
    pub(crate) status: u16,
    /// The headers.
    pub(crate) headers: HeaderMap,
    /// The body.
    pub(crate) body: Bytes,
    /// Whether `body` is all of it; an endless stream is only begun.
    pub(crate) whole: bool,
    /// From the request to the last byte.
    pub(crate) elapsed: Duration,
}

impl Answer {
    /// The `Content-Type`, if there is one that is text.
    pub(crate) fn content_type(&self) -> Option<&str> {
        self.headers
            .get(http::header::CONTENT_TYPE)
            .and_then(|value| value.to_str().ok())
    }
}

/// Why there is no answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Silence {
    /// Nothing, or no end, within this time.
    Hang(Duration),
    /// The connection could not be made.
    Refused(String),
    /// The connection broke, or what came was not HTTP.
    Broken(String),
    /// More bytes than this.
    TooLarge(usize),
    /// Not sent: earlier requests of this operation hung.
    GivenUp,
    /// Not sent: the request is not one that HTTP can carry.
    Unsendable(String),
}

impl fmt::Display for Silence {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Silence::Hang(limit) => write!(formatter, "no whole answer within {limit:?}"),
            Silence::Refused(error) => write!(formatter, "no connection: {error}"),
            Silence::Broken(error) => write!(formatter, "no readable answer: {error}"),
            Silence::TooLarge(limit) => write!(formatter, "an answer of more than {limit} bytes"),
            Silence::GivenUp => formatter.write_str("not sent after earlier requests hung"),
            Silence::Unsendable(error) => write!(formatter, "not sent: {error}"),
        }
    }
}

/// Why nothing could be judged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CannotRun {
    /// The target's address is not one.
    BadTarget {
        /// As given.
        url: String,
        /// What is wrong with it.
        reason: String,
    },
    /// The target's scheme is not spoken here.
    UnsupportedScheme {
        /// As given.
        url: String,
        /// The scheme.
        scheme: String,
    },
    /// The host has no address.
    UnknownHost {
        /// The host.
        host: String,
        /// What the system said.
        reason: String,
    },
    /// Nobody takes connections there.
    Unreachable {
        /// As given.
        url: String,
        /// What the system said.
        reason: String,
    },
    /// An option cannot be used: a header that is none, a scheme the document does not have.
    BadOption(String),
    /// This machine could not do its part, such as starting a thread.
    System(String),
}

impl fmt::Display for CannotRun {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            CannotRun::BadTarget { url, reason } => {
                write!(
                    formatter,
                    "`{url}` is not the address of a server: {reason}"
                )
            }
            CannotRun::UnsupportedScheme { url, scheme } => write!(
                formatter,
                "cannot judge `{url}`: this build speaks http only, not {scheme}; put a proxy that ends TLS in between"
            ),
            CannotRun::UnknownHost { host, reason } => {
                write!(formatter, "the host `{host}` is not known: {reason}")
            }
            CannotRun::Unreachable { url, reason } => {
                write!(formatter, "nobody answers at {url}: {reason}")
            }
            CannotRun::BadOption(message) | CannotRun::System(message) => {
                formatter.write_str(message)
            }
        }
    }
}

impl std::error::Error for CannotRun {}
