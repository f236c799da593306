//! Choices: `oneOf`, `anyOf` and several types at once.

use super::parts::{Alternatives, Parts};
use super::{Reader, discriminate, neutral};
use crate::api::{
    Additional, Keywords, ObjectShape, SchemaId, ShapeKind, TypeSet, UnionShape, Variant,
};
use serde_json::Value;
use std::collections::{HashMap, HashSet};

impl Reader<'_> {
    pub(super) fn read_union(&mut self, parts: &Parts, choice: &Alternatives) -> ShapeKind {
        if let Some(values) = self.listed_values(choice) {
            return ShapeKind::Enum(values);
        }
        let discriminator = self.keywords(choice.owner).discriminator.clone();
        let mut variants: Vec<Variant> = choice
            .variants
            .iter()
            .map(|id| Variant {
                schema: *id,
                tags: discriminator
                    .as_ref()
                    .map(|rule| discriminate::tags(self.schemas, rule, *id))
                    .unwrap_or_default(),
            })
            .collect();
        let mut common = self.read_common(parts);
        if let Some(object) = &common
            && parts.list.last() == Some(&choice.owner)
            && let Some(whole) = self.whole_variants(choice, object)
        {
            for (variant, whole) in variants.iter_mut().zip(whole) {
                variant.schema = whole;
            }
            common = None;
        }
        ShapeKind::Union(UnionShape {
            variants,
            discriminator: discriminator.map(|rule| rule.property_name),
            exclusive: choice.exclusive,
            common,
        })
    }

    /// The alternatives with all that stands beside them put in, if that is needed to tell what they are: when some
    /// of them describe a property that stands beside them too, and have others of their own.
    fn whole_variants(
        &mut self,
        choice: &Alternatives,
        common: &ObjectShape,
    ) -> Option<Vec<SchemaId>> {
        let mut described: HashMap<String, usize> = HashMap::new();
        let mut adds = false;
        for id in &choice.variants {
            let parts = Parts::of(self.schemas, *id, &mut self.budget);
            let names: HashSet<&String> = parts
                .list
                .iter()
                .flat_map(|id| self.keywords(*id).properties.keys())
                .collect();
            for name in names {
                match common.properties.contains_key(name) {
                    true => *described.entry(name.clone()).or_insert(0) += 1,
                    false => adds = true,
                }
            }
        }
        let some = described
            .values()
            .any(|count| *count < choice.variants.len());
        if !(adds && some) {
            return None;
        }
        let owner = choice.owner;
        let beside = Keywords {
            any_of: Vec::new(),
            one_of: Vec::new(),
            discriminator: None,
            title: None,
            description: None,
            ..self.keywords(owner).clone()
        };
        let beside = self.add(self.schemas[owner].place, beside)?;
        let mut whole = Vec::with_capacity(choice.variants.len());
        for id in &choice.variants {
            let target = neutral::dereference(self.schemas, *id);
            let schema = &self.schemas[target];
            let named = || schema.name.clone();
            let keywords = Keywords {
                title: schema.keywords.title.clone().or_else(named),
                description: schema.keywords.description.clone(),
                all_of: vec![beside, *id],
                ..Keywords::default()
            };
            whole.push(self.add(schema.place, keywords)?);
        }
        Some(whole)
    }

    /// The object that stands beside the alternatives, when it says anything.
    fn read_common(&mut self, parts: &Parts) -> Option<ObjectShape> {
        let object = self.read_object(parts);
        let says = !object.properties.is_empty()
            || matches!(object.additional, Additional::Schema(_))
            || !object.extends.is_empty();
        says.then_some(object)
    }

    /// A list of constants, each with words of its own, is an `enum` with documentation.
    fn listed_values(&self, choice: &Alternatives) -> Option<Vec<Value>> {
        let mut found = Vec::new();
        for id in &choice.variants {
            let keywords = self.keywords(*id);
            if neutral::says_others(keywords) || keywords.format.is_some() {
                return None;
            }
            match (&keywords.constant, &keywords.enumeration) {
                (Some(value), None) => found.push(value.clone()),
                (None, Some(values)) => found.extend(values.iter().cloned()),
                _ => return None,
            }
        }
        found.retain(|value| !value.is_null());
        let scalar = |value: &Value| !value.is_array() && !value.is_object();
        let mut distinct: Vec<Value> = Vec::with_capacity(found.len());
        for value in found {
            if distinct.len() < 256 && distinct.contains(&value) {
                continue;
            }
            distinct.push(value);
        }
        distinct.iter().all(scalar).then_some(distinct)
    }

    /// A schema of several types is a choice between schemas of one.
    pub(super) fn read_several(&mut self, id: SchemaId, types: TypeSet) -> ShapeKind {
        let mut variants = Vec::new();
        for ty in types.iter() {
            let single = TypeSet::default().with(ty);
            let place = self.schemas[id].place;
            let Some(schema) = self.add(place, self.narrowed(id, single)) else {
                return ShapeKind::Any;
            };
            variants.push(Variant {
                schema,
                tags: Vec::new(),
            });
        }
        ShapeKind::Union(UnionShape {
            variants,
            discriminator: None,
            exclusive: false,
            common: None,
        })
    }

    /// The schema with one type, what it says of other types being harmless.
    fn narrowed(&self, id: SchemaId, types: TypeSet) -> Keywords {
        let keywords = self.keywords(id);
        if neutral::says_others(keywords) {
            return Keywords {
                types,
                all_of: vec![id],
                ..Keywords::default()
            };
        }
        Keywords {
            types,
            title: None,
            default: None,
            examples: Vec::new(),
            ..keywords.clone()
        }
    }
}
