//! The trees of all files, kept where they are while more are added.
//!
//! Lowering holds borrowed nodes of one file while a `$ref` in it makes another file be read. A
//! list whose links are set once gives out borrows that live as long as the list itself.

use crate::document::Node;
use std::cell::OnceCell;

/// An append-only list of trees.
#[derive(Debug, Default)]
pub(crate) struct Forest {
    first: OnceCell<Box<Link>>,
}

#[derive(Debug)]
struct Link {
    tree: Node,
    next: OnceCell<Box<Link>>,
}

impl Forest {
    /// Keeps a tree and gives it back as a borrow.
    pub(crate) fn plant(&self, tree: Node) -> &Node {
        let mut cell = &self.first;
        while let Some(link) = cell.get() {
            cell = &link.next;
        }
        let link = cell.get_or_init(|| {
            Box::new(Link {
                tree,
                next: OnceCell::new(),
            })
        });
        &link.tree
    }
}

impl Drop for Forest {
    /// Takes the list apart in a loop: dropping it link within link would need a stack frame for
    /// every file.
    fn drop(&mut self) {
        let mut next = self.first.take();
        while let Some(mut link) = next {
            next = link.next.take();
        }
    }
}
