//! The nodes of a rules file as what they should be; what they are not is a diagnostic.

use super::condition::{Condition, When};
use super::template::Template;
use crate::latency::Latency;
use crate::message::Wire;
use api_model::api::{Api, Operation, OperationId};
use api_model::diagnostic::{Diagnostic, Severity};
use api_model::document::{Member, Node};
use api_model::source::Place;
use std::str::FromStr;

/// Everything wrong with rules has this code.
const CODE: &str = "mock-rule";

/// Reads nodes and gathers what is wrong with them.
pub(super) struct Reader<'a> {
    pub(super) api: &'a Api,
    pub(super) faults: Vec<Diagnostic>,
}

impl Reader<'_> {
    pub(super) fn error(&mut self, node: &Node, message: impl Into<String>) {
        self.error_at(node.place, message);
    }

    pub(super) fn error_at(&mut self, place: Place, message: impl Into<String>) {
        self.faults.push(Diagnostic::error(CODE, place, message));
    }

    pub(super) fn has_errors(&self) -> bool {
        let mut faults = self.faults.iter();
        faults.any(|fault| fault.severity == Severity::Error)
    }

    pub(super) fn warn(&mut self, node: &Node, message: impl Into<String>) {
        self.faults
            .push(Diagnostic::warning(CODE, node.place, message));
    }

    /// The members of an object.
    pub(super) fn members<'n>(&mut self, node: &'n Node) -> Vec<(&'n str, &'n Member)> {
        match node.as_object() {
            Some(object) => object
                .iter()
                .map(|(name, member)| (name.as_ref(), member))
                .collect(),
            None => {
                self.error(
                    node,
                    format!("is {}, an object is needed", node.kind_name()),
                );
                Vec::new()
            }
        }
    }

    /// The members of an object that may have these.
    pub(super) fn known<'n>(&mut self, node: &'n Node, known: &[&str]) -> Vec<(&'n str, &'n Node)> {
        let mut found = Vec::new();
        for (name, member) in self.members(node) {
            if known.contains(&name) {
                found.push((name, &member.node));
            } else {
                let expected: Vec<String> = known.iter().map(|name| format!("`{name}`")).collect();
                let message = format!("`{name}` means nothing here");
                let help = format!("there are {}", expected.join(", "));
                self.faults
                    .push(Diagnostic::error(CODE, member.key_place, message).help(help));
            }
        }
        found
    }

    /// The items of a list; a single value is a list of one.
    pub(super) fn items<'n>(&mut self, node: &'n Node) -> &'n [Node] {
        node.as_array().unwrap_or(std::slice::from_ref(node))
    }

    pub(super) fn text(&mut self, node: &Node) -> Option<String> {
        let text = node.as_str().map(str::to_owned);
        if text.is_none() {
            self.error(node, format!("is {}, a text is needed", node.kind_name()));
        }
        text
    }

    pub(super) fn texts(&mut self, node: &Node) -> Vec<String> {
        let items = self.items(node);
        items.iter().filter_map(|item| self.text(item)).collect()
    }

    pub(super) fn flag(&mut self, node: &Node) -> bool {
        let flag = node.as_bool();
        if flag.is_none() {
            self.error(
                node,
                format!("is {}, a boolean is needed", node.kind_name()),
            );
        }
        flag.unwrap_or_default()
    }

    pub(super) fn template(&mut self, node: &Node) -> Option<Template> {
        let parsed = Template::parse(&node.to_json());
        parsed.map_err(|message| self.error(node, message)).ok()
    }

    /// A status that can be sent as an answer.
    pub(super) fn status(&mut self, node: &Node) -> Option<u16> {
        let status = node.as_number().and_then(|number| number.parse().ok());
        let status = status.filter(|status| (200..=599).contains(status));
        if status.is_none() {
            self.error(node, "a status from 200 to 599 is needed");
        }
        status
    }

    pub(super) fn latency(&mut self, node: &Node) -> Option<Latency> {
        let text = node.as_str().or(node.as_number()).unwrap_or_default();
        let parsed = Latency::from_str(text);
        parsed.map_err(|message| self.error(node, message)).ok()
    }

    /// A fault of the connection.
    pub(super) fn wire(&mut self, node: &Node) -> Wire {
        match node.as_str() {
            Some("reset") => Wire::Reset,
            Some("drip") => Wire::Drip,
            _ => {
                self.error(node, "expected `reset` or `drip`");
                Wire::Whole
            }
        }
    }

    /// An operation by its `operationId`, or by its method and path.
    pub(super) fn operation(&mut self, name: &str, member: &Member) -> Option<OperationId> {
        let found = find_operation(self.api, name);
        if found.is_none() {
            let message = format!("the document has no operation `{name}`");
            let help = "an operation is named by its `operationId` or as `GET /pets/{id}`";
            self.faults
                .push(Diagnostic::error(CODE, member.key_place, message).help(help));
        }
        found.map(|operation| operation.id)
    }

    /// Both kinds of conditions of a rule.
    pub(super) fn conditions(&mut self, node: &Node) -> Vec<Condition> {
        let mut conditions = Vec::new();
        for (reference, member) in self.members(node) {
            match Condition::parse(reference, &member.node.to_json()) {
                Ok(condition) => conditions.push(condition),
                Err(message) => self.error(&member.node, message),
            }
        }
        conditions
    }

    /// Reads `when` and `unless`; says whether the member was one of them.
    pub(super) fn when(&mut self, name: &str, node: &Node, when: &mut When) -> bool {
        match name {
            "when" => when.all = self.conditions(node),
            "unless" => when.none = self.conditions(node),
            _ => return false,
        }
        true
    }
}

/// An operation by its `operationId`, or by its method and path.
pub(super) fn find_operation<'a>(api: &'a Api, name: &str) -> Option<&'a Operation> {
    api.operation_named(name).or_else(|| {
        let (method, path) = name.split_once(' ')?;
        api.operations.iter().find(|operation| {
            operation.method.as_str().eq_ignore_ascii_case(method)
                && operation.path.text == path.trim()
        })
    })
}
