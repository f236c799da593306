//! From the YAML scanner's markers, which count characters, to bytes.

use crate::source::Place;

/// Characters between two known offsets.
const STRIDE: usize = 64;

/// Byte offsets of characters in one text.
#[derive(Debug)]
pub(super) struct Offsets<'t> {
    text: &'t str,
    /// The offset of every 64th character; empty when every character is one byte.
    known: Vec<u32>,
}

impl<'t> Offsets<'t> {
    /// Prepares a text.
    pub(super) fn new(text: &'t str) -> Self {
        let known = if text.is_ascii() {
            Vec::new()
        } else {
            let starts = text.char_indices().step_by(STRIDE);
            starts.map(|(offset, _)| offset as u32).collect()
        };
        Offsets { text, known }
    }

    /// The byte offset of a character; the text's length when there are not as many.
    pub(super) fn byte(&self, index: usize) -> usize {
        if self.known.is_empty() {
            return index.min(self.text.len());
        }
        let Some(near) = self.known.get(index / STRIDE) else {
            return self.text.len();
        };
        let near = *near as usize;
        let rest = self.text.get(near..).unwrap_or_default();
        rest.char_indices()
            .nth(index % STRIDE)
            .map_or(self.text.len(), |(offset, _)| near + offset)
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
}
