//! Text from patterns: a walk over the parsed expression, ASCII first. What the walk cannot honour
//! (anchors in the middle, look-around) is left to the check afterwards.

use crate::api::Schemas;
use crate::sample::Inner;
use crate::sample::random::Random;
use crate::validate::translate;
use regex_syntax::hir::{Class, ClassUnicode, Hir, HirKind};
use std::collections::HashMap;
use std::sync::OnceLock;

/// Longest text that a pattern gives.
const LONGEST: usize = 20_000;
/// Repeats beyond what is asked for, try by try.
const SPARE: [usize; 9] = [4, 1, 0, 8, 16, 2, 32, 64, 6];

/// Parsed patterns of one API by their text.
#[derive(Debug)]
pub(in crate::sample) struct Templates(HashMap<Box<str>, OnceLock<Option<Hir>>>);

impl Templates {
    pub(in crate::sample) fn of(schemas: &Schemas) -> Templates {
        let mut all = HashMap::new();
        for (_, schema) in schemas.iter() {
            let keywords = &schema.keywords;
            for text in keywords
                .pattern
                .iter()
                .chain(keywords.pattern_properties.keys())
            {
                if !all.contains_key(text.as_str()) {
                    all.insert(text.as_str().into(), OnceLock::new());
                }
            }
        }
        Templates(all)
    }

    fn get(&self, pattern: &str) -> Option<&Hir> {
        self.0.get(pattern)?.get_or_init(|| parse(pattern)).as_ref()
    }
}

fn parse(pattern: &str) -> Option<Hir> {
    let expression = translate(pattern).ok()?;
    let text = if expression.backtracks {
        without_looks(&expression.text)
    } else {
        expression.text
    };
    regex_syntax::Parser::new().parse(&text).ok()
}

/// A text in which the pattern is found, of a length between the limits if one turns up.
pub(in crate::sample) fn from_pattern(
    inner: &Inner,
    pattern: &str,
    random: Random,
    least: u64,
    most: Option<u64>,
) -> Option<String> {
    let hir = inner.templates.get(pattern)?;
    let least = usize::try_from(least).unwrap_or(LONGEST).min(LONGEST);
    let most = most.map_or(LONGEST, |most| usize::try_from(most).unwrap_or(LONGEST));
    let mut found = None;
    let exact = (0..3).map(|_| least);
    for (at, spare) in SPARE.into_iter().chain(exact).chain(SPARE).enumerate() {
        let mut writer = Writer {
            random: random.branch(at as u64),
            text: String::new(),
            spare,
            length: 0,
            target: if at % 2 == 0 {
                least
            } else {
                least.saturating_add(2).min(most)
            },
        };
        writer.write(hir);
        let length = writer.text.chars().count();
        let fits = (least..=most).contains(&length);
        if fits && inner.validator.fits_pattern(pattern, &writer.text) {
            return Some(writer.text);
        }
        found = found.or(Some(writer.text));
    }
    found
}

struct Writer {
    random: Random,
    text: String,
    spare: usize,
    length: usize,
    /// The length at which open repetitions stop.
    target: usize,
}

impl Writer {
    fn write(&mut self, hir: &Hir) {
        if self.text.len() > LONGEST {
            return;
        }
        match hir.kind() {
            HirKind::Empty | HirKind::Look(_) => {}
            HirKind::Literal(literal) => {
                let text = String::from_utf8_lossy(&literal.0);
                self.length += text.chars().count();
                self.text.push_str(&text);
            }
            HirKind::Class(Class::Unicode(class)) => self.write_letter(class),
            HirKind::Class(Class::Bytes(_)) => {}
            HirKind::Capture(capture) => self.write(&capture.sub),
            HirKind::Concat(all) => {
                for part in all {
                    self.write(part);
                }
            }
            HirKind::Alternation(all) => {
                if let Some(chosen) = self.random.pick(all).cloned() {
                    self.write(&chosen);
                }
            }
            HirKind::Repetition(repetition) => {
                let least = repetition.min as usize;
                let most = repetition.max.map_or(usize::MAX, |most| most as usize);
                let spare = self.random.below(self.spare as u64 + 1) as usize;
                let missing = self.target.saturating_sub(self.length).min(LONGEST);
                let extra = if self.spare >= self.target {
                    spare
                } else {
                    missing.max(spare)
                };
                let count = least.saturating_add(extra).min(most);
                for _ in 0..count {
                    self.write(&repetition.sub);
                    if self.text.len() > LONGEST {
                        break;
                    }
                }
            }
        }
    }

    fn write_letter(&mut self, class: &ClassUnicode) {
        let ranges: Vec<(u32, u32)> = class
            .ranges()
            .iter()
            .map(|range| (range.start() as u32, range.end() as u32))
            .collect();
        let size: u64 = ranges
            .iter()
            .map(|(from, to)| u64::from(to - from) + 1)
            .sum();
        const LOWER: &[(u32, u32)] = &[(0x61, 0x7a)];
        const PLAIN: &[(u32, u32)] = &[(0x30, 0x39), (0x41, 0x5a), (0x61, 0x7a)];
        const PRINTABLE: &[(u32, u32)] = &[(0x21, 0x7e)];
        let preferred: &[&[(u32, u32)]] = if size > 100 {
            &[LOWER, PLAIN, PRINTABLE]
        } else {
            &[PLAIN, PRINTABLE]
        };
        let common = preferred
            .iter()
            .map(|wanted| common_ranges(&ranges, wanted))
            .find(|common| !common.is_empty());
        if let Some(letter) = self.pick_letter(&common.unwrap_or(ranges)) {
            self.text.push(letter);
            self.length += 1;
        }
    }

    fn pick_letter(&mut self, ranges: &[(u32, u32)]) -> Option<char> {
        let size: u64 = ranges
            .iter()
            .map(|(from, to)| u64::from(to - from) + 1)
            .sum();
        let mut at = self.random.below(size);
        for (from, to) in ranges {
            let length = u64::from(to - from) + 1;
            if at < length {
                return char::from_u32(from + at as u32).or_else(|| char::from_u32(*from));
            }
            at -= length;
        }
        None
    }
}

fn common_ranges(one: &[(u32, u32)], two: &[(u32, u32)]) -> Vec<(u32, u32)> {
    let mut found = Vec::new();
    for (from, to) in one {
        for (other_from, other_to) in two {
            let common = (*from.max(other_from), *to.min(other_to));
            if common.0 <= common.1 {
                found.push(common);
            }
        }
    }
    found
}

/// The expression without its look-around groups and back-references.
fn without_looks(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut rest = text;
    let mut in_class = 0_usize;
    while let Some(letter) = rest.chars().next() {
        let looks = ["(?=", "(?!", "(?<=", "(?<!"];
        if in_class == 0 && looks.iter().any(|look| rest.starts_with(look)) {
            rest = behind_group(rest);
            continue;
        }
        let length = if letter == '\\' {
            1 + rest.chars().nth(1).map_or(0, char::len_utf8)
        } else {
            letter.len_utf8()
        };
        let (taken, tail) = rest.split_at(length.min(rest.len()));
        let back_reference = in_class == 0
            && taken.starts_with('\\')
            && taken.ends_with(|digit: char| digit.is_ascii_digit());
        if !back_reference {
            kept.push_str(taken);
        }
        match taken {
            "[" => in_class += 1,
            "]" => in_class = in_class.saturating_sub(1),
            _ => {}
        }
        rest = tail;
    }
    kept
}

/// The text behind the group that it begins with.
fn behind_group(text: &str) -> &str {
    let (mut open, mut in_class, mut escaped) = (0_usize, 0_usize, false);
    for (at, letter) in text.char_indices() {
        if escaped {
            escaped = false;
            continue;
        }
        match letter {
            '\\' => escaped = true,
            '[' => in_class += 1,
            ']' => in_class = in_class.saturating_sub(1),
            '(' if in_class == 0 => open += 1,
            ')' if in_class == 0 => {
                open = open.saturating_sub(1);
                if open == 0 {
                    return text.get(at + 1..).unwrap_or_default();
                }
            }
            _ => {}
        }
    }
    ""
}
