//! Schemas as text: the keywords that are there, in a fixed order, on one line.

use super::{Keywords, SchemaId, Schemas, Type};
use indexmap::IndexMap;
use serde_json::Value;
use std::cell::Cell;
use std::fmt::Display;

/// Deepest nesting that is written out; schemas without a name may contain themselves.
const DEPTH: usize = 24;

/// Most schemas without a name that are written out on one line.
const MOST: usize = 10_000;

/// A schema's text: its name, or its keywords if it has none or they are asked for.
pub(super) fn write_schema(schemas: &Schemas, id: SchemaId, expand: bool) -> String {
    let left = Cell::new(MOST);
    let writer = Writer {
        schemas,
        depth: DEPTH,
        left: &left,
    };
    match expand {
        true => writer.keywords(&schemas[id].keywords),
        false => writer.schema(id),
    }
}

#[derive(Clone, Copy)]
struct Writer<'d> {
    schemas: &'d Schemas,
    depth: usize,
    left: &'d Cell<usize>,
}

impl Writer<'_> {
    fn schema(self, id: SchemaId) -> String {
        let schema = &self.schemas[id];
        let left = self.left.get();
        self.left.set(left.saturating_sub(1));
        let depth = self.depth.checked_sub(1).filter(|_| left > 0);
        match (&schema.name, depth) {
            (Some(name), _) => name.clone(),
            (None, None) => "…".to_owned(),
            (None, Some(depth)) => Writer { depth, ..self }.keywords(&schema.keywords),
        }
    }

    fn keywords(self, keywords: &Keywords) -> String {
        let mut fields = Fields(Vec::new());
        self.references(keywords, &mut fields);
        write_values(keywords, &mut fields);
        self.strings_and_arrays(keywords, &mut fields);
        self.objects(keywords, &mut fields);
        self.combinations(keywords, &mut fields);
        write_annotations(keywords, &mut fields);
        format!("{{{}}}", fields.0.join(", "))
    }

    fn references(self, keywords: &Keywords, fields: &mut Fields) {
        fields.maybe("$ref", keywords.reference.map(|id| self.schema(id)));
        let dynamic = keywords.dynamic_reference;
        fields.maybe("$dynamicRef", dynamic.map(|id| self.schema(id)));
    }

    fn strings_and_arrays(self, keywords: &Keywords, fields: &mut Fields) {
        fields.maybe("maxLength", keywords.max_length);
        fields.maybe("minLength", keywords.min_length);
        fields.maybe("pattern", keywords.pattern.as_ref());
        fields.maybe("format", keywords.format.as_ref());
        fields.maybe("contentEncoding", keywords.content_encoding.as_ref());
        fields.maybe("contentMediaType", keywords.content_media_type.as_ref());
        fields.maybe("contentSchema", self.optional(keywords.content_schema));
        fields.list("prefixItems", self.list(&keywords.prefix_items));
        fields.maybe("items", self.optional(keywords.items));
        fields.maybe("contains", self.optional(keywords.contains));
        fields.maybe("minContains", keywords.min_contains);
        fields.maybe("maxContains", keywords.max_contains);
        fields.maybe("maxItems", keywords.max_items);
        fields.maybe("minItems", keywords.min_items);
        fields.flag("uniqueItems", keywords.unique_items);
        fields.maybe(
            "unevaluatedItems",
            self.optional(keywords.unevaluated_items),
        );
    }

    fn objects(self, keywords: &Keywords, fields: &mut Fields) {
        fields.map("properties", self.map(&keywords.properties));
        fields.map("patternProperties", self.map(&keywords.pattern_properties));
        let additional = self.optional(keywords.additional_properties);
        fields.maybe("additionalProperties", additional);
        fields.maybe("propertyNames", self.optional(keywords.property_names));
        let unevaluated = self.optional(keywords.unevaluated_properties);
        fields.maybe("unevaluatedProperties", unevaluated);
        fields.list("required", keywords.required.clone());
        fields.maybe("minProperties", keywords.min_properties);
        fields.maybe("maxProperties", keywords.max_properties);
        let required = keywords.dependent_required.iter();
        let required = required.map(|(name, names)| format!("{name}: [{}]", names.join(", ")));
        fields.map("dependentRequired", required.collect());
        fields.map("dependentSchemas", self.map(&keywords.dependent_schemas));
    }

    fn combinations(self, keywords: &Keywords, fields: &mut Fields) {
        fields.list("allOf", self.list(&keywords.all_of));
        fields.list("anyOf", self.list(&keywords.any_of));
        fields.list("oneOf", self.list(&keywords.one_of));
        fields.maybe("not", self.optional(keywords.not));
        fields.maybe("if", self.optional(keywords.if_));
        fields.maybe("then", self.optional(keywords.then));
        fields.maybe("else", self.optional(keywords.else_));
        if let Some(discriminator) = &keywords.discriminator {
            fields.maybe("discriminator", Some(&discriminator.property_name));
            fields.map("mapping", self.map(&discriminator.mapping));
        }
    }

    fn optional(self, id: Option<SchemaId>) -> Option<String> {
        id.map(|id| self.schema(id))
    }

    fn list(self, ids: &[SchemaId]) -> Vec<String> {
        ids.iter().map(|id| self.schema(*id)).collect()
    }

    fn map(self, ids: &IndexMap<String, SchemaId>) -> Vec<String> {
        ids.iter()
            .map(|(name, id)| format!("{name}: {}", self.schema(*id)))
            .collect()
    }
}

fn write_values(keywords: &Keywords, fields: &mut Fields) {
    let types: Vec<&str> = keywords.types.iter().map(Type::as_str).collect();
    match types.as_slice() {
        [] => {}
        [only] => fields.maybe("type", Some(only)),
        several => fields.maybe("type", Some(format!("[{}]", several.join(", ")))),
    }
    if let Some(values) = &keywords.enumeration {
        fields.list("enum", values.iter().map(Value::to_string).collect());
    }
    fields.maybe("const", keywords.constant.as_ref());
    fields.maybe("multipleOf", keywords.multiple_of.as_ref());
    fields.maybe("maximum", keywords.maximum.as_ref());
    fields.maybe("exclusiveMaximum", keywords.exclusive_maximum.as_ref());
    fields.maybe("minimum", keywords.minimum.as_ref());
    fields.maybe("exclusiveMinimum", keywords.exclusive_minimum.as_ref());
}

fn write_annotations(keywords: &Keywords, fields: &mut Fields) {
    let quoted = |text: &String| format!("{text:?}");
    fields.maybe("title", keywords.title.as_ref().map(quoted));
    fields.maybe("description", keywords.description.as_ref().map(quoted));
    fields.maybe("default", keywords.default.as_ref());
    fields.list(
        "examples",
        keywords.examples.iter().map(Value::to_string).collect(),
    );
    fields.flag("deprecated", keywords.deprecated);
    fields.flag("readOnly", keywords.read_only);
    fields.flag("writeOnly", keywords.write_only);
    if let Some(xml) = &keywords.xml {
        fields.maybe("xml", xml.name.as_deref().or(Some("-")));
    }
    for (name, value) in &keywords.extensions {
        fields.maybe(name, Some(value));
    }
}

struct Fields(Vec<String>);

impl Fields {
    fn maybe(&mut self, name: &str, value: Option<impl Display>) {
        if let Some(value) = value {
            self.0.push(format!("{name}: {value}"));
        }
    }

    fn flag(&mut self, name: &str, set: bool) {
        self.maybe(name, set.then_some("true"));
    }

    fn list(&mut self, name: &str, items: Vec<String>) {
        if !items.is_empty() {
            self.0.push(format!("{name}: [{}]", items.join(", ")));
        }
    }

    fn map(&mut self, name: &str, members: Vec<String>) {
        if !members.is_empty() {
            self.0.push(format!("{name}: {{{}}}", members.join(", ")));
        }
    }
}
