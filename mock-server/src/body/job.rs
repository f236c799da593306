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
            Wanted::Example(index) => self.example(index, self.reason_for(index)),
            Wanted::Default => self.first_example().or_else(|| self.schema_example()),
            // Without a schema there is nothing to make a body from, and an example is better.
            Wanted::Generated if self.declared.schema.is_none() => self.first_example(),
            Wanted::Generated => None,
        };
        made.unwrap_or_else(|| self.generated(found))
    }

    /// The first example that is a valid answer.
    fn first_example(&self) -> Option<(Bytes, Chosen)> {
        let mut reason = self.choice.reason;
        for index in examples::by_fitness(self.declared, self.choice.status) {
            if !self.fits(index) {
                reason = Reason::InvalidExample;
            } else if let Some(made) = self.example(index, reason) {
                return Some(made);
            }
        }
        None
    }

    fn fits(&self, index: usize) -> bool {
        let examples = self.prepared.map(|prepared| &prepared.examples);
        let Some(prepared) = examples.and_then(|examples| examples.get(index)) else {
            return true;
        };
        let name = &self.media.name;
        *prepared
            .fits
            .get_or_init(|| self.answers.fits(self.api, name, self.declared, index))
    }

    /// The reason of an example that was asked for.
    fn reason_for(&self, index: usize) -> Reason {
        match self.fits(index) {
            true => self.choice.reason,
            false => Reason::PreferredInvalid,
        }
    }

    /// The reason of what stands in for examples.
    fn reason_without(&self, otherwise: Reason) -> Reason {
        let mut indices = 0..self.declared.examples.len();
        if self.choice.wanted == Wanted::Default && indices.any(|index| !self.fits(index)) {
            return Reason::InvalidExample;
        }
        otherwise
    }

    fn example(&self, index: usize, reason: Reason) -> Option<(Bytes, Chosen)> {
        let prepared = self.prepared?.examples.get(index)?;
        let value = || self.answers.example(self.api, self.declared, index);
        let body = self.kept(&prepared.bytes, value)?;
        let chosen = Chosen::Example {
            name: Arc::clone(&prepared.name),
            reason,
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
        let reason = self.reason_without(self.choice.reason);
        Some((body, Chosen::SchemaExample(reason)))
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
            reason: self.reason_without(match self.choice.reason {
                Reason::Default => Reason::NoExample,
                reason => reason,
            }),
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
