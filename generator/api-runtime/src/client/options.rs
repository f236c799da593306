//! What a client can be told: credentials, timeouts, retries, headers, hooks, servers.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};

use super::Retry;
use crate::operation::{Operation, Scheme, Server};
use crate::security::{ApiKey, Basic, Bearer, Credential, Secret};

type OnRequest = Arc<dyn Fn(&Operation, &mut HeaderMap) + Send + Sync>;
type OnResponse = Arc<dyn Fn(&Exchange<'_>) + Send + Sync>;

/// The options of a client.
#[derive(Clone)]
pub struct Options {
    /// How long to wait for the head of an answer, and again for a body that is read whole. Streams are not timed.
    pub timeout: Duration,
    /// How to try again.
    pub retry: Retry,
    /// The longest body that is read whole, in bytes.
    pub response_limit: u64,
    /// Headers of every request.
    pub headers: HeaderMap,
    pub(super) credentials: Vec<(&'static str, Credential)>,
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
            retry: Retry::default(),
            response_limit: 64 * 1024 * 1024,
            headers,
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

    fn credential(&mut self, scheme: &'static Scheme, credential: Credential) {
        self.credentials.retain(|(name, _)| *name != scheme.name);
        self.credentials.push((scheme.name, credential));
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

    /// Calls a function with the headers of every request before it is sent.
    pub fn on_request(
        &mut self,
        hook: impl Fn(&Operation, &mut HeaderMap) + Send + Sync + 'static,
    ) {
        self.on_request.push(Arc::new(hook));
    }

    /// Calls a function after every attempt.
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
    /// How long it took until the head of the answer; not known on WebAssembly.
    pub elapsed: Option<Duration>,
}
