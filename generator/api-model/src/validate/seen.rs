//! Which items and properties a schema has looked at, for `unevaluatedItems` and
//! `unevaluatedProperties` (JSON Schema core 2020-12 section 11).

use std::collections::HashSet;

#[derive(Debug, Default)]
pub(super) struct Seen {
    pub(super) names: HashSet<String>,
    pub(super) all_names: bool,
    /// Items before this index.
    pub(super) items: usize,
    pub(super) single_items: HashSet<usize>,
    pub(super) all_items: bool,
}

impl Seen {
    pub(super) fn merge(&mut self, other: Seen) {
        if self.names.is_empty() {
            self.names = other.names;
        } else {
            self.names.extend(other.names);
        }
        self.all_names |= other.all_names;
        self.items = self.items.max(other.items);
        self.single_items.extend(other.single_items);
        self.all_items |= other.all_items;
    }

    pub(super) fn has_item(&self, index: usize) -> bool {
        self.all_items || index < self.items || self.single_items.contains(&index)
    }

    pub(super) fn has_name(&self, name: &str) -> bool {
        self.all_names || self.names.contains(name)
    }
}
