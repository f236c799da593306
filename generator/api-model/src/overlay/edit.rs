//! Changing one node of a tree: merging what an overlay says into it, or taking it out.

use super::Change;
use crate::document::{Member, Node, NodeValue};

/// From a node to one inside it.
#[derive(Debug)]
pub(super) enum Step {
    Name(String),
    Index(usize),
}

/// Changes the node at the end of a path; says why that cannot be done.
pub(super) fn edit(root: &mut Node, path: &[Step], change: &Change<'_>) -> Result<(), String> {
    match change {
        Change::Remove => {
            let (last, before) = path
                .split_last()
                .ok_or("the whole document cannot be removed")?;
            if let Some(parent) = reach(root, before) {
                remove(parent, last);
            }
        }
        Change::Update(update) => {
            if let Some(node) = reach(root, path) {
                apply(node, update)?;
            }
        }
    }
    Ok(())
}

fn reach<'n>(root: &'n mut Node, path: &[Step]) -> Option<&'n mut Node> {
    path.iter()
        .try_fold(root, |node, step| match (&mut node.value, step) {
            (NodeValue::Object(object), Step::Name(name)) => {
                object.get_mut(name).map(|member| &mut member.node)
            }
            (NodeValue::Array(items), Step::Index(index)) => items.get_mut(*index),
            _ => None,
        })
}

fn remove(parent: &mut Node, step: &Step) {
    match (&mut parent.value, step) {
        (NodeValue::Object(object), Step::Name(name)) => object.change(|known| known != name, []),
        (NodeValue::Array(items), Step::Index(index)) if *index < items.len() => {
            items.remove(*index);
        }
        _ => {}
    }
}

/// The target itself is an object, which is merged into, or an array, which gets one more item.
fn apply(node: &mut Node, update: &Node) -> Result<(), String> {
    match (&mut node.value, &update.value) {
        (NodeValue::Object(_), NodeValue::Object(_)) => merge(node, update),
        (NodeValue::Object(_), _) => {
            return Err(format!(
                "an object cannot be updated with {}",
                update.kind_name()
            ));
        }
        (NodeValue::Array(items), _) => items.push(update.clone()),
        _ => {
            let kind = node.kind_name();
            return Err(format!(
                "the target is {kind}; only objects and arrays can be updated"
            ));
        }
    }
    Ok(())
}

/// Objects are merged member by member, arrays are joined, everything else is replaced.
fn merge(node: &mut Node, update: &Node) {
    match (&mut node.value, &update.value) {
        (NodeValue::Object(old), NodeValue::Object(new)) => {
            let mut added: Vec<(Box<str>, Member)> = Vec::new();
            for (name, member) in new {
                match old.get_mut(name) {
                    Some(known) => merge(&mut known.node, &member.node),
                    None => added.push((name.clone(), member.clone())),
                }
            }
            if !added.is_empty() {
                old.change(|_| true, added);
            }
        }
        (NodeValue::Array(old), NodeValue::Array(new)) => old.extend(new.iter().cloned()),
        _ => *node = update.clone(),
    }
}
