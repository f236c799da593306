//! From the bytes of a file to its text: UTF-8, with or without a byte order mark.

use super::{FileId, Place};
use crate::diagnostic::Diagnostic;
use std::borrow::Cow;

/// Why bytes are not a text we read.
#[derive(Debug)]
pub(super) struct NotText {
    at: usize,
    message: &'static str,
    help: &'static str,
}

impl NotText {
    /// The fault as one of a file.
    pub(super) fn at(self, file: FileId) -> Diagnostic {
        let at = self.at as u32;
        let place = Place {
            file,
            start: at,
            end: at,
        };
        Diagnostic::error("not-utf-8", place, self.message).help(self.help)
    }
}

/// The text of a file. If it is none, what can be shown of it and why.
pub(super) fn decode(bytes: &[u8]) -> (Cow<'_, str>, Option<NotText>) {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    if looks_like_utf_16(bytes) {
        let fault = NotText {
            at: 0,
            message: "the file is UTF-16 or UTF-32",
            help: "save it as UTF-8",
        };
        return (Cow::Borrowed(""), Some(fault));
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => (Cow::Borrowed(text), None),
        Err(error) => {
            let fault = NotText {
                at: error.valid_up_to(),
                message: "this byte is not UTF-8",
                help: "save the file as UTF-8",
            };
            (String::from_utf8_lossy(bytes), Some(fault))
        }
    }
}

/// Whether bytes begin with a byte order mark of UTF-16 or UTF-32, or with an ASCII character as
/// these encodings write it (YAML 1.2 section 5.2).
fn looks_like_utf_16(bytes: &[u8]) -> bool {
    match bytes {
        [0xfe, 0xff, ..] | [0xff, 0xfe, ..] => true,
        [0, first, ..] | [first, 0, ..] => first.is_ascii(),
        _ => false,
    }
}
