//! A body comes as one of the media types that its response declares.

use super::exchange::{declared, declared_media};
use super::{Check, CheckInfo, Context, Exchange, Finding, Verdict};

pub(super) const CHECK: Check = Check {
    info: CheckInfo {
        name: "content-type-declared",
        about: "bodies come as a media type the response declares",
    },
    judge,
};

fn judge(cx: &Context<'_>, exchange: &Exchange) -> Verdict {
    let Some(answer) = exchange.own_answer() else {
        return Verdict::NotApplicable;
    };
    let Some((key, response)) = declared(cx, answer) else {
        return Verdict::NotApplicable;
    };
    if response.content.is_empty() || answer.body.is_empty() {
        return Verdict::NotApplicable;
    }
    let types: Vec<&str> = response.content.iter().map(|(ty, _)| ty.as_str()).collect();
    let expected = types.join(", ");
    let message = match answer.content_type() {
        Some(sent) if declared_media(response, sent).is_some() => return Verdict::Passed,
        Some(sent) => format!("`{sent}` is not declared for {key}"),
        None => format!("the body of {key} has no `Content-Type`"),
    };
    let actual = answer.content_type().unwrap_or("no Content-Type");
    Verdict::failed(Finding::new(response.place, message, expected, actual))
}
