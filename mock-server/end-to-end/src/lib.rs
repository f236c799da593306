//! Everything that is generated, against everything that is hand-written, over real sockets.
//!
//! ```text
//! our client         -+             +-> the mock
//! progenitor's client -+-> socket --+-> our stub, implemented in `stubs`
//! the judge          -+
//! ```
//!
//! The library holds what the tests share. `ours` and `progenitor` call every operation of an API, once, with values
//! that its document gives as examples; `stubs` answers for the three APIs by hand-written types. A call is kept by
//! its `operationId` with what came of it, and `Specification` says from the document, read afresh, which operations
//! there are and what they should answer: an operation that is left out of a list, or stands in it twice, fails by
//! name. Nothing is compared with what the generated crates say about themselves.

mod specification;
pub use specification::Specification;

mod call;
pub use call::{Call, Outcome};

mod recorder;
pub use recorder::Recorder;

mod servers;
pub use servers::{Mocked, Served};

pub mod ours;
pub mod progenitor;
pub mod stubs;

/// The token that the stubs accept, and that clients send.
pub const TOKEN: &str = "4f2d1c0b9a8e7f6d5c4b3a2918070605";

/// README.md, whose Rust is compiled with the crates that it speaks of.
#[cfg(doctest)]
#[doc = include_str!("../../../README.md")]
pub struct Readme;

/// The README of a generated crate, and its page with a call of every operation.
#[cfg(doctest)]
pub mod generated {
    #[doc = include_str!("../../../generated/devo/README.md")]
    #[doc = include_str!("../../../generated/devo/docs/operations.md")]
    pub struct Devo;

    #[doc = include_str!("../../../generated/exolink/README.md")]
    #[doc = include_str!("../../../generated/exolink/docs/operations.md")]
    pub struct Exolink;

    #[doc = include_str!("../../../generated/links/README.md")]
    #[doc = include_str!("../../../generated/links/docs/operations.md")]
    pub struct Links;
}
