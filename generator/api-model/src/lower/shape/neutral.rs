//! Which keywords decide what kind of value a schema describes, and which only narrow it.

use crate::api::{Keywords, SchemaId, Schemas, Type, TypeSet};
use serde_json::Value;

/// References in a row that are followed; nobody writes more, and a cycle must end.
const HOPS: usize = 64;

/// Whether a schema's own words, its references and alternatives aside, decide the kind of value
/// or what an object is made of.
pub(super) fn says_kind(keywords: &Keywords) -> bool {
    !keywords.types.is_empty() || says_more_than_type(keywords)
}

/// As [`says_kind`], `type` aside.
pub(super) fn says_more_than_type(keywords: &Keywords) -> bool {
    !keywords.required.is_empty() || says_structure(keywords)
}

/// As [`says_kind`], `type` and `required` aside.
pub(super) fn says_structure(keywords: &Keywords) -> bool {
    keywords.enumeration.is_some()
        || keywords.constant.is_some()
        || keywords.format.is_some()
        || keywords.content_encoding.is_some()
        || keywords.content_media_type.is_some()
        || !keywords.prefix_items.is_empty()
        || keywords.items.is_some()
        || keywords.unevaluated_items.is_some()
        || !keywords.properties.is_empty()
        || !keywords.pattern_properties.is_empty()
        || keywords.additional_properties.is_some()
        || keywords.unevaluated_properties.is_some()
}

/// Whether a schema is made of other schemas.
pub(super) fn says_others(keywords: &Keywords) -> bool {
    keywords.reference.is_some()
        || keywords.dynamic_reference.is_some()
        || !keywords.all_of.is_empty()
        || !keywords.any_of.is_empty()
        || !keywords.one_of.is_empty()
}

/// Whether a schema, as a member of `allOf`, leaves the kind to the other members.
pub(super) fn is_insignificant(keywords: &Keywords) -> bool {
    !says_kind(keywords) && !says_others(keywords)
}

/// Whether every value fits.
pub(crate) fn is_anything(keywords: &Keywords) -> bool {
    is_insignificant(keywords)
        && keywords.not.is_none()
        && keywords.if_.is_none()
        && !narrows(keywords)
}

/// Whether a schema has rules for values of a kind, whatever the kind.
fn narrows(keywords: &Keywords) -> bool {
    let numbers = keywords.multiple_of.is_some()
        || keywords.maximum.is_some()
        || keywords.exclusive_maximum.is_some()
        || keywords.minimum.is_some()
        || keywords.exclusive_minimum.is_some();
    let strings = keywords.max_length.is_some()
        || keywords.min_length.is_some()
        || keywords.pattern.is_some();
    let arrays = keywords.contains.is_some()
        || keywords.max_items.is_some()
        || keywords.min_items.is_some()
        || keywords.unique_items;
    let objects = keywords.property_names.is_some()
        || keywords.min_properties.is_some()
        || keywords.max_properties.is_some()
        || !keywords.dependent_required.is_empty()
        || !keywords.dependent_schemas.is_empty();
    numbers || strings || arrays || objects
}

/// Whether no value fits because the schema is `false`, or `not` of anything.
pub(crate) fn is_never(schemas: &Schemas, id: SchemaId) -> bool {
    schemas[id]
        .keywords
        .not
        .is_some_and(|not| is_anything(&schemas[not].keywords))
}

/// Whether only null fits.
pub(super) fn is_null(schemas: &Schemas, id: SchemaId) -> bool {
    let keywords = &schemas[dereference(schemas, id)].keywords;
    keywords.types == TypeSet::default().with(Type::Null)
        || keywords.constant == Some(Value::Null)
        || keywords
            .enumeration
            .as_ref()
            .is_some_and(|values| !values.is_empty() && values.iter().all(Value::is_null))
}

/// Follows `$ref`s that have nothing beside them that matters.
pub(crate) fn dereference(schemas: &Schemas, id: SchemaId) -> SchemaId {
    let mut at = id;
    for _ in 0..HOPS {
        let keywords = &schemas[at].keywords;
        let Some(next) = keywords.reference.or(keywords.dynamic_reference) else {
            break;
        };
        let alone = !says_kind(keywords)
            && keywords.all_of.is_empty()
            && keywords.any_of.is_empty()
            && keywords.one_of.is_empty();
        if !alone {
            break;
        }
        at = next;
    }
    at
}

/// What the schemas lead to, without repeats.
pub(super) fn targets(schemas: &Schemas, ids: &[SchemaId]) -> Vec<SchemaId> {
    let mut found = Vec::with_capacity(ids.len());
    for id in ids {
        let target = dereference(schemas, *id);
        if found.len() > 64 || !found.contains(&target) {
            found.push(target);
        }
    }
    found
}

/// Of two schemas for one value, the one that says as much as both do.
pub(super) fn stronger(schemas: &Schemas, first: SchemaId, second: SchemaId) -> Option<SchemaId> {
    if dereference(schemas, first) == dereference(schemas, second) {
        return Some(second);
    }
    let (one, two) = (&schemas[first].keywords, &schemas[second].keywords);
    // Rules of both hold, so that neither says all as long as the other has rules.
    let weaker = |one: &Keywords, two: &Keywords| is_insignificant(one) || says_the_same(one, two);
    if !narrows(one) && weaker(one, two) {
        return Some(second);
    }
    (!narrows(two) && weaker(two, one)).then_some(first)
}

fn says_the_same(one: &Keywords, two: &Keywords) -> bool {
    one.types == two.types
        && one.reference == two.reference
        && one.dynamic_reference == two.dynamic_reference
        && one.enumeration == two.enumeration
        && one.constant == two.constant
        && one.format == two.format
        && one.content_encoding == two.content_encoding
        && one.content_media_type == two.content_media_type
        && one.prefix_items == two.prefix_items
        && one.items == two.items
        && one.unevaluated_items == two.unevaluated_items
        && one.properties == two.properties
        && one.pattern_properties == two.pattern_properties
        && one.additional_properties == two.additional_properties
        && one.unevaluated_properties == two.unevaluated_properties
        && one.required == two.required
        && one.all_of == two.all_of
        && one.any_of == two.any_of
        && one.one_of == two.one_of
}
