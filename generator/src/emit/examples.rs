//! `examples.rs`: the documented examples as responses, and the implementation that answers with them.

use api_model::api::StatusKey;
use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::{Emitter, doc, ident, text_literal};
use crate::markdown::code;
use crate::plan::{Answer, Example, ExampleBody, Group, Operation, Plan, Scheme, Type};

/// All of `examples.rs`.
pub(crate) fn examples(plan: &Plan) -> TokenStream {
    let own = ["Security", "Examples"].map(str::to_owned);
    let groups = plan.groups.iter().map(|group| group.name.clone());
    let operations = plan.operations.iter().flat_map(|operation| {
        let names = &operation.names;
        [
            names.method.clone(),
            format!("{}Request", names.types),
            format!("{}Response", names.types),
        ]
    });
    let emitter = Emitter::new(plan, own.into_iter().chain(groups).chain(operations), false);
    let functions: Vec<_> = plan
        .operations
        .iter()
        .map(|operation| emitter.example(operation))
        .collect();
    let security = emitter.has_security().then(|| emitter.security_examples());
    let groups: Vec<_> = plan
        .groups
        .iter()
        .map(|group| emitter.example_group(group))
        .collect();
    let words = match emitter.has_security() {
        true => {
            "Answers every operation with its documented example, and takes every credential for good."
        }
        false => "Answers every operation with its documented example.",
    };
    let words = doc(words);
    let imports = emitter.imports.emit();
    let server = (!plan.groups.is_empty()).then(|| {
        quote!(
            use crate::server::*;
        )
    });
    quote! {
        #imports
        #server
        #(#functions)*

        #words
        #[derive(Clone, Copy, Debug, Default)]
        pub struct Examples;

        #security
        #(#groups)*
    }
}

impl Emitter<'_> {
    fn example_group(&self, group: &Group) -> TokenStream {
        let name = ident(&group.name);
        let operations = group
            .operations
            .iter()
            .filter_map(|index| self.plan.operations.get(*index));
        let methods: Vec<_> = operations
            .map(|operation| self.example_method(operation))
            .collect();
        let problem = self.path("api_runtime::server", "Problem");
        quote! {
            impl #name for Examples {
                type Error = #problem;
                #(#methods)*
            }
        }
    }

    fn security_examples(&self) -> TokenStream {
        let methods = self.plan.schemes.iter().map(|scheme: &Scheme| {
            let (name, parts) = (
                ident(&scheme.method),
                self.path("api_runtime::http::request", "Parts"),
            );
            let denied = self.path("api_runtime::security", "Denied");
            let credential = self.credential_type(scheme).map(|ty| quote!(, _: #ty));
            quote! {
                async fn #name(&self, _: &#parts #credential) -> Result<(), #denied> { Ok(()) }
            }
        });
        quote! {
            impl Security for Examples {
                type Principal = ();
                #(#methods)*
            }
        }
    }

    fn example_method(&self, operation: &Operation) -> TokenStream {
        let name = ident(&operation.names.method);
        let cx = self.context(operation, &quote!(()));
        let request = format_ident!("{}Request", operation.names.types);
        let response = format_ident!("{}Response", operation.names.types);
        let problem = self.path("api_runtime::server", "Problem");
        quote! {
            async fn #name(&self, _: &#cx, _: #request) -> Result<#response, #problem> {
                #name()
            }
        }
    }

    fn example(&self, operation: &Operation) -> TokenStream {
        let problem = self.path("api_runtime::server", "Problem");
        let name = ident(&operation.names.method);
        let response = format_ident!("{}Response", operation.names.types);
        let label = &operation.label;
        let found = operation.example.as_ref();
        let found =
            found.and_then(|example| Some((example, operation.answers.get(example.answer)?)));
        let (words, value) = match found {
            Some((example, answer)) => (
                format!("The example of {}.", code(label)),
                self.example_value(&response, example, answer),
            ),
            None => {
                let missing = self.path("api_runtime::examples", "missing");
                (
                    format!("The example of {}: none is documented.", code(label)),
                    quote!(Err(#missing(#label))),
                )
            }
        };
        let words = doc(&words);
        quote! {
            #words
            pub fn #name() -> Result<#response, #problem> { #value }
        }
    }

    fn example_value(
        &self,
        response: &proc_macro2::Ident,
        example: &Example,
        answer: &Answer,
    ) -> TokenStream {
        let variant = ident(&answer.variant);
        let status = match answer.key {
            StatusKey::Code(_) => None,
            StatusKey::Range(class) if class != 2 => Some(self.status(u16::from(class) * 100)),
            StatusKey::Range(_) | StatusKey::Default => Some(self.status(200)),
        };
        let status = status.map(|status| quote!(#status,));
        let (fallible, body) = self.example_body(&example.body);
        if let Some(headers) = &example.headers {
            let with = self.path("api_runtime::headers", "WithHeaders");
            let question = fallible.then(|| quote!(?));
            let (headers, parse) = (
                text_literal(headers),
                self.path("api_runtime::examples", "parse"),
            );
            return quote! {
                Ok(#response::#variant(#status #with {
                    body: #body #question,
                    headers: #parse(#headers)?,
                }))
            };
        }
        match (&answer.media, fallible, &status) {
            (None, _, None) => quote!(Ok(#response::#variant)),
            (None, _, Some(status)) => quote!(Ok(#response::#variant(#status))),
            (_, false, status) => quote!(Ok(#response::#variant(#status #body))),
            (_, true, None) => quote!(#body.map(#response::#variant)),
            (_, true, Some(status)) => quote!(#body.map(|body| #response::#variant(#status body))),
        }
    }

    /// The body, and whether making it can fail.
    fn example_body(&self, body: &ExampleBody) -> (bool, TokenStream) {
        match body {
            ExampleBody::None => (false, quote!(())),
            ExampleBody::Json(text) => {
                let (text, parse) = (
                    text_literal(text),
                    self.path("api_runtime::examples", "parse"),
                );
                (true, quote!(#parse(#text)))
            }
            ExampleBody::Text(text) => (false, quote!(#text.to_owned())),
            ExampleBody::Binary(text) => {
                let body = self.ty(&Type::Body);
                (false, quote!(#body::from(#text)))
            }
            ExampleBody::Lines(text) => {
                let lines = self.path("api_runtime::examples", "lines");
                (true, quote!(#lines(#text)))
            }
            ExampleBody::Events(text) => {
                let events = self.path("api_runtime::examples", "events");
                (true, quote!(#events(#text)))
            }
        }
    }
}
