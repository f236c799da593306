//! The state from outside: `GET` shows what a session changed, `PUT` loads that back, `DELETE`
//! makes the world as documented again. Only where the API has no path of its own.

use super::{World, session_of};
use crate::message::{Answer, Chosen, Delivery, Incoming, Note};
use crate::refusal::Refusal;
use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{HeaderMap, HeaderValue, Method, StatusCode};
use serde_json::{Map, Value, json};

/// Where the state is.
pub(crate) const STATE_PATH: &str = "/__mock/state";

/// The name that means every session.
pub(crate) const EVERY: &str = "*";

impl World {
    /// Shows, loads or forgets the state of the request's session.
    pub(crate) fn administer(&self, incoming: &Incoming<'_>) -> Result<Answer, Refusal> {
        let session = session_of(incoming);
        match *incoming.method {
            Method::GET | Method::HEAD => {
                let snapshot = self.snapshot(&session);
                Ok(answer(StatusCode::OK, snapshot.to_string().into()))
            }
            Method::PUT => {
                let read = serde_json::from_slice::<Value>(incoming.body);
                let read = read.map_err(|error| error.to_string());
                read.and_then(|snapshot| self.restore(&session, &snapshot))
                    .map_err(|message| Refusal::BadState { message })?;
                Ok(answer(StatusCode::NO_CONTENT, Bytes::new()))
            }
            Method::DELETE => {
                self.reset(&session);
                Ok(answer(StatusCode::NO_CONTENT, Bytes::new()))
            }
            _ => Err(no_method(incoming)),
        }
    }

    /// What became of a session, or of all of them.
    pub(crate) fn snapshot(&self, session: &str) -> Value {
        match session {
            EVERY => self.store().snapshot_all(),
            session => self.store().snapshot(session),
        }
    }

    /// Replaces a session, or all of them, by a snapshot.
    pub(crate) fn restore(&self, session: &str, snapshot: &Value) -> Result<(), String> {
        match session {
            EVERY => self.store().restore_all(snapshot),
            session => self.store().restore(session, snapshot),
        }
    }

    /// Makes a session, or all of them, as documented again.
    pub(crate) fn reset(&self, session: &str) {
        self.store().reset((session != EVERY).then_some(session));
    }

    /// A number that is another one after every change.
    pub(crate) fn changes(&self) -> u64 {
        self.store().changes()
    }
}

/// The states of several worlds at once, by their names.
pub(crate) fn administer_all<'w>(
    worlds: impl Iterator<Item = (&'w str, &'w World)> + Clone,
    incoming: &Incoming<'_>,
) -> Result<Answer, Refusal> {
    let session = session_of(incoming);
    match *incoming.method {
        Method::GET | Method::HEAD => {
            let snapshot = snapshot_all(worlds, &session);
            Ok(answer(StatusCode::OK, snapshot.to_string().into()))
        }
        Method::PUT => {
            let read = serde_json::from_slice::<Value>(incoming.body);
            let read = read.map_err(|error| error.to_string());
            read.and_then(|snapshot| restore_all(worlds, &session, &snapshot))
                .map_err(|message| Refusal::BadState { message })?;
            Ok(answer(StatusCode::NO_CONTENT, Bytes::new()))
        }
        Method::DELETE => {
            worlds.for_each(|(_, world)| world.reset(&session));
            Ok(answer(StatusCode::NO_CONTENT, Bytes::new()))
        }
        _ => Err(no_method(incoming)),
    }
}

/// What became of the worlds, by their names.
pub(crate) fn snapshot_all<'w>(
    worlds: impl Iterator<Item = (&'w str, &'w World)>,
    session: &str,
) -> Value {
    let all = worlds.map(|(name, world)| (name.to_owned(), world.snapshot(session)));
    json!({ "mounts": all.collect::<Map<String, Value>>() })
}

/// Replaces the states of worlds; one that the snapshot does not name stays as it is. Nothing
/// changes when one of them cannot be read.
pub(crate) fn restore_all<'w>(
    worlds: impl Iterator<Item = (&'w str, &'w World)>,
    session: &str,
    snapshot: &Value,
) -> Result<(), String> {
    let mounts = snapshot.get("mounts").and_then(Value::as_object);
    let mounts = mounts.ok_or("`mounts` is not an object")?;
    let mut done: Vec<(&World, Value)> = Vec::new();
    for (name, world) in worlds {
        let Some(new) = mounts.get(name) else {
            continue;
        };
        let old = world.snapshot(session);
        if let Err(fault) = world.restore(session, new) {
            for (world, old) in done {
                // What was given out can be taken back.
                let _ = world.restore(session, &old);
            }
            return Err(format!("`{name}`: {fault}"));
        }
        done.push((world, old));
    }
    Ok(())
}

fn no_method(incoming: &Incoming<'_>) -> Refusal {
    Refusal::MethodNotAllowed {
        method: incoming.method.to_string(),
        template: STATE_PATH.to_owned(),
        allow: HeaderValue::from_static("GET, PUT, DELETE, OPTIONS, HEAD"),
    }
}

fn answer(status: StatusCode, body: Bytes) -> Answer {
    let json = HeaderValue::from_static("application/json");
    Answer {
        status,
        headers: HeaderMap::from_iter([(CONTENT_TYPE, json)]),
        body,
        note: Note {
            operation: None,
            chosen: Chosen::State {
                what: "the state itself",
            },
        },
        delivery: Delivery::default(),
    }
}
