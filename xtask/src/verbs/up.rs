//! `up`: the whole line in one command.

use super::generate;
use super::mock::Serve;
use crate::failure::Failure;
use crate::project;
use clap::Args;

/// Arguments of `up`.
#[derive(Args)]
pub(crate) struct Up {
    /// APIs of `specs/`; without one, all of them.
    #[arg(value_name = "API")]
    names: Vec<String>,
    #[command(flatten)]
    serve: Serve,
}

impl Up {
    /// Generates what is stale, then serves until it is stopped.
    pub(crate) fn run(self) -> Result<(), Failure> {
        let specs = project::select(&self.names)?;
        for spec in &specs {
            generate::write_crate(spec)?;
        }
        self.serve.run(&specs)
    }
}
