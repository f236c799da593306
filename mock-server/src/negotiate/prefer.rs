//! The `Prefer` header (RFC 7240): `code=404`, `example=name`, `dynamic=true`, `seed=7`,
//! `delay=250` (milliseconds); and the same in the query, where a header cannot be set: `__code=404`.
//!
//! Preferences are separated by commas; semicolons, which the RFC reserves for a preference's
//! parameters, are read as commas, as other mock servers do. The first of equal names counts, the
//! header before the query.

use crate::message::Incoming;
use crate::refusal::Refusal;
use crate::text::{is_token, quoted, split_unquoted, unescape_form, unquote};
use api_model::api::{Location, Operation, Parameter};
use http::{HeaderMap, HeaderName};
use std::borrow::Cow;
use std::time::Duration;

/// The names of preferences in a query.
const IN_QUERY: [&str; 5] = ["__code", "__example", "__dynamic", "__seed", "__delay"];

/// Most milliseconds that an answer is held back.
const LONGEST_DELAY: u64 = 60_000;

/// What a request would like.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Preferences {
    /// The status.
    pub(crate) code: Option<u16>,
    /// The example.
    pub(crate) example: Option<String>,
    /// Whether the body is to be made from the schema.
    pub(crate) dynamic: Option<bool>,
    /// What it is made from.
    pub(crate) seed: Option<u64>,
    /// How long to wait before answering.
    pub(crate) delay: Option<Duration>,
}

impl Preferences {
    /// Reads all `Prefer` lines, then the query. Names that mean nothing here are passed over, as
    /// the RFC asks; a value that makes no sense is a fault of the request.
    pub(crate) fn read(operation: &Operation, incoming: &Incoming<'_>) -> Result<Self, Refusal> {
        let mut preferences = Preferences::default();
        preferences.take_headers(incoming.headers)?;
        for pair in incoming.query.split('&') {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            if is_preference(operation, name) {
                let value = unescape_form(value).unwrap_or(value.into());
                preferences.take(name.trim_start_matches('_'), &value, name)?;
            }
        }
        Ok(preferences)
    }

    fn take_headers(&mut self, headers: &HeaderMap) -> Result<(), Refusal> {
        for line in headers.get_all(HeaderName::from_static("prefer")) {
            let line = crate::text::latin_or_utf8(line.as_bytes());
            for item in split_unquoted(&line, &[',', ';']) {
                let (name, value) = item.split_once('=').unwrap_or((item, ""));
                let value = unquote(value.trim());
                let name = name.trim().to_ascii_lowercase();
                self.take(&name, &value, &name)?;
            }
        }
        Ok(())
    }

    fn take(&mut self, name: &str, value: &str, written: &str) -> Result<(), Refusal> {
        let refuse = |expected: &'static str| Refusal::BadPreference {
            name: written.to_owned(),
            value: value.to_owned(),
            expected,
        };
        match name {
            "code" if self.code.is_none() => {
                let code = value.parse().ok().filter(|code| (200..=599).contains(code));
                self.code = Some(code.ok_or_else(|| refuse("a status from 200 to 599"))?);
            }
            "example" if self.example.is_none() => self.example = Some(value.to_owned()),
            "dynamic" if self.dynamic.is_none() => {
                self.dynamic = Some(match value {
                    "" | "true" | "1" => true,
                    "false" | "0" => false,
                    _ => return Err(refuse("`true` or `false`")),
                });
            }
            "seed" if self.seed.is_none() => {
                let seed = value
                    .parse()
                    .map_err(|_| refuse("a whole number below 2^64"))?;
                self.seed = Some(seed);
            }
            "delay" if self.delay.is_none() => {
                let millis = value.parse().ok().filter(|millis| *millis <= LONGEST_DELAY);
                let millis = millis.ok_or_else(|| refuse("milliseconds, at most 60000"))?;
                self.delay = Some(Duration::from_millis(millis));
            }
            _ => {}
        }
        Ok(())
    }
}

/// Whether a query parameter is a preference: one of the known names, which the operation does not
/// use for a parameter of its own.
fn is_preference(operation: &Operation, name: &str) -> bool {
    let is_declared =
        |parameter: &Parameter| parameter.location == Location::Query && parameter.name == name;
    IN_QUERY.contains(&name) && !operation.parameters.iter().any(is_declared)
}

/// A query without the preferences in it: what the API itself would see.
pub(crate) fn without_preferences<'q>(operation: &Operation, query: &'q str) -> Cow<'q, str> {
    if !query.contains("__") {
        return Cow::Borrowed(query);
    }
    let pairs = query.split('&').filter(|pair| {
        let name = pair.split('=').next().unwrap_or_default();
        !is_preference(operation, name)
    });
    Cow::Owned(pairs.collect::<Vec<_>>().join("&"))
}

/// A preference as `Preference-Applied` writes it.
pub(crate) fn written(name: &str, value: &str) -> String {
    if is_token(value) {
        format!("{name}={value}")
    } else {
        format!("{name}={}", quoted(value))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::HeaderValue;

    fn read(lines: &[&'static str]) -> Result<Preferences, Refusal> {
        let mut headers = HeaderMap::new();
        for line in lines {
            headers.append("prefer", HeaderValue::from_static(line));
        }
        let mut preferences = Preferences::default();
        preferences.take_headers(&headers)?;
        Ok(preferences)
    }

    #[test]
    fn commas_semicolons_quotes_and_several_lines() {
        let read = read(&[
            "code=404; example=\"not, found\"",
            "dynamic, seed = 7, code=500, wait=5, delay=20",
        ])
        .unwrap();
        let expected = Preferences {
            code: Some(404),
            example: Some("not, found".to_owned()),
            dynamic: Some(true),
            seed: Some(7),
            delay: Some(Duration::from_millis(20)),
        };
        assert_eq!(read, expected);
    }

    #[test]
    fn values_that_make_no_sense_are_refused() {
        assert!(read(&["code=abc"]).is_err());
        assert!(read(&["code=42"]).is_err());
        assert!(read(&["dynamic=maybe"]).is_err());
        assert!(read(&["seed=-1"]).is_err());
        assert!(read(&["delay=60001"]).is_err());
    }
}
