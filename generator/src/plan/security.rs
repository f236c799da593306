//! Security schemes and what operations ask for.

use api_model::api::{Api, ApiKeyLocation, OAuthFlowKind, SecurityRequirement, SecuritySchemeKind};

use super::call::{Access, Flow, Scheme, SchemeKind, Security};
use super::docs;
use super::names::{self, Scope};
use crate::markdown;

/// The declared security schemes.
pub(crate) fn plan_schemes(api: &Api, methods: &mut Scope, statics: &mut Scope) -> Vec<Scheme> {
    let mut planned = Vec::new();
    for (index, scheme) in api.security_schemes.iter().enumerate() {
        let plain = names::as_value(&names::snake(&scheme.name), "credential");
        let method = methods.claim([plain.clone(), format!("{plain}_credential")]);
        let constant = names::screaming(&method);
        let constant = statics.claim([constant.clone(), format!("{constant}_SCHEME")]);
        let (kind, words) = kind_of(&scheme.kind);
        let flows = flows(api, index, &scheme.kind);
        let discovery = match &scheme.kind {
            SecuritySchemeKind::OpenIdConnect { url } => Some(url.clone()),
            _ => None,
        };
        let has_tokens = matches!(kind, SchemeKind::OAuth2 | SchemeKind::OpenIdConnect);
        let has_client_credentials = flows
            .iter()
            .any(|flow| flow.kind == OAuthFlowKind::ClientCredentials && flow.token_url.is_some());
        let mut further = |ending: &str| methods.claim([format!("{method}_{ending}")]);
        planned.push(Scheme {
            wire: scheme.name.clone(),
            constant,
            docs: docs::text(scheme.description.as_deref()),
            words,
            kind,
            flows,
            discovery,
            tokens: has_tokens.then(|| further("tokens")),
            client_credentials: has_client_credentials.then(|| further("client_credentials")),
            method,
        });
    }
    planned
}

fn flows(api: &Api, scheme: usize, kind: &SecuritySchemeKind) -> Vec<Flow> {
    let SecuritySchemeKind::OAuth2 { flows } = kind else {
        return Vec::new();
    };
    let needs = api
        .operations
        .iter()
        .flat_map(|operation| &operation.security)
        .flat_map(|requirement| &requirement.schemes)
        .filter(|need| need.scheme.index() == scheme);
    let used: std::collections::HashSet<&String> = needs.flat_map(|need| &need.scopes).collect();
    let plan = |flow: &api_model::api::OAuthFlow| {
        let mut scopes: Vec<String> = flow.scopes.keys().cloned().collect();
        if scopes.iter().any(|scope| used.contains(scope)) {
            scopes.retain(|scope| used.contains(scope));
        }
        Flow {
            kind: flow.kind,
            authorization_url: flow.authorization_url.clone(),
            token_url: flow.token_url.clone(),
            refresh_url: flow.refresh_url.clone(),
            scopes,
        }
    };
    flows.iter().map(plan).collect()
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
        let mut operations = Vec::new();
        let webhooks = api.webhooks.iter().flat_map(|webhook| &webhook.operations);
        for operation in api.operations.iter().chain(webhooks) {
            with_callbacks(operation, &mut operations);
        }
        for operation in operations {
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

/// An operation and those of its callbacks.
pub(super) fn with_callbacks<'a>(
    operation: &'a api_model::api::Operation,
    out: &mut Vec<&'a api_model::api::Operation>,
) {
    out.push(operation);
    let inner = operation.callbacks.iter();
    for operation in inner.flat_map(|callback| &callback.operations) {
        with_callbacks(operation, out);
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
