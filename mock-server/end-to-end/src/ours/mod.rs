//! Every operation, called through our generated clients. A list an API; the lists are hand-written, and the tests
//! hold them against the documents.

pub(crate) mod devo;
pub(crate) mod exolink;
pub(crate) mod links;

pub use devo::call_devo;
pub use exolink::call_exolink;
pub use links::call_links;

use std::fmt::Debug;

use api_runtime::client::{Error, Response};
use api_runtime::headers::WithHeaders;
use serde::Serialize;

use crate::Call;

fn call<T: Serialize, E: Debug>(
    operation: &'static str,
    result: Result<Response<T>, Error<E>>,
) -> Call {
    match result {
        Ok(response) => Call::answered(operation, response.status().as_u16(), &*response),
        Err(Error::Api(response)) => {
            Call::refused(operation, response.status().as_u16(), &**response)
        }
        Err(error) => Call::failed(operation, &error),
    }
}

/// A call of an operation with declared headers. They are part of the answer: one that the document requires was
/// decoded, or there would be none.
fn call_with_headers<T: Serialize, H, E: Debug>(
    operation: &'static str,
    result: Result<Response<WithHeaders<T, H>>, Error<E>>,
) -> Call {
    call(
        operation,
        result.map(|response| response.map(|answer| answer.body)),
    )
}
