//! Collects what a stage finds: each fault once, and not without bound.

use crate::diagnostic::{Diagnostic, Severity};
use crate::source::Place;
use std::collections::HashSet;

/// How many faults of one severity are kept; of the rest only their number is told.
const LIMIT: usize = 200;

/// The faults found so far.
#[derive(Debug, Default)]
pub(crate) struct Report {
    all: Vec<Diagnostic>,
    seen: HashSet<(&'static str, Place)>,
    errors: usize,
    warnings: usize,
}

impl Report {
    /// Takes a fault, unless the same one was found at the same place before.
    pub(crate) fn add(&mut self, diagnostic: Diagnostic) {
        if !self.seen.insert((diagnostic.code, diagnostic.place)) {
            return;
        }
        let count = match diagnostic.severity {
            Severity::Error => &mut self.errors,
            Severity::Warning => &mut self.warnings,
        };
        *count += 1;
        if *count <= LIMIT {
            self.all.push(diagnostic);
        }
    }

    /// Whether further faults of a severity would only be counted, so that there is no need to
    /// find good words for them.
    pub(crate) fn is_full(&self, severity: Severity) -> bool {
        match severity {
            Severity::Error => self.errors >= LIMIT,
            Severity::Warning => self.warnings >= LIMIT,
        }
    }

    /// Counts a fault that nobody will see.
    pub(crate) fn leave_out(&mut self, severity: Severity) {
        match severity {
            Severity::Error => self.errors += 1,
            Severity::Warning => self.warnings += 1,
        }
    }

    /// Takes several.
    pub(crate) fn add_all(&mut self, diagnostics: Vec<Diagnostic>) {
        for diagnostic in diagnostics {
            self.add(diagnostic);
        }
    }

    /// Whether the next stage must not run.
    pub(crate) fn has_errors(&self) -> bool {
        self.errors > 0
    }

    /// All faults, with a last word on those that were left out.
    pub(crate) fn finish(mut self) -> Vec<Diagnostic> {
        let errors = self.errors.saturating_sub(LIMIT);
        let warnings = self.warnings.saturating_sub(LIMIT);
        if errors > 0 {
            let message = format!("{errors} further errors are not shown");
            self.all.push(Diagnostic::error(
                "further-errors",
                Place::default(),
                message,
            ));
        }
        if warnings > 0 {
            let message = format!("{warnings} further warnings are not shown");
            self.all.push(Diagnostic::warning(
                "further-warnings",
                Place::default(),
                message,
            ));
        }
        self.all
    }
}
