//! An answer, and what it is read as.

use std::fmt;
use std::ops::{Deref, DerefMut};
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, StatusCode, header};
use serde::de::DeserializeOwned;

use super::clock::timeout;
use super::{DecodeFailure, Failure, Reading};
use crate::body::{Body, BodyError};
use crate::form;
use crate::headers::{self, WithHeaders};
use crate::json;
use crate::media;
use crate::ndjson::Lines;
use crate::sse::Events;
use crate::stream::{Mapped, MaybeSend};

/// A value that the API answered with, and the status and headers it came with.
#[derive(Clone, PartialEq)]
pub struct Response<T> {
    status: StatusCode,
    headers: HeaderMap,
    body: T,
}

impl<T> Response<T> {
    /// An answer that no server gave, for tests of what is done with it.
    pub fn new(status: StatusCode, headers: HeaderMap, body: T) -> Self {
        Self {
            status,
            headers,
            body,
        }
    }

    /// The status.
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// All headers.
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// The value alone.
    pub fn into_inner(self) -> T {
        self.body
    }

    /// The same answer with another value.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Response<U> {
        let Self {
            status,
            headers,
            body,
        } = self;
        Response {
            status,
            headers,
            body: change(body),
        }
    }

    /// The same answer with its declared headers read.
    ///
    /// # Errors
    ///
    /// When one that is required is missing, or one is not of its type.
    pub fn with_headers<H: DeserializeOwned>(self) -> Result<Response<WithHeaders<T, H>>, Failure> {
        match headers::decode(&self.headers) {
            Ok(headers) => Ok(self.map(|body| WithHeaders { body, headers })),
            Err(error) => Err(Failure::Decode(Box::new(DecodeFailure {
                status: self.status,
                content_type: content_type(&self.headers).to_owned(),
                body: Bytes::new(),
                pointer: error.pointer,
                message: format!("its headers: {}", error.message),
            }))),
        }
    }
}

impl<T> Deref for Response<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.body
    }
}

impl<T> DerefMut for Response<T> {
    fn deref_mut(&mut self) -> &mut T {
        &mut self.body
    }
}

/// Without the headers, which may hold cookies.
impl<T: fmt::Debug> fmt::Debug for Response<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Response")
            .field("status", &self.status)
            .field("body", &self.body)
            .finish_non_exhaustive()
    }
}

/// The head of an answer, with its body still to be read.
#[derive(Debug)]
pub struct Reply {
    status: StatusCode,
    headers: HeaderMap,
    body: Body,
    limit: u64,
    timeout: Duration,
}

fn content_type(headers: &HeaderMap) -> &str {
    headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .unwrap_or("")
}

/// The body of an answer, as it comes.
pub(super) fn body_of(response: reqwest::Response) -> Body {
    Body::from_stream(Mapped(
        Box::pin(response.bytes_stream()),
        |chunk: Result<_, reqwest::Error>| {
            chunk.map_err(|error| match error.is_timeout() {
                true => BodyError::Timeout,
                false => BodyError::Broken(error.without_url().to_string()),
            })
        },
    ))
}

impl Reply {
    /// An answer whose body, when it is read whole, may have so many bytes and take so long.
    pub(super) fn new(mut response: reqwest::Response, limit: u64, timeout: Duration) -> Self {
        Self {
            status: response.status(),
            headers: std::mem::take(response.headers_mut()),
            body: body_of(response),
            limit,
            timeout,
        }
    }

    /// The status.
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// All headers.
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// Which of these media types the body is.
    pub fn media_type(&self, known: &[&str]) -> Option<usize> {
        media::find(content_type(&self.headers), known)
    }

    /// The status as a number.
    pub fn code(&self) -> u16 {
        self.status.as_u16()
    }

    fn with<T>(self, body: T) -> Response<T> {
        Response {
            status: self.status,
            headers: self.headers,
            body,
        }
    }

    /// The bytes, within limit and timeout, and the answer without them.
    async fn collect(mut self) -> Result<(Bytes, Response<()>), Failure> {
        let body = std::mem::take(&mut self.body);
        let result = timeout(self.timeout, body.collect(self.limit)).await;
        let head = self.with(());
        match result {
            None | Some(Err(BodyError::Timeout)) => Err(Failure::Timeout),
            Some(Err(error)) => Err(head.failure(Bytes::new(), "", error.to_string())),
            Some(Ok(bytes)) => Ok((bytes, head)),
        }
    }

    /// The body as JSON. Fails when it is not a value of the type, or not read to its end.
    pub fn json<T: DeserializeOwned + MaybeSend + 'static>(self) -> Reading<T> {
        Reading::new(async {
            let (bytes, head) = self.collect().await?;
            match json::decode(&bytes) {
                Ok(value) => Ok(head.map(|()| value)),
                Err(error) => Err(head.failure(bytes, &error.pointer, error.message)),
            }
        })
    }

    /// The body as a form. Fails as [`Reply::json`] does.
    pub fn form<T: DeserializeOwned + MaybeSend + 'static>(
        self,
        encoding: form::Encoding<'static>,
    ) -> Reading<T> {
        Reading::new(async move {
            let (bytes, head) = self.collect().await?;
            match form::decode(&String::from_utf8_lossy(&bytes), encoding) {
                Ok(value) => Ok(head.map(|()| value)),
                Err(error) => Err(head.failure(bytes, &error.pointer, error.message)),
            }
        })
    }

    /// The body as text. Fails when it is not read to its end.
    pub fn text(self) -> Reading<String> {
        Reading::new(async {
            let (bytes, head) = self.collect().await?;
            let text = media::text(content_type(&head.headers), &bytes);
            Ok(head.map(|()| text))
        })
    }

    /// The answer with what becomes of its body before any of it has arrived.
    fn begun<T: MaybeSend + 'static>(mut self, begin: impl FnOnce(Body) -> T) -> Reading<T> {
        let body = std::mem::take(&mut self.body);
        let response = self.with(begin(body));
        Reading::new(std::future::ready(Ok(response)))
    }

    /// The body as it comes.
    pub fn binary(self) -> Reading<Body> {
        let length = self.headers.get(header::CONTENT_LENGTH);
        let length = length.and_then(|value| value.to_str().ok()?.parse().ok());
        self.begun(|body| match length {
            Some(length) => body.with_length(length),
            None => body,
        })
    }

    /// The body as server-sent events of JSON. Faults of an event come with the event.
    pub fn events<T: DeserializeOwned + 'static>(self) -> Reading<Events<T>> {
        self.begun(Events::read)
    }

    /// The body as server-sent events of text. Faults of an event come with the event.
    pub fn text_events<T: DeserializeOwned + 'static>(self) -> Reading<Events<T>> {
        self.begun(Events::read_text)
    }

    /// The body as lines of JSON. Faults of a line come with the line.
    pub fn lines<T: DeserializeOwned + 'static>(self) -> Reading<Lines<T>> {
        self.begun(Lines::read)
    }

    /// No body. One that comes all the same is not read.
    pub fn empty(self) -> Reading<()> {
        self.begun(drop)
    }

    /// A status, or a media type, that the description does not have.
    pub fn undocumented<T: MaybeSend + 'static>(self) -> Reading<T> {
        Reading::new(async {
            let (bytes, head) = self.collect().await?;
            Err(Failure::Undocumented(Box::new(head.map(|()| bytes))))
        })
    }
}

impl<T> Response<T> {
    /// The head, and the value.
    pub(super) fn split(self) -> (Response<()>, T) {
        let Self {
            status,
            headers,
            body,
        } = self;
        let head = Response {
            status,
            headers,
            body: (),
        };
        (head, body)
    }
}

impl Response<()> {
    pub(super) fn failure(self, body: Bytes, pointer: &str, message: String) -> Failure {
        Failure::Decode(Box::new(DecodeFailure {
            status: self.status,
            content_type: content_type(&self.headers).to_owned(),
            body,
            pointer: pointer.to_owned(),
            message,
        }))
    }
}
