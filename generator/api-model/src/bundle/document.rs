//! The document's frame: info, servers, tags, components.

use super::names::Names;
use super::object::Object;
use super::{Bundled, Version};
use crate::api::{Api, Info, Response, SchemaId, Server, Tag};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::source::Place;
use indexmap::IndexMap;
use serde_json::Value;
use std::collections::HashSet;

/// What is needed to write one document.
pub(super) struct Writer<'a> {
    pub(super) api: &'a Api,
    pub(super) version: Version,
    pub(super) names: &'a Names,
    /// Schemas that are being written, outermost first.
    pub(super) open: Vec<SchemaId>,
    /// Unions that lowering made, by their names.
    pub(super) made: IndexMap<String, Value>,
    /// The first response of each component name.
    pub(super) responses: IndexMap<String, &'a Response>,
    notes: Vec<Diagnostic>,
    noted: HashSet<(Place, String)>,
}

impl<'a> Writer<'a> {
    pub(super) fn new(api: &'a Api, version: Version, names: &'a Names) -> Self {
        Writer {
            api,
            version,
            names,
            open: Vec::new(),
            made: IndexMap::new(),
            responses: IndexMap::new(),
            notes: Vec::new(),
            noted: HashSet::new(),
        }
    }

    /// Whether the document is a 3.0 one.
    pub(super) fn is_30(&self) -> bool {
        self.version == Version::V30
    }

    /// Writes the document.
    pub(super) fn write(mut self) -> Bundled {
        let mut object = Object::default();
        object.put("openapi", self.version_text());
        object.put("info", self.info());
        object.external_docs(self.api.external_docs.as_ref());
        object.put("servers", servers(&self.api.servers));
        object.filled(
            "tags",
            self.api.tags.iter().map(tag).collect::<Vec<Value>>(),
        );
        let security = self.common_security();
        object.filled("security", security.clone());
        let paths = self.paths(&security);
        object.put("paths", paths);
        let webhooks = self.webhooks(&security);
        object.filled(
            if self.is_30() {
                "x-webhooks"
            } else {
                "webhooks"
            },
            webhooks,
        );
        let components = self.components();
        object.filled("components", components);
        object.extensions(&self.api.extensions);
        let mut notes = Diagnostics::default();
        notes.all = self.notes;
        notes.sources = self.api.sources.clone();
        Bundled {
            document: object.into(),
            notes,
            schemas: self.names.components.clone(),
        }
    }

    fn version_text(&self) -> &str {
        match self.version {
            Version::V30 => "3.0.3",
            Version::V31 if self.api.openapi.starts_with("3.1") => &self.api.openapi,
            Version::V31 => "3.1.0",
        }
    }

    fn info(&mut self) -> Object {
        let Info {
            place,
            title,
            summary,
            description,
            terms_of_service,
            ..
        } = &self.api.info;
        let Info {
            contact,
            license,
            version,
            extensions,
            ..
        } = &self.api.info;
        let mut object = Object::default();
        object.put("title", title.clone());
        match summary {
            Some(_) if self.is_30() => {
                self.note_at(
                    *place,
                    "OpenAPI 3.0 has no `summary` of an API; it is left out".to_owned(),
                );
            }
            summary => object.maybe("summary", summary),
        }
        object.maybe("description", description);
        object.maybe("termsOfService", terms_of_service);
        if let Some(contact) = contact {
            let mut written = Object::default();
            written.maybe("name", &contact.name);
            written.maybe("url", &contact.url);
            written.maybe("email", &contact.email);
            object.put("contact", written);
        }
        if let Some(license) = license {
            let mut written = Object::default();
            written.put("name", license.name.clone());
            match &license.identifier {
                Some(identifier) if self.is_30() => {
                    let page = format!("https://spdx.org/licenses/{identifier}.html");
                    written.put("url", license.url.clone().unwrap_or(page));
                }
                identifier => {
                    written.maybe("identifier", identifier);
                    written.maybe("url", &license.url);
                }
            }
            object.put("license", written);
        }
        object.put("version", version.clone());
        object.extensions(extensions);
        object
    }

    fn components(&mut self) -> Object {
        let mut object = Object::default();
        let mut schemas = Object::default();
        let names = self.names;
        for (name, id) in &names.components {
            let written = match self.reference(*id) {
                Some(reference) if names.of(*id) != Some(name) => reference,
                _ => self.definition(*id),
            };
            schemas.put(name, written);
        }
        let responses = self.component_responses();
        for (name, made) in std::mem::take(&mut self.made) {
            schemas.put(&name, made);
        }
        object.filled("schemas", schemas);
        object.filled("responses", responses);
        let schemes = self.security_schemes();
        object.filled("securitySchemes", schemes);
        object
    }

    fn component_responses(&mut self) -> Object {
        let mut object = Object::default();
        let responses = self.responses.clone();
        for (name, response) in responses {
            let written = self.response_object(response);
            object.put(&name, written);
        }
        object
    }

    /// Notes a keyword of a schema that 3.0 cannot say.
    pub(super) fn note(&mut self, id: SchemaId, keyword: &'static str, remedy: &str) {
        let schema = &self.api.schemas[id];
        let place = schema.keywords.place_of(keyword).unwrap_or(schema.place);
        self.note_at(place, format!("OpenAPI 3.0 has no `{keyword}`; {remedy}"));
    }

    /// Notes something that 3.0 cannot say, once.
    pub(super) fn note_at(&mut self, place: Place, message: String) {
        if self.noted.insert((place, message.clone())) {
            self.notes
                .push(Diagnostic::warning("not-in-openapi-3.0", place, message));
        }
    }
}

/// A list of servers.
pub(super) fn servers(servers: &[Server]) -> Vec<Value> {
    servers
        .iter()
        .map(|found| Value::from(server(found)))
        .collect()
}

/// One server.
pub(super) fn server(server: &Server) -> Object {
    let mut object = Object::default();
    object.put("url", server.url.clone());
    object.maybe("description", &server.description);
    let mut variables = Object::default();
    for (name, variable) in &server.variables {
        let mut written = Object::default();
        written.filled("enum", variable.enumeration.clone());
        written.put("default", variable.default.clone());
        written.maybe("description", &variable.description);
        variables.put(name, written);
    }
    object.filled("variables", variables);
    object.extensions(&server.extensions);
    object
}

fn tag(tag: &Tag) -> Value {
    let mut object = Object::default();
    object.put("name", tag.name.clone());
    object.maybe("description", &tag.description);
    object.external_docs(tag.external_docs.as_ref());
    object.extensions(&tag.extensions);
    object.into()
}
