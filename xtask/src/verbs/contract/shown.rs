//! How a report is shown and written, the same for a run and for a recording.

use crate::failure::Failure;
use crate::project::Spec;
use crate::terminal::print;
use crate::verbs::bundle::write_whole;
use clap::{Args, ValueEnum};
use contract::Report;
use std::io::IsTerminal;
use std::path::{Path, PathBuf};

/// Arguments about reports.
#[derive(Args)]
pub(crate) struct Shown {
    /// Where to write a report, by its ending: `.xml` for JUnit, `.html` for a page, `.ndjson` for
    /// one JSON object a line. May be given several times.
    #[arg(long, value_name = "FILE")]
    report: Vec<PathBuf>,
    /// How to print what was found.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people.
    Text,
    /// GitHub Actions annotations of the document's lines, then the summary.
    Github,
}

impl Shown {
    /// A report nobody can write is told before the run, not after it.
    pub(crate) fn verify(&self) -> Result<(), Failure> {
        for path in &self.report {
            if written_as(path).is_none() {
                return Err(Failure::impossible(format!(
                    "`--report {}`: the ending says what is written: `.xml`, `.html` or `.ndjson`",
                    path.display()
                )));
            }
        }
        Ok(())
    }
}

/// Prints and writes a report, one of `count`.
pub(crate) fn show(
    shown: &Shown,
    spec: &Spec,
    report: &Report,
    count: usize,
) -> Result<(), Failure> {
    if shown.format == Format::Github {
        print(report.github());
    }
    print(report.terminal(std::io::stdout().is_terminal()));
    for path in &shown.report {
        let Some(written) = written_as(path) else {
            continue;
        };
        let path = match count {
            1 => path.clone(),
            _ => per_api(path, &spec.name),
        };
        write_whole(&path, &written(report))?;
    }
    Ok(())
}

/// What a report is written as, by the ending of its file.
fn written_as(path: &Path) -> Option<fn(&Report) -> String> {
    match path.extension()?.to_str()? {
        "xml" => Some(Report::junit),
        "html" => Some(Report::html),
        "ndjson" => Some(Report::ndjson),
        _ => None,
    }
}

/// `report.xml` becomes `report-links.xml`, so that the reports of several APIs stand side by side.
fn per_api(path: &Path, name: &str) -> PathBuf {
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    let ending = path
        .extension()
        .map(|ending| format!(".{}", ending.to_string_lossy()))
        .unwrap_or_default();
    path.with_file_name(format!("{stem}-{name}{ending}"))
}
