//! A method that the path does not have is answered with 405, and `Allow` names those it has
//! (RFC 9110 section 15.5.6).

use super::{Check, CheckInfo, Context, Exchange, Finding, Verdict};
use crate::cases::Intent;

pub(super) const CHECK: Check = Check {
    info: CheckInfo {
        name: "unsupported-method",
        about: "methods a path does not have get 405 with `Allow`",
    },
    judge,
};

fn judge(cx: &Context<'_>, exchange: &Exchange) -> Verdict {
    let (Intent::UnsupportedMethod { declared }, Some(answer)) =
        (&exchange.case.intent, exchange.answer())
    else {
        return Verdict::NotApplicable;
    };
    let place = cx.operation.place;
    let status = answer.status;
    if status >= 500 {
        return Verdict::NotApplicable;
    }
    if status != 405 {
        let message = format!("a method the path does not have is answered with {status}");
        return Verdict::failed(Finding::new(place, message, "405", status.to_string()));
    }
    let lines = answer.headers.get_all(http::header::ALLOW).iter();
    let lines: Vec<&str> = lines.filter_map(|value| value.to_str().ok()).collect();
    let allow = lines.join(", ");
    let allowed: Vec<&str> = allow.split(',').map(str::trim).collect();
    let names: Vec<&str> = declared.iter().map(|method| method.as_str()).collect();
    let missing: Vec<&str> = names
        .iter()
        .copied()
        .filter(|name| !allowed.contains(name))
        .collect();
    if missing.is_empty() {
        return Verdict::Passed;
    }
    let message = match lines.is_empty() {
        true => "405 comes without `Allow`".to_owned(),
        false => format!("`Allow` does not name {}", missing.join(", ")),
    };
    let expected = format!("Allow: {}", names.join(", "));
    Verdict::failed(Finding::new(
        place,
        message,
        expected,
        format!("Allow: {allow}"),
    ))
}
