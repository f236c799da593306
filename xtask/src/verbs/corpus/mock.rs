//! `corpus --mock`: every operation of every document asked of the mock with generated arguments,
//! and a table of how it answered.
//!
//! The judge asks, over a real socket, with requests that follow the document alone. What it finds
//! is a fault of the mock: an answer of 500 and above, no answer, or one that its document does not
//! allow.

use super::documents::Document;
use super::table::aligned;
use crate::failure::Failure;
use crate::project;
use crate::terminal::{print, print_line};
use contract::{Options, Report, Scope, Target};
use mock_server::{Log, Mock, MockOptions, ServeOptions, Server, Stage};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Most requests of an operation.
const REQUESTS: usize = 2;

/// What an answer may never be, whatever was asked. What the mock answers of its own accord (404
/// for what was deleted before, 405 at a concrete path, 412) need not be declared.
const CHECKS: [&str; 5] = [
    "server-error",
    "not-a-hang",
    "body-valid",
    "content-type-declared",
    "header-present-and-valid",
];

/// What came of a document.
struct Row {
    document: String,
    load: Duration,
    /// How long it took from the loaded document to a mock that listens.
    start: Duration,
    report: Report,
}

/// Works through the documents; fails when the mock of any does.
pub(super) fn run(documents: &[Document], limit: u64) -> Result<(), Failure> {
    let mut rows = Vec::new();
    let mut is_good = true;
    for document in documents {
        match ask(document, limit) {
            Ok(row) => {
                let count = row.report.failures.len();
                let how = match count {
                    0 => "well".to_owned(),
                    count => format!("{count} FAULTS"),
                };
                print_line(format_args!("{}: {how}", row.document));
                is_good &= count == 0 && row.report.stopped.is_none();
                rows.push(row);
            }
            Err(failure) => {
                is_good = false;
                print_line(format_args!("{}: FAILED", document.name));
                let _ = failure.report();
            }
        }
    }
    print(table(&rows));
    match is_good {
        true => Ok(()),
        false => Err(Failure::Found),
    }
}

fn ask(document: &Document, limit: u64) -> Result<Row, Failure> {
    let begun = Instant::now();
    let api = Arc::new(project::load(&document.path, None, false)?);
    let load = begun.elapsed();
    let begun = Instant::now();
    let stage = Stage::at_root(Mock::new(Arc::clone(&api), &MockOptions::default()));
    let options = ServeOptions {
        port: 0,
        ..ServeOptions::default()
    };
    let server = Server::bind(stage, options, Log::none()).map_err(Failure::impossible)?;
    let start = begun.elapsed();
    let running = server.start().map_err(Failure::impossible)?;
    let options = Options {
        max_valid: REQUESTS,
        max_broken: 0,
        time_budget: Duration::from_secs(limit),
        scope: Scope {
            checks: CHECKS.map(str::to_owned).to_vec(),
            ..Scope::default()
        },
        ..Options::default()
    };
    let report = contract::run(api, &Target::new(running.url()), &options);
    let report = report.map_err(Failure::impossible)?;
    running.stop();
    Ok(Row {
        document: document.name.clone(),
        load,
        start,
        report,
    })
}

fn table(rows: &[Row]) -> String {
    let heading = [
        "document",
        "load",
        "start",
        "operations",
        "asked",
        "requests",
        "faults",
    ];
    let mut lines = vec![heading.map(str::to_owned).to_vec()];
    lines.extend(rows.iter().map(cells));
    let mut text = aligned(&lines);
    let all = rows.iter().map(|row| &row.report);
    let operations: usize = all.clone().map(|report| report.operations.len()).sum();
    let asked: usize = all.clone().map(asked).sum();
    text.push_str(&format!(
        "\n{asked} of {operations} operations of {} documents asked\n",
        rows.len()
    ));
    for row in rows {
        for failure in &row.report.failures {
            text.push_str(&format!(
                "{}: {}: {}: {}\n  {}\n",
                row.document,
                failure.operation,
                failure.check,
                failure.message,
                failure.curl.replace('\n', "\n  "),
            ));
        }
        if let Some(why) = &row.report.stopped {
            text.push_str(&format!("{}: {why}\n", row.document));
        }
    }
    text
}

fn asked(report: &Report) -> usize {
    let operations = report.operations.iter();
    operations
        .filter(|operation| operation.requests > 0)
        .count()
}

fn cells(row: &Row) -> Vec<String> {
    let report = &row.report;
    let requests: usize = report
        .operations
        .iter()
        .map(|operation| operation.requests)
        .sum();
    vec![
        row.document.clone(),
        format!("{:.2} s", row.load.as_secs_f64()),
        format!("{} ms", row.start.as_millis()),
        report.operations.len().to_string(),
        asked(report).to_string(),
        requests.to_string(),
        report.failures.len().to_string(),
    ]
}
