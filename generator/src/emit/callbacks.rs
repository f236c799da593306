//! `callbacks.rs`: typed calls of addresses that requests have named, made of the same parts as the client.

use proc_macro2::TokenStream;
use quote::quote;

use super::Emitter;
use super::client::call;
use super::imports::mentions;
use super::webhooks::{schemes, securities};
use crate::plan::Plan;

/// All of `callbacks.rs`.
pub(crate) fn callbacks(plan: &Plan) -> TokenStream {
    let inbound = &plan.inbound;
    let operations = inbound.calls();
    let calls = operations.iter().map(call::name);
    let outcomes = inbound.outcomes.iter().map(|outcome| outcome.name.clone());
    let own = ["Callbacks".to_owned(), "Security".to_owned()];
    let mut emitter = Emitter::new(plan, calls.chain(outcomes).chain(own), false);
    emitter.outcomes = &inbound.outcomes;
    emitter.addressed = true;
    let securities = securities(plan, operations);
    let consts: Vec<_> = securities
        .iter()
        .map(|security| emitter.security(security, &quote!(operations::)))
        .collect();
    let rows: Vec<_> = operations
        .iter()
        .zip(&inbound.callbacks)
        .map(|(operation, callback)| {
            emitter.operation(operation, &callback.expression, &TokenStream::new())
        })
        .collect();
    let schemes = schemes(plan, &securities);
    let credentials: Vec<_> = schemes
        .iter()
        .map(|scheme| emitter.credential(scheme))
        .collect();
    let methods: Vec<_> = operations
        .iter()
        .map(|operation| emitter.method(operation))
        .collect();
    let sender = emitter.sender(&quote!(#(#credentials)* #(#methods)*));
    let calls = operations
        .iter()
        .filter_map(|operation| emitter.own_call(operation));
    let calls: Vec<_> = calls.collect();
    let outcomes = inbound
        .outcomes
        .iter()
        .map(|outcome| emitter.outcome(outcome));
    let outcomes: Vec<_> = outcomes.collect();
    let macro_name = emitter.path("api_runtime", "operations");
    let data = quote!(#(#consts)* #macro_name! { #(#rows)* });
    let rest = quote!(#sender #(#calls)* #(#outcomes)*);
    let imports = emitter.imports.emit();
    let types = mentions(&rest, "types").then(|| {
        quote!(
            use crate::types;
        )
    });
    let operations = (!schemes.is_empty()).then(|| {
        quote!(
            use crate::operations;
        )
    });
    quote! { #imports #operations #types #data #rest }
}

impl Emitter<'_> {
    /// What sends the callbacks.
    fn sender(&self, methods: &TokenStream) -> TokenStream {
        let core = self.path("api_runtime::client", "ClientCore");
        let build_error = self.path("api_runtime::client", "BuildError");
        let options = self.path("api_runtime::client", "Options");
        quote! {
            /// Sends callbacks. Where one goes is what `Occasion::address_of` in `runtime::expression` says of its
            /// static here, for the request that asked for it.
            ///
            /// Cheap to clone; clones share connections.
            #[derive(Clone, Debug)]
            pub struct Callbacks { core: #core }

            impl Callbacks {
                /// A sender of callbacks.
                ///
                /// # Errors
                ///
                /// When the HTTP client cannot start.
                pub fn new() -> Result<Self, #build_error> {
                    #core::addressed().map(|core| Self { core })
                }

                /// The same sender with other options: timeouts, retries, hooks, headers.
                #[must_use]
                pub fn with(&self, change: impl FnOnce(&mut #options)) -> Self {
                    Self { core: self.core.with(change) }
                }

                #methods
            }
        }
    }
}
