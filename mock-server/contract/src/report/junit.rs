//! JUnit XML as CI systems read it: a suite for the API, a case per operation and check. A check
//! that never ran for an operation is skipped, so that nobody takes it for passed.

use super::{Count, FailureGroup, OperationReport, Report};
use std::fmt::Write as _;

/// The document.
pub(super) fn render(report: &Report) -> String {
    let mut cases = String::new();
    let mut sum = Sum::default();
    for operation in report.selected() {
        write_operation(&mut cases, &mut sum, report, operation);
    }
    let Sum {
        tests,
        failures,
        skipped,
    } = sum;
    let name = attribute(&report.title);
    let time = report.elapsed.as_secs_f64();
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <testsuites name=\"contract\" tests=\"{tests}\" failures=\"{failures}\" errors=\"0\" time=\"{time:.3}\">\n\
         <testsuite name=\"{name}\" tests=\"{tests}\" failures=\"{failures}\" errors=\"0\" skipped=\"{skipped}\" time=\"{time:.3}\">\n\
         <properties>\n\
         <property name=\"target\" value=\"{}\"/>\n\
         <property name=\"seed\" value=\"{}\"/>\n\
         </properties>\n\
         {cases}\
         </testsuite>\n\
         </testsuites>\n",
        attribute(&report.target),
        report.seed,
    )
}

#[derive(Default)]
struct Sum {
    tests: usize,
    failures: usize,
    skipped: usize,
}

fn write_operation(out: &mut String, sum: &mut Sum, report: &Report, operation: &OperationReport) {
    let missing = (operation.requests == 0).then(|| {
        let reason = report
            .stopped
            .as_deref()
            .unwrap_or("no request could be made or sent");
        format!("<failure message=\"{}\"/>", attribute(reason))
    });
    sum.failures += usize::from(missing.is_some());
    write_case(out, sum, operation, "exercised", missing);
    for ((info, _), count) in report.checks.iter().zip(&operation.checks) {
        let own = |failure: &&FailureGroup| {
            failure.check == info.name
                && failure.operation == operation.label
                && failure.method == operation.method
                && failure.path == operation.path
        };
        let failures: Vec<&FailureGroup> = report.failures.iter().filter(own).collect();
        let outcome = outcome(sum, *count, &failures);
        write_case(out, sum, operation, info.name, outcome);
    }
}

fn outcome(sum: &mut Sum, count: Count, failures: &[&FailureGroup]) -> Option<String> {
    if count.ran == 0 {
        sum.skipped += 1;
        return Some("<skipped message=\"never ran\"/>".to_owned());
    }
    if count.failed == 0 && count.accepted > 0 {
        sum.skipped += 1;
        return Some("<skipped message=\"fails as the baseline accepts\"/>".to_owned());
    }
    if count.failed == 0 {
        return None;
    }
    sum.failures += 1;
    let message = match failures {
        [only] => only.message.clone(),
        [first, rest @ ..] => format!("{} (and {} more)", first.message, rest.len()),
        [] => format!("{} failures", count.failed),
    };
    let text: Vec<String> = failures.iter().map(|failure| describe(failure)).collect();
    Some(format!(
        "<failure message=\"{}\">{}</failure>",
        attribute(&message),
        content(&text.join("\n"))
    ))
}

fn describe(failure: &FailureGroup) -> String {
    let mut text = format!(
        "{}\n{} (requests: {})\n",
        failure.location, failure.message, failure.count
    );
    if let Some(pointer) = &failure.pointer {
        let _ = writeln!(text, "at: {pointer}");
    }
    let _ = writeln!(
        text,
        "expected: {}\ngot: {}",
        failure.expected, failure.actual
    );
    let _ = writeln!(text, "case: {}\n{}", failure.case, failure.curl);
    text
}

fn write_case(
    out: &mut String,
    sum: &mut Sum,
    operation: &OperationReport,
    name: &str,
    outcome: Option<String>,
) {
    sum.tests += 1;
    let class = attribute(&operation.label);
    let _ = match outcome {
        None => writeln!(out, "<testcase classname=\"{class}\" name=\"{name}\"/>"),
        Some(inner) => {
            writeln!(
                out,
                "<testcase classname=\"{class}\" name=\"{name}\">{inner}</testcase>"
            )
        }
    };
}

/// Text between quotes; line ends as references, or a parser would make spaces of them.
fn attribute(text: &str) -> String {
    content(text).replace('\n', "&#10;").replace('\t', "&#9;")
}

/// Text between tags. XML 1.0 section 2.2 has no place for most control characters, not even as
/// references, and a bare `]]>` is not allowed.
fn content(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for char in text.chars() {
        match char {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&apos;"),
            '\r' => escaped.push_str("&#13;"),
            '\n' | '\t' => escaped.push(char),
            '\u{0}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => escaped.push('\u{fffd}'),
            other => escaped.push(other),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::{attribute, content};

    #[test]
    fn what_xml_cannot_hold_is_replaced() {
        assert_eq!(
            content("a<b>&\"'\u{0}\u{1b}]]>"),
            "a&lt;b&gt;&amp;&quot;&apos;\u{fffd}\u{fffd}]]&gt;"
        );
        assert_eq!(attribute("a\nb\tc"), "a&#10;b&#9;c");
    }
}
