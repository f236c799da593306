//! The `Prefer` header (RFC 7240): `code=404`, `example=name`, `dynamic=true`, `seed=7`.
//!
//! Preferences are separated by commas; semicolons, which the RFC reserves for a preference's
//! parameters, are read as commas, as other mock servers do. The first of equal names counts.

use crate::refusal::Refusal;
use crate::text::{is_token, quoted, split_unquoted, unquote};
use http::{HeaderMap, HeaderName};

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
}

impl Preferences {
    /// Reads all `Prefer` lines. Names that mean nothing here are passed over, as the RFC asks;
    /// a value that makes no sense is a fault of the request.
    pub(crate) fn read(headers: &HeaderMap) -> Result<Self, Refusal> {
        let mut preferences = Preferences::default();
        for line in headers.get_all(HeaderName::from_static("prefer")) {
            let line = crate::text::latin_or_utf8(line.as_bytes());
            for item in split_unquoted(&line, &[',', ';']) {
                let (name, value) = item.split_once('=').unwrap_or((item, ""));
                let value = unquote(value.trim());
                preferences.take(&name.trim().to_ascii_lowercase(), &value)?;
            }
        }
        Ok(preferences)
    }

    fn take(&mut self, name: &str, value: &str) -> Result<(), Refusal> {
        let refuse = |expected: &'static str| Refusal::BadPreference {
            name: name.to_owned(),
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
            _ => {}
        }
        Ok(())
    }
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
        Preferences::read(&headers)
    }

    #[test]
    fn commas_semicolons_quotes_and_several_lines() {
        let read = read(&[
            "code=404; example=\"not, found\"",
            "dynamic, seed = 7, code=500, wait=5",
        ])
        .unwrap();
        let expected = Preferences {
            code: Some(404),
            example: Some("not, found".to_owned()),
            dynamic: Some(true),
            seed: Some(7),
        };
        assert_eq!(read, expected);
    }

    #[test]
    fn values_that_make_no_sense_are_refused() {
        assert!(read(&["code=abc"]).is_err());
        assert!(read(&["code=42"]).is_err());
        assert!(read(&["dynamic=maybe"]).is_err());
        assert!(read(&["seed=-1"]).is_err());
    }
}
