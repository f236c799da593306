//! What a check sees: the model, the case, and what came back.

use crate::cases::{Case, Intent};
use crate::options::Options;
use crate::send::{Answer, Outcome};
use api_model::api::{Api, MediaType, Operation, Response, StatusKey};
use api_model::validate::Validator;
use api_runtime::media;

/// What all exchanges of an operation have in common.
pub(crate) struct Context<'a> {
    pub(crate) api: &'a Api,
    pub(crate) operation: &'a Operation,
    pub(crate) validator: &'a Validator,
    pub(crate) options: &'a Options,
}

/// A case and what came of it.
#[derive(Debug, Clone)]
pub(crate) struct Exchange {
    pub(crate) case: Case,
    /// What came back for the request sent first, where there is one.
    pub(crate) before: Option<Outcome>,
    pub(crate) outcome: Outcome,
}

impl Exchange {
    /// The answer, if one came.
    pub(crate) fn answer(&self) -> Option<&Answer> {
        match &self.outcome {
            Outcome::Answer(answer) => Some(answer),
            Outcome::Silence(_) => None,
        }
    }

    /// The answer, if it is one to the operation itself: its responses speak of no other method.
    pub(crate) fn own_answer(&self) -> Option<&Answer> {
        match self.case.intent {
            Intent::Valid
            | Intent::Unsure { own: true }
            | Intent::Broken { .. }
            | Intent::Unauthenticated => self.answer(),
            Intent::Unsure { own: false } | Intent::UnsupportedMethod { .. } | Intent::Head => None,
        }
    }
}

/// The declared response an answer falls under.
pub(crate) fn declared<'a>(cx: &Context<'a>, answer: &Answer) -> Option<(StatusKey, &'a Response)> {
    cx.operation
        .response_for(answer.status)
        .map(|(key, response)| (*key, response))
}

/// The declared media type an answer's `Content-Type` falls under: the same, else a range.
pub(crate) fn declared_media<'a>(
    response: &'a Response,
    content_type: &str,
) -> Option<&'a MediaType> {
    let same = |declared: &str| media::essence(declared) == media::essence(content_type);
    let content = &response.content;
    content
        .iter()
        .find(|(declared, _)| same(declared))
        .or_else(|| {
            content
                .iter()
                .find(|(declared, _)| media::matches(content_type, declared))
        })
        .map(|(_, media)| media)
}

/// A status without a body, whatever the document says (RFC 9110 sections 15.3.5 and 15.4.5).
pub(crate) fn is_bodiless(status: u16) -> bool {
    matches!(status, 100..=199 | 204 | 205 | 304)
}
