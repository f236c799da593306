//! A call: a request, and what its answer is read as.

use std::convert::Infallible;
use std::fmt;
use std::marker::PhantomData;

use bytes::Bytes;
use serde::Serialize;

use super::request::Request;
use super::{ClientCore, Error, Options, ReadError, ReadSuccess, Response};
use crate::body::Body;
use crate::form;
use crate::multipart::{Form, Multipart};
use crate::operation::Operation;
use crate::style::Style;

/// A call of one operation that gives a `T`, or `E` where the API answers with a documented error.
///
/// What the description does not know can be added as well: a header, a query parameter of another version.
#[must_use = "a call does nothing until it is sent"]
pub struct Call<T, E = Infallible> {
    pub(super) request: Request,
    answer: PhantomData<fn() -> (T, E)>,
}

impl<T, E> Call<T, E> {
    pub(super) fn new(core: ClientCore, operation: &'static Operation) -> Self {
        Self::of(Request::new(core, operation))
    }

    pub(super) fn of(request: Request) -> Self {
        Self {
            request,
            answer: PhantomData,
        }
    }

    pub(super) fn to(mut self, address: &str) -> Self {
        self.request.address = Some(address.to_owned());
        self
    }

    /// Fills in a path parameter.
    pub fn path<V: Serialize + ?Sized>(self, name: &str, value: &V) -> Self {
        self.path_as(Style::SIMPLE, name, value)
    }

    /// Fills in a path parameter of another style than `simple`.
    pub fn path_as<V: Serialize + ?Sized>(mut self, style: Style, name: &str, value: &V) -> Self {
        self.request.path(name, style, value);
        self
    }

    /// Adds a query parameter.
    pub fn query<V: Serialize + ?Sized>(self, name: &str, value: &V) -> Self {
        self.query_as(Style::FORM, name, value)
    }

    /// Adds a query parameter of another style than `form`.
    pub fn query_as<V: Serialize + ?Sized>(mut self, style: Style, name: &str, value: &V) -> Self {
        self.request.query(name, style, value);
        self
    }

    /// Adds a header.
    pub fn header<V: Serialize + ?Sized>(self, name: &str, value: &V) -> Self {
        self.header_as(Style::SIMPLE, name, value)
    }

    /// Adds a header of another style than `simple`.
    pub fn header_as<V: Serialize + ?Sized>(mut self, style: Style, name: &str, value: &V) -> Self {
        self.request.header(name, style, value);
        self
    }

    /// Adds a cookie.
    pub fn cookie<V: Serialize + ?Sized>(self, name: &str, value: &V) -> Self {
        self.cookie_as(Style::FORM, name, value)
    }

    /// Adds a cookie of another style than `form`.
    pub fn cookie_as<V: Serialize + ?Sized>(mut self, style: Style, name: &str, value: &V) -> Self {
        self.request.cookie(name, style, value);
        self
    }

    /// Asks for one media type instead of all that are documented.
    pub fn accept(mut self, media_type: &str) -> Self {
        self.request.accept(media_type);
        self
    }

    /// Sets the body: `application/json`.
    pub fn json<B: Serialize + ?Sized>(self, body: &B) -> Self {
        self.json_as("application/json", body)
    }

    /// Sets the body: JSON of another name, such as `application/merge-patch+json`.
    pub fn json_as<B: Serialize + ?Sized>(mut self, media_type: &str, body: &B) -> Self {
        match serde_json::to_vec(body) {
            Ok(text) => self.request.body(media_type, text.into()),
            Err(error) => self.request.fail("the body", error),
        }
        self
    }

    /// Sets the body: `application/x-www-form-urlencoded`.
    pub fn form<B: Serialize + ?Sized>(mut self, body: &B, encoding: form::Encoding<'_>) -> Self {
        match form::encode(body, encoding) {
            Ok(text) => self.request.body(form::MEDIA_TYPE, text.into()),
            Err(error) => self.request.fail("the body", error),
        }
        self
    }

    /// Sets the body: parts.
    pub fn multipart<B: Multipart>(mut self, media_type: &str, body: B) -> Self {
        let mut form = Form::new();
        body.write(&mut form);
        match form.into_body(media_type) {
            Ok((content_type, body)) => self.request.body(&content_type, body),
            Err(error) => self.request.fail("the body", error),
        }
        self
    }

    /// Sets the body: text, in UTF-8.
    pub fn text(mut self, media_type: &str, body: &str) -> Self {
        let charset = match media_type.contains("charset") {
            true => "",
            false => "; charset=utf-8",
        };
        let media_type = format!("{media_type}{charset}");
        let body = Bytes::copy_from_slice(body.as_bytes());
        self.request.body(&media_type, body.into());
        self
    }

    /// Sets the body: bytes.
    pub fn binary(mut self, media_type: &str, body: impl Into<Body>) -> Self {
        self.request.body(media_type, body.into());
        self
    }

    /// Changes options for this call alone: timeouts, retries, headers, hooks, credentials.
    pub fn with(mut self, change: impl FnOnce(&mut Options)) -> Self {
        self.request.core = self.request.core.with(change);
        self
    }
}

impl<T: ReadSuccess, E: ReadError> Call<T, E> {
    /// Sends the call.
    ///
    /// # Errors
    ///
    /// [`Error::Api`] when the API answers with a documented error; the others say what else went wrong.
    pub async fn send(self) -> Result<Response<T>, Error<E>> {
        let operation = self.request.operation;
        let reply = self.request.send().await?;
        match operation.success(reply.status()) {
            Some(content) => Ok(T::read(reply, content).await?),
            None => Err(Error::Api(Box::new(E::read(reply).await?))),
        }
    }
}

impl<T, E> fmt::Debug for Call<T, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Call")
            .field("operation", &self.request.operation.id)
            .field("path", &self.request.path)
            .finish_non_exhaustive()
    }
}

/// Declares a call with methods of its own: what an operation with optional parameters gives.
///
/// ```
/// use api_runtime::client::Call;
///
/// api_runtime::own_call! {
///     /// A call of `listUsers`.
///     pub struct ListUsersCall(Call<Vec<String>>);
/// }
///
/// impl ListUsersCall {
///     /// How many users at most.
///     pub fn limit(self, limit: u32) -> Self {
///         Self(self.0.query("limit", &limit))
///     }
/// }
/// ```
#[macro_export]
macro_rules! own_call {
    ($(#[$meta:meta])* pub struct $name:ident(Call<$success:ty $(, $error:ty)? $(,)?> $(,)?);) => {
        $(#[$meta])*
        #[derive(Debug)]
        #[must_use = "a call does nothing until it is sent"]
        pub struct $name($crate::client::Call<$success $(, $error)?>);

        impl $name {
            /// Changes options for this call alone: timeouts, retries, headers, hooks, credentials.
            pub fn with(self, change: impl ::std::ops::FnOnce(&mut $crate::client::Options)) -> Self {
                Self(self.0.with(change))
            }

            /// Sends the call.
            ///
            /// # Errors
            ///
            /// [`Error::Api`]($crate::client::Error::Api) when the API answers with a documented error; the others
            /// say what else went wrong.
            pub async fn send(
                self,
            ) -> ::std::result::Result<
                $crate::client::Response<$success>,
                $crate::client::Error<$($error)?>,
            > {
                self.0.send().await
            }

            $crate::own_call_blocking!($success, $crate::client::Error<$($error)?>);
        }
    };
}

/// Without the feature `blocking`, a call has no method that waits.
#[cfg(not(all(feature = "blocking", not(target_family = "wasm"))))]
#[doc(hidden)]
#[macro_export]
macro_rules! own_call_blocking {
    ($success:ty, $failure:ty) => {};
}
