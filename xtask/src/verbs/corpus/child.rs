//! One document loaded and generated in a process of its own: both ends of it.

use crate::failure::Failure;
use crate::project::root;
use api_model::diagnostic::{Diagnostic, Diagnostics, Severity, render_text};
use api_model::{LoadError, LoadOptions};
use generator::{Generated, Options, Runtime};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::io::Read;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

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
    /// How progenitor's engine did, if it was asked.
    pub(super) progenitor: Option<Progenitor>,
}

/// How progenitor's engine did.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub(super) struct Progenitor {
    /// Whether it took the document.
    pub(super) accepted: bool,
    /// What it left out or typed plainer.
    pub(super) limits: usize,
}

impl Outcome {
    /// Whether all of the document became code.
    pub(super) fn is_good(&self) -> bool {
        self.faults.is_empty() && self.generate.is_some() && self.generated == self.operations
    }
}

/// Loads and generates in a process of its own, for a time.
pub(super) fn run(
    document: &Path,
    into: &Path,
    progenitor: bool,
    limit: Duration,
) -> Result<Outcome, Failure> {
    let program = std::env::current_exe().map_err(Failure::impossible)?;
    let mut command = Command::new(program);
    command.args(["corpus", "--one"]).arg(document);
    command.arg("--into").arg(into);
    if progenitor {
        command.arg("--progenitor");
    }
    let Ended {
        stdout,
        stderr,
        how,
    } = run_for(&mut command, limit)?;
    match (how, serde_json::from_str(&stdout)) {
        (End::Success, Ok(outcome)) => Ok(outcome),
        (how, _) => Ok(Outcome {
            faults: vec![format!("{how}\n{}", last_lines(&stderr, 12))],
            ..Outcome::default()
        }),
    }
}

/// How a process ended and what it said.
pub(super) struct Ended {
    pub(super) stdout: String,
    pub(super) stderr: String,
    pub(super) how: End,
}

/// How a process ended.
pub(super) enum End {
    Success,
    Failure(String),
    TooLong(Duration),
}

impl std::fmt::Display for End {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            End::Success => formatter.write_str("ended without an outcome"),
            End::Failure(status) => write!(formatter, "broke down: {status}"),
            End::TooLong(limit) => write!(formatter, "took more than {} s", limit.as_secs()),
        }
    }
}

/// Runs a command to its end, or to the end of its time.
pub(super) fn run_for(command: &mut Command, limit: Duration) -> Result<Ended, Failure> {
    command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = command.spawn().map_err(Failure::impossible)?;
    let (stdout, stderr) = (child.stdout.take(), child.stderr.take());
    std::thread::scope(|scope| {
        let stdout = scope.spawn(|| read_all(stdout));
        let stderr = scope.spawn(|| read_all(stderr));
        let how = wait_for(&mut child, limit)?;
        Ok(Ended {
            stdout: stdout.join().unwrap_or_default(),
            stderr: stderr.join().unwrap_or_default(),
            how,
        })
    })
}

fn read_all(pipe: Option<impl Read>) -> String {
    let mut bytes = Vec::new();
    if let Some(mut pipe) = pipe {
        // What was read before a pipe breaks is still worth showing.
        let _ = pipe.read_to_end(&mut bytes);
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn wait_for(child: &mut Child, limit: Duration) -> Result<End, Failure> {
    let start = Instant::now();
    loop {
        match child.try_wait().map_err(Failure::impossible)? {
            Some(status) if status.success() => return Ok(End::Success),
            Some(status) => return Ok(End::Failure(status.to_string())),
            None if start.elapsed() > limit => {
                child.kill().map_err(Failure::impossible)?;
                child.wait().map_err(Failure::impossible)?;
                return Ok(End::TooLong(limit));
            }
            None => std::thread::sleep(Duration::from_millis(5)),
        }
    }
}

pub(super) fn last_lines(text: &str, count: usize) -> String {
    let lines: Vec<&str> = text.lines().collect();
    lines[lines.len().saturating_sub(count)..].join("\n")
}

/// The process itself: does the work and prints the outcome.
pub(super) fn answer(document: &Path, into: &Path, progenitor: bool) -> Result<(), Failure> {
    let outcome = work(document, into, progenitor)?;
    println!(
        "{}",
        serde_json::to_string(&outcome).map_err(Failure::impossible)?
    );
    Ok(())
}

fn work(document: &Path, into: &Path, progenitor: bool) -> Result<Outcome, Failure> {
    let mut outcome = Outcome::default();
    let start = Instant::now();
    let loaded = match api_model::load(document, &LoadOptions::default()) {
        Ok(loaded) => loaded,
        Err(error) => {
            outcome.faults = faults(error);
            outcome.peak = peak();
            return Ok(outcome);
        }
    };
    outcome.load = Some(start.elapsed().as_secs_f64());
    outcome.slips = by_code(&loaded.warnings.all);
    outcome.operations = loaded.api.operations.len();
    let mut options = options(document, into);
    let start = Instant::now();
    let mut made = generator::generate(&loaded.api, &options);
    outcome.generate = Some(start.elapsed().as_secs_f64());
    outcome.peak = peak();
    count(&mut outcome, &made);
    if progenitor {
        options.progenitor = true;
        made = generator::generate(&loaded.api, &options);
        outcome.progenitor = Some(Progenitor {
            accepted: made.tree.get("src/progenitor.rs").is_some(),
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
    outcome.generated = operations
        .lines()
        .filter(|line| line.starts_with("pub static ") && line.contains(": Operation ="))
        .count();
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

/// Linux tells the most memory a process ever had; elsewhere the column stays empty.
fn peak() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().trim_end_matches("kB").trim().parse().ok()
}
