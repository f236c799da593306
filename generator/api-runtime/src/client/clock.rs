//! Time: limits, waits and how long something took. WebAssembly has neither clock nor timers here.

use std::time::Duration;

/// `Instant` panics on WebAssembly.
#[derive(Clone, Copy)]
pub(super) struct Clock(#[cfg(not(target_family = "wasm"))] std::time::Instant);

impl Clock {
    pub(super) fn start() -> Self {
        Self(
            #[cfg(not(target_family = "wasm"))]
            std::time::Instant::now(),
        )
    }

    pub(super) fn elapsed(&self) -> Option<Duration> {
        #[cfg(not(target_family = "wasm"))]
        return Some(self.0.elapsed());
        #[cfg(target_family = "wasm")]
        return None;
    }
}

/// `None` when it took too long.
#[cfg(not(target_family = "wasm"))]
pub(super) async fn timeout<F: Future>(limit: Duration, future: F) -> Option<F::Output> {
    tokio::time::timeout(limit, future).await.ok()
}

/// The limit is set on the request, and the browser keeps it.
#[cfg(target_family = "wasm")]
pub(super) async fn timeout<F: Future>(_: Duration, future: F) -> Option<F::Output> {
    Some(future.await)
}

/// Waits.
#[cfg(not(target_family = "wasm"))]
pub(super) async fn sleep(wait: Duration) {
    tokio::time::sleep(wait).await;
}

/// Nothing is tried again there.
#[cfg(target_family = "wasm")]
pub(super) async fn sleep(_: Duration) {}
