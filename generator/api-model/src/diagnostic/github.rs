//! Diagnostics as GitHub workflow commands, which become annotations of a change.

use super::{Diagnostic, Diagnostics, Severity};
use crate::source::Sources;

/// Renders a workflow command for every diagnostic:
/// `::error file=…,line=…,col=…,title=code::message`.
#[must_use]
pub fn render_github(diagnostics: &Diagnostics) -> String {
    diagnostics
        .all
        .iter()
        .map(|diagnostic| command(&diagnostics.sources, diagnostic))
        .collect()
}

fn command(sources: &Sources, diagnostic: &Diagnostic) -> String {
    let word = match diagnostic.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    };
    let start = sources.locate(diagnostic.place);
    let end = sources.locate_end(diagnostic.place);
    let mut properties = format!("file={},line={}", escape_property(&start.path), start.line);
    properties.push_str(&format!(",endLine={},col={}", end.line, start.column));
    // The end of a column is only understood within one line.
    if end.line == start.line && end.column > start.column {
        properties.push_str(&format!(",endColumn={}", end.column));
    }
    let title = escape_property(diagnostic.code);
    let message = escape_data(&full_message(sources, diagnostic));
    format!("::{word} {properties},title={title}::{message}\n")
}

/// An annotation has no room for excerpts; the second places are named in its text.
fn full_message(sources: &Sources, diagnostic: &Diagnostic) -> String {
    let mut message = diagnostic.message.clone();
    for (place, label) in &diagnostic.related {
        message.push_str(&format!("\n{}: {label}", sources.locate(*place)));
    }
    if let Some(help) = &diagnostic.help {
        message.push_str(&format!("\nhelp: {help}"));
    }
    message
}

fn escape_data(text: &str) -> String {
    text.replace('%', "%25")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

fn escape_property(text: &str) -> String {
    escape_data(text).replace(':', "%3A").replace(',', "%2C")
}
