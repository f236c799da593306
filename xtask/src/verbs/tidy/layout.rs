//! The top level holds what README says and nothing else; packages are named like their folders;
//! both lock files agree.

use super::tree::Tree;
use std::collections::BTreeSet;
use std::path::Path;

const TOP: &[&str] = &[
    ".cargo",
    ".ci",
    ".gitattributes",
    ".github",
    ".gitignore",
    "CHANGELOG.md",
    "Cargo.lock",
    "Cargo.toml",
    "LICENSE-APACHE",
    "LICENSE-MIT",
    "README.md",
    "clippy.toml",
    "deny.toml",
    "generated",
    "generator",
    "mock-server",
    "rust-toolchain.toml",
    "rustfmt.toml",
    "specs",
    "xtask",
];

/// The lock files that must name the same versions.
const LOCKS: [&str; 2] = ["Cargo.lock", "mock-server/end-to-end/Cargo.lock"];

/// Checks the top level, package names and lock files.
pub(super) fn check(root: &Path, tree: &Tree) -> Vec<String> {
    let mut breaches = Vec::new();
    let tops: BTreeSet<&str> = tree
        .files
        .iter()
        .filter_map(|file| file.path.split('/').next())
        .collect();
    for top in tops.into_iter().filter(|top| !TOP.contains(top)) {
        breaches.push(format!("`{top}` has no place at the top level"));
    }
    for file in tree
        .files
        .iter()
        .filter(|file| file.path.ends_with("/Cargo.toml"))
    {
        breaches.extend(misnamed(&file.path, &file.text));
    }
    breaches.extend(differing_locks(root));
    breaches
}

fn misnamed(path: &str, text: &str) -> Option<String> {
    let folder = path.rsplit('/').nth(1)?;
    let name = text
        .lines()
        .find_map(|line| line.strip_prefix("name = \"")?.strip_suffix('"'))?;
    (name != folder).then(|| format!("{path}: package `{name}` lies in a folder named `{folder}`"))
}

fn differing_locks(root: &Path) -> Vec<String> {
    let [main, other] =
        LOCKS.map(|lock| std::fs::read_to_string(root.join(lock)).unwrap_or_default());
    differing(&main, &other)
}

/// Versions that Cargo would take for one another; incompatible ones stand beside each other in any lock.
fn differing(main: &str, other: &str) -> Vec<String> {
    let known = packages(main);
    let is_replaced = |name: &str, version: &str| {
        known
            .iter()
            .any(|(other, locked)| *other == name && line(locked) == line(version))
    };
    packages(other)
        .difference(&known)
        .filter(|(name, version)| is_replaced(name, version))
        .map(|(name, version)| {
            format!(
                "{}: `{name}` {version} is another version than in {}",
                LOCKS[1], LOCKS[0]
            )
        })
        .collect()
}

/// The part of a version that compatible versions have in common: `1`, `0.8`, `0.0.3`.
fn line(version: &str) -> &str {
    let mut dots = version.match_indices('.').map(|(at, _)| at);
    let end = match version {
        _ if version.starts_with("0.0.") => None,
        _ if version.starts_with("0.") => dots.nth(1),
        _ => dots.next(),
    };
    end.and_then(|end| version.get(..end)).unwrap_or(version)
}

fn packages(lock: &str) -> BTreeSet<(&str, &str)> {
    let value =
        |line, key| -> Option<&str> { str::strip_suffix(str::strip_prefix(line, key)?, '"') };
    let mut found = BTreeSet::new();
    let mut name = "";
    for line in lock.lines() {
        if let Some(next) = value(line, "name = \"") {
            name = next;
        } else if let Some(version) = value(line, "version = \"") {
            found.insert((name, version));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lock_gives_names_with_versions() {
        let lock = "[[package]]\nname = \"a\"\nversion = \"1.0.0\"\n\n[[package]]\nname = \"b\"\nversion = \"2.0.0\"\n";
        assert_eq!(
            packages(lock),
            BTreeSet::from([("a", "1.0.0"), ("b", "2.0.0")])
        );
    }

    #[test]
    fn compatible_versions_differ_and_incompatible_ones_do_not() {
        let main = "name = \"a\"\nversion = \"1.2.0\"\nname = \"b\"\nversion = \"0.9.1\"\n";
        let other = "name = \"a\"\nversion = \"1.3.0\"\nname = \"b\"\nversion = \"0.8.4\"\n";
        let expected =
            "mock-server/end-to-end/Cargo.lock: `a` 1.3.0 is another version than in Cargo.lock";
        assert_eq!(differing(main, other), [expected]);
        assert_eq!(
            [line("0.0.3"), line("0.8.4"), line("12.1.0")],
            ["0.0.3", "0.8", "12"]
        );
    }

    #[test]
    fn a_package_is_named_like_its_folder() {
        assert_eq!(
            misnamed("a/b/Cargo.toml", "[package]\nname = \"b\"\n"),
            None
        );
        assert!(misnamed("a/b/Cargo.toml", "[package]\nname = \"c\"\n").is_some());
    }
}
