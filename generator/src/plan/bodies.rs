//! Bodies: media types to forms of writing, and the types of multipart parts.

use api_model::api::{self, Encoding, MediaType, SchemaId, ShapeKind, Style};
use api_model::diagnostic::Diagnostic;
use indexmap::IndexMap;

use super::call::{Body, BodyKind, Media, MediaForm, Writing};
use super::docs;
use super::facts::{Facts, dereference};
use super::item::{ItemKind, Part, PartForm, Type, UnionVariant};
use super::names::{self, Scope};
use super::objects::field_candidates;
use super::parameters::{Checked, is_structured};
use super::types::{Context, Planner};
use super::usage::Direction;

/// The way that a body goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Way {
    /// To the API.
    Asked,
    /// From the API, as an answer.
    Answered,
    /// From the API, unasked: a request as well, but of what the API has.
    Sent,
}

impl Way {
    /// The direction that types are those of.
    fn direction(self) -> Direction {
        match self {
            Way::Asked => Direction::Request,
            Way::Answered | Way::Sent => Direction::Response,
        }
    }

    /// Whether a server reads it.
    fn is_request(self) -> bool {
        self != Way::Answered
    }
}

/// The request body of an operation.
pub(crate) fn plan(
    planner: &mut Planner<'_>,
    operation: &api::Operation,
    owner: &str,
    way: Way,
) -> Option<Body> {
    let body = operation.request_body.as_ref()?;
    let context = Context::new(owner, "Body");
    let mut media: Vec<(String, Media)> = Vec::new();
    for (media_type, content) in &body.content {
        let mut planned = plan_media(planner, media_type, content, way, &context);
        // A stream of values is an argument of its own kind; as one choice of several it is a body of bytes.
        if body.content.len() > 1 && matches!(planned.form, MediaForm::Lines | MediaForm::Events) {
            (planned.form, planned.ty) = (MediaForm::Binary, Type::Body);
        }
        let known = media.iter().any(|(_, known)| {
            known.form == planned.form
                && known.ty == planned.ty
                && (known.form == MediaForm::Json || known.media_type == planned.media_type)
        });
        if !known {
            media.push((media_type.clone(), planned));
        }
    }
    let lines = docs::text(body.description.as_deref());
    let lines = if lines.is_empty() {
        vec!["The body.".to_owned()]
    } else {
        lines
    };
    let kind = match media.len() {
        0 => return None,
        1 => BodyKind::One(media.swap_remove(0).1),
        _ => several(planner, operation, owner, media),
    };
    Some(Body {
        required: body.required,
        docs: lines,
        kind,
    })
}

fn several(
    planner: &mut Planner<'_>,
    operation: &api::Operation,
    owner: &str,
    media: Vec<(String, Media)>,
) -> BodyKind {
    let name = planner
        .scope
        .claim([format!("{owner}Body"), format!("{owner}BodyMedia")]);
    let docs = vec![format!(
        "The body of {}: one of its media types.",
        crate::markdown::code(&operation.label())
    )];
    let mut scope = Scope::without(&["Self"]);
    let mut variants = Vec::new();
    let mut planned = Vec::new();
    for (media_type, media) in media {
        let name = scope.claim(media_names(&media_type));
        variants.push(UnionVariant {
            name: name.clone(),
            docs: vec![crate::markdown::code(&media_type)],
            ty: media.ty.clone(),
            rules: Vec::new(),
        });
        planned.push((name, media));
    }
    let kind = ItemKind::Media(variants);
    let item = planner.add_loose_item(name, docs, kind);
    BodyKind::Several {
        item,
        media: planned,
    }
}

/// What a media type is called: `Json`, `OctetStream`.
pub(crate) fn media_names(media_type: &str) -> Vec<String> {
    let essence = media_type
        .split(';')
        .next()
        .unwrap_or_default()
        .trim()
        .to_ascii_lowercase();
    let (kind, subtype) = essence.split_once('/').unwrap_or(("", &essence));
    let short = match (kind, subtype) {
        ("text", "plain") => "Text".to_owned(),
        ("application", "x-www-form-urlencoded") => "Form".to_owned(),
        ("multipart", "form-data") => "Multipart".to_owned(),
        ("text", "event-stream") => "Events".to_owned(),
        ("*", _) => "Any".to_owned(),
        (kind, "*") => names::camel(&format!("any {kind}")),
        (_, subtype) => names::camel(subtype.trim_start_matches("x-")),
    };
    let full = names::camel(&essence);
    let with_parameters = names::camel(&media_type.replace(['+', ';', '='], " "));
    [short, full, with_parameters]
        .into_iter()
        .map(|name| names::as_variant(&name, "Media"))
        .collect()
}

pub(crate) fn is_json(media_type: &str) -> bool {
    let essence = essence(media_type);
    essence == "application/json" || essence == "text/json" || essence.ends_with("+json")
}

fn essence(media_type: &str) -> String {
    media_type
        .split(';')
        .next()
        .unwrap_or_default()
        .trim()
        .to_ascii_lowercase()
}

/// A body of one media type.
pub(crate) fn plan_media(
    planner: &mut Planner<'_>,
    media_type: &str,
    content: &MediaType,
    way: Way,
    context: &Context,
) -> Media {
    let (form, ty, (rules, patterns)) = form_of(planner, media_type, content, way, context);
    let media_type = sent_as(media_type, &form);
    Media {
        media_type,
        form,
        ty,
        rules,
        patterns,
    }
}

/// A range is no type to send: the type that the form of writing has stands for it.
fn sent_as(media_type: &str, form: &MediaForm) -> String {
    if !media_type.contains('*') && media_type.contains('/') {
        return media_type.to_owned();
    }
    match form {
        MediaForm::Json => "application/json".to_owned(),
        MediaForm::Text => "text/plain".to_owned(),
        _ => "application/octet-stream".to_owned(),
    }
}

fn form_of(
    planner: &mut Planner<'_>,
    media_type: &str,
    content: &MediaType,
    way: Way,
    context: &Context,
) -> (MediaForm, Type, Checked) {
    let essence = essence(media_type);
    let plain = |form, ty| (form, ty, (Vec::new(), Vec::new()));
    let schema = content.schema;
    let structured = schema.is_some_and(|schema| is_structured(planner, schema));
    match essence.as_str() {
        "application/x-ndjson"
        | "application/jsonl"
        | "application/ndjson"
        | "application/jsonlines"
        | "application/x-jsonlines"
        | "application/json-lines"
        | "application/stream+json" => {
            plain(MediaForm::Lines, item_type(planner, schema, way, context))
        }
        "text/event-stream" => plain(MediaForm::Events, item_type(planner, schema, way, context)),
        _ if is_json(media_type) || essence == "*/*" && structured => {
            let Some(schema) = schema else {
                return plain(MediaForm::Json, Type::Json);
            };
            typed(planner, MediaForm::Json, schema, way, context)
        }
        "application/x-www-form-urlencoded" => {
            match schema.filter(|schema| is_object(planner, *schema)) {
                Some(schema) => {
                    let form = MediaForm::Form(encodings(planner, &content.encoding));
                    typed(planner, form, schema, way, context)
                }
                None => plain(MediaForm::Form(Vec::new()), Type::map(Type::Json)),
            }
        }
        _ if essence.starts_with("multipart/") && way.is_request() => {
            multipart(planner, content, context)
        }
        _ if is_text(&essence) => {
            if structured && essence.contains("xml") {
                let message = format!("`{media_type}` is not translated to types; typed as text");
                planner
                    .notes
                    .push(Diagnostic::warning("xml-as-text", content.place, message));
            }
            plain(MediaForm::Text, Type::String)
        }
        _ => plain(MediaForm::Binary, Type::Body),
    }
}

fn typed(
    planner: &mut Planner<'_>,
    form: MediaForm,
    schema: SchemaId,
    way: Way,
    context: &Context,
) -> (MediaForm, Type, Checked) {
    let ty = planner.resolve(schema, way.direction(), context).whole();
    let mut patterns = Vec::new();
    let mut rules = Vec::new();
    if way.is_request() {
        let owner = format!("{}{}", context.owner, context.role);
        rules = super::rules::plan(planner, schema, &ty, &owner, &mut patterns);
    }
    (form, ty, (rules, patterns))
}

/// The type of what a stream is made of. A schema that is a list of them describes the whole stream.
fn item_type(
    planner: &mut Planner<'_>,
    schema: Option<SchemaId>,
    way: Way,
    context: &Context,
) -> Type {
    match schema {
        None => Type::Json,
        Some(schema) => match planner.resolve(schema, way.direction(), context).whole() {
            Type::Vec(item) => *item,
            other => other,
        },
    }
}

fn is_text(essence: &str) -> bool {
    const TEXT: &[&str] = &[
        "application/xml",
        "application/yaml",
        "application/x-yaml",
        "application/graphql",
        "application/jwt",
        "application/javascript",
        "application/sql",
        "application/toml",
        "application/x-sh",
        "application/csv",
        "application/x-pem-file",
        "application/ecmascript",
        "application/x-csv",
    ];
    essence.starts_with("text/")
        || TEXT.contains(&essence)
        || essence.ends_with("+xml")
        || essence.ends_with("+yaml")
}

fn is_object(planner: &Planner<'_>, id: SchemaId) -> bool {
    let (target, _) = dereference(planner.api, id);
    matches!(
        planner.api.schema(target).shape.kind,
        ShapeKind::Object(_) | ShapeKind::Union(_)
    )
}

/// Properties of a form that are not written in the usual way.
fn encodings(
    planner: &mut Planner<'_>,
    encoding: &IndexMap<String, Encoding>,
) -> Vec<(String, Writing)> {
    let mut found = Vec::new();
    for (name, encoding) in encoding {
        let json = encoding.content_type.as_deref().is_some_and(is_json);
        if encoding.style.is_none() && encoding.explode.is_none() && !encoding.allow_reserved {
            if json {
                found.push((name.clone(), Writing::Json));
            } else if encoding.content_type.is_some() {
                let message = format!("the content type of the form field `{name}` is not sent");
                planner.notes.push(Diagnostic::warning(
                    "form-content-type",
                    encoding.place,
                    message,
                ));
            }
            continue;
        }
        let style = encoding.style.unwrap_or(Style::Form);
        let explode = encoding
            .explode
            .unwrap_or(matches!(style, Style::Form | Style::DeepObject));
        found.push((
            name.clone(),
            Writing::Styled {
                style,
                explode,
                allow_reserved: encoding.allow_reserved,
            },
        ));
    }
    found
}

fn multipart(
    planner: &mut Planner<'_>,
    content: &MediaType,
    context: &Context,
) -> (MediaForm, Type, Checked) {
    let object = content.schema.and_then(|schema| {
        let (target, _) = dereference(planner.api, schema);
        let properties = super::facts::all_properties(planner.api, target, 0)?;
        (!properties.is_empty()).then_some((target, properties))
    });
    let api = planner.api;
    let Some((schema, properties)) = object else {
        let message = "a multipart body without known parts; typed as bytes, boundary included";
        planner.notes.push(Diagnostic::warning(
            "multipart-without-parts",
            content.place,
            message,
        ));
        return (MediaForm::Binary, Type::Body, (Vec::new(), Vec::new()));
    };
    let owner = format!("{}{}", context.owner, context.role);
    let name = match &api.schema(schema).name {
        Some(name) => {
            let name = names::as_type(&names::camel(name), "Schema");
            planner.scope.claim([owner, format!("{name}Parts")])
        }
        None => planner
            .scope
            .claim([owner.clone(), format!("{owner}Parts")]),
    };
    let item = planner.add_loose_item(name.clone(), docs::schema(api, schema), ItemKind::Pending);
    let mut scope = Scope::without(&["form", "parts"]);
    let mut parts = Vec::new();
    for (wire, property) in &properties {
        if property.read_only && !property.write_only {
            continue;
        }
        let encoding = content.encoding.get(wire);
        let (form, ty, many) = part_type(planner, wire, property.schema, encoding, &name);
        let ty = if form == PartForm::File {
            Type::FilePart
        } else {
            ty
        };
        let field = scope.claim(field_candidates(wire));
        let rules = match form {
            PartForm::File => Vec::new(),
            _ => planner.rules_for(property.schema, &ty, item, &format!("{name}_{field}")),
        };
        parts.push(Part {
            docs: docs::member(api, property.schema, None, wire),
            name: field,
            wire: wire.clone(),
            required: property.required,
            ty,
            form,
            many,
            rules,
        });
    }
    planner.types.items[item.0].kind = ItemKind::Multipart(parts);
    (
        MediaForm::Multipart,
        Type::Item(item),
        (Vec::new(), Vec::new()),
    )
}

/// How a part is written (OpenAPI 3.1 section 4.8.15.1.1), its type, and whether there may be several.
fn part_type(
    planner: &mut Planner<'_>,
    wire: &str,
    schema: SchemaId,
    encoding: Option<&Encoding>,
    owner: &str,
) -> (PartForm, Type, bool) {
    let api = planner.api;
    let (target, _) = dereference(api, schema);
    let declared = encoding.and_then(|encoding| encoding.content_type.as_deref());
    let role = names::camel(wire);
    let role = if role.is_empty() {
        "Part".to_owned()
    } else {
        role
    };
    let context = Context::new(owner, &role);
    if let ShapeKind::Array(array) = &api.schema(target).shape.kind
        && array
            .items
            .is_some_and(|items| is_file(planner, items, declared))
    {
        return (PartForm::File, Type::FilePart, true);
    }
    if is_file(planner, schema, declared) {
        return (PartForm::File, Type::FilePart, false);
    }
    let ty = planner.resolve(schema, Direction::Request, &context).ty;
    let form = match (&ty, declared) {
        (_, Some(declared)) if is_json(declared) => PartForm::Json,
        (Type::Map(_) | Type::Json | Type::Tuple(_), _) => PartForm::Json,
        (Type::Vec(inner), _) if !is_simple(planner, inner) => PartForm::Json,
        (Type::Item(_), _) if !is_simple(planner, &ty) => PartForm::Json,
        _ => PartForm::Text,
    };
    (form, ty, false)
}

fn is_simple(planner: &Planner<'_>, ty: &Type) -> bool {
    match ty {
        Type::Item(item) => matches!(
            planner.types.item(*item).kind,
            ItemKind::StringEnum(_) | ItemKind::IntegerEnum(..) | ItemKind::MixedEnum(_)
        ),
        Type::Vec(_) | Type::Map(_) | Type::Json | Type::Tuple(_) => false,
        _ => true,
    }
}

fn is_file(planner: &Planner<'_>, id: SchemaId, declared: Option<&str>) -> bool {
    let api = planner.api;
    let (target, _) = dereference(api, id);
    let schema = api.schema(target);
    let facts = Facts::of(api, id);
    let media = schema.keywords.content_media_type.as_deref().or(declared);
    let raw = media.is_some_and(|media| !is_json(media) && !is_text(&essence(media)));
    match &schema.shape.kind {
        ShapeKind::String => {
            matches!(facts.format.as_deref(), Some("binary" | "file"))
                || raw && facts.content_encoding.is_none()
        }
        ShapeKind::Any => raw,
        _ => false,
    }
}
