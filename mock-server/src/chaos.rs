//! Failures on purpose: now and then a valid request gets an error that the document declares, so
//! that clients meet the errors they claim to handle.
//!
//! Which request fails depends on the seed and on how often its operation was asked before, so a
//! test that asks in the same order sees the same failures.

use crate::latency::mix;
use crate::message::{Incoming, Reason};
use crate::negotiate::{Accept, Choice, Offers, Wanted};
use crate::options::Chaos;
use crate::security::challenges;
use api_model::api::{Api, Operation, StatusKey};
use http::header::{RETRY_AFTER, WWW_AUTHENTICATE};
use http::{HeaderMap, HeaderName, HeaderValue};
use std::sync::atomic::{AtomicU64, Ordering};

/// Tells a failure on purpose from others.
const CHAOS: HeaderName = HeaderName::from_static("x-mock-chaos");

/// What can fail, and how often it does.
#[derive(Debug)]
pub(crate) struct Failures {
    percent: u64,
    seed: u64,
    operations: Vec<Errors>,
}

/// The declared errors of an operation.
#[derive(Debug)]
struct Errors {
    /// Index of the response and the status to send.
    declared: Vec<(usize, u16)>,
    asked: AtomicU64,
}

impl Failures {
    pub(crate) fn new(api: &Api, chaos: Option<Chaos>, seed: u64) -> Self {
        Failures {
            percent: chaos.map_or(0, |chaos| u64::from(chaos.percent)),
            seed,
            operations: api.operations.iter().map(Errors::of).collect(),
        }
    }

    /// The failure that a request meets instead of its answer, if it is its turn.
    pub(crate) fn strike(
        &self,
        operation: &Operation,
        offers: &Offers,
        incoming: &Incoming<'_>,
        choice: &Choice,
    ) -> Option<Choice> {
        if self.percent == 0 || choice.reason == Reason::Preferred {
            return None;
        }
        let errors = self.operations.get(operation.id.index())?;
        let turn = errors.asked.fetch_add(1, Ordering::Relaxed);
        let label = operation.label();
        let named = label
            .bytes()
            .fold(self.seed, |hash, byte| mix(hash ^ u64::from(byte)));
        let drawn = mix(named ^ mix(turn));
        if drawn % 100 >= self.percent || errors.declared.is_empty() {
            return None;
        }
        let which = (drawn / 100) % errors.declared.len() as u64;
        let (response, status) = *errors.declared.get(usize::try_from(which).ok()?)?;
        let offer = offers.of(operation.id).responses.get(response)?;
        Some(Choice {
            operation: operation.id,
            response: Some(response),
            status,
            media: offer.best_media(&Accept::read(incoming.headers)),
            wanted: Wanted::Default,
            reason: Reason::Chaos,
            seed: choice.seed,
            delay: choice.delay,
            applied: choice.applied.clone(),
        })
    }
}

impl Errors {
    fn of(operation: &Operation) -> Self {
        let keys = || operation.responses.iter().map(|(key, _)| *key).enumerate();
        let mut declared: Vec<(usize, u16)> = keys()
            .filter_map(|(index, key)| match key {
                StatusKey::Code(code @ 400..=599) => Some((index, code)),
                StatusKey::Range(class @ 4..=5) => Some((index, u16::from(class) * 100)),
                _ => None,
            })
            .collect();
        // Beside a success `default` stands for the errors.
        if declared.is_empty() && keys().any(|(_, key)| key.is_success()) {
            let default = keys().find(|(_, key)| *key == StatusKey::Default);
            declared.extend(default.map(|(index, _)| (index, 500)));
        }
        Errors {
            declared,
            asked: AtomicU64::new(0),
        }
    }
}

/// The headers of a failure: what it is, and what HTTP wants with its status.
pub(crate) fn mark(api: &Api, operation: &Operation, status: u16, headers: &mut HeaderMap) {
    headers.insert(CHAOS, HeaderValue::from_static("true"));
    match status {
        429 | 503 => {
            let soon = HeaderValue::from_static("1");
            headers.entry(RETRY_AFTER).or_insert(soon);
        }
        401 if !headers.contains_key(WWW_AUTHENTICATE) => {
            for challenge in challenges(api, operation, &[]) {
                headers.append(WWW_AUTHENTICATE, challenge);
            }
        }
        _ => {}
    }
}
