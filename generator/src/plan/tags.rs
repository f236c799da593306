//! Which property tells the variants of a union apart, and by which values.
//!
//! The document's `discriminator` says so, or every variant does: an object with a required property of the same
//! name that may only have values of its own.

use api_model::api::{Api, ObjectShape, SchemaId, ShapeKind, UnionShape};
use serde_json::Value;

use super::facts::dereference;

/// How a union's variants are known.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Tagging {
    pub(crate) property: String,
    /// The variants in document order, each with the values that mean it.
    pub(crate) variants: Vec<(SchemaId, Vec<String>)>,
}

impl Tagging {
    /// The tags of a schema that is a union of objects told apart by a property.
    pub(crate) fn of(api: &Api, id: SchemaId) -> Option<Tagging> {
        let ShapeKind::Union(union) = &api.schema(id).shape.kind else {
            return None;
        };
        let objects: Vec<&ObjectShape> = union
            .variants
            .iter()
            .map(|variant| object_of(api, variant.schema))
            .collect::<Option<_>>()?;
        match &union.discriminator {
            Some(property) => declared(union, property),
            None => implied(api, union, &objects),
        }
    }

    pub(crate) fn has(&self, variant: SchemaId) -> bool {
        self.variants.iter().any(|(id, _)| *id == variant)
    }

    pub(crate) fn has_one_tag(&self, variant: SchemaId) -> bool {
        self.variants
            .iter()
            .any(|(id, tags)| *id == variant && tags.len() == 1)
    }
}

/// The object a variant is, if null is not welcome.
fn object_of(api: &Api, id: SchemaId) -> Option<&ObjectShape> {
    let (target, nullable) = dereference(api, id);
    match &api.schema(target).shape.kind {
        ShapeKind::Object(object) if !nullable => Some(object),
        _ => None,
    }
}

fn declared(union: &UnionShape, property: &str) -> Option<Tagging> {
    let mut taken: Vec<&str> = Vec::new();
    let mut variants = Vec::new();
    for variant in &union.variants {
        let mut tags = Vec::new();
        for tag in &variant.tags {
            if !taken.contains(&tag.as_str()) {
                taken.push(tag);
                tags.push(tag.clone());
            }
        }
        if tags.is_empty() {
            return None;
        }
        variants.push((variant.schema, tags));
    }
    Some(Tagging {
        property: property.to_owned(),
        variants,
    })
}

fn implied(api: &Api, union: &UnionShape, objects: &[&ObjectShape]) -> Option<Tagging> {
    let first = objects.first()?;
    first.properties.keys().find_map(|property| {
        let mut taken: Vec<String> = Vec::new();
        let mut variants = Vec::new();
        for (variant, object) in union.variants.iter().zip(objects) {
            let tags = constants(api, object, property)?;
            if tags.iter().any(|tag| taken.contains(tag)) {
                return None;
            }
            taken.extend(tags.iter().cloned());
            variants.push((variant.schema, tags));
        }
        Some(Tagging {
            property: property.clone(),
            variants,
        })
    })
}

/// The strings that a required property is limited to.
fn constants(api: &Api, object: &ObjectShape, property: &str) -> Option<Vec<String>> {
    let property = object
        .properties
        .get(property)
        .filter(|property| property.required)?;
    let (target, nullable) = dereference(api, property.schema);
    let ShapeKind::Enum(values) = &api.schema(target).shape.kind else {
        return None;
    };
    if nullable || values.is_empty() || values.len() > 16 {
        return None;
    }
    values
        .iter()
        .map(|value| value.as_str().map(str::to_owned))
        .collect()
}

/// Whether all values are strings.
pub(crate) fn are_strings(values: &[Value]) -> bool {
    values.iter().all(Value::is_string)
}
