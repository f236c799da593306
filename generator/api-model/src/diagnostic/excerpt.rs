//! The part of a line that is shown, and how wide its characters are on a terminal.

use crate::source::{Place, Sources};
use unicode_width::UnicodeWidthChar;

/// Columns of a line that are shown at most.
const WIDEST: usize = 110;

/// Columns before the place that are shown when the line must be cut.
const LEAD: usize = 40;

/// A line with a stretch to underline.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Excerpt {
    /// What to print.
    pub(super) text: String,
    /// Columns before the underlined stretch.
    pub(super) indent: usize,
    /// Columns of the stretch, at least one.
    pub(super) width: usize,
}

/// The line of a place. Of a place over several lines, the first is shown.
pub(super) fn excerpt(sources: &Sources, place: Place) -> Option<Excerpt> {
    let file = sources.files().get(place.file.index())?;
    let (line, start) = file.line_at(place.start);
    let at = (place.start - start) as usize;
    let end = (place.end.max(place.start) - start) as usize;
    let before = line.get(..at.min(line.len()))?;
    let marked = line.get(before.len()..end.min(line.len()).max(before.len()))?;
    let after = line.get(before.len() + marked.len()..)?;
    Some(cut(before, marked, after))
}

fn cut(before: &str, marked: &str, after: &str) -> Excerpt {
    let short = take_width(before.chars().rev(), WIDEST);
    // A line that fits is shown whole; no more of a long one is looked at than can be shown.
    let lead = match (short.is_whole, before.len() + marked.len() + after.len()) {
        (true, length) if length <= WIDEST => short,
        _ => take_width(before.chars().rev(), LEAD),
    };
    let lead_text: String = lead.text.chars().rev().collect();
    let mark = take_width(marked.chars(), WIDEST - lead.width);
    let tail = take_width(after.chars(), WIDEST - lead.width - mark.width);
    let front = if lead.is_whole { "" } else { "…" };
    let back = if mark.is_whole && tail.is_whole {
        ""
    } else {
        "…"
    };
    let tail = if mark.is_whole {
        tail.text
    } else {
        String::new()
    };
    Excerpt {
        text: format!("{front}{lead_text}{}{tail}{back}", mark.text)
            .trim_end()
            .to_owned(),
        indent: lead.width + usize::from(!lead.is_whole),
        width: mark.width.max(1),
    }
}

struct Taken {
    text: String,
    width: usize,
    is_whole: bool,
}

/// As many characters as fit, made printable.
fn take_width(characters: impl Iterator<Item = char>, most: usize) -> Taken {
    let mut taken = Taken {
        text: String::new(),
        width: 0,
        is_whole: true,
    };
    for character in characters {
        let (shown, width) = printable(character);
        if taken.width + width > most || taken.text.len() > 8 * WIDEST {
            taken.is_whole = false;
            break;
        }
        taken.width += width;
        taken.text.push_str(shown.encode(&mut [0; 4], character));
    }
    taken
}

enum Shown {
    AsItIs,
    As(&'static str),
}

impl Shown {
    fn encode<'a>(&self, buffer: &'a mut [u8; 4], character: char) -> &'a str {
        match self {
            Shown::AsItIs => character.encode_utf8(buffer),
            Shown::As(text) => text,
        }
    }
}

/// A text could hold commands to the terminal; none is printed.
fn printable(character: char) -> (Shown, usize) {
    match character {
        '\t' => (Shown::As("    "), 4),
        _ if is_command(character) => (Shown::As("\u{fffd}"), 1),
        _ => (Shown::AsItIs, character.width().unwrap_or(0)),
    }
}

/// Control characters, and those that turn the direction of writing (Unicode TR 36, 3.1).
fn is_command(character: char) -> bool {
    let turns = matches!(character, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    character.is_control() || turns
}

/// A message on one line, without commands to the terminal.
pub(super) fn one_line(text: &str) -> String {
    let clean = |character: char| match character {
        '\n' | '\t' => ' ',
        _ if is_command(character) => char::REPLACEMENT_CHARACTER,
        _ => character,
    };
    text.chars().map(clean).collect()
}
