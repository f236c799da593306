//! Credentials: which schemes a request carries and with what. Invented ones have the right form;
//! ones that were given are secrets.

use super::draft::Presented;
use crate::options::Options;
use api_model::api::{
    Api, ApiKeyLocation, Operation, SecurityRequirement, SecurityScheme, SecuritySchemeKind,
};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// Looks like a JSON Web Token and is none anybody signed.
const JWT: &str = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ1bmRlcnN0dWR5In0.bm90LWEtc2lnbmF0dXJl";
/// Anything else that is asked for as a key or token.
const TOKEN: &str = "understudy-invented-credential";

/// A credential where it travels.
#[derive(Debug, Clone)]
pub(super) struct Carried {
    /// Header, query or cookie.
    pub(super) location: ApiKeyLocation,
    /// Its name there.
    pub(super) name: String,
    /// Its value there, not yet encoded.
    pub(super) value: String,
}

/// Names of the headers, query parameters and cookies that carry the API's keys.
pub(crate) fn key_names(api: &Api) -> Vec<&str> {
    let name = |scheme| match scheme {
        &SecurityScheme {
            kind: SecuritySchemeKind::ApiKey { ref name, .. },
            ..
        } => Some(name.as_str()),
        _ => None,
    };
    api.security_schemes.iter().filter_map(name).collect()
}

/// What goes along with a request of this operation.
pub(super) fn present(
    api: &Api,
    operation: &Operation,
    options: &Options,
    presented: Presented,
) -> Vec<Carried> {
    if presented == Presented::Absent {
        return Vec::new();
    }
    let Some(alternative) = choose_alternative(api, operation, options) else {
        return Vec::new();
    };
    let given = |scheme: &SecurityScheme| match presented {
        Presented::Invented | Presented::Absent => None,
        Presented::Usual => given_value(options, scheme),
    };
    let schemes = alternative
        .schemes
        .iter()
        .map(|used| api.security_scheme(used.scheme));
    schemes
        .filter_map(|scheme| carry(scheme, given(scheme)))
        .collect()
}

/// Whether a request without credentials must be refused.
pub(super) fn is_protected(api: &Api, operation: &Operation) -> bool {
    !operation.security.is_empty()
        && operation.security.iter().all(|alternative| {
            !alternative.schemes.is_empty()
                && alternative
                    .schemes
                    .iter()
                    .any(|used| can_carry(api.security_scheme(used.scheme)))
        })
}

/// Whether the credentials of this operation were given to us, so that invented ones are wrong.
pub(super) fn is_given(api: &Api, operation: &Operation, options: &Options) -> bool {
    choose_alternative(api, operation, options).is_some_and(|alternative| {
        let mut schemes = alternative
            .schemes
            .iter()
            .map(|used| api.security_scheme(used.scheme));
        schemes.any(|scheme| given_value(options, scheme).is_some())
    })
}

/// The first alternative whose credentials were all given, else the first that we can carry.
fn choose_alternative<'a>(
    api: &Api,
    operation: &'a Operation,
    options: &Options,
) -> Option<&'a SecurityRequirement> {
    let all = |alternative: &SecurityRequirement, test: &dyn Fn(&SecurityScheme) -> bool| {
        alternative
            .schemes
            .iter()
            .all(|used| test(api.security_scheme(used.scheme)))
    };
    let given = |scheme: &SecurityScheme| given_value(options, scheme).is_some();
    let mut alternatives = operation
        .security
        .iter()
        .filter(|one| !one.schemes.is_empty());
    let complete = alternatives.clone().find(|one| all(one, &given));
    complete
        .or_else(|| alternatives.clone().find(|one| all(one, &can_carry)))
        .or_else(|| alternatives.next())
}

fn given_value<'a>(options: &'a Options, scheme: &SecurityScheme) -> Option<&'a str> {
    let found = options
        .credentials
        .iter()
        .find(|credential| credential.scheme == scheme.name);
    found.map(|credential| credential.value.as_str())
}

fn can_carry(scheme: &SecurityScheme) -> bool {
    !matches!(scheme.kind, SecuritySchemeKind::MutualTls)
}

fn carry(scheme: &SecurityScheme, given: Option<&str>) -> Option<Carried> {
    let authorization = |value: String| {
        Some(Carried {
            location: ApiKeyLocation::Header,
            name: "Authorization".to_owned(),
            value,
        })
    };
    match &scheme.kind {
        SecuritySchemeKind::ApiKey { name, location } => Some(Carried {
            location: *location,
            name: name.clone(),
            value: given.unwrap_or(TOKEN).to_owned(),
        }),
        SecuritySchemeKind::Basic => authorization(basic(given.unwrap_or("understudy:invented"))),
        SecuritySchemeKind::Bearer { format } => {
            let jwt = format
                .as_deref()
                .is_some_and(|format| format.eq_ignore_ascii_case("jwt"));
            let invented = if jwt { JWT } else { TOKEN };
            authorization(format!("Bearer {}", given.unwrap_or(invented)))
        }
        SecuritySchemeKind::OAuth2 { .. } | SecuritySchemeKind::OpenIdConnect { .. } => {
            authorization(format!("Bearer {}", given.unwrap_or(TOKEN)))
        }
        SecuritySchemeKind::Http { scheme } => {
            authorization(format!("{scheme} {}", given.unwrap_or(TOKEN)))
        }
        SecuritySchemeKind::MutualTls => None,
    }
}

/// `user:password` is encoded (RFC 7617 section 2); what has no colon is taken as encoded already.
fn basic(value: &str) -> String {
    match value.contains(':') {
        true => format!("Basic {}", STANDARD.encode(value)),
        false => format!("Basic {value}"),
    }
}

/// Every spelling of the secrets in these options, for taking them out of what is printed.
pub(crate) fn secrets(options: &Options) -> Vec<String> {
    let credentials = options
        .credentials
        .iter()
        .map(|credential| &credential.value);
    let mut found = Vec::new();
    for value in credentials.chain(options.headers.iter().map(|(_, value)| value)) {
        found.push(value.clone());
        found.push(api_runtime::style::escape(value, false));
        found.push(STANDARD.encode(value));
        if let Some((_, last)) = value.split_once([' ', ':']) {
            found.push(last.trim().to_owned());
        }
    }
    found.retain(|secret| secret.len() >= 4);
    // Longest first, so that no piece of a longer one is left standing.
    found.sort_by(|one, other| other.len().cmp(&one.len()).then_with(|| one.cmp(other)));
    found.dedup();
    found
}
