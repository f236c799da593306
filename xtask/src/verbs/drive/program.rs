//! The program that calls every operation of a generated client once.

use super::surface::{Argument, Method, Surface};
use super::values::Types;
use api_model::api::Operation;
use api_model::sample::{SampleOptions, Sampler};
use api_model::validate::Direction;
use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use serde_json::Value;

/// The program, and for every operation whether it is called.
pub(super) struct Program {
    pub(super) source: String,
    pub(super) called: Vec<bool>,
}

/// What a program is written from.
pub(super) struct Parts<'a> {
    pub(super) surface: &'a Surface,
    pub(super) types: &'a Types,
    pub(super) sampler: &'a Sampler,
}

impl Parts<'_> {
    /// Writes the program for operations and the methods that call them.
    pub(super) fn write(&self, operations: &[(&Operation, Option<&Method>)]) -> Program {
        let mut functions = Vec::new();
        let mut calls = Vec::new();
        let mut called = Vec::new();
        for (index, (operation, method)) in operations.iter().enumerate() {
            let body = method.and_then(|method| self.call(operation, method));
            called.push(body.is_some());
            if let Some(body) = body {
                let name = format_ident!("operation_{index}");
                functions.push(quote! {
                    async fn #name(client: &api::Client) -> Result<(), String> { #body }
                });
                calls.push(quote!(say(#index, Box::pin(#name(&client))).await;));
            }
        }
        let client = self.client();
        let source = quote! {
            #![allow(unused)]
            use std::future::Future;
            use std::pin::Pin;

            fn json<T: serde::de::DeserializeOwned>(text: &str) -> Result<T, String> {
                serde_json::from_str(text).map_err(|error| format!("argument {text}: {error}"))
            }

            async fn say(index: usize, call: Pin<Box<dyn Future<Output = Result<(), String>> + '_>>) {
                let limit = std::time::Duration::from_secs(20);
                match tokio::time::timeout(limit, call).await {
                    Ok(Ok(())) => println!("{index}"),
                    Ok(Err(fault)) => println!("{index} {fault:?}"),
                    Err(_) => println!("{index} no answer in {limit:?}"),
                }
            }

            #(#functions)*

            async fn all(url: &str) {
                #client
                #(#calls)*
            }

            fn main() {
                let url = std::env::args().nth(1).unwrap_or_default();
                let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
                match runtime {
                    Ok(runtime) => runtime.block_on(all(&url)),
                    Err(error) => println!("{error}"),
                }
            }
        };
        Program {
            source: source.to_string(),
            called,
        }
    }

    /// The client with every credential that is one text or two.
    fn client(&self) -> TokenStream {
        let set = self
            .surface
            .credentials
            .iter()
            .filter_map(|(name, arguments)| {
                let texts = arguments.iter().map(|argument| match &argument.ty {
                    syn::Type::ImplTrait(bounds) if !is_into(bounds) => None,
                    syn::Type::ImplTrait(_) | syn::Type::Reference(_) => Some(quote!("secret")),
                    _ => None,
                });
                let texts: Vec<TokenStream> = texts.collect::<Option<_>>()?;
                Some(quote!(.#name(#(#texts),*)))
            });
        quote! {
            let client = match api::Client::new(url) {
                Ok(client) => client #(#set)*,
                Err(error) => return println!("{error}"),
            };
        }
    }

    /// A call with all that the operation takes; of what is optional, what there is a value for.
    fn call(&self, operation: &Operation, method: &Method) -> Option<TokenStream> {
        let value = |argument: &Argument| {
            let value = self.value(operation, argument);
            self.types.expression(&argument.ty, value.as_ref())
        };
        let required: Vec<TokenStream> =
            method.arguments.iter().map(value).collect::<Option<_>>()?;
        let setters = self.surface.setters.get(&method.call);
        let optional = setters.into_iter().flatten().filter_map(|setter| {
            let (name, value) = (&setter.name, value(&setter.argument)?);
            Some(quote!(.#name(#value)))
        });
        let name = &method.name;
        Some(quote! {
            let answer = client.#name(#(#required),*) #(#optional)* .send().await;
            answer.map(drop).map_err(|error| format!("{error:?}"))
        })
    }

    /// A value for a parameter, or for the body.
    fn value(&self, operation: &Operation, argument: &Argument) -> Option<Value> {
        let parameter = argument.wire.as_ref().and_then(|(word, wire)| {
            let known = operation.parameters.iter();
            known.into_iter().find(|parameter| {
                let place = format!("{:?}", parameter.location).to_lowercase();
                parameter.name.eq_ignore_ascii_case(wire) && word.starts_with(&place)
            })
        });
        let options = |name| SampleOptions {
            direction: Direction::Request,
            name,
            ..SampleOptions::default()
        };
        match parameter {
            Some(parameter) => {
                let schema = parameter.schema()?;
                Some(self.sampler.sample(schema, &options(Some(&parameter.name))))
            }
            None => {
                let (_, media) = operation.request_body.as_ref()?.content.first()?;
                Some(self.sampler.sample(media.schema?, &options(None)))
            }
        }
    }
}

/// `impl Into<T>`.
fn is_into(bounds: &syn::TypeImplTrait) -> bool {
    bounds.bounds.iter().any(|bound| match bound {
        syn::TypeParamBound::Trait(bound) => {
            let last = bound.path.segments.last();
            last.is_some_and(|last| last.ident == "Into")
        }
        _ => false,
    })
}
