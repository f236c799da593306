//! Paths to operations: a tree by segment.
//!
//! A literal segment goes before a templated one (OpenAPI 3.1, section 4.8.8.2). A segment may hold several parameters
//! with literal text between them. Every node of the tree is looked at once at most, whatever the request.

use std::collections::HashMap;

use http::Method;

use crate::style::unescape;

/// A tree of values by path and method.
pub(super) struct Routes<T> {
    root: Node<T>,
}

/// A path that matched.
pub(super) struct Match<'a, T> {
    pub(super) leaf: &'a Leaf<T>,
    /// What stood for each parameter, still percent-encoded.
    pub(super) parameters: Vec<(String, String)>,
}

/// The operations of one path.
pub(super) struct Leaf<T> {
    methods: Vec<(Method, T)>,
}

struct Node<T> {
    literals: HashMap<String, Node<T>>,
    templates: Vec<(Vec<Piece>, Node<T>)>,
    leaf: Option<Leaf<T>>,
}

#[derive(PartialEq)]
enum Piece {
    Text(String),
    Parameter(String),
}

impl<T> Leaf<T> {
    pub(super) fn find(&self, method: &Method) -> Option<&T> {
        let found = self.methods.iter().find(|(known, _)| known == method);
        found.map(|(_, value)| value)
    }

    /// Whatever the method.
    pub(super) fn first(&self) -> Option<&T> {
        self.methods.first().map(|(_, value)| value)
    }

    pub(super) fn methods(&self) -> impl Iterator<Item = &Method> + '_ {
        self.methods.iter().map(|(method, _)| method)
    }
}

impl<T> Node<T> {
    fn new() -> Self {
        Self {
            literals: HashMap::new(),
            templates: Vec::new(),
            leaf: None,
        }
    }

    fn child(&mut self, segment: &str) -> &mut Self {
        let pieces = read_template(segment);
        if let [Piece::Text(text)] = pieces.as_slice() {
            return self.literals.entry(text.clone()).or_insert_with(Self::new);
        }
        // Two templates that differ in the names of their parameters are two templates: operations of one path item
        // share its names, and names are how values are found.
        let position = self
            .templates
            .iter()
            .position(|(known, _)| *known == pieces);
        let position = position.unwrap_or_else(|| {
            self.templates.push((pieces, Self::new()));
            self.templates.len() - 1
        });
        #[expect(
            clippy::indexing_slicing,
            reason = "the position was just found or pushed"
        )]
        &mut self.templates[position].1
    }

    fn collect<'a>(
        &'a self,
        segments: &[&str],
        parameters: &mut Vec<(String, String)>,
        out: &mut Vec<Match<'a, T>>,
    ) {
        let Some((segment, rest)) = segments.split_first() else {
            if let Some(leaf) = &self.leaf {
                out.push(Match {
                    leaf,
                    parameters: parameters.clone(),
                });
            }
            return;
        };
        let literal = unescape(segment)
            .ok()
            .and_then(|text| self.literals.get(&text));
        if let Some(node) = literal {
            node.collect(rest, parameters, out);
        }
        for (pieces, node) in &self.templates {
            let length = parameters.len();
            if match_template(pieces, segment, parameters) {
                node.collect(rest, parameters, out);
            }
            parameters.truncate(length);
        }
    }
}

impl<T> Routes<T> {
    pub(super) fn new() -> Self {
        Self { root: Node::new() }
    }

    /// Adds an operation; the second of the same method and path is never reached.
    pub(super) fn insert(&mut self, method: Method, path: &str, value: T) {
        let mut node = &mut self.root;
        for segment in path.trim_start_matches('/').split('/') {
            node = node.child(segment);
        }
        let leaf = node.leaf.get_or_insert_with(|| Leaf {
            methods: Vec::new(),
        });
        leaf.methods.push((method, value));
    }

    /// All templates that the path matches, the best first.
    pub(super) fn find(&self, path: &str) -> Vec<Match<'_, T>> {
        let segments: Vec<&str> = path.strip_prefix('/').unwrap_or(path).split('/').collect();
        let mut out = Vec::new();
        self.root.collect(&segments, &mut Vec::new(), &mut out);
        out
    }
}

fn read_template(segment: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut rest = segment;
    while let Some((text, (name, after))) = rest
        .split_once('{')
        .and_then(|(text, open)| Some((text, open.split_once('}')?)))
    {
        if !text.is_empty() {
            pieces.push(Piece::Text(
                unescape(text).unwrap_or_else(|_| text.to_owned()),
            ));
        }
        pieces.push(Piece::Parameter(name.to_owned()));
        rest = after;
    }
    if !rest.is_empty() || pieces.is_empty() {
        pieces.push(Piece::Text(
            unescape(rest).unwrap_or_else(|_| rest.to_owned()),
        ));
    }
    pieces
}

/// A parameter takes as little as it can, the last one all there is; none is empty.
fn match_template(pieces: &[Piece], segment: &str, out: &mut Vec<(String, String)>) -> bool {
    match pieces {
        [] => segment.is_empty(),
        [Piece::Text(text), rest @ ..] => segment
            .strip_prefix(text.as_str())
            .is_some_and(|after| match_template(rest, after, out)),
        [Piece::Parameter(name)] => {
            out.push((name.clone(), segment.to_owned()));
            !segment.is_empty()
        }
        [Piece::Parameter(name), Piece::Text(text)] => {
            let value = segment.strip_suffix(text.as_str()).unwrap_or("");
            out.push((name.clone(), value.to_owned()));
            !value.is_empty()
        }
        [Piece::Parameter(name), Piece::Text(text), rest @ ..] => {
            // Not from the start: a value is never empty.
            let first = segment.chars().next().map_or(0, char::len_utf8);
            let Some(at) = segment
                .get(first..)
                .and_then(|tail| tail.find(text.as_str()))
            else {
                return false;
            };
            let (value, after) = segment.split_at(first + at);
            out.push((name.clone(), value.to_owned()));
            first > 0 && match_template(rest, after.get(text.len()..).unwrap_or(""), out)
        }
        // Nothing stands between two parameters, so nothing can tell where one ends: the first takes a character.
        [Piece::Parameter(name), rest @ ..] => {
            let first = segment.chars().next().map_or(0, char::len_utf8);
            let (value, after) = segment.split_at(first);
            out.push((name.clone(), value.to_owned()));
            first > 0 && match_template(rest, after, out)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const OPERATIONS: &[(&str, Method, &str)] = &[
        ("root", Method::GET, "/"),
        ("list", Method::GET, "/a"),
        ("item", Method::GET, "/a/{id}"),
        ("fixed", Method::GET, "/a/me"),
        ("drop", Method::DELETE, "/a/{id}"),
        ("range", Method::GET, "/b/{from}-{to}"),
        ("file", Method::GET, "/b/{name}.json"),
        ("call", Method::GET, "/r(lat={lat},lon={lon})"),
        ("deep", Method::GET, "/{x}/y/z"),
    ];

    #[test]
    fn paths_lead_to_operations() {
        let mut routes = Routes::new();
        for (id, method, path) in OPERATIONS {
            routes.insert(method.clone(), path, *id);
        }
        let check = |method: Method, path: &str, expected: &str| {
            let found = routes.find(path);
            let found = found
                .iter()
                .find_map(|one| Some((one.leaf.find(&method)?, &one.parameters)));
            let text = found.map_or_else(String::new, |(id, parameters)| {
                let values = parameters
                    .iter()
                    .map(|(name, value)| format!(" {name}={value}"));
                format!("{}{}", id, values.collect::<String>())
            });
            assert_eq!(text, expected, "{method} {path}");
        };
        check(Method::GET, "/", "root");
        check(Method::GET, "/a", "list");
        check(Method::GET, "/%61", "list");
        check(Method::GET, "/a/", "");
        check(Method::GET, "/a/me", "fixed");
        check(Method::DELETE, "/a/me", "drop id=me");
        check(Method::GET, "/a/x%2Fy", "item id=x%2Fy");
        check(Method::GET, "/b/1-2", "range from=1 to=2");
        check(Method::GET, "/b/1-2-3", "range from=1 to=2-3");
        check(Method::GET, "/b/-2", "");
        check(Method::GET, "/b/x.json", "file name=x");
        check(Method::GET, "/r(lat=1.5,lon=2)", "call lat=1.5 lon=2");
        check(Method::GET, "/a/y/z", "deep x=a");
        check(Method::GET, "/nothing/at/all", "");
        check(Method::POST, "/a", "");
    }
}
