//! A JSON object under construction: absent things are not written.

use crate::api::{Extensions, ExternalDocs};
use serde_json::{Map, Value};

/// A JSON object that grows in writing order.
#[derive(Debug, Default)]
pub(super) struct Object(Map<String, Value>);

impl Object {
    /// Sets a member.
    pub(super) fn put(&mut self, key: &str, value: impl Into<Value>) {
        self.0.insert(key.to_owned(), value.into());
    }

    /// Sets a member that may be absent.
    pub(super) fn maybe<T: Clone + Into<Value>>(&mut self, key: &str, value: &Option<T>) {
        if let Some(value) = value {
            self.put(key, value.clone());
        }
    }

    /// Sets a flag whose absence means `false`.
    pub(super) fn flag(&mut self, key: &str, value: bool) {
        if value {
            self.put(key, true);
        }
    }

    /// Sets a member unless its object or list is empty.
    pub(super) fn filled(&mut self, key: &str, value: impl Into<Value>) {
        let value = value.into();
        let empty = match &value {
            Value::Object(map) => map.is_empty(),
            Value::Array(list) => list.is_empty(),
            _ => false,
        };
        if !empty {
            self.put(key, value);
        }
    }

    /// Sets `externalDocs`.
    pub(super) fn external_docs(&mut self, docs: Option<&ExternalDocs>) {
        if let Some(ExternalDocs { url, description }) = docs {
            let mut object = Object::default();
            object.maybe("description", description);
            object.put("url", url.clone());
            self.put("externalDocs", object);
        }
    }

    /// Sets extensions.
    pub(super) fn extensions(&mut self, extensions: &Extensions) {
        for (name, value) in extensions {
            if name.starts_with("x-") && !self.has(name) {
                self.put(name, value.clone());
            }
        }
    }

    /// Whether a member is there.
    pub(super) fn has(&self, key: &str) -> bool {
        self.0.contains_key(key)
    }

    /// Whether nothing is there.
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The members, to look at or change.
    pub(super) fn members(&mut self) -> &mut Map<String, Value> {
        &mut self.0
    }
}

impl From<Object> for Value {
    fn from(object: Object) -> Value {
        Value::Object(object.0)
    }
}

impl From<Map<String, Value>> for Object {
    fn from(map: Map<String, Value>) -> Object {
        Object(map)
    }
}
