//! Schemas in the vocabulary of OpenAPI 3.0: what JSON Schema 2020-12 says in other words, and
//! what can only be left out.

use super::document::Writer;
use super::names::{Made, is_null, value_schemas};
use super::object::Object;
use super::schema::{annotations, array_bounds, numbers, strings, title_and_description};
use crate::api::{Keywords, SchemaId, Type, TypeSet};
use serde_json::{Map, Number, Value};

impl Writer<'_> {
    pub(super) fn lowered(&mut self, id: SchemaId) -> Value {
        let keywords = &self.api.schemas[id].keywords;
        if let Some(only) = self.lone_reference(keywords) {
            return only;
        }
        self.note_omissions(id, keywords);
        let unions = Unions::of(self, keywords);
        let mut object = Object::default();
        title_and_description(&mut object, keywords);
        let types = keywords.types.without(Type::Null);
        let split = types.len() > 1;
        match types.iter().next() {
            Some(only) if !split => object.put("type", only.as_str()),
            _ => {}
        }
        object.flag(
            "nullable",
            unions.nullable && self.api.schemas[id].shape.nullable,
        );
        self.values(&mut object, keywords);
        if !split {
            self.typed(&mut object, id, types);
        }
        self.conditions(&mut object, id, unions);
        self.discriminator(&mut object, keywords);
        annotations(&mut object, keywords);
        object.maybe("example", &keywords.examples.first().cloned());
        object.extensions(&keywords.extensions);
        if !["type", "enum", "allOf", "oneOf", "anyOf", "not"]
            .iter()
            .any(|key| object.has(key))
        {
            object.members().shift_remove("nullable");
        }
        object.into()
    }

    /// A schema that only repeats another one.
    fn lone_reference(&self, keywords: &Keywords) -> Option<Value> {
        let target = keywords.reference.or(keywords.dynamic_reference)?;
        let alone = keywords.children().len() == 1 && super::schema::says_nothing(keywords);
        if alone { self.reference(target) } else { None }
    }

    /// `enum`, of which `const` is a list of one.
    fn values(&self, object: &mut Object, keywords: &Keywords) {
        if let Some(constant) = &keywords.constant {
            object.put("enum", vec![constant.clone()]);
        } else if let Some(values) = &keywords.enumeration {
            object.put("enum", values.clone());
        } else if keywords.types.len() == 1 && keywords.types.contains(Type::Null) {
            object.put("enum", vec![Value::Null]);
        }
    }

    /// The keywords that speak about the values of these types; about all when there is none.
    fn typed(&mut self, object: &mut Object, id: SchemaId, types: TypeSet) {
        let keywords = &self.api.schemas[id].keywords;
        let about = |ty: Type| types.is_empty() || types.contains(ty);
        if about(Type::Integer) || about(Type::Number) {
            numbers(object, keywords);
            bound(object, "maximum", "exclusiveMaximum", upper(keywords));
            bound(object, "minimum", "exclusiveMinimum", lower(keywords));
        }
        if about(Type::String) {
            strings(object, keywords);
            binary_format(object, keywords);
        } else if !types.contains(Type::Boolean) {
            object.maybe("format", &keywords.format);
        }
        if about(Type::Array) {
            self.arrays(object, id, types.contains(Type::Array));
        }
        if about(Type::Object) {
            self.properties(object, keywords);
            self.additional(object, id);
        }
    }

    /// `items`, which a list must have in 3.0; of a tuple it is any of its members.
    fn arrays(&mut self, object: &mut Object, id: SchemaId, required: bool) {
        let keywords = &self.api.schemas[id].keywords;
        let mut members: Vec<SchemaId> = Vec::new();
        let open = keywords
            .items
            .filter(|items| !super::names::is_never(self.api, *items));
        for member in keywords.prefix_items.iter().copied().chain(open) {
            if !members.contains(&member) {
                members.push(member);
            }
        }
        if !keywords.prefix_items.is_empty() {
            let items = self.any_of(&members, id, Made::Items);
            object.put("items", items);
        } else if let Some(items) = keywords.items {
            let items = self.schema(items);
            object.put("items", items);
        } else if required {
            object.put("items", Object::default());
        }
        array_bounds(object, keywords);
        self.tuple_length(object, keywords);
    }

    /// A tuple that ends with its prefix can at least keep its length.
    fn tuple_length(&self, object: &mut Object, keywords: &Keywords) {
        let closed = keywords
            .items
            .is_some_and(|items| super::names::is_never(self.api, items));
        if closed && !keywords.prefix_items.is_empty() && keywords.max_items.is_none() {
            object.put("maxItems", keywords.prefix_items.len());
        }
    }

    fn additional(&mut self, object: &mut Object, id: SchemaId) {
        let keywords = &self.api.schemas[id].keywords;
        let values = value_schemas(self.api, keywords);
        if values.is_empty() {
            self.put_schema(
                object,
                "additionalProperties",
                keywords.additional_properties,
            );
        } else {
            let values = self.any_of(&values, id, Made::Values);
            object.put("additionalProperties", values);
        }
    }

    /// Any of several schemas, under the name that was found for it.
    fn any_of(&mut self, ids: &[SchemaId], owner: SchemaId, made: Made) -> Value {
        if let [only] = ids {
            return self.schema(*only);
        }
        let mut object = Object::default();
        object.put("anyOf", self.list(ids));
        let Some(name) = self.names.of_made(owner, made) else {
            return object.into();
        };
        let mut reference = Object::default();
        reference.put("$ref", format!("#/components/schemas/{name}"));
        self.made.insert(name.to_owned(), object.into());
        reference.into()
    }

    /// `allOf`, `anyOf`, `oneOf` and `not`. A `$ref` with something beside it is a member of
    /// `allOf`, and several types are alternatives.
    fn conditions(&mut self, object: &mut Object, id: SchemaId, unions: Unions) {
        let keywords = &self.api.schemas[id].keywords;
        let mut all_of: Vec<Value> = Vec::new();
        let target = keywords.reference.or(keywords.dynamic_reference);
        all_of.extend(target.and_then(|target| self.reference(target)));
        all_of.extend(unions.single.and_then(|single| self.reference(single)));
        all_of.extend(self.list(&keywords.all_of));
        let types = self.type_variants(id);
        if types.is_empty() {
            object.filled("allOf", all_of);
            object.filled("oneOf", self.list(&unions.one_of));
        } else if unions.one_of.is_empty() {
            object.filled("allOf", all_of);
            object.put("oneOf", types);
        } else {
            let mut by_type = Object::default();
            by_type.put("oneOf", types);
            all_of.push(by_type.into());
            object.put("allOf", all_of);
            object.filled("oneOf", self.list(&unions.one_of));
        }
        object.filled("anyOf", self.list(&unions.any_of));
        if let Some(not) = keywords.not {
            object.put("not", self.schema(not));
        }
        if let Some(inline) = unions.inline {
            self.melt(object, inline);
        }
    }

    /// One schema per type, each with the keywords about it.
    fn type_variants(&mut self, id: SchemaId) -> Vec<Value> {
        let types = self.api.schemas[id].keywords.types.without(Type::Null);
        if types.len() < 2 {
            return Vec::new();
        }
        let number = types.contains(Type::Number);
        let variants = types.iter().filter(|ty| !(number && *ty == Type::Integer));
        variants
            .map(|ty| {
                let mut object = Object::default();
                object.put("type", ty.as_str());
                self.typed(&mut object, id, TypeSet::default().with(ty));
                object.into()
            })
            .collect()
    }

    /// Takes the members of the only alternative beside null into the schema itself, which has
    /// no constraints of its own.
    fn melt(&mut self, object: &mut Object, inline: SchemaId) {
        let Value::Object(inline) = self.definition(inline) else {
            return;
        };
        let members = object.members();
        for (name, value) in inline {
            members.entry(name).or_insert(value);
        }
        if let Some(Value::Array(values)) = members.get_mut("enum")
            && !values.contains(&Value::Null)
        {
            values.push(Value::Null);
        }
        reorder(members);
    }

    fn note_omissions(&mut self, id: SchemaId, keywords: &Keywords) {
        let lossy = [
            (
                "prefixItems",
                !keywords.prefix_items.is_empty(),
                "any of its schemas is allowed at any place",
            ),
            (
                "patternProperties",
                !keywords.pattern_properties.is_empty(),
                "the schemas are those of all further properties",
            ),
        ];
        for (keyword, said, instead) in lossy {
            if said {
                self.note(id, keyword, &format!("in its stead, {instead}"));
            }
        }
        let lost = [
            (
                "contentEncoding",
                keywords
                    .content_encoding
                    .as_deref()
                    .is_some_and(|it| it != "base64"),
            ),
            ("contentSchema", keywords.content_schema.is_some()),
            ("contains", keywords.contains.is_some()),
            ("unevaluatedItems", keywords.unevaluated_items.is_some()),
            ("propertyNames", keywords.property_names.is_some()),
            (
                "unevaluatedProperties",
                keywords.unevaluated_properties.is_some(),
            ),
            ("dependentRequired", !keywords.dependent_required.is_empty()),
            ("dependentSchemas", !keywords.dependent_schemas.is_empty()),
            ("if", keywords.if_.is_some()),
        ];
        for (keyword, said) in lost {
            if said {
                self.note(id, keyword, "it is left out");
            }
        }
    }
}

/// The alternatives of a schema without null, which is a flag in 3.0.
#[derive(Debug, Default)]
struct Unions {
    nullable: bool,
    one_of: Vec<SchemaId>,
    any_of: Vec<SchemaId>,
    /// The only alternative beside null, a schema with a name.
    single: Option<SchemaId>,
    /// The only alternative beside null, to be written in the schema's place.
    inline: Option<SchemaId>,
}

impl Unions {
    fn of(writer: &Writer<'_>, keywords: &Keywords) -> Unions {
        let without_null = |ids: &[SchemaId]| -> Vec<SchemaId> {
            ids.iter()
                .copied()
                .filter(|id| !is_null(writer.api, *id))
                .collect()
        };
        let mut unions = Unions {
            nullable: keywords.types.contains(Type::Null),
            one_of: without_null(&keywords.one_of),
            any_of: without_null(&keywords.any_of),
            ..Unions::default()
        };
        let null_in_one = unions.one_of.len() < keywords.one_of.len();
        let null_in_any = unions.any_of.len() < keywords.any_of.len();
        unions.nullable |= null_in_one || null_in_any;
        if null_in_one && unions.any_of.is_empty() {
            let left = std::mem::take(&mut unions.one_of);
            unions.one_of = unions.settle(writer, keywords, left);
        } else if null_in_any && unions.one_of.is_empty() {
            let left = std::mem::take(&mut unions.any_of);
            unions.any_of = unions.settle(writer, keywords, left);
        }
        unions
    }

    /// Finds a better place for an alternative that is left alone.
    fn settle(
        &mut self,
        writer: &Writer<'_>,
        keywords: &Keywords,
        left: Vec<SchemaId>,
    ) -> Vec<SchemaId> {
        let [only] = left.as_slice() else {
            return left;
        };
        let target = writer.api.schemas[*only].keywords.reference;
        let lone = target.filter(|_| writer.names.of(*only).is_none());
        if let Some(named) = lone
            .or(Some(*only))
            .filter(|id| writer.names.of(*id).is_some())
        {
            self.single = Some(named);
            return Vec::new();
        }
        if only_says_what_it_is_for(keywords) {
            self.inline = Some(*only);
            return Vec::new();
        }
        left
    }
}

/// Whether a schema constrains nothing but by its alternatives.
pub(super) fn only_says_what_it_is_for(keywords: &Keywords) -> bool {
    let alternatives = keywords.one_of.len() + keywords.any_of.len();
    let constrains = keywords.children().len() > alternatives
        || !keywords.types.without(Type::Null).is_empty()
        || keywords.enumeration.is_some()
        || keywords.constant.is_some()
        || keywords.format.is_some()
        || !keywords.required.is_empty();
    !constrains
}

/// The order in which members are written, as far as it is not that of the document.
const ORDER: &[&str] = &[
    "title",
    "description",
    "type",
    "nullable",
    "enum",
    "multipleOf",
    "maximum",
    "exclusiveMaximum",
    "minimum",
    "exclusiveMinimum",
    "format",
    "maxLength",
    "minLength",
    "pattern",
    "items",
    "maxItems",
    "minItems",
    "uniqueItems",
    "properties",
    "required",
    "minProperties",
    "maxProperties",
    "additionalProperties",
    "allOf",
    "oneOf",
    "anyOf",
    "not",
    "discriminator",
    "default",
    "deprecated",
    "readOnly",
    "writeOnly",
    "xml",
    "externalDocs",
    "example",
];

fn reorder(members: &mut Map<String, Value>) {
    let mut sorted: Vec<(String, Value)> = std::mem::take(members).into_iter().collect();
    sorted.sort_by_key(|(name, _)| {
        ORDER
            .iter()
            .position(|known| known == name)
            .unwrap_or(ORDER.len())
    });
    members.extend(sorted);
}

fn binary_format(object: &mut Object, keywords: &Keywords) {
    if object.has("format") {
        return;
    }
    match (&keywords.content_encoding, &keywords.content_media_type) {
        (Some(encoding), _) if encoding == "base64" => object.put("format", "byte"),
        (None, Some(media)) if media == "application/octet-stream" => {
            object.put("format", "binary");
        }
        _ => {}
    }
}

/// The tighter of two upper bounds, and whether it is excluded.
fn upper(keywords: &Keywords) -> Option<(&Number, bool)> {
    let inner = keywords.maximum.as_ref();
    let outer = keywords.exclusive_maximum.as_ref();
    match (inner, outer) {
        (Some(inner), Some(outer)) if outer.as_f64() > inner.as_f64() => Some((inner, false)),
        (_, Some(outer)) => Some((outer, true)),
        (inner, None) => inner.map(|bound| (bound, false)),
    }
}

/// The tighter of two lower bounds, and whether it is excluded.
fn lower(keywords: &Keywords) -> Option<(&Number, bool)> {
    let inner = keywords.minimum.as_ref();
    let outer = keywords.exclusive_minimum.as_ref();
    match (inner, outer) {
        (Some(inner), Some(outer)) if outer.as_f64() < inner.as_f64() => Some((inner, false)),
        (_, Some(outer)) => Some((outer, true)),
        (inner, None) => inner.map(|bound| (bound, false)),
    }
}

fn bound(object: &mut Object, key: &str, exclusive: &str, bound: Option<(&Number, bool)>) {
    if let Some((bound, excluded)) = bound {
        object.put(key, Value::Number(bound.clone()));
        object.flag(exclusive, excluded);
    }
}
