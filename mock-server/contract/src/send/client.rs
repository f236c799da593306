//! Sends requests and reads answers; keeps connections alive between them.

use super::{Address, Answer, Outcome, Silence};
use crate::cases::Request;
use crate::options::Options;
use bytes::{Bytes, BytesMut};
use http::header::{CONTENT_TYPE, USER_AGENT};
use http_body_util::{BodyExt as _, Full};
use hyper::body::Incoming;
use hyper_util::client::legacy::Client as Pool;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::{TokioExecutor, TokioTimer};
use std::time::Duration;
use tokio::time::{Instant, timeout, timeout_at};

/// How long to listen to a stream of events that has no end.
const STREAM_TIME: Duration = Duration::from_millis(300);

/// A client for one target.
#[derive(Clone)]
pub(crate) struct Client {
    pool: Pool<HttpConnector, Full<Bytes>>,
    base: String,
    timeout: Duration,
    max_bytes: usize,
}

impl Client {
    pub(crate) fn new(address: &Address, options: &Options) -> Self {
        let mut connector = HttpConnector::new();
        connector.set_nodelay(true);
        connector.set_connect_timeout(Some(options.timeout));
        let pool = Pool::builder(TokioExecutor::new())
            .pool_timer(TokioTimer::new())
            .pool_max_idle_per_host(options.concurrency.max(1))
            .build(connector);
        Client {
            pool,
            base: address.base.clone(),
            timeout: options.timeout,
            max_bytes: options.max_response_bytes,
        }
    }

    /// Sends a request and reads the whole answer, within the time one answer may take.
    pub(crate) async fn send(&self, request: &Request) -> Outcome {
        let message = match self.message(request) {
            Ok(message) => message,
            Err(error) => return Outcome::Silence(Silence::Unsendable(error.to_string())),
        };
        let begun = Instant::now();
        match timeout(self.timeout, self.exchange(message, begun)).await {
            Ok(Ok(answer)) => Outcome::Answer(answer),
            Ok(Err(silence)) => Outcome::Silence(silence),
            Err(_) => Outcome::Silence(Silence::Hang(self.timeout)),
        }
    }

    fn message(&self, request: &Request) -> Result<http::Request<Full<Bytes>>, http::Error> {
        let uri = format!("{}{}", self.base, request.path);
        let mut message = http::Request::builder()
            .method(request.method.as_str())
            .uri(uri)
            .header(USER_AGENT, "understudy-contract");
        for (name, value) in &request.headers {
            message = message.header(name.as_str(), value.as_str());
        }
        message.body(Full::new(request.body.clone().unwrap_or_default()))
    }

    async fn exchange(
        &self,
        message: http::Request<Full<Bytes>>,
        begun: Instant,
    ) -> Result<Answer, Silence> {
        let response = self.pool.request(message).await.map_err(|error| {
            let reason = innermost(&error);
            if error.is_connect() {
                Silence::Refused(reason)
            } else {
                Silence::Broken(reason)
            }
        })?;
        let (head, body) = response.into_parts();
        let endless = head
            .headers
            .get(CONTENT_TYPE)
            .and_then(|value| value.to_str().ok())
            .is_some_and(|media_type| media_type.starts_with("text/event-stream"));
        let end = endless.then(|| Instant::now() + STREAM_TIME);
        let (body, whole) = self.read(body, end).await?;
        Ok(Answer {
            status: head.status.as_u16(),
            headers: head.headers,
            body,
            whole,
            elapsed: begun.elapsed(),
        })
    }

    /// Reads a body to its end, or a stream of events for a while.
    async fn read(
        &self,
        mut body: Incoming,
        end: Option<Instant>,
    ) -> Result<(Bytes, bool), Silence> {
        let mut read = BytesMut::new();
        loop {
            let frame = match end {
                None => body.frame().await,
                Some(end) => match timeout_at(end, body.frame()).await {
                    Ok(frame) => frame,
                    Err(_) => return Ok((read.freeze(), false)),
                },
            };
            let Some(frame) = frame else {
                return Ok((read.freeze(), true));
            };
            let frame = frame.map_err(|error| Silence::Broken(innermost(&error)))?;
            let Some(data) = frame.data_ref() else {
                continue;
            };
            if read.len() + data.len() > self.max_bytes {
                return match end {
                    Some(_) => Ok((read.freeze(), false)),
                    None => Err(Silence::TooLarge(self.max_bytes)),
                };
            }
            read.extend_from_slice(data);
        }
    }
}

/// The cause at the bottom says most: `Connection refused` rather than `client error`.
fn innermost(error: &(dyn std::error::Error + 'static)) -> String {
    let mut error = error;
    while let Some(source) = error.source() {
        error = source;
    }
    error.to_string()
}
