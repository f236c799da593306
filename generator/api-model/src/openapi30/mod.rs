//! The model as the ecosystem's typed OpenAPI 3.0 document, [`openapiv3::OpenAPI`]: clean, bundled,
//! self-contained, every object, enumeration and union under `components.schemas`.
//!
//! The document's text is written by [`crate::bundle`]; here it becomes types. What those types
//! cannot hold (`xml`, whole numbers beyond 64 bits) is missing from them, so whoever wants the
//! text takes it from `bundle`.

use crate::api::{Api, Valid};
use crate::bundle::{self, Version};
use crate::diagnostic::{Diagnostic, Diagnostics};
use openapiv3::{AnySchema, OpenAPI, PathItem, ReferenceOr, Schema, SchemaKind};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use std::{io, panic, thread};

const STACK: usize = 256 << 20;

/// Writes the model as a 3.0 document, with notes about what 3.0 cannot say and what the types
/// cannot hold.
pub fn write(api: &Valid<Api>) -> (OpenAPI, Diagnostics) {
    let bundled = bundle::write_as(api, Version::V30);
    let mut reader = Reader {
        api,
        notes: bundled.notes,
    };
    let document = with_room(|| reader.document(bundled.document)).unwrap_or_else(|error| {
        let message = format!("there is no thread to read the document in: {error}");
        let place = api.info.place;
        reader
            .notes
            .all
            .push(Diagnostic::error("no-thread", place, message));
        OpenAPI::default()
    });
    (document, reader.notes)
}

/// The document as YAML.
///
/// # Errors
///
/// When a value cannot be put into YAML, which a document's own values always can.
pub fn to_yaml(document: &OpenAPI) -> Result<String, serde_yaml::Error> {
    bundle::to_yaml(&to_value(document))
}

/// The document as indented JSON with a last line feed.
#[must_use]
pub fn to_json(document: &OpenAPI) -> String {
    bundle::to_json(&to_value(document))
}

/// The document as data, without the defaults and nulls that the types add.
fn to_value(document: &OpenAPI) -> Value {
    with_room(|| {
        let mut value = serde_json::to_value(document).unwrap_or_default();
        tidy(&mut value);
        value
    })
    .unwrap_or_default()
}

/// Does something on a large stack: the types read and write a level of a document in a score of
/// calls, and a document may be some hundred levels deep.
fn with_room<T: Send>(work: impl FnOnce() -> T + Send) -> io::Result<T> {
    let builder = thread::Builder::new().stack_size(STACK);
    thread::scope(|scope| match builder.spawn_scoped(scope, work) {
        Ok(worker) => Ok(worker
            .join()
            .unwrap_or_else(|payload| panic::resume_unwind(payload))),
        Err(error) => Err(error),
    })
}

/// Takes the types' own additions away: `contentType: null` of an encoding, whole numbers as
/// fractions.
fn tidy(value: &mut Value) {
    match value {
        Value::Object(members) => {
            if members.get("contentType").is_some_and(Value::is_null) {
                members.shift_remove("contentType");
            }
            members.values_mut().for_each(tidy);
        }
        Value::Array(items) => items.iter_mut().for_each(tidy),
        Value::Number(number) if number.is_f64() => {
            if let Some(whole) = number.as_f64().and_then(whole) {
                *value = Value::from(whole);
            }
        }
        _ => {}
    }
}

/// The whole number that a fraction is, where a fraction holds every whole number.
fn whole(number: f64) -> Option<i64> {
    let exact = number.fract() == 0.0 && number.abs() < 9_007_199_254_740_992.0;
    #[expect(
        clippy::cast_possible_truncation,
        reason = "the number is whole and within 53 bits"
    )]
    exact.then_some(number as i64)
}

/// Turns a document's text into types, a path and a schema at a time: what one of them holds that
/// the types have no place for does not cost the rest.
struct Reader<'a> {
    api: &'a Valid<Api>,
    notes: Diagnostics,
}

impl Reader<'_> {
    fn document(&mut self, mut value: Value) -> OpenAPI {
        let paths = take(&mut value, &["paths"]);
        let schemas = take(&mut value, &["components", "schemas"]);
        let mut document: OpenAPI = self.read("the document", value).unwrap_or_default();
        for (path, item) in paths {
            if let Some(item) = self.read::<PathItem>(&format!("the path `{path}`"), item) {
                document.paths.paths.insert(path, ReferenceOr::Item(item));
            }
        }
        for (name, schema) in schemas {
            let schema = self
                .read::<ReferenceOr<Schema>>(&format!("the schema `{name}`"), schema)
                .unwrap_or_else(|| ReferenceOr::Item(anything()));
            document
                .components
                .get_or_insert_default()
                .schemas
                .insert(name, schema);
        }
        document
    }

    fn read<T: DeserializeOwned>(&mut self, what: &str, value: Value) -> Option<T> {
        match serde_json::from_value(value) {
            Ok(read) => Some(read),
            Err(error) => {
                let message = format!("{what} does not fit the types of OpenAPI 3.0: {error}");
                let place = self.api.info.place;
                self.notes
                    .all
                    .push(Diagnostic::warning("not-in-openapi-3.0", place, message));
                None
            }
        }
    }
}

/// Takes an object out of a document and leaves an empty one.
fn take(value: &mut Value, path: &[&str]) -> Map<String, Value> {
    let mut place = value;
    for key in path {
        match place.get_mut(*key) {
            Some(found) => place = found,
            None => return Map::new(),
        }
    }
    place
        .as_object_mut()
        .map(std::mem::take)
        .unwrap_or_default()
}

fn anything() -> Schema {
    Schema {
        schema_data: Default::default(),
        schema_kind: SchemaKind::Any(AnySchema::default()),
    }
}
