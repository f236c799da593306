//! Implementations of the server's traits: written once, then only ever added to.
//!
//! ```text
//! plan -> wanted (traits and methods) -+
//! a user's files -> source, scope -----+-> update -> insertions into the text, remarks
//! ```
//!
//! What a user wrote is theirs. Their files are parsed to learn what is there, but never printed: what is missing is
//! inserted into the text as it stands, and what is no longer needed is remarked on and left. A file that does not
//! parse stops everything. Nothing here touches the disk: files are asked for, and texts are given back.

mod edit;
mod scope;
mod source;
mod spell;
#[cfg(test)]
mod tests;
mod update;
mod wanted;

use std::io;
use std::path::{Path, PathBuf};

use api_model::api::{Api, Valid};

use source::Sources;
use wanted::Wanted;

/// What became of an implementation.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Scaffold {
    /// The files that are to be written, with their new text.
    pub files: Vec<(PathBuf, String)>,
    /// What was added, in the order of the traits: `Users::list_users`.
    pub added: Vec<String>,
    /// What a person should look at.
    pub remarks: Vec<Remark>,
}

/// Something to say of a place in a user's file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remark {
    /// The file.
    pub path: PathBuf,
    /// Line, from 1.
    pub line: usize,
    /// Column in Unicode scalar values, from 1.
    pub column: usize,
    /// What there is to say: a fragment without a final stop.
    pub message: String,
}

impl std::fmt::Display for Remark {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Remark {
            path,
            line,
            column,
            message,
        } = self;
        write!(formatter, "{}:{line}:{column}: {message}", path.display())
    }
}

/// Why nothing can be added.
#[derive(Debug)]
pub enum ScaffoldError {
    /// A file that is there and cannot be read.
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system said.
        error: io::Error,
    },
    /// A file that is no Rust.
    Syntax(Remark),
}

impl std::fmt::Display for ScaffoldError {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            ScaffoldError::Unreadable { path, error } => {
                write!(formatter, "cannot read `{}`: {error}", path.display())
            }
            ScaffoldError::Syntax(remark) => write!(formatter, "{remark}"),
        }
    }
}

impl std::error::Error for ScaffoldError {}

/// How files are read: their text, or nothing where there is none.
pub type ReadFile<'a> = dyn Fn(&Path) -> io::Result<Option<String>> + 'a;

/// Writes an implementation of the server's traits, or adds to one what it lacks.
///
/// `krate` is the generated crate as Rust code names it. The implementation is looked for in `files` and in the
/// modules that they declare; what has no place yet goes into the first of `files`. Running it again on its own
/// result changes nothing.
///
/// # Errors
///
/// When a file is there and cannot be read, or does not parse.
pub fn scaffold(
    api: &Valid<Api>,
    krate: &str,
    files: &[PathBuf],
    read: &ReadFile<'_>,
) -> Result<Scaffold, ScaffoldError> {
    let wanted = Wanted::of(&crate::plan::plan(api));
    let sources = Sources::read(files, read)?;
    Ok(match (sources.is_empty(), files.first()) {
        (true, Some(path)) => update::begin(&wanted, krate, path),
        _ => update::update(&wanted, krate, &sources),
    })
}
