//! `operations.rs`: servers, security schemes and operations as data.

use proc_macro2::TokenStream;
use quote::quote;

use super::{Emitter, doc, ident};
use crate::markdown::code;
use crate::plan::{Operation, Plan, Scheme, SchemeKind, Security, Server};

/// All of `operations.rs`.
pub(crate) fn operations(plan: &Plan) -> TokenStream {
    let emitter = Emitter::new(plan, [], false);
    let servers: Vec<_> = plan
        .servers
        .iter()
        .map(|server| emitter.server_static(server))
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
        .map(|security| emitter.security(security))
        .collect();
    let operations: Vec<_> = plan
        .operations
        .iter()
        .map(|operation| emitter.operation(operation))
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
    fn server_static(&self, server: &Server) -> TokenStream {
        let (name, docs, url) = (
            ident(&server.constant),
            super::docs(&server.docs),
            &server.url,
        );
        let ty = self.path("api_runtime::operation", "Server");
        let variables = server
            .variables
            .iter()
            .map(|(name, default)| quote!((#name, #default)));
        quote! {
            #docs
            pub static #name: #ty = #ty { url: #url, variables: &[#(#variables),*] };
        }
    }

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
            SchemeKind::OAuth2 => quote!(oauth2(#wire)),
            SchemeKind::OpenIdConnect => quote!(open_id_connect(#wire)),
            SchemeKind::MutualTls => quote!(mutual_tls(#wire)),
            SchemeKind::Http(scheme) => quote!(http(#wire, #scheme)),
        };
        quote! { #docs pub static #name: #ty = #ty::#made; }
    }

    fn security(&self, security: &Security) -> TokenStream {
        let name = ident(&security.constant);
        let ty = self.path("api_runtime::operation", "Security");
        let alternatives = security.alternatives.iter().map(|needs| {
            let needs = needs.iter().map(|(scheme, scopes)| {
                let (need, scheme) = (self.path("api_runtime::operation", "Need"), ident(scheme));
                match scopes.is_empty() {
                    true => quote!(#need::of(&#scheme)),
                    false => quote!(#need::scoped(&#scheme, &[#(#scopes),*])),
                }
            });
            quote!(&[#(#needs),*])
        });
        quote!(const #name: #ty = &[#(#alternatives),*];)
    }

    fn operation(&self, operation: &Operation) -> TokenStream {
        let (name, id, path) = (
            ident(&operation.names.constant),
            &operation.label,
            &operation.path,
        );
        let method = ident(operation.method);
        let security = operation.security.as_ref().map(|security| {
            let security = ident(security);
            quote!(.security(#security))
        });
        let server = operation.server.as_ref().map(|server| {
            let server = ident(server);
            quote!(.server(&#server))
        });
        let produces = match operation.produces.as_slice() {
            [] => None,
            [json] if json == "application/json" => {
                let json = self.path("api_runtime::operation", "JSON");
                Some(quote!(.produces(#json)))
            }
            several => Some(quote!(.produces(&[#(#several),*]))),
        };
        quote!(#name(#method, #path, #id) #security #server #produces;)
    }
}
