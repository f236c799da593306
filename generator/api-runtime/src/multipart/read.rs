//! A body to parts, and parts to values. Nothing here copies a part's bytes.

use bytes::Bytes;
use serde::de::DeserializeOwned;

use super::FilePart;
use crate::check::{Checker, Location, Violation, Violations, token};
use crate::style::{Raw, decode_value};
use crate::{Invalid, json, media};

/// No form has more parts.
const PART_LIMIT: usize = 4096;

/// A part that was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// The property's name.
    pub name: String,
    /// The file's name, if it is a file.
    pub file_name: Option<String>,
    /// The media type, if it was sent.
    pub content_type: Option<String>,
    /// All headers of the part, names in lower case.
    pub headers: Vec<(String, String)>,
    /// The bytes.
    pub bytes: Bytes,
}

/// A part whose end has not come yet.
#[cfg_attr(
    not(feature = "server"),
    expect(dead_code, reason = "only servers read what has begun")
)]
pub(super) struct Begun {
    /// Where its headers are.
    pub(super) head: std::ops::Range<usize>,
    /// Where its bytes begin.
    pub(super) content: usize,
}

/// Splits a body into its parts.
///
/// # Errors
///
/// When the body is not made of parts, or breaks off.
pub fn split(body: &Bytes, boundary: &str) -> Result<Vec<Part>, String> {
    match split_begun(body, boundary)? {
        (parts, None) => Ok(parts),
        (_, Some(_)) => Err("the body breaks off inside a part".to_owned()),
    }
}

/// Splits the beginning of a body into its parts, and says where the last one has begun if it is not complete.
pub(super) fn split_begun(
    body: &Bytes,
    boundary: &str,
) -> Result<(Vec<Part>, Option<Begun>), String> {
    let delimiter = format!("--{boundary}");
    let begin = find_delimiter(body, delimiter.as_bytes(), 0)
        .filter(|at| *at == 0 || body.get(at - 1) == Some(&b'\n'))
        .ok_or("the boundary does not occur")?;
    let between = format!("\r\n--{boundary}");
    let mut parts = Vec::new();
    let mut at = begin + delimiter.len();
    loop {
        if body.get(at..).is_some_and(|rest| rest.starts_with(b"--")) {
            return Ok((parts, None));
        }
        if parts.len() >= PART_LIMIT {
            return Err(format!("there are more than {PART_LIMIT} parts"));
        }
        let line_end = find(body, b"\r\n", at).ok_or("the body breaks off after a boundary")?;
        let head_start = line_end + 2;
        // A part without headers begins with the blank line itself.
        let head_end = find(body, b"\r\n\r\n", line_end).ok_or("a part has no end of headers")?;
        let content = head_end + 4;
        let head = head_start..head_end.max(head_start);
        // An empty part's blank line is also the start of the next boundary.
        let end = find_delimiter(body, between.as_bytes(), content.saturating_sub(2));
        let Some(end) = end else {
            return Ok((parts, Some(Begun { head, content })));
        };
        let bytes = body.slice(content.min(end.max(content))..end.max(content));
        if let Some(part) = read_head(body.get(head).unwrap_or_default(), bytes) {
            parts.push(part);
        }
        at = end + between.len();
    }
}

/// A delimiter ends in `--`, or in a line break after spaces; otherwise it is the beginning of other text.
fn find_delimiter(body: &[u8], delimiter: &[u8], mut from: usize) -> Option<usize> {
    loop {
        let at = find(body, delimiter, from)?;
        let after = body.get(at + delimiter.len()..).unwrap_or_default();
        let spaces = after
            .iter()
            .take_while(|byte| matches!(byte, b' ' | b'\t'))
            .count();
        let line = after.get(spaces..).unwrap_or_default();
        if after.starts_with(b"--") || line.starts_with(b"\r\n") {
            return Some(at);
        }
        from = at + 1;
    }
}

pub(super) fn find(haystack: &[u8], needle: &[u8], from: usize) -> Option<usize> {
    let rest = haystack.get(from..)?;
    let first = *needle.first()?;
    let mut at = 0;
    loop {
        at += rest.get(at..)?.iter().position(|byte| *byte == first)?;
        if rest.get(at..)?.starts_with(needle) {
            return Some(from + at);
        }
        at += 1;
    }
}

/// A part of these headers.
pub(super) fn read_head(head: &[u8], bytes: Bytes) -> Option<Part> {
    let head = String::from_utf8_lossy(head);
    let headers: Vec<(String, String)> = head
        .split("\r\n")
        .filter_map(|line| line.split_once(':'))
        .map(|(name, value)| (name.trim().to_ascii_lowercase(), value.trim().to_owned()))
        .collect();
    let header = |name: &str| {
        headers
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.as_str())
    };
    let disposition = header("content-disposition")?;
    let unquote = |text: String| {
        text.replace("%22", "\"")
            .replace("%0D", "\r")
            .replace("%0A", "\n")
    };
    Some(Part {
        name: media::parameter(disposition, "name").map(unquote)?,
        file_name: media::parameter(disposition, "filename").map(unquote),
        content_type: header("content-type").map(str::to_owned),
        headers: headers.clone(),
        bytes,
    })
}

/// The parts of a request, taken out by name. What is wrong is recorded.
#[derive(Debug)]
pub struct Parts<'a> {
    parts: Vec<Part>,
    /// The file that is too long to be held, by its name.
    stream: Option<(String, FilePart)>,
    out: &'a mut Violations,
}

impl<'a> Parts<'a> {
    /// Parts that report to `out`.
    pub fn new(parts: Vec<Part>, out: &'a mut Violations) -> Self {
        Self {
            parts,
            stream: None,
            out,
        }
    }

    /// The same parts, and a file that is handed on as it arrives.
    #[cfg(feature = "server")]
    pub(crate) fn with_stream(mut self, stream: Option<(String, FilePart)>) -> Self {
        self.stream = stream;
        self
    }

    fn take(&mut self, name: &str) -> Vec<Part> {
        self.parts
            .extract_if(.., |part| part.name == name)
            .collect()
    }

    fn report(&mut self, name: &str, at: &str, rule: &'static str, message: String) -> Invalid {
        let pointer = format!("{}{at}", token(name));
        self.out.invalid(Violation {
            location: Location::Body,
            pointer,
            rule,
            message,
        })
    }

    fn required<T>(&mut self, name: &str, value: Option<T>) -> Result<T, Invalid> {
        value.ok_or_else(|| self.report(name, "", "required", "is missing".to_owned()))
    }

    /// A part as text that is read as the type asks; several of one name are an array.
    pub fn value_optional<T: DeserializeOwned>(
        &mut self,
        name: &str,
    ) -> Result<Option<T>, Invalid> {
        let mut raws: Vec<Raw> = Vec::new();
        for part in self.take(name) {
            let content_type = part.content_type.unwrap_or_default();
            raws.push(Raw::Primitive(media::text(&content_type, &part.bytes)));
        }
        let raw = match raws.len() {
            0 => return Ok(None),
            1 => raws.swap_remove(0),
            _ => Raw::Array(raws),
        };
        decode_value(&raw)
            .map(Some)
            .map_err(|error| self.report(name, &error.pointer, "type", error.message))
    }

    /// A part that must be there, as [`Parts::value_optional`].
    pub fn value<T: DeserializeOwned>(&mut self, name: &str) -> Result<T, Invalid> {
        let value = self.value_optional(name)?;
        self.required(name, value)
    }

    /// A part of JSON.
    pub fn json_optional<T: DeserializeOwned>(&mut self, name: &str) -> Result<Option<T>, Invalid> {
        let Some(part) = self.take(name).into_iter().next() else {
            return Ok(None);
        };
        json::decode(&part.bytes)
            .map(Some)
            .map_err(|error| self.report(name, &error.pointer, "type", error.message))
    }

    /// A part of JSON that must be there.
    pub fn json<T: DeserializeOwned>(&mut self, name: &str) -> Result<T, Invalid> {
        let value = self.json_optional(name)?;
        self.required(name, value)
    }

    /// All files of a name.
    pub fn files(&mut self, name: &str) -> Result<Vec<FilePart>, Invalid> {
        let file = |part: Part| FilePart {
            file_name: part.file_name,
            content_type: part.content_type,
            body: part.bytes.into(),
        };
        let mut files: Vec<FilePart> = self.take(name).into_iter().map(file).collect();
        let streamed = self.stream.take_if(|(known, _)| known == name);
        files.extend(streamed.map(|(_, file)| file));
        Ok(files)
    }

    /// A file.
    pub fn file_optional(&mut self, name: &str) -> Result<Option<FilePart>, Invalid> {
        Ok(self.files(name)?.into_iter().next())
    }

    /// A file that must be there.
    pub fn file(&mut self, name: &str) -> Result<FilePart, Invalid> {
        let file = self.file_optional(name)?;
        self.required(name, file)
    }

    /// Checks a part that was read.
    pub fn check<T>(
        &mut self,
        name: &str,
        value: &Result<T, Invalid>,
        check: impl FnOnce(&mut Checker<'_>, &T),
    ) {
        if let Ok(value) = value {
            Checker::body(self.out).field(name, value, check);
        }
    }

    /// Checks a part that was read, if it was there.
    pub fn check_optional<T>(
        &mut self,
        name: &str,
        value: &Result<Option<T>, Invalid>,
        check: impl FnOnce(&mut Checker<'_>, &T),
    ) {
        if let Ok(value) = value {
            Checker::body(self.out).optional(name, value, check);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::multipart::Form;

    fn parts(text: &str) -> Result<Vec<(String, String)>, String> {
        let body = Bytes::from(text.replace('\n', "\r\n"));
        let parts = split(&body, "b")?;
        let text = |part: Part| (part.name, String::from_utf8_lossy(&part.bytes).into_owned());
        Ok(parts.into_iter().map(text).collect())
    }

    #[test]
    fn parts_are_found() {
        let head = "content-disposition: form-data; name=";
        let pair = |name: &str, text: &str| (name.to_owned(), text.to_owned());
        let two = format!("--b\n{head}\"x\"\n\none\n--b\n{head}y\n\n--b-not\n\n--b--\n");
        assert_eq!(
            parts(&two),
            Ok(vec![pair("x", "one"), pair("y", "--b-not\r\n")])
        );
        assert_eq!(parts("--b--\n"), Ok(vec![]));
        let preamble = format!("ignored\n--b\n{head}\"x\"\n\n\n--b--\nepilogue");
        assert_eq!(parts(&preamble), Ok(vec![pair("x", "")]));
        let nameless = "--b\ncontent-type: text/plain\n\none\n--b\n\ntwo\n--b--\n";
        assert_eq!(parts(nameless), Ok(vec![]));
    }

    #[test]
    fn broken_bodies_are_refused() {
        let head = "content-disposition: form-data; name=x";
        for text in ["", "--", "--b", "--b\n", "x--b--", "--b\n\n", "--c--"] {
            assert!(parts(text).is_err(), "{text:?}");
        }
        assert!(parts(&format!("--b\n{head}")).is_err());
        assert!(parts(&format!("--b\n{head}\n\nnever ends")).is_err());
        let many = "--b\n\n\n".repeat(PART_LIMIT + 2);
        assert!(parts(&many).is_ok_and(|parts| parts.is_empty()) || parts(&many).is_err());
    }

    #[test]
    fn every_cut_of_a_body_is_refused_or_read() {
        let mut form = Form::new();
        form.value("a", &1);
        form.value("list", &["x", "y"]);
        form.json("j", &serde_json::json!({"k": null}));
        form.file("f", FilePart::new("bytes").file_name("n\"\r\n.txt"));
        let (content_type, body) = form.into_body("multipart/form-data").unwrap();
        let boundary = media::parameter(&content_type, "boundary").unwrap();
        let body = body.as_bytes().unwrap().clone();
        let parts = split(&body, &boundary).unwrap();
        let names: Vec<_> = parts.iter().map(|part| part.name.as_str()).collect();
        assert_eq!(names, ["a", "list", "list", "j", "f"]);
        assert_eq!(parts[4].file_name.as_deref(), Some("n\"\r\n.txt"));
        for end in 0..body.len() {
            let _ = split(&body.slice(..end), &boundary);
            let _ = split(&body.slice(end..), &boundary);
        }
        let mut violations = Violations::default();
        let mut parts = Parts::new(parts, &mut violations);
        assert_eq!(parts.value::<i64>("a"), Ok(1));
        assert_eq!(
            parts.value::<Vec<String>>("list"),
            Ok(vec!["x".to_owned(), "y".to_owned()])
        );
        assert!(parts.value::<i64>("a").is_err());
        assert!(parts.json::<i64>("j").is_err());
        assert_eq!(violations.list().len(), 2);
        assert_eq!(violations.list()[0].pointer, "/a");
    }
}
