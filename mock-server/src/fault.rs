//! What is wrong with a request, one fault a place: what stages report and refusals list.

use api_model::source::Place;
use std::borrow::Cow;

/// One fault of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Fault {
    /// Which part of the request.
    pub(crate) part: Part,
    /// The parameter, or the header that carries a credential; absent for bodies.
    pub(crate) name: Option<String>,
    /// JSON pointer into the value; empty for the value itself.
    pub(crate) pointer: String,
    /// The keyword of the document that is broken, or `syntax`.
    pub(crate) rule: Cow<'static, str>,
    /// What is wrong: a lower-case fragment without a final stop.
    pub(crate) message: String,
    /// Where the document states the rule.
    pub(crate) place: Option<Place>,
}

/// The parts of a request that can be at fault; the words are those of a parameter's `in`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    Path,
    Query,
    Header,
    Cookie,
    Body,
}

impl Part {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Part::Path => "path",
            Part::Query => "query",
            Part::Header => "header",
            Part::Cookie => "cookie",
            Part::Body => "body",
        }
    }
}

impl From<api_model::api::Location> for Part {
    fn from(location: api_model::api::Location) -> Self {
        use api_model::api::Location;
        match location {
            Location::Path => Part::Path,
            Location::Query => Part::Query,
            Location::Header => Part::Header,
            Location::Cookie => Part::Cookie,
        }
    }
}

/// The rule of values that cannot be read at all.
pub(crate) const SYNTAX: &str = "syntax";

impl Fault {
    /// A value that cannot be read.
    pub(crate) fn syntax(part: Part, name: Option<&str>, message: impl Into<String>) -> Self {
        Fault {
            part,
            name: name.map(str::to_owned),
            pointer: String::new(),
            rule: Cow::Borrowed(SYNTAX),
            message: message.into(),
            place: None,
        }
    }

    /// A value that is not there.
    pub(crate) fn missing(part: Part, name: Option<&str>, place: Place) -> Self {
        let what = match name {
            Some(name) => format!("{} `{name}` is missing", part_word(part)),
            None => "the request has no body".to_owned(),
        };
        Fault {
            part,
            name: name.map(str::to_owned),
            pointer: String::new(),
            rule: Cow::Borrowed("required"),
            message: what,
            place: Some(place),
        }
    }

    /// With the place of the document that asks for the value.
    pub(crate) fn at(mut self, place: Place) -> Self {
        self.place = Some(place);
        self
    }

    /// With a pointer into the value.
    pub(crate) fn pointing(mut self, pointer: impl Into<String>) -> Self {
        self.pointer = pointer.into();
        self
    }

    /// Whether the value could not be read, so that its rules were never looked at.
    pub(crate) fn is_syntax(&self) -> bool {
        self.rule == SYNTAX
    }

    /// Where it is, in short: `query limit`, `body /name`.
    pub(crate) fn whereabouts(&self) -> String {
        let mut text = self.part.as_str().to_owned();
        for more in [self.name.as_deref().unwrap_or_default(), &self.pointer] {
            if !more.is_empty() {
                text.push(' ');
                text.push_str(more);
            }
        }
        text
    }
}

fn part_word(part: Part) -> &'static str {
    match part {
        Part::Path => "path parameter",
        Part::Query => "query parameter",
        Part::Header => "header",
        Part::Cookie => "cookie",
        Part::Body => "part",
    }
}
