//! `type`, `enum` and `format`.

use super::super::{Cx, nearest};
use super::keywords::Reading;
use crate::api::{Type, TypeSet};
use crate::diagnostic::Diagnostic;
use crate::document::{Member, Node, NodeValue};

impl<'a> Cx<'a> {
    /// `type`: a name, or since 3.1 a list of names.
    pub(super) fn read_type(&mut self, reading: &mut Reading<'a>, member: &'a Member) {
        let NodeValue::Array(items) = &member.node.value else {
            self.add_type(reading, &member.node);
            return;
        };
        self.newer_keyword(reading, "type: [...]", member);
        for item in items {
            if !self.add_type(reading, item) {
                // One unknown type in a list allows what nobody can tell.
                reading.keywords.types = TypeSet::default();
                return;
            }
        }
    }

    fn add_type(&mut self, reading: &mut Reading<'a>, node: &'a Node) -> bool {
        let name = match &node.value {
            NodeValue::String(name) => name.as_ref(),
            // `- null` and `type: null` in YAML mean the type of that name.
            NodeValue::Null => "null",
            _ => {
                self.wrong_type(node, "`type`", "the name of a type");
                return false;
            }
        };
        if let Some(ty) = Type::ALL.into_iter().find(|ty| ty.as_str() == name) {
            reading.keywords.types = reading.keywords.types.with(ty);
            return true;
        }
        let Some((ty, format)) = self.read_foreign_type(node, name) else {
            return false;
        };
        reading.keywords.types = reading.keywords.types.with(ty);
        if let Some(format) = format {
            let keywords = &mut reading.keywords;
            keywords.format.get_or_insert_with(|| format.to_owned());
        }
        true
    }

    /// Names that other languages, and OpenAPI 2, have for a type.
    fn read_foreign_type(
        &mut self,
        node: &Node,
        name: &str,
    ) -> Option<(Type, Option<&'static str>)> {
        let read = match name.to_ascii_lowercase().as_str() {
            "file" => Some((Type::String, Some("binary"))),
            "int" | "int32" => Some((Type::Integer, Some("int32"))),
            "long" | "int64" => Some((Type::Integer, Some("int64"))),
            "float" => Some((Type::Number, Some("float"))),
            "double" => Some((Type::Number, Some("double"))),
            "bool" => Some((Type::Boolean, None)),
            "str" | "text" => Some((Type::String, None)),
            "date" => Some((Type::String, Some("date"))),
            "datetime" | "date-time" | "timestamp" => Some((Type::String, Some("date-time"))),
            "uuid" => Some((Type::String, Some("uuid"))),
            "list" => Some((Type::Array, None)),
            "map" | "dict" => Some((Type::Object, None)),
            lower => Type::ALL
                .into_iter()
                .find(|ty| ty.as_str() == lower)
                .map(|ty| (ty, None)),
        };
        let reading = match read {
            Some((ty, Some(format))) => format!("`type: {}` with `format: {format}`", ty.as_str()),
            Some((ty, None)) => format!("`type: {}`", ty.as_str()),
            None => "any type".to_owned(),
        };
        let message = format!("there is no type `{name}`; it is read as {reading}");
        let mut fault = Diagnostic::warning("unknown-type", node.place, message);
        if let (None, Some(near)) = (read, nearest(name, Type::ALL.map(Type::as_str))) {
            fault = fault.help(format!("did you mean `{near}`?"));
        }
        self.report.add(fault);
        read
    }

    /// `enum`, without repeats.
    pub(super) fn read_enumeration(&mut self, reading: &mut Reading<'a>, node: &'a Node) {
        let items = match &node.value {
            NodeValue::Array(items) => items.as_slice(),
            _ if self.is_absent(node, "enum") => return,
            _ if self.is_only_item(node, "enum") => std::slice::from_ref(node),
            _ => {
                self.wrong_type(node, "`enum`", "a list of values");
                return;
            }
        };
        if items.is_empty() {
            let message = "an empty `enum` would allow no value at all; it is ignored";
            self.report
                .add(Diagnostic::warning("empty-enum", node.place, message));
            return;
        }
        let mut values = Vec::with_capacity(items.len());
        let mut seen = std::collections::HashSet::with_capacity(items.len());
        for item in items {
            let value = item.to_json();
            if seen.insert(value.to_string()) {
                values.push(value);
            } else {
                let message = format!("the value {value} stands twice in this `enum`");
                self.report.add(Diagnostic::warning(
                    "repeated-enum-value",
                    item.place,
                    message,
                ));
            }
        }
        reading.keywords.enumeration = Some(values);
    }

    /// Text and number that YAML took for something else: `enum: [1.0, off]` beside `type: string`.
    pub(super) fn finish_enumeration(&mut self, reading: &mut Reading<'a>) {
        let keywords = &mut reading.keywords;
        let Some(values) = &mut keywords.enumeration else {
            return;
        };
        let only_text = keywords.types.len() == 1 && keywords.types.contains(Type::String);
        let texts = values.iter().any(serde_json::Value::is_string);
        if !only_text
            || (texts
                && values
                    .iter()
                    .all(|value| value.is_string() || value.is_null()))
        {
            return;
        }
        let NodeValue::Object(members) = &reading.at.node.value else {
            return;
        };
        let items = match members.get("enum").map(|member| &member.node) {
            Some(node) => node.as_array().unwrap_or(std::slice::from_ref(node)),
            None => return,
        };
        for (value, item) in values.iter_mut().zip(items) {
            let text = match &item.value {
                NodeValue::Number(text) => text.to_string(),
                NodeValue::Boolean(flag) => flag.to_string(),
                _ => continue,
            };
            let message = format!(
                "`type` is string and this is {}; it is read as \"{text}\"",
                item.kind_name()
            );
            self.report.add(
                Diagnostic::warning("unquoted-text", item.place, message)
                    .help(format!("put it in quotes: \"{text}\"")),
            );
            *value = serde_json::Value::String(text);
        }
    }

    /// 3.0's `format: byte` in the words of 3.1 (OpenAPI 3.1 section 4.4.2).
    pub(super) fn finish_format(&mut self, reading: &mut Reading<'a>) {
        let keywords = &mut reading.keywords;
        if keywords.format.as_deref() == Some("byte") && keywords.content_encoding.is_none() {
            keywords.content_encoding = Some("base64".to_owned());
        }
    }

    pub(super) fn keyword_text(&mut self, node: &'a Node, keyword: &str) -> Option<String> {
        if matches!(node.value, NodeValue::Null) {
            return None;
        }
        self.text(node, &format!("`{keyword}`")).map(str::to_owned)
    }
}
