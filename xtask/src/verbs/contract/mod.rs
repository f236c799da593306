//! `contract`: servers held to their documents.

mod baseline;
mod shown;

pub(crate) use shown::{Shown, show};

use crate::failure::Failure;
use crate::project::{self, Spec};
use crate::terminal::print_line;
use api_model::api::{Api, Valid};
use clap::Args;
use contract::{Credential, ExitStatus, Options, Report, Scope, Target, all_checks};
use mock_server::{Log, Mock, MockOptions, ServeOptions, Server, Stage};
use std::path::PathBuf;
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
    /// The credential of a security scheme, from an environment variable.
    #[arg(long, value_name = "SCHEME=VARIABLE")]
    credential_env: Vec<String>,
    /// A header to send with every request, its value from an environment variable.
    #[arg(long, value_name = "NAME=VARIABLE")]
    header_env: Vec<String>,
    /// How long one answer may take, in seconds.
    #[arg(long, default_value_t = 10, value_name = "SECONDS")]
    timeout: u64,
    /// How long the whole run may take, in seconds.
    #[arg(long, default_value_t = 600, value_name = "SECONDS")]
    time_budget: u64,
    /// Fail answers that take longer, in milliseconds.
    #[arg(long, value_name = "MILLISECONDS")]
    max_response_time: Option<u64>,
    /// Most requests in flight at a time.
    #[arg(long, default_value_t = 8, value_name = "COUNT")]
    concurrency: usize,
    /// Most requests a second.
    #[arg(long, value_name = "COUNT")]
    rate: Option<u32>,
    /// Send only GET, HEAD and OPTIONS, for a server with real data.
    #[arg(long)]
    safe_only: bool,
    /// Exercise only these operations: an operationId, `tag:NAME`, or a path with or without its
    /// method, `*` for any text.
    #[arg(long, value_name = "OPERATION")]
    include: Vec<String>,
    /// Do not exercise these operations.
    #[arg(long, value_name = "OPERATION")]
    exclude: Vec<String>,
    /// Apply only these checks.
    #[arg(long, value_name = "CHECK")]
    check: Vec<String>,
    /// Do not apply these checks.
    #[arg(long, value_name = "CHECK")]
    skip_check: Vec<String>,
    /// List the checks.
    #[arg(long)]
    checks: bool,
    /// Known failures that do not count: a YAML list of `check`, `operation` and `because`.
    #[arg(long, value_name = "FILE")]
    baseline: Option<PathBuf>,
    /// Fail when a check never ran.
    #[arg(long)]
    require_coverage: bool,
    #[command(flatten)]
    shown: Shown,
}

impl Contract {
    /// Judges each API in turn; fails when any breaks its contract.
    pub(crate) fn run(self) -> Result<(), Failure> {
        if self.checks {
            for check in all_checks() {
                print_line(format_args!("{:26} {}", check.name, check.about));
            }
            return Ok(());
        }
        self.shown.verify()?;
        let options = self.options()?;
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
            let report = self.judge(&api, &options)?;
            show(&self.shown, spec, &report, specs.len())?;
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

    fn options(&self) -> Result<Options, Failure> {
        let mut credentials = read_all(&self.credential, "--credential", read_credential)?;
        for (scheme, value) in from_environment(&self.credential_env, "--credential-env")? {
            credentials.push(Credential { scheme, value });
        }
        let mut headers = read_all(&self.headers, "--header", read_header)?;
        headers.extend(from_environment(&self.header_env, "--header-env")?);
        let accepted = match &self.baseline {
            Some(path) => baseline::read(path)?,
            None => Vec::new(),
        };
        Ok(Options {
            seed: self.seed,
            concurrency: self.concurrency.max(1),
            timeout: Duration::from_secs(self.timeout.max(1)),
            time_budget: Duration::from_secs(self.time_budget.max(1)),
            max_response_time: self.max_response_time.map(Duration::from_millis),
            credentials,
            headers,
            rate: self.rate,
            scope: Scope {
                checks: self.check.clone(),
                without_checks: self.skip_check.clone(),
                operations: self.include.clone(),
                without_operations: self.exclude.clone(),
                safe_only: self.safe_only,
            },
            accepted,
            require_coverage: self.require_coverage,
            ..Options::default()
        })
    }

    fn judge(&self, api: &Arc<Valid<Api>>, options: &Options) -> Result<Report, Failure> {
        if let Some(url) = &self.target {
            return contract::run(Arc::clone(api), &Target::new(url), options)
                .map_err(Failure::impossible);
        }
        let stage = Stage::at_root(Mock::new(Arc::clone(api), &MockOptions::default()));
        let serve = ServeOptions {
            port: 0,
            ..ServeOptions::default()
        };
        let server = Server::bind(stage, serve, Log::none()).map_err(Failure::impossible)?;
        let running = server.start().map_err(Failure::impossible)?;
        let report = contract::run(Arc::clone(api), &Target::new(running.url()), options);
        running.stop();
        report.map_err(Failure::impossible)
    }
}

/// Pairs of a name and the value of an environment variable; what is in it is never repeated.
fn from_environment(texts: &[String], option: &str) -> Result<Vec<(String, String)>, Failure> {
    let read = |text: &String| {
        let Some((name, variable)) = text.split_once('=') else {
            return Err(Failure::impossible(format!(
                "`{option}`: expected `NAME=VARIABLE`"
            )));
        };
        match std::env::var(variable) {
            Ok(value) => Ok((name.to_owned(), value)),
            Err(_) => Err(Failure::impossible(format!(
                "`{option} {text}`: the environment variable `{variable}` is not set, or not text"
            ))),
        }
    };
    texts.iter().map(read).collect()
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
