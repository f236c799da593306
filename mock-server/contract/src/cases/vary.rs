//! Systematic variation: from one valid value to others that differ in one place each, so that
//! every enum value, boundary, alternative and absence is sent once.

use super::values::{Amount, Values, resolve};
use api_model::api::{Api, ArrayShape, Keywords, ObjectShape, SchemaId, ShapeKind, UnionShape};
use serde_json::{Number, Value};

/// Deepest place that is varied.
const MAX_DEPTH: usize = 12;
/// Most variations of one value.
const MAX_VARIATIONS: usize = 400;
/// Longest text and longest list that are made to meet a boundary.
const MAX_LENGTH: u64 = 4096;
const MAX_ITEMS: u64 = 32;

/// A value that differs from another in one place.
#[derive(Debug, Clone)]
pub(super) struct Variation {
    /// What is different, for people.
    pub(super) title: String,
    /// The whole value.
    pub(super) value: Value,
}

/// Valid values near a valid value, one difference each, then the sampler's own tour of the schema.
pub(super) fn vary(
    api: &Api,
    values: &Values,
    schema: SchemaId,
    value: &Value,
    seed: u64,
) -> Vec<Variation> {
    let mut walk = Walk {
        api,
        values,
        root: value,
        seed,
        found: Vec::new(),
    };
    walk.visit(schema, value, "", 0);
    let variants = values.variants(schema).into_iter().enumerate();
    walk.found.extend(variants.map(|(index, value)| Variation {
        title: format!("variant {} of its schema", index + 1),
        value,
    }));
    let found = walk.found;
    found
        .into_iter()
        .filter(|one| values.is_valid(schema, &one.value))
        .collect()
}

struct Walk<'a> {
    api: &'a Api,
    values: &'a Values,
    root: &'a Value,
    seed: u64,
    found: Vec<Variation>,
}

impl Walk<'_> {
    fn visit(&mut self, schema: SchemaId, value: &Value, pointer: &str, depth: usize) {
        if depth > MAX_DEPTH || self.found.len() > MAX_VARIATIONS {
            return;
        }
        let (_, resolved) = resolve(self.api, schema);
        let (shape, keywords) = (&resolved.shape, &resolved.keywords);
        if shape.nullable && !value.is_null() {
            self.propose(pointer, Value::Null, "null".to_owned());
        }
        match (&shape.kind, value) {
            (ShapeKind::Enum(all), _) => {
                for other in all.iter().filter(|other| *other != value).take(40) {
                    self.propose(pointer, other.clone(), other.to_string());
                }
            }
            (ShapeKind::Boolean, Value::Bool(flag)) => {
                self.propose(pointer, Value::Bool(!flag), (!flag).to_string());
            }
            (ShapeKind::Integer | ShapeKind::Number, _) => self.vary_number(keywords, pointer),
            (ShapeKind::String, Value::String(text)) => self.vary_text(keywords, text, pointer),
            (ShapeKind::Array(shape), Value::Array(items)) => {
                self.vary_array(shape, keywords, items, pointer, depth);
            }
            (ShapeKind::Object(shape), Value::Object(_)) => {
                self.vary_object(shape, value, pointer, depth);
            }
            (ShapeKind::Union(shape), _) => self.vary_union(shape, value, pointer, depth),
            _ => {}
        }
    }

    fn propose(&mut self, pointer: &str, value: Value, what: String) {
        let mut whole = self.root.clone();
        let Some(slot) = whole.pointer_mut(pointer) else {
            return;
        };
        *slot = value;
        let what = super::planner::shorten(&what, 40);
        let title = match pointer.is_empty() {
            true => what,
            false => format!("`{pointer}` as {what}"),
        };
        self.found.push(Variation {
            title,
            value: whole,
        });
    }

    fn vary_number(&mut self, keywords: &Keywords, pointer: &str) {
        let exclusive =
            |bound: &Number, step: i64| bound.as_i64().and_then(|at| at.checked_add(step));
        let bounds = [
            (keywords.minimum.clone(), "the minimum"),
            (keywords.maximum.clone(), "the maximum"),
            (
                keywords
                    .exclusive_minimum
                    .as_ref()
                    .and_then(|at| exclusive(at, 1))
                    .map(Number::from),
                "the least above the minimum",
            ),
            (
                keywords
                    .exclusive_maximum
                    .as_ref()
                    .and_then(|at| exclusive(at, -1))
                    .map(Number::from),
                "the most below the maximum",
            ),
        ];
        for (bound, what) in bounds {
            if let Some(bound) = bound {
                self.propose(pointer, Value::Number(bound), what.to_owned());
            }
        }
    }

    /// Only text without a form of its own can be cut and stretched.
    fn vary_text(&mut self, keywords: &Keywords, text: &str, pointer: &str) {
        let formed = keywords.pattern.is_some()
            || keywords.format.is_some()
            || keywords.content_encoding.is_some();
        if formed {
            return;
        }
        if let Some(least) = keywords.min_length.filter(|least| *least <= MAX_LENGTH) {
            self.propose(
                pointer,
                stretch(text, least).into(),
                "the shortest text".to_owned(),
            );
        }
        if let Some(most) = keywords.max_length.filter(|most| *most <= MAX_LENGTH) {
            self.propose(
                pointer,
                stretch(text, most).into(),
                "the longest text".to_owned(),
            );
        }
    }

    fn vary_array(
        &mut self,
        shape: &ArrayShape,
        keywords: &Keywords,
        items: &[Value],
        pointer: &str,
        depth: usize,
    ) {
        let least = keywords.min_items.unwrap_or(0);
        if least < items.len() as u64 {
            let fewest = items.iter().take(least as usize).cloned().collect();
            self.propose(
                pointer,
                Value::Array(fewest),
                "the shortest list".to_owned(),
            );
        }
        let most = keywords
            .max_items
            .filter(|most| *most <= MAX_ITEMS && !keywords.unique_items);
        if let (Some(most), Some(last)) = (most, items.last()) {
            let mut longest = items.to_vec();
            longest.resize(most as usize, last.clone());
            self.propose(
                pointer,
                Value::Array(longest),
                "the longest list".to_owned(),
            );
        }
        if let (Some(schema), Some(first)) =
            (shape.prefix.first().copied().or(shape.items), items.first())
        {
            self.visit(schema, first, &format!("{pointer}/0"), depth + 1);
        }
    }

    fn vary_object(&mut self, shape: &ObjectShape, value: &Value, pointer: &str, depth: usize) {
        for (name, property) in &shape.properties {
            let Some(member) = value.get(name) else {
                continue;
            };
            if !property.required {
                self.propose_without(pointer, value, name);
            }
            let inner = format!("{pointer}/{}", escape_pointer(name));
            self.visit(property.schema, member, &inner, depth + 1);
        }
    }

    fn propose_without(&mut self, pointer: &str, value: &Value, name: &str) {
        let mut smaller = value.clone();
        let Some(members) = smaller.as_object_mut() else {
            return;
        };
        members.shift_remove(name);
        let mut whole = self.root.clone();
        let Some(slot) = whole.pointer_mut(pointer) else {
            return;
        };
        *slot = smaller;
        let title = format!("without `{pointer}/{}`", escape_pointer(name));
        self.found.push(Variation {
            title,
            value: whole,
        });
    }

    fn vary_union(&mut self, shape: &UnionShape, value: &Value, pointer: &str, depth: usize) {
        for (index, variant) in shape.variants.iter().enumerate().take(40) {
            if self.values.is_valid(variant.schema, value) {
                self.visit(variant.schema, value, pointer, depth + 1);
            } else if let Some(other) =
                self.values
                    .sample(variant.schema, None, Amount::Everything, self.seed)
            {
                self.propose(pointer, other, format!("alternative {}", index + 1));
            }
        }
    }
}

/// The text cut or repeated to a number of characters.
fn stretch(text: &str, length: u64) -> String {
    let text = if text.is_empty() { "a" } else { text };
    text.chars()
        .filter(char::is_ascii_alphanumeric)
        .chain("a".chars())
        .cycle()
        .take(length as usize)
        .collect()
}

/// A property name as a token of a JSON pointer (RFC 6901 section 3).
pub(super) fn escape_pointer(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}
