//! "Did you mean": the nearest of the names that would have been right.

/// The candidate that a name is most likely a slip of, if one is near enough.
pub(crate) fn nearest<'c>(
    name: &str,
    candidates: impl IntoIterator<Item = &'c str>,
) -> Option<&'c str> {
    let allowed = allowed_distance(name);
    candidates
        .into_iter()
        .take(5_000)
        .filter(|candidate| *candidate != name)
        .filter_map(|candidate| Some((distance(name, candidate, allowed)?, candidate)))
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

fn allowed_distance(name: &str) -> usize {
    match name.chars().count() {
        0..=2 => 0,
        3..=5 => 1,
        6..=8 => 2,
        _ => 3,
    }
}

/// The number of edits (insert, delete, replace, swap of neighbours) between two names, a change
/// of case being free of charge; nothing when there are more than `most`.
fn distance(left: &str, right: &str, most: usize) -> Option<usize> {
    if left.len().abs_diff(right.len()) > most * 4 || left.len() > 200 {
        return None;
    }
    let left: Vec<char> = left.chars().flat_map(char::to_lowercase).collect();
    let right: Vec<char> = right.chars().flat_map(char::to_lowercase).collect();
    let mut before_last: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=right.len()).collect();
    for (row, a) in left.iter().enumerate() {
        let mut current = vec![row + 1];
        for (column, b) in right.iter().enumerate() {
            let replaced = last[column] + usize::from(a != b);
            let mut best = replaced.min(last[column + 1] + 1).min(current[column] + 1);
            if row > 0 && column > 0 && *a == right[column - 1] && left[row - 1] == *b {
                best = best.min(before_last[column - 1] + 1);
            }
            current.push(best);
        }
        before_last = std::mem::replace(&mut last, current);
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
