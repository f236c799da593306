//! Finding the credential of a scheme in a request, and whether it has the right form.

use crate::fault::Part;
use crate::message::Incoming;
use crate::text::{is_token, latin_or_utf8};
use api_model::api::{ApiKeyLocation, SecuritySchemeKind};
use api_runtime::style::Pairs;
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD};

/// What was found.
///
/// Not printable, since it holds the credential.
pub(crate) enum Presented {
    /// A credential of the right form: the key, the token, or user and password.
    There(String),
    /// It travels where it cannot be seen from here.
    Unseen,
    /// Nothing.
    Missing,
    /// Something of another form; the text ends a sentence about it.
    Malformed(&'static str),
}

/// Where the credential of a scheme travels, and under which name.
pub(crate) fn carrier(kind: &SecuritySchemeKind) -> (Part, &str) {
    match kind {
        SecuritySchemeKind::ApiKey { name, location } => {
            let part = match location {
                ApiKeyLocation::Header => Part::Header,
                ApiKeyLocation::Query => Part::Query,
                ApiKeyLocation::Cookie => Part::Cookie,
            };
            (part, name)
        }
        _ => (Part::Header, "Authorization"),
    }
}

/// Looks for the credential of a scheme.
pub(crate) fn present(kind: &SecuritySchemeKind, incoming: &Incoming<'_>) -> Presented {
    match kind {
        SecuritySchemeKind::ApiKey { name, location } => match api_key(name, *location, incoming) {
            None => Presented::Missing,
            Some(key) if key.trim().is_empty() => Presented::Malformed("is empty"),
            Some(key) => Presented::There(key),
        },
        SecuritySchemeKind::Basic => authorization(incoming, "basic", read_basic),
        SecuritySchemeKind::Bearer { .. }
        | SecuritySchemeKind::OAuth2 { .. }
        | SecuritySchemeKind::OpenIdConnect { .. } => authorization(incoming, "bearer", |value| {
            is_bearer(value)
                .then(|| value.to_owned())
                .ok_or("is not a bearer token")
        }),
        SecuritySchemeKind::Http { scheme } => {
            authorization(incoming, scheme, |value| Ok(value.to_owned()))
        }
        // A certificate belongs to the connection, which is not seen here.
        SecuritySchemeKind::MutualTls => Presented::Unseen,
    }
}

fn api_key(name: &str, location: ApiKeyLocation, incoming: &Incoming<'_>) -> Option<String> {
    match location {
        ApiKeyLocation::Header => incoming.header(name),
        ApiKeyLocation::Query => Pairs::of_query(incoming.query)
            .values(name)
            .next()
            .map(str::to_owned),
        ApiKeyLocation::Cookie => {
            let cookies = incoming.cookies()?;
            Pairs::of_cookies(&cookies)
                .values(name)
                .next()
                .map(str::to_owned)
        }
    }
}

fn authorization(
    incoming: &Incoming<'_>,
    wanted: &str,
    read: impl Fn(&str) -> Result<String, &'static str>,
) -> Presented {
    let Some(header) = incoming.header("authorization") else {
        return Presented::Missing;
    };
    let header = header.trim();
    let (scheme, value) = header.split_once(' ').unwrap_or((header, ""));
    if !scheme.eq_ignore_ascii_case(wanted) {
        return Presented::Malformed("is of another authentication scheme");
    }
    if value.trim().is_empty() {
        return Presented::Malformed("has no value");
    }
    match read(value.trim()) {
        Ok(value) => Presented::There(value),
        Err(why) => Presented::Malformed(why),
    }
}

/// RFC 7617: base64 of `user:password`.
fn read_basic(value: &str) -> Result<String, &'static str> {
    let decoded = STANDARD
        .decode(value)
        .or_else(|_| STANDARD_NO_PAD.decode(value));
    match decoded {
        Err(_) => Err("is not base64"),
        Ok(bytes) if !bytes.contains(&b':') => Err("has no colon between user and password"),
        Ok(bytes) => Ok(latin_or_utf8(&bytes)),
    }
}

/// RFC 6750 section 2.1, and any other token: real services hand out more than the grammar allows.
fn is_bearer(value: &str) -> bool {
    value
        .split(['/', '=', ':', ','])
        .all(|piece| piece.is_empty() || is_token(piece))
}

/// Compares in a time that depends on the lengths alone.
pub(crate) fn is_same(left: &str, right: &str) -> bool {
    let bytes = left.bytes().zip(right.bytes());
    let difference = bytes.fold(0, |difference, (left, right)| difference | (left ^ right));
    // Without the black box a compiler may stop at the first difference.
    left.len() == right.len() && std::hint::black_box(difference) == 0
}
