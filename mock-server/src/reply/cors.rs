//! Cross-origin requests (the Fetch standard, section 3.2): computed for each request, whatever a
//! document says about these headers.

use crate::message::Incoming;
use crate::text::is_token;
use http::header::{
    ACCESS_CONTROL_ALLOW_CREDENTIALS, ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS,
    ACCESS_CONTROL_ALLOW_ORIGIN, ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_MAX_AGE,
    ACCESS_CONTROL_REQUEST_HEADERS, ACCESS_CONTROL_REQUEST_METHOD, ORIGIN, VARY,
};
use http::{HeaderMap, HeaderName, HeaderValue, Method};

/// Headers that scripts may read without being told so.
const SAFE: [&str; 7] = [
    "cache-control",
    "content-language",
    "content-length",
    "content-type",
    "expires",
    "last-modified",
    "pragma",
];

const PRIVATE_NETWORK_ASKED: HeaderName =
    HeaderName::from_static("access-control-request-private-network");
const PRIVATE_NETWORK_GRANTED: HeaderName =
    HeaderName::from_static("access-control-allow-private-network");

/// Whether a browser asks for leave before it sends the real request.
pub(crate) fn is_preflight(incoming: &Incoming<'_>) -> bool {
    incoming.method == Method::OPTIONS
        && incoming.headers.contains_key(ORIGIN)
        && incoming.headers.contains_key(ACCESS_CONTROL_REQUEST_METHOD)
}

/// The headers that answer a preflight. Without declared methods the one asked for is granted, so
/// that the page gets to see the real answer.
pub(crate) fn preflight_headers(
    incoming: &Incoming<'_>,
    methods: Option<&HeaderValue>,
) -> HeaderMap {
    let mut headers = HeaderMap::new();
    let asked = incoming.headers.get(ACCESS_CONTROL_REQUEST_METHOD);
    if let Some(methods) = methods.or(asked) {
        headers.insert(ACCESS_CONTROL_ALLOW_METHODS, methods.clone());
    }
    if let Some(names) = requested_headers(incoming) {
        headers.insert(ACCESS_CONTROL_ALLOW_HEADERS, names);
    }
    if incoming.headers.contains_key(&PRIVATE_NETWORK_ASKED) {
        headers.insert(PRIVATE_NETWORK_GRANTED, HeaderValue::from_static("true"));
    }
    headers.insert(ACCESS_CONTROL_MAX_AGE, HeaderValue::from_static("600"));
    for name in [
        ACCESS_CONTROL_REQUEST_METHOD,
        ACCESS_CONTROL_REQUEST_HEADERS,
    ] {
        headers.append(VARY, HeaderValue::from_name(name));
    }
    headers
}

/// The header names asked for, those that are names.
fn requested_headers(incoming: &Incoming<'_>) -> Option<HeaderValue> {
    let text = incoming.header(ACCESS_CONTROL_REQUEST_HEADERS.as_str())?;
    let names: Vec<&str> = text
        .split(',')
        .map(str::trim)
        .filter(|name| is_token(name))
        .collect();
    (!names.is_empty()).then(|| HeaderValue::from_str(&names.join(", ")).ok())?
}

/// Lets the page that asked read the answer and its headers.
pub(crate) fn add(incoming: &Incoming<'_>, headers: &mut HeaderMap) {
    let Some(origin) = incoming.headers.get(ORIGIN) else {
        return;
    };
    let names = headers.keys().map(HeaderName::as_str);
    let exposed: Vec<&str> = names
        .filter(|name| {
            !SAFE.contains(name) && *name != "vary" && !name.starts_with("access-control-")
        })
        .collect();
    if let Ok(exposed) = HeaderValue::from_str(&exposed.join(", "))
        && !exposed.is_empty()
    {
        headers.insert(ACCESS_CONTROL_EXPOSE_HEADERS, exposed);
    }
    headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, origin.clone());
    headers.insert(
        ACCESS_CONTROL_ALLOW_CREDENTIALS,
        HeaderValue::from_static("true"),
    );
}
