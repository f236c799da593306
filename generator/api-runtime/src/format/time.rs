//! Dates and times of RFC 3339, durations of its appendix A.

pub(super) fn is_date_time(text: &str) -> bool {
    let Some((date, time)) = text.split_once(['T', 't']) else {
        return false;
    };
    is_date(date) && is_time(time)
}

pub(super) fn is_date(text: &str) -> bool {
    let bytes = text.as_bytes();
    if bytes.len() != 10 || bytes[4] != b'-' || bytes[7] != b'-' {
        return false;
    }
    let (Some(year), Some(month), Some(day)) = (
        digits(&bytes[..4]),
        digits(&bytes[5..7]),
        digits(&bytes[8..]),
    ) else {
        return false;
    };
    (1..=days_in(year, month)).contains(&day)
}

fn days_in(year: u32, month: u32) -> u32 {
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => 0,
    }
}

fn digits(bytes: &[u8]) -> Option<u32> {
    let all = !bytes.is_empty() && bytes.len() < 10 && bytes.iter().all(u8::is_ascii_digit);
    all.then(|| {
        bytes
            .iter()
            .fold(0, |sum, byte| sum * 10 + u32::from(byte - b'0'))
    })
}

/// `partial-time` and `time-offset`. A leap second is the last second of a day in UTC.
pub(super) fn is_time(text: &str) -> bool {
    let bytes = text.as_bytes();
    if bytes.len() < 9 || bytes[2] != b':' || bytes[5] != b':' {
        return false;
    }
    let (Some(hour), Some(minute), Some(second)) = (
        digits(&bytes[..2]),
        digits(&bytes[3..5]),
        digits(&bytes[6..8]),
    ) else {
        return false;
    };
    let mut rest = &bytes[8..];
    if let Some(fraction) = rest.strip_prefix(b".") {
        let length = fraction
            .iter()
            .take_while(|byte| byte.is_ascii_digit())
            .count();
        if length == 0 {
            return false;
        }
        rest = &fraction[length..];
    }
    let Some(offset) = offset_minutes(rest) else {
        return false;
    };
    let utc = (hour as i32 * 60 + minute as i32 - offset).rem_euclid(24 * 60);
    hour < 24 && minute < 60 && (second < 60 || second == 60 && utc == 24 * 60 - 1)
}

fn offset_minutes(bytes: &[u8]) -> Option<i32> {
    match bytes {
        [b'Z' | b'z'] => Some(0),
        [sign @ (b'+' | b'-'), rest @ ..] if rest.len() == 5 && rest[2] == b':' => {
            let (hour, minute) = (digits(&rest[..2])?, digits(&rest[3..])?);
            let minutes = hour as i32 * 60 + minute as i32;
            (hour < 24 && minute < 60).then_some(if *sign == b'-' { -minutes } else { minutes })
        }
        _ => None,
    }
}

/// `P1Y2M3DT4H5M6S` or `P4W`; seconds may have a fraction, which much software writes.
pub(super) fn is_duration(text: &str) -> bool {
    let Some(text) = text.strip_prefix('P') else {
        return false;
    };
    if let Some(weeks) = text.strip_suffix('W') {
        return digits_only(weeks);
    }
    match text.split_once('T') {
        None => has_units(text, "YMD"),
        Some((date, time)) => (date.is_empty() || has_units(date, "YMD")) && has_units(time, "HMS"),
    }
}

/// Numbers with units, without gaps in the order of the units.
fn has_units(text: &str, units: &str) -> bool {
    let mut rest = text;
    let mut left = units;
    let mut first = true;
    while let Some(at) = rest.find(|letter: char| letter.is_ascii_alphabetic()) {
        let (number, tail) = rest.split_at(at);
        let unit = tail.chars().next().unwrap_or_default();
        let Some(position) = left.find(unit) else {
            return false;
        };
        let number = match number.split_once('.') {
            Some((whole, fraction)) if unit == 'S' && digits_only(fraction) => whole,
            _ => number,
        };
        if !digits_only(number) || (!first && position > 0) {
            return false;
        }
        left = left.get(position + 1..).unwrap_or_default();
        rest = tail.get(1..).unwrap_or_default();
        first = false;
    }
    rest.is_empty() && !first
}

fn digits_only(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}
