//! Schemas: the arena, and the keywords of JSON Schema 2020-12 as one struct.
//!
//! OpenAPI 3.0's dialect has been translated (`nullable`, boolean `exclusiveMaximum`), so a reader
//! of [`Keywords`] needs to know JSON Schema 2020-12 and the OpenAPI base vocabulary, nothing else.

use super::{Extensions, ExternalDocs, Shape};
use crate::source::Place;
use indexmap::IndexMap;
use serde_json::{Number, Value};
use std::ops::Index;

/// Index of a schema in its [`Schemas`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SchemaId(pub(crate) u32);

impl SchemaId {
    /// The index itself.
    #[must_use]
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// All schemas of an API: each written schema once, whoever refers to it.
#[derive(Debug, Clone, Default)]
pub struct Schemas {
    pub(crate) all: Vec<Schema>,
    /// `components.schemas` of the entry document, and schemas that other files offer by name.
    pub(crate) named: IndexMap<String, SchemaId>,
}

impl Schemas {
    /// Every schema with its id, in the order they were first met.
    pub fn iter(&self) -> impl Iterator<Item = (SchemaId, &Schema)> {
        self.all
            .iter()
            .enumerate()
            .map(|(index, schema)| (SchemaId(index as u32), schema))
    }

    /// The named ones, in document order; a name is unique.
    pub fn named(&self) -> impl Iterator<Item = (&str, SchemaId)> {
        self.named.iter().map(|(name, id)| (name.as_str(), *id))
    }

    /// The schema of a name under `components.schemas`.
    #[must_use]
    pub fn by_name(&self, name: &str) -> Option<SchemaId> {
        self.named.get(name).copied()
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.all.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }
}

impl Index<SchemaId> for Schemas {
    type Output = Schema;

    fn index(&self, id: SchemaId) -> &Schema {
        &self.all[id.index()]
    }
}

/// A Schema Object (OpenAPI 3.1 section 4.8.24) in its two readings.
#[derive(Debug, Clone)]
pub struct Schema {
    /// Where it was written.
    pub place: Place,
    /// The name under `components.schemas`, or what a schema of another file is called there.
    pub name: Option<String>,
    /// What a validator reads.
    pub keywords: Keywords,
    /// What emitters and example makers read; made once from `keywords`.
    pub shape: Shape,
}

/// The keywords of one schema. Absent keywords are `None`, empty or `false`; `{}` and `true` are
/// [`Keywords::default()`]; `false` is `not` of such a schema.
#[derive(Debug, Clone, Default)]
pub struct Keywords {
    /// `$ref`. Keywords beside it apply as well, as in JSON Schema 2020-12.
    pub reference: Option<SchemaId>,
    /// `$dynamicRef`, when it leads to a schema; treated as `$ref` by readers.
    pub dynamic_reference: Option<SchemaId>,
    /// `type`; empty allows all.
    pub types: TypeSet,
    /// `enum`.
    pub enumeration: Option<Vec<Value>>,
    /// `const`.
    pub constant: Option<Value>,

    /// `multipleOf`, above zero.
    pub multiple_of: Option<Number>,
    /// `maximum`.
    pub maximum: Option<Number>,
    /// `exclusiveMaximum`.
    pub exclusive_maximum: Option<Number>,
    /// `minimum`.
    pub minimum: Option<Number>,
    /// `exclusiveMinimum`.
    pub exclusive_minimum: Option<Number>,

    /// `maxLength`, in Unicode scalar values.
    pub max_length: Option<u64>,
    /// `minLength`, in Unicode scalar values.
    pub min_length: Option<u64>,
    /// `pattern`, an ECMA-262 regular expression as written.
    pub pattern: Option<String>,
    /// `format`.
    pub format: Option<String>,
    /// `contentEncoding`.
    pub content_encoding: Option<String>,
    /// `contentMediaType`.
    pub content_media_type: Option<String>,
    /// `contentSchema`.
    pub content_schema: Option<SchemaId>,

    /// `prefixItems`.
    pub prefix_items: Vec<SchemaId>,
    /// `items`: the items after `prefixItems`.
    pub items: Option<SchemaId>,
    /// `contains`.
    pub contains: Option<SchemaId>,
    /// `minContains`.
    pub min_contains: Option<u64>,
    /// `maxContains`.
    pub max_contains: Option<u64>,
    /// `maxItems`.
    pub max_items: Option<u64>,
    /// `minItems`.
    pub min_items: Option<u64>,
    /// `uniqueItems`.
    pub unique_items: bool,
    /// `unevaluatedItems`.
    pub unevaluated_items: Option<SchemaId>,

    /// `properties`, in document order.
    pub properties: IndexMap<String, SchemaId>,
    /// `patternProperties`.
    pub pattern_properties: IndexMap<String, SchemaId>,
    /// `additionalProperties`.
    pub additional_properties: Option<SchemaId>,
    /// `propertyNames`.
    pub property_names: Option<SchemaId>,
    /// `unevaluatedProperties`.
    pub unevaluated_properties: Option<SchemaId>,
    /// `required`, without repeats.
    pub required: Vec<String>,
    /// `minProperties`.
    pub min_properties: Option<u64>,
    /// `maxProperties`.
    pub max_properties: Option<u64>,
    /// `dependentRequired`.
    pub dependent_required: IndexMap<String, Vec<String>>,
    /// `dependentSchemas`.
    pub dependent_schemas: IndexMap<String, SchemaId>,

    /// `allOf`.
    pub all_of: Vec<SchemaId>,
    /// `anyOf`.
    pub any_of: Vec<SchemaId>,
    /// `oneOf`.
    pub one_of: Vec<SchemaId>,
    /// `not`.
    pub not: Option<SchemaId>,
    /// `if`.
    pub if_: Option<SchemaId>,
    /// `then`.
    pub then: Option<SchemaId>,
    /// `else`.
    pub else_: Option<SchemaId>,
    /// `discriminator`, its mapping followed.
    pub discriminator: Option<Discriminator>,

    /// `title`.
    pub title: Option<String>,
    /// `description`, in CommonMark.
    pub description: Option<String>,
    /// `default`.
    pub default: Option<Value>,
    /// `examples`, with the older `example` first.
    pub examples: Vec<Value>,
    /// `deprecated`.
    pub deprecated: bool,
    /// `readOnly`: only in what a server sends.
    pub read_only: bool,
    /// `writeOnly`: only in what a client sends.
    pub write_only: bool,
    /// `xml`.
    pub xml: Option<Xml>,
    /// `externalDocs`.
    pub external_docs: Option<ExternalDocs>,
    /// `x-…` and keywords nobody defined.
    pub extensions: Extensions,
    /// Where single keywords were written, for those that state a rule; by keyword.
    pub places: Vec<(&'static str, Place)>,
}

impl Keywords {
    /// Where a keyword was written, if that was kept.
    #[must_use]
    pub fn place_of(&self, keyword: &str) -> Option<Place> {
        self.places
            .iter()
            .find(|(name, _)| *name == keyword)
            .map(|(_, place)| *place)
    }

    /// Every schema this one refers to directly, in a fixed order, `$ref` and mapping included.
    #[must_use]
    pub fn children(&self) -> Vec<SchemaId> {
        let mut found: Vec<SchemaId> = Vec::new();
        found.extend(self.reference);
        found.extend(self.dynamic_reference);
        found.extend(self.content_schema);
        found.extend(&self.prefix_items);
        found.extend(self.items);
        found.extend(self.contains);
        found.extend(self.unevaluated_items);
        found.extend(self.properties.values());
        found.extend(self.pattern_properties.values());
        found.extend(self.additional_properties);
        found.extend(self.property_names);
        found.extend(self.unevaluated_properties);
        found.extend(self.dependent_schemas.values());
        found.extend(&self.all_of);
        found.extend(&self.any_of);
        found.extend(&self.one_of);
        found.extend(self.not);
        found.extend(self.if_);
        found.extend(self.then);
        found.extend(self.else_);
        if let Some(discriminator) = &self.discriminator {
            found.extend(discriminator.mapping.values());
        }
        found
    }
}

/// The values of `type`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[expect(missing_docs, reason = "the names are JSON's")]
pub enum Type {
    Null,
    Boolean,
    Integer,
    Number,
    String,
    Array,
    Object,
}

impl Type {
    /// All types, in a fixed order.
    pub const ALL: [Type; 7] = [
        Type::Null,
        Type::Boolean,
        Type::Integer,
        Type::Number,
        Type::String,
        Type::Array,
        Type::Object,
    ];

    /// The keyword's spelling.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Type::Null => "null",
            Type::Boolean => "boolean",
            Type::Integer => "integer",
            Type::Number => "number",
            Type::String => "string",
            Type::Array => "array",
            Type::Object => "object",
        }
    }
}

/// A set of types.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct TypeSet(u8);

impl TypeSet {
    /// The set with one more type.
    #[must_use]
    pub fn with(self, ty: Type) -> Self {
        TypeSet(self.0 | 1 << ty as u8)
    }

    /// The set without a type.
    #[must_use]
    pub fn without(self, ty: Type) -> Self {
        TypeSet(self.0 & !(1 << ty as u8))
    }

    /// Whether a type is named.
    #[must_use]
    pub fn contains(self, ty: Type) -> bool {
        self.0 & 1 << ty as u8 != 0
    }

    /// Whether no type is named, which allows all of them.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// How many types are named.
    #[must_use]
    pub fn len(self) -> usize {
        self.0.count_ones() as usize
    }

    /// The types, in a fixed order.
    pub fn iter(self) -> impl Iterator<Item = Type> {
        Type::ALL.into_iter().filter(move |ty| self.contains(*ty))
    }
}

impl FromIterator<Type> for TypeSet {
    fn from_iter<I: IntoIterator<Item = Type>>(types: I) -> Self {
        types.into_iter().fold(TypeSet::default(), TypeSet::with)
    }
}

/// The Discriminator Object (section 4.8.25).
#[derive(Debug, Clone)]
pub struct Discriminator {
    /// Where it was written.
    pub place: Place,
    /// The property that tells the variants apart.
    pub property_name: String,
    /// Values and the schemas they stand for, as written; names have been followed like `$ref`s.
    pub mapping: IndexMap<String, SchemaId>,
}

/// The XML Object (section 4.8.26).
#[derive(Debug, Clone, Default)]
pub struct Xml {
    /// Element or attribute name.
    pub name: Option<String>,
    /// Namespace address.
    pub namespace: Option<String>,
    /// Namespace prefix.
    pub prefix: Option<String>,
    /// Whether the property is an attribute.
    pub attribute: bool,
    /// Whether an array has an element of its own.
    pub wrapped: bool,
}
