//! The first stage: from the model to requests, each with what it is meant to show.
//!
//! Cases are made operation by operation and in a fixed order: the same model, options and seed
//! give the same requests. Nothing here sends anything.

mod broken;
mod credential;
mod draft;
mod examples;
mod form;
mod planner;
mod protocol;
mod spell;
mod valid;
mod values;
mod vary;
mod wire;

#[cfg(test)]
mod tests;

pub(crate) use credential::{key_names, secrets};
pub(crate) use planner::{Plan, Planner};
pub(crate) use spell::style_of;
pub(crate) use wire::readings_of_raw;

use api_model::api::{Method, OperationId};
use api_model::source::Place;
use bytes::Bytes;

/// One question to the target.
#[derive(Debug, Clone)]
pub(crate) struct Case {
    /// The operation it exercises.
    pub(crate) operation: OperationId,
    /// Its number within the operation, from 0.
    pub(crate) number: usize,
    /// What it is, for people: `everything`, ``without the required query parameter `page` ``.
    pub(crate) title: String,
    /// What it is meant to show.
    pub(crate) intent: Intent,
    /// A request whose answer the checks compare with; sent first.
    pub(crate) before: Option<Request>,
    /// The request.
    pub(crate) request: Request,
}

/// What a case is meant to show.
#[derive(Debug, Clone)]
pub(crate) enum Intent {
    /// The request follows the document.
    Valid,
    /// Nobody can say whether it follows the document: no valid value was found for a part of it.
    Unsure {
        /// Whether the answer is surely one of the operation's own.
        own: bool,
    },
    /// It follows the document but for one fault.
    Broken {
        /// The rule it breaks: a keyword, or a name such as `missing-body`.
        rule: &'static str,
        /// Where the rule stands.
        place: Place,
        /// Where the fault is: a parameter, or a JSON pointer into the body.
        fault: String,
    },
    /// It follows the document but for credentials.
    Unauthenticated,
    /// Its method has no operation at the path.
    UnsupportedMethod {
        /// The methods that have.
        declared: Vec<Method>,
    },
    /// HEAD, to be compared with the GET sent before.
    Head,
}

impl Intent {
    /// One word for machines.
    pub(crate) fn name(&self) -> &'static str {
        match self {
            Intent::Valid => "valid",
            Intent::Unsure { .. } => "unsure",
            Intent::Broken { .. } => "broken",
            Intent::Unauthenticated => "unauthenticated",
            Intent::UnsupportedMethod { .. } => "unsupported-method",
            Intent::Head => "head",
        }
    }
}

/// A request as it goes out; path and query are percent-encoded and follow the target's base.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Request {
    /// The method.
    pub(crate) method: Method,
    /// Path and query.
    pub(crate) path: String,
    /// Headers in the order they are sent, `Content-Type` among them.
    pub(crate) headers: Vec<(String, String)>,
    /// The body.
    pub(crate) body: Option<Bytes>,
}

/// Something about the document that kept a case from being made.
#[derive(Debug, Clone)]
pub(crate) struct Obstacle {
    /// Where.
    pub(crate) place: Place,
    /// What.
    pub(crate) message: String,
}
