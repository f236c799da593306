//! Paths and Path Item objects (OpenAPI 3.1 sections 4.8.8 and 4.8.9), `webhooks` among them.

use super::operation::PathDefaults;
use super::{Cx, Fields, Kind, ObjectKind};
use crate::api::{Method, Operation, OperationId, PathTemplate, Webhook};
use crate::diagnostic::Diagnostic;
use crate::resolve::At;
use std::collections::HashSet;

const PATH_ITEM: ObjectKind = ObjectKind {
    name: "path item",
    fields: &[
        "$ref",
        "summary",
        "description",
        "get",
        "put",
        "post",
        "delete",
        "options",
        "head",
        "patch",
        "trace",
        "servers",
        "parameters",
    ],
};

impl<'a> Cx<'a> {
    /// The operations under `paths`, in document order.
    pub(super) fn lower_paths(
        &mut self,
        document: &Fields<'a>,
        defaults: &PathDefaults<'_>,
    ) -> Vec<Operation> {
        let mut operations: Vec<Operation> = Vec::new();
        let Some(paths) = document.field("paths") else {
            return operations;
        };
        for entry in self.patterned(paths, "`paths`") {
            let path = match entry.key.starts_with('/') {
                true => PathTemplate::parse(entry.key),
                false => {
                    let message = format!(
                        "the path `{}` must start with a slash; it is read as `/{0}`",
                        entry.key
                    );
                    self.report.add(Diagnostic::warning(
                        "path-without-slash",
                        entry.key_place,
                        message,
                    ));
                    PathTemplate::parse(&format!("/{}", entry.key))
                }
            };
            operations.extend(self.lower_path_item(entry.at, &path, defaults));
        }
        number(&mut operations);
        operations
    }

    /// `webhooks` of 3.1, or `x-webhooks` of 3.0.
    pub(super) fn lower_webhooks(
        &mut self,
        document: &Fields<'a>,
        defaults: &PathDefaults<'_>,
    ) -> Vec<Webhook> {
        let name = match document.field("webhooks") {
            Some(_) => "webhooks",
            None => "x-webhooks",
        };
        let path = PathTemplate::parse("");
        let mut webhooks = Vec::new();
        for entry in document.entries(self, name) {
            let mut operations = self.lower_path_item(entry.at, &path, defaults);
            number(&mut operations);
            webhooks.push(Webhook {
                name: entry.key.to_owned(),
                operations,
            });
        }
        webhooks
    }

    /// The operations of a path item, what it says for all of them applied.
    pub(super) fn lower_path_item(
        &mut self,
        at: At<'a>,
        path: &PathTemplate,
        document: &PathDefaults<'_>,
    ) -> Vec<Operation> {
        let Some(items) = self.path_item_layers(at) else {
            return Vec::new();
        };
        let mut defaults = PathDefaults {
            parameters: Default::default(),
            servers: None,
            ..document.clone()
        };
        for fields in &items {
            if defaults.parameters.is_empty() {
                defaults.parameters = self.lower_parameters(fields);
            }
            if defaults.servers.is_none() {
                defaults.servers = Some(self.lower_servers(fields)).filter(|own| !own.is_empty());
            }
            if defaults.summary.is_none() {
                defaults.summary = fields.text(self, "summary");
            }
            if defaults.description.is_none() {
                defaults.description = fields.text(self, "description");
            }
        }
        let mut operations = Vec::new();
        for (method, at) in methods(&items) {
            operations.extend(self.lower_operation(at, method, path, &defaults));
        }
        operations
    }

    /// A path item and the one its `$ref` leads to: fields beside the `$ref` count, and win.
    fn path_item_layers(&mut self, at: At<'a>) -> Option<Vec<Fields<'a>>> {
        let own = self.fields(at, &PATH_ITEM)?;
        let mut layers = vec![own];
        if own.has("$ref") {
            let followed = self.follow(at, Kind::PathItem)?;
            layers.push(self.fields(followed.at, &PATH_ITEM)?);
        }
        Some(layers)
    }
}

/// The operations of layered path items, in the order they were written.
fn methods<'a>(items: &[Fields<'a>]) -> Vec<(Method, At<'a>)> {
    let mut seen = HashSet::new();
    let mut found = Vec::new();
    for fields in items {
        for key in fields.keys() {
            let method = Method::ALL
                .into_iter()
                .find(|method| method.field().eq_ignore_ascii_case(key));
            if let Some(method) = method
                && let Some(at) = fields.field(key)
                && seen.insert(method)
            {
                found.push((method, at));
            }
        }
    }
    found
}

pub(super) fn number(operations: &mut [Operation]) {
    for (index, operation) in operations.iter_mut().enumerate() {
        operation.id = OperationId(index as u32);
    }
}
