//! Media types: comparing them, choosing between them (RFC 9110, sections 8.3 and 12.5.1), and text in a charset.

use bytes::Bytes;

/// The type without parameters, in lower case.
pub fn essence(media_type: &str) -> String {
    let essence = media_type.split(';').next().unwrap_or("");
    essence.trim().to_ascii_lowercase()
}

/// A parameter of a media type, such as `charset` or `boundary`.
pub fn parameter(media_type: &str, name: &str) -> Option<String> {
    let mut rest = media_type.split_once(';')?.1;
    loop {
        let (key, after) = rest.split_once('=')?;
        let after = after.trim_start();
        let (value, next) = match after.strip_prefix('"') {
            Some(quoted) => unquote(quoted)?,
            None => {
                let end = after.find(';').unwrap_or(after.len());
                let (value, next) = after.split_at(end);
                (value.trim_end().to_owned(), next)
            }
        };
        if key
            .trim_matches([' ', '\t', ';'])
            .eq_ignore_ascii_case(name)
        {
            return Some(value);
        }
        rest = next;
    }
}

fn unquote(text: &str) -> Option<(String, &str)> {
    let mut value = String::new();
    let mut chars = text.char_indices();
    while let Some((at, char)) = chars.next() {
        match char {
            '"' => return Some((value, text.get(at + 1..)?)),
            '\\' => value.push(chars.next()?.1),
            other => value.push(other),
        }
    }
    None
}

/// Whether a media type is JSON: `application/json`, `text/json` or any `+json`.
pub fn is_json(media_type: &str) -> bool {
    let essence = essence(media_type);
    essence == "application/json" || essence == "text/json" || essence.ends_with("+json")
}

/// Whether a media type that was sent is one that a range names: `text/plain`, `text/*` or `*/*`.
pub fn matches(sent: &str, range: &str) -> bool {
    let (sent, range) = (essence(sent), essence(range));
    match range.split_once('/') {
        Some(("*", "*")) => true,
        Some((kind, "*")) => sent.split('/').next() == Some(kind),
        _ => sent == range,
    }
}

/// The best of `known` for a type that was sent: an exact match, then a range, then any JSON for JSON.
pub fn find(sent: &str, known: &[&str]) -> Option<usize> {
    known
        .iter()
        .position(|known| essence(known) == essence(sent))
        .or_else(|| known.iter().position(|known| matches(sent, known)))
        .or_else(|| {
            known
                .iter()
                .position(|known| is_json(sent) && is_json(known))
        })
}

/// The best of `offered` for an `Accept` header; the first when all are equally welcome.
pub fn negotiate(accept: &str, offered: &[&str]) -> Option<usize> {
    let mut best: Option<(usize, u32)> = None;
    for (index, offer) in offered.iter().enumerate() {
        let quality = quality(accept, offer);
        if quality > 0 && best.is_none_or(|(_, known)| quality > known) {
            best = Some((index, quality));
        }
    }
    best.map(|(index, _)| index)
}

/// The quality of the most specific range that names the offer, in thousandths.
fn quality(accept: &str, offer: &str) -> u32 {
    let mut found = (0, 0);
    for range in accept.split(',') {
        let essence = essence(range);
        let specific = match essence.as_str() {
            "*/*" => 1,
            other if other.ends_with("/*") => 2,
            _ => 3,
        };
        if specific > found.0 && (matches(offer, &essence) || matches(&essence, offer)) {
            let quality = parameter(range, "q").and_then(|text| text.parse::<f32>().ok());
            let quality = quality.unwrap_or(1.0).clamp(0.0, 1.0);
            found = (specific, (quality * 1000.0) as u32);
        }
    }
    found.1
}

/// Bytes as text, in the charset of their media type: UTF-8 unless it says Latin-1.
pub fn text(content_type: &str, bytes: &Bytes) -> String {
    let charset = parameter(content_type, "charset")
        .unwrap_or_default()
        .to_ascii_lowercase();
    match charset.as_str() {
        "iso-8859-1" | "latin1" | "us-ascii" => {
            bytes.iter().map(|byte| char::from(*byte)).collect()
        }
        _ => String::from_utf8_lossy(bytes).into_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_are_found() {
        let media_type = "multipart/form-data; Charset=utf-8; boundary=\"a;\\\"b\"; x=1";
        assert_eq!(parameter(media_type, "boundary").as_deref(), Some("a;\"b"));
        assert_eq!(parameter(media_type, "charset").as_deref(), Some("utf-8"));
        assert_eq!(parameter(media_type, "x").as_deref(), Some("1"));
        assert_eq!(parameter(media_type, "y"), None);
        assert_eq!(parameter("text/plain", "y"), None);
    }

    #[test]
    fn accept_chooses() {
        let offered = ["application/json", "text/csv"];
        assert_eq!(negotiate("text/csv", &offered), Some(1));
        assert_eq!(negotiate("*/*", &offered), Some(0));
        assert_eq!(
            negotiate("text/*;q=0.5, application/json;q=0.1", &offered),
            Some(1)
        );
        assert_eq!(negotiate("application/json;q=0, */*", &offered), Some(1));
        assert_eq!(negotiate("image/png", &offered), None);
    }

    #[test]
    fn requests_are_matched() {
        assert_eq!(
            find("application/json; charset=utf-8", &["application/json"]),
            Some(0)
        );
        assert_eq!(
            find(
                "application/merge-patch+json",
                &["text/plain", "application/json"]
            ),
            Some(1)
        );
        assert_eq!(find("image/png", &["application/json", "image/*"]), Some(1));
        assert_eq!(find("text/html", &["application/json"]), None);
    }
}
