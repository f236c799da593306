//! The answers of rules: the first whose conditions hold is given instead of the usual one.

use super::{AnswerRule, Context, OperationRule};
use crate::body::{Answers, Filled};
use crate::latency::mix;
use crate::message::{Chosen, Reason, Wire};
use crate::negotiate::{Accept, Choice, Offers, Wanted};
use crate::refusal::Refusal;
use crate::route::Match;
use crate::text::header_text;
use api_model::api::Api;
use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{HeaderMap, HeaderName, HeaderValue};
use serde_json::Value;
use std::time::Duration;

/// Longest value of a header that a rule makes.
const LONGEST_HEADER: usize = 4096;

/// What a rule says about an answer.
#[derive(Debug)]
pub(crate) enum Ruled {
    /// This is the answer.
    Instead(Box<(Choice, Filled, Wire)>),
    /// The usual answer with more headers, later.
    Besides(Vec<(HeaderName, HeaderValue)>, Duration),
}

/// What answers are made of.
#[derive(Clone, Copy)]
pub(crate) struct Means<'a> {
    pub(crate) api: &'a Api,
    pub(crate) answers: &'a Answers,
    pub(crate) offers: &'a Offers,
    pub(crate) found: &'a Match<'a>,
    /// What would be answered without rules.
    pub(crate) choice: &'a Choice,
}

/// The answer that the rules of an operation give, if one is for this request.
pub(crate) fn answer(
    rule: &OperationRule,
    cx: &Context<'_>,
    means: Means<'_>,
) -> Result<Option<Ruled>, Refusal> {
    let Some(rule) = rule.answers.iter().find(|rule| rule.when.holds(cx)) else {
        return Ok(None);
    };
    let delay = rule.delay.map_or(Duration::ZERO, |delay| {
        let path = cx.incoming.path.bytes();
        delay.draw(path.fold(0, |hash, byte| mix(hash ^ u64::from(byte))))
    });
    let headers: Vec<(HeaderName, HeaderValue)> = rule
        .headers
        .iter()
        .map(|(name, template)| {
            let text = template.render_text(cx);
            (name.clone(), header_text(&text, LONGEST_HEADER))
        })
        .collect();
    if rule.only_adds() {
        return Ok(Some(Ruled::Besides(headers, delay)));
    }
    if let (Some(status), Some(message)) = (rule.status, &rule.message) {
        return Err(Refusal::Ruled {
            status,
            message: message.render_text(cx),
        });
    }
    let mut choice = choose(rule, cx, means);
    choice.delay = choice.delay.max(delay);
    let mut filled = fill(rule, cx, means, &mut choice);
    for (name, value) in headers {
        filled.headers.insert(name, value);
    }
    Ok(Some(Ruled::Instead(Box::new((choice, filled, rule.wire)))))
}

/// The response, media type and example that a rule means.
fn choose(rule: &AnswerRule, cx: &Context<'_>, means: Means<'_>) -> Choice {
    let usual = means.choice;
    let offered = means.offers.of(usual.operation);
    let example = rule.example.as_deref();
    let named = || offered.response_with_example(example?).ok();
    let (response, status) = match rule.status {
        Some(status) => (offered.response_for(status).ok(), status),
        None => named().unwrap_or((usual.response, usual.status)),
    };
    let offer = response.and_then(|index| offered.responses.get(index));
    let accept = Accept::read(cx.incoming.headers);
    let media = offer.and_then(|offer| {
        let welcome = offer.choose_media(&accept, example).ok().flatten();
        welcome.or_else(|| offer.best_media(&accept))
    });
    let index = media.as_ref().map(|media| media.index);
    let offer = offer
        .zip(index)
        .and_then(|(offer, index)| offer.media.get(index));
    let wanted = offer
        .zip(example)
        .and_then(|(offer, name)| offer.example(name));
    Choice {
        operation: usual.operation,
        response,
        status,
        media,
        wanted: wanted.map_or(usual.wanted, Wanted::Example),
        reason: Reason::Rule,
        seed: usual.seed,
        delay: usual.delay,
        applied: usual.applied.clone(),
    }
}

fn fill(rule: &AnswerRule, cx: &Context<'_>, means: Means<'_>, choice: &mut Choice) -> Filled {
    let Some(template) = &rule.body else {
        return means.answers.fill(means.api, choice, means.found);
    };
    let value = template.render(cx).unwrap_or_default();
    let mut headers = choice.response.map_or_else(HeaderMap::new, |response| {
        means.answers.headers(means.api, choice.operation, response)
    });
    let operation = means.api.operation(choice.operation);
    let declared = choice.media.as_ref().and_then(|media| {
        let (_, response) = operation.responses.get(choice.response?)?;
        let (_, media_type) = response.content.get(media.index)?;
        Some((media, media_type))
    });
    let body = match declared {
        Some((media, media_type)) => {
            headers.insert(CONTENT_TYPE, media.content_type.clone());
            means
                .answers
                .encode(means.api, &media.name, media_type, &value)
        }
        None => undeclared(&value, &mut headers),
    };
    Filled {
        headers,
        body,
        chosen: Chosen::Ruled,
    }
}

/// A body where the document has none: text as text, everything else as JSON.
fn undeclared(value: &Value, headers: &mut HeaderMap) -> Bytes {
    let (content_type, text) = match value {
        Value::String(text) => ("text/plain; charset=utf-8", text.clone()),
        other => ("application/json", other.to_string()),
    };
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
    text.into()
}

/// Takes what is not to be shown out of a JSON body.
pub(crate) fn hide(rule: &OperationRule, filled: &mut Filled) {
    if rule.hides.is_empty() {
        return;
    }
    let Ok(mut body) = serde_json::from_slice::<Value>(&filled.body) else {
        return;
    };
    for pointer in &rule.hides {
        take_out(&mut body, pointer);
    }
    filled.body = body.to_string().into();
}

fn take_out(value: &mut Value, pointer: &[String]) {
    let Some((first, rest)) = pointer.split_first() else {
        return;
    };
    match value {
        Value::Array(items) if first == "*" => {
            for item in items {
                take_out(item, rest);
            }
        }
        Value::Object(members) if rest.is_empty() => {
            members.shift_remove(first);
        }
        Value::Object(members) => {
            if let Some(member) = members.get_mut(first) {
                take_out(member, rest);
            }
        }
        _ => {}
    }
}
