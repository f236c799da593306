//! What a schema says of its values beside their shape, collected from the schema and all that holds with it.
//!
//! A shape is a summary: lengths, patterns and formats stay in the keywords, and those may stand in any schema that
//! is joined by `$ref`, `allOf` or a choice with one real alternative.

use api_model::api::{Api, Keywords, Property, SchemaId, ShapeKind, UnionShape};
use indexmap::IndexMap;
use serde_json::{Number, Value};

/// More schemas than this are not looked into.
const SEARCHED: usize = 64;

/// The rules that hold for a schema's values.
#[derive(Debug, Default, Clone)]
pub(crate) struct Facts {
    pub(crate) format: Option<String>,
    pub(crate) content_encoding: Option<String>,
    pub(crate) min_length: Option<u64>,
    pub(crate) max_length: Option<u64>,
    pub(crate) patterns: Vec<String>,
    pub(crate) minimum: Option<Number>,
    pub(crate) maximum: Option<Number>,
    pub(crate) exclusive_minimum: Option<Number>,
    pub(crate) exclusive_maximum: Option<Number>,
    pub(crate) multiple_of: Option<Number>,
    pub(crate) min_items: Option<u64>,
    pub(crate) max_items: Option<u64>,
    pub(crate) unique_items: bool,
    pub(crate) min_properties: Option<u64>,
    pub(crate) max_properties: Option<u64>,
    pub(crate) default: Option<Value>,
    pub(crate) deprecated: bool,
}

impl Facts {
    /// Collects what holds for a schema.
    pub(crate) fn of(api: &Api, id: SchemaId) -> Facts {
        let mut facts = Facts::default();
        for (depth, id) in holding(api, id).into_iter().enumerate() {
            facts.add(&api.schema(id).keywords, depth == 0);
        }
        facts
    }

    fn add(&mut self, keywords: &Keywords, own: bool) {
        first(&mut self.format, &keywords.format);
        first(&mut self.content_encoding, &keywords.content_encoding);
        higher(&mut self.min_length, keywords.min_length);
        lower(&mut self.max_length, keywords.max_length);
        if let Some(pattern) = keywords
            .pattern
            .iter()
            .find(|pattern| !self.patterns.contains(pattern))
        {
            self.patterns.push(pattern.clone());
        }
        first(&mut self.minimum, &keywords.minimum);
        first(&mut self.maximum, &keywords.maximum);
        first(&mut self.exclusive_minimum, &keywords.exclusive_minimum);
        first(&mut self.exclusive_maximum, &keywords.exclusive_maximum);
        first(&mut self.multiple_of, &keywords.multiple_of);
        higher(&mut self.min_items, keywords.min_items);
        lower(&mut self.max_items, keywords.max_items);
        self.unique_items |= keywords.unique_items;
        higher(&mut self.min_properties, keywords.min_properties);
        lower(&mut self.max_properties, keywords.max_properties);
        first(&mut self.default, &keywords.default);
        self.deprecated |= own && keywords.deprecated;
    }
}

fn first<T: Clone>(slot: &mut Option<T>, value: &Option<T>) {
    if slot.is_none() {
        slot.clone_from(value);
    }
}

fn higher(slot: &mut Option<u64>, value: Option<u64>) {
    *slot = (*slot).max(value);
}

fn lower(slot: &mut Option<u64>, value: Option<u64>) {
    *slot = match (*slot, value) {
        (Some(one), Some(two)) => Some(one.min(two)),
        (one, two) => one.or(two),
    };
}

/// The schema itself, then all whose keywords hold for its values as well.
pub(crate) fn holding(api: &Api, id: SchemaId) -> Vec<SchemaId> {
    let mut found = vec![id];
    let mut at = 0;
    while let Some(id) = found.get(at).copied() {
        at += 1;
        let keywords = &api.schema(id).keywords;
        let mut also: Vec<SchemaId> = Vec::new();
        also.extend(keywords.reference);
        also.extend(keywords.dynamic_reference);
        also.extend(&keywords.all_of);
        also.extend(sole(api, &keywords.any_of));
        also.extend(sole(api, &keywords.one_of));
        for id in also {
            if found.len() < SEARCHED && !found.contains(&id) {
                found.push(id);
            }
        }
    }
    found
}

/// The one alternative that allows more than null.
fn sole(api: &Api, variants: &[SchemaId]) -> Option<SchemaId> {
    let mut live = variants.iter().filter(|id| {
        !matches!(
            api.schema(**id).shape.kind,
            ShapeKind::Null | ShapeKind::Never
        )
    });
    match (live.next(), live.next()) {
        (Some(only), None) => Some(*only),
        _ => None,
    }
}

/// The schema behind `$ref`s, and whether null is welcome on the way.
pub(crate) fn dereference(api: &Api, id: SchemaId) -> (SchemaId, bool) {
    let (mut at, mut nullable) = (id, false);
    for _ in 0..SEARCHED {
        let shape = &api.schema(at).shape;
        nullable |= shape.nullable;
        match shape.kind {
            ShapeKind::Reference(next) => at = next,
            _ => break,
        }
    }
    (at, nullable)
}

/// The schemas that a schema's shape is directly made of; variants of tagged unions are left to the caller.
pub(crate) fn shape_children(api: &Api, id: SchemaId) -> Vec<SchemaId> {
    let mut found = Vec::new();
    match &api.schema(id).shape.kind {
        ShapeKind::Reference(target) => found.push(*target),
        ShapeKind::Array(array) => {
            found.extend(&array.prefix);
            found.extend(array.items);
        }
        ShapeKind::Object(object) => object_children(object, &mut found),
        ShapeKind::Union(UnionShape {
            variants, common, ..
        }) => {
            found.extend(variants.iter().map(|variant| variant.schema));
            if let Some(common) = common {
                object_children(common, &mut found);
            }
        }
        _ => {}
    }
    found
}

/// All properties that an object may have, whichever of its alternatives it is; required is what all alternatives
/// require. None when an alternative is no object, or when two mean different things by one name.
pub(crate) fn all_properties(
    api: &Api,
    id: SchemaId,
    depth: usize,
) -> Option<IndexMap<String, Property>> {
    let (target, _) = dereference(api, id);
    let union = match &api.schema(target).shape.kind {
        ShapeKind::Object(object) => return Some(object.properties.clone()),
        ShapeKind::Union(union) if depth < 8 => union,
        _ => return None,
    };
    let common = union.common.as_ref();
    let mut all = common
        .map(|object| object.properties.clone())
        .unwrap_or_default();
    let mut seen: IndexMap<String, usize> = IndexMap::new();
    for variant in &union.variants {
        for (name, mut property) in all_properties(api, variant.schema, depth + 1)? {
            let certain = common.is_some_and(|common| common.properties.contains_key(&name));
            *seen.entry(name.clone()).or_insert(0) += usize::from(property.required);
            property.required &= certain;
            match all.get(&name) {
                Some(known) if !certain && !same(api, known.schema, property.schema) => {
                    return None;
                }
                Some(_) => {}
                None => {
                    all.insert(name, property);
                }
            }
        }
    }
    for (name, count) in seen {
        if count == union.variants.len()
            && let Some(property) = all.get_mut(&name)
        {
            property.required = true;
        }
    }
    Some(all)
}

/// Whether two schemas are one, or say the same in other places.
fn same(api: &Api, one: SchemaId, two: SchemaId) -> bool {
    let (one, two) = (dereference(api, one).0, dereference(api, two).0);
    let simple = |id: SchemaId| match &api.schema(id).shape.kind {
        ShapeKind::Boolean => Some("boolean"),
        ShapeKind::Integer => Some("integer"),
        ShapeKind::Number => Some("number"),
        ShapeKind::String => Some("string"),
        _ => None,
    };
    one == two || simple(one).is_some_and(|kind| simple(two) == Some(kind))
}

fn object_children(object: &api_model::api::ObjectShape, found: &mut Vec<SchemaId>) {
    found.extend(object.properties.values().map(|property| property.schema));
    if let api_model::api::Additional::Schema(id) = object.additional {
        found.push(id);
    }
}
