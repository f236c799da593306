//! What comes in unasked: webhooks, and the callbacks that a user of the API has asked for.
//!
//! A description says neither where they arrive nor, often, what they are called: a webhook's path is its name unless
//! the user of the generated code says otherwise. All names stand in a module of their own, so that no operation of the
//! API is ever overwritten.

use api_model::api::{self, PathTemplate, Webhook};

use super::bodies::Way;
use super::call::{Group, Names, Operation, Outcome, Scheme};
use super::callbacks::{self, Callback};
use super::names::{self, Scope};
use super::operations::{RESERVED, plan_operation};
use super::replies::Replies;
use super::security::Securities;
use super::types::Planner;

/// What comes in unasked.
#[derive(Debug, Default)]
pub(crate) struct Inbound {
    /// The webhooks, then the callbacks.
    pub(crate) operations: Vec<Operation>,
    /// The callbacks among the operations, from the first.
    pub(crate) callbacks: Vec<Callback>,
    /// Traits: one for webhooks, one for callbacks.
    pub(crate) groups: Vec<Group>,
    pub(crate) replies: Replies,
    /// What a sender of callbacks tells apart.
    pub(crate) outcomes: Vec<Outcome>,
}

impl Inbound {
    /// How many of the operations are webhooks.
    pub(crate) fn webhooks(&self) -> usize {
        self.operations.len() - self.callbacks.len()
    }

    /// The operations of the callbacks.
    pub(crate) fn calls(&self) -> &[Operation] {
        self.operations.get(self.webhooks()..).unwrap_or_default()
    }

    /// The operations of the callbacks, to be settled.
    pub(crate) fn calls_mut(&mut self) -> &mut [Operation] {
        let first = self.webhooks();
        self.operations.get_mut(first..).unwrap_or_default()
    }

    /// Decides what servers answer and which traits there are, once the operations are settled.
    pub(crate) fn group(&mut self) {
        let mut scope = Scope::without(&["Security", "Webhooks", "Callbacks"]);
        for operation in &self.operations {
            for suffix in ["Request", "Response"] {
                scope.claim([format!("{}{suffix}", operation.names.types)]);
            }
        }
        self.replies = Replies::of(&self.operations, &mut scope);
        let (first, all) = (self.webhooks(), self.operations.len());
        let webhooks = "What the API sends to an address that it was told beforehand.";
        let callbacks = "What the API sends to the addresses that requests to it have named.";
        for (name, words, operations) in [
            ("Webhooks", webhooks, 0..first),
            ("Callbacks", callbacks, first..all),
        ] {
            if !operations.is_empty() {
                self.groups.push(Group {
                    name: name.to_owned(),
                    docs: vec![words.to_owned()],
                    operations: operations.collect(),
                });
            }
        }
    }
}

/// An operation as it comes in, and what its names are made of.
pub(super) struct Arrival {
    pub(super) operation: api::Operation,
    /// What it is called, best first.
    pub(super) spelled: Vec<String>,
    /// The word that ends its types.
    pub(super) word: &'static str,
    pub(super) callback: Option<Callback>,
}

/// Decides everything that comes in.
pub(super) fn plan(
    planner: &mut Planner<'_>,
    securities: &Securities,
    schemes: &[Scheme],
) -> Inbound {
    let api = planner.api;
    let mut arrivals: Vec<Arrival> = api.webhooks.iter().flat_map(webhook).collect();
    for operation in &api.operations {
        callbacks::collect(operation, &[&operation.label()], &mut arrivals);
    }
    let mut scopes = Scopes::new(securities, schemes);
    let mut inbound = Inbound::default();
    for arrival in arrivals {
        let names = scopes.names(&arrival);
        let operation = &arrival.operation;
        let way = Way::Sent;
        let mut planned = plan_operation(planner, operation, names, securities, &[], schemes, way);
        planner.fill();
        if let Some(callback) = &arrival.callback {
            planned.docs.pop();
            planned.docs.push(callback.address(&operation.method));
        }
        inbound.operations.push(planned);
        inbound.callbacks.extend(arrival.callback);
    }
    inbound
}

fn webhook(webhook: &Webhook) -> impl Iterator<Item = Arrival> + '_ {
    let several = webhook.operations.len() > 1;
    webhook.operations.iter().map(move |operation| {
        let name = &webhook.name;
        let with_method = format!("{name} {}", operation.method.as_str().to_lowercase());
        let mut operation = at_path(operation, &[name]);
        let mut spelled: Vec<String> = operation.operation_id.iter().cloned().collect();
        spelled.extend([name.clone(), with_method.clone()]);
        if operation.operation_id.is_none() {
            let label = if several { &with_method } else { name };
            operation.operation_id = Some(label.clone());
        }
        Arrival {
            operation,
            spelled,
            word: "Webhook",
            callback: None,
        }
    })
}

/// The same operation at a path of these segments.
pub(super) fn at_path(operation: &api::Operation, segments: &[&str]) -> api::Operation {
    let escaped = segments.iter().map(|segment| escaped(segment));
    let text: String = escaped.map(|segment| format!("/{segment}")).collect();
    api::Operation {
        path: PathTemplate {
            text,
            segments: Vec::new(),
        },
        ..operation.clone()
    }
}

/// A name as one segment of a path; slashes and spaces of a name become hyphens, since nobody but us reads it.
fn escaped(segment: &str) -> String {
    let plain = |symbol: char| match symbol {
        'a'..='z' | 'A'..='Z' | '0'..='9' | '-' | '.' | '_' | '~' => symbol,
        _ => '-',
    };
    let text: String = segment.chars().map(plain).collect();
    match text.trim_matches(['-', '.']) {
        "" => "unnamed".to_owned(),
        text => text.to_owned(),
    }
}

/// The names of the module.
struct Scopes {
    methods: Scope,
    statics: Scope,
    types: Scope,
}

impl Scopes {
    fn new(securities: &Securities, schemes: &[Scheme]) -> Self {
        let mut methods = Scope::without(RESERVED);
        for scheme in schemes {
            methods.claim([scheme.method.clone()]);
        }
        let mut statics = Scope::without(&["ALL"]);
        for security in &securities.list {
            statics.claim([security.constant.clone()]);
        }
        Scopes {
            methods,
            statics,
            types: Scope::default(),
        }
    }

    fn names(&mut self, arrival: &Arrival) -> Names {
        let word = arrival.word.to_lowercase();
        let mut plain: Vec<String> = arrival
            .spelled
            .iter()
            .map(|text| names::snake(text))
            .filter(|name| !name.is_empty())
            .map(|name| names::as_value(&name, &word))
            .collect();
        plain.push(format!("{}_{word}", plain.first().unwrap_or(&word)));
        let method = self.methods.claim(plain);
        let begin = names::as_type(&names::camel(&method), arrival.word);
        let begin = begin.strip_suffix(arrival.word).unwrap_or(&begin);
        let types = self.types.claim([format!("{begin}{}", arrival.word)]);
        let constant = names::screaming(&method);
        let constant = match constant.starts_with(unicode_ident::is_xid_start) {
            true => constant,
            false => format!("{}_{constant}", arrival.word.to_uppercase()),
        };
        let constant = self.statics.claim([
            constant.clone(),
            format!("{constant}_{}", arrival.word.to_uppercase()),
        ]);
        Names {
            constant,
            method,
            types,
        }
    }
}
