//! A request as a command that can be pasted into a POSIX shell. Credentials are left out: what
//! stands in an answer is shown, kept and sent on.

use crate::message::Incoming;
use api_model::api::{Api, SecuritySchemeKind};
use http::header::HOST;
use http::{HeaderName, Method};

/// Longer bodies are not repeated.
const LONGEST: usize = 2048;

/// Headers that curl sends by itself, or that are about the connection.
const OWN: [&str; 9] = [
    "host",
    "content-length",
    "connection",
    "user-agent",
    "accept-encoding",
    "transfer-encoding",
    "expect",
    "te",
    "upgrade",
];

/// What stands in the place of a credential.
const SECRET: &str = "...";

pub(super) fn command(api: &Api, incoming: &Incoming<'_>) -> String {
    let mut parts = vec!["curl".to_owned()];
    let has_body = !incoming.body.is_empty();
    match *incoming.method {
        Method::GET if !has_body => {}
        Method::HEAD => parts.push("--head".to_owned()),
        ref method => parts.push(format!("-X {}", quote(method.as_str()))),
    }
    parts.push(quote(&address(api, incoming)));
    for (name, value) in incoming.headers {
        if OWN.contains(&name.as_str()) || name.as_str().starts_with("sec-") {
            continue;
        }
        let value = if is_secret(api, name) {
            SECRET.to_owned()
        } else {
            crate::text::latin_or_utf8(value.as_bytes())
        };
        parts.push(format!("-H {}", quote(&format!("{name}: {value}"))));
    }
    if has_body {
        let text = std::str::from_utf8(incoming.body).ok();
        let text = text.filter(|text| text.len() <= LONGEST && !text.starts_with('@'));
        let is_plain = |text: &&str| !text.chars().any(|one| one.is_control() && one != '\n');
        match text.filter(is_plain) {
            Some(text) => parts.push(format!("--data-binary {}", quote(text))),
            None => parts.push("--data-binary @body".to_owned()),
        }
    }
    parts.join(" ")
}

fn address(api: &Api, incoming: &Incoming<'_>) -> String {
    let host = incoming
        .header(HOST.as_str())
        .or_else(|| incoming.authority.map(str::to_owned));
    let host = host.unwrap_or_else(|| "localhost".to_owned());
    let mut address = format!("http://{host}{}", incoming.whole_path);
    for (at, pair) in incoming
        .query
        .split('&')
        .filter(|pair| !pair.is_empty())
        .enumerate()
    {
        address.push(if at == 0 { '?' } else { '&' });
        let name = pair.split('=').next().unwrap_or_default();
        if is_key(api, name) {
            address.push_str(&format!("{name}={SECRET}"));
        } else {
            address.push_str(pair);
        }
    }
    address
}

fn is_secret(api: &Api, name: &HeaderName) -> bool {
    matches!(
        name.as_str(),
        "authorization" | "proxy-authorization" | "cookie"
    ) || is_key(api, name.as_str())
}

fn is_key(api: &Api, wanted: &str) -> bool {
    let mut schemes = api.security_schemes.iter();
    schemes.any(|scheme| match &scheme.kind {
        SecuritySchemeKind::ApiKey { name, .. } => name.eq_ignore_ascii_case(wanted),
        _ => false,
    })
}

/// Single quotes keep all but the single quote itself.
fn quote(text: &str) -> String {
    let is_word = |byte: u8| byte.is_ascii_alphanumeric() || b"-_./:=,@%+".contains(&byte);
    if text.bytes().all(is_word) {
        return text.to_owned();
    }
    format!("'{}'", text.replace('\'', "'\\''"))
}
