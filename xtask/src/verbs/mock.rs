//! `mock`: documents served as APIs.

use crate::failure::Failure;
use crate::project::{self, Spec};
use clap::Args;
use mock_server::{Log, Mock, MockOptions, ServeOptions, Server, Stage};
use std::path::PathBuf;
use std::sync::Arc;

/// Arguments of `mock`.
#[derive(Args)]
pub(crate) struct MockVerb {
    /// APIs of `specs/`, each served under its name; without one, all of them.
    #[arg(value_name = "API")]
    names: Vec<String>,
    /// A document of your own, served at the root; several are served under their files' names.
    #[arg(long, value_name = "FILE", conflicts_with = "names")]
    spec: Vec<PathBuf>,
    /// `$ref`s may lead to files in this folder and below; without it, in the document's own.
    #[arg(long, value_name = "DIR")]
    root: Option<PathBuf>,
    #[command(flatten)]
    serve: Serve,
}

/// How to serve; shared with `up`.
#[derive(Args)]
pub(crate) struct Serve {
    /// The port to listen on; 0 takes any that is free.
    #[arg(long, default_value_t = 4010)]
    port: u16,
    /// The address to listen on.
    #[arg(long, default_value = "127.0.0.1")]
    host: String,
    /// Generate bodies even where the document has examples.
    #[arg(long)]
    dynamic: bool,
    /// What generated values are made from: the same seed gives the same answers.
    #[arg(long, default_value_t = 0)]
    seed: u64,
}

impl MockVerb {
    /// Serves until it is stopped.
    pub(crate) fn run(self) -> Result<(), Failure> {
        if self.spec.is_empty() {
            return self
                .serve
                .serve(self.serve.mount(&project::select(&self.names)?)?);
        }
        let specs: Vec<Spec> = self.spec.iter().map(|path| Spec::at(path)).collect();
        let stage = match specs.as_slice() {
            [only] => Stage::at_root(self.serve.read(only, self.root.as_deref())?),
            several => self
                .serve
                .mount_under_names(several, self.root.as_deref())?,
        };
        self.serve.serve(stage)
    }
}

impl Serve {
    /// Mocks of these documents, each under its name.
    pub(crate) fn mount(&self, specs: &[Spec]) -> Result<Stage, Failure> {
        self.mount_under_names(specs, None)
    }

    /// Listens, says what is served, and serves until the process is told to stop.
    pub(crate) fn serve(&self, stage: Stage) -> Result<(), Failure> {
        let options = ServeOptions {
            host: self.host.clone(),
            port: self.port,
            ..ServeOptions::default()
        };
        let server = Server::bind(stage, options, Log::stdout()).map_err(Failure::impossible)?;
        print!(
            "{}",
            server
                .stage()
                .listing(&format!("http://{}", server.address()))
        );
        server.run().map_err(Failure::impossible)
    }

    fn mount_under_names(
        &self,
        specs: &[Spec],
        root: Option<&std::path::Path>,
    ) -> Result<Stage, Failure> {
        specs.iter().try_fold(Stage::new(), |stage, spec| {
            let mock = self.read(spec, root)?;
            stage
                .mount(&format!("/{}", spec.name), mock)
                .map_err(Failure::impossible)
        })
    }

    fn read(&self, spec: &Spec, root: Option<&std::path::Path>) -> Result<Mock, Failure> {
        let api = project::load(&spec.path, root, true)?;
        let options = MockOptions {
            dynamic: self.dynamic,
            seed: self.seed,
            ..MockOptions::default()
        };
        Ok(Mock::new(Arc::new(api), &options))
    }
}
