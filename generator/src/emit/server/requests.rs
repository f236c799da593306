//! Requests: structs whose fields say what they are read from.

use api_model::api::{Location, Style};
use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::Side;
use crate::emit::{Emitter, doc, docs, ident, number};
use crate::markdown::code;
use crate::plan::{Body, BodyKind, Literal, Media, MediaForm, Operation, Parameter, Type, Writing};

impl Emitter<'_> {
    /// The requests and responses of all operations, in the order of their traits.
    pub(in crate::emit) fn asked_and_answered(&self, side: &Side<'_>) -> TokenStream {
        let all = side.groups.iter().flat_map(|group| side.of(group));
        let all: Vec<_> = all
            .map(|(index, operation)| {
                let patterns = self.operation_patterns(operation);
                let request = self.request(operation);
                let response = self.response(side, index, operation);
                quote! { #patterns #request #response }
            })
            .collect();
        quote!(#(#all)*)
    }

    fn operation_patterns(&self, operation: &Operation) -> TokenStream {
        let mut patterns: Vec<(String, String)> = Vec::new();
        for parameter in &operation.parameters {
            patterns.extend(parameter.patterns.iter().cloned());
        }
        for media in operation.body.iter().flat_map(Body::media) {
            patterns.extend(media.patterns.iter().cloned());
        }
        self.pattern_statics(&patterns)
    }

    fn request(&self, operation: &Operation) -> TokenStream {
        let name = format_ident!("{}Request", operation.names.types);
        let words = doc(&format!("What {} is asked.", code(&operation.label)));
        let mut fields: Vec<_> = operation
            .parameters
            .iter()
            .map(|parameter| self.parameter_field(parameter))
            .collect();
        let body = operation.body.as_ref();
        fields.extend(body.map(|body| self.body_field(body)));
        let media = || body.into_iter().flat_map(Body::media);
        // The enum of several media types is as its widest variant could be: neither cloned nor compared.
        let several = matches!(body.map(|body| &body.kind), Some(BodyKind::Several { .. }));
        let derives = match several || media().any(|media| media.form.is_stream()) {
            true => quote!(Debug),
            false => quote!(Clone, Debug, PartialEq),
        };
        let streamed: Vec<_> = media()
            .filter(|media| media.form.is_handed_on())
            .map(|media| &media.media_type)
            .collect();
        let streams = (!streamed.is_empty()).then(|| quote!(#[streams(#(#streamed),*)]));
        let choice = body.and_then(|body| self.choice(body));
        self.path("api_runtime", "request_struct");
        quote! {
            #[request_struct]
            #words
            #[derive(#derives)]
            #streams
            pub struct #name { #(#fields,)* }
            #choice
        }
    }

    fn parameter_field(&self, parameter: &Parameter) -> TokenStream {
        let (name, docs, ty) = (
            ident(&parameter.name),
            docs(&parameter.docs),
            self.ty(&parameter.ty),
        );
        let (location, wire) = (
            self.path("api_runtime::server::read", parameter.location.as_str()),
            &parameter.wire,
        );
        let style = (!is_usual(parameter)).then(|| {
            let style = self.writing(parameter.writing);
            quote!(.style(#style))
        });
        let check = (!parameter.rules.is_empty()).then(|| {
            let check = self.reading_check(&parameter.rules, &name, &parameter.ty);
            quote!(.check(#check))
        });
        let read = quote!(#location(#wire) #style #check);
        let (ty, read) = match &parameter.default {
            Some(default) => {
                let default = self.literal(default);
                (ty, quote!(#read.or(#default)))
            }
            None if parameter.required => (ty, read),
            None => (quote!(Option<#ty>), quote!(#read.optional())),
        };
        quote!(#docs #[from(#read)] pub #name: #ty)
    }

    fn body_field(&self, body: &Body) -> TokenStream {
        let docs = docs(&body.docs);
        let (ty, read) = match &body.kind {
            BodyKind::One(media) => (self.media_type(media), self.read_media(media)),
            BodyKind::Several { item, .. } => {
                let choice = self.path("api_runtime::server::read", "choice");
                (self.ty(&Type::Item(*item)), quote!(#choice()))
            }
        };
        match body.required {
            true => quote!(#docs #[from(#read)] pub body: #ty),
            false => quote!(#docs #[from(#read.optional())] pub body: Option<#ty>),
        }
    }

    /// How a body of one of several media types is read.
    fn choice(&self, body: &Body) -> Option<TokenStream> {
        let BodyKind::Several { item, media } = &body.kind else {
            return None;
        };
        let ty = self.ty(&Type::Item(*item));
        let known = media.iter().map(|(_, media)| &media.media_type);
        let last = media.len().saturating_sub(1);
        let arms = media.iter().enumerate().map(|(index, (name, media))| {
            let (name, read) = (ident(name), self.read_media(media));
            let pattern = match index == last {
                true => quote!(_),
                false => {
                    let index = proc_macro2::Literal::usize_unsuffixed(index);
                    quote!(#index)
                }
            };
            quote!(#pattern => call.read(#read).map(Self::#name))
        });
        let (choice, call, invalid) = (
            self.path("api_runtime::server::read", "Choice"),
            self.path("api_runtime::server", "Call"),
            self.path("api_runtime", "Invalid"),
        );
        Some(quote! {
            impl #choice for #ty {
                fn choose(call: &mut #call) -> Result<Self, #invalid> {
                    match call.media_type(&[#(#known),*])? { #(#arms,)* }
                }
            }
        })
    }

    fn read_media(&self, media: &Media) -> TokenStream {
        let media_type = &media.media_type;
        let read = |name| self.path("api_runtime::server::read", name);
        let begin = match &media.form {
            MediaForm::Json => {
                let json = read("json");
                quote!(#json())
            }
            MediaForm::Form(encodings) => {
                let (form, encodings) = (read("form"), self.encodings(encodings));
                // What a style is changed by is a call, which is made at compile time only if it is asked for.
                match encodings.to_string().contains('.') {
                    true => quote!(#form(const { #encodings })),
                    false => quote!(#form(#encodings)),
                }
            }
            MediaForm::Multipart => {
                let multipart = read("multipart");
                quote!(#multipart(#media_type))
            }
            MediaForm::Text => {
                let text = read("text");
                quote!(#text(#media_type))
            }
            MediaForm::Binary => {
                let binary = read("binary");
                quote!(#binary(#media_type))
            }
            MediaForm::Lines => {
                let lines = read("lines");
                quote!(#lines(#media_type))
            }
            MediaForm::Events if media.ty == Type::String => {
                let events = read("text_events");
                quote!(#events())
            }
            MediaForm::Events => {
                let events = read("events");
                quote!(#events())
            }
        };
        if media.rules.is_empty() {
            return begin;
        }
        let check = self.reading_check(&media.rules, &ident("body"), &media.ty);
        quote!(#begin.check(#check))
    }

    fn literal(&self, literal: &Literal) -> TokenStream {
        match literal {
            Literal::Bool(flag) => quote!(#flag),
            Literal::Number(text) => number(text),
            Literal::Text(text) => quote!(#text.to_owned()),
            Literal::Variant(item, name) => {
                let (ty, name) = (self.ty(&Type::Item(*item)), ident(name));
                quote!(#ty::#name)
            }
            Literal::List(items) => {
                let items = items.iter().map(|item| self.literal(item));
                quote!(vec![#(#items),*])
            }
        }
    }
}

/// Whether a parameter is written as its location's parameters are unless a description says otherwise (OpenAPI 3.1,
/// section 4.8.12.2.1).
fn is_usual(parameter: &Parameter) -> bool {
    let Writing::Styled {
        style,
        explode,
        allow_reserved: false,
    } = parameter.writing
    else {
        return false;
    };
    match parameter.location {
        Location::Path | Location::Header => style == Style::Simple && !explode,
        Location::Query | Location::Cookie => style == Style::Form && explode,
    }
}
