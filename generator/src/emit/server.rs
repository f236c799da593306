//! `server.rs`: traits, requests, closed responses, the router and its glue.

use api_model::api::{Location, StatusKey};
use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::client::{mentions, modules};
use super::{Emitter, doc, docs, ident};
use crate::markdown::code;
use crate::plan::{
    Access, Answer, Body, BodyKind, Group, Literal, Media, MediaForm, Operation, Parameter, Plan,
    Scheme, SchemeKind, Type,
};

/// All of `server.rs`.
pub(crate) fn server(plan: &Plan) -> TokenStream {
    let suffixes = ["Request", "Response"];
    let names = plan
        .operations
        .iter()
        .flat_map(|operation| suffixes.map(|suffix| format!("{}{suffix}", operation.names.types)));
    let groups = plan.groups.iter().map(|group| group.name.clone());
    let own = ["Security", "Api"].map(str::to_owned);
    let emitter = Emitter::new(plan, names.chain(groups).chain(own), false);
    let security = emitter.security_trait();
    let traits: Vec<_> = plan
        .groups
        .iter()
        .map(|group| emitter.group(group))
        .collect();
    let api = emitter.api();
    let identify = emitter.identify();
    let glue: Vec<_> = plan
        .groups
        .iter()
        .flat_map(|group| group.operations.iter().map(move |index| (group, *index)))
        .filter_map(|(group, index)| {
            plan.operations
                .get(index)
                .map(|operation| (group, operation))
        })
        .map(|(group, operation)| emitter.glue(group, operation))
        .collect();
    let imports = emitter.imports.emit();
    let uses_types = glue.iter().any(|tokens| mentions(tokens, "types"));
    let modules = modules(!plan.operations.is_empty(), uses_types);
    quote! {
        #imports #modules #security #(#traits)* #api #identify #(#glue)*
    }
}

impl Emitter<'_> {
    pub(super) fn has_security(&self) -> bool {
        !self.plan.schemes.is_empty()
    }

    fn future(&self, output: &TokenStream) -> TokenStream {
        let future = self.path("std::future", "Future");
        quote!(impl #future<Output = #output> + Send)
    }

    fn security_trait(&self) -> Option<TokenStream> {
        if !self.has_security() {
            return None;
        }
        let methods = self
            .plan
            .schemes
            .iter()
            .map(|scheme| self.security_method(scheme));
        Some(quote! {
            /// Who is calling: one method per security scheme.
            pub trait Security: Send + Sync + 'static {
                /// What a good credential stands for.
                type Principal: Send + Sync + 'static;
                #(#methods)*
            }
        })
    }

    fn security_method(&self, scheme: &Scheme) -> TokenStream {
        let name = ident(&scheme.method);
        let mut lines = vec![format!("{}: {}.", code(&scheme.wire), scheme.words)];
        if !scheme.docs.is_empty() {
            lines.push(String::new());
            lines.extend(scheme.docs.iter().cloned());
        }
        let (docs, parts) = (
            docs(&lines),
            self.path("api_runtime::http::request", "Parts"),
        );
        let denied = self.path("api_runtime::security", "Denied");
        let output = self.future(&quote!(Result<Self::Principal, #denied>));
        let credential = self
            .credential_type(scheme)
            .map(|ty| quote!(credential: #ty,));
        quote! { #docs fn #name(&self, request: &#parts, #credential) -> #output; }
    }

    pub(super) fn credential_type(&self, scheme: &Scheme) -> Option<TokenStream> {
        let name = match scheme.kind {
            SchemeKind::ApiKeyHeader(_)
            | SchemeKind::ApiKeyQuery(_)
            | SchemeKind::ApiKeyCookie(_) => "ApiKey",
            SchemeKind::Basic => "Basic",
            SchemeKind::Bearer | SchemeKind::OAuth2 | SchemeKind::OpenIdConnect => "Bearer",
            SchemeKind::Http(_) => "Secret",
            SchemeKind::MutualTls => return None,
        };
        Some(self.path("api_runtime::security", name))
    }

    fn group(&self, group: &Group) -> TokenStream {
        let (name, docs) = (ident(&group.name), docs(&group.docs));
        let bound = if self.has_security() {
            quote!(Security)
        } else {
            quote!(Send + Sync + 'static)
        };
        let problem = self.path("api_runtime::server", "Problem");
        let operations = group
            .operations
            .iter()
            .filter_map(|index| self.plan.operations.get(*index));
        let methods = operations.map(|operation| {
            let (name, docs) = (ident(&operation.names.method), super::docs(&operation.docs));
            let cx = self.context(operation, &quote!(Self::Principal));
            let request = format_ident!("{}Request", operation.names.types);
            let response = format_ident!("{}Response", operation.names.types);
            let output = self.future(&quote!(Result<#response, Self::Error>));
            quote! { #docs fn #name(&self, cx: &#cx, request: #request) -> #output; }
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

    /// The context of an operation, with its principal where one is asked for.
    pub(super) fn context(&self, operation: &Operation, principal: &TokenStream) -> TokenStream {
        let context = self.path("api_runtime::server", "Context");
        match operation.access {
            Access::Open => quote!(#context<()>),
            Access::Optional => quote!(#context<Option<#principal>>),
            Access::Required => quote!(#context<#principal>),
        }
    }

    fn api(&self) -> TokenStream {
        let groups: Vec<_> = self
            .plan
            .groups
            .iter()
            .map(|group| ident(&group.name))
            .collect();
        let bound = match groups.is_empty() {
            true => quote!(Send + Sync + 'static),
            false => quote!(#(#groups)+*),
        };
        let router = self.path("api_runtime::server", "Router");
        let routes = self.plan.operations.iter().map(|operation| {
            let (constant, glue) = (
                ident(&operation.names.constant),
                ident(&operation.names.method),
            );
            quote!(.route(&operations::#constant, #glue))
        });
        quote! {
            /// The whole API.
            pub trait Api: #bound {}

            impl<T: #bound> Api for T {}

            /// The service that answers for `api`: runs under hyper, nests in axum.
            pub fn router<A: Api>(api: A) -> #router {
                #router::of(api) #(#routes)* .build()
            }
        }
    }

    fn identify(&self) -> Option<TokenStream> {
        if self
            .plan
            .operations
            .iter()
            .all(|operation| operation.access == Access::Open)
        {
            return None;
        }
        let (arc, offer) = (
            self.path("std::sync", "Arc"),
            self.path("api_runtime::security", "Offer"),
        );
        let denied = self.path("api_runtime::security", "Denied");
        let arms = self.plan.schemes.iter().map(|scheme| {
            let (wire, method) = (&scheme.wire, ident(&scheme.method));
            let credential = match scheme.kind {
                SchemeKind::ApiKeyHeader(_)
                | SchemeKind::ApiKeyQuery(_)
                | SchemeKind::ApiKeyCookie(_) => {
                    quote!(, offer.credential.api_key()?)
                }
                SchemeKind::Basic => quote!(, offer.credential.basic()?),
                SchemeKind::Bearer | SchemeKind::OAuth2 | SchemeKind::OpenIdConnect => {
                    quote!(, offer.credential.bearer()?)
                }
                SchemeKind::Http(_) => quote!(, offer.credential.http()?),
                SchemeKind::MutualTls => TokenStream::new(),
            };
            quote!(#wire => api.#method(&offer.request #credential).await)
        });
        Some(quote! {
            /// Hands a credential to the method of its scheme.
            async fn identify<A: Security>(api: #arc<A>, offer: #offer) -> Result<A::Principal, #denied> {
                match offer.scheme.name {
                    #(#arms,)*
                    _ => Err(#denied::unknown_scheme()),
                }
            }
        })
    }

    fn glue(&self, group: &Group, operation: &Operation) -> TokenStream {
        let patterns = self.operation_patterns(operation);
        let request = self.request(operation);
        let response = self.response(operation);
        let function = self.function(group, operation);
        quote! { #patterns #request #response #function }
    }

    fn operation_patterns(&self, operation: &Operation) -> TokenStream {
        let mut patterns: Vec<(String, String)> = Vec::new();
        for parameter in &operation.parameters {
            patterns.extend(parameter.patterns.iter().cloned());
        }
        match operation.body.as_ref().map(|body| &body.kind) {
            Some(BodyKind::One(media)) => patterns.extend(media.patterns.iter().cloned()),
            Some(BodyKind::Several { media, .. }) => {
                patterns.extend(
                    media
                        .iter()
                        .flat_map(|(_, media)| media.patterns.iter().cloned()),
                );
            }
            None => {}
        }
        self.pattern_statics(&patterns)
    }

    fn request(&self, operation: &Operation) -> TokenStream {
        let name = format_ident!("{}Request", operation.names.types);
        let words = doc(&format!("What {} is asked.", code(&operation.label)));
        let mut fields: Vec<_> = operation
            .parameters
            .iter()
            .map(|parameter| {
                let (name, docs, ty) = (
                    ident(&parameter.name),
                    docs(&parameter.docs),
                    self.ty(&parameter.ty),
                );
                let optional = !parameter.required && parameter.default.is_none();
                let ty = if optional { quote!(Option<#ty>) } else { ty };
                quote!(#docs pub #name: #ty)
            })
            .collect();
        let mut streams = false;
        if let Some(body) = &operation.body {
            let (docs, ty) = (docs(&body.docs), self.body_type(body));
            streams = match &body.kind {
                BodyKind::One(media) => media.form.is_stream(),
                BodyKind::Several { .. } => true,
            };
            let ty = if body.required {
                ty
            } else {
                quote!(Option<#ty>)
            };
            fields.push(quote!(#docs pub body: #ty));
        }
        let derives = if streams {
            quote!(Debug)
        } else {
            quote!(Clone, Debug, PartialEq)
        };
        quote! {
            #words
            #[derive(#derives)]
            pub struct #name { #(#fields,)* }
        }
    }

    fn body_type(&self, body: &Body) -> TokenStream {
        match &body.kind {
            BodyKind::One(media) => self.media_type(media),
            BodyKind::Several { item, .. } => self.ty(&Type::Item(*item)),
        }
    }

    fn response(&self, operation: &Operation) -> TokenStream {
        let name = format_ident!("{}Response", operation.names.types);
        let words = format!("What {} may answer.", code(&operation.label));
        let definition = self.answer_enum(&name, &words, operation.answers.iter());
        let reply = self.path("api_runtime::server", "Reply");
        let arms = operation
            .answers
            .iter()
            .map(|answer| self.reply_arm(&name, answer));
        quote! {
            #definition

            impl From<#name> for #reply {
                fn from(response: #name) -> Self {
                    match response { #(#arms,)* }
                }
            }
        }
    }

    fn reply_arm(&self, name: &Ident, answer: &Answer) -> TokenStream {
        let variant = ident(&answer.variant);
        let mut parts = Vec::new();
        let status = match answer.key {
            StatusKey::Code(code) => self.status(code),
            _ => {
                parts.push(quote!(status));
                quote!(status)
            }
        };
        let headers = answer.headers.map(|_| quote!(.headers(&headers)));
        match (&answer.media, answer.headers) {
            (None, None) => {}
            (_, None) => parts.push(quote!(body)),
            (media, Some(_)) => {
                let with = self.path("api_runtime::headers", "WithHeaders");
                let body = if media.is_some() {
                    quote!(body)
                } else {
                    quote!(body: ())
                };
                parts.push(quote!(#with { #body, headers }));
            }
        }
        let pattern = match parts.is_empty() {
            true => quote!(#name::#variant),
            false => quote!(#name::#variant(#(#parts),*)),
        };
        let reply = self.reply_of(answer.media.as_ref(), &status);
        quote!(#pattern => #reply #headers)
    }

    fn reply_of(&self, media: Option<&Media>, status: &TokenStream) -> TokenStream {
        let reply = self.path("api_runtime::server", "Reply");
        let Some(media) = media else {
            return quote!(#reply::empty(#status));
        };
        let media_type = &media.media_type;
        match &media.form {
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
            MediaForm::Events if media.ty == Type::String => {
                quote!(#reply::text_events(#status, body))
            }
            MediaForm::Events => quote!(#reply::events(#status, body)),
        }
    }

    /// A status by its name, or by number where it has none.
    pub(super) fn status(&self, code: u16) -> TokenStream {
        let ty = self.path("api_runtime::http", "StatusCode");
        match status_name(code) {
            Some(name) => {
                let name = ident(name);
                quote!(#ty::#name)
            }
            None => {
                let code = proc_macro2::Literal::u16_unsuffixed(code);
                quote!(#ty::from_u16(#code).unwrap_or_default())
            }
        }
    }

    fn function(&self, group: &Group, operation: &Operation) -> TokenStream {
        let (name, bound) = (ident(&operation.names.method), ident(&group.name));
        let request = format_ident!("{}Request", operation.names.types);
        let (arc, call) = (
            self.path("std::sync", "Arc"),
            self.path("api_runtime::server", "Call"),
        );
        let (reply, refusal) = (
            self.path("api_runtime::server", "Reply"),
            self.path("api_runtime::server", "Refusal"),
        );
        self.path("api_runtime::server", "answer");
        let cx = match operation.access {
            Access::Open => quote!(call.open()),
            Access::Optional => quote!(
                call.authenticate_optional(|offer| identify(api.clone(), offer))
                    .await?
            ),
            Access::Required => quote!(
                call.authenticate(|offer| identify(api.clone(), offer))
                    .await?
            ),
        };
        let parameters = operation
            .parameters
            .iter()
            .map(|parameter| self.read_parameter(parameter));
        let body = operation.body.as_ref().map(|body| self.read_body(body));
        let mut made: Vec<_> = operation
            .parameters
            .iter()
            .map(|parameter| self.made(parameter))
            .collect();
        if operation.body.is_some() {
            made.push(quote!(body: body?));
        }
        quote! {
            async fn #name<A: #bound>(api: #arc<A>, mut call: #call) -> Result<#reply, #refusal> {
                let cx = #cx;
                #(#parameters)*
                #body
                let request = call.accept(|| Ok(#request { #(#made),* }))?;
                answer(api.#name(&cx, request).await)
            }
        }
    }

    fn read_parameter(&self, parameter: &Parameter) -> TokenStream {
        let (name, wire, style) = (
            ident(&parameter.name),
            &parameter.wire,
            self.writing(parameter.writing),
        );
        let location = parameter.location.as_str();
        let method = if parameter.required {
            ident(location)
        } else {
            format_ident!("{location}_optional")
        };
        let check = (!parameter.rules.is_empty()).then(|| {
            let place = self.path("api_runtime::check", "Location");
            let location = ident(match parameter.location {
                Location::Path => "Path",
                Location::Query => "Query",
                Location::Header => "Header",
                Location::Cookie => "Cookie",
            });
            let check = self.checker(&parameter.rules, &name, &parameter.ty, true);
            let method = ident(if parameter.required {
                "check"
            } else {
                "check_optional"
            });
            quote!(call.#method(#place::#location, #wire, &#name, #check);)
        });
        quote! { let #name = call.#method(#wire, #style); #check }
    }

    fn made(&self, parameter: &Parameter) -> TokenStream {
        let name = ident(&parameter.name);
        match &parameter.default {
            None => quote!(#name: #name?),
            Some(default) => {
                let value = self.literal(default);
                match default {
                    Literal::Text(_) | Literal::List(_) => {
                        quote!(#name: #name?.unwrap_or_else(|| #value))
                    }
                    _ => quote!(#name: #name?.unwrap_or(#value)),
                }
            }
        }
    }

    fn literal(&self, literal: &Literal) -> TokenStream {
        match literal {
            Literal::Bool(flag) => quote!(#flag),
            Literal::Number(text) => super::number(text),
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

    fn read_body(&self, body: &Body) -> TokenStream {
        match &body.kind {
            BodyKind::One(media) => {
                let read = self.read_media(media);
                if body.required {
                    let check = self.check_body(media);
                    return quote! { let body = #read; #check };
                }
                let check = self.check_optional_body(media);
                quote! {
                    let body = match call.has_body() {
                        true => #read.map(Some),
                        false => Ok(None),
                    };
                    #check
                }
            }
            BodyKind::Several { item, media } => {
                let choice = self.read_choice(*item, media);
                let choice = match body.required {
                    true => choice,
                    false => {
                        quote!(match call.has_body() { true => #choice.map(Some), false => Ok(None) })
                    }
                };
                quote!(let body = #choice;)
            }
        }
    }

    fn read_choice(&self, item: crate::plan::ItemId, media: &[(String, Media)]) -> TokenStream {
        let ty = self.ty(&Type::Item(item));
        let known = media.iter().map(|(_, media)| &media.media_type);
        let last = media.len().saturating_sub(1);
        let arms = media.iter().enumerate().map(|(index, (name, media))| {
            let (name, read, check) = (ident(name), self.read_media(media), self.check_body(media));
            let pattern = if index == last {
                quote!(Ok(_))
            } else {
                let index = proc_macro2::Literal::usize_unsuffixed(index);
                quote!(Ok(#index))
            };
            match check {
                None => quote!(#pattern => #read.map(#ty::#name)),
                Some(check) => {
                    quote!(#pattern => { let body = #read; #check body.map(#ty::#name) })
                }
            }
        });
        quote! {
            match call.media_type(&[#(#known),*]) {
                #(#arms,)*
                Err(invalid) => Err(invalid),
            }
        }
    }

    fn read_media(&self, media: &Media) -> TokenStream {
        let media_type = &media.media_type;
        match &media.form {
            MediaForm::Json => quote!(call.json().await),
            MediaForm::Form(encodings) => {
                let encodings = self.encodings(encodings);
                quote!(call.form(#encodings).await)
            }
            MediaForm::Multipart => quote!(call.multipart(#media_type).await),
            MediaForm::Text => quote!(call.text(#media_type).await),
            MediaForm::Binary | MediaForm::Lines | MediaForm::Events => {
                quote!(call.binary(#media_type))
            }
        }
    }

    fn check_body(&self, media: &Media) -> Option<TokenStream> {
        if media.rules.is_empty() {
            return None;
        }
        let check = self.checker(&media.rules, &ident("body"), &media.ty, true);
        Some(quote!(call.check_body(&body, #check);))
    }

    fn check_optional_body(&self, media: &Media) -> Option<TokenStream> {
        if media.rules.is_empty() {
            return None;
        }
        let (body, ty) = (ident("body"), self.ty(&media.ty));
        let statements = self.rules(&media.rules, &body, &media.ty);
        Some(quote! {
            call.check_body(&body, |at, body: &Option<#ty>| {
                if let Some(body) = body { #(#statements)* }
            });
        })
    }
}

fn status_name(code: u16) -> Option<&'static str> {
    Some(match code {
        100 => "CONTINUE",
        101 => "SWITCHING_PROTOCOLS",
        102 => "PROCESSING",
        200 => "OK",
        201 => "CREATED",
        202 => "ACCEPTED",
        203 => "NON_AUTHORITATIVE_INFORMATION",
        204 => "NO_CONTENT",
        205 => "RESET_CONTENT",
        206 => "PARTIAL_CONTENT",
        207 => "MULTI_STATUS",
        208 => "ALREADY_REPORTED",
        226 => "IM_USED",
        300 => "MULTIPLE_CHOICES",
        301 => "MOVED_PERMANENTLY",
        302 => "FOUND",
        303 => "SEE_OTHER",
        304 => "NOT_MODIFIED",
        305 => "USE_PROXY",
        307 => "TEMPORARY_REDIRECT",
        308 => "PERMANENT_REDIRECT",
        400 => "BAD_REQUEST",
        401 => "UNAUTHORIZED",
        402 => "PAYMENT_REQUIRED",
        403 => "FORBIDDEN",
        404 => "NOT_FOUND",
        405 => "METHOD_NOT_ALLOWED",
        406 => "NOT_ACCEPTABLE",
        407 => "PROXY_AUTHENTICATION_REQUIRED",
        408 => "REQUEST_TIMEOUT",
        409 => "CONFLICT",
        410 => "GONE",
        411 => "LENGTH_REQUIRED",
        412 => "PRECONDITION_FAILED",
        413 => "PAYLOAD_TOO_LARGE",
        414 => "URI_TOO_LONG",
        415 => "UNSUPPORTED_MEDIA_TYPE",
        416 => "RANGE_NOT_SATISFIABLE",
        417 => "EXPECTATION_FAILED",
        418 => "IM_A_TEAPOT",
        421 => "MISDIRECTED_REQUEST",
        422 => "UNPROCESSABLE_ENTITY",
        423 => "LOCKED",
        424 => "FAILED_DEPENDENCY",
        426 => "UPGRADE_REQUIRED",
        428 => "PRECONDITION_REQUIRED",
        429 => "TOO_MANY_REQUESTS",
        431 => "REQUEST_HEADER_FIELDS_TOO_LARGE",
        451 => "UNAVAILABLE_FOR_LEGAL_REASONS",
        500 => "INTERNAL_SERVER_ERROR",
        501 => "NOT_IMPLEMENTED",
        502 => "BAD_GATEWAY",
        503 => "SERVICE_UNAVAILABLE",
        504 => "GATEWAY_TIMEOUT",
        505 => "HTTP_VERSION_NOT_SUPPORTED",
        506 => "VARIANT_ALSO_NEGOTIATES",
        507 => "INSUFFICIENT_STORAGE",
        508 => "LOOP_DETECTED",
        510 => "NOT_EXTENDED",
        511 => "NETWORK_AUTHENTICATION_REQUIRED",
        _ => return None,
    })
}
