//! A response while it is put together.

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Response, StatusCode, header};
use serde::Serialize;

use crate::body::Body;
use crate::form;
use crate::headers;
use crate::ndjson::Lines;
use crate::problem::{self, Problem};
use crate::sse::{self, Events};

/// A response.
#[derive(Debug)]
pub struct Reply {
    /// The status.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// The body.
    pub body: Body,
}

impl Reply {
    /// A response without a body.
    pub fn empty(status: StatusCode) -> Self {
        Self {
            status,
            headers: HeaderMap::new(),
            body: Body::empty(),
        }
    }

    /// A response of JSON.
    pub fn json<T: Serialize + ?Sized>(status: StatusCode, body: &T) -> Self {
        Self::json_as(status, "application/json", body)
    }

    /// A response of JSON of another name.
    pub fn json_as<T: Serialize + ?Sized>(status: StatusCode, media_type: &str, body: &T) -> Self {
        match serde_json::to_vec(body) {
            Ok(text) => Self::binary(status, media_type, text),
            Err(error) => Self::fault(&format!("the response cannot be written as JSON: {error}")),
        }
    }

    /// A response of a form.
    pub fn form<T: Serialize + ?Sized>(
        status: StatusCode,
        body: &T,
        encoding: form::Encoding<'_>,
    ) -> Self {
        match form::encode(body, encoding) {
            Ok(text) => Self::binary(status, form::MEDIA_TYPE, text),
            Err(error) => Self::fault(&format!(
                "the response cannot be written as a form: {error}"
            )),
        }
    }

    /// A response of text, in UTF-8.
    pub fn text(status: StatusCode, media_type: &str, body: String) -> Self {
        let charset = if media_type.contains("charset") {
            ""
        } else {
            "; charset=utf-8"
        };
        Self::binary(status, &format!("{media_type}{charset}"), body)
    }

    /// A response of bytes.
    pub fn binary(status: StatusCode, media_type: &str, body: impl Into<Body>) -> Self {
        Self {
            status,
            headers: HeaderMap::new(),
            body: body.into(),
        }
        .header(header::CONTENT_TYPE, media_type)
    }

    /// A response of server-sent events, their data JSON.
    pub fn events<T: Serialize + 'static>(status: StatusCode, events: Events<T>) -> Self {
        Self::binary(status, sse::MEDIA_TYPE, events.into_body())
            .header(header::CACHE_CONTROL, "no-cache")
    }

    /// A response of server-sent events, their data text.
    pub fn text_events(status: StatusCode, events: Events<String>) -> Self {
        Self::binary(status, sse::MEDIA_TYPE, events.into_text_body())
            .header(header::CACHE_CONTROL, "no-cache")
    }

    /// A response of lines of JSON.
    pub fn lines<T: Serialize + 'static>(
        status: StatusCode,
        media_type: &str,
        lines: Lines<T>,
    ) -> Self {
        Self::binary(status, media_type, lines.into_body())
    }

    /// The same response with its declared headers.
    #[must_use]
    pub fn headers<H: Serialize>(mut self, declared: &H) -> Self {
        match headers::encode(declared) {
            Ok(declared) => {
                self.headers.extend(declared);
                self
            }
            Err(error) => Self::fault(&format!("a response header cannot be written: {error}")),
        }
    }

    /// The same response with a header; one that has control characters makes it a fault.
    #[must_use]
    pub fn header(mut self, name: HeaderName, value: &str) -> Self {
        match HeaderValue::try_from(value) {
            Ok(value) => {
                self.headers.insert(name, value);
                self
            }
            Err(_) => Self::fault(&format!("response header `{name}` has control characters")),
        }
    }

    /// A fault of the implementation.
    fn fault(detail: &str) -> Self {
        let status = StatusCode::INTERNAL_SERVER_ERROR;
        let problem = Problem::new(status).detail(detail);
        let body = serde_json::to_vec(&problem).unwrap_or_default();
        let mut headers = HeaderMap::new();
        headers.insert(
            header::CONTENT_TYPE,
            HeaderValue::from_static(problem::MEDIA_TYPE),
        );
        Self {
            status,
            headers,
            body: Bytes::from(body).into(),
        }
    }

    /// The response without its body, for `HEAD`; the length stays (RFC 9110, section 9.3.2).
    pub(super) fn without_body(mut self) -> Self {
        if let Some(length) = self.body.length().filter(|length| *length > 0) {
            self.headers.insert(header::CONTENT_LENGTH, length.into());
        }
        self.body = Body::empty();
        self
    }
}

impl From<Reply> for Response<Body> {
    fn from(reply: Reply) -> Self {
        let mut response = Self::new(reply.body);
        *response.status_mut() = reply.status;
        *response.headers_mut() = reply.headers;
        response
    }
}
