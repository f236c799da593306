//! The front door: one verb per job, each thin over a library of the workspace.
//!
//! Verbs read the command line, touch the disk, print, and choose the exit code: 0 when all is
//! well, 1 when faults were found in what was looked at, 2 when the job could not be done. They
//! hold no knowledge of OpenAPI, and none of what `generated/` contains: a broken tree there must
//! never keep `generate` from running.

mod failure;
mod process;
mod project;
mod terminal;
mod verbs;

use clap::{Parser, Subcommand};
use std::process::ExitCode;

/// Understudy: typed clients, server stubs, a mock server and contract tests from OpenAPI documents.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Arguments {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Subcommand)]
enum Verb {
    /// Generate what is stale, then serve the mock: the first thing to run.
    Up(verbs::up::Up),
    /// Write clients and server stubs from the documents.
    Generate(verbs::generate::Generate),
    /// Serve documents as mock APIs.
    Mock(verbs::mock::MockVerb),
    /// Hold a server to its document.
    Contract(verbs::contract::Contract),
    /// Hold recorded traffic to a document.
    Replay(verbs::replay::Replay),
    /// Print what changed between two documents, and what breaks.
    Diff(verbs::diff::DiffVerb),
    /// Generate and compile every document of a folder.
    Corpus(verbs::corpus::Corpus),
    /// Call every operation of generated clients against the mock.
    Drive(verbs::drive::Drive),
    /// Measure generating, and compiling what was generated.
    Bench(verbs::bench::Bench),
    /// Change documents at random and look for inputs that are not answered as they should be.
    Fuzz(verbs::fuzz::Fuzz),
    /// Print what is wrong with documents.
    Lint(verbs::lint::Lint),
    /// Print a document as one self-contained file.
    Bundle(verbs::bundle::Bundle),
    /// Check the rules of this repository that compilers do not know.
    Tidy(verbs::tidy::Tidy),
    /// Run all tests.
    Test(verbs::test::Test),
    /// Run everything a reviewer needs: fmt, clippy, tidy, docs, `generate --check`, tests.
    Ci(verbs::ci::Ci),
}

fn main() -> ExitCode {
    let result = match Arguments::parse().verb {
        Verb::Up(verb) => verb.run(),
        Verb::Generate(verb) => verb.run(),
        Verb::Mock(verb) => verb.run(),
        Verb::Contract(verb) => verb.run(),
        Verb::Replay(verb) => verb.run(),
        Verb::Diff(verb) => verb.run(),
        Verb::Corpus(verb) => verb.run(),
        Verb::Drive(verb) => verb.run(),
        Verb::Bench(verb) => verb.run(),
        Verb::Fuzz(verb) => verb.run(),
        Verb::Lint(verb) => verb.run(),
        Verb::Bundle(verb) => verb.run(),
        Verb::Tidy(verb) => verb.run(),
        Verb::Test(verb) => verb.run(),
        Verb::Ci(verb) => verb.run(),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => failure.report(),
    }
}
