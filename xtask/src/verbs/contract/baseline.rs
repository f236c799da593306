//! The baseline: failures that are known and accepted for the time being, in a file beside the
//! document, so that the rest can be held to account today.

use crate::failure::Failure;
use crate::project::unreadable;
use contract::Accepted;
use serde::Deserialize;
use std::path::Path;

/// Largest file that is taken for a baseline.
const MAX_BYTES: u64 = 4 << 20;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    check: String,
    operation: String,
    because: String,
}

/// Reads a baseline: a list of `check`, `operation` and `because`.
pub(super) fn read(path: &Path) -> Result<Vec<Accepted>, Failure> {
    let size = std::fs::metadata(path).map_err(|error| unreadable(path, &error))?;
    if size.len() > MAX_BYTES {
        let shown = path.display();
        return Err(Failure::impossible(format!(
            "`{shown}` is too large for a baseline"
        )));
    }
    let text = std::fs::read_to_string(path).map_err(|error| unreadable(path, &error))?;
    if text.trim().is_empty() {
        return Ok(Vec::new());
    }
    let entries: Vec<Entry> = serde_yaml::from_str(&text).map_err(|error| {
        let at = error
            .location()
            .map_or_else(String::new, |at| format!(":{}:{}", at.line(), at.column()));
        Failure::impossible(format!(
            "{}{at}: {error}; a baseline is a list of `check`, `operation` and `because`",
            path.display()
        ))
    })?;
    let accepted = entries.into_iter().map(|entry| Accepted {
        check: entry.check,
        operation: entry.operation,
        because: entry.because,
    });
    Ok(accepted.collect())
}
