//! A call that was made, by its `operationId`, and what came of it: the one form for both clients, so that a test can
//! say the same about either. Bodies are kept as the JSON that the decoded, typed value writes: what the types lose on
//! the way shows as a difference from the document.

use std::fmt::Debug;

use serde::Serialize;
use serde_json::Value;

/// A call.
#[derive(Clone, Debug)]
pub struct Call {
    /// The `operationId`.
    pub operation: &'static str,
    /// What came of it.
    pub outcome: Outcome,
}

/// What came of a call.
#[derive(Clone, Debug)]
pub enum Outcome {
    /// A documented success, decoded.
    Answered {
        /// The status.
        status: u16,
        /// The decoded value, written again; null without a body.
        body: Value,
    },
    /// A documented error, decoded.
    Refused {
        /// The status.
        status: u16,
        /// The decoded error, printed for debugging.
        error: String,
    },
    /// Anything else.
    Failed(String),
}

impl Call {
    pub(crate) fn answered<T: Serialize>(operation: &'static str, status: u16, value: &T) -> Self {
        let outcome = match serde_json::to_value(value) {
            Ok(body) => Outcome::Answered { status, body },
            Err(error) => Outcome::Failed(error.to_string()),
        };
        Self { operation, outcome }
    }

    pub(crate) fn refused<E: Debug>(operation: &'static str, status: u16, error: &E) -> Self {
        let error = format!("{error:?}");
        let outcome = Outcome::Refused { status, error };
        Self { operation, outcome }
    }

    pub(crate) fn failed(operation: &'static str, error: &dyn Debug) -> Self {
        let outcome = Outcome::Failed(format!("{error:?}"));
        Self { operation, outcome }
    }
}
