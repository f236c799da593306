//! Bodies on their way out: whole, or a little at a time.

use crate::message::Wire;
use bytes::Bytes;
use hyper::body::{Body, Frame, SizeHint};
use std::convert::Infallible;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;
use tokio::time::{Sleep, sleep};

/// A trickling body comes in so many pieces,
const PIECES: usize = 20;

/// with so much time before each.
const PAUSE: Duration = Duration::from_millis(100);

/// The body of an answer.
pub(crate) struct Outgoing {
    rest: Bytes,
    /// The size of a piece; absent for a body that is sent whole.
    piece: Option<usize>,
    pause: Option<Pin<Box<Sleep>>>,
}

impl Outgoing {
    pub(crate) fn new(bytes: Bytes, wire: Wire) -> Self {
        Outgoing {
            piece: (wire == Wire::Drip).then(|| bytes.len().div_ceil(PIECES).max(1)),
            rest: bytes,
            pause: None,
        }
    }
}

impl Body for Outgoing {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        if self.rest.is_empty() {
            return Poll::Ready(None);
        }
        let length = match self.piece {
            None => self.rest.len(),
            Some(piece) => {
                let pause = self.pause.get_or_insert_with(|| Box::pin(sleep(PAUSE)));
                ready!(pause.as_mut().poll(cx));
                self.pause = None;
                piece.min(self.rest.len())
            }
        };
        let piece = self.rest.split_to(length);
        Poll::Ready(Some(Ok(Frame::data(piece))))
    }

    fn is_end_stream(&self) -> bool {
        self.rest.is_empty()
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.rest.len() as u64)
    }
}
