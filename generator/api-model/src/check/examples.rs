//! An example is a value that its schema allows (OpenAPI 3.1 section 4.8.14.1: examples "SHOULD
//! match the specified schema"). It is shown and served as it is all the same.
//!
//! Only values that are data are judged: examples of media types other than JSON are often the
//! text on the wire.

use crate::api::{
    Api, Content, Example, Operation, Parameter, ParameterKind, RequestBody, Response, SchemaId,
};
use crate::diagnostic::Diagnostic;
use crate::lower::Report;
use crate::source::Place;
use crate::validate::{Direction, Validator};
use indexmap::IndexMap;
use serde_json::Value;

/// Holds every example against its schema.
pub(crate) fn check_examples(validator: &Validator, report: &mut Report) {
    let mut cx = Cx { validator, report };
    let api = validator.api();
    for operation in &api.operations {
        cx.operation(operation);
    }
    for (id, _) in api.schemas.iter() {
        cx.schema(api, id);
    }
}

struct Cx<'c> {
    validator: &'c Validator,
    report: &'c mut Report,
}

impl Cx<'_> {
    fn operation(&mut self, operation: &Operation) {
        for parameter in &operation.parameters {
            self.parameter(parameter);
        }
        if let Some(RequestBody { content, .. }) = &operation.request_body {
            self.content(content, Direction::Request);
        }
        for (
            _,
            Response {
                headers, content, ..
            },
        ) in &operation.responses
        {
            for header in headers.values() {
                self.value(&header.kind, &header.examples, Direction::Response);
            }
            self.content(content, Direction::Response);
        }
    }

    fn parameter(&mut self, parameter: &Parameter) {
        self.value(&parameter.kind, &parameter.examples, Direction::Request);
    }

    fn value(
        &mut self,
        kind: &ParameterKind,
        examples: &IndexMap<String, Example>,
        direction: Direction,
    ) {
        match kind {
            ParameterKind::Schema { schema, .. } => self.examples(*schema, examples, direction),
            ParameterKind::Content(content) => self.content(content, direction),
        }
    }

    fn content(&mut self, content: &Content, direction: Direction) {
        for (name, media) in content {
            if let Some(schema) = media.schema
                && is_json(name)
            {
                self.examples(schema, &media.examples, direction);
            }
        }
    }

    fn examples(
        &mut self,
        schema: SchemaId,
        examples: &IndexMap<String, Example>,
        direction: Direction,
    ) {
        for (name, example) in examples {
            if let Some(value) = &example.value
                && !self.validator.fits(schema, value, direction)
            {
                let what = match name.as_str() {
                    "example" => "the example".to_owned(),
                    _ => format!("the example `{name}`"),
                };
                self.warn(&what, schema, value, direction, example.place);
            }
        }
    }

    /// The examples and the default inside a schema. It is not known which way they travel, so
    /// one that fits either way is good.
    fn schema(&mut self, api: &Api, id: SchemaId) {
        let schema = api.schema(id);
        let keywords = &schema.keywords;
        let examples = keywords.examples.iter().map(|value| ("example", value));
        let defaults = keywords.default.iter().map(|value| ("default", value));
        for (keyword, value) in examples.chain(defaults) {
            let fits = |direction| self.validator.fits(id, value, direction);
            if fits(Direction::Response) || fits(Direction::Request) {
                continue;
            }
            let place = keywords
                .place_of(keyword)
                .or_else(|| keywords.place_of("examples"))
                .unwrap_or(schema.place);
            let what = format!("the {keyword}");
            self.warn(&what, id, value, Direction::Response, place);
        }
    }

    fn warn(
        &mut self,
        what: &str,
        schema: SchemaId,
        value: &Value,
        direction: Direction,
        place: Place,
    ) {
        let violations = self.validator.check(schema, value, direction);
        let Some(first) = violations.first() else {
            return;
        };
        let message = format!("{what} breaks its own schema: {first}");
        let code = match what {
            "the default" => "invalid-default",
            _ => "invalid-example",
        };
        let mut fault = Diagnostic::warning(code, place, message)
            .related(first.place, format!("the rule is `{}`", first.keyword));
        if violations.len() > 1 {
            fault = fault.label(format!("one of {} faults", violations.len()));
        }
        self.report.add(fault);
    }
}

/// Whether bodies of a media type are JSON (RFC 6839 section 3.1).
pub(super) fn is_json(media_type: &str) -> bool {
    let essence = media_type.split(';').next().unwrap_or_default().trim();
    let essence = essence.to_ascii_lowercase();
    essence == "application/json" || essence.ends_with("+json")
}
