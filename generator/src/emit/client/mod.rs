//! `client.rs`: the client, the calls that have methods of their own, and the enums of answers.

pub(super) mod call;
mod method;
mod outcome;
mod pages;

use proc_macro2::TokenStream;
use quote::quote;

use super::imports::{mentions, modules};
use super::{Emitter, doc};
use crate::plan::Plan;

/// All of `client.rs`.
pub(crate) fn client(plan: &Plan) -> TokenStream {
    let calls = plan.operations.iter().map(call::name);
    let outcomes = plan.outcomes.iter().map(|outcome| outcome.name.clone());
    let names = calls.chain(outcomes).chain(["Client".to_owned()]);
    let emitter = Emitter::new(plan, names, false);
    let client = emitter.client();
    let calls: Vec<_> = plan
        .operations
        .iter()
        .filter_map(|operation| emitter.own_call(operation))
        .collect();
    let outcomes: Vec<_> = plan
        .outcomes
        .iter()
        .map(|outcome| emitter.outcome(outcome))
        .collect();
    let imports = emitter.imports.emit();
    let uses_types = [&client]
        .into_iter()
        .chain(&calls)
        .chain(&outcomes)
        .any(|tokens| mentions(tokens, "types"));
    let modules = modules(true, uses_types);
    quote! { #imports #modules #client #(#calls)* #(#outcomes)* }
}

impl Emitter<'_> {
    fn client(&self) -> TokenStream {
        let core = self.path("api_runtime::client", "ClientCore");
        let build_error = self.path("api_runtime::client", "BuildError");
        let options = self.path("api_runtime::client", "Options");
        let credentials = self
            .plan
            .schemes
            .iter()
            .map(|scheme| self.credential(scheme));
        let methods = self
            .plan
            .operations
            .iter()
            .map(|operation| self.method(operation));
        let title = doc(&format!("A client of {}.", self.plan.title));
        quote! {
            #title
            #[doc = ""]
            #[doc = " Cheap to clone; clones share connections."]
            #[derive(Clone, Debug)]
            pub struct Client { core: #core }

            impl Client {
                /// A client that sends every operation to `base_url`: a mock, a gateway, or the API itself.
                ///
                /// # Errors
                ///
                /// When `base_url` is not an absolute HTTP URL.
                pub fn new(base_url: &str) -> Result<Self, #build_error> {
                    #core::new(base_url).map(|core| Self { core })
                }

                /// A client that sends each operation to the server its description names.
                ///
                /// # Errors
                ///
                /// When a server's URL is not an absolute HTTP URL.
                pub fn documented() -> Result<Self, #build_error> {
                    #core::documented(operations::ALL).map(|core| Self { core })
                }

                /// The same client with other options: timeouts, retries, hooks, headers, servers.
                #[must_use]
                pub fn with(&self, change: impl FnOnce(&mut #options)) -> Self {
                    Self { core: self.core.with(change) }
                }

                #(#credentials)*
                #(#methods)*
            }
        }
    }
}
