//! The `Accept` header: ranges with weights.

use crate::media::MediaName;
use crate::text::split_unquoted;
use http::{HeaderMap, header};

/// Most ranges that are read of one request.
const MOST_RANGES: usize = 100;

/// What a client accepts.
#[derive(Debug, Clone, Default)]
pub(crate) struct Accept {
    /// Ranges and their weights in thousandths; empty accepts everything.
    ranges: Vec<(MediaName, u16)>,
}

impl Accept {
    /// Reads the header. What cannot be read is passed over; nothing left accepts everything.
    pub(crate) fn read(headers: &HeaderMap) -> Self {
        let lines = headers.get_all(header::ACCEPT).iter();
        let lines = lines.filter_map(|line| line.to_str().ok());
        let ranges = lines
            .flat_map(|line| split_unquoted(line, &[',']))
            .take(MOST_RANGES)
            .filter_map(|text| {
                let mut name = MediaName::parse(text)?;
                let weight = name.parameter("q").map_or(1000, weight);
                name.parameters.retain(|(parameter, _)| parameter != "q");
                Some((name, weight))
            })
            .collect();
        Accept { ranges }
    }

    /// How welcome a media type is, in thousandths: the most exact range decides.
    pub(crate) fn weight(&self, name: &MediaName) -> u16 {
        if self.ranges.is_empty() {
            return 1000;
        }
        let fitting = self
            .ranges
            .iter()
            .map(|(range, weight)| (range.covers(name), *weight));
        fitting
            .filter(|(exactness, _)| *exactness > 0)
            .max_by_key(|(exactness, _)| *exactness)
            .map_or(0, |(_, weight)| weight)
    }

    /// The most welcome type that a declared range such as `image/*` covers.
    pub(crate) fn inside(&self, range: &MediaName) -> Option<&MediaName> {
        let inside = self
            .ranges
            .iter()
            .filter(|(name, weight)| *weight > 0 && !name.is_range() && range.covers(name) > 0);
        inside
            .max_by_key(|(_, weight)| *weight)
            .map(|(name, _)| name)
    }

    /// For people: what was asked for.
    pub(crate) fn describe(&self) -> String {
        let names: Vec<String> = self.ranges.iter().map(|(name, _)| name.essence()).collect();
        names.join(", ")
    }
}

/// A weight in thousandths (RFC 9110 section 12.4.2); what is none counts as 1.
fn weight(text: &str) -> u16 {
    match text.parse::<f32>() {
        Ok(weight) if (0.0..=1.0).contains(&weight) => (weight * 1000.0).round() as u16,
        _ => 1000,
    }
}
