//! What a check says.

use api_model::source::Place;

/// Whether a check applied, and what it found.
#[derive(Debug, Clone)]
pub(crate) enum Verdict {
    /// It has nothing to say about this exchange.
    NotApplicable,
    /// The answer keeps to the document.
    Passed,
    /// It does not.
    Failed(Vec<Finding>),
}

impl Verdict {
    /// Passed unless something was found.
    pub(crate) fn of(findings: Vec<Finding>) -> Self {
        if findings.is_empty() {
            Verdict::Passed
        } else {
            Verdict::Failed(findings)
        }
    }

    /// Failed with one finding.
    pub(crate) fn failed(finding: Finding) -> Self {
        Verdict::Failed(vec![finding])
    }
}

/// One way in which an answer departs from the document.
#[derive(Debug, Clone)]
pub(crate) struct Finding {
    /// What is wrong: a lower-case fragment.
    pub(crate) message: String,
    /// The message without what differs from request to request: findings that share it have one
    /// cause.
    pub(crate) cause: String,
    /// What the document asks for.
    pub(crate) expected: String,
    /// What came.
    pub(crate) actual: String,
    /// Where in the body, as a JSON pointer.
    pub(crate) pointer: Option<String>,
    /// Where the document says so.
    pub(crate) place: Place,
}

impl Finding {
    /// A finding whose message is its cause.
    pub(crate) fn new(
        place: Place,
        message: impl Into<String>,
        expected: impl Into<String>,
        actual: impl Into<String>,
    ) -> Self {
        let message = message.into();
        Finding {
            cause: message.clone(),
            message,
            expected: expected.into(),
            actual: actual.into(),
            pointer: None,
            place,
        }
    }

    /// With a cause of its own.
    pub(crate) fn cause(mut self, cause: impl Into<String>) -> Self {
        self.cause = cause.into();
        self
    }

    /// With a place in the body; findings at different indices of a list share a cause.
    pub(crate) fn pointer(mut self, pointer: &str) -> Self {
        self.cause = format!("{} {}", without_indices(pointer), self.cause);
        self.pointer = Some(pointer.to_owned());
        self
    }
}

/// `/items/3/name` as `/items/*/name`.
fn without_indices(pointer: &str) -> String {
    let index = |token: &str| !token.is_empty() && token.bytes().all(|byte| byte.is_ascii_digit());
    let tokens = pointer
        .split('/')
        .map(|token| if index(token) { "*" } else { token });
    tokens.collect::<Vec<_>>().join("/")
}
