//! What a method knows about its caller besides the request.

use std::fmt;
use std::sync::Arc;

use http::request::Parts;

use crate::operation::Operation;

/// The caller and the raw request.
///
/// `P` is the API's principal where security is required, an `Option` of it where it is not, `()` where there is none.
#[derive(Clone)]
pub struct Context<P = ()> {
    /// What the first credential stands for.
    pub principal: P,
    /// What the others stand for, where an operation asks for several at once.
    pub others: Vec<P>,
    /// The operation.
    pub operation: &'static Operation,
    /// The request's head: headers, address, extensions.
    pub request: Arc<Parts>,
    /// The path parameters as they were sent.
    pub(crate) path: Arc<[(String, String)]>,
}

impl<P> Context<P> {
    /// A path parameter as it was sent, still percent-encoded.
    pub fn path_parameter(&self, name: &str) -> Option<&str> {
        let mut all = self.path_parameters();
        all.find_map(|(key, text)| (key == name).then_some(text))
    }

    /// All path parameters as they were sent, by name.
    pub fn path_parameters(&self) -> impl Iterator<Item = (&str, &str)> {
        let pairs = self.path.iter();
        pairs.map(|(name, text)| (name.as_str(), text.as_str()))
    }
}

/// Without the request, whose headers hold credentials.
impl<P: fmt::Debug> fmt::Debug for Context<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Context")
            .field("operation", &self.operation.id)
            .field("principal", &self.principal)
            .field("others", &self.others)
            .finish_non_exhaustive()
    }
}
