//! The method of the client that begins a call, with what is required as its arguments.

use api_model::api::{Location, Style};
use proc_macro2::TokenStream;
use quote::quote;

use super::super::{Emitter, doc, docs, ident};
use super::call;
use crate::markdown::{code, is_prose};
use crate::plan::{
    Answer, Body, BodyKind, ItemId, Media, MediaForm, Operation, Parameter, Type, Writing,
};

impl Emitter<'_> {
    /// The method that begins a call.
    pub(in crate::emit) fn method(&self, operation: &Operation) -> TokenStream {
        let (name, docs) = (ident(&operation.names.method), self.method_docs(operation));
        let constant = ident(&operation.names.constant);
        let deprecated = operation.deprecated.then(|| quote!(#[deprecated]));
        let required = || {
            let parameters = operation.parameters.iter();
            parameters.filter(|parameter| parameter.required)
        };
        let address = self.addressed.then(|| address(operation));
        let mut arguments: Vec<_> = address.iter().map(|to| quote!(#to: &str)).collect();
        arguments.extend(required().map(|parameter| {
            let (name, ty) = (ident(&parameter.name), self.argument(&parameter.ty));
            quote!(#name: #ty)
        }));
        let steps = required().map(|parameter| self.step(parameter));
        let start = match &address {
            Some(to) => quote!(self.core.call_to(&#constant, #to) #(#steps)*),
            None => quote!(self.core.call(&operations::#constant) #(#steps)*),
        };
        let body = operation.body.as_ref().filter(|body| body.required);
        if let Some(body) = body {
            let ty = self.body_argument(body);
            arguments.push(quote!(body: #ty));
        }
        let (first, call) = match body.map(|body| &body.kind) {
            None => (None, start),
            Some(BodyKind::One(media)) => {
                let step = self.body_step(media, true);
                (None, quote!(#start #step))
            }
            Some(BodyKind::Several { item, media }) => (
                Some(quote!(let call = #start;)),
                self.body_choice(*item, media),
            ),
        };
        let (ty, call) = match call::is_own(operation) {
            true => {
                let own = ident(&call::name(operation));
                (quote!(#own), quote!(#own(#call)))
            }
            false => (self.call_type(operation), call),
        };
        quote! {
            #docs
            #deprecated
            pub fn #name(&self, #(#arguments),*) -> #ty { #first #call }
        }
    }

    /// The documentation, with what is to be known of this operation's answers alone.
    fn method_docs(&self, operation: &Operation) -> TokenStream {
        let words = docs(&operation.docs);
        let media_types = call::is_choice(operation).then(|| {
            let types: Vec<String> = operation.produces.iter().map(|ty| code(ty)).collect();
            let words = doc(&format!("Answers with one of {}.", types.join(", ")));
            quote!(#[doc = ""] #words)
        });
        let errors: Vec<String> = operation
            .answers
            .iter()
            .filter(|answer| answer.can_fail() && !self.is_told(operation, answer))
            .flat_map(error_lines)
            .collect();
        let errors = (!errors.is_empty()).then(|| {
            let lines = docs(&errors);
            quote!(#[doc = ""] #[doc = " # Errors"] #[doc = ""] #lines)
        });
        quote!(#words #media_types #errors)
    }

    /// Whether the enum of errors says the same of an answer.
    fn is_told(&self, operation: &Operation, answer: &Answer) -> bool {
        let outcome = operation.failure.and_then(|index| self.outcomes.get(index));
        outcome.is_some_and(|outcome| {
            let mut told = outcome.answers.iter();
            told.any(|told| told.variant == answer.variant && told.docs == answer.docs)
        })
    }

    /// The type of an argument that gives a value of this type.
    pub(super) fn argument(&self, ty: &Type) -> TokenStream {
        match ty {
            Type::String => quote!(&str),
            Type::Vec(inner) => {
                let inner = self.ty(inner);
                quote!(&[#inner])
            }
            ty if ty.is_copy() => self.ty(ty),
            ty => {
                let ty = self.ty(ty);
                quote!(&#ty)
            }
        }
    }

    /// The step that adds a parameter.
    pub(super) fn step(&self, parameter: &Parameter) -> TokenStream {
        let (wire, name) = (&parameter.wire, ident(&parameter.name));
        let reference = parameter.ty.is_copy().then(|| quote!(&));
        let method = parameter.location.as_str();
        if is_usual(parameter.location, parameter.writing) {
            let method = ident(method);
            return quote!(.#method(#wire, #reference #name));
        }
        let (method, style) = (
            ident(&format!("{method}_as")),
            self.writing(parameter.writing),
        );
        quote!(.#method(#style, #wire, #reference #name))
    }

    pub(super) fn body_argument(&self, body: &Body) -> TokenStream {
        match &body.kind {
            BodyKind::Several { item, .. } => self.ty(&Type::Item(*item)),
            BodyKind::One(media) => match media.form {
                MediaForm::Multipart => self.ty(&media.ty),
                MediaForm::Text => quote!(&str),
                MediaForm::Binary => {
                    let body = self.path("api_runtime::body", "Body");
                    quote!(impl Into<#body>)
                }
                MediaForm::Lines | MediaForm::Events => self.media_type(media),
                _ => self.argument(&media.ty),
            },
        }
    }

    /// The step that adds a body. `borrowed` says that the body is a reference already.
    pub(super) fn body_step(&self, media: &Media, borrowed: bool) -> TokenStream {
        let media_type = &media.media_type;
        let reference = (!borrowed || media.ty.is_copy()).then(|| quote!(&));
        match &media.form {
            MediaForm::Json if media_type == "application/json" => quote!(.json(#reference body)),
            MediaForm::Json => quote!(.json_as(#media_type, #reference body)),
            MediaForm::Form(encodings) => {
                let encodings = self.encodings(encodings);
                quote!(.form(#reference body, #encodings))
            }
            MediaForm::Multipart => quote!(.multipart(#media_type, body)),
            MediaForm::Text => quote!(.text(#media_type, #reference body)),
            MediaForm::Binary => quote!(.binary(#media_type, body)),
            MediaForm::Lines => quote!(.binary(#media_type, body.into_body())),
            MediaForm::Events if media.ty == Type::String => {
                quote!(.binary(#media_type, body.into_text_body()))
            }
            MediaForm::Events => quote!(.binary(#media_type, body.into_body())),
        }
    }

    pub(super) fn body_choice(&self, item: ItemId, media: &[(String, Media)]) -> TokenStream {
        let ty = self.ty(&Type::Item(item));
        let arms = media.iter().map(|(name, media)| {
            let (name, step) = (ident(name), self.body_step(media, false));
            quote!(#ty::#name(body) => call #step)
        });
        quote!(match body { #(#arms,)* })
    }
}

/// The argument that says where a call goes.
fn address(operation: &Operation) -> proc_macro2::Ident {
    let mut parameters = operation.parameters.iter();
    match parameters.any(|parameter| parameter.name == "to") {
        true => ident("to_address"),
        false => ident("to"),
    }
}

/// Whether a parameter is written as its location usually is.
fn is_usual(location: Location, writing: Writing) -> bool {
    let style = Style::default_for(location);
    let usual = Writing::Styled {
        style,
        explode: style == Style::Form,
        allow_reserved: false,
    };
    writing == usual
}

/// What an error means, as an item of a list.
fn error_lines(answer: &Answer) -> Vec<String> {
    // A block cut short would swallow what follows it.
    let prose = answer.docs.first().is_some_and(|line| is_prose(line));
    let lines = answer.docs.iter().filter(|_| prose);
    let mut lines = lines.take_while(|line| !line.is_empty());
    let first = lines.next().map_or("", String::as_str);
    let mut item = vec![format!("- `{}`: {first}", answer.key)];
    item.extend(lines.map(|line| format!("  {line}")));
    item
}
