//! The trait `Security`: one hook per scheme, and the function that finds the hook for a credential.

use proc_macro2::TokenStream;
use quote::quote;

use super::Side;
use crate::emit::{Emitter, docs, ident};
use crate::markdown::code;
use crate::plan::{Access, Operation, Scheme, SchemeKind};

impl Emitter<'_> {
    /// Whether an operation asks for a credential; a scheme that nothing asks for needs no hook.
    pub(in crate::emit) fn has_security(&self) -> bool {
        self.plan.asks_for_credentials()
    }

    pub(in crate::emit) fn security_trait(&self, side: &Side<'_>) -> Option<TokenStream> {
        if side.schemes.is_empty() {
            return None;
        }
        let methods = side
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
        let (answer, denied) = (
            self.path("api_runtime::server", "Answer"),
            self.path("api_runtime::security", "Denied"),
        );
        let credential = self
            .credential_type(scheme)
            .map(|ty| quote!(, credential: #ty));
        quote! {
            #docs
            fn #name(&self, request: &#parts #credential) -> impl #answer<Self::Principal, #denied>;
        }
    }

    pub(in crate::emit) fn credential_type(&self, scheme: &Scheme) -> Option<TokenStream> {
        let name = scheme.credential()?;
        Some(self.path("api_runtime::security", name))
    }

    /// The context of an operation, with its principal where one is asked for.
    pub(in crate::emit) fn context(
        &self,
        operation: &Operation,
        principal: &TokenStream,
    ) -> TokenStream {
        let context = self.path("api_runtime::server", "Context");
        match operation.access {
            Access::Open => quote!(#context),
            Access::Optional => quote!(#context<Option<#principal>>),
            Access::Required => quote!(#context<#principal>),
        }
    }

    pub(in crate::emit) fn identify(&self, side: &Side<'_>) -> Option<TokenStream> {
        if !side.asks_for_credentials() {
            return None;
        }
        let (arc, offer) = (
            self.path("std::sync", "Arc"),
            self.path("api_runtime::security", "Offer"),
        );
        let denied = self.path("api_runtime::security", "Denied");
        let arms = side.schemes.iter().map(|scheme| {
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
}

impl Side<'_> {
    pub(in crate::emit) fn asks_for_credentials(&self) -> bool {
        self.operations
            .iter()
            .any(|operation| operation.access != Access::Open)
    }
}
