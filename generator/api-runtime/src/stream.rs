//! Boxed streams, and the one difference between targets: in a browser nothing is `Send`.

use std::collections::VecDeque;
use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll};

pub use futures_core::Stream;

use crate::body::BodyError;

/// `Send`, except on WebAssembly, where reqwest's streams are not.
#[cfg(not(target_family = "wasm"))]
pub trait MaybeSend: Send {}
#[cfg(not(target_family = "wasm"))]
impl<T: Send> MaybeSend for T {}

/// `Send`, except on WebAssembly, where reqwest's streams are not.
#[cfg(target_family = "wasm")]
pub trait MaybeSend {}
#[cfg(target_family = "wasm")]
impl<T> MaybeSend for T {}

/// A boxed stream.
#[cfg(not(target_family = "wasm"))]
pub type BoxStream<T> = Pin<Box<dyn Stream<Item = T> + Send>>;
/// A boxed stream.
#[cfg(target_family = "wasm")]
pub type BoxStream<T> = Pin<Box<dyn Stream<Item = T>>>;

/// Why a stream of values broke off.
#[derive(Debug)]
pub enum StreamError {
    /// The bytes could not be read.
    Body(BodyError),
    /// An item is not what the API description says.
    Decode {
        /// The item's text.
        text: String,
        /// What is wrong with it.
        error: crate::json::JsonError,
    },
    /// An item is longer than any reasonable one.
    TooLong,
}

impl fmt::Display for StreamError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Body(error) => error.fmt(f),
            Self::Decode { error, .. } => {
                write!(f, "an item of the stream cannot be read: {error}")
            }
            Self::TooLong => f.write_str("an item of the stream is too long"),
        }
    }
}

impl std::error::Error for StreamError {}

/// The next item of a stream.
pub async fn next<S: Stream + Unpin + ?Sized>(stream: &mut S) -> Option<S::Item> {
    poll_fn(|cx| Pin::new(&mut *stream).poll_next(cx)).await
}

/// The items of an iterator, as a stream.
pub fn iter<I>(items: I) -> BoxStream<I::Item>
where
    I: IntoIterator<IntoIter: MaybeSend + Unpin + 'static>,
{
    Box::pin(Iter(items.into_iter()))
}

struct Iter<I>(I);

impl<I: Iterator + Unpin> Stream for Iter<I> {
    type Item = I::Item;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<I::Item>> {
        Poll::Ready(self.0.next())
    }
}

/// A stream with each item turned into another.
pub(crate) struct Mapped<S, F>(pub(crate) S, pub(crate) F);

impl<S: Stream + Unpin, T, F: FnMut(S::Item) -> T + Unpin> Stream for Mapped<S, F> {
    type Item = T;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<T>> {
        let polled = Pin::new(&mut self.0).poll_next(cx);
        polled.map(|item| item.map(&mut self.1))
    }
}

/// Finds items in bytes as they arrive.
pub(crate) trait Framing: MaybeSend + Unpin + 'static {
    /// What it finds.
    type Item: MaybeSend + Unpin + 'static;

    /// Takes more bytes and gives the items that they complete.
    fn push(&mut self, bytes: &[u8], out: &mut VecDeque<Result<Self::Item, StreamError>>);

    /// Whether the stream has said that nothing more will come.
    fn is_done(&self) -> bool {
        false
    }

    /// Takes the end and gives the item that it completes.
    fn finish(&mut self, out: &mut VecDeque<Result<Self::Item, StreamError>>);
}

/// The items that a framing finds in a body. After an error or the end there is nothing more.
pub(crate) struct Framed<F: Framing> {
    body: Option<crate::body::Body>,
    framing: F,
    ready: VecDeque<Result<F::Item, StreamError>>,
}

impl<F: Framing> Framed<F> {
    pub(crate) fn new(body: crate::body::Body, framing: F) -> Self {
        Self {
            body: Some(body),
            framing,
            ready: VecDeque::new(),
        }
    }
}

impl<F: Framing> Stream for Framed<F> {
    type Item = Result<F::Item, StreamError>;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = self.get_mut();
        loop {
            match this.ready.pop_front() {
                Some(Err(error)) => {
                    this.body = None;
                    this.ready.clear();
                    return Poll::Ready(Some(Err(error)));
                }
                Some(item) => return Poll::Ready(Some(item)),
                None => {}
            }
            if this.framing.is_done() {
                this.body = None;
            }
            let Some(body) = this.body.as_mut() else {
                return Poll::Ready(None);
            };
            match Pin::new(body).poll_next(cx) {
                Poll::Pending => return Poll::Pending,
                Poll::Ready(Some(Ok(bytes))) => this.framing.push(&bytes, &mut this.ready),
                Poll::Ready(Some(Err(error))) => {
                    this.ready.push_back(Err(StreamError::Body(error)));
                }
                Poll::Ready(None) => {
                    this.body = None;
                    this.framing.finish(&mut this.ready);
                }
            }
        }
    }
}
