//! Reads the entry document and the files it refers to, each once.
//!
//! The loader is the only part of the front end that touches the disk. A file that a document
//! names is read when it is a regular file inside the root folder, after symbolic links are
//! followed; the network is never asked. All texts together share one allowance of bytes and
//! nodes, so that many small files cannot do what one large file may not.

use super::reference::{Refusal, Root, show_path};
use super::text::decode;
use super::{FileId, Place, Sources};
use crate::LoadOptions;
use crate::diagnostic::Diagnostic;
use crate::document::read::read_document;
use crate::document::{Limits, Node};
use std::collections::HashMap;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

/// Texts and trees of one document and everything it refers to.
#[derive(Debug)]
pub struct Loader {
    options: LoadOptions,
    sources: Sources,
    trees: Vec<Option<Node>>,
    faults: Vec<Diagnostic>,
    by_path: HashMap<PathBuf, FileId>,
    root: Option<Root>,
    bytes_left: u64,
    nodes_left: usize,
}

impl Loader {
    /// A loader that has read nothing yet.
    #[must_use]
    pub fn new(options: &LoadOptions) -> Self {
        Loader {
            // Places are 32 bits wide; a file beyond that could not be pointed into.
            bytes_left: options.max_bytes.min(u64::from(u32::MAX) - 1),
            nodes_left: options.max_nodes,
            options: options.clone(),
            sources: Sources::default(),
            trees: Vec::new(),
            faults: Vec::new(),
            by_path: HashMap::new(),
            root: None,
        }
    }

    /// Reads the entry document. What is wrong with its text is in [`Loader::take_faults`]; then
    /// [`Loader::tree`] has nothing for it.
    ///
    /// # Errors
    ///
    /// What the system says when the file, or the root folder of the options, cannot be read.
    pub fn entry(&mut self, path: &Path) -> std::io::Result<FileId> {
        let bytes = read_limited(path, self.bytes_left)?;
        let disk = path.canonicalize().unwrap_or_else(|_| path.to_owned());
        let root = self.options.root.as_deref().or_else(|| disk.parent());
        self.root = Some(Root::new(root.unwrap_or(Path::new("/")))?);
        let shown = path.display().to_string();
        let id = self.add_bytes(&shown, Some(disk.clone()), bytes);
        self.by_path.insert(disk, id);
        Ok(id)
    }

    /// Reads a file that is about the entry document and no part of it, wherever it is. What is
    /// wrong with its text is in [`Loader::take_faults`].
    ///
    /// # Errors
    ///
    /// What the system says when the file cannot be read.
    pub fn beside(&mut self, path: &Path) -> std::io::Result<FileId> {
        let bytes = read_limited(path, self.bytes_left)?;
        Ok(self.add_bytes(&path.display().to_string(), None, bytes))
    }

    /// Takes a document from memory. It can refer to files only if the options name a root folder,
    /// relative to which they are.
    pub fn text(&mut self, name: &str, text: &str) -> FileId {
        if self.root.is_none() {
            let root = self.options.root.as_deref();
            self.root = root.and_then(|root| Root::new(root).ok());
        }
        let bytes = (text.len() as u64 <= self.bytes_left).then(|| text.as_bytes().to_vec());
        self.add_bytes(name, None, bytes)
    }

    /// Reads the file that a reference names, relative to the file it stands in; a file that was
    /// read before is not read again. `at` is where the reference stands.
    ///
    /// What is wrong with the text of the file is in [`Loader::take_faults`], once; then
    /// [`Loader::tree`] has nothing for it.
    ///
    /// # Errors
    ///
    /// Why the file was not read: outside of the root folder, in the network, missing, a folder.
    pub fn open(
        &mut self,
        from: FileId,
        reference: &str,
        at: Place,
    ) -> Result<FileId, Box<Diagnostic>> {
        let disk = self.resolve(from, reference, at)?;
        if let Some(id) = self.by_path.get(&disk) {
            return Ok(*id);
        }
        let bytes = read_limited(&disk, self.bytes_left)
            .map_err(|error| Refusal::unreadable(&error).at(reference, at))?;
        let shown = self.shown(&disk);
        let id = self.add_bytes(&shown, Some(disk.clone()), bytes);
        self.by_path.insert(disk, id);
        Ok(id)
    }

    /// Reads a file that is not a document, such as the `externalValue` of an example, under the
    /// same rules as [`Loader::open`].
    ///
    /// # Errors
    ///
    /// Why the file was not read.
    pub fn read_bytes(
        &mut self,
        from: FileId,
        reference: &str,
        at: Place,
    ) -> Result<Vec<u8>, Box<Diagnostic>> {
        let disk = self.resolve(from, reference, at)?;
        let bytes = read_limited(&disk, self.bytes_left)
            .map_err(|error| Refusal::unreadable(&error).at(reference, at))?
            .ok_or_else(|| too_large(at, &self.options))?;
        self.bytes_left -= bytes.len() as u64;
        Ok(bytes)
    }

    /// The tree of a file; absent when its text has faults that leave none.
    #[must_use]
    pub fn tree(&self, id: FileId) -> Option<&Node> {
        self.trees.get(id.0 as usize)?.as_ref()
    }

    /// The tree of a file for keeps. Later calls, and [`Loader::tree`], have nothing for it.
    pub fn take_tree(&mut self, id: FileId) -> Option<Node> {
        self.trees.get_mut(id.0 as usize)?.take()
    }

    /// Puts another tree in the place of a file's.
    pub(crate) fn put_tree(&mut self, id: FileId, tree: Node) {
        if let Some(slot) = self.trees.get_mut(id.0 as usize) {
            *slot = Some(tree);
        }
    }

    /// The texts read so far.
    #[must_use]
    pub fn sources(&self) -> &Sources {
        &self.sources
    }

    /// What was found wrong with the texts since the last call.
    #[must_use]
    pub fn take_faults(&mut self) -> Vec<Diagnostic> {
        std::mem::take(&mut self.faults)
    }

    /// The texts, when no more are to be read.
    #[must_use]
    pub fn into_sources(self) -> Sources {
        self.sources
    }

    fn resolve(
        &self,
        from: FileId,
        reference: &str,
        at: Place,
    ) -> Result<PathBuf, Box<Diagnostic>> {
        let base = self.sources.files().get(from.0 as usize);
        let base = base.and_then(|file| file.disk.as_deref()?.parent());
        let resolved = match &self.root {
            Some(root) => root.resolve(base, reference),
            None => Root::resolve_without(reference),
        };
        resolved.map_err(|refusal| refusal.at(reference, at))
    }

    /// Keeps a text and reads its tree; no bytes at all stand for a file that is too large.
    fn add_bytes(&mut self, shown: &str, disk: Option<PathBuf>, bytes: Option<Vec<u8>>) -> FileId {
        let is_too_large = bytes.is_none();
        let bytes = bytes.unwrap_or_default();
        self.bytes_left = self.bytes_left.saturating_sub(bytes.len() as u64);
        let (text, fault) = decode(&bytes);
        let id = self.sources.add(shown, disk, &text);
        drop(text);
        let start = Place {
            file: id,
            start: 0,
            end: 0,
        };
        let tree = match fault {
            _ if is_too_large => {
                self.faults.push(*too_large(start, &self.options));
                None
            }
            Some(fault) => {
                self.faults.push(fault.at(id));
                None
            }
            None => self.read_tree(id, shown),
        };
        self.trees.push(tree);
        id
    }

    fn read_tree(&mut self, id: FileId, shown: &str) -> Option<Node> {
        let limits = Limits {
            depth: self.options.max_depth,
            nodes: self.nodes_left,
        };
        let reading = read_document(shown, &self.sources.file(id).text, id, limits);
        self.nodes_left = self.nodes_left.saturating_sub(reading.nodes);
        self.faults.extend(reading.faults);
        reading.tree
    }

    fn shown(&self, disk: &Path) -> String {
        let entry = self.sources.files().first();
        let folder = |path: &Path| path.parent().map(Path::to_owned);
        let shown_folder = entry.and_then(|file| folder(Path::new(&*file.path)));
        let disk_folder = entry.and_then(|file| folder(file.disk.as_deref()?));
        let disk_folder = disk_folder.or_else(|| self.options.root.clone());
        show_path(shown_folder.as_deref(), disk_folder.as_deref(), disk)
    }
}

/// The bytes of a file; absent when there are more than allowed.
fn read_limited(path: &Path, most: u64) -> std::io::Result<Option<Vec<u8>>> {
    let mut bytes = Vec::new();
    File::open(path)?
        .take(most.saturating_add(1))
        .read_to_end(&mut bytes)?;
    Ok((bytes.len() as u64 <= most).then_some(bytes))
}

fn too_large(at: Place, options: &LoadOptions) -> Box<Diagnostic> {
    let most = options.max_bytes;
    let message = format!("the files of this document are larger than {most} bytes together");
    Box::new(Diagnostic::error("too-large", at, message))
}
