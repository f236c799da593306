//! Spelling: plan nodes to tokens, one small function per kind of item. Nothing here knows the model.

mod answers;
mod callbacks;
mod case;
mod checks;
mod client;
mod credentials;
mod examples;
pub(crate) mod guide;
mod imports;
pub(crate) mod manifest;
mod operations;
mod server;
mod servers;
mod tuples;
mod types;
mod webhooks;

pub(crate) use callbacks::callbacks;
pub(crate) use client::client;
pub(crate) use examples::{example_data, examples};
pub(crate) use operations::operations;
pub(crate) use server::server;
pub(crate) use types::types;
pub(crate) use webhooks::webhooks;

use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::quote;

use crate::plan::{Media, MediaForm, Outcome, Plan, Type, Writing};
use api_model::api::Style;
use imports::Imports;

/// What an emitter needs at hand: the plan, what its file imports, and where the types are.
pub(crate) struct Emitter<'a> {
    plan: &'a Plan,
    /// The enums of answers that operations have by index.
    outcomes: &'a [Outcome],
    /// Whether operations go to an address that is given with each call.
    addressed: bool,
    imports: Imports,
    /// Whether the file is `types.rs` itself.
    inside_types: bool,
}

impl<'a> Emitter<'a> {
    fn new(plan: &'a Plan, defined: impl IntoIterator<Item = String>, inside_types: bool) -> Self {
        Emitter {
            plan,
            outcomes: &plan.outcomes,
            addressed: false,
            imports: Imports::new(defined),
            inside_types,
        }
    }

    fn path(&self, module: &'static str, name: &'static str) -> TokenStream {
        self.imports.path(module, name)
    }

    /// A type where it is used.
    fn ty(&self, ty: &Type) -> TokenStream {
        match ty {
            Type::Unit => quote!(()),
            Type::Bool => quote!(bool),
            Type::Integer(name) | Type::Float(name) => {
                let name = ident(name);
                quote!(#name)
            }
            Type::String => quote!(String),
            Type::DateTime => self.path("api_runtime::formats", "DateTime"),
            Type::Date => self.path("api_runtime::formats", "Date"),
            Type::Uuid => self.path("api_runtime::formats", "Uuid"),
            Type::Base64 => self.path("api_runtime::formats", "Base64"),
            Type::Json => self.path("api_runtime::serde_json", "Value"),
            Type::Body => self.path("api_runtime::body", "Body"),
            Type::FilePart => self.path("api_runtime::multipart", "FilePart"),
            Type::Item(item) => {
                let name = ident(&self.plan.types.item(*item).name);
                if self.inside_types {
                    quote!(#name)
                } else {
                    quote!(types::#name)
                }
            }
            Type::Vec(inner) => {
                let inner = self.ty(inner);
                quote!(Vec<#inner>)
            }
            Type::Map(inner) => {
                let inner = self.ty(inner);
                let map = self.path("api_runtime", "Map");
                quote!(#map<#inner>)
            }
            Type::Tuple(all) => {
                let all = all.iter().map(|ty| self.ty(ty));
                quote!((#(#all,)*))
            }
            Type::Option(inner) => {
                let inner = self.ty(inner);
                quote!(Option<#inner>)
            }
            Type::Boxed(inner) => {
                let inner = self.ty(inner);
                quote!(Box<#inner>)
            }
        }
    }

    /// The type of a body as a value.
    fn media_type(&self, media: &Media) -> TokenStream {
        match media.form {
            MediaForm::Lines => {
                let (lines, item) = (
                    self.path("api_runtime::ndjson", "Lines"),
                    self.ty(&media.ty),
                );
                quote!(#lines<#item>)
            }
            MediaForm::Events => {
                let (events, item) = (self.path("api_runtime::sse", "Events"), self.ty(&media.ty));
                quote!(#events<#item>)
            }
            _ => self.ty(&media.ty),
        }
    }

    /// A style as an expression.
    fn writing(&self, writing: Writing) -> TokenStream {
        let style = self.path("api_runtime::style", "Style");
        let Writing::Styled {
            style: kind,
            explode,
            allow_reserved,
        } = writing
        else {
            return quote!(#style::JSON);
        };
        let (name, exploded) = match kind {
            Style::Simple => ("SIMPLE", false),
            Style::Label => ("LABEL", false),
            Style::Matrix => ("MATRIX", false),
            Style::Form => ("FORM", true),
            Style::SpaceDelimited => ("SPACE_DELIMITED", false),
            Style::PipeDelimited => ("PIPE_DELIMITED", false),
            Style::DeepObject => ("DEEP_OBJECT", true),
        };
        let name = ident(name);
        // `explode` makes no difference to `deepObject`.
        let explode =
            (explode != exploded && kind != Style::DeepObject).then(|| quote!(.explode(#explode)));
        let reserved = allow_reserved.then(|| quote!(.allow_reserved()));
        quote!(#style::#name #explode #reserved)
    }

    /// Styles of form fields as a slice.
    fn encodings(&self, encodings: &[(String, Writing)]) -> TokenStream {
        let each = encodings.iter().map(|(name, writing)| {
            let style = self.writing(*writing);
            quote!((#name, #style))
        });
        quote!(&[#(#each),*])
    }
}

/// An identifier of a name that the plan has made one.
fn ident(name: &str) -> Ident {
    Ident::new(name, Span::call_site())
}

/// Lines of documentation.
fn docs(lines: &[String]) -> TokenStream {
    let lines = lines.iter().map(|line| {
        if line.is_empty() {
            String::new()
        } else {
            format!(" {line}")
        }
    });
    quote!(#(#[doc = #lines])*)
}

/// One line of documentation.
fn doc(line: &str) -> TokenStream {
    let line = format!(" {line}");
    quote!(#[doc = #line])
}

/// A number as it is written.
fn number(text: &str) -> TokenStream {
    let negative = text.starts_with('-');
    let literal = text
        .trim_start_matches('-')
        .parse::<Literal>()
        .unwrap_or_else(|_| Literal::u64_unsuffixed(0));
    if negative {
        quote!(-#literal)
    } else {
        quote!(#literal)
    }
}

/// `Some(n)` or `None`.
fn optional(number: Option<u64>) -> TokenStream {
    match number {
        Some(number) => {
            let number = Literal::u64_unsuffixed(number);
            quote!(Some(#number))
        }
        None => quote!(None),
    }
}

/// Text in code: raw where that is easier to read.
fn text_literal(text: &str) -> TokenStream {
    let printable = text.chars().all(|symbol| {
        symbol == '\n' || symbol.escape_debug().count() == 1 || matches!(symbol, '"' | '\\' | '\'')
    });
    if !text.contains(['"', '\n']) || !printable {
        return quote!(#text);
    }
    let mut hashes = 1;
    while text.contains(&format!("\"{}", "#".repeat(hashes))) {
        hashes += 1;
    }
    let fence = "#".repeat(hashes);
    match format!("r{fence}\"{text}\"{fence}").parse::<Literal>() {
        Ok(literal) => quote!(#literal),
        Err(_) => quote!(#text),
    }
}
