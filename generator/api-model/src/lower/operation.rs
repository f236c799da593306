//! Operation Objects (OpenAPI 3.1 section 4.8.10).

use super::parameter::Key;
use super::{Cx, Fields, ObjectKind};
use crate::api::{
    Method, Operation, OperationId, Parameter, PathTemplate, SecurityRequirement, SecurityScheme,
    Server,
};
use crate::resolve::At;
use crate::source::Place;
use indexmap::IndexMap;

const OPERATION: ObjectKind = ObjectKind {
    name: "operation",
    fields: &[
        "tags",
        "summary",
        "description",
        "externalDocs",
        "operationId",
        "parameters",
        "requestBody",
        "responses",
        "callbacks",
        "deprecated",
        "security",
        "servers",
    ],
};

/// What holds for the operations of a path item, unless they say otherwise.
#[derive(Debug, Clone)]
pub(super) struct PathDefaults<'d> {
    /// Declared security schemes.
    pub(super) schemes: &'d [SecurityScheme],
    /// The document's `security`.
    pub(super) security: &'d [SecurityRequirement],
    /// The callbacks that these operations stand in, from the outermost.
    pub(super) callbacks: Vec<Place>,
    /// The path item's parameters.
    pub(super) parameters: IndexMap<Key, Parameter>,
    /// The path item's servers, if it has its own.
    pub(super) servers: Option<Vec<Server>>,
    /// The path item's summary.
    pub(super) summary: Option<String>,
    /// The path item's description.
    pub(super) description: Option<String>,
}

impl<'a> Cx<'a> {
    pub(super) fn lower_operation(
        &mut self,
        at: At<'a>,
        method: Method,
        path: &PathTemplate,
        defaults: &PathDefaults<'_>,
    ) -> Option<Operation> {
        let fields = self.fields(at, &OPERATION)?;
        let own_servers = Some(self.lower_servers(&fields))
            .filter(|own| !own.is_empty())
            .or_else(|| defaults.servers.clone());
        let tags = fields.texts(self, "tags");
        let parameters = self.all_parameters(&fields, defaults);
        Some(Operation {
            id: OperationId(0),
            place: at.place(),
            method,
            path: path.clone(),
            operation_id: fields
                .text(self, "operationId")
                .filter(|id| !id.trim().is_empty()),
            tags: tags.into_iter().map(|(tag, _)| tag.to_owned()).collect(),
            summary: fields
                .text(self, "summary")
                .or_else(|| defaults.summary.clone()),
            description: fields
                .text(self, "description")
                .or_else(|| defaults.description.clone()),
            deprecated: fields.flag(self, "deprecated").unwrap_or(false),
            parameters,
            request_body: fields
                .field("requestBody")
                .and_then(|at| self.lower_request_body(at)),
            responses: self.lower_responses(&fields),
            security: self
                .lower_security(&fields, defaults.schemes)
                .unwrap_or_else(|| defaults.security.to_vec()),
            own_servers: own_servers.is_some(),
            servers: own_servers.unwrap_or_else(|| self.document_servers.clone()),
            callbacks: self.lower_callbacks(&fields, defaults),
            external_docs: fields
                .field("externalDocs")
                .and_then(|at| self.lower_external_docs(at)),
            extensions: fields.extensions(self),
        })
    }

    /// The path item's parameters, each replaced by the operation's own of the same name and
    /// location, followed by the rest of the operation's own.
    fn all_parameters(
        &mut self,
        fields: &Fields<'a>,
        defaults: &PathDefaults<'_>,
    ) -> Vec<Parameter> {
        let mut parameters = defaults.parameters.clone();
        // Replacing a value leaves it in its place.
        parameters.extend(self.lower_parameters(fields));
        parameters.into_values().collect()
    }
}
