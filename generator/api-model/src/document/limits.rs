//! How much a text may become, and what came of reading one.

use super::object::Duplicate;
use super::{Member, Node, NodeValue, Object};
use crate::diagnostic::Diagnostic;
use crate::source::{FileId, Place};

/// Faults of one text that are worth listing; what follows is mostly their echo.
const MOST_FAULTS: usize = 50;

/// Deeper trees than this are refused whatever the options say: trees are walked and dropped by
/// recursion, and a thread's stack is not ours to choose.
const DEEPEST: usize = 1000;

/// What one text may use up.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Limits {
    /// Deepest nesting.
    pub(crate) depth: usize,
    /// Most nodes.
    pub(crate) nodes: usize,
}

impl Limits {
    /// The deepest nesting that is really allowed.
    pub(crate) fn depth(self) -> usize {
        self.depth.min(DEEPEST)
    }
}

/// What came of reading a text.
#[derive(Debug)]
pub(crate) struct Reading {
    /// The tree; absent when the syntax is broken.
    pub(crate) tree: Option<Node>,
    /// What was found on the way.
    pub(crate) faults: Vec<Diagnostic>,
    /// How many nodes were made.
    pub(crate) nodes: usize,
}

/// Counts and collects while a text is read.
#[derive(Debug)]
pub(crate) struct Ledger {
    /// The file that is read.
    pub(crate) file: FileId,
    limits: Limits,
    faults: Vec<Diagnostic>,
    nodes: usize,
}

impl Ledger {
    /// An empty ledger.
    pub(crate) fn new(file: FileId, limits: Limits) -> Self {
        Ledger {
            file,
            limits,
            faults: Vec::new(),
            nodes: 0,
        }
    }

    /// A place in the file that is read.
    pub(crate) fn place(&self, start: usize, end: usize) -> Place {
        Place {
            file: self.file,
            start: start as u32,
            end: end as u32,
        }
    }

    /// Records a fault. Absent once there are too many to go on.
    pub(crate) fn fault(&mut self, fault: Diagnostic) -> Option<()> {
        if self.faults.len() < MOST_FAULTS {
            self.faults.push(fault);
            return Some(());
        }
        None
    }

    /// Whether anything was found so far.
    pub(crate) fn is_clean(&self) -> bool {
        self.faults.is_empty()
    }

    /// Counts nodes that are about to be made; absent when they are too many.
    pub(crate) fn count(&mut self, nodes: usize, place: Place) -> Option<()> {
        self.nodes = self.nodes.saturating_add(nodes);
        if self.nodes <= self.limits.nodes {
            return Some(());
        }
        let most = self.limits.nodes;
        let message = format!("the text holds more than {most} values");
        self.fault(Diagnostic::error("too-large", place, message))?;
        None
    }

    /// How many nodes were made.
    pub(crate) fn nodes(&self) -> usize {
        self.nodes
    }

    /// Checks how deep a container would stand; absent when it is too deep.
    pub(crate) fn descend(&mut self, depth: usize, place: Place) -> Option<()> {
        let most = self.limits.depth();
        if depth <= most {
            return Some(());
        }
        let message = format!("the text is nested more than {most} levels deep");
        self.fault(Diagnostic::error("too-deep", place, message))?;
        None
    }

    /// Makes an object node and records keys that are there twice.
    pub(crate) fn object(&mut self, place: Place, entries: Vec<(Box<str>, Member)>) -> Node {
        let (object, duplicates) = Object::new(entries);
        for Duplicate { key, first, again } in duplicates {
            let message = format!("the key `{key}` is already in this object");
            let fault = Diagnostic::error("duplicate-key", again, message)
                .label("written again here")
                .related(first, "written first here")
                .help("remove or rename one of the two");
            let _ = self.fault(fault);
        }
        Node {
            place,
            value: NodeValue::Object(object),
        }
    }

    /// What came of it all.
    pub(crate) fn close(mut self, tree: Option<Node>) -> Reading {
        // An object is looked at when it ends, after the objects in it.
        self.faults.sort_by_key(|fault| fault.place.start);
        Reading {
            tree,
            faults: self.faults,
            nodes: self.nodes,
        }
    }
}
