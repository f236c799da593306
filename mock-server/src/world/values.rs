//! Values the document gives: the members of a collection, an item nobody has touched, ids for new
//! ones.

use super::resource::{Resource, Source};
use super::schema::{Fields, fit, is_valid, key_text};
use super::store::{Object, Shelf};
use super::{Visit, World};
use crate::body::seed_of_text;
use crate::message::{Chosen, Reason};
use crate::negotiate::{Choice, ChosenMedia, Wanted};
use crate::options::StateMode;
use crate::route::Match;
use api_model::api::SchemaId;
use http::HeaderValue;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Map, Value};
use std::borrow::Cow;
use std::sync::Arc;
use std::time::Duration;

/// What stands for itself in a segment of a path (RFC 3986 section 2.3).
const SEGMENT: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// A key as a segment of a path.
pub(super) fn segment(key: &str) -> String {
    utf8_percent_encode(key, SEGMENT).to_string()
}

/// A documented list: ids and values in order.
pub(super) type Members = Vec<(String, Map<String, Value>)>;

impl World {
    /// What the document answers to an operation, as a value.
    pub(super) fn documented(
        &self,
        visit: &Visit<'_>,
        source: &Source,
        raw: &[String],
    ) -> Option<Arc<Value>> {
        if let Some(fixed) = source.fixed.get() {
            return Some(Arc::clone(fixed));
        }
        let (api, answers) = (visit.ask.api, visit.ask.answers);
        let names = api.operation(source.operation).path.parameter_names();
        let found = Match {
            operation: source.operation,
            arguments: names
                .zip(raw)
                .map(|(name, value)| (name.to_owned(), Cow::Borrowed(value.as_str())))
                .collect(),
        };
        let filled = answers.fill(api, &choice(source, visit.ask.dynamic), &found);
        let value = Arc::new(serde_json::from_slice(&filled.body).ok()?);
        if matches!(filled.chosen, Chosen::Generated { .. }) {
            return Some(value);
        }
        Some(Arc::clone(source.fixed.get_or_init(|| value)))
    }

    /// The documented object of an operation's answer.
    pub(super) fn documented_object(
        &self,
        visit: &Visit<'_>,
        operation: Option<usize>,
        raw: &[String],
    ) -> Option<Map<String, Value>> {
        let source = self.source(operation?)?;
        let document = self.documented(visit, source, raw)?;
        source.seat.as_ref()?.object(&document).cloned()
    }

    pub(super) fn source(&self, operation: usize) -> Option<&Source> {
        self.map.plans.get(operation)?.source.as_ref()
    }

    /// The members of a list as documented. Without an id they are known by their place.
    pub(super) fn members_in(
        &self,
        resource: &Resource,
        source: &Source,
        document: &Value,
    ) -> Members {
        let list = source.seat.as_ref().filter(|seat| seat.many);
        let list = list
            .and_then(|seat| seat.get(document))
            .and_then(Value::as_array);
        let members = list
            .into_iter()
            .flatten()
            .enumerate()
            .filter_map(|(at, value)| {
                let object = value.as_object()?;
                let id = resource.id.as_ref().and_then(|id| object.get(id));
                let key = id.and_then(key_text).unwrap_or_else(|| format!("#{at}"));
                Some((key, object.clone()))
            });
        members.collect()
    }

    /// The members of a collection before anybody changed it.
    pub(super) fn members(&self, visit: &Visit<'_>, resource: &Resource, count: usize) -> Members {
        let source = resource.list.and_then(|list| self.source(list));
        let raw = visit.raw.get(..count).unwrap_or_default();
        let document = source.and_then(|source| self.documented(visit, source, raw));
        match (source, document) {
            (Some(source), Some(document)) => self.members_in(resource, source, &document),
            _ => Members::new(),
        }
    }

    /// Whether an id is one of the document's.
    pub(super) fn is_documented(
        &self,
        visit: &Visit<'_>,
        resource: &Resource,
        scope: &[String],
        key: &str,
    ) -> bool {
        if resource.list.is_some() {
            let members = self.members(visit, resource, scope.len());
            return members.iter().any(|(known, _)| known == key);
        }
        let raw = raw_path(visit, scope, key);
        let object = self.documented_object(visit, resource.read, &raw);
        object.is_some_and(|object| has_id(resource, &object, key)) || resource.id.is_none()
    }

    /// An item that nobody has changed; `None` when there is none.
    pub(super) fn untouched(
        &self,
        visit: &Visit<'_>,
        resource: &Resource,
        scope: &[String],
        key: &str,
    ) -> Option<Object> {
        if self.mode == StateMode::Strict && !self.is_documented(visit, resource, scope, key) {
            return None;
        }
        let raw = raw_path(visit, scope, key);
        let shown = self.documented_object(visit, resource.read, &raw);
        if let Some(shown) = shown.as_ref().filter(|shown| has_id(resource, shown, key)) {
            return Some(Arc::new(shown.clone()));
        }
        let members = self.members(visit, resource, scope.len());
        let member = members.iter().find(|(known, _)| known == key);
        let object = match (member, shown) {
            (Some((_, member)), Some(shown)) => self.completed(visit, resource, member, &shown),
            (Some((_, member)), None) => member.clone(),
            (None, _) => return Some(Arc::new(self.fresh(visit, resource, scope, key))),
        };
        Some(Arc::new(object))
    }

    /// A member of a list with what only the item's own answer shows.
    fn completed(
        &self,
        visit: &Visit<'_>,
        resource: &Resource,
        member: &Map<String, Value>,
        shown: &Map<String, Value>,
    ) -> Map<String, Value> {
        let source = resource.list.and_then(|list| self.source(list));
        let seat = source.and_then(|source| source.seat.as_ref());
        let listed = seat.and_then(|seat| Fields::of(visit.ask.api, seat.schema));
        let listed = listed.unwrap_or_default();
        super::compose::show(member, shown, &resource.fields, &listed)
    }

    /// An item as documented, under another id.
    pub(super) fn fresh(
        &self,
        visit: &Visit<'_>,
        resource: &Resource,
        scope: &[String],
        key: &str,
    ) -> Map<String, Value> {
        let raw = raw_path(visit, scope, key);
        let shown = self.documented_object(visit, resource.read, &raw);
        let first = || {
            let members = self.members(visit, resource, scope.len());
            members.into_iter().next().map(|(_, member)| member)
        };
        let mut object = shown
            .or_else(first)
            .unwrap_or_else(|| self.sampled(visit, resource.schema, key));
        self.stamp(visit, resource, scope, key, &mut object);
        object
    }

    /// Writes the id and the parents' ids into an object.
    pub(super) fn stamp(
        &self,
        visit: &Visit<'_>,
        resource: &Resource,
        scope: &[String],
        key: &str,
        object: &mut Map<String, Value>,
    ) {
        let foreign = resource.foreign.iter();
        let foreign = foreign.filter_map(|(at, name)| Some((name, scope.get(*at)?.as_str())));
        let own = resource.id.iter().map(|id| (id, key));
        for (name, text) in own.chain(foreign) {
            let Some(property) = resource.fields.all.get(name) else {
                continue;
            };
            let validator = &visit.ask.answers.validator;
            if let Some(value) = fit(visit.ask.api, validator, property.schema, text) {
                object.insert(name.clone(), value);
            }
        }
    }

    pub(super) fn sampled(
        &self,
        visit: &Visit<'_>,
        schema: SchemaId,
        key: &str,
    ) -> Map<String, Value> {
        let value = visit.ask.answers.made(schema, seed_of_text(key));
        value.as_object().cloned().unwrap_or_default()
    }

    /// An id for a new item: the documented one while it is free, else the next.
    pub(super) fn new_id(
        &self,
        visit: &Visit<'_>,
        resource: &Resource,
        documented: Option<&Map<String, Value>>,
        members: &Members,
        shelf: &Shelf,
    ) -> String {
        let is_free = |key: &String| {
            !shelf.contains_key(key) && members.iter().all(|(known, _)| known != key)
        };
        let id = resource.id.as_deref();
        let shown = id.and_then(|id| key_text(documented?.get(id)?));
        if let Some(shown) = shown.filter(is_free) {
            return shown;
        }
        let known = || members.iter().map(|(key, _)| key).chain(shelf.keys());
        let highest = known().filter_map(|key| key.parse::<i64>().ok()).max();
        let schema = id.and_then(|id| resource.fields.all.get(id));
        let validator = &visit.ask.answers.validator;
        let fits = |key: &String| {
            let value = |schema| fit(visit.ask.api, validator, schema, key);
            schema.is_none_or(|property| value(property.schema).is_some())
        };
        let number = highest.unwrap_or(0).max(0).saturating_add(1).to_string();
        let is_text = known().any(|key| key.parse::<i64>().is_err()) || !fits(&number);
        if !is_text {
            return number;
        }
        let made = schema.into_iter().flat_map(|property| {
            let start = known().count() as u64;
            (0..64).filter_map(move |step| {
                let seed = seed_of_text(&format!("{}#{}", resource.form, start + step));
                let value = visit.ask.answers.made(property.schema, seed);
                key_text(&value)
            })
        });
        let mut made = made.filter(|key| is_free(key) && !key.is_empty());
        let numbered = || {
            let mut numbered =
                (known().count() + 1..).map(|number| format!("{}-{number}", resource.noun));
            numbered.find(is_free).unwrap_or_default()
        };
        made.next().unwrap_or_else(numbered)
    }

    /// An object made fit for its schema: what a request put in and the item's schema refuses is
    /// given back.
    pub(super) fn mended(
        &self,
        visit: &Visit<'_>,
        resource: &Resource,
        mut object: Map<String, Value>,
        before: &Map<String, Value>,
    ) -> Map<String, Value> {
        let validator = &visit.ask.answers.validator;
        let direction = api_model::validate::Direction::Response;
        let violations =
            validator.check(resource.schema, &Value::Object(object.clone()), direction);
        for violation in violations {
            let name = violation.pointer.split('/').nth(1).unwrap_or_default();
            let name = name.replace("~1", "/").replace("~0", "~");
            match before.get(&name) {
                Some(value) => object.insert(name, value.clone()),
                None => object.shift_remove(&name),
            };
        }
        for (name, property) in &resource.fields.all {
            let is_due = property.required && !property.write_only && !object.contains_key(name);
            if let (true, Some(value)) = (is_due, before.get(name)) {
                object.insert(name.clone(), value.clone());
            }
        }
        object
    }

    /// Whether a value may stand where `null` was sent.
    pub(super) fn takes(
        &self,
        visit: &Visit<'_>,
        fields: &Fields,
        name: &str,
        value: &Value,
    ) -> bool {
        let property = fields.all.get(name);
        let validator = &visit.ask.answers.validator;
        property.is_none_or(|property| is_valid(validator, property.schema, value))
    }
}

/// The path of an item, as it would be sent.
pub(super) fn raw_path(visit: &Visit<'_>, scope: &[String], key: &str) -> Vec<String> {
    let sent = visit.raw.iter().zip(&visit.arguments);
    let mut raw: Vec<String> = sent.take(scope.len()).map(|(raw, _)| raw.clone()).collect();
    let at = scope.len();
    match (visit.raw.get(at), visit.arguments.get(at)) {
        (Some(sent), Some(meant)) if meant == key => raw.push(sent.clone()),
        _ => raw.push(segment(key)),
    }
    raw
}

/// Whether an object has an id.
pub(super) fn has_id(resource: &Resource, object: &Map<String, Value>, key: &str) -> bool {
    let id = resource.id.as_ref().and_then(|id| object.get(id));
    id.and_then(key_text).as_deref() == Some(key)
}

/// The default answer of an operation.
fn choice(source: &Source, dynamic: bool) -> Choice {
    Choice {
        operation: source.operation,
        response: Some(source.response),
        status: source.status,
        media: Some(ChosenMedia {
            index: source.media,
            name: source.name.clone(),
            content_type: HeaderValue::from_static("application/json"),
        }),
        wanted: if dynamic {
            Wanted::Generated
        } else {
            Wanted::Default
        },
        reason: Reason::Default,
        seed: None,
        delay: Duration::ZERO,
        applied: Vec::new(),
    }
}
