//! Text bodies by their `charset`.

use crate::media::MediaName;
use crate::text::latin;

/// Why bytes are not text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum CharsetError {
    /// A character set this server does not read.
    Unknown(String),
    /// The bytes are not in the character set; holds the offset of the first that is not.
    Malformed(&'static str, usize),
}

/// Whether the character set of a media type can be read.
pub(crate) fn is_known(media: &MediaName) -> Result<(), CharsetError> {
    decode_text(media, b"").map(drop)
}

/// Bytes as text. Without a `charset` they are UTF-8.
pub(crate) fn decode_text(media: &MediaName, bytes: &[u8]) -> Result<String, CharsetError> {
    let charset = media.parameter("charset").unwrap_or("utf-8");
    match charset.to_ascii_lowercase().as_str() {
        "utf-8" | "utf8" => utf8("UTF-8", bytes),
        "us-ascii" | "ascii" => match bytes.iter().position(|byte| !byte.is_ascii()) {
            Some(at) => Err(CharsetError::Malformed("US-ASCII", at)),
            None => utf8("US-ASCII", bytes),
        },
        "iso-8859-1" | "latin1" | "windows-1252" => Ok(latin(bytes)),
        "utf-16le" => utf16(bytes, u16::from_le_bytes),
        "utf-16be" => utf16(bytes, u16::from_be_bytes),
        "utf-16" => match bytes {
            [0xff, 0xfe, rest @ ..] => utf16(rest, u16::from_le_bytes),
            [0xfe, 0xff, rest @ ..] => utf16(rest, u16::from_be_bytes),
            _ => utf16(bytes, u16::from_be_bytes),
        },
        _ => Err(CharsetError::Unknown(charset.to_owned())),
    }
}

fn utf8(name: &'static str, bytes: &[u8]) -> Result<String, CharsetError> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Ok(text.strip_prefix('\u{feff}').unwrap_or(text).to_owned()),
        Err(error) => Err(CharsetError::Malformed(name, error.valid_up_to())),
    }
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Result<String, CharsetError> {
    let malformed = CharsetError::Malformed("UTF-16", bytes.len());
    let pairs = bytes
        .chunks(2)
        .map(|pair| <[u8; 2]>::try_from(pair).ok().map(unit));
    let units: Option<Vec<u16>> = pairs.collect();
    String::from_utf16(&units.ok_or_else(|| malformed.clone())?).map_err(|_| malformed)
}
