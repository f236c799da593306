//! Rust types for the `format`s of schemas.
//!
//! | format | type | on the wire |
//! |---|---|---|
//! | `date-time` | [`DateTime`] | RFC 3339; the offset that was sent is kept |
//! | `date` | [`Date`] | RFC 3339 `full-date` |
//! | `uuid` | [`Uuid`] | RFC 4122 |
//! | `byte`, `contentEncoding: base64` | [`Base64`] | RFC 4648, section 4 |
//! | `int8` to `int128`, `uint8` to `uint128` of integers | the Rust type of that name; without a format `i64`, and what the bounds ask for beyond it | all digits |
//! | `float`, any other `number` | `f32`, `f64` | as short as it reads back |
//!
//! All other formats stay text. A server checks `time`, `duration`, `email`, `hostname`, `ipv4`, `ipv6`, `uri` and their
//! international and relative forms, `uri-template`, `json-pointer`, `base64`, `base64url`, `decimal`, and integers
//! written as text; a format that nobody defined asserts nothing.
//!
//! A `default` of a parameter is filled in where the parameter is absent. That of a property is not: absent and
//! default are two things to say in a change; the field's documentation tells it.

use std::fmt;
use std::str::FromStr;

use base64::Engine;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

pub use uuid::Uuid;

/// `format: date`.
pub type Date = chrono::NaiveDate;

/// `format: date-time`: a moment, with the offset that it was written in.
pub type DateTime = chrono::DateTime<chrono::FixedOffset>;

/// Padding is written, and read when it is there.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// `format: byte`: bytes, in base64 on the wire.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Base64(pub Vec<u8>);

impl fmt::Display for Base64 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&BASE64.encode(&self.0))
    }
}

impl FromStr for Base64 {
    type Err = base64::DecodeError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        // Much software writes the alphabet for URLs (section 5); no text is in both with two meanings.
        match text.contains(['-', '_']) {
            true => BASE64.decode(text.replace('-', "+").replace('_', "/")),
            false => BASE64.decode(text),
        }
        .map(Self)
    }
}

impl<T: Into<Vec<u8>>> From<T> for Base64 {
    fn from(bytes: T) -> Self {
        Self(bytes.into())
    }
}

impl Serialize for Base64 {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Base64 {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?
            .parse()
            .map_err(D::Error::custom)
    }
}

/// The `Authorization: Basic` text of a user name and a password (RFC 7617).
#[cfg(feature = "client")]
pub(crate) fn basic_token(username: &str, password: &str) -> String {
    BASE64.encode(format!("{username}:{password}"))
}

/// The user name and the password of a `Basic` token.
#[cfg(feature = "server")]
pub(crate) fn read_basic_token(token: &str) -> Option<(String, String)> {
    let text = String::from_utf8(BASE64.decode(token).ok()?).ok()?;
    text.split_once(':')
        .map(|(username, password)| (username.to_owned(), password.to_owned()))
}
