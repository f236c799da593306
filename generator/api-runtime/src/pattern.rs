//! Regular expressions of schemas: ECMA-262 text, compiled by `regex` when first used.
//!
//! The two dialects differ in small things, which `translate` levels: `\d` and `\w` are ASCII, `.` stops at any
//! line terminator, a bracket inside a class is an ordinary character. What `regex` cannot do (look-around,
//! back-references) is not checked; the generator reports such patterns.

use std::sync::OnceLock;

use regex::Regex;

/// A pattern. Matches anywhere in the text, as JSON Schema says; anchors are the pattern's own.
#[derive(Debug)]
pub struct Pattern {
    text: &'static str,
    compiled: OnceLock<Option<Regex>>,
}

impl Pattern {
    /// A pattern in the syntax of ECMA-262.
    pub const fn new(text: &'static str) -> Self {
        Self {
            text,
            compiled: OnceLock::new(),
        }
    }

    /// The pattern's text.
    pub fn as_str(&self) -> &'static str {
        self.text
    }

    /// Whether the text matches; true when the pattern cannot be compiled.
    pub fn is_match(&self, text: &str) -> bool {
        let compiled = self
            .compiled
            .get_or_init(|| Regex::new(&translate(self.text)).ok());
        compiled.as_ref().is_none_or(|regex| regex.is_match(text))
    }
}

/// ECMA-262 text as the `regex` crate's text of the same meaning.
pub(crate) fn translate(pattern: &str) -> String {
    let mut out = String::with_capacity(pattern.len() + 16);
    let mut chars = pattern.chars().peekable();
    let mut class = false;
    while let Some(char) = chars.next() {
        match char {
            '\\' => match chars.next() {
                Some(escaped) => escape(escaped, class, &mut out),
                None => out.push('\\'),
            },
            '[' if class => out.push_str("\\["),
            '[' => {
                class = true;
                out.push('[');
                if chars.peek() == Some(&'^') {
                    chars.next();
                    out.push('^');
                }
                empty_class(&mut chars, &mut class, &mut out);
            }
            ']' if class => {
                class = false;
                out.push(']');
            }
            '&' | '~' if class => out.extend(['\\', char]),
            '.' if !class => out.push_str("[^\\n\\r\\u{2028}\\u{2029}]"),
            other => out.push(other),
        }
    }
    out
}

/// `[]` matches nothing and `[^]` everything; `regex` would take the bracket for a member.
fn empty_class(
    chars: &mut std::iter::Peekable<std::str::Chars<'_>>,
    class: &mut bool,
    out: &mut String,
) {
    if chars.peek() != Some(&']') {
        return;
    }
    chars.next();
    *class = false;
    let everything = out.ends_with('^');
    out.truncate(out.len() - if everything { 2 } else { 1 });
    out.push_str(if everything { "(?s:.)" } else { "[^\\s\\S]" });
}

fn escape(escaped: char, class: bool, out: &mut String) {
    match (escaped, class) {
        ('d', true) => out.push_str("0-9"),
        ('d', false) => out.push_str("[0-9]"),
        ('D', _) => out.push_str("[^0-9]"),
        ('w', true) => out.push_str("A-Za-z0-9_"),
        ('w', false) => out.push_str("[A-Za-z0-9_]"),
        ('W', _) => out.push_str("[^A-Za-z0-9_]"),
        ('b', true) => out.push_str("\\x08"),
        ('b', false) => out.push_str("(?-u:\\b)"),
        ('B', false) => out.push_str("(?-u:\\B)"),
        ('0', _) => out.push_str("\\x00"),
        ('<' | '>', _) => out.push(escaped),
        (other, _) if other.is_ascii_alphanumeric() || other.is_ascii_punctuation() => {
            out.extend(['\\', other]);
        }
        // An escaped space or letter of another alphabet stands for itself.
        (other, _) => out.push(other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn matches_as_ecma_262_does() {
        let cases: &[(&'static str, &str, bool)] = &[
            ("^\\d+$", "123", true),
            ("^\\d+$", "١٢٣", false),
            ("^\\w+$", "a_1", true),
            ("^\\w+$", "é", false),
            ("^a.c$", "a\rc", false),
            ("^[\\w.-]+$", "a.b-c", true),
            ("^[[\\]]+$", "[]", true),
            ("^[^]$", "\n", true),
            ("[]", "a", false),
            ("^[a&&b]+$", "&ab", true),
            ("^\\/x\\-y\\@$", "/x-y@", true),
            ("^\\u0041$", "A", true),
            ("b", "abc", true),
            ("^a$", "a\n", false),
            ("(?=a)b", "zzz", true),
        ];
        for (pattern, text, expected) in cases {
            assert_eq!(
                Pattern::new(pattern).is_match(text),
                *expected,
                "{pattern} on {text:?}"
            );
        }
    }
}
