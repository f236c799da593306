//! The texts a model is read from, and places in them.
//!
//! A [`Place`] is three numbers and says nothing by itself; [`Sources`] turns it into a file, a
//! line and a column when something is shown to a person.

mod loader;
mod reference;
mod text;

pub use loader::Loader;

use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Index of a file in its [`Sources`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct FileId(pub(crate) u32);

impl FileId {
    /// The position of the file among [`Sources::files`].
    #[must_use]
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// A stretch of text: byte offsets into one file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Place {
    /// The file.
    pub file: FileId,
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

/// A place for people; displays as `file:line:column`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Location {
    /// The path as the user gave it, or relative to the entry file.
    pub path: Arc<str>,
    /// Line, from 1.
    pub line: u32,
    /// Column in Unicode scalar values, from 1.
    pub column: u32,
}

impl std::fmt::Display for Location {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{}:{}:{}", self.path, self.line, self.column)
    }
}

/// One file's text.
#[derive(Debug, Clone)]
pub struct SourceFile {
    /// The path to show.
    pub path: Arc<str>,
    /// Where it was read from; absent for text that came from memory.
    pub disk: Option<PathBuf>,
    /// The text, without a byte order mark.
    pub text: Arc<str>,
    /// Offsets of the first byte of every line.
    line_starts: Vec<u32>,
    /// Characters before every 4096th byte; empty when every character is one byte.
    characters: Vec<u32>,
}

/// Bytes between two known counts of characters.
const STRIDE: usize = 4096;

impl SourceFile {
    fn new(path: &str, disk: Option<PathBuf>, text: &str) -> Self {
        let line_starts = std::iter::once(0)
            .chain(
                text.bytes()
                    .enumerate()
                    .filter(|(_, byte)| *byte == b'\n')
                    .map(|(at, _)| at as u32 + 1),
            )
            .collect();
        SourceFile {
            path: path.into(),
            disk,
            text: text.into(),
            line_starts,
            characters: character_counts(text),
        }
    }

    /// The line that an offset is in, without its end, and where it starts.
    pub(crate) fn line_at(&self, offset: u32) -> (&str, u32) {
        let line = self.line_number(offset);
        let start = self.line_starts.get(line as usize - 1).copied();
        (self.line(line), start.unwrap_or(0).min(offset))
    }

    fn line_number(&self, offset: u32) -> u32 {
        self.line_starts
            .partition_point(|start| *start <= offset)
            .max(1) as u32
    }

    /// Line and column of an offset, from 1.
    fn line_and_column(&self, offset: u32) -> (u32, u32) {
        let line = self.line_number(offset);
        let start = self
            .line_starts
            .get(line as usize - 1)
            .copied()
            .unwrap_or(0);
        let column = self.characters_before(offset) - self.characters_before(start.min(offset));
        (line, column + 1)
    }

    /// Lines can be as long as their file, so columns are not counted from a line's start.
    fn characters_before(&self, offset: u32) -> u32 {
        let offset = (offset as usize).min(self.text.len());
        let Some(before) = self.characters.get(offset / STRIDE) else {
            return offset as u32;
        };
        let near = offset / STRIDE * STRIDE;
        let rest = self.text.as_bytes().get(near..offset).unwrap_or_default();
        before + rest.iter().filter(|byte| is_first_byte(**byte)).count() as u32
    }

    /// The text of a line, from 1, without its end.
    #[must_use]
    pub fn line(&self, line: u32) -> &str {
        let index = line.saturating_sub(1) as usize;
        let start = self
            .line_starts
            .get(index)
            .copied()
            .unwrap_or(self.text.len() as u32) as usize;
        let end = self
            .line_starts
            .get(index + 1)
            .map_or(self.text.len(), |next| *next as usize);
        self.text
            .get(start..end)
            .unwrap_or_default()
            .trim_end_matches(['\n', '\r'])
    }
}

/// All files of one document.
#[derive(Debug, Clone, Default)]
pub struct Sources {
    files: Vec<SourceFile>,
}

impl Sources {
    /// Adds a text and gives its id. The first file is the entry document.
    pub fn add(&mut self, path: &str, disk: Option<PathBuf>, text: &str) -> FileId {
        self.files.push(SourceFile::new(path, disk, text));
        FileId(self.files.len() as u32 - 1)
    }

    /// The file of an id that these sources gave out.
    #[must_use]
    pub fn file(&self, id: FileId) -> &SourceFile {
        &self.files[id.0 as usize]
    }

    /// All files, the entry document first.
    #[must_use]
    pub fn files(&self) -> &[SourceFile] {
        &self.files
    }

    /// The path of the entry document, if it was read from disk.
    #[must_use]
    pub fn entry(&self) -> Option<&Path> {
        self.files.first().and_then(|file| file.disk.as_deref())
    }

    /// Where a place begins, for people.
    #[must_use]
    pub fn locate(&self, place: Place) -> Location {
        self.location(place.file, place.start)
    }

    /// Where a place ends, for people; the column is one past the last.
    #[must_use]
    pub fn locate_end(&self, place: Place) -> Location {
        self.location(place.file, place.end.max(place.start))
    }

    fn location(&self, file: FileId, offset: u32) -> Location {
        let Some(file) = self.files.get(file.index()) else {
            return Location {
                path: "".into(),
                line: 1,
                column: 1,
            };
        };
        let (line, column) = file.line_and_column(offset);
        Location {
            path: file.path.clone(),
            line,
            column,
        }
    }
}

fn is_first_byte(byte: u8) -> bool {
    byte & 0xc0 != 0x80
}

fn character_counts(text: &str) -> Vec<u32> {
    if text.is_ascii() {
        return Vec::new();
    }
    let mut before = 0;
    let chunks = text.as_bytes().chunks(STRIDE);
    let mut counts: Vec<u32> = chunks
        .map(|chunk| {
            let count = before;
            before += chunk.iter().filter(|byte| is_first_byte(**byte)).count() as u32;
            count
        })
        .collect();
    counts.push(before);
    counts
}
