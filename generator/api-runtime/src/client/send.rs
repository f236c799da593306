//! A call on its way: address, credentials, attempts. The only place where requests leave.

use http::{HeaderMap, HeaderName, HeaderValue, header};

use super::request::Request;
use super::retry::{Outcome, is_idempotent};
use super::{BuildError, Exchange, Failure, Options, Reply, TransportError};
use crate::body::Body;
use crate::formats::basic_token;
use crate::operation::{Operation, SchemeKind};
use crate::security::Credential;
use crate::style::escape;

/// Sends a call, again where that is safe and has a prospect.
pub(super) async fn send(mut call: Request) -> Result<Reply, Failure> {
    let options = call.core.options().clone();
    apply_credentials(&mut call, &options)?;
    let url = url_of(&call)?;
    let Request {
        core,
        operation,
        headers: own,
        cookies,
        body,
        ..
    } = call;
    let mut headers = options.headers.clone();
    for (name, value) in &own {
        headers.insert(name, value.clone());
    }
    if !cookies.is_empty() {
        let mut value = HeaderValue::try_from(cookies)
            .map_err(|_| BuildError::new("a cookie has control characters"))
            .map_err(Failure::Build)?;
        value.set_sensitive(true);
        headers.insert(header::COOKIE, value);
    }
    for hook in &options.on_request {
        hook(operation, &mut headers);
    }
    let mut attempt = Attempt {
        core: core.http(),
        operation,
        url,
        headers,
        options: &options,
    };
    attempt.run(body).await
}

struct Attempt<'a> {
    core: &'a reqwest::Client,
    operation: &'static Operation,
    url: reqwest::Url,
    headers: HeaderMap,
    options: &'a Options,
}

impl Attempt<'_> {
    async fn run(&mut self, body: Option<Body>) -> Result<Reply, Failure> {
        let bytes = body.as_ref().and_then(Body::as_bytes).cloned();
        let is_repeatable = is_idempotent(&self.operation.method)
            && (body.is_none() || bytes.is_some())
            && !cfg!(target_family = "wasm");
        let mut next = body;
        let mut number = 1;
        loop {
            let body = next.take();
            let result = self.once(number, body).await;
            let wait = match &result {
                _ if !is_repeatable => None,
                Ok(reply) => {
                    let outcome = Outcome::Answer(reply.status(), reply.headers());
                    self.options.retry.wait(number, outcome)
                }
                Err(Failure::Transport(_) | Failure::Timeout) => {
                    self.options.retry.wait(number, Outcome::Broken)
                }
                Err(
                    Failure::Undocumented(_)
                    | Failure::Build(_)
                    | Failure::Decode(_)
                    | Failure::Credential(_),
                ) => None,
            };
            let Some(wait) = wait else { return result };
            sleep(wait).await;
            next = bytes.clone().map(Body::from);
            number += 1;
        }
    }

    async fn once(&self, number: u32, body: Option<Body>) -> Result<Reply, Failure> {
        let mut request = reqwest::Request::new(self.operation.method.clone(), self.url.clone());
        *request.headers_mut() = self.headers.clone();
        if let Some(body) = body {
            attach(&mut request, body).await?;
        }
        let clock = Clock::start();
        let result = within(self.options, self.core.execute(request)).await;
        let exchange = Exchange {
            operation: self.operation,
            attempt: number,
            status: result.as_ref().ok().map(reqwest::Response::status),
            elapsed: clock.elapsed(),
        };
        for hook in &self.options.on_response {
            hook(&exchange);
        }
        result.map(|response| Reply::new(response, self.options))
    }
}

/// The address with path and query. A value that is a dot segment would climb to another operation.
fn url_of(call: &Request) -> Result<reqwest::Url, Failure> {
    let refuse = |message: String| {
        Failure::Build(BuildError::new(format!(
            "operation `{}`: {message}",
            call.operation.id
        )))
    };
    let climbs = |segment: &str| {
        matches!(
            segment.to_ascii_lowercase().replace("%2e", ".").as_str(),
            "." | ".."
        )
    };
    if call.path.split('/').any(climbs) {
        return Err(refuse("a path parameter is `.` or `..`".to_owned()));
    }
    if let Some((_, open)) = call.path.split_once('{') {
        let name = open.split('}').next().unwrap_or(open);
        return Err(refuse(format!("path parameter `{name}` has no value")));
    }
    let base = call.core.base_of(call.operation).map_err(Failure::Build)?;
    let mut url = format!("{base}{}", call.path);
    if !call.query.is_empty() {
        url.push('?');
        url.push_str(&call.query);
    }
    reqwest::Url::parse(&url).map_err(|error| refuse(error.to_string()))
}

/// Uses the first alternative whose credentials have all been given; without one the API may say what it thinks.
fn apply_credentials(call: &mut Request, options: &Options) -> Result<(), Failure> {
    let find = |name: &str| {
        options
            .credentials
            .iter()
            .find(|(known, _)| *known == name)
            .map(|(_, found)| found)
    };
    let usable = call.operation.security.iter().find(|needs| {
        !needs.is_empty() && needs.iter().all(|need| find(need.scheme.name).is_some())
    });
    for need in usable.into_iter().copied().flatten() {
        if let Some(credential) = find(need.scheme.name) {
            apply(call, need.scheme.kind, credential).map_err(|_| {
                let name = need.scheme.name;
                let message = format!("the credential of `{name}` has control characters");
                Failure::Build(BuildError::new(message))
            })?;
        }
    }
    Ok(())
}

fn apply(
    call: &mut Request,
    kind: SchemeKind,
    credential: &Credential,
) -> Result<(), header::InvalidHeaderValue> {
    let (name, text) = match (kind, credential) {
        (SchemeKind::ApiKeyHeader(name), Credential::ApiKey(key)) => {
            (name, key.key.expose().to_owned())
        }
        (SchemeKind::ApiKeyQuery(name), Credential::ApiKey(key)) => {
            let pair = format!(
                "{}={}",
                escape(name, false),
                escape(key.key.expose(), false)
            );
            call.query = joined(&call.query, "&", &pair);
            return Ok(());
        }
        (SchemeKind::ApiKeyCookie(name), Credential::ApiKey(key)) => {
            let pair = format!(
                "{}={}",
                escape(name, false),
                escape(key.key.expose(), false)
            );
            call.cookies = joined(&call.cookies, "; ", &pair);
            return Ok(());
        }
        (_, Credential::Basic(basic)) => {
            let token = basic_token(&basic.username, basic.password.expose());
            ("authorization", format!("Basic {token}"))
        }
        (_, Credential::Bearer(bearer)) => {
            ("authorization", format!("Bearer {}", bearer.token.expose()))
        }
        (SchemeKind::Http(scheme), Credential::Http(text)) => {
            ("authorization", format!("{scheme} {}", text.expose()))
        }
        // A credential of one kind set for a scheme of another, or one that is not in the request.
        _ => return Ok(()),
    };
    let mut value = HeaderValue::try_from(text)?;
    value.set_sensitive(true);
    if let Ok(name) = HeaderName::try_from(name) {
        match name == header::AUTHORIZATION {
            // Two schemes of one alternative may both use this header.
            true => call.headers.append(name, value),
            false => call.headers.insert(name, value).is_some(),
        };
    }
    Ok(())
}

fn joined(text: &str, separator: &str, more: &str) -> String {
    match text {
        "" => more.to_owned(),
        text => format!("{text}{separator}{more}"),
    }
}

#[cfg(not(target_family = "wasm"))]
async fn attach(request: &mut reqwest::Request, body: Body) -> Result<(), Failure> {
    let body = match body.as_bytes() {
        Some(bytes) => reqwest::Body::from(bytes.clone()),
        None => {
            if let Some(length) = body.length() {
                request
                    .headers_mut()
                    .insert(header::CONTENT_LENGTH, length.into());
            }
            reqwest::Body::wrap_stream(body)
        }
    };
    *request.body_mut() = Some(body);
    Ok(())
}

/// A browser sends no streams, so the body is read first.
#[cfg(target_family = "wasm")]
async fn attach(request: &mut reqwest::Request, body: Body) -> Result<(), Failure> {
    let bytes = body
        .collect(u64::MAX)
        .await
        .map_err(|error| Failure::Build(BuildError::new(error.to_string())))?;
    *request.body_mut() = Some(bytes.into());
    Ok(())
}

async fn within(
    options: &Options,
    answer: impl Future<Output = Result<reqwest::Response, reqwest::Error>>,
) -> Result<reqwest::Response, Failure> {
    let result = timeout(options.timeout, answer)
        .await
        .ok_or(Failure::Timeout)?;
    result.map_err(|error| match error.is_timeout() {
        true => Failure::Timeout,
        false => Failure::Transport(TransportError::new(error)),
    })
}

/// `None` when it took too long.
#[cfg(not(target_family = "wasm"))]
pub(super) async fn timeout<F: Future>(limit: std::time::Duration, future: F) -> Option<F::Output> {
    tokio::time::timeout(limit, future).await.ok()
}

/// A browser has its own limits.
#[cfg(target_family = "wasm")]
pub(super) async fn timeout<F: Future>(_: std::time::Duration, future: F) -> Option<F::Output> {
    Some(future.await)
}

#[cfg(not(target_family = "wasm"))]
async fn sleep(wait: std::time::Duration) {
    tokio::time::sleep(wait).await;
}

/// Nothing is tried again there.
#[cfg(target_family = "wasm")]
async fn sleep(_: std::time::Duration) {}

/// `Instant` panics on WebAssembly.
struct Clock(#[cfg(not(target_family = "wasm"))] std::time::Instant);

impl Clock {
    fn start() -> Self {
        Self(
            #[cfg(not(target_family = "wasm"))]
            std::time::Instant::now(),
        )
    }

    fn elapsed(&self) -> Option<std::time::Duration> {
        #[cfg(not(target_family = "wasm"))]
        return Some(self.0.elapsed());
        #[cfg(target_family = "wasm")]
        return None;
    }
}
