//! A method and path mean one operation. "Templated paths with the same hierarchy but different
//! templated names MUST NOT exist as they are identical" (OpenAPI 3.1 section 4.8.8.1); real
//! documents have them all the same.

use super::title;
use crate::api::{Api, Method, Operation, PathSegment};
use crate::diagnostic::Diagnostic;
use crate::lower::Report;
use std::collections::{HashMap, HashSet};

/// Reports equal pairs as errors, and pairs that differ only by names as warnings.
pub(super) fn check_paths(api: &mut Api, report: &mut Report) {
    let mut seen: HashMap<(Method, String), &Operation> = HashMap::new();
    let mut reported: HashSet<&str> = HashSet::new();
    for operation in &api.operations {
        let key = (operation.method, without_names(operation));
        let Some(first) = seen.get(&key) else {
            seen.insert(key, operation);
            continue;
        };
        // Once for each path is enough.
        if first.path.text != operation.path.text && !reported.insert(&operation.path.text) {
            continue;
        }
        let fault = if first.path.text == operation.path.text {
            let message = format!("{} is described twice", title(operation));
            Diagnostic::error("duplicate-operation", operation.place, message)
        } else {
            let message = format!(
                "`{}` and `{}` differ only by the names of parameters; requests cannot tell them apart",
                operation.path, first.path
            );
            Diagnostic::warning("ambiguous-paths", operation.place, message)
        };
        report.add(fault.related(first.place, "the first one"));
    }
}

/// The path with every parameter nameless. A fragment or query that some documents append stays,
/// as it is there to tell operations apart.
fn without_names(operation: &Operation) -> String {
    let text = &operation.path.text;
    let tail = text.find(['#', '?']).map_or("", |at| &text[at..]);
    let mut path = String::with_capacity(text.len());
    for segment in &operation.path.segments {
        path.push('/');
        for piece in segment {
            match piece {
                PathSegment::Literal(literal) => path.push_str(literal),
                PathSegment::Parameter(_) => path.push_str("{}"),
            }
        }
    }
    path + tail
}
