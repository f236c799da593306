//! The client core: one call, from its parts to a typed answer.
//!
//! Generated methods make a [`Call`], add parameters and a body, send it, and match the status of the [`Reply`].

mod call;
mod core;
mod credential_error;
mod error;
mod options;
mod reply;
mod retry;
mod send;

pub use call::Call;
pub use core::ClientCore;
pub use credential_error::CredentialError;
pub use error::{BuildError, DecodeFailure, Error, Failure, TransportError};
pub use options::{Exchange, Options};
pub use reply::{Reply, Response};
pub use retry::Retry;

pub use reqwest;
