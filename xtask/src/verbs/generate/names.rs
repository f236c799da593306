//! Names of crates: from files, and from the command line.

/// A file's stem as the name of a crate.
pub(super) fn crate_name(stem: &str) -> String {
    let mut name: String = stem
        .chars()
        .map(|character| {
            if character.is_ascii_alphanumeric() {
                character.to_ascii_lowercase()
            } else {
                '-'
            }
        })
        .collect();
    name = name.trim_matches('-').to_owned();
    if name.starts_with(|first: char| first.is_ascii_digit()) || name.is_empty() || is_taken(&name)
    {
        name.insert_str(0, "api-");
    }
    name.trim_end_matches('-').to_owned()
}

/// A crate as Rust code names it.
pub(super) fn rust_name(name: &str) -> String {
    name.replace('-', "_")
}

/// Names that cargo refuses, or that clash with what every program links.
fn is_taken(name: &str) -> bool {
    const TAKEN: &[&str] = &[
        "test",
        "core",
        "std",
        "alloc",
        "proc-macro",
        "api-runtime",
        "abstract",
        "as",
        "async",
        "await",
        "become",
        "box",
        "break",
        "const",
        "continue",
        "crate",
        "do",
        "dyn",
        "else",
        "enum",
        "extern",
        "false",
        "final",
        "fn",
        "for",
        "gen",
        "if",
        "impl",
        "in",
        "let",
        "loop",
        "macro",
        "match",
        "mod",
        "move",
        "mut",
        "override",
        "priv",
        "pub",
        "ref",
        "return",
        "self",
        "static",
        "struct",
        "super",
        "trait",
        "true",
        "try",
        "type",
        "typeof",
        "unsafe",
        "unsized",
        "use",
        "virtual",
        "where",
        "while",
        "yield",
        "build",
        "deps",
        "examples",
        "incremental",
    ];
    TAKEN.contains(&name)
}

pub(super) fn read_crate_name(text: &str) -> Result<String, String> {
    let sound = text.starts_with(|first: char| first.is_ascii_alphabetic())
        && text
            .chars()
            .all(|character| character.is_ascii_alphanumeric() || matches!(character, '-' | '_'));
    match (sound, is_taken(text)) {
        (true, false) => Ok(text.to_owned()),
        (true, true) => Err("this name is taken by Rust or cargo".to_owned()),
        (false, _) => {
            Err("a crate's name is a letter, then letters, digits, `-` and `_`".to_owned())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stems_become_names_that_cargo_takes() {
        for (stem, name) in [
            ("Pet Store", "pet-store"),
            ("3d", "api-3d"),
            ("test", "api-test"),
            ("ü", "api"),
            ("a.b_", "a-b"),
        ] {
            assert_eq!(crate_name(stem), name);
            assert!(read_crate_name(name).is_ok(), "{name}");
        }
    }
}
