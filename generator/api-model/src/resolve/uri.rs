//! As much of URI resolution (RFC 3986 section 5) as `$id` needs.

/// Whether a reference names its scheme.
pub(crate) fn is_absolute(reference: &str) -> bool {
    reference.split_once(':').is_some_and(|(scheme, _)| {
        scheme.len() > 1
            && scheme.starts_with(|first: char| first.is_ascii_alphabetic())
            && scheme
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'))
    })
}

/// Resolves a reference without fragment against a base; a base that is not absolute is only
/// good for absolute references.
pub(crate) fn join(base: Option<&str>, reference: &str) -> Option<String> {
    if is_absolute(reference) {
        return Some(reference.to_owned());
    }
    let base = base.filter(|base| is_absolute(base))?;
    let (scheme, rest) = base.split_once(':')?;
    if let Some(path) = reference.strip_prefix("//") {
        return Some(format!("{scheme}://{path}"));
    }
    let (authority, path) = split_authority(rest);
    let path = match reference.strip_prefix('/') {
        Some(_) => reference.to_owned(),
        None => {
            let folder = path.rfind('/').map_or("/", |at| &path[..=at]);
            format!("{folder}{reference}")
        }
    };
    Some(format!("{scheme}:{authority}{}", remove_dots(&path)))
}

fn split_authority(rest: &str) -> (&str, &str) {
    let Some(after) = rest.strip_prefix("//") else {
        return ("", rest);
    };
    let end = after.find('/').map_or(rest.len(), |at| at + 2);
    rest.split_at(end)
}

fn remove_dots(path: &str) -> String {
    let mut kept: Vec<&str> = Vec::new();
    for segment in path.split('/') {
        match segment {
            "." => {}
            ".." => {
                if kept.len() > 1 {
                    kept.pop();
                }
            }
            _ => kept.push(segment),
        }
    }
    kept.join("/")
}

#[cfg(test)]
mod tests {
    use super::join;

    #[test]
    fn references_are_joined_to_their_base() {
        let base = Some("https://example.com/schemas/tree.json");
        let joined = |reference| join(base, reference);
        assert_eq!(
            joined("node").as_deref(),
            Some("https://example.com/schemas/node")
        );
        assert_eq!(joined("../a/b").as_deref(), Some("https://example.com/a/b"));
        assert_eq!(joined("/root").as_deref(), Some("https://example.com/root"));
        assert_eq!(joined("urn:x:y").as_deref(), Some("urn:x:y"));
        assert_eq!(join(None, "node"), None);
    }
}
