//! Parts as they arrive: those that fit are held in memory, and a file that does not is handed on as a stream.
//!
//! Whatever is asked of the other parts must be known before a request is answered, so nothing may follow such a file;
//! if something does, the stream says so instead of dropping it.

use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::{Bytes, BytesMut};
use futures_core::Stream;

use super::FilePart;
use super::read::{Part, find, read_head, split, split_begun};
use crate::body::{Body, BodyError};

/// How much longer than the limit what is held may become while the headers of a part are read.
const HEAD: u64 = 8 * 1024;

/// The parts of a body, and the file that was too long to be among them.
#[derive(Debug, Default)]
pub(crate) struct Received {
    pub(crate) parts: Vec<Part>,
    pub(crate) stream: Option<(String, FilePart)>,
}

/// Why the parts of a body could not be read.
#[derive(Debug)]
pub(crate) enum ReceiveError {
    /// The bytes could not be read.
    Body(BodyError),
    /// The bytes are no parts.
    Form(String),
}

/// Reads parts until the body ends, or until more than `limit` bytes are held and the last of them are a file's.
pub(crate) async fn receive(
    mut body: Body,
    boundary: &str,
    limit: u64,
) -> Result<Received, ReceiveError> {
    let mut held = BytesMut::new();
    let mut most = limit;
    while let Some(chunk) = body.chunk().await {
        held.extend_from_slice(&chunk.map_err(ReceiveError::Body)?);
        if held.len() as u64 <= most {
            continue;
        }
        let last_chance = most > limit;
        match hand_on(&held, body, boundary, limit) {
            Ok(received) => return Ok(received),
            // The limit may have come amid the headers of a part.
            Err((ReceiveError::Form(_), rest)) if !last_chance => {
                body = rest;
                most = limit.saturating_add(HEAD);
            }
            Err((error, _)) => return Err(error),
        }
    }
    let parts = split(&held.freeze(), boundary).map_err(ReceiveError::Form)?;
    Ok(Received {
        parts,
        stream: None,
    })
}

/// What is held, with the file that has begun in it as a stream.
fn hand_on(
    held: &BytesMut,
    body: Body,
    boundary: &str,
    limit: u64,
) -> Result<Received, (ReceiveError, Body)> {
    let held = Bytes::copy_from_slice(held);
    let too_large = || ReceiveError::Body(BodyError::TooLarge(limit));
    let (parts, begun) = match split_begun(&held, boundary) {
        Ok((parts, Some(begun))) => (parts, begun),
        // The last file has come with the chunk that went beyond the limit.
        Ok((parts, None)) if parts.last().is_some_and(|part| part.file_name.is_some()) => {
            return Ok(Received {
                parts,
                stream: None,
            });
        }
        Ok((_, None)) => return Err((too_large(), body)),
        Err(message) => return Err((ReceiveError::Form(message), body)),
    };
    let part = read_head(held.get(begun.head).unwrap_or_default(), Bytes::new());
    let Some(part) = part.filter(|part| part.file_name.is_some()) else {
        return Err((too_large(), body));
    };
    let stream = Rest {
        body,
        held: BytesMut::from(held.get(begun.content..).unwrap_or_default()),
        delimiter: format!("\r\n--{boundary}"),
        state: State::Open,
    };
    let file = FilePart {
        file_name: part.file_name,
        content_type: part.content_type,
        body: Body::from_stream(stream),
    };
    Ok(Received {
        parts,
        stream: Some((part.name, file)),
    })
}

/// The bytes of a file up to its boundary.
struct Rest {
    body: Body,
    held: BytesMut,
    delimiter: String,
    state: State,
}

#[derive(PartialEq)]
enum State {
    Open,
    /// The body has ended.
    Ended,
    Done,
}

/// What the bytes that are held begin with.
enum Step {
    Give(usize),
    Wait,
    End,
    Fail(&'static str),
}

impl Rest {
    fn step(&self) -> Step {
        let delimiter = self.delimiter.as_bytes();
        let Some(at) = find(&self.held, delimiter, 0) else {
            // The last bytes may be the beginning of the boundary.
            return match self.held.len().saturating_sub(delimiter.len() - 1) {
                0 => Step::Wait,
                safe => Step::Give(safe),
            };
        };
        if at > 0 {
            return Step::Give(at);
        }
        match self.held.get(delimiter.len()..) {
            Some([b'-', b'-', ..]) => Step::End,
            Some([b'\r', b'\n', ..] | [b' ' | b'\t', ..]) => {
                Step::Fail("a part follows a file that is too long to be held")
            }
            Some([b'-' | b'\r'] | []) | None => Step::Wait,
            // Not the boundary after all.
            Some(_) => Step::Give(1),
        }
    }
}

impl Stream for Rest {
    type Item = Result<Bytes, BodyError>;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = self.get_mut();
        loop {
            if this.state == State::Done {
                return Poll::Ready(None);
            }
            match this.step() {
                Step::Give(count) => {
                    let bytes = this.held.split_to(count.min(this.held.len())).freeze();
                    return Poll::Ready(Some(Ok(bytes)));
                }
                Step::End => this.state = State::Done,
                Step::Fail(message) => {
                    this.state = State::Done;
                    return Poll::Ready(Some(Err(BodyError::Broken(message.to_owned()))));
                }
                Step::Wait if this.state == State::Ended => {
                    this.state = State::Done;
                    let message = "the body breaks off inside a part".to_owned();
                    return Poll::Ready(Some(Err(BodyError::Broken(message))));
                }
                Step::Wait => match ready!(Pin::new(&mut this.body).poll_next(cx)) {
                    Some(Ok(chunk)) => this.held.extend_from_slice(&chunk),
                    Some(Err(error)) => {
                        this.state = State::Done;
                        return Poll::Ready(Some(Err(error)));
                    }
                    None => this.state = State::Ended,
                },
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stream::iter;

    fn body(text: &str, size: usize) -> Body {
        let chunks: Vec<_> = text
            .as_bytes()
            .chunks(size)
            .map(|chunk| Ok(Bytes::copy_from_slice(chunk)))
            .collect();
        Body::from_stream(iter(chunks))
    }

    fn form(last: &str) -> String {
        let head = "content-disposition: form-data; name=";
        let file = format!("{}\r\n--x\r\n--bx{}", "a".repeat(50), "z".repeat(50));
        format!(
            "--b\r\n{head}title\r\n\r\nhello\r\n--b\r\n{head}file; filename=f\r\n\r\n{file}\r\n--b{last}"
        )
    }

    #[tokio::test]
    async fn a_long_file_is_handed_on_whatever_the_chunks() {
        let text = form("--\r\n");
        for size in [1, 2, 3, 7, 64, 1000] {
            for limit in [20, 90, 120, 150] {
                let received = receive(body(&text, size), "b", limit).await.unwrap();
                assert_eq!(received.parts[0].bytes, "hello");
                let bytes = match received.stream {
                    Some((name, file)) => {
                        assert_eq!(
                            (name.as_str(), file.file_name.as_deref()),
                            ("file", Some("f"))
                        );
                        file.body.collect(1000).await.unwrap()
                    }
                    None => received.parts[1].bytes.clone(),
                };
                assert_eq!(bytes.len(), 50 + 11 + 50, "chunks of {size}, limit {limit}");
            }
        }
        let whole = receive(body(&text, 5), "b", 10_000).await.unwrap();
        assert_eq!((whole.parts.len(), whole.stream.is_none()), (2, true));
    }

    #[tokio::test]
    async fn nothing_is_lost_in_silence() {
        let more = form("\r\ncontent-disposition: form-data; name=late\r\n\r\n1\r\n--b--\r\n");
        let received = receive(body(&more, 1), "b", 150).await.unwrap();
        let (_, file) = received.stream.unwrap();
        assert!(file.body.collect(1000).await.is_err());
        let broken = form("");
        let received = receive(body(&broken, 9), "b", 150).await.unwrap();
        let (_, file) = received.stream.unwrap();
        assert!(file.body.collect(1000).await.is_err());
        let text = format!(
            "--b\r\ncontent-disposition: form-data; name=t\r\n\r\n{}",
            "x".repeat(500)
        );
        let refused = receive(body(&text, 50), "b", 100).await;
        assert!(matches!(
            refused,
            Err(ReceiveError::Body(BodyError::TooLarge(100)))
        ));
    }
}
