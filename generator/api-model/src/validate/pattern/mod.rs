//! Patterns: ECMA-262 regular expressions, each compiled once and only when a value asks for it.
//!
//! The linear-time engine of `regex` does nearly all of them. Look-around and back-references fall
//! to `fancy-regex`, with a limit on its steps. A pattern that neither can compile judges nothing.

mod class;
mod translate;

#[cfg(test)]
mod tests;

use crate::api::Schemas;
use std::collections::HashMap;
use std::sync::OnceLock;

pub(crate) use translate::{Expression, translate};

/// Largest compiled pattern, in bytes.
const MOST_BYTES: usize = 16 << 20;
/// Most steps of the backtracking engine for one text.
const MOST_STEPS: usize = 200_000;

/// What is wrong with a pattern as an ECMA-262 regular expression, or that it is beyond what can
/// be compiled here; such a pattern is skipped when values are judged.
#[must_use]
pub fn pattern_fault(pattern: &str) -> Option<String> {
    compile(pattern).err()
}

/// The patterns of one API by their text.
#[derive(Debug)]
pub(super) struct Patterns {
    all: HashMap<Box<str>, OnceLock<Option<Compiled>>>,
}

#[derive(Debug)]
enum Compiled {
    Linear(regex::Regex),
    Backtracking(Box<fancy_regex::Regex>),
}

impl Patterns {
    pub(super) fn of(schemas: &Schemas) -> Patterns {
        let mut all = HashMap::new();
        for (_, schema) in schemas.iter() {
            let keywords = &schema.keywords;
            let texts = keywords
                .pattern
                .iter()
                .chain(keywords.pattern_properties.keys());
            for text in texts {
                if !all.contains_key(text.as_str()) {
                    all.insert(text.as_str().into(), OnceLock::new());
                }
            }
        }
        Patterns { all }
    }

    /// Whether the pattern is found in the text, or judges nothing.
    pub(super) fn fits(&self, pattern: &str, text: &str) -> bool {
        self.search(pattern, text).unwrap_or(true)
    }

    /// Whether the pattern is found in the text.
    pub(super) fn matches(&self, pattern: &str, text: &str) -> bool {
        self.search(pattern, text).unwrap_or(false)
    }

    fn search(&self, pattern: &str, text: &str) -> Option<bool> {
        let compiled = self.all.get(pattern)?;
        match compiled.get_or_init(|| compile(pattern).ok()).as_ref()? {
            Compiled::Linear(regex) => Some(regex.is_match(text)),
            Compiled::Backtracking(regex) => regex.is_match(text).ok(),
        }
    }
}

fn compile(pattern: &str) -> Result<Compiled, String> {
    let Expression { text, backtracks } = translate(pattern)?;
    if backtracks {
        return fancy_regex::RegexBuilder::new(&text)
            .backtrack_limit(MOST_STEPS)
            .delegate_size_limit(MOST_BYTES)
            .build()
            .map(|regex| Compiled::Backtracking(Box::new(regex)))
            .map_err(|error| last_line(&error.to_string()));
    }
    regex::RegexBuilder::new(&text)
        .size_limit(MOST_BYTES)
        .build()
        .map(Compiled::Linear)
        .map_err(|error| last_line(&error.to_string()))
}

/// The engines' messages end with the line that says what is wrong.
fn last_line(message: &str) -> String {
    let line = message.lines().last().unwrap_or_default().trim();
    line.trim_start_matches("error: ")
        .trim_end_matches('.')
        .to_owned()
}
