//! One input through the loader and the generator, and what came of it.

use crate::project::root;
use api_model::LoadError;
use api_model::diagnostic::{Severity, render_text};
use generator::{Options, Runtime};
use serde::{Deserialize, Serialize};
use std::cell::RefCell;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// What came of an input.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Verdict {
    /// Diagnostics.
    Refused,
    /// Code, all of which parses.
    Generated,
    /// What must not be.
    Fault(Fault),
}

/// What must not be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Fault {
    /// Where it came up; the same fault in another input has the same.
    pub(super) at: String,
    /// What was said.
    pub(super) message: String,
}

thread_local! {
    static LAST_PANIC: RefCell<Option<Fault>> = const { RefCell::new(None) };
}

/// Keeps panics quiet from now on, and remembers where they came up.
pub(super) fn catch_panics() {
    std::panic::set_hook(Box::new(|info| {
        let place = info.location().map(|location| {
            let file = location.file();
            let near = file.strip_prefix(&root().display().to_string());
            format!("{}:{}", near.unwrap_or(file), location.line())
        });
        let fault = Fault {
            at: place.unwrap_or_else(|| "somewhere".to_owned()),
            message: info.to_string(),
        };
        LAST_PANIC.set(Some(fault));
    }));
}

/// Judges a text, whatever happens.
pub(super) fn judge(text: &str) -> Verdict {
    match catch_unwind(AssertUnwindSafe(|| go(text))) {
        Ok(verdict) => verdict,
        Err(_) => Verdict::Fault(LAST_PANIC.take().unwrap_or_else(|| Fault {
            at: "a panic".to_owned(),
            message: String::new(),
        })),
    }
}

fn go(text: &str) -> Verdict {
    let loaded = match api_model::read_text("api.yaml", text) {
        Ok(loaded) => loaded,
        Err(LoadError::Io { error, .. }) => {
            return fault("a text in memory", &error.to_string());
        }
        Err(LoadError::Faults(faults)) => {
            // To show them is part of it.
            drop(render_text(&faults, false));
            let refused = faults
                .all
                .iter()
                .any(|fault| fault.severity == Severity::Error);
            return match refused {
                true => Verdict::Refused,
                false => fault("a refusal without an error", ""),
            };
        }
    };
    drop(render_text(&loaded.warnings, false));
    drop(api_model::bundle::write(&loaded.api));
    let options = Options {
        name: "fuzzed".to_owned(),
        spec: "api.yaml".to_owned(),
        command: "cargo xtask fuzz".to_owned(),
        runtime: Runtime::Workspace {
            path: "runtime".to_owned(),
        },
        progenitor: true,
    };
    let made = generator::generate(&loaded.api, &options);
    let wrong = made
        .notes
        .iter()
        .find(|note| note.severity == Severity::Error);
    if let Some(note) = wrong {
        return fault(note.code, &note.message);
    }
    for (path, text) in made.tree.files().filter(|(path, _)| path.ends_with(".rs")) {
        if let Err(error) = syn::parse_file(text) {
            return fault(&format!("{path} does not parse"), &error.to_string());
        }
    }
    Verdict::Generated
}

fn fault(at: &str, message: &str) -> Verdict {
    Verdict::Fault(Fault {
        at: at.to_owned(),
        message: message.to_owned(),
    })
}
