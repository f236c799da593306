//! Calls for code that is not async. They wait on the thread that makes them; connections live on a thread of their
//! own, which starts with the first call and is shared by all clients.

use std::future::pending;
use std::pin::pin;
use std::sync::{Arc, OnceLock};
use std::task::{Context, Poll, Wake, Waker};
use std::thread::{self, Thread};

use futures_core::Stream;
use tokio::runtime::{Builder, Handle};

use super::{BuildError, Call, Error, ReadError, ReadSuccess, Response};
use crate::stream::next;

impl<T: ReadSuccess, E: ReadError> Call<T, E> {
    /// Sends the call and waits for the answer.
    ///
    /// # Errors
    ///
    /// As for [`Call::send`]; and [`Error::Build`] inside an async runtime, whose threads must not wait.
    pub fn send_blocking(self) -> Result<Response<T>, Error<E>> {
        wait(self.send()).map_err(Error::Build)?
    }
}

/// Waits for a future of this crate, such as [`Body::collect`](crate::body::Body::collect).
///
/// # Errors
///
/// Inside an async runtime, whose threads must not wait, and when no thread for connections can be started. In a
/// closure of `spawn_blocking`, wait with `Handle::current().block_on` instead.
pub fn wait<F: Future>(future: F) -> Result<F::Output, BuildError> {
    if Handle::try_current().is_ok() {
        return Err(BuildError::new(
            "a blocking call inside an async runtime: `await` the call there, or wait for it with `Handle::block_on` in `spawn_blocking`",
        ));
    }
    Ok(drive(connections()?, future))
}

/// Streams as iterators.
pub trait Blocking: Stream + Unpin + Sized {
    /// An iterator that waits for each item.
    fn blocking(self) -> Items<Self> {
        Items { stream: self }
    }
}

impl<S: Stream + Unpin> Blocking for S {}

/// The items of a stream, each waited for.
///
/// The iterator ends early where waiting is not possible: inside an async runtime.
#[derive(Debug)]
pub struct Items<S> {
    stream: S,
}

impl<S: Stream + Unpin> Iterator for Items<S> {
    type Item = S::Item;

    fn next(&mut self) -> Option<S::Item> {
        wait(next(&mut self.stream)).ok()?
    }
}

/// The runtime of the thread on which connections live.
fn connections() -> Result<&'static Handle, BuildError> {
    static HANDLE: OnceLock<Result<Handle, String>> = OnceLock::new();
    let start = || {
        let runtime = Builder::new_current_thread().enable_all().build()?;
        let handle = runtime.handle().clone();
        thread::Builder::new()
            .name("api-connections".to_owned())
            .spawn(move || runtime.block_on(pending::<()>()))?;
        Ok(handle)
    };
    let started = HANDLE.get_or_init(|| start().map_err(|error: std::io::Error| error.to_string()));
    started.as_ref().map_err(|error| {
        BuildError::new(format!("no thread for connections can be started: {error}"))
    })
}

/// Polls a future on this thread, with timers and sockets of the runtime.
fn drive<F: Future>(handle: &Handle, future: F) -> F::Output {
    let _entered = handle.enter();
    let mut future = pin!(future);
    let waker = Waker::from(Arc::new(Parked(thread::current())));
    let mut context = Context::from_waker(&waker);
    loop {
        match future.as_mut().poll(&mut context) {
            Poll::Ready(value) => return value,
            // A wake that comes before this makes it return at once.
            Poll::Pending => thread::park(),
        }
    }
}

/// A thread that waits.
struct Parked(Thread);

impl Wake for Parked {
    fn wake(self: Arc<Self>) {
        self.0.unpark();
    }
}

/// For `own_call!`: the method of a call with methods of its own.
#[doc(hidden)]
#[macro_export]
macro_rules! own_call_blocking {
    ($success:ty, $failure:ty) => {
        /// Sends the call and waits for the answer.
        ///
        /// # Errors
        ///
        /// As for `send`; and [`Error::Build`]($crate::client::Error::Build) inside an async runtime.
        pub fn send_blocking(
            self,
        ) -> ::std::result::Result<$crate::client::Response<$success>, $failure> {
            self.0.send_blocking()
        }
    };
}
