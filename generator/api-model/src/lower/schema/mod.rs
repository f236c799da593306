//! Schema Objects (OpenAPI 3.0 and 3.1 section 4.8.24) into the arena.
//!
//! A schema gets its id when it is first met and its content later, from a queue: recursion in a
//! document is never recursion here, and each written schema is read once, whoever refers to it.

mod annotations;
mod keywords;
mod names;
mod nullable;
mod numbers;
mod references;
mod types;

use super::Cx;
use crate::api::{Keywords, Schema, SchemaId, Schemas, Shape, ShapeKind, Type, TypeSet};
use crate::diagnostic::Diagnostic;
use crate::document::NodeValue;
use crate::resolve::At;
use crate::source::Place;
use std::collections::{HashMap, VecDeque};

/// The schemas met so far.
#[derive(Debug, Default)]
pub(crate) struct SchemaQueue<'a> {
    pub(super) schemas: Schemas,
    ids: HashMap<usize, SchemaId>,
    /// The last number that was added to a name to make it unique.
    name_numbers: HashMap<String, usize>,
    waiting: VecDeque<(SchemaId, At<'a>)>,
}

impl<'a> Cx<'a> {
    /// The id of a written schema.
    pub(crate) fn schema(&mut self, at: At<'a>) -> SchemaId {
        let address = std::ptr::from_ref(at.node) as usize;
        if let Some(id) = self.queue.ids.get(&address) {
            return *id;
        }
        let id = self.new_schema(at.place(), Keywords::default());
        self.queue.ids.insert(address, id);
        self.queue.waiting.push_back((id, at));
        id
    }

    /// A schema that is not written as such in the document.
    pub(crate) fn new_schema(&mut self, place: Place, keywords: Keywords) -> SchemaId {
        let all = &mut self.queue.schemas.all;
        all.push(Schema {
            place,
            name: None,
            keywords,
            shape: Shape {
                nullable: false,
                kind: ShapeKind::Any,
            },
        });
        SchemaId(all.len() as u32 - 1)
    }

    /// Fills in all schemas met so far, and those that they lead to.
    pub(crate) fn lower_schemas(&mut self) {
        while let Some((id, at)) = self.queue.waiting.pop_front() {
            let keywords = self.lower_schema(at);
            if let Some(schema) = self.queue.schemas.all.get_mut(id.index()) {
                schema.keywords = keywords;
            }
        }
    }

    fn is_type_name(&self, name: &str) -> bool {
        Type::ALL.into_iter().any(|ty| ty.as_str() == name)
    }

    /// `name: string` where `name: {type: string}` is meant.
    fn lower_bare_type(&mut self, at: At<'a>, name: &str) -> Keywords {
        let message = format!("a schema must be an object; this is read as its `type`, {name}");
        self.report.add(
            Diagnostic::warning("bare-type", at.place(), message)
                .help(format!("write `{{type: {name}}}`")),
        );
        let types = Type::ALL.into_iter().filter(|ty| ty.as_str() == name);
        Keywords {
            types: types.fold(TypeSet::default(), TypeSet::with),
            ..Keywords::default()
        }
    }

    fn lower_schema(&mut self, at: At<'a>) -> Keywords {
        match &at.node.value {
            NodeValue::Boolean(true) => Keywords::default(),
            NodeValue::Boolean(false) => Keywords {
                not: Some(self.new_schema(at.place(), Keywords::default())),
                ..Keywords::default()
            },
            NodeValue::Object(members) => {
                let at = self.resolver.enter(at);
                self.lower_keywords(at, members)
            }
            NodeValue::Null => {
                let message = "the schema is null; it allows everything";
                self.warn_missing("null-schema", at.place(), message);
                Keywords::default()
            }
            NodeValue::Array(items) if items.is_empty() => {
                let message = "a schema must be an object; the empty list is read as one";
                self.warn_missing("empty-list", at.place(), message);
                Keywords::default()
            }
            NodeValue::String(name) if self.is_type_name(name) => self.lower_bare_type(at, name),
            _ => {
                self.wrong_type(at.node, "a schema", "an object");
                Keywords::default()
            }
        }
    }
}
