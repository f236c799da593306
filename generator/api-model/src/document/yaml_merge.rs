//! Merge keys: `<<` puts the members of other maps into this one.
//!
//! They come from YAML 1.1 (<https://yaml.org/type/merge.html>) and are gone from 1.2, but real
//! documents use them together with anchors.

use super::limits::Ledger;
use super::{Member, Node, NodeValue};
use crate::diagnostic::Diagnostic;
use std::collections::HashSet;

type Entry = (Box<str>, Member);

/// The entries of a map with those of its merge keys where the `<<` stood. What the map says
/// itself wins; after that, the map that was named first.
pub(super) fn merged(
    ledger: &mut Ledger,
    entries: Vec<Entry>,
    merges: Vec<(usize, Node)>,
) -> Vec<Entry> {
    let mut taken: HashSet<Box<str>> = entries.iter().map(|(key, _)| key.clone()).collect();
    let mut result = Vec::with_capacity(entries.len());
    let mut merges = merges.into_iter().peekable();
    for (index, entry) in entries.into_iter().enumerate() {
        while let Some((_, source)) = merges.next_if(|(before, _)| *before <= index) {
            add_source(ledger, source, &mut taken, &mut result);
        }
        result.push(entry);
    }
    for (_, source) in merges {
        add_source(ledger, source, &mut taken, &mut result);
    }
    result
}

fn add_source(
    ledger: &mut Ledger,
    source: Node,
    taken: &mut HashSet<Box<str>>,
    result: &mut Vec<Entry>,
) {
    let place = source.place;
    let sources = match source.value {
        NodeValue::Array(items) => items,
        value => vec![Node { place, value }],
    };
    for source in sources {
        let NodeValue::Object(object) = source.value else {
            let message = "a merge key takes a map or a list of maps";
            let _ = ledger.fault(Diagnostic::error("merge-key", source.place, message));
            continue;
        };
        for (key, member) in object.into_entries() {
            if taken.insert(key.clone()) {
                result.push((key, member));
            }
        }
    }
}
