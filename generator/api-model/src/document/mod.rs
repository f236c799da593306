//! Trees of text: what YAML and JSON have in common, every node with its place.

use crate::source::Place;
use indexmap::IndexMap;

/// A value and where it was written.
#[derive(Debug, Clone)]
pub struct Node {
    /// Where the value was written.
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
    Object(IndexMap<Box<str>, Member>),
}

/// A member of an object.
#[derive(Debug, Clone)]
pub struct Member {
    /// Where the key was written.
    pub key_place: Place,
    /// The value.
    pub node: Node,
}
