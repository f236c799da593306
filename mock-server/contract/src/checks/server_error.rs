//! No request makes the server fail: a 5xx is only right where the document names it.

use super::{Check, CheckInfo, Context, Exchange, Finding, Verdict};
use crate::cases::Intent;
use api_model::api::StatusKey;

pub(super) const CHECK: Check = Check {
    info: CheckInfo {
        name: "server-error",
        about: "never a 5xx that is not documented",
    },
    judge,
};

fn judge(cx: &Context<'_>, exchange: &Exchange) -> Verdict {
    let Some(answer) = exchange.answer() else {
        return Verdict::NotApplicable;
    };
    if answer.status < 500 || is_documented(cx, exchange, answer.status) {
        return Verdict::Passed;
    }
    // `Not Implemented` is what a server says that knows no HEAD at all (RFC 9110 section 15.6.2).
    if answer.status == 501 && matches!(exchange.case.intent, Intent::Head) {
        return Verdict::NotApplicable;
    }
    let message = match &exchange.case.intent {
        Intent::Valid => format!("status {} for valid input", answer.status),
        Intent::Unsure { .. } => {
            format!("status {} for a request of the right form", answer.status)
        }
        Intent::Broken { rule, fault, .. } => {
            format!(
                "status {} when `{rule}` is broken at {fault}",
                answer.status
            )
        }
        Intent::Unauthenticated => format!("status {} without valid credentials", answer.status),
        Intent::UnsupportedMethod { .. } => format!(
            "status {} for a method the path does not have",
            answer.status
        ),
        Intent::Head => format!("status {} for HEAD", answer.status),
    };
    let expected = "a status below 500";
    Verdict::failed(Finding::new(
        cx.operation.place,
        message,
        expected,
        answer.status.to_string(),
    ))
}

/// `default` is no promise to fail.
fn is_documented(cx: &Context<'_>, exchange: &Exchange, status: u16) -> bool {
    exchange.own_answer().is_some()
        && cx
            .operation
            .responses
            .iter()
            .any(|(key, _)| !matches!(key, StatusKey::Default) && key.covers(status))
}
