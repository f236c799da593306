//! A refusal as the operation's own error response, its fields filled in truthfully.

use super::{Context, Refusal, problem};
use crate::message::{Answer, Chosen, Incoming, Note};
use crate::negotiate::Accept;
use api_model::api::{Operation, SchemaId};
use api_model::validate::{Direction, Validator};
use http::StatusCode;
use serde_json::Value;

/// Properties that hold the status.
const STATUS_NAMES: [&str; 6] = [
    "status",
    "statuscode",
    "code",
    "httpstatus",
    "httpstatuscode",
    "errorcode",
];

/// Properties that hold an explanation.
const MESSAGE_NAMES: [&str; 9] = [
    "message",
    "detail",
    "details",
    "title",
    "errormessage",
    "errordescription",
    "description",
    "reason",
    "msg",
];

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
    let mut value = cx
        .answers
        .error_value(cx.api, operation.id, index, media_type);
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

/// Pointers to the fields of an object and of the objects directly inside it.
fn fields(value: &Value) -> Vec<String> {
    let mut pointers = Vec::new();
    let Some(object) = value.as_object() else {
        return pointers;
    };
    let escape = |name: &str| name.replace('~', "~0").replace('/', "~1");
    for (name, member) in object.iter().take(64) {
        pointers.push(format!("/{}", escape(name)));
        let inner = member.as_object().into_iter().flatten().take(64);
        pointers.extend(inner.map(|(inner, _)| format!("/{}/{}", escape(name), escape(inner))));
    }
    pointers
}

/// The true value of a field, when its name says what it is for. A code that is none of HTTP's is
/// the application's own and stays.
fn truth(pointer: &str, field: &Value, status: u16, explanation: &str) -> Option<Value> {
    let name = pointer.rsplit('/').next().unwrap_or_default();
    let name: String = name
        .chars()
        .filter(|character| !matches!(character, '_' | '-'))
        .flat_map(char::to_lowercase)
        .collect();
    match field {
        Value::Number(number) if STATUS_NAMES.contains(&name.as_str()) => {
            let is_status = number
                .as_u64()
                .is_some_and(|code| (100..600).contains(&code));
            is_status.then(|| status.into())
        }
        Value::String(text) if STATUS_NAMES.contains(&name.as_str()) => {
            let is_status = text
                .parse::<u16>()
                .is_ok_and(|code| (100..600).contains(&code));
            is_status.then(|| status.to_string().into())
        }
        Value::String(_) if MESSAGE_NAMES.contains(&name.as_str()) => Some(explanation.into()),
        _ => None,
    }
}
