//! Parameters in paths, queries and headers, and the headers of responses: their rules move into a
//! `schema`, `collectionFormat` becomes `style` and `explode`.

use super::build::{self, Members};
use super::reference::reference_of;
use super::translator::{Here, Kind, Translator};
use crate::diagnostic::Diagnostic;
use crate::document::{Member, Node, NodeValue, Object};

/// The fields of 2.0 that say what a value may be.
const RULES: &[&str] = &[
    "type",
    "format",
    "items",
    "default",
    "maximum",
    "exclusiveMaximum",
    "minimum",
    "exclusiveMinimum",
    "maxLength",
    "minLength",
    "pattern",
    "maxItems",
    "minItems",
    "uniqueItems",
    "enum",
    "multipleOf",
];

impl<'a> Translator<'a, '_> {
    /// A parameter that is neither body nor form field; a reference stays one.
    pub(super) fn plain_parameter(&mut self, here: &Here, node: &'a Node) -> Node {
        match reference_of(node) {
            Some(reference) => self.parameter_reference(here, node, reference),
            None => self.described(here, node),
        }
    }

    fn parameter_reference(&mut self, here: &Here, node: &'a Node, reference: &Node) -> Node {
        let text = reference.as_str().unwrap_or_default();
        let target = self.locate(here, text, reference.place);
        // What stands in an operation's list may stand at another index in 3.0, or nowhere.
        if target.is_some_and(|target| target.moves())
            && let Some((here, parameter)) = self.follow(here, node)
        {
            return self.described(&here, parameter);
        }
        self.reference_object(here, node, Kind::Parameter)
    }

    /// A Reference Object, and what stands beside its `$ref`.
    pub(super) fn reference_object(&mut self, here: &Here, node: &Node, kind: Kind) -> Node {
        let mut object = Members::new(node.place);
        for (key, member) in node.as_object().into_iter().flatten() {
            let value = match &**key {
                "$ref" => self.reference(here, &member.node, kind),
                _ => self.copy(&member.node),
            };
            object.put(key, member.key_place, value);
        }
        object.finish()
    }

    /// A parameter or header whose rules move into a schema.
    pub(super) fn described(&mut self, here: &Here, node: &Node) -> Node {
        let NodeValue::Object(members) = &node.value else {
            return self.copy(node);
        };
        if !self.spend(1 + members.len(), node.place) {
            return build::list(node.place, Vec::new());
        }
        let mut object = Members::new(node.place);
        if members.contains_key("schema") || members.contains_key("content") {
            self.put_as_in_3_0(here, members, &mut object);
            return object.finish();
        }
        for (key, member) in members {
            let place = member.key_place;
            match &**key {
                "x-example" if !members.contains_key("example") => {
                    let copy = self.copy(&member.node);
                    object.put("example", place, copy);
                }
                "x-examples" if has_members(&member.node) && !members.contains_key("examples") => {
                    let examples = self.examples(&member.node);
                    object.put("examples", place, examples);
                }
                "collectionFormat" | "x-nullable" => {}
                key if RULES.contains(&key) => {}
                key => {
                    let copy = self.copy(&member.node);
                    object.put(key, place, copy);
                }
            }
        }
        let schema = self.rules(here, node, members);
        if let Some(schema) = schema {
            object.add("schema", schema);
        }
        self.put_style(node, members, &mut object);
        object.finish()
    }

    /// A parameter that is written as 3.0 wants it already.
    fn put_as_in_3_0(&mut self, here: &Here, members: &Object, object: &mut Members) {
        for (key, member) in members {
            let value = match &**key {
                "schema" => self.schema(here, &member.node),
                "content" => self.loose(here, &member.node),
                _ => self.copy(&member.node),
            };
            object.put(key, member.key_place, value);
        }
    }

    /// The schema of what is described by fields of its own; absent when there are none.
    pub(super) fn rules(&mut self, here: &Here, node: &Node, members: &Object) -> Option<Node> {
        let mut schema = Members::new(node.place);
        for (key, member) in members {
            let value = &member.node;
            match (&**key, value.as_str()) {
                ("type", Some("file")) => {
                    schema.put("type", member.key_place, build::text("string", value.place));
                    schema.add_text("format", "binary", value.place);
                }
                ("format", Some(_)) if schema.has("format") => {}
                ("items", _) => {
                    let items = self.schema(here, value);
                    schema.put("items", member.key_place, items);
                }
                ("x-nullable", _) => schema.put("nullable", member.key_place, value.clone()),
                (key, _) if RULES.contains(&key) => {
                    let copy = self.copy(value);
                    schema.put(key, member.key_place, copy);
                }
                _ => {}
            }
        }
        (!schema.is_empty()).then(|| schema.finish())
    }

    /// Named examples, each with a `value`.
    fn examples(&mut self, node: &Node) -> Node {
        let entries = node.as_object().into_iter().flatten();
        let entries = entries.map(|(key, member)| {
            let value = self.copy(&member.node);
            let node = match value.member("value") {
                Some(_) => value,
                None => example_object(value),
            };
            (key.clone(), Member { node, ..*member })
        });
        build::object(node.place, entries.collect())
    }

    fn put_style(&mut self, node: &Node, members: &Object, object: &mut Members) {
        let location = node.member("in").and_then(Node::as_str).unwrap_or("header");
        let in_query = location.eq_ignore_ascii_case("query");
        if let Some((style, explode)) = self.style(members, in_query) {
            let place = members.get("collectionFormat");
            let place = place.map_or(node.place, |member| member.node.place);
            object.add_text("style", style, place);
            object.add_flag("explode", explode);
        }
    }

    /// How a list is written; absent for what is no list. Queries and forms have more ways than
    /// paths and headers.
    pub(super) fn style(
        &mut self,
        members: &Object,
        in_query: bool,
    ) -> Option<(&'static str, bool)> {
        let written = members.get("collectionFormat").map(|member| &member.node);
        let ty = members.get("type").and_then(|member| member.node.as_str());
        if ty != Some("array") {
            if let Some(written) = written {
                let message = "`collectionFormat` means something for arrays only; it is ignored";
                let warning =
                    Diagnostic::warning("unused-collection-format", written.place, message);
                self.report.add(warning);
            }
            return None;
        }
        let default = if in_query { "form" } else { "simple" };
        let Some(written) = written else {
            return Some((default, false));
        };
        let format = written.as_str().unwrap_or_default();
        match (format, in_query) {
            ("csv", _) => return Some((default, false)),
            ("multi", true) => return Some(("form", true)),
            ("ssv", true) => return Some(("spaceDelimited", false)),
            ("pipes", true) => return Some(("pipeDelimited", false)),
            _ => {}
        }
        let message = match format {
            "ssv" | "tsv" | "pipes" => format!(
                "OpenAPI 3.0 has no style for `{format}` here; the list is written with commas"
            ),
            "multi" => {
                "only queries and forms repeat a name; the list is written with commas".to_owned()
            }
            _ => {
                format!("there is no collection format `{format}`; the list is written with commas")
            }
        };
        self.report.add(Diagnostic::warning(
            "collection-format",
            written.place,
            message,
        ));
        Some((default, false))
    }
}

fn has_members(node: &Node) -> bool {
    node.as_object().is_some_and(|members| !members.is_empty())
}

/// An Example Object.
pub(super) fn example_object(value: Node) -> Node {
    let mut example = Members::new(value.place);
    example.add("value", value);
    example.finish()
}
