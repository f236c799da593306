//! Puts right in progenitor's code what its document had no words for: media types beside its
//! four, names of parameters that clash in Rust, documentation in lines, lints.

use super::prepare::{Prepared, PreparedOperation};
use proc_macro2::Span;
use std::collections::HashMap;
use syn::visit_mut::{self, VisitMut};
use syn::{Attribute, Expr, ExprCall, ExprMethodCall, Item, Lit, LitStr, parse_quote};

/// The media type that progenitor asks for.
pub(super) const JSON: &str = "application/json";

/// What is to be put right in one operation.
#[derive(Debug, Default)]
pub(super) struct Mending {
    /// The media types to ask for.
    pub(super) accept: Option<String>,
    /// The media type of the body.
    pub(super) content_type: Option<ContentType>,
    /// Names that progenitor was given, and those on the wire.
    pub(super) wire_names: Vec<(String, String)>,
}

/// The media type of a body that progenitor knows by another name.
#[derive(Debug)]
pub(super) struct ContentType {
    actual: String,
}

impl ContentType {
    /// The media type of a body; nothing when progenitor's own will do.
    pub(super) fn of(actual: &str, known: &str) -> Option<ContentType> {
        let range = actual.contains('*');
        let fit = actual.bytes().all(|byte| (b' '..=b'~').contains(&byte));
        (actual != known && !range && fit).then(|| ContentType {
            actual: actual.to_owned(),
        })
    }
}

/// Mends the whole module.
pub(super) fn mend(file: &mut syn::File, prepared: &Prepared) {
    let operations: HashMap<&str, &PreparedOperation> = prepared
        .operations
        .iter()
        .map(|op| (op.builder.as_str(), op))
        .collect();
    drop_empty_types(file);
    let mut mender = Mender {
        operations,
        current: None,
    };
    mender.visit_file_mut(file);
    for item in &mut file.items {
        allow(item);
    }
}

/// Takes the module of progenitor's own types away when there are none.
fn drop_empty_types(file: &mut syn::File) {
    let is_error = |item: &Item| matches!(item, Item::Mod(module) if module.ident == "error");
    let is_empty = |item: &Item| match item {
        Item::Mod(module) if module.ident == "types" => module
            .content
            .iter()
            .all(|(_, items)| items.iter().all(is_error)),
        _ => false,
    };
    if !file.items.iter().any(is_empty) {
        return;
    }
    file.items.retain(|item| !is_empty(item));
    let unused: Item = parse_quote!(
        use super::types;
    );
    for item in &mut file.items {
        if let Item::Mod(module) = item
            && let Some((_, items)) = &mut module.content
        {
            items.retain(|item| *item != unused);
        }
    }
}

/// Allows what progenitor's code does and ours may not.
fn allow(item: &mut Item) {
    let attribute: Attribute = parse_quote!(#[allow(missing_docs, unused_imports, clippy::all)]);
    match item {
        Item::Impl(found) => {
            found.attrs.insert(
                0,
                parse_quote!(#[allow(clippy::unwrap_used, clippy::expect_used, clippy::all)]),
            );
        }
        Item::Mod(found) => {
            found
                .attrs
                .retain(|attribute| !attribute.path().is_ident("allow"));
            let docs = found
                .attrs
                .iter()
                .filter(|found| found.path().is_ident("doc"))
                .count();
            found.attrs.insert(docs, attribute);
        }
        _ => {}
    }
}

struct Mender<'p> {
    operations: HashMap<&'p str, &'p PreparedOperation>,
    current: Option<&'p PreparedOperation>,
}

impl VisitMut for Mender<'_> {
    fn visit_item_impl_mut(&mut self, found: &mut syn::ItemImpl) {
        let before = self.current;
        if let syn::Type::Path(ty) = found.self_ty.as_ref()
            && let Some(last) = ty.path.segments.last()
        {
            self.current = self
                .operations
                .get(last.ident.to_string().as_str())
                .copied();
        }
        visit_mut::visit_item_impl_mut(self, found);
        self.current = before;
    }

    fn visit_attributes_mut(&mut self, attributes: &mut Vec<Attribute>) {
        let old = std::mem::take(attributes);
        attributes.extend(old.into_iter().flat_map(in_lines));
    }

    /// Messages name types; their tokens come with spaces between.
    fn visit_lit_str_mut(&mut self, text: &mut LitStr) {
        let value = text.value();
        if value.starts_with("conversion to `") {
            let tight = value.replace(" :: ", "::").replace(":: ", "::");
            let tight = tight.replace(" < ", "<").replace(" >", ">");
            *text = LitStr::new(&tight, text.span());
        }
    }

    fn visit_expr_method_call_mut(&mut self, call: &mut ExprMethodCall) {
        visit_mut::visit_expr_method_call_mut(self, call);
        let Some(operation) = self.current else {
            return;
        };
        let mending = &operation.mending;
        match call.method.to_string().as_str() {
            "header" => header(call, mending),
            "json" => json(call, mending),
            "append" => {
                if let Some(name) = call.args.first_mut() {
                    rename(name, &mending.wire_names);
                }
            }
            _ => {}
        }
    }

    fn visit_expr_call_mut(&mut self, call: &mut ExprCall) {
        visit_mut::visit_expr_call_mut(self, call);
        let Some(operation) = self.current else {
            return;
        };
        if names(&call.func, &["QueryParam", "new"])
            && let Some(name) = call.args.first_mut()
        {
            rename(name, &operation.mending.wire_names);
        }
    }
}

/// Documentation of several lines as so many attributes, with the space that people write.
fn in_lines(attribute: Attribute) -> Vec<Attribute> {
    let syn::Meta::NameValue(pair) = &attribute.meta else {
        return vec![attribute];
    };
    let Expr::Lit(syn::ExprLit {
        lit: Lit::Str(text),
        ..
    }) = &pair.value
    else {
        return vec![attribute];
    };
    if !pair.path.is_ident("doc") {
        return vec![attribute];
    }
    let text = text.value();
    let lines: Vec<&str> = text.trim_end().split('\n').collect();
    let space = lines
        .iter()
        .any(|line| !line.is_empty() && !line.starts_with(' '));
    lines
        .into_iter()
        .map(|line| match line.trim_end() {
            "" => parse_quote!(#[doc = ""]),
            line => {
                let line = if space {
                    format!(" {line}")
                } else {
                    line.to_owned()
                };
                parse_quote!(#[doc = #line])
            }
        })
        .collect()
}

/// `.header(ACCEPT, …)` and `.header(CONTENT_TYPE, …)` with the document's own media types.
fn header(call: &mut ExprMethodCall, mending: &Mending) {
    let wanted = match call.args.first() {
        Some(name) if names(name, &["header", "ACCEPT"]) => mending.accept.as_deref(),
        Some(name) if names(name, &["header", "CONTENT_TYPE"]) => mending
            .content_type
            .as_ref()
            .map(|found| found.actual.as_str()),
        _ => None,
    };
    if let (Some(wanted), Some(Expr::Call(value))) = (wanted, call.args.iter_mut().nth(1))
        && let Some(text) = value.args.first_mut()
    {
        let literal = LitStr::new(wanted, Span::call_site());
        *text = parse_quote!(#literal);
    }
}

/// `.json(&body)` under another name: reqwest leaves a content type that is there.
fn json(call: &mut ExprMethodCall, mending: &Mending) {
    if let Some(ContentType { actual }) = &mending.content_type {
        let receiver = &call.receiver;
        *call.receiver = parse_quote! {
            #receiver.header(
                ::reqwest::header::CONTENT_TYPE,
                ::reqwest::header::HeaderValue::from_static(#actual),
            )
        };
    }
}

/// Puts the name on the wire in place of the one progenitor was given.
fn rename(name: &mut Expr, wire_names: &[(String, String)]) {
    let Expr::Lit(syn::ExprLit {
        lit: Lit::Str(text),
        ..
    }) = name
    else {
        return;
    };
    let given = text.value();
    if let Some((_, wire)) = wire_names.iter().find(|(name, _)| *name == given) {
        *text = LitStr::new(wire, text.span());
    }
}

/// Whether an expression is a path with these last segments.
fn names(expression: &Expr, last: &[&str]) -> bool {
    let Expr::Path(path) = expression else {
        return false;
    };
    let segments: Vec<String> = path
        .path
        .segments
        .iter()
        .map(|segment| segment.ident.to_string())
        .collect();
    let from = segments.len().saturating_sub(last.len());
    segments
        .get(from..)
        .is_some_and(|tail| tail.iter().eq(last.iter()))
}
