//! Reads over lines that are not indented as far as YAML 1.2 wants them to be.
//!
//! Inside brackets and quotes indentation means nothing, yet every line must be indented further
//! than the key the value belongs to (section 7.4). Most parsers never asked for it, and real
//! documents close a bracket right below the key. Such lines are pushed to the right in a copy of
//! the text; white space at the start of a line has no meaning in either place.

use super::yaml_places::Offsets;
use std::collections::BTreeSet;

/// Bytes that may be read again and again for the sake of such lines.
const MOST_BYTES: usize = 128 << 20;

/// A text with some of its lines pushed to the right.
#[derive(Debug)]
pub(super) struct Padded<'t> {
    text: &'t str,
    /// Starts of the lines that are pushed, in the text as written.
    lines: BTreeSet<usize>,
    /// How far they are pushed.
    pad: usize,
    bytes_read: usize,
}

impl<'t> Padded<'t> {
    /// A text as it was written.
    pub(super) fn new(text: &'t str) -> Self {
        Padded {
            text,
            lines: BTreeSet::new(),
            pad: 0,
            bytes_read: 0,
        }
    }

    /// Pushes the lines that a scanner's complaint is about. Says no when it is about something
    /// else, or when this has been done too often.
    pub(super) fn push(&mut self, at: usize, info: &str) -> bool {
        self.bytes_read += self.text.len();
        if self.bytes_read > MOST_BYTES {
            return false;
        }
        let before = self.lines.len();
        match info {
            "invalid indentation" | "invalid indentation in flow construct" => {
                self.lines.insert(self.line_start(at));
            }
            "invalid indentation in quoted scalar" => {
                let end = quoted_end(self.text, at);
                let scalar = self.text.get(at..end).unwrap_or_default();
                let breaks = scalar
                    .match_indices('\n')
                    .map(|(offset, _)| at + offset + 1);
                // Blank lines are line breaks of the text and need no indentation.
                let is_blank = |line: &usize| {
                    let rest = self.text.get(*line..).unwrap_or_default();
                    rest.lines().next().unwrap_or_default().trim().is_empty()
                };
                self.lines.extend(breaks.filter(|line| !is_blank(line)));
            }
            _ => return false,
        }
        if self.pad == 0 {
            self.pad = 1 + self.text.lines().map(deepest_block).max().unwrap_or(0);
        }
        self.lines.len() > before
    }

    /// The text to scan.
    pub(super) fn text(&self) -> String {
        let mut text = String::with_capacity(self.text.len() + self.lines.len() * self.pad);
        let mut from = 0;
        for line in &self.lines {
            text.push_str(self.text.get(from..*line).unwrap_or_default());
            text.extend(std::iter::repeat_n(' ', self.pad));
            from = *line;
        }
        text.push_str(self.text.get(from..).unwrap_or_default());
        text
    }

    /// Whether the text is scanned as it was written.
    pub(super) fn is_untouched(&self) -> bool {
        self.lines.is_empty()
    }

    /// The first line that is pushed, and how many are.
    pub(super) fn pushed(&self) -> Option<(usize, usize)> {
        self.lines.first().map(|first| (*first, self.lines.len()))
    }

    /// Offsets that lead from the scanned text back to the one that was written.
    pub(super) fn offsets(&self, scanned: &str) -> Offsets<'t> {
        let shifts = self.lines.iter().enumerate();
        let shifts = shifts
            .map(|(count, line)| (*line + count * self.pad, self.pad))
            .collect();
        Offsets::shifted(self.text, scanned, shifts)
    }

    fn line_start(&self, at: usize) -> usize {
        let before = self.text.get(..at).unwrap_or_default();
        before.rfind('\n').map_or(0, |end| end + 1)
    }
}

/// The deepest column at which a block could begin in a line.
fn deepest_block(line: &str) -> usize {
    line.len() - line.trim_start_matches([' ', '-', '?', ':', '\t']).len()
}

/// The end of the quoted scalar that starts at an offset.
fn quoted_end(text: &str, start: usize) -> usize {
    let bytes = text.as_bytes();
    let quote = bytes.get(start).copied();
    let mut at = start + 1;
    while let Some(byte) = bytes.get(at).copied() {
        let next = bytes.get(at + 1).copied();
        let is_pair = match quote {
            Some(b'"') => byte == b'\\',
            _ => byte == b'\'' && next == quote,
        };
        if !is_pair && Some(byte) == quote {
            return at;
        }
        at += if is_pair { 2 } else { 1 };
    }
    text.len()
}
