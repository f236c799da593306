//! The examples of schemas, made fit for answers.

use crate::error_fields::status_in;
use api_model::api::{Additional, Api, MediaType, ObjectShape, SchemaId, ShapeKind};
use api_model::validate::{Direction, Validator};
use serde_json::{Map, Value};

/// References and nested values are followed this deep.
const DEEPEST: usize = 32;

/// The examples of an answer in the order in which they suit its status. One response may stand
/// for several errors (`4XX`, `default`); an example that names the very status comes first.
pub(crate) fn by_fitness(media: &MediaType, status: u16) -> Vec<usize> {
    let mut indices: Vec<usize> = (0..media.examples.len()).collect();
    if status >= 400 && indices.len() > 1 {
        indices.sort_by_cached_key(|index| {
            let example = media.examples.get_index(*index);
            let value = example.and_then(|(_, example)| example.value.as_ref());
            value.and_then(status_in) != Some(status)
        });
    }
    indices
}

/// The first example of a schema, or of what it refers to, if it is a valid answer. Examples are
/// shared between requests and answers, so what only requests have is taken out.
pub(crate) fn of_schema(api: &Api, validator: &Validator, schema: SchemaId) -> Option<Value> {
    let mut next = Some(schema);
    for _ in 0..DEEPEST {
        let keywords = &api.schema(next?).keywords;
        if let Some(example) = keywords.examples.first() {
            let mut example = example.clone();
            strip_write_only(api, schema, &mut example, 0);
            let faults = validator.check(schema, &example, Direction::Response);
            return faults.is_empty().then_some(example);
        }
        next = keywords.reference;
    }
    None
}

/// Takes out properties that are `writeOnly` (OpenAPI 3.1 section 4.8.24).
pub(crate) fn strip_write_only(api: &Api, schema: SchemaId, value: &mut Value, depth: usize) {
    if depth > DEEPEST {
        return;
    }
    match (&api.schema(schema).shape.kind, value) {
        (ShapeKind::Reference(target), value) => strip_write_only(api, *target, value, depth + 1),
        (ShapeKind::Object(shape), Value::Object(members)) => {
            strip_object(api, shape, members, depth);
        }
        (ShapeKind::Array(shape), Value::Array(items)) => {
            for (index, item) in items.iter_mut().enumerate() {
                if let Some(schema) = shape.prefix.get(index).copied().or(shape.items) {
                    strip_write_only(api, schema, item, depth + 1);
                }
            }
        }
        _ => {}
    }
}

fn strip_object(api: &Api, shape: &ObjectShape, members: &mut Map<String, Value>, depth: usize) {
    members.retain(|name, _| {
        shape
            .properties
            .get(name)
            .is_none_or(|known| !known.write_only)
    });
    for (name, member) in members.iter_mut() {
        let schema = match (shape.properties.get(name), shape.additional) {
            (Some(property), _) => Some(property.schema),
            (None, Additional::Schema(schema)) => Some(schema),
            (None, _) => None,
        };
        if let Some(schema) = schema {
            strip_write_only(api, schema, member, depth + 1);
        }
    }
}
