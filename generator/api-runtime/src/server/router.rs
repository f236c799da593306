//! The service: finds the operation, runs its glue, renders what comes of it.

use std::convert::Infallible;
use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use bytes::Buf;
use http::{Method, Request, Response, StatusCode, header};
use tower_service::Service;

use super::builder::Handler;
use super::inbox::{self, Inbox};
use super::routes::{Match, Routes};
use super::{Builder, Call, Refusal, Reply};
use crate::body::{Body, Incoming};
use crate::headers::joined;
use crate::media;
use crate::operation::Operation;

type Render = Arc<dyn Fn(Option<&Operation>, &Refusal) -> Option<Reply> + Send + Sync>;
type Route = (&'static Operation, Handler);

/// A service that answers for an API. Cheap to clone.
#[derive(Clone)]
pub struct Router {
    routes: Arc<Routes<Route>>,
    inboxes: Arc<Routes<Inbox>>,
    prefix: Arc<str>,
    body_limit: u64,
    render: Option<Render>,
}

impl Router {
    /// Begins a router for an implementation of operations that anyone may call.
    pub fn of<A: Send + Sync + 'static>(api: A) -> Builder<A> {
        Builder::new(api, ())
    }

    /// Begins a router for an implementation that finds out who is calling.
    pub fn secured<A: Send + Sync + 'static, I>(api: A, identify: I) -> Builder<A, I> {
        Builder::new(api, identify)
    }

    pub(super) fn new(routes: Routes<Route>, inboxes: Routes<Inbox>) -> Self {
        Self {
            routes: Arc::new(routes),
            inboxes: Arc::new(inboxes),
            prefix: Arc::from(""),
            body_limit: 16 * 1024 * 1024,
            render: None,
        }
    }

    /// Answers under a path: `/v1` makes `/users` into `/v1/users`.
    #[must_use]
    pub fn under(mut self, prefix: &str) -> Self {
        self.prefix = Arc::from(prefix.trim_end_matches('/'));
        self
    }

    /// The longest body that is read whole, in bytes; 16 MiB unless set. Bodies handed on as streams are not limited.
    #[must_use]
    pub fn body_limit(mut self, bytes: u64) -> Self {
        self.body_limit = bytes;
        self
    }

    /// Renders refusals another way, such as in an error shape that the API documents. `None` keeps the problem.
    /// `Allow`, `WWW-Authenticate` and `Accept` are added where HTTP asks for them and the reply has none.
    #[must_use]
    pub fn refusals<F>(mut self, render: F) -> Self
    where
        F: Fn(Option<&Operation>, &Refusal) -> Option<Reply> + Send + Sync + 'static,
    {
        self.render = Some(Arc::new(render));
        self
    }

    /// Answers one request. Never fails: what goes wrong is a response.
    pub async fn answer<B>(&self, request: Request<B>) -> Response<Body>
    where
        B: http_body::Body + Send + 'static,
        B::Data: Buf,
        B::Error: fmt::Display,
    {
        let is_head = request.method() == Method::HEAD;
        let reply = match self.find(&request) {
            Found::Operation(route, parameters) => {
                self.call(route, request.map(receive), parameters).await
            }
            Found::Inbox(inbox, parameters) => {
                let chosen = inbox::choose(inbox, request.map(receive), self.body_limit).await;
                match chosen {
                    Ok((operation, handler, request)) => {
                        let route = (operation, handler);
                        self.call(&route, request, parameters).await
                    }
                    Err(refusal) => self.render(None, &refusal),
                }
            }
            Found::Options(allow) => {
                Reply::empty(StatusCode::NO_CONTENT).header(header::ALLOW, &allow)
            }
            Found::Nothing(refusal) => self.render(None, &refusal),
        };
        if is_head {
            reply.without_body().into()
        } else {
            reply.into()
        }
    }

    async fn call(
        &self,
        (operation, handler): &Route,
        request: Request<Body>,
        parameters: Vec<(String, String)>,
    ) -> Reply {
        let call = Call::new(operation, request, parameters, self.body_limit);
        let result = match acceptable(operation, &call) {
            Ok(()) => handler(call).await,
            Err(refusal) => Err(refusal),
        };
        result.unwrap_or_else(|refusal| self.render(Some(operation), &refusal))
    }

    fn render(&self, operation: Option<&Operation>, refusal: &Refusal) -> Reply {
        let own = self
            .render
            .as_ref()
            .and_then(|render| render(operation, refusal));
        match own {
            Some(reply) => with_demanded_headers(reply, refusal),
            None => refusal.render(),
        }
    }

    fn inbox(&self, path: &str) -> Option<(&Inbox, Parameters)> {
        let found = self.inboxes.find(path).into_iter().next()?;
        Some((found.leaf.first()?, found.parameters))
    }

    fn find<B>(&self, request: &Request<B>) -> Found<'_> {
        let path = request.uri().path();
        let Some(path) = path.strip_prefix(self.prefix.as_ref()) else {
            return Found::Nothing(Refusal::NoSuchPath);
        };
        if let Some((inbox, parameters)) = self.inbox(path) {
            return Found::Inbox(inbox, parameters);
        }
        let matches = self.routes.find(path);
        let method = request.method();
        let found = pick(&matches, method).or_else(|| {
            (method == Method::HEAD)
                .then(|| pick(&matches, &Method::GET))
                .flatten()
        });
        match found {
            Some((route, parameters)) => Found::Operation(route, parameters),
            None if matches.is_empty() => Found::Nothing(Refusal::NoSuchPath),
            None if method == Method::OPTIONS => Found::Options(allow(&matches)),
            None => Found::Nothing(Refusal::MethodNotAllowed {
                allow: allow(&matches),
            }),
        }
    }
}

type Parameters = Vec<(String, String)>;

/// A refusal rendered otherwise still says what would do: RFC 9110 demands `Allow` (section 15.5.6) and
/// `WWW-Authenticate` (11.6.1), and recommends `Accept` (15.5.16).
fn with_demanded_headers(mut reply: Reply, refusal: &Refusal) -> Reply {
    if reply.status != refusal.status() {
        return reply;
    }
    let own = refusal.render();
    for name in [header::ALLOW, header::WWW_AUTHENTICATE, header::ACCEPT] {
        if !reply.headers.contains_key(&name) {
            for value in own.headers.get_all(&name) {
                reply.headers.append(&name, value.clone());
            }
        }
    }
    reply
}

enum Found<'a> {
    Operation(&'a Route, Parameters),
    Inbox(&'a Inbox, Parameters),
    Options(String),
    Nothing(Refusal),
}

fn pick<'a>(matches: &[Match<'a, Route>], method: &Method) -> Option<(&'a Route, Parameters)> {
    matches
        .iter()
        .find_map(|found| Some((found.leaf.find(method)?, found.parameters.clone())))
}

/// The methods of a path, with those that are answered for it.
fn allow<'a>(matches: &[Match<'a, Route>]) -> String {
    let mut methods: Vec<&'a str> = Vec::new();
    let mut add = |method: &'a str| {
        if !methods.contains(&method) {
            methods.push(method);
        }
    };
    for method in matches.iter().flat_map(|found| found.leaf.methods()) {
        add(method.as_str());
        if *method == Method::GET {
            add("HEAD");
        }
    }
    add("OPTIONS");
    methods.join(", ")
}

fn acceptable(operation: &'static Operation, call: &Call) -> Result<(), Refusal> {
    let Some(accept) = joined(&call.request().headers, "accept") else {
        return Ok(());
    };
    if operation.produces.is_empty() || media::negotiate(&accept, operation.produces).is_some() {
        return Ok(());
    }
    Err(Refusal::NotAcceptable {
        offered: operation.produces,
    })
}

/// Any HTTP body as ours.
fn receive<B>(body: B) -> Body
where
    B: http_body::Body + Send + 'static,
    B::Error: fmt::Display,
{
    if body.is_end_stream() {
        return Body::empty();
    }
    let length = body.size_hint().exact();
    let body = Body::from_stream(Incoming(Box::pin(body)));
    match length {
        Some(length) => body.with_length(length),
        None => body,
    }
}

impl<B> Service<Request<B>> for Router
where
    B: http_body::Body + Send + 'static,
    B::Data: Buf + Send,
    B::Error: fmt::Display,
{
    type Response = Response<Body>;
    type Error = Infallible;
    type Future = Pin<Box<dyn Future<Output = Result<Response<Body>, Infallible>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<B>) -> Self::Future {
        let router = self.clone();
        Box::pin(async move { Ok(router.answer(request).await) })
    }
}

impl fmt::Debug for Router {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Router")
            .field("prefix", &self.prefix)
            .field("body_limit", &self.body_limit)
            .finish_non_exhaustive()
    }
}
