//! Security: whether what was enough to get in still is.

use super::change::{Level, Side};
use super::schema::Delta;
use super::sink::{Sink, Spot};
use api_model::api::{Api, Operation, SchemeUse, SecurityRequirement, SecuritySchemeKind};

/// Compares the schemes of the same name: what travels, and where.
pub(super) fn schemes(sink: &mut Sink<'_>) {
    let (old, new) = (sink.old, sink.new);
    for before in &old.security_schemes {
        let Some(after) = new
            .security_schemes
            .iter()
            .find(|scheme| scheme.name == before.name)
        else {
            // An operation that asked for it says so itself.
            continue;
        };
        let (was, is) = (travels(&before.kind), travels(&after.kind));
        if was != is {
            let message = format!("the credential of `{}` was {was} and is {is}", before.name);
            let spot = Spot {
                operation: format!("security scheme {}", before.name),
                operation_id: None,
                outbound: false,
            };
            let places = (Some(before.place), Some(after.place));
            let delta = Delta::new("security-scheme-changed", Level::Breaking, message, places);
            sink.add(&spot, "", Side::Operation, delta);
        }
    }
}

/// How a credential looks on the wire. Tokens of OAuth 2 and OpenID Connect travel as bearer.
fn travels(kind: &SecuritySchemeKind) -> String {
    match kind {
        SecuritySchemeKind::ApiKey { name, location } => {
            format!("in the {} `{name}`", format!("{location:?}").to_lowercase())
        }
        SecuritySchemeKind::Basic => "HTTP Basic".to_owned(),
        SecuritySchemeKind::Http { scheme } => format!("HTTP `{scheme}`"),
        SecuritySchemeKind::MutualTls => "a client certificate".to_owned(),
        SecuritySchemeKind::Bearer { .. }
        | SecuritySchemeKind::OAuth2 { .. }
        | SecuritySchemeKind::OpenIdConnect { .. } => "a bearer token".to_owned(),
    }
}

/// Compares what two operations ask of callers.
pub(super) fn requirements(sink: &mut Sink<'_>, spot: &Spot, old: &Operation, new: &Operation) {
    let before = alternatives(sink.old, &old.security);
    let after = alternatives(sink.new, &new.security);
    let lost = before
        .iter()
        .find(|ways| !after.iter().any(|other| other.enough_with(ways)));
    let gained = after
        .iter()
        .find(|ways| !before.iter().any(|other| other.enough_with(ways)));
    let (rule, level, message) = match (lost, gained) {
        (Some(lost), _) => (
            "security-tightened",
            Level::Breaking,
            lost.no_longer_enough(),
        ),
        (None, Some(gained)) => ("security-loosened", Level::Compatible, gained.enough_now()),
        (None, None) => return,
    };
    let place = |list: &[SecurityRequirement], operation: &Operation| {
        Some(list.first().map_or(operation.place, |first| first.place))
    };
    let places = (place(&old.security, old), place(&new.security, new));
    sink.add(
        spot,
        "",
        Side::Operation,
        Delta::new(rule, level, message, places),
    );
}

/// One way in: names of schemes with the scopes a credential needs.
struct Ways<'a>(Vec<(&'a str, &'a SchemeUse)>);

impl Ways<'_> {
    /// Whether somebody who has what `other` asks for gets in here.
    fn enough_with(&self, other: &Ways<'_>) -> bool {
        self.0.iter().all(|(name, needed)| {
            other.0.iter().any(|(has, given)| {
                has == name
                    && needed
                        .scopes
                        .iter()
                        .all(|scope| given.scopes.contains(scope))
            })
        })
    }

    fn no_longer_enough(&self) -> String {
        if self.0.is_empty() {
            return "a credential is needed now".to_owned();
        }
        format!("{} is no longer enough", self.words())
    }

    fn enough_now(&self) -> String {
        if self.0.is_empty() {
            return "no credential is needed any more".to_owned();
        }
        format!("{} is enough now", self.words())
    }

    fn words(&self) -> String {
        let names: Vec<String> = self
            .0
            .iter()
            .map(|(name, needed)| match needed.scopes.as_slice() {
                [] => format!("`{name}`"),
                scopes => format!("`{name}` with {}", scopes.join(", ")),
            })
            .collect();
        names.join(" and ")
    }
}

fn alternatives<'a>(api: &'a Api, security: &'a [SecurityRequirement]) -> Vec<Ways<'a>> {
    if security.is_empty() {
        return vec![Ways(Vec::new())];
    }
    let name = |used: &'a SchemeUse| (api.security_scheme(used.scheme).name.as_str(), used);
    security
        .iter()
        .map(|requirement| Ways(requirement.schemes.iter().map(name).collect()))
        .collect()
}
