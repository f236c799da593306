//! `corpus`: every document of a folder generated and compiled, with a table of how it went.
//!
//! A document is loaded and generated in a process of its own, so that neither a panic nor a
//! runaway takes the run along and memory is measured per document. What it knows of OpenAPI is
//! how to recognise a description among other files.

pub(super) mod check;
mod child;
pub(super) mod documents;
mod mock;
mod sample;
mod table;

use crate::failure::Failure;
use crate::process::{Bounds, free_memory};
use crate::project::{shown, target};
use crate::terminal::{print, print_line};
use child::{Order, Outcome};
use clap::Args;
use documents::Document;
use sample::Sample;
use serde::Serialize;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

/// Arguments of `corpus`.
///
/// Each document is loaded, generated (types, client, server) and compiled; the table says how far
/// it came, what it took, and what is typed plainer than described, by reason. One that fails, takes
/// too long or too much memory is reported and the next one is tried. The exit code is 1 when any
/// failed. What progenitor's engine refuses is a limit of that engine, and no failure.
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
    /// Only a part of the documents: always the same ones, and one that the date chooses.
    #[arg(long, value_name = "SAMPLE")]
    sample: Option<Sample>,
    /// The day for `--sample`, in days since 1970, to repeat another day's choice.
    #[arg(long, value_name = "DAY", requires = "sample")]
    day: Option<u64>,
    /// Leave out documents with more operations.
    #[arg(long, value_name = "N")]
    max_operations: Option<usize>,
    /// Begin with no other document after so many seconds.
    #[arg(long, value_name = "SECONDS")]
    seconds: Option<u64>,
    /// Where to write the result as JSON; without it, into cargo's target folder.
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
    /// Generate without compiling.
    #[arg(long)]
    no_check: bool,
    /// Generate and compile progenitor's client too.
    #[arg(long)]
    progenitor: bool,
    /// Ask every operation of the mock instead of generating, and hold its answers to the documents.
    #[arg(long)]
    mock: bool,
    /// Where to leave the crates; without it, in cargo's target folder.
    #[arg(long, value_name = "DIR")]
    keep: Option<PathBuf>,
    /// How long one document may take to load and generate, in seconds; ten times that to compile.
    #[arg(long, default_value_t = 120, value_name = "SECONDS")]
    limit: u64,
    /// How much memory a document may take to generate, or to compile, in MB; without it, a job's
    /// share of three quarters of what is free at the start.
    #[arg(long, value_name = "MB")]
    memory: Option<u64>,
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
            (Some(document), Some(into), _) => child::answer(document, into, self.order()),
            (_, _, Some(folder)) => self.run_all(folder),
            _ => Err(Failure::impossible("say which folder")),
        }
    }

    fn order(&self) -> Order {
        Order {
            progenitor: self.progenitor,
            max_operations: self.max_operations,
        }
    }

    fn run_all(&self, folder: &Path) -> Result<(), Failure> {
        let (documents, others) = self.choose(folder)?;
        if self.mock {
            return mock::run(&documents, self.limit);
        }
        let run = Run {
            verb: self,
            memory: self.memory_limit(),
            start: Instant::now(),
            next: AtomicUsize::new(0),
            rows: Mutex::default(),
        };
        let rows = run.work(&documents)?;
        print(table::table(&rows, self.progenitor));
        for other in &others {
            print_line(format_args!(
                "skipped {other}: it is not an OpenAPI document"
            ));
        }
        let late: Vec<&str> = documents
            .iter()
            .map(|document| document.name.as_str())
            .filter(|name| rows.iter().all(|row| row.document != *name))
            .collect();
        if !late.is_empty() {
            print_line(format_args!("no time was left for: {}", late.join(", ")));
        }
        self.write_report(&rows)?;
        match rows.iter().all(Row::is_good) {
            true => Ok(()),
            false => Err(Failure::Found),
        }
    }

    /// The documents to try, and files that are none.
    fn choose(&self, folder: &Path) -> Result<(Vec<Document>, Vec<String>), Failure> {
        let found = documents::find(folder)?;
        let mut documents = found.documents;
        if let Some(part) = &self.only {
            documents.retain(|document| document.name.contains(part.as_str()));
        }
        if let Some(Sample::Small) = self.sample {
            let day = self.day.unwrap_or_else(sample::today);
            let (kept, chosen) = sample::take(documents, day)?;
            documents = kept;
            if let Some(chosen) = chosen {
                print_line(format_args!("day {day} chose {chosen}"));
            }
        }
        if documents.is_empty() {
            return Err(Failure::impossible(format!(
                "there is no such OpenAPI document in `{}`",
                shown(folder)
            )));
        }
        Ok((documents, found.others))
    }

    fn memory_limit(&self) -> Option<u64> {
        let jobs = u64::try_from(self.jobs.max(1)).unwrap_or(u64::MAX);
        match self.memory {
            Some(megabytes) => Some(megabytes.saturating_mul(1024)),
            None => free_memory().map(|free| free / 4 * 3 / jobs),
        }
    }

    fn write_report(&self, rows: &[Row]) -> Result<(), Failure> {
        let path = match &self.report {
            Some(path) => path.clone(),
            None => scratch().join("report.json"),
        };
        let text = serde_json::to_string_pretty(rows).map_err(Failure::impossible)?;
        super::bundle::write_whole(&path, &format!("{text}\n"))?;
        print_line(format_args!("the same as JSON: {}", shown(&path)));
        Ok(())
    }
}

/// A run over documents by a few workers.
struct Run<'a> {
    verb: &'a Corpus,
    memory: Option<u64>,
    start: Instant,
    next: AtomicUsize,
    rows: Mutex<Vec<(usize, Row)>>,
}

impl Run<'_> {
    /// The rows in the order of the documents.
    fn work(self, documents: &[Document]) -> Result<Vec<Row>, Failure> {
        let workers = self.verb.jobs.clamp(1, documents.len());
        std::thread::scope(|scope| {
            let workers: Vec<_> = (0..workers)
                .map(|worker| {
                    let run = &self;
                    scope.spawn(move || run.work_off(worker, documents))
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
        let rows = self.rows.into_inner();
        let mut rows = rows.unwrap_or_else(|broken| broken.into_inner());
        rows.sort_by_key(|(index, _)| *index);
        Ok(rows.into_iter().map(|(_, row)| row).collect())
    }

    fn work_off(&self, worker: usize, documents: &[Document]) -> Result<(), Failure> {
        let target = scratch().join(format!("target-{worker}"));
        if !self.verb.no_check {
            let home = scratch().join(format!("warm-up-{worker}"));
            check::warm_up(&home, &target, self.verb.progenitor, self.check_bounds())?;
        }
        loop {
            let seconds = self.start.elapsed().as_secs();
            let index = self.next.fetch_add(1, Ordering::Relaxed);
            let document = match documents.get(index) {
                Some(document) if self.verb.seconds.is_none_or(|most| seconds < most) => document,
                _ => return Ok(()),
            };
            let row = self.row(&target, document)?;
            eprint!("{}", table::progress(&row));
            let rows = self.rows.lock();
            let mut rows = rows.unwrap_or_else(|broken| broken.into_inner());
            rows.push((index, row));
        }
    }

    fn bounds(&self) -> Bounds {
        Bounds {
            time: Duration::from_secs(self.verb.limit),
            memory: self.memory,
        }
    }

    fn check_bounds(&self) -> Bounds {
        Bounds {
            time: Duration::from_secs(self.verb.limit.saturating_mul(10)),
            memory: self.memory,
        }
    }

    fn row(&self, target: &Path, document: &Document) -> Result<Row, Failure> {
        let crates = match &self.verb.keep {
            Some(folder) => folder.clone(),
            None => scratch().join("crates"),
        };
        let home = crates.join(&document.krate);
        check::prepare(&home)?;
        let into = home.join("crate");
        let outcome = child::run(&document.path, &into, self.verb.order(), self.bounds())?;
        let mut row = Row {
            document: document.name.clone(),
            outcome,
            check: None,
            progenitor_check: None,
        };
        if self.verb.no_check || row.outcome.skipped || !row.outcome.is_good() {
            return Ok(row);
        }
        let job = check::Job {
            home: &home,
            target,
            bounds: self.check_bounds(),
        };
        row.check = Some(job.check(&check::features(&home)?)?);
        if row.outcome.progenitor.is_some_and(|made| made.accepted) {
            row.progenitor_check = Some(job.check("progenitor")?);
        }
        Ok(row)
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
    /// How types and progenitor's client compiled.
    progenitor_check: Option<check::Check>,
}

impl Row {
    /// What progenitor refuses is a limit of that engine and no failure.
    fn is_good(&self) -> bool {
        self.outcome.is_good() && self.check.as_ref().is_none_or(check::Check::is_good)
    }
}

/// Where crates and what is built of them lie.
fn scratch() -> PathBuf {
    target().join("corpus")
}
