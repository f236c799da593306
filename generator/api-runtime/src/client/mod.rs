//! The client core: one call, from its parts to a typed answer.
//!
//! Generated methods give a [`Call`] with its parameters and body. What it is read as is the call's type: the body of
//! a success alone, or an enum of ways to succeed ([`ReadSuccess`]), and an enum of documented errors ([`ReadError`]).

#[cfg(all(feature = "blocking", not(target_family = "wasm")))]
pub mod blocking;
mod call;
mod clock;
mod core;
mod credential_error;
mod credentials;
mod error;
mod grant;
mod options;
mod pages;
mod reading;
mod reply;
mod request;
mod retry;
mod send;
mod token;

pub use call::Call;
pub use core::ClientCore;
pub use credential_error::{CredentialError, TokenError};
pub use error::{BuildError, DecodeFailure, Error, Failure, TransportError};
pub use grant::Grant;
pub use options::{Exchange, Options};
pub use pages::Items;
pub use reading::{ReadError, ReadSuccess, Reading};
pub use reply::{Reply, Response};
pub use retry::Retry;
pub use token::{BoxFuture, Token, TokenRequest, TokenSource};

pub use reqwest;
/// The HTTP client below, for one with proxies or certificates of its own.
pub use reqwest::Client as HttpClient;
