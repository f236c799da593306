//! Tokens that expire: where they come from, and the one in use. How they are asked for is elsewhere.

use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Poll, Waker};
use std::time::Duration;

use super::clock::Clock;
use super::{ClientCore, TokenError};
use crate::operation::{Operation, Scheme};
use crate::security::Secret;
use crate::stream::MaybeSend;

/// A boxed future.
#[cfg(not(target_family = "wasm"))]
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;
/// A boxed future.
#[cfg(target_family = "wasm")]
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + 'a>>;

/// A token, and for how long it is good.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    /// The token.
    pub secret: Secret,
    /// For how long it is good from now on; until the API refuses it when that is not known.
    pub expires_in: Option<Duration>,
}

impl Token {
    /// A token that is good until the API refuses it.
    pub fn new(secret: impl Into<Secret>) -> Self {
        Self {
            secret: secret.into(),
            expires_in: None,
        }
    }

    /// A token that is good for some time.
    pub fn expiring(secret: impl Into<Secret>, expires_in: Duration) -> Self {
        Self {
            secret: secret.into(),
            expires_in: Some(expires_in),
        }
    }
}

/// Where tokens come from: a [`Grant`](super::Grant), a closure that returns a future, or a type of one's own.
///
/// It is asked when a call needs a token and there is none, shortly before one expires, and once after the API has
/// refused one with 401. It is never asked twice at the same time; calls that need a token meanwhile wait for the
/// answer and share it, also when it is an error.
pub trait TokenSource: Send + Sync + 'static {
    /// Gets a new token.
    ///
    /// # Errors
    ///
    /// When there is none to be had; calls that need one fail with it.
    fn token<'a>(&'a self, request: TokenRequest<'a>) -> BoxFuture<'a, Result<Token, TokenError>>;
}

impl<F, Fut> TokenSource for F
where
    F: Fn() -> Fut + Send + Sync + 'static,
    Fut: Future<Output = Result<Token, TokenError>> + MaybeSend + 'static,
{
    fn token<'a>(&'a self, _: TokenRequest<'a>) -> BoxFuture<'a, Result<Token, TokenError>> {
        Box::pin(self())
    }
}

/// For what a token is asked for.
#[derive(Clone, Copy)]
pub struct TokenRequest<'a> {
    pub(super) core: &'a ClientCore,
    pub(super) operation: &'static Operation,
    pub(super) scheme: &'static Scheme,
}

impl TokenRequest<'_> {
    /// The scheme: its name, and the addresses that the description gives for it.
    pub fn scheme(&self) -> &'static Scheme {
        self.scheme
    }

    /// The operation that waits for the token.
    pub fn operation(&self) -> &'static Operation {
        self.operation
    }
}

impl fmt::Debug for TokenRequest<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TokenRequest")
            .field("scheme", &self.scheme.name)
            .field("operation", &self.operation.id)
            .finish_non_exhaustive()
    }
}

/// The token of a scheme that is in use, and the source of the next.
pub(super) struct Tokens {
    scheme: &'static Scheme,
    source: Box<dyn TokenSource>,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    token: Option<InUse>,
    /// How often the source has answered, and what it said last.
    answers: u64,
    last: Option<Result<Secret, TokenError>>,
    is_fetching: bool,
    waiting: Vec<Waker>,
}

struct InUse {
    secret: Secret,
    since: Clock,
    good_for: Option<Duration>,
}

/// What a call finds when it needs a token.
enum Turn {
    Answer(Result<Secret, TokenError>),
    Fetch,
}

impl Tokens {
    pub(super) fn new(scheme: &'static Scheme, source: impl TokenSource) -> Arc<Self> {
        Arc::new(Self {
            scheme,
            source: Box::new(source),
            state: Mutex::default(),
        })
    }

    /// The token in use, or a new one.
    pub(super) async fn get(
        &self,
        core: &ClientCore,
        operation: &'static Operation,
    ) -> Result<Secret, TokenError> {
        let seen = self.state().answers;
        if let Turn::Answer(answer) = poll_fn(|cx| self.turn(seen, cx.waker())).await {
            return answer;
        }
        let fetching = Fetching(self);
        let request = TokenRequest {
            core,
            operation,
            scheme: self.scheme,
        };
        let answer = self.source.token(request).await;
        let mut state = self.state();
        state.answers += 1;
        state.token = answer.as_ref().ok().map(InUse::new);
        let answer = answer.map(|token| token.secret);
        state.last = Some(answer.clone());
        drop(state);
        drop(fetching);
        answer
    }

    /// Takes a token that the API has refused out of use, unless another has taken its place.
    pub(super) fn refuse(&self, secret: &Secret) {
        let mut state = self.state();
        if state
            .token
            .as_ref()
            .is_some_and(|token| token.secret == *secret)
        {
            state.token = None;
        }
    }

    /// Whether to use a token, to get one, or to wait for the call that gets one.
    fn turn(&self, seen: u64, waker: &Waker) -> Poll<Turn> {
        let mut state = self.state();
        if let Some(token) = state.token.as_ref().filter(|token| token.is_good()) {
            return Poll::Ready(Turn::Answer(Ok(token.secret.clone())));
        }
        if let Some(last) = state.last.as_ref().filter(|_| state.answers != seen) {
            return Poll::Ready(Turn::Answer(last.clone()));
        }
        if !state.is_fetching {
            state.is_fetching = true;
            return Poll::Ready(Turn::Fetch);
        }
        if !state.waiting.iter().any(|known| known.will_wake(waker)) {
            state.waiting.push(waker.clone());
        }
        Poll::Pending
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // What is guarded is whole between any two statements.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Held while the source is asked. A call that is dropped meanwhile leaves the asking to the next.
struct Fetching<'a>(&'a Tokens);

impl Drop for Fetching<'_> {
    fn drop(&mut self) {
        let mut state = self.0.state();
        state.is_fetching = false;
        let waiting = std::mem::take(&mut state.waiting);
        drop(state);
        waiting.into_iter().for_each(Waker::wake);
    }
}

impl InUse {
    /// It is renewed a little early, so that it does not expire on its way.
    fn new(token: &Token) -> Self {
        let early =
            |whole: Duration| whole.saturating_sub((whole / 4).min(Duration::from_secs(30)));
        Self {
            secret: token.secret.clone(),
            since: Clock::start(),
            good_for: token.expires_in.map(early),
        }
    }

    fn is_good(&self) -> bool {
        match (self.good_for, self.since.elapsed()) {
            (Some(good_for), Some(age)) => age < good_for,
            // Without a clock, until it is refused.
            _ => true,
        }
    }
}
