//! Which operation a recorded request belongs to: literal segments go before parameters.

use super::har::Entry;
use api_model::api::{Api, Method, Operation, PathSegment, PathTemplate};
use std::collections::HashMap;

/// What a request is to the API.
pub(super) enum Found<'a> {
    /// Something at another address.
    Elsewhere,
    /// Something at the API's address that the document does not know.
    Nothing,
    /// An operation.
    Operation(&'a Operation, Place<'a>),
}

/// Where in the operation the request's text goes.
pub(super) struct Place<'a> {
    pub(super) method: Method,
    /// Text of path parameters by name, percent-encoded.
    pub(super) path: HashMap<&'a str, String>,
}

/// The addresses of an API.
pub(super) struct Router<'a> {
    api: &'a Api,
    base_url: Option<String>,
}

impl<'a> Router<'a> {
    pub(super) fn new(api: &'a Api, base_url: Option<&str>) -> Self {
        let base_url = base_url.map(|base| base.trim_end_matches('/').to_owned());
        Router { api, base_url }
    }

    /// The operation a request belongs to.
    pub(super) fn find(&self, entry: &Entry) -> Found<'a> {
        if let Some(base) = &self.base_url {
            let rest = entry.address().strip_prefix(base.as_str());
            let Some(rest) = rest.filter(|rest| rest.is_empty() || rest.starts_with('/')) else {
                return Found::Elsewhere;
            };
            return match self.best(entry, |_| vec![rest]) {
                Some((operation, place)) => Found::Operation(operation, place),
                None => Found::Nothing,
            };
        }
        let path = entry.path();
        let found = self.best(entry, |operation| {
            let bases = operation.servers.iter().map(|server| server.base_path());
            let below = |base: String| path.strip_prefix(base.trim_end_matches('/'));
            let mut rests: Vec<&str> = bases.filter_map(below).collect();
            rests.push(path);
            rests
        });
        match found {
            Some((operation, place)) => Found::Operation(operation, place),
            None => Found::Elsewhere,
        }
    }

    /// The match with the most literal segments; of several the first of the document.
    fn best<'e>(
        &self,
        entry: &'e Entry,
        rests: impl Fn(&'a Operation) -> Vec<&'e str>,
    ) -> Option<(&'a Operation, Place<'a>)> {
        let mut best: Option<(usize, &'a Operation, Place<'a>)> = None;
        for operation in &self.api.operations {
            if !operation
                .method
                .as_str()
                .eq_ignore_ascii_case(&entry.method)
            {
                continue;
            }
            for rest in rests(operation) {
                let Some((literals, path)) = fit(&operation.path, rest) else {
                    continue;
                };
                if best.as_ref().is_none_or(|(most, _, _)| literals > *most) {
                    let method = operation.method;
                    best = Some((literals, operation, Place { method, path }));
                }
            }
        }
        best.map(|(_, operation, place)| (operation, place))
    }
}

/// The text of each parameter, and how many segments are literal.
fn fit<'a>(template: &'a PathTemplate, path: &str) -> Option<(usize, HashMap<&'a str, String>)> {
    let path = path.strip_prefix('/').unwrap_or(path);
    let segments: Vec<&str> = path.split('/').collect();
    if segments.len() != template.segments.len() {
        return None;
    }
    let mut found = HashMap::new();
    let mut literals = 0;
    for (pieces, text) in template.segments.iter().zip(segments) {
        literals += usize::from(
            !pieces
                .iter()
                .any(|piece| matches!(piece, PathSegment::Parameter(_))),
        );
        fit_segment(pieces, text, &mut found)?;
    }
    Some((literals, found))
}

/// Takes one segment apart; a parameter ends where the literal behind it begins.
fn fit_segment<'a>(
    pieces: &'a [PathSegment],
    mut text: &str,
    found: &mut HashMap<&'a str, String>,
) -> Option<()> {
    let mut pieces = pieces.iter().peekable();
    while let Some(piece) = pieces.next() {
        match piece {
            PathSegment::Literal(literal) => {
                let plain = percent_encoding::percent_decode_str(text).decode_utf8_lossy();
                match text.strip_prefix(literal.as_str()) {
                    Some(rest) => text = rest,
                    // The whole segment may be literal with another choice of escapes.
                    None if pieces.peek().is_none() && plain == literal.as_str() => text = "",
                    None => return None,
                }
            }
            PathSegment::Parameter(name) => {
                let end = match pieces.peek() {
                    Some(PathSegment::Literal(next)) => {
                        text.char_indices().skip(1).map(|(at, _)| at).find(|at| {
                            text.get(*at..)
                                .is_some_and(|rest| rest.starts_with(next.as_str()))
                        })?
                    }
                    _ => text.len(),
                };
                let (own, rest) = text.split_at_checked(end)?;
                if own.is_empty() {
                    return None;
                }
                found.insert(name, own.to_owned());
                text = rest;
            }
        }
    }
    text.is_empty().then_some(())
}

#[cfg(test)]
mod tests {
    use super::fit;
    use api_model::api::PathTemplate;

    #[test]
    fn segments_are_taken_apart() {
        let template = PathTemplate::parse("/a/{x}-{y}/b.json");
        let (literals, found) = fit(&template, "/a/1-2-3/b%2Ejson").unwrap();
        assert_eq!(
            (literals, found["x"].as_str(), found["y"].as_str()),
            (2, "1", "2-3")
        );
        assert!(fit(&template, "/a/12/b.json").is_none());
        assert!(fit(&template, "/a/-2/b.json").is_none());
        assert!(fit(&template, "/a/1-2/b.json/").is_none());
    }
}
