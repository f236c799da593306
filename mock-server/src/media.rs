//! Media types as names: what `Content-Type` says, what `content` maps have for keys, and which
//! family of encoding a name belongs to. Knows no bodies.

use crate::text::{split_unquoted, unquote};

/// A media type or range (RFC 9110 section 8.3.1), in lower case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct MediaName {
    pub(crate) ty: String,
    pub(crate) subtype: String,
    /// Parameters, names in lower case.
    pub(crate) parameters: Vec<(String, String)>,
}

/// The families of encoding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Json,
    /// A JSON value a line.
    JsonLines,
    EventStream,
    Form,
    Multipart,
    Xml,
    Csv,
    Text,
    Binary,
}

impl MediaName {
    /// Reads a name; `None` when it has no slash. A lone `*` is read as `*/*`, as some senders
    /// write it.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let mut pieces = split_unquoted(text, &[';']).into_iter();
        let essence = pieces.next().unwrap_or_default().to_ascii_lowercase();
        let essence = if essence == "*" {
            "*/*"
        } else {
            essence.as_str()
        };
        let (ty, subtype) = essence.split_once('/')?;
        let (ty, subtype) = (ty.trim(), subtype.trim());
        if ty.is_empty() || subtype.is_empty() {
            return None;
        }
        let parameters = pieces
            .filter_map(|piece| {
                let (name, value) = piece.split_once('=')?;
                Some((
                    name.trim().to_ascii_lowercase(),
                    unquote(value.trim()).into_owned(),
                ))
            })
            .collect();
        Some(MediaName {
            ty: ty.to_owned(),
            subtype: subtype.to_owned(),
            parameters,
        })
    }

    /// The name without parameters.
    pub(crate) fn essence(&self) -> String {
        format!("{}/{}", self.ty, self.subtype)
    }

    /// The value of a parameter.
    pub(crate) fn parameter(&self, name: &str) -> Option<&str> {
        self.parameters
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.as_str())
    }

    /// Whether it leaves something open.
    pub(crate) fn is_range(&self) -> bool {
        self.ty == "*" || self.subtype == "*"
    }

    /// How exactly this range names another type: 0 not at all, 1 `*/*`, 2 `text/*`, 3 the type,
    /// 4 the type with parameters. Parameters that the other one lacks do not match; `charset` and
    /// `q` are not looked at.
    pub(crate) fn covers(&self, other: &MediaName) -> u8 {
        let decisive = || {
            self.parameters
                .iter()
                .filter(|(name, _)| name != "q" && name != "charset")
        };
        if !decisive().all(|(name, value)| other.parameter(name) == Some(value)) {
            return 0;
        }
        if self.ty == "*" {
            1
        } else if self.ty != other.ty {
            0
        } else if self.subtype == "*" {
            2
        } else if self.subtype != other.subtype {
            0
        } else if decisive().next().is_some() {
            4
        } else {
            3
        }
    }

    /// The family of encoding.
    pub(crate) fn kind(&self) -> Kind {
        let subtype = self.subtype.as_str();
        match self.ty.as_str() {
            "multipart" => Kind::Multipart,
            _ if subtype == "json" || subtype.ends_with("+json") => Kind::Json,
            _ if matches!(
                subtype,
                "x-ndjson" | "ndjson" | "jsonl" | "x-jsonlines" | "jsonlines" | "json-seq"
            ) =>
            {
                Kind::JsonLines
            }
            _ if subtype == "xml" || subtype.ends_with("+xml") => Kind::Xml,
            "application" if subtype == "x-www-form-urlencoded" => Kind::Form,
            "text" if subtype == "event-stream" => Kind::EventStream,
            "text" if subtype == "csv" => Kind::Csv,
            "text" => Kind::Text,
            "application"
                if matches!(
                    subtype,
                    "javascript" | "graphql" | "yaml" | "x-yaml" | "toml" | "jwt" | "sql"
                ) || subtype.ends_with("+yaml") =>
            {
                Kind::Text
            }
            _ => Kind::Binary,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(text: &str) -> MediaName {
        MediaName::parse(text).unwrap()
    }

    #[test]
    fn ranges_cover_by_exactness() {
        let json = name("application/JSON; charset=utf-8");
        assert_eq!(name("*/*").covers(&json), 1);
        assert_eq!(name("application/*").covers(&json), 2);
        assert_eq!(name("application/json").covers(&json), 3);
        assert_eq!(name("application/json;version=1").covers(&json), 0);
        assert_eq!(name("text/*").covers(&json), 0);
    }

    #[test]
    fn families() {
        assert_eq!(name("application/vnd.x+json").kind(), Kind::Json);
        assert_eq!(name("image/svg+xml").kind(), Kind::Xml);
        assert_eq!(name("image/png").kind(), Kind::Binary);
        assert_eq!(name("multipart/mixed; boundary=x").kind(), Kind::Multipart);
        assert!(MediaName::parse("json").is_none());
    }
}
