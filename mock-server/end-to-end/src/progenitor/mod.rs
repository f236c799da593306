//! Every operation, called through progenitor's clients, which take credentials as headers of the `reqwest::Client`
//! they are given.

mod devo;
mod exolink;
mod links;

pub use devo::call_devo;
pub use exolink::call_exolink;
pub use links::call_links;

// The same types in all three crates: they are progenitor's own.
use ::links::progenitor::{Error, ResponseValue};
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use serde::Serialize;
use std::fmt::Debug;

use crate::Call;

/// An HTTP client that sends these headers with every request.
///
/// # Panics
///
/// When one is no header.
pub fn http_client(headers: &[(&'static str, &str)]) -> reqwest::Client {
    let headers = headers.iter().map(|&(name, value)| {
        let value = HeaderValue::try_from(value);
        let value = value.unwrap_or_else(|error| panic!("{name}: {error}"));
        (HeaderName::from_static(name), value)
    });
    let headers: HeaderMap = headers.collect();
    let client = reqwest::Client::builder().default_headers(headers).build();
    client.unwrap_or_else(|error| panic!("{error}"))
}

fn call<T: Serialize, E: Debug>(
    operation: &'static str,
    result: Result<ResponseValue<T>, Error<E>>,
) -> Call {
    match result {
        Ok(response) => Call::answered(operation, response.status().as_u16(), &*response),
        Err(Error::ErrorResponse(response)) => {
            Call::refused(operation, response.status().as_u16(), &*response)
        }
        Err(error) => Call::failed(operation, &error),
    }
}
