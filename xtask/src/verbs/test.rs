//! `test`: all tests, of the workspace and of the whole line from spec to stage.

use crate::failure::Failure;
use crate::project;
use clap::Args;
use std::process::Command;

/// Arguments of `test`.
#[derive(Args)]
pub(crate) struct Test {
    /// Words for cargo: `-p NAME`, or `-- FILTER`.
    #[arg(
        trailing_var_arg = true,
        allow_hyphen_values = true,
        value_name = "CARGO TEST ARGUMENTS"
    )]
    rest: Vec<String>,
}

/// The tests that need `generated/`; a workspace of their own, so that nothing they need can keep
/// the verbs from building.
pub(crate) const END_TO_END: &str = "mock-server/end-to-end/Cargo.toml";

impl Test {
    /// Runs cargo's tests; fails when any does.
    pub(crate) fn run(self) -> Result<(), Failure> {
        let own: Vec<&str> = self.rest.iter().map(String::as_str).collect();
        if own.is_empty() {
            cargo(&["test", "--workspace"])?;
            cargo(&["test", "--manifest-path", END_TO_END])
        } else {
            cargo(&[&["test"], own.as_slice()].concat())
        }
    }
}

/// Runs cargo at the project's root.
pub(crate) fn cargo(arguments: &[&str]) -> Result<(), Failure> {
    cargo_with(arguments, &[])
}

/// Runs cargo at the project's root with variables set.
pub(crate) fn cargo_with(arguments: &[&str], variables: &[(&str, &str)]) -> Result<(), Failure> {
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
    let status = Command::new(cargo)
        .args(arguments)
        .envs(variables.iter().copied())
        .current_dir(project::root())
        .status()
        .map_err(|error| Failure::impossible(format!("cannot run cargo: {error}")))?;
    if status.success() {
        Ok(())
    } else {
        Err(Failure::Wrong(format!(
            "`cargo {}` failed",
            arguments.join(" ")
        )))
    }
}
