//! A lower limit is not above its upper one: no value would do.

use crate::api::{Api, Keywords};
use crate::diagnostic::Diagnostic;
use crate::lower::Report;
use serde_json::Number;

/// Reports limits that contradict each other. They stay: what they say is what is written.
pub(super) fn check_limits(api: &mut Api, report: &mut Report) {
    for (_, schema) in api.schemas.iter() {
        let keywords = &schema.keywords;
        for (low, high) in contradictions(keywords) {
            let place = |keyword| keywords.place_of(keyword).unwrap_or(schema.place);
            let message = format!("no value is both from `{low}` and up to `{high}`");
            report.add(
                Diagnostic::warning("contradictory-limits", place(low), message)
                    .related(place(high), "the other limit"),
            );
        }
    }
}

fn contradictions(keywords: &Keywords) -> Vec<(&'static str, &'static str)> {
    let above = |low: Option<u64>, high: Option<u64>| matches!((low, high), (Some(low), Some(high)) if low > high);
    let counts = [
        (
            "minLength",
            "maxLength",
            keywords.min_length,
            keywords.max_length,
        ),
        (
            "minItems",
            "maxItems",
            keywords.min_items,
            keywords.max_items,
        ),
        (
            "minProperties",
            "maxProperties",
            keywords.min_properties,
            keywords.max_properties,
        ),
        (
            "minContains",
            "maxContains",
            keywords.min_contains,
            keywords.max_contains,
        ),
    ];
    let counts = counts
        .into_iter()
        .filter(|(_, _, low, high)| above(*low, *high))
        .map(|(low, high, ..)| (low, high));
    counts.chain(numbers(keywords)).collect()
}

fn numbers(keywords: &Keywords) -> Option<(&'static str, &'static str)> {
    let value = |number: &Option<Number>| number.as_ref().and_then(Number::as_f64);
    let (low, high) = (value(&keywords.minimum), value(&keywords.maximum));
    let (above, below) = (
        value(&keywords.exclusive_minimum),
        value(&keywords.exclusive_maximum),
    );
    let pairs = [
        ("minimum", "maximum", low, high, false),
        ("minimum", "exclusiveMaximum", low, below, true),
        ("exclusiveMinimum", "maximum", above, high, true),
        ("exclusiveMinimum", "exclusiveMaximum", above, below, true),
    ];
    let mut pairs = pairs.into_iter();
    let found = pairs.find(|(_, _, low, high, is_strict)| match (low, high) {
        (Some(low), Some(high)) => low > high || (*is_strict && low == high),
        _ => false,
    });
    found.map(|(low, high, ..)| (low, high))
}
