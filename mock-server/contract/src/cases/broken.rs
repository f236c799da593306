//! Requests with one fault each. What is not surely a fault once it is on the wire is not sent: a
//! server must not be blamed for reading `5` as a number.

use super::Intent;
use super::draft::{Draft, DraftBody, DraftContent, Presented};
use super::planner::Maker;
use super::spell::is_sent;
use super::wire::{carries, readings};
use api_model::api::{Location, Parameter, ParameterKind, RequestBody, SchemaId, Style};
use api_model::source::Place;
use api_runtime::media;
use serde_json::Value;

/// A media type that no document declares.
const FOREIGN_TYPE: &str = "application/x-understudy-undeclared";

/// Makes them: parameters, then the body.
pub(super) fn make(maker: &mut Maker<'_>, required: &Draft, everything: &Draft) {
    let operation = maker.operation;
    for (index, parameter) in operation.parameters.iter().enumerate() {
        if is_sent(parameter) && !is_credential(maker, parameter) {
            make_missing_parameter(maker, required, index, parameter);
            make_wrong_values(maker, required, everything, index, parameter);
        }
    }
    if let Some(body) = &operation.request_body {
        make_body_faults(maker, required, everything, body);
    }
}

/// Credentials that are also declared as parameters are the business of the authentication cases.
fn is_credential(maker: &Maker<'_>, parameter: &Parameter) -> bool {
    let carried = super::credential::present(
        &maker.planner.api,
        maker.operation,
        &maker.planner.options,
        Presented::Usual,
    );
    carried
        .iter()
        .any(|one| one.name.eq_ignore_ascii_case(&parameter.name))
        || maker.planner.options.headers.iter().any(|(name, _)| {
            parameter.location == Location::Header && name.eq_ignore_ascii_case(&parameter.name)
        })
}

fn add(
    maker: &mut Maker<'_>,
    title: String,
    (rule, place, fault): (&'static str, Place, String),
    draft: &Draft,
) {
    maker.add(title, Intent::Broken { rule, place, fault }, draft);
}

fn make_missing_parameter(
    maker: &mut Maker<'_>,
    base: &Draft,
    index: usize,
    parameter: &Parameter,
) {
    if !parameter.required || parameter.location == Location::Path {
        return;
    }
    let owner = format!(
        "{} parameter `{}`",
        parameter.location.as_str(),
        parameter.name
    );
    let fault = ("missing-parameter", parameter.place, owner.clone());
    add(
        maker,
        format!("without the required {owner}"),
        fault,
        &base.without_parameter(index),
    );
}

fn make_wrong_values(
    maker: &mut Maker<'_>,
    base: &Draft,
    everything: &Draft,
    index: usize,
    parameter: &Parameter,
) {
    let (Some(valid), Some(schema)) = (everything.parameter(index), parameter.schema()) else {
        return;
    };
    let owner = format!(
        "{} parameter `{}`",
        parameter.location.as_str(),
        parameter.name
    );
    for broken in maker.planner.values.broken(schema, valid) {
        if !survives(maker, parameter, schema, valid, &broken.value, broken.rule) {
            continue;
        }
        let place = maker.planner.values.place_of_rule(schema, &broken.value);
        let at = if broken.pointer.is_empty() {
            String::new()
        } else {
            format!(" at `{}`", broken.pointer)
        };
        let title = format!("{owner}{at}: {}", broken.description);
        let fault = (broken.rule, place.unwrap_or(parameter.place), owner.clone());
        add(
            maker,
            title,
            fault,
            &base.with_parameter(index, broken.value),
        );
    }
}

/// Whether a broken value is still one when a server reads the parameter's text.
fn survives(
    maker: &Maker<'_>,
    parameter: &Parameter,
    schema: SchemaId,
    valid: &Value,
    broken: &Value,
    rule: &str,
) -> bool {
    if !carries(parameter, broken)
        || std::mem::discriminant(&kind(valid)) != std::mem::discriminant(&kind(broken))
    {
        return false;
    }
    let ParameterKind::Schema { style, explode, .. } = &parameter.kind else {
        return true;
    };
    // Further members of an exploded object are further parameters.
    let merged = matches!(broken, Value::Object(_)) && *explode && *style == Style::Form;
    if merged
        && matches!(
            rule,
            "additionalProperties" | "unevaluatedProperties" | "propertyNames"
        )
    {
        return false;
    }
    readings(broken).is_some_and(|all| {
        !all.iter()
            .any(|value| maker.planner.values.is_valid(schema, value))
    })
}

enum Kind {
    Primitive,
    Array,
    Object,
}

fn kind(value: &Value) -> Kind {
    match value {
        Value::Array(_) => Kind::Array,
        Value::Object(_) => Kind::Object,
        _ => Kind::Primitive,
    }
}

fn make_body_faults(
    maker: &mut Maker<'_>,
    required: &Draft,
    everything: &Draft,
    body: &RequestBody,
) {
    if body.required {
        let fault = ("missing-body", body.place, "the body".to_owned());
        add(
            maker,
            "without the required body".to_owned(),
            fault,
            &required.with_body(None),
        );
    }
    make_foreign_type(maker, everything, body);
    for (index, (media_type, media)) in body.content.iter().enumerate() {
        if !media::is_json(media_type) {
            continue;
        }
        make_malformed(maker, everything, index, media_type, media.place);
        if let Some(schema) = media.schema {
            make_wrong_bodies(maker, everything, index, schema, media.place);
        }
    }
}

fn make_foreign_type(maker: &mut Maker<'_>, base: &Draft, body: &RequestBody) {
    let open = body
        .content
        .iter()
        .any(|(declared, _)| media::matches(FOREIGN_TYPE, declared));
    if open || body.content.is_empty() {
        return;
    }
    let foreign = DraftBody {
        media: None,
        content_type: FOREIGN_TYPE.to_owned(),
        content: DraftContent::Bytes("understudy".into()),
    };
    let fault = ("content-type", body.place, "the body".to_owned());
    let title = format!("a body of the undeclared type `{FOREIGN_TYPE}`");
    add(maker, title, fault, &base.with_body(Some(foreign)));
}

fn make_malformed(
    maker: &mut Maker<'_>,
    base: &Draft,
    index: usize,
    media_type: &str,
    place: Place,
) {
    let body = DraftBody {
        media: Some(index),
        content_type: media_type.to_owned(),
        content: DraftContent::Bytes("{\"understudy\": ".into()),
    };
    let fault = ("malformed", place, "the body".to_owned());
    add(
        maker,
        "a body that is not JSON".to_owned(),
        fault,
        &base.with_body(Some(body)),
    );
}

fn make_wrong_bodies(
    maker: &mut Maker<'_>,
    base: &Draft,
    index: usize,
    schema: SchemaId,
    place: Place,
) {
    let Some(valid) = maker.body_of(index, super::values::Amount::Everything, maker.seed) else {
        return;
    };
    let DraftContent::Value(value) = &valid.content else {
        return;
    };
    for broken in maker.planner.values.broken(schema, value) {
        // The specification only says that such a property should not be sent.
        if broken.rule == "readOnly" {
            continue;
        }
        let place = maker
            .planner
            .values
            .place_of_rule(schema, &broken.value)
            .unwrap_or(place);
        let at = if broken.pointer.is_empty() {
            "body".to_owned()
        } else {
            format!("`{}`", broken.pointer)
        };
        let title = format!("{at}: {}", broken.description);
        let fault = (broken.rule, place, at);
        let content = DraftContent::Value(broken.value);
        let draft = base.with_body(Some(DraftBody {
            content,
            ..valid.clone()
        }));
        add(maker, title, fault, &draft);
    }
}
