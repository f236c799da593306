//! Equal definitions are made once.
//!
//! Real documents write the same object out wherever it is used. Definitions without a name of their own that are the
//! same to Rust, on the wire and to the checks, whatever their documentation says, become one; the last step of it,
//! `shared_names`, finds a name for them all. What the document names stays apart from everything else it names, but
//! an unnamed copy of it becomes the named one.
//!
//! Small definitions are often equal by chance, so those must be the same thing to what they belong to as well.

use std::collections::HashMap;

use super::call::{BodyKind, Literal, Media, Operation};
use super::item::{
    EnumValue, Field, Item, ItemId, ItemKind, Rule, Struct, Type, Types, UnionVariant, Untagged,
};

/// Definitions with this many members or more are not equal by chance.
const TELLING: usize = 6;

/// Rounds after which what is still not settled stays apart.
const ROUNDS: usize = 8;

/// Finds equal definitions and lets the first of each kind stand for the others.
pub(crate) fn share<'a>(
    types: &mut Types,
    operations: impl IntoIterator<Item = &'a mut Operation>,
) {
    types.same = stand_ins(&types.items);
    let same = std::mem::take(&mut types.same);
    let to = |id: ItemId| same.get(id.0).copied().unwrap_or(id);
    for index in 0..types.items.len() {
        let target = to(ItemId(index)).0;
        if target != index {
            join(&mut types.items, target, index);
        }
    }
    for item in &mut types.items {
        item.types().into_iter().for_each(|ty| ty.redirect(&to));
        item.for_each_rules(&mut |rules| redirect(rules, &to));
    }
    for operation in operations {
        redirect_operation(operation, &to);
    }
    types.same = same;
}

/// For each item the one that stands for it.
fn stand_ins(items: &[Item]) -> Vec<ItemId> {
    let mut class: Vec<usize> = (0..items.len()).collect();
    for round in 0..ROUNDS {
        let before = class.clone();
        let mut named: HashMap<String, Vec<usize>> = HashMap::new();
        // Before the first round nothing is known of what the named ones are made of.
        let all = items.iter().enumerate().filter(|_| round > 0);
        for (index, item) in all.filter(|(_, item)| is_named(item)) {
            named.entry(form(item, &class)).or_default().push(index);
        }
        let mut known: HashMap<(String, &str), usize> = HashMap::new();
        // The parts of a definition come behind it, so that most are settled in one round.
        for (index, item) in items.iter().enumerate().rev() {
            let Some(met) = item.met.as_ref().filter(|_| is_shared(item)) else {
                continue;
            };
            let form = form(item, &class);
            let role = match members(item) >= TELLING {
                true => "",
                false => plain_role(&met.role),
            };
            class[index] = match named_twin(items, item, named.get(&form)) {
                Some(named) => named,
                None => *known.entry((form, role)).or_insert(index),
            };
        }
        if round > 0 && class == before {
            break;
        }
    }
    first_of_each(items, &class)
}

/// The item that stands for its class: the one with a name, else the first.
fn first_of_each(items: &[Item], class: &[usize]) -> Vec<ItemId> {
    let mut first: HashMap<usize, usize> = HashMap::new();
    for (index, class) in class.iter().enumerate() {
        let named = items.get(*class).is_some_and(|item| item.met.is_none());
        first
            .entry(*class)
            .or_insert(if named { *class } else { index });
    }
    let of = |class: &usize| ItemId(first.get(class).copied().unwrap_or(*class));
    class.iter().map(of).collect()
}

/// Whether the document names it.
fn is_named(item: &Item) -> bool {
    item.met.is_none() && is_shared(item)
}

/// Whether it is of a kind that is ever made once.
fn is_shared(item: &Item) -> bool {
    !matches!(
        item.kind,
        ItemKind::Pending | ItemKind::Alias(_) | ItemKind::Multipart(_) | ItemKind::Media(_)
    )
}

/// The one named definition that an unnamed one is a copy of.
fn named_twin(items: &[Item], item: &Item, twins: Option<&Vec<usize>>) -> Option<usize> {
    let met = item.met.as_ref()?;
    let twins = twins?;
    let alike = |index: &&usize| {
        let name = items[**index].name.as_str();
        met.title.as_deref() == Some(name) || plain_role(&met.role) == name
    };
    let mut by_name = twins.iter().filter(alike);
    match (by_name.next(), by_name.next(), twins.as_slice()) {
        (Some(only), None, _) => Some(*only),
        (None, _, [only]) if members(item) >= TELLING => Some(*only),
        _ => None,
    }
}

/// What it is to its owner; nothing for what every operation has.
pub(super) fn plain_role(role: &str) -> &str {
    let role = role.trim_start_matches(|first: char| first.is_ascii_digit() || first == 'X');
    match role.strip_prefix("Default").unwrap_or(role) {
        "Response" | "Body" | "Headers" => "",
        role => role,
    }
}

/// How many members tell it from others.
fn members(item: &Item) -> usize {
    match &item.kind {
        ItemKind::Struct(definition) => definition.fields.len(),
        ItemKind::StringEnum(values)
        | ItemKind::IntegerEnum(_, values)
        | ItemKind::MixedEnum(values) => values.len(),
        ItemKind::Tagged(definition) => definition.variants.len() * 2,
        ItemKind::Untagged(definition) => definition.variants.len() * 2,
        _ => 1,
    }
}

/// All that Rust, the wire and the checks see of a definition, as text.
fn form(item: &Item, class: &[usize]) -> String {
    let to = |id: ItemId| ItemId(class.get(id.0).copied().unwrap_or(id.0));
    let ty = |ty: &Type| {
        let mut ty = ty.clone();
        ty.redirect(&to);
        ty
    };
    let rules = |rules: &[Rule]| {
        let mut rules = rules.to_vec();
        redirect(&mut rules, &to);
        spell_patterns(&mut rules, item);
        rules
    };
    let field = |field: &Field| {
        let (ty, rules) = (ty(&field.ty), rules(&field.rules));
        format!(
            "{} {} {:?} {ty:?} {rules:?}",
            field.name, field.wire, field.presence
        )
    };
    let value = |value: &EnumValue| format!("{} {}", value.name, value.value);
    let variant = |variant: &UnionVariant| {
        let (ty, rules) = (ty(&variant.ty), rules(&variant.rules));
        format!("{} {ty:?} {rules:?}", variant.name)
    };
    let lines: Vec<String> = match &item.kind {
        ItemKind::Struct(Struct {
            fields,
            default,
            deny_unknown,
            size,
            presence,
        }) => {
            let rest = format!("{default} {deny_unknown} {size:?} {presence:?}");
            fields.iter().map(field).chain([rest]).collect()
        }
        ItemKind::StringEnum(values) | ItemKind::MixedEnum(values) => {
            values.iter().map(value).collect()
        }
        ItemKind::IntegerEnum(repr, values) => {
            let repr = [(*repr).to_owned()];
            repr.into_iter().chain(values.iter().map(value)).collect()
        }
        ItemKind::Tagged(definition) => {
            let variants = definition.variants.iter().map(|variant| {
                let (ty, rules) = (ty(&variant.ty), rules(&variant.rules));
                format!("{} {:?} {ty:?} {rules:?}", variant.name, variant.tags)
            });
            let property = [definition.property.clone()];
            property.into_iter().chain(variants).collect()
        }
        ItemKind::Untagged(Untagged {
            variants,
            overlaps,
            several,
        }) => {
            let rest = format!("{overlaps} {several:?}");
            variants.iter().map(variant).chain([rest]).collect()
        }
        ItemKind::Newtype {
            ty: inner,
            rules: own,
        } => vec![format!("{:?} {:?}", ty(inner), rules(own))],
        ItemKind::Tuple(tuple) => {
            let fields = tuple.fields.iter().chain(&tuple.rest).map(field);
            let size = format!("{:?} {}", tuple.size, tuple.rest.is_some());
            fields.chain([size]).collect()
        }
        ItemKind::Pending | ItemKind::Alias(_) | ItemKind::Multipart(_) | ItemKind::Media(_) => {
            vec![item.name.clone()]
        }
    };
    let kind = std::mem::discriminant(&item.kind);
    format!("{kind:?}\n{}", lines.join("\n"))
}

/// Names of patterns are no part of what they say.
fn spell_patterns(rules: &mut [Rule], item: &Item) {
    for rule in rules {
        match rule {
            Rule::Pattern(name) => {
                let known = item.patterns.iter().find(|(known, _)| known == name);
                if let Some((_, text)) = known {
                    name.clone_from(text);
                }
            }
            Rule::Each(inner) | Rule::Entries(inner) | Rule::Present(inner) => {
                spell_patterns(inner, item);
            }
            _ => {}
        }
    }
}

/// Makes an item stand for an equal one as well.
fn join(items: &mut [Item], target: usize, index: usize) {
    let other = &mut items[index];
    let (request, response) = (other.in_request, other.in_response);
    let (docs, kind) = (
        std::mem::take(&mut other.docs),
        std::mem::replace(&mut other.kind, ItemKind::Pending),
    );
    let item = &mut items[target];
    item.in_request |= request;
    item.in_response |= response;
    if item.met.is_none() {
        return;
    }
    // What only one of them says of itself stands where that one is used.
    if item.docs != docs {
        item.docs.clear();
    }
    if let (ItemKind::Struct(own), ItemKind::Struct(other)) = (&mut item.kind, kind) {
        for (field, other) in own.fields.iter_mut().zip(other.fields) {
            if field.docs.is_empty() {
                field.docs = other.docs;
            }
        }
    }
}

fn redirect(rules: &mut [Rule], to: &impl Fn(ItemId) -> ItemId) {
    rules.iter_mut().for_each(|rule| rule.redirect(to));
}

fn redirect_operation(operation: &mut Operation, to: &impl Fn(ItemId) -> ItemId) {
    let media = |media: &mut Media| {
        media.ty.redirect(to);
        redirect(&mut media.rules, to);
    };
    for parameter in &mut operation.parameters {
        parameter.ty.redirect(to);
        redirect(&mut parameter.rules, to);
        if let Some(default) = &mut parameter.default {
            redirect_literal(default, to);
        }
    }
    match operation.body.as_mut().map(|body| &mut body.kind) {
        Some(BodyKind::One(one)) => media(one),
        Some(BodyKind::Several { media: all, .. }) => {
            all.iter_mut().for_each(|(_, one)| media(one));
        }
        None => {}
    }
    for answer in &mut operation.answers {
        answer.media.iter_mut().for_each(media);
        answer.headers = answer.headers.map(to);
    }
}

fn redirect_literal(literal: &mut Literal, to: &impl Fn(ItemId) -> ItemId) {
    match literal {
        Literal::Variant(item, _) => *item = to(*item),
        Literal::List(all) => all.iter_mut().for_each(|one| redirect_literal(one, to)),
        Literal::Bool(_) | Literal::Number(_) | Literal::Text(_) => {}
    }
}
