//! Refusals: every way in which a request can be turned away, as one enum.
//!
//! `problem` gives each its words; `own_error` dresses it in the error response that the
//! operation declares. Both are used in one place, [`render`].

mod curl;
mod own_error;
mod problem;

use crate::body::Answers;
use crate::decode::coding::READ;
use crate::fault::Fault;
use crate::message::{Answer, Chosen, Delivery, Incoming, Note};
use crate::negotiate::Offers;
use crate::text::header_text;
use api_model::api::{Api, Operation, StatusKey};
use http::header::{ACCEPT_ENCODING, ALLOW, CONTENT_RANGE, CONTENT_TYPE, WWW_AUTHENTICATE};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use std::sync::Arc;

/// The header that carries the problem in short, also beside an error body of the document's own.
pub(crate) const PROBLEM_HEADER: HeaderName = HeaderName::from_static("x-mock-problem");

/// Most characters of [`PROBLEM_HEADER`].
const PROBLEM_LENGTH: usize = 800;

/// Why a request is turned away.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// The path cannot be read.
    MalformedPath { message: String },
    /// No template matches the path.
    NotFound {
        /// The template that comes nearest.
        nearest: Option<String>,
    },
    /// The path has no operation for the method.
    MethodNotAllowed {
        method: String,
        template: String,
        allow: HeaderValue,
    },
    /// A credential is missing, malformed or not a good one.
    Unauthorized {
        challenges: Vec<HeaderValue>,
        faults: Vec<Fault>,
    },
    /// A token is good but not for this.
    Forbidden {
        challenges: Vec<HeaderValue>,
        faults: Vec<Fault>,
    },
    /// The body is larger than this server reads.
    TooLarge { limit: usize },
    /// The body is of a media type that the operation does not take.
    UnsupportedMediaType {
        found: Option<String>,
        accepted: Vec<String>,
    },
    /// The body is compressed or otherwise encoded (RFC 9110 section 8.4).
    UnsupportedEncoding { found: String },
    /// Values that cannot be read, are missing, or break a rule.
    Invalid { faults: Vec<Fault> },
    /// No media type of the response is welcome.
    NotAcceptable {
        accept: String,
        offered: Vec<String>,
    },
    /// A value in `Prefer` makes no sense.
    BadPreference {
        name: String,
        value: String,
        expected: &'static str,
    },
    /// `Prefer: code=` names a status that the operation does not declare.
    UnknownCode { code: u16, available: Vec<String> },
    /// `Prefer: example=` names an example that there is not.
    UnknownExample {
        name: String,
        available: Vec<String>,
    },
    /// What the path names is not there: it was deleted, or never was.
    Missing { noun: String, key: String },
    /// What is to be created is there already.
    Taken { noun: String, key: String },
    /// A rule says no.
    Ruled { status: u16, message: String },
    /// A state that is to be loaded cannot be read.
    BadState { message: String },
    /// `If-Match` names another version than the one that is there.
    PreconditionFailed {
        /// The one that is there, if any.
        tag: Option<HeaderValue>,
    },
    /// Nothing of the range that is asked for is there.
    RangeNotSatisfiable { length: usize },
    /// The body did not arrive in time. Only the edge can know.
    Timeout,
    /// This program is at fault.
    Internal,
}

/// What rendering looks things up in.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Context<'a> {
    pub(crate) api: &'a Api,
    pub(crate) offers: &'a Offers,
    pub(crate) answers: &'a Answers,
}

impl Refusal {
    /// The status, which may depend on what the operation declares.
    pub(crate) fn status(&self, operation: Option<&Operation>) -> StatusCode {
        match self {
            Refusal::MalformedPath { .. }
            | Refusal::BadPreference { .. }
            | Refusal::UnknownCode { .. }
            | Refusal::UnknownExample { .. }
            | Refusal::BadState { .. } => StatusCode::BAD_REQUEST,
            Refusal::Ruled { status, .. } => {
                StatusCode::from_u16(*status).unwrap_or(StatusCode::BAD_REQUEST)
            }
            Refusal::Taken { .. } => StatusCode::CONFLICT,
            Refusal::NotFound { .. } | Refusal::Missing { .. } => StatusCode::NOT_FOUND,
            Refusal::MethodNotAllowed { .. } => StatusCode::METHOD_NOT_ALLOWED,
            Refusal::Unauthorized { .. } => StatusCode::UNAUTHORIZED,
            Refusal::Forbidden { .. } => StatusCode::FORBIDDEN,
            Refusal::TooLarge { .. } => StatusCode::PAYLOAD_TOO_LARGE,
            Refusal::UnsupportedMediaType { .. } | Refusal::UnsupportedEncoding { .. } => {
                StatusCode::UNSUPPORTED_MEDIA_TYPE
            }
            Refusal::Invalid { faults } => invalid_status(faults, operation),
            Refusal::NotAcceptable { .. } => StatusCode::NOT_ACCEPTABLE,
            Refusal::PreconditionFailed { .. } => StatusCode::PRECONDITION_FAILED,
            Refusal::RangeNotSatisfiable { .. } => StatusCode::RANGE_NOT_SATISFIABLE,
            Refusal::Timeout => StatusCode::REQUEST_TIMEOUT,
            Refusal::Internal => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    fn faults(&self) -> &[Fault] {
        match self {
            Refusal::Invalid { faults }
            | Refusal::Unauthorized { faults, .. }
            | Refusal::Forbidden { faults, .. } => faults,
            _ => &[],
        }
    }

    /// Whether the request spoke to the mock and not to the API, so that only the mock can answer.
    fn is_about_the_mock(&self) -> bool {
        matches!(
            self,
            Refusal::BadPreference { .. }
                | Refusal::UnknownCode { .. }
                | Refusal::UnknownExample { .. }
                | Refusal::Internal
        )
    }
}

/// 400 for what cannot be read. For what can be read and breaks a rule, 422 where the document
/// declares that and not 400.
fn invalid_status(faults: &[Fault], operation: Option<&Operation>) -> StatusCode {
    let declares = |code: u16| {
        operation.is_some_and(|operation| {
            let mut keys = operation.responses.iter().map(|(key, _)| *key);
            keys.any(|key| key == StatusKey::Code(code))
        })
    };
    let readable = !faults.iter().any(Fault::is_syntax);
    if readable && declares(422) && !declares(400) {
        StatusCode::UNPROCESSABLE_ENTITY
    } else {
        StatusCode::BAD_REQUEST
    }
}

/// The answer to a refused request: the operation's own error where it declares one that fits,
/// else a problem (RFC 9457).
pub(crate) fn render(
    cx: Context<'_>,
    refusal: &Refusal,
    operation: Option<(&Operation, Arc<str>)>,
    incoming: &Incoming<'_>,
) -> Answer {
    let label = operation.as_ref().map(|(_, label)| label.clone());
    let operation = operation.map(|(operation, _)| operation);
    let status = refusal.status(operation);
    let own = operation
        .filter(|_| !refusal.is_about_the_mock())
        .and_then(|operation| own_error::answer(cx, refusal, operation, status, incoming));
    let declared = own.is_some();
    let mut answer =
        own.unwrap_or_else(|| bare(refusal, status, Some((cx.api, incoming)), label.as_deref()));
    dress(refusal, &mut answer.headers);
    answer.note = Note {
        operation: label,
        chosen: Chosen::Refused {
            summary: problem::log_summary(refusal),
            declared,
        },
    };
    answer
}

/// The answer where no API is in sight: a path that belongs to no mount, a fault at the edge.
pub(crate) fn render_bare(refusal: &Refusal) -> Answer {
    let mut answer = bare(refusal, refusal.status(None), None, None);
    dress(refusal, &mut answer.headers);
    answer
}

fn bare(
    refusal: &Refusal,
    status: StatusCode,
    asked: Option<(&Api, &Incoming<'_>)>,
    operation: Option<&str>,
) -> Answer {
    let api = asked.map(|(api, _)| api);
    let mut problem = problem::render(refusal, status, api, operation);
    if let Some((api, incoming)) = asked {
        problem["curl"] = curl::command(api, incoming).into();
    }
    let mut headers = HeaderMap::new();
    headers.insert(
        CONTENT_TYPE,
        HeaderValue::from_static("application/problem+json"),
    );
    Answer {
        status,
        headers,
        body: problem.to_string().into(),
        note: Note {
            operation: None,
            chosen: Chosen::Refused {
                summary: problem::log_summary(refusal),
                declared: false,
            },
        },
        delivery: Delivery::default(),
    }
}

/// The headers that HTTP asks for, whatever the body is.
fn dress(refusal: &Refusal, headers: &mut HeaderMap) {
    match refusal {
        Refusal::MethodNotAllowed { allow, .. } => {
            headers.insert(ALLOW, allow.clone());
        }
        Refusal::Unauthorized { challenges, .. } | Refusal::Forbidden { challenges, .. } => {
            headers.remove(WWW_AUTHENTICATE);
            for challenge in challenges {
                headers.append(WWW_AUTHENTICATE, challenge.clone());
            }
        }
        Refusal::UnsupportedMediaType { accepted, .. } => {
            headers.insert(
                http::header::ACCEPT,
                header_text(&accepted.join(", "), PROBLEM_LENGTH),
            );
        }
        Refusal::UnsupportedEncoding { .. } => {
            headers.insert(ACCEPT_ENCODING, HeaderValue::from_static(READ));
        }
        Refusal::RangeNotSatisfiable { length } => {
            headers.insert(
                CONTENT_RANGE,
                header_text(&format!("bytes */{length}"), PROBLEM_LENGTH),
            );
        }
        _ => {}
    }
    let summary = problem::summary(refusal);
    headers.insert(PROBLEM_HEADER, header_text(&summary, PROBLEM_LENGTH));
}
