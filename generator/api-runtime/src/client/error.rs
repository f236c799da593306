//! How a call fails.

use std::convert::Infallible;
use std::error::Error as StdError;
use std::fmt;

use bytes::Bytes;
use http::StatusCode;

use super::{CredentialError, Response};

/// How a call failed. `E` is the operation's documented errors.
#[derive(Debug)]
pub enum Error<E = Infallible> {
    /// The API answered with a documented error.
    Api(Box<Response<E>>),
    /// The API answered with a status that the description does not have; the body as it came.
    Undocumented(Box<Response<Bytes>>),
    /// The answer is not what the description says.
    Decode(Box<DecodeFailure>),
    /// There was no answer in time.
    Timeout,
    /// There was no answer.
    Transport(TransportError),
    /// The request could not be made from what was given.
    Build(BuildError),
    /// There is no credential to send with the request.
    Credential(CredentialError),
}

impl<E> Error<E> {
    /// The status, if there was an answer.
    pub fn status(&self) -> Option<StatusCode> {
        match self {
            Self::Api(response) => Some(response.status()),
            Self::Undocumented(response) => Some(response.status()),
            Self::Decode(failure) => Some(failure.status),
            Self::Timeout | Self::Transport(_) | Self::Build(_) | Self::Credential(_) => None,
        }
    }
}

impl<E: fmt::Debug> fmt::Display for Error<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Api(response) => {
                write!(
                    f,
                    "the API answered {}: {:?}",
                    response.status(),
                    **response
                )
            }
            Self::Undocumented(response) => undocumented(response, f),
            Self::Decode(failure) => failure.fmt(f),
            Self::Timeout => f.write_str(TIMEOUT),
            Self::Transport(error) => error.fmt(f),
            Self::Build(error) => error.fmt(f),
            Self::Credential(error) => error.fmt(f),
        }
    }
}

impl<E: fmt::Debug> StdError for Error<E> {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match self {
            Self::Transport(error) => error.source(),
            _ => None,
        }
    }
}

/// How a call failed before its documented errors came into it; turns into any [`Error`].
#[derive(Debug)]
pub enum Failure {
    /// As [`Error::Undocumented`].
    Undocumented(Box<Response<Bytes>>),
    /// As [`Error::Decode`].
    Decode(Box<DecodeFailure>),
    /// As [`Error::Timeout`].
    Timeout,
    /// As [`Error::Transport`].
    Transport(TransportError),
    /// As [`Error::Build`].
    Build(BuildError),
    /// As [`Error::Credential`].
    Credential(CredentialError),
}

impl<E> From<Failure> for Error<E> {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Undocumented(response) => Self::Undocumented(response),
            Failure::Decode(failure) => Self::Decode(failure),
            Failure::Timeout => Self::Timeout,
            Failure::Transport(error) => Self::Transport(error),
            Failure::Build(error) => Self::Build(error),
            Failure::Credential(error) => Self::Credential(error),
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Undocumented(response) => undocumented(response, f),
            Self::Decode(failure) => failure.fmt(f),
            Self::Timeout => f.write_str(TIMEOUT),
            Self::Transport(error) => error.fmt(f),
            Self::Build(error) => error.fmt(f),
            Self::Credential(error) => error.fmt(f),
        }
    }
}

const TIMEOUT: &str = "the API did not answer in time";

fn undocumented(response: &Response<Bytes>, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let text = String::from_utf8_lossy(response);
    let status = response.status();
    write!(f, "the API answered {status}, undocumented: {text}")
}

/// An answer that is not what the description says.
#[derive(Clone, Debug)]
pub struct DecodeFailure {
    /// The answer's status.
    pub status: StatusCode,
    /// Its `Content-Type`.
    pub content_type: String,
    /// Its body; empty when it was not read to its end.
    pub body: Bytes,
    /// Where it is wrong, as a JSON pointer; or the header's name.
    pub pointer: String,
    /// What is wrong.
    pub message: String,
}

impl fmt::Display for DecodeFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "the answer with status {} cannot be read: {}",
            self.status, self.message
        )?;
        match self.pointer.as_str() {
            "" => Ok(()),
            pointer => write!(f, " at `{pointer}`"),
        }
    }
}

impl StdError for DecodeFailure {}

/// The connection failed. Never says the URL, which may hold a credential.
#[derive(Debug)]
pub struct TransportError {
    /// Whether the connection was never made, so that nothing can have happened.
    pub is_connect: bool,
    source: reqwest::Error,
}

impl TransportError {
    pub(super) fn new(error: reqwest::Error) -> Self {
        // A browser does not tell.
        #[cfg(target_family = "wasm")]
        let is_connect = false;
        #[cfg(not(target_family = "wasm"))]
        let is_connect = error.is_connect();
        Self {
            is_connect,
            source: error.without_url(),
        }
    }
}

impl fmt::Display for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.source)?;
        let mut source = self.source.source();
        while let Some(error) = source {
            write!(f, ": {error}")?;
            source = error.source();
        }
        Ok(())
    }
}

impl StdError for TransportError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.source.source()
    }
}

/// A client or a request could not be made from what was given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BuildError {
    /// Why.
    pub message: String,
}

impl BuildError {
    pub(super) fn new(message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
        }
    }
}

impl fmt::Display for BuildError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl StdError for BuildError {}
