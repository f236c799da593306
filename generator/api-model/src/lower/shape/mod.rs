//! The emitters' reading of every schema, made from its keywords once all keywords are there.
//!
//! A schema is read as a conjunction: what it says itself, what its `$ref` says, what the members
//! of its `allOf` say. Those are its *parts*; a kind is what the parts leave possible. Where two
//! parts describe the same property a synthetic `allOf` of both joins the arena. Nothing here may
//! fail: an arena without sense (cycles of references, contradictions) still gets shapes, and the
//! work is bounded by a budget that no sensible document reaches.

mod discriminate;
mod heirs;
mod kind;
mod neutral;
mod object;
mod parts;
mod union;

#[cfg(test)]
mod tests;

use crate::api::{Keywords, Schema, SchemaId, Schemas, Shape, ShapeKind};
use crate::source::Place;
use parts::Parts;
use std::collections::HashMap;

pub(crate) use discriminate::{Pick, pick_variant, tags};
pub(crate) use neutral::{dereference, is_anything, is_never};

/// What a shape is before it is read.
pub(crate) const UNREAD: Shape = Shape {
    nullable: false,
    kind: ShapeKind::Any,
};

/// Parts and properties that may be merged in one document beyond a share for each schema. A
/// chain of `allOf`s that inherits everything at every step is quadratic by nature.
const BUDGET: usize = 2_000_000;
const BUDGET_PER_SCHEMA: usize = 32;

/// Fills [`Schema::shape`] of every schema from its keywords. Schemas that are needed to say what
/// overlapping `allOf` members mean together are added behind the written ones. Chains of
/// [`ShapeKind::Reference`] end afterwards: no schema refers to itself through references alone.
pub(crate) fn read_shapes(schemas: &mut Schemas) {
    let written = schemas.all.len();
    let mut reader = Reader {
        budget: BUDGET + BUDGET_PER_SCHEMA * written,
        most: written * 3 + 1024,
        heirs: heirs::Heirs::of(schemas),
        schemas,
        joined: HashMap::new(),
        plain: HashMap::new(),
        anything: None,
    };
    reader.remember_written_joins();
    let mut next = 0;
    while next < reader.schemas.all.len() {
        let shape = reader.read(SchemaId(next as u32));
        reader.schemas.all[next].shape = shape;
        next += 1;
    }
    end_reference_chains(schemas);
}

/// The arena while it is read.
struct Reader<'a> {
    schemas: &'a mut Schemas,
    /// The `allOf` of exactly these schemas, so that recursive overlaps come to an end.
    joined: HashMap<Vec<SchemaId>, SchemaId>,
    /// Who extends whom.
    heirs: heirs::Heirs,
    /// Bases as nothing but themselves.
    plain: HashMap<SchemaId, SchemaId>,
    /// The schema `{}`, for properties that are required and never described.
    anything: Option<SchemaId>,
    budget: usize,
    /// The arena does not grow beyond this.
    most: usize,
}

impl Reader<'_> {
    fn keywords(&self, id: SchemaId) -> &Keywords {
        &self.schemas[id].keywords
    }

    /// A written schema that is nothing but an `allOf` serves for the same overlap elsewhere.
    fn remember_written_joins(&mut self) {
        for (id, schema) in self.schemas.iter() {
            let keywords = &schema.keywords;
            let plain = keywords.all_of.len() > 1
                && keywords.reference.is_none()
                && keywords.any_of.is_empty()
                && keywords.one_of.is_empty()
                && !neutral::says_kind(keywords);
            if plain {
                let key = neutral::targets(self.schemas, &keywords.all_of);
                self.joined.entry(key).or_insert(id);
            }
        }
    }

    fn read(&mut self, id: SchemaId) -> Shape {
        if is_never(self.schemas, id) {
            return kind_only(ShapeKind::Never);
        }
        if let Some(shape) = self.read_reference(id) {
            return shape;
        }
        let parts = Parts::of(self.schemas, id, &mut self.budget);
        self.read_parts(id, &parts)
    }

    /// Adds a schema that nobody wrote; none when the arena is full.
    fn add(&mut self, place: Place, keywords: Keywords) -> Option<SchemaId> {
        if self.schemas.all.len() >= self.most {
            return None;
        }
        let id = SchemaId(self.schemas.all.len() as u32);
        self.schemas.all.push(Schema {
            place,
            name: None,
            keywords,
            shape: UNREAD,
        });
        Some(id)
    }

    /// The schema that stands for both at once.
    fn join(&mut self, first: SchemaId, second: SchemaId) -> SchemaId {
        if let Some(id) = neutral::stronger(self.schemas, first, second) {
            return id;
        }
        let mut members = self.members_of_join(first);
        members.push(second);
        let key = neutral::targets(self.schemas, &members);
        if key.len() == 1 {
            return first;
        }
        if let Some(id) = self.joined.get(&key) {
            return *id;
        }
        let Schema {
            place, keywords, ..
        } = &self.schemas[second];
        let keywords = Keywords {
            title: keywords.title.clone(),
            description: keywords.description.clone(),
            all_of: key.clone(),
            ..Keywords::default()
        };
        let Some(id) = self.add(*place, keywords) else {
            return second;
        };
        self.joined.insert(key, id);
        id
    }

    /// The members of a join made before, so that a third member joins them instead of nesting.
    fn members_of_join(&self, id: SchemaId) -> Vec<SchemaId> {
        let keywords = self.keywords(id);
        let key = neutral::targets(self.schemas, &keywords.all_of);
        if self.joined.get(&key) == Some(&id) {
            key
        } else {
            vec![id]
        }
    }

    fn anything(&mut self, place: Place) -> Option<SchemaId> {
        if self.anything.is_none() {
            self.anything = self.add(place, Keywords::default());
        }
        self.anything
    }
}

fn kind_only(kind: ShapeKind) -> Shape {
    Shape {
        nullable: false,
        kind,
    }
}

/// A schema that only refers to itself, through however many references, says nothing.
fn end_reference_chains(schemas: &mut Schemas) {
    const NEW: u32 = u32::MAX;
    let mut seen_in_walk = vec![NEW; schemas.all.len()];
    for start in 0..schemas.all.len() {
        let mut at = start;
        while seen_in_walk.get(at) == Some(&NEW) {
            seen_in_walk[at] = start as u32;
            let ShapeKind::Reference(next) = schemas.all[at].shape.kind else {
                break;
            };
            if seen_in_walk.get(next.index()) == Some(&(start as u32)) {
                schemas.all[at].shape.kind = ShapeKind::Any;
                break;
            }
            at = next.index();
        }
    }
}
