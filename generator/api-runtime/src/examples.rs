//! Documented examples as responses. An example that is not a value of its type is a 501, as is one that is missing.

use http::StatusCode;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::body::Body;
use crate::json;
use crate::ndjson::Lines;
use crate::problem::Problem;
use crate::sse::Events;

/// An example of JSON.
///
/// # Errors
///
/// When it is not a value of the type.
pub fn parse<T: DeserializeOwned>(text: &str) -> Result<T, Problem> {
    json::decode(text.as_bytes()).map_err(|error| {
        let detail = format!("the documented example is not of its type: {error}");
        Problem::new(StatusCode::NOT_IMPLEMENTED).detail(detail)
    })
}

/// An example of lines of JSON.
///
/// # Errors
///
/// None yet: what is wrong with a line is found when it is sent.
pub fn lines<T: DeserializeOwned + Serialize + 'static>(text: &str) -> Result<Lines<T>, Problem> {
    Ok(Lines::read(Body::from(text.to_owned())))
}

/// An example of server-sent events.
///
/// # Errors
///
/// None yet: what is wrong with an event is found when it is sent.
pub fn events<T: DeserializeOwned + Serialize + 'static>(text: &str) -> Result<Events<T>, Problem> {
    Ok(Events::read(Body::from(text.to_owned())))
}

/// There is no example of this operation.
pub fn missing(operation: &str) -> Problem {
    Problem::new(StatusCode::NOT_IMPLEMENTED).detail(format!(
        "`{operation}` is not written yet and has no documented example"
    ))
}
