//! Third parties that could be exchanged are named in one place each.

use super::tree::Tree;

/// A crate's name in Rust, and the only file or folder whose code may say it.
const HOMES: &[(&str, &str)] = &[
    ("saphyr_parser", "generator/api-model/src/document/yaml"),
    ("openapiv3", "generator/api-model/src/openapi30"),
    ("progenitor_impl", "generator/src/progenitor"),
    ("prettyplease", "generator/src/print.rs"),
    ("reqwest", "generator/api-runtime/src/client"),
];

/// Reports code that names a third party outside its home.
pub(super) fn check(tree: &Tree) -> Vec<String> {
    let mut breaches = Vec::new();
    for file in tree
        .hand_written_rust()
        .filter(|file| file.path.contains("/src/"))
    {
        for (line, text) in file.text.lines().enumerate() {
            for (krate, home) in HOMES {
                if text.contains(&format!("{krate}::"))
                    && !text.trim_start().starts_with("//")
                    && !file.path.starts_with(home)
                {
                    breaches.push(format!(
                        "{}:{}:1: `{krate}` may only be named in `{home}`",
                        file.path,
                        line + 1
                    ));
                }
            }
        }
    }
    breaches
}
