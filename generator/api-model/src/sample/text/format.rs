//! Text by `format`.

use super::name;
use crate::sample::make::Spot;
use crate::sample::random::Random;

/// Noon of 15 January 2024, from which times are counted. Fixed, so that nothing depends on today.
const START: i64 = 1_705_320_000;

/// A text of the format; none for a format nobody here knows.
pub(super) fn make(format: &str, words: &[String], spot: Spot<'_>) -> Option<String> {
    let mut random = spot.random.fork(format);
    let text = match format {
        "date-time" => date_time(moment(words, spot)),
        "date" => date_time(moment(words, spot)).split('T').next()?.to_owned(),
        "time" => date_time(moment(words, spot)).split('T').nth(1)?.to_owned(),
        "duration" => format!("PT{}M", 5 * (1 + random.below(12))),
        "email" | "idn-email" => name::email(spot.shared),
        "hostname" | "idn-hostname" => name::host(random),
        "ipv4" => format!("192.0.2.{}", 1 + random.below(254)),
        "ipv6" => format!("2001:db8::{:x}", 1 + random.below(0xfffe)),
        "uri" | "url" | "iri" => name::url(words, random),
        "uri-reference" | "iri-reference" => format!("/{}", name::slug(random)),
        "uri-template" => "/items/{id}".to_owned(),
        "uuid" => uuid(random),
        "json-pointer" => format!("/{}", name::slug(random)),
        "relative-json-pointer" => "0/name".to_owned(),
        "regex" => "^[a-z]+$".to_owned(),
        "byte" | "base64" | "base64url" => base64(random),
        "binary" => name::sentence(random),
        "password" => format!("{}-{}", name::slug(random), 100 + random.below(900)),
        "decimal" | "decimal128" => format!("{}.{:02}", random.below(500), random.below(100)),
        "int8" | "int16" | "int32" | "int64" | "uint8" | "uint16" | "uint32" | "uint64"
        | "uint" => random.below(120).to_string(),
        _ => return None,
    };
    Some(text)
}

/// Seconds since 1970 for a time with this name. Times of one object have one start and are in the
/// order that their names tell.
fn moment(words: &[String], spot: Spot<'_>) -> i64 {
    let start = START + spot.shared.fork("moment").below(300 * 86_400) as i64;
    let rank = rank(words);
    start + rank * 86_400 * 3 + spot.random.fork("moment").below(40_000) as i64
}

fn rank(words: &[String]) -> i64 {
    let has = |all: &[&str]| words.iter().any(|word| all.contains(&word.as_str()));
    if has(&["birth", "birthday", "birthdate", "dob"]) {
        -3800
    } else if has(&[
        "created",
        "creation",
        "create",
        "registered",
        "issued",
        "joined",
    ]) {
        0
    } else if has(&[
        "start", "started", "starts", "begin", "begins", "from", "since", "after", "valid",
    ]) {
        1
    } else if has(&["updated", "modified", "changed", "last", "seen", "edited"]) {
        2
    } else if has(&[
        "ended",
        "ends",
        "end",
        "finished",
        "completed",
        "closed",
        "cancelled",
        "canceled",
        "paid",
    ]) {
        4
    } else if has(&["deleted", "removed", "archived"]) {
        6
    } else if has(&[
        "expires",
        "expiry",
        "expiration",
        "expired",
        "until",
        "to",
        "before",
        "due",
        "renewal",
        "next",
    ]) {
        10
    } else {
        3
    }
}

/// RFC 3339 in UTC; days to dates after Howard Hinnant's `civil_from_days`.
fn date_time(seconds: i64) -> String {
    let (days, rest) = (seconds.div_euclid(86_400), seconds.rem_euclid(86_400));
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let day_of_era = shifted.rem_euclid(146_097);
    let year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_index = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_index + 2) / 5 + 1;
    let month = if month_index < 10 {
        month_index + 3
    } else {
        month_index - 9
    };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    let (hour, minute, second) = (rest / 3600, rest / 60 % 60, rest % 60);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z")
}

/// A random UUID (RFC 9562 section 5.4).
pub(super) fn uuid(mut random: Random) -> String {
    let (one, two) = (random.next(), random.next());
    format!(
        "{:08x}-{:04x}-4{:03x}-{:04x}-{:012x}",
        one >> 32,
        (one >> 16) & 0xffff,
        one & 0xfff,
        0x8000 | (two >> 48) & 0x3fff,
        two & 0xffff_ffff_ffff,
    )
}

/// Whole groups, so that no padding is needed.
fn base64(mut random: Random) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    (0..16)
        .filter_map(|_| LETTERS.get(random.below(64) as usize))
        .map(|letter| char::from(*letter))
        .collect()
}
