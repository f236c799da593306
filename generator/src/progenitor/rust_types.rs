//! Schemas for progenitor: each is a `$ref` to a component that it replaces by a Rust type.

use super::TypeOf;
use api_model::api::{Api, SchemaId, ShapeKind};
use indexmap::IndexSet;
use openapiv3::{ReferenceOr, Schema};

const TEXT: &str = "::std::string::String";
const JSON: &str = "::serde_json::Value";

/// The Rust types of one document, by their components' names.
pub(super) struct RustTypes<'a> {
    api: &'a Api,
    types: TypeOf<'a>,
    paths: IndexSet<String>,
}

impl<'a> RustTypes<'a> {
    pub(super) fn new(api: &'a Api, types: TypeOf<'a>) -> Self {
        RustTypes {
            api,
            types,
            paths: IndexSet::new(),
        }
    }

    /// Text.
    pub(super) fn text(&mut self) -> ReferenceOr<Schema> {
        self.component(TEXT.to_owned())
    }

    /// The type of a body; of any JSON value if there is no schema.
    pub(super) fn body(&mut self, schema: Option<SchemaId>) -> ReferenceOr<Schema> {
        let path = schema.and_then(self.types).filter(|path| is_path(path));
        self.component(path.unwrap_or_else(|| JSON.to_owned()))
    }

    /// The type of a parameter, without the `Option` that null asks for: a parameter is there or
    /// it is not.
    pub(super) fn parameter(&mut self, schema: SchemaId) -> ReferenceOr<Schema> {
        let path = (self.types)(schema).and_then(|path| required(&path));
        self.component(path.unwrap_or_else(|| TEXT.to_owned()))
    }

    /// The kind of a schema's values, `$ref`s followed.
    pub(super) fn kind(&self, schema: SchemaId) -> &'a ShapeKind {
        let mut kind = &self.api.schema(schema).shape.kind;
        for _ in 0..self.api.schemas.len() {
            match kind {
                ShapeKind::Reference(target) => kind = &self.api.schema(*target).shape.kind,
                _ => break,
            }
        }
        kind
    }

    /// Whether `Display` gives a value as it is written in a path or a header.
    pub(super) fn displays(&self, schema: SchemaId) -> bool {
        match self.kind(schema) {
            ShapeKind::Boolean | ShapeKind::Integer | ShapeKind::Number | ShapeKind::Enum(_) => {
                true
            }
            ShapeKind::String => !self.is_moment(schema),
            _ => false,
        }
    }

    fn is_moment(&self, schema: SchemaId) -> bool {
        let mut schema = schema;
        for _ in 0..self.api.schemas.len() {
            let found = self.api.schema(schema);
            match (&found.keywords.format, &found.shape.kind) {
                (Some(format), _) if format == "date-time" => return true,
                (_, ShapeKind::Reference(target)) => schema = *target,
                _ => return false,
            }
        }
        false
    }

    /// The components' names and the types they stand for.
    pub(super) fn replacements(&self) -> impl Iterator<Item = (String, String)> + '_ {
        self.paths
            .iter()
            .enumerate()
            .map(|(index, path)| (component_name(index), path.clone()))
    }

    fn component(&mut self, path: String) -> ReferenceOr<Schema> {
        let (index, _) = self.paths.insert_full(path);
        let name = component_name(index);
        ReferenceOr::Reference {
            reference: format!("#/components/schemas/{name}"),
        }
    }
}

fn component_name(index: usize) -> String {
    format!("Type{index}")
}

fn is_path(path: &str) -> bool {
    syn::parse_str::<syn::TypePath>(path).is_ok()
}

/// The type within an `Option`, or the type itself.
fn required(path: &str) -> Option<String> {
    let parsed = syn::parse_str::<syn::TypePath>(path).ok()?;
    let last = parsed.path.segments.last()?;
    if last.ident != "Option" {
        return Some(path.to_owned());
    }
    let syn::PathArguments::AngleBracketed(arguments) = &last.arguments else {
        return None;
    };
    match arguments.args.first()? {
        syn::GenericArgument::Type(syn::Type::Path(inner)) => {
            Some(quote::ToTokens::to_token_stream(inner).to_string())
        }
        _ => None,
    }
}
