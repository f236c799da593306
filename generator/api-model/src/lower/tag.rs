//! Tag Objects (OpenAPI 3.1 section 4.8.22).

use super::{Cx, Fields, ObjectKind};
use crate::api::{Operation, Tag};
use crate::diagnostic::Diagnostic;
use crate::document::NodeValue;
use crate::resolve::At;
use indexmap::IndexMap;
use std::collections::HashSet;

const TAG: ObjectKind = ObjectKind {
    name: "tag",
    // `summary`, `parent` and `kind` came with 3.2.
    fields: &[
        "name",
        "description",
        "externalDocs",
        "summary",
        "parent",
        "kind",
    ],
};

impl<'a> Cx<'a> {
    /// The declared tags, each name once.
    pub(super) fn lower_tags(&mut self, document: &Fields<'a>) -> Vec<Tag> {
        let mut tags: IndexMap<String, Tag> = IndexMap::new();
        for at in document.items(self, "tags") {
            let Some(tag) = self.lower_tag(at) else {
                continue;
            };
            match tags.get(&tag.name) {
                None => {
                    tags.insert(tag.name.clone(), tag);
                }
                Some(first) => {
                    let message = format!("the tag `{}` is declared twice", tag.name);
                    self.report.add(
                        Diagnostic::warning("duplicate-tag", tag.place, message)
                            .related(first.place, "first declared here"),
                    );
                }
            }
        }
        tags.into_values().collect()
    }

    fn lower_tag(&mut self, at: At<'a>) -> Option<Tag> {
        if let NodeValue::String(name) = &at.node.value {
            let message = "a tag is an object; this is read as its `name`";
            self.warn_missing("tag-text", at.place(), message);
            return Some(nameless(name, at));
        }
        let fields = self.fields(at, &TAG)?;
        let Some(name) = fields.text(self, "name") else {
            self.warn_missing(
                "missing-name",
                at.place(),
                "a tag without `name` is ignored",
            );
            return None;
        };
        Some(Tag {
            place: at.place(),
            name,
            description: fields.text(self, "description"),
            external_docs: fields
                .field("externalDocs")
                .and_then(|at| self.lower_external_docs(at)),
            extensions: fields.extensions(self),
        })
    }
}

fn nameless(name: &str, at: At<'_>) -> Tag {
    Tag {
        place: at.place(),
        name: name.to_owned(),
        description: None,
        external_docs: None,
        extensions: Default::default(),
    }
}

/// Adds the tags that only operations name; the specification does not ask for declarations.
pub(super) fn add_undeclared_tags(tags: &mut Vec<Tag>, operations: &[Operation]) {
    let mut known: HashSet<String> = tags.iter().map(|tag| tag.name.clone()).collect();
    for operation in operations {
        for name in &operation.tags {
            if known.insert(name.clone()) {
                tags.push(Tag {
                    place: operation.place,
                    name: name.clone(),
                    description: None,
                    external_docs: None,
                    extensions: Default::default(),
                });
            }
        }
    }
}
