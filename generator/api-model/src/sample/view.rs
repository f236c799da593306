//! Everything that several schemas together ask of one value, with the choices among alternatives
//! made. Contradictions are not noticed here; the validator finds them.

use crate::api::{Keywords, SchemaId, Schemas, ShapeKind, Type, TypeSet, Variant};
use crate::lower::shape::{dereference, is_anything, is_never, tags};
use crate::validate::{compare, equal};
use indexmap::IndexMap;
use serde_json::{Number, Value};
use std::cmp::Ordering;

/// Most schemas that are put together for one value.
const MOST_PARTS: usize = 256;

/// A limit of a number and whether the limit itself is out.
#[derive(Debug, Clone, Copy)]
pub(super) struct Limit<'a> {
    pub(super) number: &'a Number,
    pub(super) exclusive: bool,
}

/// What one value must fulfil.
#[derive(Debug, Default)]
pub(super) struct View<'a> {
    pub(super) parts: Vec<SchemaId>,
    pub(super) types: TypeSet,
    pub(super) values: Option<Vec<&'a Value>>,
    pub(super) low: Option<Limit<'a>>,
    pub(super) high: Option<Limit<'a>>,
    pub(super) steps: Vec<&'a Number>,
    pub(super) min_length: u64,
    pub(super) max_length: Option<u64>,
    pub(super) patterns: Vec<&'a str>,
    pub(super) format: Option<&'a str>,
    pub(super) encoding: Option<&'a str>,
    pub(super) prefix: Vec<Vec<SchemaId>>,
    pub(super) items: Vec<SchemaId>,
    /// Whether there may be items behind the prefix.
    pub(super) closed: bool,
    pub(super) contains: Vec<(SchemaId, u64)>,
    pub(super) min_items: u64,
    pub(super) max_items: Option<u64>,
    pub(super) unique: bool,
    pub(super) properties: IndexMap<&'a str, Vec<SchemaId>>,
    pub(super) required: Vec<&'a str>,
    pub(super) excluded: Vec<&'a str>,
    pub(super) names: Vec<SchemaId>,
    pub(super) min_properties: u64,
    pub(super) max_properties: Option<u64>,
    pub(super) dependent: Vec<(&'a str, &'a [String])>,
    /// Values that discriminating properties must have.
    pub(super) tags: Vec<(&'a str, String)>,
    pub(super) examples: Vec<&'a Value>,
    pub(super) default: Option<&'a Value>,
    /// Whether the validator should be asked before the value is used.
    pub(super) tricky: bool,
    /// Choices that were met: who lists the alternatives, and how many there are.
    pub(super) choices: Vec<(SchemaId, usize)>,
    /// Whether null is expressly allowed.
    pub(super) nullable: bool,
}

/// How choices are made while schemas are put together.
pub(super) trait Choose {
    /// One of the alternatives that a schema lists.
    fn choose(&mut self, owner: SchemaId, variants: &[SchemaId]) -> Option<SchemaId>;

    /// Whether the condition of an `if` is to hold.
    fn holds(&mut self, owner: SchemaId) -> bool;
}

impl<'a> View<'a> {
    pub(super) fn of(schemas: &'a Schemas, ids: &[SchemaId], chooser: &mut dyn Choose) -> View<'a> {
        let mut view = View {
            types: Type::ALL.into_iter().collect(),
            nullable: false,
            ..View::default()
        };
        let mut waiting: Vec<SchemaId> = ids.iter().rev().copied().collect();
        while let Some(id) = waiting.pop() {
            if view.parts.len() >= MOST_PARTS || view.parts.contains(&id) {
                continue;
            }
            view.parts.push(id);
            let keywords = &schemas[id].keywords;
            view.add(schemas, keywords);
            view.add_object(schemas, keywords);
            let mut next: Vec<SchemaId> = Vec::new();
            next.extend(keywords.reference);
            next.extend(keywords.dynamic_reference);
            next.extend(&keywords.all_of);
            view.add_choices(schemas, id, ids, chooser, &mut next);
            waiting.extend(next.into_iter().rev());
        }
        view
    }

    fn add(&mut self, schemas: &'a Schemas, keywords: &'a Keywords) {
        if !keywords.types.is_empty() {
            self.nullable |= keywords.types.contains(Type::Null);
            self.types = common_types(self.types, keywords.types);
        }
        let constant = keywords.constant.as_ref().map(std::slice::from_ref);
        for values in [keywords.enumeration.as_deref(), constant]
            .into_iter()
            .flatten()
        {
            self.values = Some(match self.values.take() {
                None => values.iter().collect(),
                Some(found) => found
                    .into_iter()
                    .filter(|value| values.iter().any(|other| equal(value, other)))
                    .collect(),
            });
        }
        self.add_number(keywords);
        self.min_length = self.min_length.max(keywords.min_length.unwrap_or(0));
        self.max_length = least(self.max_length, keywords.max_length);
        self.patterns.extend(keywords.pattern.as_deref());
        self.format = self.format.or(keywords.format.as_deref());
        self.encoding = self.encoding.or(keywords.content_encoding.as_deref());
        self.add_array(schemas, keywords);
        self.examples.extend(&keywords.examples);
        self.default = self.default.or(keywords.default.as_ref());
        self.tricky |= keywords.not.is_some() || keywords.if_.is_some();
    }

    fn add_number(&mut self, keywords: &'a Keywords) {
        let lows = [
            (&keywords.minimum, false),
            (&keywords.exclusive_minimum, true),
        ];
        for (number, exclusive) in lows {
            let Some(number) = number else { continue };
            if self
                .low
                .is_none_or(|low| compare(number, low.number) == Ordering::Greater)
            {
                self.low = Some(Limit { number, exclusive });
            }
        }
        let highs = [
            (&keywords.maximum, false),
            (&keywords.exclusive_maximum, true),
        ];
        for (number, exclusive) in highs {
            let Some(number) = number else { continue };
            if self
                .high
                .is_none_or(|high| compare(number, high.number) == Ordering::Less)
            {
                self.high = Some(Limit { number, exclusive });
            }
        }
        self.steps.extend(&keywords.multiple_of);
    }

    fn add_array(&mut self, schemas: &'a Schemas, keywords: &'a Keywords) {
        for (index, id) in keywords.prefix_items.iter().enumerate() {
            match self.prefix.get_mut(index) {
                Some(known) => known.push(*id),
                None => self.prefix.push(vec![*id]),
            }
        }
        for id in keywords.items.iter().chain(&keywords.unevaluated_items) {
            if is_never(schemas, *id) {
                self.closed = true;
            } else {
                self.items.push(*id);
            }
        }
        if let Some(id) = keywords.contains {
            self.contains.push((id, keywords.min_contains.unwrap_or(1)));
        }
        self.min_items = self.min_items.max(keywords.min_items.unwrap_or(0));
        self.max_items = least(self.max_items, keywords.max_items);
        self.unique |= keywords.unique_items;
    }

    fn add_object(&mut self, schemas: &'a Schemas, keywords: &'a Keywords) {
        for (name, id) in &keywords.properties {
            self.properties.entry(name).or_default().push(*id);
        }
        for name in &keywords.required {
            if !self.required.contains(&name.as_str()) {
                self.required.push(name);
            }
        }
        self.names.extend(keywords.property_names);
        self.min_properties = self
            .min_properties
            .max(keywords.min_properties.unwrap_or(0));
        self.max_properties = least(self.max_properties, keywords.max_properties);
        for (name, needed) in &keywords.dependent_required {
            self.dependent.push((name, needed));
        }
        let Some(not) = keywords.not.map(|id| &schemas[id].keywords) else {
            return;
        };
        // `not: {required: [x]}` is how documents forbid a property.
        if let [name] = not.required.as_slice() {
            self.excluded.push(name);
        }
        let only_types = Keywords {
            types: TypeSet::default(),
            ..not.clone()
        };
        if is_anything(&only_types) {
            self.types = not.types.iter().fold(self.types, TypeSet::without);
        }
    }

    fn add_choices(
        &mut self,
        schemas: &'a Schemas,
        id: SchemaId,
        roots: &[SchemaId],
        chooser: &mut dyn Choose,
        next: &mut Vec<SchemaId>,
    ) {
        let keywords = &schemas[id].keywords;
        for variants in [&keywords.any_of, &keywords.one_of] {
            let family = variants.iter().any(|variant| {
                self.parts.contains(variant) || self.parts.contains(&dereference(schemas, *variant))
            });
            if variants.is_empty() || family && !roots.contains(&id) {
                continue;
            }
            self.choices.push((id, variants.len()));
            let fitting = self.fitting(schemas, variants);
            let Some(chosen) = chooser.choose(id, &fitting) else {
                continue;
            };
            self.tricky = true;
            self.exclude_others(schemas, chosen, &keywords.one_of);
            self.add_tag(schemas, keywords, chosen);
            next.push(chosen);
        }
        if keywords.any_of.is_empty() && keywords.one_of.is_empty() {
            self.add_base_tag(schemas, id, roots, chooser, next);
        }
        if let Some(condition) = keywords.if_ {
            let consequence = if chooser.holds(id) {
                next.push(condition);
                keywords.then
            } else {
                keywords.else_
            };
            next.extend(consequence);
        }
        for (name, schema) in &keywords.dependent_schemas {
            if keywords.required.contains(name) || keywords.properties.contains_key(name) {
                next.push(*schema);
                self.tricky = true;
            }
        }
    }

    /// The alternatives that allow one of the values known so far; all if none does.
    fn fitting(&self, schemas: &Schemas, variants: &[SchemaId]) -> Vec<SchemaId> {
        let Some(known) = &self.values else {
            return variants.to_vec();
        };
        let allows = |id: &SchemaId| {
            let keywords = &schemas[dereference(schemas, *id)].keywords;
            let constant = keywords.constant.as_ref().map(std::slice::from_ref);
            let values = constant.or(keywords.enumeration.as_deref());
            values.is_none_or(|values| {
                values
                    .iter()
                    .any(|value| known.iter().any(|other| equal(other, value)))
            })
        };
        let fitting: Vec<SchemaId> = variants.iter().copied().filter(allows).collect();
        if fitting.is_empty() {
            variants.to_vec()
        } else {
            fitting
        }
    }

    /// Alternatives that are told apart by what they require must not be fulfilled by accident.
    fn exclude_others(&mut self, schemas: &'a Schemas, chosen: SchemaId, variants: &[SchemaId]) {
        let own = &schemas[chosen].keywords.required;
        for other in variants {
            let keywords = &schemas[*other].keywords;
            if *other != chosen
                && keywords.properties.is_empty()
                && let Some(name) = keywords.required.iter().find(|name| !own.contains(name))
            {
                self.excluded.push(name);
            }
        }
    }

    fn add_tag(&mut self, schemas: &'a Schemas, keywords: &'a Keywords, variant: SchemaId) {
        if let Some(rule) = &keywords.discriminator
            && let Some(tag) = tags(schemas, rule, variant).into_iter().next()
        {
            self.tags.push((&rule.property_name, tag));
        }
    }

    /// A base that others extend: the value is one of the heirs, known by its tag.
    fn add_base_tag(
        &mut self,
        schemas: &'a Schemas,
        id: SchemaId,
        roots: &[SchemaId],
        chooser: &mut dyn Choose,
        next: &mut Vec<SchemaId>,
    ) {
        let Some(rule) = &schemas[id].keywords.discriminator else {
            return;
        };
        let kinds = kinds_of(schemas, id);
        let mapped = rule.mapping.values();
        let mut targets: Vec<SchemaId> =
            mapped.map(|target| dereference(schemas, *target)).collect();
        if targets.is_empty() {
            targets.extend(kinds.iter().map(|kind| kind.schema));
        }
        let known = self
            .parts
            .iter()
            .find(|part| targets.contains(part) && **part != id);
        let heir = known.copied().or_else(|| {
            roots
                .iter()
                .map(|root| dereference(schemas, *root))
                .find(|root| *root != id && schemas[*root].name.is_some())
        });
        let heir = match heir {
            Some(heir) => Some(heir),
            None if targets.is_empty() => None,
            None => {
                let heir = chooser.choose(id, &targets);
                next.extend(heir);
                heir
            }
        };
        if let Some(heir) = heir {
            let kind = kinds.iter().find(|kind| kind.schema == heir);
            let tags = kind.map_or_else(|| tags(schemas, rule, heir), |kind| kind.tags.clone());
            let tag = tags.into_iter().next();
            self.tags
                .extend(tag.map(|tag| (rule.property_name.as_str(), tag)));
        }
    }

    /// The type of value to make.
    pub(super) fn best_type(&self, schemas: &Schemas) -> Type {
        let hinted = self.hinted(schemas);
        let order = [
            Type::Object,
            Type::Array,
            Type::String,
            Type::Integer,
            Type::Number,
            Type::Boolean,
        ];
        let number_first = self.types.contains(Type::Number);
        if let Some(ty) = hinted.filter(|ty| self.types.contains(*ty)) {
            return ty;
        }
        if self.types.len() == Type::ALL.len() {
            return Type::String;
        }
        let found = order.into_iter().find(|ty| self.types.contains(*ty));
        match found {
            Some(Type::Integer) if number_first => Type::Number,
            Some(ty) => ty,
            None => Type::Null,
        }
    }

    fn hinted(&self, schemas: &Schemas) -> Option<Type> {
        let any =
            |rule: fn(&Keywords) -> bool| self.parts.iter().any(|id| rule(&schemas[*id].keywords));
        let object = !self.properties.is_empty()
            || !self.required.is_empty()
            || self.min_properties > 0
            || any(|keywords| {
                keywords.additional_properties.is_some() || !keywords.pattern_properties.is_empty()
            });
        let array = !self.prefix.is_empty()
            || !self.items.is_empty()
            || !self.contains.is_empty()
            || self.min_items > 0;
        let number = self.low.is_some() || self.high.is_some() || !self.steps.is_empty();
        let text = self.min_length > 0
            || self.max_length.is_some()
            || !self.patterns.is_empty()
            || self.format.is_some();
        [
            (object, Type::Object),
            (array, Type::Array),
            (number && self.types.contains(Type::Number), Type::Number),
            (number, Type::Integer),
            (text, Type::String),
        ]
        .into_iter()
        .find_map(|(found, ty)| (found && self.types.contains(ty)).then_some(ty))
    }
}

/// The kinds of a base that others extend.
fn kinds_of(schemas: &Schemas, id: SchemaId) -> &[Variant] {
    match &schemas[id].shape.kind {
        ShapeKind::Union(union) => &union.variants,
        _ => &[],
    }
}

fn least(one: Option<u64>, two: Option<u64>) -> Option<u64> {
    match (one, two) {
        (Some(one), Some(two)) => Some(one.min(two)),
        (one, two) => one.or(two),
    }
}

fn common_types(one: TypeSet, two: TypeSet) -> TypeSet {
    let whole = |types: TypeSet| types.contains(Type::Integer) || types.contains(Type::Number);
    Type::ALL
        .into_iter()
        .filter(|ty| match ty {
            Type::Integer => whole(one) && whole(two),
            ty => one.contains(*ty) && two.contains(*ty),
        })
        .collect()
}
