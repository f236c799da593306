//! Failures on purpose: now and then a valid request gets an error that the document declares, or
//! an answer that is late, never comes or trickles, so that clients meet what they claim to handle.
//!
//! Which request fails depends on the seed and on how often its operation was asked before, so a
//! test that asks in the same order sees the same failures.

use crate::latency::mix;
use crate::message::{Incoming, Reason, Wire};
use crate::negotiate::{Accept, Choice, Offers, Wanted};
use crate::options::{Chaos, ChaosKind, Delay, MockOptions};
use crate::security::challenges;
use api_model::api::{Api, Operation, StatusKey};
use http::header::{RETRY_AFTER, WWW_AUTHENTICATE};
use http::{HeaderMap, HeaderName, HeaderValue};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// Tells a failure on purpose from others.
const CHAOS: HeaderName = HeaderName::from_static("x-mock-chaos");

/// What can fail, and how often it does.
#[derive(Debug)]
pub(crate) struct Failures {
    seed: u64,
    operations: Vec<Lot>,
    /// Whether anything is asked of an operation at all.
    is_quiet: bool,
}

/// What may befall an operation.
#[derive(Debug)]
struct Lot {
    /// Index of the response and the status to send, of each declared error.
    declared: Vec<(usize, u16)>,
    chaos: Vec<Chaos>,
    latency: Option<Delay>,
    asked: AtomicU64,
}

/// What befalls a request.
#[derive(Debug, Default)]
pub(crate) struct Fate {
    /// The error instead of the answer.
    pub(crate) error: Option<Choice>,
    pub(crate) wire: Wire,
    pub(crate) delay: Duration,
}

impl Failures {
    pub(crate) fn new(api: &Api, options: &MockOptions) -> Self {
        let operations = api.operations.iter();
        Failures {
            seed: options.seed,
            is_quiet: options.chaos.is_empty() && options.latency.is_empty(),
            operations: operations
                .map(|operation| Lot::of(operation, options))
                .collect(),
        }
    }

    /// What a request meets, if it is its turn.
    pub(crate) fn strike(
        &self,
        operation: &Operation,
        offers: &Offers,
        incoming: &Incoming<'_>,
        choice: &Choice,
    ) -> Fate {
        let lot = self.operations.get(operation.id.index());
        let Some(lot) = lot.filter(|_| !self.is_quiet) else {
            return Fate::default();
        };
        let turn = lot.asked.fetch_add(1, Ordering::Relaxed);
        let label = operation.label();
        let named = label
            .bytes()
            .fold(self.seed, |hash, byte| mix(hash ^ u64::from(byte)));
        let drawn = mix(named ^ mix(turn));
        let mut fate = Fate {
            delay: lot.latency.as_ref().map_or(Duration::ZERO, |delay| {
                delay.latency.draw(mix(drawn ^ 0x6c61_7465))
            }),
            ..Fate::default()
        };
        if choice.reason == Reason::Preferred {
            return fate;
        }
        for chaos in &lot.chaos {
            // Each kind draws for itself, errors as they did before there were others.
            let drawn = match chaos.kind {
                ChaosKind::Error => drawn,
                ChaosKind::Reset => mix(drawn ^ 1),
                ChaosKind::Drip => mix(drawn ^ 2),
            };
            if drawn % 100 >= u64::from(chaos.percent) {
                continue;
            }
            match chaos.kind {
                ChaosKind::Error => {
                    fate.error = lot.error(operation, offers, incoming, choice, drawn)
                }
                ChaosKind::Reset => fate.wire = Wire::Reset,
                ChaosKind::Drip if fate.wire == Wire::Whole => fate.wire = Wire::Drip,
                ChaosKind::Drip => {}
            }
        }
        fate
    }
}

impl Lot {
    fn of(operation: &Operation, options: &MockOptions) -> Self {
        let latency = options
            .latency
            .iter()
            .filter(|delay| is_for(&delay.operation, operation));
        Lot {
            declared: declared_errors(operation),
            chaos: kinds_for(operation, &options.chaos),
            latency: latency
                .max_by_key(|delay| delay.operation.is_some())
                .cloned(),
            asked: AtomicU64::new(0),
        }
    }

    fn error(
        &self,
        operation: &Operation,
        offers: &Offers,
        incoming: &Incoming<'_>,
        choice: &Choice,
        drawn: u64,
    ) -> Option<Choice> {
        let count = u64::try_from(self.declared.len()).ok()?;
        let which = (drawn / 100).checked_rem(count)?;
        let (response, status) = *self.declared.get(usize::try_from(which).ok()?)?;
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

/// Whether an option is for an operation: every one, or the one it names.
fn is_for(named: &Option<String>, operation: &Operation) -> bool {
    named.as_ref().is_none_or(|name| operation.label() == *name)
}

/// What is said of the operation itself comes before what is said of all, kind by kind.
fn kinds_for(operation: &Operation, all: &[Chaos]) -> Vec<Chaos> {
    let of_kind = |kind: ChaosKind| {
        let fitting = all.iter().filter(|chaos| chaos.kind == kind);
        let fitting = fitting.filter(|chaos| is_for(&chaos.operation, operation));
        fitting
            .max_by_key(|chaos| chaos.operation.is_some())
            .cloned()
    };
    let kinds = [ChaosKind::Error, ChaosKind::Reset, ChaosKind::Drip];
    kinds.into_iter().filter_map(of_kind).collect()
}

fn declared_errors(operation: &Operation) -> Vec<(usize, u16)> {
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
    declared
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
