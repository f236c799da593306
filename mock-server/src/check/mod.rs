//! Check: decoded values against their schemas. Every fault is reported, each with the place of
//! the rule in the document.

use crate::decode::{Body, Decoded, Reading};
use crate::fault::{Fault, Part};
use crate::refusal::Refusal;
use api_model::api::Operation;
use api_model::validate::{Direction, Validator, Violation};
use std::borrow::Cow;

/// Most faults that are listed; the rest is only counted by the sender who mends these.
const MOST_FAULTS: usize = 200;

/// Checks a decoded request.
pub(crate) fn check(
    validator: &Validator,
    operation: &Operation,
    decoded: Decoded,
) -> Result<(), Refusal> {
    let mut faults = decoded.faults;
    for (index, reading) in decoded.parameters {
        let Some(parameter) = operation.parameters.get(index) else {
            continue;
        };
        let part = Part::from(parameter.location);
        faults.extend(check_reading(
            validator,
            reading,
            part,
            Some(&parameter.name),
        ));
    }
    if let Body::Value(reading) = decoded.body {
        faults.extend(check_reading(validator, reading, Part::Body, None));
    }
    if faults.is_empty() {
        return Ok(());
    }
    faults.truncate(MOST_FAULTS);
    Err(Refusal::Invalid { faults })
}

/// No faults when any reading is valid, else those of the likeliest one.
fn check_reading(
    validator: &Validator,
    reading: Reading,
    part: Part,
    name: Option<&str>,
) -> Vec<Fault> {
    let Some(schema) = reading.schema else {
        return Vec::new();
    };
    let mut first = None;
    for value in reading.candidates {
        let violations = validator.check(schema, &value, Direction::Request);
        if violations.is_empty() {
            return Vec::new();
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
    violations.map(fault).collect()
}
