//! Limits, patterns and formats: how long, how large, of what form.

use super::super::levels::{Way, Weight};
use super::Comparison;
use super::view::View;
use api_model::api::Keywords;
use serde_json::Number;
use std::cmp::Ordering;

/// A limit that grows with the set of values, or shrinks it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Bound {
    Upper,
    Lower,
}

type Read = fn(&Keywords) -> Option<Number>;

/// Every keyword that is one number, with the way it bounds.
const BOUNDS: [(&str, Bound, Read); 14] = [
    ("maximum", Bound::Upper, |it| it.maximum.clone()),
    ("exclusiveMaximum", Bound::Upper, |it| {
        it.exclusive_maximum.clone()
    }),
    ("minimum", Bound::Lower, |it| it.minimum.clone()),
    ("exclusiveMinimum", Bound::Lower, |it| {
        it.exclusive_minimum.clone()
    }),
    ("maxLength", Bound::Upper, |it| {
        it.max_length.map(Number::from)
    }),
    ("minLength", Bound::Lower, |it| positive(it.min_length)),
    ("maxItems", Bound::Upper, |it| {
        it.max_items.map(Number::from)
    }),
    ("minItems", Bound::Lower, |it| positive(it.min_items)),
    ("maxContains", Bound::Upper, |it| {
        it.max_contains.map(Number::from)
    }),
    ("minContains", Bound::Lower, |it| {
        it.min_contains.map(Number::from)
    }),
    ("maxProperties", Bound::Upper, |it| {
        it.max_properties.map(Number::from)
    }),
    ("minProperties", Bound::Lower, |it| {
        positive(it.min_properties)
    }),
    ("uniqueItems", Bound::Lower, |it| {
        it.unique_items.then(|| Number::from(1))
    }),
    ("multipleOf", Bound::Lower, |it| it.multiple_of.clone()),
];

/// "At least none" says nothing.
fn positive(limit: Option<u64>) -> Option<Number> {
    limit.filter(|limit| *limit > 0).map(Number::from)
}

impl Comparison<'_> {
    /// Compares every limit.
    pub(super) fn limits(&mut self) {
        for (keyword, bound, read) in BOUNDS {
            let old = tightest(&self.old, bound, read);
            let new = tightest(&self.new, bound, read);
            let (way, message) = match (&old, &new) {
                (None, None) => continue,
                (None, Some(limit)) => (Way::Narrower, is_now(keyword, limit)),
                (Some(limit), None) => (Way::Wider, is_gone(keyword, limit)),
                (Some(was), Some(is)) => {
                    let way = match (order(is, was), bound) {
                        (Ordering::Equal, _) => continue,
                        _ if keyword == "multipleOf" => multiple(was, is),
                        (Ordering::Less, Bound::Upper) | (Ordering::Greater, Bound::Lower) => {
                            Way::Narrower
                        }
                        _ => Way::Wider,
                    };
                    (way, format!("`{keyword}` was {was} and is {is}"))
                }
            };
            let rule = match way {
                Way::Wider => "limit-relaxed",
                Way::Narrower => "limit-tightened",
                Way::Other => "constraint-changed",
            };
            self.note(rule, way, Weight::Detail, keyword, message);
        }
    }

    /// Compares patterns, formats, and what text encodes.
    pub(super) fn texts(&mut self) {
        let patterns = (
            self.old.first(|it| it.pattern.as_deref()),
            self.new.first(|it| it.pattern.as_deref()),
        );
        let rules = ["pattern-added", "pattern-removed", "pattern-changed"];
        self.word("pattern", rules, Weight::Detail, patterns);
        let formats = (self.old.first(format), self.new.first(format));
        let rules = ["format-added", "format-removed", "format-changed"];
        self.word("format", rules, Weight::Structure, formats);
        let encodings = (self.old.first(encoding), self.new.first(encoding));
        let rules = [
            "constraint-added",
            "constraint-removed",
            "constraint-changed",
        ];
        self.word("contentEncoding", rules, Weight::Structure, encodings);
    }

    fn word(
        &mut self,
        keyword: &str,
        [added, removed, changed]: [&'static str; 3],
        weight: Weight,
        words: (Option<&str>, Option<&str>),
    ) {
        let (rule, way, message) = match words {
            (None, Some(new)) => (added, Way::Narrower, is_now(keyword, new)),
            (Some(old), None) => (removed, Way::Wider, is_gone(keyword, old)),
            (Some(old), Some(new)) if old != new => {
                let message = format!("`{keyword}` was `{old}` and is `{new}`");
                (changed, Way::Other, message)
            }
            _ => return,
        };
        self.note(rule, way, weight, keyword, message);
    }
}

/// The format; `byte` is 3.0's word for an encoding.
fn format(keywords: &Keywords) -> Option<&str> {
    keywords
        .format
        .as_deref()
        .filter(|format| *format != "byte")
}

fn encoding(keywords: &Keywords) -> Option<&str> {
    let byte = keywords.format.as_deref() == Some("byte");
    keywords
        .content_encoding
        .as_deref()
        .or(byte.then_some("base64"))
}

fn is_now(keyword: &str, value: impl std::fmt::Display) -> String {
    format!("`{keyword}` is `{value}` now, and was not stated")
}

fn is_gone(keyword: &str, value: impl std::fmt::Display) -> String {
    format!("`{keyword}` was `{value}`, and is no longer stated")
}

/// The limit that counts among those that all hold.
fn tightest(view: &View<'_>, bound: Bound, read: Read) -> Option<Number> {
    view.all(read).reduce(|kept, next| {
        let tighter = match bound {
            Bound::Upper => Ordering::Less,
            Bound::Lower => Ordering::Greater,
        };
        if order(&next, &kept) == tighter {
            next
        } else {
            kept
        }
    })
}

/// The order of two numbers: exact for whole ones, else as near as a double comes.
fn order(left: &Number, right: &Number) -> Ordering {
    let whole = |number: &Number| number.to_string().parse::<i128>().ok();
    match (whole(left), whole(right)) {
        (Some(left), Some(right)) => left.cmp(&right),
        _ => {
            let double = |number: &Number| number.to_string().parse::<f64>().unwrap_or(f64::NAN);
            double(left).total_cmp(&double(right))
        }
    }
}

/// A multiple of six is a multiple of three: with a divisor the set grows.
fn multiple(was: &Number, is: &Number) -> Way {
    let divides = |small: &Number, large: &Number| match (small.as_f64(), large.as_f64()) {
        (Some(small), Some(large)) if small > 0.0 => {
            let quotient = large / small;
            (quotient - quotient.round()).abs() < 1e-9
        }
        _ => false,
    };
    if divides(was, is) {
        Way::Narrower
    } else if divides(is, was) {
        Way::Wider
    } else {
        Way::Other
    }
}
