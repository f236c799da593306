//! Responses and Response objects (OpenAPI 3.1 sections 4.8.16 and 4.8.17).

use super::{Cx, Entry, Fields, Kind, ObjectKind};
use crate::api::{Response, StatusKey};
use crate::diagnostic::Diagnostic;
use crate::resolve::At;
use indexmap::IndexMap;

const RESPONSE: ObjectKind = ObjectKind {
    name: "response",
    // `summary` came with 3.2; `schema` left with 2.0 and is understood.
    fields: &[
        "description",
        "headers",
        "content",
        "links",
        "summary",
        "schema",
    ],
};

impl<'a> Cx<'a> {
    /// The `responses` of an operation, by status.
    pub(super) fn lower_responses(&mut self, operation: &Fields<'a>) -> Vec<(StatusKey, Response)> {
        let Some(at) = operation.field("responses") else {
            // The field is required in 3.0 and optional in 3.1.
            if self.is_version_3_0(operation.scope().file) {
                let message = "the operation has no `responses`; any answer is welcome";
                self.warn_missing("missing-responses", operation.place(), message);
            }
            return Vec::new();
        };
        let mut responses: Vec<(StatusKey, Response)> = Vec::new();
        for entry in self.patterned(at, "`responses`") {
            let Some(key) = self.lower_status(&entry) else {
                continue;
            };
            let Some(response) = self.lower_response(entry.at) else {
                continue;
            };
            match responses.iter().find(|(other, _)| *other == key) {
                None => responses.push((key, response)),
                Some((_, first)) => {
                    let message =
                        format!("there are two responses for `{key}`; the first one counts");
                    let fault = Diagnostic::warning("duplicate-response", entry.key_place, message)
                        .related(first.place, "the first one");
                    self.report.add(fault);
                }
            }
        }
        responses
    }

    fn lower_status(&mut self, entry: &Entry<'a>) -> Option<StatusKey> {
        let key = parse_status(entry.key);
        if key.is_none() {
            let message = format!("`{}` is not a status; the response is ignored", entry.key);
            self.report.add(
                Diagnostic::warning("unknown-status", entry.key_place, message)
                    .help("a key is a status such as `200`, a class such as `4XX`, or `default`"),
            );
        }
        key
    }

    pub(super) fn lower_response(&mut self, at: At<'a>) -> Option<Response> {
        let followed = self.follow(at, Kind::Response)?;
        let read = self.once(
            at,
            followed.at,
            |cx| &mut cx.memo.responses,
            Self::read_response,
        );
        let mut response = read?;
        response.component = followed.component;
        if let Some(description) = followed.description {
            response.description = description;
        }
        Some(response)
    }

    fn read_response(&mut self, at: At<'a>) -> Option<Response> {
        let text = self.only_text(at, "a response", "description");
        if at.node.is_null() {
            let message = "the response is null; it is read as one without a body";
            self.warn_missing("null-response", at.place(), message);
        }
        if text.is_some() || at.node.is_null() {
            return Some(Response {
                place: at.place(),
                component: None,
                description: text.unwrap_or_default(),
                headers: IndexMap::new(),
                content: Default::default(),
                links: IndexMap::new(),
                extensions: Default::default(),
            });
        }
        let fields = self.fields(at, &RESPONSE)?;
        let description = fields.text(self, "description");
        if !fields.has("description") {
            let message = "the response has no `description`";
            self.warn_missing("missing-description", at.place(), message);
        }
        let headers = self.lower_headers(&fields);
        let mut content = self.lower_content(&fields);
        if let Some(schema) = fields.field("schema")
            && content.is_empty()
        {
            content = self.lower_older_schema(schema);
        }
        let mut links = IndexMap::new();
        for entry in fields.entries(self, "links") {
            if let Some(link) = self.lower_link(entry.at) {
                links.insert(entry.key.to_owned(), link);
            }
        }
        Some(Response {
            place: at.place(),
            component: None,
            description: description.unwrap_or_default(),
            headers,
            content,
            links,
            extensions: fields.extensions(self),
        })
    }
}

fn parse_status(key: &str) -> Option<StatusKey> {
    if key.eq_ignore_ascii_case("default") {
        return Some(StatusKey::Default);
    }
    match key.as_bytes() {
        [class @ b'1'..=b'5', b'x' | b'X', b'x' | b'X'] => Some(StatusKey::Range(class - b'0')),
        [b'1'..=b'5', b'0'..=b'9', b'0'..=b'9'] => key.parse().ok().map(StatusKey::Code),
        _ => None,
    }
}
