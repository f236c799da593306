//! XML by the `xml` objects of the schemas (OpenAPI 3.1 section 4.8.26).

use api_model::api::{Api, SchemaId, Xml};
use serde_json::Value;

/// Schemas are followed this deep; values are bounded by their makers.
const DEEPEST: usize = 64;

/// A value as an XML document.
pub(crate) fn encode(api: &Api, schema: Option<SchemaId>, value: &Value) -> String {
    let mut writer = Writer {
        api,
        text: "<?xml version=\"1.0\" encoding=\"UTF-8\"?>".to_owned(),
    };
    let fallback = schema
        .and_then(|schema| schema_name(api, schema))
        .unwrap_or("root".to_owned());
    match value {
        // A document has one root, so a list at the top is always wrapped.
        Value::Array(items) => {
            let (name, _) = writer.tag(schema, &fallback);
            writer.open(&name, schema, &[]);
            let item = schema.and_then(|schema| items_of(api, schema));
            for value in items {
                writer.element(item, "item", value, 1);
            }
            writer.close(&name);
        }
        value => writer.element(schema, &fallback, value, 0),
    }
    writer.text
}

struct Writer<'a> {
    api: &'a Api,
    text: String,
}

impl Writer<'_> {
    fn element(&mut self, schema: Option<SchemaId>, fallback: &str, value: &Value, depth: usize) {
        if depth > DEEPEST {
            return;
        }
        let (name, xml) = self.tag(schema, fallback);
        match value {
            Value::Null => {}
            Value::Array(items) => self.list(schema, &name, &xml, items, depth),
            Value::Object(members) => {
                let (attributes, children): (Vec<_>, Vec<_>) =
                    members.iter().partition(|(name, value)| {
                        let xml = self.property(schema, name).map(|id| self.xml(id));
                        !value.is_object()
                            && !value.is_array()
                            && xml.is_some_and(|xml| xml.attribute)
                    });
                let attributes: Vec<(String, String)> = attributes
                    .into_iter()
                    .map(|(name, value)| {
                        (self.tag(self.property(schema, name), name).0, plain(value))
                    })
                    .collect();
                self.open(&name, schema, &attributes);
                for (name, value) in children {
                    self.element(self.property(schema, name), name, value, depth + 1);
                }
                self.close(&name);
            }
            scalar => {
                self.open(&name, schema, &[]);
                self.text.push_str(&escape(&plain(scalar)));
                self.close(&name);
            }
        }
    }

    /// An array is its items, or an element around them when it is `wrapped`.
    fn list(
        &mut self,
        schema: Option<SchemaId>,
        name: &str,
        xml: &Xml,
        items: &[Value],
        depth: usize,
    ) {
        let item = schema.and_then(|schema| items_of(self.api, schema));
        let own_name = item.and_then(|item| self.xml(item).name);
        let item_name = own_name.unwrap_or_else(|| name.to_owned());
        if xml.wrapped {
            self.open(name, schema, &[]);
        }
        for value in items {
            self.element(item, &item_name, value, depth + 1);
        }
        if xml.wrapped {
            self.close(name);
        }
    }

    fn tag(&self, schema: Option<SchemaId>, fallback: &str) -> (String, Xml) {
        let xml = schema.map(|schema| self.xml(schema)).unwrap_or_default();
        let name = element_name(xml.name.as_deref().unwrap_or(fallback));
        let name = match &xml.prefix {
            Some(prefix) => format!("{}:{name}", element_name(prefix)),
            None => name,
        };
        (name, xml)
    }

    fn open(&mut self, name: &str, schema: Option<SchemaId>, attributes: &[(String, String)]) {
        self.text.push('<');
        self.text.push_str(name);
        let xml = schema.map(|schema| self.xml(schema)).unwrap_or_default();
        if let Some(namespace) = &xml.namespace {
            let prefix = xml
                .prefix
                .as_deref()
                .map(|prefix| format!(":{}", element_name(prefix)));
            let prefix = prefix.unwrap_or_default();
            self.text
                .push_str(&format!(" xmlns{prefix}=\"{}\"", escape(namespace)));
        }
        for (name, value) in attributes {
            self.text
                .push_str(&format!(" {name}=\"{}\"", escape(value)));
        }
        self.text.push('>');
    }

    fn close(&mut self, name: &str) {
        self.text.push_str(&format!("</{name}>"));
    }

    /// The `xml` of a schema, or of what it refers to.
    fn xml(&self, schema: SchemaId) -> Xml {
        let mut next = Some(schema);
        for _ in 0..DEEPEST {
            let Some(schema) = next else { break };
            let keywords = &self.api.schema(schema).keywords;
            if let Some(xml) = &keywords.xml {
                return xml.clone();
            }
            next = keywords.reference;
        }
        Xml::default()
    }

    fn property(&self, schema: Option<SchemaId>, name: &str) -> Option<SchemaId> {
        find(self.api, schema?, 0, &|api, schema| {
            api.schema(schema).keywords.properties.get(name).copied()
        })
    }
}

fn items_of(api: &Api, schema: SchemaId) -> Option<SchemaId> {
    find(api, schema, 0, &|api, schema| {
        api.schema(schema).keywords.items
    })
}

/// Looks in a schema, what it refers to and what it is composed of.
fn find(
    api: &Api,
    schema: SchemaId,
    depth: usize,
    look: &dyn Fn(&Api, SchemaId) -> Option<SchemaId>,
) -> Option<SchemaId> {
    if depth > 8 {
        return None;
    }
    let keywords = &api.schema(schema).keywords;
    let members = keywords.reference.iter().chain(&keywords.all_of);
    let mut members = members.chain(&keywords.one_of).chain(&keywords.any_of);
    look(api, schema).or_else(|| members.find_map(|member| find(api, *member, depth + 1, look)))
}

fn schema_name(api: &Api, schema: SchemaId) -> Option<String> {
    let schema = api.schema(schema);
    schema.name.clone().or_else(|| {
        let target = schema.keywords.reference?;
        api.schema(target).name.clone()
    })
}

fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// A name that XML allows; other characters become underscores.
fn element_name(text: &str) -> String {
    let mut name: String = text
        .chars()
        .map(|character| match character {
            '-' | '.' | '_' => character,
            character if character.is_alphanumeric() => character,
            _ => '_',
        })
        .collect();
    if !name.starts_with(|first: char| first.is_alphabetic() || first == '_') {
        name.insert(0, '_');
    }
    name
}

/// Text as XML; characters that XML 1.0 cannot hold are replaced.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\t' | '\n' | '\r' => escaped.push(character),
            '\u{0}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => escaped.push('\u{fffd}'),
            character => escaped.push(character),
        }
    }
    escaped
}
