//! Third parties that could be exchanged are named in one place each.

use super::tree::Tree;

/// A crate's name in Rust, and the only files and folders whose code may say it.
const HOMES: &[(&str, &[&str])] = &[
    ("saphyr_parser", &["generator/api-model/src/document/"]),
    ("regress", &["generator/api-model/src/check/patterns.rs"]),
    ("fancy_regex", &["generator/api-model/src/validate/"]),
    // The engine prepares the typed document for progenitor.
    (
        "openapiv3",
        &[
            "generator/api-model/src/openapi30",
            "generator/src/progenitor/",
        ],
    ),
    ("progenitor_impl", &["generator/src/progenitor/"]),
    ("prettyplease", &["generator/src/print.rs"]),
    // Progenitor's client is spelled over it, and a client certificate comes with one of its clients.
    (
        "reqwest",
        &[
            "generator/api-runtime/src/client/",
            "generator/src/emit/credentials.rs",
            "generator/src/progenitor/",
        ],
    ),
    (
        "hyper_util",
        &[
            "generator/api-runtime/src/server/",
            "mock-server/src/serve.rs",
            "mock-server/contract/src/send/",
        ],
    ),
];

/// Reports code that names a third party outside its home.
pub(super) fn check(tree: &Tree) -> Vec<String> {
    let mut breaches = Vec::new();
    for file in tree.hand_written_rust().filter(|file| {
        file.path.contains("/src/")
            && !file.path.ends_with("/tests.rs")
            && !file.path.starts_with("mock-server/end-to-end/")
    }) {
        for (line, text) in file.text.lines().enumerate() {
            for (krate, homes) in HOMES {
                let named =
                    text.contains(&format!("{krate}::")) && !text.trim_start().starts_with("//");
                if named && !homes.iter().any(|home| file.path.starts_with(home)) {
                    let homes = homes.join("`, `");
                    let path = &file.path;
                    breaches.push(format!(
                        "{path}:{}:1: `{krate}` may only be named in `{homes}`",
                        line + 1
                    ));
                }
            }
        }
    }
    breaches
}
