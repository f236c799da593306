//! A link names an operation that exists (OpenAPI 3.1 section 4.8.20).

use crate::api::Api;
use crate::diagnostic::{Diagnostic, Severity};
use crate::lower::{Report, nearest};
use std::collections::HashSet;

/// Reports names of operations that nobody has.
pub(super) fn check_links(api: &mut Api, report: &mut Report) {
    let ids = api.operations.iter();
    let ids: HashSet<&str> = ids
        .filter_map(|operation| operation.operation_id.as_deref())
        .collect();
    let links = api
        .operations
        .iter()
        .flat_map(|operation| &operation.responses)
        .flat_map(|(_, response)| response.links.values());
    for link in links {
        let Some(wanted) = &link.operation_id else {
            continue;
        };
        if ids.contains(wanted.as_str()) {
            continue;
        }
        let message = format!("no operation has the operationId `{wanted}`");
        let mut fault = Diagnostic::warning("unknown-link-target", link.place, message);
        let named = api.operations.iter();
        let named = named.filter_map(|operation| operation.operation_id.as_deref());
        if !report.is_full(Severity::Warning)
            && let Some(near) = nearest(wanted, named)
        {
            fault = fault.help(format!("did you mean `{near}`?"));
        }
        report.add(fault);
    }
}
