//! A link names an operation that exists (OpenAPI 3.1 section 4.8.20).

use crate::api::Api;
use crate::diagnostic::Diagnostic;
use crate::lower::{Report, nearest};

/// Reports names of operations that nobody has.
pub(super) fn check_links(api: &mut Api, report: &mut Report) {
    let ids = || {
        api.operations
            .iter()
            .filter_map(|operation| operation.operation_id.as_deref())
    };
    let links = api
        .operations
        .iter()
        .flat_map(|operation| &operation.responses)
        .flat_map(|(_, response)| response.links.values());
    for link in links {
        let Some(wanted) = &link.operation_id else {
            continue;
        };
        if ids().any(|id| id == wanted) {
            continue;
        }
        let message = format!("no operation has the operationId `{wanted}`");
        let mut fault = Diagnostic::warning("unknown-link-target", link.place, message);
        if let Some(near) = nearest(wanted, ids()) {
            fault = fault.help(format!("did you mean `{near}`?"));
        }
        report.add(fault);
    }
}
