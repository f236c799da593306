//! A generated crate under the compiler.

use crate::failure::Failure;
use crate::process::{Bounds, End, Ended, last_lines, run_for};
use crate::project::{root, shown};
use serde::Serialize;
use serde_json::Value;
use std::path::Path;
use std::process::Command;

/// What the compiler said of a crate.
#[derive(Debug, Serialize)]
pub(crate) struct Check {
    /// How long it took; dependencies that were still to be built included.
    pub(crate) seconds: f64,
    /// Processor seconds, where the system tells; with several jobs, those of others among them.
    pub(crate) cpu: Option<f64>,
    /// The most memory that cargo and the compiler were seen to hold, in KiB, where the system tells.
    pub(crate) peak: Option<u64>,
    /// How many errors there are.
    pub(crate) errors: usize,
    /// How many warnings there are.
    pub(crate) warnings: usize,
    /// The first of both, as the compiler writes them.
    pub(crate) first: Vec<String>,
}

impl Check {
    /// Neither an error nor a warning.
    pub(crate) fn is_good(&self) -> bool {
        self.errors == 0 && self.warnings == 0
    }
}

const SHOWN: usize = 5;

/// Makes the crate's folder a workspace of its own with the project's versions, so that nothing
/// is looked up anywhere and no crate is disturbed by another.
pub(crate) fn prepare(home: &Path) -> Result<(), Failure> {
    let write = || {
        std::fs::create_dir_all(home)?;
        std::fs::write(
            home.join("Cargo.toml"),
            "[workspace]\nresolver = \"3\"\nmembers = [\"crate\"]\n",
        )?;
        std::fs::copy(root().join("Cargo.lock"), home.join("Cargo.lock")).map(|_| ())
    };
    write().map_err(|error| cannot_write(home, &error))
}

fn cannot_write(path: &Path, error: &std::io::Error) -> Failure {
    Failure::impossible(format!("cannot write `{}`: {error}", shown(path)))
}

/// Features that only switch on what is in the runtime or was written by another generator.
const NOT_OURS: [&str; 4] = ["default", "progenitor", "rustls", "hyper"];

/// The features of a generated crate that stand for code of its own, for `--features`.
pub(crate) fn features(home: &Path) -> Result<String, Failure> {
    let path = home.join("crate/Cargo.toml");
    let text = std::fs::read_to_string(&path)
        .map_err(|error| Failure::impossible(format!("cannot read `{}`: {error}", shown(&path))))?;
    let section = text
        .split_once("\n[features]\n")
        .map_or("", |(_, rest)| rest);
    let lines = section.lines().take_while(|line| !line.starts_with('['));
    let names = lines
        .filter_map(|line| line.split_once(" = "))
        .map(|(name, _)| name);
    let own: Vec<&str> = names
        .filter(|name| !name.starts_with('#') && !NOT_OURS.contains(name))
        .collect();
    Ok(own.join(","))
}

/// What progenitor's client needs, as in the manifests of generated crates.
const PROGENITOR: &str = "progenitor-client = \"0.15.1\"\nserde_json = \"1\"\n\
    reqwest = { version = \"0.13\", default-features = false, features = [\"json\", \"query\", \"stream\"] }\n";

/// Builds what every generated crate depends on, so that its time counts for none of them.
pub(crate) fn warm_up(
    home: &Path,
    target: &Path,
    progenitor: bool,
    bounds: Bounds,
) -> Result<(), Failure> {
    prepare(home)?;
    let folder = home.join("crate");
    let manifest = format!(
        "[package]\nname = \"warm-up\"\nedition = \"2024\"\n\n[dependencies]\nserde = {{ version = \"1\", features = [\"derive\"] }}\n\
         api-runtime = {{ path = {:?}, default-features = false, features = [\"client\", \"server\"] }}\n{}",
        root().join("generator/api-runtime").display().to_string(),
        if progenitor { PROGENITOR } else { "" },
    );
    let write = || {
        std::fs::create_dir_all(folder.join("src"))?;
        std::fs::write(folder.join("Cargo.toml"), manifest)?;
        std::fs::write(folder.join("src/lib.rs"), "")
    };
    write().map_err(|error| cannot_write(home, &error))?;
    fetch(home)?;
    let check = Job {
        home,
        target,
        bounds,
    }
    .check("")?;
    match check.first.first() {
        None => Ok(()),
        Some(fault) => Err(Failure::impossible(format!(
            "the runtime of generated crates does not compile: {fault}"
        ))),
    }
}

/// Brings the dependencies of generated crates to this machine, where they are not here yet. All
/// later compiling is offline.
fn fetch(home: &Path) -> Result<(), Failure> {
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
    let status = Command::new(cargo)
        .args(["fetch", "--quiet"])
        .current_dir(home)
        .status();
    match status {
        Ok(status) if status.success() => Ok(()),
        Ok(_) => Err(Failure::impossible(
            "the dependencies of generated crates cannot be fetched",
        )),
        Err(error) => Err(Failure::impossible(format!("cannot run cargo: {error}"))),
    }
}

/// A crate to compile.
pub(crate) struct Job<'a> {
    /// Its workspace.
    pub(crate) home: &'a Path,
    /// Where cargo builds.
    pub(crate) target: &'a Path,
    /// What it may take.
    pub(crate) bounds: Bounds,
}

impl Job<'_> {
    /// Compiles the crate with these of its features and no other.
    pub(crate) fn check(&self, features: &str) -> Result<Check, Failure> {
        let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
        let mut command = Command::new(cargo);
        command
            .args(["check", "--offline", "--quiet", "--message-format", "json"])
            .args(["--no-default-features", "--features", features])
            .env("CARGO_TARGET_DIR", self.target)
            // A crate is compiled once: what would speed up a second time costs time and memory.
            .env("CARGO_INCREMENTAL", "0")
            // What lints the user has switched on for other code is not asked here.
            .env_remove("RUSTFLAGS")
            .current_dir(self.home);
        let ended = run_for(&mut command, self.bounds)?;
        Ok(read(&ended, &self.home.join("crate")))
    }
}

fn read(ended: &Ended, folder: &Path) -> Check {
    let mut check = Check {
        seconds: ended.took.as_secs_f64(),
        cpu: ended.cpu,
        peak: ended.peak,
        errors: 0,
        warnings: 0,
        first: Vec::new(),
    };
    let messages = ended
        .stdout
        .lines()
        .filter_map(|line| serde_json::from_str(line).ok());
    for message in messages {
        add(&mut check, &message, folder);
    }
    if !matches!(ended.how, End::Success) && check.errors == 0 {
        check.errors = 1;
        check.first.insert(
            0,
            format!("{}\n{}", ended.how, last_lines(&ended.stderr, 20)),
        );
    }
    check
}

fn add(check: &mut Check, message: &Value, folder: &Path) {
    let manifest = message["manifest_path"].as_str().unwrap_or_default();
    if message["reason"] != "compiler-message" || !Path::new(manifest).starts_with(folder) {
        return;
    }
    // The compiler's own summary, "aborting due to 3 errors", points at no code.
    let spans = message["message"]["spans"].as_array();
    if spans.is_none_or(Vec::is_empty) {
        return;
    }
    match message["message"]["level"].as_str() {
        Some("error") => check.errors += 1,
        Some("warning") => check.warnings += 1,
        _ => return,
    }
    if check.first.len() < SHOWN {
        let text = message["message"]["rendered"].as_str().unwrap_or_default();
        check.first.push(text.trim_end().to_owned());
    }
}
