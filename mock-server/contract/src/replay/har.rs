//! Reads HTTP Archive 1.2. Recorders differ in what they leave out; only what nothing can be judged
//! without is asked for.

use base64::Engine as _;
use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue};
use serde_json::Value;
use std::time::Duration;

/// One exchange of the recording.
#[derive(Debug, Clone)]
pub(super) struct Entry {
    pub(super) method: String,
    /// As recorded, without its fragment.
    url: String,
    pub(super) request_headers: Vec<(String, String)>,
    pub(super) request_body: Option<Bytes>,
    pub(super) status: u16,
    pub(super) response_headers: HeaderMap,
    pub(super) response_body: Bytes,
    /// Whether the body was recorded in full.
    pub(super) whole: bool,
    pub(super) elapsed: Duration,
}

impl Entry {
    /// The address without its query.
    pub(super) fn address(&self) -> &str {
        self.url.split('?').next().unwrap_or_default()
    }

    /// The path, percent-encoded as it was sent.
    pub(super) fn path(&self) -> &str {
        let address = self.address();
        let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
        match address.contains("://") {
            true => rest.find('/').and_then(|at| rest.get(at..)).unwrap_or("/"),
            false => rest,
        }
    }

    /// What is shown of the path: never a query, which may hold keys.
    pub(super) fn path_shown(&self) -> String {
        self.path()
            .chars()
            .filter(|char| !char.is_control())
            .take(200)
            .collect()
    }

    /// The query, without its question mark.
    pub(super) fn query(&self) -> &str {
        self.url.split_once('?').map_or("", |(_, query)| query)
    }

    /// All lines of a request header as one list (RFC 9110 section 5.3).
    pub(super) fn header(&self, name: &str) -> Option<String> {
        let lines: Vec<&str> = self
            .request_headers
            .iter()
            .filter(|(other, _)| other.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
            .collect();
        (!lines.is_empty()).then(|| lines.join(", "))
    }
}

/// The entries that got an answer; a request that was aborted has status 0.
pub(super) fn read(text: &str) -> Result<Vec<Entry>, String> {
    let archive: Value = serde_json::from_str(text.trim_start_matches('\u{feff}'))
        .map_err(|error| format!("it is not JSON: {error}"))?;
    let entries = archive
        .pointer("/log/entries")
        .and_then(Value::as_array)
        .ok_or("it has no list at `/log/entries`")?;
    let mut read = Vec::with_capacity(entries.len());
    for (index, entry) in entries.iter().enumerate() {
        let found = read_entry(entry).map_err(|what| {
            format!("`/log/entries/{index}{what}` is missing or of another type")
        })?;
        read.extend(found);
    }
    Ok(read)
}

fn read_entry(entry: &Value) -> Result<Option<Entry>, &'static str> {
    let text = |pointer: &'static str| entry.pointer(pointer).and_then(Value::as_str);
    let status = entry
        .pointer("/response/status")
        .and_then(Value::as_i64)
        .ok_or("/response/status")?;
    let Some(status) = u16::try_from(status)
        .ok()
        .filter(|it| (100..600).contains(it))
    else {
        return Ok(None);
    };
    let url = text("/request/url").ok_or("/request/url")?;
    let mime = text("/response/content/mimeType").unwrap_or_default();
    let mut response_headers = header_map(entry.pointer("/response/headers"));
    if !response_headers.contains_key(http::header::CONTENT_TYPE)
        && let Ok(value) = HeaderValue::try_from(mime)
        && mime.contains('/')
    {
        response_headers.insert(http::header::CONTENT_TYPE, value);
    }
    let (response_body, whole) = body(entry);
    Ok(Some(Entry {
        method: text("/request/method").ok_or("/request/method")?.to_owned(),
        url: url.split('#').next().unwrap_or_default().to_owned(),
        request_headers: headers(entry.pointer("/request/headers")),
        request_body: text("/request/postData/text")
            .filter(|text| !text.is_empty())
            .map(|text| Bytes::copy_from_slice(text.as_bytes())),
        status,
        response_headers,
        response_body,
        whole,
        elapsed: elapsed(entry),
    }))
}

/// The answer's body. One that has a size and no text was not recorded, which is not the same as
/// empty.
fn body(entry: &Value) -> (Bytes, bool) {
    let content = entry.pointer("/response/content");
    let field = |name: &str| content.and_then(|content| content.get(name));
    let text = field("text").and_then(Value::as_str);
    let size = field("size").and_then(Value::as_i64).unwrap_or_default();
    let Some(text) = text else {
        return (Bytes::new(), size <= 0);
    };
    if field("encoding").and_then(Value::as_str) == Some("base64") {
        return match base64::engine::general_purpose::STANDARD.decode(text) {
            Ok(bytes) => (bytes.into(), true),
            Err(_) => (Bytes::new(), false),
        };
    }
    (Bytes::copy_from_slice(text.as_bytes()), true)
}

fn elapsed(entry: &Value) -> Duration {
    let milliseconds = entry
        .pointer("/time")
        .and_then(Value::as_f64)
        .unwrap_or_default();
    Duration::try_from_secs_f64(milliseconds / 1000.0).unwrap_or_default()
}

fn headers(list: Option<&Value>) -> Vec<(String, String)> {
    let pair = |header: &Value| {
        let text = |name| header.get(name).and_then(Value::as_str).map(str::to_owned);
        Some((text("name")?, text("value")?))
    };
    let list = list.and_then(Value::as_array).into_iter().flatten();
    list.filter_map(pair).collect()
}

fn header_map(list: Option<&Value>) -> HeaderMap {
    let mut map = HeaderMap::new();
    for (name, value) in headers(list) {
        // The recorder has unpacked the body; what was said about its packing no longer holds.
        if name.eq_ignore_ascii_case("content-encoding") {
            continue;
        }
        if let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::try_from(value)) {
            map.append(name, value);
        }
    }
    map
}
