//! One page that needs nothing beside it, to be kept with a build. All text is escaped: what a
//! server answered is nobody's markup.

use super::{Count, ExitStatus, FailureGroup, Note, OperationReport, Report};
use crate::checks::CheckInfo;
use crate::scope::Accepted;
use crate::text::counted;
use askama::Template;

#[derive(Template)]
#[template(path = "report.html")]
struct Page<'a> {
    title: &'a str,
    target: &'a str,
    seed: u64,
    outcome: &'static str,
    verdict: String,
    stopped: Option<&'a str>,
    failures: &'a [FailureGroup],
    accepted: &'a [(Accepted, usize)],
    checks: &'a [(CheckInfo, Count)],
    operations: Vec<&'a OperationReport>,
    notes: &'a [Note],
}

/// The page.
pub(super) fn render(report: &Report) -> String {
    let (covered, all) = report.operations_covered();
    let extent = format!(
        "{covered} of {}, {}",
        counted(all, "operation"),
        counted(report.requests(), "request")
    );
    let (outcome, verdict) = match report.exit_status() {
        ExitStatus::Passed => ("passed", format!("Passed: {extent}")),
        ExitStatus::CouldNotRun => ("unfinished", format!("Not finished: {extent}")),
        ExitStatus::Failed => {
            let causes = counted(report.failures.len(), "cause");
            ("failed", format!("Failed: {causes}; {extent}"))
        }
    };
    let page = Page {
        title: &report.title,
        target: &report.target,
        seed: report.seed,
        outcome,
        verdict,
        stopped: report.stopped.as_deref(),
        failures: &report.failures,
        accepted: &report.accepted,
        checks: &report.checks,
        operations: report.selected().collect(),
        notes: &report.notes,
    };
    // Writing into memory does not fail; if it did, a page that says so beats none.
    page.render().unwrap_or_else(|error| error.to_string())
}
