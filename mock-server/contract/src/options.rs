//! What a run is told: where the target is, and how far to go. Knows nothing of the model.

use crate::scope::{Accepted, Scope};
use std::time::Duration;

/// The server to judge.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// `http://host:port/base`: the paths of all operations are appended to it, those of operations
    /// with servers of their own too.
    pub base_url: String,
}

impl Target {
    /// A target at this address.
    #[must_use]
    pub fn new(base_url: impl Into<String>) -> Self {
        Target {
            base_url: base_url.into(),
        }
    }
}

/// A credential for a security scheme, used in place of an invented one and never printed.
#[derive(Clone, PartialEq, Eq)]
pub struct Credential {
    /// The name under `components.securitySchemes`.
    pub scheme: String,
    /// The key or token; for Basic `user:password`.
    pub value: String,
}

impl std::fmt::Debug for Credential {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Credential")
            .field("scheme", &self.scheme)
            .finish_non_exhaustive()
    }
}

/// How to run.
#[derive(Clone)]
pub struct Options {
    /// All generated values follow from it.
    pub seed: u64,
    /// Most requests in flight at a time.
    pub concurrency: usize,
    /// How long one answer may take before the request counts as a hang.
    pub timeout: Duration,
    /// How long the whole run may take; what is not sent by then is reported as such.
    pub time_budget: Duration,
    /// Largest body of an answer, in bytes.
    pub max_response_bytes: usize,
    /// A bound for the check `response-time`, which does not run without one.
    pub max_response_time: Option<Duration>,
    /// Credentials to use instead of invented ones.
    pub credentials: Vec<Credential>,
    /// Headers to send with every request; their values are never printed.
    pub headers: Vec<(String, String)>,
    /// Most requests a second; absent means as fast as the target answers.
    pub rate: Option<u32>,
    /// Which operations and checks the run is about.
    pub scope: Scope,
    /// Failures that are known and do not count.
    pub accepted: Vec<Accepted>,
    /// Whether a check that never ran is a failure.
    pub require_coverage: bool,
    /// Most requests per operation that follow the document.
    pub max_valid: usize,
    /// Most requests per operation with a fault.
    pub max_broken: usize,
}

impl Default for Options {
    fn default() -> Self {
        Options {
            seed: 0,
            concurrency: 8,
            timeout: Duration::from_secs(10),
            time_budget: Duration::from_secs(600),
            max_response_bytes: 16 << 20,
            max_response_time: None,
            credentials: Vec::new(),
            headers: Vec::new(),
            rate: None,
            scope: Scope::default(),
            accepted: Vec::new(),
            require_coverage: false,
            max_valid: 60,
            max_broken: 100,
        }
    }
}

impl std::fmt::Debug for Options {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let names: Vec<&str> = self.headers.iter().map(|(name, _)| name.as_str()).collect();
        formatter
            .debug_struct("Options")
            .field("seed", &self.seed)
            .field("concurrency", &self.concurrency)
            .field("timeout", &self.timeout)
            .field("time_budget", &self.time_budget)
            .field("credentials", &self.credentials)
            .field("headers", &names)
            .field("scope", &self.scope)
            .finish_non_exhaustive()
    }
}
