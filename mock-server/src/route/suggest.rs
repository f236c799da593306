//! The template nearest to a path that leads nowhere, for people who mistyped.

use super::table::Resource;

/// Segments are compared up to this length, which bounds the work for any request.
const LONGEST: usize = 48;

/// The nearest template, if one is near enough to be worth a word.
pub(crate) fn nearest(path: &str, resources: &[Resource]) -> Option<String> {
    let segments: Vec<&str> = path
        .split('/')
        .filter(|segment| !segment.is_empty())
        .collect();
    if segments.len() > 32 {
        return None;
    }
    let (distance, resource) = resources
        .iter()
        .map(|resource| (distance_to(&segments, resource), resource))
        .min_by_key(|(distance, _)| *distance)?;
    let length: usize = segments
        .iter()
        .map(|segment| segment.len().min(LONGEST))
        .sum();
    (distance <= 2 + length / 3).then(|| resource.template.clone())
}

fn distance_to(segments: &[&str], resource: &Resource) -> usize {
    let patterns = &resource.patterns;
    let paired = patterns.iter().zip(segments).map(|(pattern, segment)| {
        let literal = pattern.literal();
        // A parameter takes anything, yet a literal that fits says more.
        literal.map_or(1, |literal| 2 * edits(literal, segment))
    });
    let paired: usize = paired.sum();
    let missing = patterns
        .iter()
        .skip(segments.len())
        .map(|pattern| pattern.literal().map_or(3, |literal| 2 + literal.len()));
    let beyond = segments.iter().skip(patterns.len());
    let beyond: usize = beyond.map(|segment| 2 + segment.len().min(LONGEST)).sum();
    (paired + missing.sum::<usize>() + beyond).div_ceil(2)
}

/// Levenshtein's distance, letters compared without case.
fn edits(left: &str, right: &str) -> usize {
    let fold = |text: &str| -> Vec<char> {
        text.chars()
            .take(LONGEST)
            .flat_map(char::to_lowercase)
            .collect()
    };
    let (left, right) = (fold(left), fold(right));
    let mut row: Vec<usize> = (0..=right.len()).collect();
    for (line, a) in left.iter().enumerate() {
        let mut diagonal = line;
        let mut before = line + 1;
        for (cell, b) in row.iter_mut().skip(1).zip(&right) {
            let replaced = diagonal + usize::from(a != b);
            diagonal = *cell;
            before = replaced.min(*cell + 1).min(before + 1);
            *cell = before;
        }
        if let Some(first) = row.first_mut() {
            *first = line + 1;
        }
    }
    row.last().copied().unwrap_or(0)
}
