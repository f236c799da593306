//! Models of a few schemas, read from JSON without the loader; for tests of this crate's readers.

use crate::api::{Api, Discriminator, Info, Keywords, Schema, SchemaId, Schemas, Type, Valid};
use crate::lower::shape::{UNREAD, read_shapes};
use crate::source::Place;
use indexmap::IndexMap;
use serde_json::{Map, Value};
use std::sync::Arc;

/// A model whose schemas are `root` and what it refers to by `#/…` pointers, and the id of the root.
/// `components.schemas` of the root become named schemas.
pub(crate) fn read_model(root: &Value) -> (Arc<Valid<Api>>, SchemaId) {
    let mut reader = Reader {
        root,
        schemas: Schemas::default(),
        known: IndexMap::new(),
    };
    let id = reader.read("#");
    if let Some(named) = root
        .pointer("/components/schemas")
        .and_then(Value::as_object)
    {
        for name in named.keys() {
            reader.read(&format!("#/components/schemas/{name}"));
        }
    }
    let mut schemas = reader.schemas;
    read_shapes(&mut schemas);
    (Arc::new(Valid::new(api(schemas))), id)
}

fn api(schemas: Schemas) -> Api {
    Api {
        openapi: "3.1.0".to_owned(),
        info: Info {
            place: Place::default(),
            title: String::new(),
            summary: None,
            description: None,
            terms_of_service: None,
            contact: None,
            license: None,
            version: String::new(),
            extensions: IndexMap::new(),
        },
        servers: Vec::new(),
        tags: Vec::new(),
        operations: Vec::new(),
        webhooks: Vec::new(),
        schemas,
        security_schemes: Vec::new(),
        external_docs: None,
        extensions: IndexMap::new(),
        sources: Arc::default(),
    }
}

struct Reader<'a> {
    root: &'a Value,
    schemas: Schemas,
    known: IndexMap<String, SchemaId>,
}

impl Reader<'_> {
    fn read(&mut self, pointer: &str) -> SchemaId {
        if let Some(id) = self.known.get(pointer) {
            return *id;
        }
        let id = SchemaId(self.schemas.all.len() as u32);
        self.known.insert(pointer.to_owned(), id);
        let name = pointer
            .strip_prefix("#/components/schemas/")
            .filter(|name| !name.contains('/'));
        self.schemas.all.push(Schema {
            place: Place::default(),
            name: name.map(str::to_owned),
            keywords: Keywords::default(),
            shape: UNREAD,
        });
        if let Some(name) = name {
            self.schemas.named.insert(name.to_owned(), id);
        }
        let decoded = percent(pointer.trim_start_matches('#'));
        let keywords = match self.root.pointer(&decoded) {
            Some(Value::Bool(false)) => Keywords {
                not: Some(self.read("#/not a place")),
                ..Keywords::default()
            },
            Some(Value::Object(map)) => self.keywords(pointer, map),
            _ => Keywords::default(),
        };
        self.schemas.all[id.index()].keywords = keywords;
        id
    }

    fn keywords(&mut self, at: &str, map: &Map<String, Value>) -> Keywords {
        let number = |name: &str| map.get(name).and_then(Value::as_number).cloned();
        let count = |name: &str| map.get(name).and_then(Value::as_f64).map(|n| n as u64);
        let text = |name: &str| map.get(name).and_then(Value::as_str).map(str::to_owned);
        let flag = |name: &str| map.get(name) == Some(&Value::Bool(true));
        let reference = text("$ref").map(|pointer| self.read(&pointer));
        Keywords {
            reference,
            types: types(map.get("type")),
            enumeration: map.get("enum").and_then(Value::as_array).cloned(),
            constant: map.get("const").cloned(),
            multiple_of: number("multipleOf"),
            maximum: number("maximum"),
            exclusive_maximum: number("exclusiveMaximum"),
            minimum: number("minimum"),
            exclusive_minimum: number("exclusiveMinimum"),
            max_length: count("maxLength"),
            min_length: count("minLength"),
            pattern: text("pattern"),
            format: text("format"),
            content_encoding: text("contentEncoding"),
            prefix_items: self.list(at, map, "prefixItems"),
            items: self.one(at, map, "items"),
            contains: self.one(at, map, "contains"),
            min_contains: count("minContains"),
            max_contains: count("maxContains"),
            max_items: count("maxItems"),
            min_items: count("minItems"),
            unique_items: flag("uniqueItems"),
            unevaluated_items: self.one(at, map, "unevaluatedItems"),
            properties: self.map(at, map, "properties"),
            pattern_properties: self.map(at, map, "patternProperties"),
            additional_properties: self.one(at, map, "additionalProperties"),
            property_names: self.one(at, map, "propertyNames"),
            unevaluated_properties: self.one(at, map, "unevaluatedProperties"),
            required: strings(map.get("required")),
            min_properties: count("minProperties"),
            max_properties: count("maxProperties"),
            dependent_required: map
                .get("dependentRequired")
                .and_then(Value::as_object)
                .map(|map| {
                    map.iter()
                        .map(|(k, v)| (k.clone(), strings(Some(v))))
                        .collect()
                })
                .unwrap_or_default(),
            dependent_schemas: self.map(at, map, "dependentSchemas"),
            all_of: self.list(at, map, "allOf"),
            any_of: self.list(at, map, "anyOf"),
            one_of: self.list(at, map, "oneOf"),
            not: self.one(at, map, "not"),
            if_: self.one(at, map, "if"),
            then: self.one(at, map, "then"),
            else_: self.one(at, map, "else"),
            discriminator: self.discriminator(map),
            default: map.get("default").cloned(),
            examples: map
                .get("examples")
                .and_then(Value::as_array)
                .cloned()
                .unwrap_or_default(),
            read_only: flag("readOnly"),
            write_only: flag("writeOnly"),
            ..Keywords::default()
        }
    }

    fn one(&mut self, at: &str, map: &Map<String, Value>, name: &str) -> Option<SchemaId> {
        map.contains_key(name)
            .then(|| self.read(&format!("{at}/{name}")))
    }

    fn list(&mut self, at: &str, map: &Map<String, Value>, name: &str) -> Vec<SchemaId> {
        let found = map.get(name).and_then(Value::as_array).map_or(0, Vec::len);
        (0..found)
            .map(|index| self.read(&format!("{at}/{name}/{index}")))
            .collect()
    }

    fn map(
        &mut self,
        at: &str,
        map: &Map<String, Value>,
        name: &str,
    ) -> IndexMap<String, SchemaId> {
        let keys = map
            .get(name)
            .and_then(Value::as_object)
            .into_iter()
            .flatten();
        keys.map(|(key, _)| {
            let escaped = key
                .replace('~', "~0")
                .replace('/', "~1")
                .replace('%', "%25");
            (key.clone(), self.read(&format!("{at}/{name}/{escaped}")))
        })
        .collect()
    }

    fn discriminator(&mut self, map: &Map<String, Value>) -> Option<Discriminator> {
        let rule = map.get("discriminator")?;
        let mapping = rule.get("mapping").and_then(Value::as_object);
        Some(Discriminator {
            place: Place::default(),
            property_name: rule.get("propertyName")?.as_str()?.to_owned(),
            mapping: mapping
                .into_iter()
                .flatten()
                .filter_map(|(tag, target)| Some((tag.clone(), self.read(target.as_str()?))))
                .collect(),
        })
    }
}

fn types(value: Option<&Value>) -> crate::api::TypeSet {
    let names = match value {
        Some(Value::Array(names)) => names.clone(),
        Some(name) => vec![name.clone()],
        None => Vec::new(),
    };
    Type::ALL
        .into_iter()
        .filter(|ty| names.iter().any(|name| name == ty.as_str()))
        .collect()
}

fn strings(value: Option<&Value>) -> Vec<String> {
    let values = value.and_then(Value::as_array).into_iter().flatten();
    values
        .filter_map(|v| v.as_str().map(str::to_owned))
        .collect()
}

fn percent(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        let hex = (byte == b'%')
            .then(|| rest.clone().take(2).map(char::from).collect::<String>())
            .and_then(|hex| u8::from_str_radix(&hex, 16).ok());
        if hex.is_some() {
            rest.nth(1);
        }
        bytes.push(hex.unwrap_or(byte));
    }
    String::from_utf8_lossy(&bytes).into_owned()
}
