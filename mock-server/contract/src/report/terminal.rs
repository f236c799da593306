//! The summary for people: what ran, then what failed, by cause. Eighty columns, but for commands,
//! which must stay whole to be pasted.

use super::{ExitStatus, FailureGroup, Report};
use crate::text::{counted, cut, flatten, thousands, wrap};

const WIDTH: usize = 80;
/// Most characters of a value that is shown.
const MAX_VALUE: usize = 600;
/// Most notes that are shown.
const MAX_NOTES: usize = 20;

/// The summary.
pub(super) fn render(report: &Report, color: bool) -> String {
    let mut page = Page {
        text: String::new(),
        color,
    };
    write_head(&mut page, report);
    write_operations(&mut page, report);
    write_checks(&mut page, report);
    write_notes(&mut page, report);
    write_accepted(&mut page, report);
    write_failures(&mut page, report);
    write_end(&mut page, report);
    page.text
}

struct Page {
    text: String,
    color: bool,
}

#[derive(Clone, Copy)]
enum Ink {
    Bold,
    Dim,
    Red,
    Green,
    Yellow,
}

impl Page {
    fn line(&mut self, line: &str) {
        self.text.push_str(line.trim_end());
        self.text.push('\n');
    }

    fn ink(&self, ink: Ink, text: &str) -> String {
        if !self.color {
            return text.to_owned();
        }
        let code = match ink {
            Ink::Bold => "1",
            Ink::Dim => "2",
            Ink::Red => "31",
            Ink::Green => "32",
            Ink::Yellow => "33",
        };
        format!("\u{1b}[{code}m{text}\u{1b}[0m")
    }

    /// A label and text that goes on under itself.
    fn labelled(&mut self, label: &str, text: &str) {
        let text = cut(&flatten(text), MAX_VALUE);
        for (index, line) in wrap(&text, WIDTH - 13).into_iter().enumerate() {
            let label = if index == 0 { label } else { "" };
            let label = self.ink(Ink::Dim, &format!("{label:<9}"));
            self.line(&format!("   {label} {line}"));
        }
    }
}

fn write_head(page: &mut Page, report: &Report) {
    let title = page.ink(Ink::Bold, &cut(&flatten(&report.title), WIDTH));
    page.line(&title);
    let (covered, all) = report.operations_covered();
    let ran: usize = report.checks.iter().map(|(_, count)| count.ran).sum();
    page.line(&format!("target {}, seed {}", report.target, report.seed));
    page.line(&format!(
        "{covered} of {}, {}, {}",
        counted(all, "operation"),
        counted(report.requests(), "request"),
        counted(ran, "check"),
    ));
}

fn write_operations(page: &mut Page, report: &Report) {
    page.line("");
    let head = format!(
        "  {:<50} {:>8} {:>8} {:>8}",
        "operation", "requests", "checks", "failed"
    );
    let head = page.ink(Ink::Dim, &head);
    page.line(&head);
    for operation in report.selected() {
        let name = cut(
            &format!("{} {}", operation.method, flatten(&operation.path)),
            50,
        );
        let total = operation.total();
        let failed = format!("{:>8}", thousands(total.failed));
        let failed = if total.failed > 0 {
            page.ink(Ink::Red, &failed)
        } else {
            failed
        };
        let (requests, ran) = (thousands(operation.requests), thousands(total.ran));
        page.line(&format!("  {name:<50} {requests:>8} {ran:>8} {failed}"));
        if operation.requests == 0 {
            let warning = page.ink(Ink::Yellow, "    not exercised");
            page.line(&warning);
        }
        if operation.given_up > 0 {
            page.line(&format!(
                "    {} not sent after earlier ones hung",
                counted(operation.given_up, "request")
            ));
        }
        if operation.left_out > 0 {
            page.line(&format!(
                "    {} left out by the bounds of a run",
                counted(operation.left_out, "case")
            ));
        }
    }
}

fn write_checks(page: &mut Page, report: &Report) {
    page.line("");
    let head = page.ink(
        Ink::Dim,
        &format!("  {:<59} {:>8} {:>8}", "check", "ran", "failed"),
    );
    page.line(&head);
    for (info, count) in &report.checks {
        if count.ran == 0 {
            let words = match report.uncovered.contains(&info.name) {
                true => "never ran, and had to",
                false => "never ran",
            };
            let never = page.ink(Ink::Yellow, words);
            page.line(&format!("  {:<59} {never}", info.name));
            continue;
        }
        let failed = format!("{:>8}", thousands(count.failed));
        let failed = if count.failed > 0 {
            page.ink(Ink::Red, &failed)
        } else {
            failed
        };
        page.line(&format!(
            "  {:<59} {:>8} {failed}",
            info.name,
            thousands(count.ran)
        ));
    }
}

fn write_notes(page: &mut Page, report: &Report) {
    if report.notes.is_empty() {
        return;
    }
    page.line("");
    page.line("notes on the document");
    for note in report.notes.iter().take(MAX_NOTES) {
        page.line(&format!("   {}", note.location));
        page.labelled("", &format!("{}: {}", note.operation, note.message));
    }
    if report.notes.len() > MAX_NOTES {
        page.line(&format!("   and {} more", report.notes.len() - MAX_NOTES));
    }
}

fn write_accepted(page: &mut Page, report: &Report) {
    if report.accepted.is_empty() {
        return;
    }
    page.line("");
    page.line("accepted by the baseline");
    for (entry, count) in &report.accepted {
        let times = match count {
            0 => page.ink(Ink::Yellow, "no longer needed"),
            more => counted(*more, "request"),
        };
        let head = format!("{}: {}", entry.check, flatten(&entry.operation));
        page.line(&format!("   {head}, {times}"));
        page.labelled("because", &entry.because);
    }
}

fn write_failures(page: &mut Page, report: &Report) {
    for (index, failure) in report.failures.iter().enumerate() {
        page.line("");
        write_failure(page, index + 1, failure);
    }
}

fn write_failure(page: &mut Page, number: usize, failure: &FailureGroup) {
    let head = format!(
        "{number}. {}: {}",
        failure.check,
        flatten(&failure.operation)
    );
    let head = page.ink(Ink::Red, &cut(&head, WIDTH));
    page.line(&head);
    page.labelled("spec", &failure.location);
    let times = match failure.count {
        1 => String::new(),
        more => format!(" ({})", counted(more, "request")),
    };
    page.labelled("found", &format!("{}{times}", failure.message));
    if let Some(pointer) = &failure.pointer {
        let pointer = if pointer.is_empty() {
            "the whole body"
        } else {
            pointer
        };
        page.labelled("at", pointer);
    }
    page.labelled("expected", &failure.expected);
    page.labelled("got", &failure.actual);
    page.labelled("case", &failure.case);
    for line in failure.curl.lines() {
        let line = page.ink(Ink::Dim, line);
        page.text.push_str("   ");
        page.line(&line);
    }
}

fn write_end(page: &mut Page, report: &Report) {
    page.line("");
    if let Some(reason) = &report.stopped {
        let reason = page.ink(Ink::Yellow, &format!("stopped early: {reason}"));
        page.line(&reason);
    }
    let (covered, all) = report.operations_covered();
    let took = format!("in {:.1} s", report.elapsed.as_secs_f64());
    let line = match report.exit_status() {
        ExitStatus::Passed => page.ink(
            Ink::Green,
            &format!("passed: {covered} of {} {took}", counted(all, "operation")),
        ),
        ExitStatus::CouldNotRun => page.ink(
            Ink::Yellow,
            &format!(
                "not finished: {covered} of {} {took}",
                counted(all, "operation")
            ),
        ),
        ExitStatus::Failed if report.failures.is_empty() && covered == all => {
            let missing = counted(report.uncovered.len(), "check");
            page.ink(Ink::Red, &format!("failed: {missing} never ran"))
        }
        ExitStatus::Failed if report.failures.is_empty() => {
            let missing = counted(all - covered, "operation");
            page.ink(
                Ink::Red,
                &format!("failed: {missing} could not be exercised"),
            )
        }
        ExitStatus::Failed => {
            let operations = report
                .operations
                .iter()
                .filter(|one| one.total().failed > 0)
                .count();
            let causes = counted(report.failures.len(), "cause");
            let operations = format!("{operations} of {}", counted(all, "operation"));
            page.ink(
                Ink::Red,
                &format!("failed: {causes} in {operations} {took}"),
            )
        }
    };
    page.line(&line);
}
