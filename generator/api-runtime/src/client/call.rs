//! A call while it is put together. What goes wrong is kept until it is sent, so that methods can be chained.

use std::fmt;

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, header};
use serde::Serialize;

use super::{BuildError, ClientCore, Failure, Reply, send};
use crate::body::Body;
use crate::form;
use crate::headers;
use crate::multipart::{Form, Multipart};
use crate::operation::Operation;
use crate::style::{self, Place, Style};

/// A call of one operation.
#[must_use = "a call does nothing until it is sent"]
pub struct Call {
    pub(super) core: ClientCore,
    pub(super) operation: &'static Operation,
    pub(super) path: String,
    pub(super) query: String,
    pub(super) headers: HeaderMap,
    pub(super) cookies: String,
    pub(super) body: Option<Body>,
    failure: Option<BuildError>,
}

impl Call {
    pub(super) fn new(core: ClientCore, operation: &'static Operation) -> Self {
        let mut headers = HeaderMap::new();
        if !operation.produces.is_empty() {
            // Errors may be of another type than successes, and a strict server would rather not tell them.
            let accept = format!("{}, */*;q=0.1", operation.produces.join(", "));
            if let Ok(accept) = HeaderValue::try_from(accept) {
                headers.insert(header::ACCEPT, accept);
            }
        }
        Self {
            core,
            operation,
            path: operation.path.to_owned(),
            query: String::new(),
            headers,
            cookies: String::new(),
            body: None,
            failure: None,
        }
    }

    /// Keeps the first thing that went wrong.
    fn fail(&mut self, what: &str, error: impl fmt::Display) {
        let message = format!("operation `{}`: {what}: {error}", self.operation.id);
        self.failure.get_or_insert_with(|| BuildError::new(message));
    }

    fn encode<T: Serialize + ?Sized>(
        &mut self,
        place: Place,
        name: &str,
        style: Style,
        value: &T,
    ) -> String {
        let text =
            style::to_value(value).and_then(|value| style::encode(place, name, &value, style));
        text.unwrap_or_else(|error| {
            self.fail(&format!("parameter `{name}`"), error);
            String::new()
        })
    }

    /// Fills in a path parameter.
    pub fn path<T: Serialize + ?Sized>(mut self, name: &str, style: Style, value: &T) -> Self {
        // Braces in the value are percent-encoded, so it cannot be taken for another parameter.
        let text = self.encode(Place::Path, name, style, value);
        self.path = self.path.replace(&format!("{{{name}}}"), &text);
        self
    }

    /// Adds a query parameter.
    pub fn query<T: Serialize + ?Sized>(mut self, name: &str, style: Style, value: &T) -> Self {
        let text = self.encode(Place::Query, name, style, value);
        join(&mut self.query, "&", &text);
        self
    }

    /// Adds a cookie parameter.
    pub fn cookie<T: Serialize + ?Sized>(mut self, name: &str, style: Style, value: &T) -> Self {
        let text = self.encode(Place::Cookie, name, style, value);
        join(&mut self.cookies, "; ", &text);
        self
    }

    /// Adds a header parameter.
    pub fn header<T: Serialize + ?Sized>(mut self, name: &str, style: Style, value: &T) -> Self {
        let pair = style::to_value(value).and_then(|value| headers::pair(name, &value, style));
        match pair {
            Ok((name, value)) => {
                self.headers.insert(name, value);
            }
            Err(error) => self.fail(&format!("header `{name}`"), error),
        }
        self
    }

    /// Asks for one media type instead of all that are documented.
    pub fn accept(mut self, media_type: &str) -> Self {
        match HeaderValue::try_from(media_type) {
            Ok(value) => {
                self.headers.insert(header::ACCEPT, value);
            }
            Err(error) => self.fail("accept", error),
        }
        self
    }

    /// Sets the body: `application/json`.
    pub fn json<T: Serialize + ?Sized>(self, body: &T) -> Self {
        self.json_as("application/json", body)
    }

    /// Sets the body: JSON of another name, such as `application/merge-patch+json`.
    pub fn json_as<T: Serialize + ?Sized>(mut self, media_type: &str, body: &T) -> Self {
        match serde_json::to_vec(body) {
            Ok(text) => return self.binary(media_type, text),
            Err(error) => self.fail("the body", error),
        }
        self
    }

    /// Sets the body: `application/x-www-form-urlencoded`.
    pub fn form<T: Serialize + ?Sized>(mut self, body: &T, encoding: form::Encoding<'_>) -> Self {
        match form::encode(body, encoding) {
            Ok(text) => return self.binary(form::MEDIA_TYPE, text),
            Err(error) => self.fail("the body", error),
        }
        self
    }

    /// Sets the body: parts.
    pub fn multipart<T: Multipart>(mut self, media_type: &str, body: T) -> Self {
        let mut form = Form::new();
        body.write(&mut form);
        match form.into_body(media_type) {
            Ok((content_type, body)) => return self.binary(&content_type, body),
            Err(error) => self.fail("the body", error),
        }
        self
    }

    /// Sets the body: text, in UTF-8.
    pub fn text(self, media_type: &str, body: &str) -> Self {
        let charset = if media_type.contains("charset") {
            ""
        } else {
            "; charset=utf-8"
        };
        self.binary(
            &format!("{media_type}{charset}"),
            Bytes::copy_from_slice(body.as_bytes()),
        )
    }

    /// Sets the body: bytes.
    pub fn binary(mut self, media_type: &str, body: impl Into<Body>) -> Self {
        match HeaderValue::try_from(media_type) {
            Ok(value) => {
                self.headers.insert(header::CONTENT_TYPE, value);
                self.body = Some(body.into());
            }
            Err(error) => self.fail("the body's media type", error),
        }
        self
    }

    /// Sends the call.
    ///
    /// # Errors
    ///
    /// When it could not be put together, or there was no answer.
    pub async fn send(self) -> Result<Reply, Failure> {
        match self.failure {
            Some(error) => Err(Failure::Build(error)),
            None => send::send(self).await,
        }
    }
}

fn join(text: &mut String, separator: &str, more: &str) {
    if !text.is_empty() && !more.is_empty() {
        text.push_str(separator);
    }
    text.push_str(more);
}

impl fmt::Debug for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Call")
            .field("operation", &self.operation.id)
            .field("path", &self.path)
            .finish_non_exhaustive()
    }
}
