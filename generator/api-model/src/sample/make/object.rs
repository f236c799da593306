//! Objects.

use super::{MOST_NODES, Maker, OPTIONAL_DEPTH, Spot};
use crate::api::{Keywords, SchemaId};
use crate::lower::shape::{dereference, is_never};
use crate::sample::random::Random;
use crate::sample::text;
use crate::sample::view::View;
use crate::validate::Direction;
use serde_json::{Map, Value};

/// References that are followed to find `readOnly`.
const HOPS: usize = 8;
/// Most properties that are made up.
const MOST_MADE_UP: u64 = 200;
/// Names for properties that nobody names.
const NAMES: [&str; 8] = [
    "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth",
];

impl<'a> Maker<'a> {
    pub(super) fn is_cut(&self, spot: Spot<'_>) -> bool {
        spot.depth >= OPTIONAL_DEPTH || spot.allowance < 1 || self.nodes > MOST_NODES / 2
    }

    /// Whether a schema is being made that often already.
    pub(super) fn is_around(&self, id: SchemaId, often: usize) -> bool {
        let target = dereference(self.schemas(), id);
        self.around.iter().filter(|other| **other == target).count() >= often
    }

    pub(super) fn make_object(&mut self, view: &View<'a>, spot: Spot<'_>) -> Value {
        let names = self.choose_names(view, spot);
        let share = spot.allowance.saturating_sub(1) / names.len().max(1);
        let mut map = Map::new();
        let depth = self.around.len();
        self.around.extend(&view.parts);
        for name in &names {
            let value = self.make_property(view, spot, name, share);
            map.insert((*name).to_owned(), value);
        }
        self.make_up_properties(view, spot, &mut map);
        self.around.truncate(depth);
        Value::Object(map)
    }

    fn make_property(
        &mut self,
        view: &View<'a>,
        spot: Spot<'_>,
        name: &str,
        share: usize,
    ) -> Value {
        let ids = self.schemas_of_property(view, name);
        let tag = view.tags.iter().find(|(property, _)| *property == name);
        if let Some((_, tag)) = tag {
            // A tag is text in a mapping's key even where the property is a number.
            let number = serde_json::from_str(tag).ok();
            let mut spellings = std::iter::once(Value::String(tag.clone())).chain(number);
            if let Some(value) = spellings.find(|value| self.fits(&ids, value)) {
                return value;
            }
        }
        let property_spot = Spot {
            random: spot.random.fork(name),
            shared: spot.random,
            name: Some(name),
            depth: spot.depth + 1,
            allowance: share,
            salt: spot.salt,
            examples: spot.examples,
        };
        self.make(&ids, property_spot)
    }

    /// Every schema that speaks about a property.
    fn schemas_of_property(&self, view: &View<'a>, name: &str) -> Vec<SchemaId> {
        let mut ids = view.properties.get(name).cloned().unwrap_or_default();
        for part in &view.parts {
            let keywords = &self.schemas()[*part].keywords;
            let mut known = keywords.properties.contains_key(name);
            for (pattern, id) in &keywords.pattern_properties {
                if self.inner.validator.matches_pattern(pattern, name) {
                    ids.push(*id);
                    known = true;
                }
            }
            if !known {
                ids.extend(keywords.additional_properties);
                if view.properties.is_empty() {
                    ids.extend(keywords.unevaluated_properties);
                }
            }
        }
        ids
    }

    /// The known properties that are made, in the order of the document.
    fn choose_names(&self, view: &View<'a>, spot: Spot<'_>) -> Vec<&'a str> {
        let mut required: Vec<&str> = view.required.clone();
        required.extend(view.tags.iter().map(|(name, _)| *name));
        self.follow_dependencies(view, &mut required);
        let cut = self.is_cut(spot) || self.is_sparse();
        let wanted = |name: &str| required.contains(&name);
        let mut names: Vec<&'a str> = view
            .properties
            .iter()
            .filter(|(name, ids)| {
                !self.belongs_to_other_side(ids)
                    && (wanted(name)
                        || !cut
                            && !view.excluded.contains(name)
                            && self.is_affordable(view, name, spot))
            })
            .map(|(name, _)| *name)
            .collect();
        for name in &required {
            if !view.properties.contains_key(name) && !names.contains(name) {
                names.push(name);
            }
        }
        let mut all = names.clone();
        self.follow_dependencies(view, &mut all);
        names = all;
        self.drop_surplus(view, &required, &mut names, spot);
        self.add_missing(view, &mut names, spot);
        names
    }

    fn follow_dependencies(&self, view: &View<'a>, names: &mut Vec<&'a str>) {
        let mut at = 0;
        while let Some(name) = names.get(at).copied() {
            for (_, needed) in view.dependent.iter().filter(|(cause, _)| *cause == name) {
                for more in *needed {
                    if !names.contains(&more.as_str()) {
                        names.push(more);
                    }
                }
            }
            at += 1;
        }
    }

    /// Leaves out optional properties that are too many, another choice for every seed; far down
    /// those that end soonest stay.
    fn drop_surplus(
        &self,
        view: &View<'a>,
        required: &[&str],
        names: &mut Vec<&'a str>,
        spot: Spot<'_>,
    ) {
        let most = view.max_properties.unwrap_or(u64::MAX);
        let surplus = (names.len() as u64).saturating_sub(most) as usize;
        if surplus == 0 {
            return;
        }
        let mut optional: Vec<&'a str> = names.clone();
        optional.retain(|name| !required.contains(name));
        optional.sort_by_key(|name| std::cmp::Reverse(self.cost(view, name, spot)));
        let dropped: Vec<&str> = optional.into_iter().take(surplus).collect();
        names.retain(|name| !dropped.contains(name));
    }

    /// Adds optional properties, when there must be more than are required.
    fn add_missing(&self, view: &View<'a>, names: &mut Vec<&'a str>, spot: Spot<'_>) {
        let missing = view.min_properties.saturating_sub(names.len() as u64) as usize;
        if missing == 0 {
            return;
        }
        let mut optional: Vec<&'a str> = view
            .properties
            .iter()
            .filter(|(name, ids)| !names.contains(name) && !self.belongs_to_other_side(ids))
            .map(|(name, _)| *name)
            .collect();
        optional.sort_by_key(|name| self.cost(view, name, spot));
        names.extend(optional.into_iter().take(missing));
    }

    /// What an optional property costs: its height where the value should come to an end, then chance.
    fn cost(&self, view: &View<'a>, name: &str, spot: Spot<'_>) -> (u8, u64) {
        let ids = view.properties.get(name).map_or(&[][..], Vec::as_slice);
        let height = ids
            .iter()
            .map(|id| self.inner.heights.get(*id))
            .max()
            .unwrap_or(0);
        let soon = spot.depth > 1 || height == u8::MAX;
        let chance = spot.random.fork("properties").fork(name).next();
        (if soon { height } else { 0 }, chance)
    }

    fn is_affordable(&self, view: &View<'a>, name: &str, spot: Spot<'_>) -> bool {
        let schemas = self.schemas();
        let ids = self.schemas_of_property(view, name);
        let share = spot.allowance / view.properties.len().max(1);
        ids.iter().all(|id| {
            !is_never(schemas, *id)
                && !self.is_around(*id, 2)
                && self.inner.heights.get(*id) < u8::MAX
                && (share > 0 || is_flat(&schemas[dereference(schemas, *id)].keywords))
        })
    }

    fn belongs_to_other_side(&self, ids: &[SchemaId]) -> bool {
        let mut waiting: Vec<SchemaId> = ids.to_vec();
        for _ in 0..HOPS {
            let Some(id) = waiting.pop() else {
                return false;
            };
            let keywords = &self.schemas()[id].keywords;
            let other = match self.options.direction {
                Direction::Request => keywords.read_only,
                Direction::Response => keywords.write_only,
            };
            if other {
                return true;
            }
            waiting.extend(keywords.reference);
            if let [one] = keywords.all_of.as_slice() {
                waiting.push(*one);
            }
        }
        false
    }

    /// Properties that no schema names: entries of a map, and what `minProperties` asks for.
    fn make_up_properties(
        &mut self,
        view: &View<'a>,
        spot: Spot<'_>,
        map: &mut Map<String, Value>,
    ) {
        let schemas = self.schemas();
        let says = |keywords: &Keywords| {
            let rest = keywords
                .additional_properties
                .or(keywords.unevaluated_properties);
            !keywords.pattern_properties.is_empty() || rest.is_some_and(|id| !is_never(schemas, id))
        };
        let is_map =
            view.properties.is_empty() && view.parts.iter().any(|id| says(&schemas[*id].keywords));
        let usual = if is_map && !self.is_cut(spot) && !self.is_sparse() {
            1 + spot.random.fork("entries").below(2)
        } else {
            0
        };
        let most = view.max_properties.unwrap_or(u64::MAX);
        let wanted = usual.max(view.min_properties).min(most).min(MOST_MADE_UP);
        let share = spot.allowance.saturating_sub(1) / (wanted as usize).max(1);
        for at in 0..wanted * 4 {
            if map.len() as u64 >= wanted {
                break;
            }
            let name = self.make_name(view, spot.random.fork("name").branch(at), at);
            let ids = self.schemas_of_property(view, &name);
            let allowed = !ids.iter().any(|id| {
                is_never(schemas, *id) || self.is_around(*id, 2) && usual > view.min_properties
            });
            if allowed && !map.contains_key(&name) && !view.excluded.contains(&name.as_str()) {
                let value = self.make_property(view, spot, &name, share);
                map.insert(name, value);
            }
        }
    }

    fn make_name(&mut self, view: &View<'a>, random: Random, at: u64) -> String {
        let schemas = self.schemas();
        if !view.names.is_empty() {
            let spot = Spot {
                random,
                shared: random,
                name: Some("name"),
                depth: 0,
                allowance: 0,
                salt: at,
                examples: false,
            };
            let names = view.names.clone();
            if let Value::String(name) = self.make(&names, spot) {
                return name;
            }
        }
        let patterns: Vec<&str> = view
            .parts
            .iter()
            .flat_map(|id| schemas[*id].keywords.pattern_properties.keys())
            .map(String::as_str)
            .collect();
        let mut random = random;
        if let Some(pattern) = random.pick(&patterns).copied()
            && let Some(name) = text::from_pattern(self.inner, pattern, random, 0, None)
        {
            return name;
        }
        match NAMES.get(at as usize) {
            Some(name) => (*name).to_owned(),
            None => format!("entry{at}"),
        }
    }
}

/// Whether values of the schema have no parts.
fn is_flat(keywords: &Keywords) -> bool {
    keywords.properties.is_empty()
        && keywords.items.is_none()
        && keywords.one_of.is_empty()
        && keywords.any_of.is_empty()
}
