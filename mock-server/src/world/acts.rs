//! What each kind of operation does, and its answer.

use super::compose::{change, create, patch, show};
use super::resource::{Act, Resource, Source};
use super::schema::{Fields, is_valid, key_text};
use super::store::{Object, Slot};
use super::values::{Members, has_id, segment};
use super::{Visit, World, missing, totals};
use crate::body::Filled;
use crate::message::Chosen;
use crate::options::StateMode;
use crate::refusal::Refusal;
use api_model::api::{MediaType, StatusKey};
use api_model::validate::Direction;
use http::HeaderValue;
use http::header::{HOST, LOCATION};
use serde_json::{Map, Value};
use std::sync::{Arc, PoisonError};

type Told = Result<Option<Filled>, Refusal>;

impl World {
    pub(super) fn act(&self, visit: &Visit<'_>, act: Act, resource: &Resource) -> Told {
        let is_change = !matches!(act, Act::List | Act::Read);
        let _changing =
            is_change.then(|| self.changing.lock().unwrap_or_else(PoisonError::into_inner));
        match act {
            Act::List => Ok(self.list(visit, resource)),
            Act::Create => self.create(visit, resource),
            Act::Read => self.read(visit, resource),
            Act::Put | Act::Patch => {
                let (scope, key) = split(visit, resource);
                self.change(visit, resource, act, scope, &key)
            }
            Act::PutByBody => {
                let sent = self.sent(visit, resource);
                let id = resource.id.as_ref().and_then(|id| key_text(sent?.get(id)?));
                match id {
                    Some(key) => self.change(visit, resource, act, &visit.arguments, &key),
                    None => Ok(None),
                }
            }
            Act::Delete => self.delete(visit, resource),
            Act::Apply => self.apply(visit),
        }
    }

    fn read(&self, visit: &Visit<'_>, resource: &Resource) -> Told {
        let (scope, key) = split(visit, resource);
        let slot = self.slot(visit, &resource.address(scope), &key);
        let is_untouched = slot.is_none();
        let item = self
            .item(visit, resource, scope, &key, slot)
            .ok_or_else(|| missing(resource, &key))?;
        if is_untouched && (resource.id.is_none() || self.is_shown(visit, resource, &key)) {
            return Ok(None);
        }
        let what = (!is_untouched).then_some("the item as it is now");
        Ok(self.respond(visit, resource, &item, what))
    }

    /// Whether the document's answer to this very request is about the item it names.
    fn is_shown(&self, visit: &Visit<'_>, resource: &Resource, key: &str) -> bool {
        let operation = visit.ask.found.operation.index();
        let shown = self.documented_object(visit, Some(operation), &visit.raw);
        shown.is_some_and(|shown| has_id(resource, &shown, key))
    }

    pub(super) fn item(
        &self,
        visit: &Visit<'_>,
        resource: &Resource,
        scope: &[String],
        key: &str,
        slot: Option<Slot>,
    ) -> Option<Object> {
        match slot {
            Some(Slot::Present(object)) => resource.is_below(scope, &object).then_some(object),
            Some(Slot::Deleted) => None,
            None => self.untouched(visit, resource, scope, key),
        }
    }

    fn list(&self, visit: &Visit<'_>, resource: &Resource) -> Option<Filled> {
        let address = resource.address(&visit.arguments);
        let shelf = self.store().shelf(&visit.session, &address);
        let parameters = &visit.ask.accepted.parameters;
        if shelf.is_empty() && !visit.plan.query.is_asked(parameters) {
            return None;
        }
        let source = visit.plan.source.as_ref()?;
        let seat = source.seat.as_ref()?;
        let shown = Fields::of(visit.ask.api, seat.schema)?;
        let document = self.documented(visit, source, &visit.raw)?;
        let members = self.members_in(resource, source, &document);
        let before = members.len();
        let mut items = Vec::new();
        for (key, member) in &members {
            match shelf.get(key) {
                Some(Slot::Deleted) => {}
                Some(Slot::Present(item)) if !resource.is_below(&visit.arguments, item) => {}
                Some(Slot::Present(item)) => {
                    items.push((key.clone(), show(item, member, &shown, &resource.fields)));
                }
                None => items.push((key.clone(), member.clone())),
            }
        }
        let is_new = |key: &String| members.iter().all(|(known, _)| known != key);
        for (key, slot) in shelf.iter().filter(|(key, _)| is_new(key)) {
            if let Slot::Present(item) = slot
                && resource.is_below(&visit.arguments, item)
            {
                let template = self.sampled(visit, seat.schema, key);
                items.push((key.clone(), show(item, &template, &shown, &resource.fields)));
            }
        }
        let items = items
            .into_iter()
            .map(|(key, item)| (key, Value::Object(item)));
        let page = visit.plan.query.run(parameters, items.collect());
        let mut body = document.as_ref().clone();
        let values = page.items.iter().map(|(_, item)| item.clone()).collect();
        if !seat.put(&mut body, Value::Array(values)) {
            return None;
        }
        if let Some((list, envelope)) = seat.path.split_last() {
            let envelope = envelope
                .iter()
                .try_fold(&mut body, |value, name| value.get_mut(name));
            if let Some(envelope) = envelope.and_then(Value::as_object_mut) {
                totals::update(envelope, list, &page, before);
            }
        }
        let mut filled = self.fill(visit, &document, body, Some("the list as it is now"))?;
        totals::update_headers(&mut filled.headers, &page);
        Some(filled)
    }

    fn create(&self, visit: &Visit<'_>, resource: &Resource) -> Told {
        let (Some(sent), Some(sendable)) = (self.sent(visit, resource), &visit.plan.sent) else {
            return Ok(None);
        };
        let scope = visit.arguments.as_slice();
        let address = resource.address(scope);
        let shelf = self.store().shelf(&visit.session, &address);
        let mut members = self.members(visit, resource, scope.len());
        members.extend(self.members_at_home(visit, resource));
        let operation = visit.ask.found.operation.index();
        let documented = self.documented_object(visit, Some(operation), &visit.raw);
        // What was made up says nothing about ids.
        let source = self.source(operation);
        let is_fixed = source.is_some_and(|source| source.fixed.get().is_some());
        let shown = documented.as_ref().filter(|_| is_fixed);
        let named = resource.id.as_ref().and_then(|id| key_text(sent.get(id)?));
        let key = named.unwrap_or_else(|| self.new_id(visit, resource, shown, &members, &shelf));
        self.check_free(visit, resource, &key, &members, shelf.get(&key))?;
        let mut template = self.fresh(visit, resource, scope, &key);
        for (name, value) in documented.unwrap_or_default() {
            if resource.fields.has(&name) {
                template.insert(name, value);
            }
        }
        let default_of = |name: &str| {
            let property = sendable
                .all
                .get(name)
                .or_else(|| resource.fields.all.get(name))?;
            visit
                .ask
                .api
                .schema(property.schema)
                .keywords
                .default
                .clone()
        };
        let mut item = create(&template, sent, &resource.fields, sendable, default_of);
        self.stamp(visit, resource, scope, &key, &mut item);
        let item = self.ruled(visit, item, None);
        let item = Arc::new(self.mended(visit, resource, item, &template));
        let slot = Slot::Present(Arc::clone(&item));
        self.store().put(&visit.session, &address, &key, slot);
        let mut filled = self.respond(visit, resource, &item, Some("the item that was created"));
        if visit.ask.choice.status == 201 && resource.has_items {
            let mut located = filled.unwrap_or_else(|| self.plain(visit));
            locate(visit, &key, &mut located);
            filled = Some(located);
        }
        Ok(filled)
    }

    /// In a strict world an id is given once, if the document has an answer to that.
    fn check_free(
        &self,
        visit: &Visit<'_>,
        resource: &Resource,
        key: &str,
        members: &Members,
        slot: Option<&Slot>,
    ) -> Result<(), Refusal> {
        let operation = visit.ask.api.operation(visit.ask.found.operation);
        let mut keys = operation.responses.iter().map(|(key, _)| *key);
        let is_declared = keys.any(|key| key == StatusKey::Code(409));
        let is_taken = match slot {
            Some(slot) => *slot != Slot::Deleted,
            None => members.iter().any(|(known, _)| known == key),
        };
        if self.mode == StateMode::Strict && is_declared && is_taken {
            return Err(Refusal::Taken {
                noun: resource.noun.clone(),
                key: key.to_owned(),
            });
        }
        Ok(())
    }

    fn change(
        &self,
        visit: &Visit<'_>,
        resource: &Resource,
        act: Act,
        scope: &[String],
        key: &str,
    ) -> Told {
        let address = resource.address(scope);
        let slot = self.slot(visit, &address, key);
        let item = self.item(visit, resource, scope, key, slot);
        let is_creation = visit.ask.choice.status == 201;
        let makes = act != Act::Patch && (self.mode == StateMode::Lazy || is_creation);
        let old = match item {
            Some(item) => item.as_ref().clone(),
            None if makes => self.fresh(visit, resource, scope, key),
            None => return Err(missing(resource, key)),
        };
        let Some(item) = self.changed(visit, resource, act, &old) else {
            return Ok(None);
        };
        let item = self.ruled(visit, item, None);
        let mut item = self.mended(visit, resource, item, &old);
        self.stamp_id(visit, resource, key, &mut item);
        let item = Arc::new(item);
        let slot = Slot::Present(Arc::clone(&item));
        self.store().put(&visit.session, &address, key, slot);
        Ok(self.respond(visit, resource, &item, Some("the item as it was changed")))
    }

    /// The path says which item it is, whatever the body says.
    fn stamp_id(
        &self,
        visit: &Visit<'_>,
        resource: &Resource,
        key: &str,
        item: &mut Map<String, Value>,
    ) {
        self.stamp(visit, resource, &[], key, item);
    }

    fn changed(
        &self,
        visit: &Visit<'_>,
        resource: &Resource,
        act: Act,
        old: &Map<String, Value>,
    ) -> Option<Map<String, Value>> {
        if let (Act::Patch, Some(Value::Array(operations))) = (act, &visit.ask.accepted.body) {
            return patch(old, operations);
        }
        let sent = self.sent(visit, resource)?;
        let known = &resource.fields;
        let nullable = |name: &str, value: &Value| self.takes(visit, known, name, value);
        let is_whole = act != Act::Patch && visit.plan.is_whole;
        Some(change(
            old,
            sent,
            known,
            visit.plan.sent.as_ref(),
            nullable,
            is_whole,
        ))
    }

    fn delete(&self, visit: &Visit<'_>, resource: &Resource) -> Told {
        let (scope, key) = split(visit, resource);
        let address = resource.address(scope);
        let slot = self.slot(visit, &address, &key);
        let is_untouched = slot.is_none();
        let operation = visit.ask.api.operation(visit.ask.found.operation);
        // Deleting again has no further effect (RFC 9110 section 9.2.2), and a document that has
        // no word for it means that it succeeds.
        let succeeds = self.mode == StateMode::Lazy && operation.response_for(404).is_none();
        let item = match self.item(visit, resource, scope, &key, slot) {
            Some(item) => item,
            None if succeeds => Arc::new(self.fresh(visit, resource, scope, &key)),
            None => return Err(missing(resource, &key)),
        };
        self.store()
            .put(&visit.session, &address, &key, Slot::Deleted);
        if is_untouched && self.is_shown(visit, resource, &key) {
            return Ok(None);
        }
        Ok(self.respond(visit, resource, &item, Some("the item as it was")))
    }

    /// The object a request sends, an envelope around it taken off.
    fn sent<'v>(&self, visit: &Visit<'v>, resource: &Resource) -> Option<&'v Map<String, Value>> {
        let body = visit.ask.accepted.body.as_ref()?.as_object()?;
        let is_known = |name: &String| resource.fields.has(name);
        if body.len() == 1 && !body.keys().any(is_known) {
            let inner = body.values().next().and_then(Value::as_object);
            if let Some(inner) = inner.filter(|inner| inner.keys().any(is_known)) {
                return Some(inner);
            }
        }
        Some(body)
    }

    /// The operation's answer about an item; `None` when the document's is as good.
    pub(super) fn respond(
        &self,
        visit: &Visit<'_>,
        resource: &Resource,
        item: &Map<String, Value>,
        what: Option<&'static str>,
    ) -> Option<Filled> {
        let source = visit.plan.source.as_ref()?;
        let seat = source.seat.as_ref()?;
        let shown = Fields::of(visit.ask.api, seat.schema)?;
        let document = self.documented(visit, source, &visit.raw)?;
        let template = seat.object(&document).cloned().unwrap_or_default();
        let mut body = document.as_ref().clone();
        let object = show(item, &template, &shown, &resource.fields);
        seat.put_object(&mut body, object).then_some(())?;
        self.fill(visit, &document, body, what)
    }

    /// The chosen response with a body of the world's; `None` when that would not be valid. What
    /// nobody changed is noted as what the document gave.
    fn fill(
        &self,
        visit: &Visit<'_>,
        document: &Value,
        body: Value,
        what: Option<&'static str>,
    ) -> Option<Filled> {
        let source = visit.plan.source.as_ref()?;
        let media = visit.ask.choice.media.as_ref()?;
        let declared = chosen_media(visit, source)?;
        let body = self.valid(visit, source, document, body)?;
        let mut filled = self.plain(visit);
        let answers = visit.ask.answers;
        filled.body = answers.encode(visit.ask.api, &media.name, declared, &body);
        if let Some(what) = what {
            filled.chosen = Chosen::State { what };
        }
        Some(filled)
    }

    fn plain(&self, visit: &Visit<'_>) -> Filled {
        let ask = &visit.ask;
        ask.answers.fill(ask.api, ask.choice, ask.found)
    }

    /// A body that its schema accepts: what it refuses is as documented again, or left out where
    /// there is nothing to say.
    fn valid(
        &self,
        visit: &Visit<'_>,
        source: &Source,
        document: &Value,
        mut body: Value,
    ) -> Option<Value> {
        let validator = &visit.ask.answers.validator;
        let violations = validator.check(source.schema, &body, Direction::Response);
        if violations.is_empty() {
            return Some(body);
        }
        for violation in violations {
            let Some((parent, name)) = violation.pointer.rsplit_once('/') else {
                continue;
            };
            let name = name.replace("~1", "/").replace("~0", "~");
            let documented = document.pointer(&violation.pointer).cloned();
            let Some(parent) = body.pointer_mut(parent).and_then(Value::as_object_mut) else {
                continue;
            };
            match (parent.get(&name), documented) {
                (Some(Value::Null), _) | (_, None) => parent.shift_remove(&name),
                (_, Some(documented)) => parent.insert(name, documented),
            };
        }
        is_valid(validator, source.schema, &body).then_some(body)
    }
}

/// The media type that was negotiated, when it says the same as the one the world reads.
fn chosen_media<'a>(visit: &Visit<'a>, source: &Source) -> Option<&'a MediaType> {
    let api = visit.ask.api;
    let choice = visit.ask.choice;
    let (_, response) = api
        .operation(choice.operation)
        .responses
        .get(choice.response?)?;
    let (_, media) = response.content.get(choice.media.as_ref()?.index)?;
    let same = super::schema::follow(api, media.schema?);
    (same == super::schema::follow(api, source.schema)).then_some(media)
}

/// The parents and the id in a path. What there is one of has no id.
fn split<'v>(visit: &'v Visit<'_>, resource: &Resource) -> (&'v [String], String) {
    match visit.arguments.split_last() {
        Some((key, scope)) if resource.has_items => (scope, key.clone()),
        _ => (&visit.arguments, String::new()),
    }
}

/// Where a new item is: its path, or its address where the document declares addresses.
fn locate(visit: &Visit<'_>, key: &str, filled: &mut Filled) {
    let ask = &visit.ask;
    let path = ask.incoming.path.trim_end_matches('/');
    let path = format!("{}{path}/{}", ask.prefix, segment(key));
    let host = ask.incoming.header(HOST.as_str());
    let address = format!("http://{}{path}", host.as_deref().unwrap_or("localhost"));
    let declared = declared_location(visit);
    let validator = &ask.answers.validator;
    let fits = |text: &&String| {
        let value = Value::from(text.as_str());
        declared.is_none_or(|schema| is_valid(validator, schema, &value))
    };
    let location = [path, address];
    let location = location
        .iter()
        .find(fits)
        .map(|text| HeaderValue::from_str(text));
    if let Some(Ok(location)) = location {
        filled.headers.insert(LOCATION, location);
    }
}

fn declared_location(visit: &Visit<'_>) -> Option<api_model::api::SchemaId> {
    let operation = visit.ask.api.operation(visit.ask.found.operation);
    let (_, response) = operation.responses.get(visit.ask.choice.response?)?;
    let mut headers = response.headers.iter();
    let (_, header) = headers.find(|(name, _)| name.eq_ignore_ascii_case("location"))?;
    match &header.kind {
        api_model::api::ParameterKind::Schema { schema, .. } => Some(*schema),
        api_model::api::ParameterKind::Content(_) => None,
    }
}
