//! `contract`: servers held to their documents.

use super::bundle::write_whole;
use crate::failure::Failure;
use crate::project::{self, Spec};
use crate::terminal::print;
use api_model::api::{Api, Valid};
use clap::Args;
use contract::{Credential, ExitStatus, Options, Report, Target};
use mock_server::{Log, Mock, MockOptions, ServeOptions, Server, Stage};
use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

/// Arguments of `contract`.
#[derive(Args)]
pub(crate) struct Contract {
    /// APIs of `specs/`; without one, all of them.
    #[arg(value_name = "API")]
    names: Vec<String>,
    /// A document of your own.
    #[arg(long, value_name = "FILE", conflicts_with = "names")]
    spec: Option<PathBuf>,
    /// `$ref`s may lead to files in this folder and below; without it, in the document's own.
    #[arg(long, value_name = "DIR")]
    root: Option<PathBuf>,
    /// The server to judge, which must be the one of a single API; without it, our mock.
    #[arg(long, value_name = "URL")]
    target: Option<String>,
    /// Where to write a JUnit report; `.ndjson` at the end makes it one JSON object a line.
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
    /// What generated requests are made from: the same seed gives the same requests.
    #[arg(long, default_value_t = 0)]
    seed: u64,
    /// The credential of a security scheme, in place of an invented one.
    // Credentials and headers are taken as text: what clap says of a value that does not parse
    // would repeat it.
    #[arg(long, value_name = "SCHEME=VALUE")]
    credential: Vec<String>,
    /// A header to send with every request.
    #[arg(short = 'H', long = "header", value_name = "NAME: VALUE")]
    headers: Vec<String>,
    /// How long one answer may take, in seconds.
    #[arg(long, default_value_t = 10, value_name = "SECONDS")]
    timeout: u64,
}

impl Contract {
    /// Judges each API in turn; fails when any breaks its contract.
    pub(crate) fn run(self) -> Result<(), Failure> {
        let specs = match &self.spec {
            Some(path) => vec![Spec::at(path)],
            None => project::select(&self.names)?,
        };
        if self.target.is_some() && specs.len() > 1 {
            return Err(Failure::impossible(
                "`--target` is one server: say which API it is, such as `cargo xtask contract links --target URL`",
            ));
        }
        let mut failed = false;
        for spec in &specs {
            let api = Arc::new(project::load(&spec.path, self.root.as_deref(), false)?);
            let report = self.judge(&api)?;
            self.show(spec, &report, specs.len())?;
            match report.exit_status() {
                ExitStatus::Passed => {}
                ExitStatus::Failed => failed = true,
                ExitStatus::CouldNotRun => {
                    return Err(Failure::impossible(
                        "the run ended before everything was judged",
                    ));
                }
            }
        }
        if failed { Err(Failure::Found) } else { Ok(()) }
    }

    fn judge(&self, api: &Arc<Valid<Api>>) -> Result<Report, Failure> {
        let options = Options {
            seed: self.seed,
            credentials: read_all(&self.credential, "--credential", read_credential)?,
            headers: read_all(&self.headers, "--header", read_header)?,
            timeout: Duration::from_secs(self.timeout.max(1)),
            ..Options::default()
        };
        if let Some(url) = &self.target {
            return contract::run(Arc::clone(api), &Target::new(url), &options)
                .map_err(Failure::impossible);
        }
        let stage = Stage::at_root(Mock::new(Arc::clone(api), &MockOptions::default()));
        let serve = ServeOptions {
            port: 0,
            ..ServeOptions::default()
        };
        let server = Server::bind(stage, serve, Log::none()).map_err(Failure::impossible)?;
        let running = server.start().map_err(Failure::impossible)?;
        let report = contract::run(Arc::clone(api), &Target::new(running.url()), &options);
        running.stop();
        report.map_err(Failure::impossible)
    }

    fn show(&self, spec: &Spec, report: &Report, count: usize) -> Result<(), Failure> {
        print(report.terminal(std::io::stdout().is_terminal()));
        let Some(path) = &self.report else {
            return Ok(());
        };
        let path = if count == 1 {
            path.clone()
        } else {
            per_api(path, &spec.name)
        };
        let ndjson = path.extension().is_some_and(|ending| ending == "ndjson");
        write_whole(
            &path,
            &if ndjson {
                report.ndjson()
            } else {
                report.junit()
            },
        )
    }
}

/// `report.xml` becomes `report-links.xml`, so that the reports of several APIs stand side by side.
fn per_api(path: &Path, name: &str) -> PathBuf {
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    let ending = path
        .extension()
        .map(|ending| format!(".{}", ending.to_string_lossy()))
        .unwrap_or_default();
    path.with_file_name(format!("{stem}-{name}{ending}"))
}

fn read_all<T>(
    texts: &[String],
    option: &str,
    read: impl Fn(&str) -> Option<T>,
) -> Result<Vec<T>, Failure> {
    let all: Option<Vec<T>> = texts.iter().map(|text| read(text)).collect();
    all.ok_or_else(|| {
        let form = if option == "--header" {
            "NAME: VALUE"
        } else {
            "SCHEME=VALUE"
        };
        Failure::impossible(format!("`{option}`: expected `{form}`"))
    })
}

fn read_credential(text: &str) -> Option<Credential> {
    let (scheme, value) = text.split_once('=')?;
    Some(Credential {
        scheme: scheme.to_owned(),
        value: value.to_owned(),
    })
}

fn read_header(text: &str) -> Option<(String, String)> {
    let (name, value) = text.split_once(':')?;
    Some((name.trim().to_owned(), value.trim().to_owned()))
}
