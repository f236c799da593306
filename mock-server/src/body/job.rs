//! Which body an answer has: a documented example, the schema's, or a generated one.

use super::{Answers, PreparedMedia, bytes, examples, seed};
use crate::media::Kind;
use crate::message::{Chosen, Reason};
use crate::negotiate::{Choice, ChosenMedia, Wanted};
use crate::route::Match;
use ::bytes::Bytes;
use api_model::api::{Api, MediaType, ShapeKind};
use serde_json::Value;
use std::borrow::Cow;
use std::sync::{Arc, OnceLock};

/// One body to be made.
pub(crate) struct Job<'a> {
    pub(crate) answers: &'a Answers,
    pub(crate) api: &'a Api,
    pub(crate) choice: &'a Choice,
    pub(crate) media: &'a ChosenMedia,
    pub(crate) declared: &'a MediaType,
    pub(crate) prepared: Option<&'a PreparedMedia>,
}

impl Job<'_> {
    /// The bytes, and what they are.
    pub(crate) fn body(&self, found: &Match<'_>) -> (Bytes, Chosen) {
        let made = match self.choice.wanted {
            Wanted::Example(index) => self.example(index),
            Wanted::Default => self.first_example().or_else(|| self.schema_example()),
            // Without a schema there is nothing to make a body from, and an example is better.
            Wanted::Generated if self.declared.schema.is_none() => self.first_example(),
            Wanted::Generated => None,
        };
        made.unwrap_or_else(|| self.generated(found))
    }

    fn first_example(&self) -> Option<(Bytes, Chosen)> {
        if self.choice.status < 400 {
            return (0..self.declared.examples.len()).find_map(|index| self.example(index));
        }
        let mut indices = examples::by_fitness(self.declared, self.choice.status).into_iter();
        indices.find_map(|index| self.example(index))
    }

    fn example(&self, index: usize) -> Option<(Bytes, Chosen)> {
        let prepared = self.prepared?.examples.get(index)?;
        let value = || self.answers.example(self.declared, index);
        let body = self.kept(&prepared.bytes, value)?;
        let chosen = Chosen::Example {
            name: Arc::clone(&prepared.name),
            reason: self.choice.reason,
        };
        Some((body, chosen))
    }

    fn schema_example(&self) -> Option<(Bytes, Chosen)> {
        let prepared = self.prepared?;
        let schema = self.declared.schema?;
        let value = prepared
            .of_schema
            .get_or_init(|| examples::of_schema(self.api, &self.answers.validator, schema))
            .as_ref()?;
        let body = self.kept(&prepared.of_schema_bytes, || Some(Cow::Borrowed(value)))?;
        Some((body, Chosen::SchemaExample(self.choice.reason)))
    }

    /// The bytes of a value, kept for the next time unless the document leaves the media type open.
    fn kept<'v>(
        &self,
        cell: &OnceLock<Bytes>,
        value: impl FnOnce() -> Option<Cow<'v, Value>>,
    ) -> Option<Bytes> {
        if let Some(bytes) = cell.get() {
            return Some(bytes.clone());
        }
        let value = value()?;
        let bytes = self
            .answers
            .encode(self.api, &self.media.name, self.declared, &value);
        if self.is_as_declared() {
            return Some(cell.get_or_init(|| bytes).clone());
        }
        Some(bytes)
    }

    fn is_as_declared(&self) -> bool {
        let operation = self.api.operation(self.choice.operation);
        let response = self
            .choice
            .response
            .and_then(|index| operation.responses.get(index));
        response
            .and_then(|(_, response)| response.content.get(self.media.index))
            .is_some_and(|(written, _)| !written.contains('*'))
    }

    fn generated(&self, found: &Match<'_>) -> (Bytes, Chosen) {
        let base = self.choice.seed.unwrap_or(self.answers.seed);
        let seed = seed::of_request(self.api, base, self.choice, found);
        let chosen = Chosen::Generated {
            seed: base,
            reason: match self.choice.reason {
                Reason::Default => Reason::NoExample,
                reason => reason,
            },
        };
        if self.media.name.kind() == Kind::Binary && !self.is_structured() {
            return (bytes::small(&self.media.name), chosen);
        }
        let value = self.answers.generate(self.declared.schema, seed);
        let body = self
            .answers
            .encode(self.api, &self.media.name, self.declared, &value);
        (body, chosen)
    }

    /// Whether the schema describes an object or an array, which is written as JSON in media types
    /// that nobody here knows.
    fn is_structured(&self) -> bool {
        let schema = self.declared.schema.map(|schema| self.api.schema(schema));
        schema.is_some_and(|schema| {
            matches!(
                schema.shape.kind,
                ShapeKind::Object(_) | ShapeKind::Array(_) | ShapeKind::Reference(_)
            )
        })
    }
}
