//! Request bodies. Progenitor knows four media types; others are sent as bytes or text under
//! their own names, and multipart is out of its reach.

use super::mend::{ContentType, JSON};
use super::prepare::{Draft, Preparer, Refusal};
use api_model::api::{MediaType, ShapeKind};
use openapiv3::{
    ReferenceOr, RequestBody, Schema, SchemaData, SchemaKind, StringFormat, StringType, Type,
    VariantOrUnknownOrEmpty,
};

const FORM: &str = "application/x-www-form-urlencoded";
const BYTES: &str = "application/octet-stream";
const TEXT: &str = "text/plain";

/// The ways in which progenitor writes a body, best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Way {
    Json,
    Form,
    Bytes,
    Text,
}

impl Preparer<'_> {
    /// Sets the request body of an operation.
    pub(super) fn body(&mut self, draft: &mut Draft<'_>) -> Result<(), Refusal> {
        let source = draft.source;
        let Some(body) = &source.request_body else {
            return Ok(());
        };
        let mut ways: Vec<(Way, &str, &MediaType)> = body
            .content
            .iter()
            .filter_map(|(name, media)| Some((self.way(name, media)?, name.as_str(), media)))
            .collect();
        ways.sort_by_key(|(way, _, _)| *way);
        let Some((way, name, media)) = ways.first().copied() else {
            let Some((name, _)) = body.content.first() else {
                return Ok(());
            };
            if body.required {
                let reason = format!("it cannot send `{name}`");
                return Err(Refusal {
                    place: body.place,
                    reason,
                });
            }
            self.limit(
                draft,
                body.place,
                &format!("there is no body: it cannot send `{name}`"),
            );
            return Ok(());
        };
        if body.content.len() > 1 {
            self.limit(draft, body.place, &format!("the body is always `{name}`"));
        }
        if way == Way::Text && essence(name) == FORM {
            self.limit(draft, body.place, "the form is taken as encoded text");
        }
        if !body.required {
            self.limit(draft, body.place, "the body cannot be left out");
        }
        draft.operation.request_body = Some(ReferenceOr::Item(self.write(way, media)));
        draft.mending.content_type = ContentType::of(name, key(way));
        Ok(())
    }

    fn way(&self, name: &str, media: &MediaType) -> Option<Way> {
        let essence = essence(name);
        if is_json(&essence) {
            Some(Way::Json)
        } else if essence == FORM {
            Some(if self.is_flat(media) {
                Way::Form
            } else {
                Way::Text
            })
        } else if essence.starts_with("multipart/") {
            None
        } else if essence.starts_with("text/") {
            Some(Way::Text)
        } else if essence == "*/*" && self.is_structured(media) {
            Some(Way::Json)
        } else {
            Some(Way::Bytes)
        }
    }

    /// Whether a form's fields are all single values, which is all that its serialiser can write.
    fn is_flat(&self, media: &MediaType) -> bool {
        let Some(schema) = media.schema else {
            return false;
        };
        let ShapeKind::Object(object) = self.types.kind(schema) else {
            return false;
        };
        object.properties.values().all(|property| {
            !matches!(
                self.types.kind(property.schema),
                ShapeKind::Array(_) | ShapeKind::Object(_) | ShapeKind::Union(_) | ShapeKind::Any
            )
        })
    }

    /// Whether a body of any media type is data rather than bytes.
    pub(super) fn is_structured(&self, media: &MediaType) -> bool {
        let kind = media.schema.map(|schema| self.types.kind(schema));
        matches!(
            kind,
            Some(ShapeKind::Object(_) | ShapeKind::Array(_) | ShapeKind::Union(_))
        )
    }

    fn write(&mut self, way: Way, media: &MediaType) -> RequestBody {
        let schema = match way {
            Way::Json | Way::Form => self.types.body(media.schema),
            Way::Bytes => {
                ReferenceOr::Item(string(VariantOrUnknownOrEmpty::Item(StringFormat::Binary)))
            }
            Way::Text => ReferenceOr::Item(string(VariantOrUnknownOrEmpty::Empty)),
        };
        let media = openapiv3::MediaType {
            schema: Some(schema),
            ..Default::default()
        };
        let mut body = RequestBody {
            required: true,
            ..Default::default()
        };
        body.content.insert(key(way).to_owned(), media);
        body
    }
}

fn key(way: Way) -> &'static str {
    match way {
        Way::Json => JSON,
        Way::Form => FORM,
        Way::Bytes => BYTES,
        Way::Text => TEXT,
    }
}

fn string(format: VariantOrUnknownOrEmpty<StringFormat>) -> Schema {
    Schema {
        schema_data: SchemaData::default(),
        schema_kind: SchemaKind::Type(Type::String(StringType {
            format,
            ..Default::default()
        })),
    }
}

/// A media type without its parameters, in lower case.
pub(super) fn essence(name: &str) -> String {
    name.split(';')
        .next()
        .unwrap_or_default()
        .trim()
        .to_ascii_lowercase()
}

/// Whether a media type is JSON by its name.
pub(super) fn is_json(essence: &str) -> bool {
    essence == JSON || essence == "text/json" || essence.ends_with("+json")
}
