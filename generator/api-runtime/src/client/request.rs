//! A request while it is put together. What goes wrong is kept until it is sent, so that methods can be chained.
//!
//! Knows nothing of what is answered; that is [`Call`](super::Call)'s.

use std::fmt;

use http::{HeaderMap, HeaderValue, header};
use serde::Serialize;

use super::{BuildError, ClientCore, Failure, Reply, send};
use crate::body::Body;
use crate::headers;
use crate::operation::Operation;
use crate::style::{self, Place, Style};

/// A request of one operation.
pub(super) struct Request {
    pub(super) core: ClientCore,
    pub(super) operation: &'static Operation,
    /// Where it goes, if not to a path of the API.
    pub(super) address: Option<String>,
    pub(super) path: String,
    pub(super) query: String,
    pub(super) headers: HeaderMap,
    pub(super) cookies: String,
    pub(super) body: Option<Body>,
    failure: Option<BuildError>,
}

impl Request {
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
            address: None,
            path: operation.path.to_owned(),
            query: String::new(),
            headers,
            cookies: String::new(),
            body: None,
            failure: None,
        }
    }

    /// Keeps the first thing that went wrong.
    pub(super) fn fail(&mut self, what: &str, error: impl fmt::Display) {
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

    pub(super) fn path<T: Serialize + ?Sized>(&mut self, name: &str, style: Style, value: &T) {
        // Braces in the value are percent-encoded, so it cannot be taken for another parameter.
        let text = self.encode(Place::Path, name, style, value);
        self.path = self.path.replace(&format!("{{{name}}}"), &text);
    }

    pub(super) fn query<T: Serialize + ?Sized>(&mut self, name: &str, style: Style, value: &T) {
        let text = self.encode(Place::Query, name, style, value);
        join(&mut self.query, "&", &text);
    }

    pub(super) fn cookie<T: Serialize + ?Sized>(&mut self, name: &str, style: Style, value: &T) {
        let text = self.encode(Place::Cookie, name, style, value);
        join(&mut self.cookies, "; ", &text);
    }

    pub(super) fn header<T: Serialize + ?Sized>(&mut self, name: &str, style: Style, value: &T) {
        let pair = style::to_value(value).and_then(|value| headers::pair(name, &value, style));
        match pair {
            Ok((name, value)) => {
                self.headers.insert(name, value);
            }
            Err(error) => self.fail(&format!("header `{name}`"), error),
        }
    }

    pub(super) fn accept(&mut self, media_type: &str) {
        match HeaderValue::try_from(media_type) {
            Ok(value) => {
                self.headers.insert(header::ACCEPT, value);
            }
            Err(error) => self.fail("accept", error),
        }
    }

    pub(super) fn body(&mut self, media_type: &str, body: Body) {
        match HeaderValue::try_from(media_type) {
            Ok(value) => {
                self.headers.insert(header::CONTENT_TYPE, value);
                self.body = Some(body);
            }
            Err(error) => self.fail("the body's media type", error),
        }
    }

    pub(super) async fn send(mut self) -> Result<Reply, Failure> {
        match self.failure.take() {
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
