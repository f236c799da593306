//! Check: decoded values against their schemas. Every fault is reported, each with the place of
//! the rule in the document.

use crate::decode::{Body, Decoded, Reading};
use crate::fault::{Fault, Part};
use crate::refusal::Refusal;
use api_model::api::Operation;
use api_model::validate::{Direction, Validator, Violation};
use serde_json::Value;
use std::borrow::Cow;

/// Most faults that are listed; the rest is only counted by the sender who mends these.
const MOST_FAULTS: usize = 200;

/// The values of a request that passed.
#[derive(Debug, Default)]
pub(crate) struct Accepted {
    /// By the parameter's index in the operation.
    pub(crate) parameters: Vec<(usize, Value)>,
    /// Absent also when nobody looks inside.
    pub(crate) body: Option<Value>,
}

/// Checks a decoded request.
pub(crate) fn check(
    validator: &Validator,
    operation: &Operation,
    decoded: Decoded,
) -> Result<Accepted, Refusal> {
    let mut faults = decoded.faults;
    let mut accepted = Accepted::default();
    for (index, reading) in decoded.parameters {
        let Some(parameter) = operation.parameters.get(index) else {
            continue;
        };
        let part = Part::from(parameter.location);
        match check_reading(validator, reading, part, Some(&parameter.name)) {
            Ok(value) => accepted.parameters.push((index, value)),
            Err(found) => faults.extend(found),
        }
    }
    match decoded.body {
        Body::Value(reading) => match check_reading(validator, reading, Part::Body, None) {
            Ok(value) => accepted.body = Some(value),
            Err(found) => faults.extend(found),
        },
        Body::Lines(items) => faults.extend(check_lines(validator, items)),
        Body::Absent | Body::Opaque => {}
    }
    if faults.is_empty() {
        return Ok(accepted);
    }
    faults.truncate(MOST_FAULTS);
    Err(Refusal::Invalid { faults })
}

/// The faults of all lines, which are pointed at like the items of an array.
fn check_lines(validator: &Validator, items: Vec<Reading>) -> Vec<Fault> {
    let faults = items.into_iter().enumerate().flat_map(|(index, item)| {
        let checked = check_reading(validator, item, Part::Body, None);
        let found = checked.err().unwrap_or_default().into_iter();
        found.map(move |fault| {
            let pointer = format!("/{index}{}", fault.pointer);
            fault.pointing(pointer)
        })
    });
    faults.take(MOST_FAULTS).collect()
}

/// The first reading that is valid, else the faults of the likeliest one.
fn check_reading(
    validator: &Validator,
    reading: Reading,
    part: Part,
    name: Option<&str>,
) -> Result<Value, Vec<Fault>> {
    let Some(schema) = reading.schema else {
        return Ok(reading.candidates.into_iter().next().unwrap_or_default());
    };
    let mut first = None;
    for value in reading.candidates {
        let violations = validator.check(schema, &value, Direction::Request);
        if violations.is_empty() {
            return Ok(value);
        }
        first.get_or_insert(violations);
    }
    let violations = first.unwrap_or_default().into_iter().take(MOST_FAULTS);
    let fault = |violation: Violation| Fault {
        part,
        name: name.map(str::to_owned),
        pointer: violation.pointer,
        rule: Cow::Borrowed(violation.keyword),
        message: violation.message,
        place: Some(violation.place),
    };
    Err(violations.map(fault).collect())
}
