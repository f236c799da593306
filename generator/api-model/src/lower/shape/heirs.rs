//! Bases that others extend: a schema with a `discriminator` and no alternatives of its own stands for every schema
//! that is made of it (OpenAPI 3.1 section 4.8.25, "allOf").

use super::parts::Parts;
use super::{Reader, discriminate, neutral};
use crate::api::{Discriminator, Keywords, SchemaId, Schemas, ShapeKind, UnionShape, Variant};
use std::collections::{HashMap, HashSet};

/// Who extends whom, of the named schemas.
#[derive(Debug, Default)]
pub(super) struct Heirs {
    /// What extends a schema directly, in document order.
    direct: HashMap<SchemaId, Vec<SchemaId>>,
    /// All that extend a base with a discriminator, at any distance.
    all: HashSet<SchemaId>,
}

impl Heirs {
    pub(super) fn of(schemas: &Schemas) -> Heirs {
        let mut heirs = Heirs::default();
        for (_, id) in schemas.named() {
            for base in bases(schemas, id) {
                let direct = heirs.direct.entry(base).or_default();
                if !direct.contains(&id) {
                    direct.push(id);
                }
            }
        }
        let polymorphic = schemas.named().filter(|(_, id)| is_base(schemas, *id));
        for (_, base) in polymorphic {
            heirs.all.extend(heirs.below(base));
        }
        heirs
    }

    /// Whether a schema is one of the kinds of a base, and so a kind of its own even if it adds nothing.
    pub(super) fn is_heir(&self, id: SchemaId) -> bool {
        self.all.contains(&id)
    }

    /// All that extend a schema, those nearest first.
    fn below(&self, base: SchemaId) -> Vec<SchemaId> {
        let mut found: Vec<SchemaId> = Vec::new();
        let mut seen = HashSet::from([base]);
        let mut at = base;
        for next in 0.. {
            for heir in self.direct.get(&at).into_iter().flatten() {
                if seen.insert(*heir) {
                    found.push(*heir);
                }
            }
            match found.get(next) {
                Some(heir) => at = *heir,
                None => break,
            }
        }
        found
    }
}

/// What a schema extends. A lone reference with null beside it is another word for the same, no heir.
fn bases(schemas: &Schemas, id: SchemaId) -> Vec<SchemaId> {
    let keywords = &schemas[id].keywords;
    let says = neutral::says_more_than_type(keywords);
    let nullable = keywords.types.contains(crate::api::Type::Null);
    if !says && (keywords.all_of.is_empty() || nullable && keywords.all_of.len() == 1) {
        return Vec::new();
    }
    let members = keywords.all_of.iter().filter(|id| {
        let member = &schemas[**id].keywords;
        member.reference.is_some()
    });
    keywords
        .reference
        .iter()
        .chain(members)
        .map(|id| neutral::dereference(schemas, *id))
        .filter(|base| *base != id)
        .collect()
}

fn is_base(schemas: &Schemas, id: SchemaId) -> bool {
    let keywords = &schemas[id].keywords;
    keywords.discriminator.is_some() && keywords.any_of.is_empty() && keywords.one_of.is_empty()
}

impl Reader<'_> {
    /// The choice between the kinds of a base, if the schema is one.
    pub(super) fn read_base(&mut self, id: SchemaId, parts: &Parts) -> Option<ShapeKind> {
        if !is_base(self.schemas, id) || !parts.choices.is_empty() {
            return None;
        }
        let rule = self.keywords(id).discriminator.clone()?;
        let heirs = self.kinds_of(id, &rule);
        if heirs.is_empty() {
            return None;
        }
        let common = self.read_object(parts);
        let known = discriminate::constants_of(self.schemas, id, &rule.property_name).0;
        let mut variants = Vec::with_capacity(heirs.len() + 1);
        for heir in heirs {
            let mut tags = discriminate::tags(self.schemas, &rule, heir);
            // What may be any of the base's values is not known by them.
            if tags.len() > 1 && tags == known {
                tags.clear();
            }
            let schema = match is_base(self.schemas, heir) {
                true => self.plain(heir)?,
                false => heir,
            };
            variants.push(Variant { schema, tags });
        }
        if let Some(tags) = self.own_tags(id, &rule, &known, &variants) {
            let schema = self.plain(id)?;
            variants.push(Variant { schema, tags });
        }
        Some(ShapeKind::Union(UnionShape {
            variants,
            discriminator: Some(rule.property_name),
            exclusive: true,
            common: Some(common),
        }))
    }

    /// What extends the base; if nothing does, what its mapping names.
    fn kinds_of(&self, id: SchemaId, rule: &Discriminator) -> Vec<SchemaId> {
        let mut heirs = self.heirs.below(id);
        let mapped: Vec<SchemaId> = rule
            .mapping
            .values()
            .map(|target| neutral::dereference(self.schemas, *target))
            .collect();
        if heirs.is_empty() && !mapped.contains(&id) {
            for target in mapped {
                if !heirs.contains(&target) {
                    heirs.push(target);
                }
            }
        }
        heirs
    }

    /// The values that mean the base itself: mapped to it, or known and meaning nothing else, or its name where
    /// names are what tells.
    fn own_tags(
        &self,
        id: SchemaId,
        rule: &Discriminator,
        known: &[String],
        variants: &[Variant],
    ) -> Option<Vec<String>> {
        let free = |tag: &String| !variants.iter().any(|variant| variant.tags.contains(tag));
        let mapped = rule.mapping.iter();
        let mapped: Vec<String> = mapped
            .filter(|(_, target)| neutral::dereference(self.schemas, **target) == id)
            .map(|(tag, _)| tag.clone())
            .collect();
        let tags: Vec<String> = match (mapped.is_empty(), known.is_empty()) {
            (false, _) => mapped,
            (true, false) => known.iter().filter(|tag| free(tag)).cloned().collect(),
            (true, true) if rule.mapping.is_empty() => {
                let name = self.schemas[id].name.iter();
                name.filter(|tag| free(tag)).cloned().collect()
            }
            (true, true) => Vec::new(),
        };
        (!tags.is_empty()).then_some(tags)
    }

    /// The base as nothing but itself.
    fn plain(&mut self, id: SchemaId) -> Option<SchemaId> {
        if let Some(known) = self.plain.get(&id) {
            return Some(*known);
        }
        let place = self.schemas[id].place;
        let keywords = Keywords {
            discriminator: None,
            title: None,
            ..self.keywords(id).clone()
        };
        let plain = self.add(place, keywords)?;
        self.plain.insert(id, plain);
        Some(plain)
    }
}
