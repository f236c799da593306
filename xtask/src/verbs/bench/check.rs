//! Compiling what was generated, beside what others generate from the same document.

use super::rivals::{RIVALS, Rival};
use super::table::{aligned, count, figure, megabytes};
use super::{documents, median};
use crate::failure::Failure;
use crate::process::{Bounds, End, last_lines, run_for};
use crate::project::{self, root, shown, target};
use crate::terminal::{print, print_line};
use crate::verbs::corpus::check::prepare;
use clap::Args;
use generator::{Options, Runtime};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

/// Arguments of `bench check`.
#[derive(Args)]
pub(super) struct Check {
    /// Documents; without one, those of `specs/`.
    #[arg(value_name = "FILE")]
    files: Vec<PathBuf>,
    /// How often each is measured, all generators in turn.
    #[arg(long, default_value_t = 3, value_name = "N")]
    runs: usize,
    /// Where other generators are installed, as by `cargo install --root DIR cargo-progenitor
    /// openapi-to-rust oas3-gen ploidy`; those that are there take part.
    #[arg(long, value_name = "DIR")]
    rivals: Option<PathBuf>,
}

/// A crate that is measured.
struct Crate {
    label: String,
    home: PathBuf,
    features: &'static [&'static str],
    lines: usize,
    took: Vec<f64>,
    cpu: Vec<f64>,
    peak: Vec<f64>,
    /// Why there are no figures.
    fault: Option<String>,
}

const LIMIT: Bounds = Bounds {
    time: Duration::from_secs(1800),
    memory: None,
};

impl Check {
    pub(super) fn run(self) -> Result<(), Failure> {
        let documents = documents(&self.files)?;
        if self.rivals.is_none() {
            print_line(
                "for others beside it: `cargo install --root DIR cargo-progenitor openapi-to-rust \
                 oas3-gen ploidy`, then `--rivals DIR`",
            );
        }
        for document in &documents {
            self.one(document)?;
        }
        Ok(())
    }

    fn one(&self, document: &Path) -> Result<(), Failure> {
        let scratch = target().join("bench");
        let (ours, operations) = ours(document, &scratch.join("understudy"))?;
        let mut crates = vec![ours];
        if let Some(rivals) = &self.rivals {
            let rivals = std::path::absolute(rivals).unwrap_or_else(|_| rivals.clone());
            let document = std::path::absolute(document).map_err(Failure::impossible)?;
            for rival in RIVALS.iter().filter(|rival| rival.is_in(&rivals)) {
                crates.push(other(rival, &rivals, &document, &scratch)?);
            }
        }
        for krate in &mut crates {
            krate.build(&scratch)?;
        }
        for _ in 0..self.runs.max(1) {
            for krate in crates.iter_mut().filter(|krate| krate.fault.is_none()) {
                krate.measure(&scratch)?;
            }
        }
        print_line(format_args!(
            "{}, {operations} operations: `cargo check` of types and client, dependencies built, medians of {} runs",
            shown(document),
            self.runs.max(1)
        ));
        print(table(&crates, operations));
        Ok(())
    }
}

fn ours(document: &Path, home: &Path) -> Result<(Crate, usize), Failure> {
    let api = project::load(document, None, false)?;
    let options = Options {
        name: "measured".to_owned(),
        spec: shown(document),
        command: "cargo xtask bench check".to_owned(),
        runtime: Runtime::Workspace {
            path: root().join("generator/api-runtime").display().to_string(),
        },
        progenitor: false,
    };
    prepare(home)?;
    let folder = home.join("crate");
    let made = generator::generate(&api, &options);
    made.tree.write(&folder).map_err(Failure::impossible)?;
    // The server is not compiled, so its lines are not counted.
    let server = ["src/server.rs", "src/examples.rs"];
    let rust = made
        .tree
        .files()
        .filter(|(path, _)| path.ends_with(".rs") && !server.contains(path));
    let ours = Crate {
        label: "understudy".to_owned(),
        home: folder,
        features: &["--no-default-features", "--features", "client"],
        lines: rust.map(|(_, text)| text.lines().count()).sum(),
        took: Vec::new(),
        cpu: Vec::new(),
        peak: Vec::new(),
        fault: None,
    };
    Ok((ours, api.operations.len()))
}

fn other(rival: &Rival, root: &Path, document: &Path, scratch: &Path) -> Result<Crate, Failure> {
    let home = scratch.join(rival.krate);
    let fault = rival.generate(root, document, &home)?.err();
    Ok(Crate {
        label: rival.label(root),
        lines: lines(&home.join("src")),
        home,
        features: &[],
        took: Vec::new(),
        cpu: Vec::new(),
        peak: Vec::new(),
        fault: fault.map(|said| format!("generates nothing: {said}")),
    })
}

/// The lines of Rust in a folder and those in it.
fn lines(folder: &Path) -> usize {
    let entries = std::fs::read_dir(folder).into_iter().flatten();
    let paths = entries.filter_map(Result::ok).map(|entry| entry.path());
    paths
        .map(|path| match path.is_dir() {
            true => lines(&path),
            false if path.extension().is_some_and(|ending| ending == "rs") => {
                std::fs::read_to_string(&path).map_or(0, |text| text.lines().count())
            }
            false => 0,
        })
        .sum()
}

impl Crate {
    fn check(&self, scratch: &Path) -> Command {
        let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
        let mut command = Command::new(cargo);
        command
            .args(["check", "--quiet"])
            .args(self.features)
            .env("CARGO_TARGET_DIR", scratch.join("target"))
            .env("CARGO_INCREMENTAL", "0")
            .env_remove("RUSTFLAGS")
            .current_dir(&self.home);
        command
    }

    /// Builds what it depends on, and sees whether it compiles at all.
    fn build(&mut self, scratch: &Path) -> Result<(), Failure> {
        if self.fault.is_some() {
            return Ok(());
        }
        let ended = run_for(&mut self.check(scratch), LIMIT)?;
        if ended.how != End::Success {
            let errors = ended
                .stderr
                .lines()
                .filter(|line| line.starts_with("error"));
            let end = last_lines(&ended.stderr, 1);
            self.fault = Some(format!(
                "does not compile, {} errors: {end}",
                errors.count()
            ));
        }
        Ok(())
    }

    fn measure(&mut self, scratch: &Path) -> Result<(), Failure> {
        // As if the code had just been written.
        let path = self.home.join("src/lib.rs");
        let file = std::fs::File::options().append(true).open(&path);
        let touched = file.and_then(|file| file.set_modified(std::time::SystemTime::now()));
        touched.map_err(Failure::impossible)?;
        let ended = run_for(&mut self.check(scratch), LIMIT)?;
        if ended.how != End::Success {
            self.fault = Some(format!("{}", ended.how));
            return Ok(());
        }
        self.took.push(ended.took.as_secs_f64());
        self.cpu.extend(ended.cpu);
        let peak = ended.peak.and_then(|kib| u32::try_from(kib).ok());
        self.peak.extend(peak.map(f64::from));
        Ok(())
    }

    fn cells(&self, operations: usize, ours: Option<f64>) -> Vec<String> {
        let per = (operations > 0).then(|| count(self.lines) / count(operations));
        let took = median(self.took.clone());
        let ratio = ours.zip(took).map(|(ours, took)| took / ours);
        let mut cells = vec![
            self.label.clone(),
            self.lines.to_string(),
            figure(per, 0, ""),
            figure(took, 2, " s"),
            figure(median(self.cpu.clone()), 2, " s"),
            megabytes(median(self.peak.clone())),
            figure(ratio, 2, ""),
        ];
        cells.extend(self.fault.clone());
        cells
    }
}

const HEADING: [&str; 7] = [
    "generator",
    "lines",
    "per operation",
    "check",
    "cpu",
    "peak MB",
    "to ours",
];

fn table(crates: &[Crate], operations: usize) -> String {
    let times: Vec<Option<f64>> = crates
        .iter()
        .map(|krate| median(krate.took.clone()))
        .collect();
    let ours = times.first().copied().flatten();
    let mut lines = vec![HEADING.map(str::to_owned).to_vec()];
    lines.extend(crates.iter().map(|krate| krate.cells(operations, ours)));
    let mut text = aligned(&lines);
    let fastest = times
        .iter()
        .skip(1)
        .copied()
        .flatten()
        .min_by(f64::total_cmp);
    if let Some(ratio) = ours.zip(fastest).map(|(ours, fastest)| ours / fastest) {
        text.push_str(&format!("ours takes {ratio:.2} of the fastest other\n"));
    }
    text
}
