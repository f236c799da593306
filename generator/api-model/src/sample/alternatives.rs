//! Valid values that together show what a schema allows.

use super::make::Maker;
use super::number::Range;
use super::places::{Spot, places};
use super::repair::{with, without};
use super::view::View;
use super::{Detail, Inner, SampleOptions};
use crate::api::{SchemaId, Type};
use crate::validate::Direction;
use serde_json::{Value, json};

/// Most values.
const MOST_VARIANTS: usize = 96;
/// Values of one `enum`, and alternatives of one choice, that are shown.
const MOST_EACH: usize = 24;
/// Longest text and list that is made to meet a limit.
const MOST_SIZE: u64 = 2000;

pub(super) fn variants(inner: &Inner, schema: SchemaId, direction: Direction) -> Vec<Value> {
    let mut gathered = Gathered {
        inner,
        schema,
        direction,
        found: Vec::new(),
    };
    let options = |detail, seed| SampleOptions {
        seed,
        direction,
        name: None,
        detail,
    };
    for (detail, seed) in [
        (Detail::Full, 0),
        (Detail::RequiredOnly, 0),
        (Detail::Full, 1),
    ] {
        let value = Maker::new(inner, &options(detail, seed), 0).make_root(schema);
        gathered.add(value);
    }
    let Some(base) = gathered.found.first().cloned() else {
        return gathered.found;
    };
    for spot in places(inner, schema, &base, direction) {
        if gathered.found.len() >= MOST_VARIANTS {
            break;
        }
        for part in parts(inner, &spot, &options(Detail::Full, 0)) {
            if let Some(value) = with(&base, &spot.pointer, part) {
                gathered.add(value);
            }
        }
        if let Some(value) = without(&base, &spot.pointer) {
            gathered.add(value);
        }
    }
    gathered.found
}

struct Gathered<'a> {
    inner: &'a Inner,
    schema: SchemaId,
    direction: Direction,
    found: Vec<Value>,
}

impl Gathered<'_> {
    fn add(&mut self, value: Value) {
        let new = self.found.len() < MOST_VARIANTS && !self.found.contains(&value);
        if new
            && self
                .inner
                .validator
                .fits(self.schema, &value, self.direction)
        {
            self.found.push(value);
        }
    }
}

/// Other values for one place.
fn parts(inner: &Inner, spot: &Spot<'_>, options: &SampleOptions<'_>) -> Vec<Value> {
    let view = &spot.view;
    let mut all: Vec<Value> = Vec::new();
    if let Some(values) = &view.values {
        all.extend(values.iter().take(MOST_EACH).map(|value| (*value).clone()));
    }
    for (owner, count) in &view.choices {
        for variant in 0..(*count).min(MOST_EACH) {
            let mut maker = Maker::new(inner, options, 0).forcing(*owner, variant);
            all.push(maker.make_at(&spot.ids, spot.name.as_deref()));
        }
    }
    if view.nullable {
        all.push(Value::Null);
    }
    match &spot.value {
        Value::Bool(flag) => all.push(Value::Bool(!flag)),
        Value::Number(_) => {
            let range = Range::of(view, !view.types.contains(Type::Number));
            all.extend(range.ends(view).into_iter().flatten());
        }
        Value::String(text) => all.extend(texts(inner, view, text)),
        Value::Array(items) => all.extend(arrays(view, items)),
        Value::Null | Value::Object(_) => {}
    }
    all
}

fn texts(inner: &Inner, view: &View<'_>, text: &str) -> Vec<Value> {
    let random = super::random::Random::new(7);
    let lengths = [
        Some(view.min_length),
        view.max_length.filter(|most| *most <= MOST_SIZE),
    ];
    let mut all = Vec::new();
    for length in lengths.into_iter().flatten() {
        let made = match view.patterns.first() {
            Some(pattern) => {
                super::text::from_pattern(inner, pattern, random, length, Some(length))
            }
            None if view.format.is_none() => Some(resized(text, length)),
            None => None,
        };
        all.extend(made.map(Value::String));
    }
    all
}

fn resized(text: &str, length: u64) -> String {
    let endless = text.chars().chain(std::iter::repeat('x'));
    endless.take(length as usize).collect()
}

fn arrays(view: &View<'_>, items: &[Value]) -> Vec<Value> {
    let few: Vec<_> = items
        .iter()
        .take(view.min_items as usize)
        .cloned()
        .collect();
    let mut all = vec![Value::Array(few)];
    if let Some(most) = view.max_items.filter(|most| *most <= MOST_SIZE / 10)
        && let Some(last) = items.last()
        && !view.unique
    {
        let mut many = items.to_vec();
        many.resize(most as usize, last.clone());
        all.push(json!(many));
    }
    all
}
