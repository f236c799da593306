//! Names for definitions that the document does not name, once it is known which of them are one.
//!
//! A definition that is met in many places is called by what those places have in common: its title, the words that
//! all the names it could have share, or what it is to most of its owners. A name that two definitions would like to
//! have goes to neither, so that none depends on which of them comes first; they are told apart by their next choice,
//! and in the end by where they were first met.

use std::collections::{BTreeMap, HashMap};

use super::item::{Item, ItemId, ItemKind, Met, Rule, Types};
use super::names::{self, Scope};
use super::sharing::plain_role;

/// Words that say nothing about what a definition is.
const EMPTY: &[&str] = &[
    "add", "all", "body", "by", "create", "data", "default", "delete", "for", "get", "id", "in",
    "item", "items", "list", "object", "of", "patch", "post", "put", "remove", "response",
    "result", "results", "set", "the", "to", "type", "update", "value", "values", "variant",
    "with",
];

/// A name made of more words is no shorter than where the definition was first met.
const WORDS: usize = 6;

/// Gives every definition that the document does not name its final name.
pub(crate) fn name(types: &mut Types, statics: &mut Scope) {
    let before: Vec<String> = types.items.iter().map(|item| item.name.clone()).collect();
    let mut groups: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for index in 0..types.items.len() {
        let first = types.stand_in(ItemId(index)).0;
        groups.entry(first).or_default().push(index);
    }
    let mut scope = Scope::default();
    for index in groups.keys() {
        if types.items[*index].met.is_none() {
            scope.claim([before[*index].clone()]);
        }
    }
    groups.retain(|first, _| types.items[*first].met.is_some());
    let chosen = choose(types, &groups, &mut scope);
    let owners: HashMap<&str, usize> = before
        .iter()
        .enumerate()
        .map(|(index, name)| (name.as_str(), index))
        .collect();
    for first in groups.keys() {
        let Some(met) = &types.items[*first].met else {
            continue;
        };
        let name = chosen.get(first).cloned().unwrap_or_else(|| {
            let owner = owners.get(met.owner.as_str());
            let owner = owner.map_or(met.owner.clone(), |owner| {
                types.item(ItemId(*owner)).name.clone()
            });
            scope.claim(met.candidates(&owner))
        });
        types.items[*first].name = name;
        types.items[*first].common = chosen.contains_key(first);
    }
    for first in groups.keys() {
        follow(types, *first, &before, statics);
    }
}

/// The names that say what a definition is in all its places, as far as one definition alone wants each.
fn choose(
    types: &Types,
    groups: &BTreeMap<usize, Vec<usize>>,
    scope: &mut Scope,
) -> HashMap<usize, String> {
    let mut wishes: Vec<(usize, std::vec::IntoIter<String>)> = groups
        .iter()
        .map(|(first, members)| (*first, wishes(&types.items, members).into_iter()))
        .collect();
    let mut chosen = HashMap::new();
    while !wishes.is_empty() {
        let wanted: Vec<(usize, String)> = wishes
            .iter_mut()
            .filter_map(|(first, names)| Some((*first, names.next()?)))
            .collect();
        let mut counts: HashMap<&str, usize> = HashMap::new();
        for (_, name) in &wanted {
            *counts.entry(name).or_default() += 1;
        }
        let mut still: Vec<usize> = Vec::new();
        for (first, name) in &wanted {
            let alone = counts.get(name.as_str()) == Some(&1);
            match alone && scope.is_free(name) {
                true => {
                    chosen.insert(*first, scope.claim([name.clone()]));
                }
                false => still.push(*first),
            }
        }
        // The names are in the order of what they are for.
        wishes.retain(|(first, _)| still.binary_search(first).is_ok());
    }
    chosen
}

/// Names that say what a definition is, the best first.
fn wishes(items: &[Item], members: &[usize]) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let mets: Vec<(&Met, &str)> = members
        .iter()
        .filter_map(|index| {
            let item = items.get(*index)?;
            Some((item.met.as_ref()?, item.name.as_str()))
        })
        .collect();
    let Some((first, _)) = mets.first() else {
        return found;
    };
    let agreed = |what: fn(&Met) -> Option<&String>| {
        let mut said = mets.iter().filter_map(|(met, _)| what(met));
        let one = said.next()?;
        // What has nothing in common but its form is called by a title only when that is the title of all.
        let all =
            !plain_role(&first.role).is_empty() || mets.iter().all(|(met, _)| what(met).is_some());
        (all && said.all(|other| other == one)).then(|| one.clone())
    };
    found.extend(agreed(|met| met.title.as_ref()));
    if mets.len() > 1 {
        found.extend(agreed(|met| met.preferred.as_ref()));
        found.extend(common_words(mets.iter().map(|(_, name)| *name), first));
        found.extend(usual_role(&mets));
        found.extend(
            members
                .first()
                .and_then(|index| of_headers(items.get(*index)?)),
        );
    }
    for name in &mut found {
        if !name.ends_with(first.suffix) {
            name.push_str(first.suffix);
        }
    }
    found.dedup();
    found
}

/// The words that all names have, in their order, if they end alike and say something.
fn common_words<'a>(mut names: impl Iterator<Item = &'a str>, met: &Met) -> Option<String> {
    let words =
        |name: &str| -> Vec<String> { names::snake(name).split('_').map(str::to_owned).collect() };
    let mut common = words(names.next()?);
    for name in names {
        let other = words(name);
        if common.last() != other.last() {
            return None;
        }
        common = subsequence(&common, &other);
    }
    let belongs = !plain_role(&met.role).is_empty();
    if belongs {
        // What all of them are made of says nothing of what they are.
        let last = common.pop();
        common.retain(|word| says(word));
        common.extend(last);
    }
    let said = common.iter().filter(|word| says(word)).count();
    let needed = if belongs { 1 } else { 2 };
    let fits = said >= needed && common.len() <= WORDS;
    fits.then(|| names::as_type(&names::camel(&common.join("_")), "Schema"))
}

fn says(word: &str) -> bool {
    !EMPTY.contains(&word) && !word.starts_with(|first: char| first.is_ascii_digit())
}

/// The longest list of words that both have in this order.
fn subsequence(one: &[String], two: &[String]) -> Vec<String> {
    let mut length = vec![vec![0_usize; two.len() + 1]; one.len() + 1];
    for (i, left) in one.iter().enumerate().rev() {
        for (j, right) in two.iter().enumerate().rev() {
            length[i][j] = match left == right {
                true => length[i + 1][j + 1] + 1,
                false => length[i + 1][j].max(length[i][j + 1]),
            };
        }
    }
    let (mut i, mut j, mut found) = (0, 0, Vec::new());
    while i < one.len() && j < two.len() {
        if one[i] == two[j] {
            found.push(one[i].clone());
            (i, j) = (i + 1, j + 1);
        } else if length[i + 1][j] >= length[i][j + 1] {
            i += 1;
        } else {
            j += 1;
        }
    }
    found
}

/// What it is to most of its owners.
fn usual_role(mets: &[(&Met, &str)]) -> Option<String> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for (met, _) in mets {
        *counts.entry(plain_role(&met.role)).or_default() += 1;
    }
    let (role, count) = counts.into_iter().max_by_key(|(_, count)| *count)?;
    let told = names::snake(role).split('_').any(says) && !role.is_empty();
    (told && count * 2 > mets.len()).then(|| names::as_type(role, "Schema"))
}

/// Headers of several responses are called by what they have in common.
fn of_headers(item: &Item) -> Option<String> {
    let ItemKind::Struct(definition) = &item.kind else {
        return None;
    };
    if !item.met.as_ref()?.role.ends_with("Headers") {
        return None;
    }
    let mut wires = definition.fields.iter().map(|field| {
        let wire = field.wire.trim_start_matches("x-");
        let words: Vec<String> = names::snake(wire).split('_').map(str::to_owned).collect();
        words
    });
    let mut common = wires.next()?;
    for words in wires {
        let alike = common
            .iter()
            .zip(&words)
            .take_while(|(one, two)| one == two);
        let count = alike.count();
        common.truncate(count);
    }
    let name = names::camel(&common.join("_"));
    Some(match name.is_empty() {
        true => "CommonHeaders".to_owned(),
        false => names::as_type(&format!("{name}Headers"), "Response"),
    })
}

/// Lets what was named after a definition follow its new name.
fn follow(types: &mut Types, index: usize, before: &[String], statics: &mut Scope) {
    let (old, new) = (before[index].clone(), types.items[index].name.clone());
    let parent = types.items[index].parent;
    let parent = parent.map(|parent| {
        let name = &types.items[types.stand_in(parent).0].name;
        (format!("[`{}`]", before[parent.0]), format!("[`{name}`]"))
    });
    let item = &mut types.items[index];
    if let Some((link, target)) = parent {
        for line in &mut item.docs {
            if line.contains(&link) {
                *line = line.replace(&link, &target);
            }
        }
    }
    let (old, new) = (names::screaming(&old), names::screaming(&new));
    if old == new || item.patterns.is_empty() {
        return;
    }
    let mut renamed: HashMap<String, String> = HashMap::new();
    for (name, _) in &mut item.patterns {
        if let Some(rest) = name.strip_prefix(&old) {
            let fresh = format!("{new}{rest}");
            let fresh = statics.claim([fresh.clone(), format!("{fresh}_PATTERN")]);
            renamed.insert(std::mem::replace(name, fresh.clone()), fresh);
        }
    }
    item.for_each_rules(&mut |rules| rename_patterns(rules, &renamed));
}

fn rename_patterns(rules: &mut [Rule], renamed: &HashMap<String, String>) {
    for rule in rules {
        match rule {
            Rule::Pattern(name) => {
                if let Some(fresh) = renamed.get(name) {
                    name.clone_from(fresh);
                }
            }
            Rule::Each(inner) | Rule::Entries(inner) | Rule::Present(inner) => {
                rename_patterns(inner, renamed);
            }
            _ => {}
        }
    }
}
