//! What a client can be told: credentials, timeouts, retries, headers, hooks, servers.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};

use super::token::Tokens;
use super::{Failure, Retry, TokenSource};
use crate::operation::{Operation, Scheme, Server};
use crate::security::{ApiKey, Basic, Bearer, Credential, Secret};

type OnRequest = Arc<dyn Fn(&Operation, &mut HeaderMap) + Send + Sync>;
type OnResponse = Arc<dyn Fn(&Exchange<'_>) + Send + Sync>;

/// What a client holds for a scheme.
#[derive(Clone)]
pub(super) enum Held {
    /// A credential.
    Fixed(Credential),
    /// A token that is renewed; clones of the client share it.
    Tokens(Arc<Tokens>),
}

/// The options of a client.
#[derive(Clone)]
pub struct Options {
    /// How long to wait for the head of an answer, and again for a body that is read whole. Streams are not timed.
    /// On WebAssembly it is one limit for both.
    pub timeout: Duration,
    /// How long to wait for a connection, as a part of `timeout`. An HTTP client of one's own has its own limit; on
    /// WebAssembly there is none.
    pub connect_timeout: Duration,
    /// How long a call may take with all its attempts, the waits between them and getting a token; also a body that is
    /// read whole. Without it, only attempts are limited. On WebAssembly it has no effect.
    pub total_timeout: Option<Duration>,
    /// How to try again.
    pub retry: Retry,
    /// The longest body that is read whole, in bytes.
    pub response_limit: u64,
    /// Headers of every request.
    pub headers: HeaderMap,
    /// Whether to send calls also without the credentials that they need: to a gateway that adds them, to a mock that
    /// asks for none, or to see the refusal. Otherwise such a call fails before it is sent.
    pub anonymous: bool,
    pub(super) credentials: Vec<(&'static str, Held)>,
    pub(super) servers: Vec<(&'static str, String)>,
    pub(super) on_request: Vec<OnRequest>,
    pub(super) on_response: Vec<OnResponse>,
    pub(super) http: Option<reqwest::Client>,
}

impl Default for Options {
    fn default() -> Self {
        let mut headers = HeaderMap::new();
        let agent = concat!(env!("CARGO_PKG_NAME"), "/", env!("CARGO_PKG_VERSION"));
        headers.insert(http::header::USER_AGENT, HeaderValue::from_static(agent));
        Self {
            timeout: Duration::from_secs(30),
            connect_timeout: Duration::from_secs(10),
            total_timeout: None,
            retry: Retry::default(),
            response_limit: 64 * 1024 * 1024,
            headers,
            anonymous: false,
            credentials: Vec::new(),
            servers: Vec::new(),
            on_request: Vec::new(),
            on_response: Vec::new(),
            http: None,
        }
    }
}

impl Options {
    /// Sets an API key.
    pub fn api_key(&mut self, scheme: &'static Scheme, key: impl Into<Secret>) {
        self.credential(scheme, Credential::ApiKey(ApiKey { key: key.into() }));
    }

    /// Sets a bearer token.
    pub fn bearer(&mut self, scheme: &'static Scheme, token: impl Into<Secret>) {
        self.credential(
            scheme,
            Credential::Bearer(Bearer {
                token: token.into(),
                scopes: &[],
            }),
        );
    }

    /// Sets a user name and a password.
    pub fn basic(
        &mut self,
        scheme: &'static Scheme,
        username: impl Into<String>,
        password: impl Into<Secret>,
    ) {
        let basic = Basic {
            username: username.into(),
            password: password.into(),
        };
        self.credential(scheme, Credential::Basic(basic));
    }

    /// Sets the text after the scheme's name in `Authorization`, for an `http` scheme that is neither.
    pub fn http_scheme(&mut self, scheme: &'static Scheme, text: impl Into<Secret>) {
        self.credential(scheme, Credential::Http(text.into()));
    }

    /// Takes the credential from a source that can renew it: a [`Grant`](super::Grant), a closure that returns a future,
    /// or a type of one's own. The token is got when a call first needs one.
    ///
    /// For an API key the token is sent as the key.
    pub fn token_source(&mut self, scheme: &'static Scheme, source: impl TokenSource) {
        self.hold(scheme, Held::Tokens(Tokens::new(scheme, source)));
    }

    /// Uses this HTTP client, which has the client certificate for a `mutualTLS` scheme.
    pub fn certificate(&mut self, scheme: &'static Scheme, client: reqwest::Client) {
        self.credential(scheme, Credential::MutualTls);
        self.http_client(client);
    }

    /// Drops all credentials.
    pub fn forget_credentials(&mut self) {
        self.credentials.clear();
    }

    fn credential(&mut self, scheme: &'static Scheme, credential: Credential) {
        self.hold(scheme, Held::Fixed(credential));
    }

    fn hold(&mut self, scheme: &'static Scheme, held: Held) {
        self.credentials.retain(|(name, _)| *name != scheme.name);
        self.credentials.push((scheme.name, held));
    }

    pub(super) fn held(&self, scheme: &Scheme) -> Option<&Held> {
        let found = self
            .credentials
            .iter()
            .find(|(name, _)| *name == scheme.name);
        found.map(|(_, held)| held)
    }

    /// Sends the operations of one documented server to another address.
    pub fn server(&mut self, server: &'static Server, base_url: impl Into<String>) {
        self.servers.retain(|(url, _)| *url != server.url);
        self.servers.push((server.url, base_url.into()));
    }

    /// Sets a header of every request. One that is not a header is left out.
    pub fn header(&mut self, name: &str, value: &str) {
        if let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::try_from(value)) {
            self.headers.insert(name, value);
        }
    }

    /// Calls a function with the headers of a call, credentials among them, before it is sent. They are the same for
    /// all attempts; it is called again only after a refused token has been renewed.
    pub fn on_request(
        &mut self,
        hook: impl Fn(&Operation, &mut HeaderMap) + Send + Sync + 'static,
    ) {
        self.on_request.push(Arc::new(hook));
    }

    /// Calls a function after every attempt, for logs, metrics and traces.
    pub fn on_response(&mut self, hook: impl Fn(&Exchange<'_>) + Send + Sync + 'static) {
        self.on_response.push(Arc::new(hook));
    }

    /// Uses this HTTP client: its proxies, its certificates, its pool.
    pub fn http_client(&mut self, client: reqwest::Client) {
        self.http = Some(client);
    }
}

impl fmt::Debug for Options {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let schemes: Vec<_> = self.credentials.iter().map(|(name, _)| name).collect();
        f.debug_struct("Options")
            .field("timeout", &self.timeout)
            .field("connect_timeout", &self.connect_timeout)
            .field("total_timeout", &self.total_timeout)
            .field("retry", &self.retry)
            .field("response_limit", &self.response_limit)
            .field("credentials_for", &schemes)
            .finish_non_exhaustive()
    }
}

/// One attempt, as hooks see it.
#[derive(Clone, Copy, Debug)]
pub struct Exchange<'a> {
    /// The operation.
    pub operation: &'a Operation,
    /// Which attempt it was, from 1.
    pub attempt: u32,
    /// The status, if there was an answer.
    pub status: Option<StatusCode>,
    /// Why there was none.
    pub failure: Option<&'a Failure>,
    /// How long it took until the head of the answer; not known on WebAssembly.
    pub elapsed: Option<Duration>,
    /// How long the client waits before the next attempt, if there is to be one.
    pub retry_in: Option<Duration>,
}
