//! `operations.rs`: servers, security schemes and operations as data.

use api_model::api::{OAuthFlowKind, StatusKey};
use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::{Emitter, doc, ident};
use crate::markdown::code;
use crate::plan::{
    Answer, Flow, Media, MediaForm, Operation, Plan, Scheme, SchemeKind, Security, Type, rank,
};

/// All of `operations.rs`.
pub(crate) fn operations(plan: &Plan) -> TokenStream {
    let emitter = Emitter::new(plan, [], false);
    let servers: Vec<_> = plan
        .servers
        .iter()
        .map(|server| emitter.server(server))
        .collect();
    let schemes: Vec<_> = plan
        .schemes
        .iter()
        .map(|scheme| emitter.scheme(scheme))
        .collect();
    let securities: Vec<_> = plan
        .securities
        .iter()
        .filter(|security| {
            plan.operations
                .iter()
                .any(|operation| operation.security.as_ref() == Some(&security.constant))
        })
        .map(|security| emitter.security(security, &TokenStream::new()))
        .collect();
    let operations: Vec<_> = plan
        .operations
        .iter()
        .map(|operation| emitter.operation(operation, &operation.path, &TokenStream::new()))
        .collect();
    let macro_name = emitter.path("api_runtime", "operations");
    let imports = emitter.imports.emit();
    quote! {
        #imports
        #(#servers)*
        #(#schemes)*
        #(#securities)*
        #macro_name! { #(#operations)* }
    }
}

impl Emitter<'_> {
    fn scheme(&self, scheme: &Scheme) -> TokenStream {
        let (name, wire) = (ident(&scheme.constant), &scheme.wire);
        let ty = self.path("api_runtime::operation", "Scheme");
        let docs = doc(&format!("{}: {}.", code(wire), scheme.words));
        let made = match &scheme.kind {
            SchemeKind::ApiKeyHeader(key) => quote!(api_key_header(#wire, #key)),
            SchemeKind::ApiKeyQuery(key) => quote!(api_key_query(#wire, #key)),
            SchemeKind::ApiKeyCookie(key) => quote!(api_key_cookie(#wire, #key)),
            SchemeKind::Basic => quote!(basic(#wire)),
            SchemeKind::Bearer => quote!(bearer(#wire)),
            SchemeKind::OAuth2 => {
                let flows = scheme.flows.iter().map(|flow| self.flow(flow));
                quote!(oauth2(#wire, &[#(#flows),*]))
            }
            SchemeKind::OpenIdConnect => {
                let url = scheme.discovery.as_deref().unwrap_or_default();
                quote!(open_id_connect(#wire, #url))
            }
            SchemeKind::MutualTls => quote!(mutual_tls(#wire)),
            SchemeKind::Http(scheme) => quote!(http(#wire, #scheme)),
        };
        quote! { #docs pub static #name: #ty = #ty::#made; }
    }

    fn flow(&self, flow: &Flow) -> TokenStream {
        let ty = self.path("api_runtime::operation", "Flow");
        let kinds = self.path("api_runtime::operation", "FlowKind");
        let kind = ident(match flow.kind {
            OAuthFlowKind::Implicit => "Implicit",
            OAuthFlowKind::Password => "Password",
            OAuthFlowKind::ClientCredentials => "ClientCredentials",
            OAuthFlowKind::AuthorizationCode => "AuthorizationCode",
        });
        let step = |name: &str, url: &Option<String>| {
            let name = ident(name);
            url.as_ref().map(|url| quote!(.#name(#url)))
        };
        let authorization = step("authorization_url", &flow.authorization_url);
        let token = step("token_url", &flow.token_url);
        let refresh = step("refresh_url", &flow.refresh_url);
        let scopes = &flow.scopes;
        let scopes = (!scopes.is_empty()).then(|| quote!(.scopes(&[#(#scopes),*])));
        quote!(#ty::new(#kinds::#kind) #authorization #token #refresh #scopes)
    }

    /// A requirement, of schemes that stand in the module that `prefix` leads to.
    pub(super) fn security(&self, security: &Security, prefix: &TokenStream) -> TokenStream {
        let name = ident(&security.constant);
        let ty = self.path("api_runtime::operation", "Security");
        let alternatives = security.alternatives.iter().map(|needs| {
            let needs = needs.iter().map(|(scheme, scopes)| {
                let (need, scheme) = (self.path("api_runtime::operation", "Need"), ident(scheme));
                match scopes.is_empty() {
                    true => quote!(#need::of(&#prefix #scheme)),
                    false => quote!(#need::scoped(&#prefix #scheme, &[#(#scopes),*])),
                }
            });
            quote!(&[#(#needs),*])
        });
        quote!(const #name: #ty = &[#(#alternatives),*];)
    }

    /// An operation's row, its server in the module that `prefix` leads to.
    pub(super) fn operation(
        &self,
        operation: &Operation,
        path: &str,
        prefix: &TokenStream,
    ) -> TokenStream {
        let (name, id) = (ident(&operation.names.constant), &operation.label);
        let method = ident(operation.method);
        let security = operation.security.as_ref().map(|security| {
            let security = ident(security);
            quote!(.security(#security))
        });
        let server = operation.server.as_ref().map(|server| {
            let server = ident(server);
            quote!(.server(&#prefix #server))
        });
        let (succeeds, produces) = (self.succeeds(operation), produces(operation));
        quote!(#name(#method, #path, #id) #security #server #succeeds #produces;)
    }

    /// How the operation succeeds, unless that is the usual way: 200 with JSON.
    fn succeeds(&self, operation: &Operation) -> Option<TokenStream> {
        let successes = successes(operation);
        if matches!(successes.as_slice(), [only] if is_usual(only)) {
            return None;
        }
        let successes = successes.iter().map(|answer| self.success(answer));
        Some(quote!(.succeeds(&[#(#successes),*])))
    }

    fn success(&self, answer: &Answer) -> TokenStream {
        let (first, last) = match answer.key {
            StatusKey::Code(status) => (status, None),
            StatusKey::Range(class) => (u16::from(class) * 100, Some(u16::from(class) * 100 + 99)),
            StatusKey::Default => (200, Some(399)),
        };
        let first = Literal::u16_unsuffixed(first);
        let last = last.map(|last| {
            let last = Literal::u16_unsuffixed(last);
            quote!(.up_to(#last))
        });
        let ty = self.path("api_runtime::operation", "Success");
        let made = match answer.media.as_ref().map(|media| &media.form) {
            None => quote!(empty(#first)),
            Some(MediaForm::Json | MediaForm::Multipart) => quote!(json(#first)),
            Some(_) => {
                let content = self.content(answer.media.as_ref());
                quote!(of(#first, #content))
            }
        };
        quote!(#ty::#made #last)
    }

    fn content(&self, media: Option<&Media>) -> TokenStream {
        let ty = self.path("api_runtime::operation", "Content");
        let Some(media) = media else {
            return quote!(#ty::Empty);
        };
        match &media.form {
            MediaForm::Json | MediaForm::Multipart => quote!(#ty::Json),
            MediaForm::Form(encodings) => {
                let encodings = self.encodings(encodings);
                quote!(#ty::Form(#encodings))
            }
            MediaForm::Text => quote!(#ty::Text),
            MediaForm::Binary => quote!(#ty::Binary),
            MediaForm::Lines => quote!(#ty::Lines),
            MediaForm::Events if media.ty == Type::String => quote!(#ty::TextEvents),
            MediaForm::Events => quote!(#ty::Events),
        }
    }
}

/// The successes by status, the most particular ones first.
fn successes(operation: &Operation) -> Vec<&Answer> {
    let answers = operation.answers.iter();
    let mut successes: Vec<&Answer> = answers.filter(|answer| answer.success).collect();
    successes.sort_by_key(|answer| rank(answer.key));
    successes.dedup_by_key(|answer| answer.key);
    successes
}

fn is_usual(answer: &Answer) -> bool {
    let media = answer.media.as_ref();
    answer.key == StatusKey::Code(200) && media.is_some_and(|media| media.form == MediaForm::Json)
}

/// The media types, unless they are the usual ones: JSON, or none where there is no body.
fn produces(operation: &Operation) -> Option<TokenStream> {
    let bodies = successes(operation)
        .iter()
        .any(|answer| answer.media.is_some());
    let usual: &[&str] = if bodies { &["application/json"] } else { &[] };
    let produces = &operation.produces;
    (produces != usual).then(|| quote!(.produces(&[#(#produces),*])))
}
