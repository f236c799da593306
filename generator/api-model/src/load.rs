//! The way in: paths or texts to a checked model.

use crate::api::{Api, Valid};
use crate::check::{check, check_examples};
use crate::diagnostic::{Diagnostic, Diagnostics, Severity};
use crate::lower::{Report, lower, read_shapes};
use crate::overlay;
use crate::resolve::{Files, Forest, Resolver};
use crate::source::{FileId, Loader};
use crate::swagger20;
use crate::validate::Validator;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What a load may do and how much of it.
#[derive(Debug, Clone)]
pub struct LoadOptions {
    /// `$ref`s to files must stay inside this folder; absent means the entry document's own.
    pub root: Option<PathBuf>,
    /// Largest size of all texts together, in bytes.
    pub max_bytes: u64,
    /// Deepest nesting of a text.
    pub max_depth: usize,
    /// Most nodes of all trees together, YAML aliases expanded.
    pub max_nodes: usize,
    /// OpenAPI Overlay documents, applied to the entry document one after the other before anything
    /// else looks at it.
    pub overlays: Vec<PathBuf>,
}

impl Default for LoadOptions {
    fn default() -> Self {
        LoadOptions {
            root: None,
            max_bytes: 128 << 20,
            max_depth: 256,
            max_nodes: 20_000_000,
            overlays: Vec::new(),
        }
    }
}

/// A document that passed the checker.
#[derive(Debug, Clone)]
pub struct Loaded {
    /// The model.
    pub api: Valid<Api>,
    /// Slips that were read in their one sensible way.
    pub warnings: Diagnostics,
}

/// Why there is no model.
#[derive(Debug)]
pub enum LoadError {
    /// The entry document could not be read from disk.
    Io {
        /// Its path, as given.
        path: PathBuf,
        /// What the system said.
        error: std::io::Error,
    },
    /// The document has faults; warnings found on the way are among them.
    Faults(Diagnostics),
}

impl std::fmt::Display for LoadError {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            LoadError::Io { path, error } => {
                write!(formatter, "cannot read {}: {error}", path.display())
            }
            LoadError::Faults(faults) => write_first_fault(faults, formatter),
        }
    }
}

impl std::error::Error for LoadError {}

fn write_first_fault(
    faults: &Diagnostics,
    formatter: &mut std::fmt::Formatter<'_>,
) -> std::fmt::Result {
    let mut errors = faults
        .all
        .iter()
        .filter(|fault| fault.severity == Severity::Error);
    let Some(first) = errors.next() else {
        return formatter.write_str("the document has faults");
    };
    let place = faults.sources.locate(first.place);
    write!(formatter, "{place}: {}", first.message)?;
    match errors.count() {
        0 => Ok(()),
        others => write!(formatter, " (and {others} more)"),
    }
}

/// Reads a document and everything it refers to.
///
/// # Errors
///
/// When the document or an overlay cannot be read from disk, or has faults.
pub fn load(path: &Path, options: &LoadOptions) -> Result<Loaded, LoadError> {
    let mut loader = Loader::new(options);
    let io = |path: &Path| {
        let path = path.to_owned();
        move |error| LoadError::Io { path, error }
    };
    let entry = loader.entry(path).map_err(io(path))?;
    let mut overlays = Vec::new();
    for overlay in &options.overlays {
        overlays.push(loader.beside(overlay).map_err(io(overlay))?);
    }
    finish(loader, entry, &overlays)
}

/// Reads one document from memory. It can refer to no files.
///
/// # Errors
///
/// When the document has faults.
pub fn read_text(name: &str, text: &str) -> Result<Loaded, LoadError> {
    let mut loader = Loader::new(&LoadOptions::default());
    let entry = loader.text(name, text);
    finish(loader, entry, &[])
}

/// Everything behind reading the entry document, a stage after the other: each reports all it can
/// find, and the next one runs only if there was no error.
fn finish(mut loader: Loader, entry: FileId, overlays: &[FileId]) -> Result<Loaded, LoadError> {
    let mut report = Report::default();
    report.add_all(loader.take_faults());
    if report.has_errors() {
        return Err(faults(report.finish(), loader));
    }
    for overlay in overlays {
        overlay::apply(&mut loader, entry, *overlay, &mut report);
    }
    if report.has_errors() {
        return Err(faults(report.finish(), loader));
    }
    if !swagger20::translate(&mut loader, entry, &mut report) {
        return Err(faults(report.finish(), loader));
    }
    let forest = Forest::default();
    let files = Files::new(loader, &forest, entry);
    let (api, report, resolver) = lower(Resolver::new(files), entry, report);
    let loader = resolver.files.into_loader();
    // The trees are most of what a load takes, and nothing below needs them.
    drop(forest);
    match api {
        Some(api) if !report.has_errors() => validate(api, report, loader),
        _ => Err(faults(report.finish(), loader)),
    }
}

fn validate(mut api: Api, mut report: Report, loader: Loader) -> Result<Loaded, LoadError> {
    check(&mut api, &mut report);
    if report.has_errors() {
        return Err(faults(report.finish(), loader));
    }
    read_shapes(&mut api.schemas);
    let sources = Arc::new(loader.into_sources());
    api.sources = Arc::clone(&sources);
    let api = Arc::new(Valid::new(api));
    check_examples(&Validator::new(Arc::clone(&api)), &mut report);
    Ok(Loaded {
        api: Arc::unwrap_or_clone(api),
        warnings: Diagnostics {
            all: report.finish(),
            sources,
        },
    })
}

fn faults(all: Vec<Diagnostic>, loader: Loader) -> LoadError {
    let sources = Arc::new(loader.into_sources());
    LoadError::Faults(Diagnostics { all, sources })
}
