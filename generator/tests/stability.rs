//! Names do not depend on what has nothing to do with them: every path and every schema of the descriptions in
//! `golden/` and of the samples is left out in turn, and what remains is called as before.
//!
//! A name that was held by what is gone may go to what wanted it too; no name may be new.

#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot read its files has failed"
)]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use api_model::LoadOptions;
use generator::{Options, Runtime};
use serde_json::Value;

/// What is not unrelated: what goes was the same type as what remains, which then has only its own place to be named
/// after; or it was what a discriminator leads to.
const RELATED: [(&str, &str); 7] = [
    ("bodies.yaml", "/any"),
    ("depth.yaml", "Dog"),
    ("sharing.yaml", "/teams/{id}"),
    ("sharing.yaml", "/boards/{id}"),
    ("sharing.yaml", "Address"),
    ("unions.yaml", "Car"),
    ("unions.yaml", "Bicycle"),
];

fn descriptions() -> Vec<PathBuf> {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests");
    let golden = fs::read_dir(tests.join("golden")).unwrap();
    let mut found: Vec<PathBuf> = golden
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|found| found == "yaml"))
        .collect();
    found.extend(["shape/shape.yaml", "depth/depth.yaml"].map(|path| tests.join(path)));
    found.sort();
    found
}

/// The names that a description gives: of types, methods, fields of requests and operations. None when it does not
/// load without what was left out.
fn names(description: &Value, file: &Path) -> Option<BTreeSet<String>> {
    fs::write(file, description.to_string()).unwrap();
    let loaded = api_model::load(file, &LoadOptions::default()).ok()?;
    let options = Options {
        name: "names".to_owned(),
        spec: "names.json".to_owned(),
        command: "cargo test".to_owned(),
        runtime: Runtime::Vendored,
        progenitor: false,
    };
    let generated = generator::generate(&loaded.api, &options);
    let mut found = BTreeSet::new();
    for file in ["types", "client", "server", "operations"] {
        let text = generated.tree.get(&format!("src/{file}.rs")).unwrap();
        for line in text.lines() {
            if let Some(name) = defined(line.trim_start()) {
                found.insert(format!("{file}: {name}"));
            }
        }
    }
    Some(found)
}

/// The name that a line defines.
fn defined(line: &str) -> Option<String> {
    let kinds = [
        "pub struct ",
        "pub enum ",
        "pub type ",
        "pub trait ",
        "pub fn ",
    ];
    let rest = kinds.iter().find_map(|kind| line.strip_prefix(kind));
    let operation = || {
        line.contains("(")
            .then_some(line)
            .filter(|line| line.starts_with(char::is_uppercase))
    };
    let end = |at: char| !(at.is_alphanumeric() || at == '_');
    let name = rest.or_else(operation)?.split(end).next()?;
    (!name.is_empty()).then(|| name.to_owned())
}

/// The members below a pointer that can be left out.
fn members(description: &Value, pointer: &str) -> Vec<String> {
    let found = description.pointer(pointer).and_then(Value::as_object);
    found.map_or_else(Vec::new, |members| members.keys().cloned().collect())
}

#[test]
fn nothing_is_renamed_when_something_else_goes() {
    let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join("stability.json");
    let (mut renamed, mut tried) = (Vec::new(), 0);
    for path in descriptions() {
        let text = fs::read_to_string(&path).unwrap();
        let description: Value = serde_yaml::from_str(&text).unwrap();
        let before = names(&description, &file).unwrap();
        for pointer in ["/paths", "/components/schemas"] {
            for member in members(&description, pointer) {
                let mut less = description.clone();
                let siblings = less.pointer_mut(pointer).unwrap();
                siblings.as_object_mut().unwrap().shift_remove(&member);
                let Some(after) = names(&less, &file) else {
                    continue;
                };
                tried += 1;
                let new: Vec<_> = after.difference(&before).collect();
                let name = path.file_name().unwrap().to_string_lossy();
                let related = RELATED.contains(&(&*name, &*member));
                if !new.is_empty() && !related {
                    renamed.push(format!("{name} without {pointer} {member}: {new:?}"));
                }
            }
        }
    }
    assert!(tried > 60, "only {tried} descriptions were compared");
    assert!(renamed.is_empty(), "{}", renamed.join("\n"));
}
