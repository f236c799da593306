//! Bodies: bytes at hand, or a stream of them. The same type in both directions.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::{Bytes, BytesMut};
use futures_core::Stream;

use crate::stream::{BoxStream, MaybeSend, next};

/// Why a body could not be read to its end.
#[derive(Debug)]
pub enum BodyError {
    /// It is longer than the limit, in bytes.
    TooLarge(u64),
    /// The connection failed; what it said.
    Broken(String),
    /// It did not arrive in time.
    Timeout,
}

impl fmt::Display for BodyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLarge(limit) => write!(f, "the body is longer than {limit} bytes"),
            Self::Broken(reason) => write!(f, "the body broke off: {reason}"),
            Self::Timeout => f.write_str("the body did not arrive in time"),
        }
    }
}

impl std::error::Error for BodyError {}

/// A body of bytes.
///
/// It is a `Stream` of chunks and an `http_body::Body`. One made of bytes can be sent again when a call is retried;
/// one made of a stream cannot.
pub struct Body(Kind);

enum Kind {
    Bytes(Bytes),
    Stream {
        stream: BoxStream<Result<Bytes, BodyError>>,
        length: Option<u64>,
    },
}

impl Body {
    /// A body without bytes.
    pub fn empty() -> Self {
        Self(Kind::Bytes(Bytes::new()))
    }

    /// A body of chunks.
    pub fn from_stream<S>(stream: S) -> Self
    where
        S: Stream<Item = Result<Bytes, BodyError>> + MaybeSend + 'static,
    {
        Self(Kind::Stream {
            stream: Box::pin(stream),
            length: None,
        })
    }

    /// The same body, known to have this many bytes.
    #[must_use]
    pub fn with_length(mut self, bytes: u64) -> Self {
        if let Kind::Stream { length, .. } = &mut self.0 {
            *length = Some(bytes);
        }
        self
    }

    /// How many bytes there are, if that is known.
    pub fn length(&self) -> Option<u64> {
        match &self.0 {
            Kind::Bytes(bytes) => Some(bytes.len() as u64),
            Kind::Stream { length, .. } => *length,
        }
    }

    /// The bytes, if they are at hand.
    pub fn as_bytes(&self) -> Option<&Bytes> {
        match &self.0 {
            Kind::Bytes(bytes) => Some(bytes),
            Kind::Stream { .. } => None,
        }
    }

    /// The next chunk.
    pub async fn chunk(&mut self) -> Option<Result<Bytes, BodyError>> {
        next(self).await
    }

    /// Reads the whole body.
    ///
    /// # Errors
    ///
    /// When it is longer than `limit` bytes, or breaks off.
    pub async fn collect(mut self, limit: u64) -> Result<Bytes, BodyError> {
        if self.length().is_some_and(|length| length > limit) {
            return Err(BodyError::TooLarge(limit));
        }
        if let Kind::Bytes(bytes) = self.0 {
            return Ok(bytes);
        }
        let Some(first) = self.chunk().await.transpose()? else {
            return Ok(Bytes::new());
        };
        let mut all = BytesMut::from(first);
        while let Some(chunk) = self.chunk().await.transpose()? {
            if (all.len() + chunk.len()) as u64 > limit {
                return Err(BodyError::TooLarge(limit));
            }
            all.extend_from_slice(&chunk);
        }
        match all.len() as u64 > limit {
            true => Err(BodyError::TooLarge(limit)),
            false => Ok(all.freeze()),
        }
    }
}

impl<T: Into<Bytes>> From<T> for Body {
    fn from(bytes: T) -> Self {
        Self(Kind::Bytes(bytes.into()))
    }
}

impl Default for Body {
    fn default() -> Self {
        Self::empty()
    }
}

impl fmt::Debug for Body {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Kind::Bytes(bytes) => write!(f, "Body({} bytes)", bytes.len()),
            Kind::Stream { .. } => f.write_str("Body(stream)"),
        }
    }
}

impl Stream for Body {
    type Item = Result<Bytes, BodyError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        match &mut self.0 {
            Kind::Bytes(bytes) if bytes.is_empty() => Poll::Ready(None),
            Kind::Bytes(bytes) => Poll::Ready(Some(Ok(std::mem::take(bytes)))),
            Kind::Stream { stream, .. } => stream.as_mut().poll_next(cx),
        }
    }
}

impl http_body::Body for Body {
    type Data = Bytes;
    type Error = BodyError;

    fn poll_frame(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<http_body::Frame<Bytes>, BodyError>>> {
        self.poll_next(cx)
            .map(|chunk| chunk.map(|chunk| chunk.map(http_body::Frame::data)))
    }

    fn is_end_stream(&self) -> bool {
        self.as_bytes().is_some_and(Bytes::is_empty)
    }

    fn size_hint(&self) -> http_body::SizeHint {
        self.length().map_or_else(
            http_body::SizeHint::default,
            http_body::SizeHint::with_exact,
        )
    }
}

/// Any HTTP body as a stream of chunks; trailers are passed over.
#[cfg(feature = "server")]
pub(crate) struct Incoming<B>(pub(crate) Pin<Box<B>>);

#[cfg(feature = "server")]
impl<B> Stream for Incoming<B>
where
    B: http_body::Body,
    B::Error: fmt::Display,
{
    type Item = Result<Bytes, BodyError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        use bytes::Buf;
        loop {
            let frame = match self.0.as_mut().poll_frame(cx) {
                Poll::Pending => return Poll::Pending,
                Poll::Ready(None) => return Poll::Ready(None),
                Poll::Ready(Some(Err(error))) => {
                    return Poll::Ready(Some(Err(BodyError::Broken(error.to_string()))));
                }
                Poll::Ready(Some(Ok(frame))) => frame,
            };
            if let Ok(mut data) = frame.into_data() {
                let length = data.remaining();
                return Poll::Ready(Some(Ok(data.copy_to_bytes(length))));
            }
        }
    }
}
