//! Parameters of an operation: gone, new, needed, or written otherwise.

use super::change::{Level, Side};
use super::content;
use super::schema::Delta;
use super::sink::{Sink, Spot};
use api_model::api::{Location, Operation, Parameter, ParameterKind};
use api_model::source::Place;

/// Compares the parameters of two operations. Parameters of the path are matched by their position,
/// since their names are nothing to callers.
pub(super) fn compare(sink: &mut Sink<'_>, spot: &Spot, old: &Operation, new: &Operation) {
    let before = keyed(old);
    let after = keyed(new);
    for (key, parameter) in &before {
        match after.iter().find(|(other, _)| other == key) {
            Some((_, now)) => both(sink, spot, parameter, now),
            None if parameter.location != Location::Path => removed(sink, spot, parameter),
            None => {}
        }
    }
    for (key, parameter) in &after {
        let known = before.iter().any(|(other, _)| other == key);
        if !known && parameter.location != Location::Path {
            added(sink, spot, parameter);
        }
    }
}

fn keyed(operation: &Operation) -> Vec<((Location, String), &Parameter)> {
    let position = |name: &str| {
        operation
            .path
            .parameter_names()
            .position(|other| other == name)
    };
    operation
        .parameters
        .iter()
        .map(|parameter| {
            let name = match parameter.location {
                Location::Path => position(&parameter.name).unwrap_or_default().to_string(),
                Location::Header => parameter.name.to_ascii_lowercase(),
                Location::Query | Location::Cookie => parameter.name.clone(),
            };
            ((parameter.location, name), parameter)
        })
        .collect()
}

fn named(parameter: &Parameter) -> String {
    format!(
        "the {} parameter `{}`",
        parameter.location.as_str(),
        parameter.name
    )
}

fn part(parameter: &Parameter) -> String {
    format!("{} {}", parameter.location.as_str(), parameter.name)
}

fn note(
    sink: &mut Sink<'_>,
    spot: &Spot,
    parameter: &Parameter,
    (rule, level): (&'static str, Level),
    what: &str,
    places: (Option<Place>, Option<Place>),
) {
    let message = format!("{} {what}", named(parameter));
    let delta = Delta::new(rule, level, message, places);
    sink.add(spot, &part(parameter), spot.side(Side::Request), delta);
}

fn removed(sink: &mut Sink<'_>, spot: &Spot, parameter: &Parameter) {
    let places = (Some(parameter.place), None);
    let kind = ("parameter-removed", Level::Caution);
    note(
        sink,
        spot,
        parameter,
        kind,
        "is gone: sent all the same, it may be ignored or refused",
        places,
    );
}

fn added(sink: &mut Sink<'_>, spot: &Spot, parameter: &Parameter) {
    let places = (None, Some(parameter.place));
    if parameter.required && !spot.outbound {
        let kind = ("required-parameter-added", Level::Breaking);
        note(
            sink,
            spot,
            parameter,
            kind,
            "is new and has to be sent",
            places,
        );
    } else {
        let kind = ("parameter-added", Level::Compatible);
        note(sink, spot, parameter, kind, "is new", places);
    }
}

fn both(sink: &mut Sink<'_>, spot: &Spot, old: &Parameter, new: &Parameter) {
    let places = (Some(old.place), Some(new.place));
    if new.required && !old.required {
        let level = if spot.outbound {
            Level::Compatible
        } else {
            Level::Breaking
        };
        note(
            sink,
            spot,
            new,
            ("parameter-became-required", level),
            "has to be sent now",
            places,
        );
    }
    if old.required && !new.required {
        let level = if spot.outbound {
            Level::Breaking
        } else {
            Level::Compatible
        };
        note(
            sink,
            spot,
            new,
            ("parameter-became-optional", level),
            "may be left out now",
            places,
        );
    }
    if new.deprecated && !old.deprecated {
        note(
            sink,
            spot,
            new,
            ("parameter-deprecated", Level::Compatible),
            "is deprecated now",
            places,
        );
    }
    if let (Some(was), Some(is)) = (spelling(old), spelling(new))
        && was != is
    {
        let what = format!("was written as {was} and is written as {is}");
        note(
            sink,
            spot,
            new,
            ("parameter-spelling-changed", Level::Breaking),
            &what,
            places,
        );
        return;
    }
    values(
        sink,
        spot,
        &part(new),
        Side::Request,
        (&old.kind, &new.kind),
    );
}

/// How a value is written; absent where it makes no difference, since both documents agree on a
/// media type or the value is a single one.
fn spelling(parameter: &Parameter) -> Option<String> {
    Some(match &parameter.kind {
        ParameterKind::Schema { style, explode, .. } => {
            let explode = if *explode { "exploded " } else { "" };
            format!("{explode}`{}`", style.as_str())
        }
        ParameterKind::Content(content) => format!("`{}`", content.first()?.0),
    })
}

/// Compares what two parameters or headers hold.
pub(super) fn values(
    sink: &mut Sink<'_>,
    spot: &Spot,
    part: &str,
    written: Side,
    (old, new): (&ParameterKind, &ParameterKind),
) {
    match (old, new) {
        (
            ParameterKind::Schema { schema: before, .. },
            ParameterKind::Schema { schema: after, .. },
        ) => sink.schemas(spot, part, spot.side(written), *before, *after),
        (ParameterKind::Content(before), ParameterKind::Content(after)) => {
            content::compare(sink, spot, part, written, (before, after));
        }
        _ => {}
    }
}
