//! `--scaffold`: an implementation of the server's traits, begun or completed on disk.

use super::names::rust_name;
use super::report::Reporter;
use crate::failure::Failure;
use api_model::api::{Api, Valid};
use generator::{Remark, Scaffold, ScaffoldError};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

/// What an implementation lacks; nothing is written yet.
pub(super) fn plan(api: &Valid<Api>, name: &str, files: &[PathBuf]) -> Result<Scaffold, Failure> {
    generator::scaffold(api, &rust_name(name), files, &read).map_err(|error| match error {
        ScaffoldError::Syntax(remark) => Failure::Wrong(format!(
            "{remark}\n  nothing is added to a file that is not Rust; mend it and run this again"
        )),
        error @ ScaffoldError::Unreadable { .. } => Failure::impossible(error),
    })
}

fn read(path: &Path) -> std::io::Result<Option<String>> {
    match std::fs::read_to_string(path) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// Writes what an implementation lacks.
pub(super) fn write(scaffold: &Scaffold, reporter: &Reporter) -> Result<(), Failure> {
    for (path, text) in &scaffold.files {
        generator::write_file(path, text)
            .map_err(|error| Failure::impossible(format!("cannot write {error}")))?;
    }
    remark(&scaffold.remarks);
    for line in said(scaffold) {
        reporter.say(&line);
    }
    Ok(())
}

/// Fails when an implementation lacks something.
pub(super) fn check(scaffold: &Scaffold, mend: &str) -> Result<(), Failure> {
    remark(&scaffold.remarks);
    if scaffold.files.is_empty() {
        return Ok(());
    }
    let lacks: Vec<String> = scaffold
        .added
        .iter()
        .map(|name| format!("\n  missing: {name}"))
        .collect();
    let files: Vec<String> = scaffold
        .files
        .iter()
        .map(|(path, _)| format!("`{}`", path.display()))
        .collect();
    Err(Failure::Wrong(format!(
        "the implementation in {} is not complete; run `{mend}`{}",
        files.join(" and "),
        lacks.concat()
    )))
}

fn remark(remarks: &[Remark]) {
    for remark in remarks {
        eprintln!("note: {remark}");
    }
}

/// How many names are listed.
const LISTED: usize = 12;

fn said(scaffold: &Scaffold) -> Vec<String> {
    let Scaffold { files, added, .. } = scaffold;
    if files.is_empty() {
        return vec!["  the implementation is complete".to_owned()];
    }
    let files: Vec<String> = files
        .iter()
        .map(|(path, _)| format!("`{}`", path.display()))
        .collect();
    let count = super::report::thousands(added.len());
    let noun = if added.len() == 1 { "item" } else { "items" };
    let mut lines = vec![format!("  added {count} {noun} to {}", files.join(" and "))];
    if added.len() <= LISTED {
        lines.extend(added.iter().map(|name| format!("    {name}")));
    }
    lines
}
