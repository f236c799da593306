//! The OpenAPI Object (OpenAPI 3.1 section 4.8.1) and its Components Object (section 4.8.7).

use super::operation::PathDefaults;
use super::tag::add_undeclared_tags;
use super::{Cx, Fields, ObjectKind};
use crate::api::{Api, PathTemplate, SecurityScheme};
use crate::diagnostic::Diagnostic;
use crate::document::NodeValue;
use crate::resolve::At;
use std::sync::Arc;

const DOCUMENT: ObjectKind = ObjectKind {
    name: "OpenAPI",
    // `$self` came with 3.2; `host`, `basePath` and `schemes` left with 2.0 and are understood.
    fields: &[
        "host",
        "basePath",
        "schemes",
        "openapi",
        "info",
        "jsonSchemaDialect",
        "servers",
        "paths",
        "webhooks",
        "components",
        "security",
        "tags",
        "externalDocs",
        "$self",
    ],
};
const COMPONENTS: ObjectKind = ObjectKind {
    name: "components",
    // `mediaTypes` came with 3.2.
    fields: &[
        "schemas",
        "responses",
        "parameters",
        "examples",
        "requestBodies",
        "headers",
        "securitySchemes",
        "links",
        "callbacks",
        "pathItems",
        "mediaTypes",
    ],
};

impl<'a> Cx<'a> {
    pub(super) fn lower_document(&mut self) -> Option<Api> {
        let root = self.resolver.root(self.entry)?;
        let NodeValue::Object(_) = root.node.value else {
            self.wrong_type(root.node, "an OpenAPI document", "an object");
            return None;
        };
        let version = self.lower_version(root)?;
        let document = self.fields(root, &DOCUMENT)?;
        let components = document
            .field("components")
            .and_then(|at| self.fields(at, &COMPONENTS));
        if let Some(schemas) = components.and_then(|fields| fields.field("schemas")) {
            self.name_components(schemas);
        }
        self.lower_schemas();
        let info = self.lower_info(&document);
        self.document_servers = self.lower_document_servers(&document);
        let security_schemes = components
            .map(|fields| self.lower_security_schemes(&fields))
            .unwrap_or_default();
        let security = self
            .lower_security(&document, &security_schemes)
            .unwrap_or_default();
        let defaults = path_defaults(&security_schemes, &security);
        let mut tags = self.lower_tags(&document);
        let operations = self.lower_paths(&document, &defaults);
        let webhooks = self.lower_webhooks(&document, &defaults);
        if let Some(components) = components {
            self.lower_unused_components(&components, &defaults);
        }
        self.lower_schemas();
        super::cycles::break_cycles(&mut self.queue.schemas, &mut self.report);
        add_undeclared_tags(&mut tags, &operations);
        self.warn_empty(&document);
        Some(Api {
            openapi: version,
            info,
            servers: std::mem::take(&mut self.document_servers),
            tags,
            operations,
            webhooks,
            schemas: std::mem::take(&mut self.queue.schemas),
            external_docs: document
                .field("externalDocs")
                .and_then(|at| self.lower_external_docs(at)),
            extensions: document.extensions(self),
            sources: Arc::default(),
            security_schemes,
        })
    }

    /// Reads what no operation refers to, for the sake of its faults.
    fn lower_unused_components(&mut self, components: &Fields<'a>, defaults: &PathDefaults<'_>) {
        for entry in components.entries(self, "responses") {
            self.lower_response(entry.at);
        }
        for entry in components.entries(self, "parameters") {
            self.lower_parameter(entry.at);
        }
        for entry in components.entries(self, "requestBodies") {
            self.lower_request_body(entry.at);
        }
        for entry in components.entries(self, "headers") {
            self.lower_header(entry.at);
        }
        for entry in components.entries(self, "links") {
            self.lower_link(entry.at);
        }
        for entry in components.entries(self, "callbacks") {
            self.lower_callback(entry.at, entry.key, defaults);
        }
        let path = PathTemplate::parse("");
        for entry in components.entries(self, "pathItems") {
            self.lower_path_item(entry.at, &path, defaults);
        }
    }

    /// The declared version, if it is one that can be read.
    fn lower_version(&mut self, root: At<'a>) -> Option<String> {
        let NodeValue::Object(members) = &root.node.value else {
            return None;
        };
        let Some(member) = members.get("openapi") else {
            self.report_no_version(root);
            return None;
        };
        let written = self.text(&member.node, "`openapi`")?;
        let place = member.node.place;
        let version = written.trim().trim_start_matches(['v', 'V']);
        let series: Vec<&str> = version.split('.').take(2).collect();
        match series.as_slice() {
            ["3", "0" | "1"] => {}
            ["3"] => {
                let message = "`openapi` must be a version with three numbers; it is read as 3.0.0";
                self.report
                    .add(Diagnostic::warning("short-version", place, message));
                return Some("3.0.0".to_owned());
            }
            ["3", "2"] => {
                let message = "OpenAPI 3.2 is read as 3.1; what is new in it is left out";
                self.report
                    .add(Diagnostic::warning("newer-version", place, message));
            }
            _ => {
                let message = format!("version `{version}` of OpenAPI is not known");
                self.report.add(
                    Diagnostic::error("unknown-version", place, message)
                        .help("the versions 3.0.0 to 3.0.4 and 3.1.x can be read"),
                );
                return None;
            }
        }
        if version != written {
            let message = format!("`openapi` is read as {version}");
            self.report.add(
                Diagnostic::warning("misspelt-version", place, message)
                    .help(format!("write `openapi: {version}`")),
            );
        }
        if !matches!(member.node.value, NodeValue::String(_)) {
            let message =
                format!("`openapi` must be text with three numbers; it is read as {version}");
            let help = format!("write `openapi: {version}.0`");
            self.report
                .add(Diagnostic::warning("unquoted-text", place, message).help(help));
        }
        Some(version.to_owned())
    }

    fn report_no_version(&mut self, root: At<'a>) {
        let message = "the document does not say which version of OpenAPI it is written in";
        self.report.add(
            Diagnostic::error("missing-version", root.place(), message)
                .help("start it with `openapi: 3.1.0`"),
        );
    }

    fn warn_empty(&mut self, document: &Fields<'a>) {
        let parts = ["paths", "webhooks", "components"];
        if !parts.iter().any(|part| document.has(part)) {
            let message = "the document has neither `paths` nor `webhooks` nor `components`";
            self.warn_missing("missing-paths", document.place(), message);
        }
    }
}

fn path_defaults<'d>(
    schemes: &'d [SecurityScheme],
    security: &'d [crate::api::SecurityRequirement],
) -> PathDefaults<'d> {
    PathDefaults {
        schemes,
        security,
        callbacks: Vec::new(),
        parameters: Default::default(),
        servers: None,
        summary: None,
        description: None,
    }
}
