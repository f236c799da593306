//! Conditions: which requests a rule is for. Each names a part of the request or of the state and
//! what it has to be: a value, one of several, or whatever a JSON Schema allows.

use super::reference::Context;
use super::template::{Expression, text_of};
use api_model::LoadError;
use api_model::api::SchemaId;
use api_model::validate::{Direction, Validator};
use serde_json::{Value, json};
use std::sync::Arc;

/// What has to hold, all of it, and what must not, none of it.
#[derive(Debug, Clone, Default)]
pub(crate) struct When {
    pub(crate) all: Vec<Condition>,
    pub(crate) none: Vec<Condition>,
}

/// A part and what it has to be.
#[derive(Debug, Clone)]
pub(crate) struct Condition {
    part: Expression,
    test: Test,
}

#[derive(Debug, Clone)]
enum Test {
    OneOf(Vec<Value>),
    Schema(Validator, SchemaId),
}

impl When {
    /// Whether a rule is for a request.
    pub(crate) fn holds(&self, cx: &Context<'_>) -> bool {
        self.all.iter().all(|condition| condition.holds(cx))
            && !self.none.iter().any(|condition| condition.holds(cx))
    }
}

impl Condition {
    /// Reads a condition: a literal, a list of literals, or a schema.
    pub(crate) fn parse(part: &str, test: &Value) -> Result<Self, String> {
        Ok(Condition {
            part: Expression::parse(part)?,
            test: match test {
                Value::Object(_) => compile(test)?,
                Value::Array(items) => Test::OneOf(items.clone()),
                literal => Test::OneOf(vec![literal.clone()]),
            },
        })
    }

    /// What is not there fulfils nothing.
    fn holds(&self, cx: &Context<'_>) -> bool {
        let Some(value) = self.part.evaluate(cx) else {
            return false;
        };
        match &self.test {
            Test::OneOf(values) => values.iter().any(|wanted| is_same(wanted, &value)),
            Test::Schema(validator, schema) => validator.fits(*schema, &value, Direction::Request),
        }
    }
}

/// Equal, or written alike where one side is text: what no schema describes comes as text.
fn is_same(wanted: &Value, found: &Value) -> bool {
    let is_scalar = |value: &Value| value.is_number() || value.is_boolean();
    wanted == found
        || (found.is_string() && is_scalar(wanted) || wanted.is_string() && is_scalar(found))
            && text_of(wanted) == text_of(found)
}

/// A schema of a rule becomes a document of its own, so that one front end reads all schemas.
fn compile(schema: &Value) -> Result<Test, String> {
    let document = json!({
        "openapi": "3.1.0",
        "info": {"title": "Condition", "version": "1"},
        "paths": {"/": {"post": {
            "requestBody": {"content": {"application/json": {"schema": schema}}},
            "responses": {"200": {"description": ""}},
        }}},
    });
    let loaded = api_model::read_text("condition", &document.to_string());
    let loaded = loaded.map_err(|error| format!("the schema cannot be used: {}", first(&error)))?;
    let api = Arc::new(loaded.api);
    let operation = api.operations.first();
    let body = operation.and_then(|operation| operation.request_body.as_ref());
    let media = body.and_then(|body| body.content.first());
    let schema = media.and_then(|(_, media)| media.schema);
    let schema = schema.ok_or("the schema cannot be used")?;
    Ok(Test::Schema(Validator::new(api), schema))
}

/// The first fault without its place, which is in a document nobody wrote.
fn first(error: &LoadError) -> String {
    match error {
        LoadError::Faults(faults) => faults
            .all
            .first()
            .map(|fault| fault.message.clone())
            .unwrap_or_default(),
        LoadError::Io { error, .. } => error.to_string(),
    }
}
