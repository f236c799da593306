//! Reads YAML 1.2 into a tree, from the events of `saphyr-parser`; the only file that names it.
//!
//! Events are turned into nodes with a stack of our own, so that depth is a limit and not a
//! crash. An alias becomes a copy of what its anchor stands for; copies are counted before they
//! are made, by values and by bytes, so that a few lines cannot become gigabytes.

use super::limits::{Ledger, Limits, Reading};
use super::yaml_fault::explain;
use super::yaml_indent::Padded;
use super::yaml_merge::merged;
use super::yaml_places::Offsets;
use super::yaml_scalar::{Plain, read_plain};
use super::{Member, Node, NodeValue};
use crate::diagnostic::Diagnostic;
use crate::source::{FileId, Place};
use saphyr_parser::{Event, Parser, ScalarStyle, Span, Tag};
use std::collections::HashMap;

/// Copies that anchors and aliases may make in any text, however small.
const FREE_COPIES: usize = 100_000;

/// Copies that are allowed for every value that was written.
const COPIES_PER_VALUE: usize = 8;

/// Bytes of text that copies may take up.
const COPIED_BYTES: usize = 64 << 20;

/// Reads a YAML text.
pub(crate) fn read_yaml(text: &str, file: FileId, limits: Limits) -> Reading {
    let mut padded = Padded::new(text);
    loop {
        let mut builder = Builder::new(text, file, limits);
        let complaint = if padded.is_untouched() {
            builder.read(text)
        } else {
            let scanned = padded.text();
            builder.offsets = padded.offsets(&scanned);
            builder.read(&scanned)
        };
        let Err(Stop::Syntax { at, info }) = &complaint else {
            return builder.finish(&padded);
        };
        if !padded.push(*at, info) {
            let place = builder.ledger.place(*at, *at);
            let _ = builder.ledger.fault(explain(text, place, info));
            builder.root = None;
            return builder.finish(&padded);
        }
    }
}

/// Why a text is not read to its end.
enum Stop {
    /// The scanner cannot go on.
    Syntax { at: usize, info: String },
    /// The faults up to here are enough.
    Faults,
}

struct Builder<'t> {
    offsets: Offsets<'t>,
    ledger: Ledger,
    frames: Vec<Frame>,
    anchors: HashMap<usize, (Node, Size)>,
    copies: Size,
    /// Values that came from aliases; the rest was written.
    aliased: usize,
    documents: usize,
    root: Option<Node>,
    /// Where the last scalar or closing bracket ended.
    last_end: u32,
}

/// A container whose end has not been seen.
struct Frame {
    start: u32,
    anchor: usize,
    content: Content,
}

enum Content {
    Sequence(Vec<Node>),
    Mapping {
        entries: Vec<(Box<str>, Member)>,
        /// Values of `<<` keys, with the number of entries before each.
        merges: Vec<(usize, Node)>,
        key: Option<Key>,
    },
}

/// A key that waits for its value.
enum Key {
    Text(Box<str>, Place),
    Merge,
    /// A list or a map, already reported.
    Unusable,
}

/// How much a tree takes up.
#[derive(Debug, Clone, Copy, Default)]
struct Size {
    nodes: usize,
    bytes: usize,
    height: usize,
}

impl<'t> Builder<'t> {
    fn new(text: &'t str, file: FileId, limits: Limits) -> Self {
        Builder {
            offsets: Offsets::new(text),
            ledger: Ledger::new(file, limits),
            frames: Vec::new(),
            anchors: HashMap::new(),
            copies: Size::default(),
            aliased: 0,
            documents: 0,
            root: None,
            last_end: 0,
        }
    }

    fn read(&mut self, scanned: &str) -> Result<(), Stop> {
        for event in Parser::new_from_str(scanned) {
            let (event, span) = event.map_err(|error| Stop::Syntax {
                at: self.offsets.byte(error.marker().index()),
                info: error.info().to_owned(),
            })?;
            if self.take(event, span).is_none() {
                self.root = None;
                return Err(Stop::Faults);
            }
        }
        Ok(())
    }

    fn finish(mut self, padded: &Padded<'_>) -> Reading {
        if self.root.is_none() && self.ledger.is_clean() {
            let place = self.ledger.place(0, 0);
            let message = "the file holds no document";
            let _ = self
                .ledger
                .fault(Diagnostic::error("empty-document", place, message));
        }
        if let (Some((line, count)), Some(_)) = (padded.pushed(), &self.root) {
            let place = self.ledger.place(line, line);
            let message = match count {
                1 => "this line is not indented further than the key it belongs to".to_owned(),
                _ => format!(
                    "{count} lines from here on are not indented further than the key they belong to"
                ),
            };
            let fault =
                Diagnostic::warning("yaml-indentation", self.offsets.content(place), message).help(
                    "indent what stands in brackets or quotes; strict YAML 1.2 parsers refuse this",
                );
            let _ = self.ledger.fault(fault);
        }
        self.ledger.close(self.root)
    }

    fn take(&mut self, event: Event<'_>, span: Span) -> Option<()> {
        let place = self.place(span);
        match event {
            Event::DocumentStart(_) => {
                self.documents += 1;
                Some(())
            }
            Event::Scalar(text, style, anchor, tag) => {
                self.scalar(&text, style, anchor, tag.as_deref(), place)
            }
            Event::SequenceStart(anchor, _) => {
                self.open(place, anchor, Content::Sequence(Vec::new()))
            }
            Event::MappingStart(anchor, _) => {
                let (entries, merges, key) = (Vec::new(), Vec::new(), None);
                self.open(
                    place,
                    anchor,
                    Content::Mapping {
                        entries,
                        merges,
                        key,
                    },
                )
            }
            Event::SequenceEnd | Event::MappingEnd => self.close(place),
            Event::Alias(anchor) => self.alias(anchor, place),
            _ => Some(()),
        }
    }

    fn place(&self, span: Span) -> Place {
        let start = self.offsets.byte(span.start.index());
        let end = self.offsets.byte(span.end.index());
        self.ledger.place(start, end.max(start))
    }

    fn scalar(
        &mut self,
        text: &str,
        style: ScalarStyle,
        anchor: usize,
        tag: Option<&Tag>,
        place: Place,
    ) -> Option<()> {
        let is_plain = style == ScalarStyle::Plain;
        let is_absent = is_plain && text.is_empty();
        if is_absent && self.frames.is_empty() && anchor == 0 && tag.is_none() {
            return Some(());
        }
        self.refuse_second_document(place)?;
        self.ledger.count(1, place)?;
        let place = if is_absent {
            self.absent(place)
        } else {
            self.offsets.trimmed(place)
        };
        self.last_end = self.last_end.max(place.end);
        let is_key = self.awaits_key();
        if is_key && is_plain && text == "<<" && tag.is_none() {
            self.set_key(Key::Merge);
            return Some(());
        }
        let value = match tag {
            _ if is_key => NodeValue::String(text.into()),
            Some(tag) => tagged(text, is_plain, tag),
            None if is_plain => self.plain(text, place)?,
            None => NodeValue::String(text.into()),
        };
        self.complete(Node { place, value }, anchor)
    }

    fn plain(&mut self, text: &str, place: Place) -> Option<NodeValue> {
        match read_plain(text) {
            Plain::Value(value) => Some(value),
            Plain::NotJson => {
                let fault = Diagnostic::warning(
                    "not-a-json-number",
                    place,
                    "JSON cannot express this number; it is read as text",
                );
                self.ledger.fault(fault.help("quote it if text is meant"))?;
                Some(NodeValue::String(text.into()))
            }
        }
    }

    /// The place of a value that was left out: the `:` or `-` before it, as far as it is known.
    fn absent(&self, place: Place) -> Place {
        let dash = self.offsets.dash_before(place.start);
        let start = match self.offsets.at(place.start) {
            Some(b':' | b'-') => place.start,
            _ if dash < place.start && dash >= self.last_end => dash,
            _ => {
                return self
                    .ledger
                    .place(self.last_end as usize, self.last_end as usize);
            }
        };
        let end = start + 1;
        Place {
            start,
            end,
            ..place
        }
    }

    fn open(&mut self, place: Place, anchor: usize, content: Content) -> Option<()> {
        self.refuse_second_document(place)?;
        self.ledger.count(1, place)?;
        self.ledger.descend(self.frames.len() + 1, place)?;
        let is_block = !matches!(self.offsets.at(place.start), Some(b'-' | b'['));
        let start = match content {
            Content::Sequence(_) if is_block => self.offsets.dash_before(place.start),
            _ => place.start,
        };
        self.frames.push(Frame {
            start,
            anchor,
            content,
        });
        Some(())
    }

    fn close(&mut self, place: Place) -> Option<()> {
        // Only a flow container has an end of its own; a block ends with its last element.
        if place.end > place.start
            && let Some(end) = self.offsets.bracket_end(place.start)
        {
            self.last_end = self.last_end.max(end);
        }
        let Frame {
            start,
            anchor,
            content,
        } = self.frames.pop()?;
        let place = self
            .ledger
            .place(start as usize, self.last_end.max(start) as usize);
        let node = match content {
            Content::Sequence(mut items) => {
                items.shrink_to_fit();
                Node {
                    place,
                    value: NodeValue::Array(items),
                }
            }
            Content::Mapping {
                entries, merges, ..
            } => {
                let entries = if merges.is_empty() {
                    entries
                } else {
                    merged(&mut self.ledger, entries, merges)
                };
                self.ledger.object(place, entries)
            }
        };
        self.complete(node, anchor)
    }

    /// Hands a finished node to its anchor and to the container it stands in.
    fn complete(&mut self, node: Node, anchor: usize) -> Option<()> {
        if anchor != 0 {
            let size = measure(&node);
            self.copy(size, node.place)?;
            self.anchors.insert(anchor, (node.clone(), size));
        }
        match self.frames.last_mut().map(|frame| &mut frame.content) {
            None => self.root = Some(node),
            Some(Content::Sequence(items)) => items.push(node),
            Some(Content::Mapping {
                entries,
                merges,
                key,
            }) => match key.take() {
                Some(Key::Text(text, key_place)) => {
                    entries.push((text, Member { key_place, node }))
                }
                Some(Key::Merge) => merges.push((entries.len(), node)),
                Some(Key::Unusable) => {}
                None => return self.key(node),
            },
        }
        Some(())
    }

    fn key(&mut self, node: Node) -> Option<()> {
        let text = match node.value {
            NodeValue::String(text) | NodeValue::Number(text) => text,
            NodeValue::Boolean(flag) => flag.to_string().into(),
            NodeValue::Null => "null".into(),
            NodeValue::Array(_) | NodeValue::Object(_) => {
                let message = "a list or a map cannot be a key";
                let fault = Diagnostic::error("unusable-key", node.place, message)
                    .help("quote a text that begins with `{` or `[`");
                self.ledger.fault(fault)?;
                self.set_key(Key::Unusable);
                return Some(());
            }
        };
        self.set_key(Key::Text(text, node.place));
        Some(())
    }

    fn awaits_key(&self) -> bool {
        let content = self.frames.last().map(|frame| &frame.content);
        matches!(content, Some(Content::Mapping { key: None, .. }))
    }

    fn set_key(&mut self, new: Key) {
        if let Some(Frame {
            content: Content::Mapping { key, .. },
            ..
        }) = self.frames.last_mut()
        {
            *key = Some(new);
        }
    }

    fn alias(&mut self, anchor: usize, place: Place) -> Option<()> {
        self.last_end = self.last_end.max(place.end);
        let Some((_, size)) = self.anchors.get(&anchor) else {
            let message = "this alias stands inside its own anchor";
            self.ledger
                .fault(Diagnostic::error("cyclic-alias", place, message))?;
            return self.complete(
                Node {
                    place,
                    value: NodeValue::Null,
                },
                0,
            );
        };
        let size = *size;
        self.ledger.count(size.nodes, place)?;
        self.ledger
            .descend(self.frames.len() + size.height, place)?;
        self.copy(size, place)?;
        let (node, _) = self.anchors.get(&anchor)?;
        let node = node.clone();
        self.complete(node, 0)
    }

    /// Counts a copy that is about to be made.
    fn copy(&mut self, size: Size, place: Place) -> Option<()> {
        self.copies.nodes = self.copies.nodes.saturating_add(size.nodes);
        self.copies.bytes = self.copies.bytes.saturating_add(size.bytes);
        let written = self.ledger.nodes().saturating_sub(self.aliased);
        let most = written
            .saturating_mul(COPIES_PER_VALUE)
            .saturating_add(FREE_COPIES);
        if self.copies.nodes <= most && self.copies.bytes <= COPIED_BYTES {
            return Some(());
        }
        let message = "the aliases up to here stand for more than this text may become";
        let fault = Diagnostic::error("alias-bomb", place, message)
            .help("write the repeated parts once and refer to them with `$ref`");
        self.ledger.fault(fault)?;
        None
    }

    fn refuse_second_document(&mut self, place: Place) -> Option<()> {
        if self.documents <= 1 {
            return Some(());
        }
        let message = "a second document begins here; a file must hold one";
        let fault = Diagnostic::error("multiple-documents", place, message)
            .help("remove the `---` line, or move what follows it to a file of its own");
        self.ledger.fault(fault)?;
        None
    }
}

/// The value of a scalar with a tag. Tags outside the core schema say nothing to us.
fn tagged(text: &str, is_plain: bool, tag: &Tag) -> NodeValue {
    let string = || NodeValue::String(text.into());
    let is_non_specific = tag.handle.is_empty() && tag.suffix == "!";
    let keeps_text = match tag.suffix.as_str() {
        "str" | "binary" | "timestamp" => tag.is_yaml_core_schema(),
        "int" | "float" | "bool" | "null" if tag.is_yaml_core_schema() => false,
        _ => is_non_specific || !is_plain,
    };
    match read_plain(text) {
        Plain::Value(value) if !keeps_text => value,
        _ => string(),
    }
}

fn measure(node: &Node) -> Size {
    let mut size = Size {
        nodes: 1,
        bytes: size_of::<Node>(),
        height: 0,
    };
    let mut add = |child: Size, more: usize| {
        size.nodes += child.nodes;
        size.bytes += child.bytes + more;
        size.height = size.height.max(child.height + 1);
    };
    match &node.value {
        NodeValue::Array(items) => items.iter().for_each(|item| add(measure(item), 0)),
        NodeValue::Object(object) => {
            for (key, member) in object {
                add(measure(&member.node), key.len() + size_of::<Member>());
            }
        }
        NodeValue::String(text) | NodeValue::Number(text) => size.bytes += text.len(),
        NodeValue::Null | NodeValue::Boolean(_) => {}
    }
    let is_container = matches!(node.value, NodeValue::Array(_) | NodeValue::Object(_));
    size.height = size.height.max(usize::from(is_container));
    size
}
