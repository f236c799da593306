//! The letter case that most properties of an object are written in, as serde's `rename_all`.

use crate::plan::{Field, Presence};

/// How serde makes the name of a property of that of a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Case {
    AsIs,
    Camel,
    Pascal,
    Kebab,
}

impl Case {
    /// The case that leaves the fewest fields to be renamed one by one.
    pub(super) fn of(fields: &[Field]) -> Case {
        let renamed = |case: Case| {
            let named = fields
                .iter()
                .filter(|field| field.presence != Presence::Flat);
            named
                .filter(|field| case.apply(&field.name) != field.wire)
                .count()
        };
        // Serde cuts a name behind its first byte.
        let sound = |name: &str| name.is_ascii() && name.contains(|symbol| symbol != '_');
        if !fields.iter().all(|field| sound(&field.name)) {
            return Case::AsIs;
        }
        let as_is = renamed(Case::AsIs);
        let mut best = (as_is, Case::AsIs);
        for case in [Case::Camel, Case::Pascal, Case::Kebab] {
            let left = renamed(case);
            // A rule is for most of what would be renamed.
            if left < best.0 && left * 2 < as_is {
                best = (left, case);
            }
        }
        best.1
    }

    /// What serde calls it.
    pub(super) fn word(self) -> Option<&'static str> {
        match self {
            Case::AsIs => None,
            Case::Camel => Some("camelCase"),
            Case::Pascal => Some("PascalCase"),
            Case::Kebab => Some("kebab-case"),
        }
    }

    /// The name of the property of a field, as serde derives it.
    pub(super) fn apply(self, field: &str) -> String {
        match self {
            Case::AsIs => field.to_owned(),
            Case::Camel => {
                let pascal = pascal(field);
                let mut rest = pascal.chars();
                let first = rest.next().map(|first| first.to_ascii_lowercase());
                first.into_iter().chain(rest).collect()
            }
            Case::Pascal => pascal(field),
            Case::Kebab => field.replace('_', "-"),
        }
    }
}

fn pascal(field: &str) -> String {
    let mut out = String::with_capacity(field.len());
    let mut begins = true;
    for symbol in field.chars() {
        match symbol {
            '_' => begins = true,
            symbol if begins => {
                out.push(symbol.to_ascii_uppercase());
                begins = false;
            }
            symbol => out.push(symbol),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::Case;

    #[test]
    fn names_as_serde_does() {
        assert_eq!(Case::Camel.apply("type_"), "type");
        assert_eq!(Case::Camel.apply("user_name"), "userName");
        assert_eq!(Case::Pascal.apply("http_url_2"), "HttpUrl2");
        assert_eq!(Case::Kebab.apply("dry_run"), "dry-run");
    }
}
