//! Security: whether a request presents what its operation asks for (OpenAPI 3.1 section 4.8.30).
//!
//! Alternatives are tried in turn; within one, all schemes are needed. Where no good credential was
//! named, any that is there and well-formed is good: a mock knows no users. Credentials are looked
//! at here and nowhere else, and never leave this module.

mod challenge;
mod credential;
mod signature;

use crate::fault::{Fault, Part};
use crate::message::Incoming;
use crate::options::{AuthMode, Credential, MockOptions};
use crate::refusal::Refusal;
use crate::rules::{Context, Rules};
use crate::tokens::{Origin, Tokens};
use api_model::api::{
    Api, Operation, SchemeUse, SecurityRequirement, SecurityScheme, SecuritySchemeId,
    SecuritySchemeKind,
};
use credential::{Presented, carrier, is_same, present};
use std::borrow::Cow;
use std::sync::Arc;

pub(crate) use challenge::challenges;

/// Decides who may pass.
#[derive(Debug)]
pub(crate) struct Guard {
    mode: AuthMode,
    /// The good credentials of each scheme of the API, by its index.
    good: Vec<Vec<Credential>>,
    rules: Arc<Rules>,
    tokens: Arc<Tokens>,
}

/// A scheme that keeps a request out.
struct Lacking {
    scheme: SecuritySchemeId,
    fault: Fault,
    /// The error of RFC 6750, if there is a credential of the right form and it is not good.
    error: Option<&'static str>,
}

/// A credential that lacks a scope.
const INSUFFICIENT: &str = "insufficient_scope";

impl Guard {
    pub(crate) fn new(
        api: &Api,
        options: &MockOptions,
        rules: Arc<Rules>,
        tokens: Arc<Tokens>,
    ) -> Self {
        let good_for = |scheme: &SecurityScheme| {
            let credentials = options.credentials.iter();
            credentials
                .filter(|credential| credential.scheme == scheme.name)
                .cloned()
                .collect()
        };
        Guard {
            mode: options.auth,
            good: api.security_schemes.iter().map(good_for).collect(),
            rules,
            tokens,
        }
    }

    /// Lets a request pass, or says which credentials are missing and how to present them.
    pub(crate) fn admit(
        &self,
        api: &Api,
        operation: &Operation,
        incoming: &Incoming<'_>,
    ) -> Result<(), Refusal> {
        if operation.security.is_empty() || self.mode == AuthMode::Off {
            return Ok(());
        }
        let mut lacking = Vec::new();
        let mut lacks_scopes_only = false;
        for requirement in &operation.security {
            let missing = self.lacking_in(api, operation, requirement, incoming);
            if missing.is_empty() {
                return Ok(());
            }
            let mut errors = missing.iter().map(|lacking| lacking.error);
            lacks_scopes_only |= errors.all(|error| error == Some(INSUFFICIENT));
            lacking.extend(missing);
        }
        let wrong = lacking.iter();
        let wrong = wrong.filter_map(|lacking| Some((lacking.scheme, lacking.error?)));
        let challenges = challenges(api, operation, &wrong.collect::<Vec<_>>());
        let mut faults: Vec<Fault> = lacking.into_iter().map(|lacking| lacking.fault).collect();
        faults.dedup();
        Err(if lacks_scopes_only {
            Refusal::Forbidden { challenges, faults }
        } else {
            Refusal::Unauthorized { challenges, faults }
        })
    }

    fn lacking_in(
        &self,
        api: &Api,
        operation: &Operation,
        requirement: &SecurityRequirement,
        incoming: &Incoming<'_>,
    ) -> Vec<Lacking> {
        let lacking = requirement.schemes.iter().filter_map(|scheme_use| {
            let scheme = api.security_scheme(scheme_use.scheme);
            let (what, error) = match present(&scheme.kind, incoming) {
                Presented::Unseen => return None,
                Presented::There(value) => {
                    let signed = || self.signature(scheme, operation, incoming);
                    self.judge(scheme, scheme_use, &value, signed)?
                }
                Presented::Missing => ("is missing".to_owned(), None),
                Presented::Malformed(why) => (why.to_owned(), None),
            };
            Some(Lacking {
                scheme: scheme_use.scheme,
                fault: fault(scheme, requirement, &what),
                error,
            })
        });
        lacking.collect()
    }

    /// What is wrong with a credential that is there, if anything is.
    fn judge(
        &self,
        scheme: &SecurityScheme,
        scheme_use: &SchemeUse,
        value: &str,
        signed: impl Fn() -> Option<String>,
    ) -> Option<(String, Option<&'static str>)> {
        const INVALID: Option<&str> = Some("invalid_token");
        let is_named = |good: &Vec<Credential>| !good.is_empty();
        if is_bearer(&scheme.kind)
            && !self
                .good
                .get(scheme_use.scheme.index())
                .is_some_and(is_named)
        {
            match self.tokens.read(value) {
                Origin::Ours(scopes) => {
                    let mut needed = scheme_use.scopes.iter();
                    let lacking = needed.find(|needed| !scopes.contains(needed))?;
                    return Some((format!("lacks the scope `{lacking}`"), Some(INSUFFICIENT)));
                }
                Origin::Spoilt(why) => return Some((why.to_owned(), INVALID)),
                Origin::Elsewhere => {}
            }
        }
        if self.is_good(scheme_use.scheme, value, signed) {
            return None;
        }
        Some(("is not a good one".to_owned(), INVALID))
    }

    /// Compares with every good credential, so that the time says nothing about which is near.
    /// What signs the request is compared by what it signs.
    fn is_good(
        &self,
        scheme: SecuritySchemeId,
        value: &str,
        signed: impl Fn() -> Option<String>,
    ) -> bool {
        let good = self.good.get(scheme.index()).map_or(&[][..], Vec::as_slice);
        if good.is_empty() {
            return self.mode == AuthMode::Lenient;
        }
        let signed = signed();
        let same = good.iter().map(|good| match &signed {
            Some(message) => signature::is_signed(&good.value, message, value),
            None => is_same(&good.value, value),
        });
        same.fold(false, |any, same| any | same)
    }

    /// The text that a signature is made of, where rules say that the scheme's header is one.
    fn signature(
        &self,
        scheme: &SecurityScheme,
        operation: &Operation,
        incoming: &Incoming<'_>,
    ) -> Option<String> {
        let mut signatures = self.rules.signatures.iter();
        let rule = signatures.find(|rule| rule.scheme == scheme.name)?;
        let cx = Context::of_head(operation, incoming);
        Some(rule.message.render_text(&cx))
    }
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

/// Whether a scheme's credential is a bearer token (RFC 6750).
fn is_bearer(kind: &SecuritySchemeKind) -> bool {
    matches!(
        kind,
        SecuritySchemeKind::Bearer { .. }
            | SecuritySchemeKind::OAuth2 { .. }
            | SecuritySchemeKind::OpenIdConnect { .. }
    )
}
