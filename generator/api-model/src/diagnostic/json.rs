//! Diagnostics for machines: one JSON array.

use super::{Diagnostic, Diagnostics, Severity};
use crate::source::{Place, Sources};
use serde::Serialize;

#[derive(Serialize)]
struct Record<'a> {
    code: &'a str,
    severity: &'a str,
    message: &'a str,
    #[serde(flatten)]
    range: Range,
    label: &'a str,
    related: Vec<Related<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    help: Option<&'a str>,
}

#[derive(Serialize)]
struct Related<'a> {
    #[serde(flatten)]
    range: Range,
    label: &'a str,
}

/// Lines and columns count from 1, columns in Unicode scalar values; the end is exclusive.
#[derive(Serialize)]
struct Range {
    file: String,
    line: u32,
    column: u32,
    end_line: u32,
    end_column: u32,
}

/// Renders the diagnostics of any number of documents as one JSON array of objects with `code`,
/// `severity`, `message`, `file`, `line`, `column`, `end_line`, `end_column`, `label`, `related`
/// and, if there is one, `help`.
#[must_use]
pub fn render_json<'a>(documents: impl IntoIterator<Item = &'a Diagnostics>) -> String {
    let records: Vec<Record<'_>> = documents
        .into_iter()
        .flat_map(|found| {
            found
                .all
                .iter()
                .map(|diagnostic| record(&found.sources, diagnostic))
        })
        .collect();
    // Plain text and numbers always serialise.
    let mut text = serde_json::to_string_pretty(&records).unwrap_or_default();
    text.push('\n');
    text
}

fn record<'a>(sources: &Sources, diagnostic: &'a Diagnostic) -> Record<'a> {
    Record {
        code: diagnostic.code,
        severity: match diagnostic.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
        },
        message: &diagnostic.message,
        range: range(sources, diagnostic.place),
        label: &diagnostic.label,
        related: diagnostic
            .related
            .iter()
            .map(|(place, label)| Related {
                range: range(sources, *place),
                label,
            })
            .collect(),
        help: diagnostic.help.as_deref(),
    }
}

fn range(sources: &Sources, place: Place) -> Range {
    let start = sources.locate(place);
    let end = sources.locate_end(place);
    Range {
        file: start.path.to_string(),
        line: start.line,
        column: start.column,
        end_line: end.line,
        end_column: end.column,
    }
}
