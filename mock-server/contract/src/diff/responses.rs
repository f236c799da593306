//! Responses: statuses, headers and bodies.

use super::change::{Level, Side};
use super::levels::{Way, Weight, level};
use super::schema::Delta;
use super::sink::{Sink, Spot};
use super::{content, parameters};
use api_model::api::{Header, Operation, Response, StatusKey};
use api_model::source::Place;

/// Compares the responses of two operations.
pub(super) fn compare(sink: &mut Sink<'_>, spot: &Spot, old: &Operation, new: &Operation) {
    let side = spot.side(Side::Response);
    for (key, before) in &old.responses {
        match find(new, *key) {
            Some(after) => both(sink, spot, *key, before, after),
            None => {
                // A failure that no longer happens hurts nobody; a success that is gone does.
                let level = if key.is_success() {
                    Level::Breaking
                } else {
                    Level::Caution
                };
                let places = (Some(before.place), None);
                let message = format!("the response `{key}` is gone");
                let delta = Delta::new("response-removed", level, message, places);
                sink.add(spot, &part(*key), side, delta);
            }
        }
    }
    for (key, after) in &new.responses {
        if find(old, *key).is_none() {
            let covered = old.responses.iter().any(|(other, _)| covers(*other, *key));
            let surprise = key.is_success() && !covered;
            let level = if surprise {
                Level::Caution
            } else {
                Level::Compatible
            };
            let places = (None, Some(after.place));
            let message = format!("the response `{key}` is new");
            let delta = Delta::new("response-added", level, message, places);
            sink.add(spot, &part(*key), side, delta);
        }
    }
}

fn find(operation: &Operation, wanted: StatusKey) -> Option<&Response> {
    let found = operation.responses.iter().find(|(key, _)| *key == wanted);
    found.map(|(_, response)| response)
}

fn covers(wide: StatusKey, narrow: StatusKey) -> bool {
    match narrow {
        StatusKey::Code(code) => wide.covers(code),
        StatusKey::Range(_) => wide == StatusKey::Default,
        StatusKey::Default => false,
    }
}

fn part(key: StatusKey) -> String {
    format!("response {key}")
}

fn both(sink: &mut Sink<'_>, spot: &Spot, key: StatusKey, old: &Response, new: &Response) {
    let part = part(key);
    for (name, before) in &old.headers {
        let after = new
            .headers
            .iter()
            .find(|(other, _)| other.eq_ignore_ascii_case(name));
        match after {
            Some((_, after)) => header(sink, spot, &format!("{part} header {name}"), before, after),
            None => {
                let way = if before.required {
                    Level::Breaking
                } else {
                    Level::Caution
                };
                let what = format!("the header `{name}` is gone");
                add(
                    sink,
                    spot,
                    &part,
                    ("header-removed", way),
                    what,
                    (Some(before.place), None),
                );
            }
        }
    }
    for (name, after) in &new.headers {
        if !old
            .headers
            .keys()
            .any(|other| other.eq_ignore_ascii_case(name))
        {
            let what = format!("the header `{name}` is new");
            add(
                sink,
                spot,
                &part,
                ("header-added", Level::Compatible),
                what,
                (None, Some(after.place)),
            );
        }
    }
    content::compare(
        sink,
        spot,
        &part,
        Side::Response,
        (&old.content, &new.content),
    );
}

fn header(sink: &mut Sink<'_>, spot: &Spot, part: &str, old: &Header, new: &Header) {
    let places = (Some(old.place), Some(new.place));
    let side = spot.side(Side::Response);
    if old.required && !new.required {
        let kind = (
            "header-became-optional",
            level(side, Way::Wider, Weight::Structure),
        );
        add(
            sink,
            spot,
            part,
            kind,
            "the header may be missing now".to_owned(),
            places,
        );
    }
    if new.required && !old.required {
        let kind = (
            "header-became-required",
            level(side, Way::Narrower, Weight::Structure),
        );
        add(
            sink,
            spot,
            part,
            kind,
            "the header is always there now".to_owned(),
            places,
        );
    }
    parameters::values(sink, spot, part, Side::Response, (&old.kind, &new.kind));
}

fn add(
    sink: &mut Sink<'_>,
    spot: &Spot,
    part: &str,
    (rule, level): (&'static str, Level),
    message: String,
    places: (Option<Place>, Option<Place>),
) {
    let delta = Delta::new(rule, level, message, places);
    sink.add(spot, part, spot.side(Side::Response), delta);
}
