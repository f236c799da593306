//! Operations to a router: which method answers for which, and where.

use std::fmt;
use std::pin::Pin;
use std::sync::Arc;

use http::Method as Verb;
use http::request::Parts;

use super::inbox::Choose;
use super::method::run;
use super::routes::Routes;
use super::{Call, Method, Refusal, Reply, Router};
use crate::operation::Operation;
use crate::security::{Denied, Offer};

pub(super) type Answering = Pin<Box<dyn Future<Output = Result<Reply, Refusal>> + Send>>;
pub(super) type Handler = Arc<dyn Fn(Call) -> Answering + Send + Sync>;

/// Gathers the operations of an API.
///
/// `I` finds out who is calling; it is there where an operation asks for a credential.
pub struct Builder<A, I = ()> {
    api: Arc<A>,
    identify: I,
    entries: Vec<Entry>,
    dispatchers: Vec<Dispatcher>,
}

struct Entry {
    operation: &'static Operation,
    verb: Verb,
    path: String,
    handler: Handler,
}

struct Dispatcher {
    path: String,
    choose: Choose,
}

impl<A: Send + Sync + 'static, I> Builder<A, I> {
    pub(super) fn new(api: A, identify: I) -> Self {
        Self {
            api: Arc::new(api),
            identify,
            entries: Vec::new(),
            dispatchers: Vec::new(),
        }
    }

    fn entry(
        mut self,
        operation: &'static Operation,
        handler: impl Fn(Call) -> Answering + Send + Sync + 'static,
    ) -> Self {
        self.entries.push(Entry {
            operation,
            verb: operation.method.clone(),
            path: operation.path.to_owned(),
            handler: Arc::new(handler),
        });
        self
    }

    /// Adds an operation that anyone may call.
    #[must_use]
    pub fn open<M: 'static, F>(self, operation: &'static Operation, method: F) -> Self
    where
        F: for<'a> Method<'a, A, (), M>,
    {
        let api = self.api.clone();
        self.entry(operation, move |mut call| {
            let cx = call.open();
            Box::pin(run(api.clone(), cx, call, method))
        })
    }

    /// Adds an operation that asks for a credential.
    #[must_use]
    pub fn secured<M: 'static, F, P, Fut>(self, operation: &'static Operation, method: F) -> Self
    where
        P: Send + Sync + 'static,
        F: for<'a> Method<'a, A, P, M>,
        I: Fn(Arc<A>, Offer) -> Fut + Copy + Send + Sync + 'static,
        Fut: Future<Output = Result<P, Denied>> + Send,
    {
        let (api, identify) = (self.api.clone(), self.identify);
        self.entry(operation, move |mut call| {
            let api = api.clone();
            Box::pin(async move {
                let cx = call
                    .authenticate(|offer| identify(api.clone(), offer))
                    .await?;
                run(api, cx, call, method).await
            })
        })
    }

    /// Adds an operation that can do without a credential.
    #[must_use]
    pub fn optional<M: 'static, F, P, Fut>(self, operation: &'static Operation, method: F) -> Self
    where
        P: Send + Sync + 'static,
        F: for<'a> Method<'a, A, Option<P>, M>,
        I: Fn(Arc<A>, Offer) -> Fut + Copy + Send + Sync + 'static,
        Fut: Future<Output = Result<P, Denied>> + Send,
    {
        let (api, identify) = (self.api.clone(), self.identify);
        self.entry(operation, move |mut call| {
            let api = api.clone();
            Box::pin(async move {
                let cx = call
                    .authenticate_optional(|offer| identify(api.clone(), offer))
                    .await?;
                run(api, cx, call, method).await
            })
        })
    }

    /// Answers an operation at another method and path than the description's, such as a webhook, of which a
    /// description does not say where it arrives. The path is a template as in a description.
    #[must_use]
    pub fn at(mut self, operation: &'static Operation, verb: Verb, path: &str) -> Self {
        for entry in &mut self.entries {
            if std::ptr::eq(entry.operation, operation) {
                entry.verb = verb.clone();
                entry.path = path.to_owned();
            }
        }
        self
    }

    /// Answers several operations at one path, whatever the request's method: the function tells by head and body
    /// which one a request is of. The body is held in memory for it, within the router's limit. With `None` the
    /// request is refused as one of an unknown path.
    #[must_use]
    pub fn dispatch<F>(mut self, path: &str, choose: F) -> Self
    where
        F: Fn(&Parts, &[u8]) -> Option<&'static Operation> + Send + Sync + 'static,
    {
        self.dispatchers.push(Dispatcher {
            path: path.to_owned(),
            choose: Arc::new(choose),
        });
        self
    }

    /// The service.
    #[must_use]
    pub fn build(self) -> Router {
        let mut routes = Routes::new();
        let mut dispatchers = Routes::new();
        let all: Vec<_> = self
            .entries
            .iter()
            .map(|entry| (entry.operation, entry.handler.clone()))
            .collect();
        for Dispatcher { path, choose } in self.dispatchers {
            dispatchers.insert(Verb::POST, &path, (choose, all.clone()));
        }
        for entry in self.entries {
            routes.insert(entry.verb, &entry.path, (entry.operation, entry.handler));
        }
        Router::new(routes, dispatchers)
    }
}

impl<A, I> fmt::Debug for Builder<A, I> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let operations = self.entries.iter().map(|entry| entry.operation.id);
        f.write_str("Builder ")?;
        f.debug_list().entries(operations).finish()
    }
}
