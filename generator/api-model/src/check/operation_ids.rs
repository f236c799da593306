//! `operationId` is unique among all operations (OpenAPI 3.1 section 4.8.10.1).

use super::title;
use crate::api::Api;
use crate::diagnostic::Diagnostic;
use crate::lower::Report;
use std::collections::{HashMap, HashSet};

/// Gives all but the first of several equal ids a number.
pub(super) fn check_operation_ids(api: &mut Api, report: &mut Report) {
    let written: HashSet<String> = api
        .operations
        .iter()
        .filter_map(|operation| operation.operation_id.clone())
        .collect();
    let mut taken: HashMap<String, usize> = HashMap::new();
    let mut numbers: HashMap<String, usize> = HashMap::new();
    for index in 0..api.operations.len() {
        let Some(id) = api.operations[index].operation_id.clone() else {
            continue;
        };
        let Some(first) = taken.get(&id).copied() else {
            taken.insert(id, index);
            continue;
        };
        let new = free_id(&id, &written, &mut numbers);
        let message = format!(
            "the operationId `{id}` is taken by another operation; this one becomes `{new}`"
        );
        let first = &api.operations[first];
        report.add(
            Diagnostic::warning(
                "duplicate-operation-id",
                api.operations[index].place,
                message,
            )
            .related(first.place, format!("`{id}` is {}", title(first))),
        );
        taken.insert(new.clone(), index);
        api.operations[index].operation_id = Some(new);
    }
}

/// The next number that makes the id one that no operation has.
fn free_id(id: &str, written: &HashSet<String>, numbers: &mut HashMap<String, usize>) -> String {
    let number = numbers.entry(id.to_owned()).or_insert(1);
    loop {
        *number += 1;
        let candidate = format!("{id}_{number}");
        if !written.contains(&candidate) {
            return candidate;
        }
    }
}
