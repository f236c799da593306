//! Schema Objects. 2.0's are nearly those of 3.0: references have moved, a discriminator is an
//! object now, and what was an extension for want of a keyword has one.

use super::build::{self, Members};
use super::translator::{Here, Kind, Translator};
use crate::diagnostic::Diagnostic;
use crate::document::{Member, Node, NodeValue};
use crate::source::Place;
use std::collections::HashMap;

/// Most steps from a schema to those it extends.
const MOST_ANCESTORS: usize = 64;

/// The values of a discriminator by the definition that declares it: each value with its place and
/// the definition it stands for.
pub(super) type Mappings<'n> = HashMap<&'n str, Vec<(&'n str, Place, &'n str)>>;

impl Translator<'_, '_> {
    pub(super) fn schema(&mut self, here: &Here, node: &Node) -> Node {
        self.schema_with(here, node, &[])
    }

    /// A schema whose discriminator has these values.
    pub(super) fn schema_with(
        &mut self,
        here: &Here,
        node: &Node,
        mapping: &[(&str, Place, &str)],
    ) -> Node {
        let NodeValue::Object(members) = &node.value else {
            return self.copy(node);
        };
        if !self.spend(1 + members.len(), node.place) {
            return build::list(node.place, Vec::new());
        }
        let mut schema = Members::new(node.place);
        for (key, member) in members {
            let value = &member.node;
            let (name, translated) = match &**key {
                "$ref" if value.as_str().is_some() => {
                    ("$ref", self.reference(here, value, Kind::Schema))
                }
                "discriminator" if value.as_str().is_some() => {
                    (&**key, discriminator(value, mapping))
                }
                "x-nullable" | "x-isnullable" | "x-isNullable"
                    if value.as_bool().is_some() && !members.contains_key("nullable") =>
                {
                    ("nullable", value.clone())
                }
                "x-example" if !members.contains_key("example") => ("example", self.copy(value)),
                "collectionFormat" => {
                    self.refuse_nested_format(value);
                    continue;
                }
                "properties" | "patternProperties" | "definitions" => {
                    (&**key, self.schema_map(here, value))
                }
                "items"
                | "additionalItems"
                | "additionalProperties"
                | "not"
                | "allOf"
                | "anyOf"
                | "oneOf" => (&**key, self.schema_or_list(here, value)),
                _ => (&**key, self.copy(value)),
            };
            schema.put(name, member.key_place, translated);
        }
        schema.finish()
    }

    fn schema_map(&mut self, here: &Here, node: &Node) -> Node {
        let NodeValue::Object(members) = &node.value else {
            return self.copy(node);
        };
        let entries = members.iter().map(|(key, member)| {
            let node = self.schema(here, &member.node);
            (key.clone(), Member { node, ..*member })
        });
        build::object(node.place, entries.collect())
    }

    fn schema_or_list(&mut self, here: &Here, node: &Node) -> Node {
        match &node.value {
            NodeValue::Array(items) => {
                let items = items.iter().map(|item| self.schema(here, item));
                build::list(node.place, items.collect())
            }
            _ => self.schema(here, node),
        }
    }

    /// Lists within lists are separated by commas in 2.0 unless they say otherwise; 3.0 has no
    /// words for either.
    fn refuse_nested_format(&mut self, node: &Node) {
        let message = "OpenAPI 3.0 cannot say how a list inside a list is written; \
                       `collectionFormat` is ignored here";
        self.report.add(Diagnostic::warning(
            "nested-collection-format",
            node.place,
            message,
        ));
    }

    /// A copy in which nothing but references is translated, for what 2.0 does not know.
    pub(super) fn loose(&mut self, here: &Here, node: &Node) -> Node {
        match &node.value {
            NodeValue::Array(items) => {
                let items = items.iter().map(|item| self.loose(here, item));
                build::list(node.place, items.collect())
            }
            NodeValue::Object(members) => {
                let entries = members.iter().map(|(key, member)| {
                    let node = match (&**key, member.node.as_str()) {
                        ("$ref", Some(_)) => self.reference(here, &member.node, Kind::Schema),
                        _ => self.loose(here, &member.node),
                    };
                    (key.clone(), Member { node, ..*member })
                });
                build::object(node.place, entries.collect())
            }
            _ => self.copy(node),
        }
    }
}

fn discriminator(name: &Node, mapping: &[(&str, Place, &str)]) -> Node {
    let mut discriminator = Members::new(name.place);
    discriminator.add("propertyName", name.clone());
    if !mapping.is_empty() {
        let mut values = Members::new(name.place);
        for (value, place, definition) in mapping {
            let pointer = definition.replace('~', "~0").replace('/', "~1");
            let reference = format!("#/components/schemas/{pointer}");
            values.add_text(value, &reference, *place);
        }
        discriminator.add("mapping", values.finish());
    }
    discriminator.finish()
}

/// What the definitions say with `x-discriminator-value`, by the definitions they extend.
pub(super) fn mappings(definitions: &Node) -> Mappings<'_> {
    let mut mappings: Mappings<'_> = HashMap::new();
    for (name, member) in definitions.as_object().into_iter().flatten() {
        let Some(value) = member.node.member("x-discriminator-value") else {
            continue;
        };
        let Some(text) = value.as_str() else {
            continue;
        };
        for ancestor in ancestors(definitions, name) {
            let values = mappings.entry(ancestor).or_default();
            values.push((text, value.place, name));
        }
    }
    mappings
}

/// A definition and those it extends.
fn ancestors<'n>(definitions: &'n Node, name: &'n str) -> Vec<&'n str> {
    let mut found = vec![name];
    let mut next = 0;
    while let Some(name) = found.get(next).copied() {
        next += 1;
        let parts = definitions
            .member(name)
            .and_then(|node| node.member("allOf"));
        for part in parts.and_then(Node::as_array).into_iter().flatten() {
            let reference = part.member("$ref").and_then(Node::as_str);
            let parent = reference.and_then(|text| text.strip_prefix("#/definitions/"));
            if let Some(parent) = parent
                && !found.contains(&parent)
                && found.len() < MOST_ANCESTORS
            {
                found.push(parent);
            }
        }
    }
    found
}
