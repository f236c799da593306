//! The third stage: what came back against what the document says. One named check per file; a
//! check sees one exchange and says whether it applies, and what it found.

mod exchange;
mod finding;

mod authentication_enforced;
mod body_valid;
mod broken_input_refused;
mod content_type_declared;
mod head_agrees_with_get;
mod header_present_and_valid;
mod not_a_hang;
mod problem_details;
mod response_time;
mod server_error;
mod status_declared;
mod unsupported_method;
mod valid_input_accepted;

pub(crate) use exchange::{Context, Exchange};
pub(crate) use finding::{Finding, Verdict};

/// One rule that answers are held to.
pub(crate) struct Check {
    pub(crate) info: CheckInfo,
    /// Applies the rule.
    pub(crate) judge: fn(&Context<'_>, &Exchange) -> Verdict,
}

/// What a check is called and what it asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CheckInfo {
    /// Kebab-case, stable.
    pub name: &'static str,
    /// What it asks of a server, in one line.
    pub about: &'static str,
}

/// Every check, in the order of reports.
pub(crate) const CHECKS: [Check; 13] = [
    not_a_hang::CHECK,
    response_time::CHECK,
    server_error::CHECK,
    status_declared::CHECK,
    content_type_declared::CHECK,
    header_present_and_valid::CHECK,
    body_valid::CHECK,
    problem_details::CHECK,
    valid_input_accepted::CHECK,
    broken_input_refused::CHECK,
    authentication_enforced::CHECK,
    unsupported_method::CHECK,
    head_agrees_with_get::CHECK,
];

/// The names of all checks and what they ask, in the order of reports.
#[must_use]
pub fn all_checks() -> Vec<CheckInfo> {
    CHECKS.iter().map(|check| check.info).collect()
}
