//! `drive`: generated clients against the mock, every operation called once.
//!
//! The client is used as a user has it: a program is written against its source, compiled and run,
//! with arguments made from the document's schemas. Nothing here knows what the generator decided.

mod program;
mod surface;
mod values;

use crate::failure::Failure;
use crate::process::{Bounds, End, Ended, last_lines, run_for};
use crate::project::{self, Spec, root, shown, target};
use crate::terminal::print_line;
use crate::verbs::corpus::check::prepare;
use api_model::api::{Api, Operation, Valid};
use api_model::sample::Sampler;
use api_model::validate::Validator;
use clap::Args;
use generator::{Options, Runtime};
use mock_server::{AuthMode, Log, Mock, MockOptions, ServeOptions, Server, Stage, StateMode};
use program::{Parts, Program};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use std::time::Duration;
use surface::Method;
use values::Types;

/// Arguments of `drive`.
///
/// For each document a client is generated and compiled together with a program that calls every
/// operation once, with arguments made from the document's schemas, optional ones too, against the
/// mock. An operation passes when the client decodes the answer. The exit code is 1 when any does
/// not.
#[derive(Args)]
pub(crate) struct Drive {
    /// Documents; without one, those of `specs/`.
    #[arg(value_name = "FILE")]
    files: Vec<PathBuf>,
    /// How long compiling one of them may take, in seconds.
    #[arg(long, default_value_t = 1800, value_name = "SECONDS")]
    limit: u64,
}

/// How it went with the operations of a document.
struct Driven {
    operations: usize,
    called: usize,
    decoded: usize,
    faults: Vec<String>,
}

impl Drive {
    /// Drives the clients one after the other; fails when any operation does.
    pub(crate) fn run(self) -> Result<(), Failure> {
        let specs = match self.files.is_empty() {
            true => project::select(&[])?,
            false => self.files.iter().map(|path| Spec::at(path)).collect(),
        };
        let mut good = true;
        for spec in &specs {
            let driven = match self.drive(spec) {
                Err(Failure::Wrong(fault)) => {
                    print_line(format_args!("{}: {fault}", shown(&spec.path)));
                    good = false;
                    continue;
                }
                other => other?,
            };
            let Driven {
                operations,
                called,
                decoded,
                ref faults,
            } = driven;
            print_line(format_args!(
                "{}: {called} of {operations} operations called, {decoded} answers decoded",
                shown(&spec.path)
            ));
            for fault in faults {
                print_line(format_args!("  {fault}"));
            }
            good &= decoded == operations;
        }
        match good {
            true => Ok(()),
            false => Err(Failure::Found),
        }
    }

    fn drive(&self, spec: &Spec) -> Result<Driven, Failure> {
        let api = Arc::new(project::load(&spec.path, None, false)?);
        let home = target().join("drive").join(&spec.name);
        write_client(&api, spec, &home)?;
        let folder = home.join("crate/src");
        let surface =
            surface::read(&read(&folder.join("client.rs"))?).map_err(Failure::impossible)?;
        let types = Types::read(&read(&folder.join("types.rs"))?).map_err(Failure::impossible)?;
        let rows = surface::rows(&read(&folder.join("operations.rs"))?);
        let operations: Vec<(&Operation, Option<&Method>)> = api
            .operations
            .iter()
            .map(|operation| {
                let is_it = |method: &&Method| {
                    rows.get(&method.row).is_some_and(|(verb, path)| {
                        *verb == operation.method.as_str() && *path == operation.path.text
                    })
                };
                (operation, surface.methods.iter().find(is_it))
            })
            .collect();
        let validator = Validator::new(Arc::clone(&api));
        let sampler = Sampler::new(Arc::clone(&api), validator);
        let parts = Parts {
            surface: &surface,
            types: &types,
            sampler: &sampler,
        };
        let program = parts.write(&operations);
        write_program(&program.source, &home)?;
        let ended = self.run_program(&api, &home)?;
        Ok(tally(&operations, &program, &ended))
    }

    /// Compiles the program and runs it against the mock.
    fn run_program(&self, api: &Arc<Valid<Api>>, home: &Path) -> Result<Ended, Failure> {
        let bounds = Bounds {
            time: Duration::from_secs(self.limit),
            memory: None,
        };
        let target = target().join("drive").join("target");
        let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
        let mut build = Command::new(cargo);
        build
            .args(["build", "--quiet", "--package", "driver"])
            .env("CARGO_TARGET_DIR", &target)
            .env("CARGO_INCREMENTAL", "0")
            .env_remove("RUSTFLAGS")
            .current_dir(home);
        let built = run_for(&mut build, bounds)?;
        if built.how != End::Success {
            let said = last_lines(&built.stderr, 60);
            return Err(Failure::Wrong(format!(
                "the program does not compile\n{said}"
            )));
        }
        let options = MockOptions {
            auth: AuthMode::Off,
            state: StateMode::Off,
            ..MockOptions::default()
        };
        let stage = Stage::at_root(Mock::new(Arc::clone(api), &options));
        let serve = ServeOptions {
            port: 0,
            ..ServeOptions::default()
        };
        let server = Server::bind(stage, serve, Log::none()).map_err(Failure::impossible)?;
        let server = server.start().map_err(Failure::impossible)?;
        let ended = run_for(
            Command::new(target.join("debug/driver")).arg(server.url()),
            bounds,
        );
        server.stop();
        ended
    }
}

fn read(path: &Path) -> Result<String, Failure> {
    std::fs::read_to_string(path).map_err(|error| project::unreadable(path, &error))
}

fn write_client(api: &Valid<Api>, spec: &Spec, home: &Path) -> Result<(), Failure> {
    let options = Options {
        name: "driven".to_owned(),
        spec: shown(&spec.path),
        command: "cargo xtask drive".to_owned(),
        runtime: Runtime::Workspace {
            path: root().join("generator/api-runtime").display().to_string(),
        },
        progenitor: false,
    };
    prepare(home)?;
    let made = generator::generate(api, &options);
    made.tree
        .write(&home.join("crate"))
        .map_err(Failure::impossible)?;
    Ok(())
}

const WORKSPACE: &str = "[workspace]
resolver = \"3\"
members = [\"crate\", \"driver\"]

[profile.dev]
debug = false
";

const MANIFEST: &str = "[package]
name = \"driver\"
edition = \"2024\"

[dependencies]
api = { package = \"driven\", path = \"../crate\", default-features = false, features = [\"client\"] }
serde = \"1\"
serde_json = \"1\"
tokio = { version = \"1\", features = [\"rt\", \"time\"] }
";

fn write_program(source: &str, home: &Path) -> Result<(), Failure> {
    let folder = home.join("driver");
    let write = || {
        std::fs::create_dir_all(folder.join("src"))?;
        std::fs::write(home.join("Cargo.toml"), WORKSPACE)?;
        std::fs::write(folder.join("Cargo.toml"), MANIFEST)?;
        std::fs::write(folder.join("src/main.rs"), source)
    };
    write()
        .map_err(|error| Failure::impossible(format!("cannot write `{}`: {error}", shown(&folder))))
}

/// Reads what the program printed: a line for an operation, its fault behind its number.
fn tally(operations: &[(&Operation, Option<&Method>)], program: &Program, ended: &Ended) -> Driven {
    let mut driven = Driven {
        operations: operations.len(),
        called: program.called.iter().filter(|called| **called).count(),
        decoded: 0,
        faults: Vec::new(),
    };
    let mut answers: Vec<Option<&str>> = vec![None; operations.len()];
    for line in ended.stdout.lines() {
        let (index, fault) = line.split_once(' ').unwrap_or((line, ""));
        let index = index.parse::<usize>().ok();
        match index.and_then(|index| answers.get_mut(index)) {
            Some(answer) => *answer = Some(fault),
            None => driven.faults.push(line.to_owned()),
        }
    }
    for (index, (operation, method)) in operations.iter().enumerate() {
        let called = program.called.get(index).copied().unwrap_or_default();
        let fault = match answers.get(index).copied().flatten() {
            _ if method.is_none() => "the client has no method for it",
            _ if !called => "no arguments could be made for it",
            None => "the program ended before it",
            Some("") => {
                driven.decoded += 1;
                continue;
            }
            Some(fault) => fault,
        };
        let short: String = fault.chars().take(400).collect();
        driven
            .faults
            .push(format!("{}: {short}", operation.label()));
    }
    if ended.how != End::Success {
        let said = last_lines(&ended.stderr, 10);
        driven
            .faults
            .push(format!("the program {}\n{said}", ended.how));
    }
    driven
}
