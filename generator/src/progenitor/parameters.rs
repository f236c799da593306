//! Parameters: what progenitor can write itself, what it takes as text, what it has not.

use super::prepare::{Draft, Preparer, Refusal};
use crate::markdown;
use api_model::api::{Location, Parameter, ParameterKind, SchemaId, ShapeKind, Style};
use openapiv3::{
    HeaderStyle, ParameterData, ParameterSchemaOrContent, PathStyle, QueryStyle, ReferenceOr,
    Schema,
};

/// Headers that are no parameters, whatever a document says (OpenAPI 3.1 section 4.8.12.1).
const NO_PARAMETERS: &[&str] = &["accept", "content-type", "authorization"];

/// What becomes of a parameter.
enum Fate {
    /// It is one of ours.
    Typed(SchemaId),
    /// The caller gives the text, which is what the reason says.
    Text(&'static str),
    /// It is missing.
    Dropped(&'static str),
}

impl Preparer<'_> {
    /// Sets the parameters of an operation.
    pub(super) fn parameters(&mut self, draft: &mut Draft<'_>) -> Result<(), Refusal> {
        let source = draft.source;
        for parameter in &source.parameters {
            let is_header = parameter.location == Location::Header;
            let lower = parameter.name.to_ascii_lowercase();
            if is_header && NO_PARAMETERS.contains(&lower.as_str()) {
                continue;
            }
            let schema = match self.fate(parameter)? {
                Fate::Typed(schema) => self.types.parameter(schema),
                Fate::Text(what) => {
                    let what = format!("the parameter `{}` is {what}", parameter.name);
                    self.limit(draft, parameter.place, &what);
                    self.types.text()
                }
                Fate::Dropped(why) => {
                    let what = format!("the parameter `{}` is missing: {why}", parameter.name);
                    self.limit(draft, parameter.place, &what);
                    continue;
                }
            };
            let written = write(draft, parameter, schema);
            draft.operation.parameters.push(ReferenceOr::Item(written));
        }
        Ok(())
    }

    fn fate(&self, parameter: &Parameter) -> Result<Fate, Refusal> {
        let ParameterKind::Schema {
            schema,
            style,
            explode,
            ..
        } = &parameter.kind
        else {
            return match parameter.location {
                Location::Cookie => Ok(Fate::Dropped("it has no cookies")),
                _ => Ok(Fate::Text("taken as the text of its document")),
            };
        };
        match (parameter.location, style) {
            (Location::Cookie, _) => Ok(Fate::Dropped("it has no cookies")),
            (Location::Path, Style::Simple) => Ok(self.displayed(*schema)),
            (Location::Header, _) if !is_token(&parameter.name) => {
                Ok(Fate::Dropped("its name is not that of a header"))
            }
            (Location::Header, _) => Ok(self.displayed(*schema)),
            (Location::Query, Style::Form) => Ok(self.in_query(*schema, *explode)),
            (Location::Query, Style::SpaceDelimited | Style::PipeDelimited) => {
                Ok(Fate::Text("taken as text, its items joined"))
            }
            (Location::Query, _) if !parameter.required => {
                Ok(Fate::Dropped("it has no `deepObject`"))
            }
            (_, style) => Err(Refusal {
                place: parameter.place,
                reason: format!("it has no `{}` for `{}`", style.as_str(), parameter.name),
            }),
        }
    }

    /// Values in paths and headers are written by `Display`.
    fn displayed(&self, schema: SchemaId) -> Fate {
        if self.types.displays(schema) {
            Fate::Typed(schema)
        } else {
            Fate::Text("taken as the text it has on the wire")
        }
    }

    /// Values in the query are serialised: lists as repeated parameters, objects as one each.
    fn in_query(&self, schema: SchemaId, explode: bool) -> Fate {
        match self.types.kind(schema) {
            ShapeKind::Array(list) => match list.items.map(|items| self.types.kind(items)) {
                Some(items) if explode && is_scalar(items) => Fate::Typed(schema),
                _ => Fate::Text("taken as text, its items joined"),
            },
            ShapeKind::Object(_) if explode => Fate::Typed(schema),
            kind if is_scalar(kind) => Fate::Typed(schema),
            _ => Fate::Text("taken as the text it has on the wire"),
        }
    }
}

fn is_scalar(kind: &ShapeKind) -> bool {
    matches!(
        kind,
        ShapeKind::Boolean
            | ShapeKind::Integer
            | ShapeKind::Number
            | ShapeKind::String
            | ShapeKind::Enum(_)
    )
}

fn write(
    draft: &mut Draft<'_>,
    parameter: &Parameter,
    schema: ReferenceOr<Schema>,
) -> openapiv3::Parameter {
    let name = draft
        .names
        .take(&parameter.name, parameter.location.as_str());
    let renamed = name != parameter.name;
    if renamed && parameter.location == Location::Path {
        let old = format!("{{{}}}", parameter.name);
        draft.path = draft.path.replace(&old, &format!("{{{name}}}"));
    } else if renamed {
        draft
            .mending
            .wire_names
            .push((name.clone(), parameter.name.clone()));
    }
    let description = parameter.description.as_deref().map(markdown::first_line);
    let parameter_data = ParameterData {
        name,
        description: description.filter(|text| !text.is_empty()),
        required: parameter.required,
        deprecated: None,
        format: ParameterSchemaOrContent::Schema(schema),
        example: None,
        examples: Default::default(),
        explode: None,
        extensions: Default::default(),
    };
    match parameter.location {
        Location::Path => openapiv3::Parameter::Path {
            parameter_data,
            style: PathStyle::Simple,
        },
        Location::Header => openapiv3::Parameter::Header {
            parameter_data,
            style: HeaderStyle::Simple,
        },
        Location::Query | Location::Cookie => openapiv3::Parameter::Query {
            parameter_data,
            allow_reserved: false,
            style: QueryStyle::Form,
            allow_empty_value: None,
        },
    }
}

/// Whether a text is a token (RFC 9110 section 5.6.2), as names of headers are.
pub(super) fn is_token(text: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    !text.is_empty() && text.bytes().all(allowed)
}
