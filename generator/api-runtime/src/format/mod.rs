//! Formats of strings that have no Rust type of their own: JSON Schema 2020-12 section 7.3 and the OpenAPI format
//! registry. What fits is what the front end's validator lets pass, so that a stub, a mock and the judge agree; both
//! are held to the same list of cases.
//!
//! `regex` is not among them: whether ECMA-262 has an expression takes a parser of its own.

mod address;
mod encoding;
mod time;
mod uri;

/// A format that a text is checked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// `date-time`: RFC 3339.
    DateTime,
    /// `date`: RFC 3339, `full-date`.
    Date,
    /// `time`: RFC 3339, `full-time`.
    Time,
    /// `duration`: RFC 3339, appendix A.
    Duration,
    /// `email`: RFC 5321, section 4.1.2.
    Email,
    /// `idn-email`: RFC 6531.
    IdnEmail,
    /// `hostname`: RFC 1123, section 2.1.
    Hostname,
    /// `idn-hostname`: RFC 5890, section 2.3.2.3.
    IdnHostname,
    /// `ipv4`: RFC 2673, section 3.2.
    Ipv4,
    /// `ipv6`: RFC 4291, section 2.2.
    Ipv6,
    /// `uri`: RFC 3986.
    Uri,
    /// `iri`: RFC 3987.
    Iri,
    /// `uri-reference`: RFC 3986, section 4.1.
    UriReference,
    /// `iri-reference`: RFC 3987.
    IriReference,
    /// `uri-template`: RFC 6570.
    UriTemplate,
    /// `uuid`: RFC 4122.
    Uuid,
    /// `json-pointer`: RFC 6901, section 3.
    JsonPointer,
    /// `relative-json-pointer`.
    RelativeJsonPointer,
    /// `byte` and `base64`: RFC 4648, section 4.
    Base64,
    /// `base64url`: RFC 4648, section 5.
    Base64Url,
    /// `decimal` and `decimal128`.
    Decimal,
    /// `int8` as text.
    Int8,
    /// `int16` as text.
    Int16,
    /// `int32` as text.
    Int32,
    /// `int64` as text.
    Int64,
    /// `uint8` as text.
    Uint8,
    /// `uint16` as text.
    Uint16,
    /// `uint32` as text.
    Uint32,
    /// `uint64` and `uint` as text.
    Uint64,
}

impl Format {
    /// Whether a text has the format.
    pub fn fits(self, text: &str) -> bool {
        match self {
            Self::DateTime => time::is_date_time(text),
            Self::Date => time::is_date(text),
            Self::Time => time::is_time(text),
            Self::Duration => time::is_duration(text),
            Self::Email => address::is_email(text, false),
            Self::IdnEmail => address::is_email(text, true),
            Self::Hostname => address::is_hostname(text),
            Self::IdnHostname => address::is_idn_hostname(text),
            Self::Ipv4 => address::is_ipv4(text),
            Self::Ipv6 => address::is_ipv6(text),
            Self::Uri => uri::is_uri(text, false),
            Self::Iri => uri::is_uri(text, true),
            Self::UriReference => uri::is_reference(text, false),
            Self::IriReference => uri::is_reference(text, true),
            Self::UriTemplate => uri::is_template(text),
            Self::Uuid => encoding::is_uuid(text),
            Self::JsonPointer => encoding::is_json_pointer(text),
            Self::RelativeJsonPointer => encoding::is_relative_json_pointer(text),
            Self::Base64 | Self::Base64Url => encoding::is_base64(text),
            Self::Decimal => encoding::is_decimal(text),
            Self::Int8 => text.parse::<i8>().is_ok(),
            Self::Int16 => text.parse::<i16>().is_ok(),
            Self::Int32 => text.parse::<i32>().is_ok(),
            Self::Int64 => text.parse::<i64>().is_ok(),
            Self::Uint8 => text.parse::<u8>().is_ok(),
            Self::Uint16 => text.parse::<u16>().is_ok(),
            Self::Uint32 => text.parse::<u32>().is_ok(),
            Self::Uint64 => text.parse::<u64>().is_ok(),
        }
    }

    /// What it takes to have the format, as a fragment.
    pub fn needed(self) -> &'static str {
        match self {
            Self::DateTime => "a date and time with an offset such as 2024-05-31T12:00:00Z",
            Self::Date => "a date such as 2024-05-31",
            Self::Time => "a time with an offset such as 12:00:00Z",
            Self::Duration => "a duration such as P1DT12H",
            Self::Email | Self::IdnEmail => "an email address",
            Self::Hostname | Self::IdnHostname => "a host name",
            Self::Ipv4 => "an IPv4 address",
            Self::Ipv6 => "an IPv6 address",
            Self::Uri => "an absolute URI",
            Self::Iri => "an absolute IRI",
            Self::UriReference => "a URI or a relative reference",
            Self::IriReference => "an IRI or a relative reference",
            Self::UriTemplate => "a URI template",
            Self::Uuid => "a UUID",
            Self::JsonPointer => "a JSON pointer",
            Self::RelativeJsonPointer => "a relative JSON pointer",
            Self::Base64 => "Base64",
            Self::Base64Url => "Base64 for URLs",
            Self::Decimal => "a decimal number",
            Self::Int8 => "a whole number of 8 bits",
            Self::Int16 => "a whole number of 16 bits",
            Self::Int32 => "a whole number of 32 bits",
            Self::Int64 => "a whole number of 64 bits",
            Self::Uint8 => "a whole number from 0 to 255",
            Self::Uint16 => "a whole number from 0 to 65535",
            Self::Uint32 => "a whole number of 32 bits, not below zero",
            Self::Uint64 => "a whole number of 64 bits, not below zero",
        }
    }
}
