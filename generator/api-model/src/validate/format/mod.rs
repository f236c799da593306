//! Formats: those of JSON Schema 2020-12 section 7.3 and of the OpenAPI format registry, asserted.
//! A format nobody here knows asserts nothing.

mod address;
mod encoding;
mod time;
mod uri;

#[cfg(test)]
mod tests;

use super::number::is_whole;
use super::pattern_fault;
use serde_json::Number;

/// What the format needs, if a text is not that.
pub(super) fn string_fault(format: &str, text: &str) -> Option<&'static str> {
    let (fits, needed): (bool, &'static str) = match format {
        "date-time" => (
            time::is_date_time(text),
            "a date and time with an offset such as 2024-05-31T12:00:00Z",
        ),
        "date" => (time::is_date(text), "a date such as 2024-05-31"),
        "time" => (
            time::is_time(text),
            "a time with an offset such as 12:00:00Z",
        ),
        "duration" => (time::is_duration(text), "a duration such as P1DT12H"),
        "email" => (address::is_email(text, false), "an email address"),
        "idn-email" => (address::is_email(text, true), "an email address"),
        "hostname" => (address::is_hostname(text), "a host name"),
        "idn-hostname" => (address::is_idn_hostname(text), "a host name"),
        "ipv4" => (address::is_ipv4(text), "an IPv4 address"),
        "ipv6" => (address::is_ipv6(text), "an IPv6 address"),
        "uri" => (uri::is_uri(text, false), "an absolute URI"),
        "iri" => (uri::is_uri(text, true), "an absolute IRI"),
        "uri-reference" => (
            uri::is_reference(text, false),
            "a URI or a relative reference",
        ),
        "iri-reference" => (
            uri::is_reference(text, true),
            "an IRI or a relative reference",
        ),
        "uri-template" => (uri::is_template(text), "a URI template"),
        "uuid" => (encoding::is_uuid(text), "a UUID"),
        "json-pointer" => (encoding::is_json_pointer(text), "a JSON pointer"),
        "relative-json-pointer" => (
            encoding::is_relative_json_pointer(text),
            "a relative JSON pointer",
        ),
        "regex" => (pattern_fault(text).is_none(), "a regular expression"),
        "byte" | "base64" => (encoding::is_base64(text), "Base64"),
        "base64url" => (encoding::is_base64(text), "Base64 for URLs"),
        "decimal" | "decimal128" => (encoding::is_decimal(text), "a decimal number"),
        name => return whole_range(name).and_then(|range| whole_text_fault(range, text)),
    };
    (!fits).then_some(needed)
}

/// What the format needs, if a number is not that.
pub(super) fn number_fault(format: &str, number: &Number) -> Option<&'static str> {
    if format == "float" {
        let size = number.as_f64().map_or(0.0, f64::abs);
        return (size > f64::from(f32::MAX)).then_some("a number of 32 bits");
    }
    let (least, most, needed) = whole_range(format)?;
    let value = if is_whole(number) {
        whole_value(number)
    } else {
        None
    };
    let fits = value.is_some_and(|value| (least..=most).contains(&value));
    (!fits).then_some(needed)
}

type Range = (i128, i128, &'static str);

fn whole_range(format: &str) -> Option<Range> {
    let signed =
        |bits: u32, needed| Some((-(1_i128 << (bits - 1)), (1_i128 << (bits - 1)) - 1, needed));
    let unsigned = |bits: u32, needed| Some((0, (1_i128 << bits) - 1, needed));
    match format {
        "int8" => signed(8, "a whole number of 8 bits"),
        "int16" => signed(16, "a whole number of 16 bits"),
        "int32" => signed(32, "a whole number of 32 bits"),
        "int64" => signed(64, "a whole number of 64 bits"),
        "uint8" => unsigned(8, "a whole number from 0 to 255"),
        "uint16" => unsigned(16, "a whole number from 0 to 65535"),
        "uint32" => unsigned(32, "a whole number of 32 bits, not below zero"),
        "uint64" => unsigned(64, "a whole number of 64 bits, not below zero"),
        "uint" => unsigned(64, "a whole number, not below zero"),
        _ => None,
    }
}

/// The value of a whole number; numbers beyond 64 bits are all alike.
fn whole_value(number: &Number) -> Option<i128> {
    number
        .as_i64()
        .map(i128::from)
        .or_else(|| number.as_u64().map(i128::from))
        .or_else(|| number.as_f64().map(|float| float as i128))
}

/// Large numbers travel as text in some APIs.
fn whole_text_fault((least, most, needed): Range, text: &str) -> Option<&'static str> {
    let value: Option<i128> = text.parse().ok();
    let fits = value.is_some_and(|value| (least..=most).contains(&value));
    (!fits).then_some(needed)
}
