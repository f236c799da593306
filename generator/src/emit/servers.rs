//! Servers in `operations.rs`, and the structs of their variables.

use proc_macro2::TokenStream;
use quote::quote;

use super::{Emitter, doc, docs, ident};
use crate::markdown::code;
use crate::plan::{Server, Variable, VariableValue};

impl Emitter<'_> {
    /// The static of a server and, if it has variables, what sets them.
    pub(super) fn server(&self, server: &Server) -> TokenStream {
        let (name, docs, url) = (ident(&server.constant), docs(&server.docs), &server.url);
        let ty = self.path("api_runtime::operation", "Server");
        let variables = server.variables.iter().map(|variable| {
            let (name, default) = (&variable.wire, &variable.default);
            quote!((#name, #default))
        });
        let setting = (!server.variables.is_empty()).then(|| variables_of(server));
        quote! {
            #docs
            pub static #name: #ty = #ty { url: #url, variables: &[#(#variables),*] };
            #setting
        }
    }
}

/// The struct of a server's variables.
fn variables_of(server: &Server) -> TokenStream {
    let name = ident(&server.name);
    let constant = ident(&server.constant);
    let title = doc(&format!(
        "The variables of [`{constant}`]; [`url`](Self::url) is its address with them."
    ));
    let fields = server.variables.iter().map(field);
    let defaults = server.variables.iter().map(default);
    let pairs = server.variables.iter().map(|variable| {
        let (wire, field) = (&variable.wire, ident(&variable.field));
        match variable.values {
            Some(_) => quote!((#wire, self.#field.as_str())),
            None => quote!((#wire, &self.#field)),
        }
    });
    let enums = server.variables.iter().filter_map(|variable| {
        let (name, values) = variable.values.as_ref()?;
        Some(enum_of(name, values, variable))
    });
    // Enums know their default.
    let (derived, written) = match server.variables.iter().all(|one| one.values.is_some()) {
        true => (Some(quote!(Default,)), None),
        false => {
            let body = quote!(Self { #(#defaults,)* });
            let written = quote!(impl Default for #name { fn default() -> Self { #body } });
            (None, Some(written))
        }
    };
    quote! {
        #title
        #[derive(Clone, Debug, #derived PartialEq, Eq)]
        pub struct #name { #(#fields,)* }

        impl #name {
            /// The address.
            pub fn url(&self) -> String {
                #constant.url_with(&[#(#pairs),*])
            }
        }

        #written

        #(#enums)*
    }
}

fn field(variable: &Variable) -> TokenStream {
    let (docs, name) = (docs(&variable.docs), ident(&variable.field));
    let ty = match &variable.values {
        Some((ty, _)) => {
            let ty = ident(ty);
            quote!(#ty)
        }
        None => quote!(String),
    };
    quote!(#docs pub #name: #ty)
}

fn default(variable: &Variable) -> TokenStream {
    let (name, default) = (ident(&variable.field), &variable.default);
    match &variable.values {
        Some((ty, _)) => {
            let ty = ident(ty);
            quote!(#name: #ty::default())
        }
        None => quote!(#name: #default.to_owned()),
    }
}

/// The enum of a variable's values.
fn enum_of(name: &str, values: &[VariableValue], variable: &Variable) -> TokenStream {
    let name = ident(name);
    let title = doc(&format!("A value of {}.", code(&variable.wire)));
    let variants = values.iter().map(|value| {
        let (docs, name) = (doc(&code(&value.text)), ident(&value.name));
        let default = (value.text == variable.default).then(|| quote!(#[default]));
        quote!(#docs #default #name)
    });
    let arms = values.iter().map(|value| {
        let (name, text) = (ident(&value.name), &value.text);
        quote!(Self::#name => #text)
    });
    quote! {
        #title
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
        pub enum #name { #(#variants,)* }

        impl #name {
            /// The value as it stands in the address.
            pub fn as_str(self) -> &'static str {
                match self { #(#arms,)* }
            }
        }
    }
}
