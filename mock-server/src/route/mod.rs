//! Route: from a path to the operations that live there. The table is built once.
//!
//! Templates of the same form (`/a/{x}` and `/a/{y}`) are one resource. A path finds its resource
//! in a radix tree that only tells literal segments from others; segments that mix literals and
//! parameters are told apart at the leaf. Literal segments win over mixed ones, mixed ones over
//! plain parameters (OpenAPI 3.1 section 4.8.8.2). An operation answers below the base path of
//! each of its servers and below the bare path as well. Values stay percent-encoded here.

mod bases;
mod segment;
mod suggest;
mod table;

pub(crate) use table::{Match, Table};
