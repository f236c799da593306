//! Decode: the text and bytes of a request to JSON values of the types its schemas ask for.
//!
//! `api_runtime::style` takes parameters apart; what type a text has only the schema knows. Where
//! a schema leaves it open (`"5"` may be a number or a string) all readings are kept and `check`
//! takes the first that is valid. Nothing is judged here but syntax: faults are collected and
//! handed on, so that one answer can name them all.

mod body;
mod charset;
pub(crate) mod coding;
mod expected;
mod form;
mod json;
mod lines;
mod multipart;
mod parameters;
mod typed;
mod xml;

use crate::fault::Fault;
use crate::message::Incoming;
use crate::refusal::Refusal;
use api_model::api::{Api, Operation, SchemaId};
use expected::Expectations;
use serde_json::Value;
use std::borrow::Cow;

/// Decodes requests of one API.
#[derive(Debug)]
pub(crate) struct Decoder {
    expectations: Expectations,
    max_body: usize,
}

/// A request as values.
#[derive(Debug)]
pub(crate) struct Decoded {
    /// The parameters that were sent and could be read, by their index in the operation.
    pub(crate) parameters: Vec<(usize, Reading)>,
    pub(crate) body: Body,
    /// What could not be read, and required values that are not there.
    pub(crate) faults: Vec<Fault>,
}

/// The ways a text can be read, the likeliest first; never empty.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Reading {
    pub(crate) schema: Option<SchemaId>,
    pub(crate) candidates: Vec<Value>,
}

/// A body as values.
#[derive(Debug)]
pub(crate) enum Body {
    /// There is none, or the operation does not look at it.
    Absent,
    /// It was read.
    Value(Reading),
    /// It was read as one value a line.
    Lines(Vec<Reading>),
    /// It is there, and its media type is not one whose inside is looked at; or it has faults.
    Opaque,
}

impl Decoder {
    pub(crate) fn new(api: &Api, max_body: usize) -> Self {
        Decoder {
            expectations: Expectations::new(api),
            max_body,
        }
    }

    /// Decodes a request for an operation. Fails at once only where going on makes no sense: a
    /// body that is too large or of a media type the operation does not take.
    pub(crate) fn decode(
        &self,
        api: &Api,
        operation: &Operation,
        incoming: &Incoming<'_>,
        arguments: &[(String, Cow<'_, str>)],
    ) -> Result<Decoded, Refusal> {
        self.check_size(incoming)?;
        let cx = Context {
            api,
            expectations: &self.expectations,
        };
        let mut faults = Vec::new();
        let parameters =
            parameters::decode_parameters(cx, operation, incoming, arguments, &mut faults);
        let body = body::decode_body(cx, operation, incoming, self.max_body, &mut faults)?;
        Ok(Decoded {
            parameters,
            body,
            faults,
        })
    }

    fn check_size(&self, incoming: &Incoming<'_>) -> Result<(), Refusal> {
        let declared = incoming.headers.get(http::header::CONTENT_LENGTH);
        let declared = declared
            .and_then(|value| value.to_str().ok())
            .and_then(|text| text.trim().parse::<usize>().ok());
        if incoming.body.len().max(declared.unwrap_or(0)) > self.max_body {
            return Err(Refusal::TooLarge {
                limit: self.max_body,
            });
        }
        Ok(())
    }
}

/// What every decoder looks things up in.
#[derive(Debug, Clone, Copy)]
struct Context<'a> {
    api: &'a Api,
    expectations: &'a Expectations,
}
