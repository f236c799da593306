//! `mock`: documents served as APIs.

use crate::failure::Failure;
use crate::project::{self, Spec};
use crate::terminal::print;
use clap::Args;
use mock_server::{
    AuthMode, Chaos, Credential, Delay, Log, Mock, MockOptions, ServeOptions, Server, Stage,
    StateFile, StateMode,
};
use std::path::{Path, PathBuf};
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
    /// What requests change: `lazy` (every id exists until it is deleted), `strict` (unknown ids are
    /// not found) or `off` (every answer from the document alone).
    #[arg(long, default_value = "lazy", value_name = "MODE")]
    state: StateMode,
    /// How many of a hundred requests fail: with a declared error, or `:reset` (no answer) or `:drip`
    /// (an answer that trickles); of all operations or of one. May be repeated.
    #[arg(long, value_name = "[OPERATION=]PERCENT[:KIND]")]
    chaos: Vec<Chaos>,
    /// How long answers are held back: `200ms`, `50ms..200ms`, `normal(MEAN, DEVIATION)` or
    /// `lognormal(MEDIAN, SIGMA)`; all answers or those of one operation. May be repeated.
    #[arg(long, value_name = "[OPERATION=]LATENCY")]
    latency: Vec<Delay>,
    /// How credentials are looked at: `off`, `lenient` (any will do) or `strict` (only named ones).
    #[arg(long, default_value = "lenient", value_name = "MODE")]
    auth: AuthMode,
    /// A good credential of a security scheme, which then takes no other; may be repeated.
    // Taken as text: what clap says of a value that does not parse would repeat it.
    #[arg(long, value_name = "SCHEME=VALUE")]
    credential: Vec<String>,
    /// An OpenAPI Overlay document for the one document that is served; may be repeated.
    #[arg(long, value_name = "FILE")]
    overlay: Vec<PathBuf>,
    /// Where the state is kept: read at the start if the file is there, and written when requests
    /// changed something.
    #[arg(long, value_name = "FILE")]
    state_file: Option<PathBuf>,
    /// Rules for the one document that is served, before those in the file beside it; may be
    /// repeated.
    #[arg(long, value_name = "FILE")]
    rules: Vec<PathBuf>,
}

impl MockVerb {
    /// Serves until it is stopped.
    pub(crate) fn run(self) -> Result<(), Failure> {
        if self.spec.is_empty() {
            return self.serve.run(&project::select(&self.names)?);
        }
        let specs: Vec<Spec> = self.spec.iter().map(|path| Spec::at(path)).collect();
        let mut mocks = self.serve.read(&specs, self.root.as_deref())?;
        match (mocks.len(), mocks.pop()) {
            (1, Some((_, only))) => self.serve.serve(Stage::at_root(only)),
            (_, last) => self.serve.serve(mount(mocks.into_iter().chain(last))?),
        }
    }
}

impl Serve {
    /// Serves these documents, each under its name, until the process is told to stop.
    pub(crate) fn run(&self, specs: &[Spec]) -> Result<(), Failure> {
        self.serve(mount(self.read(specs, None)?)?)
    }

    fn read(&self, specs: &[Spec], root: Option<&Path>) -> Result<Vec<(String, Mock)>, Failure> {
        let options = MockOptions {
            dynamic: self.dynamic,
            seed: self.seed,
            auth: self.auth,
            state: self.state,
            chaos: self.chaos.clone(),
            latency: self.latency.clone(),
            credentials: self.credentials()?,
            ..MockOptions::default()
        };
        let is_about_one = !self.rules.is_empty() || !self.overlay.is_empty();
        if is_about_one && specs.len() != 1 {
            let message =
                "`--rules` and `--overlay` belong to one document: name the API or the `--spec`";
            return Err(Failure::impossible(message));
        }
        let mut mocks = Vec::new();
        for spec in specs {
            let api = project::load_overlaid(&spec.path, root, &self.overlay, true)?;
            let rules = project::load_rules(&api, spec, &self.rules)?;
            let mock = Mock::with_rules(Arc::new(api), &options, rules);
            mocks.push((spec.name.clone(), mock));
        }
        check_options(&options, &mocks)?;
        Ok(mocks)
    }

    fn credentials(&self) -> Result<Vec<Credential>, Failure> {
        let read = |text: &String| text.parse();
        let all: Result<Vec<Credential>, String> = self.credential.iter().map(read).collect();
        all.map_err(|fault| Failure::impossible(format!("`--credential`: {fault}")))
    }

    /// Listens, says what is served, and serves until the process is told to stop.
    fn serve(&self, stage: Stage) -> Result<(), Failure> {
        let state_file = self.state_file.as_deref().map(StateFile::at);
        if let Some(file) = &state_file {
            let cannot = |error| {
                let path = file.path().display();
                Failure::impossible(format!("cannot take the state from `{path}`: {error}"))
            };
            file.load(&stage).map_err(cannot)?;
        }
        let options = ServeOptions {
            state_file: state_file.map(Arc::new),
            host: self.host.clone(),
            port: self.port,
            ..ServeOptions::default()
        };
        let server = Server::bind(stage, options, Log::stdout()).map_err(Failure::impossible)?;
        let address = format!("http://{}", server.address());
        print(server.stage().listing(&address));
        server.run().map_err(Failure::impossible)
    }
}

/// Each option that names a part of a document must make sense for one of the documents at least.
fn check_options(options: &MockOptions, mocks: &[(String, Mock)]) -> Result<(), Failure> {
    let plain = MockOptions::default;
    let credentials = options.credentials.iter().map(|credential| MockOptions {
        credentials: vec![credential.clone()],
        ..plain()
    });
    let chaos = options.chaos.iter().map(|chaos| MockOptions {
        chaos: vec![chaos.clone()],
        ..plain()
    });
    let latency = options.latency.iter().map(|delay| MockOptions {
        latency: vec![delay.clone()],
        ..plain()
    });
    for alone in credentials.chain(chaos).chain(latency) {
        let checked = mocks.iter().map(|(_, mock)| alone.check(mock.api()));
        checked
            .reduce(Result::or)
            .unwrap_or(Ok(()))
            .map_err(Failure::impossible)?;
    }
    Ok(())
}

fn mount(mocks: impl IntoIterator<Item = (String, Mock)>) -> Result<Stage, Failure> {
    mocks
        .into_iter()
        .try_fold(Stage::new(), |stage, (name, mock)| {
            stage
                .mount(&format!("/{name}"), mock)
                .map_err(Failure::impossible)
        })
}
