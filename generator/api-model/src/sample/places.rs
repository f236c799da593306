//! The places of a value and what is asked of each, for those who change a value at one place.

use super::Inner;
use super::view::{Choose, View};
use crate::api::{SchemaId, Schemas};
use crate::validate::Direction;
use serde_json::Value;

/// Most places that are looked at.
const MOST_PLACES: usize = 60;
/// Deepest place.
const MOST_DEPTH: usize = 6;
/// Items of one list that are looked at.
const MOST_ITEMS: usize = 2;

/// One place of a value.
pub(super) struct Spot<'a> {
    pub(super) pointer: String,
    pub(super) name: Option<String>,
    pub(super) ids: Vec<SchemaId>,
    pub(super) value: Value,
    pub(super) view: View<'a>,
}

/// The places of a value, outer before inner, those of one depth in the order of the document.
pub(super) fn places<'a>(
    inner: &'a Inner,
    schema: SchemaId,
    value: &Value,
    direction: Direction,
) -> Vec<Spot<'a>> {
    let mut found: Vec<Spot<'a>> = Vec::new();
    let mut waiting = std::collections::VecDeque::new();
    waiting.push_back((String::new(), None, vec![schema], value, 0));
    while let Some((pointer, name, ids, value, depth)) = waiting.pop_front() {
        if found.len() >= MOST_PLACES {
            break;
        }
        let mut chooser = ByValue {
            inner,
            value,
            direction,
        };
        let view = View::of(&inner.api.schemas, &ids, &mut chooser);
        if depth < MOST_DEPTH {
            for (segment, name, ids, part) in parts(inner, &view, value) {
                let escaped = segment.replace('~', "~0").replace('/', "~1");
                waiting.push_back((format!("{pointer}/{escaped}"), name, ids, part, depth + 1));
            }
        }
        found.push(Spot {
            pointer,
            name,
            ids,
            value: value.clone(),
            view,
        });
    }
    found
}

type Part<'v> = (String, Option<String>, Vec<SchemaId>, &'v Value);

fn parts<'v>(inner: &Inner, view: &View<'_>, value: &'v Value) -> Vec<Part<'v>> {
    match value {
        Value::Object(map) => map
            .iter()
            .map(|(name, part)| {
                let ids = property_schemas(inner, view, name);
                (name.clone(), Some(name.clone()), ids, part)
            })
            .filter(|(_, _, ids, _)| !ids.is_empty())
            .collect(),
        Value::Array(items) => items
            .iter()
            .take(MOST_ITEMS)
            .enumerate()
            .map(|(index, part)| {
                let ids = view.prefix.get(index).unwrap_or(&view.items).clone();
                (index.to_string(), None, ids, part)
            })
            .filter(|(_, _, ids, _)| !ids.is_empty())
            .collect(),
        _ => Vec::new(),
    }
}

fn property_schemas(inner: &Inner, view: &View<'_>, name: &str) -> Vec<SchemaId> {
    let schemas: &Schemas = &inner.api.schemas;
    let mut ids = view.properties.get(name).cloned().unwrap_or_default();
    for part in &view.parts {
        let keywords = &schemas[*part].keywords;
        for (pattern, id) in &keywords.pattern_properties {
            if inner.validator.matches_pattern(pattern, name) {
                ids.push(*id);
            }
        }
        if ids.is_empty() {
            ids.extend(keywords.additional_properties);
        }
    }
    ids
}

/// Chooses the alternatives that a value is an instance of.
struct ByValue<'a> {
    inner: &'a Inner,
    value: &'a Value,
    direction: Direction,
}

impl Choose for ByValue<'_> {
    fn choose(&mut self, _owner: SchemaId, variants: &[SchemaId]) -> Option<SchemaId> {
        variants
            .iter()
            .copied()
            .find(|id| self.inner.validator.fits(*id, self.value, self.direction))
    }

    fn holds(&mut self, owner: SchemaId) -> bool {
        self.inner.api.schemas[owner]
            .keywords
            .if_
            .is_some_and(|id| self.inner.validator.fits(id, self.value, self.direction))
    }
}
