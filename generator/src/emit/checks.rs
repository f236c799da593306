//! Rules as calls of the runtime's `Checker`.

use proc_macro2::{Ident, TokenStream};
use quote::quote;
use serde_json::{Number, Value};

use super::{Emitter, ident, number, optional};
use crate::plan::{Rule, Type};

impl Emitter<'_> {
    /// The statements that check what a name is bound to. The name is a reference to a value of the type.
    pub(super) fn rules(&self, rules: &[Rule], name: &Ident, ty: &Type) -> Vec<TokenStream> {
        rules.iter().map(|rule| self.rule(rule, name, ty)).collect()
    }

    /// What checks a value that is read: a closure, or the function that stands for a type's own constraints.
    pub(super) fn reading_check(&self, rules: &[Rule], name: &Ident, ty: &Type) -> TokenStream {
        match rules {
            [Rule::Nested(_)] => self.path("api_runtime::check", "nested"),
            rules => self.checker(rules, name, ty, true),
        }
    }

    /// A closure over the checker and a value.
    pub(super) fn checker(
        &self,
        rules: &[Rule],
        name: &Ident,
        ty: &Type,
        annotated: bool,
    ) -> TokenStream {
        let name = &bound(name);
        let statements = self.rules(rules, name, ty);
        let annotation = annotated.then(|| {
            let ty = self.ty(ty);
            quote!(: &#ty)
        });
        match statements.as_slice() {
            [only] => {
                let only = without_semicolon(only);
                quote!(|at, #name #annotation| #only)
            }
            all => quote!(|at, #name #annotation| { #(#all)* }),
        }
    }

    fn rule(&self, rule: &Rule, name: &Ident, ty: &Type) -> TokenStream {
        match rule {
            Rule::Length(least, most) => {
                let (least, most) = (optional(*least), optional(*most));
                quote!(at.length(#name, #least, #most);)
            }
            Rule::Pattern(pattern) => {
                let pattern = ident(pattern);
                quote!(at.pattern(#name, &#pattern);)
            }
            Rule::Format(format) => {
                let (path, format) = (self.path("api_runtime::check", "Format"), ident(format));
                quote!(at.format(#name, #path::#format);)
            }
            Rule::Minimum(bound) => self.compare("minimum", bound, name, ty),
            Rule::Maximum(bound) => self.compare("maximum", bound, name, ty),
            Rule::ExclusiveMinimum(bound) => self.compare("exclusive_minimum", bound, name, ty),
            Rule::ExclusiveMaximum(bound) => self.compare("exclusive_maximum", bound, name, ty),
            Rule::MultipleOf(of) => self.compare("multiple_of", of, name, ty),
            Rule::Items(least, most) => {
                let (least, most) = (optional(*least), optional(*most));
                quote!(at.items(#name.len(), #least, #most);)
            }
            Rule::Unique => quote!(at.unique_items(#name);),
            Rule::Properties(least, most) => {
                let (least, most) = (optional(*least), optional(*most));
                quote!(at.properties(#name.len(), #least, #most);)
            }
            Rule::OneOf(values) => one_of(values, name, ty),
            Rule::Each(inner) => {
                let check = self.checker(inner, &ident("item"), inner_type(ty), false);
                quote!(at.each(#name, #check);)
            }
            Rule::Entries(inner) => {
                let check = self.checker(inner, &ident("value"), inner_type(ty), false);
                quote!(at.entries(#name, #check);)
            }
            Rule::Present(inner) => {
                let statements = self.rules(inner, name, inner_type(ty));
                quote!(if let Some(#name) = #name { #(#statements)* })
            }
            Rule::Nested(_) => {
                // The trait is in scope unless something else has its name.
                let check = self.path("api_runtime::check", "Check");
                match check.to_string() == "Check" {
                    true => quote!(#name.check(at);),
                    false => quote!(#check::check(#name, at);),
                }
            }
        }
    }

    fn compare(&self, method: &str, bound: &Number, name: &Ident, ty: &Type) -> TokenStream {
        let method = ident(method);
        let bound = literal(bound, ty);
        quote!(at.#method(*#name, #bound);)
    }
}

/// Whether the rules are no more than those of the definition that the value is of, holds in a list, or may be.
pub(super) fn is_nested(rules: &[Rule]) -> bool {
    match rules {
        [Rule::Nested(_)] => true,
        [Rule::Each(inner) | Rule::Entries(inner) | Rule::Present(inner)] => is_nested(inner),
        _ => false,
    }
}

/// What a value is bound to while it is checked; the checker itself is called `at`.
pub(super) fn bound(name: &Ident) -> Ident {
    if name == "at" {
        ident("value")
    } else {
        name.clone()
    }
}

/// A statement as an expression.
fn without_semicolon(statement: &TokenStream) -> TokenStream {
    let mut tokens: Vec<_> = statement.clone().into_iter().collect();
    let ends = tokens.last().is_some_and(
        |token| matches!(token, proc_macro2::TokenTree::Punct(punct) if punct.as_char() == ';'),
    );
    if ends {
        tokens.pop();
    }
    tokens.into_iter().collect()
}

fn inner_type(ty: &Type) -> &Type {
    match ty {
        Type::Vec(inner) | Type::Map(inner) | Type::Option(inner) | Type::Boxed(inner) => inner,
        other => other,
    }
}

fn literal(value: &Number, ty: &Type) -> TokenStream {
    match ty {
        Type::Float(_) => {
            let text = value.as_f64().unwrap_or_default().to_string();
            number(&if text.contains(['.', 'e']) {
                text
            } else {
                format!("{text}.0")
            })
        }
        _ => match (value.as_i128(), value.as_f64()) {
            (Some(whole), _) => number(&whole.to_string()),
            (_, float) => number(&format!("{:.0}", float.unwrap_or_default())),
        },
    }
}

fn one_of(values: &[Value], name: &Ident, ty: &Type) -> TokenStream {
    match ty {
        Type::String => {
            let texts = values.iter().filter_map(Value::as_str);
            quote!(at.one_of(&#name.as_str(), &[#(#texts),*]);)
        }
        Type::Bool => {
            let flags = values.iter().filter_map(Value::as_bool);
            quote!(at.one_of(#name, &[#(#flags),*]);)
        }
        _ => {
            let numbers = values
                .iter()
                .filter_map(Value::as_number)
                .map(|number| literal(number, ty));
            quote!(at.one_of(#name, &[#(#numbers),*]);)
        }
    }
}
