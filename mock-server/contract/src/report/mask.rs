//! Keeps what the user gave as credentials out of everything that is printed.

use crate::cases::secrets;
use crate::options::Options;

const MASK: &str = "***";

/// Knows the secrets of a run.
#[derive(Clone)]
pub(super) struct Mask {
    /// In every spelling, the longest first.
    secrets: Vec<String>,
    /// Headers whose values are secret however short they are.
    headers: Vec<String>,
    /// Short credentials, which are only masked where they are the whole value.
    values: Vec<String>,
}

impl Mask {
    pub(super) fn new(options: &Options) -> Self {
        Mask {
            secrets: secrets(options),
            headers: options
                .headers
                .iter()
                .map(|(name, _)| name.to_ascii_lowercase())
                .collect(),
            values: options
                .credentials
                .iter()
                .map(|one| one.value.clone())
                .collect(),
        }
    }

    /// Text without secrets.
    pub(super) fn text(&self, text: &str) -> String {
        let mut masked = text.to_owned();
        for secret in &self.secrets {
            if masked.contains(secret.as_str()) {
                masked = masked.replace(secret.as_str(), MASK);
            }
        }
        masked
    }

    /// A header's value without secrets.
    pub(super) fn header(&self, name: &str, value: &str) -> String {
        let whole = value.rsplit(' ').next().unwrap_or(value);
        if self.headers.contains(&name.to_ascii_lowercase())
            || self.values.iter().any(|one| one == value)
        {
            return MASK.to_owned();
        }
        if self.values.iter().any(|one| one == whole) {
            return value.replace(whole, MASK);
        }
        self.text(value)
    }
}
