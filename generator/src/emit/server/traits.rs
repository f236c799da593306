//! The traits to implement, and the router that calls their methods.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::Side;
use crate::emit::{Emitter, docs, ident};
use crate::plan::{Access, Group, Operation};

impl Emitter<'_> {
    /// The trait of a group of operations.
    pub(in crate::emit) fn handlers<'a>(&self, side: &Side<'a>, group: &'a Group) -> TokenStream {
        let (name, docs) = (ident(&group.name), docs(&group.docs));
        let bound = match side.schemes.is_empty() {
            true => quote!(Send + Sync + 'static),
            false => quote!(Security),
        };
        let (problem, answer) = (
            self.path("api_runtime::server", "Problem"),
            self.path("api_runtime::server", "Answer"),
        );
        let methods = side.of(group).map(|(_, operation)| {
            let (name, docs) = (
                ident(&operation.names.method),
                crate::emit::docs(&operation.docs),
            );
            let cx = self.context(operation, &quote!(Self::Principal));
            let request = format_ident!("{}Request", operation.names.types);
            let response = format_ident!("{}Response", operation.names.types);
            quote! {
                #docs
                fn #name(&self, cx: &#cx, request: #request) -> impl #answer<#response, Self::Error>;
            }
        });
        quote! {
            #docs
            pub trait #name: #bound {
                /// What a method may fail with, besides the documented responses.
                type Error: Into<#problem> + Send;
                #(#methods)*
            }
        }
    }

    /// The trait of the whole API, and its router.
    pub(super) fn api(&self, side: &Side<'_>) -> TokenStream {
        let groups: Vec<_> = side.groups.iter().map(|group| ident(&group.name)).collect();
        let bound = match groups.is_empty() {
            true => quote!(Send + Sync + 'static),
            false => quote!(#(#groups)+*),
        };
        let router = self.path("api_runtime::server", "Router");
        let routes = self.routes(side, side.operations, &quote!(operations::));
        quote! {
            /// The whole API.
            pub trait Api: #bound {}

            impl<T: #bound> Api for T {}

            /// The service that answers for `api`: runs under hyper, nests in axum.
            pub fn router<A: Api>(api: A) -> #router {
                #routes.build()
            }
        }
    }

    /// The expression that gathers all operations for the `api` in scope.
    pub(in crate::emit) fn routes(
        &self,
        side: &Side<'_>,
        operations: &[Operation],
        module: &TokenStream,
    ) -> TokenStream {
        let router = self.path("api_runtime::server", "Router");
        let begin = match side.asks_for_credentials() {
            true => quote!(#router::secured(api, identify)),
            false => quote!(#router::of(api)),
        };
        let routes = operations.iter().map(|operation| {
            let (constant, method) = (
                ident(&operation.names.constant),
                ident(&operation.names.method),
            );
            let add = ident(match operation.access {
                Access::Open => "open",
                Access::Optional => "optional",
                Access::Required => "secured",
            });
            quote!(.#add(&#module #constant, A::#method))
        });
        quote!(#begin #(#routes)*)
    }
}
