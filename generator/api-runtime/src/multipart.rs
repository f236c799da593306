//! `multipart/form-data` and its relatives (RFC 7578, RFC 2046 section 5.1), both ways.
//!
//! Writing is a [`Form`] of parts; when every part is at hand so is the body, otherwise it is streamed. Reading is
//! bounded: the server has collected the body within its limit, and parts are slices of it, never copies. A part
//! without `Content-Type` is legal and is text; one without a name is passed over.

use std::fmt::Write as _;
use std::hash::{BuildHasher, Hasher, RandomState};
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use futures_core::Stream;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::Invalid;
use crate::body::{Body, BodyError};
use crate::check::{Checker, Location, Violation, Violations, token};
use crate::json;
use crate::media;
use crate::style::{Raw, decode_value};

/// No form has more parts.
const PART_LIMIT: usize = 4096;

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
        match serde_json::to_value(value) {
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

struct Chain(std::collections::VecDeque<Body>);

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

/// A part that was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// The property's name.
    pub name: String,
    /// The file's name, if it is a file.
    pub file_name: Option<String>,
    /// The media type, if it was sent.
    pub content_type: Option<String>,
    /// All headers of the part, names in lower case.
    pub headers: Vec<(String, String)>,
    /// The bytes.
    pub bytes: Bytes,
}

/// Splits a body into its parts.
///
/// # Errors
///
/// When the body is not made of parts, or breaks off.
pub fn split(body: &Bytes, boundary: &str) -> Result<Vec<Part>, String> {
    let delimiter = format!("--{boundary}");
    let begin = find(body, delimiter.as_bytes(), 0)
        .filter(|at| *at == 0 || body.get(at - 1) == Some(&b'\n'))
        .ok_or("the boundary does not occur")?;
    let between = format!("\r\n--{boundary}");
    let mut parts = Vec::new();
    let mut at = begin + delimiter.len();
    loop {
        if body.get(at..).is_some_and(|rest| rest.starts_with(b"--")) {
            return Ok(parts);
        }
        if parts.len() >= PART_LIMIT {
            return Err(format!("there are more than {PART_LIMIT} parts"));
        }
        let line_end = find(body, b"\r\n", at).ok_or("the body breaks off after a boundary")?;
        let head_start = line_end + 2;
        // A part without headers begins with the blank line itself.
        let head_end = find(body, b"\r\n\r\n", line_end).ok_or("a part has no end of headers")?;
        let content = head_end + 4;
        // An empty part's blank line is also the start of the next boundary.
        let end = find(body, between.as_bytes(), content.saturating_sub(2))
            .ok_or("the body breaks off inside a part")?;
        let head = body
            .get(head_start..head_end.max(head_start))
            .unwrap_or_default();
        let bytes = body.slice(content.min(end.max(content))..end.max(content));
        if let Some(part) = read_part(head, bytes) {
            parts.push(part);
        }
        at = end + between.len();
    }
}

fn find(haystack: &[u8], needle: &[u8], from: usize) -> Option<usize> {
    let rest = haystack.get(from..)?;
    let first = *needle.first()?;
    let mut at = 0;
    loop {
        at += rest.get(at..)?.iter().position(|byte| *byte == first)?;
        if rest.get(at..)?.starts_with(needle) {
            return Some(from + at);
        }
        at += 1;
    }
}

fn read_part(head: &[u8], bytes: Bytes) -> Option<Part> {
    let head = String::from_utf8_lossy(head);
    let headers: Vec<(String, String)> = head
        .split("\r\n")
        .filter_map(|line| line.split_once(':'))
        .map(|(name, value)| (name.trim().to_ascii_lowercase(), value.trim().to_owned()))
        .collect();
    let header = |name: &str| {
        headers
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.as_str())
    };
    let disposition = header("content-disposition")?;
    let unquote = |text: String| {
        text.replace("%22", "\"")
            .replace("%0D", "\r")
            .replace("%0A", "\n")
    };
    Some(Part {
        name: media::parameter(disposition, "name").map(unquote)?,
        file_name: media::parameter(disposition, "filename").map(unquote),
        content_type: header("content-type").map(str::to_owned),
        headers: headers.clone(),
        bytes,
    })
}

/// The parts of a request, taken out by name. What is wrong is recorded.
#[derive(Debug)]
pub struct Parts<'a> {
    parts: Vec<Part>,
    out: &'a mut Violations,
}

impl<'a> Parts<'a> {
    /// Parts that report to `out`.
    pub fn new(parts: Vec<Part>, out: &'a mut Violations) -> Self {
        Self { parts, out }
    }

    fn take(&mut self, name: &str) -> Vec<Part> {
        self.parts
            .extract_if(.., |part| part.name == name)
            .collect()
    }

    fn report(&mut self, name: &str, at: &str, rule: &'static str, message: String) -> Invalid {
        let pointer = format!("{}{at}", token(name));
        self.out.invalid(Violation {
            location: Location::Body,
            pointer,
            rule,
            message,
        })
    }

    fn required<T>(&mut self, name: &str, value: Option<T>) -> Result<T, Invalid> {
        value.ok_or_else(|| self.report(name, "", "required", "is missing".to_owned()))
    }

    /// A part as text that is read as the type asks; several of one name are an array.
    pub fn value_optional<T: DeserializeOwned>(
        &mut self,
        name: &str,
    ) -> Result<Option<T>, Invalid> {
        let mut raws: Vec<Raw> = Vec::new();
        for part in self.take(name) {
            let content_type = part.content_type.unwrap_or_default();
            raws.push(Raw::Primitive(media::text(&content_type, &part.bytes)));
        }
        let raw = match raws.len() {
            0 => return Ok(None),
            1 => raws.swap_remove(0),
            _ => Raw::Array(raws),
        };
        decode_value(&raw)
            .map(Some)
            .map_err(|error| self.report(name, &error.pointer, "type", error.message))
    }

    /// A part that must be there, as [`Parts::value_optional`].
    pub fn value<T: DeserializeOwned>(&mut self, name: &str) -> Result<T, Invalid> {
        let value = self.value_optional(name)?;
        self.required(name, value)
    }

    /// A part of JSON.
    pub fn json_optional<T: DeserializeOwned>(&mut self, name: &str) -> Result<Option<T>, Invalid> {
        let Some(part) = self.take(name).into_iter().next() else {
            return Ok(None);
        };
        json::decode(&part.bytes)
            .map(Some)
            .map_err(|error| self.report(name, &error.pointer, "type", error.message))
    }

    /// A part of JSON that must be there.
    pub fn json<T: DeserializeOwned>(&mut self, name: &str) -> Result<T, Invalid> {
        let value = self.json_optional(name)?;
        self.required(name, value)
    }

    /// All files of a name.
    pub fn files(&mut self, name: &str) -> Result<Vec<FilePart>, Invalid> {
        let file = |part: Part| FilePart {
            file_name: part.file_name,
            content_type: part.content_type,
            body: part.bytes.into(),
        };
        Ok(self.take(name).into_iter().map(file).collect())
    }

    /// A file.
    pub fn file_optional(&mut self, name: &str) -> Result<Option<FilePart>, Invalid> {
        Ok(self.files(name)?.into_iter().next())
    }

    /// A file that must be there.
    pub fn file(&mut self, name: &str) -> Result<FilePart, Invalid> {
        let file = self.file_optional(name)?;
        self.required(name, file)
    }

    /// Checks a part that was read.
    pub fn check<T>(
        &mut self,
        name: &str,
        value: &Result<T, Invalid>,
        check: impl FnOnce(&mut Checker<'_>, &T),
    ) {
        if let Ok(value) = value {
            Checker::body(self.out).field(name, value, check);
        }
    }

    /// Checks a part that was read, if it was there.
    pub fn check_optional<T>(
        &mut self,
        name: &str,
        value: &Result<Option<T>, Invalid>,
        check: impl FnOnce(&mut Checker<'_>, &T),
    ) {
        if let Ok(value) = value {
            Checker::body(self.out).optional_field(name, value, check);
        }
    }
}
