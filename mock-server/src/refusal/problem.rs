//! The words of each refusal, and the problem document (RFC 9457).

use super::Refusal;
use crate::decode::coding::READ;
use crate::fault::Fault;
use api_model::api::Api;
use http::StatusCode;
use serde_json::{Map, Value, json};

/// The problem document.
pub(crate) fn render(
    refusal: &Refusal,
    status: StatusCode,
    api: Option<&Api>,
    operation: Option<&str>,
) -> Value {
    let mut problem = Map::new();
    let (kind, title) = title(refusal);
    problem.insert(
        "type".into(),
        format!("urn:understudy:problem:{kind}").into(),
    );
    problem.insert("title".into(), title.into());
    problem.insert("status".into(), status.as_u16().into());
    problem.insert("detail".into(), detail(refusal).into());
    if let Some(operation) = operation {
        problem.insert("operation".into(), operation.into());
    }
    let faults = refusal.faults();
    if !faults.is_empty() {
        let errors = faults.iter().map(|fault| error(fault, api));
        problem.insert("errors".into(), errors.collect());
    }
    if let Some((name, list)) = members(refusal) {
        problem.insert(name.into(), list);
    }
    Value::Object(problem)
}

fn error(fault: &Fault, api: Option<&Api>) -> Value {
    let mut error = Map::new();
    error.insert("in".into(), fault.part.as_str().into());
    if let Some(name) = &fault.name {
        error.insert("name".into(), name.as_str().into());
    }
    error.insert("pointer".into(), fault.pointer.as_str().into());
    error.insert("rule".into(), fault.rule.as_ref().into());
    error.insert("message".into(), fault.message.as_str().into());
    if let (Some(place), Some(api)) = (fault.place, api) {
        error.insert("spec".into(), api.locate(place).to_string().into());
    }
    Value::Object(error)
}

/// What a client can choose from instead.
fn members(refusal: &Refusal) -> Option<(&'static str, Value)> {
    match refusal {
        Refusal::NotFound {
            nearest: Some(nearest),
        } => Some(("nearest", json!(nearest))),
        Refusal::MethodNotAllowed { allow, .. } => {
            let allow = allow.to_str().unwrap_or_default();
            Some(("allow", allow.split(", ").collect()))
        }
        Refusal::UnsupportedMediaType { accepted, .. } => Some(("accepted", json!(accepted))),
        Refusal::NotAcceptable { offered, .. } => Some(("offered", json!(offered))),
        Refusal::UnknownCode { available, .. } | Refusal::UnknownExample { available, .. } => {
            Some(("available", json!(available)))
        }
        Refusal::TooLarge { limit } => Some(("limit", json!(limit))),
        _ => None,
    }
}

fn title(refusal: &Refusal) -> (&'static str, &'static str) {
    match refusal {
        Refusal::MalformedPath { .. } => ("malformed-path", "The path cannot be read"),
        Refusal::NotFound { .. } => ("not-found", "No such path in the API description"),
        Refusal::MethodNotAllowed { .. } => ("method-not-allowed", "The path has no such method"),
        Refusal::Unauthorized { .. } => ("unauthorized", "A good credential is missing"),
        Refusal::Forbidden { .. } => ("forbidden", "The credential is not good for this"),
        Refusal::TooLarge { .. } => ("too-large", "The body is too large"),
        Refusal::UnsupportedMediaType { .. } => (
            "unsupported-media-type",
            "The body is of a media type that is not accepted here",
        ),
        Refusal::UnsupportedEncoding { .. } => (
            "unsupported-encoding",
            "The body is encoded in a way that is not accepted here",
        ),
        Refusal::Invalid { .. } => (
            "invalid-request",
            "The request does not match the API description",
        ),
        Refusal::NotAcceptable { .. } => (
            "not-acceptable",
            "The answer exists in no media type that is accepted",
        ),
        Refusal::BadPreference { .. } => ("bad-preference", "A preference makes no sense"),
        Refusal::UnknownCode { .. } => ("unknown-code", "The preferred status is not declared"),
        Refusal::UnknownExample { .. } => ("unknown-example", "The preferred example is not there"),
        Refusal::Missing { .. } => ("missing", "What the path names is not there"),
        Refusal::Taken { .. } => ("taken", "What is to be created is there already"),
        Refusal::Ruled { .. } => ("rule", "A rule of the API says no"),
        Refusal::BadState { .. } => ("bad-state", "The state cannot be read"),
        Refusal::PreconditionFailed { .. } => (
            "precondition-failed",
            "What is there is another version than the one expected",
        ),
        Refusal::RangeNotSatisfiable { .. } => {
            ("range-not-satisfiable", "Nothing of the range is there")
        }
        Refusal::Timeout => ("timeout", "The request did not arrive in time"),
        Refusal::Internal => ("internal", "The mock server is at fault"),
    }
}

/// The explanation, for people.
pub(crate) fn detail(refusal: &Refusal) -> String {
    match refusal {
        Refusal::MalformedPath { message } => message.clone(),
        Refusal::NotFound { nearest: None } => "no path of the description matches".to_owned(),
        Refusal::NotFound {
            nearest: Some(nearest),
        } => format!("no path of the description matches; the nearest is `{nearest}`"),
        Refusal::MethodNotAllowed {
            method,
            template,
            allow,
        } => {
            let allow = allow.to_str().unwrap_or_default();
            format!("`{template}` has no operation for {method}; it has {allow}")
        }
        Refusal::Unauthorized { faults, .. }
        | Refusal::Forbidden { faults, .. }
        | Refusal::Invalid { faults } => list(faults),
        Refusal::TooLarge { limit } => {
            format!("bodies of more than {limit} bytes are not read")
        }
        Refusal::UnsupportedMediaType { found, accepted } => {
            let accepted = backticked(accepted);
            match found {
                Some(found) => format!("the body is `{found}`; accepted is {accepted}"),
                None => format!("the body has no `Content-Type`; accepted is {accepted}"),
            }
        }
        Refusal::UnsupportedEncoding { found } => {
            format!("the body is encoded as `{found}`; accepted is {READ}")
        }
        Refusal::NotAcceptable { accept, offered } => {
            format!(
                "asked for was `{accept}`; offered is {}",
                backticked(offered)
            )
        }
        Refusal::BadPreference {
            name,
            value,
            expected,
        } => {
            let carrier = if name.starts_with("__") {
                "the query"
            } else {
                "`Prefer`"
            };
            format!("`{name}={value}` in {carrier}: expected {expected}")
        }
        Refusal::UnknownCode { code, available } => {
            format!(
                "the operation declares no {code}; it declares {}",
                available.join(", ")
            )
        }
        Refusal::UnknownExample { name, available } if available.is_empty() => {
            format!("there is no example `{name}`, nor any other")
        }
        Refusal::UnknownExample { name, available } => {
            format!(
                "there is no example `{name}`; there is {}",
                backticked(available)
            )
        }
        Refusal::Missing { noun, key } => {
            format!("`{noun}` has nothing with the id `{}`", shortened(key))
        }
        Refusal::Taken { noun, key } => {
            format!("`{noun}` has something with the id `{}`", shortened(key))
        }
        Refusal::BadState { message } | Refusal::Ruled { message, .. } => message.clone(),
        Refusal::PreconditionFailed { tag: Some(tag) } => {
            let tag = tag.to_str().unwrap_or_default();
            format!("`If-Match` does not name the current version, {tag}")
        }
        Refusal::PreconditionFailed { tag: None } => {
            "`If-Match` asks for a version of what is not there".to_owned()
        }
        Refusal::RangeNotSatisfiable { length } => {
            format!("the answer has {length} bytes, and none of them is in the range asked for")
        }
        Refusal::Timeout => "the body did not arrive in time".to_owned(),
        Refusal::Internal => "an unexpected fault; the log has more".to_owned(),
    }
}

/// Enough of an id to know it by.
fn shortened(key: &str) -> String {
    key.chars().take(100).collect()
}

/// All faults on one line.
fn list(faults: &[Fault]) -> String {
    let texts = faults.iter().take(10).map(|fault| match fault.part {
        _ if fault.rule == "security" || fault.rule == "required" && fault.pointer.is_empty() => {
            fault.message.clone()
        }
        _ if fault.is_syntax() => format!("{}: {}", fault.whereabouts(), fault.message),
        _ => format!("{} {}", fault.whereabouts(), fault.message),
    });
    let mut texts: Vec<String> = texts.collect();
    if faults.len() > texts.len() {
        texts.push(format!("and {} more", faults.len() - texts.len()));
    }
    texts.join("; ")
}

fn backticked(names: &[String]) -> String {
    let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    names.join(", ")
}

/// The title and where the faults are, for a header.
pub(crate) fn summary(refusal: &Refusal) -> String {
    let (_, title) = title(refusal);
    format!("{title}: {}", detail(refusal))
}

/// What the log says: rules and places, but no text of the request.
pub(crate) fn log_summary(refusal: &Refusal) -> String {
    let (kind, _) = title(refusal);
    let faults = refusal.faults();
    if faults.is_empty() {
        return kind.to_owned();
    }
    let places = faults.iter().take(5).map(|fault| {
        let part = fault.part.as_str();
        let name = fault.name.as_deref().unwrap_or_default();
        format!("{part} {name}: {rule}", rule = fault.rule).replace(" :", ":")
    });
    let more = if faults.len() > 5 { ", ..." } else { "" };
    format!("{kind}: {}{more}", places.collect::<Vec<_>>().join(", "))
}
