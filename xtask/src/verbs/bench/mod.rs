//! `bench`: what generating costs, and what compiling the result costs beside other generators'.

mod check;
mod generate;
mod rivals;
mod table;

use crate::failure::Failure;
use crate::project;
use clap::{Args, Subcommand};
use std::path::PathBuf;

/// Arguments of `bench`.
///
/// Medians of several runs on this machine, whatever else it does meanwhile: compare figures of one
/// run only.
#[derive(Args)]
pub(crate) struct Bench {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// Load documents and generate types, client and server, in an optimised build and a process
    /// of its own: seconds, processor seconds, memory, lines, and time per operation.
    Generate(generate::Generate),
    /// Compile types and client (`cargo check`, dependencies built) beside what other generators
    /// make of the same document.
    Check(check::Check),
}

impl Bench {
    /// Measures and prints a table.
    pub(crate) fn run(self) -> Result<(), Failure> {
        match self.what {
            What::Generate(verb) => verb.run(),
            What::Check(verb) => verb.run(),
        }
    }
}

/// The documents that were named, or the project's own.
fn documents(named: &[PathBuf]) -> Result<Vec<PathBuf>, Failure> {
    if !named.is_empty() {
        return Ok(named.to_vec());
    }
    let own = project::select(&[])?;
    Ok(own
        .into_iter()
        .map(|spec| project::root().join(spec.path))
        .collect())
}

/// The middle of several figures; of an even number, the lower of the two.
fn median(mut figures: Vec<f64>) -> Option<f64> {
    figures.sort_by(f64::total_cmp);
    let middle = figures.len().saturating_sub(1) / 2;
    figures.get(middle).copied()
}

#[cfg(test)]
mod tests {
    use super::median;

    #[test]
    fn the_median_is_one_of_the_figures() {
        assert_eq!(median(vec![3.0, 1.0, 2.0]), Some(2.0));
        assert_eq!(median(vec![4.0, 1.0]), Some(1.0));
        assert_eq!(median(Vec::new()), None);
    }
}
