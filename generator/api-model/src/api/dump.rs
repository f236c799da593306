//! The model as stable text, for tests and for people: a line for everything that was said.
//!
//! Places are left out, so that a comment in a document changes nothing here.

use super::dump_schema::write_schema;
use super::{
    Api, Callback, Content, Example, Header, MediaType, Operation, Parameter, ParameterKind,
    RequestBody, Response, SchemaId, SecurityRequirement, SecurityScheme, SecuritySchemeKind,
    Server, StatusKey, Tag,
};
use indexmap::IndexMap;
use std::fmt::{self, Display, Formatter, Write};

impl Display for Api {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        let mut out = Dump {
            api: self,
            text: String::new(),
            depth: 0,
        };
        out.api();
        formatter.write_str(&out.text)
    }
}

struct Dump<'d> {
    api: &'d Api,
    text: String,
    depth: usize,
}

impl Dump<'_> {
    fn line(&mut self, line: impl Display) {
        let indent = self.depth * 2;
        // Writing to a string cannot fail.
        let _ = writeln!(self.text, "{:indent$}{line}", "");
    }

    fn inside(&mut self, write: impl FnOnce(&mut Self)) {
        self.depth += 1;
        write(self);
        self.depth -= 1;
    }

    fn api(&mut self) {
        let api = self.api;
        self.line(format_args!("openapi {}", api.openapi));
        self.line(format_args!(
            "info {:?} {:?}",
            api.info.title, api.info.version
        ));
        self.prose(None, api.info.description.as_deref());
        api.servers.iter().for_each(|server| self.server(server));
        api.tags.iter().for_each(|tag| self.tag(tag));
        let schemes = api.security_schemes.iter();
        schemes.for_each(|scheme| self.security_scheme(scheme));
        for operation in &api.operations {
            self.operation(operation);
        }
        for webhook in &api.webhooks {
            self.line(format_args!("webhook {}", webhook.name));
            self.inside(|out| webhook.operations.iter().for_each(|one| out.operation(one)));
        }
        for (name, id) in api.schemas.named() {
            let schema = write_schema(&api.schemas, id, true);
            self.line(format_args!("schema {name} {schema}"));
        }
        self.extensions(&api.extensions);
    }

    fn prose(&mut self, summary: Option<&str>, description: Option<&str>) {
        for text in [summary, description].into_iter().flatten() {
            self.inside(|out| out.line(format_args!("{text:?}")));
        }
    }

    fn extensions(&mut self, extensions: &super::Extensions) {
        for (name, value) in extensions {
            self.inside(|out| out.line(format_args!("{name} {value}")));
        }
    }

    fn server(&mut self, server: &Server) {
        self.line(format_args!("server {}", server.url));
        self.prose(None, server.description.as_deref());
        for (name, variable) in &server.variables {
            let values = match variable.enumeration.as_slice() {
                [] => String::new(),
                values => format!(" of {}", values.join(" ")),
            };
            self.inside(|out| {
                out.line(format_args!("{{{name}}} {:?}{values}", variable.default));
            });
        }
        self.extensions(&server.extensions);
    }

    fn tag(&mut self, tag: &Tag) {
        self.line(format_args!("tag {}", tag.name));
        self.prose(None, tag.description.as_deref());
        self.extensions(&tag.extensions);
    }

    fn security_scheme(&mut self, scheme: &SecurityScheme) {
        let kind = match &scheme.kind {
            SecuritySchemeKind::ApiKey { name, location } => {
                let location = format!("{location:?}").to_lowercase();
                format!("apiKey {location} {name}")
            }
            SecuritySchemeKind::Basic => "basic".to_owned(),
            SecuritySchemeKind::Bearer { format } => {
                format!("bearer {}", format.as_deref().unwrap_or_default())
            }
            SecuritySchemeKind::Http { scheme } => format!("http {scheme}"),
            SecuritySchemeKind::OAuth2 { .. } => "oauth2".to_owned(),
            SecuritySchemeKind::OpenIdConnect { url } => format!("openIdConnect {url}"),
            SecuritySchemeKind::MutualTls => "mutualTLS".to_owned(),
        };
        self.line(format_args!("scheme {} {}", scheme.name, kind.trim_end()));
        self.prose(None, scheme.description.as_deref());
        if let SecuritySchemeKind::OAuth2 { flows } = &scheme.kind {
            for flow in flows {
                let scopes: Vec<&str> = flow.scopes.keys().map(String::as_str).collect();
                let line = format!("{:?} {}", flow.kind, scopes.join(" "));
                self.inside(|out| out.line(line.trim_end()));
            }
        }
    }

    fn operation(&mut self, operation: &Operation) {
        let id = operation.operation_id.as_deref().unwrap_or("-");
        let tags: String = operation
            .tags
            .iter()
            .map(|tag| format!(" #{tag}"))
            .collect();
        let deprecated = flag(operation.deprecated, "deprecated");
        self.line(format_args!(
            "{} {} {id}{tags}{deprecated}",
            operation.method, operation.path
        ));
        self.prose(
            operation.summary.as_deref(),
            operation.description.as_deref(),
        );
        self.inside(|out| out.operation_parts(operation));
        self.extensions(&operation.extensions);
    }

    fn operation_parts(&mut self, operation: &Operation) {
        if operation.own_servers {
            operation
                .servers
                .iter()
                .for_each(|server| self.server(server));
        }
        for requirement in &operation.security {
            self.requirement(requirement);
        }
        for parameter in &operation.parameters {
            self.parameter(parameter);
        }
        if let Some(body) = &operation.request_body {
            self.request_body(body);
        }
        for (key, response) in &operation.responses {
            self.response(*key, response);
        }
        for callback in &operation.callbacks {
            self.callback(callback);
        }
    }

    fn requirement(&mut self, requirement: &SecurityRequirement) {
        let uses: Vec<String> = requirement
            .schemes
            .iter()
            .map(|one| {
                let name = &self.api.security_scheme(one.scheme).name;
                format!("{name}({})", one.scopes.join(" "))
            })
            .collect();
        let uses = if uses.is_empty() {
            "anonymous".to_owned()
        } else {
            uses.join(" + ")
        };
        self.line(format_args!("security {uses}"));
    }

    fn parameter(&mut self, parameter: &Parameter) {
        let name = format!("{} {}", parameter.location.as_str(), parameter.name);
        let flags = [
            flag(parameter.required, "required"),
            flag(parameter.deprecated, "deprecated"),
            flag(parameter.allow_empty_value, "empty"),
        ];
        self.value(&format!("{name}{}", flags.concat()), &parameter.kind);
        self.prose(None, parameter.description.as_deref());
        self.examples(&parameter.examples);
        self.extensions(&parameter.extensions);
    }

    fn value(&mut self, name: &str, kind: &ParameterKind) {
        match kind {
            ParameterKind::Schema {
                schema,
                style,
                explode,
                allow_reserved,
            } => {
                let explode = flag(*explode, "explode");
                let reserved = flag(*allow_reserved, "reserved");
                let schema = self.schema(*schema);
                let style = style.as_str();
                self.line(format_args!("{name} {style}{explode}{reserved} {schema}"));
            }
            ParameterKind::Content(content) => {
                self.line(name);
                self.inside(|out| out.content(content));
            }
        }
    }

    fn request_body(&mut self, body: &RequestBody) {
        self.line(format_args!("body{}", flag(body.required, "required")));
        self.prose(None, body.description.as_deref());
        self.inside(|out| out.content(&body.content));
        self.extensions(&body.extensions);
    }

    fn content(&mut self, content: &Content) {
        for (name, media) in content {
            self.media_type(name, media);
        }
    }

    fn media_type(&mut self, name: &str, media: &MediaType) {
        let schema = media.schema.map_or_else(String::new, |id| self.schema(id));
        self.line(format!("{name} {schema}").trim_end());
        for (property, encoding) in &media.encoding {
            let content_type = encoding.content_type.as_deref().unwrap_or("-");
            let style = encoding.style.map_or("-", super::Style::as_str);
            self.inside(|out| {
                out.line(format_args!("encoding {property} {content_type} {style}"));
                out.inside(|out| out.headers(&encoding.headers));
            });
        }
        self.examples(&media.examples);
        self.extensions(&media.extensions);
    }

    fn examples(&mut self, examples: &IndexMap<String, Example>) {
        for (name, example) in examples {
            let value = match (&example.value, &example.external_value) {
                (Some(value), _) => value.to_string(),
                (None, Some(address)) => format!("at {address}"),
                (None, None) => "without value".to_owned(),
            };
            self.inside(|out| {
                out.line(format_args!("example {name} {value}"));
                out.prose(example.summary.as_deref(), example.description.as_deref());
            });
        }
    }

    fn response(&mut self, key: StatusKey, response: &Response) {
        let component = response.component.as_deref();
        let component = component.map_or_else(String::new, |name| format!(" ({name})"));
        self.line(format_args!("{key}{component} {:?}", response.description));
        self.inside(|out| {
            out.headers(&response.headers);
            out.content(&response.content);
            for (name, link) in &response.links {
                let target = link
                    .operation_id
                    .as_deref()
                    .or(link.operation_ref.as_deref());
                out.line(format_args!("link {name} {}", target.unwrap_or("-")));
            }
        });
        self.extensions(&response.extensions);
    }

    fn headers(&mut self, headers: &IndexMap<String, Header>) {
        for (name, header) in headers {
            let name = format!("header {name}{}", flag(header.required, "required"));
            self.value(&name, &header.kind);
            self.prose(None, header.description.as_deref());
            self.examples(&header.examples);
        }
    }

    fn callback(&mut self, callback: &Callback) {
        self.line(format_args!("callback {}", callback.name));
        self.inside(|out| {
            callback
                .operations
                .iter()
                .for_each(|one| out.operation(one))
        });
    }

    fn schema(&self, id: SchemaId) -> String {
        write_schema(&self.api.schemas, id, false)
    }
}

fn flag(set: bool, name: &str) -> String {
    if set {
        format!(" {name}")
    } else {
        String::new()
    }
}
