//! Types as paths from the crate's root, for the engine that names them in its own module.

use std::collections::HashMap;

use api_model::api::SchemaId;

use super::item::{Type, Types};

/// Types of schemas by their path. Types without a path (tuples, streams, nothing) are left out.
pub(crate) type Paths = HashMap<SchemaId, String>;

/// The path of a type.
pub(crate) fn path(types: &Types, ty: &Type) -> Option<String> {
    let wrapped =
        |outer: &str, inner: &Type| path(types, inner).map(|inner| format!("{outer}<{inner}>"));
    Some(match ty {
        Type::Unit | Type::Body | Type::FilePart | Type::Tuple(_) => return None,
        Type::Bool => "bool".to_owned(),
        Type::Integer(name) | Type::Float(name) => (*name).to_owned(),
        Type::String => "::std::string::String".to_owned(),
        Type::DateTime => "::api_runtime::formats::DateTime".to_owned(),
        Type::Date => "::api_runtime::formats::Date".to_owned(),
        Type::Uuid => "::api_runtime::formats::Uuid".to_owned(),
        Type::Base64 => "::api_runtime::formats::Base64".to_owned(),
        Type::Json => "::api_runtime::serde_json::Value".to_owned(),
        Type::Item(item) => format!("crate::types::{}", types.item(*item).name),
        Type::Vec(inner) => return wrapped("::std::vec::Vec", inner),
        Type::Map(inner) => return wrapped("::api_runtime::Map", inner),
        Type::Option(inner) => return wrapped("::std::option::Option", inner),
        Type::Boxed(inner) => return path(types, inner),
    })
}
