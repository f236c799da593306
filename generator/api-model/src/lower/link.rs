//! Link Objects (OpenAPI 3.1 section 4.8.20).

use super::{Cx, Kind, ObjectKind};
use crate::api::Link;
use crate::resolve::At;
use indexmap::IndexMap;

const LINK: ObjectKind = ObjectKind {
    name: "link",
    fields: &[
        "operationRef",
        "operationId",
        "parameters",
        "requestBody",
        "description",
        "server",
    ],
};

impl<'a> Cx<'a> {
    pub(super) fn lower_link(&mut self, at: At<'a>) -> Option<Link> {
        let followed = self.follow(at, Kind::Link)?;
        let fields = self.fields(followed.at, &LINK)?;
        let mut parameters = IndexMap::new();
        for entry in fields.entries(self, "parameters") {
            let value = self.value(entry.at.node);
            parameters.insert(entry.key.to_owned(), value);
        }
        Some(Link {
            place: followed.at.place(),
            operation_id: fields.text(self, "operationId"),
            operation_ref: fields.text(self, "operationRef"),
            parameters,
            request_body: fields.any("requestBody").map(|at| self.value(at.node)),
            description: followed
                .description
                .or_else(|| fields.text(self, "description")),
            server: fields.field("server").and_then(|at| self.lower_server(at)),
        })
    }
}
