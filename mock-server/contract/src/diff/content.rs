//! Bodies: media types that come and go, and the schemas of those that stay.

use super::change::{Level, Side};
use super::levels::{Way, Weight, level};
use super::schema::Delta;
use super::sink::{Sink, Spot};
use api_model::api::{Content, MediaType, Operation, RequestBody};
use api_model::source::Place;

/// Compares the request bodies of two operations.
pub(super) fn request_body(sink: &mut Sink<'_>, spot: &Spot, old: &Operation, new: &Operation) {
    match (&old.request_body, &new.request_body) {
        (Some(before), Some(after)) => both(sink, spot, before, after),
        (Some(before), None) => {
            let message = "the request body is gone";
            body(
                sink,
                spot,
                "request-body-removed",
                Way::Narrower,
                message,
                (Some(before.place), None),
            );
        }
        (None, Some(after)) if after.required => {
            let message = "a request body is new and has to be sent";
            body(
                sink,
                spot,
                "required-request-body-added",
                Way::Narrower,
                message,
                (None, Some(after.place)),
            );
        }
        (None, Some(after)) => {
            let message = "a request body may be sent now";
            body(
                sink,
                spot,
                "request-body-added",
                Way::Wider,
                message,
                (None, Some(after.place)),
            );
        }
        (None, None) => {}
    }
}

fn both(sink: &mut Sink<'_>, spot: &Spot, old: &RequestBody, new: &RequestBody) {
    let places = (Some(old.place), Some(new.place));
    if new.required && !old.required {
        let message = "the request body has to be sent now";
        body(
            sink,
            spot,
            "request-body-became-required",
            Way::Narrower,
            message,
            places,
        );
    }
    if old.required && !new.required {
        let message = "the request body may be left out now";
        body(
            sink,
            spot,
            "request-body-became-optional",
            Way::Wider,
            message,
            places,
        );
    }
    compare(
        sink,
        spot,
        "request body",
        Side::Request,
        (&old.content, &new.content),
    );
}

fn body(
    sink: &mut Sink<'_>,
    spot: &Spot,
    rule: &'static str,
    way: Way,
    message: &str,
    places: (Option<Place>, Option<Place>),
) {
    let side = spot.side(Side::Request);
    let level = level(side, way, Weight::Structure);
    let delta = Delta::new(rule, level, message.to_owned(), places);
    sink.add(spot, "request body", side, delta);
}

/// Compares two `content` maps at a part of an exchange, `written` being the half they stand in.
pub(super) fn compare(
    sink: &mut Sink<'_>,
    spot: &Spot,
    part: &str,
    written: Side,
    (old, new): (&Content, &Content),
) {
    let side = spot.side(written);
    for (name, before) in old {
        let part = format!("{part} {name}");
        match find(new, name) {
            Some(after) => media(sink, spot, &part, side, (before, after)),
            None => {
                // A caller that asks for the media type, or sends it, is turned away.
                let message = format!("the media type `{name}` is gone");
                let places = (Some(before.place), None);
                let delta = Delta::new("media-type-removed", Level::Breaking, message, places);
                sink.add(spot, &part, side, delta);
            }
        }
    }
    for (name, after) in new {
        if find(old, name).is_none() {
            // A body where none was is something to read that nobody expects, no more.
            let message = format!("the media type `{name}` is new");
            let places = (None, Some(after.place));
            let delta = Delta::new("media-type-added", Level::Compatible, message, places);
            sink.add(spot, &format!("{part} {name}"), side, delta);
        }
    }
}

/// The entry of a media type. Case means nothing in its name, nor does space around parameters.
fn find<'c>(content: &'c Content, name: &str) -> Option<&'c MediaType> {
    let plain = |name: &str| name.to_ascii_lowercase().replace(' ', "");
    let wanted = plain(name);
    content
        .iter()
        .find(|(other, _)| plain(other) == wanted)
        .map(|(_, media)| media)
}

fn media(
    sink: &mut Sink<'_>,
    spot: &Spot,
    part: &str,
    side: Side,
    (old, new): (&MediaType, &MediaType),
) {
    if let (Some(before), Some(after)) = (old.schema, new.schema) {
        sink.schemas(spot, part, side, before, after);
    }
    for (name, before) in &old.encoding {
        let Some(after) = new.encoding.get(name) else {
            continue;
        };
        let was = (&before.content_type, before.style, before.explode);
        let is = (&after.content_type, after.style, after.explode);
        if was != is {
            let message = format!("the part `{name}` is written otherwise");
            let places = (Some(before.place), Some(after.place));
            let delta = Delta::new("encoding-changed", Level::Breaking, message, places);
            sink.add(spot, part, side, delta);
        }
    }
}
