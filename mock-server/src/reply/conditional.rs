//! Conditional requests (RFC 9110 section 13): entity tags made of the bytes, and what they decide.

use super::coding::is_tag_of;
use crate::media::{Kind, MediaName};
use crate::message::{Answer, Incoming};
use crate::refusal::Refusal;
use crate::text::split_unquoted;
use http::header::{CONTENT_TYPE, ETAG, IF_MATCH, IF_NONE_MATCH};
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};

/// Stands where a document declares an `ETag` that the bytes of the answer decide.
pub(crate) const TO_BE_COMPUTED: HeaderValue = HeaderValue::from_static("\"0000000000000000\"");

/// Holds the conditions of a request to read against the tag of its answer: a 304 for what the
/// sender has already, a refusal for what has changed.
pub(crate) fn judge(incoming: &Incoming<'_>, answer: Answer) -> Result<Answer, Refusal> {
    let is_read = *incoming.method == Method::GET || *incoming.method == Method::HEAD;
    let is_whole = answer.status == StatusCode::OK && !answer.body.is_empty();
    if !is_read || !is_whole {
        return Ok(compute_declared(answer));
    }
    let mut answer = tag(answer);
    check_match(incoming.headers, answer.headers.get(ETAG))?;
    let tag = answer.headers.get(ETAG);
    // RFC 9110 section 13.1.2: the weak comparison.
    if tag.is_some_and(|tag| names(incoming.headers, &IF_NONE_MATCH, tag) == Some(true)) {
        answer.status = StatusCode::NOT_MODIFIED;
    }
    Ok(answer)
}

/// Gives an answer its tag. An answer without an end has none.
pub(crate) fn tag(mut answer: Answer) -> Answer {
    if !answer.headers.contains_key(ETAG) && !is_stream(&answer.headers) {
        answer.headers.insert(ETAG, TO_BE_COMPUTED);
    }
    compute_declared(answer)
}

fn compute_declared(mut answer: Answer) -> Answer {
    if answer.headers.get(ETAG) == Some(&TO_BE_COMPUTED) && !answer.body.is_empty() {
        answer.headers.insert(ETAG, tag_of(&answer.body));
    }
    answer
}

/// `If-Match` against the tag of what is there now (RFC 9110 section 13.1.1).
pub(crate) fn check_match(headers: &HeaderMap, tag: Option<&HeaderValue>) -> Result<(), Refusal> {
    let Some(tag) = tag else { return Ok(()) };
    match names(headers, &IF_MATCH, tag) {
        Some(false) => Err(Refusal::PreconditionFailed {
            tag: Some(tag.clone()),
        }),
        _ => Ok(()),
    }
}

/// The tag of an answer's bytes: strong, and the same on every machine.
fn tag_of(body: &[u8]) -> HeaderValue {
    const PRIME: u64 = 0x9e37_79b9_7f4a_7c15;
    let mix = |hash: u64, word: u64| {
        let mixed = (hash ^ word).wrapping_mul(PRIME);
        mixed ^ (mixed >> 29)
    };
    let (words, rest) = body.as_chunks::<8>();
    let words = words.iter().map(|word| u64::from_le_bytes(*word));
    let hash = words.fold(mix(PRIME, body.len() as u64), mix);
    let hash = rest
        .iter()
        .fold(hash, |hash, byte| mix(hash, u64::from(*byte)));
    let text = format!("\"{hash:016x}\"");
    HeaderValue::from_str(&text).unwrap_or(TO_BE_COMPUTED)
}

/// Whether a list of tags names this one; `None` without such a header.
fn names(headers: &HeaderMap, header: &HeaderName, tag: &HeaderValue) -> Option<bool> {
    let tag = tag.to_str().unwrap_or_default();
    let mut lines = headers.get_all(header).iter().peekable();
    lines.peek()?;
    let mut lines = lines.filter_map(|line| line.to_str().ok());
    Some(lines.any(|line| {
        let mut tags = split_unquoted(line, &[',']).into_iter();
        tags.any(|named| named == "*" || is_tag_of(named, tag))
    }))
}

fn is_stream(headers: &HeaderMap) -> bool {
    let name = headers
        .get(CONTENT_TYPE)
        .and_then(|value| value.to_str().ok());
    name.and_then(MediaName::parse)
        .is_some_and(|name| name.kind() == Kind::EventStream)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_and_the_length_count() {
        let tags = [
            "",
            "a",
            "b",
            "\0",
            "\0\0",
            "12345678",
            "123456789",
            "12345679",
        ];
        let tags: Vec<HeaderValue> = tags.iter().map(|text| tag_of(text.as_bytes())).collect();
        for (index, tag) in tags.iter().enumerate() {
            assert!(!tags[..index].contains(tag));
            assert_eq!(tag.len(), TO_BE_COMPUTED.len());
        }
    }
}
