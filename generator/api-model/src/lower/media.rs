//! `content` maps, Media Type and Encoding objects (OpenAPI 3.1 sections 4.8.14 and 4.8.15).

use super::{Cx, Fields, ObjectKind};
use crate::api::{Content, Encoding, MediaType};
use crate::resolve::At;
use indexmap::IndexMap;

const MEDIA_TYPE: ObjectKind = ObjectKind {
    name: "media type",
    // `itemSchema`, `itemEncoding` and `prefixEncoding` came with 3.2.
    fields: &[
        "schema",
        "example",
        "examples",
        "encoding",
        "itemSchema",
        "itemEncoding",
        "prefixEncoding",
    ],
};
const ENCODING: ObjectKind = ObjectKind {
    name: "encoding",
    fields: &[
        "contentType",
        "headers",
        "style",
        "explode",
        "allowReserved",
    ],
};

impl<'a> Cx<'a> {
    /// The `content` of an object; empty when it has none.
    pub(super) fn lower_content(&mut self, owner: &Fields<'a>) -> Content {
        let entries = owner.entries(self, "content");
        entries
            .into_iter()
            .filter_map(|entry| Some((entry.key.to_owned(), self.lower_media_type(entry.at)?)))
            .collect()
    }

    fn lower_media_type(&mut self, at: At<'a>) -> Option<MediaType> {
        let fields = self.fields(at, &MEDIA_TYPE)?;
        let mut encoding = IndexMap::new();
        for entry in fields.entries(self, "encoding") {
            if let Some(lowered) = self.lower_encoding(entry.at) {
                encoding.insert(entry.key.to_owned(), lowered);
            }
        }
        Some(MediaType {
            place: at.place(),
            schema: fields.field("schema").map(|at| self.schema(at)),
            examples: self.lower_examples(&fields),
            encoding,
            extensions: fields.extensions(self),
        })
    }

    fn lower_encoding(&mut self, at: At<'a>) -> Option<Encoding> {
        let fields = self.fields(at, &ENCODING)?;
        Some(Encoding {
            place: at.place(),
            content_type: fields.text(self, "contentType"),
            headers: self.lower_headers(&fields),
            style: self.lower_style(&fields, None),
            explode: fields.flag(self, "explode"),
            allow_reserved: fields.flag(self, "allowReserved").unwrap_or(false),
        })
    }
}
