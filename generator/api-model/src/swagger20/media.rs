//! `consumes` and `produces`: in 2.0 a list beside the operation, in 3.0 the keys of `content`.

use super::translator::Translator;
use crate::diagnostic::Diagnostic;
use crate::document::{Node, NodeValue};
use crate::source::Place;

/// What bodies are made of where a document does not say.
pub(super) const JSON: &str = "application/json";
/// Forms without files.
pub(super) const FORM: &str = "application/x-www-form-urlencoded";
/// Forms with files.
pub(super) const MULTIPART: &str = "multipart/form-data";
/// Files of any kind.
pub(super) const BYTES: &str = "application/octet-stream";

/// A media type and where it was written.
#[derive(Debug, Clone)]
pub(super) struct MediaName {
    pub(super) name: String,
    pub(super) place: Place,
}

impl PartialEq for MediaName {
    /// Two are the same wherever they were written.
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl MediaName {
    pub(super) fn new(name: &str, place: Place) -> Self {
        let name = name.to_owned();
        MediaName { name, place }
    }

    /// Whether this is a media type, whatever its parameters are.
    pub(super) fn is(&self, name: &str) -> bool {
        essence(&self.name).eq_ignore_ascii_case(essence(name))
    }
}

/// A media type without its parameters.
fn essence(name: &str) -> &str {
    name.split(';').next().unwrap_or(name).trim()
}

/// What holds for the operations that say nothing else.
#[derive(Debug, Clone, Default)]
pub(super) struct MediaNames {
    pub(super) consumes: Vec<MediaName>,
    pub(super) produces: Vec<MediaName>,
}

impl Translator<'_, '_> {
    /// `consumes` or `produces` of an object; absent when it does not say.
    pub(super) fn media_names(&mut self, owner: &Node, field: &str) -> Option<Vec<MediaName>> {
        let node = owner.member(field)?;
        let items = match &node.value {
            NodeValue::Null => return None,
            NodeValue::Array(items) => items.as_slice(),
            NodeValue::String(_) => {
                let message = format!("`{field}` must be a list; it is read as a list of one");
                self.report.add(Diagnostic::warning(
                    "media-types-not-list",
                    node.place,
                    message,
                ));
                std::slice::from_ref(node)
            }
            _ => {
                let message = format!("`{field}` must be a list, not {}", node.kind_name());
                self.report
                    .add(Diagnostic::error("wrong-type", node.place, message));
                return None;
            }
        };
        let mut names: Vec<MediaName> = Vec::new();
        for item in items {
            if let Some(name) = self.media_name(item, field)
                && !names.contains(&name)
            {
                names.push(name);
            }
        }
        Some(names)
    }

    fn media_name(&mut self, item: &Node, field: &str) -> Option<MediaName> {
        let Some(text) = item.as_str() else {
            let message = format!(
                "an item of `{field}` must be text, not {}",
                item.kind_name()
            );
            self.report
                .add(Diagnostic::error("wrong-type", item.place, message));
            return None;
        };
        let name = text.trim();
        let short = match name.to_ascii_lowercase().as_str() {
            "json" => JSON,
            "xml" => "application/xml",
            "text" | "plain" => "text/plain",
            "html" => "text/html",
            "csv" => "text/csv",
            "form" => FORM,
            "multipart" => MULTIPART,
            _ => return Some(MediaName::new(name, item.place)),
        };
        let message = format!("`{name}` is no media type; it is read as `{short}`");
        self.report
            .add(Diagnostic::warning("short-media-type", item.place, message));
        Some(MediaName::new(short, item.place))
    }

    /// The media types of a body that no document names.
    pub(super) fn assumed_json(&mut self, field: &'static str, place: Place) -> Vec<MediaName> {
        let message = format!(
            "the document does not say with `{field}` what media types bodies have; \
             `{JSON}` is taken"
        );
        self.report.add(
            Diagnostic::warning(missing_code(field), self.version_place, message)
                .help(format!("add `{field}: [{JSON}]`"))
                .label("in this document"),
        );
        vec![MediaName::new(JSON, place)]
    }
}

fn missing_code(field: &str) -> &'static str {
    match field {
        "consumes" => "missing-consumes",
        _ => "missing-produces",
    }
}
