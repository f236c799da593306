//! One document loaded and generated in a process of its own: both ends of it.

use crate::failure::Failure;
use crate::process::{Bounds, End, Ended, last_lines, own_peak, run_for};
use crate::project::root;
use api_model::diagnostic::{Diagnostic, Diagnostics, Severity, render_text};
use api_model::{LoadError, LoadOptions};
use generator::{Generated, Options, Runtime};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::time::Instant;

/// How far a document came, and what of it.
#[derive(Debug, Default, Clone, Serialize, Deserialize)]
pub(super) struct Outcome {
    /// Seconds from the text to the model; absent when there is none.
    pub(super) load: Option<f64>,
    /// Seconds from the model to the files; absent when there are none.
    pub(super) generate: Option<f64>,
    /// What went wrong, as text.
    pub(super) faults: Vec<String>,
    /// Slips of the document that were read in their one sensible way, by code.
    pub(super) slips: BTreeMap<String, usize>,
    /// Operations of the document.
    pub(super) operations: usize,
    /// Operations of the crate.
    pub(super) generated: usize,
    /// What is typed plainer than described, by code.
    pub(super) fallbacks: BTreeMap<String, usize>,
    /// Lines of Rust.
    pub(super) lines: usize,
    /// The most memory that the process had, in KiB, where the system tells.
    pub(super) peak: Option<u64>,
    /// Whether it was left out for having more operations than were asked for.
    pub(super) skipped: bool,
    /// How progenitor's engine did, if it was asked.
    pub(super) progenitor: Option<Progenitor>,
}

/// How progenitor's engine did.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub(super) struct Progenitor {
    /// Whether it made a client at all.
    pub(super) accepted: bool,
    /// Operations of that client.
    pub(super) operations: usize,
    /// What it left out or typed plainer.
    pub(super) limits: usize,
}

impl Outcome {
    /// Whether all of the document became code.
    pub(super) fn is_good(&self) -> bool {
        let complete = self.generate.is_some() && self.generated == self.operations;
        self.faults.is_empty() && (complete || self.skipped)
    }
}

/// What is asked of such a process.
#[derive(Debug, Clone, Copy)]
pub(super) struct Order {
    /// Whether progenitor's client is wanted too.
    pub(super) progenitor: bool,
    /// Documents with more operations than this are not generated.
    pub(super) max_operations: Option<usize>,
}

/// Loads and generates in a process of its own, within bounds.
pub(super) fn run(
    document: &Path,
    into: &Path,
    order: Order,
    bounds: Bounds,
) -> Result<Outcome, Failure> {
    let program = std::env::current_exe().map_err(Failure::impossible)?;
    let mut command = Command::new(program);
    command.args(["corpus", "--one"]).arg(document);
    command.arg("--into").arg(into);
    if order.progenitor {
        command.arg("--progenitor");
    }
    if let Some(most) = order.max_operations {
        command.arg("--max-operations").arg(most.to_string());
    }
    let ended = run_for(&mut command, bounds)?;
    match (&ended.how, serde_json::from_str(&ended.stdout)) {
        (End::Success, Ok(outcome)) => Ok(outcome),
        _ => Ok(broken(&ended)),
    }
}

/// A document that took the process down.
fn broken(ended: &Ended) -> Outcome {
    let said = last_lines(&ended.stderr, 12);
    Outcome {
        faults: vec![format!("{}\n{said}", ended.how).trim_end().to_owned()],
        peak: ended.peak,
        ..Outcome::default()
    }
}

/// The process itself: does the work and prints the outcome.
pub(super) fn answer(document: &Path, into: &Path, order: Order) -> Result<(), Failure> {
    let outcome = work(document, into, order)?;
    println!(
        "{}",
        serde_json::to_string(&outcome).map_err(Failure::impossible)?
    );
    Ok(())
}

fn work(document: &Path, into: &Path, order: Order) -> Result<Outcome, Failure> {
    let mut outcome = Outcome::default();
    let start = Instant::now();
    let loaded = match api_model::load(document, &LoadOptions::default()) {
        Ok(loaded) => loaded,
        Err(error) => {
            outcome.faults = faults(error);
            outcome.peak = own_peak();
            return Ok(outcome);
        }
    };
    outcome.load = Some(start.elapsed().as_secs_f64());
    outcome.slips = by_code(&loaded.warnings.all);
    outcome.operations = loaded.api.operations.len();
    if order
        .max_operations
        .is_some_and(|most| outcome.operations > most)
    {
        outcome.skipped = true;
        return Ok(outcome);
    }
    let mut options = options(document, into);
    let start = Instant::now();
    let mut made = generator::generate(&loaded.api, &options);
    outcome.generate = Some(start.elapsed().as_secs_f64());
    outcome.peak = own_peak();
    count(&mut outcome, &made);
    if order.progenitor {
        options.progenitor = true;
        made = generator::generate(&loaded.api, &options);
        outcome.progenitor = Some(Progenitor {
            accepted: made.tree.get("src/progenitor.rs").is_some(),
            operations: made.progenitor_operations,
            limits: made.progenitor_notes.len(),
        });
    }
    made.tree.write(into).map_err(Failure::impossible)?;
    Ok(outcome)
}

fn options(document: &Path, into: &Path) -> Options {
    let folder = into.parent().and_then(Path::file_name).unwrap_or_default();
    Options {
        name: folder.to_string_lossy().into_owned(),
        spec: document
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned(),
        command: "cargo xtask corpus".to_owned(),
        runtime: Runtime::Workspace {
            path: root().join("generator/api-runtime").display().to_string(),
        },
        progenitor: false,
    }
}

fn count(outcome: &mut Outcome, made: &Generated) {
    let (faults, notes): (Vec<Diagnostic>, Vec<Diagnostic>) = made
        .notes
        .iter()
        .cloned()
        .partition(|note| note.severity == Severity::Error);
    outcome
        .faults
        .extend(faults.into_iter().map(|fault| fault.message));
    outcome.fallbacks = by_code(&notes);
    let source = |(path, _): &(&str, &str)| path.starts_with("src/");
    outcome.lines = made
        .tree
        .files()
        .filter(source)
        .map(|(_, text)| text.lines().count())
        .sum();
    // Counted in the code, not in the model: an operation that was lost on the way must show.
    let operations = made.tree.get("src/operations.rs").unwrap_or_default();
    outcome.generated = operations.lines().filter(|line| is_operation(line)).count();
}

/// A row of the table of operations: `GET_USER(GET, "/users/{id}", "getUser")`.
fn is_operation(line: &str) -> bool {
    let is_name = |name: &str| {
        let letter =
            |letter: char| letter == '_' || letter.is_alphanumeric() && !letter.is_lowercase();
        !name.is_empty() && name.chars().all(letter)
    };
    let row = line
        .strip_prefix("    ")
        .and_then(|line| line.split_once('('));
    row.is_some_and(|(name, rest)| is_name(name) && rest.contains(", \""))
}

fn faults(error: LoadError) -> Vec<String> {
    match error {
        LoadError::Io { .. } => vec![error.to_string()],
        LoadError::Faults(Diagnostics { all, sources }) => {
            let errors = all
                .into_iter()
                .filter(|fault| fault.severity == Severity::Error);
            errors
                .map(|fault| {
                    let one = Diagnostics {
                        all: vec![fault],
                        sources: Arc::clone(&sources),
                    };
                    render_text(&one, false)
                })
                .collect()
        }
    }
}

fn by_code(all: &[Diagnostic]) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    for diagnostic in all {
        *counts.entry(diagnostic.code.to_owned()).or_default() += 1;
    }
    counts
}
