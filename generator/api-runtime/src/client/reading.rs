//! An answer on its way from bytes to a value.

use std::convert::Infallible;
use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};

use http::StatusCode;
use serde::de::value::Error as Unfit;
use serde::de::{DeserializeOwned, IntoDeserializer};

use super::{BuildError, Failure, Reply, Response};
use crate::body::Body;
use crate::headers::WithHeaders;
use crate::ndjson::Lines;
use crate::operation::Content;
use crate::sse::Events;
use crate::stream::MaybeSend;

/// What a [`Reading`] comes to.
type Outcome<T> = Result<Response<T>, Failure>;

#[cfg(not(target_family = "wasm"))]
pub(super) type BoxFuture<T> = Pin<Box<dyn Future<Output = T> + Send>>;
#[cfg(target_family = "wasm")]
pub(super) type BoxFuture<T> = Pin<Box<dyn Future<Output = T>>>;

/// A value being read from an answer; a future.
///
/// It is boxed, so that the code that says what to read is no `async` code: there may be thousands of such places.
#[must_use = "nothing is read until this is awaited"]
pub struct Reading<T>(BoxFuture<Outcome<T>>);

impl<T: MaybeSend + 'static> Reading<T> {
    pub(super) fn new(future: impl Future<Output = Outcome<T>> + MaybeSend + 'static) -> Self {
        Self(Box::pin(future))
    }

    /// Turns the value into another.
    pub fn map<U: MaybeSend + 'static>(
        self,
        change: impl FnOnce(T) -> U + MaybeSend + 'static,
    ) -> Reading<U> {
        Reading::new(async { Ok(self.await?.map(change)) })
    }

    /// Turns the value and the answer's status into another.
    pub fn map_status<U: MaybeSend + 'static>(
        self,
        change: impl FnOnce(StatusCode, T) -> U + MaybeSend + 'static,
    ) -> Reading<U> {
        Reading::new(async {
            let response = self.await?;
            let status = response.status();
            Ok(response.map(|value| change(status, value)))
        })
    }

    /// Reads the declared headers as well.
    pub fn with_headers<H: DeserializeOwned + MaybeSend + 'static>(
        self,
    ) -> Reading<WithHeaders<T, H>> {
        Reading::new(async { self.await?.with_headers() })
    }
}

impl<T> Future for Reading<T> {
    type Output = Outcome<T>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        self.0.as_mut().poll(cx)
    }
}

impl<T> fmt::Debug for Reading<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Reading")
    }
}

/// What the answer of a call that succeeds can be read as.
///
/// Any value that serde reads; bytes and streams; any of them with its headers; and the enums that generated code
/// declares for operations that succeed in several ways.
pub trait ReadSuccess: Sized {
    /// Reads an answer whose body is written like this.
    fn read(reply: Reply, content: Content) -> Reading<Self>;
}

impl<T: DeserializeOwned + MaybeSend + 'static> ReadSuccess for T {
    fn read(reply: Reply, content: Content) -> Reading<Self> {
        match content {
            Content::Json => reply.json(),
            Content::Form(encoding) => reply.form(encoding),
            Content::Text => Reading::new(async {
                let response = reply.text().await?;
                response.try_map(|text| T::deserialize(text.into_deserializer()))
            }),
            Content::Empty => Reading::new(async {
                let response = reply.empty().await?;
                response.try_map(|()| T::deserialize(().into_deserializer()))
            }),
            Content::Binary | Content::Lines | Content::Events | Content::TextEvents => {
                Reading::new(std::future::ready(Err(not_a_value())))
            }
        }
    }
}

/// Only a call that was not generated can ask for this.
fn not_a_value() -> Failure {
    Failure::Build(BuildError::new("a stream cannot be read as one value"))
}

impl ReadSuccess for Body {
    fn read(reply: Reply, _: Content) -> Reading<Self> {
        reply.binary()
    }
}

impl<T: DeserializeOwned + MaybeSend + 'static> ReadSuccess for Lines<T> {
    fn read(reply: Reply, _: Content) -> Reading<Self> {
        reply.lines()
    }
}

impl<T: DeserializeOwned + MaybeSend + 'static> ReadSuccess for Events<T> {
    fn read(reply: Reply, content: Content) -> Reading<Self> {
        match content {
            Content::TextEvents => reply.text_events(),
            _ => reply.events(),
        }
    }
}

impl<T, H> ReadSuccess for WithHeaders<T, H>
where
    T: ReadSuccess + MaybeSend + 'static,
    H: DeserializeOwned + MaybeSend + 'static,
{
    fn read(reply: Reply, content: Content) -> Reading<Self> {
        T::read(reply, content).with_headers()
    }
}

/// The documented errors of a call.
pub trait ReadError: Sized {
    /// Reads an answer that is no success.
    fn read(reply: Reply) -> Reading<Self>;
}

/// No error is documented.
impl ReadError for Infallible {
    fn read(reply: Reply) -> Reading<Self> {
        reply.undocumented()
    }
}

impl<T> Response<T> {
    /// Turns the value into another, if it can.
    fn try_map<U>(self, change: impl FnOnce(T) -> Result<U, Unfit>) -> Outcome<U> {
        let (head, body) = self.split();
        match change(body) {
            Ok(value) => Ok(head.map(|()| value)),
            Err(error) => Err(head.failure(bytes::Bytes::new(), "", error.to_string())),
        }
    }
}
