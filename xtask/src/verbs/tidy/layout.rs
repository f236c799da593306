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
    let known = packages(&main);
    packages(&other)
        .difference(&known)
        .filter(|(name, _)| known.iter().any(|(other, _)| other == name))
        .map(|(name, version)| {
            format!(
                "{}: `{name}` {version} is another version than in {}",
                LOCKS[1], LOCKS[0]
            )
        })
        .collect()
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
    fn a_package_is_named_like_its_folder() {
        assert_eq!(
            misnamed("a/b/Cargo.toml", "[package]\nname = \"b\"\n"),
            None
        );
        assert!(misnamed("a/b/Cargo.toml", "[package]\nname = \"c\"\n").is_some());
    }
}
