//! Schemas in the vocabulary of OpenAPI 3.1, and what both versions have in common.

use super::document::Writer;
use super::names::{is_anything, is_never};
use super::object::Object;
use crate::api::{Discriminator, Keywords, SchemaId, Xml};
use indexmap::IndexMap;
use serde_json::{Map, Value};

impl Writer<'_> {
    /// A schema where it is used: a `$ref` if it has a name, else itself.
    pub(super) fn schema(&mut self, id: SchemaId) -> Value {
        match self.reference(id) {
            Some(reference) => reference,
            None => self.definition(id),
        }
    }

    /// A `$ref` to a schema that has a name.
    pub(super) fn reference(&self, id: SchemaId) -> Option<Value> {
        let mut object = Object::default();
        object.put("$ref", self.pointer(id)?);
        Some(object.into())
    }

    /// Where a schema that has a name stands.
    pub(super) fn pointer(&self, id: SchemaId) -> Option<String> {
        self.names
            .of(id)
            .map(|name| format!("#/components/schemas/{name}"))
    }

    /// The schema itself. A schema that holds itself without a name between, which no document can
    /// write, ends in `{}`.
    pub(super) fn definition(&mut self, id: SchemaId) -> Value {
        if self.open.contains(&id) {
            return Value::Object(Map::new());
        }
        self.open.push(id);
        let written = if self.is_30() {
            self.lowered(id)
        } else {
            self.plain(id)
        };
        self.open.pop();
        written
    }

    /// A schema or, where the specification lets it, `true` or `false`.
    pub(super) fn schema_or_flag(&mut self, id: SchemaId) -> Value {
        let keywords = &self.api.schemas[id].keywords;
        if self.names.of(id).is_some() {
            self.schema(id)
        } else if is_anything(keywords) {
            Value::Bool(true)
        } else if is_never(self.api, id) {
            Value::Bool(false)
        } else {
            self.schema(id)
        }
    }

    fn plain(&mut self, id: SchemaId) -> Value {
        let keywords = &self.api.schemas[id].keywords;
        let mut object = Object::default();
        if let Some(target) = keywords.reference {
            object.put("$ref", self.pointer(target).unwrap_or_default());
        } else if let Some(target) = keywords.dynamic_reference {
            object.put("$ref", self.pointer(target).unwrap_or_default());
        }
        title_and_description(&mut object, keywords);
        types(&mut object, keywords);
        values(&mut object, keywords);
        numbers(&mut object, keywords);
        object.maybe("maximum", &keywords.maximum.clone().map(Value::Number));
        object.maybe(
            "exclusiveMaximum",
            &keywords.exclusive_maximum.clone().map(Value::Number),
        );
        object.maybe("minimum", &keywords.minimum.clone().map(Value::Number));
        object.maybe(
            "exclusiveMinimum",
            &keywords.exclusive_minimum.clone().map(Value::Number),
        );
        strings(&mut object, keywords);
        object.maybe("contentEncoding", &keywords.content_encoding);
        object.maybe("contentMediaType", &keywords.content_media_type);
        self.plain_arrays(&mut object, keywords);
        self.plain_objects(&mut object, keywords);
        self.plain_conditions(&mut object, keywords);
        self.discriminator(&mut object, keywords);
        annotations(&mut object, keywords);
        object.filled("examples", keywords.examples.clone());
        for (name, value) in &keywords.extensions {
            if !object.has(name) {
                object.put(name, value.clone());
            }
        }
        object.into()
    }

    fn plain_arrays(&mut self, object: &mut Object, keywords: &Keywords) {
        object.filled("prefixItems", self.list(&keywords.prefix_items));
        self.put_schema(object, "items", keywords.items);
        self.put_schema(object, "contains", keywords.contains);
        object.maybe("minContains", &keywords.min_contains);
        object.maybe("maxContains", &keywords.max_contains);
        array_bounds(object, keywords);
        self.put_schema(object, "unevaluatedItems", keywords.unevaluated_items);
        self.put_schema(object, "contentSchema", keywords.content_schema);
    }

    fn plain_objects(&mut self, object: &mut Object, keywords: &Keywords) {
        self.properties(object, keywords);
        object.filled("patternProperties", self.map(&keywords.pattern_properties));
        self.put_schema(
            object,
            "additionalProperties",
            keywords.additional_properties,
        );
        self.put_schema(object, "propertyNames", keywords.property_names);
        self.put_schema(
            object,
            "unevaluatedProperties",
            keywords.unevaluated_properties,
        );
        let dependent: Map<String, Value> = keywords
            .dependent_required
            .iter()
            .map(|(name, needed)| (name.clone(), Value::from(needed.clone())))
            .collect();
        object.filled("dependentRequired", dependent);
        object.filled("dependentSchemas", self.map(&keywords.dependent_schemas));
    }

    fn plain_conditions(&mut self, object: &mut Object, keywords: &Keywords) {
        object.filled("allOf", self.list(&keywords.all_of));
        object.filled("anyOf", self.list(&keywords.any_of));
        object.filled("oneOf", self.list(&keywords.one_of));
        self.put_schema(object, "not", keywords.not);
        self.put_schema(object, "if", keywords.if_);
        self.put_schema(object, "then", keywords.then);
        self.put_schema(object, "else", keywords.else_);
    }

    /// Sets `properties`, `required` and the bounds of their number.
    pub(super) fn properties(&mut self, object: &mut Object, keywords: &Keywords) {
        object.filled("properties", self.map(&keywords.properties));
        object.filled("required", keywords.required.clone());
        object.maybe("minProperties", &keywords.min_properties);
        object.maybe("maxProperties", &keywords.max_properties);
    }

    /// Sets `discriminator`. Schemas whose names had to be changed are mapped by their old names,
    /// which is what values carry.
    pub(super) fn discriminator(&mut self, object: &mut Object, keywords: &Keywords) {
        let Some(Discriminator {
            property_name,
            mapping,
            ..
        }) = &keywords.discriminator
        else {
            return;
        };
        let mut written = Object::default();
        for (value, target) in mapping {
            if let Some(pointer) = self.pointer(*target) {
                written.put(value, pointer);
            }
        }
        for variant in keywords.one_of.iter().chain(&keywords.any_of) {
            let target = self.api.schemas[*variant]
                .keywords
                .reference
                .unwrap_or(*variant);
            let old = self.api.schemas[target].name.as_deref();
            let mapped = mapping.values().any(|id| *id == target);
            if let (Some(old), Some(pointer), false) = (old, self.pointer(target), mapped)
                && self.names.of(target) != Some(old)
            {
                written.put(old, pointer);
            }
        }
        let mut discriminator = Object::default();
        discriminator.put("propertyName", property_name.clone());
        discriminator.filled("mapping", written);
        object.put("discriminator", discriminator);
    }

    /// Sets a keyword whose value is a schema.
    pub(super) fn put_schema(&mut self, object: &mut Object, key: &str, id: Option<SchemaId>) {
        if let Some(id) = id {
            let schema = self.schema_or_flag(id);
            object.put(key, schema);
        }
    }

    /// A list of schemas.
    pub(super) fn list(&mut self, ids: &[SchemaId]) -> Vec<Value> {
        ids.iter().map(|id| self.schema(*id)).collect()
    }

    /// A map of schemas.
    pub(super) fn map(&mut self, ids: &IndexMap<String, SchemaId>) -> Map<String, Value> {
        ids.iter()
            .map(|(name, id)| (name.clone(), self.schema(*id)))
            .collect()
    }
}

/// Whether a schema's own keywords, its subschemas left aside, say nothing.
pub(super) fn says_nothing(keywords: &Keywords) -> bool {
    let mut object = Object::default();
    title_and_description(&mut object, keywords);
    types(&mut object, keywords);
    values(&mut object, keywords);
    numbers(&mut object, keywords);
    strings(&mut object, keywords);
    array_bounds(&mut object, keywords);
    annotations(&mut object, keywords);
    let bounds = [
        &keywords.maximum,
        &keywords.exclusive_maximum,
        &keywords.minimum,
        &keywords.exclusive_minimum,
    ];
    object.is_empty()
        && bounds.iter().all(|bound| bound.is_none())
        && keywords.content_encoding.is_none()
        && keywords.content_media_type.is_none()
        && keywords.required.is_empty()
        && keywords.min_properties.is_none()
        && keywords.max_properties.is_none()
        && keywords.dependent_required.is_empty()
        && keywords.discriminator.is_none()
        && keywords.examples.is_empty()
        && keywords.extensions.is_empty()
}

/// Sets `title` and `description`.
pub(super) fn title_and_description(object: &mut Object, keywords: &Keywords) {
    object.maybe("title", &keywords.title);
    object.maybe("description", &keywords.description);
}

fn types(object: &mut Object, keywords: &Keywords) {
    let names: Vec<&str> = keywords.types.iter().map(|ty| ty.as_str()).collect();
    match names.as_slice() {
        [] => {}
        [only] => object.put("type", *only),
        _ => object.put("type", names),
    }
}

fn values(object: &mut Object, keywords: &Keywords) {
    object.maybe("enum", &keywords.enumeration);
    object.maybe("const", &keywords.constant);
}

/// Sets the keywords about numbers but for their bounds.
pub(super) fn numbers(object: &mut Object, keywords: &Keywords) {
    object.maybe(
        "multipleOf",
        &keywords.multiple_of.clone().map(Value::Number),
    );
}

/// Sets the keywords about strings.
pub(super) fn strings(object: &mut Object, keywords: &Keywords) {
    object.maybe("format", &keywords.format);
    object.maybe("maxLength", &keywords.max_length);
    object.maybe("minLength", &keywords.min_length);
    object.maybe("pattern", &keywords.pattern);
}

/// Sets the bounds of a list.
pub(super) fn array_bounds(object: &mut Object, keywords: &Keywords) {
    object.maybe("maxItems", &keywords.max_items);
    object.maybe("minItems", &keywords.min_items);
    object.flag("uniqueItems", keywords.unique_items);
}

/// Sets what is said about a schema beside its description.
pub(super) fn annotations(object: &mut Object, keywords: &Keywords) {
    object.maybe("default", &keywords.default);
    object.flag("deprecated", keywords.deprecated);
    object.flag("readOnly", keywords.read_only);
    object.flag("writeOnly", keywords.write_only);
    if let Some(xml) = &keywords.xml {
        object.put("xml", xml_object(xml));
    }
    object.external_docs(keywords.external_docs.as_ref());
}

fn xml_object(xml: &Xml) -> Object {
    let mut object = Object::default();
    object.maybe("name", &xml.name);
    object.maybe("namespace", &xml.namespace);
    object.maybe("prefix", &xml.prefix);
    object.flag("attribute", xml.attribute);
    object.flag("wrapped", xml.wrapped);
    object
}
