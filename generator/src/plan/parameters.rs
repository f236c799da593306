//! Parameters: names, types, styles, defaults.

use api_model::api::{self, Location, ParameterKind, ShapeKind, Style};
use api_model::diagnostic::Diagnostic;
use serde_json::Value;

use super::call::{Literal, Parameter, Writing};
use super::docs;
use super::facts::{Facts, dereference};
use super::item::{ItemKind, Rule, Type};
use super::names::{self, Scope};
use super::objects::field_candidates;
use super::types::{Context, Planner};
use super::usage::Direction;

/// Names that generated functions use themselves.
const RESERVED: &[&str] = &[
    "api",
    "call",
    "cx",
    "request",
    "body",
    "send",
    "send_blocking",
    "with",
    "accept",
    "answer",
    "identify",
    "offer",
    "at",
    "items",
];

/// The parameters of an operation, in document order.
pub(crate) fn plan(
    planner: &mut Planner<'_>,
    operation: &api::Operation,
    owner: &str,
) -> Vec<Parameter> {
    let mut scope = Scope::without(RESERVED);
    let mut planned = Vec::with_capacity(operation.parameters.len());
    for parameter in &operation.parameters {
        if is_ignored(parameter) {
            let message = format!(
                "the header `{}` is set by other means and cannot be a parameter",
                parameter.name
            );
            planner.notes.push(Diagnostic::warning(
                "ignored-header-parameter",
                parameter.place,
                message,
            ));
            continue;
        }
        planned.push(plan_one(planner, parameter, owner, &mut scope));
    }
    planned
}

/// OpenAPI 3.1 section 4.8.12.1: parameters of these names "SHALL be ignored".
fn is_ignored(parameter: &api::Parameter) -> bool {
    parameter.location == Location::Header
        && ["accept", "content-type", "authorization"]
            .contains(&parameter.name.to_ascii_lowercase().as_str())
}

fn plan_one(
    planner: &mut Planner<'_>,
    parameter: &api::Parameter,
    owner: &str,
    scope: &mut Scope,
) -> Parameter {
    let mut candidates = field_candidates(&parameter.name);
    let plain = candidates.first().cloned().unwrap_or_default();
    candidates.push(format!(
        "{}_{}",
        parameter.location.as_str(),
        plain.trim_matches('_')
    ));
    let name = scope.claim(candidates);
    let spelled = names::camel(&name);
    let mut context = Context::new(
        owner,
        if spelled.is_empty() {
            "Parameter"
        } else {
            &spelled
        },
    );
    context.preferred = shared_name(planner, parameter, &spelled);
    let (schema, writing) = writing(planner, parameter);
    let (ty, lines, rules, patterns, default) = match schema {
        None => {
            let lines = docs::text(parameter.description.as_deref());
            (Type::String, lines, Vec::new(), Vec::new(), None)
        }
        Some(schema) => {
            let ty = planner.resolve(schema, Direction::Request, &context).ty;
            let ty = if ty == Type::Unit { Type::Json } else { ty };
            let mut patterns = Vec::new();
            let static_owner = format!("{owner}_{name}");
            let rules = super::rules::plan(planner, schema, &ty, &static_owner, &mut patterns);
            let facts = Facts::of(planner.api, schema);
            let default = facts.default.filter(|_| !parameter.required);
            let default = default.and_then(|default| literal(planner, &default, &ty));
            let lines = docs::member(
                planner.api,
                schema,
                parameter.description.as_deref(),
                &parameter.name,
            );
            (ty, lines, rules, patterns, default)
        }
    };
    let mut lines = if lines.is_empty() {
        vec![crate::markdown::code(&parameter.name)]
    } else {
        lines
    };
    if parameter.deprecated {
        docs::paragraph(&mut lines, "Deprecated.".to_owned());
    }
    Parameter {
        wire: parameter.name.clone(),
        name,
        location: parameter.location,
        writing,
        ty,
        required: parameter.required,
        default,
        docs: lines,
        rules,
        patterns,
    }
}

/// The name of the type of a parameter that operations share: its own among the components, which does not depend on
/// who refers to it.
fn shared_name(planner: &Planner<'_>, parameter: &api::Parameter, spelled: &str) -> Option<String> {
    if let Some(component) = &parameter.component {
        let component = names::camel(component);
        return (!component.is_empty()).then(|| names::as_type(&component, "Parameter"));
    }
    let schema = parameter.schema()?;
    let shared = planner.usage.is_shared_parameter(schema);
    shared.then(|| names::as_type(spelled, "Parameter"))
}

fn writing(
    planner: &mut Planner<'_>,
    parameter: &api::Parameter,
) -> (Option<api::SchemaId>, Writing) {
    let default = Style::default_for(parameter.location);
    let plain = Writing::Styled {
        style: default,
        explode: default == Style::Form,
        allow_reserved: false,
    };
    match &parameter.kind {
        ParameterKind::Schema {
            schema,
            style,
            explode,
            allow_reserved,
        } => {
            let style = fitting(planner, parameter, *style);
            (
                Some(*schema),
                Writing::Styled {
                    style,
                    explode: *explode,
                    allow_reserved: *allow_reserved,
                },
            )
        }
        ParameterKind::Content(content) => match content.first() {
            Some((media_type, media)) if super::bodies::is_json(media_type) => {
                (media.schema, Writing::Json)
            }
            Some((media_type, _)) => {
                let message = format!("a parameter of media type `{media_type}`; typed as text");
                planner.notes.push(Diagnostic::warning(
                    "parameter-media-type",
                    parameter.place,
                    message,
                ));
                (None, plain)
            }
            None => (None, plain),
        },
    }
}

/// The style, if the location has it; else the location's own.
fn fitting(planner: &mut Planner<'_>, parameter: &api::Parameter, style: Style) -> Style {
    let fits = match parameter.location {
        Location::Path => matches!(style, Style::Simple | Style::Label | Style::Matrix),
        Location::Header => style == Style::Simple,
        Location::Cookie => style == Style::Form,
        Location::Query => {
            matches!(
                style,
                Style::Form | Style::SpaceDelimited | Style::PipeDelimited | Style::DeepObject
            )
        }
    };
    if fits {
        return style;
    }
    let default = Style::default_for(parameter.location);
    let message = format!(
        "style `{}` is not one of {} parameters; read as `{}`",
        style.as_str(),
        parameter.location.as_str(),
        default.as_str()
    );
    planner.notes.push(Diagnostic::warning(
        "style-out-of-place",
        parameter.place,
        message,
    ));
    default
}

/// A default as Rust, if it is a value of the type and simple enough.
pub(crate) fn literal(planner: &Planner<'_>, value: &Value, ty: &Type) -> Option<Literal> {
    match (ty, value) {
        (Type::Bool, Value::Bool(flag)) => Some(Literal::Bool(*flag)),
        (Type::Integer(name), Value::Number(number)) => {
            super::rules::fits(number, name).then(|| Literal::Number(whole(number)))
        }
        (Type::Float(_), Value::Number(number)) => {
            let text = number
                .as_f64()
                .filter(|float| float.is_finite())?
                .to_string();
            Some(Literal::Number(if text.contains(['.', 'e']) {
                text
            } else {
                format!("{text}.0")
            }))
        }
        (Type::String, Value::String(text)) => Some(Literal::Text(text.clone())),
        (Type::Item(item), default) => match &planner.types.item(*item).kind {
            ItemKind::StringEnum(values)
            | ItemKind::IntegerEnum(_, values)
            | ItemKind::MixedEnum(values) => {
                let value = values.iter().find(|value| value.value == *default)?;
                Some(Literal::Variant(*item, value.name.clone()))
            }
            _ => None,
        },
        (Type::Vec(inner), Value::Array(items)) => items
            .iter()
            .map(|item| literal(planner, item, inner))
            .collect::<Option<_>>()
            .map(Literal::List),
        _ => None,
    }
}

/// The digits of a whole number, however it was written.
pub(crate) fn whole(number: &serde_json::Number) -> String {
    match (number.as_i128(), number.as_f64()) {
        (Some(whole), _) => whole.to_string(),
        (_, Some(float)) => format!("{float:.0}"),
        _ => number.to_string(),
    }
}

/// Whether a schema is an object or a list, which has no place in plain text.
pub(crate) fn is_structured(planner: &Planner<'_>, id: api::SchemaId) -> bool {
    let (target, _) = dereference(planner.api, id);
    matches!(
        planner.api.schema(target).shape.kind,
        ShapeKind::Object(_)
            | ShapeKind::Array(_)
            | ShapeKind::Union(_)
            | ShapeKind::Integer
            | ShapeKind::Number
            | ShapeKind::Boolean
    )
}

/// Rules with the statics they need.
pub(crate) type Checked = (Vec<Rule>, Vec<(String, String)>);
