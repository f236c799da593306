//! The method of a call that walks over all pages of a list.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::super::{Emitter, ident};
use crate::plan::{Lead, Member, Operation, Pages, Presence};

impl Emitter<'_> {
    /// The stream of the items of all pages.
    pub(super) fn pages(&self, operation: &Operation, pages: &Pages) -> TokenStream {
        let (items, item) = (
            self.path("api_runtime::client", "Items"),
            self.ty(&pages.item),
        );
        let error = match operation
            .failure
            .and_then(|index| self.plan.outcomes.get(index))
        {
            Some(outcome) => {
                let name = ident(&outcome.name);
                quote!(#name)
            }
            None => self.path("std::convert", "Infallible"),
        };
        let page = match pages.with_headers {
            true => quote!(page.body),
            false => quote!(page),
        };
        let list = match &pages.list {
            None => page.clone(),
            Some(list) => filled(&page, list),
        };
        let walk = match &pages.lead {
            Lead::Link => quote!(by_link(|page| #list)),
            Lead::Cursor { parameter, path } => {
                let cursor = optional(&page, path);
                quote!(by_cursor(#parameter, |page| (#list, #cursor)))
            }
            Lead::Last {
                parameter,
                more,
                id,
            } => {
                let (more, id) = (ident(more), ident(id));
                quote! {
                    by_cursor(#parameter, |page| {
                        let last = #list.last().filter(|_| #page.#more).map(|last| last.#id.clone());
                        (#list, last)
                    })
                }
            }
            Lead::Page { parameter, first } => {
                let first = Literal::u64_unsuffixed(*first);
                quote!(by_page(#parameter, #first, |page| #list))
            }
            Lead::Offset { parameter } => quote!(by_offset(#parameter, |page| #list)),
        };
        quote! {
            /// The items of this page and of all that follow it, as a stream.
            pub fn items(self) -> #items<#item, #error> { self.0.#walk }
        }
    }
}

/// A list that may be left out.
fn filled(page: &TokenStream, list: &Member) -> TokenStream {
    let name = ident(&list.name);
    match list.presence {
        Presence::Required | Presence::Flat => quote!(#page.#name),
        Presence::RequiredNullable | Presence::Optional => quote!(#page.#name.unwrap_or_default()),
        Presence::OptionalNullable => quote!(#page.#name.into_value().unwrap_or_default()),
    }
}

/// A value that may be left out, or be in something that may.
fn optional(page: &TokenStream, path: &[Member]) -> TokenStream {
    let [first, rest @ ..] = path else {
        return quote!(None);
    };
    let name = ident(&first.name);
    let value = quote!(#page.#name);
    if !rest.is_empty() && first.presence == Presence::Required {
        return optional(&value, rest);
    }
    let value = match first.presence {
        Presence::Required | Presence::Flat => quote!(Some(#value)),
        Presence::RequiredNullable | Presence::Optional => value,
        Presence::OptionalNullable => quote!(#value.into_value()),
    };
    if rest.is_empty() {
        return value;
    }
    let inner = optional(&quote!(about), rest);
    quote!(#value.and_then(|about| #inner))
}
