//! What a schema lets a value be, as far as it matters for reading text: types, properties, items.
//!
//! References and `allOf` are merged and alternatives united. This is a hint for reading, never a
//! judgement; the validator has the last word.

use api_model::api::{Api, Keywords, SchemaId, ShapeKind, Type, TypeSet};
use indexmap::IndexMap;
use serde_json::Value;
use std::sync::OnceLock;

/// References are followed this far; a schema that is deeper is read as if it said nothing more.
const DEEPEST: usize = 24;

/// Schemas looked at for one answer: alternatives that refer back to each other would multiply.
const MOST_LOOKS: usize = 500;

/// What a value may be.
#[derive(Debug, Clone, Default)]
pub(crate) struct Expected {
    /// The types; absent when anything may come.
    pub(crate) types: Option<TypeSet>,
    pub(crate) properties: IndexMap<String, SchemaId>,
    pub(crate) additional: Option<SchemaId>,
    pub(crate) items: Option<SchemaId>,
    pub(crate) prefix: Vec<SchemaId>,
    /// Whether it is bytes: `format: binary`, or `contentMediaType` without `contentEncoding`.
    pub(crate) binary: bool,
}

/// What each schema expects, worked out when first asked for.
#[derive(Debug)]
pub(crate) struct Expectations(Vec<OnceLock<Expected>>);

impl Expectations {
    pub(crate) fn new(api: &Api) -> Self {
        Expectations((0..api.schemas.len()).map(|_| OnceLock::new()).collect())
    }

    /// What a schema of the same API expects.
    pub(crate) fn of(&self, api: &Api, schema: SchemaId) -> &Expected {
        static ANYTHING: OnceLock<Expected> = OnceLock::new();
        match self.0.get(schema.index()) {
            Some(cell) => cell.get_or_init(|| expect(api, schema, 0, &mut 0)),
            None => ANYTHING.get_or_init(Expected::default),
        }
    }
}

impl Expected {
    /// Whether a type may come and the schema says so.
    pub(crate) fn names(&self, ty: Type) -> bool {
        self.types.is_some_and(|types| types.contains(ty))
    }

    /// Whether a type may come.
    pub(crate) fn allows(&self, ty: Type) -> bool {
        self.types.is_none_or(|types| types.contains(ty))
    }

    /// Whether numbers may come and the schema says so.
    pub(crate) fn names_numbers(&self) -> bool {
        self.names(Type::Number) || self.names(Type::Integer)
    }

    /// Whether it is clearly a map.
    pub(crate) fn wants_object(&self) -> bool {
        match self.types {
            Some(types) => types.contains(Type::Object),
            None => !self.properties.is_empty(),
        }
    }

    /// Whether it is clearly a list.
    pub(crate) fn wants_array(&self) -> bool {
        match self.types {
            Some(types) => types.contains(Type::Array),
            None => self.items.is_some() || !self.prefix.is_empty(),
        }
    }

    /// Whether it may be a single text, number or boolean.
    pub(crate) fn wants_scalar(&self) -> bool {
        let scalar = [Type::String, Type::Integer, Type::Number, Type::Boolean];
        match self.types {
            Some(types) => scalar.into_iter().any(|ty| types.contains(ty)),
            None => !self.wants_array() && !self.wants_object(),
        }
    }
}

fn expect(api: &Api, schema: SchemaId, depth: usize, looks: &mut usize) -> Expected {
    let keywords = &api.schema(schema).keywords;
    let mut expected = own(keywords);
    // `additionalProperties: false` is a rule for the validator, and no hint for reading.
    expected.additional = expected
        .additional
        .filter(|schema| !matches!(api.schema(*schema).shape.kind, ShapeKind::Never));
    *looks += 1;
    if depth >= DEEPEST || *looks > MOST_LOOKS {
        return expected;
    }
    let merged = keywords.reference.iter().chain(&keywords.dynamic_reference);
    for member in merged.chain(&keywords.all_of) {
        narrow(&mut expected, expect(api, *member, depth + 1, looks));
    }
    for alternatives in [&keywords.any_of, &keywords.one_of] {
        let united = alternatives
            .iter()
            .map(|member| expect(api, *member, depth + 1, looks))
            .reduce(unite);
        if let Some(united) = united {
            narrow(&mut expected, united);
        }
    }
    expected
}

fn own(keywords: &Keywords) -> Expected {
    let types = if keywords.types.is_empty() {
        types_of_values(keywords)
    } else {
        Some(keywords.types)
    };
    let is_bytes = keywords.format.as_deref() == Some("binary")
        || (keywords.content_media_type.is_some() && keywords.content_encoding.is_none());
    Expected {
        types,
        properties: keywords.properties.clone(),
        additional: keywords.additional_properties,
        items: keywords.items,
        prefix: keywords.prefix_items.clone(),
        binary: is_bytes,
    }
}

fn types_of_values(keywords: &Keywords) -> Option<TypeSet> {
    let values = keywords.enumeration.iter().flatten();
    let types: TypeSet = values.chain(&keywords.constant).map(type_of).collect();
    (!types.is_empty()).then_some(types)
}

fn type_of(value: &Value) -> Type {
    match value {
        Value::Null => Type::Null,
        Value::Bool(_) => Type::Boolean,
        Value::Number(number) if number.is_f64() => Type::Number,
        Value::Number(_) => Type::Integer,
        Value::String(_) => Type::String,
        Value::Array(_) => Type::Array,
        Value::Object(_) => Type::Object,
    }
}

/// Both hold.
fn narrow(expected: &mut Expected, other: Expected) {
    expected.types = match (expected.types, other.types) {
        (Some(a), Some(b)) => Some(common(a, b)),
        (a, b) => a.or(b),
    };
    for (name, schema) in other.properties {
        expected.properties.entry(name).or_insert(schema);
    }
    expected.additional = expected.additional.or(other.additional);
    expected.items = expected.items.or(other.items);
    if expected.prefix.is_empty() {
        expected.prefix = other.prefix;
    }
    expected.binary |= other.binary;
}

/// One of both holds.
fn unite(mut expected: Expected, other: Expected) -> Expected {
    let types = match (expected.types, other.types) {
        (Some(a), Some(b)) => Some(b.iter().fold(a, TypeSet::with)),
        _ => None,
    };
    narrow(&mut expected, other);
    expected.types = types;
    expected
}

/// The types of both sets; an integer is a number.
fn common(a: TypeSet, b: TypeSet) -> TypeSet {
    let covers = |set: TypeSet, ty: Type| {
        set.contains(ty) || (ty == Type::Integer && set.contains(Type::Number))
    };
    let both = |ty: &Type| covers(a, *ty) && covers(b, *ty);
    let common: TypeSet = Type::ALL.into_iter().filter(both).collect();
    if a.contains(Type::Number) && b.contains(Type::Number) {
        common
    } else {
        common.without(Type::Number)
    }
}
