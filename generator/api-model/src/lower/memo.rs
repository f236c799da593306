//! Objects that were read before, so that a shared component is read and judged once.

use super::Cx;
use crate::resolve::At;
use std::collections::HashMap;

/// What was read, and how much it adds to the model, by the address of its node.
#[derive(Debug)]
pub(super) struct Kept<T>(HashMap<usize, (Option<T>, usize)>);

impl<T> Default for Kept<T> {
    fn default() -> Self {
        Kept(HashMap::new())
    }
}

impl<'a> Cx<'a> {
    /// Reads an object, or takes it from those that were read before. Only what a reference led to
    /// is kept: the rest is met once.
    pub(super) fn once<T: Clone>(
        &mut self,
        from: At<'a>,
        at: At<'a>,
        kept: for<'c> fn(&'c mut Cx<'a>) -> &'c mut Kept<T>,
        read: fn(&mut Cx<'a>, At<'a>) -> Option<T>,
    ) -> Option<T> {
        let address = std::ptr::from_ref(at.node) as usize;
        if let Some((_, size)) = kept(self).0.get(&address) {
            let size = *size;
            if !self.spend(size, at.place()) {
                return None;
            }
            return kept(self).0.get(&address)?.0.clone();
        }
        let before = self.spent;
        let object = read(self, at);
        if std::ptr::eq(from.node, at.node) {
            return object;
        }
        let size = self.spent.saturating_sub(before);
        kept(self).0.insert(address, (object.clone(), size));
        object
    }
}
