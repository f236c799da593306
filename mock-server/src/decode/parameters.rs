//! Parameters: path, query, headers and cookies, in every style.

use super::json::parse_json;
use super::typed::{add_readings, shapes};
use super::{Context, Reading};
use crate::fault::Fault;
use crate::media::{Kind as MediaKind, MediaName};
use crate::message::Incoming;
use crate::text::unescape;
use api_model::api::{
    Content, Location, Operation, Parameter, ParameterKind, SchemaId, Style as ApiStyle,
};
use api_runtime::style::{Kind, Pairs, Raw, Shape, Source, Style, decode_raw};
use serde_json::Value;
use std::borrow::Cow;
use std::cell::OnceCell;

/// Headers that are described elsewhere in the document; parameters of these names are ignored
/// (OpenAPI 3.1 section 4.8.12.1).
const IGNORED_HEADERS: [&str; 3] = ["accept", "content-type", "authorization"];

/// Decodes the parameters of an operation; gives those that were sent and could be read.
pub(crate) fn decode_parameters(
    cx: Context<'_>,
    operation: &Operation,
    incoming: &Incoming<'_>,
    arguments: &[(String, Cow<'_, str>)],
    faults: &mut Vec<Fault>,
) -> Vec<(usize, Reading)> {
    let carriers = Carriers::new(operation, incoming, arguments);
    let mut readings = Vec::new();
    for (index, parameter) in operation.parameters.iter().enumerate() {
        if is_ignored(parameter) {
            continue;
        }
        match decode_parameter(cx, parameter, &carriers) {
            Ok(Some(reading)) => readings.push((index, reading)),
            Ok(None) if parameter.required => faults.push(Fault::missing(
                parameter.location.into(),
                Some(&parameter.name),
                parameter.place,
            )),
            Ok(None) => {}
            Err(message) => faults.push(
                Fault::syntax(parameter.location.into(), Some(&parameter.name), message)
                    .at(parameter.place),
            ),
        }
    }
    readings
}

fn is_ignored(parameter: &Parameter) -> bool {
    parameter.location == Location::Header
        && IGNORED_HEADERS
            .iter()
            .any(|name| parameter.name.eq_ignore_ascii_case(name))
}

/// Where parameters come from, taken apart when first needed.
struct Carriers<'r> {
    operation: &'r Operation,
    incoming: &'r Incoming<'r>,
    arguments: &'r [(String, Cow<'r, str>)],
    query: OnceCell<Pairs>,
    free_query: OnceCell<Pairs>,
    cookies: OnceCell<Pairs>,
}

impl<'r> Carriers<'r> {
    fn new(
        operation: &'r Operation,
        incoming: &'r Incoming<'r>,
        arguments: &'r [(String, Cow<'r, str>)],
    ) -> Self {
        Carriers {
            operation,
            incoming,
            arguments,
            query: OnceCell::new(),
            free_query: OnceCell::new(),
            cookies: OnceCell::new(),
        }
    }

    fn query(&self) -> &Pairs {
        self.query
            .get_or_init(|| Pairs::of_query(self.incoming.query))
    }

    /// The pairs of the query that no other parameter has a claim on: what belongs to an object
    /// whose properties nobody listed.
    fn free_query(&self) -> &Pairs {
        self.free_query.get_or_init(|| {
            let claimed = |pair: &&str| {
                let name = Pairs::of_query(pair);
                let name = name.names().next().unwrap_or_default().to_owned();
                let base = name.split('[').next().unwrap_or_default();
                !self.operation.parameters.iter().any(|parameter| {
                    parameter.location == Location::Query
                        && (parameter.name == name || parameter.name == base)
                })
            };
            let free: Vec<&str> = self.incoming.query.split('&').filter(claimed).collect();
            Pairs::of_query(&free.join("&"))
        })
    }

    fn cookies(&self) -> &Pairs {
        self.cookies
            .get_or_init(|| Pairs::of_cookies(&self.incoming.cookies().unwrap_or_default()))
    }

    /// Refuses escapes that are none in the text of a parameter, wherever it is.
    fn check_escapes(&self, parameter: &Parameter) -> Result<(), String> {
        let name = parameter.name.as_str();
        let pairs = match parameter.location {
            Location::Path | Location::Header => return Ok(()),
            Location::Query => self.query(),
            // Cookies need no escapes, and many senders write none.
            Location::Cookie => return Ok(()),
        };
        pairs
            .values(name)
            .try_for_each(|value| unescape(value).map(drop).map_err(|error| error.to_string()))
    }
}

/// Decodes one parameter; `None` when it was not sent.
fn decode_parameter(
    cx: Context<'_>,
    parameter: &Parameter,
    carriers: &Carriers<'_>,
) -> Result<Option<Reading>, String> {
    carriers.check_escapes(parameter)?;
    if parameter.allow_empty_value && is_empty(parameter, carriers) {
        return Ok(Some(Reading {
            schema: None,
            candidates: vec![Value::String(String::new())],
        }));
    }
    match &parameter.kind {
        ParameterKind::Content(content) => decode_content(parameter, content, carriers),
        ParameterKind::Schema {
            schema,
            style,
            explode,
            ..
        } => decode_styled(cx, parameter, *schema, style_of(*style, *explode), carriers),
    }
}

fn is_empty(parameter: &Parameter, carriers: &Carriers<'_>) -> bool {
    parameter.location == Location::Query
        && carriers.query().values(&parameter.name).next() == Some("")
}

/// The runtime's words for a style.
pub(crate) fn style_of(style: ApiStyle, explode: bool) -> Style {
    let kind = match style {
        ApiStyle::Matrix => Style::MATRIX,
        ApiStyle::Label => Style::LABEL,
        ApiStyle::Simple => Style::SIMPLE,
        ApiStyle::Form => Style::FORM,
        ApiStyle::SpaceDelimited => Style::SPACE_DELIMITED,
        ApiStyle::PipeDelimited => Style::PIPE_DELIMITED,
        ApiStyle::DeepObject => Style::DEEP_OBJECT,
    };
    kind.explode(explode)
}

fn decode_styled(
    cx: Context<'_>,
    parameter: &Parameter,
    schema: SchemaId,
    style: Style,
    carriers: &Carriers<'_>,
) -> Result<Option<Reading>, String> {
    let expected = cx.expectations.of(cx.api, schema);
    let names: Vec<&str> = expected.properties.keys().map(String::as_str).collect();
    let mut candidates = Vec::new();
    let mut error = None;
    for shape in shapes(expected, &names) {
        match read_raw(parameter, style, shape, carriers) {
            Ok(Some(raw)) => add_readings(cx, &raw, Some(schema), &mut candidates),
            Ok(None) => {}
            Err(message) => error = Some(message),
        }
    }
    match (candidates.is_empty(), error) {
        (true, Some(message)) => Err(message),
        (true, None) => Ok(None),
        (false, _) => Ok(Some(Reading {
            schema: Some(schema),
            candidates,
        })),
    }
}

fn read_raw(
    parameter: &Parameter,
    style: Style,
    shape: Shape<'_>,
    carriers: &Carriers<'_>,
) -> Result<Option<Raw>, String> {
    let name = parameter.name.as_str();
    let header;
    let source = match parameter.location {
        Location::Path => {
            let Some((_, text)) = carriers.arguments.iter().find(|(known, _)| known == name) else {
                return Ok(None);
            };
            Source::Path(text)
        }
        Location::Header => {
            header = carriers.incoming.header(name);
            Source::Header(header.as_deref())
        }
        Location::Query if shape == Shape::AnyObject && style.kind == Kind::Form => {
            Source::Query(carriers.free_query())
        }
        Location::Query => Source::Query(carriers.query()),
        Location::Cookie => Source::Cookie(carriers.cookies()),
    };
    decode_raw(source, name, style, shape).map_err(|error| error.message)
}

/// A parameter with `content`: one text that is a document of a media type.
fn decode_content(
    parameter: &Parameter,
    content: &Content,
    carriers: &Carriers<'_>,
) -> Result<Option<Reading>, String> {
    let raw = read_raw(parameter, Style::JSON, Shape::Primitive, carriers)?;
    let (Some(Raw::Primitive(text)), Some((written, media))) = (raw, content.first()) else {
        return Ok(None);
    };
    let is_json = MediaName::parse(written).is_some_and(|name| name.kind() == MediaKind::Json);
    let value = if is_json {
        parse_json(text.as_bytes()).map_err(|error| error.to_string())?
    } else {
        Value::String(text)
    };
    Ok(Some(Reading {
        schema: media.schema,
        candidates: vec![value],
    }))
}
