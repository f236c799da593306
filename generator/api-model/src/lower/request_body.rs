//! Request Body Objects (OpenAPI 3.1 section 4.8.13).

use super::{Cx, Kind, ObjectKind};
use crate::api::RequestBody;
use crate::resolve::At;

const REQUEST_BODY: ObjectKind = ObjectKind {
    name: "request body",
    fields: &["description", "content", "required"],
};

impl<'a> Cx<'a> {
    pub(super) fn lower_request_body(&mut self, at: At<'a>) -> Option<RequestBody> {
        let followed = self.follow(at, Kind::RequestBody)?;
        let read = self.once(
            at,
            followed.at,
            |cx| &mut cx.memo.request_bodies,
            Self::read_request_body,
        );
        let mut body = read?;
        if followed.description.is_some() {
            body.description = followed.description;
        }
        Some(body)
    }

    fn read_request_body(&mut self, at: At<'a>) -> Option<RequestBody> {
        let fields = self.fields(at, &REQUEST_BODY)?;
        if !fields.has("content") {
            let message = "the request body has no `content`; it may be of any media type";
            self.warn_missing("missing-content", at.place(), message);
        }
        Some(RequestBody {
            place: at.place(),
            description: fields.text(self, "description"),
            content: self.lower_content(&fields),
            required: fields.flag(self, "required").unwrap_or(false),
            extensions: fields.extensions(self),
        })
    }
}
