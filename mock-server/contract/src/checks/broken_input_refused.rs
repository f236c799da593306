//! A request with a fault is refused with a 4xx.

use super::{Check, CheckInfo, Context, Exchange, Finding, Verdict};
use crate::cases::Intent;

pub(super) const CHECK: Check = Check {
    info: CheckInfo {
        name: "broken-input-refused",
        about: "requests with a fault are refused with a 4xx",
    },
    judge,
};

fn judge(_: &Context<'_>, exchange: &Exchange) -> Verdict {
    let (Intent::Broken { rule, place, fault }, Some(answer)) =
        (&exchange.case.intent, exchange.answer())
    else {
        return Verdict::NotApplicable;
    };
    match answer.status {
        400..=499 => Verdict::Passed,
        // Failing is not refusing: `server-error` tells it.
        500.. => Verdict::NotApplicable,
        status => {
            let message = format!("accepted with {status}: {}", exchange.case.title);
            let finding = Finding::new(*place, message, "a 4xx", status.to_string());
            Verdict::failed(finding.cause(format!("accepts broken `{rule}` at {fault}")))
        }
    }
}
