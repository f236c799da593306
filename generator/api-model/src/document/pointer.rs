//! JSON Pointers (RFC 6901), also in their spelling as URI fragments.

use super::{Node, NodeValue};
use percent_encoding::percent_decode_str;
use std::borrow::Cow;

impl Node {
    /// The node that a JSON Pointer names, starting here: `/paths/~1pets/get`. A leading `#` and
    /// percent-encoding are understood; the empty pointer names this node.
    ///
    /// A key is first looked up as written and then percent-decoded, because real documents have
    /// both `{id}` and `%7Bid%7D`.
    #[must_use]
    pub fn pointer(&self, pointer: &str) -> Option<&Node> {
        let pointer = pointer.strip_prefix('#').unwrap_or(pointer);
        if pointer.is_empty() {
            return Some(self);
        }
        let mut tokens = pointer.strip_prefix('/')?.split('/');
        tokens.try_fold(self, |node, token| node.step(token))
    }

    fn step(&self, token: &str) -> Option<&Node> {
        let raw = unescape_token(token);
        let decoded = percent_decode_str(token).decode_utf8();
        match &self.value {
            NodeValue::Object(object) => {
                let member = object.get(&raw).or_else(|| {
                    let decoded = decoded.ok().filter(|decoded| decoded != token)?;
                    object.get(&unescape_token(&decoded))
                });
                member.map(|member| &member.node)
            }
            NodeValue::Array(items) => items.get(array_index(&raw)?),
            _ => None,
        }
    }
}

/// Undoes `~1` and `~0`, in this order (RFC 6901 section 4).
fn unescape_token(token: &str) -> Cow<'_, str> {
    if token.contains('~') {
        Cow::Owned(token.replace("~1", "/").replace("~0", "~"))
    } else {
        Cow::Borrowed(token)
    }
}

/// An index without leading zeros (RFC 6901 section 4).
fn array_index(token: &str) -> Option<usize> {
    let is_canonical = token == "0" || !token.starts_with('0');
    let is_digits = token.bytes().all(|byte| byte.is_ascii_digit());
    (is_canonical && is_digits).then(|| token.parse().ok())?
}
