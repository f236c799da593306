//! A document of `specs/`, and what it says about an operation. The measure for every test here.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use api_model::api::{Api, Operation, SchemaId, StatusKey, Valid};
use api_model::validate::{Direction, Validator};
use api_runtime::formats::DateTime;
use serde_json::Value;

use crate::{Call, Outcome};

/// One of the three documents.
pub struct Specification {
    /// The name of the file, and the mock's mount.
    pub name: &'static str,
    /// The checked document.
    pub api: Arc<Valid<Api>>,
}

impl Specification {
    /// Reads `specs/{name}.yaml`.
    ///
    /// # Panics
    ///
    /// When it cannot be read: there is nothing to test then.
    pub fn load(name: &'static str) -> Self {
        Self::at(name, &format!("specs/{name}.yaml"))
    }

    /// Reads a document of the repository.
    ///
    /// # Panics
    ///
    /// When it does not load.
    pub fn at(name: &'static str, path: &str) -> Self {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        let path = root.join(path);
        match api_model::load(&path, &api_model::LoadOptions::default()) {
            Ok(loaded) => Self {
                name,
                api: Arc::new(loaded.api),
            },
            Err(error) => panic!("{}: {error:?}", path.display()),
        }
    }

    /// The `operationId`s, in document order.
    pub fn operations(&self) -> Vec<&str> {
        let ids = self.api.operations.iter().map(|operation| {
            let id = operation.operation_id.as_deref();
            id.unwrap_or_else(|| panic!("{} has no operationId", operation.label()))
        });
        ids.collect()
    }

    /// An operation.
    ///
    /// # Panics
    ///
    /// When the document has none of that name.
    pub fn operation(&self, id: &str) -> &Operation {
        let operation = self.api.operation_named(id);
        operation.unwrap_or_else(|| panic!("{} has no operation `{id}`", self.name))
    }

    /// The documented examples of a response in document order, or null where it has no body.
    ///
    /// # Panics
    ///
    /// When the operation does not document the status.
    pub fn examples(&self, id: &str, status: u16) -> Vec<Value> {
        let response = self.operation(id).response_for(status);
        let (_, response) = response.unwrap_or_else(|| panic!("`{id}` documents no {status}"));
        let Some((_, media_type)) = response.content.first() else {
            return vec![Value::Null];
        };
        let values = media_type
            .examples
            .values()
            .map(|example| example.value.clone());
        let values: Vec<Value> = values.flatten().collect();
        assert!(!values.is_empty(), "`{id}` has no example for {status}");
        values
    }

    /// The first documented success of an operation: its status and its example.
    ///
    /// # Panics
    ///
    /// When there is none.
    pub fn success(&self, id: &str) -> (u16, Value) {
        let keys = self.operation(id).responses.iter().map(|(key, _)| *key);
        let status = keys
            .filter(|key| key.is_success())
            .find_map(|key| match key {
                StatusKey::Code(status) => Some(status),
                StatusKey::Range(_) | StatusKey::Default => None,
            });
        let status = status.unwrap_or_else(|| panic!("`{id}` documents no success"));
        (status, self.examples(id, status).remove(0))
    }

    /// Checks that each operation stands among these exactly once.
    ///
    /// # Panics
    ///
    /// When one is missing, is there twice, or is no operation of the document; with its name.
    pub fn assert_each_once<'a>(&self, called: impl IntoIterator<Item = &'a str>) {
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        for id in called {
            *counts.entry(id).or_default() += 1;
        }
        let operations = self.operations();
        let mut faults = Vec::new();
        for id in &operations {
            match counts.remove(id).unwrap_or(0) {
                0 => faults.push(format!("`{id}` was not called")),
                1 => {}
                count => faults.push(format!("`{id}` was called {count} times")),
            }
        }
        faults.extend(
            counts
                .keys()
                .map(|id| format!("`{id}` is not in the document")),
        );
        assert!(faults.is_empty(), "{}: {}", self.name, faults.join(", "));
    }

    /// Checks that every operation was called and answered with its documented success and example; `other` has the
    /// bodies of those that are known to answer something else.
    ///
    /// # Panics
    ///
    /// When that is not so, with the operations that differ.
    pub fn assert_answered(&self, calls: &[Call], other: &[(&str, Value)]) {
        self.assert_each_once(calls.iter().map(|call| call.operation));
        let mut faults = Vec::new();
        for Call { operation, outcome } in calls {
            let (status, example) = self.success(operation);
            let expected = other.iter().find(|(id, _)| id == operation);
            let expected = expected.map_or(example, |(_, body)| body.clone());
            let is_same = matches!(outcome, Outcome::Answered { status: sent, body }
                if *sent == status && same(body, &expected));
            if !is_same {
                faults.push(format!(
                    "`{operation}`: {outcome:?}\n  instead of {status} {expected}"
                ));
            }
        }
        assert!(faults.is_empty(), "{}", faults.join("\n"));
    }

    /// Checks that every operation was called and answered with its documented success, and that the bodies obey their
    /// schemas: what was decoded and written again is still what the document says.
    ///
    /// # Panics
    ///
    /// When that is not so, with the operations that differ.
    pub fn assert_valid(&self, calls: &[Call]) {
        self.assert_each_once(calls.iter().map(|call| call.operation));
        let validator = Validator::new(self.api.clone());
        let mut faults = Vec::new();
        for Call { operation, outcome } in calls {
            let (expected, _) = self.success(operation);
            let Outcome::Answered { status, body } = outcome else {
                faults.push(format!("`{operation}`: {outcome:?}"));
                continue;
            };
            if *status != expected {
                faults.push(format!("`{operation}`: {status} instead of {expected}"));
            }
            let violations = self
                .schema(operation, *status)
                .map_or_else(Vec::new, |schema| {
                    validator.check(schema, body, Direction::Response)
                });
            faults.extend(violations.iter().map(|violation| {
                format!("`{operation}`: {} {}", violation.pointer, violation.message)
            }));
        }
        assert!(faults.is_empty(), "{}", faults.join("\n"));
    }

    fn schema(&self, id: &str, status: u16) -> Option<SchemaId> {
        let (_, response) = self.operation(id).response_for(status)?;
        let (_, media_type) = response.content.first()?;
        media_type.schema
    }

    /// Checks that the operations that document an error were refused with it, as a documented error with every text
    /// of one of its examples. Gives how many those were.
    ///
    /// # Panics
    ///
    /// When that is not so, with the operations that differ.
    pub fn assert_refused(&self, calls: &[Call], status: u16) -> usize {
        self.assert_each_once(calls.iter().map(|call| call.operation));
        let documents = |call: &&Call| {
            self.operation(call.operation)
                .response_for(status)
                .is_some()
        };
        let calls: Vec<&Call> = calls.iter().filter(documents).collect();
        let mut faults = Vec::new();
        for Call { operation, outcome } in &calls {
            let examples = self.examples(operation, status);
            let is_same = matches!(outcome, Outcome::Refused { status: sent, error }
                if *sent == status && examples.iter().any(|example| says_all(error, example)));
            if !is_same {
                faults.push(format!(
                    "`{operation}`: {outcome:?}\n  instead of {status} {}",
                    examples[0]
                ));
            }
        }
        assert!(faults.is_empty(), "{}", faults.join("\n"));
        calls.len()
    }
}

/// Whether two values are the same; moments and numbers may be written in different ways.
fn same(left: &Value, right: &Value) -> bool {
    match (left, right) {
        (Value::Object(left), Value::Object(right)) => {
            left.len() == right.len()
                && left
                    .iter()
                    .all(|(key, value)| right.get(key).is_some_and(|other| same(value, other)))
        }
        (Value::Array(left), Value::Array(right)) => {
            left.len() == right.len()
                && left
                    .iter()
                    .zip(right)
                    .all(|(left, right)| same(left, right))
        }
        (Value::String(left), Value::String(right)) => {
            left == right || moment(left).is_some_and(|left| moment(right) == Some(left))
        }
        // 30 and 30.0 are one number.
        (Value::Number(left), Value::Number(right)) => {
            left == right || left.as_f64() == right.as_f64()
        }
        _ => left == right,
    }
}

fn moment(text: &str) -> Option<DateTime> {
    DateTime::parse_from_rfc3339(text).ok()
}

/// Whether every text of a value is in what is printed for debugging.
fn says_all(printed: &str, value: &Value) -> bool {
    match value {
        Value::Object(members) => members.values().all(|member| says_all(printed, member)),
        Value::Array(items) => items.iter().all(|item| says_all(printed, item)),
        Value::String(text) => printed.contains(&format!("{text:?}")),
        other => printed.contains(&other.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    #[should_panic(expected = "links: `deleteUser` was not called")]
    fn an_operation_left_out_fails_by_name() {
        let called = ["listUsers", "createUser", "getUser", "updateUser"];
        Specification::load("links").assert_each_once(called);
    }

    #[test]
    #[should_panic(
        expected = "links: `getUser` was called 2 times, `login` is not in the document"
    )]
    fn an_operation_too_many_fails_by_name() {
        let specification = Specification::load("links");
        let mut called = specification.operations();
        called.extend(["getUser", "login"]);
        specification.assert_each_once(called);
    }

    #[test]
    #[should_panic(expected = "`deleteUser`: Answered")]
    fn another_answer_than_the_example_fails_by_name() {
        let specification = Specification::load("links");
        let call = |operation: &'static str| {
            let (status, body) = specification.success(operation);
            Call::answered(operation, status, &body)
        };
        let mut calls = ["listUsers", "createUser", "getUser", "updateUser"]
            .map(call)
            .to_vec();
        calls.push(Call::answered("deleteUser", 200, &json!({"status": 200})));
        specification.assert_answered(&calls, &[]);
    }

    #[test]
    fn moments_and_numbers_are_compared_by_value() {
        assert!(same(
            &json!(["2018-08-01T15:00:00.000Z", 30]),
            &json!(["2018-08-01T15:00:00Z", 30.0])
        ));
        assert!(!same(
            &json!("2018-08-01T15:00:00Z"),
            &json!("2018-08-01T15:00:01Z")
        ));
        assert!(!same(&json!({"a": 1, "b": null}), &json!({"a": 1})));
    }
}
