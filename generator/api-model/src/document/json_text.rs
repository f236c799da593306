//! The smallest pieces of JSON: where a string or a number ends, and what escapes mean.

/// The end of a string.
pub(super) struct StringEnd {
    /// Offset of the closing quote.
    pub(super) end: usize,
    /// Whether the text can be taken as it stands.
    pub(super) is_plain: bool,
}

/// A slip inside a string, relative to its first byte.
pub(super) struct Slip {
    pub(super) at: usize,
    pub(super) length: usize,
    pub(super) message: &'static str,
}

/// Finds the closing quote of a string whose text starts at an offset.
pub(super) fn string_end(bytes: &[u8], from: usize) -> Option<StringEnd> {
    let mut is_plain = true;
    let mut at = from;
    loop {
        match *bytes.get(at)? {
            b'"' => return Some(StringEnd { end: at, is_plain }),
            b'\\' => {
                is_plain = false;
                at += 2;
            }
            0..=0x1f => {
                is_plain = false;
                at += 1;
            }
            _ => at += 1,
        }
    }
}

/// Finds the end of a number (RFC 8259 section 6) and says whether it is well formed. The end of
/// a malformed one is that of everything that could belong to it.
pub(super) fn number_end(bytes: &[u8], start: usize) -> (usize, bool) {
    let digits = |from: usize| {
        let rest = bytes.get(from..).unwrap_or_default();
        from + rest.iter().take_while(|byte| byte.is_ascii_digit()).count()
    };
    let is = |at: usize, wanted: &[u8]| bytes.get(at).is_some_and(|byte| wanted.contains(byte));
    let mut sound = true;
    let whole = start + usize::from(is(start, b"-"));
    let mut at = digits(whole);
    sound &= at > whole && (at == whole + 1 || !is(whole, b"0"));
    if is(at, b".") {
        let end = digits(at + 1);
        sound &= end > at + 1;
        at = end;
    }
    if is(at, b"eE") {
        let from = at + 1 + usize::from(is(at + 1, b"+-"));
        at = digits(from);
        sound &= at > from;
    }
    let rest = bytes.get(at..).unwrap_or_default();
    let belongs =
        |byte: &&u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'+' | b'-');
    let tail = rest.iter().take_while(belongs).count();
    (at + tail, sound && tail == 0)
}

/// Replaces escapes (RFC 8259 section 7); what is not one stays as it is and is reported.
pub(super) fn unescape(raw: &str) -> (String, Vec<Slip>) {
    let mut text = String::with_capacity(raw.len());
    let mut slips = Vec::new();
    let mut at = 0;
    while let Some(rest) = raw.get(at..).filter(|rest| !rest.is_empty()) {
        let special = rest
            .find(|c: char| c == '\\' || c < ' ')
            .unwrap_or(rest.len());
        text.push_str(rest.get(..special).unwrap_or_default());
        at += special;
        let Some(rest) = raw.get(at..).filter(|rest| !rest.is_empty()) else {
            break;
        };
        at += match escape(rest) {
            Ok((value, length)) => {
                text.push(value);
                length
            }
            Err((length, message)) => {
                text.push(char::REPLACEMENT_CHARACTER);
                slips.push(Slip {
                    at,
                    length,
                    message,
                });
                length
            }
        };
    }
    (text, slips)
}

/// The character of an escape and its length, or the length and fault of what is none.
fn escape(rest: &str) -> Result<(char, usize), (usize, &'static str)> {
    let mut characters = rest.chars();
    if characters.next() != Some('\\') {
        return Err((1, "a control character in a text must be escaped"));
    }
    let value = match characters.next() {
        Some(c @ ('"' | '\\' | '/')) => c,
        Some('b') => '\u{8}',
        Some('f') => '\u{c}',
        Some('n') => '\n',
        Some('r') => '\r',
        Some('t') => '\t',
        Some('u') => return unicode_escape(rest),
        other => {
            let length = 1 + other.map_or(0, char::len_utf8);
            return Err((length, "there is no such escape in JSON"));
        }
    };
    Ok((value, 2))
}

fn unicode_escape(rest: &str) -> Result<(char, usize), (usize, &'static str)> {
    let Some(first) = code_unit(rest) else {
        return Err((2, "`\\u` needs four hexadecimal digits"));
    };
    let second = rest.get(6..).and_then(code_unit);
    let units = [Some(first), second].into_iter().flatten();
    match char::decode_utf16(units).next() {
        Some(Ok(value)) => Ok((value, 6 * value.len_utf16())),
        _ => Err((6, "half of a surrogate pair")),
    }
}

/// The value of a leading `\uXXXX`.
fn code_unit(rest: &str) -> Option<u16> {
    let digits = rest.strip_prefix("\\u")?.get(..4)?;
    let is_hex = digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    u16::from_str_radix(digits, 16).ok().filter(|_| is_hex)
}
