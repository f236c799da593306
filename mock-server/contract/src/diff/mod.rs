//! Two documents side by side: what changed from the old to the new one, and whom it breaks.
//!
//! ```text
//! Valid<Api> x 2 -> operations, security, content, schema -> Change -> text, Markdown, JSON
//! ```
//!
//! Requests and responses are judged apart, since they break in opposite ways: a server may take
//! more than before and answer less than before, never the other way round. Webhooks and callbacks
//! turn the two around, for there the provider is the one who asks. No server is needed.

mod change;
mod content;
mod levels;
mod operations;
mod parameters;
mod report;
mod responses;
mod rules;
mod schema;
mod security;
mod sink;

pub use change::{Change, Level, Occurrence, Side};
pub use report::Diff;
pub use rules::{RULES, Rule};

use api_model::api::{Api, Valid};

/// Compares two checked documents.
pub fn diff(old: &Valid<Api>, new: &Valid<Api>) -> Diff {
    let mut sink = sink::Sink::new(old, new);
    operations::compare(&mut sink);
    sink.finish()
}
