//! A request without valid credentials is refused where the document asks for them.

use super::{Check, CheckInfo, Context, Exchange, Finding, Verdict};
use crate::cases::Intent;

pub(super) const CHECK: Check = Check {
    info: CheckInfo {
        name: "authentication-enforced",
        about: "requests without valid credentials are refused",
    },
    judge,
};

fn judge(cx: &Context<'_>, exchange: &Exchange) -> Verdict {
    let (Intent::Unauthenticated, Some(answer)) = (&exchange.case.intent, exchange.answer()) else {
        return Verdict::NotApplicable;
    };
    match answer.status {
        400..=499 => Verdict::Passed,
        500.. => Verdict::NotApplicable,
        status => {
            let place = cx
                .operation
                .security
                .first()
                .map_or(cx.operation.place, |one| one.place);
            let message = format!("answered {status} {}", exchange.case.title);
            Verdict::failed(Finding::new(
                place,
                message,
                "401 or 403",
                status.to_string(),
            ))
        }
    }
}
