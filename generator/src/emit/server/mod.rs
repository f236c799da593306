//! `server.rs`: traits, requests, responses and the router. `webhooks.rs` is made of the same parts.

mod requests;
mod responses;
mod security;
mod status;
mod traits;

use proc_macro2::TokenStream;
use quote::quote;

use super::Emitter;
use super::imports::{mentions, modules};
use crate::plan::{Group, Operation, Plan, Replies, Scheme};

/// Operations that come in together, in one module.
pub(super) struct Side<'a> {
    pub(super) operations: &'a [Operation],
    pub(super) groups: &'a [Group],
    pub(super) replies: &'a Replies,
    /// The schemes that the module's trait `Security` has a method for.
    pub(super) schemes: Vec<&'a Scheme>,
}

impl<'a> Side<'a> {
    /// What the API itself answers.
    fn server(plan: &'a Plan) -> Self {
        Side {
            operations: &plan.operations,
            groups: &plan.groups,
            replies: &plan.replies,
            schemes: match plan.asks_for_credentials() {
                true => plan.schemes.iter().collect(),
                false => Vec::new(),
            },
        }
    }

    /// The operations of a group.
    pub(super) fn of(&self, group: &'a Group) -> impl Iterator<Item = (usize, &'a Operation)> {
        let operations = self.operations;
        let indexes = group.operations.iter();
        indexes.filter_map(|index| Some((*index, operations.get(*index)?)))
    }

    /// All names that the module defines.
    pub(super) fn names(&self) -> impl Iterator<Item = String> {
        let suffixes = ["Request", "Response"];
        let operations = self.operations.iter().flat_map(move |operation| {
            suffixes.map(|suffix| format!("{}{suffix}", operation.names.types))
        });
        let groups = self.groups.iter().map(|group| group.name.clone());
        let shapes = self.replies.shapes.iter().map(|shape| shape.name.clone());
        operations.chain(groups).chain(shapes)
    }
}

/// All of `server.rs`.
pub(crate) fn server(plan: &Plan) -> TokenStream {
    let side = Side::server(plan);
    let own = ["Security", "Api"].map(str::to_owned);
    let emitter = Emitter::new(plan, side.names().chain(own), false);
    let security = emitter.security_trait(&side);
    let traits: Vec<_> = side
        .groups
        .iter()
        .map(|group| emitter.handlers(&side, group))
        .collect();
    let api = emitter.api(&side);
    let identify = emitter.identify(&side);
    let asked_and_answered = emitter.asked_and_answered(&side);
    let shapes = emitter.shapes(&side);
    let rest = quote!(#(#traits)* #api #identify #asked_and_answered #shapes);
    let imports = emitter.imports.emit();
    let modules = modules(!side.operations.is_empty(), mentions(&rest, "types"));
    quote! { #imports #modules #security #rest }
}
