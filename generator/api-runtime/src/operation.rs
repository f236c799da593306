//! Operations as data: what both sides of the wire must agree on.

use http::{Method, StatusCode};

use crate::form;

/// One operation of an API.
#[derive(Clone, Debug)]
pub struct Operation {
    /// Its `operationId`.
    pub id: &'static str,
    /// Its method.
    pub method: Method,
    /// Its path template.
    pub path: &'static str,
    /// What it takes to be allowed to call it.
    pub security: Security,
    /// Where it is served, if the document says.
    pub server: Option<&'static Server>,
    /// The media types of its responses.
    pub produces: &'static [&'static str],
    /// How it succeeds.
    pub successes: &'static [Success],
}

impl Operation {
    /// An operation that anyone may call and that answers 200 with JSON.
    pub const fn new(id: &'static str, method: Method, path: &'static str) -> Self {
        Self {
            id,
            method,
            path,
            security: &[],
            server: None,
            produces: JSON,
            successes: const { &[Success::json(200)] },
        }
    }

    /// The same operation with this security.
    #[must_use]
    pub const fn security(mut self, security: Security) -> Self {
        self.security = security;
        self
    }

    /// The same operation on this server.
    #[must_use]
    pub const fn server(mut self, server: &'static Server) -> Self {
        self.server = Some(server);
        self
    }

    /// The same operation with these response media types.
    #[must_use]
    pub const fn produces(mut self, media_types: &'static [&'static str]) -> Self {
        self.produces = media_types;
        self
    }

    /// The same operation with these successes, the most particular ones first.
    ///
    /// Where none of them has a body, no media type is produced.
    #[must_use]
    pub const fn succeeds(mut self, successes: &'static [Success]) -> Self {
        self.successes = successes;
        let mut at = 0;
        while at < successes.len() {
            if !matches!(successes[at].content, Content::Empty) {
                return self;
            }
            at += 1;
        }
        self.produces = &[];
        self
    }

    /// What the body of an answer with this status is; `None` when the status is no documented success.
    pub fn success(&self, status: StatusCode) -> Option<Content> {
        let mut successes = self.successes.iter();
        let success = successes.find(|success| success.covers(status.as_u16()));
        success.map(|success| success.content)
    }
}

/// Statuses of success, and what comes with them.
#[derive(Clone, Copy, Debug)]
pub struct Success {
    first: u16,
    last: u16,
    content: Content,
}

impl Success {
    /// A status with this content.
    pub const fn of(status: u16, content: Content) -> Self {
        Self {
            first: status,
            last: status,
            content,
        }
    }

    /// A status with JSON.
    pub const fn json(status: u16) -> Self {
        Self::of(status, Content::Json)
    }

    /// A status without a body.
    pub const fn empty(status: u16) -> Self {
        Self::of(status, Content::Empty)
    }

    /// The same for all statuses up to this one.
    #[must_use]
    pub const fn up_to(mut self, last: u16) -> Self {
        self.last = last;
        self
    }

    fn covers(&self, status: u16) -> bool {
        (self.first..=self.last).contains(&status)
    }
}

/// How a body is written.
#[derive(Clone, Copy, Debug)]
pub enum Content {
    /// There is none.
    Empty,
    /// JSON.
    Json,
    /// A form.
    Form(form::Encoding<'static>),
    /// Text.
    Text,
    /// Bytes.
    Binary,
    /// Lines of JSON.
    Lines,
    /// Server-sent events of JSON.
    Events,
    /// Server-sent events of text.
    TextEvents,
}

/// The media types of an operation that answers with JSON.
pub const JSON: &[&str] = &["application/json"];

/// Declares the operations of an API, a static for each, and `ALL` of them.
///
/// A row gives the static's name, then the method, the path and the `operationId`; what else there is follows as
/// calls of methods of [`Operation`].
#[macro_export]
macro_rules! operations {
    ($($name:ident($method:ident, $path:literal, $id:literal) $(.$set:ident($value:expr))*;)*) => {
        $(
            #[doc = concat!("`` ", $id, " ``: `` ", stringify!($method), " ", $path, " ``")]
            pub static $name: $crate::operation::Operation =
                $crate::operation::Operation::new($id, $crate::http::Method::$method, $path)
                    $(.$set($value))*;
        )*

        /// Every operation, in document order.
        pub static ALL: &[&$crate::operation::Operation] = &[$(&$name),*];
    };
}

/// Alternatives, each of which is a list of needs that all must be met.
///
/// No alternatives: no security. An empty alternative lets everybody in.
pub type Security = &'static [&'static [Need]];

/// One scheme that must be satisfied.
#[derive(Clone, Copy, Debug)]
pub struct Need {
    /// The scheme.
    pub scheme: &'static Scheme,
    /// The scopes, for `oauth2` and `openIdConnect`; roles for others.
    pub scopes: &'static [&'static str],
}

impl Need {
    /// The scheme, without scopes.
    pub const fn of(scheme: &'static Scheme) -> Self {
        Self {
            scheme,
            scopes: &[],
        }
    }

    /// The scheme with scopes.
    pub const fn scoped(scheme: &'static Scheme, scopes: &'static [&'static str]) -> Self {
        Self { scheme, scopes }
    }
}

/// A security scheme.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scheme {
    /// Its name in the document.
    pub name: &'static str,
    /// Where its credential is.
    pub kind: SchemeKind,
    /// The ways to get a token, for `oauth2`.
    pub flows: &'static [Flow],
    /// Where the discovery document is, for `openIdConnect`.
    pub discovery_url: Option<&'static str>,
}

/// A way to get a token (OpenAPI 3.1, section 4.8.30). Addresses may be relative to the base URL.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Flow {
    /// Which.
    pub kind: FlowKind,
    /// Where a person is sent.
    pub authorization_url: Option<&'static str>,
    /// Where tokens come from.
    pub token_url: Option<&'static str>,
    /// Where they are renewed, if elsewhere.
    pub refresh_url: Option<&'static str>,
    /// The scopes that operations ask for; all of the flow where none does.
    pub scopes: &'static [&'static str],
}

/// The ways to get a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FlowKind {
    /// By a redirect alone.
    Implicit,
    /// With a person's name and password.
    Password,
    /// With the client's own credentials.
    ClientCredentials,
    /// With a code that a person's consent gave.
    AuthorizationCode,
}

/// Where a credential is, and what it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SchemeKind {
    /// `apiKey` in this header.
    ApiKeyHeader(&'static str),
    /// `apiKey` in this query parameter.
    ApiKeyQuery(&'static str),
    /// `apiKey` in this cookie.
    ApiKeyCookie(&'static str),
    /// `http`, `basic` (RFC 7617).
    Basic,
    /// `http`, `bearer` (RFC 6750); also `oauth2` and `openIdConnect`.
    Bearer,
    /// `mutualTLS`: what terminates TLS has checked it.
    MutualTls,
    /// `http` with another scheme: the whole text after its name is the credential.
    Http(&'static str),
}

impl Scheme {
    const fn new(name: &'static str, kind: SchemeKind) -> Self {
        Self {
            name,
            kind,
            flows: &[],
            discovery_url: None,
        }
    }

    /// An API key in a header.
    pub const fn api_key_header(name: &'static str, header: &'static str) -> Self {
        Self::new(name, SchemeKind::ApiKeyHeader(header))
    }

    /// An API key in the query.
    pub const fn api_key_query(name: &'static str, parameter: &'static str) -> Self {
        Self::new(name, SchemeKind::ApiKeyQuery(parameter))
    }

    /// An API key in a cookie.
    pub const fn api_key_cookie(name: &'static str, cookie: &'static str) -> Self {
        Self::new(name, SchemeKind::ApiKeyCookie(cookie))
    }

    /// HTTP basic authentication.
    pub const fn basic(name: &'static str) -> Self {
        Self::new(name, SchemeKind::Basic)
    }

    /// HTTP bearer authentication.
    pub const fn bearer(name: &'static str) -> Self {
        Self::new(name, SchemeKind::Bearer)
    }

    /// OAuth 2.0: a bearer token with scopes.
    pub const fn oauth2(name: &'static str, flows: &'static [Flow]) -> Self {
        Self {
            flows,
            ..Self::bearer(name)
        }
    }

    /// OpenID Connect: a bearer token with scopes.
    pub const fn open_id_connect(name: &'static str, discovery_url: &'static str) -> Self {
        Self {
            discovery_url: Some(discovery_url),
            ..Self::bearer(name)
        }
    }

    /// Mutual TLS.
    pub const fn mutual_tls(name: &'static str) -> Self {
        Self::new(name, SchemeKind::MutualTls)
    }

    /// Another scheme of the `Authorization` header.
    pub const fn http(name: &'static str, scheme: &'static str) -> Self {
        Self::new(name, SchemeKind::Http(scheme))
    }

    /// The flow of this kind.
    pub fn flow(&self, kind: FlowKind) -> Option<&'static Flow> {
        self.flows.iter().find(|flow| flow.kind == kind)
    }
}

impl Flow {
    /// A flow without addresses and scopes.
    pub const fn new(kind: FlowKind) -> Self {
        Self {
            kind,
            authorization_url: None,
            token_url: None,
            refresh_url: None,
            scopes: &[],
        }
    }

    /// The same flow with an authorization endpoint.
    #[must_use]
    pub const fn authorization_url(mut self, url: &'static str) -> Self {
        self.authorization_url = Some(url);
        self
    }

    /// The same flow with a token endpoint.
    #[must_use]
    pub const fn token_url(mut self, url: &'static str) -> Self {
        self.token_url = Some(url);
        self
    }

    /// The same flow with another endpoint for refresh tokens.
    #[must_use]
    pub const fn refresh_url(mut self, url: &'static str) -> Self {
        self.refresh_url = Some(url);
        self
    }

    /// The same flow with these scopes.
    #[must_use]
    pub const fn scopes(mut self, scopes: &'static [&'static str]) -> Self {
        self.scopes = scopes;
        self
    }
}

/// A server of the document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Server {
    /// Its URL, with `{variables}`.
    pub url: &'static str,
    /// The variables and their defaults.
    pub variables: &'static [(&'static str, &'static str)],
}

impl Server {
    /// The URL with every variable at its default.
    pub fn url(&self) -> String {
        self.url_with(&[])
    }

    /// The URL with these variables, the others at their defaults.
    pub fn url_with(&self, values: &[(&str, &str)]) -> String {
        let mut url = self.url.to_owned();
        for (name, default) in self.variables {
            let given = values
                .iter()
                .find(|(key, _)| key == name)
                .map(|(_, value)| *value);
            url = url.replace(&format!("{{{name}}}"), given.unwrap_or(default));
        }
        url
    }
}
