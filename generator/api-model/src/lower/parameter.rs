//! Parameter Objects (OpenAPI 3.1 section 4.8.12).

use super::{Cx, Fields, Kind, ObjectKind, nearest};
use crate::api::{Keywords, Location, Parameter, ParameterKind, Style, Type, TypeSet};
use crate::diagnostic::Diagnostic;
use crate::document::{Node, NodeValue, Object};
use crate::resolve::At;
use crate::source::Place;
use indexmap::IndexMap;
use indexmap::map::Entry as MapEntry;

const PARAMETER: ObjectKind = ObjectKind {
    name: "parameter",
    fields: &[
        "name",
        "in",
        "description",
        "required",
        "deprecated",
        "allowEmptyValue",
        "style",
        "explode",
        "allowReserved",
        "schema",
        "example",
        "examples",
        "content",
    ],
};

/// Fields of OpenAPI 2, which are understood where there is no `schema`.
pub(super) const OLDER_FIELDS: &[&str] = &[
    "type",
    "format",
    "items",
    "default",
    "maximum",
    "exclusiveMaximum",
    "minimum",
    "exclusiveMinimum",
    "maxLength",
    "minLength",
    "pattern",
    "maxItems",
    "minItems",
    "uniqueItems",
    "enum",
    "multipleOf",
    "nullable",
    "collectionFormat",
];

const LOCATIONS: [Location; 4] = [
    Location::Path,
    Location::Query,
    Location::Header,
    Location::Cookie,
];

const STYLES: [Style; 7] = [
    Style::Matrix,
    Style::Label,
    Style::Simple,
    Style::Form,
    Style::SpaceDelimited,
    Style::PipeDelimited,
    Style::DeepObject,
];

impl<'a> Cx<'a> {
    /// The `parameters` of an operation or path item, each name and location once.
    pub(super) fn lower_parameters(&mut self, owner: &Fields<'a>) -> IndexMap<Key, Parameter> {
        let mut parameters: IndexMap<Key, Parameter> = IndexMap::new();
        for at in owner.items(self, "parameters") {
            let Some(parameter) = self.lower_parameter(at) else {
                continue;
            };
            match parameters.entry(key(&parameter)) {
                MapEntry::Occupied(first) => self.warn_repeated(at, first.get()),
                MapEntry::Vacant(free) => {
                    free.insert(parameter);
                }
            }
        }
        parameters
    }

    fn warn_repeated(&mut self, at: At<'a>, first: &Parameter) {
        let message = format!(
            "the {} parameter `{}` is listed twice; the first one counts",
            first.location.as_str(),
            first.name
        );
        self.report.add(
            Diagnostic::warning("duplicate-parameter", at.place(), message)
                .related(first.place, "first listed here"),
        );
    }

    pub(super) fn lower_parameter(&mut self, at: At<'a>) -> Option<Parameter> {
        let followed = self.follow(at, Kind::Parameter)?;
        let read = self.once(
            at,
            followed.at,
            |cx| &mut cx.memo.parameters,
            Self::read_parameter,
        );
        let mut parameter = read?;
        if followed.description.is_some() {
            parameter.description = followed.description;
        }
        parameter.component = followed.component;
        Some(parameter)
    }

    fn read_parameter(&mut self, at: At<'a>) -> Option<Parameter> {
        let fields = self.fields(at, &PARAMETER)?;
        let name = fields.text(self, "name");
        let location = self.lower_location(&fields);
        let Some(name) = name else {
            let message = "a parameter needs a `name`";
            self.report
                .add(Diagnostic::error("missing-name", at.place(), message));
            return None;
        };
        let location = location?;
        if location == Location::Header && is_set_by_other_means(&name) {
            let message =
                format!("the header parameter `{name}` is ignored, as the specification asks");
            self.report.add(
                Diagnostic::warning("reserved-header", at.place(), message)
                    .help("media types and security schemes say what these headers hold"),
            );
            return None;
        }
        let required = self.lower_required(&fields, location, &name);
        let what = format!("the parameter `{name}`");
        Some(Parameter {
            place: at.place(),
            component: None,
            location,
            description: fields.text(self, "description"),
            required,
            deprecated: fields.flag(self, "deprecated").unwrap_or(false),
            allow_empty_value: fields.flag(self, "allowEmptyValue").unwrap_or(false),
            kind: self.lower_parameter_kind(&fields, location, &what),
            examples: self.lower_examples(&fields),
            extensions: fields.extensions(self),
            name,
        })
    }

    fn lower_location(&mut self, fields: &Fields<'a>) -> Option<Location> {
        let Some((text, place)) = fields.text_at(self, "in") else {
            let message = "a parameter needs `in`: path, query, header or cookie";
            self.report.add(Diagnostic::error(
                "missing-location",
                fields.place(),
                message,
            ));
            return None;
        };
        let lower = text.to_ascii_lowercase();
        if let Some(location) = LOCATIONS.into_iter().find(|known| known.as_str() == lower) {
            return Some(location);
        }
        let message = format!("parameters cannot be in `{text}`");
        let help = match text {
            "body" | "formData" => "since OpenAPI 3.0 this is a `requestBody`",
            _ => "the places are path, query, header and cookie",
        };
        self.report
            .add(Diagnostic::error("unknown-location", place, message).help(help));
        None
    }

    fn lower_required(&mut self, fields: &Fields<'a>, location: Location, name: &str) -> bool {
        let required = fields.flag(self, "required").unwrap_or(false);
        if location != Location::Path || required {
            return required;
        }
        let message =
            format!("the path parameter `{name}` must say `required: true`; it is required");
        self.report.add(Diagnostic::warning(
            "optional-path-parameter",
            fields.place(),
            message,
        ));
        true
    }

    /// How the value of a parameter or header is written.
    pub(super) fn lower_parameter_kind(
        &mut self,
        fields: &Fields<'a>,
        location: Location,
        what: &str,
    ) -> ParameterKind {
        let mut content = self.lower_content(fields);
        if fields.field("schema").is_none() && !content.is_empty() {
            if content.len() > 1 {
                let message =
                    format!("`content` of {what} must have one media type; the first one counts");
                self.warn_missing("several-media-types", fields.place(), &message);
                content.truncate(1);
            }
            return ParameterKind::Content(content);
        }
        let schema = match fields.field("schema") {
            Some(at) => {
                self.warn_doubled_rules(fields);
                self.schema(at)
            }
            None => match self.older_schema(fields, what) {
                Some(at) => self.schema(at),
                None => self.assumed_schema(fields.place(), what),
            },
        };
        let style = self.lower_style(fields, Some(location));
        let older = self.lower_collection_format(fields, location);
        let explode = fields.flag(self, "explode");
        let (style, explode) = match (style, older) {
            (None, Some((style, older))) => (style, explode.unwrap_or(older)),
            (style, _) => {
                let style = style.unwrap_or_else(|| Style::default_for(location));
                (style, explode.unwrap_or(style == Style::Form))
            }
        };
        ParameterKind::Schema {
            schema,
            style,
            explode,
            allow_reserved: fields.flag(self, "allowReserved").unwrap_or(false),
        }
    }

    /// The rules that stand beside the name of a parameter, as in OpenAPI 2, as a schema.
    fn older_schema(&mut self, fields: &Fields<'a>, what: &str) -> Option<At<'a>> {
        let ty = fields.field("type").or_else(|| fields.field("enum"))?;
        let rules = OLDER_FIELDS
            .iter()
            .filter(|name| **name != "collectionFormat");
        let mut entries = Vec::new();
        for name in rules {
            let member = fields.member(name).cloned();
            entries.extend(member.map(|member| (Box::from(*name), member)));
        }
        let (members, _) = Object::new(entries);
        let node = Node {
            place: fields.place(),
            value: NodeValue::Object(members),
        };
        let message = format!(
            "since OpenAPI 3.0 the rules of {what} stand in a `schema`; they are read as one"
        );
        self.report.add(
            Diagnostic::warning("older-field", ty.place(), message)
                .help("move `type` and what belongs to it into `schema`"),
        );
        Some(ty.child(self.resolver.files.plant(node)))
    }

    fn warn_doubled_rules(&mut self, fields: &Fields<'a>) {
        let rules = OLDER_FIELDS
            .iter()
            .filter(|name| **name != "collectionFormat");
        for name in rules {
            if let Some(member) = fields.member(name) {
                let message = format!("`{name}` has no effect beside `schema`");
                let fault = Diagnostic::warning("older-field", member.key_place, message);
                self.report.add(fault);
            }
        }
    }

    /// `collectionFormat` of OpenAPI 2.
    fn lower_collection_format(
        &mut self,
        fields: &Fields<'a>,
        location: Location,
    ) -> Option<(Style, bool)> {
        let (format, place) = fields.text_at(self, "collectionFormat")?;
        let in_query = location == Location::Query;
        let found = match format {
            "csv" => Some((Style::default_for(location), false)),
            "multi" if in_query => Some((Style::Form, true)),
            "ssv" if in_query => Some((Style::SpaceDelimited, false)),
            "pipes" if in_query => Some((Style::PipeDelimited, false)),
            _ => None,
        };
        let message = match found {
            Some((style, explode)) => format!(
                "`collectionFormat` is read as `style: {}` and `explode: {explode}`",
                style.as_str()
            ),
            None => "`collectionFormat` left with OpenAPI 2; it is ignored".to_owned(),
        };
        self.report
            .add(Diagnostic::warning("older-field", place, message));
        found
    }

    fn assumed_schema(&mut self, place: Place, what: &str) -> crate::api::SchemaId {
        let message = format!("{what} has neither `schema` nor `content`; it is read as text");
        self.report.add(
            Diagnostic::warning("missing-schema", place, message)
                .help("add `schema: {type: string}`, or what it really is"),
        );
        let keywords = Keywords {
            types: TypeSet::default().with(Type::String),
            ..Keywords::default()
        };
        self.new_schema(place, keywords)
    }

    /// `style`, if it is one of the location's (section 4.8.12.2); encodings have no location.
    pub(super) fn lower_style(
        &mut self,
        fields: &Fields<'a>,
        location: Option<Location>,
    ) -> Option<Style> {
        let (text, place) = fields.text_at(self, "style")?;
        let allowed = |style: &Style| allowed_styles(location).contains(style);
        let known = STYLES.into_iter().find(|style| style.as_str() == text);
        if let Some(style) = known.filter(allowed) {
            return Some(style);
        }
        let owner = location.map_or("encodings", Location::as_str);
        let message = match known {
            Some(_) => format!("the style `{text}` is not for {owner}; the default is taken"),
            None => format!("there is no style `{text}`; the default is taken"),
        };
        let names = || allowed_styles(location).iter().map(|style| style.as_str());
        let help = match nearest(text, names()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!(
                "the styles here are {}",
                names().collect::<Vec<_>>().join(", ")
            ),
        };
        self.report
            .add(Diagnostic::warning("unknown-style", place, message).help(help));
        None
    }
}

fn allowed_styles(location: Option<Location>) -> &'static [Style] {
    match location {
        Some(Location::Path) => &[Style::Simple, Style::Label, Style::Matrix],
        Some(Location::Header) => &[Style::Simple],
        Some(Location::Cookie) => &[Style::Form],
        Some(Location::Query) | None => &[
            Style::Form,
            Style::SpaceDelimited,
            Style::PipeDelimited,
            Style::DeepObject,
        ],
    }
}

/// What tells the parameters of one list apart.
pub(super) type Key = (Location, String);

/// The key of a parameter. Names of headers do not mind case.
fn key(parameter: &Parameter) -> Key {
    let name = match parameter.location {
        Location::Header => parameter.name.to_ascii_lowercase(),
        _ => parameter.name.clone(),
    };
    (parameter.location, name)
}

/// "If `in` is "header" and the name field is "Accept", "Content-Type" or "Authorization", the
/// parameter definition SHALL be ignored."
fn is_set_by_other_means(name: &str) -> bool {
    ["accept", "content-type", "authorization"]
        .iter()
        .any(|reserved| name.eq_ignore_ascii_case(reserved))
}
