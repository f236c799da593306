//! `ci`: everything a reviewer needs, in the order that fails fastest.

use super::corpus::Corpus;
use super::generate::Generate;
use super::test::{END_TO_END, Test, cargo, cargo_with};
use super::tidy::Tidy;
use crate::failure::Failure;
use crate::project::root;
use clap::{Args, Parser};
use std::path::Path;
use std::process::Command;

/// Arguments of `ci`.
///
/// When the variable `UNDERSTUDY_CORPUS` names a folder of OpenAPI documents, a sample of them is
/// generated and compiled too: always the same small ones, and one that the date chooses.
#[derive(Args)]
pub(crate) struct Ci {
    /// Leave the tests out, for a caller that runs `cargo xtask test` next.
    #[arg(long)]
    skip_tests: bool,
}

/// Stands in for the command line of a verb that `ci` calls.
#[derive(Parser)]
struct Words<V: Args> {
    #[command(flatten)]
    verb: V,
}

impl Ci {
    /// Runs the steps and stops at the first that fails.
    pub(crate) fn run(self) -> Result<(), Failure> {
        step("format", || cargo(&["fmt", "--all", "--check"]))?;
        step("tidy", || words::<Tidy>(&[])?.run())?;
        step("generated code is up to date", || {
            words::<Generate>(&["--check"])?.run()
        })?;
        step("clippy", || {
            cargo(&[
                "clippy",
                "--workspace",
                "--all-targets",
                "--",
                "--deny",
                "warnings",
            ])
        })?;
        step("clippy, end to end", || {
            cargo(&[
                "clippy",
                "--manifest-path",
                END_TO_END,
                "--all-targets",
                "--",
                "--deny",
                "warnings",
            ])
        })?;
        step("clippy, in a browser", in_a_browser)?;
        step("documentation", || {
            cargo_with(
                &["doc", "--workspace", "--no-deps"],
                &[("RUSTDOCFLAGS", "--deny warnings")],
            )
        })?;
        step("documents of the generator's tests", || {
            let folder = root().join("generator/tests/golden");
            words::<Corpus>(&[&folder.display().to_string()])?.run()
        })?;
        if let Some(folder) = std::env::var_os("UNDERSTUDY_CORPUS") {
            let folder = folder.to_string_lossy();
            step("a sample of other documents", || {
                words::<Corpus>(&[&folder, "--sample", "small", "--seconds", SAMPLED])?.run()
            })?;
        }
        if self.skip_tests {
            return Ok(());
        }
        step("tests", || words::<Test>(&[])?.run())
    }
}

/// Types and clients are for browsers as well. What is generated from the sample has one of everything.
fn in_a_browser() -> Result<(), Failure> {
    const TARGET: &str = "wasm32-unknown-unknown";
    if !has_target(TARGET) {
        eprintln!(
            "left out: the standard library for `{TARGET}` is missing; `rustup target add {TARGET}` brings it"
        );
        return Ok(());
    }
    cargo(&[
        "clippy",
        "--target",
        TARGET,
        "--package",
        "shape",
        "--package",
        "links",
        "--no-default-features",
        "--features",
        "client",
        "--",
        "--deny",
        "warnings",
    ])
}

fn has_target(target: &str) -> bool {
    let rustc = std::env::var("RUSTC").unwrap_or_else(|_| "rustc".to_owned());
    let output = Command::new(rustc)
        .args(["--print", "target-libdir", "--target", target])
        .output();
    output.is_ok_and(|output| {
        let folder = String::from_utf8_lossy(&output.stdout);
        Path::new(folder.trim()).is_dir()
    })
}

/// After so many seconds no other document of the sample is begun.
const SAMPLED: &str = "600";

fn words<V: Args>(words: &[&str]) -> Result<V, Failure> {
    Words::<V>::try_parse_from([&["xtask"], words].concat())
        .map(|words| words.verb)
        .map_err(Failure::impossible)
}

fn step(name: &str, run: impl FnOnce() -> Result<(), Failure>) -> Result<(), Failure> {
    eprintln!("== {name}");
    run()
}
