//! `application/problem+json` is what RFC 9457 says: an object whose members have their types, and
//! whose `status` is the status.

use super::{Check, CheckInfo, Context, Exchange, Finding, Verdict};
use api_runtime::media;
use serde_json::Value;

pub(super) const CHECK: Check = Check {
    info: CheckInfo {
        name: "problem-details",
        about: "problem+json bodies are what RFC 9457 says",
    },
    judge,
};

fn judge(cx: &Context<'_>, exchange: &Exchange) -> Verdict {
    let Some(answer) = exchange.answer() else {
        return Verdict::NotApplicable;
    };
    let problem = |ty: &str| media::essence(ty) == "application/problem+json";
    if !answer.content_type().is_some_and(problem) || answer.body.is_empty() || !answer.whole {
        return Verdict::NotApplicable;
    }
    let finding = |message: &str, expected: String, actual: String| {
        Finding::new(cx.operation.place, message, expected, actual)
    };
    // Text that is not JSON is told here only when no declared response holds it to a schema.
    let Ok(Value::Object(problem)) = serde_json::from_slice(&answer.body) else {
        let found = finding(
            "the problem is not a JSON object",
            "an object".into(),
            "no object".into(),
        );
        return Verdict::failed(found);
    };
    let mut findings = Vec::new();
    if let Some(status) = problem
        .get("status")
        .filter(|status| **status != answer.status)
    {
        let expected = answer.status.to_string();
        findings.push(finding(
            "the member `status` is not the status",
            expected,
            status.to_string(),
        ));
    }
    for name in ["type", "title", "detail", "instance"] {
        if let Some(value) = problem.get(name).filter(|value| !value.is_string()) {
            let message = format!("the member `{name}` is not text");
            findings.push(finding(&message, "text".into(), value.to_string()));
        }
    }
    Verdict::of(findings)
}
