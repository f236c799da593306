//! Header Objects (OpenAPI 3.1 section 4.8.21).

use super::{Cx, Fields, Kind, ObjectKind};
use crate::api::{Header, Location};
use crate::resolve::At;
use indexmap::IndexMap;

const HEADER: ObjectKind = ObjectKind {
    name: "header",
    fields: &[
        // A parameter that serves as a header says these two; they have no meaning here.
        "name",
        "in",
        "description",
        "required",
        "deprecated",
        "allowEmptyValue",
        "style",
        "explode",
        "allowReserved",
        "schema",
        "example",
        "examples",
        "content",
    ],
};

impl<'a> Cx<'a> {
    /// The `headers` of an object. `Content-Type` is left out: the media type says it.
    pub(super) fn lower_headers(&mut self, owner: &Fields<'a>) -> IndexMap<String, Header> {
        let entries = owner.entries(self, "headers");
        entries
            .into_iter()
            .filter(|entry| !entry.key.eq_ignore_ascii_case("content-type"))
            .filter_map(|entry| Some((entry.key.to_owned(), self.lower_header(entry.at)?)))
            .collect()
    }

    pub(super) fn lower_header(&mut self, at: At<'a>) -> Option<Header> {
        let followed = self.follow(at, Kind::Header)?;
        let read = self.once(
            at,
            followed.at,
            |cx| &mut cx.memo.headers,
            Self::read_header,
        );
        let mut header = read?;
        if followed.description.is_some() {
            header.description = followed.description;
        }
        Some(header)
    }

    fn read_header(&mut self, at: At<'a>) -> Option<Header> {
        let fields = self.fields(at, &HEADER)?;
        let kind = self.lower_parameter_kind(&fields, Location::Header, "the header");
        Some(Header {
            place: at.place(),
            description: fields.text(self, "description"),
            required: fields.flag(self, "required").unwrap_or(false),
            deprecated: fields.flag(self, "deprecated").unwrap_or(false),
            kind,
            examples: self.lower_examples(&fields),
            extensions: fields.extensions(self),
        })
    }
}
