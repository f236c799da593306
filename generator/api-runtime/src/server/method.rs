//! Methods of an API's traits as the router calls them: one place for what would otherwise be glue per operation.

use std::sync::Arc;

use super::{Ask, Call, Context, Refusal, Reply};
use crate::problem::Problem;

/// What a method of an API's trait gives: a future of a documented response, or of its own error.
///
/// An `async fn` that returns `Result<R, E>` gives one.
pub trait Answer<R, E>: Future<Output = Result<R, E>> + Send {}

impl<F: Future<Output = Result<R, E>> + Send, R, E> Answer<R, E> for F {}

/// A method of an API's trait.
///
/// It is a function of the API, the caller's context and a request that can be read; `M` only tells the compiler which
/// arguments a function has.
pub trait Method<'a, A: 'a, P: 'a, M>: Copy + Send + Sync + 'static {
    /// What it answers.
    type Response: Into<Reply>;
    /// What it fails with.
    type Error: Into<Problem>;
    /// Its future.
    type Future: Future<Output = Result<Self::Response, Self::Error>> + Send;
    /// The media types whose bodies it takes as streams.
    const STREAMS: &'static [&'static str];

    /// Reads the request and begins the call.
    ///
    /// # Errors
    ///
    /// When the request is not what the API description says.
    fn begin(
        self,
        api: &'a A,
        cx: &'a Context<P>,
        call: &mut Call,
    ) -> Result<Self::Future, Refusal>;
}

impl<'a, A, P, F, Fut, T, E, R> Method<'a, A, P, (R,)> for F
where
    A: 'a,
    P: 'a,
    F: Fn(&'a A, &'a Context<P>, R) -> Fut + Copy + Send + Sync + 'static,
    Fut: Future<Output = Result<T, E>> + Send,
    T: Into<Reply>,
    E: Into<Problem>,
    R: Ask,
{
    type Response = T;
    type Error = E;
    type Future = Fut;
    const STREAMS: &'static [&'static str] = R::STREAMS;

    fn begin(self, api: &'a A, cx: &'a Context<P>, call: &mut Call) -> Result<Fut, Refusal> {
        Ok(self(api, cx, call.accept()?))
    }
}

/// Calls a method with what a request holds, and gives what it answers.
pub(super) async fn run<A, P, M, F>(
    api: Arc<A>,
    cx: Context<P>,
    mut call: Call,
    method: F,
) -> Result<Reply, Refusal>
where
    F: for<'a> Method<'a, A, P, M>,
{
    call.load(<F as Method<'_, A, P, M>>::STREAMS).await;
    let answer = method.begin(&api, &cx, &mut call)?;
    match answer.await {
        Ok(response) => Ok(response.into()),
        Err(error) => Err(Refusal::from(error.into())),
    }
}
