//! Expressions for arguments: values from JSON where the type reads it, and literals of the few
//! types that only a program can make: multipart forms, files, streams.

use super::surface::last_name;
use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use serde_json::Value;
use std::collections::BTreeMap;

/// The types of a generated crate that JSON cannot make.
pub(super) struct Types {
    structs: BTreeMap<String, syn::ItemStruct>,
    enums: BTreeMap<String, syn::ItemEnum>,
}

/// No form holds forms that hold forms.
const DEEPEST: usize = 4;

impl Types {
    /// Reads the source of the types.
    pub(super) fn read(source: &str) -> syn::Result<Types> {
        let file = syn::parse_file(source)?;
        let mut types = Types {
            structs: BTreeMap::new(),
            enums: BTreeMap::new(),
        };
        let mut read = Vec::new();
        for item in file.items {
            match item {
                syn::Item::Struct(item) if !derives(&item.attrs) => {
                    types.structs.insert(item.ident.to_string(), item);
                }
                syn::Item::Enum(item) if !derives(&item.attrs) => {
                    types.enums.insert(item.ident.to_string(), item);
                }
                syn::Item::Impl(block) if is_deserialize(&block) => {
                    read.extend(last_name(&block.self_ty));
                }
                _ => {}
            }
        }
        for name in read {
            types.structs.remove(&name);
            types.enums.remove(&name);
        }
        Ok(types)
    }

    /// An expression of a type; nothing if there is no telling how to make one.
    pub(super) fn expression(&self, ty: &syn::Type, value: Option<&Value>) -> Option<TokenStream> {
        self.build(ty, value, 0)
    }

    fn build(&self, ty: &syn::Type, value: Option<&Value>, depth: usize) -> Option<TokenStream> {
        match ty {
            _ if depth > DEEPEST => None,
            syn::Type::Reference(reference) => self.borrowed(&reference.elem, value, depth),
            // Only bodies are taken as anything that becomes one.
            syn::Type::ImplTrait(_) => {
                let text = plain(value);
                Some(quote!(#text.as_bytes().to_vec()))
            }
            syn::Type::Path(_) => self.owned(ty, value, depth),
            _ => None,
        }
    }

    fn borrowed(&self, ty: &syn::Type, value: Option<&Value>, depth: usize) -> Option<TokenStream> {
        match ty {
            syn::Type::Slice(_) => {
                let text = value?.to_string();
                Some(quote!(&json::<Vec<_>>(#text)?))
            }
            _ if last_name(ty).is_some_and(|name| name == "str") => {
                let text = plain(value);
                Some(quote!(#text))
            }
            _ => {
                let owned = self.build(ty, value, depth)?;
                Some(quote!(&#owned))
            }
        }
    }

    fn owned(&self, ty: &syn::Type, value: Option<&Value>, depth: usize) -> Option<TokenStream> {
        let name = last_name(ty)?;
        match name.as_str() {
            "FilePart" => Some(quote! {
                api::runtime::multipart::FilePart::new(b"content".to_vec()).file_name("file.txt")
            }),
            "Body" => Some(quote!(api::runtime::body::Body::from(b"content".to_vec()))),
            "Option" if self.is_made(inner(ty)?) => {
                let some = self.build(inner(ty)?, value, depth + 1)?;
                Some(quote!(Some(#some)))
            }
            "Vec" if self.is_made(inner(ty)?) => {
                let one = self.build(inner(ty)?, value, depth + 1)?;
                Some(quote!(vec![#one]))
            }
            _ => {
                if let Some(item) = self.structs.get(&name) {
                    return self.literal(item, value, depth);
                }
                if let Some(item) = self.enums.get(&name) {
                    return self.alternative(item, value, depth);
                }
                let text = value?.to_string();
                Some(quote!(json(#text)?))
            }
        }
    }

    /// Whether JSON cannot make it.
    fn is_made(&self, ty: &syn::Type) -> bool {
        last_name(ty).is_some_and(|name| {
            let files = name == "FilePart" || name == "Body";
            files || self.structs.contains_key(&name) || self.enums.contains_key(&name)
        })
    }

    fn literal(
        &self,
        item: &syn::ItemStruct,
        value: Option<&Value>,
        depth: usize,
    ) -> Option<TokenStream> {
        let mut fields = Vec::new();
        for field in &item.fields {
            let name = field.ident.as_ref()?;
            let value = member(value, &name.to_string());
            let expression = match (value, last_name(&field.ty).as_deref()) {
                (None, Some("Option")) if !inner(&field.ty).is_some_and(|ty| self.is_made(ty)) => {
                    quote!(None)
                }
                (value, _) => self.build(&field.ty, value, depth + 1)?,
            };
            fields.push(quote!(#name: #expression));
        }
        let name = &item.ident;
        Some(quote!(api::types::#name { #(#fields),* }))
    }

    /// The first alternative that can be had.
    fn alternative(
        &self,
        item: &syn::ItemEnum,
        value: Option<&Value>,
        depth: usize,
    ) -> Option<TokenStream> {
        let name = &item.ident;
        item.variants.iter().find_map(|variant| {
            let case = &variant.ident;
            let mut payloads = variant.fields.iter();
            match (payloads.next(), payloads.next()) {
                (None, _) => Some(quote!(api::types::#name::#case)),
                (Some(payload), None) => {
                    let payload = self.build(&payload.ty, value, depth + 1)?;
                    Some(quote!(api::types::#name::#case(#payload)))
                }
                _ => None,
            }
        })
    }
}

fn derives(attributes: &[syn::Attribute]) -> bool {
    let derive = |attribute: &syn::Attribute| {
        let words = attribute.meta.to_token_stream().to_string();
        words.starts_with("derive") && words.contains("Deserialize")
    };
    attributes.iter().any(derive)
}

fn is_deserialize(block: &syn::ItemImpl) -> bool {
    let of = block
        .trait_
        .as_ref()
        .and_then(|(path, _)| path.segments.last());
    of.is_some_and(|last| last.ident == "Deserialize")
}

/// The first argument of a generic type.
fn inner(ty: &syn::Type) -> Option<&syn::Type> {
    let syn::Type::Path(path) = ty else {
        return None;
    };
    let syn::PathArguments::AngleBracketed(arguments) = &path.path.segments.last()?.arguments
    else {
        return None;
    };
    arguments.args.iter().find_map(|argument| match argument {
        syn::GenericArgument::Type(ty) => Some(ty),
        _ => None,
    })
}

/// The member of an object that a field stands for: names differ in case and marks alone.
fn member<'a>(value: Option<&'a Value>, field: &str) -> Option<&'a Value> {
    let letters = |name: &str| -> String {
        let kept = name.chars().filter(|letter| letter.is_alphanumeric());
        kept.flat_map(char::to_lowercase).collect()
    };
    let field = letters(field.trim_start_matches("r#"));
    let members = value?.as_object()?;
    members
        .iter()
        .find(|(name, _)| letters(name) == field)
        .map(|(_, value)| value)
}

/// A value as the text that stands in a path or a query.
fn plain(value: Option<&Value>) -> String {
    match value {
        Some(Value::String(text)) => text.clone(),
        Some(value) => value.to_string(),
        None => "text".to_owned(),
    }
}
