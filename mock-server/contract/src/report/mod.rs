//! The last stage: what was found, for people, for CI and for machines. Plain data with public
//! fields; the renderers read it and add nothing. Secrets never get in here.

mod curl;
mod github;
mod html;
mod junit;
mod mask;
mod ndjson;
mod tally;
mod terminal;

pub(crate) use tally::Tally;

use crate::checks::CheckInfo;
use crate::scope::Accepted;
use std::time::Duration;

/// What came of a run.
#[derive(Debug, Clone)]
pub struct Report {
    /// The API's title.
    pub title: String,
    /// The target's base URL.
    pub target: String,
    /// The seed that all generated values followed from.
    pub seed: u64,
    /// The operations, in document order.
    pub operations: Vec<OperationReport>,
    /// All checks, in a fixed order, with how often they ran.
    pub checks: Vec<(CheckInfo, Count)>,
    /// Failures by cause, in document order, without those that were accepted.
    pub failures: Vec<FailureGroup>,
    /// What the baseline accepts, with how many requests failed so. None at all means that the
    /// entry is no longer needed.
    pub accepted: Vec<(Accepted, usize)>,
    /// Names of checks that were to run, did not, and had to.
    pub uncovered: Vec<&'static str>,
    /// What about the document kept cases from being made.
    pub notes: Vec<Note>,
    /// Every case, by operation and number.
    pub cases: Vec<CaseRecord>,
    /// Why the run ended before all was sent, if it did.
    pub stopped: Option<String>,
    /// How long it took.
    pub elapsed: Duration,
}

/// How often something ran, and how often it failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Count {
    /// Exchanges it had something to say about.
    pub ran: usize,
    /// Those of them that failed.
    pub failed: usize,
    /// Those of them that failed in a way that was accepted.
    pub accepted: usize,
}

/// What was done with one operation.
#[derive(Debug, Clone)]
pub struct OperationReport {
    /// Its `operationId`, else method and path.
    pub label: String,
    /// The method.
    pub method: &'static str,
    /// The path template.
    pub path: String,
    /// `file:line:column` in the document.
    pub location: String,
    /// Whether the run was about it.
    pub selected: bool,
    /// Cases that were sent.
    pub requests: usize,
    /// Cases that the bounds left out.
    pub left_out: usize,
    /// Cases not sent because earlier ones hung.
    pub given_up: usize,
    /// By check, in the order of [`Report::checks`].
    pub checks: Vec<Count>,
}

impl OperationReport {
    /// All checks together.
    #[must_use]
    pub fn total(&self) -> Count {
        self.checks
            .iter()
            .fold(Count::default(), |sum, count| Count {
                ran: sum.ran + count.ran,
                failed: sum.failed + count.failed,
                accepted: sum.accepted + count.accepted,
            })
    }
}

/// Failures of one check on one operation with one cause; shown by the first of them.
#[derive(Debug, Clone)]
pub struct FailureGroup {
    /// The check's name.
    pub check: &'static str,
    /// The operation's label.
    pub operation: String,
    /// Its method.
    pub method: &'static str,
    /// Its path template.
    pub path: String,
    /// How many requests showed it.
    pub count: usize,
    /// What is wrong.
    pub message: String,
    /// What the document asks for.
    pub expected: String,
    /// What came.
    pub actual: String,
    /// Where in the body, as a JSON pointer.
    pub pointer: Option<String>,
    /// `file:line:column` of the rule in the document.
    pub location: String,
    /// What the request was meant to be.
    pub case: String,
    /// The request as a command, credentials that were given masked.
    pub curl: String,
}

/// Something about the document that kept a case from being made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// The operation's label.
    pub operation: String,
    /// `file:line:column` in the document.
    pub location: String,
    /// What.
    pub message: String,
}

/// One case and what came of it.
#[derive(Debug, Clone)]
pub struct CaseRecord {
    /// The operation's label.
    pub operation: String,
    /// What the case is.
    pub title: String,
    /// `valid`, `unsure`, `broken`, `unauthenticated`, `unsupported-method` or `head`.
    pub intent: &'static str,
    /// The method sent.
    pub method: &'static str,
    /// Path and query sent, behind the target's base.
    pub path: String,
    /// The status that came.
    pub status: Option<u16>,
    /// Why no answer came.
    pub silence: Option<String>,
    /// How long the answer took, in milliseconds.
    pub milliseconds: Option<u64>,
    /// The checks that failed.
    pub failed: Vec<&'static str>,
}

/// How a run ended; its number is the process's exit code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExitStatus {
    /// All operations were exercised and nothing was found.
    Passed,
    /// Something was found, or an operation could not be exercised.
    Failed,
    /// The run ended before its time and had found nothing until then.
    CouldNotRun,
}

impl ExitStatus {
    /// 0, 1 or 2.
    #[must_use]
    pub fn code(self) -> u8 {
        match self {
            ExitStatus::Passed => 0,
            ExitStatus::Failed => 1,
            ExitStatus::CouldNotRun => 2,
        }
    }
}

impl Report {
    /// How the run ended.
    #[must_use]
    pub fn exit_status(&self) -> ExitStatus {
        let (covered, all) = self.operations_covered();
        match (&self.stopped, self.failures.is_empty()) {
            (_, false) => ExitStatus::Failed,
            (Some(_), true) => ExitStatus::CouldNotRun,
            (None, true) if covered < all || !self.uncovered.is_empty() => ExitStatus::Failed,
            (None, true) => ExitStatus::Passed,
        }
    }

    /// Whether all operations were exercised and nothing was found.
    #[must_use]
    pub fn passed(&self) -> bool {
        self.exit_status() == ExitStatus::Passed
    }

    /// The operations that the run was about.
    pub fn selected(&self) -> impl Iterator<Item = &OperationReport> {
        self.operations.iter().filter(|it| it.selected)
    }

    /// How many operations were exercised, and how many the run was about.
    #[must_use]
    pub fn operations_covered(&self) -> (usize, usize) {
        let covered = self.selected().filter(|it| it.requests > 0).count();
        (covered, self.selected().count())
    }

    /// How many cases were sent.
    #[must_use]
    pub fn requests(&self) -> usize {
        self.operations
            .iter()
            .map(|operation| operation.requests)
            .sum()
    }

    /// How often a check ran and failed; `None` for a name that is no check's.
    #[must_use]
    pub fn check(&self, name: &str) -> Option<Count> {
        self.checks
            .iter()
            .find(|(info, _)| info.name == name)
            .map(|(_, count)| *count)
    }

    /// The summary for people, at most 80 columns wide but for addresses and commands; with colour
    /// for a terminal.
    #[must_use]
    pub fn terminal(&self, color: bool) -> String {
        terminal::render(self, color)
    }

    /// JUnit XML: a test case per operation and check, and one per operation that says whether it
    /// was exercised.
    #[must_use]
    pub fn junit(&self) -> String {
        junit::render(self)
    }

    /// One HTML page that needs nothing beside it.
    #[must_use]
    pub fn html(&self) -> String {
        html::render(self)
    }

    /// GitHub workflow commands: an annotation of the document's line for every failure.
    #[must_use]
    pub fn github(&self) -> String {
        github::render(self)
    }

    /// JSON lines: a line per case, then per failure, then one for the whole.
    #[must_use]
    pub fn ndjson(&self) -> String {
        ndjson::render(self)
    }
}
