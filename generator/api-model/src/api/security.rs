//! Security schemes and what operations ask of them.

use super::Extensions;
use crate::source::Place;
use indexmap::IndexMap;

/// Index of a scheme in [`Api::security_schemes`](super::Api::security_schemes).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SecuritySchemeId(pub(crate) u32);

impl SecuritySchemeId {
    /// The index itself.
    #[must_use]
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// The Security Scheme Object (OpenAPI 3.1 section 4.8.27).
#[derive(Debug, Clone)]
pub struct SecurityScheme {
    /// Where it was written.
    pub place: Place,
    /// The key under `components.securitySchemes`.
    pub name: String,
    /// A description in CommonMark.
    pub description: Option<String>,
    /// Which kind, with its data.
    pub kind: SecuritySchemeKind,
    /// Extensions.
    pub extensions: Extensions,
}

/// The kinds of security scheme.
#[derive(Debug, Clone)]
pub enum SecuritySchemeKind {
    /// A key in a header, the query or a cookie.
    ApiKey {
        /// Name of the header, query parameter or cookie.
        name: String,
        /// Where it travels.
        location: ApiKeyLocation,
    },
    /// `Authorization: Basic …`.
    Basic,
    /// `Authorization: Bearer …`.
    Bearer {
        /// A hint such as `JWT`.
        format: Option<String>,
    },
    /// `Authorization` with another scheme of the IANA registry, lower case.
    Http {
        /// The scheme's name.
        scheme: String,
    },
    /// OAuth 2, its tokens sent as bearer.
    OAuth2 {
        /// The ways to get a token.
        flows: Vec<OAuthFlow>,
    },
    /// OpenID Connect, its tokens sent as bearer.
    OpenIdConnect {
        /// Address of the discovery document.
        url: String,
    },
    /// A client certificate (3.1).
    MutualTls,
}

/// The `in` of an API key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the names say it")]
pub enum ApiKeyLocation {
    Header,
    Query,
    Cookie,
}

/// One of the OAuth Flows (section 4.8.28).
#[derive(Debug, Clone)]
pub struct OAuthFlow {
    /// Which flow.
    pub kind: OAuthFlowKind,
    /// Where a person is sent.
    pub authorization_url: Option<String>,
    /// Where tokens come from.
    pub token_url: Option<String>,
    /// Where tokens are renewed.
    pub refresh_url: Option<String>,
    /// Scopes and what they are for.
    pub scopes: IndexMap<String, String>,
}

/// The kinds of OAuth flow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the names are the specification's")]
pub enum OAuthFlowKind {
    Implicit,
    Password,
    ClientCredentials,
    AuthorizationCode,
}

/// One alternative: all of its schemes are needed together (section 4.8.30).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SecurityRequirement {
    /// Where it was written.
    pub place: Place,
    /// The schemes; none means that anonymous calls are welcome.
    pub schemes: Vec<SchemeUse>,
}

/// A scheme an alternative needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SchemeUse {
    /// The scheme.
    pub scheme: SecuritySchemeId,
    /// The scopes (or roles) that the credential must carry.
    pub scopes: Vec<String>,
}
