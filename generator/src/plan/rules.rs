//! The constraints of a schema as rules on its Rust type. A rule that the type already upholds is left out.

use api_model::api::{Additional, SchemaId, ShapeKind};
use api_model::diagnostic::Diagnostic;
use serde_json::{Number, Value};

use super::facts::{Facts, dereference, holding};
use super::item::{Rule, Type};
use super::names;
use super::types::Planner;

/// The rules for values of a schema that has this type. Patterns it needs are added with the names of their statics.
pub(crate) fn plan(
    planner: &mut Planner<'_>,
    id: SchemaId,
    ty: &Type,
    owner: &str,
    patterns: &mut Vec<(String, String)>,
) -> Vec<Rule> {
    match ty {
        Type::Item(item) => vec![Rule::Nested(*item)],
        Type::Boxed(inner) => plan(planner, id, inner, owner, patterns),
        Type::Option(inner) => match plan(planner, id, inner, owner, patterns) {
            rules if rules.is_empty() => rules,
            rules => vec![Rule::Present(rules)],
        },
        Type::String => text(planner, id, owner, patterns),
        Type::Integer(name) => number(planner, id, Some(name)),
        Type::Float(_) => number(planner, id, None),
        Type::Bool => one_of(planner, id).into_iter().collect(),
        Type::Vec(inner) => list(planner, id, inner, owner, patterns),
        Type::Map(inner) => map(planner, id, inner, owner, patterns),
        _ => Vec::new(),
    }
}

fn text(
    planner: &mut Planner<'_>,
    id: SchemaId,
    owner: &str,
    patterns: &mut Vec<(String, String)>,
) -> Vec<Rule> {
    let facts = Facts::of(planner.api, id);
    let mut rules = Vec::new();
    if facts.min_length.is_some_and(|least| least > 0) || facts.max_length.is_some() {
        rules.push(Rule::Length(
            facts.min_length.filter(|least| *least > 0),
            facts.max_length,
        ));
    }
    for pattern in facts.patterns {
        if ["(?=", "(?!", "(?<=", "(?<!"]
            .iter()
            .any(|look| pattern.contains(look))
        {
            let place = place_of(planner, id, "pattern");
            let message = "a pattern with look-around is not checked by generated servers";
            planner
                .notes
                .push(Diagnostic::warning("unchecked-pattern", place, message));
            continue;
        }
        if let Some((name, _)) = patterns.iter().find(|(_, known)| *known == pattern) {
            rules.push(Rule::Pattern(name.clone()));
            continue;
        }
        let name = names::screaming(owner);
        let name = planner
            .statics
            .claim([name.clone(), format!("{name}_PATTERN")]);
        patterns.push((name.clone(), pattern));
        rules.push(Rule::Pattern(name));
    }
    rules.extend(facts.format.as_deref().and_then(format).map(Rule::Format));
    rules.extend(one_of(planner, id));
    rules
}

/// The runtime's name of a format that a text is checked for. One that nobody knows asserts nothing.
fn format(name: &str) -> Option<&'static str> {
    Some(match name {
        "time" => "Time",
        "duration" => "Duration",
        "email" => "Email",
        "idn-email" => "IdnEmail",
        "hostname" => "Hostname",
        "idn-hostname" => "IdnHostname",
        "ipv4" => "Ipv4",
        "ipv6" => "Ipv6",
        "uri" => "Uri",
        "iri" => "Iri",
        "uri-reference" => "UriReference",
        "iri-reference" => "IriReference",
        "uri-template" => "UriTemplate",
        "json-pointer" => "JsonPointer",
        "relative-json-pointer" => "RelativeJsonPointer",
        "base64" => "Base64",
        "base64url" => "Base64Url",
        "decimal" | "decimal128" => "Decimal",
        "int8" => "Int8",
        "int16" => "Int16",
        "int32" => "Int32",
        "int64" => "Int64",
        "uint8" => "Uint8",
        "uint16" => "Uint16",
        "uint32" => "Uint32",
        "uint64" | "uint" => "Uint64",
        _ => return None,
    })
}

fn number(planner: &Planner<'_>, id: SchemaId, integer: Option<&str>) -> Vec<Rule> {
    let facts = Facts::of(planner.api, id);
    let usable = |number: &Number| match integer {
        Some(name) => fits(number, name),
        None => number.as_f64().is_some_and(f64::is_finite),
    };
    let mut rules = Vec::new();
    let mut add = |number: Option<Number>, rule: fn(Number) -> Rule| {
        rules.extend(number.filter(usable).map(rule));
    };
    add(facts.minimum, Rule::Minimum);
    add(facts.exclusive_minimum, Rule::ExclusiveMinimum);
    add(facts.maximum, Rule::Maximum);
    add(facts.exclusive_maximum, Rule::ExclusiveMaximum);
    add(facts.multiple_of, Rule::MultipleOf);
    // A type knows its own limits.
    if let Some((least, most)) = integer.map(limits) {
        rules.retain(|rule| match rule {
            Rule::Minimum(bound) => whole(bound) != Some(least),
            Rule::Maximum(bound) => whole(bound) != Some(most),
            _ => true,
        });
    }
    // Everything is a multiple of one.
    rules.retain(|rule| {
        !(integer.is_some() && matches!(rule, Rule::MultipleOf(of) if of.as_i64() == Some(1)))
    });
    rules.extend(one_of(planner, id));
    rules
}

/// Whether a bound is a value of an integer type. One that is not cannot be written as its literal.
pub(crate) fn fits(number: &Number, name: &str) -> bool {
    let (least, most) = limits(name);
    whole(number).is_some_and(|whole| (least..=most).contains(&whole))
}

/// Whether a bound is within an integer type, or is its limit as near as a float comes to it.
pub(crate) fn reaches(number: &Number, name: &str) -> bool {
    let (least, most) = limits(name);
    let near = |limit: i128| number.is_f64() && number.as_f64() == Some(limit as f64);
    fits(number, name) || near(least) || near(most)
}

/// A number without fraction, however it was written.
fn whole(number: &Number) -> Option<i128> {
    match (number.as_i128(), number.as_f64()) {
        (Some(whole), _) => Some(whole),
        (None, Some(float)) if float.fract() == 0.0 && float.abs() < 1.7e38 => Some(float as i128),
        _ => None,
    }
}

/// The least and the greatest value of an integer type.
fn limits(name: &str) -> (i128, i128) {
    match name {
        "i8" => (i128::from(i8::MIN), i128::from(i8::MAX)),
        "i16" => (i128::from(i16::MIN), i128::from(i16::MAX)),
        "i32" => (i128::from(i32::MIN), i128::from(i32::MAX)),
        "u8" => (0, i128::from(u8::MAX)),
        "u16" => (0, i128::from(u16::MAX)),
        "u32" => (0, i128::from(u32::MAX)),
        "u64" => (0, i128::from(u64::MAX)),
        "i128" => (i128::MIN, i128::MAX),
        "u128" => (0, i128::MAX),
        _ => (i128::from(i64::MIN), i128::from(i64::MAX)),
    }
}

/// The values of an enum that has no type of its own.
fn one_of(planner: &Planner<'_>, id: SchemaId) -> Option<Rule> {
    let (target, _) = dereference(planner.api, id);
    match &planner.api.schema(target).shape.kind {
        ShapeKind::Enum(values) => {
            let mut distinct: Vec<Value> = Vec::new();
            for value in values {
                if !distinct.contains(value) {
                    distinct.push(value.clone());
                }
            }
            Some(Rule::OneOf(distinct))
        }
        _ => None,
    }
}

fn list(
    planner: &mut Planner<'_>,
    id: SchemaId,
    inner: &Type,
    owner: &str,
    patterns: &mut Vec<(String, String)>,
) -> Vec<Rule> {
    let facts = Facts::of(planner.api, id);
    let mut rules = Vec::new();
    let least = facts.min_items.filter(|least| *least > 0);
    if least.is_some() || facts.max_items.is_some() {
        rules.push(Rule::Items(least, facts.max_items));
    }
    if facts.unique_items {
        rules.push(Rule::Unique);
    }
    let (target, _) = dereference(planner.api, id);
    if let ShapeKind::Array(array) = &planner.api.schema(target).shape.kind
        && let Some(items) = array.items.filter(|_| array.prefix.is_empty())
    {
        let each = plan(planner, items, inner, owner, patterns);
        if !each.is_empty() {
            rules.push(Rule::Each(each));
        }
    }
    rules
}

fn map(
    planner: &mut Planner<'_>,
    id: SchemaId,
    inner: &Type,
    owner: &str,
    patterns: &mut Vec<(String, String)>,
) -> Vec<Rule> {
    let facts = Facts::of(planner.api, id);
    let mut rules = Vec::new();
    let least = facts.min_properties.filter(|least| *least > 0);
    if least.is_some() || facts.max_properties.is_some() {
        rules.push(Rule::Properties(least, facts.max_properties));
    }
    let (target, _) = dereference(planner.api, id);
    if let ShapeKind::Object(object) = &planner.api.schema(target).shape.kind
        && let Additional::Schema(values) = object.additional
    {
        let each = plan(planner, values, inner, owner, patterns);
        if !each.is_empty() {
            rules.push(Rule::Entries(each));
        }
    }
    rules
}

fn place_of(planner: &Planner<'_>, id: SchemaId, keyword: &str) -> api_model::source::Place {
    let places = holding(planner.api, id).into_iter();
    let mut found = places.filter_map(|id| planner.api.schema(id).keywords.place_of(keyword));
    found.next().unwrap_or(planner.api.schema(id).place)
}

/// Finds the definitions that have something to check, and drops the calls of those that have not.
pub(crate) fn settle(types: &mut super::item::Types) {
    use std::collections::VecDeque;
    let mut users: Vec<Vec<usize>> = vec![Vec::new(); types.items.len()];
    let mut waiting = VecDeque::new();
    for (index, item) in types.items.iter().enumerate() {
        let mut own = item.own_rules();
        for rule in item.rules() {
            collect(rule, &mut |rule| match rule {
                Rule::Nested(target) => users[target.0].push(index),
                Rule::Each(_) | Rule::Entries(_) | Rule::Present(_) => {}
                _ => own = true,
            });
        }
        if own {
            waiting.push_back(index);
        }
    }
    while let Some(index) = waiting.pop_front() {
        if !std::mem::replace(&mut types.items[index].checked, true) {
            waiting.extend(users[index].iter().copied());
        }
    }
    let checked: Vec<bool> = types.items.iter().map(|item| item.checked).collect();
    for item in &mut types.items {
        item.for_each_rules(&mut |rules| prune(rules, &checked));
    }
}

fn collect(rule: &Rule, seen: &mut impl FnMut(&Rule)) {
    seen(rule);
    if let Rule::Each(rules) | Rule::Entries(rules) | Rule::Present(rules) = rule {
        for rule in rules {
            collect(rule, seen);
        }
    }
}

/// Drops calls of checks that do not exist, and what is empty then.
pub(crate) fn prune(rules: &mut Vec<Rule>, checked: &[bool]) {
    rules.retain_mut(|rule| match rule {
        Rule::Nested(target) => checked[target.0],
        Rule::Each(inner) | Rule::Entries(inner) | Rule::Present(inner) => {
            prune(inner, checked);
            !inner.is_empty()
        }
        _ => true,
    });
}
