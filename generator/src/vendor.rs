//! The runtime's sources, for crates that stand alone: nothing of ours is published, so it goes along.

use crate::tree::{MARK, Tree};

/// The root manifest, where versions are kept.
const WORKSPACE: &str = include_str!("../../Cargo.toml");
/// The runtime's manifest.
const MANIFEST: &str = include_str!("../api-runtime/Cargo.toml");

macro_rules! sources {
    ($($path:literal)*) => {
        /// Files below the runtime's `src`, by path.
        const SOURCES: &[(&str, &str)] = &[$(($path, include_str!(concat!("../api-runtime/src/", $path)))),*];
    };
}

sources! {
    "body.rs"
    "check.rs"
    "client/blocking.rs"
    "client/call.rs"
    "client/clock.rs"
    "client/core.rs"
    "client/credential_error.rs"
    "client/credentials.rs"
    "client/error.rs"
    "client/grant.rs"
    "client/mod.rs"
    "client/options.rs"
    "client/pages.rs"
    "client/reading.rs"
    "client/reply.rs"
    "client/request.rs"
    "client/retry.rs"
    "client/send.rs"
    "client/token.rs"
    "examples.rs"
    "expression.rs"
    "form.rs"
    "format/address.rs"
    "format/encoding.rs"
    "format/mod.rs"
    "format/time.rs"
    "format/uri.rs"
    "formats.rs"
    "headers.rs"
    "integer_enum.rs"
    "json.rs"
    "lib.rs"
    "media.rs"
    "mixed_enum.rs"
    "multipart/mod.rs"
    "multipart/read.rs"
    "multipart/receive.rs"
    "multipart/write.rs"
    "ndjson.rs"
    "nullable.rs"
    "operation.rs"
    "pattern.rs"
    "problem.rs"
    "security.rs"
    "server/ask.rs"
    "server/builder.rs"
    "server/call.rs"
    "server/context.rs"
    "server/inbox.rs"
    "server/method.rs"
    "server/mod.rs"
    "server/read.rs"
    "server/refusal.rs"
    "server/reply.rs"
    "server/router.rs"
    "server/routes.rs"
    "server/serve.rs"
    "sse.rs"
    "stream.rs"
    "string_enum.rs"
    "style/decode.rs"
    "style/encode.rs"
    "style/mod.rs"
    "style/pairs.rs"
    "style/typed.rs"
    "tagged.rs"
    "tuple.rs"
    "untagged.rs"
}

/// Adds the runtime below `runtime/`.
pub(crate) fn add_runtime(tree: &mut Tree) {
    tree.insert(
        "runtime/Cargo.toml",
        format!("# {MARK}: its runtime.\n{}", standalone_manifest()),
    );
    for (path, text) in SOURCES {
        tree.insert(
            format!("runtime/src/{path}"),
            format!("// {MARK}: its runtime.\n\n{text}"),
        );
    }
}

/// The workspace's minimum Rust version.
pub(crate) fn rust_version() -> &'static str {
    workspace_value("rust-version").trim_matches('"')
}

/// The value of a key in the root manifest, as it is written there.
fn workspace_value(key: &str) -> &'static str {
    let line = WORKSPACE
        .lines()
        .find_map(|line| line.strip_prefix(key)?.trim_start().strip_prefix('='));
    line.map_or("", str::trim)
}

/// The runtime's manifest with everything that it inherits written out.
fn standalone_manifest() -> String {
    let mut out = String::new();
    let mut skipping = false;
    for line in MANIFEST.lines() {
        if line.starts_with('[') {
            skipping = matches!(line, "[lints]" | "[dev-dependencies]");
        }
        if !skipping {
            out.push_str(&written_out(line));
            out.push('\n');
        }
    }
    format!("{}\n", out.trim_end())
}

fn written_out(line: &str) -> String {
    if let Some(key) = line.strip_suffix(".workspace = true") {
        return format!("{key} = {}", workspace_value(key));
    }
    let Some((key, own)) = line.split_once(" = { workspace = true") else {
        return line.to_owned();
    };
    let own = own.trim_end_matches('}').trim_start_matches(',').trim();
    let inherited = workspace_value(key);
    let inherited = match inherited.strip_prefix('{') {
        Some(table) => table.trim_end_matches('}').trim().to_owned(),
        None => format!("version = {inherited}"),
    };
    let (inherited, mut features) = without_features(&inherited);
    let (own, more) = without_features(own);
    features.extend(more);
    let mut parts = vec![inherited, own];
    if !features.is_empty() {
        parts.push(format!("features = [{}]", features.join(", ")));
    }
    parts.retain(|part| !part.is_empty());
    format!("{key} = {{ {} }}", parts.join(", "))
}

/// The fields of an inline table, and its `features` apart.
fn without_features(table: &str) -> (String, Vec<String>) {
    let Some((before, rest)) = table
        .split_once("features = [")
        .filter(|(before, _)| !before.ends_with("default-"))
    else {
        return (table.trim().trim_end_matches(',').to_owned(), Vec::new());
    };
    let (list, after) = rest.split_once(']').unwrap_or((rest, ""));
    let features = list
        .split(',')
        .map(|feature| feature.trim().to_owned())
        .filter(|feature| !feature.is_empty());
    let before = before.trim().trim_end_matches(',');
    let after = after.trim().trim_start_matches(',').trim();
    let joined = [before, after]
        .into_iter()
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(", ");
    (joined, features.collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    fn list(folder: &Path, below: &str, found: &mut Vec<String>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let entry = entry.unwrap();
            let name = format!("{below}{}", entry.file_name().to_str().unwrap());
            match entry.path().is_dir() {
                true => list(&entry.path(), &format!("{name}/"), found),
                false => found.push(name),
            }
        }
    }

    #[test]
    fn the_whole_runtime_goes_along() {
        let mut found = Vec::new();
        list(
            &Path::new(env!("CARGO_MANIFEST_DIR")).join("api-runtime/src"),
            "",
            &mut found,
        );
        found.sort();
        let mut embedded: Vec<_> = SOURCES.iter().map(|(path, _)| (*path).to_owned()).collect();
        embedded.sort();
        assert_eq!(
            embedded, found,
            "list the runtime's files in generator/src/vendor.rs"
        );
    }

    #[test]
    fn its_manifest_inherits_nothing() {
        let manifest = standalone_manifest();
        assert!(!manifest.contains("workspace"), "{manifest}");
        assert!(manifest.contains("edition = \"2024\""), "{manifest}");
    }
}
