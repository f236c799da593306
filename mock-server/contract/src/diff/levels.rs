//! How bad a change of a schema is, by the side it is met on.
//!
//! A request breaks when the new document accepts less, a response when it promises less, which is
//! when it allows more. One table for both keeps the two halves from drifting apart.

use super::change::{Level, Side};

/// Which way the set of allowed values went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    /// Fewer values are allowed.
    Narrower,
    /// More values are allowed.
    Wider,
    /// Neither contains the other, or nobody can tell.
    Other,
}

/// How much depends on what changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Weight {
    /// Types and presence: code is written for them.
    Structure,
    /// Limits, patterns, further values: answers that go beyond them seldom break a reader, so a
    /// wider response is worth a look and no more.
    Detail,
}

/// The level of a schema's change.
pub(super) fn level(side: Side, way: Way, weight: Weight) -> Level {
    match (side, way, weight) {
        (Side::Response, Way::Narrower, _) | (Side::Request, Way::Wider, _) => Level::Compatible,
        (Side::Response, Way::Wider | Way::Other, Weight::Detail)
        | (Side::Request, Way::Other, Weight::Detail) => Level::Caution,
        _ => Level::Breaking,
    }
}
