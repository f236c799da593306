//! 3.0's `nullable` in the words of 3.1: `null` joins what the schema allows.

use super::super::Cx;
use super::keywords::Reading;
use crate::api::{Keywords, SchemaId, Type, TypeSet};
use crate::diagnostic::Diagnostic;
use crate::document::Member;
use serde_json::Value;

impl<'a> Cx<'a> {
    pub(super) fn read_nullable(&mut self, reading: &mut Reading<'a>, member: &'a Member) {
        if self.flag(&member.node, "nullable") != Some(true) {
            return;
        }
        reading.nullable = Some(member.key_place);
        if !self.is_version_3_0(reading.at.scope.file) {
            let message = "`nullable` left with OpenAPI 3.0; it is honoured";
            self.report.add(
                Diagnostic::warning("older-keyword", member.key_place, message)
                    .help("since OpenAPI 3.1 `null` is one of the types: `type: [string, 'null']`"),
            );
        }
    }

    /// Adds `null`. The 3.0.3 specification gives `nullable` an effect only beside `type`; real
    /// documents mean it wherever they write it, so it has one everywhere.
    pub(super) fn finish_nullable(&mut self, reading: Reading<'a>) -> Keywords {
        let place = reading.at.place();
        let mut keywords = reading.keywords;
        if reading.nullable.is_none() {
            return keywords;
        }
        if only_any_of(&keywords) {
            let null = self.null_schema(place);
            keywords.any_of.push(null);
            return keywords;
        }
        if !delegates(&keywords) {
            add_null(&mut keywords);
            return keywords;
        }
        let outer = take_annotations(&mut keywords);
        let inner = self.new_schema(place, keywords);
        let null = self.null_schema(place);
        Keywords {
            any_of: vec![inner, null],
            ..outer
        }
    }

    fn null_schema(&mut self, place: crate::source::Place) -> SchemaId {
        let keywords = Keywords {
            types: TypeSet::default().with(Type::Null),
            ..Keywords::default()
        };
        self.new_schema(place, keywords)
    }
}

/// Whether other schemas have a say in what the value may be.
fn delegates(keywords: &Keywords) -> bool {
    keywords.reference.is_some()
        || keywords.dynamic_reference.is_some()
        || keywords.not.is_some()
        || keywords.if_.is_some()
        || !keywords.all_of.is_empty()
        || !keywords.any_of.is_empty()
        || !keywords.one_of.is_empty()
}

/// Whether the schema is nothing but a choice that `null` can simply join.
fn only_any_of(keywords: &Keywords) -> bool {
    !keywords.any_of.is_empty()
        && keywords.discriminator.is_none()
        && keywords.reference.is_none()
        && keywords.dynamic_reference.is_none()
        && keywords.not.is_none()
        && keywords.if_.is_none()
        && keywords.all_of.is_empty()
        && keywords.one_of.is_empty()
        && keywords.types.is_empty()
        && keywords.enumeration.is_none()
        && keywords.constant.is_none()
}

fn add_null(keywords: &mut Keywords) {
    if !keywords.types.is_empty() {
        keywords.types = keywords.types.with(Type::Null);
    }
    if let Some(values) = &mut keywords.enumeration
        && !values.contains(&Value::Null)
    {
        values.push(Value::Null);
    }
}

/// Moves what describes the value, and not what it may be, to a new set of keywords.
fn take_annotations(keywords: &mut Keywords) -> Keywords {
    Keywords {
        title: keywords.title.take(),
        description: keywords.description.take(),
        default: keywords.default.take(),
        examples: std::mem::take(&mut keywords.examples),
        deprecated: std::mem::take(&mut keywords.deprecated),
        read_only: std::mem::take(&mut keywords.read_only),
        write_only: std::mem::take(&mut keywords.write_only),
        xml: keywords.xml.take(),
        external_docs: keywords.external_docs.take(),
        extensions: std::mem::take(&mut keywords.extensions),
        ..Keywords::default()
    }
}
