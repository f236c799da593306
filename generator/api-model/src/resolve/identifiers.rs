//! The places that `$id`, `$anchor` and `$dynamicAnchor` name (JSON Schema 2020-12 section 8.2).

use super::resolver::{At, Scope};
use super::uri;
use crate::document::{Node, NodeValue};
use crate::source::FileId;
use std::collections::HashMap;

/// Index of a schema resource: the root of a file, or a schema with an `$id` of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct ResourceId(u32);

/// A tree that local references start from.
#[derive(Debug)]
pub(crate) struct Resource<'a> {
    /// Its root.
    pub(crate) root: &'a Node,
    /// Its identifier, resolved; only known when it is absolute.
    pub(crate) uri: Option<String>,
}

/// All resources and the names inside them.
#[derive(Debug, Default)]
pub(crate) struct Identifiers<'a> {
    resources: Vec<Resource<'a>>,
    by_node: HashMap<usize, ResourceId>,
    by_uri: HashMap<String, At<'a>>,
    anchors: HashMap<(ResourceId, &'a str), At<'a>>,
}

impl<'a> Identifiers<'a> {
    /// The resource of a file's root.
    pub(crate) fn enter_file(&mut self, root: &'a Node) -> ResourceId {
        self.insert(
            root,
            own_id(root)
                .filter(|id| uri::is_absolute(id))
                .map(without_fragment),
        )
    }

    /// The scope inside a node: its own resource if it opens one, else the one it stands in.
    pub(crate) fn enter(&mut self, at: At<'a>) -> Scope {
        let Some(id) = own_id(at.node) else {
            return at.scope;
        };
        let base = self.resource(at.scope.resource).uri.as_deref();
        let uri = uri::join(base, &without_fragment(id));
        Scope {
            resource: self.insert(at.node, uri),
            ..at.scope
        }
    }

    fn insert(&mut self, root: &'a Node, uri: Option<String>) -> ResourceId {
        let resources = &mut self.resources;
        *self.by_node.entry(address(root)).or_insert_with(|| {
            resources.push(Resource { root, uri });
            ResourceId(resources.len() as u32 - 1)
        })
    }

    /// The resource of an id that was given out here.
    pub(crate) fn resource(&self, id: ResourceId) -> &Resource<'a> {
        &self.resources[id.0 as usize]
    }

    /// The schema of an absolute identifier.
    pub(crate) fn by_uri(&self, uri: &str) -> Option<At<'a>> {
        self.by_uri.get(uri).copied()
    }

    /// The schema of an anchor.
    pub(crate) fn anchor(&self, resource: ResourceId, name: &'a str) -> Option<At<'a>> {
        self.anchors.get(&(resource, name)).copied()
    }

    /// The names of all anchors of a resource.
    pub(crate) fn anchor_names(&self, resource: ResourceId) -> impl Iterator<Item = &'a str> {
        let mut names: Vec<&str> = self
            .anchors
            .keys()
            .filter(|(owner, _)| *owner == resource)
            .map(|(_, name)| *name)
            .collect();
        names.sort_unstable();
        names.into_iter()
    }

    /// Learns all names of a file.
    pub(crate) fn index(&mut self, file: FileId, root: &'a Node) {
        let resource = self.enter_file(root);
        let scope = Scope { file, resource };
        self.index_node(At { node: root, scope }, false);
    }

    fn index_node(&mut self, at: At<'a>, names_members: bool) {
        match &at.node.value {
            NodeValue::Array(items) => {
                for item in items {
                    self.index_node(at.child(item), false);
                }
            }
            NodeValue::Object(members) => {
                let scope = self.index_names(at);
                for (key, member) in members {
                    if !names_members && holds_data(key) {
                        continue;
                    }
                    let node = &member.node;
                    self.index_node(At { node, scope }, !names_members && holds_names(key));
                }
            }
            _ => {}
        }
    }

    fn index_names(&mut self, at: At<'a>) -> Scope {
        let scope = self.enter(at);
        if scope.resource != at.scope.resource
            && let Some(uri) = self.resource(scope.resource).uri.clone()
        {
            self.by_uri.entry(uri).or_insert(At { scope, ..at });
        }
        for keyword in ["$anchor", "$dynamicAnchor"] {
            if let Some(name) = text_member(at.node, keyword) {
                let key = (scope.resource, name);
                self.anchors.entry(key).or_insert(At { scope, ..at });
            }
        }
        scope
    }
}

/// A number that tells a node from all others; nodes stay where they are.
pub(crate) fn address(node: &Node) -> usize {
    std::ptr::from_ref(node) as usize
}

/// The `$id` of a schema, unless it is only a fragment (the anchors of older drafts).
fn own_id(node: &Node) -> Option<&str> {
    text_member(node, "$id").filter(|id| !id.is_empty() && !id.starts_with('#'))
}

fn without_fragment(uri: &str) -> String {
    uri.split('#').next().unwrap_or_default().to_owned()
}

fn text_member<'a>(node: &'a Node, key: &str) -> Option<&'a str> {
    let NodeValue::Object(members) = &node.value else {
        return None;
    };
    match &members.get(key)?.node.value {
        NodeValue::String(text) => Some(text),
        _ => None,
    }
}

fn holds_data(key: &str) -> bool {
    matches!(
        key,
        "enum" | "const" | "default" | "example" | "examples" | "value"
    ) || key.starts_with("x-")
}

fn holds_names(key: &str) -> bool {
    matches!(
        key,
        "properties"
            | "patternProperties"
            | "dependentSchemas"
            | "$defs"
            | "definitions"
            | "schemas"
    )
}
