//! Example Objects (OpenAPI 3.1 section 4.8.19), and the `example` and `examples` fields of those
//! that have them.

use super::reference::Followed;
use super::{Cx, Fields, Kind, ObjectKind};
use crate::api::Example;
use crate::diagnostic::{Diagnostic, Severity};
use crate::document::NodeValue;
use crate::resolve::At;
use indexmap::IndexMap;

const EXAMPLE: ObjectKind = ObjectKind {
    name: "example",
    // `dataValue` and `serializedValue` came with 3.2.
    fields: &[
        "summary",
        "description",
        "value",
        "externalValue",
        "dataValue",
        "serializedValue",
    ],
};

impl<'a> Cx<'a> {
    /// The examples of a media type, parameter or header; a single `example` is named `example`.
    pub(super) fn lower_examples(&mut self, owner: &Fields<'a>) -> IndexMap<String, Example> {
        let mut examples = IndexMap::new();
        if let Some(at) = owner.any("example") {
            examples.insert("example".to_owned(), self.plain(at));
        }
        let Some(at) = owner.field("examples") else {
            return examples;
        };
        if let NodeValue::Array(items) = &at.node.value {
            let message = "`examples` must be a map of names here; the items are numbered";
            self.report
                .add(Diagnostic::warning("examples-not-map", at.place(), message));
            for (index, item) in items.iter().enumerate() {
                let name = format!("example{}", index + 1);
                let example = self.plain(at.child(item));
                examples.insert(name, example);
            }
            return examples;
        }
        for entry in self.entries(at, "`examples`") {
            if let Some(example) = self.lower_example(entry.at) {
                examples.insert(entry.key.to_owned(), example);
            }
        }
        examples
    }

    pub(super) fn lower_example(&mut self, at: At<'a>) -> Option<Example> {
        let followed = self.follow(at, Kind::Example)?;
        let read = self.once(
            at,
            followed.at,
            |cx| &mut cx.memo.examples,
            Self::read_example,
        );
        read.map(|example| override_texts(example, followed))
    }

    fn read_example(&mut self, at: At<'a>) -> Option<Example> {
        let NodeValue::Object(members) = &at.node.value else {
            let message = "an example here is an object with a `value`; this is read as the value";
            self.warn_missing("bare-example", at.place(), message);
            return Some(self.plain(at));
        };
        let known = EXAMPLE
            .fields
            .iter()
            .any(|field| members.contains_key(field));
        if !known && !members.is_empty() {
            let message = "this example has neither `value` nor `externalValue`; all of it is read as the value";
            self.warn_missing("bare-example", at.place(), message);
            return Some(self.plain(at));
        }
        let fields = self.fields(at, &EXAMPLE)?;
        let mut value = fields
            .any("value")
            .or_else(|| fields.any("dataValue"))
            .map(|at| self.value(at.node));
        let external_value = fields.text_at(self, "externalValue");
        if let (None, Some((address, place))) = (&value, external_value) {
            value = self.read_external_value(at, address, place);
        }
        Some(Example {
            place: at.place(),
            summary: fields.text(self, "summary"),
            description: fields.text(self, "description"),
            value,
            external_value: external_value.map(|(text, _)| text.to_owned()),
        })
    }

    /// An example that is nothing but its value.
    fn plain(&mut self, at: At<'a>) -> Example {
        Example {
            place: at.place(),
            summary: None,
            description: None,
            value: Some(self.value(at.node)),
            external_value: None,
        }
    }

    /// A value kept in a file beside the document. One kept elsewhere stays where it is.
    fn read_external_value(
        &mut self,
        at: At<'a>,
        address: &str,
        place: crate::source::Place,
    ) -> Option<serde_json::Value> {
        if address.contains("://") {
            return None;
        }
        match self
            .resolver
            .files
            .read_value(at.scope.file, address, place)
        {
            Ok(value) => Some(value),
            Err(fault) => {
                // The document is whole without it.
                self.report.add(Diagnostic {
                    severity: Severity::Warning,
                    ..*fault
                });
                None
            }
        }
    }
}

fn override_texts(mut example: Example, followed: Followed<'_>) -> Example {
    if followed.summary.is_some() {
        example.summary = followed.summary;
    }
    if followed.description.is_some() {
        example.description = followed.description;
    }
    example
}
