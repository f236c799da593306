//! From the YAML scanner's markers, which count characters, to bytes.

use crate::source::Place;

/// Characters between two known offsets.
const STRIDE: usize = 64;

/// Byte offsets of the characters of a text.
#[derive(Debug)]
pub(super) struct Offsets<'t> {
    text: &'t str,
    /// The offset of every 64th character; empty when every character is one byte.
    known: Vec<u32>,
    /// The text that was scanned, when it is not the one above, and where it has how many bytes
    /// more, in order.
    shifted: Option<(String, Vec<(usize, usize)>)>,
}

impl<'t> Offsets<'t> {
    /// Offsets in the text that was scanned.
    pub(super) fn new(text: &'t str) -> Self {
        Offsets {
            text,
            known: known_offsets(text),
            shifted: None,
        }
    }

    /// Offsets in a text that was scanned with more bytes in it.
    pub(super) fn shifted(text: &'t str, scanned: &str, shifts: Vec<(usize, usize)>) -> Self {
        let shifted = Some((scanned.to_owned(), shifts));
        Offsets {
            text,
            known: known_offsets(scanned),
            shifted,
        }
    }

    /// The byte offset of a character; the text's length when there are not as many.
    pub(super) fn byte(&self, index: usize) -> usize {
        let Some((scanned, shifts)) = &self.shifted else {
            return self.scanned_byte(self.text, index);
        };
        let offset = self.scanned_byte(scanned, index);
        let before = shifts.partition_point(|(at, _)| *at <= offset);
        let Some((last, more)) = before.checked_sub(1).and_then(|last| shifts.get(last)) else {
            return offset;
        };
        // Inside of what was added is where it was added.
        let added = (before - 1) * more + (offset - last).min(*more);
        (offset - added).min(self.text.len())
    }

    fn scanned_byte(&self, scanned: &str, index: usize) -> usize {
        if self.known.is_empty() {
            return index.min(scanned.len());
        }
        let Some(near) = self.known.get(index / STRIDE) else {
            return scanned.len();
        };
        let near = *near as usize;
        let rest = scanned.get(near..).unwrap_or_default();
        rest.char_indices()
            .nth(index % STRIDE)
            .map_or(scanned.len(), |(offset, _)| near + offset)
    }

    /// A place without the white space that the scanner counts to a block scalar.
    pub(super) fn trimmed(&self, place: Place) -> Place {
        let written = self.slice(place);
        Place {
            end: place.start + written.trim_end().len() as u32,
            ..place
        }
    }

    /// The text of a place.
    pub(super) fn slice(&self, place: Place) -> &'t str {
        self.text
            .get(place.start as usize..place.end as usize)
            .unwrap_or_default()
    }

    /// The byte at an offset.
    pub(super) fn at(&self, offset: u32) -> Option<u8> {
        self.text.as_bytes().get(offset as usize).copied()
    }

    /// Where the bracket ends that a flow container closes with. The scanner gives the place of
    /// the comma if there is one before the bracket.
    pub(super) fn bracket_end(&self, from: u32) -> Option<u32> {
        let mut rest = self.text.get(from as usize..)?;
        rest = rest.strip_prefix(',').unwrap_or(rest).trim_start();
        while rest.starts_with('#') {
            rest = rest.get(rest.find('\n')?..)?.trim_start();
        }
        let at = self.text.len() - rest.len();
        rest.starts_with([']', '}']).then_some(at as u32 + 1)
    }

    /// The place of what stands in the line that begins at a place.
    pub(super) fn content(&self, place: Place) -> Place {
        let rest = self.text.get(place.start as usize..).unwrap_or_default();
        let line = rest.lines().next().unwrap_or_default();
        let start = place.start + (line.len() - line.trim_start().len()) as u32;
        let end = start + line.trim().len() as u32;
        Place {
            start,
            end,
            ..place
        }
    }

    /// Where a block sequence starts whose first item is known: at its `-`.
    pub(super) fn dash_before(&self, item: u32) -> u32 {
        let before = self.text.get(..item as usize).unwrap_or_default();
        let trimmed = before.trim_end();
        if trimmed.ends_with('-') {
            trimmed.len() as u32 - 1
        } else {
            item
        }
    }
}

fn known_offsets(text: &str) -> Vec<u32> {
    if text.is_ascii() {
        return Vec::new();
    }
    text.char_indices()
        .step_by(STRIDE)
        .map(|(offset, _)| offset as u32)
        .collect()
}
