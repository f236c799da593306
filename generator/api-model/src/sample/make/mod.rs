//! The makers: from what is asked of a value to the value.

mod array;
mod object;

use super::random::Random;
use super::view::{Choose, View};
use super::{Detail, Inner, SampleOptions, number, text};
use crate::api::{SchemaId, Schemas, Type};
use crate::lower::shape::dereference;
use serde_json::Value;

/// Nodes that one value may have where there is a choice.
const ALLOWANCE: usize = 400;
/// Nodes after which only the cheapest is made, whatever is required.
const MOST_NODES: usize = 4000;
/// Deepest nesting of what must be there; beyond this the value is cut off and thus invalid.
const MOST_DEPTH: usize = 64;
/// Nesting from which on optional parts are left out.
const OPTIONAL_DEPTH: usize = 8;
/// How often parts of one value are made anew because the validator refused them.
const RETRIES: usize = 48;
const LOCAL_RETRIES: u64 = 4;

/// One attempt at one value.
pub(super) struct Maker<'a> {
    pub(super) inner: &'a Inner,
    options: SampleOptions<'a>,
    attempt: u64,
    nodes: usize,
    retries: usize,
    /// Alternatives that are not chosen freely: the schema that lists them, and which.
    forced: Option<(SchemaId, usize)>,
    /// The objects around the value at hand.
    around: Vec<SchemaId>,
}

/// Where a value is made.
#[derive(Clone, Copy)]
pub(super) struct Spot<'n> {
    /// Chance for this place.
    pub(super) random: Random,
    /// Chance that all properties of one object share, for values that must agree.
    pub(super) shared: Random,
    pub(super) name: Option<&'n str>,
    pub(super) depth: usize,
    pub(super) allowance: usize,
    /// Grows with every further try, so that lists of values are gone through.
    pub(super) salt: u64,
    /// Whether the document's own examples may be used.
    pub(super) examples: bool,
}

impl<'a> Maker<'a> {
    pub(super) fn new(inner: &'a Inner, options: &SampleOptions<'a>, attempt: u64) -> Maker<'a> {
        Maker {
            inner,
            options: *options,
            attempt,
            nodes: 0,
            retries: RETRIES,
            forced: None,
            around: Vec::new(),
        }
    }

    /// As [`new`](Self::new), with an alternative chosen.
    pub(super) fn forcing(mut self, owner: SchemaId, variant: usize) -> Maker<'a> {
        self.forced = Some((owner, variant));
        self
    }

    pub(super) fn make_root(&mut self, id: SchemaId) -> Value {
        self.make_at(&[id], self.options.name)
    }

    /// A value of several schemas at once.
    pub(super) fn make_at(&mut self, ids: &[SchemaId], name: Option<&str>) -> Value {
        let mut random = Random::new(self.options.seed);
        if self.attempt > 0 {
            random = random.branch(self.attempt);
        }
        let spot = Spot {
            random,
            shared: random,
            name,
            depth: 0,
            allowance: ALLOWANCE,
            salt: 0,
            examples: true,
        };
        self.make(ids, spot)
    }

    /// Whether the value was cut off because it grew too large.
    pub(super) fn is_exhausted(&self) -> bool {
        self.nodes > MOST_NODES
    }

    pub(super) fn schemas(&self) -> &'a Schemas {
        &self.inner.api.schemas
    }

    /// Whether only what must be there is wanted.
    fn is_sparse(&self) -> bool {
        self.options.detail == Detail::RequiredOnly || self.attempt > 2
    }

    pub(super) fn make(&mut self, ids: &[SchemaId], spot: Spot<'_>) -> Value {
        self.nodes += 1;
        if self.nodes > MOST_NODES || spot.depth > MOST_DEPTH {
            return Value::Null;
        }
        let mut spot = spot;
        let mut first = None;
        for try_number in 0..LOCAL_RETRIES {
            if try_number > 0 {
                spot.random = spot.random.branch(try_number);
                spot.salt += 1;
            }
            let view = self.view(ids, spot, try_number);
            let value = self.make_view(ids, &view, spot);
            if !view.tricky || self.retries == 0 || self.fits(ids, &value) {
                return value;
            }
            self.retries -= 1;
            first.get_or_insert(value);
        }
        // Where several alternatives always fit together, null may be the one that tells them apart.
        if self.fits(ids, &Value::Null) {
            return Value::Null;
        }
        first.unwrap_or_default()
    }

    fn fits(&self, ids: &[SchemaId], value: &Value) -> bool {
        ids.iter().all(|id| {
            self.inner
                .validator
                .fits(*id, value, self.options.direction)
        })
    }

    fn view(&self, ids: &[SchemaId], spot: Spot<'_>, try_number: u64) -> View<'a> {
        let mut chooser = Chooser {
            maker: self,
            random: spot.random.fork("choice"),
            thrifty: spot.depth >= OPTIONAL_DEPTH || spot.allowance < 2,
            try_number: try_number + self.attempt,
        };
        View::of(self.schemas(), ids, &mut chooser)
    }

    fn make_view(&mut self, ids: &[SchemaId], view: &View<'a>, spot: Spot<'_>) -> Value {
        if let Some(value) = self.take_example(ids, view, spot) {
            return value;
        }
        if let Some(values) = &view.values {
            return pick_value(values, view, spot);
        }
        match view.best_type(self.schemas()) {
            Type::Null => Value::Null,
            Type::Boolean => {
                Value::Bool((spot.random.fork("bool").next() + spot.salt).is_multiple_of(2))
            }
            Type::Integer => number::make(view, spot, true),
            Type::Number => number::make(view, spot, false),
            Type::String => Value::String(text::make(self.inner, view, spot)),
            Type::Array => self.make_array(view, spot),
            Type::Object => self.make_object(view, spot),
        }
    }

    /// An example of the document that fits, else now and then the default.
    fn take_example(&self, ids: &[SchemaId], view: &View<'_>, spot: Spot<'_>) -> Option<Value> {
        if !spot.examples || self.attempt > 1 || !view.tags.is_empty() {
            return None;
        }
        let mut random = spot.random.fork("example");
        let start = random.below(view.examples.len() as u64) as usize;
        let (before, after) = view.examples.split_at(start.min(view.examples.len()));
        let default = view.default.filter(|_| random.below(2) == 0);
        after
            .iter()
            .chain(before)
            .copied()
            .take(4)
            .chain(default.filter(|value| !value.is_null()))
            .filter(|value| is_scalar(value) || !self.is_sparse())
            .find(|value| self.fits(ids, value))
            .cloned()
    }
}

fn is_scalar(value: &Value) -> bool {
    !value.is_array() && !value.is_object()
}

fn pick_value(values: &[&Value], view: &View<'_>, spot: Spot<'_>) -> Value {
    let fitting: Vec<&&Value> = values
        .iter()
        .filter(|value| !value.is_null() && has_type(view, value))
        .collect();
    let count = fitting.len() as u64;
    if count == 0 {
        return values.first().map_or(Value::Null, |value| (*value).clone());
    }
    let at = spot
        .random
        .fork("enum")
        .below(count)
        .wrapping_add(spot.salt)
        % count;
    fitting
        .get(at as usize)
        .map_or(Value::Null, |value| (**value).clone())
}

fn has_type(view: &View<'_>, value: &Value) -> bool {
    let ty = match value {
        Value::Null => Type::Null,
        Value::Bool(_) => Type::Boolean,
        Value::Number(_) if view.types.contains(Type::Number) => Type::Number,
        Value::Number(_) => Type::Integer,
        Value::String(_) => Type::String,
        Value::Array(_) => Type::Array,
        Value::Object(_) => Type::Object,
    };
    view.types.contains(ty)
}

struct Chooser<'m, 'a> {
    maker: &'m Maker<'a>,
    random: Random,
    /// Whether the value should come to an end soon.
    thrifty: bool,
    try_number: u64,
}

impl Choose for Chooser<'_, '_> {
    fn choose(&mut self, owner: SchemaId, variants: &[SchemaId]) -> Option<SchemaId> {
        if let Some((forced, index)) = self.maker.forced
            && forced == owner
        {
            return variants.get(index).copied();
        }
        let schemas = self.maker.schemas();
        let heights = &self.maker.inner.heights;
        let lowest = variants.iter().map(|id| heights.get(*id)).min()?;
        let usable: Vec<SchemaId> = variants
            .iter()
            .copied()
            .filter(|id| {
                let height = heights.get(*id);
                if self.thrifty {
                    height == lowest
                } else {
                    height < u8::MAX || lowest == u8::MAX
                }
            })
            .collect();
        let solid: Vec<SchemaId> = usable
            .iter()
            .copied()
            .filter(|id| {
                let types = schemas[dereference(schemas, *id)].keywords.types;
                !(types.len() == 1 && types.contains(Type::Null))
            })
            .collect();
        let among = if solid.is_empty() { usable } else { solid };
        let count = among.len() as u64;
        let at = self.random.branch(owner.index() as u64).below(count) + self.try_number;
        among.get((at % count.max(1)) as usize).copied()
    }

    fn holds(&mut self, _owner: SchemaId) -> bool {
        self.try_number.is_multiple_of(2)
    }
}
