//! `WWW-Authenticate` (RFC 9110 section 11.6.1): how to present what was missing.

use super::is_bearer;
use crate::text::{is_token, quoted};
use api_model::api::{
    Api, ApiKeyLocation, Operation, SecurityScheme, SecuritySchemeId, SecuritySchemeKind,
};
use http::HeaderValue;

/// A challenge for each scheme that would help, each once, in document order. `wrong` are the
/// schemes whose credential was there and not good, with the error of RFC 6750.
pub(crate) fn challenges(
    api: &Api,
    operation: &Operation,
    wrong: &[(SecuritySchemeId, &'static str)],
) -> Vec<HeaderValue> {
    let uses = operation
        .security
        .iter()
        .flat_map(|requirement| &requirement.schemes);
    let mut texts: Vec<String> = Vec::new();
    for scheme_use in uses {
        let scheme = api.security_scheme(scheme_use.scheme);
        let mut text = challenge(api, scheme, &scheme_use.scopes);
        // RFC 6750 section 3.1.
        let error = wrong.iter().find(|(known, _)| *known == scheme_use.scheme);
        if let Some((_, error)) = error.filter(|_| is_bearer(&scheme.kind)) {
            text.push_str(&format!(", error=\"{error}\""));
        }
        if !texts.contains(&text) {
            texts.push(text);
        }
    }
    if texts.is_empty() {
        texts.push(format!("Bearer realm={}", quoted(&api.info.title)));
    }
    texts
        .iter()
        .filter_map(|text| HeaderValue::from_str(text).ok())
        .collect()
}

fn challenge(api: &Api, scheme: &SecurityScheme, scopes: &[String]) -> String {
    let realm = quoted(&api.info.title);
    match &scheme.kind {
        SecuritySchemeKind::Basic => format!("Basic realm={realm}, charset=\"UTF-8\""),
        SecuritySchemeKind::Bearer { .. }
        | SecuritySchemeKind::OAuth2 { .. }
        | SecuritySchemeKind::OpenIdConnect { .. } => {
            let scope = match scopes {
                [] => String::new(),
                scopes => format!(", scope={}", quoted(&scopes.join(" "))),
            };
            format!("Bearer realm={realm}{scope}")
        }
        // No scheme is registered for API keys; this spelling is the customary one.
        SecuritySchemeKind::ApiKey { name, location } => format!(
            "ApiKey realm={realm}, in=\"{}\", name={}",
            location_word(*location),
            quoted(name)
        ),
        SecuritySchemeKind::Http { scheme } if is_token(scheme) => {
            format!("{scheme} realm={realm}")
        }
        SecuritySchemeKind::Http { .. } | SecuritySchemeKind::MutualTls => {
            format!("Mutual realm={realm}")
        }
    }
}

fn location_word(location: ApiKeyLocation) -> &'static str {
    match location {
        ApiKeyLocation::Header => "header",
        ApiKeyLocation::Query => "query",
        ApiKeyLocation::Cookie => "cookie",
    }
}
