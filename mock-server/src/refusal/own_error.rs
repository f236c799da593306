//! A refusal as the operation's own error response, its fields filled in truthfully.

use super::{Context, Refusal, problem};
use crate::error_fields::{fields, truth};
use crate::message::{Answer, Chosen, Delivery, Incoming, Note};
use crate::negotiate::Accept;
use api_model::api::{Operation, SchemaId};
use api_model::validate::{Direction, Validator};
use http::StatusCode;
use serde_json::Value;

/// The declared answer for a status: exact, else its class, else `default`. `None` when nothing is
/// declared, or nothing with a body.
pub(crate) fn answer(
    cx: Context<'_>,
    refusal: &Refusal,
    operation: &Operation,
    status: StatusCode,
    incoming: &Incoming<'_>,
) -> Option<Answer> {
    let offered = cx.offers.of(operation.id);
    let index = offered.response_for(status.as_u16()).ok()?;
    let offer = offered.responses.get(index)?;
    let media = offer.best_media(&Accept::read(incoming.headers))?;
    let (_, response) = operation.responses.get(index)?;
    let (_, media_type) = response.content.get(media.index)?;
    let mut value = cx.answers.error_value(
        cx.api,
        operation.id,
        index,
        (&media.name, media_type),
        status.as_u16(),
    );
    if let Some(schema) = media_type.schema {
        let explanation = problem::detail(refusal);
        fill(
            &cx.answers.validator,
            schema,
            &mut value,
            status.as_u16(),
            &explanation,
        );
    }
    let body = cx.answers.encode(cx.api, &media.name, media_type, &value);
    let mut headers = cx.answers.headers(cx.api, operation.id, index);
    headers.insert(http::header::CONTENT_TYPE, media.content_type);
    Some(Answer {
        status,
        headers,
        body,
        note: Note {
            operation: None,
            chosen: Chosen::Failed,
        },
        delivery: Delivery::default(),
    })
}

/// Puts the status and the explanation where the error has a place for them, one field at a time
/// and only as long as the whole stays valid.
fn fill(
    validator: &Validator,
    schema: SchemaId,
    value: &mut Value,
    status: u16,
    explanation: &str,
) {
    for pointer in fields(value) {
        let Some(field) = value.pointer(&pointer) else {
            continue;
        };
        let Some(truth) = truth(&pointer, field, status, explanation) else {
            continue;
        };
        let mut changed = value.clone();
        if let Some(field) = changed.pointer_mut(&pointer) {
            *field = truth;
        }
        if validator
            .check(schema, &changed, Direction::Response)
            .is_empty()
        {
            *value = changed;
        }
    }
}
