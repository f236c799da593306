//! Answers as types: what each holds, and enums of them, for client and server alike.

use api_model::api::StatusKey;
use proc_macro2::TokenStream;
use quote::quote;

use super::{Emitter, doc, docs, ident};
use crate::plan::{Answer, Type};

impl Emitter<'_> {
    /// What an answer holds.
    pub(super) fn payload(&self, answer: &Answer) -> TokenStream {
        let body = answer
            .media
            .as_ref()
            .map_or_else(|| quote!(()), |media| self.media_type(media));
        match answer.headers {
            None => body,
            Some(headers) => {
                let (with, headers) = (
                    self.path("api_runtime::headers", "WithHeaders"),
                    self.ty(&Type::Item(headers)),
                );
                quote!(#with<#body, #headers>)
            }
        }
    }

    /// An enum of answers.
    pub(super) fn answer_enum<'p>(
        &self,
        name: &proc_macro2::Ident,
        words: &str,
        answers: impl Iterator<Item = &'p Answer>,
    ) -> TokenStream {
        let words = doc(words);
        let mut streams = false;
        let variants: Vec<_> = answers
            .map(|answer| {
                streams |= answer
                    .media
                    .as_ref()
                    .is_some_and(|media| media.form.is_stream());
                self.answer_variant(answer)
            })
            .collect();
        let derives = if streams {
            quote!(Debug)
        } else {
            quote!(Clone, Debug, PartialEq)
        };
        quote! {
            #words
            #[derive(#derives)]
            pub enum #name { #(#variants,)* }
        }
    }

    fn answer_variant(&self, answer: &Answer) -> TokenStream {
        let (docs, name) = (docs(&answer.docs), ident(&answer.variant));
        let carries_status = !matches!(answer.key, StatusKey::Code(_));
        let status = self.status_if(carries_status);
        match (&answer.media, answer.headers, carries_status) {
            (None, None, false) => quote!(#docs #name),
            (None, None, true) => quote!(#docs #name(#status)),
            (.., false) => {
                let payload = self.payload(answer);
                quote!(#docs #name(#payload))
            }
            (.., true) => {
                let payload = self.payload(answer);
                quote!(#docs #name(#status, #payload))
            }
        }
    }

    fn status_if(&self, wanted: bool) -> TokenStream {
        match wanted {
            true => self.path("api_runtime::http", "StatusCode"),
            false => TokenStream::new(),
        }
    }
}
