//! Negotiate: which response of an operation a valid request gets, in which media type, and what
//! its body is to be: a named example, the default, or one made on the spot.
//!
//! `Prefer` (RFC 7240) chooses the response, `Accept` (RFC 9110 section 12.5.1) the media type.

mod accept;
mod offer;
mod prefer;

pub(crate) use accept::Accept;
pub(crate) use offer::{Offers, ResponseOffer};
pub(crate) use prefer::without_preferences;

use crate::message::{Incoming, Reason};
use crate::refusal::Refusal;
use api_model::api::{Operation, OperationId};
use http::HeaderValue;
use prefer::Preferences;
use std::time::Duration;

/// What to answer.
#[derive(Debug)]
pub(crate) struct Choice {
    pub(crate) operation: OperationId,
    /// Index among the operation's responses; absent for an operation that declares none.
    pub(crate) response: Option<usize>,
    pub(crate) status: u16,
    /// The media type of the body; absent when the response has none.
    pub(crate) media: Option<ChosenMedia>,
    pub(crate) wanted: Wanted,
    pub(crate) reason: Reason,
    /// The seed the request asks for.
    pub(crate) seed: Option<u64>,
    /// How long the request asks to wait.
    pub(crate) delay: Duration,
    /// Preferences that were followed, for `Preference-Applied`.
    pub(crate) applied: Vec<String>,
}

/// A media type of a response.
#[derive(Debug, Clone)]
pub(crate) struct ChosenMedia {
    /// Index among the response's media types.
    pub(crate) index: usize,
    /// What is sent: the media type as declared, or one that a declared range covers.
    pub(crate) name: crate::media::MediaName,
    pub(crate) content_type: HeaderValue,
}

/// Which body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wanted {
    /// The first example there is, else a generated one.
    Default,
    /// The example of the media type with this index.
    Example(usize),
    /// One made from the schema.
    Generated,
}

/// Chooses the answer to a valid request.
pub(crate) fn negotiate(
    offers: &Offers,
    operation: &Operation,
    incoming: &Incoming<'_>,
    dynamic: bool,
) -> Result<Choice, Refusal> {
    let preferences = Preferences::read(operation, incoming)?;
    let accept = Accept::read(incoming.headers);
    let offered = offers.of(operation.id);
    let (response, status) = match preferences.code {
        Some(code) => (Some(offered.response_for(code)?), code),
        None => match preferences.example.as_deref() {
            Some(name) => offered.response_with_example(name)?,
            None => (offered.default, offered.default_status),
        },
    };
    let offer = response.and_then(|index| offered.responses.get(index));
    let media = offer.map_or(Ok(None), |offer| {
        offer.choose_media(&accept, preferences.example.as_deref())
    })?;
    let mut choice = Choice {
        operation: operation.id,
        response,
        status,
        media,
        wanted: Wanted::Default,
        reason: Reason::Default,
        seed: preferences.seed,
        delay: preferences.delay.unwrap_or_default(),
        applied: Vec::new(),
    };
    apply(&preferences, offer, dynamic, &mut choice)?;
    Ok(choice)
}

/// The same choice with another of the declared statuses.
pub(crate) fn choose_status(
    offers: &Offers,
    operation: &Operation,
    incoming: &Incoming<'_>,
    usual: &Choice,
    status: u16,
) -> Choice {
    let offered = offers.of(operation.id);
    let response = offered.response_for(status).ok();
    let offer = response.and_then(|index| offered.responses.get(index));
    Choice {
        operation: usual.operation,
        response,
        status,
        media: offer.and_then(|offer| offer.best_media(&Accept::read(incoming.headers))),
        wanted: usual.wanted,
        reason: usual.reason,
        seed: usual.seed,
        delay: usual.delay,
        applied: usual.applied.clone(),
    }
}

fn apply(
    preferences: &Preferences,
    offer: Option<&ResponseOffer>,
    dynamic: bool,
    choice: &mut Choice,
) -> Result<(), Refusal> {
    if let Some(code) = preferences.code {
        choice.applied.push(format!("code={code}"));
        choice.reason = Reason::Preferred;
    }
    if let Some(name) = &preferences.example {
        let media = choice.media.as_ref().map(|media| media.index);
        let media = offer
            .zip(media)
            .and_then(|(offer, index)| offer.media.get(index));
        let found = media.and_then(|media| media.example(name));
        let Some(found) = found else {
            return Err(Refusal::UnknownExample {
                name: name.clone(),
                available: offer.map(ResponseOffer::example_names).unwrap_or_default(),
            });
        };
        choice.wanted = Wanted::Example(found);
        choice.reason = Reason::Preferred;
        choice.applied.push(prefer::written("example", name));
    } else if preferences.dynamic.unwrap_or(dynamic) {
        choice.wanted = Wanted::Generated;
        choice.reason = match preferences.dynamic {
            Some(_) => Reason::Preferred,
            None => Reason::Dynamic,
        };
    }
    if let Some(dynamic) = preferences.dynamic {
        choice.applied.push(format!("dynamic={dynamic}"));
    }
    if let Some(seed) = preferences.seed {
        choice.applied.push(format!("seed={seed}"));
    }
    if let Some(delay) = preferences.delay {
        choice.applied.push(format!("delay={}", delay.as_millis()));
    }
    Ok(())
}
