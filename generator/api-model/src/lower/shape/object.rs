//! Merging what several schemas say about one object.

use super::parts::Parts;
use super::{Reader, neutral};
use crate::api::{Additional, Keywords, ObjectShape, Property, SchemaId, Schemas};
use indexmap::IndexMap;

/// References and single members that are followed to find `readOnly` and `writeOnly`.
const HOPS: usize = 16;

impl Reader<'_> {
    pub(super) fn read_object(&mut self, parts: &Parts) -> ObjectShape {
        let mut object = ObjectShape {
            properties: IndexMap::new(),
            additional: Additional::Unsaid,
            extends: self.extended(parts),
        };
        for id in &parts.list {
            self.add_properties(&mut object, *id);
            let said = self.read_additional(*id);
            object.additional = self.narrower(object.additional, said);
        }
        for id in &parts.list {
            self.add_required(&mut object, *id);
        }
        object
    }

    /// What the schema itself names in `allOf` or as `$ref`.
    fn extended(&self, parts: &Parts) -> Vec<SchemaId> {
        let Some(root) = parts.list.last() else {
            return Vec::new();
        };
        let keywords = self.keywords(*root);
        let members = keywords
            .all_of
            .iter()
            .filter(|id| self.keywords(**id).reference.is_some())
            .map(|id| neutral::dereference(self.schemas, *id));
        keywords.reference.into_iter().chain(members).collect()
    }

    fn add_properties(&mut self, object: &mut ObjectShape, part: SchemaId) {
        for at in 0..self.keywords(part).properties.len() {
            if self.budget == 0 {
                return;
            }
            self.budget -= 1;
            let Some((name, schema)) = self.keywords(part).properties.get_index(at) else {
                return;
            };
            let (name, schema) = (name.clone(), *schema);
            let mut property = property_of(self.schemas, schema);
            if let Some(before) = object.properties.get(&name).copied() {
                property.schema = self.join(before.schema, schema);
                property.read_only |= before.read_only;
                property.write_only |= before.write_only;
            }
            object.properties.insert(name, property);
        }
    }

    /// Marks what is required. A property that nobody describes may be whatever further
    /// properties may be.
    fn add_required(&mut self, object: &mut ObjectShape, part: SchemaId) {
        for at in 0..self.keywords(part).required.len() {
            let Some(name) = self.keywords(part).required.get(at) else {
                return;
            };
            if let Some(property) = object.properties.get_mut(name) {
                property.required = true;
                continue;
            }
            if self.budget == 0 {
                return;
            }
            let name = name.clone();
            self.budget -= 1;
            let place = self.schemas[part].place;
            let schema = match object.additional {
                Additional::Schema(schema) => Some(schema),
                _ => self.anything(place),
            };
            if let Some(schema) = schema {
                let mut property = property_of(self.schemas, schema);
                property.required = true;
                object.properties.insert(name, property);
            }
        }
    }

    /// What one part says about properties it does not name.
    fn read_additional(&mut self, part: SchemaId) -> Additional {
        let keywords = self.keywords(part);
        let rest = keywords
            .additional_properties
            .or(keywords.unevaluated_properties);
        let patterns: Vec<SchemaId> = keywords.pattern_properties.values().copied().collect();
        let rest = match rest {
            None => Additional::Unsaid,
            Some(id) if neutral::is_never(self.schemas, id) => Additional::Forbidden,
            Some(id) if neutral::is_anything(self.keywords(id)) => Additional::Any,
            Some(id) => Additional::Schema(id),
        };
        match (patterns.as_slice(), rest) {
            ([], rest) => rest,
            ([one], Additional::Forbidden | Additional::Unsaid) => Additional::Schema(*one),
            (_, Additional::Any | Additional::Unsaid) => Additional::Any,
            (_, Additional::Forbidden) => self.any_of(part, patterns),
            (_, Additional::Schema(id)) => {
                let mut all = patterns;
                all.push(id);
                self.any_of(part, all)
            }
        }
    }

    fn any_of(&mut self, part: SchemaId, any_of: Vec<SchemaId>) -> Additional {
        let any_of = neutral::targets(self.schemas, &any_of);
        if let [one] = any_of.as_slice() {
            return Additional::Schema(*one);
        }
        let place = self.schemas[part].place;
        let keywords = Keywords {
            any_of,
            ..Keywords::default()
        };
        self.add(place, keywords)
            .map_or(Additional::Any, Additional::Schema)
    }

    fn narrower(&mut self, one: Additional, two: Additional) -> Additional {
        match (one, two) {
            (Additional::Forbidden, _) | (_, Additional::Forbidden) => Additional::Forbidden,
            (Additional::Schema(one), Additional::Schema(two)) => {
                Additional::Schema(self.join(one, two))
            }
            (Additional::Schema(id), _) | (_, Additional::Schema(id)) => Additional::Schema(id),
            (Additional::Any, _) | (_, Additional::Any) => Additional::Any,
            (Additional::Unsaid, Additional::Unsaid) => Additional::Unsaid,
        }
    }
}

fn property_of(schemas: &Schemas, schema: SchemaId) -> Property {
    let mut property = Property {
        schema,
        required: false,
        read_only: false,
        write_only: false,
    };
    let mut at = schema;
    for _ in 0..HOPS {
        let keywords = &schemas[at].keywords;
        property.read_only |= keywords.read_only;
        property.write_only |= keywords.write_only;
        let sole = match keywords.all_of.as_slice() {
            [one] => Some(*one),
            _ => None,
        };
        let Some(next) = keywords.reference.or(sole) else {
            break;
        };
        at = next;
    }
    property
}
