//! Reply: an answer as HTTP wants it. Nothing here knows what the answer says.

mod coding;
pub(crate) mod conditional;
pub(crate) mod cors;
mod range;

use crate::message::{Answer, Incoming, Reply};
use crate::refusal::Refusal;
use bytes::Bytes;
use http::header::{CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, VARY};
use http::{HeaderValue, Method, Response, StatusCode};

/// Holds what a request says about versions and parts against the answer it would get.
pub(crate) fn settle(incoming: &Incoming<'_>, answer: Answer) -> Result<Answer, Refusal> {
    let answer = conditional::judge(incoming, answer)?;
    range::cut(incoming, answer)
}

/// Dresses an answer for the wire: compression, cross-origin headers, no body where HTTP allows none, and for
/// `HEAD` the headers alone.
pub(crate) fn dress(incoming: &Incoming<'_>, answer: Answer) -> Reply {
    let Answer {
        status,
        mut headers,
        mut body,
        note,
        delivery,
    } = answer;
    body = coding::compress(incoming.headers, &mut headers, body);
    cors::add(incoming, &mut headers);
    headers.append(VARY, HeaderValue::from_static("Origin"));
    if has_no_body(status) {
        body = Bytes::new();
        headers.remove(CONTENT_TYPE);
        headers.remove(CONTENT_ENCODING);
        headers.remove(CONTENT_LENGTH);
    } else {
        headers.insert(CONTENT_LENGTH, HeaderValue::from(body.len()));
    }
    if incoming.method == Method::HEAD {
        body = Bytes::new();
    }
    let mut response = Response::new(body);
    *response.status_mut() = status;
    *response.headers_mut() = headers;
    Reply {
        response,
        note,
        delay: delivery.delay,
        wire: delivery.wire,
    }
}

/// RFC 9110 sections 15.3.5, 15.3.6 and 15.4.5, and all interim statuses.
fn has_no_body(status: StatusCode) -> bool {
    status.is_informational()
        || matches!(
            status,
            StatusCode::NO_CONTENT | StatusCode::RESET_CONTENT | StatusCode::NOT_MODIFIED
        )
}
