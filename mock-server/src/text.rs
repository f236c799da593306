//! Text on the wire: percent-escapes, Latin-1, and text that is safe inside a header.

use http::HeaderValue;
use std::borrow::Cow;

/// Bytes as text: UTF-8, else one character a byte.
pub(crate) fn latin_or_utf8(bytes: &[u8]) -> String {
    match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => latin(bytes),
    }
}

/// Bytes as text, one character a byte: the text is as long as the bytes are many.
pub(crate) fn latin(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| char::from(*byte)).collect()
}

/// Why an escaped text is not text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum EscapeError {
    /// A percent sign without two hexadecimal digits behind it, at this byte.
    Incomplete(usize),
    /// The bytes behind the escapes are not UTF-8.
    NotUtf8,
}

impl std::fmt::Display for EscapeError {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            EscapeError::Incomplete(at) => write!(
                formatter,
                "the percent sign at byte {at} is not followed by two hexadecimal digits"
            ),
            EscapeError::NotUtf8 => formatter.write_str("the percent-escapes are not UTF-8"),
        }
    }
}

/// Undoes percent-escapes (RFC 3986 section 2.1).
pub(crate) fn unescape(text: &str) -> Result<Cow<'_, str>, EscapeError> {
    if !text.contains('%') {
        return Ok(Cow::Borrowed(text));
    }
    let bytes = text.as_bytes();
    let incomplete = bytes.iter().enumerate().find(|(at, byte)| {
        let digit = |offset: usize| bytes.get(at + offset).is_some_and(u8::is_ascii_hexdigit);
        **byte == b'%' && !(digit(1) && digit(2))
    });
    if let Some((at, _)) = incomplete {
        return Err(EscapeError::Incomplete(at));
    }
    percent_encoding::percent_decode_str(text)
        .decode_utf8()
        .map_err(|_| EscapeError::NotUtf8)
}

/// Undoes the escapes of `application/x-www-form-urlencoded`, where a plus sign is a space.
pub(crate) fn unescape_form(text: &str) -> Result<Cow<'_, str>, EscapeError> {
    if !text.contains('+') {
        return unescape(text);
    }
    unescape(&text.replace('+', " ")).map(|text| Cow::Owned(text.into_owned()))
}

/// Text as a header value: visible ASCII stays, everything else becomes a question mark, and it
/// is cut at a length. Safe for text that came from a request or a document.
pub(crate) fn header_text(text: &str, length: usize) -> HeaderValue {
    let safe: String = text
        .chars()
        .take(length)
        .map(|character| match character {
            ' '..='~' => character,
            '\n' | '\t' => ' ',
            _ => '?',
        })
        .collect();
    HeaderValue::from_str(safe.trim()).unwrap_or(HeaderValue::from_static(""))
}

/// Text as a quoted-string (RFC 9110 section 5.6.4) of visible ASCII.
pub(crate) fn quoted(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for character in text.chars() {
        match character {
            '"' | '\\' => quoted.extend(['\\', character]),
            ' '..='~' => quoted.push(character),
            _ => quoted.push('?'),
        }
    }
    quoted.push('"');
    quoted
}

/// Whether text is a token (RFC 9110 section 5.6.2).
pub(crate) fn is_token(text: &str) -> bool {
    !text.is_empty()
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte))
}

/// Splits at a separator that stands outside of quoted strings; the pieces are trimmed.
pub(crate) fn split_unquoted<'t>(text: &'t str, separators: &'t [char]) -> Vec<&'t str> {
    let mut pieces = Vec::new();
    let (mut start, mut inside, mut escaped) = (0, false, false);
    for (at, character) in text.char_indices() {
        match character {
            _ if escaped => escaped = false,
            '\\' if inside => escaped = true,
            '"' => inside = !inside,
            _ if !inside && separators.contains(&character) => {
                pieces.push(text[start..at].trim());
                start = at + character.len_utf8();
            }
            _ => {}
        }
    }
    pieces.push(text[start..].trim());
    pieces
}

/// The content of a quoted string, or the text itself when it is not quoted.
pub(crate) fn unquote(text: &str) -> Cow<'_, str> {
    let Some(inner) = text
        .strip_prefix('"')
        .and_then(|text| text.strip_suffix('"'))
    else {
        return Cow::Borrowed(text);
    };
    if !inner.contains('\\') {
        return Cow::Borrowed(inner);
    }
    let mut plain = String::with_capacity(inner.len());
    let mut characters = inner.chars();
    while let Some(character) = characters.next() {
        match character {
            '\\' => plain.extend(characters.next()),
            _ => plain.push(character),
        }
    }
    Cow::Owned(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_are_undone_or_refused() {
        assert_eq!(unescape("a%20b").as_deref(), Ok("a b"));
        assert_eq!(unescape("a%2"), Err(EscapeError::Incomplete(1)));
        assert_eq!(unescape("%zz"), Err(EscapeError::Incomplete(0)));
        assert_eq!(unescape("%ff"), Err(EscapeError::NotUtf8));
        assert_eq!(unescape_form("a+b%2B").as_deref(), Ok("a b+"));
    }

    #[test]
    fn header_text_holds_visible_ascii_only() {
        assert_eq!(header_text("a\r\nb: c\u{e9}", 100), "a? b: c?");
        assert_eq!(header_text("abcdef", 3), "abc");
    }

    #[test]
    fn separators_inside_quotes_do_not_split() {
        assert_eq!(
            split_unquoted(r#"a="x,\"y", b"#, &[',']),
            [r#"a="x,\"y""#, "b"]
        );
        assert_eq!(unquote(r#""x\"y""#), "x\"y");
    }
}
