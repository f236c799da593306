//! The result for people: a line while it runs, a table at the end, faults below it.

use super::Row;
use super::check::Check;
use std::collections::BTreeMap;
use std::fmt::Write;

/// A word when a document is done.
pub(super) fn progress(row: &Row) -> String {
    let how = match &row.check {
        _ if !row.outcome.is_good() => "FAILED to generate".to_owned(),
        _ if row.outcome.skipped => "left out".to_owned(),
        None => "generated".to_owned(),
        Some(check) => format!("generated, {}", checked(Some(check))),
    };
    format!("{}: {how}\n", row.document)
}

/// All rows, the sum, then what failed and how.
pub(super) fn table(rows: &[Row], progenitor: bool) -> String {
    let mut lines = vec![heading(progenitor)];
    lines.extend(rows.iter().map(|row| cells(row, progenitor)));
    let mut text = aligned(&lines);
    text.push('\n');
    text.push_str(&sums(rows, progenitor));
    let limited = |row: &&Row| {
        let of_progenitor = row.progenitor_check.as_ref();
        !row.is_good() || of_progenitor.is_some_and(|check| !check.is_good())
    };
    for row in rows.iter().filter(limited) {
        text.push_str(&faults(row));
    }
    text
}

fn heading(progenitor: bool) -> Vec<String> {
    let mut words = vec![
        "document",
        "load",
        "generate",
        "check",
        "operations",
        "lines",
        "peak MB",
        "check MB",
        "fallbacks",
    ];
    if progenitor {
        words.insert(8, "progenitor");
    }
    words.into_iter().map(str::to_owned).collect()
}

fn cells(row: &Row, progenitor: bool) -> Vec<String> {
    let outcome = &row.outcome;
    let seconds =
        |value: Option<f64>| value.map_or("no".to_owned(), |value| format!("{value:.2} s"));
    let mut cells = vec![
        row.document.clone(),
        seconds(outcome.load),
        seconds(outcome.generate),
        checked(row.check.as_ref()),
        format!("{} of {}", outcome.generated, outcome.operations),
        outcome.lines.to_string(),
        megabytes(outcome.peak),
        megabytes(row.check.as_ref().and_then(|check| check.peak)),
        reasons(&outcome.fallbacks),
    ];
    if progenitor {
        let word = match (outcome.progenitor, &row.progenitor_check) {
            (None, _) => "-".to_owned(),
            (Some(made), _) if !made.accepted => "refused".to_owned(),
            (Some(made), check) => format!(
                "{} of {}, {} limits, {}",
                made.operations,
                outcome.operations,
                made.limits,
                checked(check.as_ref())
            ),
        };
        cells.insert(8, word);
    }
    cells
}

fn checked(check: Option<&Check>) -> String {
    match check {
        None => "-".to_owned(),
        Some(check) if check.is_good() => format!("ok {:.1} s", check.seconds),
        Some(check) => format!("{} errors, {} warnings", check.errors, check.warnings),
    }
}

fn megabytes(kib: Option<u64>) -> String {
    kib.map_or("-".to_owned(), |kib| (kib / 1024).to_string())
}

fn reasons(fallbacks: &BTreeMap<String, usize>) -> String {
    let all: Vec<String> = fallbacks
        .iter()
        .map(|(code, count)| format!("{code} {count}"))
        .collect();
    if all.is_empty() {
        "none".to_owned()
    } else {
        all.join(", ")
    }
}

/// Every column as wide as its widest cell.
pub(super) fn aligned(lines: &[Vec<String>]) -> String {
    let columns = lines.first().map_or(0, Vec::len);
    let widths: Vec<usize> = (0..columns)
        .map(|column| {
            let cells = lines.iter().filter_map(|line| line.get(column));
            cells
                .map(|cell| cell.chars().count())
                .max()
                .unwrap_or_default()
        })
        .collect();
    let mut text = String::new();
    for line in lines {
        let cells = line
            .iter()
            .zip(&widths)
            .map(|(cell, width)| format!("{cell:width$}"));
        text.push_str(cells.collect::<Vec<_>>().join("  ").trim_end());
        text.push('\n');
    }
    text
}

fn sums(rows: &[Row], progenitor: bool) -> String {
    let count = |is: &dyn Fn(&Row) -> bool| rows.iter().filter(|row| is(row)).count();
    let sum = |of: &dyn Fn(&Row) -> usize| rows.iter().map(of).sum::<usize>();
    let mut text = format!(
        "{} documents: {} loaded, {} generated, {} compiled without a warning\n",
        rows.len(),
        count(&|row| row.outcome.load.is_some()),
        count(&|row| row.outcome.is_good()),
        count(&|row| row.check.as_ref().is_some_and(Check::is_good)),
    );
    if progenitor {
        let accepted = count(&|row| row.outcome.progenitor.is_some_and(|made| made.accepted));
        let compiled = count(&|row| row.progenitor_check.as_ref().is_some_and(Check::is_good));
        // Writing to a string cannot fail.
        let operations = sum(&|row| row.outcome.progenitor.map_or(0, |made| made.operations));
        let _ = writeln!(
            text,
            "progenitor: {accepted} accepted, {compiled} compiled without a warning, {operations} operations"
        );
    }
    let mut fallbacks: BTreeMap<String, usize> = BTreeMap::new();
    for (code, count) in rows.iter().flat_map(|row| &row.outcome.fallbacks) {
        *fallbacks.entry(code.clone()).or_default() += count;
    }
    let _ = writeln!(
        text,
        "generated {} of {} operations, {} lines; fallbacks: {}",
        sum(&|row| row.outcome.generated),
        sum(&|row| row.outcome.operations),
        sum(&|row| row.outcome.lines),
        reasons(&fallbacks),
    );
    text
}

fn faults(row: &Row) -> String {
    let mut text = format!("\n== {}\n", row.document);
    let checks = row.check.iter().chain(&row.progenitor_check);
    let of_check = checks.flat_map(|check| &check.first);
    for fault in row.outcome.faults.iter().take(10).chain(of_check) {
        text.push_str(fault.trim_end());
        text.push('\n');
    }
    if let Some(more) = row
        .outcome
        .faults
        .len()
        .checked_sub(10)
        .filter(|more| *more > 0)
    {
        let _ = writeln!(text, "and {more} more");
    }
    text
}
