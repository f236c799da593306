//! Callbacks: requests to addresses that other requests have named. A server sends them, a user of the API takes them
//! in; both are made of one decision.

use api_model::api;

use super::webhooks::{Arrival, at_path};
use crate::markdown;

/// What a callback has beside its operation.
#[derive(Debug)]
pub(crate) struct Callback {
    /// The runtime expression that gives the address.
    pub(crate) expression: String,
    /// The operation that it belongs to, as people call it.
    pub(crate) of: String,
}

impl Callback {
    /// What the documentation says of where it goes.
    pub(super) fn address(&self, method: &api::Method) -> String {
        let address = markdown::code(&format!("{method} {}", self.expression));
        format!("{address}, a callback of {}", markdown::code(&self.of))
    }
}

/// Gathers the callbacks of an operation that these names lead to, and those that stand inside them.
pub(super) fn collect(operation: &api::Operation, names: &[&str], out: &mut Vec<Arrival>) {
    for callback in &operation.callbacks {
        let of = names.join(" ");
        let mut names = names.to_vec();
        names.push(&callback.name);
        let full = names.join(" ");
        for inner in &callback.operations {
            let mut arrival = at_path(inner, &names);
            let mut spelled: Vec<String> = arrival.operation_id.iter().cloned().collect();
            spelled.extend([
                callback.name.clone(),
                full.clone(),
                format!("{full} {}", inner.method.as_str().to_lowercase()),
                format!("{full} {}", callback.expression),
            ]);
            if arrival.operation_id.is_none() {
                arrival.operation_id = Some(callback.name.clone());
            }
            out.push(Arrival {
                operation: arrival,
                spelled,
                word: "Callback",
                callback: Some(Callback {
                    expression: callback.expression.clone(),
                    of: of.clone(),
                }),
            });
            collect(inner, &names, out);
        }
    }
}
