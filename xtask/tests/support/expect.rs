//! Comparing output with what is written down, `…` standing for anything.

/// Whether an output is what was expected; white space at line ends and at both ends is ignored.
pub(crate) fn matches(output: &str, expected: &str) -> bool {
    let lines = |text: &str| -> Vec<String> {
        text.trim()
            .lines()
            .map(|line| line.trim_end().to_owned())
            .collect()
    };
    let expected = lines(expected);
    expected.is_empty() || match_lines(&lines(output), &expected)
}

fn match_lines(output: &[String], expected: &[String]) -> bool {
    match expected.split_first() {
        None => output.is_empty(),
        Some((first, rest)) if first.trim() == "…" => {
            (0..=output.len()).any(|skipped| match_lines(&output[skipped..], rest))
        }
        Some((first, rest)) => output
            .split_first()
            .is_some_and(|(line, below)| match_line(line, first) && match_lines(below, rest)),
    }
}

fn match_line(line: &str, pattern: &str) -> bool {
    let Some((start, rest)) = pattern.split_once('…') else {
        return line == pattern;
    };
    line.strip_prefix(start).is_some_and(|tail| {
        let ends = tail.char_indices().map(|(at, _)| at).chain([tail.len()]);
        ends.into_iter().any(|at| match_line(&tail[at..], rest))
    })
}

#[test]
fn dots_stand_for_anything() {
    assert!(matches("a 17 b\nx\ny\nend\n", "a … b\n…\nend"));
    assert!(!matches("a 17 c\nend", "a … b\nend"));
    assert!(!matches("a\nb", "a"));
}
