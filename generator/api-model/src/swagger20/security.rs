//! `securityDefinitions`: `basic` is a scheme of HTTP in 3.0, and flows are objects.

use super::build::{self, Members};
use super::translator::Translator;
use crate::diagnostic::Diagnostic;
use crate::document::{Node, NodeValue};

const FLOWS: [(&str, &str); 4] = [
    ("implicit", "implicit"),
    ("password", "password"),
    ("application", "clientCredentials"),
    ("accessCode", "authorizationCode"),
];

impl Translator<'_, '_> {
    pub(super) fn security_scheme(&mut self, node: &Node) -> Node {
        let Some(fields) = node.as_object() else {
            return self.copy(node);
        };
        match node.member("type").and_then(Node::as_str) {
            Some("basic") => {}
            Some("oauth2") if node.member("flows").is_none() => return self.oauth2(node),
            // API keys are the same, and schemes of 3.0 are understood.
            _ => return self.copy(node),
        }
        let mut scheme = Members::new(node.place);
        for (key, member) in fields {
            if &**key == "type" {
                scheme.put(
                    "type",
                    member.key_place,
                    build::text("http", member.node.place),
                );
                scheme.add_text("scheme", "basic", member.node.place);
            } else {
                let copy = self.copy(&member.node);
                scheme.put(key, member.key_place, copy);
            }
        }
        scheme.finish()
    }

    fn oauth2(&mut self, node: &Node) -> Node {
        let mut scheme = Members::new(node.place);
        let mut flow = Members::new(node.place);
        for (key, member) in node.as_object().into_iter().flatten() {
            let to = match &**key {
                "flow" => continue,
                "authorizationUrl" | "tokenUrl" | "refreshUrl" => &mut flow,
                "scopes" => {
                    let scopes = self.scopes(&member.node);
                    flow.put("scopes", member.key_place, scopes);
                    continue;
                }
                _ => &mut scheme,
            };
            let copy = self.copy(&member.node);
            to.put(key, member.key_place, copy);
        }
        if let Some(name) = self.flow_name(node) {
            let mut flows = Members::new(node.place);
            flows.add(name, flow.finish());
            scheme.add("flows", flows.finish());
        }
        scheme.finish()
    }

    fn scopes(&mut self, node: &Node) -> Node {
        let NodeValue::Object(members) = &node.value else {
            return self.copy(node);
        };
        let mut scopes = Members::new(node.place);
        for (key, member) in members {
            if !key.starts_with("x-") {
                let copy = self.copy(&member.node);
                scopes.put(key, member.key_place, copy);
            }
        }
        scopes.finish()
    }

    fn flow_name(&mut self, node: &Node) -> Option<&'static str> {
        let written = node.member("flow");
        let text = written.and_then(Node::as_str).unwrap_or_default();
        let known = FLOWS
            .into_iter()
            .find(|(old, new)| *old == text || *new == text);
        if let Some((_, name)) = known {
            return Some(name);
        }
        let place = written.map_or(node.place, |node| node.place);
        let message = match written {
            Some(_) => format!("there is no OAuth 2 flow `{text}`; the scheme is left without one"),
            None => "the OAuth 2 scheme has no `flow`; it is left without one".to_owned(),
        };
        self.report.add(
            Diagnostic::warning("unknown-flow", place, message)
                .help("the flows are implicit, password, application and accessCode"),
        );
        None
    }
}
