//! `examples.rs`: the documented examples as responses, and the implementation that answers with them; and
//! `examples.json`, where the examples themselves are.

use std::collections::HashMap;

use api_model::api::StatusKey;
use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use serde_json::Value;

use super::{Emitter, doc, ident};
use crate::plan::{Answer, Example, Group, Media, MediaForm, Operation, Plan, Scheme};

/// All of `examples.rs`.
pub(crate) fn examples(plan: &Plan) -> TokenStream {
    let own = ["Security", "Examples"].map(str::to_owned);
    let groups = plan.groups.iter().map(|group| group.name.clone());
    let operations = plan.operations.iter().flat_map(|operation| {
        let names = &operation.names;
        [
            names.method.clone(),
            format!("{}Request", names.types),
            format!("{}Response", names.types),
        ]
    });
    let emitter = Emitter::new(plan, own.into_iter().chain(groups).chain(operations), false);
    let keys = Keys::of(plan);
    let documented = (!keys.members.is_empty()).then(|| {
        let ty = emitter.path("api_runtime::examples", "Documented");
        quote!(static DOCUMENTED: #ty = #ty::new(include_str!("examples.json"));)
    });
    let security = emitter.has_security().then(|| emitter.security_examples());
    let groups: Vec<_> = plan
        .groups
        .iter()
        .map(|group| emitter.example_group(group, &keys))
        .collect();
    let words = match emitter.has_security() {
        true => {
            "Answers every operation with its documented example, and takes every credential for good."
        }
        false => "Answers every operation with its documented example.",
    };
    let words = doc(words);
    let imports = emitter.imports.emit();
    let server = (!plan.groups.is_empty()).then(|| {
        quote!(
            use crate::server::*;
        )
    });
    quote! {
        #imports
        #server
        #documented

        #words
        #[derive(Clone, Copy, Debug, Default)]
        pub struct Examples;

        #security
        #(#groups)*
    }
}

/// All of `examples.json`, if there are examples: a member on each line, so that differences are easy to read and
/// one example can be found without reading the others.
pub(crate) fn example_data(plan: &Plan, mark: &str) -> Option<String> {
    let keys = Keys::of(plan);
    if keys.members.is_empty() {
        return None;
    }
    let mut text = format!("{{\n\"//\": {}", Value::from(mark));
    for (key, value) in &keys.members {
        text.push_str(&format!(",\n{}: {value}", Value::from(key.as_str())));
    }
    text.push_str("\n}\n");
    Some(text)
}

/// Under which key an example is found. Equal examples are there once.
struct Keys<'a> {
    members: Vec<(String, &'a str)>,
    by_value: HashMap<&'a str, usize>,
}

impl<'a> Keys<'a> {
    fn of(plan: &'a Plan) -> Self {
        let mut keys = Keys {
            members: Vec::new(),
            by_value: HashMap::new(),
        };
        for operation in &plan.operations {
            let Some(example) = &operation.example else {
                continue;
            };
            let name = &operation.names.method;
            keys.add(example.body.as_deref(), || name.clone());
            keys.add(example.headers.as_deref(), || format!("{name} headers"));
        }
        keys
    }

    fn add(&mut self, value: Option<&'a str>, key: impl Fn() -> String) {
        if let Some(value) = value.filter(|value| !self.by_value.contains_key(value)) {
            self.by_value.insert(value, self.members.len());
            self.members.push((key(), value));
        }
    }

    fn get(&self, value: &str) -> &str {
        let found = self.by_value.get(value);
        let member = found.and_then(|index| self.members.get(*index));
        member.map_or("", |(key, _)| key)
    }
}

impl Emitter<'_> {
    fn example_group(&self, group: &Group, keys: &Keys<'_>) -> TokenStream {
        let name = ident(&group.name);
        let rows = group
            .operations
            .iter()
            .filter_map(|index| self.plan.operations.get(*index))
            .map(|operation| self.example_row(operation, keys));
        let rows: Vec<_> = rows.collect();
        let examples = self.path("api_runtime", "examples");
        quote! {
            #examples! {
                impl #name for Examples;
                #(#rows)*
            }
        }
    }

    fn security_examples(&self) -> TokenStream {
        let methods = self.plan.schemes.iter().map(|scheme: &Scheme| {
            let (name, parts) = (
                ident(&scheme.method),
                self.path("api_runtime::http::request", "Parts"),
            );
            let denied = self.path("api_runtime::security", "Denied");
            let credential = self.credential_type(scheme).map(|ty| quote!(, _: #ty));
            quote! {
                async fn #name(&self, _: &#parts #credential) -> Result<(), #denied> { Ok(()) }
            }
        });
        quote! {
            impl Security for Examples {
                type Principal = ();
                #(#methods)*
            }
        }
    }

    fn example_row(&self, operation: &Operation, keys: &Keys<'_>) -> TokenStream {
        let name = ident(&operation.names.method);
        let cx = self.context(operation, &quote!(()));
        let request = format_ident!("{}Request", operation.names.types);
        let response = format_ident!("{}Response", operation.names.types);
        let found = operation.example.as_ref();
        let found =
            found.and_then(|example| Some((example, operation.answers.get(example.answer)?)));
        let value = match found {
            Some((example, answer)) => self.example_value(example, answer, keys),
            None => {
                let label = &operation.label;
                quote!(missing(#label))
            }
        };
        quote!(#name(#cx, #request) -> #response = #value;)
    }

    /// The variant of the response, with its values.
    fn example_value(&self, example: &Example, answer: &Answer, keys: &Keys<'_>) -> TokenStream {
        let variant = ident(&answer.variant);
        let status = match answer.key {
            StatusKey::Code(_) => None,
            StatusKey::Range(class) if class != 2 => Some(self.status(u16::from(class) * 100)),
            StatusKey::Range(_) | StatusKey::Default => Some(self.status(200)),
        };
        let body = example.body.as_deref().zip(answer.media.as_ref());
        let body = body.map(|(text, media)| (keys.get(text), example_method(media)));
        let value = match (body, example.headers.as_deref()) {
            (None, None) => None,
            (Some((key, method)), None) => {
                let method = ident(method);
                Some(quote!(DOCUMENTED.#method(#key)?))
            }
            (Some((key, "json")), Some(headers)) => {
                let headers = keys.get(headers);
                Some(quote!(DOCUMENTED.json_with_headers(#key, #headers)?))
            }
            (body, Some(headers)) => {
                let (with, headers) = (
                    self.path("api_runtime::headers", "WithHeaders"),
                    keys.get(headers),
                );
                let body = body.map_or_else(
                    || quote!(()),
                    |(key, method)| {
                        let method = ident(method);
                        quote!(DOCUMENTED.#method(#key)?)
                    },
                );
                Some(quote!(#with { body: #body, headers: DOCUMENTED.json(#headers)? }))
            }
        };
        let values: Vec<_> = status.into_iter().chain(value).collect();
        match values.is_empty() {
            true => quote!(#variant),
            false => quote!(#variant(#(#values),*)),
        }
    }
}

/// The method of `Documented` for a body.
fn example_method(media: &Media) -> &'static str {
    match media.form {
        MediaForm::Json | MediaForm::Form(_) | MediaForm::Text => "json",
        MediaForm::Binary | MediaForm::Multipart => "body",
        MediaForm::Lines => "lines",
        MediaForm::Events => "events",
    }
}
