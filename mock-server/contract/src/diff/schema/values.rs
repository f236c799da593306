//! Types and enumerations: which values there are at all.

use super::super::levels::{Way, Weight};
use super::Comparison;
use api_model::api::{Keywords, Type, TypeSet};
use serde_json::Value;

impl Comparison<'_> {
    /// Compares the types; false when they have nothing in common, so that nothing else of the
    /// schema can be compared with profit.
    pub(super) fn types(&mut self) -> bool {
        let (old, new) = (self.old.types(), self.new.types());
        if old == new {
            return true;
        }
        let gone = old.iter().any(|ty| !new.contains(ty));
        let come = new.iter().any(|ty| !old.contains(ty));
        let message = format!("was {} and is {}", words(old), words(new));
        let (rule, way) = match (gone, come) {
            (true, true) => ("type-changed", Way::Other),
            (true, false) => ("type-narrowed", Way::Narrower),
            _ => ("type-widened", Way::Wider),
        };
        self.note(rule, way, Weight::Structure, "type", message);
        new.iter().any(|ty| ty != Type::Null && old.contains(ty))
    }

    /// Compares the fixed values.
    pub(super) fn enumeration(&mut self) {
        match (values(self.old.first(list)), values(self.new.first(list))) {
            (Some(old), Some(new)) => {
                for value in old.iter().filter(|value| !new.contains(value)) {
                    let message = format!("the value {} is gone", shown(value));
                    self.note(
                        "value-removed",
                        Way::Narrower,
                        Weight::Detail,
                        "enum",
                        message,
                    );
                }
                for value in new.iter().filter(|value| !old.contains(value)) {
                    let message = format!("the value {} is new", shown(value));
                    self.note("value-added", Way::Wider, Weight::Detail, "enum", message);
                }
            }
            (None, Some(new)) => {
                let message = format!("only {} allowed now", listed(&new));
                self.note(
                    "values-limited",
                    Way::Narrower,
                    Weight::Detail,
                    "enum",
                    message,
                );
            }
            (Some(_), None) => {
                let message = "any value is allowed now, not only those of a list";
                self.note("values-opened", Way::Wider, Weight::Detail, "enum", message);
            }
            (None, None) => {}
        }
    }
}

fn list(keywords: &Keywords) -> Option<Vec<Value>> {
    keywords
        .constant
        .as_ref()
        .map(|value| vec![value.clone()])
        .or_else(|| keywords.enumeration.clone())
}

/// Null in an enumeration only repeats what the types say.
fn values(list: Option<Vec<Value>>) -> Option<Vec<Value>> {
    list.map(|values| {
        values
            .into_iter()
            .filter(|value| !value.is_null())
            .collect()
    })
}

fn words(types: TypeSet) -> String {
    let all: TypeSet = Type::ALL.into_iter().collect();
    if types == all {
        return "anything".to_owned();
    }
    if types.is_empty() {
        return "nothing".to_owned();
    }
    let null = types.contains(Type::Null).then_some(Type::Null);
    let names: Vec<&str> = types
        .without(Type::Null)
        .iter()
        .filter(|ty| *ty != Type::Integer || !types.contains(Type::Number))
        .chain(null)
        .map(Type::as_str)
        .collect();
    names.join(" or ")
}

fn shown(value: &Value) -> String {
    let text = value.to_string();
    let short: String = text.chars().take(60).collect();
    let rest = if short.len() < text.len() { "…" } else { "" };
    format!("`{short}{rest}`")
}

fn listed(values: &[Value]) -> String {
    let mut names: Vec<String> = values.iter().take(5).map(shown).collect();
    if values.len() > 5 {
        names.push(format!("{} more", values.len() - 5));
    }
    let verb = if values.len() == 1 { "is" } else { "are" };
    format!("{} {verb}", names.join(", "))
}
