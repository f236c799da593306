//! Says in plain words what the YAML scanner stumbled over.

use crate::diagnostic::Diagnostic;
use crate::source::Place;

/// The diagnostic for a message of the scanner.
pub(super) fn explain(text: &str, at: Place, info: &str) -> Diagnostic {
    let rest = text.get(at.start as usize..).unwrap_or_default();
    let width = rest
        .chars()
        .next()
        .filter(|c| *c != '\n')
        .map_or(0, char::len_utf8);
    let place = Place {
        end: at.start + width as u32,
        ..at
    };
    let fault = Diagnostic::error("yaml-syntax", place, plain_words(info));
    match remedy(line_around(text, at.start as usize), info) {
        Some(remedy) => fault.help(remedy),
        None => fault,
    }
}

/// The scanner's message without the part that speaks of its own workings.
fn plain_words(info: &str) -> String {
    // The scanner closes what it quotes with an apostrophe.
    if let Some(character) = info.strip_prefix("unexpected character: `") {
        let character = character.trim_end_matches('\'');
        return format!("nothing can begin with `{character}` here");
    }
    let message = match info {
        "mapping values are not allowed in this context" => "a `: ` cannot stand here",
        "while parsing a block mapping, did not find expected key" => {
            "expected a key of the surrounding map"
        }
        "while parsing a block collection, did not find expected '-' indicator" => {
            "expected `- ` or the end of the list"
        }
        "while parsing node, found unknown anchor" => "there is no anchor of this name before it",
        "did not find expected <document start>" => "expected the end of the document",
        "while parsing a node, did not find expected node content" => "expected a value",
        "while scanning a quoted scalar, found unexpected end of stream" => {
            "this quote is never closed"
        }
        "while parsing a flow mapping, did not find expected ',' or '}'" => "expected `,` or `}`",
        "while parsing a flow sequence, expected ',' or ']'" => "expected `,` or `]`",
        "simple key expected" | "simple key expect ':'" => "expected `:` after this key",
        _ => return lower_first(info),
    };
    message.to_owned()
}

fn lower_first(info: &str) -> String {
    let mut characters = info.trim_end_matches('.').chars();
    let first = characters.next().map(|first| first.to_ascii_lowercase());
    first.into_iter().chain(characters).collect()
}

fn line_around(text: &str, at: usize) -> &str {
    let before = text.get(..at).unwrap_or_default();
    let start = before.rfind('\n').map_or(0, |end| end + 1);
    let rest = text.get(start..).unwrap_or_default();
    rest.lines().next().unwrap_or_default()
}

fn remedy(line: &str, info: &str) -> Option<&'static str> {
    let indentation = line.len() - line.trim_start().len();
    if line.get(..indentation)?.contains('\t') {
        return Some("indent with spaces; YAML allows no tabs there");
    }
    if info.contains("mapping values are not allowed") {
        return Some("put text that contains `: ` in quotes, or check the indentation");
    }
    if info.contains("block mapping") || info.contains("block collection") {
        return Some("check the indentation of this line against the lines before it");
    }
    let value = line
        .split_once(": ")
        .map_or(line, |(_, value)| value)
        .trim_start();
    if value.starts_with(['@', '`', '%']) {
        return Some("put text that begins with this character in quotes");
    }
    None
}
