//! Several operations at one address, as providers of webhooks send them: what a request is of stands in a header or
//! in its body.

use std::sync::Arc;

use bytes::Bytes;
use http::Request;
use http::request::Parts;

use super::Refusal;
use super::builder::Handler;
use crate::body::{Body, BodyError};
use crate::operation::Operation;

/// Tells of which operation a request is.
pub(super) type Choose = Arc<dyn Fn(&Parts, &[u8]) -> Option<&'static Operation> + Send + Sync>;

/// What arrives at one address: who tells it apart, and who answers.
pub(super) type Inbox = (Choose, Vec<(&'static Operation, Handler)>);

/// Finds the operation of a request, whose body is in memory afterwards.
pub(super) async fn choose(
    inbox: &Inbox,
    request: Request<Body>,
    limit: u64,
) -> Result<(&'static Operation, Handler, Request<Body>), Refusal> {
    let (head, body) = request.into_parts();
    let bytes: Bytes = body.collect(limit).await.map_err(refusal)?;
    let (choose, all) = inbox;
    let chosen = choose(&head, &bytes).ok_or(Refusal::NoSuchPath)?;
    let found = all
        .iter()
        .find(|(operation, _)| std::ptr::eq(*operation, chosen));
    let (operation, handler) = found.ok_or(Refusal::NoSuchPath)?;
    let request = Request::from_parts(head, Body::from(bytes));
    Ok((*operation, handler.clone(), request))
}

/// Why a body could not be read, as the caller is told.
pub(super) fn refusal(error: BodyError) -> Refusal {
    match error {
        BodyError::TooLarge(limit) => Refusal::PayloadTooLarge { limit },
        BodyError::Broken(message) => Refusal::BrokenBody { message },
        BodyError::Timeout => Refusal::BrokenBody {
            message: error.to_string(),
        },
    }
}
