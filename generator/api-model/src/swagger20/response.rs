//! Responses: `schema` and `examples` become `content`, once for each media type produced.

use super::build::{self, Members};
use super::media::{BYTES, JSON, MediaName};
use super::parameter::example_object;
use super::reference::reference_of;
use super::translator::{Here, Kind, Translator};
use crate::diagnostic::Diagnostic;
use crate::document::{Member, Node, NodeValue};
use crate::source::Place;

impl<'a> Translator<'a, '_> {
    /// The `responses` of an operation.
    pub(super) fn responses(
        &mut self,
        here: &Here,
        node: &'a Node,
        produces: &[MediaName],
    ) -> Node {
        let NodeValue::Object(members) = &node.value else {
            return self.copy(node);
        };
        let entries = members.iter().map(|(key, member)| {
            let node = match key.starts_with("x-") {
                true => self.copy(&member.node),
                false => self.response_or_reference(here, &member.node, produces),
            };
            (key.clone(), Member { node, ..*member })
        });
        build::object(node.place, entries.collect())
    }

    /// A shared response has the media types of the first operation that refers to it; where an
    /// operation has others, the response is written out.
    fn response_or_reference(
        &mut self,
        here: &Here,
        node: &'a Node,
        produces: &[MediaName],
    ) -> Node {
        let Some(reference) = reference_of(node) else {
            return self.response(here, node, produces);
        };
        let text = reference.as_str().unwrap_or_default();
        if let Some(target) = self.locate(here, text, reference.place)
            && has_content(target.node)
        {
            let media = match produces {
                [] if !is_file(target.node.member("schema")) => {
                    self.assumed_json("produces", target.node.place)
                }
                _ => produces.to_vec(),
            };
            self.spend(media.len(), node.place);
            let settled = self.settled.entry(target.position());
            if *settled.or_insert_with(|| media.clone()) != media {
                return self.response(&target.here, target.node, &media);
            }
        }
        self.reference_object(here, node, Kind::Response)
    }

    /// A Response Object with the media types given.
    pub(super) fn response(&mut self, here: &Here, node: &Node, produces: &[MediaName]) -> Node {
        let NodeValue::Object(members) = &node.value else {
            return self.copy(node);
        };
        if reference_of(node).is_some() {
            return self.reference_object(here, node, Kind::Response);
        }
        if !self.spend(1 + members.len(), node.place) {
            return build::list(node.place, Vec::new());
        }
        let mut response = Members::new(node.place);
        for (key, member) in members {
            let value = match &**key {
                "schema" | "examples" => continue,
                "headers" => self.headers(here, &member.node),
                "content" => self.loose(here, &member.node),
                _ => self.copy(&member.node),
            };
            response.put(key, member.key_place, value);
        }
        if has_content(node) {
            let content = self.content(here, node, produces);
            response.add("content", content);
        }
        response.finish()
    }

    fn headers(&mut self, here: &Here, node: &Node) -> Node {
        let NodeValue::Object(members) = &node.value else {
            return self.copy(node);
        };
        let entries = members.iter().map(|(key, member)| {
            let node = self.described(here, &member.node);
            (key.clone(), Member { node, ..*member })
        });
        build::object(node.place, entries.collect())
    }

    fn content(&mut self, here: &Here, node: &Node, produces: &[MediaName]) -> Node {
        let schema = node.member("schema");
        let examples = node.member("examples").and_then(Node::as_object);
        let mut names = match (schema, produces) {
            (None, _) => Vec::new(),
            (schema, []) if is_file(schema) => vec![MediaName::new(BYTES, node.place)],
            (Some(_), []) => self.assumed_json("produces", node.place),
            (Some(_), produces) => produces.to_vec(),
        };
        for (key, member) in examples.into_iter().flatten() {
            if key.contains('/') && !names.iter().any(|name| name.is(key)) {
                names.push(MediaName::new(key, member.key_place));
            }
        }
        if names.is_empty() {
            names = match produces {
                [] => vec![MediaName::new(JSON, node.place)],
                produces => produces.to_vec(),
            };
        }
        let mut content = Members::new(schema.map_or(node.place, |schema| schema.place));
        for (index, name) in names.iter().enumerate() {
            if !self.spend(1, node.place) {
                break;
            }
            let place = schema.map_or(node.place, |schema| schema.place);
            let mut media_type = Members::new(place);
            if let Some(schema) = schema {
                let schema = self.response_schema(here, schema);
                media_type.add("schema", schema);
            }
            self.put_examples(node, name, index == 0, &mut media_type);
            content.put(&name.name, name.place, media_type.finish());
        }
        content.finish()
    }

    /// "The schema MAY be `type: file`" in a response, and there only.
    fn response_schema(&mut self, here: &Here, node: &Node) -> Node {
        if !is_file(Some(node)) {
            return self.schema(here, node);
        }
        let mut schema = Members::new(node.place);
        for (key, member) in node.as_object().into_iter().flatten() {
            match &**key {
                "type" => {
                    let place = member.node.place;
                    schema.put("type", member.key_place, build::text("string", place));
                    schema.add_text("format", "binary", place);
                }
                "format" => {}
                key => {
                    let copy = self.copy(&member.node);
                    schema.put(key, member.key_place, copy);
                }
            }
        }
        schema.finish()
    }

    /// The examples of a media type; those that name none belong to the first.
    fn put_examples(&mut self, node: &Node, name: &MediaName, is_first: bool, to: &mut Members) {
        let mut named = Members::new(node.place);
        let examples = node.member("examples").and_then(Node::as_object);
        for (key, member) in examples.into_iter().flatten() {
            if name.is(key) {
                let copy = self.copy(&member.node);
                to.put("example", member.key_place, copy);
            } else if is_first && !key.contains('/') && !key.starts_with("x-") {
                self.warn_named_example(key, member.key_place);
                let value = self.copy(&member.node);
                let example = match value.member("value") {
                    Some(_) => value,
                    None => example_object(value),
                };
                named.put(key, member.key_place, example);
            }
        }
        if !named.is_empty() {
            to.add("examples", named.finish());
        }
    }

    fn warn_named_example(&mut self, key: &str, place: Place) {
        let message = format!(
            "examples go by media types, and `{key}` is none; it is read as the name of an example"
        );
        self.report
            .add(Diagnostic::warning("example-media-type", place, message));
    }

    /// The responses that a document shares.
    pub(super) fn shared_responses(&mut self, here: &Here, responses: &'a Node) -> Members {
        let mut shared = Members::new(responses.place);
        for (name, member) in responses.as_object().into_iter().flatten() {
            let position = (here.file, vec!["responses".to_owned(), name.to_string()]);
            let defaults = self.defaults(here.file);
            let is_file = is_file(member.node.member("schema"));
            let media = self.settled.entry(position).or_insert_with(|| {
                if defaults.produces.is_empty() && !is_file {
                    return vec![MediaName::new(JSON, member.node.place)];
                }
                defaults.produces.clone()
            });
            let media = media.clone();
            if !self.spend(media.len(), member.node.place) {
                break;
            }
            let response = self.response(here, &member.node, &media);
            shared.put(name, member.key_place, response);
        }
        shared
    }
}

/// Whether a response has a body.
fn has_content(node: &Node) -> bool {
    let examples = node.member("examples").and_then(Node::as_object);
    let has_schema = node
        .member("schema")
        .is_some_and(|schema| !schema.is_null());
    has_schema || examples.is_some_and(|members| !members.is_empty())
}

fn is_file(schema: Option<&Node>) -> bool {
    let ty = schema.and_then(|schema| schema.member("type"));
    ty.and_then(Node::as_str) == Some("file")
}
