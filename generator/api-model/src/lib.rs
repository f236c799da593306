//! The front end: OpenAPI text in, a checked model out.
//!
//! Data moves one way, a module a stage: [`source`] reads the files, [`document`] turns their text
//! into trees in which every node knows its place, `overlay` changes the entry document as
//! overlays say, `swagger20` rewrites those of Swagger 2.0 in the
//! words of 3.0, `resolve` follows `$ref`s from tree to tree when
//! `lower` asks, `lower` translates 3.0 and 3.1 into the one vocabulary of [`api`], and `check`
//! makes a [`Valid<Api>`](api::Valid) of what passes its rules. There is no typed document between
//! tree and model: each object of the specification is read once, through a typed view of its
//! fields, straight into the type that everybody uses.
//!
//! Beside the flow stand the readers of a valid model that several consumers share: [`validate`]
//! judges a value by a schema, `sample` makes a value from one, [`openapi30`] writes the model
//! back as a document.
//!
//! This crate knows neither Rust as a target nor HTTP servers, and nothing behind `lower` asks
//! which version of the specification a document was written in.

pub mod api;
pub mod bundle;
mod check;
pub mod diagnostic;
pub mod document;
pub mod load;
mod lower;
pub mod openapi30;
mod overlay;
mod resolve;
pub mod sample;
pub mod source;
mod swagger20;
pub mod validate;

pub use load::{LoadError, LoadOptions, Loaded, load, read_text};
