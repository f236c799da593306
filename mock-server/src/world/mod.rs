//! World: what requests do to the things an API is about, so that answers agree with each other. A
//! list has what was created, an item that was deleted is gone, totals add up.
//!
//! `resource` reads the resources off the document at start; nothing is configured. `store` keeps
//! only what requests changed; everything else is still the document's answer, byte for byte. An
//! answer that would not be valid, and every operation that is not recognised, is left to the
//! document too. Time and randomness have no part in it: the same requests in the same order get
//! the same answers.

mod acts;
mod admin;
mod compose;
mod identity;
mod query;
mod resource;
mod ruled;
mod schema;
mod seat;
mod store;
mod totals;
mod values;

pub(crate) use admin::{EVERY, STATE_PATH, administer_all, restore_all, snapshot_all};

use crate::body::{Answers, Filled};
use crate::check::Accepted;
use crate::message::Incoming;
use crate::negotiate::{Choice, Offers};
use crate::options::StateMode;
use crate::refusal::Refusal;
use crate::route::Match;
use crate::rules::{Context, Rules};
use crate::text::unescape;
use api_model::api::{Api, Method, StatusKey};
use api_model::source::Place;
use http::HeaderName;
use resource::{Map, Plan, Resource};
use serde_json::Value;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use store::{Address, Slot, Store};

const SESSION: HeaderName = HeaderName::from_static("x-mock-session");

/// The things an API is about, and what became of them.
#[derive(Debug)]
pub(crate) struct World {
    mode: StateMode,
    map: Map,
    rules: Arc<Rules>,
    store: Mutex<Store>,
    /// Held through a change, so that no two requests are given one id.
    changing: Mutex<()>,
}

/// A valid request whose answer was chosen.
#[derive(Clone, Copy)]
pub(crate) struct Ask<'a> {
    pub(crate) api: &'a Api,
    pub(crate) answers: &'a Answers,
    /// Whether bodies are generated where the document has examples.
    pub(crate) dynamic: bool,
    /// What stands before the path for the sender.
    pub(crate) prefix: &'a str,
    pub(crate) incoming: &'a Incoming<'a>,
    pub(crate) found: &'a Match<'a>,
    pub(crate) choice: &'a Choice,
    pub(crate) accepted: &'a Accepted,
}

/// A request among the resources.
struct Visit<'a> {
    ask: Ask<'a>,
    plan: &'a Plan,
    session: String,
    /// The path's arguments in order, as sent and as meant.
    raw: Vec<String>,
    arguments: Vec<String>,
}

impl World {
    pub(crate) fn new(api: &Api, offers: &Offers, mode: StateMode, rules: Arc<Rules>) -> Self {
        World {
            mode,
            map: match mode {
                StateMode::Off => Map::default(),
                StateMode::Lazy | StateMode::Strict => {
                    let mut map = Map::new(api, offers);
                    // What cannot be followed was said when the rules were read.
                    map.follow(api, &rules);
                    map
                }
            },
            rules,
            store: Mutex::new(Store::default()),
            changing: Mutex::new(()),
        }
    }

    /// Whether there is a world at all.
    pub(crate) fn is_on(&self) -> bool {
        self.mode != StateMode::Off
    }

    /// The answer of the world to a request; `None` leaves it to the document. A request that
    /// prefers a certain answer gets that and changes nothing.
    pub(crate) fn tell(&self, ask: Ask<'_>) -> Result<Option<Filled>, Refusal> {
        let Some(plan) = self.map.plans.get(ask.found.operation.index()) else {
            return Ok(None);
        };
        let has_part = plan.act.is_some() || !plan.parents.is_empty();
        if !has_part || !ask.is_plain() {
            return Ok(None);
        }
        let Some(visit) = Visit::new(ask, plan) else {
            return Ok(None);
        };
        if !self.passes_by(&visit) {
            self.check_parents(&visit)?;
        }
        match plan.act {
            Some((act, resource)) => match self.map.resources.get(resource) {
                Some(resource) => self.act(&visit, act, resource),
                None => Ok(None),
            },
            None => Ok(None),
        }
    }

    /// Whether a `PUT` makes an item that is not there, and the document has a word for that.
    pub(crate) fn would_create(&self, ask: Ask<'_>) -> bool {
        let operation = ask.api.operation(ask.found.operation);
        let mut keys = operation.responses.iter().map(|(key, _)| *key);
        let is_put = operation.method == Method::Put && ask.choice.status != 201;
        if !is_put || !ask.is_plain() || !keys.any(|key| key == StatusKey::Code(201)) {
            return false;
        }
        let Some(plan) = self.map.plans.get(ask.found.operation.index()) else {
            return false;
        };
        let Some((resource::Act::Put, resource)) = plan.act else {
            return false;
        };
        let resource = self.map.resources.get(resource);
        let Some((resource, visit)) = resource.zip(Visit::new(ask, plan)) else {
            return false;
        };
        let Some((key, scope)) = visit.arguments.split_last().filter(|_| resource.has_items) else {
            return false;
        };
        match (self.slot(&visit, &resource.address(scope), key), self.mode) {
            (Some(slot), _) => slot == Slot::Deleted,
            (None, StateMode::Strict) => !self.is_documented(&visit, resource, scope, key),
            (None, _) => false,
        }
    }

    /// A deletion that the document lets always succeed does so below what is gone too.
    fn passes_by(&self, visit: &Visit<'_>) -> bool {
        let operation = visit.ask.api.operation(visit.ask.found.operation);
        let is_deletion = operation.method == Method::Delete;
        self.mode == StateMode::Lazy && is_deletion && operation.response_for(404).is_none()
    }

    /// Nothing is below what is not there.
    fn check_parents(&self, visit: &Visit<'_>) -> Result<(), Refusal> {
        for (resource, count) in &visit.plan.parents {
            let (Some(resource), Some(arguments)) = (
                self.map.resources.get(*resource),
                visit.arguments.get(..*count),
            ) else {
                continue;
            };
            let Some((key, scope)) = arguments.split_last() else {
                continue;
            };
            let slot = self.slot(visit, &resource.address(scope), key);
            let is_there = match (slot, self.mode) {
                (Some(slot), _) => slot != Slot::Deleted,
                (None, StateMode::Strict) => self.is_documented(visit, resource, scope, key),
                (None, _) => true,
            };
            if !is_there {
                return Err(missing(resource, key));
            }
        }
        Ok(())
    }

    fn slot(&self, visit: &Visit<'_>, address: &Address, key: &str) -> Option<Slot> {
        self.store().slot(&visit.session, address, key)
    }

    fn store(&self) -> MutexGuard<'_, Store> {
        self.store.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<'a> Ask<'a> {
    /// Whether the request takes what comes. Waiting changes nothing about the answer.
    fn is_plain(&self) -> bool {
        let mut applied = self.choice.applied.iter();
        applied.all(|applied| applied.starts_with("delay="))
            && (200..300).contains(&self.choice.status)
    }

    /// What rules can look at.
    fn context<'c>(
        &self,
        item: Option<&'c serde_json::Map<String, Value>>,
        others: &'c [Value],
    ) -> Context<'c>
    where
        'a: 'c,
    {
        Context {
            operation: self.api.operation(self.found.operation),
            incoming: self.incoming,
            arguments: &self.found.arguments,
            accepted: Some(self.accepted),
            item,
            others,
            each: None,
        }
    }
}

impl<'a> Visit<'a> {
    /// `None` when an argument cannot be read.
    fn new(ask: Ask<'a>, plan: &'a Plan) -> Option<Self> {
        let operation = ask.api.operation(ask.found.operation);
        let argument = |name: &str| {
            let mut arguments = ask.found.arguments.iter();
            arguments
                .find(|(known, _)| known == name)
                .map(|(_, value)| value.to_string())
        };
        let raw: Option<Vec<String>> = operation.path.parameter_names().map(argument).collect();
        let raw = raw?;
        let meant = raw
            .iter()
            .map(|raw| unescape(raw).map(|text| text.into_owned()));
        Some(Visit {
            session: session_of(ask.incoming),
            arguments: meant.collect::<Result<_, _>>().ok()?,
            raw,
            ask,
            plan,
        })
    }
}

impl Resource {
    fn address(&self, scope: &[String]) -> Address {
        match &self.home {
            Some(home) => Address {
                form: home.form.clone(),
                scope: home
                    .keep
                    .iter()
                    .filter_map(|at| scope.get(*at).cloned())
                    .collect(),
            },
            None => Address {
                form: self.form.clone(),
                scope: scope.to_vec(),
            },
        }
    }

    /// Whether an item of a shared store is below these parents.
    fn is_below(&self, scope: &[String], item: &serde_json::Map<String, Value>) -> bool {
        let dropped = self.home.iter().flat_map(|home| &home.dropped);
        dropped.into_iter().all(|(at, property)| {
            let parent = item.get(property).and_then(schema::key_text);
            parent.as_deref() == scope.get(*at).map(String::as_str)
        })
    }
}

/// What rules say of the world of an API that cannot be done.
pub(crate) fn unfollowed(api: &Api, rules: &Rules) -> Vec<(Place, String)> {
    Map::new(api, &Offers::new(api)).follow(api, rules)
}

/// The world a request speaks of; without the header it is the one everybody shares.
fn session_of(incoming: &Incoming<'_>) -> String {
    incoming.header(SESSION.as_str()).unwrap_or_default()
}

fn missing(resource: &Resource, key: &str) -> Refusal {
    Refusal::Missing {
        noun: resource.noun.clone(),
        key: key.to_owned(),
    }
}
