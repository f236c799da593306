//! What translating carries along: the trees as they were written, what of other files is wanted,
//! and how much has been made.

use super::document::Document;
use super::media::{MediaName, MediaNames};
use crate::diagnostic::Diagnostic;
use crate::document::{Member, Node, NodeValue};
use crate::lower::Report;
use crate::resolve::Forest;
use crate::source::{FileId, Loader, Place};
use indexmap::IndexMap;
use std::collections::{BTreeMap, HashMap};
use std::rc::Rc;

/// How large the trees may become beyond twice what was written, in nodes: what is shared in 2.0
/// (bodies, schemas for several media types) is written out in 3.0.
const MOST: usize = 2_000_000;

/// What a reference wants its target to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Schema,
    Parameter,
    Response,
    PathItem,
}

/// Where a node stands, and where what is made of it will stand.
#[derive(Debug, Clone)]
pub(super) struct Here {
    /// The file that the node was written in; local references are relative to it.
    pub(super) file: FileId,
    /// How the file that the result will stand in refers to that file; empty when they are one.
    pub(super) base: Rc<str>,
}

/// A position in a file.
pub(super) type Position = (FileId, Vec<String>);

/// A part of a file that is to be translated where it stands.
#[derive(Debug, Clone)]
pub(super) struct Wanted {
    pub(super) kind: Kind,
    /// The media types of a response.
    pub(super) media: Vec<MediaName>,
    /// The name under `components.schemas` that the part is moved to, when its own position is no
    /// more in 3.0.
    pub(super) moved_to: Option<String>,
}

/// A file as it was written.
#[derive(Debug, Clone, Copy)]
pub(super) struct Raw<'a> {
    pub(super) tree: &'a Node,
    /// Whether it is a Swagger document of its own, and not a part of one.
    pub(super) is_document: bool,
}

/// Translates one entry document and all that it refers to.
pub(super) struct Translator<'a, 'l> {
    pub(super) loader: &'l mut Loader,
    forest: &'a Forest,
    pub(super) report: &'l mut Report,
    /// Where the entry document says its version.
    pub(super) version_place: Place,
    /// The files opened so far; absent when their text has faults.
    raw: IndexMap<FileId, Option<Raw<'a>>>,
    /// Media types that hold for the operations of a document.
    pub(super) defaults: HashMap<FileId, Rc<MediaNames>>,
    entry: FileId,
    pub(super) wanted: IndexMap<Position, Wanted>,
    /// The media types that a shared body, or response, has under `components`.
    pub(super) settled: HashMap<Position, Vec<MediaName>>,
    left: usize,
    is_exhausted: bool,
}

impl<'a, 'l> Translator<'a, 'l> {
    pub(super) fn new(
        loader: &'l mut Loader,
        forest: &'a Forest,
        report: &'l mut Report,
        version_place: Place,
    ) -> Self {
        Translator {
            loader,
            forest,
            report,
            version_place,
            raw: IndexMap::new(),
            defaults: HashMap::new(),
            entry: version_place.file,
            wanted: IndexMap::new(),
            settled: HashMap::new(),
            left: MOST,
            is_exhausted: false,
        }
    }

    /// Translates until nothing more is wanted, and puts the results in the place of the trees.
    /// Fails, with an error reported, only when they grow too large.
    pub(super) fn run(mut self, entry: FileId) -> bool {
        self.open(entry);
        let mut documents: IndexMap<FileId, Document> = IndexMap::new();
        let mut parts: HashMap<FileId, Parts> = HashMap::new();
        let (mut files, mut positions) = (0, 0);
        loop {
            if let Some((file, raw)) = self.raw.get_index(files) {
                let file = *file;
                if let Some(raw) = raw.filter(|raw| raw.is_document) {
                    let document = self.document(file, raw.tree);
                    documents.insert(file, document);
                }
                files += 1;
            } else if let Some((position, wanted)) = self.wanted.get_index(positions) {
                let (position, wanted) = (position.clone(), wanted.clone());
                self.translate_part(position, wanted, &mut documents, &mut parts);
                positions += 1;
            } else {
                break;
            }
        }
        self.put_trees(documents, &parts)
    }

    fn translate_part(
        &mut self,
        (file, tokens): Position,
        wanted: Wanted,
        documents: &mut IndexMap<FileId, Document>,
        parts: &mut HashMap<FileId, Parts>,
    ) {
        let Some(node) = self.raw_at(file, &tokens) else {
            return;
        };
        let here = Here {
            file,
            base: "".into(),
        };
        let node = match wanted.kind {
            Kind::Schema => self.schema(&here, node),
            Kind::Parameter => self.plain_parameter(&here, node),
            Kind::Response => self.response(&here, node, &wanted.media),
            Kind::PathItem => self.path_item(&here, node),
        };
        match (wanted.moved_to, documents.get_mut(&file)) {
            (Some(name), Some(document)) => document.moved.push((name, node)),
            _ => {
                parts.entry(file).or_default().insert(tokens, node);
            }
        }
    }

    fn put_trees(
        mut self,
        mut documents: IndexMap<FileId, Document>,
        parts: &HashMap<FileId, Parts>,
    ) -> bool {
        let none = Parts::new();
        for (file, raw) in self.raw.clone() {
            let Some(raw) = raw else {
                continue;
            };
            let parts = parts.get(&file).unwrap_or(&none);
            let tree = match documents.swap_remove(&file) {
                Some(document) => {
                    let root = document.finish();
                    self.with_parts(&root, &mut Vec::new(), parts)
                }
                None => self.with_parts(raw.tree, &mut Vec::new(), parts),
            };
            self.loader.put_tree(file, tree);
        }
        !self.is_exhausted
    }

    /// A copy of a tree in which parts are replaced by what they were translated to.
    fn with_parts(&mut self, node: &Node, at: &mut Vec<String>, parts: &Parts) -> Node {
        if let Some(part) = parts.get(at) {
            return part.clone();
        }
        let mut below = parts.range::<Vec<String>, _>(&*at..);
        if !below
            .next()
            .is_some_and(|(tokens, _)| tokens.starts_with(at))
        {
            return self.copy(node);
        }
        let mut step = |cx: &mut Self, token: String, node: &Node| {
            at.push(token);
            let node = cx.with_parts(node, at, parts);
            at.pop();
            node
        };
        match &node.value {
            NodeValue::Array(items) => {
                let items = items.iter().enumerate();
                let items = items.map(|(index, item)| step(self, index.to_string(), item));
                super::build::list(node.place, items.collect())
            }
            NodeValue::Object(members) => {
                let entries = members.iter().map(|(key, member)| {
                    let node = step(self, key.to_string(), &member.node);
                    (key.clone(), Member { node, ..*member })
                });
                super::build::object(node.place, entries.collect())
            }
            _ => self.copy(node),
        }
    }

    /// A file as it was written, opened when it was not before.
    pub(super) fn open(&mut self, file: FileId) -> Option<Raw<'a>> {
        if let Some(raw) = self.raw.get(&file) {
            return *raw;
        }
        let tree = self.loader.take_tree(file);
        let raw = tree.map(|tree| {
            self.left = self.left.saturating_add(weight(&tree).saturating_mul(2));
            let tree = self.forest.plant(tree);
            let is_document = matches!(super::declared(tree), super::Declared::Swagger(_));
            Raw { tree, is_document }
        });
        self.raw.insert(file, raw);
        raw
    }

    fn raw_at(&self, file: FileId, tokens: &[String]) -> Option<&'a Node> {
        let root = (*self.raw.get(&file)?)?.tree;
        let mut tokens = tokens.iter();
        tokens.try_fold(root, |node, token| crate::resolve::step(node, token))
    }

    /// The media types that hold where nothing else is said: the file's own, else the entry's.
    pub(super) fn defaults(&self, file: FileId) -> Rc<MediaNames> {
        let own = self.defaults.get(&file);
        let found = own.or_else(|| self.defaults.get(&self.entry));
        found.cloned().unwrap_or_default()
    }

    /// Whether a node may be made that weighs this much. An error is reported when it may not.
    pub(super) fn spend(&mut self, weight: usize, place: Place) -> bool {
        if self.is_exhausted {
            return false;
        }
        if let Some(left) = self.left.checked_sub(weight) {
            self.left = left;
            return true;
        }
        self.is_exhausted = true;
        let message = "the document grows beyond all measure when it is translated to OpenAPI 3.0";
        self.report
            .add(Diagnostic::error("too-large", place, message));
        false
    }

    /// A node as it is; null when there is no room left.
    pub(super) fn copy(&mut self, node: &Node) -> Node {
        if self.spend(weight(node), node.place) {
            return node.clone();
        }
        Node {
            place: node.place,
            value: NodeValue::Null,
        }
    }
}

/// Translated nodes by their position in a file.
type Parts = BTreeMap<Vec<String>, Node>;

/// What a tree weighs: its nodes, long texts more than short ones.
fn weight(node: &Node) -> usize {
    match &node.value {
        NodeValue::String(text) => 1 + text.len() / 64,
        NodeValue::Array(items) => 1 + items.iter().map(weight).sum::<usize>(),
        NodeValue::Object(members) => {
            let members = members.iter();
            1 + members
                .map(|(key, member)| key.len() / 64 + weight(&member.node))
                .sum::<usize>()
        }
        _ => 1,
    }
}
