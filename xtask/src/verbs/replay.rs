//! `replay`: recorded traffic held to a document.

use super::contract::{Shown, show};
use crate::failure::Failure;
use crate::project::{self, Spec, unreadable};
use clap::Args;
use contract::{ExitStatus, Options, Recording, Scope};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

/// Largest recording that is read.
const MAX_BYTES: u64 = 1 << 30;

/// Arguments of `replay`.
#[derive(Args)]
pub(crate) struct Replay {
    /// The recording: an HTTP Archive (HAR 1.2), as browsers and proxies write it.
    #[arg(value_name = "FILE.har")]
    recording: PathBuf,
    /// The API of `specs/` that was spoken to.
    #[arg(value_name = "API", required_unless_present = "spec")]
    name: Option<String>,
    /// A document of your own.
    #[arg(long, value_name = "FILE", conflicts_with = "name")]
    spec: Option<PathBuf>,
    /// `$ref`s may lead to files in this folder and below; without it, in the document's own.
    #[arg(long, value_name = "DIR")]
    root: Option<PathBuf>,
    /// Where the API is; without it, any host will do, at the paths of the document's servers.
    #[arg(long, value_name = "URL")]
    base_url: Option<String>,
    /// Fail answers that took longer, in milliseconds.
    #[arg(long, value_name = "MILLISECONDS")]
    max_response_time: Option<u64>,
    /// Fail when an operation of the document, or a check, was not met.
    #[arg(long)]
    require_coverage: bool,
    /// Look only at these operations: an operationId, `tag:NAME`, or a path with or without its
    /// method, `*` for any text.
    #[arg(long, value_name = "OPERATION")]
    include: Vec<String>,
    /// Do not look at these operations.
    #[arg(long, value_name = "OPERATION")]
    exclude: Vec<String>,
    #[command(flatten)]
    shown: Shown,
}

impl Replay {
    /// Judges the recording; fails when an answer in it breaks the contract.
    pub(crate) fn run(self) -> Result<(), Failure> {
        self.shown.verify()?;
        let spec = match (&self.spec, &self.name) {
            (Some(path), _) => Spec::at(path),
            (None, name) => {
                let names: Vec<String> = name.iter().cloned().collect();
                let mut found = project::select(&names)?;
                found.remove(0)
            }
        };
        let api = Arc::new(project::load(&spec.path, self.root.as_deref(), false)?);
        let recording = self.recording()?;
        let options = Options {
            max_response_time: self.max_response_time.map(Duration::from_millis),
            scope: Scope {
                operations: self.include.clone(),
                without_operations: self.exclude.clone(),
                ..Scope::default()
            },
            require_coverage: self.require_coverage,
            ..Options::default()
        };
        let report = contract::replay(&api, &recording, &options).map_err(Failure::impossible)?;
        show(&self.shown, &spec, &report, 1)?;
        match report.exit_status() {
            ExitStatus::Passed => Ok(()),
            ExitStatus::Failed | ExitStatus::CouldNotRun => Err(Failure::Found),
        }
    }

    fn recording(&self) -> Result<Recording, Failure> {
        let path = &self.recording;
        let size = std::fs::metadata(path).map_err(|error| unreadable(path, &error))?;
        if size.len() > MAX_BYTES {
            return Err(Failure::impossible(format!(
                "`{}` is too large: at most 1 GiB can be read",
                path.display()
            )));
        }
        let text = std::fs::read_to_string(path).map_err(|error| unreadable(path, &error))?;
        Ok(Recording {
            name: path.display().to_string(),
            text,
            base_url: self.base_url.clone(),
        })
    }
}
