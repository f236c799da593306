//! Reply: an answer as HTTP wants it. Nothing here knows what the answer says.

pub(crate) mod cors;

use crate::message::{Answer, Incoming, Reply};
use bytes::Bytes;
use http::header::{CONTENT_LENGTH, CONTENT_TYPE, VARY};
use http::{HeaderValue, Method, Response, StatusCode};

/// Dresses an answer for the wire: cross-origin headers, no body where HTTP allows none, and for
/// `HEAD` the headers alone.
pub(crate) fn dress(incoming: &Incoming<'_>, answer: Answer) -> Reply {
    let Answer {
        status,
        mut headers,
        mut body,
        note,
        delay,
    } = answer;
    cors::add(incoming, &mut headers);
    headers.append(VARY, HeaderValue::from_static("Origin"));
    if has_no_body(status) {
        body = Bytes::new();
        headers.remove(CONTENT_TYPE);
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
        delay,
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
