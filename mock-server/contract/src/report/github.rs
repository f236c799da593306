//! Failures as GitHub workflow commands, which become annotations of the document's lines.

use super::{FailureGroup, Report};

/// A line per failure: `::error file=…,line=…,col=…,title=…::…`.
pub(super) fn render(report: &Report) -> String {
    report.failures.iter().map(command).collect()
}

fn command(failure: &FailureGroup) -> String {
    let mut place = failure.location.rsplitn(3, ':');
    let (column, line) = (place.next(), place.next());
    let file = escape_property(place.next().unwrap_or_default());
    let title = escape_property(&format!("{}: {}", failure.check, failure.operation));
    let text = format!(
        "{}\nexpected: {}\ngot: {}\ncase: {}\n{}",
        failure.message, failure.expected, failure.actual, failure.case, failure.curl
    );
    format!(
        "::error file={file},line={},col={},title={title}::{}\n",
        line.unwrap_or("1"),
        column.unwrap_or("1"),
        escape_data(&text)
    )
}

fn escape_data(text: &str) -> String {
    text.replace('%', "%25")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

fn escape_property(text: &str) -> String {
    escape_data(text).replace(':', "%3A").replace(',', "%2C")
}
