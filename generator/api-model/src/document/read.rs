//! Chooses the reader: strict JSON for what looks like it, YAML for everything else.
//!
//! YAML contains JSON, so a text that only nearly is JSON (a comment, a trailing comma) may still
//! be a sound YAML document and is read as one.

use super::limits::{Ledger, Limits, Reading};
use super::{json, yaml};
use crate::diagnostic::{Diagnostic, Severity};
use crate::source::FileId;

/// Reads a text as a tree. `name` tells by its ending what the author meant to write.
pub(crate) fn read_document(name: &str, text: &str, file: FileId, limits: Limits) -> Reading {
    if text.trim().is_empty() {
        return empty_document(file, limits);
    }
    if !text.trim_start().starts_with(['{', '[']) {
        return yaml::read_yaml(text, file, limits);
    }
    let as_json = json::read_json(text, file, limits);
    if !as_json
        .faults
        .iter()
        .any(|fault| fault.code == json::SYNTAX)
    {
        return as_json;
    }
    if is_commented_json(&as_json) {
        return with_slips_forgiven(as_json);
    }
    let as_yaml = yaml::read_yaml(text, file, limits);
    let meant_json = has_ending(name, "json");
    match (is_sound(&as_yaml), meant_json) {
        (true, true) => with_json_warnings(as_yaml, as_json.faults),
        (true, false) => as_yaml,
        (false, true) => as_json,
        (false, false) if has_ending(name, "yaml") || has_ending(name, "yml") => as_yaml,
        (false, false) => as_json,
    }
}

fn empty_document(file: FileId, limits: Limits) -> Reading {
    let mut ledger = Ledger::new(file, limits);
    let place = ledger.place(0, 0);
    let _ = ledger.fault(Diagnostic::error(
        "empty-document",
        place,
        "the file holds no document",
    ));
    ledger.close(None)
}

fn has_ending(name: &str, ending: &str) -> bool {
    name.rsplit_once('.')
        .is_some_and(|(_, written)| written.eq_ignore_ascii_case(ending))
}

fn is_sound(reading: &Reading) -> bool {
    let broken = |fault: &Diagnostic| fault.severity == Severity::Error;
    reading.tree.is_some() && !reading.faults.iter().any(broken)
}

/// Whether a text is JSON but for comments and trailing commas. YAML has other comments, and would
/// make keys of these.
fn is_commented_json(reading: &Reading) -> bool {
    let is_comment = |fault: &Diagnostic| fault.message == json::COMMENT;
    let mut slips = reading
        .faults
        .iter()
        .filter(|fault| fault.code == json::SYNTAX);
    reading.tree.is_some()
        && reading.faults.iter().any(is_comment)
        && slips.all(|fault| is_comment(fault) || fault.message == json::TRAILING_COMMA)
}

fn with_slips_forgiven(mut reading: Reading) -> Reading {
    for fault in &mut reading.faults {
        if fault.code == json::SYNTAX {
            fault.severity = Severity::Warning;
            fault.help = Some("it was read over; JSON tools will refuse it".to_owned());
        }
    }
    reading
}

/// The YAML reading of a `.json` file, with what strict JSON has against it as warnings.
fn with_json_warnings(mut reading: Reading, faults: Vec<Diagnostic>) -> Reading {
    let slips = faults
        .into_iter()
        .filter(|fault| fault.code == json::SYNTAX);
    reading.faults.extend(slips.map(|fault| Diagnostic {
        severity: Severity::Warning,
        help: Some(
            "the file was read as YAML, which allows it; JSON tools will refuse it".to_owned(),
        ),
        ..fault
    }));
    reading
}
