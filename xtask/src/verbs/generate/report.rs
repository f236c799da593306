//! What is said of a run: warnings, denied ones as errors, and a line per crate with what fell back in it.

use crate::failure::Failure;
use crate::terminal::print;
use api_model::diagnostic::{
    Diagnostic, Diagnostics, Severity, render_brief, render_github, render_json, render_text,
};
use clap::ValueEnum;
use generator::Generated;
use std::fmt::Write;
use std::io::IsTerminal;

/// How many warnings of one kind are shown when not all of them are asked for.
const SHOWN: usize = 3;

/// How warnings and errors are printed.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// For people: excerpt, place and remedy.
    Text,
    /// For machines: one array of objects on standard output, and nothing else there.
    Json,
    /// GitHub Actions annotations.
    Github,
}

/// Prints what is found, and knows what is not to be tolerated.
pub(super) struct Reporter {
    format: Format,
    verbose: bool,
    lossy: bool,
    denied: Vec<String>,
    /// For the one array that JSON output is.
    kept: Vec<Diagnostics>,
}

impl Reporter {
    pub(super) fn new(format: Format, verbose: bool, deny: &[String]) -> Self {
        Reporter {
            format,
            verbose,
            lossy: deny.iter().any(|code| code == "lossy"),
            denied: deny.to_vec(),
            kept: Vec::new(),
        }
    }

    /// Prints what loading and generating found; that is the end of it when it has errors or what is denied.
    pub(super) fn show(
        &mut self,
        mut slips: Diagnostics,
        notes: &[Diagnostic],
    ) -> Result<(), Failure> {
        let broken = slips.has_errors() || notes.iter().any(is_error);
        for slip in &mut slips.all {
            self.judge(slip, false);
        }
        slips.all.extend(notes.iter().cloned().map(|mut note| {
            self.judge(&mut note, true);
            note
        }));
        let denied = slips.all.iter().filter(|found| is_error(found)).count();
        self.print(slips);
        match (broken, denied) {
            (true, _) => Err(Failure::Found),
            (false, 0) => Ok(()),
            (false, denied) => Err(Failure::Wrong(format!(
                "`--deny {}` forbids {} of these; nothing is written",
                self.denied.join(" --deny "),
                thousands(denied)
            ))),
        }
    }

    fn judge(&self, found: &mut Diagnostic, fallback: bool) {
        if fallback && self.lossy || self.denied.iter().any(|code| code == found.code) {
            found.severity = Severity::Error;
        }
    }

    fn print(&mut self, found: Diagnostics) {
        if found.all.is_empty() {
            return;
        }
        let color = std::io::stderr().is_terminal();
        match self.format {
            Format::Json => self.kept.push(found),
            Format::Github => print(render_github(&found)),
            Format::Text if self.verbose => eprint!("{}", render_text(&found, color)),
            Format::Text => eprint!("{}", render_brief(&found, SHOWN, color)),
        }
    }

    /// Prints a line of the report.
    pub(super) fn say(&self, line: &str) {
        match self.format {
            Format::Json => eprintln!("{line}"),
            _ => print(format_args!("{line}\n")),
        }
    }

    /// Prints what only makes sense as a whole.
    pub(super) fn finish(&self) {
        if self.format == Format::Json {
            print(render_json(&self.kept));
        }
    }
}

fn is_error(found: &Diagnostic) -> bool {
    found.severity == Severity::Error
}

/// A code as the command line has it.
pub(super) fn read_code(text: &str) -> Result<String, String> {
    let sound = text
        .chars()
        .all(|symbol| symbol.is_ascii_lowercase() || symbol.is_ascii_digit() || symbol == '-');
    match sound && !text.is_empty() {
        true => Ok(text.to_owned()),
        false => Err("expected `lossy`, or the code in the brackets of a warning".to_owned()),
    }
}

/// `generated 1,223 of 1,223 operations, 3 with a fallback`.
pub(super) fn summary(operations: usize, generated: &Generated) -> String {
    let count = thousands(operations);
    let mut text = format!("generated {count} of {count} operations");
    if generated.fallbacks > 0 {
        // Writing to a string cannot fail.
        let _ = write!(text, ", {} with a fallback", thousands(generated.fallbacks));
    }
    let limits = generated.progenitor_notes.len();
    if limits > 0 {
        let _ = write!(
            text,
            ", {} limits of progenitor's client",
            thousands(limits)
        );
    }
    text
}

/// A line per reason of a fallback, the most frequent first.
pub(super) fn reasons(notes: &[Diagnostic]) -> Vec<String> {
    let mut counts: Vec<(&str, usize)> = Vec::new();
    for note in notes {
        match counts.iter_mut().find(|(code, _)| *code == note.code) {
            Some((_, count)) => *count += 1,
            None => counts.push((note.code, 1)),
        }
    }
    counts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    let widest = counts.iter().map(|(code, _)| code.len()).max().unwrap_or(0);
    let lines = counts.into_iter().map(|(code, count)| {
        let places = if count == 1 { "place" } else { "places" };
        format!("  {code:widest$}  in {} {places}", thousands(count))
    });
    lines.collect()
}

/// A number with its thousands set apart.
pub(super) fn thousands(number: usize) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_are_set_apart() {
        for (number, text) in [
            (0, "0"),
            (999, "999"),
            (1223, "1,223"),
            (1_000_000, "1,000,000"),
        ] {
            assert_eq!(thousands(number), text);
        }
    }
}
