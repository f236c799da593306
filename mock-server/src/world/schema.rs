//! What the world needs to know of schemas: which properties an object has, whether two schemas
//! are the same one, and the text of a path as a value of a schema's type.

use api_model::api::{Additional, Api, ObjectShape, Property, SchemaId, ShapeKind};
use api_model::validate::{Direction, Validator};
use indexmap::IndexMap;
use serde_json::Value;

/// References are followed this deep.
const DEEPEST: usize = 32;

/// The schema behind references that add nothing.
pub(super) fn follow(api: &Api, schema: SchemaId) -> SchemaId {
    let mut id = schema;
    for _ in 0..DEEPEST {
        match api.schema(id).shape.kind {
            ShapeKind::Reference(target) => id = target,
            _ => break,
        }
    }
    id
}

/// The properties of an object, or of everything an alternative may be.
#[derive(Debug, Clone, Default)]
pub(super) struct Fields {
    pub(super) all: IndexMap<String, Property>,
    /// Whether further properties are expressly welcome, or none is known at all.
    pub(super) open: bool,
}

impl Fields {
    /// `None` when the schema is not that of an object.
    pub(super) fn of(api: &Api, schema: SchemaId) -> Option<Self> {
        let mut fields = Fields::default();
        collect(api, schema, true, 0, &mut fields).then_some(())?;
        fields.open |= fields.all.is_empty();
        Some(fields)
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.all.contains_key(name)
    }

    pub(super) fn is_required(&self, name: &str) -> bool {
        self.all.get(name).is_some_and(|property| property.required)
    }

    /// The name as the schema writes it, where case and separators make no difference.
    pub(super) fn named_like(&self, name: &str) -> Option<&str> {
        let wanted = plain(name);
        let exact = self.all.get_key_value(name).map(|(name, _)| name.as_str());
        exact.or_else(|| {
            let mut names = self.all.keys().map(String::as_str);
            names.find(|known| plain(known) == wanted)
        })
    }
}

fn collect(api: &Api, schema: SchemaId, certain: bool, depth: usize, out: &mut Fields) -> bool {
    if depth > 4 {
        return false;
    }
    match &api.schema(follow(api, schema)).shape.kind {
        ShapeKind::Object(shape) => {
            add(shape, certain, out);
            true
        }
        ShapeKind::Union(union) => {
            if let Some(common) = &union.common {
                add(common, certain, out);
            }
            let mut is_object = union.common.is_some();
            for variant in &union.variants {
                is_object |= collect(api, variant.schema, false, depth + 1, out);
            }
            is_object
        }
        _ => false,
    }
}

fn add(shape: &ObjectShape, certain: bool, out: &mut Fields) {
    for (name, property) in &shape.properties {
        let mut property = *property;
        property.required &= certain;
        out.all.entry(name.clone()).or_insert(property);
    }
    out.open |= matches!(shape.additional, Additional::Any | Additional::Schema(_));
}

/// The schema of the items of an array.
pub(super) fn items_of(api: &Api, schema: SchemaId) -> Option<SchemaId> {
    match &api.schema(follow(api, schema)).shape.kind {
        ShapeKind::Array(shape) if shape.prefix.is_empty() => shape.items,
        _ => None,
    }
}

/// A name without case and separators.
pub(super) fn plain(name: &str) -> String {
    name.chars()
        .filter(|character| character.is_alphanumeric() || *character == '$')
        .flat_map(char::to_lowercase)
        .collect()
}

/// The text of a path as a value of a schema; `None` when it cannot be one.
pub(super) fn fit(api: &Api, validator: &Validator, schema: SchemaId, text: &str) -> Option<Value> {
    let whole = || {
        text.parse::<i64>()
            .ok()
            .filter(|number| number.to_string() == text)
    };
    let large = || {
        text.parse::<u64>()
            .ok()
            .filter(|number| number.to_string() == text)
    };
    let number = || {
        whole()
            .map(Value::from)
            .or_else(|| large().map(Value::from))
    };
    let word = || Some(Value::from(text));
    let candidates = match api.schema(follow(api, schema)).shape.kind {
        ShapeKind::String => [word(), None],
        ShapeKind::Integer | ShapeKind::Number => [number(), None],
        _ => [number(), word()],
    };
    let is_valid = |value: &Value| is_valid(validator, schema, value);
    candidates.into_iter().flatten().find(is_valid)
}

/// Whether a value may stand in an answer.
pub(super) fn is_valid(validator: &Validator, schema: SchemaId, value: &Value) -> bool {
    validator
        .check(schema, value, Direction::Response)
        .is_empty()
}

/// An id as it stands in a path.
pub(super) fn key_text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(flag) => Some(flag.to_string()),
        _ => None,
    }
}
