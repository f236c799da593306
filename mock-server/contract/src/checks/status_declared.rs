//! The status is one the document declares. Refusals of broken input are HTTP's own business
//! (RFC 9110 section 15.5) and need not be declared; an undeclared 5xx belongs to
//! `server-error`, a refusal of valid input to `valid-input-accepted`.

use super::exchange::declared;
use super::valid_input_accepted;
use super::{Check, CheckInfo, Context, Exchange, Finding, Verdict};
use crate::cases::Intent;

pub(super) const CHECK: Check = Check {
    info: CheckInfo {
        name: "status-declared",
        about: "the status is one the document declares",
    },
    judge,
};

fn judge(cx: &Context<'_>, exchange: &Exchange) -> Verdict {
    let Some(answer) = exchange.own_answer() else {
        return Verdict::NotApplicable;
    };
    if declared(cx, answer).is_some() {
        return Verdict::Passed;
    }
    let refusal = match exchange.case.intent {
        Intent::Valid => valid_input_accepted::refusal(answer.status).is_some(),
        _ => (400..500).contains(&answer.status),
    };
    if refusal || answer.status >= 500 || cx.operation.responses.is_empty() {
        return Verdict::NotApplicable;
    }
    let keys: Vec<String> = cx
        .operation
        .responses
        .iter()
        .map(|(key, _)| key.to_string())
        .collect();
    let message = format!("status {} is not declared", answer.status);
    let finding = Finding::new(
        cx.operation.place,
        message,
        keys.join(", "),
        answer.status.to_string(),
    );
    Verdict::failed(finding)
}
