//! `generate`: clients and server stubs from documents.

mod job;
mod memory;
mod names;
mod report;
mod scaffold;

use crate::failure::Failure;
use crate::project::{self, Spec};
use clap::Args;
use job::Job;
use names::{crate_name, read_crate_name};
use report::{Format, Reporter, read_code};
use std::path::{Path, PathBuf};

/// Arguments of `generate`.
#[derive(Args)]
pub(crate) struct Generate {
    /// APIs of `specs/`; without one, all of them.
    #[arg(value_name = "API")]
    names: Vec<String>,
    /// Compare without writing; fail when something is stale.
    #[arg(long)]
    check: bool,
    /// A document of your own.
    #[arg(long, value_name = "FILE", conflicts_with = "names", requires = "out")]
    spec: Option<PathBuf>,
    /// The folder of the crate for `--spec`.
    #[arg(long, value_name = "DIR", requires = "spec")]
    out: Option<PathBuf>,
    /// The name of the crate for `--spec`; without it, the document's file name.
    #[arg(long, requires = "spec", value_parser = read_crate_name)]
    name: Option<String>,
    /// `$ref`s may lead to files in this folder and below; without it, in the document's own.
    #[arg(long, value_name = "DIR", requires = "spec")]
    root: Option<PathBuf>,
    /// Add progenitor's client behind a feature, for `--spec`.
    #[arg(long, requires = "spec")]
    progenitor: bool,
    /// Write an implementation of the server's traits to this file, or add to it what it lacks; what it declares as
    /// modules is looked at too, as are more files when the option is repeated.
    #[arg(long, value_name = "FILE")]
    scaffold: Vec<PathBuf>,
    /// Fail, and write nothing, when something has no exact form in Rust (`lossy`) or for a warning of this code.
    #[arg(long, value_name = "lossy|CODE", value_parser = read_code)]
    deny: Vec<String>,
    /// Print all warnings, not only the first of each kind.
    #[arg(long)]
    verbose: bool,
    /// How to print warnings and errors.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

impl Generate {
    /// Writes the crates, or compares them.
    pub(crate) fn run(self) -> Result<(), Failure> {
        let mut reporter = Reporter::new(self.format, self.verbose, &self.deny);
        let done = self.run_jobs(&mut reporter);
        reporter.finish();
        done
    }

    fn run_jobs(&self, reporter: &mut Reporter) -> Result<(), Failure> {
        let mut failed = Vec::new();
        let mut found = false;
        for job in self.jobs()? {
            let done = if self.check {
                job.check(reporter)
            } else {
                job.write(reporter)
            };
            match done {
                Err(Failure::Wrong(message)) => failed.push(message),
                Err(Failure::Found) => found = true,
                other => other?,
            }
        }
        match (failed.is_empty(), found) {
            (false, _) => Err(Failure::Wrong(failed.join("\nerror: "))),
            (true, true) => Err(Failure::Found),
            (true, false) => Ok(()),
        }
    }

    fn jobs(&self) -> Result<Vec<Job>, Failure> {
        let mut jobs = match (&self.spec, &self.out) {
            (Some(spec), Some(out)) => vec![self.foreign(spec, out)],
            _ => project::select(&self.names)?
                .iter()
                .map(Job::of_project)
                .collect(),
        };
        if !self.scaffold.is_empty() {
            let [job] = jobs.as_mut_slice() else {
                return Err(Failure::impossible(
                    "`--scaffold` is for one API: say which, such as `generate links --scaffold FILE`",
                ));
            };
            job.scaffold.clone_from(&self.scaffold);
        }
        Ok(jobs)
    }

    fn foreign(&self, spec: &Path, out: &Path) -> Job {
        let name = match &self.name {
            Some(name) => name.clone(),
            None => crate_name(&Spec::at(spec).name),
        };
        Job::of_stranger(spec, self.root.as_deref(), out, name, self.progenitor)
    }
}

/// Writes the crate of one of the project's documents where it is stale.
pub(crate) fn write_crate(spec: &Spec) -> Result<(), Failure> {
    let mut reporter = Reporter::new(Format::Text, false, &[]);
    Job::of_project(spec).write(&mut reporter)
}
