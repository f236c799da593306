//! Media types: what a body, or a parameter with `content`, is made of.

use super::{Extensions, Header, SchemaId, Style};
use crate::source::Place;
use indexmap::IndexMap;
use serde_json::Value;

/// A `content` map in document order: media type or range as written, and what it holds.
pub type Content = Vec<(String, MediaType)>;

/// The Media Type Object (OpenAPI 3.1 section 4.8.14).
#[derive(Debug, Clone)]
pub struct MediaType {
    /// Where it was written.
    pub place: Place,
    /// What the body looks like; absent when the document does not say.
    pub schema: Option<SchemaId>,
    /// Named examples; a single `example` has the name `example`.
    pub examples: IndexMap<String, Example>,
    /// How properties of form and multipart bodies are written, by property.
    pub encoding: IndexMap<String, Encoding>,
    /// Extensions.
    pub extensions: Extensions,
}

/// The Example Object (section 4.8.19).
#[derive(Debug, Clone)]
pub struct Example {
    /// Where it was written.
    pub place: Place,
    /// One line.
    pub summary: Option<String>,
    /// A description in CommonMark.
    pub description: Option<String>,
    /// The value. An `externalValue` inside the document's folder has been read: JSON and YAML as
    /// data, anything else as text.
    pub value: Option<Value>,
    /// The address of a value that is kept elsewhere, as written.
    pub external_value: Option<String>,
}

/// The Encoding Object (section 4.8.15).
#[derive(Debug, Clone)]
pub struct Encoding {
    /// Where it was written.
    pub place: Place,
    /// Media types of the part, comma-separated as written.
    pub content_type: Option<String>,
    /// Headers of the part (multipart only).
    pub headers: IndexMap<String, Header>,
    /// The style, when any of `style`, `explode` and `allowReserved` is given.
    pub style: Option<Style>,
    /// Whether arrays and objects become one field per item.
    pub explode: Option<bool>,
    /// Whether reserved characters stay as they are.
    pub allow_reserved: bool,
}
