//! Structs that are lists on the wire.

use proc_macro2::TokenStream;
use quote::quote;

use super::{Emitter, docs, ident, optional};
use crate::plan::{Item, Presence, Tuple};

impl Emitter<'_> {
    /// The struct, and how it is written and read.
    pub(super) fn tuple(&self, item: &Item, tuple: &Tuple) -> TokenStream {
        let (name, item_docs) = (ident(&item.name), self.item_docs(item));
        let fields = tuple.fields.iter().map(|field| {
            let (name, docs, ty) = (ident(&field.name), docs(&field.docs), self.ty(&field.ty));
            match field.presence {
                Presence::Required => quote!(#docs pub #name: #ty),
                _ => quote!(#docs pub #name: Option<#ty>),
            }
        });
        let rest = tuple.rest.iter().map(|field| {
            let (name, docs, ty) = (ident(&field.name), docs(&field.docs), self.ty(&field.ty));
            quote!(#docs pub #name: Vec<#ty>)
        });
        let (writes, reads) = (tuple_writes(tuple), tuple_reads(tuple));
        let (serialize, deserialize) = self.serde();
        let (serializer, deserializer) = (
            self.path("serde", "Serializer"),
            self.path("serde", "Deserializer"),
        );
        self.path("api_runtime", "tuple");
        quote! {
            #item_docs
            #[derive(Clone, Debug, PartialEq)]
            pub struct #name { #(#fields,)* #(#rest,)* }

            impl #serialize for #name {
                fn serialize<S: #serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                    tuple::Writer::begin(serializer)? #writes.end()
                }
            }

            impl<'de> #deserialize<'de> for #name {
                fn deserialize<D: #deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                    let mut items = tuple::Items::of(deserializer)?;
                    let value = Self { #reads };
                    items.end()?;
                    Ok(value)
                }
            }
        }
    }

    /// What is checked of it.
    pub(super) fn check_tuple(&self, tuple: &Tuple) -> TokenStream {
        let size = tuple.size.map(|(least, most)| {
            let (least, most) = (optional(least), optional(most));
            let present = tuple.fields.iter().map(|field| {
                let name = ident(&field.name);
                match field.presence {
                    Presence::Required => quote!(true),
                    _ => quote!(self.#name.is_some()),
                }
            });
            let rest = tuple.rest.iter().map(|_| quote!(+ self.rest.len()));
            quote! {
                let present: &[bool] = &[#(#present),*];
                at.items(present.iter().filter(|present| **present).count() #(#rest)*, #least, #most);
            }
        });
        let checked = |field: &&crate::plan::Field| !field.rules.is_empty();
        let fields = tuple.fields.iter().filter(checked).map(|field| {
            let (name, wire) = (ident(&field.name), &field.wire);
            let method = ident(match field.presence {
                Presence::Required => "field",
                _ => "optional",
            });
            let check = self.checker(&field.rules, &ident("it"), &field.ty, false);
            quote!(at.#method(#wire, &self.#name, #check);)
        });
        let before = tuple.fields.len();
        let rest = tuple.rest.iter().filter(checked).map(|field| {
            let check = self.checker(&field.rules, &ident("item"), &field.ty, false);
            quote!(at.rest(#before, &self.rest, #check);)
        });
        quote! { #size #(#fields)* #(#rest)* }
    }
}

fn tuple_writes(tuple: &Tuple) -> TokenStream {
    let items = tuple.fields.iter().map(|field| {
        let name = ident(&field.name);
        match field.presence {
            Presence::Required => quote!(.item(&self.#name)?),
            _ => quote!(.optional(&self.#name)?),
        }
    });
    let rest = tuple.rest.iter().map(|_| quote!(.rest(&self.rest)?));
    quote!(#(#items)* #(#rest)*)
}

fn tuple_reads(tuple: &Tuple) -> TokenStream {
    let items = tuple.fields.iter().map(|field| {
        let name = ident(&field.name);
        match field.presence {
            Presence::Required => quote!(#name: items.item()?),
            _ => quote!(#name: items.optional()?),
        }
    });
    let rest = tuple.rest.iter().map(|_| quote!(rest: items.rest()?));
    quote!(#(#items,)* #(#rest,)*)
}
