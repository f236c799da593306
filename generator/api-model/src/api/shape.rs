//! The other reading of a schema: what kind of value it describes, for those who make types or
//! example values of it. References are looked through only where they add something; `allOf` is
//! merged; null is a flag.
//!
//! The shape is a summary. What it leaves out (lengths, patterns, `not`, …) stands in
//! [`Keywords`](super::Keywords).

use super::SchemaId;
use indexmap::IndexMap;
use serde_json::Value;

/// The kind of value a schema describes.
#[derive(Debug, Clone)]
pub struct Shape {
    /// Whether `null` is welcome beside the kind.
    pub nullable: bool,
    /// The kind.
    pub kind: ShapeKind,
}

/// The kinds of value.
#[derive(Debug, Clone)]
pub enum ShapeKind {
    /// Anything, or something that no other kind expresses.
    Any,
    /// No value at all.
    Never,
    /// Only `null`.
    Null,
    /// `true` or `false`.
    Boolean,
    /// A whole number.
    Integer,
    /// Any number.
    Number,
    /// Text. The schema's `format` and `contentEncoding` say more.
    String,
    /// One of a fixed list (`enum` or `const`), null left out.
    Enum(Vec<Value>),
    /// A list.
    Array(ArrayShape),
    /// A map with known properties, further ones, or both.
    Object(ObjectShape),
    /// One of several schemas.
    Union(UnionShape),
    /// The same as another schema: a `$ref` with nothing beside it that changes the value.
    Reference(SchemaId),
}

/// A list.
#[derive(Debug, Clone, Default)]
pub struct ArrayShape {
    /// Schemas of the first items (`prefixItems`); empty for an ordinary list.
    pub prefix: Vec<SchemaId>,
    /// The schema of the items behind the prefix; absent when they may be anything.
    pub items: Option<SchemaId>,
    /// Whether there may be items behind the prefix.
    pub open: bool,
}

/// A map. All members of `allOf` have been merged into it.
#[derive(Debug, Clone)]
pub struct ObjectShape {
    /// Known properties, in document order.
    pub properties: IndexMap<String, Property>,
    /// What further properties may be.
    pub additional: Additional,
    /// The members of `allOf` that are `$ref`s, in order: what this object extends.
    pub extends: Vec<SchemaId>,
}

/// A known property.
#[derive(Debug, Clone, Copy)]
pub struct Property {
    /// Its schema. When several members of `allOf` say something about the property it is an
    /// `allOf` of what they say.
    pub schema: SchemaId,
    /// Whether the object must have it.
    pub required: bool,
    /// Whether it only occurs in what a server sends.
    pub read_only: bool,
    /// Whether it only occurs in what a client sends.
    pub write_only: bool,
}

/// What properties beyond the known ones may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Additional {
    /// There is no word about them, so they may be anything; a reader may leave them out.
    Unsaid,
    /// Expressly anything (`additionalProperties: true` or `{}`).
    Any,
    /// None are allowed.
    Forbidden,
    /// They follow a schema.
    Schema(SchemaId),
}

/// One of several schemas.
#[derive(Debug, Clone)]
pub struct UnionShape {
    /// The alternatives, in document order, without those that only allow null.
    pub variants: Vec<Variant>,
    /// The property that tells them apart.
    pub discriminator: Option<String>,
    /// Whether exactly one must fit (`oneOf`) and not at least one (`anyOf`).
    pub exclusive: bool,
    /// What holds beside the alternatives: the properties every one of them has too.
    pub common: Option<ObjectShape>,
}

/// An alternative.
#[derive(Debug, Clone)]
pub struct Variant {
    /// Its schema.
    pub schema: SchemaId,
    /// The values of the discriminating property that mean it: of the mapping, else the name of
    /// the schema. Empty without a discriminator.
    pub tags: Vec<String>,
}
