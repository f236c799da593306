//! The project on disk: its root, and the documents under `specs/`.

use crate::failure::Failure;
use api_model::api::{Api, Valid};
use api_model::diagnostic::{Diagnostics, render_text};
use api_model::{LoadError, LoadOptions, Loaded};
use mock_server::{Rules, RulesError};
use std::io::IsTerminal;
use std::path::{Path, PathBuf};

/// One of the project's documents.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Spec {
    /// The file's stem: name of the mount and of the generated crate.
    pub(crate) name: String,
    /// Where the document is.
    pub(crate) path: PathBuf,
}

impl Spec {
    /// A document anywhere, called by its file's stem.
    pub(crate) fn at(path: &Path) -> Spec {
        let name = path
            .file_stem()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        Spec {
            name,
            path: path.to_path_buf(),
        }
    }
}

/// The folder of the workspace's `Cargo.toml`.
pub(crate) fn root() -> PathBuf {
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR"));
    manifest.parent().unwrap_or(manifest).to_path_buf()
}

/// Cargo's target folder, for what verbs leave for themselves.
pub(crate) fn target() -> PathBuf {
    let target = std::env::var_os("CARGO_TARGET_DIR").map(PathBuf::from);
    let target = target.unwrap_or_else(|| root().join("target"));
    std::path::absolute(&target).unwrap_or(target)
}

/// A path as people want to read it.
pub(crate) fn shown(path: &Path) -> String {
    nearby(path).display().to_string()
}

/// A path relative to where the user stands, if it lies below.
fn nearby(path: &Path) -> PathBuf {
    let here = std::env::current_dir().unwrap_or_default();
    path.strip_prefix(&here).unwrap_or(path).to_path_buf()
}

/// The documents of these names, or all of `specs/` without a name.
pub(crate) fn select(names: &[String]) -> Result<Vec<Spec>, Failure> {
    let all = specs()?;
    if names.is_empty() {
        return Ok(all);
    }
    names.iter().map(|name| find(&all, name)).collect()
}

fn specs() -> Result<Vec<Spec>, Failure> {
    let folder = root().join("specs");
    let entries = std::fs::read_dir(&folder).map_err(|error| {
        Failure::impossible(format!("cannot read `{}`: {error}", shown(&folder)))
    })?;
    let mut all: Vec<Spec> = entries
        .filter_map(Result::ok)
        .map(|entry| entry.path())
        .filter(|path| {
            path.extension()
                .is_some_and(|ending| ending == "yaml" || ending == "json")
        })
        .filter_map(|path| {
            let name = path.file_stem()?.to_str()?.to_owned();
            // `NAME.rules.yaml` stands beside a document and is none.
            if name.contains('.') {
                return None;
            }
            Some(Spec {
                name,
                path: nearby(&path),
            })
        })
        .collect();
    all.sort_by(|left, right| left.name.cmp(&right.name));
    if all.is_empty() {
        return Err(Failure::impossible(format!(
            "there is no document in `{}`",
            shown(&folder)
        )));
    }
    Ok(all)
}

fn find(all: &[Spec], name: &str) -> Result<Spec, Failure> {
    all.iter()
        .find(|spec| spec.name == name)
        .cloned()
        .ok_or_else(|| {
            let known: Vec<_> = all.iter().map(|spec| format!("`{}`", spec.name)).collect();
            let hint = if Path::new(name).exists() {
                format!("; for a document of your own say `--spec {name}`")
            } else {
                String::new()
            };
            Failure::impossible(format!(
                "there is no API `{name}` in `specs/`: choose among {}{hint}",
                known.join(", ")
            ))
        })
}

/// Loads a document. Warnings go to standard error when `warn`; errors always do, and end the verb.
pub(crate) fn load(path: &Path, root: Option<&Path>, warn: bool) -> Result<Valid<Api>, Failure> {
    load_overlaid(path, root, &[], warn)
}

/// Loads a document with overlays over it.
pub(crate) fn load_overlaid(
    path: &Path,
    root: Option<&Path>,
    overlays: &[PathBuf],
    warn: bool,
) -> Result<Valid<Api>, Failure> {
    let options = LoadOptions {
        root: root.map(Path::to_path_buf),
        overlays: overlays.to_vec(),
        ..LoadOptions::default()
    };
    match api_model::load(path, &options) {
        Ok(Loaded { api, warnings }) => {
            if warn && !warnings.all.is_empty() {
                print_diagnostics(&warnings);
            }
            Ok(api)
        }
        Err(error) => Err(load_failure(error)),
    }
}

/// Shows why a document cannot be used.
pub(crate) fn load_failure(error: LoadError) -> Failure {
    match error {
        LoadError::Io { path, error } => unreadable(&path, &error),
        LoadError::Faults(diagnostics) => {
            print_diagnostics(&diagnostics);
            Failure::Found
        }
    }
}

/// What to say of a file that cannot be read.
pub(crate) fn unreadable(path: &Path, error: &std::io::Error) -> Failure {
    Failure::impossible(format!("cannot read `{}`: {error}", path.display()))
}

/// Rules of a document's mock: those in the file beside it, then those in further files.
pub(crate) fn load_rules(
    api: &Valid<Api>,
    spec: &Spec,
    further: &[PathBuf],
) -> Result<Rules, Failure> {
    let beside = spec.path.with_extension("rules.yaml");
    let beside = beside.is_file().then_some(beside);
    let files: Vec<PathBuf> = beside.into_iter().chain(further.iter().cloned()).collect();
    match Rules::read(api, &files) {
        Ok((rules, warnings)) => {
            if !warnings.all.is_empty() {
                print_diagnostics(&warnings);
            }
            Ok(rules)
        }
        Err(RulesError::Io { path, error }) => Err(unreadable(&path, &error)),
        Err(RulesError::Faults(faults)) => {
            print_diagnostics(&faults);
            Err(Failure::Found)
        }
    }
}

fn print_diagnostics(diagnostics: &Diagnostics) {
    eprint!(
        "{}",
        render_text(diagnostics, std::io::stderr().is_terminal())
    );
}
