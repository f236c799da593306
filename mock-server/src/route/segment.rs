//! One segment of a template, and matching a segment of a path against it.

use api_model::api::PathSegment;
use std::borrow::Cow;

/// A segment of a template: literals and parameters in turn.
#[derive(Debug, Clone)]
pub(crate) struct Pattern(Vec<Piece>);

#[derive(Debug, Clone)]
enum Piece {
    Literal(String),
    Parameter,
}

/// A segment of a path: as sent, and with its escapes undone.
#[derive(Debug)]
pub(crate) struct Segment<'p> {
    pub(crate) raw: &'p str,
    pub(crate) plain: Cow<'p, str>,
}

impl Pattern {
    pub(crate) fn new(pieces: &[PathSegment]) -> Self {
        let pieces = pieces.iter().map(|piece| match piece {
            PathSegment::Literal(text) => {
                let plain = crate::text::unescape(text);
                Piece::Literal(plain.map_or_else(|_| text.clone(), Cow::into_owned))
            }
            PathSegment::Parameter(_) => Piece::Parameter,
        });
        Pattern(pieces.collect())
    }

    /// The text of a segment without parameters.
    pub(crate) fn literal(&self) -> Option<&str> {
        match self.0.as_slice() {
            [] => Some(""),
            [Piece::Literal(text)] => Some(text),
            _ => None,
        }
    }

    /// How openly it matches: literals come first, then much literal text, plain parameters last.
    pub(crate) fn openness(&self) -> (u8, usize, usize) {
        let parameters = self.parameters();
        let literal: usize = self.0.iter().map(piece_length).sum();
        let class = match (parameters, literal) {
            (0, _) => 0,
            (_, 0) => 2,
            _ => 1,
        };
        (class, usize::MAX - literal, parameters)
    }

    fn parameters(&self) -> usize {
        let is_parameter = |piece: &&Piece| matches!(piece, Piece::Parameter);
        self.0.iter().filter(is_parameter).count()
    }

    /// The form of the pattern: parameters without their names.
    pub(crate) fn form(&self) -> String {
        let piece = |piece: &Piece| match piece {
            Piece::Literal(text) => text.replace(['{', '}', '/'], "\u{0}"),
            Piece::Parameter => "{}".to_owned(),
        };
        self.0.iter().map(piece).collect()
    }

    /// Matches a segment and adds the values of its parameters, percent-encoded, to `values`.
    pub(crate) fn matches<'p>(
        &self,
        segment: &Segment<'p>,
        values: &mut Vec<Cow<'p, str>>,
    ) -> bool {
        if let Some(literal) = self.literal() {
            return segment.plain == literal;
        }
        if segment.raw.is_empty() {
            return false;
        }
        if let [Piece::Parameter] = self.0.as_slice() {
            values.push(Cow::Borrowed(segment.raw));
            return true;
        }
        if let Some(found) = match_pieces(&self.0, segment.raw) {
            values.extend(found.into_iter().map(Cow::Borrowed));
            return true;
        }
        // A sender may have escaped a character of the literal text.
        let Some(found) = match_pieces(&self.0, &segment.plain) else {
            return false;
        };
        values.extend(found.into_iter().map(|value| Cow::Owned(escape(value))));
        true
    }
}

fn piece_length(piece: &Piece) -> usize {
    match piece {
        Piece::Literal(text) => text.len(),
        Piece::Parameter => 0,
    }
}

fn escape(text: &str) -> String {
    percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC).to_string()
}

/// Matches pieces from the left, each parameter taking as little as it can but at least one
/// character; a literal at the end is looked for at the end. Takes time linear in the text.
fn match_pieces<'t>(pieces: &[Piece], mut text: &'t str) -> Option<Vec<&'t str>> {
    let mut values = Vec::new();
    let mut pieces = pieces;
    if let [Piece::Literal(start), rest @ ..] = pieces {
        text = text.strip_prefix(start.as_str())?;
        pieces = rest;
    }
    if let [rest @ .., Piece::Literal(end)] = pieces {
        text = text.strip_suffix(end.as_str())?;
        pieces = rest;
    }
    while let [Piece::Parameter, rest @ ..] = pieces {
        let first = text.chars().next()?.len_utf8();
        let (end, skipped, behind) = match rest {
            [] => (text.len(), 0, rest),
            [Piece::Literal(literal), behind @ ..] => {
                let found = text[first..].find(literal.as_str())? + first;
                (found, literal.len(), behind)
            }
            [Piece::Parameter, ..] => (first, 0, rest),
        };
        values.push(&text[..end]);
        text = &text[end + skipped..];
        pieces = behind;
    }
    (pieces.is_empty() && text.is_empty()).then_some(values)
}

#[cfg(test)]
mod tests {
    use super::*;
    use api_model::api::PathTemplate;

    fn values(template: &str, text: &str) -> Option<Vec<String>> {
        let template = PathTemplate::parse(&format!("/{template}"));
        let segment = Segment {
            raw: text,
            plain: crate::text::unescape(text).unwrap(),
        };
        let mut values = Vec::new();
        Pattern::new(&template.segments[0])
            .matches(&segment, &mut values)
            .then(|| values.into_iter().map(Cow::into_owned).collect())
    }

    #[test]
    fn mixed_segments_are_taken_apart() {
        assert_eq!(values("{x}-{y}", "a-b-c").unwrap(), ["a", "b-c"]);
        assert_eq!(
            values("r({lat},{lon})", "r(1.5,-2)").unwrap(),
            ["1.5", "-2"]
        );
        assert_eq!(values("{name}.json", "a.json.json").unwrap(), ["a.json"]);
        assert_eq!(values("{a}{b}", "xyz").unwrap(), ["x", "yz"]);
        assert_eq!(values("{a}@{b}", "x%40y").unwrap(), ["x", "y"]);
        assert_eq!(values("{name}.json", ".json"), None);
        assert_eq!(values("{x}-{y}", "a-"), None);
    }
}
