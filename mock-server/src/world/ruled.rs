//! What rules say about items: which one an operation is about, what becomes of it, and which
//! collections are one and the same.

use super::resource::{Act, Home, Map, Resource};
use super::schema::Fields;
use super::store::{Object, Slot};
use super::values::{Members as Listed, segment};
use super::{Visit, World, missing};
use crate::body::Filled;
use crate::refusal::Refusal;
use crate::rules::answer::{self, Means, Ruled};
use crate::rules::{ActsOn, Context, OperationRule, ResourceKind, ResourceRule, Rules};
use api_model::api::{Api, OperationId};
use api_model::source::Place;
use serde_json::{Map as Members, Value};
use std::sync::Arc;

/// Most items that one request changes.
const MOST_AT_ONCE: usize = 1000;

/// The item that a request is about.
pub(super) struct Target<'w> {
    resource: &'w Resource,
    scope: Vec<String>,
    key: String,
    creates: bool,
}

impl World {
    /// The answer that a rule gives instead of the usual one.
    pub(crate) fn overrule(
        &self,
        ask: super::Ask<'_>,
        means: Means<'_>,
    ) -> Result<Option<Ruled>, Refusal> {
        let Some(rule) = self.rules.of(ask.found.operation) else {
            return Ok(None);
        };
        if rule.answers.is_empty() || !ask.is_plain() {
            return Ok(None);
        }
        let plan = self.map.plans.get(ask.found.operation.index());
        let visit = plan.and_then(|plan| Visit::new(ask, plan));
        let Some(visit) = visit else {
            return answer::answer(rule, &ask.context(None, &[]), means);
        };
        let target = self.target(&visit, Some(rule));
        let item = target.as_ref().and_then(|target| {
            let slot = self.slot(&visit, &target.resource.address(&target.scope), &target.key);
            self.item(&visit, target.resource, &target.scope, &target.key, slot)
        });
        let others = target.map(|target| self.others(&visit, &target));
        let cx = ask.context(item.as_deref(), others.as_deref().unwrap_or_default());
        answer::answer(rule, &cx, means)
    }

    /// What was made of the other items of the collection, and those of its documented list.
    fn others(&self, visit: &Visit<'_>, target: &Target<'_>) -> Vec<Value> {
        let shelf = self
            .store()
            .shelf(&visit.session, &target.resource.address(&target.scope));
        let members = self.members(visit, target.resource, target.scope.len());
        let untouched = members
            .iter()
            .filter(|(key, _)| !shelf.contains_key(key) && *key != target.key)
            .map(|(_, member)| Value::Object(member.clone()));
        let touched = shelf.iter().filter_map(|(key, slot)| match slot {
            Slot::Present(object) if *key != target.key => {
                Some(Value::Object(object.as_ref().clone()))
            }
            _ => None,
        });
        untouched.chain(touched).take(1000).collect()
    }

    /// The documented members of the collection whose store this one shares.
    pub(super) fn members_at_home(&self, visit: &Visit<'_>, resource: &Resource) -> Listed {
        let Some(home) = &resource.home else {
            return Listed::new();
        };
        let mut resources = self.map.resources.iter();
        let found = resources.find(|known| known.form == home.form);
        let raw = home
            .keep
            .iter()
            .filter_map(|at| visit.raw.get(*at).cloned());
        let raw: Vec<String> = raw.collect();
        let source = found.and_then(|found| self.source(found.list?));
        let document = source.and_then(|source| self.documented(visit, source, &raw));
        match (found, source, document) {
            (Some(found), Some(source), Some(document)) => {
                self.members_in(found, source, &document)
            }
            _ => Listed::new(),
        }
    }

    /// The item that a rule or the path names.
    fn target<'w>(&'w self, visit: &Visit<'_>, rule: Option<&OperationRule>) -> Option<Target<'w>> {
        if let Some(acts_on) = rule.and_then(|rule| rule.acts_on.as_ref()) {
            return self.named(&visit.ask.context(None, &[]), acts_on);
        }
        let (resource, count) = match visit.plan.act {
            Some((Act::Create | Act::List | Act::PutByBody, _)) => return None,
            Some((Act::Apply, _)) | None => {
                let parent = visit.plan.parents.last();
                *parent.filter(|(_, count)| *count == visit.arguments.len())?
            }
            Some((_, resource)) => (resource, visit.arguments.len()),
        };
        let resource = self.map.resources.get(resource)?;
        let (scope, key) = match visit.arguments.get(..count)?.split_last() {
            Some((key, scope)) if resource.has_items => (scope.to_vec(), key.clone()),
            _ => (visit.arguments.clone(), String::new()),
        };
        Some(Target {
            resource,
            scope,
            key,
            creates: false,
        })
    }

    fn named<'w>(&'w self, cx: &Context<'_>, acts_on: &ActsOn) -> Option<Target<'w>> {
        let mut resources = self.map.resources.iter();
        let resource = resources.find(|known| known.rule.as_deref() == Some(&acts_on.resource))?;
        Some(Target {
            resource,
            scope: acts_on
                .below
                .iter()
                .map(|part| part.render_text(cx))
                .collect(),
            key: acts_on
                .id
                .as_ref()
                .map(|id| id.render_text(cx))
                .unwrap_or_default(),
            creates: acts_on.creates,
        })
    }

    /// An action: an operation that changes an item, or many, only by what rules say.
    pub(super) fn apply(&self, visit: &Visit<'_>) -> Result<Option<Filled>, Refusal> {
        let rule = self.rules.of(visit.ask.found.operation);
        let acts_on = rule.and_then(|rule| rule.acts_on.as_ref());
        let each = acts_on.and_then(|acts_on| Some((acts_on, acts_on.each.as_ref()?)));
        let cx = visit.ask.context(None, &[]);
        if let Some((acts_on, each)) = each {
            let Some(Value::Array(items)) = each.render(&cx) else {
                return Ok(None);
            };
            for each in items.iter().take(MOST_AT_ONCE) {
                let cx = Context {
                    each: Some(each),
                    ..cx
                };
                if let Some(target) = self.named(&cx, acts_on) {
                    self.act_on(visit, &target, Some(each))?;
                }
            }
            return Ok(None);
        }
        let Some(target) = self.target(visit, rule) else {
            return Ok(None);
        };
        let address = target.resource.address(&target.scope);
        if visit.ask.incoming.method.is_safe() {
            let Some(slot) = self.slot(visit, &address, &target.key) else {
                return Ok(None);
            };
            let item = self.item(
                visit,
                target.resource,
                &target.scope,
                &target.key,
                Some(slot),
            );
            let item = item.ok_or_else(|| missing(target.resource, &target.key))?;
            return Ok(self.respond(visit, target.resource, &item, Some("the item as it is now")));
        }
        let item = self.act_on(visit, &target, None)?;
        Ok(self.respond(
            visit,
            target.resource,
            &item,
            Some("the item as a rule changed it"),
        ))
    }

    fn act_on(
        &self,
        visit: &Visit<'_>,
        target: &Target<'_>,
        each: Option<&Value>,
    ) -> Result<Object, Refusal> {
        let Target {
            resource,
            scope,
            key,
            creates,
        } = target;
        let address = resource.address(scope);
        let old = match self.slot(visit, &address, key) {
            Some(Slot::Present(item)) => item.as_ref().clone(),
            _ if *creates => Members::new(),
            slot => {
                let item = self.item(visit, resource, scope, key, slot);
                item.ok_or_else(|| missing(resource, key))?.as_ref().clone()
            }
        };
        let fallback = if old.is_empty() {
            self.fresh(visit, resource, scope, key)
        } else {
            old.clone()
        };
        let item = self.ruled(visit, old, each);
        let mut item = self.mended(visit, resource, item, &fallback);
        self.stamp(visit, resource, scope, key, &mut item);
        let item = Arc::new(item);
        self.store().put(
            &visit.session,
            &address,
            key,
            Slot::Present(Arc::clone(&item)),
        );
        Ok(item)
    }

    /// An item with what the rules of the operation make of it, one change after the other.
    pub(super) fn ruled(
        &self,
        visit: &Visit<'_>,
        item: Members<String, Value>,
        each: Option<&Value>,
    ) -> Members<String, Value> {
        let Some(rule) = self.rules.of(visit.ask.found.operation) else {
            return item;
        };
        rule.changes.iter().fold(item, |mut item, change| {
            let made: Vec<(String, Option<Value>)> = {
                let cx = Context {
                    each,
                    ..visit.ask.context(Some(&item), &[])
                };
                if !change.when.holds(&cx) {
                    return item;
                }
                let set = change.set.iter();
                set.map(|(name, template)| (name.clone(), template.render(&cx)))
                    .collect()
            };
            for (name, value) in made {
                if let Some(value) = value {
                    item.insert(name, value);
                }
            }
            for name in &change.unset {
                item.shift_remove(name);
            }
            item
        })
    }
}

impl Map {
    /// Joins, adds and names resources as the rules say, and makes actions of the operations whose
    /// only effect is in the rules. Says what cannot be done.
    pub(super) fn follow(&mut self, api: &Api, rules: &Rules) -> Vec<(Place, String)> {
        let mut faults = Vec::new();
        for rule in &rules.resources {
            let done = match &rule.kind {
                ResourceKind::Collections(paths) => self.join(api, rule, paths),
                ResourceKind::Shown { by, id, below } => {
                    self.add_shown(api, rule, *by, id.as_deref(), below)
                }
            };
            faults.extend(done.err().map(|fault| (rule.place, fault)));
        }
        for (operation, rule) in rules.operations() {
            if rule.changes.is_empty() && rule.acts_on.is_none() {
                continue;
            }
            let made = self.make_action(api, operation, rule);
            faults.extend(made.err().map(|fault| (rule.place, fault)));
        }
        faults
    }

    /// Collections that share one store: the first one's.
    fn join(&mut self, api: &Api, rule: &ResourceRule, paths: &[String]) -> Result<(), String> {
        let mut home: Option<(String, Vec<String>)> = None;
        for path in paths {
            let Some((form, names)) = super::resource::form_of(api, path) else {
                continue;
            };
            let mut resources = self.resources.iter_mut();
            let Some(resource) = resources.find(|known| known.form == form) else {
                return Err(format!(
                    "`{path}` is not a collection whose items are known"
                ));
            };
            let Some((home_form, home_names)) = &home else {
                resource.rule = Some(rule.name.clone());
                home = Some((form, names));
                continue;
            };
            resource.home = Some(joined(resource, path, &names, home_form, home_names)?);
        }
        Ok(())
    }

    fn add_shown(
        &mut self,
        api: &Api,
        rule: &ResourceRule,
        by: OperationId,
        id: Option<&str>,
        below: &[String],
    ) -> Result<(), String> {
        let label = api.operation(by).label();
        let plan = self.plans.get(by.index());
        let source = plan.and_then(|plan| plan.source.as_ref());
        let source = source.ok_or(format!("`{label}` answers with no JSON object"))?;
        let seat = source.seat.as_ref();
        let seat = seat.ok_or(format!("`{label}` answers with no JSON object"))?;
        let fields = Fields::of(api, seat.schema).unwrap_or_default();
        for name in below.iter().map(String::as_str).chain(id) {
            if !fields.has(name) {
                return Err(format!(
                    "what `{label}` answers with has no property `{name}`"
                ));
            }
        }
        let schema = seat.schema;
        self.resources.push(Resource {
            form: format!("/{}", segment(&rule.name)),
            noun: rule.name.clone(),
            has_items: id.is_some(),
            id: id.map(str::to_owned),
            foreign: below.iter().cloned().enumerate().collect(),
            fields,
            schema,
            list: None,
            read: Some(by.index()),
            home: None,
            rule: Some(rule.name.clone()),
        });
        Ok(())
    }

    fn make_action(
        &mut self,
        api: &Api,
        operation: OperationId,
        rule: &OperationRule,
    ) -> Result<(), String> {
        let label = api.operation(operation).label();
        let count = api.operation(operation).path.parameter_names().count();
        let named = rule.acts_on.as_ref().map(|acts_on| {
            let mut resources = self.resources.iter();
            resources.position(|known| known.rule.as_deref() == Some(&acts_on.resource))
        });
        let Some(plan) = self.plans.get_mut(operation.index()) else {
            return Ok(());
        };
        let parent = || {
            let parent = plan.parents.last().filter(|(_, known)| *known == count);
            parent.map(|(resource, _)| *resource)
        };
        let resource = match (named, plan.act) {
            (Some(named), _) => named,
            // The changes come on top of what the operation does anyway.
            (None, Some(_)) => return Ok(()),
            (None, None) => parent(),
        };
        let resource = resource.ok_or(format!(
            "`{label}` changes no item that is known; `acts-on` can name it"
        ))?;
        plan.act = Some((Act::Apply, resource));
        let item = self.resources.get(resource);
        if let (Some(source), Some(item)) = (&mut plan.source, item) {
            source.seat = super::resource::seat_of(api, source.schema, item);
        }
        Ok(())
    }
}

/// How the parents of a collection are told in the store of another one.
fn joined(
    resource: &Resource,
    path: &str,
    names: &[String],
    home: &str,
    home_names: &[String],
) -> Result<Home, String> {
    let keep: Option<Vec<usize>> = home_names
        .iter()
        .map(|name| names.iter().position(|known| known == name))
        .collect();
    let keep = keep.ok_or(format!(
        "`{path}` lacks a parameter of the path it shares a store with"
    ))?;
    let mut dropped = Vec::new();
    for (at, name) in names
        .iter()
        .enumerate()
        .filter(|(at, _)| !keep.contains(at))
    {
        let foreign = resource.foreign.iter().find(|(known, _)| *known == at);
        let (_, property) = foreign.ok_or(format!(
            "nothing in the items of `{path}` tells which `{name}` they are below"
        ))?;
        dropped.push((at, property.clone()));
    }
    Ok(Home {
        form: home.to_owned(),
        keep,
        dropped,
    })
}
