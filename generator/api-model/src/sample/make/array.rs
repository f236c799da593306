//! Lists.

use super::{Maker, Spot};
use crate::api::SchemaId;
use crate::sample::view::View;
use crate::validate::equal;
use serde_json::Value;

/// Most items that are made even if more are asked for.
const MOST_ITEMS: u64 = 1000;
/// Tries for an item that differs from those before.
const DISTINCT_TRIES: u64 = 24;

impl<'a> Maker<'a> {
    pub(super) fn make_array(&mut self, view: &View<'a>, spot: Spot<'_>) -> Value {
        let count = self.count_items(view, spot);
        let mut items = Vec::with_capacity(count as usize);
        let wanted: Vec<SchemaId> = view
            .contains
            .iter()
            .flat_map(|(id, least)| std::iter::repeat_n(*id, (*least).min(MOST_ITEMS) as usize))
            .collect();
        for index in 0..count as usize {
            let mut ids = match view.prefix.get(index) {
                Some(prefix) => prefix.clone(),
                None => view.items.clone(),
            };
            let behind = index.wrapping_sub(view.prefix.len());
            ids.extend(wanted.get(behind));
            let item_spot = Spot {
                random: spot.random.branch(index as u64),
                shared: spot.random.branch(index as u64),
                name: spot.name.map(singular),
                depth: spot.depth + 1,
                allowance: spot.allowance / (count as usize).max(1),
                salt: 0,
                examples: index == 0 || !view.unique,
            };
            match self.make_item(&ids, item_spot, view.unique.then_some(&items)) {
                Some(item) => items.push(item),
                None => break,
            }
        }
        Value::Array(items)
    }

    fn make_item(
        &mut self,
        ids: &[SchemaId],
        spot: Spot<'_>,
        others: Option<&Vec<Value>>,
    ) -> Option<Value> {
        let Some(others) = others else {
            return Some(self.make(ids, spot));
        };
        for salt in 0..DISTINCT_TRIES {
            let random = if salt == 0 {
                spot.random
            } else {
                spot.random.branch(salt)
            };
            // Lists of values are gone through from one start, so that all are met.
            let start = if salt < DISTINCT_TRIES / 2 {
                spot.random
            } else {
                random
            };
            let item = self.make(
                ids,
                Spot {
                    random: start,
                    salt,
                    examples: spot.examples && salt == 0,
                    ..spot
                },
            );
            if !others.iter().any(|other| equal(other, &item)) {
                return Some(item);
            }
        }
        None
    }

    fn count_items(&self, view: &View<'a>, spot: Spot<'_>) -> u64 {
        let wanted: u64 = view.contains.iter().map(|(_, least)| *least).sum();
        let known = view.prefix.len() as u64;
        let least = view
            .min_items
            .max(if wanted > 0 { known + wanted } else { 0 });
        let most = view.max_items.unwrap_or(u64::MAX);
        let most = if view.closed { most.min(known) } else { most };
        let endless = view
            .items
            .iter()
            .any(|id| self.inner.heights.get(*id) == u8::MAX || self.is_around(*id, 2));
        let usual = if self.is_cut(spot) || endless {
            0
        } else if known > 0 {
            known
        } else if spot.allowance >= 12 && !self.is_sparse() {
            1 + spot.random.fork("count").below(3)
        } else {
            1
        };
        let usual = if self.is_sparse() { 0 } else { usual };
        usual
            .max(least)
            .min(most.max(view.min_items))
            .min(MOST_ITEMS)
    }
}

/// `tags` holds a `tag`.
fn singular(name: &str) -> &str {
    match name.strip_suffix('s') {
        Some(rest) if rest.len() > 2 && !rest.ends_with('s') => rest,
        _ => name,
    }
}
