//! Decisions: every name, type, box, rule and line of documentation of the generated crate.
//!
//! The plan reads the model and nothing else; what it decides is plain data that `emit` spells. What the plan cannot
//! express falls back to raw JSON or bytes and leaves a note with the place that asked for it.

mod answers;
mod bodies;
mod boxing;
mod call;
mod callbacks;
mod docs;
mod enums;
mod examples;
mod facts;
mod fallbacks;
mod item;
pub(crate) mod names;
mod objects;
mod operations;
mod outcomes;
mod pagination;
mod parameters;
mod presence;
mod progenitor;
mod replies;
mod rules;
mod samples;
mod security;
mod servers;
mod shared_names;
mod sharing;
mod tags;
mod tuples;
mod types;
mod unions;
mod usage;
mod webhooks;

pub(crate) use call::*;
pub(crate) use docs::repeats;
pub(crate) use item::*;
pub(crate) use outcomes::rank;
pub(crate) use replies::*;
pub(crate) use webhooks::Inbound;

use std::collections::HashSet;

use api_model::api::{Api, Valid};
use api_model::diagnostic::Diagnostic;

use crate::markdown;
use names::Scope;
use types::Planner;

/// Everything that is decided about one generated crate.
#[derive(Debug)]
pub(crate) struct Plan {
    pub(crate) title: String,
    pub(crate) version: String,
    pub(crate) docs: Vec<String>,
    pub(crate) types: Types,
    pub(crate) servers: Vec<Server>,
    pub(crate) schemes: Vec<Scheme>,
    pub(crate) securities: Vec<Security>,
    pub(crate) operations: Vec<Operation>,
    pub(crate) outcomes: Vec<Outcome>,
    pub(crate) groups: Vec<Group>,
    /// What the server answers, by shape.
    pub(crate) replies: Replies,
    /// What comes in unasked.
    pub(crate) inbound: Inbound,
    /// Types by schema, as paths from the crate's root.
    pub(crate) progenitor_types: progenitor::Paths,
    /// What falls back, and where.
    pub(crate) notes: Vec<Diagnostic>,
    /// How many operations have something that falls back.
    pub(crate) fallbacks: usize,
}

impl Plan {
    /// Whether an operation of the API asks for a credential.
    pub(crate) fn asks_for_credentials(&self) -> bool {
        let mut operations = self.operations.iter();
        operations.any(|operation| operation.access != Access::Open)
    }
}

/// Decides everything about an API.
pub(crate) fn plan(api: &Valid<Api>) -> Plan {
    let mut planner = Planner::new(api);
    planner.plan_named();
    let servers = servers::plan_servers(api);
    let mut methods = Scope::without(operations::RESERVED);
    let mut statics = Scope::without(&["ALL"]);
    for server in &servers {
        statics.claim([server.constant.clone()]);
    }
    let names = operations::plan_names(api, &mut methods, &mut statics);
    let schemes = security::plan_schemes(api, &mut methods, &mut statics);
    let securities = security::Securities::new(api, &schemes);
    let mut planned = Vec::with_capacity(api.operations.len());
    let mut lossy = Vec::with_capacity(api.operations.len());
    for (operation, names) in api.operations.iter().zip(names) {
        let before = planner.notes.len();
        planned.push(operations::plan_operation(
            &mut planner,
            operation,
            names,
            &securities,
            &servers,
            &schemes,
            bodies::Way::Asked,
        ));
        planner.fill();
        lossy.push(planner.notes.len() > before);
    }
    let mut inbound = webhooks::plan(&mut planner, &securities, &schemes);
    let all = planned.iter_mut().chain(&mut inbound.operations);
    sharing::share(&mut planner.types, all);
    shared_names::name(&mut planner.types, &mut planner.statics);
    let progenitor_types = planner.paths();
    boxing::box_recursion(&mut planner.types);
    rules::settle(&mut planner.types);
    let checked: Vec<bool> = planner
        .types
        .items
        .iter()
        .map(|item| item.checked)
        .collect();
    for operation in planned.iter_mut().chain(&mut inbound.operations) {
        operations::prune_rules(operation, &checked);
    }
    let outcomes = outcomes::plan(&planner.types, &mut planned);
    for operation in &mut planned {
        operation.pages = pagination::plan(&planner.types, operation);
    }
    let (groups, mut scope) = operations::plan_groups(api, &planned);
    let replies = Replies::of(&planned, &mut scope);
    inbound.outcomes = outcomes::plan(&planner.types, inbound.calls_mut());
    inbound.group();
    Plan {
        title: one_line(&api.info.title),
        version: one_line(&api.info.version),
        docs: docs::text(api.info.description.as_deref()),
        types: planner.types,
        servers,
        schemes,
        securities: securities.list,
        operations: planned,
        outcomes,
        groups,
        replies,
        inbound,
        progenitor_types,
        fallbacks: fallbacks::count(api, &planner.notes, &lossy),
        notes: once_each(planner.notes),
    }
}

/// A schema that many refer to falls back at one place, however often it is looked at.
fn once_each(notes: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let mut seen = HashSet::new();
    notes
        .into_iter()
        .filter(|note| seen.insert((note.code, note.place)))
        .collect()
}

fn one_line(text: &str) -> String {
    markdown::first_line(text)
}
