//! `client.rs`: the client, a call builder and the enums of answers per operation.

use api_model::api::StatusKey;
use proc_macro2::{Literal, TokenStream};
use quote::{format_ident, quote};

use super::{Emitter, doc, docs, ident};
use crate::markdown::code;
use crate::plan::{Answer, Body, BodyKind, Media, MediaForm, Operation, Parameter, Plan, Type};

/// All of `client.rs`.
pub(crate) fn client(plan: &Plan) -> TokenStream {
    let suffixes = ["Call", "Error", "Success"];
    let names = plan
        .operations
        .iter()
        .flat_map(|operation| suffixes.map(|suffix| format!("{}{suffix}", operation.names.types)));
    let emitter = Emitter::new(plan, names.chain(["Client".to_owned()]), false);
    let client = emitter.client();
    let calls: Vec<_> = plan
        .operations
        .iter()
        .map(|operation| emitter.call(operation))
        .collect();
    let imports = emitter.imports.emit();
    let uses_types = calls
        .iter()
        .chain([&client])
        .any(|tokens| mentions(tokens, "types"));
    let modules = modules(true, uses_types);
    quote! { #imports #modules #client #(#calls)* }
}

/// The `use` line for the crate's own modules.
pub(super) fn modules(operations: bool, types: bool) -> TokenStream {
    match (operations, types) {
        (true, true) => quote!(
            use crate::{operations, types};
        ),
        (true, false) => quote!(
            use crate::operations;
        ),
        (false, true) => quote!(
            use crate::types;
        ),
        (false, false) => TokenStream::new(),
    }
}

/// Whether an identifier occurs in tokens.
pub(super) fn mentions(tokens: &TokenStream, name: &str) -> bool {
    tokens.clone().into_iter().any(|token| match token {
        proc_macro2::TokenTree::Ident(ident) => ident == name,
        proc_macro2::TokenTree::Group(group) => mentions(&group.stream(), name),
        _ => false,
    })
}

/// Wraps what was read in its variant.
fn map_answer(answer: &Answer, ty: &proc_macro2::Ident) -> TokenStream {
    let variant = ident(&answer.variant);
    let carries_status = !matches!(answer.key, StatusKey::Code(_));
    let empty = answer.media.is_none() && answer.headers.is_none();
    match (carries_status, empty) {
        (false, false) => quote!(.map(#ty::#variant)),
        (false, true) => quote!(.map(|()| #ty::#variant)),
        (true, false) => quote!(.map(|body| #ty::#variant(status, body))),
        (true, true) => quote!(.map(|()| #ty::#variant(status))),
    }
}

/// Whether an answer can be an error; `default` is one for statuses from 400 even where it is the success.
fn can_fail(answer: &Answer) -> bool {
    !answer.success || answer.key == StatusKey::Default
}

/// The distinct shapes of success: whether one type serves all.
enum Success {
    One,
    Several,
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

    /// The method that begins a call.
    fn method(&self, operation: &Operation) -> TokenStream {
        let (name, docs) = (ident(&operation.names.method), docs(&operation.docs));
        let (constant, call) = (
            ident(&operation.names.constant),
            format_ident!("{}Call", operation.names.types),
        );
        let deprecated = operation.deprecated.then(|| quote!(#[deprecated]));
        let required: Vec<_> = operation
            .parameters
            .iter()
            .filter(|parameter| parameter.required)
            .collect();
        let mut arguments: Vec<_> = required
            .iter()
            .map(|parameter| {
                let (name, ty) = (ident(&parameter.name), self.argument(&parameter.ty));
                quote!(#name: #ty)
            })
            .collect();
        let steps = required.iter().map(|parameter| self.step(parameter));
        let start = quote!(self.core.call(&operations::#constant) #(#steps)*);
        let body = operation.body.as_ref().filter(|body| body.required);
        if let Some(body) = body {
            let ty = self.body_argument(body);
            arguments.push(quote!(body: #ty));
        }
        let made = match body.map(|body| &body.kind) {
            None => quote!(#call { call: #start }),
            Some(BodyKind::One(media)) => {
                let step = self.body_step(media, true);
                quote!(#call { call: #start #step })
            }
            Some(BodyKind::Several { item, media }) => {
                let choice = self.body_choice(*item, media);
                quote! { let call = #start; #call { call: #choice } }
            }
        };
        quote! {
            #docs
            #deprecated
            pub fn #name(&self, #(#arguments),*) -> #call { #made }
        }
    }

    /// The type of an argument that gives a value of this type.
    fn argument(&self, ty: &Type) -> TokenStream {
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

    fn step(&self, parameter: &Parameter) -> TokenStream {
        let method = ident(parameter.location.as_str());
        let (wire, name, style) = (
            &parameter.wire,
            ident(&parameter.name),
            self.writing(parameter.writing),
        );
        let reference = parameter.ty.is_copy().then(|| quote!(&));
        quote!(.#method(#wire, #style, #reference #name))
    }

    fn body_argument(&self, body: &Body) -> TokenStream {
        match &body.kind {
            BodyKind::Several { item, .. } => self.ty(&Type::Item(*item)),
            BodyKind::One(media) => match media.form {
                MediaForm::Multipart => self.ty(&media.ty),
                MediaForm::Text => quote!(&str),
                MediaForm::Binary => {
                    let body = self.path("api_runtime::body", "Body");
                    quote!(impl Into<#body>)
                }
                _ => self.argument(&media.ty),
            },
        }
    }

    /// The step that adds a body. `borrowed` says that the body is a reference already.
    fn body_step(&self, media: &Media, borrowed: bool) -> TokenStream {
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
            MediaForm::Binary | MediaForm::Lines | MediaForm::Events => {
                quote!(.binary(#media_type, body))
            }
        }
    }

    fn body_choice(&self, item: crate::plan::ItemId, media: &[(String, Media)]) -> TokenStream {
        let ty = self.ty(&Type::Item(item));
        let arms = media.iter().map(|(name, media)| {
            let (name, step) = (ident(name), self.body_step(media, false));
            quote!(#ty::#name(body) => call #step)
        });
        quote!(match body { #(#arms,)* })
    }

    fn call(&self, operation: &Operation) -> TokenStream {
        let name = format_ident!("{}Call", operation.names.types);
        let call = self.path("api_runtime::client", "Call");
        let words = doc(&format!("A call of {}.", code(&operation.label)));
        let optional = operation
            .parameters
            .iter()
            .filter(|parameter| !parameter.required);
        let builders = optional.map(|parameter| self.builder(parameter));
        let body = operation
            .body
            .as_ref()
            .filter(|body| !body.required)
            .map(|body| self.body_builder(body));
        let accept = self.accept(operation);
        let send = self.send(operation);
        let success = self.success_enum(operation);
        let error = self.error_enum(operation);
        quote! {
            #words
            #[derive(Debug)]
            #[must_use = "a call does nothing until it is sent"]
            pub struct #name { call: #call }

            impl #name { #(#builders)* #body #accept #send }

            #success
            #error
        }
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
            pub fn #name(mut self, #name: #ty) -> Self {
                self.call = self.call #step;
                self
            }
        }
    }

    fn body_builder(&self, body: &Body) -> TokenStream {
        let (docs, ty) = (docs(&body.docs), self.body_argument(body));
        let change = match &body.kind {
            BodyKind::One(media) => {
                let step = self.body_step(media, true);
                quote!(self.call = self.call #step;)
            }
            BodyKind::Several { item, media } => {
                let choice = self.body_choice(*item, media);
                quote! { let call = self.call; self.call = #choice; }
            }
        };
        quote! { #docs pub fn body(mut self, body: #ty) -> Self { #change self } }
    }

    /// Where an answer has several media types, one of them can be asked for.
    fn accept(&self, operation: &Operation) -> Option<TokenStream> {
        let several = operation
            .answers
            .windows(2)
            .any(|pair| pair[0].key == pair[1].key && pair[0].success);
        if !several {
            return None;
        }
        let types: Vec<String> = operation
            .produces
            .iter()
            .map(|media_type| code(media_type))
            .collect();
        let docs = doc(&format!(
            "Asks for one media type alone: {}.",
            types.join(", ")
        ));
        Some(quote! {
            #docs
            pub fn accept(mut self, media_type: &str) -> Self {
                self.call = self.call.accept(media_type);
                self
            }
        })
    }

    fn send(&self, operation: &Operation) -> TokenStream {
        let response = self.path("api_runtime::client", "Response");
        let error = self.path("api_runtime::client", "Error");
        let success = self.success_type(operation);
        let fails = operation.answers.iter().any(can_fail);
        let (failure, words) = match fails {
            true => {
                let name = format_ident!("{}Error", operation.names.types);
                (
                    quote!(#name),
                    format!("[`{name}`] when the API answers with a documented error."),
                )
            }
            false => (
                self.path("std::convert", "Infallible"),
                "No error is documented.".to_owned(),
            ),
        };
        let words = doc(&words);
        let arms = self.arms(operation);
        quote! {
            /// Sends the call.
            ///
            /// # Errors
            ///
            #words
            pub async fn send(self) -> Result<#response<#success>, #error<#failure>> {
                let reply = self.call.send().await?;
                let status = reply.status();
                match status.as_u16() { #(#arms)* }
            }
        }
    }

    /// The arms of the match over the status: exact ones, ranges, then the rest.
    fn arms(&self, operation: &Operation) -> Vec<TokenStream> {
        let mut keys: Vec<StatusKey> = Vec::new();
        for answer in &operation.answers {
            if !keys.contains(&answer.key) {
                keys.push(answer.key);
            }
        }
        keys.sort_by_key(|key| match key {
            StatusKey::Code(_) => 0,
            StatusKey::Range(_) => 1,
            StatusKey::Default => 2,
        });
        let mut arms: Vec<(TokenStream, TokenStream)> = Vec::new();
        let mut total = false;
        for key in keys {
            let answers: Vec<&Answer> = operation
                .answers
                .iter()
                .filter(|answer| answer.key == key)
                .collect();
            let success = answers.iter().any(|answer| answer.success);
            match key {
                StatusKey::Code(status) => {
                    let status = Literal::u16_unsuffixed(status);
                    arms.push((quote!(#status), self.reply(operation, &answers, !success)));
                }
                StatusKey::Range(class) => {
                    let (first, last) = (u16::from(class) * 100, u16::from(class) * 100 + 99);
                    let (first, last) = (
                        Literal::u16_unsuffixed(first),
                        Literal::u16_unsuffixed(last),
                    );
                    arms.push((
                        quote!(#first..=#last),
                        self.reply(operation, &answers, !success),
                    ));
                }
                StatusKey::Default => {
                    total = true;
                    if success {
                        arms.push((quote!(200..=399), self.reply(operation, &answers, false)));
                    }
                    arms.push((quote!(_), self.reply(operation, &answers, true)));
                }
            }
        }
        if !total {
            arms.push((quote!(_), quote!(Err(reply.undocumented().await))));
        }
        arms.into_iter()
            .map(|(pattern, value)| quote!(#pattern => #value,))
            .collect()
    }

    /// What one status gives: its one body, or by media type.
    fn reply(&self, operation: &Operation, answers: &[&Answer], failed: bool) -> TokenStream {
        match answers {
            [only] => self.decode(operation, only, failed),
            several => {
                let known = several
                    .iter()
                    .filter_map(|answer| answer.media.as_ref())
                    .map(|media| &media.media_type);
                let arms = several.iter().enumerate().map(|(index, answer)| {
                    let (index, value) = (
                        Literal::usize_unsuffixed(index),
                        self.decode(operation, answer, failed),
                    );
                    quote!(Some(#index) => #value)
                });
                quote! {
                    match reply.media_type(&[#(#known),*]) {
                        #(#arms,)*
                        _ => Err(reply.undocumented().await),
                    }
                }
            }
        }
    }

    fn decode(&self, operation: &Operation, answer: &Answer, failed: bool) -> TokenStream {
        let several = matches!(self.success(operation), Success::Several);
        let mapped = failed || several;
        let read = self.read(answer, mapped || answer.headers.is_some());
        let headers = answer.headers.map(|headers| {
            let ty = mapped
                .then(|| self.ty(&Type::Item(headers)))
                .map(|ty| quote!(::<#ty>));
            quote!(.with_headers #ty ()?)
        });
        let value = quote!(#read.await? #headers);
        if failed {
            let map = map_answer(answer, &format_ident!("{}Error", operation.names.types));
            let error = self.path("api_runtime::client", "Error");
            return quote!(Err(#error::api(#value #map)));
        }
        if several {
            let map = map_answer(answer, &format_ident!("{}Success", operation.names.types));
            return quote!(Ok(#value #map));
        }
        quote!(Ok(#value))
    }

    /// The call that reads a body. Its type is spelled where something follows: a response derefs to its body, so
    /// the compiler cannot go on from an unknown type.
    fn read(&self, answer: &Answer, typed: bool) -> TokenStream {
        let Some(media) = &answer.media else {
            return quote!(reply.empty());
        };
        let ty = typed.then(|| self.ty(&media.ty)).map(|ty| quote!(::<#ty>));
        match &media.form {
            MediaForm::Json | MediaForm::Multipart => quote!(reply.json #ty ()),
            MediaForm::Form(encodings) => {
                let encodings = self.encodings(encodings);
                quote!(reply.form #ty (#encodings))
            }
            MediaForm::Text => quote!(reply.text()),
            MediaForm::Binary => quote!(reply.binary()),
            MediaForm::Lines => quote!(reply.lines #ty ()),
            MediaForm::Events if media.ty == Type::String => quote!(reply.text_events()),
            MediaForm::Events => quote!(reply.events #ty ()),
        }
    }

    fn successes<'p>(&self, operation: &'p Operation) -> impl Iterator<Item = &'p Answer> {
        operation.answers.iter().filter(|answer| answer.success)
    }

    fn success(&self, operation: &Operation) -> Success {
        let shapes: Vec<String> = self
            .successes(operation)
            .map(|answer| self.payload(answer).to_string())
            .collect();
        let headers = self
            .successes(operation)
            .any(|answer| answer.headers.is_some());
        match shapes.as_slice() {
            [] | [_] => Success::One,
            [first, rest @ ..] if !headers && rest.iter().all(|shape| shape == first) => {
                Success::One
            }
            _ => Success::Several,
        }
    }

    fn success_type(&self, operation: &Operation) -> TokenStream {
        match (self.success(operation), self.successes(operation).next()) {
            (Success::One, Some(answer)) => self.payload(answer),
            (Success::One, None) => quote!(()),
            (Success::Several, _) => {
                let name = format_ident!("{}Success", operation.names.types);
                quote!(#name)
            }
        }
    }

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

    fn success_enum(&self, operation: &Operation) -> Option<TokenStream> {
        match self.success(operation) {
            Success::One => None,
            Success::Several => {
                let name = format_ident!("{}Success", operation.names.types);
                let words = format!("What {} answers when it succeeds.", code(&operation.label));
                Some(self.answer_enum(&name, &words, self.successes(operation)))
            }
        }
    }

    fn error_enum(&self, operation: &Operation) -> Option<TokenStream> {
        let name = format_ident!("{}Error", operation.names.types);
        let words = format!("What {} answers when it fails.", code(&operation.label));
        let errors = || operation.answers.iter().filter(|answer| can_fail(answer));
        errors().next()?;
        Some(self.answer_enum(&name, &words, errors()))
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
