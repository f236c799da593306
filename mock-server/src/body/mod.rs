//! Body: the bytes and headers of a chosen response.
//!
//! Documented examples come first: those of the media type, then the schema's; one that violates
//! its schema is passed over unless a request names it. What the document does not show is made by `api_model::sample` and is the same for the same seed, operation and
//! path. Encoded examples are kept, so answering with one costs a look-up.

mod bytes;
mod csv;
mod encode;
mod examples;
mod headers;
mod job;
mod multipart;
mod seed;
mod xml;

pub(crate) use multipart::BOUNDARY;
pub(crate) use seed::of_text as seed_of_text;

use crate::media::{Kind, MediaName};
use crate::message::{Chosen, Reason};
use crate::negotiate::Choice;
use crate::route::Match;
use ::bytes::Bytes;
use api_model::api::{Api, MediaType, Operation, OperationId, SchemaId, Valid};
use api_model::sample::{Detail, SampleOptions, Sampler};
use api_model::validate::{Direction, Validator};
use http::HeaderMap;
use http::header::CONTENT_TYPE;
use job::Job;
use serde_json::Value;
use std::borrow::Cow;
use std::sync::{Arc, OnceLock};

/// Everything an API can say.
#[derive(Debug)]
pub(crate) struct Answers {
    pub(crate) validator: Validator,
    sampler: Sampler,
    seed: u64,
    operations: Vec<Vec<Prepared>>,
}

/// A response, its parts worked out when first asked for.
#[derive(Debug)]
struct Prepared {
    headers: OnceLock<HeaderMap>,
    media: Vec<PreparedMedia>,
}

#[derive(Debug)]
struct PreparedMedia {
    examples: Vec<PreparedExample>,
    /// The example of the schema, if it is one for an answer.
    of_schema: OnceLock<Option<Value>>,
    of_schema_bytes: OnceLock<Bytes>,
}

#[derive(Debug)]
struct PreparedExample {
    name: Arc<str>,
    /// Whether it is an answer that the schema allows.
    fits: OnceLock<bool>,
    bytes: OnceLock<Bytes>,
}

/// A body with its headers, and what it is.
#[derive(Debug)]
pub(crate) struct Filled {
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
    pub(crate) chosen: Chosen,
}

impl Answers {
    pub(crate) fn new(api: &Arc<Valid<Api>>, seed: u64) -> Self {
        let validator = Validator::new(Arc::clone(api));
        Answers {
            sampler: Sampler::new(Arc::clone(api), validator.clone()),
            validator,
            seed,
            operations: api.operations.iter().map(prepare).collect(),
        }
    }

    /// The body and headers of a choice.
    pub(crate) fn fill(&self, api: &Api, choice: &Choice, found: &Match<'_>) -> Filled {
        let Some(response) = choice.response else {
            return empty(HeaderMap::new(), choice.reason);
        };
        let mut headers = self.headers(api, choice.operation, response);
        let declared = api
            .operation(choice.operation)
            .responses
            .get(response)
            .map(|(_, response)| response);
        let Some((media, declared)) = choice.media.as_ref().and_then(|media| {
            let (_, media_type) = declared?.content.get(media.index)?;
            Some((media, media_type))
        }) else {
            return empty(headers, choice.reason);
        };
        let prepared = self.prepared(choice.operation, response);
        let prepared = prepared.and_then(|prepared| prepared.media.get(media.index));
        headers.insert(CONTENT_TYPE, media.content_type.clone());
        let job = Job {
            answers: self,
            api,
            choice,
            media,
            declared,
            prepared,
        };
        let (body, chosen) = job.body(found);
        Filled {
            headers,
            body,
            chosen,
        }
    }

    /// The declared headers of a response, without `Content-Type`.
    pub(crate) fn headers(&self, api: &Api, operation: OperationId, response: usize) -> HeaderMap {
        let make = || headers::make(api, self, operation, response);
        match self.prepared(operation, response) {
            Some(prepared) => prepared.headers.get_or_init(make).clone(),
            None => HeaderMap::new(),
        }
    }

    /// The value of an error response: the valid example of the status or the first, the schema's,
    /// or a generated one.
    pub(crate) fn error_value(
        &self,
        api: &Api,
        operation: OperationId,
        response: usize,
        (name, media): (&MediaName, &MediaType),
        status: u16,
    ) -> Value {
        let indices = examples::by_fitness(media, status).into_iter();
        let mut fitting = indices.filter(|index| self.fits(api, name, media, *index));
        let first = fitting.find_map(|index| self.example(api, media, index));
        first
            .map(Cow::into_owned)
            .or_else(|| examples::of_schema(api, &self.validator, media.schema?))
            .unwrap_or_else(|| {
                let seed = seed::of_response(api, self.seed, operation, response);
                self.generate(media.schema, seed)
            })
    }

    /// A value in a media type.
    pub(crate) fn encode(
        &self,
        api: &Api,
        name: &MediaName,
        media: &MediaType,
        value: &Value,
    ) -> Bytes {
        encode::encode(api, name, media.schema, value)
    }

    /// A value made from a schema. A body nobody described is an empty object.
    fn generate(&self, schema: Option<SchemaId>, seed: u64) -> Value {
        match schema {
            Some(schema) => self.sample(schema, seed, None),
            None => Value::Object(serde_json::Map::new()),
        }
    }

    /// A value made for something no operation names.
    pub(crate) fn made(&self, schema: SchemaId, seed: u64) -> Value {
        self.sample(schema, self.seed ^ seed, None)
    }

    fn sample(&self, schema: SchemaId, seed: u64, name: Option<&str>) -> Value {
        let options = SampleOptions {
            seed,
            direction: Direction::Response,
            name,
            detail: Detail::Full,
        };
        self.sampler.sample(schema, &options)
    }

    /// The value of an example. What is wrong with it only by the way it was written down is
    /// mended: JSON as text where the schema wants something else, and properties that belong to
    /// requests alone.
    fn example<'m>(&self, api: &Api, media: &'m MediaType, index: usize) -> Option<Cow<'m, Value>> {
        let (_, example) = media.examples.get_index(index)?;
        let value = example.value.as_ref()?;
        let mended = media
            .schema
            .and_then(|schema| self.mend(api, schema, value));
        Some(mended.map_or(Cow::Borrowed(value), Cow::Owned))
    }

    fn mend(&self, api: &Api, schema: SchemaId, value: &Value) -> Option<Value> {
        match value {
            Value::String(text) if text.trim_start().starts_with(['{', '[']) => {
                let parsed = serde_json::from_str(text).ok()?;
                let is_better = !self.is_valid(schema, value) && self.is_valid(schema, &parsed);
                is_better.then_some(parsed)
            }
            Value::Object(_) | Value::Array(_) => {
                let mut stripped = value.clone();
                examples::strip_write_only(api, schema, &mut stripped, 0);
                (stripped != *value).then_some(stripped)
            }
            _ => None,
        }
    }

    /// Whether the schema allows an example as an answer. A text in a media type other than JSON
    /// is the encoded value itself, of which the schema says little.
    fn fits(&self, api: &Api, name: &MediaName, media: &MediaType, index: usize) -> bool {
        let (Some(schema), Some(value)) = (media.schema, self.example(api, media, index)) else {
            return true;
        };
        let each_fits = |items: &[Value]| items.iter().all(|item| self.is_valid(schema, item));
        match (name.kind(), value.as_ref()) {
            (Kind::Text, text @ Value::String(_)) => {
                let violations = self.validator.check(schema, text, Direction::Response);
                violations.is_empty() || violations.iter().any(|fault| fault.keyword == "type")
            }
            (kind, Value::String(_)) if kind != Kind::Json => true,
            (Kind::JsonLines | Kind::EventStream, value @ Value::Array(items)) => {
                self.is_valid(schema, value) || each_fits(items)
            }
            (_, value) => self.is_valid(schema, value),
        }
    }

    fn is_valid(&self, schema: SchemaId, value: &Value) -> bool {
        self.validator
            .check(schema, value, Direction::Response)
            .is_empty()
    }

    fn prepared(&self, operation: OperationId, response: usize) -> Option<&Prepared> {
        self.operations.get(operation.index())?.get(response)
    }
}

fn prepare(operation: &Operation) -> Vec<Prepared> {
    let prepare_media = |(_, media): &(String, MediaType)| PreparedMedia {
        examples: media
            .examples
            .keys()
            .map(|name| PreparedExample {
                name: name.as_str().into(),
                fits: OnceLock::new(),
                bytes: OnceLock::new(),
            })
            .collect(),
        of_schema: OnceLock::new(),
        of_schema_bytes: OnceLock::new(),
    };
    let responses = operation.responses.iter().map(|(_, response)| Prepared {
        headers: OnceLock::new(),
        media: response.content.iter().map(prepare_media).collect(),
    });
    responses.collect()
}

fn empty(headers: HeaderMap, reason: Reason) -> Filled {
    Filled {
        headers,
        body: Bytes::new(),
        chosen: Chosen::Empty(reason),
    }
}
