//! HEAD answers what GET answers, without the body (RFC 9110 section 9.3.2). A server that refuses
//! HEAD where only GET is declared is in its right; a declared HEAD is an operation of its own.

use super::{Check, CheckInfo, Context, Exchange, Finding, Verdict};
use crate::cases::Intent;
use crate::send::{Answer, Outcome};

pub(super) const CHECK: Check = Check {
    info: CheckInfo {
        name: "head-agrees-with-get",
        about: "HEAD, where answered, says what GET says",
    },
    judge,
};

fn judge(cx: &Context<'_>, exchange: &Exchange) -> Verdict {
    let (Intent::Head, Some(Outcome::Answer(get)), Some(head)) =
        (&exchange.case.intent, &exchange.before, exchange.answer())
    else {
        return Verdict::NotApplicable;
    };
    let refused = matches!(head.status, 405 | 501) && get.status != head.status;
    if refused {
        return Verdict::NotApplicable;
    }
    let place = cx.operation.place;
    let mut findings = Vec::new();
    if head.status != get.status {
        let message = format!(
            "HEAD is answered with {}, GET with {}",
            head.status, get.status
        );
        let (expected, actual) = (get.status.to_string(), head.status.to_string());
        findings.push(Finding::new(place, message, expected, actual));
    } else if kind(head) != kind(get) {
        let message = "HEAD has another `Content-Type` than GET";
        findings.push(Finding::new(place, message, kind(get), kind(head)));
    }
    if !head.body.is_empty() {
        let actual = format!("{} bytes", head.body.len());
        findings.push(Finding::new(
            place,
            "HEAD is answered with a body",
            "no body",
            actual,
        ));
    }
    Verdict::of(findings)
}

fn kind(answer: &Answer) -> String {
    answer
        .content_type()
        .map(api_runtime::media::essence)
        .unwrap_or_default()
}
