//! `types.rs`: one item per definition, followed by what it checks.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::case::Case;
use super::{Emitter, docs, ident, optional};
use crate::plan::{
    EnumValue, Field, Formula, Item, ItemKind, Part, PartForm, Plan, Presence, Rule, Struct,
    Tagged, Type, UnionVariant, Untagged, repeats,
};

/// All of `types.rs`.
pub(crate) fn types(plan: &Plan) -> TokenStream {
    let emitter = Emitter::new(
        plan,
        plan.types
            .in_order()
            .into_iter()
            .map(|item| item.name.clone()),
        true,
    );
    let items: Vec<_> = plan
        .types
        .in_order()
        .into_iter()
        .map(|item| emitter.item(item))
        .collect();
    let imports = emitter.imports.emit();
    quote! { #imports #(#items)* }
}

impl Emitter<'_> {
    fn item(&self, item: &Item) -> TokenStream {
        let definition = match &item.kind {
            ItemKind::Pending => TokenStream::new(),
            ItemKind::Struct(definition) => self.structure(item, definition),
            ItemKind::StringEnum(values) => self.value_enum("string_enum", item, None, values),
            ItemKind::IntegerEnum(repr, values) => {
                self.value_enum("integer_enum", item, Some(repr), values)
            }
            ItemKind::MixedEnum(values) => self.value_enum("mixed_enum", item, None, values),
            ItemKind::Tagged(definition) => self.tagged(item, definition),
            ItemKind::Untagged(definition) => self.untagged(item, definition),
            ItemKind::Newtype { ty, .. } => self.newtype(item, ty),
            ItemKind::Alias(ty) => self.alias(item, ty),
            ItemKind::Tuple(tuple) => self.tuple(item, tuple),
            ItemKind::Multipart(parts) => self.multipart(item, parts),
            ItemKind::Media(variants) => self.media(item, variants),
        };
        let patterns = self.patterns(item);
        let check = if item.checked && item.in_request {
            self.check(item)
        } else {
            TokenStream::new()
        };
        quote! { #definition #patterns #check }
    }

    /// What a definition says of itself beyond its name.
    pub(super) fn item_docs(&self, item: &Item) -> Option<TokenStream> {
        (!repeats(&item.docs, &item.name)).then(|| docs(&item.docs))
    }

    pub(super) fn serde(&self) -> (TokenStream, TokenStream) {
        (
            self.path("serde", "Serialize"),
            self.path("serde", "Deserialize"),
        )
    }

    fn structure(&self, item: &Item, definition: &Struct) -> TokenStream {
        let (name, docs) = (ident(&item.name), self.item_docs(item));
        let (serialize, deserialize) = self.serde();
        let default = definition.default.then(|| quote!(Default,));
        let case = Case::of(&definition.fields);
        let mut settings = Vec::new();
        if let Some(word) = case.word() {
            settings.push(quote!(rename_all = #word));
        }
        if definition.deny_unknown {
            settings.push(quote!(deny_unknown_fields));
        }
        let settings = (!settings.is_empty()).then(|| quote!(#[serde(#(#settings),*)]));
        let fields = definition
            .fields
            .iter()
            .map(|field| self.field(field, case));
        quote! {
            #docs
            #[derive(Clone, Debug, #default PartialEq, #serialize, #deserialize)]
            #settings
            pub struct #name { #(#fields,)* }
        }
    }

    fn field(&self, field: &Field, case: Case) -> TokenStream {
        let (name, docs) = (ident(&field.name), docs(&field.docs));
        let mut settings = Vec::new();
        if field.presence != Presence::Flat && case.apply(&field.name) != field.wire {
            let wire = &field.wire;
            settings.push(quote!(rename = #wire));
        }
        let inner = self.ty(&field.ty);
        let ty = match field.presence {
            Presence::Required => inner,
            Presence::RequiredNullable => {
                self.path("api_runtime", "nullable");
                settings.push(quote!(deserialize_with = "nullable::required"));
                quote!(Option<#inner>)
            }
            // Null is a value here, not the lack of one.
            Presence::Optional if matches!(field.ty, Type::Json | Type::Unit) => {
                self.path("api_runtime", "nullable");
                settings.push(quote!(
                    default,
                    deserialize_with = "nullable::present",
                    skip_serializing_if = "Option::is_none"
                ));
                quote!(Option<#inner>)
            }
            Presence::Optional => {
                settings.push(quote!(skip_serializing_if = "Option::is_none"));
                quote!(Option<#inner>)
            }
            Presence::OptionalNullable => {
                let nullable = self.path("api_runtime::nullable", "Nullable");
                let condition = format!("{nullable}::is_absent").replace(' ', "");
                settings.push(quote!(default, skip_serializing_if = #condition));
                quote!(#nullable<#inner>)
            }
            Presence::Flat => {
                settings.push(quote!(flatten));
                inner
            }
        };
        let settings = (!settings.is_empty()).then(|| quote!(#[serde(#(#settings),*)]));
        quote! { #docs #settings pub #name: #ty }
    }

    /// An enum of known values, by the runtime's macro for its kind of value.
    fn value_enum(
        &self,
        kind: &'static str,
        item: &Item,
        repr: Option<&str>,
        values: &[EnumValue],
    ) -> TokenStream {
        self.path("api_runtime", kind);
        let (kind, name, item_docs) = (ident(kind), ident(&item.name), self.item_docs(item));
        let wide = repr.is_none();
        let repr = repr.map(ident).map(|repr| quote!(#[repr(#repr)]));
        let values = values.iter().map(|value| {
            let (docs, name, literal) = (
                docs(&value.docs),
                ident(&value.name),
                enum_literal(value, wide),
            );
            quote!(#docs #name = #literal)
        });
        quote! {
            #[#kind]
            #repr
            #item_docs
            pub enum #name { #(#values,)* }
        }
    }

    fn tagged(&self, item: &Item, definition: &Tagged) -> TokenStream {
        self.path("api_runtime", "tagged_enum");
        let (name, item_docs, property) = (
            ident(&item.name),
            self.item_docs(item),
            &definition.property,
        );
        let variants = definition.variants.iter().map(|variant| {
            let (name, ty, tags) = (ident(&variant.name), self.ty(&variant.ty), &variant.tags);
            quote!(#name(#ty) = #(#tags)|*)
        });
        quote! {
            #[tagged_enum]
            #[tag = #property]
            #item_docs
            pub enum #name { #(#variants,)* }
        }
    }

    fn untagged(&self, item: &Item, definition: &Untagged) -> TokenStream {
        let (name, item_docs) = (ident(&item.name), self.item_docs(item));
        let variants = self.variants(&definition.variants);
        if definition.overlaps {
            self.path("api_runtime", "untagged_enum");
            // What takes anything must not keep an alternative from a value with a property too many.
            let variants = variants
                .iter()
                .zip(&definition.variants)
                .map(|(tokens, variant)| {
                    let anything = match &variant.ty {
                        Type::Json => true,
                        Type::Map(inner) => **inner == Type::Json,
                        _ => false,
                    };
                    let mark = anything.then(|| quote!(= "otherwise"));
                    quote!(#tokens #mark)
                });
            let several = definition.several.as_ref().map(|name| {
                let docs = super::doc("What is several of these at once, as it is.");
                let (name, ty) = (ident(name), self.path("api_runtime::untagged", "Several"));
                quote!(#docs #name(#ty),)
            });
            return quote! {
                #[untagged_enum]
                #item_docs
                pub enum #name { #(#variants,)* #several }
            };
        }
        let (serialize, deserialize) = self.serde();
        quote! {
            #item_docs
            #[derive(Clone, Debug, PartialEq, #serialize, #deserialize)]
            #[serde(untagged)]
            pub enum #name { #(#variants,)* }
        }
    }

    fn variants(&self, variants: &[UnionVariant]) -> Vec<TokenStream> {
        let each = variants.iter().map(|variant| {
            let (docs, name, ty) = (
                docs(&variant.docs),
                ident(&variant.name),
                self.ty(&variant.ty),
            );
            quote!(#docs #name(#ty))
        });
        each.collect()
    }

    fn newtype(&self, item: &Item, ty: &Type) -> TokenStream {
        let (name, docs, ty) = (ident(&item.name), self.item_docs(item), self.ty(ty));
        let (serialize, deserialize) = self.serde();
        quote! {
            #docs
            #[derive(Clone, Debug, PartialEq, #serialize, #deserialize)]
            #[serde(transparent)]
            pub struct #name(pub #ty);
        }
    }

    fn alias(&self, item: &Item, ty: &Type) -> TokenStream {
        let (name, docs, ty) = (ident(&item.name), self.item_docs(item), self.ty(ty));
        quote! { #docs pub type #name = #ty; }
    }

    fn media(&self, item: &Item, variants: &[UnionVariant]) -> TokenStream {
        let (name, docs) = (ident(&item.name), self.item_docs(item));
        let variants = self.variants(variants);
        quote! {
            #docs
            #[derive(Debug)]
            pub enum #name { #(#variants,)* }
        }
    }

    fn patterns(&self, item: &Item) -> TokenStream {
        // Only checks use the patterns.
        if !(item.in_request && (item.checked || matches!(item.kind, ItemKind::Multipart(_)))) {
            return TokenStream::new();
        }
        self.pattern_statics(&item.patterns)
    }

    pub(super) fn pattern_statics(&self, patterns: &[(String, String)]) -> TokenStream {
        let statics = patterns.iter().map(|(name, text)| {
            let (name, pattern) = (ident(name), self.path("api_runtime::check", "Pattern"));
            let text = super::text_literal(text);
            quote!(static #name: #pattern = #pattern::new(#text);)
        });
        quote!(#(#statics)*)
    }

    fn check(&self, item: &Item) -> TokenStream {
        let body = match &item.kind {
            ItemKind::Struct(definition) => self.check_struct(definition),
            ItemKind::Tagged(definition) => self.check_tagged(definition),
            ItemKind::Untagged(definition) => self.check_untagged(definition),
            ItemKind::Tuple(tuple) => self.check_tuple(tuple),
            ItemKind::Newtype { ty, rules } => {
                let value = ident("value");
                let statements = self.rules(rules, &value, ty);
                quote! { let value = &self.0; #(#statements)* }
            }
            // The macro writes the check of a string enum; parts are checked as they are read.
            _ => return TokenStream::new(),
        };
        let name = ident(&item.name);
        let check = self.path("api_runtime::check", "Check");
        let checker = self.path("api_runtime::check", "Checker");
        quote! {
            impl #check for #name {
                fn check(&self, at: &mut #checker<'_>) { #body }
            }
        }
    }

    fn check_struct(&self, definition: &Struct) -> TokenStream {
        let size = definition
            .size
            .map(|(least, most)| self.check_size(definition, least, most));
        let fields = definition
            .fields
            .iter()
            .filter(|field| !field.rules.is_empty())
            .map(|field| {
                let (name, wire) = (ident(&field.name), &field.wire);
                let method = match field.presence {
                    Presence::Required => "field",
                    Presence::RequiredNullable | Presence::Optional => "optional",
                    Presence::OptionalNullable => "nullable",
                    Presence::Flat => {
                        let bound = super::checks::bound(&name);
                        let statements = self.rules(&field.rules, &bound, &field.ty);
                        return quote! { let #bound = &self.#name; #(#statements)* };
                    }
                };
                if super::checks::is_nested(&field.rules) {
                    return quote!(at.nested(#wire, &self.#name););
                }
                let method = ident(method);
                let check = self.checker(&field.rules, &ident("it"), &field.ty, false);
                quote!(at.#method(#wire, &self.#name, #check);)
            });
        let presence = definition.presence.iter().map(|rule| {
            let (word, holds) = (rule.word, formula(&rule.formula, true));
            let words = match &rule.formula {
                Formula::Not(_) => rule.formula.words(),
                needed => format!("{} needed", needed.words()),
            };
            quote!(at.holds(#word, #holds, #words);)
        });
        quote! { #size #(#presence)* #(#fields)* }
    }

    fn check_size(
        &self,
        definition: &Struct,
        least: Option<u64>,
        most: Option<u64>,
    ) -> TokenStream {
        let (least, most) = (optional(least), optional(most));
        let present = definition.fields.iter().filter_map(|field| {
            let name = ident(&field.name);
            match field.presence {
                Presence::Required | Presence::RequiredNullable => Some(quote!(true)),
                Presence::Optional => Some(quote!(self.#name.is_some())),
                Presence::OptionalNullable => Some(quote!(!self.#name.is_absent())),
                Presence::Flat => None,
            }
        });
        let further = definition
            .fields
            .iter()
            .filter(|field| field.presence == Presence::Flat)
            .map(|field| {
                let name = ident(&field.name);
                quote!(+ self.#name.len())
            });
        quote! {
            let present: &[bool] = &[#(#present),*];
            at.properties(present.iter().filter(|present| **present).count() #(#further)*, #least, #most);
        }
    }

    fn check_tagged(&self, definition: &Tagged) -> TokenStream {
        let value = ident("value");
        let mut plain = false;
        let mut arms = Vec::new();
        for variant in &definition.variants {
            if variant.rules.is_empty() {
                plain = true;
                continue;
            }
            let name = ident(&variant.name);
            let statements = self.rules(&variant.rules, &value, &variant.ty);
            arms.push((quote!(Self::#name(value)), quote!(#(#statements)*)));
        }
        let message = format!("`{}` is not one of the known values", definition.property);
        arms.push((
            quote!(Self::Unknown(_)),
            quote!(at.report("discriminator", #message);),
        ));
        match_self(&arms, !plain)
    }

    fn check_untagged(&self, definition: &Untagged) -> TokenStream {
        let value = ident("value");
        let mut arms = Vec::new();
        let variants = &definition.variants;
        for variant in variants.iter().filter(|variant| !variant.rules.is_empty()) {
            let name = ident(&variant.name);
            let statements = self.rules(&variant.rules, &value, &variant.ty);
            arms.push((quote!(Self::#name(value)), quote!(#(#statements)*)));
        }
        let complete = arms.len() == variants.len() && definition.several.is_none();
        match_self(&arms, complete)
    }

    fn multipart(&self, item: &Item, parts: &[Part]) -> TokenStream {
        let (name, docs) = (ident(&item.name), self.item_docs(item));
        let fields = parts.iter().map(|part| self.part(part));
        let writes = parts.iter().map(write_part);
        let reads = parts.iter().map(|part| self.read_part(part));
        let made = parts.iter().map(|part| {
            let name = ident(&part.name);
            quote!(#name: #name?)
        });
        self.path("api_runtime", "multipart");
        let multipart = self.path("api_runtime::multipart", "Multipart");
        let invalid = self.path("api_runtime", "Invalid");
        quote! {
            #docs
            #[derive(Debug)]
            pub struct #name { #(#fields,)* }

            impl #multipart for #name {
                fn write(self, form: &mut multipart::Form) { #(#writes)* }

                fn read(parts: &mut multipart::Parts<'_>) -> Result<Self, #invalid> {
                    #(#reads)*
                    Ok(Self { #(#made),* })
                }
            }
        }
    }

    fn part(&self, part: &Part) -> TokenStream {
        let (name, docs, ty) = (ident(&part.name), docs(&part.docs), self.ty(&part.ty));
        let ty = match (part.many, part.required) {
            (true, _) => quote!(Vec<#ty>),
            (false, true) => ty,
            (false, false) => quote!(Option<#ty>),
        };
        quote!(#docs pub #name: #ty)
    }

    fn read_part(&self, part: &Part) -> TokenStream {
        let (name, wire) = (ident(&part.name), &part.wire);
        let method = match (part.form, part.many) {
            (PartForm::File, true) => ident("files"),
            (form, _) => {
                let plain = match form {
                    PartForm::Text => "value",
                    PartForm::Json => "json",
                    PartForm::File => "file",
                };
                if part.required {
                    ident(plain)
                } else {
                    format_ident!("{plain}_optional")
                }
            }
        };
        let check = (!part.rules.is_empty()).then(|| {
            let method = ident(if part.required {
                "check"
            } else {
                "check_optional"
            });
            let rules: &[Rule] = &part.rules;
            let check = self.checker(rules, &name, &part.ty, true);
            quote!(parts.#method(#wire, &#name, #check);)
        });
        quote! { let #name = parts.#method(#wire); #check }
    }
}

/// Which properties go together, as a condition; `yes` is what the rule has to be.
fn formula(rule: &Formula, yes: bool) -> TokenStream {
    let count = |inner: &[Formula]| {
        let inner = inner.iter().map(|rule| formula(rule, true));
        quote!([#(#inner),*].iter().filter(|holds| **holds).count())
    };
    match rule {
        Formula::Has(field, _, nullable) => {
            let field = ident(field);
            match (nullable, yes) {
                (true, true) => quote!(!self.#field.is_absent()),
                (true, false) => quote!(self.#field.is_absent()),
                (false, true) => quote!(self.#field.is_some()),
                (false, false) => quote!(self.#field.is_none()),
            }
        }
        Formula::Not(inner) => formula(inner, !yes),
        Formula::One(inner) => {
            let count = count(inner);
            match yes {
                true => quote!(#count == 1),
                false => quote!(#count != 1),
            }
        }
        Formula::All(inner) if inner.is_empty() => quote!(#yes),
        Formula::All(inner) | Formula::Any(inner) => {
            let each = inner.iter().map(|rule| {
                let condition = formula(rule, yes);
                match rule.is_list() {
                    true => quote!((#condition)),
                    false => condition,
                }
            });
            match matches!(rule, Formula::All(_)) == yes {
                true => quote!(#(#each)&&*),
                false => quote!(#(#each)||*),
            }
        }
    }
}

/// The value of an enum's variant; of a type as wide as needed where no other word says the type.
fn enum_literal(value: &EnumValue, wide: bool) -> TokenStream {
    match &value.value {
        serde_json::Value::String(text) => quote!(#text),
        serde_json::Value::Bool(flag) => quote!(#flag),
        serde_json::Value::Number(number) if wide && number.as_i64().is_none_or(beyond_i32) => {
            let suffix = match (number.is_f64(), number.is_u64() && !number.is_i64()) {
                (true, _) => "",
                (_, true) => "_u64",
                _ => "_i64",
            };
            super::number(&format!("{number}{suffix}"))
        }
        other => super::number(&other.to_string()),
    }
}

fn beyond_i32(number: i64) -> bool {
    i32::try_from(number).is_err()
}

/// A match over the variants of `self`, in the form that is usual for their number.
fn match_self(arms: &[(TokenStream, TokenStream)], complete: bool) -> TokenStream {
    if let ([(pattern, body)], false) = (arms, complete) {
        return quote!(if let #pattern = self { #body });
    }
    let arms = arms
        .iter()
        .map(|(pattern, body)| quote!(#pattern => { #body }));
    let rest = (!complete).then(|| quote!(_ => {}));
    quote! { match self { #(#arms)* #rest } }
}

fn write_part(part: &Part) -> TokenStream {
    let (name, wire) = (ident(&part.name), &part.wire);
    let write = |value: TokenStream| match part.form {
        PartForm::Text => quote!(form.value(#wire, &#value);),
        PartForm::Json => quote!(form.json(#wire, &#value);),
        PartForm::File => quote!(form.file(#wire, #value);),
    };
    if part.many {
        let each = write(quote!(file));
        return quote!(for file in self.#name { #each });
    }
    if part.required {
        return write(quote!(self.#name));
    }
    let inner = write(quote!(#name));
    quote!(if let Some(#name) = self.#name { #inner })
}
