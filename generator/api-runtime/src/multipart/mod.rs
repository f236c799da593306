//! `multipart/form-data` and its relatives (RFC 7578, RFC 2046 section 5.1), both ways.
//!
//! Writing is a [`Form`] of parts; when every part is at hand so is the body, otherwise it is streamed. Reading is
//! bounded: the server holds the body within its limit, and parts are slices of it, never copies; a file that goes
//! beyond the limit is handed on as a stream, if it comes last. A part
//! without `Content-Type` is legal and is text; one without a name is passed over.

mod read;
#[cfg(feature = "server")]
mod receive;
mod write;

pub use read::{Part, Parts, split};
#[cfg(feature = "server")]
pub(crate) use receive::{ReceiveError, Received, receive};
pub use write::Form;

use crate::Invalid;
use crate::body::Body;

/// A type that is written as a form of parts, and read from one.
pub trait Multipart: Sized {
    /// Writes the parts.
    fn write(self, form: &mut Form);

    /// Reads the parts; violations are recorded.
    ///
    /// # Errors
    ///
    /// When a part is missing or not of its type.
    fn read(parts: &mut Parts<'_>) -> Result<Self, Invalid>;
}

/// A file in a form.
#[derive(Debug, Default)]
pub struct FilePart {
    /// The name it has where it came from. Never a path to trust.
    pub file_name: Option<String>,
    /// Its media type; `application/octet-stream` when there is none.
    pub content_type: Option<String>,
    /// Its bytes.
    pub body: Body,
}

impl FilePart {
    /// A file of these bytes.
    pub fn new(body: impl Into<Body>) -> Self {
        Self {
            file_name: None,
            content_type: None,
            body: body.into(),
        }
    }

    /// The same file with a name.
    #[must_use]
    pub fn file_name(mut self, name: impl Into<String>) -> Self {
        self.file_name = Some(name.into());
        self
    }

    /// The same file with a media type.
    #[must_use]
    pub fn content_type(mut self, media_type: impl Into<String>) -> Self {
        self.content_type = Some(media_type.into());
        self
    }
}
