//! Every hand-written Rust file says what it holds; README names only paths that exist.

use super::tree::Tree;

/// Checks module docs and the paths that README's text names.
pub(super) fn check(tree: &Tree) -> Vec<String> {
    let mut breaches: Vec<String> = tree
        .hand_written_rust()
        .filter(|file| !opens_with_docs(&file.text))
        .map(|file| {
            format!(
                "{}:1:1: a file opens with `//!`: what it holds, what it must not know",
                file.path
            )
        })
        .collect();
    for file in tree.files.iter().filter(|file| file.path == "README.md") {
        breaches.extend(missing_paths(tree, &file.path, &file.text));
    }
    breaches
}

fn opens_with_docs(text: &str) -> bool {
    let text = text.strip_prefix("#!").map_or(text, |rest| {
        rest.split_once('\n').map_or("", |(_, rest)| rest)
    });
    text.trim_start().starts_with("//!")
}

/// Words in backticks that look like paths below one of the top folders.
fn missing_paths(tree: &Tree, path: &str, text: &str) -> Vec<String> {
    const TOPS: [&str; 5] = [
        "specs/",
        "generator/",
        "mock-server/",
        "generated/",
        "xtask/",
    ];
    let mut breaches = Vec::new();
    for (index, line) in text.lines().enumerate() {
        for word in line.split('`').skip(1).step_by(2) {
            let looks_like_path = TOPS.iter().any(|top| word.starts_with(top))
                && !word.contains(['*', ' ', '<', '{', '$', '…']);
            let wanted = word.trim_end_matches('/');
            let exists = tree.files.iter().any(|file| {
                file.path == wanted
                    || file
                        .path
                        .strip_prefix(wanted)
                        .is_some_and(|rest| rest.starts_with('/'))
            });
            if looks_like_path && !exists {
                breaches.push(format!(
                    "{path}:{}:1: names `{word}`, which does not exist",
                    index + 1
                ));
            }
        }
    }
    breaches
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::verbs::tidy::tree::File;

    #[test]
    fn a_missing_path_is_named_with_its_line() {
        let file = |path: &str, text: &str| File {
            path: path.to_owned(),
            text: text.to_owned(),
        };
        let tree = Tree {
            files: vec![file("specs/a.yaml", "")],
        };
        let found = missing_paths(
            &tree,
            "README.md",
            "see\n`specs/a.yaml`, `specs/` and `specs/b.yaml`",
        );
        assert_eq!(
            found,
            ["README.md:2:1: names `specs/b.yaml`, which does not exist"]
        );
    }

    #[test]
    fn docs_may_follow_a_shebang_only() {
        assert!(opens_with_docs("//! Yes."));
        assert!(!opens_with_docs("use std::fmt;\n//! No."));
    }
}
