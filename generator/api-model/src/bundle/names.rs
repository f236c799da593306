//! Which schemas stand under `components.schemas`, and by which names.
//!
//! Named schemas keep their names. A schema that something refers to must have one. In a 3.0
//! document every object, enumeration and union gets one too, made of the place where it stands:
//! the operation or the schema it belongs to, then the property. Names depend on the document
//! alone, so the same document gives the same names.

use super::Version;
use super::lower30::only_says_what_it_is_for;
use super::schema::says_nothing;
use super::words::{is_valid, operation_name, pascal, sanitised};
use crate::api::{
    Api, Callback, Content, Header, Keywords, Operation, Parameter, ParameterKind, Response,
    SchemaId, StatusKey, Type,
};
use indexmap::IndexMap;
use serde_json::Value;
use std::collections::{HashMap, HashSet, VecDeque};

/// The names of one document.
#[derive(Debug, Default)]
pub(super) struct Names {
    /// By schema.
    by_id: HashMap<SchemaId, String>,
    /// Components in writing order. A name that only repeats another schema has the same id.
    pub(super) components: IndexMap<String, SchemaId>,
    /// Names of unions that lowering makes of several schemas under one keyword, by the schema
    /// the keyword belongs to.
    made: HashMap<(SchemaId, Made), String>,
}

/// A union that 3.0 needs where the model has none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Made {
    /// Of the items of a tuple.
    Items,
    /// Of the values of a map.
    Values,
}

impl Names {
    /// Names the schemas of an API.
    pub(super) fn find(api: &Api, version: Version) -> Names {
        let mut finder = Finder::new(api, version);
        finder.take_roots();
        finder.find_needed();
        finder.take_named();
        for (id, context) in std::mem::take(&mut finder.roots) {
            finder.meet(id, context, true);
        }
        finder.walk();
        while let Some((id, context)) = finder.later.pop_front() {
            finder.meet(id, context, true);
            finder.walk();
        }
        finder.names
    }

    /// The name of a schema under `components.schemas`.
    pub(super) fn of(&self, id: SchemaId) -> Option<&str> {
        self.by_id.get(&id).map(String::as_str)
    }

    /// The name of a union that lowering makes.
    pub(super) fn of_made(&self, id: SchemaId, made: Made) -> Option<&str> {
        self.made.get(&(id, made)).map(String::as_str)
    }
}

struct Finder<'a> {
    api: &'a Api,
    version: Version,
    /// Schemas that something refers to, or that stand in more than one place.
    must: Vec<bool>,
    met: Vec<bool>,
    /// Schemas of operations, with the name of their place.
    roots: Vec<(SchemaId, String)>,
    taken: HashSet<String>,
    /// Schemas whose children are still to be met, with the name those build on.
    queue: VecDeque<(SchemaId, String)>,
    /// Targets of references that may yet be met where they stand.
    later: VecDeque<(SchemaId, String)>,
    names: Names,
}

impl<'a> Finder<'a> {
    fn new(api: &'a Api, version: Version) -> Self {
        Finder {
            api,
            version,
            must: vec![false; api.schemas.len()],
            met: vec![false; api.schemas.len()],
            roots: Vec::new(),
            taken: HashSet::new(),
            queue: VecDeque::new(),
            later: VecDeque::new(),
            names: Names::default(),
        }
    }

    /// The document's own names come first, so that no made-up name can take one.
    fn take_named(&mut self) {
        let named: Vec<(&str, SchemaId)> = self.api.schemas.named().collect();
        self.taken.extend(
            named
                .iter()
                .map(|(name, _)| *name)
                .filter(|name| is_valid(name))
                .map(str::to_owned),
        );
        for (name, id) in named {
            let valid = is_valid(name);
            let written = if valid {
                name.to_owned()
            } else {
                self.free(&sanitised(name))
            };
            self.names.components.insert(written.clone(), id);
            self.names
                .by_id
                .entry(id)
                .or_insert_with(|| written.clone());
            if let Some(met) = self.met.get_mut(id.index())
                && !*met
            {
                *met = true;
                self.queue.push_back((id, pascal(&written)));
            }
        }
    }

    fn take_roots(&mut self) {
        let api = self.api;
        for operation in &api.operations {
            self.operation(operation, &operation_name(operation));
        }
        for webhook in &api.webhooks {
            for operation in &webhook.operations {
                self.operation(operation, &pascal(&webhook.name));
            }
        }
    }

    /// Finds the schemas that cannot stand in one place alone: what `$ref`s and mappings lead to,
    /// and what the model lets several schemas share.
    fn find_needed(&mut self) {
        let mut seen = vec![false; self.api.schemas.len()];
        let mut held = seen.clone();
        let named = self.api.schemas.named().map(|(_, id)| id);
        let mut open: Vec<SchemaId> = named.chain(self.roots.iter().map(|(id, _)| *id)).collect();
        while let Some(id) = open.pop() {
            if set(&mut seen, id) {
                continue;
            }
            let keywords = &self.api.schemas[id].keywords;
            let references = referred(keywords);
            for target in &references {
                set(&mut self.must, *target);
            }
            for child in keywords.children() {
                if !references.contains(&child) && set(&mut held, child) {
                    set(&mut self.must, child);
                }
                open.push(child);
            }
        }
    }

    fn operation(&mut self, operation: &'a Operation, base: &str) {
        for parameter in &operation.parameters {
            self.parameter(parameter, base);
        }
        if let Some(body) = &operation.request_body {
            self.content(&body.content, &format!("{base}Request"));
        }
        for (key, response) in &operation.responses {
            self.response(*key, response, base);
        }
        for Callback {
            name, operations, ..
        } in &operation.callbacks
        {
            for callback in operations {
                self.operation(callback, &format!("{base}{}", pascal(name)));
            }
        }
    }

    fn parameter(&mut self, parameter: &'a Parameter, base: &str) {
        let name = format!("{base}{}", pascal(&parameter.name));
        self.kind(&parameter.kind, &name);
    }

    fn kind(&mut self, kind: &'a ParameterKind, name: &str) {
        match kind {
            ParameterKind::Schema { schema, .. } => self.roots.push((*schema, name.to_owned())),
            ParameterKind::Content(content) => self.content(content, name),
        }
    }

    fn response(&mut self, key: StatusKey, response: &'a Response, base: &str) {
        let base = match &response.component {
            Some(component) => pascal(component),
            None => base.to_owned(),
        };
        let name = match key {
            StatusKey::Default if response.component.is_none() => format!("{base}Error"),
            _ if response.component.is_some() || key.is_success() => format!("{base}Response"),
            _ => format!("{base}Error{key}"),
        };
        self.headers(&response.headers, &name);
        self.content(&response.content, &name);
    }

    fn headers(&mut self, headers: &'a IndexMap<String, Header>, base: &str) {
        for (name, header) in headers {
            self.kind(&header.kind, &format!("{base}{}", pascal(name)));
        }
    }

    fn content(&mut self, content: &'a Content, name: &str) {
        for (_, media) in content {
            if let Some(schema) = media.schema {
                self.roots.push((schema, name.to_owned()));
            }
            for (part, encoding) in &media.encoding {
                self.headers(&encoding.headers, &format!("{name}{}", pascal(part)));
            }
        }
    }

    /// Meets a schema for the first time: names it if it needs a name.
    fn meet(&mut self, id: SchemaId, context: String, may_name: bool) {
        let Some(met) = self.met.get_mut(id.index()) else {
            return;
        };
        if std::mem::replace(met, true) {
            return;
        }
        let context = match self.wanted(id, &context, may_name) {
            Some(wanted) => {
                let name = self.free(&wanted);
                self.names.by_id.insert(id, name.clone());
                self.names.components.insert(name.clone(), id);
                name
            }
            None => context,
        };
        self.queue.push_back((id, context));
    }

    fn wanted(&self, id: SchemaId, context: &str, may_name: bool) -> Option<String> {
        let keywords = &self.api.schemas[id].keywords;
        let must = self.must.get(id.index()).copied().unwrap_or(false);
        let hoisted = self.version == Version::V30 && may_name && deserves_name(self.api, keywords);
        (must || hoisted).then(|| context.to_owned())
    }

    fn walk(&mut self) {
        while let Some((id, base)) = self.queue.pop_front() {
            let keywords = &self.api.schemas[id].keywords;
            self.properties(keywords, &base);
            self.arrays(id, keywords, &base);
            self.unions(keywords, &base);
            for child in hidden(keywords) {
                self.meet(child, base.clone(), false);
            }
            self.values(id, keywords, &base);
            let references = keywords.reference.iter().chain(&keywords.dynamic_reference);
            let mapped = keywords
                .discriminator
                .iter()
                .flat_map(|found| found.mapping.values());
            for target in references.chain(mapped) {
                self.later.push_back((*target, base.clone()));
            }
        }
    }

    fn properties(&mut self, keywords: &'a Keywords, base: &str) {
        for (name, child) in &keywords.properties {
            self.meet(*child, format!("{base}{}", pascal(name)), true);
        }
    }

    fn arrays(&mut self, id: SchemaId, keywords: &'a Keywords, base: &str) {
        for (index, child) in keywords.prefix_items.iter().enumerate() {
            self.meet(*child, format!("{base}Item{}", index + 1), true);
        }
        let item = if base.ends_with("Item") {
            base.to_owned()
        } else {
            format!("{base}Item")
        };
        if let Some(child) = keywords.items {
            self.meet(child, item.clone(), true);
        }
        if self.version == Version::V30 && keywords.prefix_items.len() > 1 {
            self.make(id, Made::Items, &item);
        }
    }

    fn values(&mut self, id: SchemaId, keywords: &'a Keywords, base: &str) {
        let name = format!("{base}Value");
        let values = keywords
            .pattern_properties
            .values()
            .chain(&keywords.additional_properties);
        for child in values {
            self.meet(*child, name.clone(), true);
        }
        if self.version == Version::V30 && value_schemas(self.api, keywords).len() > 1 {
            self.make(id, Made::Values, &name);
        }
    }

    fn unions(&mut self, keywords: &'a Keywords, base: &str) {
        for child in &keywords.all_of {
            self.meet(*child, base.to_owned(), false);
        }
        for variants in [&keywords.one_of, &keywords.any_of] {
            let alone = lone_variant(self.api, keywords);
            let several = variants
                .iter()
                .filter(|id| !is_null(self.api, **id))
                .count()
                > 1;
            for (index, child) in variants.iter().enumerate() {
                let name = match &self.api.schemas[*child].keywords.title {
                    _ if !several => base.to_owned(),
                    Some(title) if !pascal(title).is_empty() => pascal(title),
                    _ => format!("{base}Variant{}", index + 1),
                };
                self.meet(*child, name, alone != Some(*child));
            }
        }
    }

    fn make(&mut self, id: SchemaId, made: Made, wanted: &str) {
        let name = self.free(wanted);
        self.names.made.insert((id, made), name);
    }

    /// The wanted name, or the first free one with a number behind it.
    fn free(&mut self, wanted: &str) -> String {
        let wanted = if wanted.is_empty() { "Schema" } else { wanted };
        let mut name = wanted.to_owned();
        let mut number = 2_u32;
        while !self.taken.insert(name.clone()) {
            name = format!("{wanted}{number}");
            number += 1;
        }
        name
    }
}

/// What `$ref` and a discriminator's mapping lead to.
fn referred(keywords: &Keywords) -> Vec<SchemaId> {
    let mapped = keywords
        .discriminator
        .iter()
        .flat_map(|found| found.mapping.values());
    let references = keywords.reference.iter().chain(&keywords.dynamic_reference);
    references.chain(mapped).copied().collect()
}

/// Sets a flag and tells whether it was set before.
fn set(flags: &mut [bool], id: SchemaId) -> bool {
    flags
        .get_mut(id.index())
        .is_some_and(|flag| std::mem::replace(flag, true))
}

/// Whether a schema describes a type of its own: an object, an enumeration or a union.
fn deserves_name(api: &Api, keywords: &Keywords) -> bool {
    if let Some(inner) = lone_variant(api, keywords) {
        return is_type(&api.schemas[inner].keywords);
    }
    is_type(keywords)
}

fn is_type(keywords: &Keywords) -> bool {
    let references = keywords.reference.iter().chain(&keywords.dynamic_reference);
    let values = keywords.enumeration.iter().flatten();
    let choices = values.filter(|value| !value.is_null()).count();
    !keywords.properties.is_empty()
        || choices > 1 && !keywords.types.contains(Type::Boolean)
        || references.count() + keywords.all_of.len() > 1
        || keywords.one_of.len() > 1
        || keywords.any_of.len() > 1
        || keywords.types.without(Type::Null).len() > 1
}

/// The only alternative beside null of a schema that says nothing else about its values: the two
/// are one schema in 3.0.
pub(super) fn lone_variant(api: &Api, keywords: &Keywords) -> Option<SchemaId> {
    let (variants, others) = match (keywords.one_of.len(), keywords.any_of.len()) {
        (_, 0) => (&keywords.one_of, &keywords.any_of),
        (0, _) => (&keywords.any_of, &keywords.one_of),
        _ => return None,
    };
    let mut left = variants.iter().filter(|id| !is_null(api, **id));
    let (only, more) = (left.next()?, left.next());
    let with_null = variants.len() > 1 && others.is_empty() && more.is_none();
    (with_null && only_says_what_it_is_for(keywords)).then_some(*only)
}

/// Children that are conditions rather than parts of a type.
fn hidden(keywords: &Keywords) -> Vec<SchemaId> {
    let mut found: Vec<SchemaId> = Vec::new();
    found.extend(keywords.content_schema);
    found.extend(keywords.contains);
    found.extend(keywords.unevaluated_items);
    found.extend(keywords.property_names);
    found.extend(keywords.unevaluated_properties);
    found.extend(keywords.dependent_schemas.values());
    found.extend(keywords.not);
    found.extend(keywords.if_);
    found.extend(keywords.then);
    found.extend(keywords.else_);
    found
}

/// The schemas of a map's values: `patternProperties`, and `additionalProperties` if it allows any.
pub(super) fn value_schemas(api: &Api, keywords: &Keywords) -> Vec<SchemaId> {
    if keywords.pattern_properties.is_empty() {
        return Vec::new();
    }
    let mut found: Vec<SchemaId> = Vec::new();
    let further = keywords
        .additional_properties
        .filter(|id| !is_never(api, *id));
    for id in keywords.pattern_properties.values().copied().chain(further) {
        if !found.contains(&id) {
            found.push(id);
        }
    }
    found
}

/// Whether a schema only allows `null`.
pub(super) fn is_null(api: &Api, id: SchemaId) -> bool {
    let keywords = &api.schemas[id].keywords;
    let by_type = keywords.types.len() == 1 && keywords.types.contains(Type::Null);
    let by_value = |value: &Value| value.is_null();
    by_type
        || keywords.constant.as_ref().is_some_and(by_value)
        || keywords.types.is_empty()
            && matches!(keywords.enumeration.as_deref(), Some([value]) if value.is_null())
}

/// Whether a schema is `false`.
pub(super) fn is_never(api: &Api, id: SchemaId) -> bool {
    let keywords = &api.schemas[id].keywords;
    keywords
        .not
        .is_some_and(|not| is_anything(&api.schemas[not].keywords))
        && keywords.children().len() == 1
        && says_nothing(keywords)
}

/// Whether a schema is `{}`.
pub(super) fn is_anything(keywords: &Keywords) -> bool {
    keywords.children().is_empty() && says_nothing(keywords)
}
