//! Keywords about arrays.

use super::equal::fingerprint;
use super::seen::Seen;
use super::walk::{Segment, Walk};
use super::{equal, shorten};
use crate::api::{Keywords, SchemaId};
use crate::lower::shape::is_never;
use serde_json::Value;
use std::collections::HashMap;

/// Up to this many items are compared each with each.
const FEW: usize = 16;

impl Walk<'_> {
    pub(super) fn check_array(
        &mut self,
        id: SchemaId,
        keywords: &Keywords,
        items: &[Value],
        mut seen: Option<&mut Seen>,
    ) -> bool {
        let mut fits = self.check_count(id, keywords, items.len() as u64);
        if keywords.unique_items
            && let Some((first, second)) = repeated(items)
        {
            fits = self.report(id, "uniqueItems", || {
                let shown = shorten(&items[second]);
                format!("has {shown} at {first} and at {second}, items must differ")
            });
        }
        if !fits && self.quiet {
            return false;
        }
        fits &= self.check_items(id, keywords, items, seen.as_deref_mut());
        if let Some(wanted) = keywords.contains
            && (fits || !self.quiet)
        {
            fits &= self.check_contains(id, keywords, wanted, items, seen);
        }
        fits
    }

    fn check_count(&mut self, id: SchemaId, keywords: &Keywords, count: u64) -> bool {
        let mut fits = true;
        let words = if count == 1 { "item" } else { "items" };
        if let Some(least) = keywords.min_items.filter(|least| count < *least) {
            let say = || format!("has {count} {words}, at least {least} are needed");
            fits = self.report(id, "minItems", say);
        }
        if let Some(most) = keywords.max_items.filter(|most| count > *most) {
            let say = || format!("has {count} {words}, at most {most} are allowed");
            fits = self.report(id, "maxItems", say);
        }
        fits
    }

    fn check_items(
        &mut self,
        id: SchemaId,
        keywords: &Keywords,
        items: &[Value],
        seen: Option<&mut Seen>,
    ) -> bool {
        let mut fits = true;
        let known = keywords.prefix_items.len();
        for (index, item) in items.iter().enumerate() {
            let Some(schema) = keywords.prefix_items.get(index).copied().or(keywords.items) else {
                break;
            };
            fits &= if index >= known && is_never(self.schemas(), schema) {
                let say = || format!("is one item more than the {known} that are allowed");
                self.report_child(Segment::Item(index), id, "items", say)
            } else {
                self.check_child(Segment::Item(index), schema, item)
            };
            if !fits && self.quiet {
                return false;
            }
        }
        if let Some(seen) = seen {
            seen.items = seen.items.max(known);
            seen.all_items |= keywords.items.is_some();
        }
        fits
    }

    fn check_contains(
        &mut self,
        id: SchemaId,
        keywords: &Keywords,
        wanted: SchemaId,
        items: &[Value],
        mut seen: Option<&mut Seen>,
    ) -> bool {
        let mut count = 0;
        for (index, item) in items.iter().enumerate() {
            let quiet = std::mem::replace(&mut self.quiet, true);
            let fits = self.check_child(Segment::Item(index), wanted, item);
            self.quiet = quiet;
            if fits {
                count += 1;
                if let Some(seen) = seen.as_deref_mut() {
                    seen.single_items.insert(index);
                }
            }
        }
        let least = keywords.min_contains.unwrap_or(1);
        if count < least {
            let keyword = if keywords.min_contains.is_some() {
                "minContains"
            } else {
                "contains"
            };
            return self.report(id, keyword, || {
                format!("has {count} items of the wanted kind, at least {least} are needed")
            });
        }
        match keywords.max_contains {
            Some(most) if count > most => self.report(id, "maxContains", || {
                format!("has {count} items of the wanted kind, at most {most} are allowed")
            }),
            _ => true,
        }
    }

    pub(super) fn check_unevaluated(
        &mut self,
        id: SchemaId,
        keywords: &Keywords,
        value: &Value,
        seen: &mut Seen,
    ) -> bool {
        match (
            value,
            keywords.unevaluated_items,
            keywords.unevaluated_properties,
        ) {
            (Value::Array(items), Some(schema), _) => {
                self.check_unevaluated_items(id, schema, items, seen)
            }
            (Value::Object(map), _, Some(schema)) => {
                self.check_unevaluated_properties(id, schema, map, seen)
            }
            _ => true,
        }
    }

    fn check_unevaluated_items(
        &mut self,
        id: SchemaId,
        schema: SchemaId,
        items: &[Value],
        seen: &mut Seen,
    ) -> bool {
        let mut fits = true;
        for (index, item) in items.iter().enumerate() {
            if seen.has_item(index) {
                continue;
            }
            fits &= if is_never(self.schemas(), schema) {
                let say = || "is an item that nothing allows".to_owned();
                self.report_child(Segment::Item(index), id, "unevaluatedItems", say)
            } else {
                self.check_child(Segment::Item(index), schema, item)
            };
        }
        seen.all_items = true;
        fits
    }
}

/// The first item that stands there twice, and where.
fn repeated(items: &[Value]) -> Option<(usize, usize)> {
    if items.len() <= FEW {
        return (1..items.len()).find_map(|second| {
            (0..second)
                .find(|first| equal(&items[*first], &items[second]))
                .map(|first| (first, second))
        });
    }
    let mut known = HashMap::with_capacity(items.len());
    items.iter().enumerate().find_map(|(second, item)| {
        known
            .insert(fingerprint(item), second)
            .map(|first| (first, second))
    })
}
