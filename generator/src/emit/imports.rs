//! What a file imports: collected while it is spelled, so that nothing is imported in vain.
//!
//! A name that the file defines itself is not imported; its path is written out instead.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet, HashSet};

use proc_macro2::TokenStream;
use quote::quote;

use super::ident;

pub(crate) struct Imports {
    defined: HashSet<String>,
    used: RefCell<BTreeMap<&'static str, BTreeSet<&'static str>>>,
}

impl Imports {
    pub(crate) fn new(defined: impl IntoIterator<Item = String>) -> Self {
        Imports {
            defined: defined.into_iter().collect(),
            used: RefCell::default(),
        }
    }

    /// The shortest path to a name of a module; imports it if it can.
    pub(crate) fn path(&self, module: &'static str, name: &'static str) -> TokenStream {
        let ident = ident(name);
        if self.defined.contains(name) {
            let module = path(module);
            return quote!(#module::#ident);
        }
        self.used
            .borrow_mut()
            .entry(module)
            .or_default()
            .insert(name);
        quote!(#ident)
    }

    /// The `use` lines: the standard library, then the runtime.
    pub(crate) fn emit(&self) -> TokenStream {
        let used = self.used.borrow();
        let (first, second): (Vec<_>, Vec<_>) = used
            .iter()
            .partition(|(module, _)| module.starts_with("std"));
        let lines = first.into_iter().chain(second).map(|(module, names)| {
            let module = path(module);
            let names: Vec<_> = names.iter().map(|name| ident(name)).collect();
            match names.as_slice() {
                [name] => quote!(use #module::#name;),
                names => quote!(use #module::{#(#names),*};),
            }
        });
        quote!(#(#lines)*)
    }
}

fn path(module: &str) -> TokenStream {
    let parts = module.split("::").map(ident);
    quote!(#(#parts)::*)
}

/// The `use` line for the crate's own modules.
pub(super) fn modules(operations: bool, types: bool) -> TokenStream {
    match (operations, types) {
        (true, true) => quote!(
            use crate::{operations, types};
        ),
        (true, false) => quote!(
            use crate::operations;
        ),
        (false, true) => quote!(
            use crate::types;
        ),
        (false, false) => TokenStream::new(),
    }
}

/// Whether an identifier occurs in tokens.
pub(super) fn mentions(tokens: &TokenStream, name: &str) -> bool {
    tokens.clone().into_iter().any(|token| match token {
        proc_macro2::TokenTree::Ident(ident) => ident == name,
        proc_macro2::TokenTree::Group(group) => mentions(&group.stream(), name),
        _ => false,
    })
}
