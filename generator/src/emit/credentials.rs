//! Methods of the client that take credentials: one or more per security scheme.

use proc_macro2::TokenStream;
use quote::quote;

use super::{Emitter, doc, ident};
use crate::markdown::code;
use crate::plan::{Scheme, SchemeKind};

impl Emitter<'_> {
    /// The method of the client that sets the credential of a scheme.
    pub(super) fn credential(&self, scheme: &Scheme) -> TokenStream {
        let (method, constant, name) = (
            ident(&scheme.method),
            ident(&scheme.constant),
            code(&scheme.wire),
        );
        let made = |words: &str, arguments: TokenStream, call: TokenStream| {
            let docs = doc(words);
            quote! {
                #docs
                #[must_use]
                pub fn #method(self, #arguments) -> Self {
                    self.with(|options| options.#call)
                }
            }
        };
        let secret = |argument: &str| {
            let (argument, secret) = (
                ident(argument),
                self.path("api_runtime::security", "Secret"),
            );
            quote!(#argument: impl Into<#secret>)
        };
        match &scheme.kind {
            SchemeKind::ApiKeyHeader(_)
            | SchemeKind::ApiKeyQuery(_)
            | SchemeKind::ApiKeyCookie(_) => made(
                &format!("Sets the credential of {name}: {}.", scheme.words),
                secret("key"),
                quote!(api_key(&operations::#constant, key)),
            ),
            SchemeKind::Basic => {
                let password = secret("password");
                made(
                    &format!("Sets the user name and password of {name} (HTTP basic)."),
                    quote!(username: &str, #password),
                    quote!(basic(&operations::#constant, username, password)),
                )
            }
            SchemeKind::Bearer | SchemeKind::OAuth2 | SchemeKind::OpenIdConnect => made(
                &format!("Sets the token of {name}: {}.", scheme.words),
                secret("token"),
                quote!(bearer(&operations::#constant, token)),
            ),
            SchemeKind::Http(_) => made(
                &format!(
                    "Sets the credential of {name}: what follows the scheme's name in `Authorization`."
                ),
                secret("credential"),
                quote!(http_scheme(&operations::#constant, credential)),
            ),
            // The certificate belongs to the connection, which `Options::http` sets up.
            SchemeKind::MutualTls => TokenStream::new(),
        }
    }
}
