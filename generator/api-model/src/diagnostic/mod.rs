//! Faults in a document, kept as data until the edge renders them.

mod excerpt;
mod github;
mod json;
mod text;

pub use github::render_github;
pub use json::render_json;
pub use text::{render_brief, render_text, summary};

use crate::source::{Place, Sources};
use std::sync::Arc;

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Severity {
    /// A slip with one sensible reading, which was taken.
    Warning,
    /// The document cannot be used.
    Error,
}

/// One fault.
#[derive(Debug, Clone)]
pub struct Diagnostic {
    /// Stable, kebab-case: `unresolved-reference`.
    pub code: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// What is wrong: a lower-case fragment without a final stop.
    pub message: String,
    /// Where.
    pub place: Place,
    /// What to show under the place; may be empty.
    pub label: String,
    /// Other places that matter, with their labels.
    pub related: Vec<(Place, String)>,
    /// What to do about it.
    pub help: Option<String>,
}

impl Diagnostic {
    /// An error at a place.
    #[must_use]
    pub fn error(code: &'static str, place: Place, message: impl Into<String>) -> Self {
        Self::new(code, Severity::Error, place, message.into())
    }

    /// A warning at a place.
    #[must_use]
    pub fn warning(code: &'static str, place: Place, message: impl Into<String>) -> Self {
        Self::new(code, Severity::Warning, place, message.into())
    }

    fn new(code: &'static str, severity: Severity, place: Place, message: String) -> Self {
        Diagnostic {
            code,
            severity,
            message,
            place,
            label: String::new(),
            related: Vec::new(),
            help: None,
        }
    }

    /// With the text that stands under the excerpt.
    #[must_use]
    pub fn label(mut self, label: impl Into<String>) -> Self {
        self.label = label.into();
        self
    }

    /// With a second place.
    #[must_use]
    pub fn related(mut self, place: Place, label: impl Into<String>) -> Self {
        self.related.push((place, label.into()));
        self
    }

    /// With the remedy.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}

/// What was found in one document, with the texts needed to show it.
#[derive(Debug, Clone, Default)]
#[must_use = "diagnostics must be shown or handed on"]
pub struct Diagnostics {
    /// In the order they were found.
    pub all: Vec<Diagnostic>,
    /// The texts that places refer to.
    pub sources: Arc<Sources>,
}

impl Diagnostics {
    /// Whether any is an error.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        self.all
            .iter()
            .any(|diagnostic| diagnostic.severity == Severity::Error)
    }
}
