//! Alternatives, and the conditions that can only be called equal or different.

use super::super::levels::{Way, Weight};
use super::Comparison;
use super::view::{Union, View};
use api_model::api::{Api, Keywords, SchemaId, Type};

impl Comparison<'_> {
    /// Compares `oneOf` and `anyOf`, alternatives matched by what tells them apart.
    pub(super) fn unions(&mut self) {
        let old = std::mem::take(&mut self.old.unions);
        let new = std::mem::take(&mut self.new.unions);
        match (old.is_empty(), new.is_empty()) {
            (true, true) => {}
            (true, false) => {
                let message = "the value must be one of several alternatives now";
                self.note(
                    "constraint-added",
                    Way::Narrower,
                    Weight::Structure,
                    "oneOf",
                    message,
                );
            }
            (false, true) => {
                let message = "the value need not be one of several alternatives any more";
                self.note(
                    "constraint-removed",
                    Way::Wider,
                    Weight::Structure,
                    "oneOf",
                    message,
                );
            }
            (false, false) => {
                for (old, new) in old.iter().zip(&new) {
                    self.alternatives(old, new);
                }
            }
        }
        self.discriminators(&old, &new);
    }

    fn alternatives(&mut self, old: &Union<'_>, new: &Union<'_>) {
        let before: Vec<_> = old
            .variants
            .iter()
            .map(|id| tags(self.old.api, *id))
            .collect();
        let after: Vec<_> = new
            .variants
            .iter()
            .map(|id| tags(self.new.api, *id))
            .collect();
        let matched = matched(&before, &after);
        for (index, id) in old.variants.iter().enumerate() {
            let name = called(&before, index);
            match matched.iter().find(|(left, _)| *left == index) {
                Some((_, right)) => {
                    let other = new.variants.get(*right).copied();
                    self.descend(
                        &format!(" ({name})"),
                        vec![*id],
                        other.into_iter().collect(),
                    );
                }
                None => {
                    let message = format!("the alternative {name} is gone");
                    let rule = "alternative-removed";
                    self.note(rule, Way::Narrower, Weight::Structure, old.keyword, message);
                }
            }
        }
        for index in 0..new.variants.len() {
            if !matched.iter().any(|(_, right)| *right == index) {
                let message = format!("the alternative {} is new", called(&after, index));
                let rule = "alternative-added";
                // Answers of a kind that did not exist break a reader who matched all kinds; the
                // known kinds still read as before.
                self.note(rule, Way::Wider, Weight::Detail, new.keyword, message);
            }
        }
    }

    fn discriminators(&mut self, old: &[Union<'_>], new: &[Union<'_>]) {
        let property = |unions: &[Union<'_>]| {
            let told = |union: &Union<'_>| union.owner.keywords.discriminator.clone();
            unions.iter().find_map(told).map(|it| it.property_name)
        };
        let (was, is) = (property(old), property(new));
        if was != is && !old.is_empty() && !new.is_empty() {
            let shown =
                |name: Option<String>| name.map_or("nothing".to_owned(), |it| format!("`{it}`"));
            let message = format!(
                "alternatives were told apart by {} and are by {}",
                shown(was),
                shown(is)
            );
            let rule = "discriminator-changed";
            self.note(
                rule,
                Way::Other,
                Weight::Structure,
                "discriminator",
                message,
            );
        }
    }

    /// Compares the conditions that have no order: they are the same, or they are not.
    pub(super) fn conditions(&mut self) {
        for (keyword, read) in CONDITIONS {
            let old = self.old.children(read);
            let new = self.new.children(read);
            let (rule, way, message) = match (old.is_empty(), new.is_empty()) {
                (true, true) => continue,
                (true, false) => {
                    let message = format!("`{keyword}` is stated now");
                    ("constraint-added", Way::Narrower, message)
                }
                (false, true) => {
                    let message = format!("`{keyword}` is no longer stated");
                    ("constraint-removed", Way::Wider, message)
                }
                (false, false) => {
                    if self.alike(&old, &new) {
                        continue;
                    }
                    let message = format!("what `{keyword}` states is different");
                    ("constraint-changed", Way::Other, message)
                }
            };
            self.note(rule, way, Weight::Detail, keyword, message);
        }
    }

    /// Whether two conjunctions say the same, as far as this comparison can see.
    fn alike(&self, old: &[SchemaId], new: &[SchemaId]) -> bool {
        let mut pairs = super::Pairs::new(self.old.api, self.new.api);
        old.len() == new.len()
            && old
                .iter()
                .zip(new)
                .all(|(old, new)| pairs.compare(self.side, *old, *new).is_empty())
    }
}

type Read = fn(&Keywords) -> Option<SchemaId>;

const CONDITIONS: [(&str, Read); 8] = [
    ("not", |it| it.not),
    ("if", |it| it.if_),
    ("then", |it| it.then),
    ("else", |it| it.else_),
    ("contains", |it| it.contains),
    ("propertyNames", |it| it.property_names),
    ("contentSchema", |it| it.content_schema),
    ("unevaluatedItems", |it| it.unevaluated_items),
];

/// Pairs of alternatives: first those of the same name, then of the same constant, title and type,
/// each in order, so that an alternative that got a name is still the one it was.
fn matched(before: &[Tags], after: &[Tags]) -> Vec<(usize, usize)> {
    let mut pairs: Vec<(usize, usize)> = Vec::new();
    for kind in 0..KINDS {
        for (left, old) in before.iter().enumerate() {
            if pairs.iter().any(|(taken, _)| *taken == left) {
                continue;
            }
            let Some(Some(tag)) = old.get(kind) else {
                continue;
            };
            let found = after.iter().enumerate().find(|(right, new)| {
                // Two names that differ are two things, however alike they are.
                let apart = kind == KINDS - 1 && old[0].is_some() && new[0].is_some();
                !apart
                    && new.get(kind).and_then(Option::as_ref) == Some(tag)
                    && !pairs.iter().any(|(_, taken)| taken == right)
            });
            pairs.extend(found.map(|(right, _)| (left, right)));
        }
    }
    pairs
}

const KINDS: usize = 4;

/// What people would call an alternative: the name of its schema, the constant that tells it
/// apart, its title, its types.
type Tags = [Option<String>; KINDS];

fn tags(api: &Api, id: SchemaId) -> Tags {
    let view = View::of(api, &[id]);
    let name = view.parts.iter().find_map(|part| part.name.as_deref());
    let constant = view.properties().into_iter().find_map(|(name, ids)| {
        let value = View::of(api, &ids).first(single)?;
        Some(format!("with `{name}` {value}"))
    });
    let title = view.first(|it| it.title.as_deref());
    let types = view.types().without(Type::Null);
    let types: Vec<&str> = types.iter().map(Type::as_str).collect();
    [
        name.map(|name| format!("`{name}`")),
        constant,
        title.map(|title| format!("\"{title}\"")),
        Some(format!("of type {}", types.join(" or "))),
    ]
}

fn single(keywords: &Keywords) -> Option<&serde_json::Value> {
    match (&keywords.constant, keywords.enumeration.as_deref()) {
        (Some(value), _) | (None, Some([value])) => Some(value),
        _ => None,
    }
}

/// The first thing an alternative is called, numbered where another is called the same.
fn called(all: &[Tags], index: usize) -> String {
    let first = |tags: &Tags| tags.iter().flatten().next().cloned().unwrap_or_default();
    let name = all.get(index).map(first).unwrap_or_default();
    let same = all.iter().filter(|tags| first(tags) == name).count();
    if same < 2 {
        return name;
    }
    let before = all
        .iter()
        .take(index)
        .filter(|tags| first(tags) == name)
        .count();
    format!("{name} #{}", before + 1)
}
