//! The judge: holds any server to its OpenAPI document.
//!
//! ```text
//! Valid<Api> -> cases -> send -> checks -> report
//! ```
//!
//! A folder a stage: `cases` makes requests from the model (documented examples, generated valid
//! input, input with one fault), `send` takes them to the target, `checks` compares what comes
//! back with the document, `report` says it to people and machines. The judge sees a checked model
//! and an address, nothing of the server behind it; it does not read documents and starts no
//! servers.
//!
//! Beside the flow stand [`replay`], which takes exchanges from a recording instead of a server, and
//! [`mod@diff`], which holds a document to its own past.

mod options;
mod replay;
mod run;
mod scope;

mod cases;
mod send;

mod checks;
mod report;
mod text;

pub mod diff;

pub use checks::{CheckInfo, all_checks};
pub use options::{Credential, Options, Target};
pub use replay::{Recording, replay};
pub use report::{CaseRecord, Count, ExitStatus, FailureGroup, Note, OperationReport, Report};
pub use run::{judge, run};
pub use scope::{Accepted, Scope};
pub use send::CannotRun;
