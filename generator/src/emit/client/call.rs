//! Calls: the runtime's own type, or one with methods for what is optional.

use proc_macro2::TokenStream;
use quote::quote;

use super::super::{Emitter, doc, docs, ident};
use crate::markdown::code;
use crate::plan::{Body, BodyKind, Operation, Parameter};

/// The name of an operation's own call.
pub(in crate::emit) fn name(operation: &Operation) -> String {
    format!("{}Call", operation.names.types)
}

/// Whether an operation has something that a call may be told, or another way to be sent.
pub(super) fn is_own(operation: &Operation) -> bool {
    let mut parameters = operation.parameters.iter();
    parameters.any(|parameter| !parameter.required)
        || operation.body.as_ref().is_some_and(|body| !body.required)
        || operation.pages.is_some()
}

/// Whether a success has several media types, one of which can be asked for.
pub(super) fn is_choice(operation: &Operation) -> bool {
    let mut pairs = operation.answers.windows(2);
    pairs.any(|pair| pair[0].key == pair[1].key && pair[0].success)
}

impl Emitter<'_> {
    /// The runtime's type of an operation's call.
    pub(super) fn call_type(&self, operation: &Operation) -> TokenStream {
        let (call, arguments) = (
            self.path("api_runtime::client", "Call"),
            self.call_arguments(operation),
        );
        quote!(#call #arguments)
    }

    /// What a call gives, and how it fails.
    fn call_arguments(&self, operation: &Operation) -> TokenStream {
        let success = self.success_type(operation);
        match operation.failure.and_then(|index| self.outcomes.get(index)) {
            Some(outcome) => {
                let error = ident(&outcome.name);
                quote!(<#success, #error>)
            }
            None => quote!(<#success>),
        }
    }

    fn success_type(&self, operation: &Operation) -> TokenStream {
        if let Some(outcome) = operation.success.and_then(|index| self.outcomes.get(index)) {
            let name = ident(&outcome.name);
            return quote!(#name);
        }
        let mut successes = operation.answers.iter().filter(|answer| answer.success);
        successes
            .next()
            .map_or_else(|| quote!(()), |answer| self.payload(answer))
    }

    /// The call of an operation that has something optional.
    pub(in crate::emit) fn own_call(&self, operation: &Operation) -> Option<TokenStream> {
        if !is_own(operation) {
            return None;
        }
        let (name, arguments) = (ident(&name(operation)), self.call_arguments(operation));
        self.path("api_runtime", "own_call");
        let words = doc(&format!("A call of {}.", code(&operation.label)));
        let builders = operation
            .parameters
            .iter()
            .filter(|parameter| !parameter.required)
            .map(|parameter| self.builder(parameter));
        let body = operation
            .body
            .as_ref()
            .filter(|body| !body.required)
            .map(|body| self.body_builder(body));
        let accept = is_choice(operation).then(|| {
            quote! {
                /// Asks for one media type alone.
                pub fn accept(self, media_type: &str) -> Self {
                    Self(self.0.accept(media_type))
                }
            }
        });
        let pages = operation
            .pages
            .as_ref()
            .map(|pages| self.pages(operation, pages));
        Some(quote! {
            #words
            #[own_call]
            pub struct #name(Call #arguments);

            impl #name { #(#builders)* #body #accept #pages }
        })
    }

    fn builder(&self, parameter: &Parameter) -> TokenStream {
        let (name, docs, ty) = (
            ident(&parameter.name),
            docs(&parameter.docs),
            self.argument(&parameter.ty),
        );
        let step = self.step(parameter);
        quote! {
            #docs
            pub fn #name(self, #name: #ty) -> Self { Self(self.0 #step) }
        }
    }

    fn body_builder(&self, body: &Body) -> TokenStream {
        let (docs, ty) = (docs(&body.docs), self.body_argument(body));
        let made = match &body.kind {
            BodyKind::One(media) => {
                let step = self.body_step(media, true);
                quote!(Self(self.0 #step))
            }
            BodyKind::Several { item, media } => {
                let choice = self.body_choice(*item, media);
                quote!(let call = self.0; Self(#choice))
            }
        };
        quote! { #docs pub fn body(self, body: #ty) -> Self { #made } }
    }
}
