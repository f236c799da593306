//! Values that break one rule, for the tests of those who must refuse them.

use super::Inner;
use super::places::{Spot, places};
use super::repair::{with, without};
use super::view::View;
use crate::api::{SchemaId, Type};
use crate::lower::shape::is_never;
use crate::validate::{Direction, shorten};
use serde_json::{Map, Number, Value, json};

/// Most broken values of one schema.
const MOST_BROKEN: usize = 80;
/// Longest text and list that is made to be too long.
const MOST_SIZE: u64 = 5000;
/// Properties of one object that are left out or changed, one at a time.
const MOST_PROPERTIES: usize = 24;

/// A value with one fault.
#[derive(Debug, Clone, PartialEq)]
pub struct Broken {
    /// The value, which the validator refuses.
    pub value: Value,
    /// The keyword that it was made to break.
    pub rule: &'static str,
    /// Where the fault is: a JSON pointer, for a missing property to the object that lacks it.
    pub pointer: String,
    /// What was done: a lower-case fragment.
    pub description: String,
}

/// A change of the value at one place.
struct Change {
    rule: &'static str,
    part: Value,
    description: String,
}

pub(super) fn broken(
    inner: &Inner,
    schema: SchemaId,
    valid: &Value,
    direction: Direction,
) -> Vec<Broken> {
    let mut found: Vec<Broken> = Vec::new();
    for spot in places(inner, schema, valid, direction) {
        for change in changes(inner, &spot) {
            if found.len() >= MOST_BROKEN {
                return found;
            }
            let Some(value) = with(valid, &spot.pointer, change.part) else {
                continue;
            };
            let known = found.iter().any(|other| other.value == value);
            if !known && !inner.validator.fits(schema, &value, direction) {
                found.push(Broken {
                    value,
                    rule: change.rule,
                    pointer: spot.pointer.clone(),
                    description: change.description,
                });
            }
        }
    }
    found
}

fn changes(inner: &Inner, spot: &Spot<'_>) -> Vec<Change> {
    let mut all = vec![wrong_type(&spot.view, &spot.value)];
    let view = &spot.view;
    if let Some(values) = &view.values {
        all.push(not_listed(values));
    }
    match &spot.value {
        Value::Number(_) => all.extend(numbers(view)),
        Value::String(text) => all.extend(texts(inner, view, text)),
        Value::Array(items) => all.extend(arrays(view, items)),
        Value::Object(map) => all.extend(objects(inner, view, map)),
        Value::Null | Value::Bool(_) => {}
    }
    all
}

fn change(rule: &'static str, part: Value, what: &str) -> Change {
    let description = match &part {
        Value::Array(_) | Value::Object(_) => what.to_owned(),
        scalar => format!("{what}: {}", shorten(scalar)),
    };
    Change {
        rule,
        part,
        description,
    }
}

fn wrong_type(view: &View<'_>, value: &Value) -> Change {
    let options = [
        (Type::Object, json!({"unexpected": true})),
        (Type::Array, json!(["unexpected"])),
        (Type::String, json!("not a value of this type")),
        (Type::Boolean, json!(true)),
        (Type::Number, json!(0.5)),
        (Type::Null, Value::Null),
    ];
    let like = |ty: Type| match value {
        Value::Object(_) => ty == Type::Object,
        Value::Array(_) => ty == Type::Array,
        _ => false,
    };
    // Text that cannot be taken for the wanted type is the fault people make; a string is only
    // broken by structure, because parameters carry everything as text.
    let order = [
        Type::String,
        Type::Object,
        Type::Array,
        Type::Boolean,
        Type::Number,
        Type::Null,
    ];
    let chosen = order
        .into_iter()
        .find(|ty| !view.types.contains(*ty) && !like(*ty))
        .and_then(|ty| options.iter().find(|(other, _)| *other == ty));
    let part = chosen.map_or(Value::Null, |(_, part)| part.clone());
    change("type", part, "a value of the wrong type")
}

fn not_listed(values: &[&Value]) -> Change {
    let part = match values.first() {
        Some(Value::Number(number)) => {
            let largest = values
                .iter()
                .filter_map(|value| value.as_f64())
                .fold(number.as_f64().unwrap_or(0.0), f64::max);
            Number::from_f64((largest + 1001.0).trunc()).map_or(Value::Null, |number| {
                number
                    .as_f64()
                    .map_or(Value::Null, |number| json!(number as i64))
            })
        }
        _ => json!("not-one-of-the-listed-values"),
    };
    change("enum", part, "a value that is not listed")
}

fn numbers(view: &View<'_>) -> Vec<Change> {
    let mut all = Vec::new();
    if let Some(low) = view.low {
        let rule = if low.exclusive {
            "exclusiveMinimum"
        } else {
            "minimum"
        };
        all.extend(
            beyond(low.number, low.exclusive, -1)
                .map(|part| change(rule, part, "a number below the minimum")),
        );
    }
    if let Some(high) = view.high {
        let rule = if high.exclusive {
            "exclusiveMaximum"
        } else {
            "maximum"
        };
        all.extend(
            beyond(high.number, high.exclusive, 1)
                .map(|part| change(rule, part, "a number above the maximum")),
        );
    }
    if let Some(step) = view.steps.first() {
        let half = step.as_f64().map(|step| step / 2.0);
        let part = match step.as_i64() {
            Some(step) if step > 1 => Some(json!(step + 1)),
            _ => half.and_then(Number::from_f64).map(Value::Number),
        };
        all.extend(part.map(|part| change("multipleOf", part, "a number between the steps")));
    }
    let out_of_range = match view.format {
        Some("int32") => Some(json!(i64::from(i32::MAX) + 1)),
        Some("uint8" | "uint16" | "uint32" | "uint64" | "uint") => Some(json!(-1)),
        _ => None,
    };
    all.extend(out_of_range.map(|part| change("format", part, "a number out of range")));
    all
}

/// The limit itself if it is out, else a number beyond it.
fn beyond(limit: &Number, exclusive: bool, direction: i64) -> Option<Value> {
    if exclusive {
        return Some(Value::Number(limit.clone()));
    }
    match limit.as_i64() {
        Some(whole) => whole.checked_add(direction).map(|whole| json!(whole)),
        None => Number::from_f64(limit.as_f64()? + direction as f64).map(Value::Number),
    }
}

fn texts(inner: &Inner, view: &View<'_>, text: &str) -> Vec<Change> {
    let mut all = Vec::new();
    if view.min_length > 0 {
        let short: String = text.chars().take(view.min_length as usize - 1).collect();
        all.push(change(
            "minLength",
            json!(short),
            "a text that is too short",
        ));
    }
    if let Some(most) = view.max_length.filter(|most| *most < MOST_SIZE) {
        let filler = text.chars().last().unwrap_or('x');
        let missing = (most + 1).saturating_sub(text.chars().count() as u64) as usize;
        let long = text.to_owned() + &std::iter::repeat_n(filler, missing).collect::<String>();
        all.push(change("maxLength", json!(long), "a text that is too long"));
    }
    for pattern in view.patterns.iter().take(2) {
        let other = ["", " ", "!", "\u{1}", "0", "not-this!", "--- ---", "ÿÿÿ"]
            .into_iter()
            .map(str::to_owned)
            .chain([format!("{text}\u{1}"), format!("!{text}")])
            .filter(|other| other.chars().count() as u64 >= view.min_length)
            .find(|other| !inner.validator.fits_pattern(pattern, other));
        all.extend(other.map(|other| {
            change(
                "pattern",
                json!(other),
                "a text that does not match the pattern",
            )
        }));
    }
    if view.format.is_some() {
        all.push(change(
            "format",
            json!("not \\ of this format"),
            "a text of another format",
        ));
    }
    all
}

fn arrays(view: &View<'_>, items: &[Value]) -> Vec<Change> {
    let mut all = Vec::new();
    if view.min_items > 0 {
        let few: Vec<_> = items
            .iter()
            .take(view.min_items as usize - 1)
            .cloned()
            .collect();
        all.push(change(
            "minItems",
            Value::Array(few),
            "a list with too few items",
        ));
    }
    if let (Some(most), Some(last)) = (
        view.max_items.filter(|most| *most < MOST_SIZE),
        items.last(),
    ) {
        let mut many = items.to_vec();
        many.resize(most as usize + 1, last.clone());
        all.push(change(
            "maxItems",
            Value::Array(many),
            "a list with too many items",
        ));
    }
    if let (true, Some(first)) = (view.unique, items.first()) {
        let mut twice = items.to_vec();
        match twice.get_mut(1) {
            Some(second) => *second = first.clone(),
            None => twice.push(first.clone()),
        }
        all.push(change(
            "uniqueItems",
            Value::Array(twice),
            "a list with the same item twice",
        ));
    }
    all
}

fn objects(inner: &Inner, view: &View<'_>, map: &Map<String, Value>) -> Vec<Change> {
    let mut all = Vec::new();
    let whole = Value::Object(map.clone());
    for name in view.required.iter().take(MOST_PROPERTIES) {
        let pointer = format!("/{}", name.replace('~', "~0").replace('/', "~1"));
        if let Some(part) = without(&whole, &pointer) {
            all.push(change(
                "required",
                part,
                &format!("an object without `{name}`"),
            ));
        }
    }
    let schemas = &inner.api.schemas;
    let forbidden = view.parts.iter().any(|id| {
        let keywords = &schemas[*id].keywords;
        [
            keywords.additional_properties,
            keywords.unevaluated_properties,
        ]
        .into_iter()
        .flatten()
        .any(|rest| is_never(schemas, rest))
    });
    if forbidden {
        let mut more = map.clone();
        more.insert("unexpectedProperty".to_owned(), json!("unexpected"));
        let what = "an object with a property that is not allowed";
        all.push(change("additionalProperties", Value::Object(more), what));
    }
    if view.min_properties > 0 {
        let few: Map<_, _> = map
            .iter()
            .take(view.min_properties as usize - 1)
            .map(|(name, value)| (name.clone(), value.clone()))
            .collect();
        all.push(change(
            "minProperties",
            Value::Object(few),
            "an object with too few properties",
        ));
    }
    all
}
