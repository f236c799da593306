//! Methods of the client that take credentials: one or more per security scheme.

use api_model::api::OAuthFlowKind;
use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::{Emitter, doc, ident};
use crate::markdown::code;
use crate::plan::{Flow, Scheme, SchemeKind};

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
            SchemeKind::Bearer | SchemeKind::OAuth2 | SchemeKind::OpenIdConnect => {
                let fixed = made(
                    &format!("Sets the token of {name}: {}.", scheme.words),
                    secret("token"),
                    quote!(bearer(&operations::#constant, token)),
                );
                let renewed = self.renewed(scheme);
                quote!(#fixed #renewed)
            }
            SchemeKind::Http(_) => made(
                &format!(
                    "Sets the credential of {name}: what follows the scheme's name in `Authorization`."
                ),
                secret("credential"),
                quote!(http_scheme(&operations::#constant, credential)),
            ),
            SchemeKind::MutualTls => {
                let client = self.path("api_runtime::client", "HttpClient");
                made(
                    &format!("Sets the HTTP client, which has the client certificate of {name}."),
                    quote!(client: #client),
                    quote!(certificate(&operations::#constant, client)),
                )
            }
        }
    }

    /// The methods that get tokens and renew them.
    fn renewed(&self, scheme: &Scheme) -> Option<TokenStream> {
        let (method, constant, name) = (
            ident(scheme.tokens.as_ref()?),
            ident(&scheme.constant),
            code(&scheme.wire),
        );
        let source = self.path("api_runtime::client", "TokenSource");
        let words = doc(&format!(
            "Takes the tokens of {name} from a source that renews them, such as a `Grant` or a closure."
        ));
        let client_credentials = self.client_credentials(scheme, &method);
        Some(quote! {
            #words
            #[must_use]
            pub fn #method(self, source: impl #source) -> Self {
                self.with(|options| options.token_source(&operations::#constant, source))
            }
            #client_credentials
        })
    }

    fn client_credentials(&self, scheme: &Scheme, tokens: &Ident) -> Option<TokenStream> {
        let method = ident(scheme.client_credentials.as_ref()?);
        let is_meant = |flow: &&Flow| flow.kind == OAuthFlowKind::ClientCredentials;
        let url = scheme.flows.iter().find(is_meant)?.token_url.as_ref()?;
        let grant = self.path("api_runtime::client", "Grant");
        let secret = self.path("api_runtime::security", "Secret");
        let words = doc(&format!(
            "Gets tokens of {} from {} with the client's own credentials, and renews them.",
            code(&scheme.wire),
            code(url)
        ));
        Some(quote! {
            #words
            #[must_use]
            pub fn #method(self, client_id: &str, client_secret: impl Into<#secret>) -> Self {
                self.#tokens(#grant::client_credentials(client_id, client_secret))
            }
        })
    }
}
