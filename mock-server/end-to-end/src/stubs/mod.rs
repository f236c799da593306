//! The generated stubs, implemented by hand: a server an API, with its own principals, its own state where the API
//! has any, and refusals in the form that the API documents.

mod devo;
mod exolink;
mod links;

pub use devo::devo;
pub use exolink::{VIEWER_TOKEN, exolink};
pub use links::links;
