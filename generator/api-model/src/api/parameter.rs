//! Parameters: the named values of a request outside its body.

use super::{Content, Example, Extensions, SchemaId};
use crate::source::Place;
use indexmap::IndexMap;

/// The Parameter Object (OpenAPI 3.1 section 4.8.12), with the defaults of `style` and `explode`
/// filled in.
#[derive(Debug, Clone)]
pub struct Parameter {
    /// Where it was written.
    pub place: Place,
    /// Its name under `components.parameters`, when it is referred to.
    pub component: Option<String>,
    /// Its name on the wire.
    pub name: String,
    /// Where it travels.
    pub location: Location,
    /// A description in CommonMark.
    pub description: Option<String>,
    /// Whether a request without it is at fault. Always true for path parameters.
    pub required: bool,
    /// Whether callers should move away from it.
    pub deprecated: bool,
    /// Whether `name=` without a value is welcome (query only).
    pub allow_empty_value: bool,
    /// How the value is written.
    pub kind: ParameterKind,
    /// Named examples; a single `example` has the name `example`.
    pub examples: IndexMap<String, Example>,
    /// Extensions.
    pub extensions: Extensions,
}

impl Parameter {
    /// The schema of the value, whichever way it is written.
    #[must_use]
    pub fn schema(&self) -> Option<SchemaId> {
        match &self.kind {
            ParameterKind::Schema { schema, .. } => Some(*schema),
            ParameterKind::Content(content) => content.first().and_then(|(_, media)| media.schema),
        }
    }
}

/// The `in` of a parameter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Location {
    Path,
    Query,
    Header,
    Cookie,
}

impl Location {
    /// The value of `in`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Location::Path => "path",
            Location::Query => "query",
            Location::Header => "header",
            Location::Cookie => "cookie",
        }
    }
}

/// How a parameter's value becomes text.
#[derive(Debug, Clone)]
pub enum ParameterKind {
    /// By a style.
    Schema {
        /// What the value looks like.
        schema: SchemaId,
        /// The form of the text.
        style: Style,
        /// Whether arrays and objects become one parameter per item.
        explode: bool,
        /// Whether reserved characters stay as they are (query only).
        allow_reserved: bool,
    },
    /// As a document of one media type, such as JSON.
    Content(Content),
}

/// The `style` of a parameter (section 4.8.12.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the names are the specification's")]
pub enum Style {
    Matrix,
    Label,
    Simple,
    Form,
    SpaceDelimited,
    PipeDelimited,
    DeepObject,
}

impl Style {
    /// The value of `style`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Style::Matrix => "matrix",
            Style::Label => "label",
            Style::Simple => "simple",
            Style::Form => "form",
            Style::SpaceDelimited => "spaceDelimited",
            Style::PipeDelimited => "pipeDelimited",
            Style::DeepObject => "deepObject",
        }
    }

    /// The style of a location when none is given.
    #[must_use]
    pub fn default_for(location: Location) -> Style {
        match location {
            Location::Query | Location::Cookie => Style::Form,
            Location::Path | Location::Header => Style::Simple,
        }
    }
}
