//! Keywords that ask other schemas about the same value: `$ref`, `allOf`, `anyOf`, `oneOf`, `not`,
//! `if`, with the discriminator choosing among alternatives.

use super::seen::Seen;
use super::walk::{Segment, Walk};
use super::{Violation, shorten};
use crate::api::{Keywords, SchemaId};
use crate::lower::shape::{Pick, dereference, is_anything, pick_variant};
use serde_json::Value;

impl Walk<'_> {
    pub(super) fn check_combinations(
        &mut self,
        id: SchemaId,
        keywords: &Keywords,
        value: &Value,
        mut seen: Option<&mut Seen>,
    ) -> bool {
        let mut fits = true;
        let also = keywords.reference.iter().chain(&keywords.dynamic_reference);
        for member in also.chain(&keywords.all_of) {
            fits &= self.check(*member, value, seen.as_deref_mut());
            if !fits && self.quiet {
                return false;
            }
        }
        if !keywords.any_of.is_empty() {
            let picks = keywords.one_of.is_empty();
            fits &= self.check_choice(
                id,
                &keywords.any_of,
                picks,
                false,
                value,
                seen.as_deref_mut(),
            );
        }
        if !keywords.one_of.is_empty() && (fits || !self.quiet) {
            fits &= self.check_choice(id, &keywords.one_of, true, true, value, seen.as_deref_mut());
        }
        if let Some(not) = keywords.not
            && !is_anything(self.keywords(not))
            && self.test(not, value, None)
        {
            fits = self.report(id, "not", || {
                format!("is {}, which is expressly excluded", shorten(value))
            });
        }
        if let Some(condition) = keywords.if_
            && (fits || !self.quiet)
        {
            fits &= self.check_condition(condition, keywords, value, seen);
        }
        fits
    }

    fn check_condition(
        &mut self,
        condition: SchemaId,
        keywords: &Keywords,
        value: &Value,
        mut seen: Option<&mut Seen>,
    ) -> bool {
        let holds = self.test(condition, value, seen.as_deref_mut());
        let consequence = if holds { keywords.then } else { keywords.else_ };
        consequence.is_none_or(|id| self.check(id, value, seen))
    }

    fn check_choice(
        &mut self,
        id: SchemaId,
        variants: &[SchemaId],
        picks: bool,
        exclusive: bool,
        value: &Value,
        mut seen: Option<&mut Seen>,
    ) -> bool {
        if picks && let Some(verdict) = self.check_picked(id, variants, value, seen.as_deref_mut())
        {
            return verdict;
        }
        let mut failed = Vec::new();
        let mut fitting = Vec::new();
        for variant in variants {
            let mut own = seen.is_some().then(Seen::default);
            match self.attempt(*variant, value, own.as_mut()) {
                Ok(()) => {
                    fitting.push(*variant);
                    if let (Some(seen), Some(own)) = (seen.as_deref_mut(), own) {
                        seen.merge(own);
                    }
                }
                Err(faults) => failed.push((*variant, faults)),
            }
            let settled = if exclusive {
                fitting.len() > 1 && self.quiet
            } else {
                !fitting.is_empty() && seen.is_none()
            };
            if settled {
                break;
            }
        }
        match fitting.len() {
            0 => self.report_closest(id, exclusive, failed),
            1 => true,
            _ if !exclusive => true,
            _ => self.report_several(id, &fitting),
        }
    }

    /// The verdict of the variant that the discriminator picks, if it can tell.
    fn check_picked(
        &mut self,
        id: SchemaId,
        variants: &[SchemaId],
        value: &Value,
        seen: Option<&mut Seen>,
    ) -> Option<bool> {
        let rule = self.keywords(id).discriminator.as_ref()?;
        let tag = value.get(&rule.property_name)?.as_str()?;
        match pick_variant(self.schemas(), rule, variants, tag) {
            Pick::Variant(variant) => Some(self.check(variant, value, seen)),
            Pick::Unclear => None,
            Pick::Unknown(known) => {
                let segment = Segment::Property(&rule.property_name);
                Some(self.report_child(segment, id, "discriminator", || {
                    let known: Vec<_> = known
                        .iter()
                        .take(24)
                        .map(|tag| format!("{tag:?}"))
                        .collect();
                    format!("is {tag:?}, one of {} is needed", known.join(", "))
                }))
            }
        }
    }

    fn report_several(&mut self, id: SchemaId, fitting: &[SchemaId]) -> bool {
        let schemas = self.schemas();
        self.report(id, "oneOf", || {
            let names: Option<Vec<_>> = fitting
                .iter()
                .map(|id| schemas[dereference(schemas, *id)].name.as_deref())
                .map(|name| name.map(|name| format!("`{name}`")))
                .collect();
            let names = names.map(|names| format!(" ({})", names.join(", ")));
            let names = names.unwrap_or_default();
            format!(
                "fits {} variants{names}, exactly one is needed",
                fitting.len()
            )
        })
    }

    /// Reports what keeps the value from the variant it comes nearest to.
    fn report_closest(
        &mut self,
        id: SchemaId,
        exclusive: bool,
        failed: Vec<(SchemaId, Vec<Violation>)>,
    ) -> bool {
        if self.quiet {
            return false;
        }
        let keyword = if exclusive { "oneOf" } else { "anyOf" };
        let count = failed.len();
        let here = self.pointer.len();
        let closest = failed
            .iter()
            .enumerate()
            .filter(|(_, (_, faults))| !faults.is_empty())
            .min_by_key(|(_, (_, faults))| distance(faults, here))
            .map(|(index, _)| index);
        let Some(closest) = closest else {
            return self.report(id, keyword, || format!("fits none of {count} variants"));
        };
        if distance(&failed[closest].1, here).0 == 3 {
            let mut messages: Vec<&str> = Vec::new();
            for (_, faults) in &failed {
                let first = faults.first().map_or("", |fault| fault.message.as_str());
                if !first.is_empty() && !messages.contains(&first) && messages.len() < 4 {
                    messages.push(first);
                }
            }
            let messages = messages.join("; ");
            return self.report(id, keyword, || {
                format!("fits none of {count} variants: {messages}")
            });
        }
        let mut failed = failed;
        let (variant, faults) = failed.swap_remove(closest);
        let schemas = self.schemas();
        self.report(id, keyword, || {
            let name = schemas[dereference(schemas, variant)].name.as_ref();
            let name = name.map_or(format!("number {}", closest + 1), |name| {
                format!("`{name}`")
            });
            format!("fits none of {count} variants; the closest is {name}")
        });
        self.adopt(faults);
        false
    }
}

/// How far a value is from a variant: another kind of value, another constant in a property, or
/// only details; then by the number of faults.
fn distance(faults: &[Violation], here: usize) -> (u8, usize) {
    let kind = |fault: &Violation| {
        let below = fault.pointer.get(here..).unwrap_or_default();
        let steps = below.matches('/').count();
        match (fault.keyword, steps) {
            ("type" | "enum" | "const" | "not", 0) => 3,
            ("const" | "enum", 1) => 2,
            ("required" | "additionalProperties", 0 | 1) => 1,
            _ => 0,
        }
    };
    (faults.iter().map(kind).max().unwrap_or(0), faults.len())
}
