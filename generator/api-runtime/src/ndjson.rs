//! Lines of JSON (`application/x-ndjson`, `application/jsonl`), as a stream of values.

use std::collections::VecDeque;
use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use futures_core::Stream;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::body::{Body, BodyError};
use crate::json;
use crate::stream::{BoxStream, Framed, Framing, Mapped, MaybeSend, StreamError, iter, next};

/// No line is longer.
const LINE_LIMIT: usize = 16 * 1024 * 1024;

/// A stream of values, one a line.
pub struct Lines<T>(BoxStream<Result<T, StreamError>>);

impl<T: 'static> Lines<T> {
    /// The values of a stream.
    pub fn new<S>(stream: S) -> Self
    where
        S: Stream<Item = Result<T, StreamError>> + MaybeSend + 'static,
    {
        Self(Box::pin(stream))
    }

    /// Values at hand.
    pub fn of(values: Vec<T>) -> Self
    where
        T: MaybeSend + Unpin,
    {
        Self(iter(values.into_iter().map(Ok)))
    }

    /// The next value.
    pub async fn next(&mut self) -> Option<Result<T, StreamError>> {
        next(self).await
    }
}

impl<T: DeserializeOwned + 'static> Lines<T> {
    /// Reads the lines of a body as they arrive.
    pub fn read(body: Body) -> Self {
        let lines = Framed::new(body, Splitter::default());
        Self(Box::pin(Mapped(
            lines,
            |line: Result<Vec<u8>, StreamError>| {
                let line = line?;
                json::decode(&line).map_err(|error| StreamError::Decode {
                    text: String::from_utf8_lossy(&line).into_owned(),
                    error,
                })
            },
        )))
    }
}

impl<T: Serialize + 'static> Lines<T> {
    /// Writes the values as lines.
    pub fn into_body(self) -> Body {
        Body::from_stream(Mapped(self, |value: Result<T, StreamError>| {
            let broken = |error: String| BodyError::Broken(error);
            let value = value.map_err(|error| broken(error.to_string()))?;
            let mut line = serde_json::to_vec(&value).map_err(|error| broken(error.to_string()))?;
            line.push(b'\n');
            Ok(Bytes::from(line))
        }))
    }
}

impl<T> Stream for Lines<T> {
    type Item = Result<T, StreamError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.0.as_mut().poll_next(cx)
    }
}

impl<T> fmt::Debug for Lines<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Lines")
    }
}

/// Splits at line feeds; blank lines are passed over.
#[derive(Default)]
struct Splitter {
    line: Vec<u8>,
}

impl Splitter {
    fn end_line(&mut self, out: &mut VecDeque<Result<Vec<u8>, StreamError>>) {
        let line = std::mem::take(&mut self.line);
        if !line.iter().all(u8::is_ascii_whitespace) {
            out.push_back(Ok(line));
        }
    }
}

impl Framing for Splitter {
    type Item = Vec<u8>;

    fn push(&mut self, bytes: &[u8], out: &mut VecDeque<Result<Vec<u8>, StreamError>>) {
        for piece in bytes.split_inclusive(|byte| *byte == b'\n') {
            self.line.extend_from_slice(piece);
            if self.line.len() > LINE_LIMIT {
                out.push_back(Err(StreamError::TooLong));
                return;
            }
            if piece.ends_with(b"\n") {
                self.end_line(out);
            }
        }
    }

    fn finish(&mut self, out: &mut VecDeque<Result<Vec<u8>, StreamError>>) {
        self.end_line(out);
    }
}
