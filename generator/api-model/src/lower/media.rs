//! `content` maps, Media Type and Encoding objects (OpenAPI 3.1 sections 4.8.14 and 4.8.15).

use super::{Cx, Fields, ObjectKind};
use crate::api::{Content, Encoding, MediaType, SchemaId};
use crate::diagnostic::Diagnostic;
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
        if let Some(schema) = self.bare_schema(at) {
            return Some(MediaType {
                place: at.place(),
                schema: Some(schema),
                examples: IndexMap::new(),
                encoding: IndexMap::new(),
                extensions: Default::default(),
            });
        }
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

    /// A schema that stands where a media type with a `schema` is meant.
    fn bare_schema(&mut self, at: At<'a>) -> Option<SchemaId> {
        let has = |key: &str| at.node.member(key).is_some();
        if has("schema") || !(has("type") || has("$ref") || has("properties")) {
            return None;
        }
        let message = "a media type holds its schema under `schema`; this is read as one";
        self.report
            .add(Diagnostic::warning("bare-schema", at.place(), message));
        Some(self.schema(at))
    }

    /// `schema` of OpenAPI 2 beside a response's `description`.
    pub(super) fn lower_older_schema(&mut self, at: At<'a>) -> Content {
        let message = "since OpenAPI 3.0 a schema stands under `content` and a media type; it is \
                       read as that of `application/json`";
        self.report
            .add(Diagnostic::warning("older-field", at.place(), message));
        let media_type = MediaType {
            place: at.place(),
            schema: Some(self.schema(at)),
            examples: IndexMap::new(),
            encoding: IndexMap::new(),
            extensions: Default::default(),
        };
        [("application/json".to_owned(), media_type)]
            .into_iter()
            .collect()
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
