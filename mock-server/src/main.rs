//! `mock-server SPEC...`: serves documents. A thin shell over the library.

use api_model::diagnostic::render_text;
use api_model::{LoadError, LoadOptions};
use clap::Parser;
use mock_server::{
    AuthMode, Chaos, Credential, Log, Mock, MockOptions, ServeOptions, Server, Stage,
};
use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

/// Answers as the API of an OpenAPI document would.
#[derive(Parser)]
#[command(name = "mock-server")]
struct Arguments {
    /// OpenAPI documents. One is served at the root, each of several under its file's name.
    #[arg(required = true)]
    spec: Vec<PathBuf>,
    /// Port to listen on; 0 takes any that is free.
    #[arg(long, default_value_t = 4010)]
    port: u16,
    /// Address to listen on.
    #[arg(long, default_value = "127.0.0.1")]
    host: String,
    /// What generated values are made from.
    #[arg(long, default_value_t = 0)]
    seed: u64,
    /// Generate bodies even where the document has examples.
    #[arg(long)]
    dynamic: bool,
    /// How credentials are looked at: `off`, `lenient` (any will do) or `strict` (only named ones).
    #[arg(long, default_value = "lenient")]
    auth: AuthMode,
    /// Names a good credential of a security scheme, which then takes no other. Repeatable.
    #[arg(long, value_name = "SCHEME=VALUE")]
    // Parsed by hand: a value that cannot be read would be printed with the reason.
    credential: Vec<String>,
    /// How many of a hundred valid requests fail with an error that the document declares.
    #[arg(long, value_name = "PERCENT")]
    chaos: Option<Chaos>,
}

fn main() -> ExitCode {
    match serve(&Arguments::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("error: {message}");
            ExitCode::from(2)
        }
    }
}

fn serve(arguments: &Arguments) -> Result<(), String> {
    let options = ServeOptions {
        host: arguments.host.clone(),
        port: arguments.port,
        ..ServeOptions::default()
    };
    let server = Server::bind(read_stage(arguments)?, options, Log::stdout())
        .map_err(|error| error.to_string())?;
    let listing = server
        .stage()
        .listing(&format!("http://{}", server.address()));
    // A reader that closed its end of the pipe is no reason not to serve.
    let _ = std::io::stdout().write_all(listing.as_bytes());
    server.run().map_err(|error| error.to_string())
}

fn read_stage(arguments: &Arguments) -> Result<Stage, String> {
    let options = MockOptions {
        seed: arguments.seed,
        dynamic: arguments.dynamic,
        auth: arguments.auth,
        credentials: read_credentials(&arguments.credential)?,
        chaos: arguments.chaos,
        ..MockOptions::default()
    };
    let mut mocks = Vec::new();
    for spec in &arguments.spec {
        mocks.push((spec, read_mock(spec, &options)?));
    }
    check_options(&options, &mocks)?;
    if let [_] = mocks.as_slice() {
        return Ok(mocks
            .pop()
            .map_or_else(Stage::new, |(_, mock)| Stage::at_root(mock)));
    }
    mocks
        .into_iter()
        .try_fold(Stage::new(), |stage, (spec, mock)| {
            let name = spec.file_stem().unwrap_or_default().to_string_lossy();
            stage
                .mount(&format!("/{name}"), mock)
                .map_err(|error| error.to_string())
        })
}

fn read_credentials(texts: &[String]) -> Result<Vec<Credential>, String> {
    let credentials = texts.iter().map(|text| text.parse());
    let credentials: Result<_, String> = credentials.collect();
    credentials.map_err(|error| format!("--credential: {error}"))
}

/// Each credential must make sense for one of the documents at least.
fn check_options(options: &MockOptions, mocks: &[(&PathBuf, Mock)]) -> Result<(), String> {
    for credential in &options.credentials {
        let alone = MockOptions {
            credentials: vec![credential.clone()],
            ..options.clone()
        };
        let checked = mocks.iter().map(|(_, mock)| alone.check(mock.api()));
        checked.reduce(Result::or).unwrap_or(Ok(()))?;
    }
    Ok(())
}

fn read_mock(spec: &Path, options: &MockOptions) -> Result<Mock, String> {
    let color = std::io::stderr().is_terminal();
    let loaded = api_model::load(spec, &LoadOptions::default()).map_err(|error| match error {
        LoadError::Io { path, error } => format!("cannot read {}: {error}", path.display()),
        LoadError::Faults(diagnostics) => {
            eprint!("{}", render_text(&diagnostics, color));
            format!("{} cannot be served", spec.display())
        }
    })?;
    if !loaded.warnings.all.is_empty() {
        eprint!("{}", render_text(&loaded.warnings, color));
    }
    Ok(Mock::new(Arc::new(loaded.api), options))
}
