//! "Did you mean": the nearest of the names that would have been right.

/// Most candidates that are compared.
const CANDIDATES: usize = 5_000;

/// Longest name that is compared.
const LONGEST: usize = 100;

/// The candidate that a name is most likely a slip of, if one is near enough.
pub(crate) fn nearest<'c>(
    name: &str,
    candidates: impl IntoIterator<Item = &'c str>,
) -> Option<&'c str> {
    let letters: Vec<char> = name.chars().flat_map(char::to_lowercase).collect();
    let allowed = allowed_distance(letters.len());
    candidates
        .into_iter()
        .take(CANDIDATES)
        .filter(|candidate| *candidate != name)
        .filter_map(|candidate| Some((distance(&letters, candidate, allowed)?, candidate)))
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

fn allowed_distance(letters: usize) -> usize {
    match letters {
        0..=2 => 0,
        3..=5 => 1,
        6..=8 => 2,
        _ => 3,
    }
}

/// The number of edits (insert, delete, replace, swap of neighbours) between two names, a change
/// of case being free of charge; nothing when there are more than `most`.
fn distance(left: &[char], right: &str, most: usize) -> Option<usize> {
    let letters = right.chars().count();
    if left.len().abs_diff(letters) > most || left.len().max(letters) > LONGEST {
        return None;
    }
    let right: Vec<char> = right.chars().flat_map(char::to_lowercase).collect();
    let mut before_last: Vec<usize> = vec![0; right.len() + 1];
    let mut last: Vec<usize> = (0..=right.len()).collect();
    let mut current: Vec<usize> = vec![0; right.len() + 1];
    for (row, a) in left.iter().enumerate() {
        current[0] = row + 1;
        for (column, b) in right.iter().enumerate() {
            let replaced = last[column] + usize::from(a != b);
            let mut best = replaced.min(last[column + 1] + 1).min(current[column] + 1);
            if row > 0 && column > 0 && *a == right[column - 1] && left[row - 1] == *b {
                best = best.min(before_last[column - 1] + 1);
            }
            current[column + 1] = best;
        }
        // A swap looks two rows back, so both rows must be beyond hope.
        if current.iter().chain(&last).all(|edits| *edits > most) {
            return None;
        }
        std::mem::swap(&mut before_last, &mut last);
        std::mem::swap(&mut last, &mut current);
    }
    last.last().copied().filter(|distance| *distance <= most)
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn slips_are_recognised_and_other_words_are_not() {
        let known = ["operationId", "parameters", "responses"];
        assert_eq!(nearest("operationID", known), Some("operationId"));
        assert_eq!(nearest("paramters", known), Some("parameters"));
        assert_eq!(nearest("repsonses", known), Some("responses"));
        assert_eq!(nearest("consumes", known), None);
    }
}
