//! The way in: paths or texts to a checked model.

use crate::api::{Api, Valid};
use crate::diagnostic::Diagnostics;
use std::path::PathBuf;

/// What a load may do and how much of it.
#[derive(Debug, Clone)]
pub struct LoadOptions {
    /// `$ref`s to files must stay inside this folder; absent means the entry document's own.
    pub root: Option<PathBuf>,
    /// Largest size of all texts together, in bytes.
    pub max_bytes: u64,
    /// Deepest nesting of a text.
    pub max_depth: usize,
    /// Most nodes of all trees together, YAML aliases expanded.
    pub max_nodes: usize,
}

impl Default for LoadOptions {
    fn default() -> Self {
        LoadOptions {
            root: None,
            max_bytes: 128 << 20,
            max_depth: 256,
            max_nodes: 20_000_000,
        }
    }
}

/// A document that passed the checker.
#[derive(Debug, Clone)]
pub struct Loaded {
    /// The model.
    pub api: Valid<Api>,
    /// Slips that were read in their one sensible way.
    pub warnings: Diagnostics,
}

/// Why there is no model.
#[derive(Debug)]
pub enum LoadError {
    /// The entry document could not be read from disk.
    Io {
        /// Its path, as given.
        path: PathBuf,
        /// What the system said.
        error: std::io::Error,
    },
    /// The document has faults; warnings found on the way are among them.
    Faults(Diagnostics),
}
