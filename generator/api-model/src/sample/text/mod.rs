//! Strings: by pattern, by format, by the name of the property, and cut to length.

mod format;
mod name;
mod pattern;

use super::Inner;
use super::make::Spot;
use super::random::Random;
use super::view::View;

pub(super) use pattern::{Templates, from_pattern};

/// Longest text that is made, whatever `minLength` asks for.
const LONGEST: u64 = 200_000;

pub(super) fn make(inner: &Inner, view: &View<'_>, spot: Spot<'_>) -> String {
    let text = propose(view, spot);
    let text = fit_length(text, view, spot.random.fork("length"));
    if view.patterns.is_empty() || fits_patterns(inner, view, &text) {
        return text;
    }
    let tries = view.patterns.len().min(4);
    for (at, pattern) in view.patterns.iter().take(tries).enumerate() {
        let random = spot.random.fork("pattern").branch(spot.salt + at as u64);
        let made = from_pattern(inner, pattern, random, view.min_length, view.max_length);
        if let Some(made) = made
            && fits_patterns(inner, view, &made)
        {
            return made;
        }
    }
    let first = view.patterns.first().copied().unwrap_or_default();
    let random = spot.random.fork("pattern");
    from_pattern(inner, first, random, view.min_length, view.max_length).unwrap_or(text)
}

fn fits_patterns(inner: &Inner, view: &View<'_>, text: &str) -> bool {
    view.patterns
        .iter()
        .all(|pattern| inner.validator.fits_pattern(pattern, text))
}

/// A text that reads well, whatever the limits.
fn propose(view: &View<'_>, spot: Spot<'_>) -> String {
    let spot = if spot.salt > 0 {
        Spot {
            random: spot.random.branch(spot.salt),
            shared: spot.shared.branch(spot.salt),
            ..spot
        }
    } else {
        spot
    };
    let name = spot.name.unwrap_or_default();
    let words = words_of(name);
    let encoded = view
        .encoding
        .is_some_and(|encoding| encoding.starts_with("base64"));
    let format = if encoded { Some("byte") } else { view.format };
    format
        .and_then(|format| format::make(format, &words, spot))
        .unwrap_or_else(|| name::make(&words, spot))
}

/// The text made longer or shorter.
fn fit_length(text: String, view: &View<'_>, random: Random) -> String {
    let length = text.chars().count() as u64;
    if let Some(most) = view.max_length.filter(|most| length > *most) {
        return shorten(&text, most, view);
    }
    let least = view.min_length.min(LONGEST);
    if length >= least {
        return text;
    }
    lengthen(text, least - length, random)
}

fn shorten(text: &str, most: u64, view: &View<'_>) -> String {
    let cut: String = text.chars().take(most as usize).collect();
    let trimmed = cut.trim_end_matches([' ', '.', '-', ',']);
    if trimmed.chars().count() as u64 >= view.min_length {
        trimmed.to_owned()
    } else {
        cut
    }
}

/// Adds letters, inside of an address so that it stays one.
fn lengthen(text: String, missing: u64, random: Random) -> String {
    let mut random = random;
    let filler: String = (0..missing)
        .map(
            |at| match text.contains(' ') && at % 7 == 0 && at + 1 < missing {
                true => ' ',
                false => char::from(b'a' + random.below(26) as u8),
            },
        )
        .collect();
    match text.split_once('@') {
        Some((local, domain)) => format!("{local}{}@{domain}", filler.replace(' ', "x")),
        None => text + &filler,
    }
}

/// The words of a name: `createdAt`, `created_at` and `X-Created-At` hold `created` and `at`.
pub(super) fn words_of(name: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut before: Option<char> = None;
    for letter in name.chars().take(200) {
        let splits = match before {
            None => true,
            Some(before) => {
                !before.is_alphanumeric()
                    || letter.is_uppercase() && !before.is_uppercase()
                    || letter.is_ascii_digit() != before.is_ascii_digit()
            }
        };
        before = Some(letter);
        if !letter.is_alphanumeric() {
            continue;
        }
        match words.last_mut() {
            Some(word) if !splits => word.extend(letter.to_lowercase()),
            _ => words.push(letter.to_lowercase().collect()),
        }
    }
    words
}
