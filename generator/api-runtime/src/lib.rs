//! What generated clients and server stubs need at run time.
//!
//! Generated code says what an API description says and calls this crate for everything that is the same for every
//! API: parameter styles, media types, streams, credentials, retries, refusals. The crate knows no OpenAPI document;
//! what it must know of one comes as data ([`operation`]).
//!
//! Features: `client` (over reqwest; also on `wasm32-unknown-unknown`, there without timeouts while a body is read and
//! without retries), `rustls` (HTTPS for it), `blocking` (calls that wait), `server` (a `tower_service::Service`),
//! `hyper` (an accept loop).

pub mod operation;

pub mod style;

pub mod formats;
mod integer_enum;
pub mod mixed_enum;
pub mod nullable;
mod string_enum;
pub mod tagged;
pub mod tuple;
pub mod untagged;

pub mod check;
mod format;
mod pattern;

pub mod body;
pub mod form;
pub mod headers;
pub mod json;
pub mod media;
pub mod multipart;
pub mod ndjson;
pub mod sse;
pub mod stream;

pub mod expression;
pub mod problem;
pub mod security;

#[cfg(feature = "client")]
pub mod client;
#[cfg(feature = "server")]
pub mod examples;
#[cfg(feature = "server")]
pub mod server;

pub use {bytes, chrono, http, serde, serde_json, uuid};

/// A map from any property name, in the order it was read.
pub type Map<T> = indexmap::IndexMap<String, T>;

/// A value could not be made; why has already been recorded as a violation or refusal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Invalid(());

impl Invalid {
    pub(crate) fn recorded() -> Self {
        Self(())
    }
}
