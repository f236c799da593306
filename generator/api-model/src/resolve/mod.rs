//! Follows references: from the text of a `$ref` to the node it means, in this file or another.
//!
//! References are followed when lowering meets them, so that no file is read that nothing refers
//! to and nothing inside an example is mistaken for a reference. This stage knows trees, URIs and
//! JSON Pointers; it does not know what the nodes mean, except for the JSON Schema identifiers
//! (`$id`, `$anchor`, `$dynamicAnchor`) that references can be relative to.

mod files;
mod forest;
mod identifiers;
mod pointer;
mod resolver;
mod uri;

pub(crate) use files::Files;
pub(crate) use forest::Forest;
pub(crate) use pointer::{percent_decode, step, tokens};
pub(crate) use resolver::{At, Reference, Resolver, Scope, Target};
