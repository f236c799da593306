//! `lint`: what is wrong with documents, for people and for machines.

use crate::failure::Failure;
use crate::project::unreadable;
use crate::terminal::{print, print_line};
use api_model::diagnostic::{Diagnostics, render_github, render_json, render_text};
use api_model::{LoadError, LoadOptions};
use clap::{Args, ValueEnum};
use std::io::IsTerminal;
use std::path::{Path, PathBuf};

/// Arguments of `lint`.
#[derive(Args)]
pub(crate) struct Lint {
    /// The documents, YAML or JSON.
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// How to print what is found.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// `$ref`s may lead to files in this folder and below; without it, in the document's own.
    #[arg(long, value_name = "DIR")]
    root: Option<PathBuf>,
    /// Treat warnings as errors.
    #[arg(long)]
    deny_warnings: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people: excerpt, place and remedy.
    Text,
    /// For machines: one array of objects.
    Json,
    /// GitHub Actions annotations.
    Github,
}

impl Lint {
    /// Prints the diagnostics of every file; fails when any has an error.
    pub(crate) fn run(self) -> Result<(), Failure> {
        let mut found = Vec::new();
        let mut unread = None;
        for file in &self.files {
            match self.examine(file) {
                Ok(diagnostics) => found.push(diagnostics),
                Err(failure) => unread = unread.or(Some(failure)),
            }
        }
        self.print(&found);
        if let Some(failure) = unread {
            return Err(failure);
        }
        let failed = found.iter().any(|diagnostics| {
            diagnostics.has_errors() || (self.deny_warnings && !diagnostics.all.is_empty())
        });
        if failed { Err(Failure::Found) } else { Ok(()) }
    }

    fn examine(&self, file: &Path) -> Result<Diagnostics, Failure> {
        let options = LoadOptions {
            root: self.root.clone(),
            ..LoadOptions::default()
        };
        match api_model::load(file, &options) {
            Ok(loaded) => Ok(loaded.warnings),
            Err(LoadError::Faults(diagnostics)) => Ok(diagnostics),
            Err(LoadError::Io { path, error }) => Err(unreadable(&path, &error)),
        }
    }

    fn print(&self, found: &[Diagnostics]) {
        match self.format {
            Format::Json => print(render_json(found)),
            Format::Github => found.iter().for_each(|one| print(render_github(one))),
            Format::Text => {
                let color = std::io::stdout().is_terminal();
                found.iter().for_each(|one| print(render_text(one, color)));
                if found.len() == self.files.len() && found.iter().all(|one| one.all.is_empty()) {
                    print_line(format_args!(
                        "nothing to report in {} {}",
                        found.len(),
                        plural(found.len())
                    ));
                }
            }
        }
    }
}

fn plural(count: usize) -> &'static str {
    if count == 1 { "document" } else { "documents" }
}
