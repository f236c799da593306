//! URIs and IRIs: RFC 3986, RFC 3987 and the templates of RFC 6570.

use super::address::is_ipv6;

pub(super) fn is_uri(text: &str, international: bool) -> bool {
    let Some((scheme, rest)) = text.split_once(':') else {
        return false;
    };
    is_scheme(scheme) && is_hierarchy(rest, international)
}

pub(super) fn is_reference(text: &str, international: bool) -> bool {
    let first = text.split(['/', '?', '#']).next().unwrap_or_default();
    // The first segment of a relative path has no colon (section 4.2).
    if first.contains(':') {
        return is_uri(text, international);
    }
    is_hierarchy(text, international)
}

fn is_scheme(text: &str) -> bool {
    text.starts_with(|letter: char| letter.is_ascii_alphabetic())
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte))
}

/// Everything behind the scheme.
fn is_hierarchy(text: &str, international: bool) -> bool {
    let (text, fragment) = split(text, '#');
    let (path, query) = split(text, '?');
    let (authority, path) = match path.strip_prefix("//") {
        None => (None, path),
        Some(rest) => {
            let end = rest.find('/').unwrap_or(rest.len());
            (rest.get(..end), rest.get(end..).unwrap_or_default())
        }
    };
    has_only(path, ":@/", international)
        && query.is_none_or(|query| has_only(query, ":@/?", international))
        && fragment.is_none_or(|fragment| has_only(fragment, ":@/?", international))
        && authority.is_none_or(|authority| is_authority(authority, international))
}

fn split(text: &str, at: char) -> (&str, Option<&str>) {
    match text.split_once(at) {
        Some((before, after)) => (before, Some(after)),
        None => (text, None),
    }
}

fn is_authority(text: &str, international: bool) -> bool {
    let (user, host) = match text.rsplit_once('@') {
        Some((user, host)) => (user, host),
        None => ("", text),
    };
    let (host, port) = match host.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        Some((address, rest)) => {
            let port = rest.strip_prefix(':').or(rest.is_empty().then_some(""));
            let future = address.starts_with(['v', 'V']) && address.contains('.');
            let (Some(port), true) = (port, future || is_ipv6(address)) else {
                return false;
            };
            ("", port)
        }
        None => host.split_once(':').unwrap_or((host, "")),
    };
    has_only(user, ":", international)
        && has_only(host, "", international)
        && port.bytes().all(|byte| byte.is_ascii_digit())
}

/// Whether there are only unreserved characters, sub-delimiters, escapes and the extra ones.
fn has_only(text: &str, extra: &str, international: bool) -> bool {
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        let fits = match byte {
            b'%' => {
                let digit = |byte: Option<u8>| byte.is_some_and(|byte| byte.is_ascii_hexdigit());
                digit(rest.next()) && digit(rest.next())
            }
            byte if byte.is_ascii() => {
                byte.is_ascii_alphanumeric()
                    || b"-._~!$&'()*+,;=".contains(&byte)
                    || extra.as_bytes().contains(&byte)
            }
            _ => international,
        };
        if !fits {
            return false;
        }
    }
    true
}

/// Literals and expressions in braces that are closed and not nested.
pub(super) fn is_template(text: &str) -> bool {
    let mut rest = text;
    while let Some(at) = rest.find(['{', '}']) {
        let (before, tail) = rest.split_at(at);
        let Some(end) = tail.strip_prefix('{').and_then(|inside| inside.find('}')) else {
            return false;
        };
        let inside = tail.get(1..=end).unwrap_or_default();
        let name =
            |letter: char| letter.is_ascii_alphanumeric() || "_.,%*:+#/;?&=,!@|".contains(letter);
        if inside.is_empty() || !inside.chars().all(name) || before.contains([' ', '<', '>', '"']) {
            return false;
        }
        rest = tail.get(end + 2..).unwrap_or_default();
    }
    !rest.contains([' ', '<', '>', '"', '\\', '^', '`'])
}
