//! Formats as the front end's validator has them: one list of cases for both.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on may panic")]

use api_runtime::check::{Checker, Format, Violations};
use api_runtime::formats::{Base64, Date, DateTime, Uuid};
use serde_json::{Map, Value};

const CASES: &str = include_str!("../../api-model/src/validate/format/cases.json");

/// The format of a name; `None` for those that nothing is checked for here.
fn format(name: &str) -> Option<Format> {
    Some(match name {
        "date-time" => Format::DateTime,
        "date" => Format::Date,
        "time" => Format::Time,
        "duration" => Format::Duration,
        "email" => Format::Email,
        "idn-email" => Format::IdnEmail,
        "hostname" => Format::Hostname,
        "idn-hostname" => Format::IdnHostname,
        "ipv4" => Format::Ipv4,
        "ipv6" => Format::Ipv6,
        "uri" => Format::Uri,
        "iri" => Format::Iri,
        "uri-reference" => Format::UriReference,
        "iri-reference" => Format::IriReference,
        "uri-template" => Format::UriTemplate,
        "uuid" => Format::Uuid,
        "json-pointer" => Format::JsonPointer,
        "relative-json-pointer" => Format::RelativeJsonPointer,
        "byte" | "base64" => Format::Base64,
        "base64url" => Format::Base64Url,
        "decimal" => Format::Decimal,
        "int32" => Format::Int32,
        "int64" => Format::Int64,
        "uint8" => Format::Uint8,
        "uint64" => Format::Uint64,
        "regex" | "password" => return None,
        other => panic!("no format for the cases of `{other}`"),
    })
}

fn cases() -> Vec<(String, String, bool)> {
    let all: Map<String, Value> = serde_json::from_str(CASES).unwrap();
    let mut out = Vec::new();
    for (name, lists) in &all {
        for (list, fits) in [("fits", true), ("other", false)] {
            for text in lists[list].as_array().unwrap() {
                out.push((name.clone(), text.as_str().unwrap().to_owned(), fits));
            }
        }
    }
    out
}

#[test]
fn texts_are_checked_as_the_validator_does() {
    for (name, text, fits) in cases() {
        let Some(format) = format(&name) else {
            continue;
        };
        let mut out = Violations::default();
        Checker::body(&mut out).format(&text, format);
        assert_eq!(out.is_empty(), fits, "{name}: {text}");
        for violation in out.list() {
            assert_eq!(violation.rule, "format");
        }
    }
}

#[test]
fn types_read_what_has_their_format() {
    for (name, text, fits) in cases() {
        let reads = match name.as_str() {
            "date-time" => serde_json::from_value::<DateTime>(text.clone().into()).is_ok(),
            "date" => serde_json::from_value::<Date>(text.clone().into()).is_ok(),
            "uuid" => serde_json::from_value::<Uuid>(text.clone().into()).is_ok(),
            "byte" => serde_json::from_value::<Base64>(text.clone().into()).is_ok(),
            _ => continue,
        };
        // A type may know more spellings than its format has.
        assert!(reads || !fits, "{name}: {text}");
    }
}
