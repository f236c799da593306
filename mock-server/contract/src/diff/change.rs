//! A change as data: which rule, how bad, where in both documents, and whom it touches.

use api_model::source::Location;

/// How bad a change is for those who use the API as the old document describes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// What was right before stays right.
    Compatible,
    /// Right by the letter, yet some callers will notice: an optional property that is gone, a
    /// new value of an enumeration in an answer.
    Caution,
    /// A caller, or a server, that follows the old document is wrong by the new one.
    Breaking,
}

impl Level {
    /// The word in reports.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Level::Compatible => "compatible",
            Level::Caution => "caution",
            Level::Breaking => "breaking",
        }
    }
}

/// Which half of an exchange a change concerns.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Side {
    /// The operation as a whole: its presence, address, security.
    Operation,
    /// What callers send.
    Request,
    /// What callers receive.
    Response,
}

impl Side {
    /// The word in reports.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Side::Operation => "operation",
            Side::Request => "request",
            Side::Response => "response",
        }
    }
}

/// One change. A schema that many operations share changes once: [`Change::occurrences`] says
/// where it is felt.
#[derive(Debug, Clone)]
pub struct Change {
    /// The rule that saw it; stable, kebab-case.
    pub rule: &'static str,
    /// How bad it is.
    pub level: Level,
    /// Which half of the exchange.
    pub side: Side,
    /// What changed: a sentence without its final stop.
    pub message: String,
    /// Where the old document says it; absent for what is new.
    pub old: Option<Location>,
    /// Where the new document says it; absent for what is gone.
    pub new: Option<Location>,
    /// The operations that feel it, in document order.
    pub occurrences: Vec<Occurrence>,
}

/// A place in the API, rather than in a text, where a change is felt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Occurrence {
    /// Method and path, or the name of a webhook or callback.
    pub operation: String,
    /// The `operationId`, of the new document where it has the operation.
    pub operation_id: Option<String>,
    /// The part of the exchange and the JSON pointer within: `response 200 application/json /id`.
    /// Empty for the operation as a whole.
    pub part: String,
}
