//! Servers, security schemes and what operations ask for.

use api_model::api::{Api, ApiKeyLocation, SecurityRequirement, SecuritySchemeKind};

use super::call::{Access, Scheme, SchemeKind, Security, Server};
use super::docs;
use super::names::{self, Scope};
use crate::markdown;

/// Servers of the API and of single operations, each URL once.
pub(crate) fn plan_servers(api: &Api) -> Vec<Server> {
    let mut scope = Scope::default();
    let mut planned: Vec<Server> = Vec::new();
    let own = api
        .operations
        .iter()
        .filter(|operation| operation.own_servers)
        .flat_map(|operation| &operation.servers);
    for server in api.servers.iter().chain(own) {
        if planned.iter().any(|known| known.url == server.url) {
            continue;
        }
        let mut candidates = Vec::new();
        if planned.is_empty() {
            candidates.push("DEFAULT_SERVER".to_owned());
        }
        let described = names::screaming(server.description.as_deref().unwrap_or_default());
        let host = names::screaming(server.url.split("://").last().unwrap_or_default());
        for text in [described, host] {
            if !text.is_empty() && text.len() <= 40 && text.starts_with(unicode_ident::is_xid_start)
            {
                candidates.push(format!("{text}_SERVER").replace("_SERVER_SERVER", "_SERVER"));
            }
        }
        candidates.push("OTHER_SERVER".to_owned());
        let mut lines = vec![markdown::code(&server.url)];
        if let Some(description) = &server.description {
            let words = markdown::first_line(description);
            lines = vec![format!("{}: {words}", lines.concat())];
        }
        planned.push(Server {
            constant: scope.claim(candidates),
            url: server.url.clone(),
            variables: server
                .variables
                .iter()
                .map(|(name, variable)| (name.clone(), variable.default.clone()))
                .collect(),
            docs: lines,
        });
    }
    planned
}

/// The declared security schemes.
pub(crate) fn plan_schemes(api: &Api, methods: &mut Scope, statics: &mut Scope) -> Vec<Scheme> {
    let mut planned = Vec::new();
    for scheme in &api.security_schemes {
        let plain = names::as_value(&names::snake(&scheme.name), "credential");
        let method = methods.claim([plain.clone(), format!("{plain}_credential")]);
        let constant = names::screaming(&method);
        let constant = statics.claim([constant.clone(), format!("{constant}_SCHEME")]);
        let (kind, words) = kind_of(&scheme.kind);
        planned.push(Scheme {
            wire: scheme.name.clone(),
            constant,
            method,
            docs: docs::text(scheme.description.as_deref()),
            words,
            kind,
        });
    }
    planned
}

fn kind_of(kind: &SecuritySchemeKind) -> (SchemeKind, String) {
    let name = |name: &str| markdown::code(name);
    match kind {
        SecuritySchemeKind::ApiKey {
            name: key,
            location: ApiKeyLocation::Header,
        } => (
            SchemeKind::ApiKeyHeader(key.clone()),
            format!("API key in the header {}", name(key)),
        ),
        SecuritySchemeKind::ApiKey {
            name: key,
            location: ApiKeyLocation::Query,
        } => (
            SchemeKind::ApiKeyQuery(key.clone()),
            format!("API key in the query parameter {}", name(key)),
        ),
        SecuritySchemeKind::ApiKey {
            name: key,
            location: ApiKeyLocation::Cookie,
        } => (
            SchemeKind::ApiKeyCookie(key.clone()),
            format!("API key in the cookie {}", name(key)),
        ),
        SecuritySchemeKind::Basic => (SchemeKind::Basic, "HTTP basic authentication".to_owned()),
        SecuritySchemeKind::Bearer {
            format: Some(format),
        } => (
            SchemeKind::Bearer,
            format!("bearer token ({})", markdown::first_line(format)),
        ),
        SecuritySchemeKind::Bearer { format: None } => {
            (SchemeKind::Bearer, "bearer token".to_owned())
        }
        SecuritySchemeKind::Http { scheme } => (
            SchemeKind::Http(scheme.clone()),
            format!("HTTP authentication scheme {}", name(scheme)),
        ),
        SecuritySchemeKind::OAuth2 { .. } => (SchemeKind::OAuth2, "OAuth 2.0 token".to_owned()),
        SecuritySchemeKind::OpenIdConnect { .. } => {
            (SchemeKind::OpenIdConnect, "OpenID Connect token".to_owned())
        }
        SecuritySchemeKind::MutualTls => (
            SchemeKind::MutualTls,
            "client certificate (mutual TLS)".to_owned(),
        ),
    }
}

/// The distinct security requirements of all operations.
pub(crate) struct Securities {
    pub(crate) list: Vec<Security>,
}

impl Securities {
    pub(crate) fn new(api: &Api, schemes: &[Scheme]) -> Self {
        let mut scope = Scope::default();
        let mut list: Vec<Security> = Vec::new();
        let mut known = std::collections::HashSet::new();
        for operation in &api.operations {
            let alternatives = alternatives(&operation.security, schemes);
            if alternatives.is_empty() || !known.insert(alternatives.clone()) {
                continue;
            }
            let constant = scope.claim([constant_name(&alternatives)]);
            list.push(Security {
                constant,
                alternatives,
            });
        }
        Securities { list }
    }

    /// The constant for a requirement, and who it lets in.
    pub(crate) fn find(
        &self,
        requirement: &[SecurityRequirement],
        schemes: &[Scheme],
    ) -> (Option<String>, Access) {
        let wanted = alternatives(requirement, schemes);
        let found = self
            .list
            .iter()
            .find(|security| security.alternatives == wanted);
        let access = match (
            wanted.is_empty(),
            wanted.iter().all(Vec::is_empty),
            wanted.iter().any(Vec::is_empty),
        ) {
            (true, ..) | (_, true, _) => Access::Open,
            (_, _, true) => Access::Optional,
            _ => Access::Required,
        };
        match access {
            Access::Open => (None, access),
            _ => (found.map(|security| security.constant.clone()), access),
        }
    }
}

fn alternatives(
    requirements: &[SecurityRequirement],
    schemes: &[Scheme],
) -> Vec<Vec<(String, Vec<String>)>> {
    requirements
        .iter()
        .map(|requirement| {
            let needs = requirement.schemes.iter();
            let need = |need: &api_model::api::SchemeUse| {
                schemes
                    .get(need.scheme.index())
                    .map(|scheme| (scheme.constant.clone(), need.scopes.clone()))
            };
            needs.filter_map(need).collect()
        })
        .collect()
}

fn constant_name(alternatives: &[Vec<(String, Vec<String>)>]) -> String {
    let each: Vec<String> = alternatives
        .iter()
        .map(|needs| match needs.is_empty() {
            true => "NOBODY".to_owned(),
            false => needs
                .iter()
                .map(|(scheme, _)| scheme.as_str())
                .collect::<Vec<_>>()
                .join("_AND_"),
        })
        .collect();
    let name = format!("BY_{}", each.join("_OR_"));
    if name.len() <= 60 {
        name
    } else {
        "BY_ONE_OF_SEVERAL".to_owned()
    }
}
