//! Where changes are gathered: equal changes become one with several occurrences.

use super::change::{Change, Occurrence, Side};
use super::report::Diff;
use super::schema::{Delta, Pairs};
use api_model::api::{Api, SchemaId};
use indexmap::IndexMap;

/// Both documents and what was found so far.
pub(super) struct Sink<'a> {
    pub(super) old: &'a Api,
    pub(super) new: &'a Api,
    pairs: Pairs<'a>,
    /// A change is the same one when side and delta, places included, are equal.
    found: IndexMap<(Side, Delta), Vec<Occurrence>>,
}

/// The operation that is being compared, for occurrences.
#[derive(Debug, Clone)]
pub(super) struct Spot {
    pub(super) operation: String,
    pub(super) operation_id: Option<String>,
    /// Whether the provider is the one who asks, as in webhooks and callbacks.
    pub(super) outbound: bool,
}

impl Spot {
    /// The side that a half of the exchange is on for callers of the API: what a webhook sends,
    /// they receive.
    pub(super) fn side(&self, written: Side) -> Side {
        match (self.outbound, written) {
            (true, Side::Request) => Side::Response,
            (true, Side::Response) => Side::Request,
            _ => written,
        }
    }
}

impl<'a> Sink<'a> {
    pub(super) fn new(old: &'a Api, new: &'a Api) -> Self {
        Sink {
            old,
            new,
            pairs: Pairs::new(old, new),
            found: IndexMap::new(),
        }
    }

    /// Notes a change at a part of an operation.
    pub(super) fn add(&mut self, spot: &Spot, part: &str, side: Side, delta: Delta) {
        let occurrence = Occurrence {
            operation: spot.operation.clone(),
            operation_id: spot.operation_id.clone(),
            part: part.to_owned(),
        };
        let occurrences = self.found.entry((side, delta)).or_default();
        if occurrences.last() != Some(&occurrence) {
            occurrences.push(occurrence);
        }
    }

    /// Compares two schemas that stand at the same part of an exchange.
    pub(super) fn schemas(
        &mut self,
        spot: &Spot,
        part: &str,
        side: Side,
        old: SchemaId,
        new: SchemaId,
    ) {
        for (pointer, delta) in self.pairs.compare(side, old, new) {
            let space = if pointer.is_empty() { "" } else { " " };
            self.add(spot, &format!("{part}{space}{pointer}"), side, delta);
        }
    }

    /// The changes, worst first, else in the order they were met.
    pub(super) fn finish(self) -> Diff {
        let (old, new) = (self.old, self.new);
        let mut changes: Vec<Change> = self
            .found
            .into_iter()
            .map(|((side, delta), occurrences)| Change {
                rule: delta.rule,
                level: delta.level,
                side,
                message: delta.message,
                old: delta.places.0.map(|place| old.locate(place)),
                new: delta.places.1.map(|place| new.locate(place)),
                occurrences,
            })
            .collect();
        changes.sort_by_key(|change| std::cmp::Reverse(change.level));
        Diff { changes }
    }
}
