//! Tokens from an OAuth 2.0 token endpoint (RFC 6749), which OpenID Connect's discovery may name.

use std::fmt;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use serde::de::{DeserializeOwned, IgnoredAny};
use serde::{Deserialize, Deserializer};

use super::clock::{sleep, timeout};
use super::core::check_tls;
use super::reply::body_of;
use super::retry::Outcome;
use super::token::{BoxFuture, Token, TokenRequest, TokenSource};
use super::{TokenError, TransportError};
use crate::body::BodyError;
use crate::form;
use crate::formats::basic_token;
use crate::json;
use crate::operation::FlowKind;
use crate::security::Secret;
use crate::style::escape;

/// The longest answer of a token endpoint that is read, in bytes.
const LIMIT: u64 = 1024 * 1024;

/// Gets tokens from a token endpoint with what the client was granted: a [`TokenSource`].
///
/// The endpoint is the one that the description names for the scheme; for OpenID Connect it is looked up in the
/// discovery document. A relative address is taken to be below the client's base URL. The client says who it is with
/// HTTP basic authentication unless told otherwise.
pub struct Grant {
    kind: Kind,
    client_id: String,
    client_secret: Option<Secret>,
    in_body: bool,
    token_url: Option<String>,
    scopes: Option<Vec<String>>,
    parameters: Vec<(String, Secret)>,
    discovered: Mutex<Option<String>>,
}

enum Kind {
    ClientCredentials,
    /// The endpoint may give another one with each answer.
    RefreshToken(Mutex<Secret>),
}

impl Grant {
    /// The client's own credentials (RFC 6749, section 4.4).
    pub fn client_credentials(
        client_id: impl Into<String>,
        client_secret: impl Into<Secret>,
    ) -> Self {
        let secret = Some(client_secret.into());
        Self::new(Kind::ClientCredentials, client_id.into(), secret)
    }

    /// A refresh token that a person's consent gave (RFC 6749, section 6). Where the endpoint answers with a new one,
    /// that is used the next time.
    pub fn refresh_token(client_id: impl Into<String>, refresh_token: impl Into<Secret>) -> Self {
        let kind = Kind::RefreshToken(Mutex::new(refresh_token.into()));
        Self::new(kind, client_id.into(), None)
    }

    fn new(kind: Kind, client_id: String, client_secret: Option<Secret>) -> Self {
        Self {
            kind,
            client_id,
            client_secret,
            in_body: false,
            token_url: None,
            scopes: None,
            parameters: Vec::new(),
            discovered: Mutex::default(),
        }
    }

    /// The secret of a client whose refresh token asks for one.
    #[must_use]
    pub fn client_secret(mut self, secret: impl Into<Secret>) -> Self {
        self.client_secret = Some(secret.into());
        self
    }

    /// Sends id and secret in the body (`client_secret_post`) instead of in `Authorization` (`client_secret_basic`).
    #[must_use]
    pub fn in_body(mut self) -> Self {
        self.in_body = true;
        self
    }

    /// Asks for tokens here and not where the description says: at a mock, a gateway, another tenant.
    #[must_use]
    pub fn token_url(mut self, url: impl Into<String>) -> Self {
        self.token_url = Some(url.into());
        self
    }

    /// Asks for these scopes and not for those that the operations need.
    #[must_use]
    pub fn scopes<S: Into<String>>(mut self, scopes: impl IntoIterator<Item = S>) -> Self {
        self.scopes = Some(scopes.into_iter().map(Into::into).collect());
        self
    }

    /// Sends one more parameter, such as `audience` or `resource`.
    #[must_use]
    pub fn parameter(mut self, name: impl Into<String>, value: impl Into<Secret>) -> Self {
        self.parameters.push((name.into(), value.into()));
        self
    }

    async fn fetch(&self, request: TokenRequest<'_>) -> Result<Token, TokenError> {
        let url = self.endpoint(request).await?;
        let mut headers = HeaderMap::new();
        headers.insert(
            header::CONTENT_TYPE,
            HeaderValue::from_static(form::MEDIA_TYPE),
        );
        if let Some(value) = self.authorization()? {
            headers.insert(header::AUTHORIZATION, value);
        }
        let exchange = Exchange {
            request,
            method: Method::POST,
            url,
            headers,
        };
        let answer: Granted = exchange.run(self.form(request).into()).await?;
        if let (Kind::RefreshToken(known), Some(next)) = (&self.kind, answer.refresh_token) {
            *known.lock().unwrap_or_else(PoisonError::into_inner) = next.into();
        }
        match answer.token_type {
            Some(kind) if !kind.to_ascii_lowercase().starts_with("bearer") => {
                Err(TokenError::Other(format!(
                    "the token endpoint gave a token of another type than `Bearer`: {}",
                    excerpt(&kind)
                )))
            }
            _ => Ok(Token {
                secret: answer.access_token.into(),
                expires_in: answer.expires_in.map(Duration::from_secs),
            }),
        }
    }

    /// Id and secret are encoded like a form before they are put together (RFC 6749, section 2.3.1).
    fn authorization(&self) -> Result<Option<HeaderValue>, TokenError> {
        let Some(secret) = self.client_secret.as_ref().filter(|_| !self.in_body) else {
            return Ok(None);
        };
        let (id, secret) = (
            escape(&self.client_id, false),
            escape(secret.expose(), false),
        );
        let mut value = HeaderValue::try_from(format!("Basic {}", basic_token(&id, &secret)))
            .map_err(|_| TokenError::other("the client's id cannot be sent"))?;
        value.set_sensitive(true);
        Ok(Some(value))
    }

    fn form(&self, request: TokenRequest<'_>) -> String {
        let mut pairs = match &self.kind {
            Kind::ClientCredentials => {
                vec![("grant_type".to_owned(), "client_credentials".to_owned())]
            }
            Kind::RefreshToken(token) => {
                let token = token.lock().unwrap_or_else(PoisonError::into_inner);
                vec![
                    ("grant_type".to_owned(), "refresh_token".to_owned()),
                    ("refresh_token".to_owned(), token.expose().to_owned()),
                ]
            }
        };
        let scopes = self.scope(request);
        if !scopes.is_empty() {
            pairs.push(("scope".to_owned(), scopes));
        }
        if self.in_body || self.client_secret.is_none() {
            pairs.push(("client_id".to_owned(), self.client_id.clone()));
        }
        if let Some(secret) = self.client_secret.as_ref().filter(|_| self.in_body) {
            pairs.push(("client_secret".to_owned(), secret.expose().to_owned()));
        }
        for (name, value) in &self.parameters {
            pairs.push((name.clone(), value.expose().to_owned()));
        }
        let pair = |(name, value): &(String, String)| {
            format!("{}={}", escape(name, false), escape(value, false))
        };
        pairs.iter().map(pair).collect::<Vec<_>>().join("&")
    }

    /// A refresh token brings its own scopes along unless fewer are asked for.
    fn scope(&self, request: TokenRequest<'_>) -> String {
        match (&self.scopes, &self.kind) {
            (Some(scopes), _) => scopes.join(" "),
            (None, Kind::RefreshToken(_)) => String::new(),
            (None, Kind::ClientCredentials) => request
                .scheme
                .flow(FlowKind::ClientCredentials)
                .map(|flow| flow.scopes.join(" "))
                .unwrap_or_default(),
        }
    }

    async fn endpoint(&self, request: TokenRequest<'_>) -> Result<reqwest::Url, TokenError> {
        if let Some(url) = self
            .token_url
            .as_deref()
            .or_else(|| self.documented(request))
        {
            return resolve(request, url);
        }
        let known = self.discovered().clone();
        if let Some(url) = known {
            return resolve(request, &url);
        }
        let Some(discovery) = request.scheme.discovery_url else {
            return Err(TokenError::other(
                "the description names no token endpoint; set one with `Grant::token_url`",
            ));
        };
        let exchange = Exchange {
            request,
            method: Method::GET,
            url: resolve(request, discovery)?,
            headers: HeaderMap::new(),
        };
        let found: Discovery = exchange.run(Bytes::new()).await?;
        let url = resolve(request, &found.token_endpoint)?;
        *self.discovered() = Some(found.token_endpoint);
        Ok(url)
    }

    fn documented(&self, request: TokenRequest<'_>) -> Option<&'static str> {
        let scheme = request.scheme;
        match &self.kind {
            Kind::ClientCredentials => scheme.flow(FlowKind::ClientCredentials)?.token_url,
            Kind::RefreshToken(_) => {
                let renewed = scheme.flows.iter().find_map(|flow| flow.refresh_url);
                renewed.or_else(|| scheme.flows.iter().find_map(|flow| flow.token_url))
            }
        }
    }

    fn discovered(&self) -> std::sync::MutexGuard<'_, Option<String>> {
        self.discovered
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

impl TokenSource for Grant {
    fn token<'a>(&'a self, request: TokenRequest<'a>) -> BoxFuture<'a, Result<Token, TokenError>> {
        Box::pin(self.fetch(request))
    }
}

/// Without secrets.
impl fmt::Debug for Grant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Grant")
            .field("client_id", &self.client_id)
            .field("token_url", &self.token_url)
            .field("scopes", &self.scopes)
            .finish_non_exhaustive()
    }
}

/// A relative address lies below the base URL of the operation that waits (OpenAPI 3.1, section 4.6).
fn resolve(request: TokenRequest<'_>, text: &str) -> Result<reqwest::Url, TokenError> {
    let refuse =
        |reason: &dyn fmt::Display| TokenError::Other(format!("address `{text}`: {reason}"));
    let url = match reqwest::Url::parse(text) {
        Ok(url) => url,
        Err(_) => {
            let base = request.core.base_of(request.operation);
            let base = base.map_err(|error| refuse(&error))?;
            let base = reqwest::Url::parse(&format!("{base}/")).map_err(|error| refuse(&error))?;
            base.join(text).map_err(|error| refuse(&error))?
        }
    };
    if !matches!(url.scheme(), "http" | "https") {
        return Err(refuse(&"is not `http` or `https`"));
    }
    // An HTTP client of the user's own may have TLS from elsewhere.
    if request.core.options().http.is_none() {
        check_tls(url.as_str()).map_err(|error| refuse(&error))?;
    }
    Ok(url)
}

/// One question to an authorization server. It is safe to repeat: a token too many does no harm.
struct Exchange<'a> {
    request: TokenRequest<'a>,
    method: Method,
    url: reqwest::Url,
    headers: HeaderMap,
}

impl Exchange<'_> {
    async fn run<T: DeserializeOwned>(&self, body: Bytes) -> Result<T, TokenError> {
        let retry = &self.request.core.options().retry;
        let mut number = 1;
        loop {
            let answer = self.once(body.clone()).await;
            let wait = match &answer {
                _ if cfg!(target_family = "wasm") => None,
                Ok((status, headers, _)) => retry.wait(number, Outcome::Answer(*status, headers)),
                Err(_) => retry.wait(number, Outcome::Broken),
            };
            let Some(wait) = wait else {
                let (status, _, body) = answer?;
                return read(status, &body);
            };
            sleep(wait).await;
            number += 1;
        }
    }

    async fn once(&self, body: Bytes) -> Result<(StatusCode, HeaderMap, Bytes), TokenError> {
        let options = self.request.core.options();
        let mut request = reqwest::Request::new(self.method.clone(), self.url.clone());
        *request.headers_mut() = self.headers.clone();
        let json = HeaderValue::from_static("application/json");
        request.headers_mut().insert(header::ACCEPT, json);
        if let Some(agent) = options.headers.get(header::USER_AGENT) {
            request
                .headers_mut()
                .insert(header::USER_AGENT, agent.clone());
        }
        *request.timeout_mut() = Some(options.timeout);
        if self.method == Method::POST {
            *request.body_mut() = Some(body.into());
        }
        let http = self.request.core.http().map_err(TokenError::other)?;
        let whole = async {
            let mut response = http.execute(request).await.map_err(transport)?;
            let (status, headers) = (response.status(), std::mem::take(response.headers_mut()));
            let body = body_of(response).collect(LIMIT).await;
            match body {
                Ok(body) => Ok((status, headers, body)),
                Err(BodyError::Timeout) => Err(TokenError::Timeout),
                Err(error) => Err(TokenError::other(error)),
            }
        };
        timeout(options.timeout, whole)
            .await
            .unwrap_or(Err(TokenError::Timeout))
    }
}

fn transport(error: reqwest::Error) -> TokenError {
    match error.is_timeout() {
        true => TokenError::Timeout,
        false => TokenError::other(TransportError::new(error)),
    }
}

/// A success (RFC 6749, section 5.1), or the reason of the refusal (section 5.2).
fn read<T: DeserializeOwned>(status: StatusCode, body: &[u8]) -> Result<T, TokenError> {
    if !status.is_success() {
        let refusal: Refusal = json::decode(body).unwrap_or_default();
        return Err(TokenError::Refused {
            status,
            error: excerpt(&refusal.error),
            description: refusal.error_description.as_deref().map(excerpt),
        });
    }
    // The message is not shown: it may quote a secret.
    json::decode(body).map_err(|error| {
        TokenError::Other(match error.pointer.as_str() {
            "" => "the answer of the token endpoint cannot be read".to_owned(),
            pointer => format!("the answer of the token endpoint cannot be read at `{pointer}`"),
        })
    })
}

/// What a server says ends up in logs, so not too much of it and on one line.
fn excerpt(text: &str) -> String {
    let shown = |symbol: char| match symbol.is_control() {
        true => ' ',
        false => symbol,
    };
    text.chars().map(shown).take(300).collect()
}

#[derive(Deserialize)]
struct Granted {
    access_token: String,
    #[serde(default)]
    token_type: Option<String>,
    #[serde(default, deserialize_with = "seconds")]
    expires_in: Option<u64>,
    #[serde(default)]
    refresh_token: Option<String>,
}

#[derive(Default, Deserialize)]
struct Refusal {
    #[serde(default)]
    error: String,
    #[serde(default)]
    error_description: Option<String>,
}

#[derive(Deserialize)]
struct Discovery {
    token_endpoint: String,
}

/// Some servers write the number as text or with a fraction. What is no number of seconds is not known.
fn seconds<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<u64>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Written {
        Whole(u64),
        Number(f64),
        Text(String),
        Other(IgnoredAny),
    }
    Ok(match Written::deserialize(deserializer)? {
        Written::Whole(seconds) => Some(seconds),
        // The conversion saturates, and a negative number has expired.
        Written::Number(seconds) => Some(seconds as u64),
        Written::Text(text) => text.trim().parse().ok(),
        Written::Other(_) => None,
    })
}
