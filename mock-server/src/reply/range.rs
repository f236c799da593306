//! A part of a file (RFC 9110 section 14): one range of bytes, of media types that are bytes.
//!
//! Several ranges at once are answered with the whole, which the RFC leaves to the server.

use crate::media::{Kind, MediaName};
use crate::message::{Answer, Incoming};
use crate::refusal::Refusal;
use http::header::{ACCEPT_RANGES, CONTENT_RANGE, CONTENT_TYPE, ETAG, IF_RANGE};
use http::{HeaderMap, HeaderValue, Method, StatusCode};

/// Cuts out what a request asks for.
pub(crate) fn cut(incoming: &Incoming<'_>, mut answer: Answer) -> Result<Answer, Refusal> {
    if answer.status != StatusCode::OK || answer.body.is_empty() || !is_file(&answer.headers) {
        return Ok(answer);
    }
    let bytes = HeaderValue::from_static("bytes");
    answer.headers.insert(ACCEPT_RANGES, bytes);
    let asked = incoming
        .header("range")
        .and_then(|text| Range::parse(&text));
    let Some(asked) = asked.filter(|_| is_current(incoming, &answer.headers)) else {
        return Ok(answer);
    };
    if *incoming.method != Method::GET {
        return Ok(answer);
    }
    let length = answer.body.len();
    let Some((start, end)) = asked.within(length) else {
        return Err(Refusal::RangeNotSatisfiable { length });
    };
    answer.body = answer.body.slice(start..end);
    answer.status = StatusCode::PARTIAL_CONTENT;
    let last = end.saturating_sub(1);
    if let Ok(range) = HeaderValue::from_str(&format!("bytes {start}-{last}/{length}")) {
        answer.headers.insert(CONTENT_RANGE, range);
    }
    Ok(answer)
}

/// A range as it is written (section 14.1.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Range {
    /// From an offset to another, which belongs to it.
    Between(usize, usize),
    From(usize),
    /// So many of the last.
    Last(usize),
}

impl Range {
    /// Reads one range of bytes; anything else is as if it were not there (section 14.2).
    fn parse(text: &str) -> Option<Self> {
        let (unit, range) = text.split_once('=')?;
        if !unit.trim().eq_ignore_ascii_case("bytes") {
            return None;
        }
        let (first, last) = range.trim().split_once('-')?;
        let number = |text: &str| text.parse::<usize>().ok();
        match (first, last) {
            ("", last) => Some(Range::Last(number(last)?)),
            (first, "") => Some(Range::From(number(first)?)),
            (first, last) => {
                let (first, last) = (number(first)?, number(last)?);
                (first <= last).then_some(Range::Between(first, last))
            }
        }
    }

    /// Where it starts and ends in so many bytes; `None` when nothing of it is there.
    fn within(self, length: usize) -> Option<(usize, usize)> {
        let (start, end) = match self {
            Range::Between(first, last) => (first, last.saturating_add(1).min(length)),
            Range::From(first) => (first, length),
            Range::Last(count) => (length.saturating_sub(count), length),
        };
        (start < end).then_some((start, end))
    }
}

fn is_file(headers: &HeaderMap) -> bool {
    let name = headers
        .get(CONTENT_TYPE)
        .and_then(|value| value.to_str().ok());
    name.and_then(MediaName::parse)
        .is_some_and(|name| name.kind() == Kind::Binary)
}

/// Whether the sender has a part of this very file (section 13.1.5). A date never says so, since
/// answers have none.
fn is_current(incoming: &Incoming<'_>, headers: &HeaderMap) -> bool {
    let Some(known) = incoming.headers.get(IF_RANGE) else {
        return true;
    };
    headers.get(ETAG) == Some(known)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_cut_to_what_is_there() {
        let within = |text: &str| Range::parse(text).map(|range| range.within(10));
        assert_eq!(within("bytes=2-4"), Some(Some((2, 5))));
        assert_eq!(within("bytes=2-99"), Some(Some((2, 10))));
        assert_eq!(within("bytes=2-"), Some(Some((2, 10))));
        assert_eq!(within("bytes=-3"), Some(Some((7, 10))));
        assert_eq!(within("bytes=-99"), Some(Some((0, 10))));
        assert_eq!(within("bytes=10-"), Some(None));
        assert_eq!(within("bytes=-0"), Some(None));
        for text in [
            "bytes=4-2",
            "bytes=0-1,3-4",
            "lines=1-2",
            "bytes=x-",
            "bytes=-",
        ] {
            assert_eq!(within(text), None, "{text}");
        }
        assert_eq!(within("bytes=0-18446744073709551615"), Some(Some((0, 10))));
    }
}
