//! Security schemes and requirements.

use super::document::Writer;
use super::object::Object;
use crate::api::{
    ApiKeyLocation, OAuthFlow, OAuthFlowKind, SecurityRequirement, SecurityScheme,
    SecuritySchemeKind,
};
use serde_json::Value;

impl Writer<'_> {
    /// What most operations ask for, to be said once for all.
    pub(super) fn common_security(&self) -> Value {
        let mut counts: Vec<(Value, usize)> = Vec::new();
        for operation in &self.api.operations {
            let security = self.requirements(&operation.security);
            match counts.iter_mut().find(|(known, _)| *known == security) {
                Some((_, count)) => *count += 1,
                None => counts.push((security, 1)),
            }
        }
        let most = counts.iter().map(|(_, count)| *count).max();
        let common = counts.into_iter().find(|(_, count)| Some(*count) == most);
        common.map_or_else(|| Value::Array(Vec::new()), |(security, _)| security)
    }

    /// A list of alternatives.
    pub(super) fn requirements(&self, security: &[SecurityRequirement]) -> Value {
        security
            .iter()
            .map(|alternative| Value::from(self.requirement(alternative)))
            .collect()
    }

    fn requirement(&self, alternative: &SecurityRequirement) -> Object {
        let mut object = Object::default();
        for used in &alternative.schemes {
            let scheme = self.api.security_scheme(used.scheme);
            let takes_scopes = matches!(
                scheme.kind,
                SecuritySchemeKind::OAuth2 { .. } | SecuritySchemeKind::OpenIdConnect { .. }
            );
            let scopes = if self.is_30() && !takes_scopes {
                Vec::new()
            } else {
                used.scopes.clone()
            };
            if self.can_say(scheme) {
                object.put(&self.scheme_name(scheme), scopes);
            }
        }
        object
    }

    /// `components.securitySchemes`.
    pub(super) fn security_schemes(&mut self) -> Object {
        let mut object = Object::default();
        let api = self.api;
        for scheme in &api.security_schemes {
            if self.can_say(scheme) {
                object.put(&self.scheme_name(scheme), security_scheme(scheme));
            } else {
                self.note_at(
                    scheme.place,
                    format!("OpenAPI 3.0 has no client certificates; the security scheme `{}` is left out", scheme.name),
                );
            }
        }
        object
    }

    fn can_say(&self, scheme: &SecurityScheme) -> bool {
        !(self.is_30() && matches!(scheme.kind, SecuritySchemeKind::MutualTls))
    }

    fn scheme_name(&self, scheme: &SecurityScheme) -> String {
        super::words::sanitised(&scheme.name)
    }
}

fn security_scheme(scheme: &SecurityScheme) -> Object {
    let mut object = Object::default();
    match &scheme.kind {
        SecuritySchemeKind::ApiKey { name, location } => {
            object.put("type", "apiKey");
            object.put("in", key_location(*location));
            object.put("name", name.clone());
        }
        SecuritySchemeKind::Basic => http(&mut object, "basic"),
        SecuritySchemeKind::Bearer { format } => {
            http(&mut object, "bearer");
            object.maybe("bearerFormat", format);
        }
        SecuritySchemeKind::Http { scheme } => http(&mut object, scheme),
        SecuritySchemeKind::OAuth2 { flows } => {
            object.put("type", "oauth2");
            object.put("flows", flow_map(flows));
        }
        SecuritySchemeKind::OpenIdConnect { url } => {
            object.put("type", "openIdConnect");
            object.put("openIdConnectUrl", url.clone());
        }
        SecuritySchemeKind::MutualTls => object.put("type", "mutualTLS"),
    }
    object.maybe("description", &scheme.description);
    object.extensions(&scheme.extensions);
    object
}

fn http(object: &mut Object, scheme: &str) {
    object.put("type", "http");
    object.put("scheme", scheme);
}

fn key_location(location: ApiKeyLocation) -> &'static str {
    match location {
        ApiKeyLocation::Header => "header",
        ApiKeyLocation::Query => "query",
        ApiKeyLocation::Cookie => "cookie",
    }
}

fn flow_map(flows: &[OAuthFlow]) -> Object {
    let mut object = Object::default();
    for flow in flows {
        let (name, authorized, token) = match flow.kind {
            OAuthFlowKind::Implicit => ("implicit", true, false),
            OAuthFlowKind::Password => ("password", false, true),
            OAuthFlowKind::ClientCredentials => ("clientCredentials", false, true),
            OAuthFlowKind::AuthorizationCode => ("authorizationCode", true, true),
        };
        let mut written = Object::default();
        if authorized || flow.authorization_url.is_some() {
            written.put(
                "authorizationUrl",
                flow.authorization_url.clone().unwrap_or_default(),
            );
        }
        if token || flow.token_url.is_some() {
            written.put("tokenUrl", flow.token_url.clone().unwrap_or_default());
        }
        written.maybe("refreshUrl", &flow.refresh_url);
        let mut scopes = Object::default();
        for (scope, about) in &flow.scopes {
            scopes.put(scope, about.clone());
        }
        written.put("scopes", scopes);
        object.put(name, written);
    }
    object
}
