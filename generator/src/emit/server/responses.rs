//! Responses: the enums that operations share by shape, and each operation's own name for its enum.

use api_model::api::StatusKey;
use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::Side;
use crate::emit::{Emitter, doc, docs, ident};
use crate::markdown::{code, is_prose};
use crate::plan::{Answer, MediaForm, Operation, ReplyArm, ReplyBody, ReplyShape, Type};

impl Emitter<'_> {
    /// The name of what an operation answers.
    pub(super) fn response(
        &self,
        side: &Side<'_>,
        index: usize,
        operation: &Operation,
    ) -> Option<TokenStream> {
        let shape = side.replies.shape(index)?;
        let (name, shape) = (
            format_ident!("{}Response", operation.names.types),
            ident(&shape.name),
        );
        let mut lines = vec![format!("What {} may answer.", code(&operation.label))];
        for answer in &operation.answers {
            let mut words = answer.docs.iter();
            let first = words.next().map_or("", String::as_str);
            match is_prose(first) {
                true => lines.push(format!("- {}: {first}", code(&answer.variant))),
                false => lines.extend([
                    format!("- {}:", code(&answer.variant)),
                    String::new(),
                    format!("  {first}"),
                ]),
            }
            lines.extend(words.map(|line| match line.is_empty() {
                true => String::new(),
                false => format!("  {line}"),
            }));
        }
        let docs = docs(&lines);
        let arguments: Vec<_> = operation
            .answers
            .iter()
            .flat_map(|answer| self.arguments(answer))
            .collect();
        let arguments = (!arguments.is_empty()).then(|| quote!(<#(#arguments),*>));
        Some(quote! { #docs pub type #name = #shape #arguments; })
    }

    /// What an answer gives for the type parameters of its variant.
    fn arguments(&self, answer: &Answer) -> Vec<TokenStream> {
        let arm = ReplyArm::from(answer);
        let body = arm.body.as_ref().filter(|body| body.is_typed());
        let body = body.and(answer.media.as_ref());
        let headers = answer.headers.map(|headers| self.ty(&Type::Item(headers)));
        body.map(|media| self.ty(&media.ty))
            .into_iter()
            .chain(headers)
            .collect()
    }

    /// The enums.
    pub(in crate::emit) fn shapes(&self, side: &Side<'_>) -> TokenStream {
        let shapes = side.replies.shapes.iter().map(|shape| self.shape(shape));
        quote!(#(#shapes)*)
    }

    fn shape(&self, shape: &ReplyShape) -> TokenStream {
        let name = ident(&shape.name);
        let streams = shape
            .arms
            .iter()
            .filter_map(|arm| arm.body.as_ref())
            .any(|body| body.form.is_stream());
        let derives = match streams {
            true => quote!(Debug),
            false => quote!(Clone, Debug, PartialEq),
        };
        let words = match shape.arms.as_slice() {
            [_] => doc("An answer of one kind."),
            _ => doc("An answer of one of these kinds."),
        };
        let variants = shape.arms.iter().map(|arm| self.variant(arm));
        let parameters: Vec<Ident> = shape.arms.iter().flat_map(parameters).collect();
        let generics = (!parameters.is_empty()).then(|| quote!(<#(#parameters),*>));
        let bounds = shape.arms.iter().flat_map(|arm| self.bounds(arm));
        let bounds: Vec<_> = bounds.collect();
        let bounds = (!bounds.is_empty()).then(|| quote!(<#(#bounds),*>));
        let reply = self.path("api_runtime::server", "Reply");
        let arms = shape.arms.iter().map(|arm| self.reply_arm(arm));
        quote! {
            #words
            #[derive(#derives)]
            pub enum #name #generics { #(#variants,)* }

            impl #bounds From<#name #generics> for #reply {
                fn from(answer: #name #generics) -> Self {
                    use #name::*;
                    match answer { #(#arms,)* }
                }
            }
        }
    }

    fn bounds(&self, arm: &ReplyArm) -> Vec<TokenStream> {
        let streams = arm
            .body
            .as_ref()
            .is_some_and(|body| matches!(body.form, MediaForm::Lines | MediaForm::Events));
        let lives = streams.then(|| quote!(+ 'static));
        let bound = |name: Ident, lives: Option<TokenStream>| {
            let serialize = self.path("serde", "Serialize");
            quote!(#name: #serialize #lives)
        };
        let body = body_parameter(arm).map(|name| bound(name, lives));
        let headers = headers_parameter(arm).map(|name| bound(name, None));
        body.into_iter().chain(headers).collect()
    }

    fn variant(&self, arm: &ReplyArm) -> TokenStream {
        let name = ident(&arm.variant);
        let status = match arm.key {
            StatusKey::Code(code) => format!("Status {code}"),
            StatusKey::Range(class) => format!("A status from {class}00 to {class}99"),
            StatusKey::Default => "Any other status".to_owned(),
        };
        let words = match &arm.body {
            None => doc(&format!("{status} without a body.")),
            Some(body) => doc(&format!("{status} with {}.", code(&body.media_type))),
        };
        let mut fields = Vec::new();
        if !matches!(arm.key, StatusKey::Code(_)) {
            fields.push(self.path("api_runtime::http", "StatusCode"));
        }
        let body = arm.body.as_ref().map(|body| self.body_of(arm, body));
        match headers_parameter(arm) {
            None => fields.extend(body),
            Some(headers) => {
                let with = self.path("api_runtime::headers", "WithHeaders");
                let body = body.unwrap_or_else(|| quote!(()));
                fields.push(quote!(#with<#body, #headers>));
            }
        }
        match fields.is_empty() {
            true => quote!(#words #name),
            false => quote!(#words #name(#(#fields),*)),
        }
    }

    fn body_of(&self, arm: &ReplyArm, body: &ReplyBody) -> TokenStream {
        let parameter = body_parameter(arm);
        match &body.form {
            MediaForm::Text => quote!(String),
            MediaForm::Binary => self.ty(&Type::Body),
            MediaForm::Lines => {
                let lines = self.path("api_runtime::ndjson", "Lines");
                quote!(#lines<#parameter>)
            }
            MediaForm::Events => {
                let events = self.path("api_runtime::sse", "Events");
                match parameter {
                    None => quote!(#events<String>),
                    parameter => quote!(#events<#parameter>),
                }
            }
            MediaForm::Json | MediaForm::Multipart | MediaForm::Form(_) => quote!(#parameter),
        }
    }

    fn reply_arm(&self, arm: &ReplyArm) -> TokenStream {
        let variant = ident(&arm.variant);
        let mut parts = Vec::new();
        let status = match arm.key {
            StatusKey::Code(code) => self.status(code),
            _ => {
                parts.push(quote!(status));
                quote!(status)
            }
        };
        let headers = arm.headers.then(|| quote!(.headers(&headers)));
        match (&arm.body, arm.headers) {
            (None, false) => {}
            (Some(_), false) => parts.push(quote!(body)),
            (body, true) => {
                let with = self.path("api_runtime::headers", "WithHeaders");
                let body = match body {
                    Some(_) => quote!(body),
                    None => quote!(body: ()),
                };
                parts.push(quote!(#with { #body, headers }));
            }
        }
        let pattern = match parts.is_empty() {
            true => quote!(#variant),
            false => quote!(#variant(#(#parts),*)),
        };
        let reply = self.reply_of(arm.body.as_ref(), &status);
        quote!(#pattern => #reply #headers)
    }

    fn reply_of(&self, body: Option<&ReplyBody>, status: &TokenStream) -> TokenStream {
        let reply = self.path("api_runtime::server", "Reply");
        let Some(body) = body else {
            return quote!(#reply::empty(#status));
        };
        let media_type = &body.media_type;
        match &body.form {
            MediaForm::Json | MediaForm::Multipart if media_type == "application/json" => {
                quote!(#reply::json(#status, &body))
            }
            MediaForm::Json | MediaForm::Multipart => {
                quote!(#reply::json_as(#status, #media_type, &body))
            }
            MediaForm::Form(encodings) => {
                let encodings = self.encodings(encodings);
                quote!(#reply::form(#status, &body, #encodings))
            }
            MediaForm::Text => quote!(#reply::text(#status, #media_type, body)),
            MediaForm::Binary => quote!(#reply::binary(#status, #media_type, body)),
            MediaForm::Lines => quote!(#reply::lines(#status, #media_type, body)),
            MediaForm::Events if body.text => quote!(#reply::text_events(#status, body)),
            MediaForm::Events => quote!(#reply::events(#status, body)),
        }
    }
}

/// The type parameter of an arm's body: `T200`.
fn body_parameter(arm: &ReplyArm) -> Option<Ident> {
    let is_typed = arm.body.as_ref().is_some_and(ReplyBody::is_typed);
    is_typed.then(|| format_ident!("T{}", arm.suffix()))
}

/// The type parameter of an arm's headers: `H200`.
fn headers_parameter(arm: &ReplyArm) -> Option<Ident> {
    arm.headers.then(|| format_ident!("H{}", arm.suffix()))
}

fn parameters(arm: &ReplyArm) -> Vec<Ident> {
    let headers = headers_parameter(arm);
    body_parameter(arm).into_iter().chain(headers).collect()
}
