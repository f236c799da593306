//! Path items and operations.

use super::body::Inputs;
use super::build::{self, Members};
use super::media::MediaName;
use super::translator::{Here, Kind, Translator};
use crate::document::{Member, Node, NodeValue};

const METHODS: [&str; 8] = [
    "get", "put", "post", "delete", "options", "head", "patch", "trace",
];

/// The media types of one operation.
#[derive(Default)]
struct Media {
    consumes: Vec<MediaName>,
    produces: Vec<MediaName>,
}

impl<'a> Translator<'a, '_> {
    /// The `paths` of a document.
    pub(super) fn paths(&mut self, here: &Here, node: &'a Node) -> Node {
        let NodeValue::Object(members) = &node.value else {
            return self.copy(node);
        };
        let entries = members.iter().map(|(key, member)| {
            let node = match key.starts_with("x-") {
                true => self.copy(&member.node),
                false => self.path_item(here, &member.node),
            };
            (key.clone(), Member { node, ..*member })
        });
        build::object(node.place, entries.collect())
    }

    pub(super) fn path_item(&mut self, here: &Here, node: &'a Node) -> Node {
        let NodeValue::Object(members) = &node.value else {
            return self.copy(node);
        };
        let shared = self.inputs(here, node);
        let mut item = Members::new(node.place);
        for (key, member) in members {
            let value = &member.node;
            let translated = match &**key {
                "$ref" if value.as_str().is_some() => self.reference(here, value, Kind::PathItem),
                "parameters" => match shared.plain.clone() {
                    Some(plain) => plain,
                    None => continue,
                },
                method if METHODS.contains(&method) => self.operation(here, value, &shared),
                _ => self.copy(value),
            };
            item.put(key, member.key_place, translated);
        }
        item.finish()
    }

    fn operation(&mut self, here: &Here, node: &'a Node, path: &Inputs<'a>) -> Node {
        let NodeValue::Object(members) = &node.value else {
            return self.copy(node);
        };
        let media = self.operation_media(here, node);
        let mut own = self.inputs(here, node);
        let plain = own.plain.take();
        let body = self.request_body(own, path, &media.consumes);
        let mut operation = Members::new(node.place);
        for (key, member) in members {
            let translated = match &**key {
                "consumes" | "produces" => continue,
                "schemes" => {
                    self.put_servers(here, node, &mut operation);
                    continue;
                }
                "parameters" => match plain.clone() {
                    Some(plain) => plain,
                    None => continue,
                },
                "responses" => self.responses(here, &member.node, &media.produces),
                "requestBody" => self.loose(here, &member.node),
                _ => self.copy(&member.node),
            };
            operation.put(key, member.key_place, translated);
        }
        if let Some(body) = body {
            operation.add("requestBody", body);
        }
        operation.finish()
    }

    fn operation_media(&mut self, here: &Here, node: &Node) -> Media {
        let defaults = self.defaults(here.file);
        let count = defaults.consumes.len() + defaults.produces.len();
        if !self.spend(count, node.place) {
            return Media::default();
        }
        let consumes = self.media_names(node, "consumes");
        let produces = self.media_names(node, "produces");
        Media {
            consumes: consumes.unwrap_or_else(|| defaults.consumes.clone()),
            produces: produces.unwrap_or_else(|| defaults.produces.clone()),
        }
    }

    /// An operation with schemes of its own has the document's host under them.
    fn put_servers(&mut self, here: &Here, node: &Node, operation: &mut Members) {
        let is_empty = |schemes: &Node| schemes.as_array().is_some_and(<[Node]>::is_empty);
        if node.member("schemes").is_none_or(is_empty) {
            return;
        }
        let own = self.open(here.file).filter(|raw| raw.is_document);
        let document = own.or_else(|| self.open(self.version_place.file));
        if let Some(document) = document
            && let Some(servers) = self.servers(document.tree, node)
        {
            operation.add("servers", servers);
        }
    }
}
