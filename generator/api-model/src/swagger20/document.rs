//! The Swagger Object: what a whole document becomes.

use super::build::{self, Members};
use super::media::MediaNames;
use super::schema::mappings;
use super::translator::{Here, Translator};
use super::{TARGET, build::object};
use crate::document::{Member, Node, NodeValue};
use crate::source::{FileId, Place};
use std::rc::Rc;

/// A document in the making; schemas may still be moved to its components.
#[derive(Debug)]
pub(super) struct Document {
    root: Members,
    place: Place,
    schemas: Vec<(Box<str>, Member)>,
    /// The other sections of `components`.
    sections: Members,
    /// Schemas from positions that are no more, with the names they have now.
    pub(super) moved: Vec<(String, Node)>,
}

impl Document {
    /// The whole of it.
    pub(super) fn finish(mut self) -> Node {
        for (name, node) in self.moved {
            let key_place = node.place;
            self.schemas.push((name.into(), Member { key_place, node }));
        }
        let mut components = self.sections;
        if !self.schemas.is_empty() {
            components.add("schemas", object(self.place, self.schemas));
        }
        if !components.is_empty() {
            self.root.add("components", components.finish());
        }
        self.root.finish()
    }
}

impl<'a> Translator<'a, '_> {
    pub(super) fn document(&mut self, file: FileId, root: &'a Node) -> Document {
        let consumes = self.media_names(root, "consumes").unwrap_or_default();
        let produces = self.media_names(root, "produces").unwrap_or_default();
        let names = MediaNames { consumes, produces };
        self.defaults.insert(file, Rc::new(names));
        let here = Here {
            file,
            base: "".into(),
        };
        // Paths come first: shared bodies and responses have the media types of their users.
        let mut document = Document {
            root: self.root_members(&here, root),
            place: root.member("definitions").unwrap_or(root).place,
            schemas: Vec::new(),
            sections: Members::new(root.place),
            moved: Vec::new(),
        };
        self.put_sections(&here, root, &mut document);
        document
    }

    fn root_members(&mut self, here: &Here, root: &'a Node) -> Members {
        let mut members = Members::new(root.place);
        let mut has_servers = false;
        for (key, member) in root.as_object().into_iter().flatten() {
            let value = match &**key {
                "swagger" | "openapi" => {
                    members.put(
                        "openapi",
                        member.key_place,
                        build::text(TARGET, member.node.place),
                    );
                    continue;
                }
                "host" | "basePath" | "schemes" => {
                    if !has_servers && let Some(servers) = self.servers(root, root) {
                        members.put("servers", member.key_place, servers);
                    }
                    has_servers = true;
                    continue;
                }
                "consumes"
                | "produces"
                | "definitions"
                | "parameters"
                | "responses"
                | "securityDefinitions"
                | "components" => continue,
                "paths" => self.paths(here, &member.node),
                _ => self.copy(&member.node),
            };
            members.put(key, member.key_place, value);
        }
        members
    }

    fn put_sections(&mut self, here: &Here, root: &'a Node, document: &mut Document) {
        if let Some(definitions) = root.member("definitions") {
            document.schemas = self.definitions(here, definitions);
        }
        if let Some(parameters) = root.member("parameters") {
            let bodies = self.shared_bodies(here, parameters);
            let others = self.shared_parameters(here, parameters);
            document.sections.add("requestBodies", bodies.finish());
            document.sections.add("parameters", others.finish());
        }
        if let Some(responses) = root.member("responses") {
            let responses = self.shared_responses(here, responses);
            document.sections.add("responses", responses.finish());
        }
        if let Some(definitions) = root.member("securityDefinitions") {
            let schemes = self.security_schemes(definitions);
            document.sections.add("securitySchemes", schemes);
        }
        // A document between the versions may have components already.
        let components = root.member("components").and_then(Node::as_object);
        for (key, member) in components.into_iter().flatten() {
            let section = self.loose(here, &member.node);
            match (&**key, section.value) {
                ("schemas", NodeValue::Object(schemas)) => {
                    document.schemas.extend(schemas.into_entries());
                }
                (_, value) => {
                    let place = member.node.place;
                    document
                        .sections
                        .put(key, member.key_place, Node { place, value });
                }
            }
        }
    }

    fn definitions(&mut self, here: &Here, definitions: &Node) -> Vec<(Box<str>, Member)> {
        let mappings = mappings(definitions);
        let entries = definitions.as_object().into_iter().flatten();
        let entries = entries.map(|(name, member)| {
            let mapping = mappings.get(&**name).map_or(&[][..], Vec::as_slice);
            let node = self.schema_with(here, &member.node, mapping);
            (name.clone(), Member { node, ..*member })
        });
        entries.collect()
    }

    fn security_schemes(&mut self, definitions: &Node) -> Node {
        let NodeValue::Object(members) = &definitions.value else {
            return self.copy(definitions);
        };
        let entries = members.iter().map(|(name, member)| {
            let node = self.security_scheme(&member.node);
            (name.clone(), Member { node, ..*member })
        });
        build::object(definitions.place, entries.collect())
    }
}
