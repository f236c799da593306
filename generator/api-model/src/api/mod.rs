//! The model: an OpenAPI document in the specification's own words, every `$ref` followed.
//!
//! Plain data with public fields, in document order. Schemas live in one arena
//! ([`Schemas`]) and refer to each other by [`SchemaId`], so recursion is an id. All nodes carry the
//! [`Place`] they were written at. The vocabulary is that of OpenAPI 3.1;
//! a 3.0 document has been translated before it gets here.

mod dump;
mod dump_schema;
mod info;
mod media;
mod operation;
mod parameter;
mod response;
mod schema;
mod security;
mod shape;
mod valid;

use indexmap::IndexMap;
use serde_json::Value;
use std::sync::Arc;

pub use info::{Contact, ExternalDocs, Info, License, Server, ServerVariable, Tag};
pub use media::{Content, Encoding, Example, MediaType};
pub use operation::{Callback, Method, Operation, OperationId, PathSegment, PathTemplate, Webhook};
pub use parameter::{Location, Parameter, ParameterKind, Style};
pub use response::{Header, Link, RequestBody, Response, StatusKey};
pub use schema::{Discriminator, Keywords, Schema, SchemaId, Schemas, Type, TypeSet, Xml};
pub use security::{
    ApiKeyLocation, OAuthFlow, OAuthFlowKind, SchemeUse, SecurityRequirement, SecurityScheme,
    SecuritySchemeId, SecuritySchemeKind,
};
pub use shape::{
    Additional, ArrayShape, ObjectShape, Property, Shape, ShapeKind, UnionShape, Variant,
};
pub use valid::Valid;

use crate::source::{Location as SourceLocation, Place, Sources};

/// Specification extensions (`x-…`) of a node, by their full name.
pub type Extensions = IndexMap<String, Value>;

/// One API: everything its document and the files it refers to say.
#[derive(Debug, Clone)]
pub struct Api {
    /// The version the entry document declares, as written; for display only.
    pub openapi: String,
    /// The entry document's `info`.
    pub info: Info,
    /// Servers of the whole API. Never empty: a document without any has the server `/`.
    pub servers: Vec<Server>,
    /// Declared tags, then those that only operations name.
    pub tags: Vec<Tag>,
    /// The operations under `paths`, in document order; [`OperationId`] is an index.
    pub operations: Vec<Operation>,
    /// Requests the API's provider may send (3.1 `webhooks`, and `x-webhooks`).
    pub webhooks: Vec<Webhook>,
    /// Every schema of the document.
    pub schemas: Schemas,
    /// Declared security schemes; [`SecuritySchemeId`] is an index.
    pub security_schemes: Vec<SecurityScheme>,
    /// Further documentation.
    pub external_docs: Option<ExternalDocs>,
    /// Extensions of the document's root.
    pub extensions: Extensions,
    /// The texts the model was read from, to show places.
    pub sources: Arc<Sources>,
}

impl Api {
    /// The operation of an id this model gave out.
    #[must_use]
    pub fn operation(&self, id: OperationId) -> &Operation {
        &self.operations[id.index()]
    }

    /// The schema of an id this model gave out.
    #[must_use]
    pub fn schema(&self, id: SchemaId) -> &Schema {
        &self.schemas[id]
    }

    /// The security scheme of an id this model gave out.
    #[must_use]
    pub fn security_scheme(&self, id: SecuritySchemeId) -> &SecurityScheme {
        &self.security_schemes[id.index()]
    }

    /// Where a node was written, for people: file, line and column.
    #[must_use]
    pub fn locate(&self, place: Place) -> SourceLocation {
        self.sources.locate(place)
    }

    /// The operation with this `operationId`.
    #[must_use]
    pub fn operation_named(&self, operation_id: &str) -> Option<&Operation> {
        self.operations
            .iter()
            .find(|operation| operation.operation_id.as_deref() == Some(operation_id))
    }
}
