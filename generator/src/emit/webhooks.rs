//! `webhooks.rs`: handlers of what comes in unasked, made of the same parts as the server.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::Emitter;
use super::ident;
use super::imports::mentions;
use super::server::Side;
use crate::plan::{Access, Group, Inbound, Operation, Plan, Scheme, Security};

/// All of `webhooks.rs`.
pub(crate) fn webhooks(plan: &Plan) -> TokenStream {
    let inbound = &plan.inbound;
    let securities = securities(plan, &inbound.operations);
    let side = Side {
        operations: &inbound.operations,
        groups: &inbound.groups,
        replies: &inbound.replies,
        schemes: schemes(plan, &securities),
    };
    let emitter = Emitter::new(plan, side.names().chain(["Security".to_owned()]), false);
    let consts: Vec<_> = securities
        .iter()
        .map(|security| emitter.security(security, &quote!(operations::)))
        .collect();
    let statics: Vec<_> = inbound
        .operations
        .iter()
        .map(|operation| emitter.operation(operation, &operation.path, &quote!(operations::)))
        .collect();
    let macro_name = emitter.path("api_runtime", "operations");
    let security = emitter.security_trait(&side);
    let handlers: Vec<_> = side
        .groups
        .iter()
        .map(|group| {
            let handlers = emitter.handlers(&side, group);
            let router = emitter.inbound_router(&side, inbound, group);
            quote!(#handlers #router)
        })
        .collect();
    let identify = emitter.identify(&side);
    let asked_and_answered = emitter.asked_and_answered(&side);
    let shapes = emitter.shapes(&side);
    let data = quote!(#(#consts)* #macro_name! { #(#statics)* });
    let rest = quote!(#security #(#handlers)* #identify #asked_and_answered #shapes);
    let imports = emitter.imports.emit();
    // The macro's name is no mention of the module; a path into it is.
    let types = mentions(&rest, "types").then(|| {
        quote!(
            use crate::types;
        )
    });
    let operations = (!side.schemes.is_empty()).then(|| {
        quote!(
            use crate::operations;
        )
    });
    quote! { #imports #operations #types #data #rest }
}

/// The requirements that these operations have.
pub(super) fn securities<'a>(plan: &'a Plan, operations: &[Operation]) -> Vec<&'a Security> {
    let is_used = |security: &&Security| {
        let mut all = operations.iter();
        all.any(|operation| operation.security.as_ref() == Some(&security.constant))
    };
    plan.securities.iter().filter(is_used).collect()
}

/// The schemes that these requirements name.
pub(super) fn schemes<'a>(plan: &'a Plan, securities: &[&Security]) -> Vec<&'a Scheme> {
    let is_used = |scheme: &&Scheme| {
        let mut needs = securities
            .iter()
            .flat_map(|security| security.alternatives.iter().flatten());
        needs.any(|(constant, _)| *constant == scheme.constant)
    };
    plan.schemes.iter().filter(is_used).collect()
}

impl Emitter<'_> {
    /// The function that gathers the handlers of a group, for its user to say where they answer.
    fn inbound_router(&self, side: &Side<'_>, inbound: &Inbound, group: &Group) -> TokenStream {
        let (bound, is_webhooks) = (ident(&group.name), group.name == "Webhooks");
        let (name, argument) = match is_webhooks {
            true => (format_ident!("router"), "webhook"),
            false => (format_ident!("callback_router"), "callback"),
        };
        let operations = match is_webhooks {
            true => inbound
                .operations
                .get(..inbound.webhooks())
                .unwrap_or_default(),
            false => inbound.calls(),
        };
        let words = super::doc(&format!(
            "Gathers the handlers, each {argument} at the path of its static here unless [`Builder::at`] says otherwise."
        ));
        let builder = self.path("api_runtime::server", "Builder");
        let asks = operations
            .iter()
            .any(|operation| operation.access != Access::Open);
        let ty = match asks {
            true => quote!(#builder<A, impl Copy>),
            false => quote!(#builder<A>),
        };
        let side = Side {
            operations,
            groups: side.groups,
            replies: side.replies,
            schemes: side.schemes.clone(),
        };
        let routes = self.routes(&side, operations, &TokenStream::new());
        quote! {
            #words
            #[doc = " Several at one address are told apart by a function of yours: [`Builder::dispatch`]."]
            pub fn #name<A: #bound>(api: A) -> #ty { #routes }
        }
    }
}
