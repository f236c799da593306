//! The model written back as one self-contained document: every file bundled, every `$ref` local.
//!
//! The text is made as a `serde_json::Value`, in document order, so that numbers and extensions
//! come out as they went in. One writer serves both versions of the specification; what OpenAPI
//! 3.0 cannot say is lowered in `lower30` and noted. [`crate::openapi30`] gives the 3.0 document
//! as a typed one.

mod document;
mod lower30;
mod names;
mod object;
mod operation;
mod schema;
mod security;
mod words;
mod yaml;

use crate::api::{Api, SchemaId, Valid};
use crate::diagnostic::Diagnostics;
use indexmap::IndexMap;
use serde_json::Value;

/// The version of the specification a document is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Version {
    /// OpenAPI 3.0.3.
    V30,
    /// OpenAPI 3.1.
    V31,
}

/// A model as a document.
#[derive(Debug, Clone)]
pub struct Bundled {
    /// The document.
    pub document: Value,
    /// What the version cannot say, and was left out or said in another way.
    pub notes: Diagnostics,
    /// The schemas under `components.schemas`, by their names there.
    pub schemas: IndexMap<String, SchemaId>,
}

/// Writes the model in the version its entry document declares.
#[must_use]
pub fn write(api: &Valid<Api>) -> Bundled {
    write_as(api, Version::of(api))
}

/// Writes the model in a version of one's choice.
#[must_use]
pub fn write_as(api: &Valid<Api>, version: Version) -> Bundled {
    let names = names::Names::find(api, version);
    document::Writer::new(api, version, &names).write()
}

/// A document as YAML.
///
/// # Errors
///
/// When the YAML library refuses the value, which JSON data give it no reason to do.
pub fn to_yaml(document: &Value) -> Result<String, serde_yaml::Error> {
    yaml::write(document)
}

/// A document as indented JSON with a last line feed.
#[must_use]
pub fn to_json(document: &Value) -> String {
    format!("{document:#}\n")
}

impl Version {
    /// The version a model was written in.
    #[must_use]
    pub fn of(api: &Api) -> Version {
        if api.openapi.trim().starts_with("3.0") {
            Version::V30
        } else {
            Version::V31
        }
    }
}

#[cfg(test)]
mod tests;
