//! Info, Contact, License and External Documentation objects (OpenAPI 3.1 sections 4.8.2 to 4.8.4
//! and 4.8.11).

use super::{Cx, Fields, ObjectKind};
use crate::api::{Contact, ExternalDocs, Info, License};
use crate::diagnostic::Diagnostic;
use crate::resolve::At;
use crate::source::Place;

const INFO: ObjectKind = ObjectKind {
    name: "info",
    fields: &[
        "title",
        "summary",
        "description",
        "termsOfService",
        "contact",
        "license",
        "version",
    ],
};
const CONTACT: ObjectKind = ObjectKind {
    name: "contact",
    fields: &["name", "url", "email"],
};
const LICENSE: ObjectKind = ObjectKind {
    name: "license",
    fields: &["name", "identifier", "url"],
};
const EXTERNAL_DOCS: ObjectKind = ObjectKind {
    name: "external documentation",
    fields: &["url", "description"],
};

impl<'a> Cx<'a> {
    pub(super) fn lower_info(&mut self, document: &Fields<'a>) -> Info {
        let fields = document.field("info").and_then(|at| self.fields(at, &INFO));
        let Some(fields) = fields else {
            self.warn_missing(
                "missing-info",
                document.place(),
                "the document has no `info`",
            );
            return nameless(document.place());
        };
        Info {
            place: fields.place(),
            title: self.text_or(&fields, "title", "API"),
            summary: fields.text(self, "summary"),
            description: fields.text(self, "description"),
            terms_of_service: fields.text(self, "termsOfService"),
            contact: fields
                .field("contact")
                .and_then(|at| self.lower_contact(at)),
            license: fields
                .field("license")
                .and_then(|at| self.lower_license(at)),
            version: self.text_or(&fields, "version", "0.0.0"),
            extensions: fields.extensions(self),
        }
    }

    fn text_or(&mut self, fields: &Fields<'a>, name: &str, default: &str) -> String {
        fields.text(self, name).unwrap_or_else(|| {
            let message = format!("`info` has no `{name}`; `{default}` is taken");
            self.warn_missing("missing-info", fields.place(), &message);
            default.to_owned()
        })
    }

    fn lower_contact(&mut self, at: At<'a>) -> Option<Contact> {
        if let Some(text) = self.only_text(at, "contact", "name") {
            return Some(Contact {
                name: Some(text),
                url: None,
                email: None,
            });
        }
        let fields = self.fields(at, &CONTACT)?;
        Some(Contact {
            name: fields.text(self, "name"),
            url: fields.text(self, "url"),
            email: fields.text(self, "email"),
        })
    }

    fn lower_license(&mut self, at: At<'a>) -> Option<License> {
        if let Some(name) = self.only_text(at, "license", "name") {
            return Some(License {
                name,
                identifier: None,
                url: None,
            });
        }
        let fields = self.fields(at, &LICENSE)?;
        let name = fields.text(self, "name");
        let identifier = fields.text(self, "identifier");
        let url = fields.text(self, "url");
        if name.is_none() {
            self.warn_missing("missing-name", at.place(), "the licence has no `name`");
        }
        Some(License {
            name: name
                .or_else(|| identifier.clone())
                .or_else(|| url.clone())?,
            identifier,
            url,
        })
    }

    pub(super) fn lower_external_docs(&mut self, at: At<'a>) -> Option<ExternalDocs> {
        if let Some(url) = self.only_text(at, "external documentation", "url") {
            return Some(ExternalDocs {
                url,
                description: None,
            });
        }
        let fields = self.fields(at, &EXTERNAL_DOCS)?;
        let Some(url) = fields.text(self, "url") else {
            let message = "external documentation without `url` is ignored";
            self.warn_missing("missing-url", at.place(), message);
            return None;
        };
        Some(ExternalDocs {
            url,
            description: fields.text(self, "description"),
        })
    }

    /// Text where an object is wanted of which only one field matters.
    pub(super) fn only_text(&mut self, at: At<'a>, what: &str, field: &str) -> Option<String> {
        let text = at.node.as_str()?;
        let message = format!("{what} must be an object; the text is read as its `{field}`");
        self.report
            .add(Diagnostic::warning("bare-text", at.place(), message));
        Some(text.to_owned())
    }

    /// Reports something that the specification requires and that can be done without.
    pub(super) fn warn_missing(&mut self, code: &'static str, place: Place, message: &str) {
        self.report.add(Diagnostic::warning(code, place, message));
    }
}

fn nameless(place: Place) -> Info {
    Info {
        place,
        title: "API".to_owned(),
        summary: None,
        description: None,
        terms_of_service: None,
        contact: None,
        license: None,
        version: "0.0.0".to_owned(),
        extensions: Default::default(),
    }
}
