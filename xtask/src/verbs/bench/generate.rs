//! Loading and generating, measured from inside of a process that does nothing else.

use super::table::{aligned, count, figure, megabytes};
use super::{documents, median};
use crate::failure::Failure;
use crate::process::{Bounds, End, Ended, last_lines, own_cpu, own_peak, run_for};
use crate::project::{self, root, shown, target};
use crate::terminal::{print, print_line};
use crate::verbs::test::cargo;
use clap::Args;
use generator::{Options, Runtime};
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

/// Arguments of `bench generate`.
#[derive(Args)]
pub(super) struct Generate {
    /// Documents; without one, those of `specs/`.
    #[arg(value_name = "FILE")]
    files: Vec<PathBuf>,
    /// How often each is measured.
    #[arg(long, default_value_t = 5, value_name = "N")]
    runs: usize,
    /// Measure one document in this very process and print the figures as JSON.
    #[arg(long, hide = true)]
    one: bool,
}

/// What one run took.
#[derive(Debug, Serialize, Deserialize)]
struct Figures {
    load: f64,
    generate: f64,
    cpu: Option<f64>,
    peak: Option<u64>,
    operations: usize,
    lines: usize,
}

const LIMIT: Bounds = Bounds {
    time: Duration::from_secs(600),
    memory: None,
};

impl Generate {
    pub(super) fn run(self) -> Result<(), Failure> {
        let documents = documents(&self.files)?;
        if let (true, [document]) = (self.one, documents.as_slice()) {
            let figures = measure(document)?;
            print_line(serde_json::to_string(&figures).map_err(Failure::impossible)?);
            return Ok(());
        }
        let program = optimised()?;
        let mut rows = Vec::new();
        for document in &documents {
            let runs: Vec<Figures> = (0..self.runs.max(1))
                .map(|_| one(&program, document))
                .collect::<Result<_, _>>()?;
            rows.push(Row::of(shown(document), &runs));
        }
        print(table(&mut rows, self.runs));
        self.unchanged(&program)
    }

    /// `generate` where there is nothing to do.
    fn unchanged(&self, program: &Path) -> Result<(), Failure> {
        let mut times = Vec::new();
        for _ in 0..self.runs.max(1) {
            let ended = run_for(
                Command::new(program).arg("generate").current_dir(root()),
                LIMIT,
            )?;
            if ended.how != End::Success {
                return Err(broken(&ended));
            }
            times.push(ended.took.as_secs_f64() * 1e3);
        }
        // The first one may have had something to write.
        print_line(format_args!(
            "`generate` on the project's unchanged documents: {}",
            figure(median(times), 0, " ms")
        ));
        Ok(())
    }
}

/// This program as it is shipped. A run in a debug build would say nothing about it.
fn optimised() -> Result<PathBuf, Failure> {
    if !cfg!(debug_assertions) {
        return std::env::current_exe().map_err(Failure::impossible);
    }
    print_line("building with optimisations first");
    cargo(&["build", "--release", "--quiet", "--package", "xtask"])?;
    Ok(target().join("release").join("xtask"))
}

fn one(program: &Path, document: &Path) -> Result<Figures, Failure> {
    let mut command = Command::new(program);
    command.args(["bench", "generate", "--one"]).arg(document);
    let ended = run_for(&mut command, LIMIT)?;
    match serde_json::from_str(&ended.stdout) {
        Ok(figures) if ended.how == End::Success => Ok(figures),
        _ => Err(broken(&ended)),
    }
}

fn broken(ended: &Ended) -> Failure {
    Failure::impossible(format!("{}\n{}", ended.how, last_lines(&ended.stderr, 12)))
}

fn measure(document: &Path) -> Result<Figures, Failure> {
    let start = Instant::now();
    let api = project::load(document, None, false)?;
    let load = start.elapsed().as_secs_f64();
    let options = Options {
        name: "measured".to_owned(),
        spec: "api.yaml".to_owned(),
        command: "cargo xtask bench generate".to_owned(),
        runtime: Runtime::Workspace {
            path: "runtime".to_owned(),
        },
        progenitor: false,
    };
    let start = Instant::now();
    let made = generator::generate(&api, &options);
    let generate = start.elapsed().as_secs_f64();
    let rust = made.tree.files().filter(|(path, _)| path.ends_with(".rs"));
    Ok(Figures {
        load,
        generate,
        cpu: own_cpu(),
        peak: own_peak(),
        operations: api.operations.len(),
        lines: rust.map(|(_, text)| text.lines().count()).sum(),
    })
}

/// The medians of a document.
struct Row {
    document: String,
    operations: usize,
    lines: usize,
    load: Option<f64>,
    generate: Option<f64>,
    wall: Option<f64>,
    cpu: Option<f64>,
    peak: Option<f64>,
}

impl Row {
    fn of(document: String, runs: &[Figures]) -> Row {
        let of = |figure: &dyn Fn(&Figures) -> Option<f64>| {
            median(runs.iter().filter_map(figure).collect())
        };
        let kib = |kib: u64| u32::try_from(kib).ok().map(f64::from);
        Row {
            document,
            operations: runs.first().map_or(0, |run| run.operations),
            lines: runs.first().map_or(0, |run| run.lines),
            load: of(&|run| Some(run.load)),
            generate: of(&|run| Some(run.generate)),
            wall: of(&|run| Some(run.load + run.generate)),
            cpu: of(&|run| run.cpu),
            peak: of(&|run| run.peak.and_then(kib)),
        }
    }

    fn per_operation(&self) -> Option<f64> {
        let wall = self.wall.filter(|_| self.operations > 0)?;
        Some(wall / count(self.operations) * 1e3)
    }

    fn cells(&self) -> Vec<String> {
        let lines = (self.operations > 0).then(|| count(self.lines) / count(self.operations));
        vec![
            self.document.clone(),
            self.operations.to_string(),
            figure(self.load, 3, " s"),
            figure(self.generate, 3, " s"),
            figure(self.wall, 3, " s"),
            figure(self.cpu, 2, " s"),
            megabytes(self.peak),
            self.lines.to_string(),
            figure(lines, 0, ""),
            figure(self.per_operation(), 2, " ms"),
        ]
    }
}

const HEADING: [&str; 10] = [
    "document",
    "operations",
    "load",
    "generate",
    "both",
    "cpu",
    "peak MB",
    "lines",
    "per operation",
    "time per operation",
];

fn table(rows: &mut [Row], runs: usize) -> String {
    rows.sort_by_key(|row| row.operations);
    let mut lines = vec![HEADING.map(str::to_owned).to_vec()];
    lines.extend(rows.iter().map(Row::cells));
    let mut text = format!(
        "medians of {runs} runs; types, client and server\n{}",
        aligned(&lines)
    );
    let (least, most) = (rows.first(), rows.last());
    let ratio = least
        .zip(most)
        .filter(|(least, most)| least.operations < most.operations)
        .and_then(|(least, most)| Some(most.per_operation()? / least.per_operation()?));
    if let Some(ratio) = ratio {
        text.push_str(&format!(
            "time per operation, largest to smallest document: {ratio:.2}\n"
        ));
    }
    text
}
