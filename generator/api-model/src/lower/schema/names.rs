//! Which schemas have names: those under `components.schemas`, and those of other files or of
//! `$defs` that something refers to.

use super::super::Cx;
use super::super::reference::reference_of;
use super::SchemaQueue;
use crate::api::SchemaId;
use crate::document::NodeValue;
use crate::resolve::{At, Reference};

impl<'a> Cx<'a> {
    /// Names the members of the entry document's `components.schemas`.
    pub(crate) fn name_components(&mut self, schemas: At<'a>) {
        let entries = self.entries(schemas, "`schemas`");
        for entry in &entries {
            let id = self.schema(entry.at);
            self.give_name(id, entry.key);
        }
        for entry in entries {
            self.move_name_to_target(entry.at, entry.key);
        }
    }

    /// `User: {$ref: user.yaml}` makes `User` the name of what stands in the file, instead of an
    /// alias of something called `user`.
    fn move_name_to_target(&mut self, at: At<'a>, name: &str) {
        let (Some((reference, place)), NodeValue::Object(members)) =
            (reference_of(at), &at.node.value)
        else {
            return;
        };
        if members.len() != 1 || reference.starts_with('#') {
            return;
        }
        let reference = Reference {
            text: reference,
            place,
            scope: at.scope,
        };
        // A reference that leads nowhere is reported when the schema is read.
        let Ok(target) = self.resolver.resolve(reference) else {
            return;
        };
        let alias = self.schema(at);
        let id = self.schema(target.at);
        if target.at.scope.file == at.scope.file || id == alias || self.name_of(id).is_some() {
            return;
        }
        self.set_name(alias, None);
        self.set_name(id, Some(name.to_owned()));
        self.queue.schemas.named.insert(name.to_owned(), id);
    }

    /// Names a schema unless it has a name already; a name that is taken gets a number.
    pub(super) fn offer_name(&mut self, id: SchemaId, name: Option<&str>) {
        if self.name_of(id).is_some() {
            return;
        }
        let wanted = name.filter(|name| !name.is_empty()).unwrap_or("Schema");
        let SchemaQueue {
            schemas,
            name_numbers,
            ..
        } = &mut self.queue;
        let mut free = wanted.to_owned();
        while schemas.named.contains_key(&free) {
            let number = name_numbers.entry(wanted.to_owned()).or_insert(1);
            *number += 1;
            free = format!("{wanted}{number}");
        }
        self.give_name(id, &free);
    }

    fn give_name(&mut self, id: SchemaId, name: &str) {
        self.set_name(id, Some(name.to_owned()));
        self.queue.schemas.named.insert(name.to_owned(), id);
    }

    fn set_name(&mut self, id: SchemaId, name: Option<String>) {
        if let Some(schema) = self.queue.schemas.all.get_mut(id.index()) {
            schema.name = name;
        }
    }

    fn name_of(&self, id: SchemaId) -> Option<&str> {
        self.queue.schemas.all.get(id.index())?.name.as_deref()
    }

    /// The schema of a name, in the file that asks or in the entry document.
    pub(super) fn component_schema(&mut self, at: At<'a>, name: &str) -> Option<SchemaId> {
        for file in [at.scope.file, self.entry] {
            let mut found = self.resolver.root(file)?;
            let mut complete = true;
            for token in ["components", "schemas", name] {
                let NodeValue::Object(members) = &found.node.value else {
                    complete = false;
                    break;
                };
                let Some(member) = members.get(token) else {
                    complete = false;
                    break;
                };
                found = found.child(&member.node);
            }
            if complete {
                let id = self.schema(found);
                if file != self.entry {
                    self.offer_name(id, Some(name));
                }
                return Some(id);
            }
        }
        None
    }
}
