//! A request before it is spelled: values by parameter, a value as body. Makers of cases copy a
//! draft and change one thing.

use api_model::api::Method;
use bytes::Bytes;
use serde_json::Value;

/// A request in terms of the model.
#[derive(Debug, Clone)]
pub(super) struct Draft {
    /// The method, usually the operation's.
    pub(super) method: Method,
    /// Values by index of the parameter in its operation, in that order.
    pub(super) parameters: Vec<(usize, Value)>,
    /// The body.
    pub(super) body: Option<DraftBody>,
    /// What to ask for in `Accept`.
    pub(super) accept: String,
    /// Which credentials go along.
    pub(super) credentials: Presented,
}

/// Which credentials a request carries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Presented {
    /// Those of one alternative of the operation's security.
    Usual,
    /// None.
    Absent,
    /// Invented ones though real ones are known.
    Invented,
}

/// A body before it is bytes.
#[derive(Debug, Clone)]
pub(super) struct DraftBody {
    /// Index in the request body's content; absent for a media type that is not declared.
    pub(super) media: Option<usize>,
    /// The `Content-Type` to send.
    pub(super) content_type: String,
    /// What it holds.
    pub(super) content: DraftContent,
}

/// What a body holds.
#[derive(Debug, Clone)]
pub(super) enum DraftContent {
    /// A value to be written in the body's media type.
    Value(Value),
    /// Bytes that are sent as they are.
    Bytes(Bytes),
}

impl Draft {
    /// The value of a parameter.
    pub(super) fn parameter(&self, index: usize) -> Option<&Value> {
        self.parameters
            .iter()
            .find(|(at, _)| *at == index)
            .map(|(_, value)| value)
    }

    /// A copy in which a parameter has another value.
    pub(super) fn with_parameter(&self, index: usize, value: Value) -> Draft {
        let mut draft = self.without_parameter(index);
        let at = draft
            .parameters
            .partition_point(|(other, _)| *other < index);
        draft.parameters.insert(at, (index, value));
        draft
    }

    /// A copy without a parameter.
    pub(super) fn without_parameter(&self, index: usize) -> Draft {
        let mut draft = self.clone();
        draft.parameters.retain(|(at, _)| *at != index);
        draft
    }

    /// A copy with another body.
    pub(super) fn with_body(&self, body: Option<DraftBody>) -> Draft {
        Draft {
            body,
            ..self.clone()
        }
    }

    /// The body's value, if it is one.
    pub(super) fn body_value(&self) -> Option<&Value> {
        match &self.body.as_ref()?.content {
            DraftContent::Value(value) => Some(value),
            DraftContent::Bytes(_) => None,
        }
    }
}
