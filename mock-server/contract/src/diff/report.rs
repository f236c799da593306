//! What the comparison says, to people, to pull requests and to machines.

use super::change::{Change, Level};
use crate::text::{counted, flatten, wrap};
use serde_json::{Value, json};
use std::fmt::Write;

/// Columns of the terminal report.
const WIDTH: usize = 80;

/// Occurrences that are named; the rest is a count.
const NAMED: usize = 3;

/// All changes between two documents.
#[derive(Debug, Clone, Default)]
#[must_use = "a comparison must be shown or acted upon"]
pub struct Diff {
    /// Worst first, else in document order.
    pub changes: Vec<Change>,
}

impl Diff {
    /// How many changes are of a level.
    #[must_use]
    pub fn count(&self, level: Level) -> usize {
        self.changes
            .iter()
            .filter(|change| change.level == level)
            .count()
    }

    /// The worst level met; absent when nothing changed.
    #[must_use]
    pub fn worst(&self) -> Option<Level> {
        self.changes.iter().map(|change| change.level).max()
    }

    /// Without the changes that somebody has agreed to: those of a rule, or of a rule at one
    /// operation (`rule@operation`, the operation by `operationId` or as `GET /path`). Gives how
    /// many were left out.
    pub fn allow(&mut self, allowed: &[String]) -> usize {
        let before = self.changes.len();
        for change in &mut self.changes {
            let whole = allowed.iter().any(|text| text == change.rule);
            change.occurrences.retain(|at| {
                let named = |operation: &str| {
                    allowed
                        .iter()
                        .any(|text| text.split_once('@') == Some((change.rule, operation)))
                };
                !(whole || named(&at.operation) || at.operation_id.as_deref().is_some_and(named))
            });
        }
        self.changes.retain(|change| !change.occurrences.is_empty());
        before - self.changes.len()
    }

    /// In one line: `2 breaking, 1 caution, 4 compatible`.
    #[must_use]
    pub fn summary(&self) -> String {
        if self.changes.is_empty() {
            return "no change that callers or servers could notice".to_owned();
        }
        [Level::Breaking, Level::Caution, Level::Compatible]
            .map(|level| format!("{} {}", self.count(level), level.as_str()))
            .join(", ")
    }

    /// For a terminal, 80 columns wide.
    #[must_use]
    pub fn text(&self, color: bool) -> String {
        let mut out = String::new();
        for change in &self.changes {
            let name = change.level.as_str();
            let (on, off) = if color {
                (paint(change.level), "\u{1b}[0m")
            } else {
                ("", "")
            };
            let head = format!("[{}] {}", change.rule, flatten(&change.message));
            let mut lines = wrap(&head, WIDTH - name.len() - 2).into_iter();
            let first = lines.next().unwrap_or_default();
            let _ = writeln!(out, "{on}{name}{off}: {first}");
            for line in lines {
                let _ = writeln!(out, "  {line}");
            }
            for place in places(change) {
                let _ = writeln!(out, "  --> {place}");
            }
            for felt in felt(change) {
                let _ = writeln!(out, "  in {}", flatten(&felt));
            }
            out.push('\n');
        }
        let _ = writeln!(out, "{}", self.summary());
        out
    }

    /// For a comment on a pull request.
    #[must_use]
    pub fn markdown(&self) -> String {
        let mut out = format!("**{}**\n", self.summary());
        for level in [Level::Breaking, Level::Caution, Level::Compatible] {
            if self.count(level) == 0 {
                continue;
            }
            let _ = write!(out, "\n### {}\n\n", title(level));
            out.push_str("| change | where | rule | place |\n|---|---|---|---|\n");
            for change in self.changes.iter().filter(|change| change.level == level) {
                let cells = [
                    change.message.clone(),
                    felt(change).join("<br>"),
                    format!("`{}`", change.rule),
                    places(change).join("<br>"),
                ];
                let _ = writeln!(out, "| {} |", cells.map(|cell| escape(&cell)).join(" | "));
            }
        }
        out
    }

    /// For machines: one object.
    #[must_use]
    pub fn json(&self) -> Value {
        let changes: Vec<Value> = self.changes.iter().map(change_json).collect();
        json!({
            "breaking": self.count(Level::Breaking),
            "caution": self.count(Level::Caution),
            "compatible": self.count(Level::Compatible),
            "changes": changes,
        })
    }
}

fn paint(level: Level) -> &'static str {
    match level {
        Level::Breaking => "\u{1b}[1;31m",
        Level::Caution => "\u{1b}[1;33m",
        Level::Compatible => "\u{1b}[32m",
    }
}

fn title(level: Level) -> &'static str {
    match level {
        Level::Breaking => "Breaking",
        Level::Caution => "Worth a look",
        Level::Compatible => "Compatible",
    }
}

fn places(change: &Change) -> Vec<String> {
    match (&change.old, &change.new) {
        (Some(old), Some(new)) => vec![format!("{new}"), format!("{old} (before)")],
        (Some(old), None) => vec![format!("{old} (before)")],
        (None, Some(new)) => vec![new.to_string()],
        (None, None) => Vec::new(),
    }
}

fn felt(change: &Change) -> Vec<String> {
    let mut lines: Vec<String> = change
        .occurrences
        .iter()
        .take(NAMED)
        .map(|at| match at.part.as_str() {
            "" => at.operation.clone(),
            part => format!("{}: {part}", at.operation),
        })
        .collect();
    if let Some(more) = change
        .occurrences
        .len()
        .checked_sub(NAMED)
        .filter(|more| *more > 0)
    {
        lines.push(counted(more, "more place"));
    }
    lines
}

/// Text for a cell of a table: what would end the cell, or start markup that the text did not mean.
fn escape(text: &str) -> String {
    flatten(text).replace('|', "\\|")
}

fn change_json(change: &Change) -> Value {
    let place = |place: &Option<api_model::source::Location>| match place {
        Some(at) => json!({"file": &*at.path, "line": at.line, "column": at.column}),
        None => Value::Null,
    };
    let occurrences: Vec<Value> = change
        .occurrences
        .iter()
        .map(|at| json!({"operation": at.operation, "operationId": at.operation_id, "part": at.part}))
        .collect();
    json!({
        "rule": change.rule,
        "level": change.level.as_str(),
        "side": change.side.as_str(),
        "message": change.message,
        "old": place(&change.old),
        "new": place(&change.new),
        "occurrences": occurrences,
    })
}
