//! Declared headers are there when they are required, and what they say fits their schema.

use super::exchange::declared;
use super::{Check, CheckInfo, Context, Exchange, Finding, Verdict};
use crate::cases::{readings_of_raw, style_of};
use crate::send::Answer;
use api_model::api::{Header, ParameterKind, SchemaId, ShapeKind};
use api_model::validate::{Direction, Violation};
use api_runtime::style::{Raw, Shape, Source, decode_raw};
use serde_json::Value;

pub(super) const CHECK: Check = Check {
    info: CheckInfo {
        name: "header-present-and-valid",
        about: "declared response headers are there and fit their schemas",
    },
    judge,
};

fn judge(cx: &Context<'_>, exchange: &Exchange) -> Verdict {
    let Some(answer) = exchange.own_answer() else {
        return Verdict::NotApplicable;
    };
    let Some((_, response)) = declared(cx, answer) else {
        return Verdict::NotApplicable;
    };
    let mut ran = false;
    let mut findings = Vec::new();
    for (name, header) in &response.headers {
        match joined(answer, name) {
            None if header.required => {
                ran = true;
                let message = format!("required header `{name}` is missing");
                let expected = format!("the header `{name}`");
                findings.push(Finding::new(
                    header.place,
                    message,
                    expected,
                    "no such header",
                ));
            }
            None => {}
            Some(text) => {
                ran = true;
                findings.extend(judge_value(cx, name, header, &text));
            }
        }
    }
    if ran {
        Verdict::of(findings)
    } else {
        Verdict::NotApplicable
    }
}

/// Lines of one name are one list (RFC 9110 section 5.3). Bytes beyond ASCII are kept as they can.
fn joined(answer: &Answer, name: &str) -> Option<String> {
    let lines: Vec<String> = answer
        .headers
        .get_all(name)
        .iter()
        .map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned())
        .collect();
    (!lines.is_empty()).then(|| lines.join(", "))
}

/// A header fits when one reading of its text does.
fn judge_value(cx: &Context<'_>, name: &str, header: &Header, text: &str) -> Option<Finding> {
    let (schema, readings) = match &header.kind {
        ParameterKind::Schema { schema, .. } => (*schema, read(cx, header, *schema, name, text)?),
        ParameterKind::Content(content) => {
            let (_, media) = content.first()?;
            (
                media.schema?,
                vec![serde_json::from_str(text).unwrap_or_else(|_| text.into())],
            )
        }
    };
    let mut first: Option<Violation> = None;
    for reading in &readings {
        let violations = cx.validator.check(schema, reading, Direction::Response);
        match violations.into_iter().next() {
            None => return None,
            // The last reading has the types that the schema may ask for.
            Some(violation) => first = Some(violation),
        }
    }
    let violation = first?;
    let message = format!("header `{name}`: {}", violation.message);
    let finding = Finding::new(
        violation.place,
        message,
        violation.keyword,
        format!("{name}: {text}"),
    );
    Some(finding.cause(format!("header `{name}` breaks `{}`", violation.keyword)))
}

/// All values the text may stand for; `None` when they are too many to say anything.
fn read(
    cx: &Context<'_>,
    header: &Header,
    schema: SchemaId,
    name: &str,
    text: &str,
) -> Option<Vec<Value>> {
    let shape = match shape_of(cx, schema) {
        ShapeKind::Array(_) => Shape::Array,
        ShapeKind::Object(_) => Shape::AnyObject,
        _ => Shape::Primitive,
    };
    let raw = decode_raw(
        Source::Header(Some(text)),
        name,
        style_of(&header.kind),
        shape,
    );
    let raw = raw
        .ok()
        .flatten()
        .unwrap_or_else(|| Raw::Primitive(text.to_owned()));
    readings_of_raw(&raw)
}

fn shape_of<'a>(cx: &Context<'a>, schema: SchemaId) -> &'a ShapeKind {
    let mut kind = &cx.api.schema(schema).shape.kind;
    for _ in 0..64 {
        let ShapeKind::Reference(next) = kind else {
            break;
        };
        kind = &cx.api.schema(*next).shape.kind;
    }
    kind
}
