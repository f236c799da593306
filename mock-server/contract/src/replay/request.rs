//! Whether a recorded request follows the document: parameters and body are read back and
//! compared. The first fault is told; what cannot be read for sure is not held against anybody.

use super::har::Entry;
use super::route::Place;
use crate::cases::{Intent, readings_of_raw, style_of};
use crate::checks::Context;
use api_model::api::{
    Location, MediaType, Parameter, ParameterKind, RequestBody, SchemaId, ShapeKind,
};
use api_model::source;
use api_model::validate::Direction;
use api_runtime::media;
use api_runtime::style::{Pairs, Shape, Source, decode_raw};
use serde_json::Value;

/// The fault of a request, or nothing when it has none.
pub(super) fn judge(cx: &Context<'_>, place: &Place<'_>, entry: &Entry) -> Option<Intent> {
    let query = Pairs::of_query(entry.query());
    let cookies = Pairs::of_cookies(&entry.header("cookie").unwrap_or_default());
    for parameter in &cx.operation.parameters {
        let header;
        let source = match parameter.location {
            Location::Path => match place.path.get(parameter.name.as_str()) {
                Some(text) => Source::Path(text),
                None => continue,
            },
            Location::Query => Source::Query(&query),
            Location::Cookie => Source::Cookie(&cookies),
            Location::Header if is_reserved(&parameter.name) => continue,
            Location::Header => {
                header = entry.header(&parameter.name);
                Source::Header(header.as_deref())
            }
        };
        let fault = judge_parameter(cx, parameter, source);
        if fault.is_some() {
            return fault;
        }
    }
    judge_body(cx, entry)
}

/// Header parameters of these names are ignored (OpenAPI 3.1 section 4.8.12.2).
fn is_reserved(name: &str) -> bool {
    ["accept", "content-type", "authorization"]
        .iter()
        .any(|reserved| name.eq_ignore_ascii_case(reserved))
}

fn judge_parameter(cx: &Context<'_>, parameter: &Parameter, source: Source<'_>) -> Option<Intent> {
    let whose = format!(
        "{} parameter `{}`",
        parameter.location.as_str(),
        parameter.name
    );
    let broken = |rule, place, what: String| Some(broken(rule, place, format!("{whose} {what}")));
    let schema = match &parameter.kind {
        ParameterKind::Schema { schema, .. } => *schema,
        ParameterKind::Content(_) => return None,
    };
    let style = style_of(&parameter.kind);
    let raw = match decode_raw(source, &parameter.name, style, shape_of(cx, schema)) {
        Ok(Some(raw)) => raw,
        Ok(None) if parameter.required => {
            return broken("required", parameter.place, "is missing".to_owned());
        }
        Ok(None) => return None,
        Err(error) => return broken("style", parameter.place, error.message),
    };
    let readings = readings_of_raw(&raw)?;
    let mut first = None;
    for reading in &readings {
        match cx
            .validator
            .check(schema, reading, Direction::Request)
            .into_iter()
            .next()
        {
            None => return None,
            Some(violation) => first = Some(violation),
        }
    }
    let violation = first?;
    broken(violation.keyword, violation.place, violation.message)
}

fn shape_of<'a>(cx: &Context<'_>, schema: SchemaId) -> Shape<'a> {
    let mut kind = &cx.api.schema(schema).shape.kind;
    for _ in 0..64 {
        let ShapeKind::Reference(next) = kind else {
            break;
        };
        kind = &cx.api.schema(*next).shape.kind;
    }
    match kind {
        ShapeKind::Array(_) => Shape::Array,
        ShapeKind::Object(_) => Shape::AnyObject,
        _ => Shape::Primitive,
    }
}

fn judge_body(cx: &Context<'_>, entry: &Entry) -> Option<Intent> {
    let declared = cx.operation.request_body.as_ref()?;
    let Some(body) = &entry.request_body else {
        // Recorders leave bodies out that are no text.
        let recorded = entry
            .header("content-length")
            .is_none_or(|length| length.trim() == "0");
        let missing = declared.required && recorded && entry.header("content-type").is_none();
        return missing.then(|| {
            broken(
                "missing-body",
                declared.place,
                "the body is missing".to_owned(),
            )
        });
    };
    let sent = entry.header("content-type")?;
    let Some(found) = declared_media(declared, &sent) else {
        let what = format!(
            "the body is `{}`, which is not declared",
            media::essence(&sent)
        );
        return Some(broken("media-type", declared.place, what));
    };
    let schema = found.schema?;
    if !media::is_json(&sent) {
        return None;
    }
    let value: Value = match serde_json::from_slice(body) {
        Ok(value) => value,
        Err(error) => {
            return Some(broken(
                "malformed-json",
                found.place,
                format!("the body is not JSON: {error}"),
            ));
        }
    };
    let violation = cx
        .validator
        .check(schema, &value, Direction::Request)
        .into_iter()
        .next()?;
    let at = match violation.pointer.as_str() {
        "" => "the body".to_owned(),
        pointer => format!("`{pointer}` of the body"),
    };
    let what = format!("{at}: {}", violation.message);
    Some(broken(violation.keyword, violation.place, what))
}

fn declared_media<'a>(body: &'a RequestBody, sent: &str) -> Option<&'a MediaType> {
    let same = |declared: &str| media::essence(declared) == media::essence(sent);
    body.content
        .iter()
        .find(|(declared, _)| same(declared))
        .or_else(|| {
            body.content
                .iter()
                .find(|(declared, _)| media::matches(sent, declared))
        })
        .map(|(_, media)| media)
}

fn broken(rule: &'static str, place: source::Place, fault: String) -> Intent {
    Intent::Broken { rule, place, fault }
}
