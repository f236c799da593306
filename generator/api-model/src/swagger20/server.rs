//! `host`, `basePath` and `schemes` become `servers`.

use super::build::{self, Members};
use super::translator::Translator;
use crate::diagnostic::Diagnostic;
use crate::document::{Node, NodeValue};
use crate::source::Place;

impl Translator<'_, '_> {
    /// The `servers` of a document, or of an operation with `schemes` of its own.
    pub(super) fn servers(&mut self, root: &Node, owner: &Node) -> Option<Node> {
        let text = |key: &str| root.member(key).filter(|node| node.as_str().is_some());
        let (host, base_path) = (text("host"), text("basePath"));
        let place = owner.member("schemes").or(host).or(base_path)?.place;
        let path = base_path.map_or_else(String::new, |node| self.base_path(node));
        let Some(host) = host else {
            let url = if path.is_empty() { "/" } else { &path };
            let place = base_path.map_or(place, |node| node.place);
            return Some(build::list(place, vec![server(url, place)]));
        };
        let (written_scheme, name) = self.host(host);
        let mut schemes = self.schemes(owner);
        if let (true, Some(scheme)) = (schemes.is_empty(), written_scheme) {
            schemes.push((scheme, host.place));
        }
        if schemes.is_empty() {
            self.warn_no_schemes(host.place);
            schemes.push(("https".to_owned(), host.place));
        }
        let servers = schemes.into_iter();
        let servers =
            servers.map(|(scheme, place)| server(&format!("{scheme}://{name}{path}"), place));
        Some(build::list(place, servers.collect()))
    }

    /// A base path with a slash before it and none behind it.
    fn base_path(&mut self, node: &Node) -> String {
        let text = node.as_str().unwrap_or_default().trim();
        let path = text.trim_end_matches('/');
        if path.is_empty() || path.starts_with('/') {
            return path.to_owned();
        }
        let message = format!("`basePath` must start with a slash; it is read as `/{path}`");
        self.report.add(Diagnostic::warning(
            "path-without-slash",
            node.place,
            message,
        ));
        format!("/{path}")
    }

    /// A host, and the scheme that stands before it although it must not.
    fn host(&mut self, node: &Node) -> (Option<String>, String) {
        let text = node.as_str().unwrap_or_default().trim();
        let Some((scheme, host)) = text.split_once("://") else {
            return (None, text.trim_end_matches('/').to_owned());
        };
        let host = host.trim_end_matches('/').to_owned();
        let message = format!("`host` must not name a scheme; `{scheme}://` is read as one");
        self.report.add(
            Diagnostic::warning("host-with-scheme", node.place, message)
                .help(format!("write `schemes: [{scheme}]` and `host: {host}`")),
        );
        (Some(scheme.to_owned()), host)
    }

    fn schemes(&mut self, owner: &Node) -> Vec<(String, Place)> {
        let Some(node) = owner.member("schemes") else {
            return Vec::new();
        };
        let items = match &node.value {
            NodeValue::Array(items) => items.as_slice(),
            NodeValue::Null => &[],
            _ => std::slice::from_ref(node),
        };
        let mut schemes: Vec<(String, Place)> = Vec::new();
        for item in items {
            let scheme = item.as_str().unwrap_or_default().to_ascii_lowercase();
            if !matches!(scheme.as_str(), "http" | "https" | "ws" | "wss") {
                let message = "a scheme is one of http, https, ws and wss; this one is ignored";
                self.report
                    .add(Diagnostic::warning("unknown-scheme", item.place, message));
            } else if !schemes.iter().any(|(other, _)| *other == scheme) {
                schemes.push((scheme, item.place));
            }
        }
        schemes
    }

    fn warn_no_schemes(&mut self, place: Place) {
        let message = "the document names no `schemes`; `https` is taken";
        self.report.add(
            Diagnostic::warning("missing-schemes", place, message).help("add `schemes: [https]`"),
        );
    }
}

fn server(url: &str, place: Place) -> Node {
    let mut members = Members::new(place);
    members.add_text("url", url, place);
    members.finish()
}
