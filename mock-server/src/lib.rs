//! A mock server for any OpenAPI document: requests are judged, answers come from the document.
//!
//! [`Mock::answer`] takes a request and gives a reply: synchronous, pure, without sockets. A
//! request passes a visible list of stages, a module each, each a function with an input and an
//! output of its own:
//!
//! ```text
//! route -> security -> decode -> check -> negotiate -> rules -> world -> body -> reply
//! ```
//!
//! A stage that cannot go on gives a `Refusal`, one enum for all of them, and
//! `refusal` renders it. What can be known at start is worked out at start, by the stage that
//! needs it. [`Stage`] puts several mocks under prefixes of their own, and [`Server`] is the only
//! place that knows hyper, tokio and sockets.
//!
//! This crate never reads YAML or follows a `$ref`; it sees `Valid<Api>` and nothing before it.

mod message;
mod mock;
mod options;
mod stage;

mod body;
mod chaos;
mod check;
mod decode;
mod negotiate;
mod refusal;
mod reply;
mod route;
mod rules;
mod security;
mod tokens;
mod world;

mod error_fields;
mod fault;
mod latency;
mod listing;
mod log;
mod media;
mod outgoing;
mod serve;
mod state_file;
mod text;

pub use latency::Latency;
pub use log::Log;
pub use message::{Chosen, Note, Reply, Request, Wire};
pub use mock::Mock;
pub use options::{AuthMode, Chaos, ChaosKind, Credential, Delay, MockOptions, StateMode};
pub use rules::{Rules, RulesError};
pub use serve::{BindError, Running, ServeOptions, Server};
pub use stage::{MountError, Stage};
pub use state_file::StateFile;
