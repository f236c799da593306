//! Content codings (RFC 9110 section 8.4): gzip, for long answers and senders who accept it. The
//! only file that names flate2, besides the one that reads compressed requests.

use crate::media::{Kind, MediaName};
use crate::text::split_unquoted;
use bytes::Bytes;
use flate2::Compression;
use flate2::write::GzEncoder;
use http::header::{ACCEPT_ENCODING, CONTENT_ENCODING, CONTENT_TYPE, ETAG, VARY};
use http::{HeaderMap, HeaderValue};
use std::io::Write;

/// Bodies up to this length fit into a packet whether compressed or not.
const SHORT: usize = 1024;

/// What stands at the end of the tag of a compressed answer: its bytes are others.
const TAG_MARK: &str = "-gzip\"";

/// Compresses a body where that helps and is welcome, and says so in the headers.
pub(crate) fn compress(asked: &HeaderMap, headers: &mut HeaderMap, body: Bytes) -> Bytes {
    if body.len() <= SHORT || headers.contains_key(CONTENT_ENCODING) || !is_text(headers) {
        return body;
    }
    headers.append(VARY, HeaderValue::from_static("Accept-Encoding"));
    if !is_welcome(asked) {
        return body;
    }
    let mut encoder = GzEncoder::new(Vec::with_capacity(body.len() / 2), Compression::fast());
    let written = encoder.write_all(&body).and_then(|()| encoder.finish());
    // Memory does not fail to be written to; if it did, the plain bytes would be as good.
    let Ok(compressed) = written else { return body };
    headers.insert(CONTENT_ENCODING, HeaderValue::from_static("gzip"));
    if let Some(tag) = headers.get(ETAG).and_then(marked) {
        headers.insert(ETAG, tag);
    }
    compressed.into()
}

/// Whether a tag that a sender names is a tag of the same answer, compressed or not. Both names are
/// compared weakly.
pub(crate) fn is_tag_of(named: &str, tag: &str) -> bool {
    bare(named) == bare(tag)
}

fn bare(tag: &str) -> &str {
    let tag = tag.trim();
    let tag = tag.strip_prefix("W/").unwrap_or(tag);
    let inner = tag.strip_suffix(TAG_MARK);
    inner.or_else(|| tag.strip_suffix('"')).unwrap_or(tag)
}

fn marked(tag: &HeaderValue) -> Option<HeaderValue> {
    let inner = tag.to_str().ok()?.strip_suffix('"')?;
    HeaderValue::from_str(&format!("{inner}{TAG_MARK}")).ok()
}

/// Whether the media type is one that compresses well and is not read while it is written.
fn is_text(headers: &HeaderMap) -> bool {
    let name = headers
        .get(CONTENT_TYPE)
        .and_then(|value| value.to_str().ok());
    name.and_then(MediaName::parse).is_some_and(|name| {
        !matches!(
            name.kind(),
            Kind::Binary | Kind::Multipart | Kind::EventStream
        )
    })
}

/// Whether `Accept-Encoding` welcomes gzip (section 12.5.3). Without the header nothing is
/// compressed, though it might be.
fn is_welcome(asked: &HeaderMap) -> bool {
    let lines = asked.get_all(ACCEPT_ENCODING).iter();
    let lines = lines.filter_map(|line| line.to_str().ok());
    let mut any = None;
    for item in lines.flat_map(|line| split_unquoted(line, &[','])) {
        let (name, parameters) = item.split_once(';').unwrap_or((item, ""));
        let weight = parameters.trim().to_ascii_lowercase();
        let weight = weight
            .strip_prefix("q=")
            .unwrap_or("1")
            .trim()
            .parse::<f32>();
        let is_wanted = weight.is_ok_and(|weight| weight > 0.0);
        match name.trim().to_ascii_lowercase().as_str() {
            "gzip" | "x-gzip" => return is_wanted,
            "*" => any = Some(is_wanted),
            _ => {}
        }
    }
    any.unwrap_or(false)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn welcome(line: &'static str) -> bool {
        let headers = HeaderMap::from_iter([(ACCEPT_ENCODING, HeaderValue::from_static(line))]);
        is_welcome(&headers)
    }

    #[test]
    fn gzip_is_welcome_by_name_or_with_everything() {
        assert!(welcome("gzip"));
        assert!(welcome("br, GZIP;q=0.5"));
        assert!(welcome("*"));
        assert!(!welcome("br"));
        assert!(!welcome("gzip;q=0, *"));
        assert!(!welcome("*, gzip; q=0.0"));
        assert!(!welcome(""));
        assert!(!is_welcome(&HeaderMap::new()));
    }

    #[test]
    fn tags_of_one_answer_are_alike() {
        assert!(is_tag_of("\"a\"", "\"a\""));
        assert!(is_tag_of("W/\"a\"", "\"a-gzip\""));
        assert!(!is_tag_of("\"a\"", "\"b\""));
    }

    #[test]
    fn what_is_compressed_is_read_back() {
        let mut headers = HeaderMap::from_iter([
            (CONTENT_TYPE, HeaderValue::from_static("application/json")),
            (ETAG, HeaderValue::from_static("\"a\"")),
        ]);
        let asked = HeaderMap::from_iter([(ACCEPT_ENCODING, HeaderValue::from_static("gzip"))]);
        let plain = Bytes::from("a".repeat(5000));
        let compressed = compress(&asked, &mut headers, plain.clone());
        assert!(compressed.len() < 200);
        assert_eq!(headers[ETAG], "\"a-gzip\"");
        let mut decoder = flate2::write::GzDecoder::new(Vec::new());
        decoder.write_all(&compressed).unwrap();
        assert_eq!(decoder.finish().unwrap(), plain);
    }
}
