//! `bundle`: a document as one self-contained file.

use crate::failure::Failure;
use crate::project;
use api_model::api::{Api, Valid};
use api_model::bundle::{self, Version};
use api_model::diagnostic::{Diagnostics, render_text};
use api_model::openapi30;
use clap::{Args, ValueEnum};
use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};

/// Arguments of `bundle`.
#[derive(Args)]
pub(crate) struct Bundle {
    /// The document, YAML or JSON.
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// The version of OpenAPI to write; without it, the document's own.
    #[arg(long, value_enum, value_name = "VERSION")]
    to: Option<Target>,
    /// Where to write; without it, to standard output. `.json` at the end makes it JSON.
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// How to write; without it, by the ending of the output, else YAML.
    #[arg(long, value_enum)]
    format: Option<Format>,
    /// `$ref`s may lead to files in this folder and below; without it, in the document's own.
    #[arg(long, value_name = "DIR")]
    root: Option<PathBuf>,
    /// An OpenAPI Overlay document to apply first; may be repeated.
    #[arg(long, value_name = "FILE")]
    overlay: Vec<PathBuf>,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Target {
    #[value(name = "3.0")]
    V30,
    #[value(name = "3.1")]
    V31,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Yaml,
    Json,
}

impl Bundle {
    /// Writes the document; what the target version cannot say is told on standard error.
    pub(crate) fn run(self) -> Result<(), Failure> {
        let root = self.root.as_deref();
        let api = project::load_overlaid(&self.file, root, &self.overlay, true)?;
        let (text, notes) = self.text(&api)?;
        if !notes.all.is_empty() {
            eprint!("{}", render_text(&notes, std::io::stderr().is_terminal()));
        }
        match &self.output {
            Some(path) => write_whole(path, &text),
            None => match std::io::stdout().write_all(text.as_bytes()) {
                Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => {
                    Err(Failure::impossible(format!("cannot write: {error}")))
                }
                _ => Ok(()),
            },
        }
    }

    fn text(&self, api: &Valid<Api>) -> Result<(String, Diagnostics), Failure> {
        let version = match self.to {
            Some(Target::V30) => Version::V30,
            Some(Target::V31) => Version::V31,
            None => Version::of(api),
        };
        let json = match self.format {
            Some(format) => format == Format::Json,
            None => self
                .output
                .as_ref()
                .is_some_and(|path| path.extension().is_some_and(|it| it == "json")),
        };
        let yaml_failed =
            |error| Failure::impossible(format!("cannot write the document as YAML: {error}"));
        if version == Version::V30 {
            let (document, notes) = openapi30::write(api);
            let text = if json {
                openapi30::to_json(&document)
            } else {
                openapi30::to_yaml(&document).map_err(yaml_failed)?
            };
            return Ok((text, notes));
        }
        let bundled = bundle::write_as(api, version);
        let text = if json {
            bundle::to_json(&bundled.document)
        } else {
            bundle::to_yaml(&bundled.document).map_err(yaml_failed)?
        };
        Ok((text, bundled.notes))
    }
}

/// Writes a file so that a reader never sees half of it, and a failure leaves what was there.
pub(crate) fn write_whole(path: &Path, text: &str) -> Result<(), Failure> {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{}.tmp", std::process::id()));
    let temporary = path.with_file_name(name);
    let written = std::fs::write(&temporary, text).and_then(|()| std::fs::rename(&temporary, path));
    written.map_err(|error| {
        drop(std::fs::remove_file(&temporary));
        Failure::impossible(format!("cannot write `{}`: {error}", path.display()))
    })
}
