//! Keywords that describe a value and do not limit it.

use super::super::{Cx, ObjectKind};
use super::keywords::Reading;
use crate::api::Xml;
use crate::diagnostic::Diagnostic;
use crate::document::{Member, Node, NodeValue};
use crate::resolve::At;
use serde_json::Value;

const XML: ObjectKind = ObjectKind {
    name: "xml",
    // `nodeType` is 3.2's word for what `attribute` and `wrapped` say.
    fields: &[
        "name",
        "namespace",
        "prefix",
        "attribute",
        "wrapped",
        "nodeType",
    ],
};

impl<'a> Cx<'a> {
    /// Reads a keyword if it is an annotation, or one that means nothing to the model.
    pub(super) fn read_annotation(
        &mut self,
        reading: &mut Reading<'a>,
        key: &str,
        member: &'a Member,
    ) -> bool {
        let node = &member.node;
        let at = reading.at.child(node);
        let keywords = &mut reading.keywords;
        match key {
            "title" => keywords.title = self.keyword_text(node, "title"),
            "description" => keywords.description = self.keyword_text(node, "description"),
            "default" => {
                keywords.default = Some(node.to_json());
                keywords.places.push(("default", member.key_place));
            }
            "example" => {
                keywords.examples.insert(0, node.to_json());
                keywords.places.push(("example", member.key_place));
            }
            "examples" => {
                self.newer_keyword(reading, "examples", member);
                let values = self.schema_examples(at);
                reading.keywords.examples.extend(values);
                reading.keywords.places.push(("examples", member.key_place));
            }
            "deprecated" => keywords.deprecated = self.flag(node, key).unwrap_or(false),
            "readOnly" => {
                keywords.read_only = self.flag(node, key).unwrap_or(false);
                keywords.places.push(("readOnly", member.key_place));
            }
            "writeOnly" => {
                keywords.write_only = self.flag(node, key).unwrap_or(false);
                keywords.places.push(("writeOnly", member.key_place));
            }
            "contentEncoding" => keywords.content_encoding = self.keyword_text(node, key),
            "contentMediaType" => keywords.content_media_type = self.keyword_text(node, key),
            "xml" => keywords.xml = self.lower_xml(at),
            "externalDocs" => keywords.external_docs = self.lower_external_docs(at),
            "$schema" | "$id" | "$anchor" | "$dynamicAnchor" | "$recursiveAnchor" | "$comment"
            | "$vocabulary" | "$defs" | "definitions" => {}
            _ => return false,
        }
        true
    }

    /// `examples` is a list; a map in the manner of media types is read too.
    fn schema_examples(&mut self, at: At<'a>) -> Vec<Value> {
        if let NodeValue::Array(items) = &at.node.value {
            return items.iter().map(Node::to_json).collect();
        }
        let found = at.node.kind_name();
        let message = format!("`examples` of a schema must be a list, not {found}");
        self.report.add(
            Diagnostic::warning("examples-not-list", at.place(), message)
                .help("write the values as items of a list"),
        );
        match &at.node.value {
            NodeValue::Object(members) => members
                .values()
                .map(|member| match &member.node.value {
                    NodeValue::Object(fields) if fields.contains_key("value") => fields
                        .get("value")
                        .map_or(Value::Null, |value| value.node.to_json()),
                    _ => member.node.to_json(),
                })
                .collect(),
            _ => vec![at.node.to_json()],
        }
    }

    fn lower_xml(&mut self, at: At<'a>) -> Option<Xml> {
        let fields = self.fields(at, &XML)?;
        Some(Xml {
            name: fields.text(self, "name"),
            namespace: fields.text(self, "namespace"),
            prefix: fields.text(self, "prefix"),
            attribute: fields.flag(self, "attribute").unwrap_or(false),
            wrapped: fields.flag(self, "wrapped").unwrap_or(false),
        })
    }
}
