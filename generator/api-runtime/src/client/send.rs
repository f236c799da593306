//! A call on its way: its request, attempts and hooks. The only place where calls leave.

use std::time::Duration;

#[cfg(not(target_family = "wasm"))]
use http::header;
use http::{HeaderMap, StatusCode};

use super::clock::{Clock, sleep, timeout};
use super::credentials::{Parts, Used};
use super::request::Request;
use super::retry::Outcome;
use super::{BuildError, ClientCore, Exchange, Failure, Options, Reply, TransportError};
use crate::body::Body;
use crate::operation::Operation;
use crate::security::Secret;

/// Sends a call, again where that is safe and has a prospect.
pub(super) async fn send(call: Request) -> Result<Reply, Failure> {
    let core = call.core.clone();
    let sending = Sending {
        core: &core,
        operation: call.operation,
        address: call.address,
        path: call.path,
        parts: Parts {
            headers: joined(&core.options().headers, &call.headers),
            query: call.query,
            cookies: call.cookies,
        },
        clock: Clock::start(),
    };
    let run = sending.run(call.body);
    match core.options().total_timeout {
        Some(limit) => timeout(limit, run).await.ok_or(Failure::Timeout)?,
        None => run.await,
    }
}

/// The client's headers, with those of a call instead of them.
fn joined(shared: &HeaderMap, own: &HeaderMap) -> HeaderMap {
    let mut headers = shared.clone();
    for (name, value) in own {
        headers.insert(name, value.clone());
    }
    headers
}

/// A call before its credentials are added.
struct Sending<'a> {
    core: &'a ClientCore,
    operation: &'static Operation,
    address: Option<String>,
    path: String,
    parts: Parts,
    clock: Clock,
}

/// What is sent, again and again.
struct Prepared {
    url: reqwest::Url,
    headers: HeaderMap,
    tokens: Vec<Used>,
}

impl Sending<'_> {
    async fn run(&self, body: Option<Body>) -> Result<Reply, Failure> {
        let bytes = body.as_ref().and_then(Body::as_bytes).cloned();
        let is_at_hand = body.is_none() || bytes.is_some();
        let mut prepared = self.prepare().await?;
        let mut next = body;
        let mut number = 1;
        let mut is_renewed = false;
        loop {
            let clock = Clock::start();
            let result = self.once(&prepared, next.take()).await;
            let refused = is_unauthorized(&result) && prepared.refuse();
            if refused && is_at_hand && !is_renewed {
                is_renewed = true;
                self.tell(number, &result, clock, Some(Duration::ZERO));
                let renewed = self.prepare().await?;
                // A source that has no other token has had its say.
                if renewed.has_tokens_of(&prepared) {
                    return result;
                }
                prepared = renewed;
            } else {
                let wait = self.wait(number, &result).filter(|_| is_at_hand);
                self.tell(number, &result, clock, wait);
                let Some(wait) = wait else { return result };
                sleep(wait).await;
            }
            next = bytes.clone().map(Body::from);
            number += 1;
        }
    }

    /// Adds credentials, lets hooks change the headers, and checks that nothing is missing.
    async fn prepare(&self) -> Result<Prepared, Failure> {
        let mut parts = self.parts.clone();
        let tokens = parts.authenticate(self.core, self.operation).await?;
        parts.write_cookies()?;
        for hook in &self.core.options().on_request {
            hook(self.operation, &mut parts.headers);
        }
        if tokens.is_none() {
            parts.check(self.core, self.operation)?;
        }
        Ok(Prepared {
            url: match &self.address {
                Some(address) => url_at(self.core, self.operation, address, &parts.query)?,
                None => url_of(self.core, self.operation, &self.path, &parts.query)?,
            },
            headers: parts.headers,
            tokens: tokens.unwrap_or_default(),
        })
    }

    async fn once(&self, prepared: &Prepared, body: Option<Body>) -> Result<Reply, Failure> {
        let options = self.core.options();
        let method = self.operation.method.clone();
        let mut request = reqwest::Request::new(method, prepared.url.clone());
        *request.headers_mut() = prepared.headers.clone();
        #[cfg(target_family = "wasm")]
        {
            *request.timeout_mut() = Some(options.timeout);
        }
        if let Some(body) = body {
            attach(&mut request, body).await?;
        }
        let http = self
            .core
            .http()
            .map_err(|error| Failure::Build(error.clone()))?;
        let response = within(options, http.execute(request)).await?;
        let limit = options.response_limit;
        Ok(Reply::new(response, limit, self.time_for_body(options)))
    }

    fn time_for_body(&self, options: &Options) -> Duration {
        match (options.total_timeout, self.clock.elapsed()) {
            (Some(total), Some(elapsed)) => options.timeout.min(total.saturating_sub(elapsed)),
            _ => options.timeout,
        }
    }

    /// How long to wait before another attempt; `None` when there is to be none.
    fn wait(&self, number: u32, result: &Result<Reply, Failure>) -> Option<Duration> {
        let retry = &self.core.options().retry;
        let may_repeat = retry.may_repeat(&self.operation.method);
        let outcome = match result {
            _ if cfg!(target_family = "wasm") => return None,
            Ok(reply) if may_repeat => Outcome::Answer(reply.status(), reply.headers()),
            // Nothing can have happened.
            Err(Failure::Transport(error)) if error.is_connect => Outcome::Broken,
            Err(Failure::Transport(_) | Failure::Timeout) if may_repeat => Outcome::Broken,
            _ => return None,
        };
        retry.wait(number, outcome)
    }

    fn tell(
        &self,
        attempt: u32,
        result: &Result<Reply, Failure>,
        clock: Clock,
        retry_in: Option<Duration>,
    ) {
        let exchange = Exchange {
            operation: self.operation,
            attempt,
            status: result.as_ref().ok().map(Reply::status),
            failure: result.as_ref().err(),
            elapsed: clock.elapsed(),
            retry_in,
        };
        for hook in &self.core.options().on_response {
            hook(&exchange);
        }
    }
}

impl Prepared {
    fn has_tokens_of(&self, other: &Prepared) -> bool {
        let secrets = |prepared: &Prepared| -> Vec<Secret> {
            prepared
                .tokens
                .iter()
                .map(|(_, secret)| secret.clone())
                .collect()
        };
        secrets(self) == secrets(other)
    }

    /// Takes the tokens that went along out of use; whether there were any.
    fn refuse(&self) -> bool {
        for (tokens, secret) in &self.tokens {
            tokens.refuse(secret);
        }
        !self.tokens.is_empty()
    }
}

/// A request that was refused for its credentials has had no effect, so it may be sent again whatever its method.
fn is_unauthorized(result: &Result<Reply, Failure>) -> bool {
    result
        .as_ref()
        .is_ok_and(|reply| reply.status() == StatusCode::UNAUTHORIZED)
}

/// An address that is given with a call, and the query beside its own.
fn url_at(
    core: &ClientCore,
    operation: &Operation,
    address: &str,
    query: &str,
) -> Result<reqwest::Url, Failure> {
    core.check_address(address).map_err(Failure::Build)?;
    let mut url = reqwest::Url::parse(address).map_err(|error| {
        let message = format!("operation `{}`: {error}", operation.id);
        Failure::Build(BuildError::new(message))
    })?;
    if !query.is_empty() {
        let own = url.query().filter(|own| !own.is_empty());
        let both = own.map(|own| format!("{own}&{query}"));
        url.set_query(Some(both.as_deref().unwrap_or(query)));
    }
    Ok(url)
}

/// The address with path and query. A value that is a dot segment would climb to another operation.
fn url_of(
    core: &ClientCore,
    operation: &Operation,
    path: &str,
    query: &str,
) -> Result<reqwest::Url, Failure> {
    let refuse = |message: String| {
        Failure::Build(BuildError::new(format!(
            "operation `{}`: {message}",
            operation.id
        )))
    };
    let climbs = |segment: &str| {
        matches!(
            segment.to_ascii_lowercase().replace("%2e", ".").as_str(),
            "." | ".."
        )
    };
    if path.split('/').any(climbs) {
        return Err(refuse("a path parameter is `.` or `..`".to_owned()));
    }
    if let Some((_, open)) = path.split_once('{') {
        let name = open.split('}').next().unwrap_or(open);
        return Err(refuse(format!("path parameter `{name}` has no value")));
    }
    let base = core.base_of(operation).map_err(Failure::Build)?;
    let mut url = format!("{base}{path}");
    if !query.is_empty() {
        url.push('?');
        url.push_str(query);
    }
    reqwest::Url::parse(&url).map_err(|error| refuse(error.to_string()))
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
