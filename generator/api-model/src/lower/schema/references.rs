//! `$ref`, `$dynamicRef` and the mapping of a discriminator.

use super::super::reference::Kind;
use super::super::{Cx, ObjectKind};
use super::keywords::Reading;
use crate::api::{Discriminator, SchemaId};
use crate::diagnostic::Diagnostic;
use crate::document::NodeValue;
use crate::resolve::{At, Reference, Target};
use crate::source::Place;
use indexmap::IndexMap;

const DISCRIMINATOR: ObjectKind = ObjectKind {
    name: "discriminator",
    fields: &["propertyName", "mapping", "defaultMapping"],
};

impl<'a> Cx<'a> {
    /// The schema that a `$ref` means. `$dynamicRef` is followed to the schema it means when
    /// nothing overrides it, which a model without a dynamic scope cannot tell apart.
    pub(super) fn schema_reference(&mut self, at: At<'a>, keyword: &str) -> Option<SchemaId> {
        let NodeValue::String(reference) = &at.node.value else {
            self.wrong_type(at.node, &format!("`{keyword}`"), "a reference");
            return None;
        };
        let target = self.resolve(at, reference, at.place(), Kind::Schema)?;
        self.reject_other_kind(&target, at.place());
        Some(self.named_target(at, &target))
    }

    fn named_target(&mut self, from: At<'a>, target: &Target<'a>) -> SchemaId {
        let id = self.schema(target.at);
        let foreign = target.at.scope.file != self.entry;
        let definition = target
            .tokens
            .iter()
            .rev()
            .nth(1)
            .is_some_and(|parent| parent == "$defs" || parent == "definitions");
        if foreign || definition || target.at.scope.resource != from.scope.resource {
            self.offer_name(id, target.name.as_deref());
        }
        id
    }

    /// A target that is not under `components` does not say what it is; a parameter gives itself
    /// away all the same.
    fn reject_other_kind(&mut self, target: &Target<'a>, place: Place) {
        let NodeValue::Object(members) = &target.at.node.value else {
            return;
        };
        let text = |key: &str| {
            matches!(
                members.get(key).map(|member| &member.node.value),
                Some(NodeValue::String(_))
            )
        };
        if target.component().is_none() && text("in") && text("name") && !text("type") {
            self.report.add(
                Diagnostic::error(
                    "wrong-kind",
                    place,
                    "a schema is wanted here, and this is a parameter",
                )
                .related(target.at.place(), "the reference leads here"),
            );
        }
    }

    /// 3.0 says that what stands beside a `$ref` is ignored; rules there are meant all the same.
    pub(super) fn warn_reference_siblings(&mut self, reading: &Reading<'a>) {
        let file = reading.at.scope.file;
        if reading.keywords.place_of("$ref").is_none() || !self.is_version_3_0(file) {
            return;
        }
        let annotation = |keyword: &str| {
            matches!(
                keyword,
                "$ref" | "default" | "example" | "examples" | "readOnly" | "writeOnly"
            )
        };
        let rules = reading.keywords.places.iter();
        for (keyword, place) in rules.filter(|(keyword, _)| !annotation(keyword)) {
            let message = format!(
                "`{keyword}` beside a `$ref` is honoured, though OpenAPI 3.0 says it is ignored"
            );
            self.report.add(
                Diagnostic::warning("reference-sibling", *place, message)
                    .help("other tools may overlook it: put the `$ref` into an `allOf`"),
            );
        }
    }

    pub(super) fn lower_discriminator(&mut self, at: At<'a>) -> Option<Discriminator> {
        if let NodeValue::String(name) = &at.node.value {
            let message =
                "`discriminator` is text, as in OpenAPI 2; it is read as its `propertyName`";
            self.report.add(
                Diagnostic::warning("discriminator-text", at.place(), message)
                    .help(format!("write `discriminator: {{propertyName: {name}}}`")),
            );
            return Some(Discriminator {
                place: at.place(),
                property_name: name.to_string(),
                mapping: IndexMap::new(),
            });
        }
        let fields = self.fields(at, &DISCRIMINATOR)?;
        let Some(property_name) = fields.text(self, "propertyName") else {
            let message =
                "a discriminator without `propertyName` tells nothing apart; it is ignored";
            self.report.add(Diagnostic::warning(
                "missing-property-name",
                at.place(),
                message,
            ));
            return None;
        };
        let mut mapping = IndexMap::new();
        for entry in fields.entries(self, "mapping") {
            if let Some(id) = self.mapped_schema(entry.at) {
                mapping.insert(entry.key.to_owned(), id);
            }
        }
        Some(Discriminator {
            place: at.place(),
            property_name,
            mapping,
        })
    }

    /// A name under `components.schemas` or a reference; when it can be read as both it is a name
    /// (OpenAPI 3.1 section 4.8.25.3).
    fn mapped_schema(&mut self, at: At<'a>) -> Option<SchemaId> {
        let text = self.text(at.node, "a value of `mapping`")?;
        if let Some(id) = self.component_schema(at, text) {
            return Some(id);
        }
        let reference = Reference {
            text,
            place: at.place(),
            scope: at.scope,
        };
        let target = match self.resolver.resolve(reference) {
            Ok(target) => target,
            Err(reason) => {
                let message = format!(
                    "`{text}` is neither the name of a schema nor a reference to one; it is ignored"
                );
                let mut fault = Diagnostic::warning("unresolved-mapping", at.place(), message);
                fault.help = reason.help;
                self.report.add(fault);
                return None;
            }
        };
        Some(self.named_target(at, &target))
    }
}
