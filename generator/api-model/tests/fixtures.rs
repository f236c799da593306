//! Documents and what comes of them, as pairs of files.
//!
//! `accepted` documents give a model and not one diagnostic, `mended` ones a model and warnings,
//! `rejected` ones errors. Beside each `NAME.yaml` (or folder `NAME` with an `openapi.yaml`)
//! stands `NAME.txt` with everything that is expected, to the letter. A missing one is written,
//! and the test fails once so that somebody reads it.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on may panic")]

use api_model::diagnostic::render_text;
use api_model::{LoadError, LoadOptions, Loaded};
use std::path::{Path, PathBuf};

#[test]
fn accepted_documents_give_a_model() {
    check_folder("accepted", |outcome| match outcome {
        Ok(loaded) if loaded.warnings.all.is_empty() => Ok(loaded.api.to_string()),
        Ok(loaded) => Err(render_text(&loaded.warnings, false)),
        Err(error) => Err(render_error(&error)),
    });
}

#[test]
fn mended_documents_give_a_model_and_warnings() {
    check_folder("mended", |outcome| match outcome {
        Ok(loaded) if loaded.warnings.all.is_empty() => Err("there are no warnings".to_owned()),
        Ok(loaded) => {
            let warnings = render_text(&loaded.warnings, false);
            Ok(format!("{}\n\n{}", warnings.trim_end(), *loaded.api))
        }
        Err(error) => Err(render_error(&error)),
    });
}

#[test]
fn rejected_documents_give_errors() {
    check_folder("rejected", |outcome| match outcome {
        Ok(_) => Err("the document was accepted".to_owned()),
        Err(error) => Ok(render_error(&error)),
    });
}

#[test]
fn specs_of_the_repository_have_no_faults() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../specs");
    let mut count = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        // The mock's rules stand beside a document and are none.
        if !name.ends_with(".yaml") || name.ends_with(".rules.yaml") {
            continue;
        }
        let loaded = api_model::load(&path, &LoadOptions::default()).map_err(|e| render_error(&e));
        let warnings = loaded.map(|loaded| render_text(&loaded.warnings, false));
        assert_eq!(warnings.as_deref(), Ok(""), "{}", path.display());
        count += 1;
    }
    assert_eq!(count, 3);
}

fn render_error(error: &LoadError) -> String {
    match error {
        LoadError::Faults(faults) => render_text(faults, false),
        error => error.to_string(),
    }
}

type Expected = Result<String, String>;

fn check_folder(name: &str, render: fn(Result<Loaded, LoadError>) -> Expected) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests")
        .join(name);
    let mut failures = Vec::new();
    for document in documents(&folder) {
        let outcome = api_model::load(&document.entry, &LoadOptions::default());
        let shown = folder.display().to_string();
        match render(outcome) {
            Ok(text) => failures.extend(compare(&document, &text.replace(&shown, name))),
            Err(text) => failures.push(format!("{}:\n{text}", document.name)),
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

struct Document {
    name: String,
    entry: PathBuf,
    expectation: PathBuf,
}

/// The documents of a folder: files, and folders with an entry document.
fn documents(folder: &Path) -> Vec<Document> {
    let mut paths: Vec<PathBuf> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_none_or(|ending| ending != "txt"))
        .collect();
    paths.sort();
    paths
        .into_iter()
        .map(|path| Document {
            name: path.file_stem().unwrap().to_string_lossy().into_owned(),
            expectation: path.with_extension("txt"),
            entry: if path.is_dir() {
                path.join("openapi.yaml")
            } else {
                path
            },
        })
        .collect()
}

fn compare(document: &Document, text: &str) -> Option<String> {
    let text = format!("{}\n", text.trim_end());
    match std::fs::read_to_string(&document.expectation) {
        Ok(expected) if expected == text => None,
        Ok(expected) => Some(format!(
            "{}: expected\n{expected}\nbut got\n{text}",
            document.name
        )),
        Err(_) => {
            std::fs::write(&document.expectation, &text).unwrap();
            Some(format!("{}: wrote the expectation:\n{text}", document.name))
        }
    }
}
