//! Keywords about numbers, compared as the decimals that were written and not as the nearest
//! binary fractions.

use super::decimal::Decimal;
use super::format;
use super::walk::Walk;
use crate::api::{Keywords, SchemaId};
use serde_json::Number;
use std::cmp::Ordering;

/// Whether a number is whole: `1.0` is.
pub(crate) fn is_whole(number: &Number) -> bool {
    !number.is_f64() || number.as_f64().is_some_and(|number| number.fract() == 0.0)
}

impl Walk<'_> {
    pub(super) fn check_number(
        &mut self,
        id: SchemaId,
        keywords: &Keywords,
        number: &Number,
    ) -> bool {
        let mut fits = true;
        let limits = [
            (
                "minimum",
                &keywords.minimum,
                "at least",
                [Ordering::Greater, Ordering::Equal],
            ),
            (
                "exclusiveMinimum",
                &keywords.exclusive_minimum,
                "more than",
                [Ordering::Greater; 2],
            ),
            (
                "maximum",
                &keywords.maximum,
                "at most",
                [Ordering::Less, Ordering::Equal],
            ),
            (
                "exclusiveMaximum",
                &keywords.exclusive_maximum,
                "less than",
                [Ordering::Less; 2],
            ),
        ];
        for (keyword, limit, words, allowed) in limits {
            let Some(limit) = limit else { continue };
            if !allowed.contains(&compare(number, limit)) {
                let say = || format!("is {number}, {words} {limit} is needed");
                fits = self.report(id, keyword, say);
            }
        }
        if let Some(step) = &keywords.multiple_of
            && !Decimal::of(number).is_multiple_of(Decimal::of(step))
        {
            let say = || format!("is {number}, a multiple of {step} is needed");
            fits = self.report(id, "multipleOf", say);
        }
        if let Some(name) = &keywords.format
            && let Some(needed) = format::number_fault(name, number)
        {
            fits = self.report(id, "format", || format!("is {number}, {needed} is needed"));
        }
        fits
    }
}

pub(crate) fn compare(one: &Number, two: &Number) -> Ordering {
    match (one.as_i64(), two.as_i64()) {
        (Some(one), Some(two)) => one.cmp(&two),
        _ => Decimal::of(one).compare(Decimal::of(two)),
    }
}
