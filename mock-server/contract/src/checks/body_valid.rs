//! The body is what the response says: it fits its schema, or is empty where none is declared.
//! A body of an undeclared media type belongs to `content-type-declared`.

use super::exchange::{declared, declared_media, is_bodiless};
use super::{Check, CheckInfo, Context, Exchange, Finding, Verdict};
use crate::send::Answer;
use api_model::api::{MediaType, Method, Response, SchemaId, ShapeKind};
use api_model::validate::Direction;
use api_runtime::media;
use serde_json::Value;

/// Most violations of one body that are told.
const MAX_FINDINGS: usize = 8;

pub(super) const CHECK: Check = Check {
    info: CheckInfo {
        name: "body-valid",
        about: "bodies fit their schemas, or are empty where none is declared",
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
    if response.content.is_empty() {
        return judge_empty(response, answer, &key.to_string());
    }
    if is_bodiless(answer.status) || cx.operation.method == Method::Head {
        return Verdict::NotApplicable;
    }
    if answer.body.is_empty() {
        if !answer.whole {
            return Verdict::NotApplicable;
        }
        return judge_absent(response, &key.to_string());
    }
    let Some(sent) = answer.content_type() else {
        return Verdict::NotApplicable;
    };
    match declared_media(response, sent) {
        Some(declared) if media::is_json(sent) => judge_json(cx, declared, answer),
        Some(declared) if media::essence(sent) == "text/plain" => {
            judge_text(cx, declared, sent, answer)
        }
        _ => Verdict::NotApplicable,
    }
}

fn judge_empty(response: &Response, answer: &Answer, key: &str) -> Verdict {
    if answer.body.is_empty() {
        return Verdict::Passed;
    }
    // A refusal should explain itself (RFC 9110 section 15.5), whether the document says how or not.
    if answer.status >= 400 {
        return Verdict::NotApplicable;
    }
    let message = format!("a body came where {key} declares none");
    let actual = format!("{} bytes: {}", answer.body.len(), excerpt(&answer.body));
    Verdict::failed(Finding::new(response.place, message, "no body", actual))
}

/// No byte at all is a document of no media type but text and plain bytes.
fn judge_absent(response: &Response, key: &str) -> Verdict {
    let structured = |ty: &str| media::is_json(ty) || ty.ends_with("xml");
    if !response
        .content
        .iter()
        .all(|(ty, _)| structured(&media::essence(ty)))
    {
        return Verdict::NotApplicable;
    }
    let types: Vec<&str> = response.content.iter().map(|(ty, _)| ty.as_str()).collect();
    let message = format!("no body came where {key} declares one");
    Verdict::failed(Finding::new(
        response.place,
        message,
        types.join(", "),
        "an empty body",
    ))
}

fn judge_json(cx: &Context<'_>, declared: &MediaType, answer: &Answer) -> Verdict {
    if !answer.whole {
        return Verdict::NotApplicable;
    }
    let value: Value = match serde_json::from_slice(&answer.body) {
        Ok(value) => value,
        Err(error) => {
            let message = format!("the body is not JSON: {error}");
            let finding = Finding::new(declared.place, message, "JSON", excerpt(&answer.body));
            return Verdict::failed(finding.cause("the body is not JSON"));
        }
    };
    match declared.schema {
        None => Verdict::Passed,
        Some(schema) => judge_value(cx, schema, &value),
    }
}

fn judge_text(cx: &Context<'_>, declared: &MediaType, sent: &str, answer: &Answer) -> Verdict {
    let Some(schema) = declared.schema else {
        return Verdict::Passed;
    };
    let mut kind = &cx.api.schema(schema).shape.kind;
    for _ in 0..64 {
        let ShapeKind::Reference(next) = kind else {
            break;
        };
        kind = &cx.api.schema(*next).shape.kind;
    }
    match kind {
        ShapeKind::String | ShapeKind::Enum(_) => {
            judge_value(cx, schema, &media::text(sent, &answer.body).into())
        }
        _ => Verdict::NotApplicable,
    }
}

fn judge_value(cx: &Context<'_>, schema: SchemaId, value: &Value) -> Verdict {
    let violations = cx.validator.check(schema, value, Direction::Response);
    // One wrong value often breaks several rules; the first of them names it.
    let mut met: Vec<String> = Vec::new();
    let first = violations.into_iter().filter(|violation| {
        let new = !met.contains(&violation.pointer) && met.len() < MAX_FINDINGS;
        met.extend(new.then(|| violation.pointer.clone()));
        new
    });
    let findings = first.map(|violation| {
        let found = value
            .pointer(&violation.pointer)
            .map(ToString::to_string)
            .unwrap_or_default();
        let expected = rule(cx, violation.schema, violation.keyword);
        Finding::new(
            violation.place,
            violation.message,
            expected,
            shorten(&found),
        )
        .cause(format!("breaks `{}`", violation.keyword))
        .pointer(&violation.pointer)
    });
    Verdict::of(findings.collect())
}

/// The rule as the document writes it: `maximum: 5`.
fn rule(cx: &Context<'_>, schema: SchemaId, keyword: &str) -> String {
    let keywords = &cx.api.schema(schema).keywords;
    let number = |value: &Option<serde_json::Number>| value.as_ref().map(ToString::to_string);
    let count = |value: Option<u64>| value.map(|value| value.to_string());
    let names = |names: Vec<&str>| (!names.is_empty()).then(|| names.join(", "));
    let said = match keyword {
        "type" => names(
            keywords
                .types
                .iter()
                .map(api_model::api::Type::as_str)
                .collect(),
        ),
        "required" => names(keywords.required.iter().map(String::as_str).collect()),
        "enum" => keywords
            .enumeration
            .as_ref()
            .map(|all| Value::Array(all.clone()).to_string()),
        "const" => keywords.constant.as_ref().map(ToString::to_string),
        "pattern" => keywords.pattern.clone(),
        "format" => keywords.format.clone(),
        "minimum" => number(&keywords.minimum),
        "maximum" => number(&keywords.maximum),
        "exclusiveMinimum" => number(&keywords.exclusive_minimum),
        "exclusiveMaximum" => number(&keywords.exclusive_maximum),
        "multipleOf" => number(&keywords.multiple_of),
        "minLength" => count(keywords.min_length),
        "maxLength" => count(keywords.max_length),
        "minItems" => count(keywords.min_items),
        "maxItems" => count(keywords.max_items),
        "minProperties" => count(keywords.min_properties),
        "maxProperties" => count(keywords.max_properties),
        _ => None,
    };
    said.map_or_else(
        || keyword.to_owned(),
        |said| format!("{keyword}: {}", shorten(&said)),
    )
}

fn excerpt(body: &[u8]) -> String {
    shorten(&String::from_utf8_lossy(body.get(..400).unwrap_or(body)))
}

fn shorten(text: &str) -> String {
    match text.char_indices().nth(200) {
        Some((at, _)) => format!("{}…", text.get(..at).unwrap_or_default()),
        None => text.to_owned(),
    }
}
