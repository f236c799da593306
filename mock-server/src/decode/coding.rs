//! Bodies that come compressed (RFC 9110 section 8.4): gzip and deflate. What comes out is bounded
//! like a body that came as it is.

use crate::fault::{Fault, Part};
use crate::message::Incoming;
use crate::refusal::Refusal;
use bytes::Bytes;
use flate2::read::{DeflateDecoder, MultiGzDecoder, ZlibDecoder};
use std::io::Read;

/// What is read, for people and for `Accept-Encoding`.
pub(crate) const READ: &str = "gzip, deflate, identity";

/// The body without its coding.
pub(super) fn expand(incoming: &Incoming<'_>, limit: usize) -> Result<Bytes, Refusal> {
    let Some(found) = incoming.header("content-encoding") else {
        return Ok(incoming.body.clone());
    };
    let body = incoming.body.as_ref();
    match found.trim().to_ascii_lowercase().as_str() {
        "" | "identity" => Ok(incoming.body.clone()),
        "gzip" | "x-gzip" => read(MultiGzDecoder::new(body), limit, "gzip"),
        // The standard means zlib's format; some clients send bare deflate.
        "deflate" if body.first().is_some_and(|first| first & 0x0f == 8) => {
            read(ZlibDecoder::new(body), limit, "deflate")
        }
        "deflate" => read(DeflateDecoder::new(body), limit, "deflate"),
        _ => Err(Refusal::UnsupportedEncoding { found }),
    }
}

fn read(decoder: impl Read, limit: usize, coding: &str) -> Result<Bytes, Refusal> {
    let mut bytes = Vec::new();
    let most = u64::try_from(limit).unwrap_or(u64::MAX).saturating_add(1);
    let done = decoder.take(most).read_to_end(&mut bytes);
    if bytes.len() > limit {
        return Err(Refusal::TooLarge { limit });
    }
    match done {
        Ok(_) => Ok(bytes.into()),
        Err(error) => Err(Refusal::Invalid {
            faults: vec![Fault::syntax(
                Part::Body,
                None,
                format!("is not what `Content-Encoding: {coding}` says: {error}"),
            )],
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::Compression;
    use flate2::write::{GzEncoder, ZlibEncoder};
    use http::{HeaderMap, HeaderValue, Method};
    use std::io::Write;

    fn expanded(coding: &'static str, body: Vec<u8>, limit: usize) -> Result<Bytes, Refusal> {
        let mut headers = HeaderMap::new();
        headers.insert("content-encoding", HeaderValue::from_static(coding));
        let incoming = Incoming {
            method: &Method::POST,
            path: "/",
            whole_path: "/",
            authority: None,
            query: "",
            headers: &headers,
            body: &body.into(),
        };
        expand(&incoming, limit)
    }

    fn gzipped(text: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
        encoder.write_all(text).unwrap();
        encoder.finish().unwrap()
    }

    #[test]
    fn what_was_compressed_comes_back() {
        assert_eq!(expanded("gzip", gzipped(b"text"), 10).unwrap(), "text");
        let mut encoder = ZlibEncoder::new(Vec::new(), Compression::fast());
        encoder.write_all(b"text").unwrap();
        let zlib = encoder.finish().unwrap();
        assert_eq!(expanded("Deflate", zlib.clone(), 10).unwrap(), "text");
        let bare = zlib[2..zlib.len() - 4].to_vec();
        assert_eq!(expanded("deflate", bare, 10).unwrap(), "text");
        assert_eq!(expanded("identity", b"text".to_vec(), 10).unwrap(), "text");
    }

    #[test]
    fn small_bodies_that_grow_large_are_too_large() {
        let bomb = gzipped(&vec![0; 1 << 20]);
        let refused = expanded("gzip", bomb, 1000);
        assert_eq!(refused, Err(Refusal::TooLarge { limit: 1000 }));
        let cut = gzipped(b"text").split_off(4);
        assert!(matches!(
            expanded("gzip", cut, 10),
            Err(Refusal::Invalid { .. })
        ));
        let other = expanded("br", Vec::new(), 10);
        assert!(matches!(other, Err(Refusal::UnsupportedEncoding { .. })));
    }
}
