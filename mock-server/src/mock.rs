//! One API's mock: the stages in their order.

use crate::body::{Answers, Filled};
use crate::chaos::{self, Failures, Fate};
use crate::check::check;
use crate::decode::Decoder;
use crate::message::{Answer, Chosen, Delivery, Incoming, Note, Reply, Request, Wire};
use crate::negotiate::{self, Choice, Offers, negotiate, without_preferences};
use crate::options::MockOptions;
use crate::refusal::{self, Refusal};
use crate::reply::{self, conditional, cors};
use crate::route::{Match, Table};
use crate::rules::answer::{Means, Ruled};
use crate::rules::{self, Rules};
use crate::security::Guard;
use crate::tokens::Tokens;
use crate::world::{Ask, STATE_PATH, World};
use api_model::api::{Api, OperationId, Valid};
use bytes::Bytes;
use http::header::{ALLOW, ETAG, IF_MATCH, VARY};
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};
use std::sync::Arc;
use std::time::Duration;

const PREFER: HeaderName = HeaderName::from_static("prefer");
const PREFERENCE_APPLIED: HeaderName = HeaderName::from_static("preference-applied");

/// A mock of one API. Made once; answers from any number of threads.
///
/// ```
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// use mock_server::{Mock, MockOptions, Request};
/// let text = r#"{"openapi": "3.1.0", "info": {"title": "T", "version": "1"}, "paths": {"/ping":
///     {"get": {"responses": {"200": {"description": "", "content": {"text/plain":
///     {"example": "pong"}}}}}}}}"#;
/// let loaded = api_model::read_text("ping.json", text).map_err(|error| format!("{error:?}"))?;
/// let mock = Mock::new(loaded.api.into(), &MockOptions::default());
/// let mut request = Request::default();
/// *request.uri_mut() = "/ping".parse()?;
/// assert_eq!(mock.answer(&request).response.body(), "pong");
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct Mock {
    api: Arc<Valid<Api>>,
    options: MockOptions,
    /// Operations by name, for the log.
    labels: Vec<Arc<str>>,
    table: Table,
    guard: Guard,
    decoder: Decoder,
    offers: Offers,
    answers: Answers,
    failures: Failures,
    world: World,
    rules: Arc<Rules>,
    tokens: Arc<Tokens>,
}

impl Mock {
    /// Prepares everything that does not depend on a request.
    #[must_use]
    pub fn new(api: Arc<Valid<Api>>, options: &MockOptions) -> Self {
        Mock::with_rules(api, options, Rules::default())
    }

    /// Prepares a mock that follows rules of its own beside the document.
    #[must_use]
    pub fn with_rules(api: Arc<Valid<Api>>, options: &MockOptions, rules: Rules) -> Self {
        let rules = Arc::new(rules);
        let tokens = Arc::new(Tokens::new(&api));
        let offers = Offers::new(&api);
        Mock {
            labels: api
                .operations
                .iter()
                .map(|operation| operation.label().into())
                .collect(),
            table: Table::new(&api),
            guard: Guard::new(&api, options, Arc::clone(&rules), Arc::clone(&tokens)),
            decoder: Decoder::new(&api, options.max_body),
            world: World::new(&api, &offers, options.state, Arc::clone(&rules)),
            rules,
            tokens,
            offers,
            failures: Failures::new(&api, options),
            answers: Answers::new(&api, options.seed),
            options: options.clone(),
            api,
        }
    }

    /// The API that is mocked.
    #[must_use]
    pub fn api(&self) -> &Valid<Api> {
        &self.api
    }

    /// What the mock was told when it was made.
    #[must_use]
    pub fn options(&self) -> &MockOptions {
        &self.options
    }

    /// Answers a request. Never fails: a request that cannot be served is told why.
    #[must_use]
    pub fn answer(&self, request: &Request) -> Reply {
        self.answer_below("", request)
    }

    /// Answers a request whose path starts with a prefix that is none of the API's.
    pub(crate) fn answer_below(&self, prefix: &str, request: &Request) -> Reply {
        let incoming = Incoming::below(request, prefix);
        let answer = self.respond(prefix, &incoming);
        reply::dress(&incoming, answer)
    }

    /// The template of a raw path, for suggestions.
    pub(crate) fn template_at(&self, path: &str) -> Option<&str> {
        let found = self.table.find(path).ok()?;
        Some(&found.resource.template)
    }

    /// What became of the things the API is about.
    pub(crate) fn world(&self) -> &World {
        &self.world
    }

    fn respond(&self, prefix: &str, incoming: &Incoming<'_>) -> Answer {
        if cors::is_preflight(incoming) {
            return self.answer_preflight(incoming);
        }
        if incoming.method == Method::OPTIONS
            && let Some(answer) = self.answer_options(incoming)
        {
            return answer;
        }
        match self.find(prefix, incoming) {
            Err(Refusal::NotFound { .. }) if self.is_about_state(incoming) => self
                .world
                .administer(incoming)
                .unwrap_or_else(|refusal| self.refuse(&refusal, None, incoming)),
            Err(refusal) => match self.tokens.answer(prefix, incoming) {
                Some(Ok(answer)) => answer,
                Some(Err(refusal)) => self.refuse(&refusal, None, incoming),
                None => self.refuse(&refusal, None, incoming),
            },
            Ok(found) => self
                .perform(prefix, incoming, &found, Some(&self.failures))
                .and_then(|answer| reply::settle(incoming, answer))
                .unwrap_or_else(|refusal| self.refuse(&refusal, Some(found.operation), incoming)),
        }
    }

    /// The state has a path of its own, where the API has none.
    fn is_about_state(&self, incoming: &Incoming<'_>) -> bool {
        incoming.path == STATE_PATH && self.world.is_on()
    }

    /// Route. What is not there is suggested below the prefix, where the sender would find it.
    fn find<'r>(&self, prefix: &str, incoming: &Incoming<'r>) -> Result<Match<'r>, Refusal> {
        let found = self
            .table
            .find(incoming.path)
            .map_err(|refusal| match refusal {
                Refusal::NotFound {
                    nearest: Some(nearest),
                } => Refusal::NotFound {
                    nearest: Some(format!("{prefix}{nearest}")),
                },
                other => other,
            })?;
        found.operation(incoming.method, incoming.query)
    }

    /// The stages behind the route. Without `failures` nothing fails on purpose.
    fn perform(
        &self,
        prefix: &str,
        incoming: &Incoming<'_>,
        found: &Match<'_>,
        failures: Option<&Failures>,
    ) -> Result<Answer, Refusal> {
        let api: &Api = &self.api;
        let operation = api.operation(found.operation);
        self.guard.admit(api, operation, incoming)?;
        let plain = Incoming {
            query: &without_preferences(operation, incoming.query),
            ..*incoming
        };
        let decoded = self
            .decoder
            .decode(api, operation, &plain, &found.arguments)?;
        let accepted = check(&self.answers.validator, operation, decoded)?;
        self.check_unchanged(prefix, incoming)?;
        let choice = negotiate(&self.offers, operation, incoming, self.options.dynamic)?;
        let fate = failures.map(|failures| {
            let mut fate = failures.strike(operation, &self.offers, incoming, &choice);
            fate.delay = fate.delay.max(choice.delay);
            fate
        });
        let mut fate = fate.unwrap_or_default();
        if let Some(failure) = fate.error.take() {
            let mut filled = self.answers.fill(api, &failure, found);
            chaos::mark(api, operation, failure.status, &mut filled.headers);
            return Ok(self.answer_with(&failure, filled, &fate));
        }
        let ask = Ask {
            api,
            answers: &self.answers,
            dynamic: self.options.dynamic,
            prefix,
            incoming,
            found,
            choice: &choice,
            accepted: &accepted,
        };
        let created = self
            .world
            .would_create(ask)
            .then(|| negotiate::choose_status(&self.offers, operation, incoming, &choice, 201));
        let choice = created.as_ref().unwrap_or(&choice);
        let ask = Ask { choice, ..ask };
        let means = Means {
            api,
            answers: &self.answers,
            offers: &self.offers,
            found,
            choice,
        };
        let (more, delay) = match self.world.overrule(ask, means)? {
            Some(Ruled::Instead(instead)) => {
                let (choice, filled, wire) = *instead;
                fate.delay = fate.delay.max(choice.delay);
                fate.wire = if wire == Wire::Whole { fate.wire } else { wire };
                return Ok(self.answer_with(&choice, filled, &fate));
            }
            Some(Ruled::Besides(headers, delay)) => (headers, delay),
            None => (Vec::new(), Duration::ZERO),
        };
        let told = self.world.tell(ask)?;
        let mut filled = told.unwrap_or_else(|| self.answers.fill(api, choice, found));
        if let Some(rule) = self.rules.of(found.operation) {
            rules::answer::hide(rule, &mut filled);
        }
        filled.headers.extend(more);
        fate.delay = fate.delay.max(delay);
        Ok(self.answer_with(choice, filled, &fate))
    }

    fn answer_with(&self, choice: &Choice, filled: Filled, fate: &Fate) -> Answer {
        let mut headers = filled.headers;
        describe_choice(choice, &mut headers);
        Answer {
            status: StatusCode::from_u16(choice.status).unwrap_or(StatusCode::OK),
            headers,
            body: filled.body,
            note: Note {
                operation: self.label(choice.operation),
                chosen: filled.chosen,
            },
            delivery: Delivery {
                delay: fate.delay,
                wire: fate.wire,
            },
        }
    }

    /// Holds `If-Match` on a request that changes something against what a reader would get now
    /// (RFC 9110 section 13.1.1). Where nothing can be read, there is nothing to compare.
    fn check_unchanged(&self, prefix: &str, incoming: &Incoming<'_>) -> Result<(), Refusal> {
        if incoming.method.is_safe() || !incoming.headers.contains_key(IF_MATCH) {
            return Ok(());
        }
        let mut headers = incoming.headers.clone();
        headers.remove(PREFER);
        let read = Incoming {
            method: &Method::GET,
            headers: &headers,
            body: &Bytes::new(),
            ..*incoming
        };
        let found = self.table.find(read.path);
        let Ok(found) = found.and_then(|found| found.operation(read.method, read.query)) else {
            return Ok(());
        };
        match self.perform(prefix, &read, &found, None) {
            Ok(answer) if answer.status == StatusCode::OK && !answer.body.is_empty() => {
                let answer = conditional::tag(answer);
                conditional::check_match(&headers, answer.headers.get(ETAG))
            }
            Ok(answer) if answer.status == StatusCode::NOT_FOUND => {
                Err(Refusal::PreconditionFailed { tag: None })
            }
            Err(refusal) if refusal.status(None) == StatusCode::NOT_FOUND => {
                Err(Refusal::PreconditionFailed { tag: None })
            }
            _ => Ok(()),
        }
    }

    fn refuse(
        &self,
        refusal: &Refusal,
        operation: Option<OperationId>,
        incoming: &Incoming<'_>,
    ) -> Answer {
        let cx = refusal::Context {
            api: &self.api,
            offers: &self.offers,
            answers: &self.answers,
        };
        let operation = operation.and_then(|id| Some((self.api.operation(id), self.label(id)?)));
        refusal::render(cx, refusal, operation, incoming)
    }

    /// A preflight is answered from the declared methods, also where the document describes an
    /// `OPTIONS` of its own, which a browser would never reach.
    fn answer_preflight(&self, incoming: &Incoming<'_>) -> Answer {
        let found = self.table.find(incoming.path).ok();
        let allow = found.as_ref().map(|found| &found.resource.allow);
        let mut headers = cors::preflight_headers(incoming, allow);
        if let Some(allow) = allow {
            headers.insert(ALLOW, allow.clone());
        }
        no_content(headers, Chosen::Preflight)
    }

    /// `OPTIONS` where the document does not describe it (RFC 9110 section 9.3.7).
    fn answer_options(&self, incoming: &Incoming<'_>) -> Option<Answer> {
        let allow = if incoming.path == "*" {
            HeaderValue::from_static("GET, PUT, POST, DELETE, OPTIONS, HEAD, PATCH, TRACE")
        } else {
            let found = self.table.find(incoming.path).ok()?;
            if found.declares(&Method::OPTIONS) {
                return None;
            }
            found.resource.allow.clone()
        };
        let headers = HeaderMap::from_iter([(ALLOW, allow)]);
        Some(no_content(headers, Chosen::Methods))
    }

    fn label(&self, operation: OperationId) -> Option<Arc<str>> {
        self.labels.get(operation.index()).cloned()
    }
}

/// What the answer depended on and which preferences it followed.
fn describe_choice(choice: &Choice, headers: &mut HeaderMap) {
    headers.append(VARY, HeaderValue::from_static("Accept, Prefer"));
    if !choice.applied.is_empty()
        && let Ok(applied) = HeaderValue::from_str(&choice.applied.join(", "))
    {
        headers.insert(PREFERENCE_APPLIED, applied);
    }
}

fn no_content(headers: HeaderMap, chosen: Chosen) -> Answer {
    Answer {
        status: StatusCode::NO_CONTENT,
        headers,
        body: Bytes::new(),
        note: Note {
            operation: None,
            chosen,
        },
        delivery: Delivery::default(),
    }
}
