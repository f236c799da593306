//! From a reference's text to its target.

use super::files::Files;
use super::identifiers::{Identifiers, ResourceId};
use super::{pointer, uri};
use crate::diagnostic::Diagnostic;
use crate::document::Node;
use crate::source::{FileId, Place};

/// The code of a reference that leads nowhere.
const UNRESOLVED: &str = "unresolved-reference";

/// What references in a node are relative to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Scope {
    /// The file it stands in.
    pub(crate) file: FileId,
    /// The schema resource it stands in.
    pub(crate) resource: ResourceId,
}

/// A node together with its scope.
#[derive(Debug, Clone, Copy)]
pub(crate) struct At<'a> {
    /// The node.
    pub(crate) node: &'a Node,
    /// Its scope.
    pub(crate) scope: Scope,
}

impl<'a> At<'a> {
    /// A node inside this one.
    pub(crate) fn child(self, node: &'a Node) -> At<'a> {
        At { node, ..self }
    }

    /// Where the node was written.
    pub(crate) fn place(self) -> Place {
        self.node.place
    }
}

/// Where a reference leads.
#[derive(Debug)]
pub(crate) struct Target<'a> {
    /// The node.
    pub(crate) at: At<'a>,
    /// The tokens of the JSON Pointer from the root of its file; empty for anchors.
    pub(crate) tokens: Vec<String>,
    /// What the target could be called: the last token, the anchor, or the file's stem.
    pub(crate) name: Option<String>,
}

impl Target<'_> {
    /// Section and name, when the target is a member of `components`.
    pub(crate) fn component(&self) -> Option<(&str, &str)> {
        match self.tokens.as_slice() {
            [components, section, name] if components == "components" => Some((section, name)),
            _ => None,
        }
    }
}

/// A reference, and where it stands.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Reference<'a> {
    /// The text.
    pub(crate) text: &'a str,
    /// Its place.
    pub(crate) place: Place,
    /// What it is relative to.
    pub(crate) scope: Scope,
}

/// Follows references, reading files as needed.
pub(crate) struct Resolver<'a> {
    /// The files read so far.
    pub(crate) files: Files<'a>,
    identifiers: Identifiers<'a>,
    /// How many of the files have been searched for identifiers.
    indexed: usize,
    /// How many more faults are worth a search for what may have been meant.
    suggestions: usize,
}

impl<'a> Resolver<'a> {
    /// A resolver over an entry document.
    pub(crate) fn new(files: Files<'a>) -> Self {
        Resolver {
            files,
            identifiers: Identifiers::default(),
            indexed: 0,
            suggestions: 200,
        }
    }

    /// The root of a file, if its text has one.
    pub(crate) fn root(&mut self, file: FileId) -> Option<At<'a>> {
        let node = self.files.tree(file)?;
        let resource = self.identifiers.enter_file(node);
        let scope = Scope { file, resource };
        Some(At { node, scope })
    }

    /// A schema as seen from inside: an `$id` of its own changes what its references mean.
    pub(crate) fn enter(&mut self, at: At<'a>) -> At<'a> {
        At {
            scope: self.identifiers.enter(at),
            ..at
        }
    }

    /// Follows one reference one step.
    pub(crate) fn resolve(
        &mut self,
        reference: Reference<'a>,
    ) -> Result<Target<'a>, Box<Diagnostic>> {
        let Reference { text, place, scope } = reference;
        let (address, fragment) = text.split_once('#').unwrap_or((text, ""));
        let root = match address {
            "" => self.resource_root(scope),
            _ => self.other_root(scope, address, place)?,
        };
        if fragment.is_empty() {
            return Ok(Target {
                at: root,
                tokens: Vec::new(),
                name: stem(address),
            });
        }
        if !fragment.starts_with('/') {
            return self.anchor(root, fragment, place);
        }
        let found = self.walk(root, fragment, place);
        match self.root(root.scope.file) {
            // Many documents give schemas an `$id` for decoration and still count from the file.
            Some(file_root) if found.is_err() && file_root.scope != root.scope => {
                self.walk(file_root, fragment, place).or(found)
            }
            _ => found,
        }
    }

    /// A member of a file's components.
    pub(crate) fn component(
        &mut self,
        file: FileId,
        section: &str,
        name: &str,
    ) -> Option<Target<'a>> {
        let root = self.root(file)?;
        let tokens = ["components", section, name].map(str::to_owned).to_vec();
        let mut path = tokens.iter();
        let node = path.try_fold(root.node, |node, token| pointer::step(node, token))?;
        Some(Target {
            at: root.child(node),
            name: Some(name.to_owned()),
            tokens,
        })
    }

    fn resource_root(&self, scope: Scope) -> At<'a> {
        let node = self.identifiers.resource(scope.resource).root;
        At { node, scope }
    }

    fn other_root(
        &mut self,
        from: Scope,
        address: &str,
        place: Place,
    ) -> Result<At<'a>, Box<Diagnostic>> {
        self.index_files();
        let base = self.identifiers.resource(from.resource).uri.as_deref();
        if let Some(found) = uri::join(base, address).and_then(|uri| self.identifiers.by_uri(&uri))
        {
            return Ok(found);
        }
        let file = self.files.open(from.file, address, place)?;
        self.root(file).ok_or_else(|| {
            let message = format!("`{address}` holds nothing");
            Box::new(Diagnostic::error("unreadable-file", place, message))
        })
    }

    fn walk(
        &mut self,
        root: At<'a>,
        fragment: &str,
        place: Place,
    ) -> Result<Target<'a>, Box<Diagnostic>> {
        let tokens = pointer::tokens(&pointer::percent_decode(fragment));
        let mut at = root;
        for (depth, token) in tokens.iter().enumerate() {
            let Some(node) = pointer::step(at.node, token) else {
                self.suggestions = self.suggestions.saturating_sub(1);
                return Err(missing(
                    at.node,
                    &tokens,
                    depth,
                    place,
                    self.suggestions > 0,
                ));
            };
            at = at.child(node);
            if depth + 1 < tokens.len() {
                at = self.enter(at);
            }
        }
        Ok(Target {
            at,
            name: tokens.last().cloned(),
            tokens,
        })
    }

    fn anchor(
        &mut self,
        root: At<'a>,
        name: &'a str,
        place: Place,
    ) -> Result<Target<'a>, Box<Diagnostic>> {
        self.index_files();
        let resource = root.scope.resource;
        if let Some(at) = self.identifiers.anchor(resource, name) {
            return Ok(Target {
                at,
                tokens: Vec::new(),
                name: Some(name.to_owned()),
            });
        }
        self.suggestions = self.suggestions.saturating_sub(1);
        let near = match self.suggestions {
            0 => None,
            _ => crate::lower::nearest(name, self.identifiers.anchor_names(resource)),
        };
        let help = match near {
            Some(near) => format!("did you mean `#{near}`?"),
            None => "a pointer into the document starts with `#/`".to_owned(),
        };
        let message = format!("no schema has the anchor `{name}`");
        Err(Box::new(
            Diagnostic::error(UNRESOLVED, place, message).help(help),
        ))
    }

    fn index_files(&mut self) {
        let files = self.files.ids_from(self.indexed);
        self.indexed += files.len();
        for file in files {
            if self.files.has_identifiers(file)
                && let Some(root) = self.files.tree(file)
            {
                self.identifiers.index(file, root);
            }
        }
    }
}

fn missing(
    node: &Node,
    tokens: &[String],
    depth: usize,
    place: Place,
    suggest: bool,
) -> Box<Diagnostic> {
    let token = tokens.get(depth).map_or("", String::as_str);
    let (reason, help) = pointer::explain_missing(node, token, suggest);
    let parent = tokens.get(..depth).unwrap_or_default().join("/");
    let message = match parent.as_str() {
        "" => format!("the reference leads nowhere: {reason}"),
        _ => format!("the reference leads nowhere: {reason}, in `{parent}`"),
    };
    let mut fault = Diagnostic::error(UNRESOLVED, place, message);
    fault.help = help;
    Box::new(fault)
}

fn stem(address: &str) -> Option<String> {
    let file = address.rsplit(['/', '\\']).next()?;
    let stem = file.split('.').next()?;
    (!stem.is_empty()).then(|| pointer::percent_decode(stem))
}
