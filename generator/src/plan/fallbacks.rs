//! Which operations have something that falls back: in themselves, or in a schema they use.

use std::collections::HashSet;

use api_model::api::{Api, SchemaId};
use api_model::diagnostic::Diagnostic;
use api_model::source::Place;

use super::facts::shape_children;
use super::usage::operation_roots;

/// Counts them. `own` says of each operation whether a note was made while it was planned.
pub(crate) fn count(api: &Api, notes: &[Diagnostic], own: &[bool]) -> usize {
    let lossy = lossy(api, notes);
    api.operations
        .iter()
        .enumerate()
        .filter(|(index, operation)| {
            let (mut requests, mut responses) = (Vec::new(), Vec::new());
            operation_roots(operation, &mut requests, &mut responses);
            own.get(*index).copied().unwrap_or_default()
                || requests
                    .iter()
                    .chain(&responses)
                    .any(|id| lossy[id.index()])
        })
        .count()
}

/// The schemas that a note is about, and all that hold one of those.
fn lossy(api: &Api, notes: &[Diagnostic]) -> Vec<bool> {
    let places: HashSet<Place> = notes.iter().map(|note| note.place).collect();
    let mut lossy = vec![false; api.schemas.len()];
    let mut users: Vec<Vec<SchemaId>> = vec![Vec::new(); api.schemas.len()];
    let mut waiting = Vec::new();
    if places.is_empty() {
        return lossy;
    }
    for (id, schema) in api.schemas.iter() {
        if places.contains(&schema.place) {
            waiting.push(id);
        }
        for child in shape_children(api, id) {
            users[child.index()].push(id);
        }
    }
    while let Some(id) = waiting.pop() {
        if !std::mem::replace(&mut lossy[id.index()], true) {
            waiting.append(&mut users[id.index()]);
        }
    }
    lossy
}
