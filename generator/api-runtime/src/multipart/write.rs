//! Parts to a body.

use std::collections::VecDeque;
use std::fmt::Write as _;
use std::hash::{BuildHasher, Hasher, RandomState};
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use futures_core::Stream;
use serde::Serialize;
use serde_json::Value;

use super::FilePart;
use crate::body::{Body, BodyError};
use crate::style;

/// A form to be sent.
#[derive(Debug, Default)]
pub struct Form {
    parts: Vec<(String, Body)>,
    failure: Option<String>,
}

impl Form {
    /// A form without parts.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a property as text; each item of an array is a part; objects are JSON.
    pub fn value<T: Serialize + ?Sized>(&mut self, name: &str, value: &T) {
        match style::to_value(value) {
            Ok(Value::Null) => {}
            Ok(Value::Array(items)) => {
                for item in &items {
                    self.plain(name, item);
                }
            }
            Ok(value) => self.plain(name, &value),
            Err(error) => self.fail(name, &error.to_string()),
        }
    }

    fn plain(&mut self, name: &str, value: &Value) {
        match value {
            Value::String(text) => self.part(name, None, None, text.clone().into()),
            Value::Object(_) | Value::Array(_) => self.json(name, value),
            other => self.part(name, None, None, other.to_string().into()),
        }
    }

    /// Adds a property as JSON.
    pub fn json<T: Serialize + ?Sized>(&mut self, name: &str, value: &T) {
        match serde_json::to_vec(value) {
            Ok(text) => self.part(name, None, Some("application/json"), text.into()),
            Err(error) => self.fail(name, &error.to_string()),
        }
    }

    /// Adds a property as text of this media type.
    pub fn text(&mut self, name: &str, content_type: &str, text: &str) {
        self.part(name, None, Some(content_type), text.to_owned().into());
    }

    /// Adds a file.
    pub fn file(&mut self, name: &str, file: FilePart) {
        let FilePart {
            file_name,
            content_type,
            body,
        } = file;
        let content_type = content_type
            .as_deref()
            .unwrap_or("application/octet-stream");
        // Without a file name many servers take the part for text.
        let file_name = file_name.as_deref().unwrap_or(name);
        self.part(name, Some(file_name), Some(content_type), body);
    }

    fn part(&mut self, name: &str, file: Option<&str>, content_type: Option<&str>, body: Body) {
        let mut head = format!("Content-Disposition: form-data; name=\"{}\"", quoted(name));
        if let Some(file) = file {
            let _ = write!(head, "; filename=\"{}\"", quoted(file));
        }
        if let Some(content_type) = content_type {
            let _ = write!(
                head,
                "\r\nContent-Type: {}",
                content_type.replace(['\r', '\n'], "")
            );
        }
        self.parts.push((head, body));
    }

    fn fail(&mut self, name: &str, error: &str) {
        self.failure = Some(format!("part `{name}`: {error}"));
    }

    /// The `Content-Type` and the body.
    ///
    /// # Errors
    ///
    /// When a part could not be written as JSON.
    pub fn into_body(self, media_type: &str) -> Result<(String, Body), String> {
        if let Some(failure) = self.failure {
            return Err(failure);
        }
        let boundary = boundary();
        let content_type = format!("{media_type}; boundary={boundary}");
        let mut chunks: Vec<Body> = Vec::with_capacity(self.parts.len() * 2 + 1);
        let mut separator = format!("--{boundary}\r\n");
        for (head, body) in self.parts {
            chunks.push(format!("{separator}{head}\r\n\r\n").into());
            chunks.push(body);
            separator = format!("\r\n--{boundary}\r\n");
        }
        let end = if chunks.is_empty() { "" } else { "\r\n" };
        chunks.push(format!("{end}--{boundary}--\r\n").into());
        Ok((content_type, concatenate(chunks)))
    }
}

/// The escaping of the HTML standard's `multipart/form-data` encoding.
fn quoted(name: &str) -> String {
    name.replace('"', "%22")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

/// Random enough not to occur in a part: two keyed hashes of nothing.
fn boundary() -> String {
    let random = || RandomState::new().build_hasher().finish();
    format!("----part-{:016x}{:016x}", random(), random())
}

fn concatenate(chunks: Vec<Body>) -> Body {
    let length: Option<u64> = chunks.iter().map(Body::length).sum();
    if chunks.iter().all(|chunk| chunk.as_bytes().is_some()) {
        let mut all = Vec::with_capacity(length.unwrap_or(0) as usize);
        for bytes in chunks.iter().filter_map(Body::as_bytes) {
            all.extend_from_slice(bytes);
        }
        return all.into();
    }
    let body = Body::from_stream(Chain(chunks.into_iter().collect()));
    match length {
        Some(length) => body.with_length(length),
        None => body,
    }
}

struct Chain(VecDeque<Body>);

impl Stream for Chain {
    type Item = Result<Bytes, BodyError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        while let Some(first) = self.0.front_mut() {
            match Pin::new(first).poll_next(cx) {
                Poll::Ready(None) => {
                    self.0.pop_front();
                }
                other => return other,
            }
        }
        Poll::Ready(None)
    }
}
