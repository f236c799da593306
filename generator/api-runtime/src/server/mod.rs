//! The server core: from a request to a method of the API's traits, and from what it gives to a response.
//!
//! Generated glue takes a [`Call`] apart and gives a [`Reply`]; whatever keeps a request from its method is a
//! [`Refusal`]. The [`Router`] is a `tower_service::Service`; this module knows no HTTP implementation but for
//! [`serve`].

mod call;
mod context;
mod refusal;
mod reply;
mod router;
mod routes;
#[cfg(all(feature = "hyper", not(target_family = "wasm")))]
mod serve;

pub use call::Call;
pub use context::Context;
pub use refusal::Refusal;
pub use reply::{Reply, answer};
pub use router::{Builder, Router};
#[cfg(all(feature = "hyper", not(target_family = "wasm")))]
pub use serve::serve;

pub use crate::problem::Problem;
