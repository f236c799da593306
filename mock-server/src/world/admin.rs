//! The state from outside: `GET` shows what a session changed, `PUT` loads that back, `DELETE`
//! makes the world as documented again. Only where the API has no path of its own.

use super::{World, session_of};
use crate::message::{Answer, Chosen, Incoming, Note};
use crate::refusal::Refusal;
use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{HeaderMap, HeaderValue, Method, StatusCode};
use serde_json::Value;
use std::time::Duration;

/// Where the state is.
pub(crate) const STATE_PATH: &str = "/__mock/state";

/// The name that means every session.
const EVERY: &str = "*";

impl World {
    /// Shows, loads or forgets the state of the request's session.
    pub(crate) fn administer(&self, incoming: &Incoming<'_>) -> Result<Answer, Refusal> {
        let session = session_of(incoming);
        match *incoming.method {
            Method::GET | Method::HEAD => {
                let snapshot = self.store().snapshot(&session);
                Ok(answer(StatusCode::OK, snapshot.to_string().into()))
            }
            Method::PUT => {
                let read = serde_json::from_slice::<Value>(incoming.body);
                let read = read.map_err(|error| error.to_string());
                read.and_then(|snapshot| self.store().restore(&session, &snapshot))
                    .map_err(|message| Refusal::BadState { message })?;
                Ok(answer(StatusCode::NO_CONTENT, Bytes::new()))
            }
            Method::DELETE => {
                self.reset((session != EVERY).then_some(&session));
                Ok(answer(StatusCode::NO_CONTENT, Bytes::new()))
            }
            _ => Err(Refusal::MethodNotAllowed {
                method: incoming.method.to_string(),
                template: STATE_PATH.to_owned(),
                allow: HeaderValue::from_static("GET, PUT, DELETE, OPTIONS, HEAD"),
            }),
        }
    }

    /// Makes a session, or all of them, as documented again.
    fn reset(&self, session: Option<&str>) {
        self.store().reset(session);
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
        delay: Duration::ZERO,
    }
}
