//! Making nodes that nobody wrote, each with the place of what it stands for.

use crate::document::{Member, Node, NodeValue, Object};
use crate::source::Place;

/// The members of an object in the making.
#[derive(Debug)]
pub(super) struct Members {
    place: Place,
    entries: Vec<(Box<str>, Member)>,
}

impl Members {
    /// No members yet.
    pub(super) fn new(place: Place) -> Self {
        Members {
            place,
            entries: Vec::new(),
        }
    }

    /// Adds a member that was written; of two with the same key the first stays.
    pub(super) fn put(&mut self, key: &str, key_place: Place, node: Node) {
        self.entries.push((key.into(), Member { key_place, node }));
    }

    /// Adds a member that was not written, its key at the place of its value.
    pub(super) fn add(&mut self, key: &str, node: Node) {
        self.put(key, node.place, node);
    }

    /// Adds text.
    pub(super) fn add_text(&mut self, key: &str, value: &str, place: Place) {
        self.add(key, text(value, place));
    }

    /// Adds `true` or `false`.
    pub(super) fn add_flag(&mut self, key: &str, flag: bool) {
        let value = NodeValue::Boolean(flag);
        let place = self.place;
        self.add(key, Node { place, value });
    }

    /// Whether a member of this key is there.
    pub(super) fn has(&self, key: &str) -> bool {
        self.entries.iter().any(|(name, _)| **name == *key)
    }

    /// Whether there are none.
    pub(super) fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The object.
    pub(super) fn finish(self) -> Node {
        object(self.place, self.entries)
    }
}

/// An object; of members with the same key the first stays.
pub(super) fn object(place: Place, entries: Vec<(Box<str>, Member)>) -> Node {
    let (members, _) = Object::new(entries);
    let value = NodeValue::Object(members);
    Node { place, value }
}

/// A list.
pub(super) fn list(place: Place, items: Vec<Node>) -> Node {
    let value = NodeValue::Array(items);
    Node { place, value }
}

/// Text.
pub(super) fn text(value: &str, place: Place) -> Node {
    let value = NodeValue::String(value.into());
    Node { place, value }
}
