//! The client core against scripted servers over real sockets.
#![cfg(feature = "client")]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on may panic")]

#[cfg(feature = "blocking")]
mod blocking;
mod credentials;
mod retry;
mod support;
mod tokens;
