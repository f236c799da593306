//! The server core: from a request to a method of the API's traits, and from what it gives to a response.
//!
//! Generated structs say where their fields are [read](`read`) from a [`Call`]; a method's response becomes a
//! [`Reply`], and whatever keeps a request from its method is a [`Refusal`]. The [`Router`] is a `tower_service::Service`; this module knows no HTTP implementation but for
//! [`serve`].

pub mod read;

mod ask;
mod builder;
mod call;
mod context;
mod inbox;
mod method;
mod refusal;
mod reply;
mod router;
mod routes;
#[cfg(all(feature = "hyper", not(target_family = "wasm")))]
mod serve;

pub use ask::Ask;
pub use builder::Builder;
pub use call::Call;
pub use context::Context;
pub use method::{Answer, Method};
pub use refusal::Refusal;
pub use reply::Reply;
pub use router::Router;
#[cfg(all(feature = "hyper", not(target_family = "wasm")))]
pub use serve::serve;

pub use crate::problem::Problem;
