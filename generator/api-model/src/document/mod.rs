//! Trees of text: what YAML and JSON have in common, every node with its place.
//!
//! `read` is the way in; it chooses between the two readers, `json` and `yaml`, each of
//! which is the only file that knows its format. Nothing here knows OpenAPI or the disk.

mod access;
pub(crate) mod json;
mod json_text;
mod limits;
mod object;
mod pointer;
pub(crate) mod read;
pub(crate) mod yaml;
mod yaml_fault;
mod yaml_indent;
mod yaml_merge;
mod yaml_places;
mod yaml_scalar;

pub use object::{Entries, Member, Object};

pub(crate) use limits::Limits;

use crate::source::Place;

/// A value and where it was written.
#[derive(Debug, Clone)]
pub struct Node {
    /// Where the value was written. A YAML alias stands where its anchor does.
    pub place: Place,
    /// The value.
    pub value: NodeValue,
}

/// The values of JSON, numbers as they were written.
#[derive(Debug, Clone)]
pub enum NodeValue {
    /// `null`.
    Null,
    /// `true` or `false`.
    Boolean(bool),
    /// A number in JSON's spelling, exact.
    Number(Box<str>),
    /// Text.
    String(Box<str>),
    /// A list.
    Array(Vec<Node>),
    /// A map, in document order. Keys are text: `200:` in YAML is the key `200`.
    Object(Object),
}
