//! JSON lines for machines. Every line has `event`: `case`, `note`, `failure`,
//! `accepted` or `summary`.

use super::{CaseRecord, ExitStatus, FailureGroup, Note, Report};
use crate::scope::Accepted;
use serde_json::{Map, Value, json};

/// The lines.
pub(super) fn render(report: &Report) -> String {
    let cases = report.cases.iter().map(case);
    let notes = report.notes.iter().map(note);
    let failures = report.failures.iter().map(failure);
    let accepted = report.accepted.iter().map(accepted);
    let found = notes.chain(failures).chain(accepted);
    let all = cases.chain(found).chain([summary(report)]);
    all.map(|value| format!("{value}\n")).collect()
}

fn case(case: &CaseRecord) -> Value {
    json!({
        "event": "case",
        "operation": case.operation,
        "title": case.title,
        "intent": case.intent,
        "method": case.method,
        "path": case.path,
        "status": case.status,
        "silence": case.silence,
        "milliseconds": case.milliseconds,
        "failed": case.failed,
    })
}

fn note(note: &Note) -> Value {
    json!({
        "event": "note",
        "operation": note.operation,
        "location": note.location,
        "message": note.message,
    })
}

fn failure(failure: &FailureGroup) -> Value {
    json!({
        "event": "failure",
        "check": failure.check,
        "operation": failure.operation,
        "method": failure.method,
        "path": failure.path,
        "count": failure.count,
        "message": failure.message,
        "expected": failure.expected,
        "actual": failure.actual,
        "pointer": failure.pointer,
        "location": failure.location,
        "case": failure.case,
        "curl": failure.curl,
    })
}

fn accepted((entry, count): &(Accepted, usize)) -> Value {
    json!({
        "event": "accepted",
        "check": entry.check,
        "operation": entry.operation,
        "because": entry.because,
        "count": count,
    })
}

fn summary(report: &Report) -> Value {
    let (covered, all) = report.operations_covered();
    let checks: Map<String, Value> = report
        .checks
        .iter()
        .map(|(info, count)| {
            (
                info.name.to_owned(),
                json!({"ran": count.ran, "failed": count.failed, "accepted": count.accepted}),
            )
        })
        .collect();
    let outcome = match report.exit_status() {
        ExitStatus::Passed => "passed",
        ExitStatus::Failed => "failed",
        ExitStatus::CouldNotRun => "not finished",
    };
    json!({
        "event": "summary",
        "title": report.title,
        "target": report.target,
        "seed": report.seed,
        "outcome": outcome,
        "operations": {"covered": covered, "all": all},
        "requests": report.requests(),
        "checks": checks,
        "uncovered": report.uncovered,
        "stopped": report.stopped,
        "milliseconds": report.elapsed.as_millis() as u64,
    })
}
