//! The walk over schema and value: who is asked, how deep, and where faults go.

use super::seen::Seen;
use super::{Direction, Inner, Violation};
use crate::api::{Keywords, SchemaId, Schemas, Type, TypeSet};
use crate::lower::shape::is_never;
use serde_json::Value;
use std::collections::HashMap;

/// Most faults that are reported of one value, or kept of one alternative.
const MOST_FAULTS: usize = 100;
/// Deepest nesting of schemas within schemas on the way to one place of the value. Every level
/// takes stack, and threads of servers have little.
const MOST_DEPTH: usize = 600;
/// Most schemas that are asked about one value before it counts as too complex.
const MOST_WORK: usize = 20_000_000;
/// Most schemas that are asked with the reasons of failed alternatives being kept.
const MOST_WORDY_WORK: usize = 200_000;
/// From here on verdicts are remembered, because alternatives seem to repeat themselves.
const MEMORY_FROM: usize = 4096;
/// Most remembered verdicts.
const MOST_MEMORY: usize = 1_000_000;

/// One judgement of one value.
pub(super) struct Walk<'v> {
    pub(super) inner: &'v Inner,
    pub(super) direction: Direction,
    /// Whether only the verdict matters.
    pub(super) quiet: bool,
    pub(super) found: Vec<Violation>,
    /// Where the walk is in the value; not kept up when quiet.
    pub(super) pointer: String,
    /// The schemas that are being asked about the value at hand, from `base` on; before that those
    /// of the values around it.
    active: Vec<SchemaId>,
    base: usize,
    /// How often a schema met itself about the same value and was left out.
    cuts: usize,
    work: usize,
    exhausted: bool,
    /// Where the faults of the innermost alternative begin.
    mark: usize,
    /// Whether the value at hand is not part of the value that was given.
    pub(super) temporary: bool,
    verdicts: HashMap<(SchemaId, SchemaId, usize), bool>,
}

impl<'v> Walk<'v> {
    pub(super) fn new(inner: &'v Inner, direction: Direction) -> Self {
        Walk {
            inner,
            direction,
            quiet: true,
            found: Vec::new(),
            pointer: String::new(),
            active: Vec::new(),
            base: 0,
            cuts: 0,
            work: 0,
            exhausted: false,
            mark: 0,
            temporary: false,
            verdicts: HashMap::new(),
        }
    }

    pub(super) fn fits(mut self, schema: SchemaId, value: &Value) -> bool {
        self.check(schema, value, None) && !self.exhausted
    }

    pub(super) fn faults(mut self, schema: SchemaId, value: &Value) -> Vec<Violation> {
        self.quiet = false;
        let fits = self.check(schema, value, None);
        if self.exhausted || (!fits && self.found.is_empty()) {
            let message = "is nested too deeply or too complex to be checked";
            self.report(schema, "nesting", || message.to_owned());
        }
        self.found
    }

    pub(super) fn schemas(&self) -> &'v Schemas {
        &self.inner.api.schemas
    }

    pub(super) fn keywords(&self, id: SchemaId) -> &'v Keywords {
        &self.schemas()[id].keywords
    }

    /// The schemas that are being asked about the value at hand, outermost first.
    pub(super) fn around(&self) -> &[SchemaId] {
        self.active.get(self.base..).unwrap_or_default()
    }

    /// Whether the value fits the schema. A schema that meets itself again about the same value
    /// adds nothing to what is being asked already.
    pub(super) fn check(&mut self, id: SchemaId, value: &Value, seen: Option<&mut Seen>) -> bool {
        self.work += 1;
        if self.active.len() >= MOST_DEPTH || self.work > MOST_WORK {
            self.exhausted = true;
            return false;
        }
        if self.around().contains(&id) {
            self.cuts += 1;
            return true;
        }
        let key = self.memory_key(id, value, seen.is_none());
        if let Some(verdict) = key.and_then(|key| self.verdicts.get(&key)) {
            return *verdict;
        }
        let cuts = self.cuts;
        self.active.push(id);
        let fits = self.check_keywords(id, value, seen);
        self.active.pop();
        if let Some(key) = key
            && self.cuts == cuts
            && !self.exhausted
            && self.verdicts.len() < MOST_MEMORY
        {
            self.verdicts.insert(key, fits);
        }
        fits
    }

    /// The name of a verdict that may be remembered: it depends on the value's address and, for
    /// `readOnly`, on the outermost schema that is asked about the value.
    fn memory_key(
        &self,
        id: SchemaId,
        value: &Value,
        plain: bool,
    ) -> Option<(SchemaId, SchemaId, usize)> {
        let worth = self.work > MEMORY_FROM && self.quiet && plain && !self.temporary;
        let outermost = self.around().first().copied().unwrap_or(id);
        worth.then(|| (outermost, id, std::ptr::from_ref(value).addr()))
    }

    fn check_keywords(&mut self, id: SchemaId, value: &Value, seen: Option<&mut Seen>) -> bool {
        let keywords = self.keywords(id);
        let unevaluated =
            keywords.unevaluated_properties.is_some() || keywords.unevaluated_items.is_some();
        let mut own = (unevaluated || seen.is_some()).then(Seen::default);
        let mut fits = self.check_any_value(id, keywords, value);
        if fits || !self.quiet {
            fits &= match value {
                Value::Number(number) => self.check_number(id, keywords, number),
                Value::String(text) => self.check_text(id, keywords, text),
                Value::Array(items) => self.check_array(id, keywords, items, own.as_mut()),
                Value::Object(map) => self.check_object(id, keywords, map, value, own.as_mut()),
                Value::Null | Value::Bool(_) => true,
            };
        }
        if fits || !self.quiet {
            fits &= self.check_combinations(id, keywords, value, own.as_mut());
        }
        if let (true, Some(own)) = (unevaluated && (fits || !self.quiet), own.as_mut()) {
            fits &= self.check_unevaluated(id, keywords, value, own);
        }
        if let (true, Some(seen), Some(own)) = (fits, seen, own) {
            seen.merge(own);
        }
        fits
    }

    /// `type`, `enum`, `const` and `false`.
    fn check_any_value(&mut self, id: SchemaId, keywords: &Keywords, value: &Value) -> bool {
        if keywords.not.is_some() && is_never(self.schemas(), id) {
            return self.report(id, "not", || "is not allowed here".to_owned());
        }
        let mut fits = true;
        if !keywords.types.is_empty() && !has_type(keywords.types, value) {
            fits = self.report(id, "type", || {
                let needed = type_names(keywords.types);
                format!("is {}, {needed} is needed", with_article(type_of(value)))
            });
        }
        if let Some(allowed) = &keywords.enumeration
            && !allowed.iter().any(|one| super::equal(one, value))
        {
            fits = self.report(id, "enum", || {
                let shown: Vec<_> = allowed.iter().take(12).map(super::shorten).collect();
                let more = if allowed.len() > 12 { ", …" } else { "" };
                let given = super::shorten(value);
                format!("is {given}, one of {}{more} is needed", shown.join(", "))
            });
        }
        if let Some(constant) = &keywords.constant
            && !super::equal(constant, value)
        {
            fits = self.report(id, "const", || {
                let (given, needed) = (super::shorten(value), super::shorten(constant));
                format!("is {given}, {needed} is needed")
            });
        }
        fits
    }

    /// The verdict on a part of the value at hand.
    pub(super) fn check_child(
        &mut self,
        segment: Segment<'_>,
        id: SchemaId,
        value: &Value,
    ) -> bool {
        let (length, base) = (self.pointer.len(), self.base);
        self.enter(segment);
        self.base = self.active.len();
        let fits = self.check(id, value, None);
        self.base = base;
        self.pointer.truncate(length);
        fits
    }

    fn enter(&mut self, segment: Segment<'_>) {
        if !self.quiet {
            match segment {
                Segment::Item(index) => self.pointer.push_str(&format!("/{index}")),
                Segment::Property(name) => push_segment(&mut self.pointer, name),
                Segment::Name => {}
            }
        }
    }

    /// Notes a fault of a part of the value at hand.
    pub(super) fn report_child(
        &mut self,
        segment: Segment<'_>,
        id: SchemaId,
        keyword: &'static str,
        message: impl FnOnce() -> String,
    ) -> bool {
        let length = self.pointer.len();
        self.enter(segment);
        self.report(id, keyword, message);
        self.pointer.truncate(length);
        false
    }

    /// The verdict on the value at hand, with the faults apart.
    pub(super) fn attempt(
        &mut self,
        id: SchemaId,
        value: &Value,
        seen: Option<&mut Seen>,
    ) -> Result<(), Vec<Violation>> {
        let (mark, quiet) = (self.mark, self.quiet);
        self.mark = self.found.len();
        self.quiet |= self.work > MOST_WORDY_WORK;
        let fits = self.check(id, value, seen);
        let faults = self.found.split_off(self.mark);
        (self.mark, self.quiet) = (mark, quiet);
        if fits { Ok(()) } else { Err(faults) }
    }

    /// The verdict alone.
    pub(super) fn test(&mut self, id: SchemaId, value: &Value, seen: Option<&mut Seen>) -> bool {
        let quiet = std::mem::replace(&mut self.quiet, true);
        let fits = self.check(id, value, seen);
        self.quiet = quiet;
        fits
    }

    /// Notes a fault of the value at hand. Always `false`, the verdict.
    pub(super) fn report(
        &mut self,
        id: SchemaId,
        keyword: &'static str,
        message: impl FnOnce() -> String,
    ) -> bool {
        if !self.quiet && self.has_room() {
            let schema = &self.schemas()[id];
            self.found.push(Violation {
                pointer: self.pointer.clone(),
                keyword,
                message: message(),
                schema: id,
                place: schema.keywords.place_of(keyword).unwrap_or(schema.place),
            });
        }
        false
    }

    /// Takes over faults that were kept apart.
    pub(super) fn adopt(&mut self, faults: Vec<Violation>) {
        for fault in faults {
            if self.has_room() {
                self.found.push(fault);
            }
        }
    }

    fn has_room(&self) -> bool {
        self.found.len() - self.mark.min(self.found.len()) < MOST_FAULTS
    }
}

/// One step into a value.
#[derive(Clone, Copy)]
pub(super) enum Segment<'a> {
    Item(usize),
    Property(&'a str),
    /// Not into a property but to its name, which has no pointer of its own.
    Name,
}

fn push_segment(pointer: &mut String, name: &str) {
    pointer.push('/');
    for letter in name.chars() {
        match letter {
            '~' => pointer.push_str("~0"),
            '/' => pointer.push_str("~1"),
            letter => pointer.push(letter),
        }
    }
}

pub(super) fn type_of(value: &Value) -> Type {
    match value {
        Value::Null => Type::Null,
        Value::Bool(_) => Type::Boolean,
        Value::Number(number) if super::number::is_whole(number) => Type::Integer,
        Value::Number(_) => Type::Number,
        Value::String(_) => Type::String,
        Value::Array(_) => Type::Array,
        Value::Object(_) => Type::Object,
    }
}

fn has_type(types: TypeSet, value: &Value) -> bool {
    let ty = type_of(value);
    types.contains(ty) || (ty == Type::Integer && types.contains(Type::Number))
}

pub(super) fn with_article(ty: Type) -> &'static str {
    match ty {
        Type::Null => "null",
        Type::Boolean => "a boolean",
        Type::Integer => "an integer",
        Type::Number => "a number",
        Type::String => "a string",
        Type::Array => "an array",
        Type::Object => "an object",
    }
}

fn type_names(types: TypeSet) -> String {
    let names: Vec<_> = types.iter().map(with_article).collect();
    match names.split_last() {
        Some((last, [])) => (*last).to_owned(),
        Some((last, rest)) => format!("{} or {last}", rest.join(", ")),
        None => String::new(),
    }
}
