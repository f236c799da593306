//! Small descriptions, one per feature, with the code they give.
//!
//! A description lies in `golden/<feature>.yaml`, its code and notes beside it in `golden/<feature>/`. What is missing
//! there is created and fails the test once; to renew an expectation, delete it. All crates are compiled together, with
//! the warnings of rustc, clippy and rustdoc denied.

#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot read its files has failed"
)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use api_model::LoadOptions;
use api_model::diagnostic::{Diagnostics, render_text};
use generator::{Generated, Options, Runtime};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden")
}

/// The descriptions by feature, in the order of their names.
fn features() -> Vec<(String, PathBuf)> {
    let mut found: Vec<_> = fs::read_dir(folder())
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| {
            path.extension()
                .is_some_and(|extension| extension == "yaml")
        })
        .map(|path| (path.file_stem().unwrap().to_str().unwrap().to_owned(), path))
        .collect();
    found.sort();
    found
}

/// The crate of a feature, and its notes as text.
fn generate(feature: &str, spec: &Path, runtime: Runtime) -> (Generated, String) {
    let loaded = match api_model::load(spec, &LoadOptions::default()) {
        Ok(loaded) => loaded,
        Err(error) => panic!("{feature} does not load: {error:?}"),
    };
    let options = Options {
        name: format!("golden-{feature}"),
        spec: format!("{feature}.yaml"),
        command: "cargo test -p generator".to_owned(),
        runtime,
        progenitor: false,
    };
    let generated = generator::generate(&loaded.api, &options);
    let again = generator::generate(&loaded.api, &options);
    assert!(
        generated.tree == again.tree,
        "{feature} is not the same twice"
    );
    let notes = Diagnostics {
        all: generated.notes.clone(),
        sources: loaded.api.sources.clone(),
    };
    let root = format!("{}/", folder().display());
    let notes = render_text(&notes, false).replace(&root, "");
    (generated, notes)
}

fn runtime() -> Runtime {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("api-runtime");
    Runtime::Workspace {
        path: path.to_str().unwrap().to_owned(),
    }
}

#[test]
fn code_is_as_expected() {
    let mut wrong = Vec::new();
    for (feature, spec) in features() {
        let (generated, notes) = generate(&feature, &spec, runtime());
        let mut files: Vec<(String, &str)> = vec![("notes.txt".to_owned(), &notes)];
        for (path, text) in generated.tree.files() {
            if let Some(name) = path.strip_prefix("src/") {
                files.push((name.to_owned(), text));
            }
        }
        for (name, text) in files {
            let path = folder().join(&feature).join(&name);
            match fs::read_to_string(&path) {
                Ok(expected) if expected == text => {}
                Ok(_) => wrong.push(format!("{feature}/{name} differs")),
                Err(_) => {
                    fs::create_dir_all(path.parent().unwrap()).unwrap();
                    fs::write(&path, text).unwrap();
                    wrong.push(format!("{feature}/{name} was missing and has been created"));
                }
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "look at the difference; delete what should be renewed:\n{}",
        wrong.join("\n")
    );
}

/// Descriptions that are larger than one feature.
fn others() -> Vec<(String, PathBuf)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let specs = ["devo", "exolink", "links"]
        .map(|name| (name.to_owned(), root.join(format!("../specs/{name}.yaml"))));
    let shape = ("shape".to_owned(), root.join("tests/shape/shape.yaml"));
    specs.into_iter().chain([shape]).collect()
}

/// A crate beside a generated one that answers for it, as it is begun.
fn write_scaffold(root: &Path, feature: &str, spec: &Path) {
    let Ok(loaded) = api_model::load(spec, &LoadOptions::default()) else {
        panic!("{feature} does not load");
    };
    let file = root.join("src/lib.rs");
    let krate = format!("golden_{feature}");
    let files = [file.clone()];
    let begun = generator::scaffold(&loaded.api, &krate, &files, &|_| Ok(None)).unwrap();
    for (path, text) in &begun.files {
        generator::write_file(path, text).unwrap();
    }
    let read = |path: &Path| Ok(fs::read_to_string(path).ok());
    let again = generator::scaffold(&loaded.api, &krate, &files, &read).unwrap();
    assert_eq!(again, generator::Scaffold::default(), "{feature}");
    // The router takes the type only if it implements everything.
    let mut text = fs::read_to_string(&file).unwrap();
    text.push_str(&format!(
        "\n/// The whole server.\npub fn service() -> {krate}::runtime::server::Router {{\n    \
         {krate}::server::router(Service)\n}}\n"
    ));
    fs::write(&file, text).unwrap();
    let manifest = format!(
        "[package]\nname = \"begun-{feature}\"\nedition = \"2024\"\n\n[dependencies]\ngolden-{feature} = \
         {{ path = \"../{feature}\" }}\n"
    );
    fs::write(root.join("Cargo.toml"), manifest).unwrap();
}

#[test]
fn crates_compile_without_a_warning() {
    let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join("goldens");
    fs::create_dir_all(&root).unwrap();
    let mut members = Vec::new();
    for (feature, spec) in features().into_iter().chain(others()) {
        let (generated, _) = generate(&feature, &spec, runtime());
        generated.tree.write(&root.join(&feature)).unwrap();
        write_scaffold(&root.join(format!("begun-{feature}")), &feature, &spec);
        members.push(format!("{feature:?}, \"begun-{feature}\""));
    }
    let manifest = format!(
        "[workspace]\nresolver = \"3\"\nmembers = [{}]\n",
        members.join(", ")
    );
    fs::write(root.join("Cargo.toml"), manifest).unwrap();
    let lock = Path::new(env!("CARGO_MANIFEST_DIR")).join("../Cargo.lock");
    fs::copy(lock, root.join("Cargo.lock")).unwrap();
    cargo(
        &root,
        &[
            "clippy",
            "--workspace",
            "--offline",
            "--features",
            "hyper,blocking",
            "--",
            "-Dwarnings",
        ],
    );
    cargo(&root, &["doc", "--workspace", "--no-deps", "--offline"]);
}

fn cargo(root: &Path, arguments: &[&str]) {
    let output = Command::new(env!("CARGO"))
        .args(arguments)
        .current_dir(root)
        .env("CARGO_TARGET_DIR", root.join("target"))
        .env("RUSTDOCFLAGS", "-Dwarnings")
        .env_remove("RUSTFLAGS")
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "cargo {arguments:?}:\n{}",
        String::from_utf8_lossy(&output.stderr)
    );
}

#[test]
fn a_crate_for_strangers_brings_its_runtime() {
    let (generated, _) = generate(
        "responses",
        &folder().join("responses.yaml"),
        Runtime::Vendored,
    );
    let manifest = generated.tree.get("Cargo.toml").unwrap();
    assert!(
        manifest.contains("[workspace]") && manifest.contains("path = \"runtime\""),
        "{manifest}"
    );
    assert!(!manifest.contains("progenitor"), "{manifest}");
    assert!(generated.tree.get("runtime/Cargo.toml").is_some());
    assert!(generated.tree.get("runtime/src/lib.rs").is_some());
}
