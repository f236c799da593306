//! Tokens: the mock as an authorization server, for documents that ask for OAuth 2 or OpenID
//! Connect, so that client libraries get tokens as they do from the real one.
//!
//! Tokens are JSON Web Tokens (RFC 7519) signed with a key that everybody can have: they are good
//! for this mock and mean nothing anywhere else. Nothing is stored: a code or a refresh token says
//! itself what it is good for. This is the one part of the mock that looks at the clock, since
//! clients look at the times in tokens.

mod endpoint;
mod jwt;

use api_model::api::{Api, SecuritySchemeKind};
use jwt::Signer;
use serde_json::Value;
use std::sync::OnceLock;

/// Where the endpoints are, besides the paths that the document names.
const BASE: &str = "/__mock/oauth";

/// How long an access token is good for, in seconds.
const LIFETIME: u64 = 3600;

/// Gives out tokens and knows them again.
#[derive(Debug)]
pub(crate) struct Tokens {
    /// The scopes that the document declares.
    scopes: Vec<String>,
    /// Paths by what they are; none when the document does not ask for such tokens.
    paths: Vec<(String, Endpoint)>,
    signer: OnceLock<Signer>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Endpoint {
    Authorize,
    Token,
    Keys,
    Discovery,
}

/// What a bearer token turned out to be.
#[derive(Debug)]
pub(crate) enum Origin {
    /// Not one of ours.
    Elsewhere,
    /// One of ours, with these scopes.
    Ours(Vec<String>),
    /// One of ours that is not good, or not any more; the text ends a sentence about it.
    Spoilt(&'static str),
}

impl Tokens {
    pub(crate) fn new(api: &Api) -> Self {
        let mut tokens = Tokens {
            scopes: Vec::new(),
            paths: Vec::new(),
            signer: OnceLock::new(),
        };
        for scheme in &api.security_schemes {
            match &scheme.kind {
                SecuritySchemeKind::OAuth2 { flows } => {
                    for flow in flows {
                        tokens.add(flow.token_url.as_deref(), Endpoint::Token);
                        tokens.add(flow.refresh_url.as_deref(), Endpoint::Token);
                        tokens.add(flow.authorization_url.as_deref(), Endpoint::Authorize);
                        for scope in flow.scopes.keys() {
                            if !tokens.scopes.contains(scope) {
                                tokens.scopes.push(scope.clone());
                            }
                        }
                    }
                    tokens.add_own();
                }
                SecuritySchemeKind::OpenIdConnect { url } => {
                    tokens.add(Some(url), Endpoint::Discovery);
                    tokens.add_own();
                }
                _ => {}
            }
        }
        tokens
    }

    /// The endpoint at the path of an address of the document.
    fn add(&mut self, url: Option<&str>, endpoint: Endpoint) {
        let Some(url) = url else {
            return;
        };
        let behind = url.split_once("://").map_or(url, |(_, behind)| behind);
        let path = behind.find('/').and_then(|at| behind.get(at..));
        let path = path.and_then(|path| path.split(['?', '#']).next());
        if let Some(path) = path.filter(|path| path.len() > 1) {
            self.paths.push((path.to_owned(), endpoint));
        }
    }

    fn add_own(&mut self) {
        for (path, endpoint) in [
            ("/authorize", Endpoint::Authorize),
            ("/token", Endpoint::Token),
            ("/jwks.json", Endpoint::Keys),
            ("/.well-known/openid-configuration", Endpoint::Discovery),
        ] {
            self.paths.push((format!("{BASE}{path}"), endpoint));
        }
    }

    fn endpoint_at(&self, path: &str) -> Option<Endpoint> {
        let mut paths = self.paths.iter();
        let (_, endpoint) = paths.find(|(known, _)| known == path)?;
        Some(*endpoint)
    }

    /// Whether a bearer token is ours, and what it is good for.
    pub(crate) fn read(&self, token: &str) -> Origin {
        if self.paths.is_empty() || !jwt::names_our_key(token) {
            return Origin::Elsewhere;
        }
        let claims = match self.signer().verify(token) {
            Ok(claims) => claims,
            Err(why) => return Origin::Spoilt(why),
        };
        if claims.get("use").and_then(Value::as_str) != Some("access") {
            return Origin::Spoilt("is no access token");
        }
        let scope = claims.get("scope").and_then(Value::as_str);
        let scopes = scope.unwrap_or_default().split_whitespace();
        Origin::Ours(scopes.map(str::to_owned).collect())
    }

    fn signer(&self) -> &Signer {
        self.signer.get_or_init(Signer::new)
    }
}
