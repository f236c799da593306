//! One schema's keywords, whichever dialect they come from.

use super::super::{Cx, nearest};
use crate::api::{Keywords, SchemaId};
use crate::diagnostic::{Diagnostic, Severity};
use crate::document::{Member, Node, NodeValue, Object};
use crate::resolve::At;
use crate::source::Place;
use indexmap::IndexMap;

/// What is being read: the keywords so far, and what must wait until all have been seen.
#[derive(Debug)]
pub(super) struct Reading<'a> {
    /// The schema, inside its own scope.
    pub(super) at: At<'a>,
    /// The result.
    pub(super) keywords: Keywords,
    /// Where 3.0's `nullable: true` stands.
    pub(super) nullable: Option<Place>,
    /// Whether `exclusiveMinimum: true` of 3.0 stands beside `minimum`.
    pub(super) minimum_is_exclusive: bool,
    /// Whether `exclusiveMaximum: true` of 3.0 stands beside `maximum`.
    pub(super) maximum_is_exclusive: bool,
    /// `additionalItems` of older drafts.
    pub(super) additional_items: Option<At<'a>>,
    /// Whether `items` is a list, as in older drafts.
    pub(super) items_is_list: bool,
}

impl<'a> Cx<'a> {
    pub(super) fn lower_keywords(&mut self, at: At<'a>, members: &'a Object) -> Keywords {
        let mut reading = Reading {
            at,
            keywords: Keywords::default(),
            nullable: None,
            minimum_is_exclusive: false,
            maximum_is_exclusive: false,
            additional_items: None,
            items_is_list: false,
        };
        for (key, member) in members {
            let known = self.read_rule(&mut reading, key, member)
                || self.read_applicator(&mut reading, key, member)
                || self.read_annotation(&mut reading, key, member);
            if !known {
                self.read_unknown(&mut reading, key, member);
            }
        }
        self.warn_reference_siblings(&reading);
        reading.finish_exclusive_limits();
        self.finish_items(&mut reading);
        self.finish_format(&mut reading);
        self.finish_enumeration(&mut reading);
        self.finish_nullable(reading)
    }

    /// The keywords of the validation vocabulary.
    fn read_rule(&mut self, reading: &mut Reading<'a>, key: &str, member: &'a Member) -> bool {
        let node = &member.node;
        let keyword = match key {
            "type" => {
                self.read_type(reading, member);
                "type"
            }
            "nullable" => {
                self.read_nullable(reading, member);
                "nullable"
            }
            "enum" => {
                self.read_enumeration(reading, node);
                "enum"
            }
            "const" => {
                self.newer_keyword(reading, "const", member);
                reading.keywords.constant = Some(node.to_json());
                "const"
            }
            "multipleOf" => {
                reading.keywords.multiple_of = self.positive_number(node, "multipleOf");
                "multipleOf"
            }
            "maximum" => {
                reading.keywords.maximum = self.number(node, "maximum");
                "maximum"
            }
            "minimum" => {
                reading.keywords.minimum = self.number(node, "minimum");
                "minimum"
            }
            "exclusiveMaximum" => {
                self.read_exclusive_maximum(reading, member);
                "exclusiveMaximum"
            }
            "exclusiveMinimum" => {
                self.read_exclusive_minimum(reading, member);
                "exclusiveMinimum"
            }
            "maxLength" => {
                reading.keywords.max_length = self.count(node, "maxLength");
                "maxLength"
            }
            "minLength" => {
                reading.keywords.min_length = self.count(node, "minLength");
                "minLength"
            }
            "pattern" => {
                reading.keywords.pattern = self.keyword_text(node, "pattern");
                "pattern"
            }
            "format" => {
                reading.keywords.format = self.keyword_text(node, "format");
                "format"
            }
            "minContains" => {
                reading.keywords.min_contains = self.count(node, "minContains");
                "minContains"
            }
            "maxContains" => {
                reading.keywords.max_contains = self.count(node, "maxContains");
                "maxContains"
            }
            "maxItems" => {
                reading.keywords.max_items = self.count(node, "maxItems");
                "maxItems"
            }
            "minItems" => {
                reading.keywords.min_items = self.count(node, "minItems");
                "minItems"
            }
            "uniqueItems" => {
                reading.keywords.unique_items = self.flag(node, "uniqueItems").unwrap_or(false);
                "uniqueItems"
            }
            "required" => {
                self.read_required(reading, member);
                "required"
            }
            "minProperties" => {
                reading.keywords.min_properties = self.count(node, "minProperties");
                "minProperties"
            }
            "maxProperties" => {
                reading.keywords.max_properties = self.count(node, "maxProperties");
                "maxProperties"
            }
            "dependentRequired" => {
                self.read_dependent_required(reading, member);
                "dependentRequired"
            }
            _ => return false,
        };
        reading.keywords.places.push((keyword, member.key_place));
        true
    }

    /// The keywords that hold schemas.
    fn read_applicator(
        &mut self,
        reading: &mut Reading<'a>,
        key: &str,
        member: &'a Member,
    ) -> bool {
        let at = reading.at.child(&member.node);
        let keywords = &mut reading.keywords;
        let keyword = match key {
            "$ref" => {
                keywords.reference = self.schema_reference(at, "$ref");
                "$ref"
            }
            "$dynamicRef" | "$recursiveRef" => {
                keywords.dynamic_reference = self.schema_reference(at, "$dynamicRef");
                "$dynamicRef"
            }
            "contentSchema" => {
                keywords.content_schema = Some(self.schema(at));
                "contentSchema"
            }
            "prefixItems" => {
                keywords.prefix_items = self.schema_list(at, "prefixItems");
                "prefixItems"
            }
            "items" => {
                self.read_items(reading, at);
                "items"
            }
            "additionalItems" => {
                reading.additional_items = Some(at);
                "items"
            }
            "contains" => {
                keywords.contains = Some(self.schema(at));
                "contains"
            }
            "unevaluatedItems" => {
                keywords.unevaluated_items = Some(self.schema(at));
                "unevaluatedItems"
            }
            "properties" => {
                keywords.properties = self.schema_map(at, "properties");
                "properties"
            }
            "patternProperties" => {
                keywords.pattern_properties = self.schema_map(at, "patternProperties");
                "patternProperties"
            }
            "additionalProperties" => {
                keywords.additional_properties = self.present_schema(at, "additionalProperties");
                "additionalProperties"
            }
            "propertyNames" => {
                keywords.property_names = Some(self.schema(at));
                "propertyNames"
            }
            "unevaluatedProperties" => {
                keywords.unevaluated_properties = Some(self.schema(at));
                "unevaluatedProperties"
            }
            "dependentSchemas" => {
                keywords.dependent_schemas = self.schema_map(at, "dependentSchemas");
                "dependentSchemas"
            }
            "dependencies" => {
                self.read_dependencies(reading, member);
                "dependentSchemas"
            }
            "allOf" => {
                keywords.all_of = self.schema_list(at, "allOf");
                "allOf"
            }
            "anyOf" => {
                keywords.any_of = self.schema_list(at, "anyOf");
                "anyOf"
            }
            "oneOf" => {
                keywords.one_of = self.schema_list(at, "oneOf");
                "oneOf"
            }
            "not" => {
                keywords.not = Some(self.schema(at));
                "not"
            }
            "if" => {
                keywords.if_ = Some(self.schema(at));
                "if"
            }
            "then" => {
                keywords.then = Some(self.schema(at));
                "then"
            }
            "else" => {
                keywords.else_ = Some(self.schema(at));
                "else"
            }
            "discriminator" => {
                keywords.discriminator = self.lower_discriminator(at);
                "discriminator"
            }
            _ => return false,
        };
        if SINCE_3_1.contains(&keyword) {
            self.newer_keyword(reading, keyword, member);
        }
        reading.keywords.places.push((keyword, member.key_place));
        true
    }

    fn read_unknown(&mut self, reading: &mut Reading<'a>, key: &str, member: &'a Member) {
        if !key.starts_with("x-")
            && !self.report.is_full(Severity::Warning)
            && let Some(near) = nearest(key, KNOWN.iter().copied())
        {
            let message = format!("no keyword of schemas is called `{key}`; it is ignored");
            self.report.add(
                Diagnostic::warning("unknown-keyword", member.key_place, message)
                    .help(format!("did you mean `{near}`?")),
            );
        }
        let value = member.node.to_json();
        reading.keywords.extensions.insert(key.to_owned(), value);
    }

    fn schema_list(&mut self, at: At<'a>, keyword: &str) -> Vec<SchemaId> {
        match &at.node.value {
            NodeValue::Array(items) => items
                .iter()
                .map(|item| self.schema(at.child(item)))
                .collect(),
            _ if self.is_absent(at.node, keyword) => Vec::new(),
            _ if self.is_only_item(at.node, keyword) => vec![self.schema(at)],
            _ => {
                self.wrong_type(at.node, &format!("`{keyword}`"), "a list of schemas");
                Vec::new()
            }
        }
    }

    fn schema_map(&mut self, at: At<'a>, keyword: &str) -> IndexMap<String, SchemaId> {
        if self.is_absent(at.node, keyword) {
            return IndexMap::new();
        }
        let Some(members) = self.members(at, &format!("`{keyword}`")) else {
            return IndexMap::new();
        };
        members
            .iter()
            .map(|(name, member)| (name.to_string(), self.schema(at.child(&member.node))))
            .collect()
    }

    /// A schema, or nothing for `null`: some tools print the absence of a schema that way.
    fn present_schema(&mut self, at: At<'a>, keyword: &str) -> Option<SchemaId> {
        (!self.is_absent(at.node, keyword)).then(|| self.schema(at))
    }

    /// Whether a keyword is null, which says nothing.
    pub(super) fn is_absent(&mut self, node: &Node, keyword: &str) -> bool {
        let is_null = node.is_null();
        if is_null {
            let message = format!("`{keyword}` is null, and is read as if it were absent");
            self.report
                .add(Diagnostic::warning("null-keyword", node.place, message));
        }
        is_null
    }

    fn read_items(&mut self, reading: &mut Reading<'a>, at: At<'a>) {
        if !matches!(at.node.value, NodeValue::Array(_)) {
            reading.keywords.items = self.present_schema(at, "items");
            return;
        }
        let message = "a list of schemas in `items` is read as `prefixItems`";
        self.report.add(
            Diagnostic::warning("items-list", at.place(), message)
                .help("JSON Schema 2020-12 calls this keyword `prefixItems`"),
        );
        reading.items_is_list = true;
        reading.keywords.prefix_items = self.schema_list(at, "items");
    }

    /// `additionalItems` means something only beside a list in `items`.
    fn finish_items(&mut self, reading: &mut Reading<'a>) {
        if reading.items_is_list
            && let Some(at) = reading.additional_items
        {
            reading.keywords.items = self.present_schema(at, "additionalItems");
        }
    }

    /// `dependencies` of older drafts: lists are `dependentRequired`, schemas `dependentSchemas`.
    fn read_dependencies(&mut self, reading: &mut Reading<'a>, member: &'a Member) {
        let at = reading.at.child(&member.node);
        for entry in self.entries(at, "`dependencies`") {
            if matches!(entry.at.node.value, NodeValue::Array(_)) {
                let names = self.names(entry.at.node, "an item of `dependencies`");
                let required = &mut reading.keywords.dependent_required;
                required.insert(entry.key.to_owned(), names);
            } else {
                let id = self.schema(entry.at);
                let schemas = &mut reading.keywords.dependent_schemas;
                schemas.insert(entry.key.to_owned(), id);
            }
        }
    }

    fn read_dependent_required(&mut self, reading: &mut Reading<'a>, member: &'a Member) {
        self.newer_keyword(reading, "dependentRequired", member);
        let at = reading.at.child(&member.node);
        for entry in self.entries(at, "`dependentRequired`") {
            let names = self.names(entry.at.node, "an item of `dependentRequired`");
            let required = &mut reading.keywords.dependent_required;
            required.insert(entry.key.to_owned(), names);
        }
    }

    fn read_required(&mut self, reading: &mut Reading<'a>, member: &'a Member) {
        if let NodeValue::Boolean(_) = member.node.value {
            let message = "`required` of a schema is a list of property names; this has no effect";
            self.report.add(
                Diagnostic::warning("required-flag", member.key_place, message)
                    .help("name the property in the `required` list of the schema around it"),
            );
            return;
        }
        if matches!(member.node.value, NodeValue::Null) {
            return;
        }
        reading.keywords.required = self.names(&member.node, "an item of `required`");
    }

    /// A list of names, without repeats.
    fn names(&mut self, node: &'a Node, what: &str) -> Vec<String> {
        let list = what.trim_start_matches("an item of ");
        let items = match &node.value {
            NodeValue::Array(items) => items.as_slice(),
            _ if self.is_only_item(node, list.trim_matches('`')) => std::slice::from_ref(node),
            _ => {
                self.wrong_type(node, list, "a list of names");
                return Vec::new();
            }
        };
        let mut names: indexmap::IndexSet<String> = indexmap::IndexSet::new();
        for item in items {
            names.extend(self.text(item, what).map(str::to_owned));
        }
        names.into_iter().collect()
    }

    pub(super) fn newer_keyword(
        &mut self,
        reading: &Reading<'a>,
        keyword: &str,
        member: &'a Member,
    ) {
        if !self.is_version_3_0(reading.at.scope.file) {
            return;
        }
        let message =
            format!("`{keyword}` came with OpenAPI 3.1 and is honoured in this 3.0 document");
        self.report.add(
            Diagnostic::warning("newer-keyword", member.key_place, message)
                .help("declare `openapi: 3.1.0`, or other tools may overlook it"),
        );
    }
}

const SINCE_3_1: &[&str] = &[
    "$dynamicRef",
    "contentSchema",
    "prefixItems",
    "contains",
    "unevaluatedItems",
    "patternProperties",
    "propertyNames",
    "unevaluatedProperties",
    "dependentSchemas",
    "if",
    "then",
    "else",
];

/// Keywords that a misspelling can be a misspelling of.
const KNOWN: &[&str] = &[
    "$anchor",
    "$defs",
    "$dynamicAnchor",
    "$dynamicRef",
    "$id",
    "$ref",
    "additionalProperties",
    "allOf",
    "anyOf",
    "const",
    "contains",
    "contentEncoding",
    "contentMediaType",
    "contentSchema",
    "default",
    "dependentRequired",
    "dependentSchemas",
    "deprecated",
    "description",
    "discriminator",
    "else",
    "enum",
    "example",
    "examples",
    "exclusiveMaximum",
    "exclusiveMinimum",
    "externalDocs",
    "format",
    "items",
    "maxContains",
    "maxItems",
    "maxLength",
    "maxProperties",
    "maximum",
    "minContains",
    "minItems",
    "minLength",
    "minProperties",
    "minimum",
    "multipleOf",
    "nullable",
    "oneOf",
    "pattern",
    "patternProperties",
    "prefixItems",
    "properties",
    "propertyNames",
    "readOnly",
    "required",
    "title",
    "type",
    "unevaluatedItems",
    "unevaluatedProperties",
    "uniqueItems",
    "writeOnly",
    "xml",
];
