//! Objects and arrays: which properties and items there are.

use super::super::change::{Level, Side};
use super::super::levels::{Way, Weight, level};
use super::view::marked;
use super::{Comparison, step};
use api_model::api::{Api, Keywords, SchemaId};
use api_model::source::Place;

impl Comparison<'_> {
    /// Compares properties by name, and what else an object may hold.
    pub(super) fn objects(&mut self) {
        let (before, after) = (self.old.properties(), self.new.properties());
        for (name, old) in &before {
            match after.get(name) {
                Some(new) => self.property(name, old, new),
                None => self.property_gone(name, old),
            }
        }
        for (name, new) in &after {
            if !before.contains_key(name) {
                self.property_come(name, new);
            }
        }
        self.required_but_unknown();
        self.further(before.is_empty() && after.is_empty());
    }

    /// Whether a property does not take part on this side.
    fn absent(&self, api: &Api, ids: &[SchemaId]) -> bool {
        match self.side {
            Side::Response => marked(api, ids, |it| it.write_only),
            _ => marked(api, ids, |it| it.read_only),
        }
    }

    fn property(&mut self, name: &str, old: &[SchemaId], new: &[SchemaId]) {
        let was_absent = self.absent(self.old.api, old);
        let is_absent = self.absent(self.new.api, new);
        let places = (place(self.old.api, old), place(self.new.api, new));
        match (was_absent, is_absent) {
            (true, true) => return,
            (false, true) => return self.withdrawn(name, old, new),
            (true, false) => return self.offered(name, old, new),
            (false, false) => {}
        }
        let (did, does) = (self.old.requires(name), self.new.requires(name));
        if !did && does {
            let level = level(self.side, Way::Narrower, Weight::Structure);
            let message = format!("the property `{name}` must be there now");
            self.note_at("property-became-required", level, message, places);
        }
        if did && !does {
            let level = level(self.side, Way::Wider, Weight::Structure);
            let message = format!("the property `{name}` may be missing now");
            self.note_at("property-became-optional", level, message, places);
        }
        let deprecated: fn(&Keywords) -> bool = |it| it.deprecated;
        if marked(self.new.api, new, deprecated) && !marked(self.old.api, old, deprecated) {
            let message = format!("the property `{name}` is deprecated now");
            self.note_at("property-deprecated", Level::Compatible, message, places);
        }
        self.defaults(name, old, new);
        self.descend(&step(name), old.to_vec(), new.to_vec());
    }

    /// The property stays, but no longer on this side.
    fn withdrawn(&mut self, name: &str, old: &[SchemaId], new: &[SchemaId]) {
        let places = (place(self.old.api, old), place(self.new.api, new));
        let (rule, level, message) = match self.side {
            Side::Response if self.old.requires(name) => (
                "property-became-write-only",
                Level::Breaking,
                format!("the property `{name}` is no longer answered"),
            ),
            Side::Response => (
                "property-became-write-only",
                Level::Caution,
                format!("the property `{name}` is no longer answered"),
            ),
            _ => (
                "property-became-read-only",
                Level::Breaking,
                format!("the property `{name}` can no longer be sent"),
            ),
        };
        self.note_at(rule, level, message, places);
    }

    /// The property was there, and takes part on this side now.
    fn offered(&mut self, name: &str, old: &[SchemaId], new: &[SchemaId]) {
        let places = (place(self.old.api, old), place(self.new.api, new));
        let (rule, level, message) = match self.side {
            Side::Response => (
                "property-became-readable",
                Level::Compatible,
                format!("the property `{name}` is answered now"),
            ),
            _ if self.new.requires(name) => (
                "required-property-added",
                Level::Breaking,
                format!("the property `{name}` has to be sent now"),
            ),
            _ => (
                "property-became-writable",
                Level::Compatible,
                format!("the property `{name}` can be sent now"),
            ),
        };
        self.note_at(rule, level, message, places);
    }

    fn property_gone(&mut self, name: &str, old: &[SchemaId]) {
        if self.absent(self.old.api, old) {
            return;
        }
        let level = match self.side {
            Side::Response if self.old.requires(name) => Level::Breaking,
            Side::Request if self.new.is_closed() => Level::Breaking,
            _ => Level::Caution,
        };
        let places = (place(self.old.api, old), None);
        let message = format!("the property `{name}` is gone");
        self.note_at("property-removed", level, message, places);
    }

    fn property_come(&mut self, name: &str, new: &[SchemaId]) {
        if self.absent(self.new.api, new) {
            return;
        }
        let places = (None, place(self.new.api, new));
        let required = self.new.requires(name);
        let (rule, level, what) = match self.side {
            Side::Request if required && !self.old.requires(name) => (
                "required-property-added",
                Level::Breaking,
                "is new and has to be sent",
            ),
            // A reader who was promised that there is nothing else may check for it.
            Side::Response if self.old.is_closed() => ("property-added", Level::Caution, "is new"),
            _ => ("property-added", Level::Compatible, "is new"),
        };
        let message = format!("the property `{name}` {what}");
        self.note_at(rule, level, message, places);
    }

    /// Names under `required` that no `properties` describes.
    fn required_but_unknown(&mut self) {
        let (before, after) = (self.old.properties(), self.new.properties());
        let listed = |view: &super::View<'_>| -> Vec<String> {
            let all = view.parts.iter().flat_map(|part| &part.keywords.required);
            all.filter(|name| {
                !before.contains_key(name.as_str()) && !after.contains_key(name.as_str())
            })
            .cloned()
            .collect()
        };
        let (old, new) = (listed(&self.old), listed(&self.new));
        for name in new.iter().filter(|name| !old.contains(name)) {
            let message = format!("the property `{name}` must be there now");
            let rule = "property-became-required";
            self.note(rule, Way::Narrower, Weight::Structure, "required", message);
        }
        for name in old.iter().filter(|name| !new.contains(name)) {
            let message = format!("the property `{name}` may be missing now");
            let rule = "property-became-optional";
            self.note(rule, Way::Wider, Weight::Structure, "required", message);
        }
    }

    /// Compares `additionalProperties`; `map` says that the object is nothing but such.
    fn further(&mut self, map: bool) {
        let weight = if map {
            Weight::Structure
        } else {
            Weight::Detail
        };
        match (self.old.is_closed(), self.new.is_closed()) {
            (false, true) => {
                let message = "properties beyond the known ones are refused now";
                let rule = "further-properties-forbidden";
                self.note(
                    rule,
                    Way::Narrower,
                    Weight::Structure,
                    "additionalProperties",
                    message,
                );
            }
            (true, false) => {
                let message = "properties beyond the known ones are allowed now";
                let rule = "further-properties-allowed";
                self.note(
                    rule,
                    Way::Wider,
                    Weight::Detail,
                    "additionalProperties",
                    message,
                );
            }
            (true, true) => {}
            (false, false) => {
                self.child("/*", weight, "additionalProperties", |it| {
                    it.additional_properties
                });
            }
        }
        for (name, old, new) in self.patterned() {
            self.descend(&format!("/*{name}*"), vec![old], vec![new]);
        }
    }

    fn patterned(&self) -> Vec<(String, SchemaId, SchemaId)> {
        let mut both = Vec::new();
        for part in &self.old.parts {
            for (pattern, old) in &part.keywords.pattern_properties {
                let new = self
                    .new
                    .first(|it| it.pattern_properties.get(pattern).copied());
                both.extend(new.map(|new| (pattern.clone(), *old, new)));
            }
        }
        both
    }

    /// Compares lists: items, and the first ones that have a schema of their own.
    pub(super) fn arrays(&mut self) {
        self.child("/-", Weight::Structure, "items", |it| it.items);
        let prefix = |view: &super::View<'_>| {
            let stated =
                |it: &Keywords| Some(it.prefix_items.clone()).filter(|all| !all.is_empty());
            view.parts
                .iter()
                .find_map(|part| stated(&part.keywords))
                .unwrap_or_default()
        };
        let (before, after) = (prefix(&self.old), prefix(&self.new));
        for (index, (old, new)) in before.iter().zip(&after).enumerate() {
            self.descend(&format!("/{index}"), vec![*old], vec![*new]);
        }
        if before.len() != after.len() {
            let message = format!(
                "{} first items were described, and {} are",
                before.len(),
                after.len()
            );
            let way = if before.len() < after.len() {
                Way::Narrower
            } else {
                Way::Wider
            };
            let rule = "constraint-changed";
            self.note(rule, way, Weight::Structure, "prefixItems", message);
        }
    }

    /// Compares what a keyword of both refers to. One that is stated on one side only adds or
    /// lifts a condition, unless it allows everything.
    fn child(
        &mut self,
        step: &str,
        weight: Weight,
        keyword: &'static str,
        read: fn(&Keywords) -> Option<SchemaId>,
    ) {
        let old = telling(self.old.api, self.old.children(read));
        let new = telling(self.new.api, self.new.children(read));
        match (old.is_empty(), new.is_empty()) {
            (false, false) => self.descend(step, old, new),
            (true, false) => {
                let message = format!("`{keyword}` is stated now");
                self.note("constraint-added", Way::Narrower, weight, keyword, message);
            }
            (false, true) => {
                let message = format!("`{keyword}` is no longer stated");
                self.note("constraint-removed", Way::Wider, weight, keyword, message);
            }
            (true, true) => {}
        }
    }

    fn defaults(&mut self, name: &str, old: &[SchemaId], new: &[SchemaId]) {
        let read = |api, ids: &[SchemaId]| super::View::of(api, ids).first(|it| it.default.clone());
        let (before, after) = (read(self.old.api, old), read(self.new.api, new));
        if before != after && self.side == Side::Request {
            let shown = |value: Option<serde_json::Value>| {
                value.map_or("not stated".to_owned(), |value| format!("`{value}`"))
            };
            let message = format!(
                "the default of `{name}` was {} and is {}",
                shown(before),
                shown(after)
            );
            let places = (place(self.old.api, old), place(self.new.api, new));
            self.note_at("default-changed", Level::Caution, message, places);
        }
    }
}

fn place(api: &Api, ids: &[SchemaId]) -> Option<Place> {
    ids.first().map(|id| api.schemas[*id].place)
}

/// The schemas that say anything at all.
fn telling(api: &Api, ids: Vec<SchemaId>) -> Vec<SchemaId> {
    let silent = |id: &SchemaId| {
        let keywords = &api.schemas[*id].keywords;
        keywords.types.is_empty()
            && keywords.children().is_empty()
            && keywords.enumeration.is_none()
            && keywords.constant.is_none()
            && keywords.required.is_empty()
            && keywords.pattern.is_none()
            && keywords.format.is_none()
    };
    ids.into_iter().filter(|id| !silent(id)).collect()
}
