//! The trees of all files, kept where they are while more are added.
//!
//! Lowering holds borrowed nodes of one file while a `$ref` in it makes another file be read. Cells
//! that are set once give out borrows that live as long as the forest itself; they stand in rows,
//! each twice as long as the one before, so that no row ever has to move.

use crate::document::Node;
use std::cell::{Cell, OnceCell};

/// An append-only list of trees.
#[derive(Debug)]
pub(crate) struct Forest {
    rows: [OnceCell<Box<[OnceCell<Node>]>>; usize::BITS as usize],
    /// One more than there are trees.
    next: Cell<usize>,
}

impl Default for Forest {
    fn default() -> Self {
        Forest {
            rows: std::array::from_fn(|_| OnceCell::new()),
            next: Cell::new(1),
        }
    }
}

impl Forest {
    /// Keeps a tree and gives it back as a borrow.
    pub(crate) fn plant(&self, tree: Node) -> &Node {
        let next = self.next.get();
        self.next.set(next + 1);
        let row = next.ilog2();
        let length = 1 << row;
        let cells =
            self.rows[row as usize].get_or_init(|| (0..length).map(|_| OnceCell::new()).collect());
        cells[next - length].get_or_init(|| tree)
    }
}

#[cfg(test)]
mod tests {
    use super::Forest;
    use crate::document::{Node, NodeValue};
    use crate::source::Place;

    #[test]
    fn trees_stay_what_they_are() {
        let forest = Forest::default();
        let plant = |number: usize| {
            forest.plant(Node {
                place: Place::default(),
                value: NodeValue::Number(number.to_string().into()),
            })
        };
        let trees: Vec<&Node> = (0..100).map(plant).collect();
        for (number, tree) in trees.into_iter().enumerate() {
            assert_eq!(tree.as_number(), Some(number.to_string().as_str()));
        }
    }
}
