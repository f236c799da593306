//! `corpus`: every document of a folder generated and compiled, with a table of how it went.
//!
//! A document is loaded and generated in a process of its own, so that neither a panic nor a
//! runaway takes the run along and memory is measured per document. What it knows of OpenAPI is
//! how to recognise a description among other files.

mod check;
mod child;
mod documents;
mod table;

use crate::failure::Failure;
use crate::project::{root, shown};
use crate::terminal::{print, print_line};
use child::Outcome;
use clap::Args;
use documents::Document;
use serde::Serialize;
use std::path::PathBuf;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

/// Arguments of `corpus`.
#[derive(Args)]
pub(crate) struct Corpus {
    /// The folder with descriptions; the folders in it are looked into as well.
    #[arg(value_name = "DIR", required_unless_present = "one")]
    folder: Option<PathBuf>,
    /// How many documents are worked on at a time. Each compiles the dependencies once for itself.
    #[arg(long, default_value_t = 1, value_name = "N")]
    jobs: usize,
    /// Only documents whose name contains this.
    #[arg(long, value_name = "NAME")]
    only: Option<String>,
    /// Where to write the result as JSON.
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
    /// Generate without compiling.
    #[arg(long)]
    no_check: bool,
    /// Generate and compile progenitor's client too.
    #[arg(long)]
    progenitor: bool,
    /// Where to leave the crates; without it, in cargo's target folder.
    #[arg(long, value_name = "DIR")]
    keep: Option<PathBuf>,
    /// How long one document may take to load and generate, in seconds; ten times that to compile.
    #[arg(long, default_value_t = 120, value_name = "SECONDS")]
    limit: u64,
    /// Load and generate this document alone and print the outcome as JSON.
    #[arg(long, value_name = "FILE", hide = true, requires = "into")]
    one: Option<PathBuf>,
    /// The folder of the crate for `--one`.
    #[arg(long, value_name = "DIR", hide = true)]
    into: Option<PathBuf>,
}

impl Corpus {
    /// Works through the folder; fails when any document does.
    pub(crate) fn run(self) -> Result<(), Failure> {
        match (&self.one, &self.into, &self.folder) {
            (Some(document), Some(into), _) => child::answer(document, into, self.progenitor),
            (_, _, Some(folder)) => self.run_all(folder),
            _ => Err(Failure::impossible("say which folder")),
        }
    }

    fn run_all(&self, folder: &std::path::Path) -> Result<(), Failure> {
        let found = documents::find(folder)?;
        let documents: Vec<Document> = found
            .documents
            .into_iter()
            .filter(|document| match &self.only {
                Some(part) => document.name.contains(part.as_str()),
                None => true,
            })
            .collect();
        if documents.is_empty() {
            return Err(Failure::impossible(format!(
                "there is no such OpenAPI document in `{}`",
                shown(folder)
            )));
        }
        let results = self.work(&documents)?;
        print(table::table(&results, self.progenitor));
        for other in &found.others {
            print_line(format_args!(
                "skipped {other}: it is not an OpenAPI document"
            ));
        }
        if let Some(path) = &self.report {
            let text = serde_json::to_string_pretty(&results).map_err(Failure::impossible)?;
            super::bundle::write_whole(path, &format!("{text}\n"))?;
        }
        if results.iter().all(|result| result.is_good()) {
            Ok(())
        } else {
            Err(Failure::Found)
        }
    }

    /// All documents by a few workers, in the order they came.
    fn work(&self, documents: &[Document]) -> Result<Vec<Row>, Failure> {
        let next = AtomicUsize::new(0);
        let rows: Mutex<Vec<(usize, Row)>> = Mutex::new(Vec::new());
        let workers = self.jobs.clamp(1, documents.len());
        std::thread::scope(|scope| {
            let workers: Vec<_> = (0..workers)
                .map(|worker| {
                    let (next, rows) = (&next, &rows);
                    scope.spawn(move || self.work_off(worker, documents, next, rows))
                })
                .collect();
            workers
                .into_iter()
                .map(|worker| match worker.join() {
                    Ok(result) => result,
                    Err(_) => Err(Failure::impossible("a worker broke down")),
                })
                .collect::<Result<Vec<()>, Failure>>()
        })?;
        let mut rows = rows
            .into_inner()
            .unwrap_or_else(|broken| broken.into_inner());
        rows.sort_by_key(|(index, _)| *index);
        Ok(rows.into_iter().map(|(_, row)| row).collect())
    }

    fn work_off(
        &self,
        worker: usize,
        documents: &[Document],
        next: &AtomicUsize,
        rows: &Mutex<Vec<(usize, Row)>>,
    ) -> Result<(), Failure> {
        if !self.no_check {
            let target = scratch().join(format!("target-{worker}"));
            check::warm_up(
                &scratch().join(format!("warm-up-{worker}")),
                &target,
                self.check_limit(),
            )?;
        }
        loop {
            let index = next.fetch_add(1, Ordering::Relaxed);
            let Some(document) = documents.get(index) else {
                return Ok(());
            };
            let row = self.row(worker, document)?;
            eprint!("{}", table::progress(&row));
            rows.lock()
                .unwrap_or_else(|broken| broken.into_inner())
                .push((index, row));
        }
    }

    fn check_limit(&self) -> Duration {
        Duration::from_secs(self.limit.saturating_mul(10))
    }

    fn row(&self, worker: usize, document: &Document) -> Result<Row, Failure> {
        let scratch = scratch();
        let crates = self.keep.clone().unwrap_or_else(|| scratch.join("crates"));
        let home = crates.join(&document.krate);
        check::prepare(&home)?;
        let outcome = child::run(
            &document.path,
            &home.join("crate"),
            self.progenitor,
            Duration::from_secs(self.limit),
        )?;
        let target = scratch.join(format!("target-{worker}"));
        let job = check::Job {
            home: &home,
            target: &target,
            limit: self.check_limit(),
        };
        let generated = !self.no_check && outcome.is_good();
        let check = match generated {
            true => Some(job.check(&[])?),
            false => None,
        };
        let progenitor = match generated && outcome.progenitor.is_some_and(|made| made.accepted) {
            true => Some(job.check(&["--features", "progenitor"])?),
            false => None,
        };
        Ok(Row {
            document: document.name.clone(),
            outcome,
            check,
            progenitor_check: progenitor,
        })
    }
}

/// How it went with one document.
#[derive(Debug, Serialize)]
struct Row {
    /// Its path below the folder.
    document: String,
    #[serde(flatten)]
    outcome: Outcome,
    /// How types, client and server compiled.
    check: Option<check::Check>,
    /// How they compiled with progenitor's client.
    progenitor_check: Option<check::Check>,
}

impl Row {
    /// What progenitor refuses is a limit of that engine and no failure.
    fn is_good(&self) -> bool {
        self.outcome.is_good() && self.check.as_ref().is_none_or(check::Check::is_good)
    }
}

/// Where crates and what is built of them lie: in cargo's target folder.
fn scratch() -> PathBuf {
    let target = std::env::var_os("CARGO_TARGET_DIR").map(PathBuf::from);
    let target = target.unwrap_or_else(|| root().join("target"));
    let target = std::path::absolute(&target).unwrap_or(target);
    target.join("corpus")
}
