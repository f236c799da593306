//! Answers: one shape per status and media type, with typed headers.

use api_model::api::{self, Header, ParameterKind, Response, StatusKey};
use api_model::diagnostic::Diagnostic;

use super::bodies::{Way, media_names, plan_media};
use super::call::{Answer, Media, MediaForm};
use super::docs;
use super::item::{Field, ItemId, ItemKind, Met, Presence, Struct, Type};
use super::names::{self, Scope};
use super::objects::field_candidates;
use super::types::{Context, Planner};
use super::usage::Direction;

/// The answers of an operation in document order, and the media types of the successes.
pub(crate) fn plan(
    planner: &mut Planner<'_>,
    operation: &api::Operation,
    owner: &str,
) -> (Vec<Answer>, Vec<String>) {
    let mut planned = Vec::new();
    let mut media_types = Vec::new();
    let succeeds = operation.responses.iter().any(|(key, _)| key.is_success());
    let defaults = operation
        .responses
        .iter()
        .any(|(key, _)| *key == StatusKey::Default);
    if !succeeds && !defaults {
        planned.push(undocumented());
        let message = "no success is documented; a client gives its bytes";
        planner.notes.push(Diagnostic::warning(
            "undocumented-success",
            operation.place,
            message,
        ));
    }
    let sole = operation.responses.len() == 1;
    for (key, response) in &operation.responses {
        let success = key.is_success() || *key == StatusKey::Default && !succeeds;
        if success {
            media_types.extend(
                response
                    .content
                    .iter()
                    .map(|(media_type, _)| media_type.clone()),
            );
        }
        let role = if sole {
            "Response".to_owned()
        } else {
            format!("{}Response", key_name(*key, ""))
        };
        let context = Context::new(owner, &role);
        let headers = plan_headers(planner, operation, *key, response, owner);
        let shapes = shapes(planner, response, &context);
        let several = shapes.len() > 1;
        let mut scope = Scope::default();
        for shape in shapes {
            let variant = key_name(*key, "Status");
            let mut lines = docs::text(Some(&response.description));
            let (variant, media) = match shape {
                None => (variant, None),
                Some((media_type, media)) if several => {
                    let names = media_names(&media_type).into_iter();
                    let name = scope.claim(names.map(|name| format!("{variant}{name}")));
                    if let Some(last) = lines.last_mut() {
                        last.push_str(&format!(" ({})", crate::markdown::code(&media_type)));
                    } else {
                        lines.push(crate::markdown::code(&media_type));
                    }
                    (name, Some(media))
                }
                Some((_, media)) => (variant, Some(media)),
            };
            if lines.is_empty() {
                lines.push(default_words(*key));
            }
            planned.push(Answer {
                key: *key,
                variant,
                media,
                headers,
                docs: lines,
                success,
            });
        }
    }
    (planned, media_types)
}

fn undocumented() -> Answer {
    Answer {
        key: StatusKey::Range(2),
        variant: key_name(StatusKey::Range(2), "Status"),
        media: Some(Media {
            media_type: "application/octet-stream".to_owned(),
            form: MediaForm::Binary,
            ty: Type::Body,
            rules: Vec::new(),
            patterns: Vec::new(),
        }),
        headers: None,
        docs: vec!["Success, of which the description says nothing.".to_owned()],
        success: true,
    }
}

fn default_words(key: StatusKey) -> String {
    match key {
        StatusKey::Default => "Anything else.".to_owned(),
        key => format!("Status {key}."),
    }
}

fn key_name(key: StatusKey, prefix: &str) -> String {
    match key {
        StatusKey::Default => "Default".to_owned(),
        key => format!("{prefix}{key}"),
    }
}

/// The bodies a response may have; none stands for no body. JSON types of the same shape are one.
fn shapes(
    planner: &mut Planner<'_>,
    response: &Response,
    context: &Context,
) -> Vec<Option<(String, Media)>> {
    let mut found: Vec<Option<(String, Media)>> = Vec::new();
    for (media_type, content) in &response.content {
        let media = plan_media(planner, media_type, content, Way::Answered, context);
        let known = found.iter().flatten().any(|(_, known)| {
            known.form == media.form
                && known.ty == media.ty
                && (known.form == MediaForm::Json || known.media_type == media.media_type)
        });
        if !known {
            found.push(Some((media_type.clone(), media)));
        }
    }
    if found.is_empty() {
        found.push(None);
    }
    found
}

fn plan_headers(
    planner: &mut Planner<'_>,
    operation: &api::Operation,
    key: StatusKey,
    response: &Response,
    owner: &str,
) -> Option<ItemId> {
    if response.headers.is_empty() {
        return None;
    }
    let context = Context::new(owner, &format!("{}Headers", key_name(key, "")));
    let mut scope = Scope::default();
    let mut fields: Vec<Field> = Vec::new();
    for (name, header) in &response.headers {
        let wire = name.to_ascii_lowercase();
        if fields.iter().any(|field| field.wire == wire) {
            continue;
        }
        fields.push(header_field(planner, &wire, header, &context, &mut scope));
    }
    let title = response.component.as_deref().map(|component| {
        let component = names::as_type(&names::camel(component), "Response");
        format!("{component}Headers")
    });
    let met = Met {
        owner: context.owner,
        role: context.role,
        preferred: None,
        title,
        suffix: "",
        kind: "Struct",
    };
    let name = planner.scope.claim(met.candidates(owner));
    let label = crate::markdown::code(&operation.label());
    let docs = vec![match &response.component {
        Some(component) => format!(
            "The headers of the response {}.",
            crate::markdown::code(component)
        ),
        None => format!("The headers of {label}'s {key} response."),
    }];
    let default = fields.iter().all(|field| !field.presence.is_required());
    let kind = ItemKind::Struct(Struct {
        fields,
        default,
        deny_unknown: false,
        size: None,
        presence: Vec::new(),
    });
    let item = planner.add_loose_item(name, docs, kind);
    planner.types.items[item.0].met = Some(met);
    Some(item)
}

fn header_field(
    planner: &mut Planner<'_>,
    wire: &str,
    header: &Header,
    context: &Context,
    scope: &mut Scope,
) -> Field {
    let schema = match &header.kind {
        ParameterKind::Schema { schema, .. } => Some(*schema),
        ParameterKind::Content(_) => None,
    };
    let role = names::camel(wire);
    let inner = Context::new(&format!("{}{}", context.owner, context.role), &role);
    let ty = match schema {
        Some(schema) => planner.resolve(schema, Direction::Response, &inner).ty,
        None => {
            let message = "a header with `content`; typed as text";
            planner.notes.push(Diagnostic::warning(
                "header-media-type",
                header.place,
                message,
            ));
            Type::String
        }
    };
    let ty = if matches!(ty, Type::Unit | Type::Json) {
        Type::String
    } else {
        ty
    };
    let docs = match schema {
        Some(schema) => docs::member(planner.api, schema, header.description.as_deref(), wire),
        None => docs::text(header.description.as_deref()),
    };
    Field {
        name: scope.claim(field_candidates(wire)),
        wire: wire.to_owned(),
        docs,
        presence: Presence::of(header.required, false, &ty),
        ty,
        rules: Vec::new(),
    }
}
