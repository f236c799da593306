//! Server and Server Variable objects (OpenAPI 3.1 sections 4.8.5 and 4.8.6).

use super::{Cx, Fields, ObjectKind};
use crate::api::{Server, ServerVariable};
use crate::diagnostic::Diagnostic;
use crate::resolve::At;
use crate::source::Place;
use indexmap::IndexMap;

const SERVER: ObjectKind = ObjectKind {
    name: "server",
    fields: &["url", "description", "variables", "name"],
};
const VARIABLE: ObjectKind = ObjectKind {
    name: "server variable",
    fields: &["enum", "default", "description"],
};

impl<'a> Cx<'a> {
    /// The document's servers; without any there is `/`, as the specification says.
    pub(super) fn lower_document_servers(&mut self, document: &Fields<'a>) -> Vec<Server> {
        let mut servers = self.lower_servers(document);
        let older = self.older_url(document, !servers.is_empty());
        if servers.is_empty() {
            let (url, place) = older.unwrap_or_else(|| ("/".to_owned(), document.place()));
            servers.push(plain_server(url, place));
        }
        servers
    }

    /// What `schemes`, `host` and `basePath` of OpenAPI 2 say, if they are there.
    fn older_url(&mut self, document: &Fields<'a>, is_overruled: bool) -> Option<(String, Place)> {
        let scheme = document.items(self, "schemes").first().copied();
        let scheme = scheme.and_then(|at| at.node.as_str()).unwrap_or("https");
        let host = document.text_at(self, "host");
        let path = document.text_at(self, "basePath");
        let (_, place) = host.or(path)?;
        let path = path.map_or("", |(path, _)| path.trim_matches('/'));
        let slash = if path.is_empty() && host.is_some() {
            ""
        } else {
            "/"
        };
        let url = match host {
            Some((host, _)) => format!("{scheme}://{host}{slash}{path}"),
            None => format!("{slash}{path}"),
        };
        let message = match is_overruled {
            true => "since OpenAPI 3.0 `servers` says this; it is ignored".to_owned(),
            false => format!("since OpenAPI 3.0 `servers` says this; it is read as `{url}`"),
        };
        self.report.add(
            Diagnostic::warning("older-field", place, message)
                .help(format!("write `servers: [{{url: {url}}}]`")),
        );
        Some((url, place))
    }

    /// The `servers` of an object; none when it has none of its own.
    pub(super) fn lower_servers(&mut self, owner: &Fields<'a>) -> Vec<Server> {
        let items = owner.items(self, "servers");
        items
            .into_iter()
            .filter_map(|at| self.lower_server(at))
            .collect()
    }

    pub(super) fn lower_server(&mut self, at: At<'a>) -> Option<Server> {
        if let Some(url) = self.only_text(at, "a server", "url") {
            return Some(plain_server(url, at.place()));
        }
        let fields = self.fields(at, &SERVER)?;
        let url = fields.text(self, "url").unwrap_or_else(|| {
            self.warn_missing(
                "missing-url",
                at.place(),
                "the server has no `url`; `/` is taken",
            );
            "/".to_owned()
        });
        let mut variables = IndexMap::new();
        for entry in fields.entries(self, "variables") {
            if let Some(variable) = self.lower_variable(entry.at, entry.key) {
                variables.insert(entry.key.to_owned(), variable);
            }
        }
        self.declare_variables(&url, &mut variables, at.place());
        Some(Server {
            place: at.place(),
            url,
            description: fields.text(self, "description"),
            variables,
            extensions: fields.extensions(self),
        })
    }

    fn lower_variable(&mut self, at: At<'a>, name: &str) -> Option<ServerVariable> {
        let fields = self.fields(at, &VARIABLE)?;
        let enumeration: Vec<String> = fields
            .texts(self, "enum")
            .into_iter()
            .map(|(text, _)| text.to_owned())
            .collect();
        let default = fields.text(self, "default");
        if default.is_none() {
            let message = format!("the server variable `{name}` has no `default`");
            self.warn_missing("missing-default", at.place(), &message);
        }
        let default = default.or_else(|| enumeration.first().cloned());
        Some(ServerVariable {
            default: default.unwrap_or_default(),
            enumeration,
            description: fields.text(self, "description"),
        })
    }

    /// Every variable of the template is declared afterwards.
    fn declare_variables(
        &mut self,
        url: &str,
        variables: &mut IndexMap<String, ServerVariable>,
        place: Place,
    ) {
        let mut rest = url;
        while let Some((_, after)) = rest.split_once('{') {
            let Some((name, after)) = after.split_once('}') else {
                return;
            };
            rest = after;
            if variables.contains_key(name) {
                continue;
            }
            let message = format!("the URL has a variable `{name}` that is not declared");
            self.report.add(
                Diagnostic::warning("undeclared-server-variable", place, message).help(format!(
                    "declare it: `variables: {{{name}: {{default: …}}}}`"
                )),
            );
            let variable = ServerVariable {
                enumeration: Vec::new(),
                default: name.to_owned(),
                description: None,
            };
            variables.insert(name.to_owned(), variable);
        }
    }
}

fn plain_server(url: String, place: Place) -> Server {
    Server {
        place,
        url,
        description: None,
        variables: IndexMap::new(),
        extensions: Default::default(),
    }
}
