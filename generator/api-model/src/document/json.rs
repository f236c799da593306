//! Reads strict JSON (RFC 8259) into a tree.
//!
//! The reader keeps its own stack, so that depth is a limit and not a crash. A slip that leaves no
//! doubt about what follows (a trailing comma, a comment, a bad escape) is recorded and read over,
//! so that one run finds all of them; anything else ends the reading.

use super::json_text::{number_end, string_end, unescape};
use super::limits::{Ledger, Limits, Reading};
use super::{Member, Node, NodeValue};
use crate::diagnostic::Diagnostic;
use crate::source::{FileId, Place};

/// The code of what is not JSON at all.
pub(crate) const SYNTAX: &str = "json-syntax";

/// What is said of a comment, which YAML would take for text.
pub(crate) const COMMENT: &str = "JSON has no comments";

/// What is said of a comma before a closing bracket.
pub(crate) const TRAILING_COMMA: &str = "a comma after the last element";

/// Reads a JSON text.
pub(crate) fn read_json(text: &str, file: FileId, limits: Limits) -> Reading {
    let mut reader = Reader {
        text,
        bytes: text.as_bytes(),
        at: 0,
        ledger: Ledger::new(file, limits),
        open: Vec::new(),
    };
    let tree = reader.read();
    reader.ledger.close(tree)
}

struct Reader<'t> {
    text: &'t str,
    bytes: &'t [u8],
    at: usize,
    ledger: Ledger,
    open: Vec<Container>,
}

/// A list or an object whose end has not been seen.
enum Container {
    Array {
        start: usize,
        items: Vec<Node>,
    },
    Object {
        start: usize,
        entries: Vec<(Box<str>, Member)>,
        key: Box<str>,
        key_place: Place,
    },
}

impl Reader<'_> {
    fn read(&mut self) -> Option<Node> {
        loop {
            self.skip_space()?;
            let Some(mut node) = self.value()? else {
                continue;
            };
            // A value may be the last of several containers at once.
            loop {
                match self.open.last_mut() {
                    Some(Container::Array { items, .. }) => items.push(node),
                    Some(Container::Object {
                        entries,
                        key,
                        key_place,
                        ..
                    }) => {
                        let key_place = *key_place;
                        entries.push((std::mem::take(key), Member { key_place, node }));
                    }
                    None => return self.end_of_text(node),
                }
                match self.after_value()? {
                    Some(closed) => node = closed,
                    None => break,
                }
            }
        }
    }

    /// Reads a value, or opens a container that is not empty and says nothing yet.
    fn value(&mut self) -> Option<Option<Node>> {
        let start = self.at;
        let place = self.ledger.place(start, start + 1);
        self.ledger.count(1, place)?;
        let value = match self.peek() {
            Some(b'{') => return self.open_object(start, place),
            Some(b'[') => return self.open_array(start, place),
            Some(b'"') => NodeValue::String(self.string()?),
            Some(b'-' | b'0'..=b'9') => NodeValue::Number(self.number()?),
            _ => self.word()?,
        };
        let place = self.ledger.place(start, self.at);
        Some(Some(Node { place, value }))
    }

    fn open_array(&mut self, start: usize, place: Place) -> Option<Option<Node>> {
        self.ledger.descend(self.open.len() + 1, place)?;
        self.at += 1;
        self.skip_space()?;
        self.open.push(Container::Array {
            start,
            items: Vec::new(),
        });
        if self.peek() == Some(b']') {
            return self.close_container().map(Some);
        }
        Some(None)
    }

    fn open_object(&mut self, start: usize, place: Place) -> Option<Option<Node>> {
        self.ledger.descend(self.open.len() + 1, place)?;
        self.at += 1;
        self.skip_space()?;
        let entries = Vec::new();
        let key = Box::default();
        self.open.push(Container::Object {
            start,
            entries,
            key,
            key_place: place,
        });
        if self.peek() == Some(b'}') {
            return self.close_container().map(Some);
        }
        self.key()?;
        Some(None)
    }

    /// Reads `"key":` into the innermost object.
    fn key(&mut self) -> Option<()> {
        let start = self.at;
        if self.peek() != Some(b'"') {
            return self.stop("expected a key in double quotes");
        }
        let text = self.string()?;
        let place = self.ledger.place(start, self.at);
        if let Some(Container::Object { key, key_place, .. }) = self.open.last_mut() {
            *key = text;
            *key_place = place;
        }
        self.skip_space()?;
        if self.peek() != Some(b':') {
            return self.stop("expected `:` after the key");
        }
        self.at += 1;
        Some(())
    }

    /// Reads what follows a value: the container it ends, or the way to the next value.
    fn after_value(&mut self) -> Option<Option<Node>> {
        self.skip_space()?;
        let in_object = matches!(self.open.last(), Some(Container::Object { .. }));
        let closing = if in_object { b'}' } else { b']' };
        match self.peek() {
            Some(byte) if byte == closing => return self.close_container().map(Some),
            Some(b',') => {
                let comma = self.at;
                self.at += 1;
                self.skip_space()?;
                if self.peek() == Some(closing) {
                    self.slip(comma, comma + 1, TRAILING_COMMA)?;
                    return self.close_container().map(Some);
                }
            }
            // Two values in a row lack a comma, and nothing else can be meant.
            Some(b'"') => self.slip(self.at, self.at + 1, "expected `,` before this")?,
            Some(b'{' | b'[') if !in_object => {
                self.slip(self.at, self.at + 1, "expected `,` before this")?;
            }
            _ if in_object => return self.stop("expected `,` or `}`"),
            _ => return self.stop("expected `,` or `]`"),
        }
        if in_object {
            self.key()?;
        }
        Some(None)
    }

    /// Takes the closing byte and makes the node of the innermost container.
    fn close_container(&mut self) -> Option<Node> {
        self.at += 1;
        match self.open.pop()? {
            Container::Array { start, mut items } => {
                items.shrink_to_fit();
                let place = self.ledger.place(start, self.at);
                Some(Node {
                    place,
                    value: NodeValue::Array(items),
                })
            }
            Container::Object { start, entries, .. } => {
                let place = self.ledger.place(start, self.at);
                Some(self.ledger.object(place, entries))
            }
        }
    }

    fn end_of_text(&mut self, node: Node) -> Option<Node> {
        self.skip_space()?;
        if self.at < self.bytes.len() {
            return self.stop("expected the end of the text");
        }
        Some(node)
    }

    fn string(&mut self) -> Option<Box<str>> {
        let start = self.at;
        let Some(scanned) = string_end(self.bytes, start + 1) else {
            let line_end = self.text.get(start..).and_then(|rest| rest.find('\n'));
            self.at = start;
            let end = line_end.map_or(self.bytes.len(), |length| start + length);
            self.slip(start, end, "this text has no closing quote")?;
            return None;
        };
        self.at = scanned.end + 1;
        let raw = self.text.get(start + 1..scanned.end).unwrap_or_default();
        if scanned.is_plain {
            return Some(raw.into());
        }
        let (text, slips) = unescape(raw);
        for slip in slips {
            let at = start + 1 + slip.at;
            self.slip(at, at + slip.length, slip.message)?;
        }
        Some(text.into())
    }

    fn number(&mut self) -> Option<Box<str>> {
        let start = self.at;
        let (end, sound) = number_end(self.bytes, start);
        self.at = end;
        let written = self.text.get(start..end).unwrap_or_default();
        if !sound {
            let message = format!("`{written}` is not a JSON number");
            self.slip(start, end, &message)?;
            return None;
        }
        Some(written.into())
    }

    fn word(&mut self) -> Option<NodeValue> {
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        let length = rest
            .iter()
            .take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b'_')
            .count();
        let start = self.at;
        let word = self.text.get(start..start + length).unwrap_or_default();
        let value = match word {
            "null" => NodeValue::Null,
            "true" => NodeValue::Boolean(true),
            "false" => NodeValue::Boolean(false),
            "" => return self.stop("expected a value"),
            _ => {
                let message = format!("`{word}` is not a JSON value");
                self.slip(start, start + length, &message)?;
                return None;
            }
        };
        self.at += length;
        Some(value)
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    /// Skips white space, and comments with a fault for each.
    fn skip_space(&mut self) -> Option<()> {
        loop {
            while matches!(self.peek(), Some(b' ' | b'\n' | b'\r' | b'\t')) {
                self.at += 1;
            }
            let rest = self.text.get(self.at..).unwrap_or_default();
            let length = match rest.as_bytes() {
                [b'/', b'/', ..] => rest.find('\n').unwrap_or(rest.len()),
                [b'/', b'*', ..] => rest.find("*/").map_or(rest.len(), |end| end + 2),
                _ => return Some(()),
            };
            self.slip(self.at, self.at + length, COMMENT)?;
            self.at += length;
        }
    }

    /// Records a fault that can be read over.
    fn slip(&mut self, start: usize, end: usize, message: &str) -> Option<()> {
        let place = self.ledger.place(start, end);
        self.ledger.fault(Diagnostic::error(SYNTAX, place, message))
    }

    /// Records a fault that ends the reading.
    fn stop<T>(&mut self, expected: &str) -> Option<T> {
        let found = self
            .text
            .get(self.at..)
            .and_then(|rest| rest.chars().next());
        let (length, message) = match found {
            Some(found) => (
                found.len_utf8(),
                format!("{expected}, found `{}`", shown(found)),
            ),
            None => (0, format!("{expected}, found the end of the text")),
        };
        self.slip(self.at, self.at + length, &message)?;
        None
    }
}

/// A character in a message; only what cannot be seen is escaped.
fn shown(character: char) -> String {
    if character.is_control() {
        character.escape_debug().to_string()
    } else {
        character.to_string()
    }
}
