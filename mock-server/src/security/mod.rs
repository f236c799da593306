//! Security: whether a request presents what its operation asks for (OpenAPI 3.1 section 4.8.30).
//!
//! Alternatives are tried in turn; within one, all schemes are needed. Any credential that is
//! there and well-formed is good: a mock knows no users. Credentials are looked at here and
//! nowhere else, and never leave this module.

mod challenge;
mod credential;

use crate::fault::{Fault, Part};
use crate::message::Incoming;
use crate::refusal::Refusal;
use api_model::api::{Api, Operation, SecurityRequirement, SecurityScheme};
use challenge::challenges;
use credential::{Presented, carrier, present};
use std::borrow::Cow;

/// Lets a request pass, or says which credentials are missing and how to present them.
pub(crate) fn admit(
    api: &Api,
    operation: &Operation,
    incoming: &Incoming<'_>,
) -> Result<(), Refusal> {
    if operation.security.is_empty() {
        return Ok(());
    }
    let mut faults = Vec::new();
    for requirement in &operation.security {
        let missing = missing_in(api, requirement, incoming);
        if missing.is_empty() {
            return Ok(());
        }
        faults.extend(missing);
    }
    faults.dedup();
    Err(Refusal::Unauthorized {
        challenges: challenges(api, operation),
        faults,
    })
}

fn missing_in(api: &Api, requirement: &SecurityRequirement, incoming: &Incoming<'_>) -> Vec<Fault> {
    let faults = requirement.schemes.iter().filter_map(|scheme_use| {
        let scheme = api.security_scheme(scheme_use.scheme);
        match present(&scheme.kind, incoming) {
            Presented::Good => None,
            Presented::Missing => Some(fault(scheme, requirement, "is missing")),
            Presented::Malformed(why) => Some(fault(scheme, requirement, why)),
        }
    });
    faults.collect()
}

fn fault(scheme: &SecurityScheme, requirement: &SecurityRequirement, what: &str) -> Fault {
    let (part, name) = carrier(&scheme.kind);
    let carrier = match part {
        Part::Query => "query parameter",
        Part::Cookie => "cookie",
        _ => "header",
    };
    Fault {
        part,
        name: Some(name.to_owned()),
        pointer: String::new(),
        rule: Cow::Borrowed("security"),
        message: format!(
            "the credential of scheme `{}` in {carrier} `{name}` {what}",
            scheme.name
        ),
        place: Some(requirement.place),
    }
}
