//! The files of one document: the loader, and the trees it has read so far.

use super::forest::Forest;
use crate::diagnostic::Diagnostic;
use crate::document::{Node, NodeValue};
use crate::source::{FileId, Loader, Place};
use indexmap::IndexMap;
use serde_json::Value;

/// Reads files when references ask for them, and keeps their trees in place.
pub(crate) struct Files<'a> {
    loader: Loader,
    forest: &'a Forest,
    read: IndexMap<FileId, File<'a>>,
}

#[derive(Clone, Copy)]
struct File<'a> {
    /// Absent when the text has faults that leave no tree.
    tree: Option<&'a Node>,
    speaks_3_0: bool,
    has_identifiers: bool,
}

impl<'a> Files<'a> {
    /// Over a loader that has read the entry document.
    pub(crate) fn new(loader: Loader, forest: &'a Forest, entry: FileId) -> Self {
        let mut files = Files {
            loader,
            forest,
            read: IndexMap::new(),
        };
        files.keep(entry);
        files
    }

    fn file(&self, id: FileId) -> Option<&File<'a>> {
        self.read.get(&id)
    }

    /// Takes the tree of a file that the loader has read.
    fn keep(&mut self, id: FileId) {
        if self.file(id).is_some() {
            return;
        }
        let tree = self
            .loader
            .take_tree(id)
            .map(|tree| self.forest.plant(tree));
        let entry = self.read.first();
        let inherited = entry.is_some_and(|(_, entry)| entry.speaks_3_0);
        let text = &self.loader.sources().file(id).text;
        let has_identifiers = ["$id", "$anchor", "$dynamicAnchor"]
            .iter()
            .any(|keyword| text.contains(keyword));
        let file = File {
            tree,
            speaks_3_0: tree.and_then(declares_3_0).unwrap_or(inherited),
            has_identifiers,
        };
        self.read.insert(id, file);
    }

    /// Keeps a node that was made for a file and not written in it.
    pub(crate) fn plant(&self, node: Node) -> &'a Node {
        self.forest.plant(node)
    }

    /// The tree of a file.
    pub(crate) fn tree(&self, id: FileId) -> Option<&'a Node> {
        self.file(id)?.tree
    }

    /// The length of a file's text in bytes.
    pub(crate) fn text_length(&self, id: FileId) -> usize {
        self.loader.sources().file(id).text.len()
    }

    /// Whether a file is written in 3.0's dialect: by its own word, else by the entry document's.
    pub(crate) fn speaks_3_0(&self, id: FileId) -> bool {
        self.file(id).is_some_and(|file| file.speaks_3_0)
    }

    /// Whether a file may hold `$id` and its like at all.
    pub(crate) fn has_identifiers(&self, id: FileId) -> bool {
        self.file(id).is_some_and(|file| file.has_identifiers)
    }

    /// The files that were read after the first few.
    pub(crate) fn ids_from(&self, skip: usize) -> Vec<FileId> {
        self.read.keys().skip(skip).copied().collect()
    }

    /// Reads the file that a reference names, unless it has been read before.
    pub(crate) fn open(
        &mut self,
        from: FileId,
        address: &str,
        place: Place,
    ) -> Result<FileId, Box<Diagnostic>> {
        let id = self.loader.open(from, address, place)?;
        self.keep(id);
        if self.tree(id).is_some() {
            return Ok(id);
        }
        let message = format!("`{address}` cannot be read, for faults of its own");
        Err(Box::new(Diagnostic::error(
            "unreadable-file",
            place,
            message,
        )))
    }

    /// The value that a file holds: JSON and YAML as data, anything else as text.
    pub(crate) fn read_value(
        &mut self,
        from: FileId,
        address: &str,
        place: Place,
    ) -> Result<Value, Box<Diagnostic>> {
        let lower = address.to_ascii_lowercase();
        if [".json", ".yaml", ".yml"]
            .iter()
            .any(|ending| lower.ends_with(ending))
        {
            let id = self.open(from, address, place)?;
            return Ok(self.tree(id).map_or(Value::Null, Node::to_json));
        }
        let bytes = self.loader.read_bytes(from, address, place)?;
        Ok(Value::String(String::from_utf8_lossy(&bytes).into_owned()))
    }

    /// What is wrong with the texts read since the last call.
    pub(crate) fn take_faults(&mut self) -> Vec<Diagnostic> {
        self.loader.take_faults()
    }

    /// The loader, when no more is to be read.
    pub(crate) fn into_loader(self) -> Loader {
        self.loader
    }
}

fn declares_3_0(root: &Node) -> Option<bool> {
    let NodeValue::Object(members) = &root.value else {
        return None;
    };
    match &members.get("openapi")?.node.value {
        NodeValue::String(text) | NodeValue::Number(text) => {
            let version = text.trim().trim_start_matches(['v', 'V']);
            Some(version == "3" || version.split('.').take(2).eq(["3", "0"]))
        }
        _ => None,
    }
}
