//! A request that follows the document is not refused for its form. Made-up ids may well be
//! unknown (404), in conflict (409) and so on: that is about the state of the server.

use super::{Check, CheckInfo, Context, Exchange, Finding, Verdict};
use crate::cases::Intent;
use api_model::api::StatusKey;

pub(super) const CHECK: Check = Check {
    info: CheckInfo {
        name: "valid-input-accepted",
        about: "requests that follow the document are not refused",
    },
    judge,
};

fn judge(cx: &Context<'_>, exchange: &Exchange) -> Verdict {
    let (Intent::Valid, Some(answer)) = (&exchange.case.intent, exchange.answer()) else {
        return Verdict::NotApplicable;
    };
    // Failing is not refusing: `server-error` tells it.
    if answer.status >= 500 {
        return Verdict::NotApplicable;
    }
    // Where only refusals are documented, a refusal is what was promised.
    if !promises_success(cx) {
        return Verdict::NotApplicable;
    }
    let Some(why) = refusal(answer.status) else {
        return Verdict::Passed;
    };
    let said = String::from_utf8_lossy(answer.body.get(..300).unwrap_or(&answer.body)).into_owned();
    let message = format!("{why} with {}", answer.status);
    let actual = format!("{} {said}", answer.status);
    let finding = Finding::new(cx.operation.place, message, "a success", actual.trim());
    Verdict::failed(finding)
}

/// `default` may stand for a success, and an operation without responses promises what is usual.
fn promises_success(cx: &Context<'_>) -> bool {
    let responses = &cx.operation.responses;
    let open = |key: &StatusKey| key.is_success() || *key == StatusKey::Default;
    responses.is_empty() || responses.iter().any(|(key, _)| open(key))
}

/// What a status says about a request that follows the document, if it refuses its form.
pub(super) fn refusal(status: u16) -> Option<&'static str> {
    Some(match status {
        400 | 422 => "valid input is refused",
        401 | 403 => "the credentials are refused; name valid ones for this target",
        405 => "the declared method is refused",
        406 => "the declared media types are not acceptable to the server",
        411 | 413 | 414 | 431 => "a small request is refused for its size",
        415 => "the declared media type is refused",
        _ => return None,
    })
}
