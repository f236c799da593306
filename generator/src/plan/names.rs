//! Names: from what a document calls a thing to what Rust can call it.
//!
//! Two steps, kept apart. The spelling functions turn any text into an identifier of a case, or into nothing when
//! the text holds no letter or digit. A [`Scope`] then gives names out: it knows what is taken, and settles a
//! collision with the next candidate of a list that goes from the plainest to the most telling; only when all are
//! taken does it count.

use std::collections::{HashMap, HashSet};

use heck::{ToSnakeCase, ToUpperCamelCase};

/// Longer names are cut at a word.
const LONGEST: usize = 80;

/// Words that are no identifiers in any edition up to 2024, and those that are reserved.
const KEYWORDS: &[&str] = &[
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "crate",
    "do", "dyn", "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl",
    "in", "let", "loop", "macro", "match", "mod", "move", "mut", "override", "priv", "pub", "ref",
    "return", "self", "static", "struct", "super", "trait", "true", "try", "type", "typeof",
    "union", "unsafe", "unsized", "use", "virtual", "where", "while", "yield",
];

/// Names of the prelude and of derives, which generated code and macros take for granted.
const PRELUDE: &[&str] = &[
    "AsMut",
    "AsRef",
    "Box",
    "Clone",
    "Copy",
    "Debug",
    "Default",
    "Deserialize",
    "DoubleEndedIterator",
    "Drop",
    "Eq",
    "Err",
    "ExactSizeIterator",
    "Extend",
    "Fn",
    "FnMut",
    "FnOnce",
    "From",
    "FromIterator",
    "Future",
    "Hash",
    "Into",
    "IntoFuture",
    "IntoIterator",
    "Iterator",
    "None",
    "Ok",
    "Option",
    "Ord",
    "PartialEq",
    "PartialOrd",
    "Result",
    "Self",
    "Send",
    "Serialize",
    "Sized",
    "Some",
    "String",
    "Sync",
    "ToOwned",
    "ToString",
    "TryFrom",
    "TryInto",
    "Unpin",
    "Vec",
];

/// `UpperCamelCase`, as a type or a variant; empty when there is nothing to spell.
pub(crate) fn camel(text: &str) -> String {
    shorten(&legible(text).to_snake_case()).to_upper_camel_case()
}

/// `snake_case`, as a field, a method or a variable; empty when there is nothing to spell.
pub(crate) fn snake(text: &str) -> String {
    shorten(&legible(text).to_snake_case()).to_owned()
}

/// `SCREAMING_SNAKE_CASE` of a name that [`snake`] or [`camel`] made.
pub(crate) fn screaming(text: &str) -> String {
    snake(text).to_uppercase()
}

/// The text with its symbols written out as words: `+1` is `plus 1`.
pub(crate) fn spelled_out(text: &str) -> String {
    let mut out = String::new();
    for symbol in text.chars() {
        match symbol_word(symbol) {
            Some(word) => {
                out.push(' ');
                out.push_str(word);
                out.push(' ');
            }
            None => out.push(symbol),
        }
    }
    out
}

fn symbol_word(symbol: char) -> Option<&'static str> {
    Some(match symbol {
        '+' => "plus",
        '-' => "minus",
        '*' => "star",
        '/' => "slash",
        '\\' => "backslash",
        '%' => "percent",
        '=' => "equal",
        '<' => "less",
        '>' => "greater",
        '!' => "not",
        '?' => "question",
        '&' => "and",
        '|' => "or",
        '^' => "caret",
        '~' => "tilde",
        '@' => "at",
        '#' => "hash",
        '$' => "dollar",
        '.' => "dot",
        ',' => "comma",
        ':' => "colon",
        ';' => "semicolon",
        '_' => "underscore",
        ' ' => "space",
        '(' | ')' => "parenthesis",
        '[' | ']' => "bracket",
        '{' | '}' => "brace",
        '"' | '\'' => "quote",
        _ => return None,
    })
}

/// Keeps what an identifier may hold; anything else ends a word.
///
/// Combining marks are dropped: the compiler normalises identifiers, and two names that differ in nothing else
/// would become one.
fn legible(text: &str) -> String {
    text.chars()
        .filter(|symbol| !('\u{300}'..='\u{36f}').contains(symbol))
        .map(|symbol| match unicode_ident::is_xid_continue(symbol) {
            true => symbol,
            false => ' ',
        })
        .collect()
}

/// Cuts a snake-case text at the last word that fits.
fn shorten(text: &str) -> &str {
    if text.len() <= LONGEST {
        return text;
    }
    let end = text
        .match_indices('_')
        .map(|(at, _)| at)
        .take_while(|at| *at <= LONGEST)
        .last();
    match end {
        Some(end) => &text[..end],
        None => {
            &text[..(0..=LONGEST)
                .rev()
                .find(|at| text.is_char_boundary(*at))
                .unwrap_or(0)]
        }
    }
}

/// Makes a camel-case text a type's name: one that begins with a letter and is not taken by the language.
pub(crate) fn as_type(text: &str, prefix: &str) -> String {
    if text.is_empty() || !text.starts_with(unicode_ident::is_xid_start) {
        return format!("{prefix}{text}");
    }
    if PRELUDE.contains(&text) {
        return format!("{text}{prefix}");
    }
    text.to_owned()
}

/// Makes a camel-case text a variant's name. Variants live in their enum, so that only keywords are out of reach.
pub(crate) fn as_variant(text: &str, fallback: &str) -> String {
    match text {
        "" => fallback.to_owned(),
        "Self" => "SelfValue".to_owned(),
        _ if text.starts_with(unicode_ident::is_xid_start) => text.to_owned(),
        _ => format!("{fallback}{text}"),
    }
}

/// Makes a snake-case text the name of a field, method or variable.
pub(crate) fn as_value(text: &str, fallback: &str) -> String {
    if text.is_empty() {
        return fallback.to_owned();
    }
    if !text.starts_with(unicode_ident::is_xid_start) {
        return format!("_{text}");
    }
    if KEYWORDS.contains(&text) {
        return format!("{text}_");
    }
    text.to_owned()
}

/// The names given out in one place where they must differ.
#[derive(Debug, Default)]
pub(crate) struct Scope {
    taken: HashSet<String>,
    counts: HashMap<String, usize>,
}

impl Scope {
    /// A scope in which some names are taken from the start.
    pub(crate) fn without(reserved: &[&str]) -> Self {
        Scope {
            taken: reserved.iter().map(|name| (*name).to_owned()).collect(),
            counts: HashMap::new(),
        }
    }

    /// Whether a name can still be given out.
    pub(crate) fn is_free(&self, name: &str) -> bool {
        !self.taken.contains(name)
    }

    /// Gives out the first candidate that is free, else the last one with a number.
    pub(crate) fn claim<I: IntoIterator<Item = String>>(&mut self, candidates: I) -> String {
        let mut last = String::new();
        for candidate in candidates {
            if self.taken.insert(candidate.clone()) {
                return candidate;
            }
            last = candidate;
        }
        let count = self.counts.entry(last.clone()).or_insert(1);
        loop {
            *count += 1;
            let separator = if last.ends_with(|end: char| end.is_ascii_digit()) {
                "_"
            } else {
                ""
            };
            let candidate = format!("{last}{separator}{count}");
            if self.taken.insert(candidate.clone()) {
                return candidate;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spells_messy_texts() {
        assert_eq!(camel("repos/list-for-org"), "ReposListForOrg");
        assert_eq!(snake("FetchAPIKey"), "fetch_api_key");
        assert_eq!(camel("🎉"), "");
        assert_eq!(camel("é e\u{301}"), "ÉE");
        assert_eq!(as_type(&camel("2fa"), "Schema"), "Schema2fa");
        assert_eq!(as_type("Option", "Schema"), "OptionSchema");
        assert_eq!(as_value("type", "field"), "type_");
        assert_eq!(as_value("2fa", "field"), "_2fa");
        assert_eq!(camel(&spelled_out(">=")), "GreaterEqual");
        assert!(snake(&"word ".repeat(90)).len() <= LONGEST);
        assert!(snake(&"数".repeat(90)).len() <= LONGEST);
    }

    #[test]
    fn settles_collisions_by_the_next_candidate_then_by_number() {
        let mut scope = Scope::without(&["A"]);
        let mut claim = |names: &[&str]| scope.claim(names.iter().map(|name| (*name).to_owned()));
        assert_eq!(claim(&["A", "AItem"]), "AItem");
        assert_eq!(claim(&["A", "AItem"]), "AItem2");
        assert_eq!(claim(&["A", "AItem"]), "AItem3");
    }
}
