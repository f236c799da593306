//! Enums of answers, and how each is read from an answer by its status and media type.

use api_model::api::StatusKey;
use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::super::{Emitter, ident};
use crate::plan::{Answer, MediaForm, Outcome, Type};

impl Emitter<'_> {
    /// An enum of answers.
    pub(in crate::emit) fn outcome(&self, outcome: &Outcome) -> TokenStream {
        let name = ident(&outcome.name);
        let words = outcome.docs.join(" ");
        let definition = self.answer_enum(&name, &words, outcome.answers.iter());
        let (reply, reading) = (
            self.path("api_runtime::client", "Reply"),
            self.path("api_runtime::client", "Reading"),
        );
        let read = match outcome.answers.as_slice() {
            [only] if only.key == StatusKey::Default && outcome.failure => self.read(only),
            _ => {
                let arms = self.arms(outcome);
                quote!(match reply.code() { #(#arms,)* })
            }
        };
        let (interface, content) = match outcome.failure {
            true => (self.path("api_runtime::client", "ReadError"), None),
            false => {
                let content = self.path("api_runtime::operation", "Content");
                (
                    self.path("api_runtime::client", "ReadSuccess"),
                    Some(quote!(, _: #content)),
                )
            }
        };
        quote! {
            #definition

            impl #interface for #name {
                fn read(reply: #reply #content) -> #reading<Self> {
                    #read
                }
            }
        }
    }

    /// The arms of the match over the status: exact ones, ranges, then the rest.
    fn arms(&self, outcome: &Outcome) -> Vec<TokenStream> {
        let mut arms = Vec::new();
        let mut total = false;
        for answers in outcome.answers.chunk_by(|one, next| one.key == next.key) {
            let Some(first) = answers.first() else {
                continue;
            };
            let value = self.read_one_of(answers);
            let pattern = match first.key {
                StatusKey::Code(status) => number(status),
                StatusKey::Range(class) => {
                    let first = u16::from(class) * 100;
                    let (first, last) = (number(first), number(first + 99));
                    quote!(#first..=#last)
                }
                StatusKey::Default if outcome.failure => {
                    total = true;
                    quote!(_)
                }
                StatusKey::Default => quote!(200..=399),
            };
            arms.push(quote!(#pattern => #value));
        }
        if !total {
            arms.push(quote!(_ => reply.undocumented()));
        }
        arms
    }

    /// What one status gives: its one body, or by media type.
    fn read_one_of(&self, answers: &[Answer]) -> TokenStream {
        if let [only] = answers {
            return self.read(only);
        }
        let known = answers
            .iter()
            .filter_map(|answer| answer.media.as_ref())
            .map(|media| &media.media_type);
        let arms = answers.iter().enumerate().map(|(index, answer)| {
            let (index, value) = (Literal::usize_unsuffixed(index), self.read(answer));
            quote!(Some(#index) => #value)
        });
        quote! {
            match reply.media_type(&[#(#known),*]) {
                #(#arms,)*
                _ => reply.undocumented(),
            }
        }
    }

    fn read(&self, answer: &Answer) -> TokenStream {
        let body = self.read_answer(answer);
        let variant = ident(&answer.variant);
        let headers = answer.headers.map(|_| quote!(.with_headers()));
        let carries_status = !matches!(answer.key, StatusKey::Code(_));
        let empty = answer.media.is_none() && answer.headers.is_none();
        let value = match (carries_status, empty) {
            (false, false) => quote!(.map(Self::#variant)),
            (false, true) => quote!(.map(|()| Self::#variant)),
            (true, false) => quote!(.map_status(Self::#variant)),
            (true, true) => quote!(.map_status(|status, ()| Self::#variant(status))),
        };
        quote!(#body #headers #value)
    }

    fn read_answer(&self, answer: &Answer) -> TokenStream {
        let Some(media) = &answer.media else {
            return quote!(reply.empty());
        };
        match &media.form {
            MediaForm::Json | MediaForm::Multipart => quote!(reply.json()),
            MediaForm::Form(encodings) => {
                let encodings = self.encodings(encodings);
                quote!(reply.form(#encodings))
            }
            MediaForm::Text => quote!(reply.text()),
            MediaForm::Binary => quote!(reply.binary()),
            MediaForm::Lines => quote!(reply.lines()),
            MediaForm::Events if media.ty == Type::String => quote!(reply.text_events()),
            MediaForm::Events => quote!(reply.events()),
        }
    }
}

fn number(status: u16) -> TokenStream {
    let status = Literal::u16_unsuffixed(status);
    quote!(#status)
}
