//! Security Scheme, OAuth Flow and Security Requirement objects (OpenAPI 3.1 sections 4.8.27 to
//! 4.8.30).

use super::{Cx, Fields, Kind, ObjectKind, nearest};
use crate::api::{
    ApiKeyLocation, OAuthFlow, OAuthFlowKind, SchemeUse, SecurityRequirement, SecurityScheme,
    SecuritySchemeId, SecuritySchemeKind,
};
use crate::diagnostic::{Diagnostic, Severity};
use crate::resolve::At;
use crate::source::Place;

const SCHEME: ObjectKind = ObjectKind {
    name: "security scheme",
    // `deprecated` and `oauth2MetadataUrl` came with 3.2.
    fields: &[
        "type",
        "description",
        "name",
        "in",
        "scheme",
        "bearerFormat",
        "flows",
        "openIdConnectUrl",
        "deprecated",
        "oauth2MetadataUrl",
    ],
};
const FLOWS: ObjectKind = ObjectKind {
    name: "oauth flows",
    fields: &[
        "implicit",
        "password",
        "clientCredentials",
        "authorizationCode",
        "deviceAuthorization",
    ],
};
const FLOW: ObjectKind = ObjectKind {
    name: "oauth flow",
    fields: &["authorizationUrl", "tokenUrl", "refreshUrl", "scopes"],
};

const SCHEME_TYPES: [&str; 5] = ["apiKey", "http", "oauth2", "openIdConnect", "mutualTLS"];

const FLOW_KINDS: [(&str, OAuthFlowKind); 4] = [
    ("implicit", OAuthFlowKind::Implicit),
    ("password", OAuthFlowKind::Password),
    ("clientCredentials", OAuthFlowKind::ClientCredentials),
    ("authorizationCode", OAuthFlowKind::AuthorizationCode),
];

impl<'a> Cx<'a> {
    /// The schemes of the entry document's components.
    pub(super) fn lower_security_schemes(
        &mut self,
        components: &Fields<'a>,
    ) -> Vec<SecurityScheme> {
        let entries = components.entries(self, "securitySchemes");
        let mut schemes = Vec::new();
        for entry in entries {
            // A scheme that cannot be read has been reported; it is not undeclared as well.
            self.scheme_names.push(entry.key.to_owned());
            let scheme = self.lower_security_scheme(entry.at, entry.key);
            schemes.extend(scheme);
        }
        schemes
    }

    fn lower_security_scheme(&mut self, at: At<'a>, name: &str) -> Option<SecurityScheme> {
        let followed = self.follow(at, Kind::SecurityScheme)?;
        let fields = self.fields(followed.at, &SCHEME)?;
        let kind = self.lower_scheme_kind(&fields)?;
        Some(SecurityScheme {
            place: followed.at.place(),
            name: name.to_owned(),
            description: followed
                .description
                .or_else(|| fields.text(self, "description")),
            kind,
            extensions: fields.extensions(self),
        })
    }

    fn lower_scheme_kind(&mut self, fields: &Fields<'a>) -> Option<SecuritySchemeKind> {
        let (ty, place) = self.needed_text(fields, "type", "a security scheme")?;
        match self.spelt(ty, &SCHEME_TYPES, place) {
            "apiKey" => self.lower_api_key(fields),
            "http" => self.lower_http_scheme(fields),
            "oauth2" => Some(SecuritySchemeKind::OAuth2 {
                flows: self.lower_flows(fields),
            }),
            "openIdConnect" => {
                let url = self.needed_text(fields, "openIdConnectUrl", "OpenID Connect")?;
                Some(SecuritySchemeKind::OpenIdConnect {
                    url: url.0.to_owned(),
                })
            }
            "basic" | "bearer" => Some(self.lower_older_http(fields, ty, place)),
            "mutualTLS" => Some(SecuritySchemeKind::MutualTls),
            _ => {
                self.report_scheme_type(ty, place);
                None
            }
        }
    }

    /// `type: basic` of OpenAPI 2, and `type: bearer`, which never was one.
    fn lower_older_http(
        &mut self,
        fields: &Fields<'a>,
        ty: &str,
        place: Place,
    ) -> SecuritySchemeKind {
        let message = format!("`type: {ty}` is read as `type: http` with `scheme: {ty}`");
        self.report
            .add(Diagnostic::warning("older-scheme-type", place, message));
        match ty {
            "basic" => SecuritySchemeKind::Basic,
            _ => SecuritySchemeKind::Bearer {
                format: fields.text(self, "bearerFormat"),
            },
        }
    }

    /// A word of the specification, whatever its case.
    fn spelt<'t>(&mut self, text: &'t str, known: &[&'static str], place: Place) -> &'t str {
        let found = known.iter().find(|word| word.eq_ignore_ascii_case(text));
        match found {
            Some(word) if *word != text => {
                let message = format!("`{text}` is read as `{word}`");
                self.report
                    .add(Diagnostic::warning("wrong-case", place, message));
                word
            }
            _ => text,
        }
    }

    fn report_scheme_type(&mut self, ty: &str, place: Place) {
        let known = SCHEME_TYPES;
        let help = match nearest(ty, known) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("the types are {}", known.join(", ")),
        };
        let message = format!("there is no security scheme of type `{ty}`");
        self.report
            .add(Diagnostic::error("unknown-scheme-type", place, message).help(help));
    }

    fn lower_api_key(&mut self, fields: &Fields<'a>) -> Option<SecuritySchemeKind> {
        let name = self.needed_text(fields, "name", "an API key");
        let (location, place) = self.needed_text(fields, "in", "an API key")?;
        let location = match self.spelt(location, &["header", "query", "cookie"], place) {
            "header" => ApiKeyLocation::Header,
            "query" => ApiKeyLocation::Query,
            "cookie" => ApiKeyLocation::Cookie,
            _ => {
                let message = format!("an API key cannot be in `{location}`");
                self.report.add(
                    Diagnostic::error("unknown-location", place, message)
                        .help("the places are header, query and cookie"),
                );
                return None;
            }
        };
        Some(SecuritySchemeKind::ApiKey {
            name: name?.0.to_owned(),
            location,
        })
    }

    fn lower_http_scheme(&mut self, fields: &Fields<'a>) -> Option<SecuritySchemeKind> {
        let (scheme, _) = self.needed_text(fields, "scheme", "an HTTP security scheme")?;
        let format = fields.text(self, "bearerFormat");
        // Names of authentication schemes do not mind case (RFC 9110 section 11.1).
        Some(match scheme.to_ascii_lowercase().as_str() {
            "basic" => SecuritySchemeKind::Basic,
            "bearer" => SecuritySchemeKind::Bearer { format },
            other => SecuritySchemeKind::Http {
                scheme: other.to_owned(),
            },
        })
    }

    fn lower_flows(&mut self, scheme: &Fields<'a>) -> Vec<OAuthFlow> {
        let Some(flows) = scheme.field("flows").and_then(|at| self.fields(at, &FLOWS)) else {
            let message = "the OAuth 2 scheme has no `flows`";
            self.warn_missing("missing-flows", scheme.place(), message);
            return Vec::new();
        };
        FLOW_KINDS
            .into_iter()
            .filter_map(|(name, kind)| self.lower_flow(flows.field(name)?, kind))
            .collect()
    }

    fn lower_flow(&mut self, at: At<'a>, kind: OAuthFlowKind) -> Option<OAuthFlow> {
        let fields = self.fields(at, &FLOW)?;
        let scopes = fields.entries(self, "scopes");
        let scopes = scopes
            .into_iter()
            .filter_map(|entry| {
                let text = self.text(entry.at.node, "the description of a scope")?;
                Some((entry.key.to_owned(), text.to_owned()))
            })
            .collect();
        Some(OAuthFlow {
            kind,
            authorization_url: fields.text(self, "authorizationUrl"),
            token_url: fields.text(self, "tokenUrl"),
            refresh_url: fields.text(self, "refreshUrl"),
            scopes,
        })
    }

    /// The `security` of the document or an operation; absent when it says nothing.
    pub(super) fn lower_security(
        &mut self,
        owner: &Fields<'a>,
        schemes: &[SecurityScheme],
    ) -> Option<Vec<SecurityRequirement>> {
        owner.field("security")?;
        let items = owner.items(self, "security");
        let requirements = items
            .into_iter()
            .map(|at| self.lower_requirement(at, schemes))
            .collect();
        Some(requirements)
    }

    fn lower_requirement(&mut self, at: At<'a>, schemes: &[SecurityScheme]) -> SecurityRequirement {
        let mut uses = Vec::new();
        for entry in self.entries(at, "a security requirement") {
            let found = schemes.iter().position(|scheme| scheme.name == entry.key);
            let Some(index) = found else {
                self.report_undeclared_scheme(entry.key, entry.key_place, schemes);
                continue;
            };
            uses.push(SchemeUse {
                scheme: SecuritySchemeId(index as u32),
                scopes: self.lower_scopes(entry.at),
            });
        }
        SecurityRequirement {
            place: at.place(),
            schemes: uses,
        }
    }

    fn lower_scopes(&mut self, at: At<'a>) -> Vec<String> {
        let crate::document::NodeValue::Array(items) = &at.node.value else {
            let message = "the scopes of a security requirement are a list; none are read";
            self.warn_missing("scopes-not-list", at.place(), message);
            return Vec::new();
        };
        items
            .iter()
            .filter_map(|item| self.text(item, "a scope"))
            .map(str::to_owned)
            .collect()
    }

    fn report_undeclared_scheme(&mut self, name: &str, place: Place, schemes: &[SecurityScheme]) {
        if self.scheme_names.iter().any(|declared| declared == name) {
            return;
        }
        if self.report.is_full(Severity::Error) {
            return self.report.leave_out(Severity::Error);
        }
        let names = schemes.iter().map(|scheme| scheme.name.as_str());
        let help = match nearest(name, names) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "declare it under `components.securitySchemes`".to_owned(),
        };
        let message = format!("there is no security scheme `{name}`");
        self.report
            .add(Diagnostic::error("undeclared-scheme", place, message).help(help));
    }

    fn needed_text(
        &mut self,
        fields: &Fields<'a>,
        name: &str,
        owner: &str,
    ) -> Option<(&'a str, Place)> {
        let found = fields.text_at(self, name);
        if found.is_none() && fields.field(name).is_none() {
            let message = format!("{owner} needs `{name}`");
            self.report
                .add(Diagnostic::error("missing-field", fields.place(), message));
        }
        found
    }
}
