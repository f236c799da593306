//! JSON Pointers (RFC 6901) in URI fragments: taking them apart and walking a tree by them.

use crate::document::{Node, NodeValue};
use crate::lower::nearest;

/// Undoes percent-encoding. Bytes that are not UTF-8 and stray `%` stay as they are.
pub(crate) fn percent_decode(text: &str) -> String {
    if !text.contains('%') {
        return text.to_owned();
    }
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, tail @ ..] = rest {
        if let (b'%', [high, low, after @ ..]) = (*first, tail)
            && let (Some(high), Some(low)) = (hex(*high), hex(*low))
        {
            bytes.push(high << 4 | low);
            rest = after;
            continue;
        }
        bytes.push(*first);
        rest = tail;
    }
    String::from_utf8(bytes).unwrap_or_else(|_| text.to_owned())
}

fn hex(digit: u8) -> Option<u8> {
    (digit as char).to_digit(16).map(|value| value as u8)
}

/// The tokens of a pointer such as `/paths/~1pets`, unescaped. The empty pointer has none.
pub(crate) fn tokens(pointer: &str) -> Vec<String> {
    pointer
        .split('/')
        .skip(1)
        .map(|token| token.replace("~1", "/").replace("~0", "~"))
        .collect()
}

/// The child of a node by one token.
pub(crate) fn step<'a>(node: &'a Node, token: &str) -> Option<&'a Node> {
    match &node.value {
        NodeValue::Object(members) => members.get(token).map(|member| &member.node),
        NodeValue::Array(items) => items.get(array_index(token)?),
        _ => None,
    }
}

fn array_index(token: &str) -> Option<usize> {
    let canonical = token == "0" || !token.starts_with('0');
    let digits = token.bytes().all(|byte| byte.is_ascii_digit());
    (canonical && digits).then(|| token.parse().ok()).flatten()
}

/// Why a pointer leads nowhere, and what it may have meant.
pub(crate) fn explain_missing(node: &Node, token: &str, suggest: bool) -> (String, Option<String>) {
    match &node.value {
        NodeValue::Object(members) => {
            let keys = members.keys().map(AsRef::as_ref);
            let near = suggest.then(|| nearest(token, keys)).flatten();
            (
                format!("there is no `{token}` here"),
                near.map(|near| format!("did you mean `{near}`?")),
            )
        }
        NodeValue::Array(items) => (
            format!("this list of {} has no item `{token}`", items.len()),
            None,
        ),
        _ => (format!("this value has no member `{token}`"), None),
    }
}

#[cfg(test)]
mod tests {
    use super::{percent_decode, tokens};

    #[test]
    fn escapes_are_undone() {
        assert_eq!(
            tokens("/paths/~1a~1%7Bx%7D/~01"),
            ["paths", "/a/%7Bx%7D", "~1"]
        );
        assert_eq!(percent_decode("/a%20b%7B%zz%"), "/a b{%zz%");
        assert!(tokens("").is_empty());
    }
}
