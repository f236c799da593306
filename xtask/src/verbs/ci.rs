//! `ci`: everything a reviewer needs, in the order that fails fastest.

use super::corpus::Corpus;
use super::generate::Generate;
use super::test::{END_TO_END, Test, cargo, cargo_with};
use super::tidy::Tidy;
use crate::failure::Failure;
use crate::project::root;
use clap::{Args, Parser};

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
