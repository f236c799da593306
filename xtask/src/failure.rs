//! How a verb ends when it does not end well.

use std::fmt::Display;
use std::process::ExitCode;

/// Why a verb did not succeed.
#[derive(Debug)]
pub(crate) enum Failure {
    /// What was looked at has faults, which the verb has printed already.
    Found,
    /// What was looked at has faults; the text says which, or what mends them.
    Wrong(String),
    /// The job could not be done; the text says why and what to do.
    Impossible(String),
}

impl Failure {
    /// A job that could not be done.
    pub(crate) fn impossible(message: impl Display) -> Self {
        Failure::Impossible(message.to_string())
    }

    /// Prints what is left to say and gives the exit code.
    pub(crate) fn report(self) -> ExitCode {
        match self {
            Failure::Found => ExitCode::from(1),
            Failure::Wrong(message) => {
                eprintln!("error: {message}");
                ExitCode::from(1)
            }
            Failure::Impossible(message) => {
                eprintln!("error: {message}");
                ExitCode::from(2)
            }
        }
    }
}
