//! What a method knows about its caller besides the request.

use std::sync::Arc;

use http::request::Parts;

use crate::operation::Operation;

/// The caller and the raw request.
///
/// `P` is the API's principal where security is required, an `Option` of it where it is not, `()` where there is none.
#[derive(Clone, Debug)]
pub struct Context<P> {
    /// What the first credential stands for.
    pub principal: P,
    /// What the others stand for, where an operation asks for several at once.
    pub others: Vec<P>,
    /// The operation.
    pub operation: &'static Operation,
    /// The request's head: headers, address, extensions.
    pub request: Arc<Parts>,
}
