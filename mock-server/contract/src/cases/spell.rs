//! From a draft to the request that goes out: parameters by their style, credentials where their
//! scheme wants them, the body in its media type.

use super::credential::{Carried, present};
use super::draft::{Draft, DraftBody, DraftContent};
use super::{Request, form};
use crate::options::Options;
use api_model::api::{
    Api, ApiKeyLocation, Location, Operation, Parameter, ParameterKind, PathSegment, Style,
};
use api_runtime::style::{self, Kind, Place};
use bytes::Bytes;
use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use serde_json::Value;

/// What a literal piece of a path template cannot hold on the wire (RFC 3986 section 3.3).
const LITERAL: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'<')
    .add(b'>')
    .add(b'?')
    .add(b'[')
    .add(b']')
    .add(b'\\')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');

/// Header parameters that are not sent: those the specification says are ignored (section
/// 4.8.12.1), and those that belong to the connection.
const NOT_OURS: &[&str] = &[
    "accept",
    "content-type",
    "authorization",
    "host",
    "content-length",
    "connection",
    "transfer-encoding",
    "te",
    "trailer",
    "upgrade",
    "expect",
    "keep-alive",
    "proxy-connection",
    "accept-encoding",
];

/// Whether a parameter takes part in requests.
pub(super) fn is_sent(parameter: &Parameter) -> bool {
    parameter.location != Location::Header
        || !NOT_OURS
            .iter()
            .any(|name| name.eq_ignore_ascii_case(&parameter.name))
}

/// Spells a draft.
///
/// # Errors
///
/// When a value has no spelling in its place; the message says which.
pub(super) fn spell(
    api: &Api,
    operation: &Operation,
    options: &Options,
    draft: &Draft,
) -> Result<Request, String> {
    let carried = present(api, operation, options, draft.credentials);
    let mut headers = vec![("Accept".to_owned(), draft.accept.clone())];
    headers.extend(spell_headers(operation, draft)?);
    let body = match &draft.body {
        None => None,
        Some(body) => {
            replace_header(&mut headers, "Content-Type", &body.content_type);
            Some(spell_body(api, operation, body)?)
        }
    };
    let cookie = spell_cookie(operation, draft, &carried)?;
    if !cookie.is_empty() {
        headers.push(("Cookie".to_owned(), cookie));
    }
    for one in carried
        .iter()
        .filter(|one| one.location == ApiKeyLocation::Header)
    {
        replace_header(&mut headers, &one.name, &one.value);
    }
    for (name, value) in &options.headers {
        replace_header(&mut headers, name, value);
    }
    let path = format!(
        "{}{}",
        spell_path(operation, draft)?,
        spell_query(operation, draft, &carried)?
    );
    Ok(Request {
        method: draft.method,
        path,
        headers,
        body,
    })
}

fn replace_header(headers: &mut Vec<(String, String)>, name: &str, value: &str) {
    headers.retain(|(known, _)| !known.eq_ignore_ascii_case(name));
    headers.push((name.to_owned(), value.to_owned()));
}

fn spell_path(operation: &Operation, draft: &Draft) -> Result<String, String> {
    let mut path = String::new();
    for segment in &operation.path.segments {
        path.push('/');
        for piece in segment {
            match piece {
                PathSegment::Literal(text) => {
                    path.extend(utf8_percent_encode(text, LITERAL));
                }
                PathSegment::Parameter(name) => {
                    path.push_str(&spell_piece(operation, draft, name)?)
                }
            }
        }
    }
    Ok(path)
}

fn spell_piece(operation: &Operation, draft: &Draft, name: &str) -> Result<String, String> {
    let missing = || format!("path parameter `{name}` has no value");
    let mut parameters = operation.parameters.iter().enumerate();
    let (index, parameter) = parameters
        .find(|(_, one)| one.location == Location::Path && one.name == name)
        .ok_or_else(missing)?;
    spell_parameter(parameter, draft.parameter(index).ok_or_else(missing)?)
}

fn spell_query(
    operation: &Operation,
    draft: &Draft,
    carried: &[Carried],
) -> Result<String, String> {
    let mut pairs = Vec::new();
    for (parameter, value) in sent(operation, draft, Location::Query) {
        if is_carried(carried, ApiKeyLocation::Query, &parameter.name) {
            continue;
        }
        pairs.push(spell_parameter(parameter, value)?);
    }
    pairs.extend(spell_keys(carried, ApiKeyLocation::Query));
    pairs.retain(|pair| !pair.is_empty());
    Ok(if pairs.is_empty() {
        String::new()
    } else {
        format!("?{}", pairs.join("&"))
    })
}

fn spell_cookie(
    operation: &Operation,
    draft: &Draft,
    carried: &[Carried],
) -> Result<String, String> {
    let mut pairs = Vec::new();
    for (parameter, value) in sent(operation, draft, Location::Cookie) {
        if is_carried(carried, ApiKeyLocation::Cookie, &parameter.name) {
            continue;
        }
        pairs.push(spell_parameter(parameter, value)?);
    }
    pairs.extend(spell_keys(carried, ApiKeyLocation::Cookie));
    pairs.retain(|pair| !pair.is_empty());
    Ok(pairs.join("; "))
}

fn spell_headers(operation: &Operation, draft: &Draft) -> Result<Vec<(String, String)>, String> {
    sent(operation, draft, Location::Header)
        .filter(|(parameter, _)| is_sent(parameter))
        .map(|(parameter, value)| Ok((parameter.name.clone(), spell_parameter(parameter, value)?)))
        .collect()
}

fn is_carried(carried: &[Carried], location: ApiKeyLocation, name: &str) -> bool {
    carried
        .iter()
        .any(|one| one.location == location && one.name == name)
}

fn spell_keys(carried: &[Carried], location: ApiKeyLocation) -> impl Iterator<Item = String> {
    let spelled = |one: &Carried| {
        format!(
            "{}={}",
            style::escape(&one.name, false),
            style::escape(&one.value, false)
        )
    };
    carried
        .iter()
        .filter(move |one| one.location == location)
        .map(spelled)
}

fn sent<'a>(
    operation: &'a Operation,
    draft: &'a Draft,
    location: Location,
) -> impl Iterator<Item = (&'a Parameter, &'a Value)> {
    let parameters = draft.parameters.iter();
    parameters
        .filter_map(|(index, value)| Some((operation.parameters.get(*index)?, value)))
        .filter(move |(parameter, _)| parameter.location == location)
}

fn spell_parameter(parameter: &Parameter, value: &Value) -> Result<String, String> {
    let place = match parameter.location {
        Location::Path => Place::Path,
        Location::Query => Place::Query,
        Location::Header => Place::Header,
        Location::Cookie => Place::Cookie,
    };
    style::encode(place, &parameter.name, value, style_of(&parameter.kind)).map_err(|error| {
        format!(
            "{} parameter `{}`: {error}",
            parameter.location.as_str(),
            parameter.name
        )
    })
}

/// The style of a parameter in the words of the runtime.
pub(crate) fn style_of(kind: &ParameterKind) -> style::Style {
    match kind {
        ParameterKind::Content(_) => style::Style::JSON,
        ParameterKind::Schema {
            style,
            explode,
            allow_reserved,
            ..
        } => style::Style {
            kind: kind_of(*style),
            explode: *explode,
            allow_reserved: *allow_reserved,
        },
    }
}

pub(super) fn kind_of(style: Style) -> Kind {
    match style {
        Style::Matrix => Kind::Matrix,
        Style::Label => Kind::Label,
        Style::Simple => Kind::Simple,
        Style::Form => Kind::Form,
        Style::SpaceDelimited => Kind::SpaceDelimited,
        Style::PipeDelimited => Kind::PipeDelimited,
        Style::DeepObject => Kind::DeepObject,
    }
}

fn spell_body(api: &Api, operation: &Operation, body: &DraftBody) -> Result<Bytes, String> {
    match &body.content {
        DraftContent::Bytes(bytes) => Ok(bytes.clone()),
        DraftContent::Value(value) => {
            let content = operation.request_body.as_ref().map(|body| &body.content);
            let media = content
                .zip(body.media)
                .and_then(|(content, index)| content.get(index));
            form::write_body(
                api,
                &body.content_type,
                media.map(|(_, media)| media),
                value,
            )
        }
    }
}
