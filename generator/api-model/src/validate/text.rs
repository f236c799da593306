//! Keywords about strings.

use super::walk::Walk;
use super::{format, shorten};
use crate::api::{Keywords, SchemaId};
use serde_json::Value;

impl Walk<'_> {
    pub(super) fn check_text(&mut self, id: SchemaId, keywords: &Keywords, text: &str) -> bool {
        let mut fits = true;
        if keywords.min_length.is_some() || keywords.max_length.is_some() {
            fits = self.check_length(id, keywords, text);
        }
        if let Some(pattern) = &keywords.pattern
            && !self.inner.patterns.fits(pattern, text)
        {
            fits = self.report(id, "pattern", || {
                format!("is {}, which does not match `{pattern}`", show(text))
            });
        }
        if let Some(name) = &keywords.format
            && let Some(needed) = format::string_fault(name, text)
        {
            fits = self.report(id, "format", || {
                format!("is {}, {needed} is needed", show(text))
            });
        }
        fits
    }

    fn check_length(&mut self, id: SchemaId, keywords: &Keywords, text: &str) -> bool {
        let length = text.chars().count() as u64;
        let mut fits = true;
        let characters = |count: u64| {
            if count == 1 {
                "character"
            } else {
                "characters"
            }
        };
        if let Some(least) = keywords.min_length.filter(|least| length < *least) {
            fits = self.report(id, "minLength", || {
                format!(
                    "is {length} {} long, at least {least} are needed",
                    characters(length)
                )
            });
        }
        if let Some(most) = keywords.max_length.filter(|most| length > *most) {
            fits = self.report(id, "maxLength", || {
                format!(
                    "is {length} {} long, at most {most} are allowed",
                    characters(length)
                )
            });
        }
        fits
    }
}

fn show(text: &str) -> String {
    shorten(&Value::String(text.chars().take(64).collect()))
}
