//! Diagnostics for people at a terminal.
//!
//! ```text
//! error[duplicate-key]: the key `get` is already in this object
//!   --> api.yaml:9:5
//!    |
//!  9 |     get:
//!    |     ^^^ written again here
//!    |
//!   ::: api.yaml:5:5
//!    |
//!  5 |     get:
//!    |     --- written first here
//!    = help: remove or rename one of the two
//!
//! 1 error
//! ```

use super::excerpt::{excerpt, one_line};
use super::{Diagnostic, Diagnostics, Severity};
use crate::source::{Place, Sources};
use indexmap::IndexMap;
use std::fmt::Write;

/// Renders diagnostics with excerpts and a closing line that counts them; nothing for none.
/// `color` adds ANSI escapes.
#[must_use]
pub fn render_text(diagnostics: &Diagnostics, color: bool) -> String {
    let mut out = render_each(diagnostics, color);
    close(&mut out, diagnostics);
    out
}

fn render_each(diagnostics: &Diagnostics, color: bool) -> String {
    let mut out = String::new();
    for diagnostic in &diagnostics.all {
        let page = Page {
            sources: &diagnostics.sources,
            color,
            gutter: gutter(diagnostics, diagnostic),
        };
        page.write(&mut out, diagnostic);
        out.push('\n');
    }
    out
}

fn close(out: &mut String, diagnostics: &Diagnostics) {
    if !diagnostics.all.is_empty() {
        out.push_str(&summary(diagnostics));
        out.push('\n');
    }
}

/// More errors than this have one cause.
const ERRORS: usize = 20;

/// Renders diagnostics as [`render_text`] does, but of the warnings of one code only the first `most`, of the errors of
/// one code only the first 20, and says how many more there are.
#[must_use]
pub fn render_brief(diagnostics: &Diagnostics, most: usize, color: bool) -> String {
    let mut counts: IndexMap<(&str, Severity), usize> = IndexMap::new();
    let limit = |severity| match severity {
        Severity::Error => ERRORS,
        Severity::Warning => most,
    };
    let mut shown = Vec::new();
    for diagnostic in &diagnostics.all {
        let kind = (diagnostic.code, diagnostic.severity);
        let count = counts.entry(kind).or_insert(0);
        *count += 1;
        if *count <= limit(diagnostic.severity) {
            shown.push(diagnostic.clone());
        }
    }
    let shown = Diagnostics {
        all: shown,
        sources: diagnostics.sources.clone(),
    };
    let mut out = render_each(&shown, color);
    for ((code, severity), count) in counts {
        let more = count.saturating_sub(limit(severity));
        if more > 0 {
            // Writing to a string cannot fail.
            let _ = writeln!(out, "... and {more} more `{code}`; --verbose lists all");
        }
    }
    close(&mut out, diagnostics);
    out
}

/// How many errors and warnings there are: `3 errors, 1 warning`.
#[must_use]
pub fn summary(diagnostics: &Diagnostics) -> String {
    let count = |severity: Severity, one: &str| {
        let all = diagnostics.all.iter();
        match all
            .filter(|diagnostic| diagnostic.severity == severity)
            .count()
        {
            0 => None,
            1 => Some(format!("1 {one}")),
            many => Some(format!("{many} {one}s")),
        }
    };
    match (
        count(Severity::Error, "error"),
        count(Severity::Warning, "warning"),
    ) {
        (Some(errors), Some(warnings)) => format!("{errors}, {warnings}"),
        (Some(one), None) | (None, Some(one)) => one,
        (None, None) => "no faults".to_owned(),
    }
}

/// Columns of the widest line number in a diagnostic.
fn gutter(diagnostics: &Diagnostics, diagnostic: &Diagnostic) -> usize {
    let related = diagnostic.related.iter().map(|(place, _)| *place);
    let lines = related.chain([diagnostic.place]);
    let widest = lines
        .map(|place| diagnostics.sources.locate(place).line)
        .max();
    widest.unwrap_or(1).to_string().len()
}

/// How one diagnostic is laid out.
struct Page<'a> {
    sources: &'a Sources,
    color: bool,
    gutter: usize,
}

const BOLD: &str = "1";
const RED: &str = "1;31";
const YELLOW: &str = "1;33";
const BLUE: &str = "1;34";

impl Page<'_> {
    fn write(&self, out: &mut String, diagnostic: &Diagnostic) {
        let (word, paint) = match diagnostic.severity {
            Severity::Error => ("error", RED),
            Severity::Warning => ("warning", YELLOW),
        };
        let head = self.paint(paint, &format!("{word}[{}]", diagnostic.code));
        let message = self.paint(BOLD, &format!(": {}", one_line(&diagnostic.message)));
        self.line(out, format_args!("{head}{message}"));
        self.write_place(
            out,
            "-->",
            diagnostic.place,
            ("^", paint),
            &diagnostic.label,
        );
        for (place, label) in &diagnostic.related {
            self.bar(out, "");
            self.write_place(out, ":::", *place, ("-", BLUE), label);
        }
        if let Some(help) = &diagnostic.help {
            let sign = self.paint(BLUE, "=");
            let word = self.paint(BOLD, "help");
            let indent = self.gutter + 2;
            self.line(
                out,
                format_args!("{:indent$}{sign} {word}: {}", "", one_line(help)),
            );
        }
    }

    fn write_place(
        &self,
        out: &mut String,
        arrow: &str,
        place: Place,
        (mark, paint): (&str, &str),
        label: &str,
    ) {
        let location = self.sources.locate(place);
        let arrow = self.paint(BLUE, arrow);
        let indent = self.gutter + 1;
        self.line(
            out,
            format_args!("{:indent$}{arrow} {}", "", one_line(&location.to_string())),
        );
        let Some(excerpt) = excerpt(self.sources, place) else {
            return;
        };
        self.bar(out, "");
        let gutter = self.gutter;
        let number = self.paint(BLUE, &format!(" {:>gutter$} |", location.line));
        self.line(out, format_args!("{number} {}", excerpt.text));
        let marks = format!("{} {}", mark.repeat(excerpt.width), one_line(label));
        let indent = excerpt.indent;
        self.bar(
            out,
            &format!(" {:indent$}{}", "", self.paint(paint, marks.trim_end())),
        );
    }

    /// A line that has no number.
    fn bar(&self, out: &mut String, content: &str) {
        let indent = self.gutter + 2;
        let bar = self.paint(BLUE, "|");
        self.line(out, format_args!("{:indent$}{bar}{content}", ""));
    }

    fn line(&self, out: &mut String, content: std::fmt::Arguments<'_>) {
        // Writing to a string cannot fail.
        let _ = writeln!(out, "{content}");
    }

    fn paint(&self, paint: &str, text: &str) -> String {
        if self.color {
            format!("\x1b[{paint}m{text}\x1b[0m")
        } else {
            text.to_owned()
        }
    }
}
