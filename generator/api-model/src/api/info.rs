//! What the API says about itself: Info, Server, Tag and External Documentation objects.

use super::Extensions;
use crate::source::Place;
use indexmap::IndexMap;

/// The Info Object (OpenAPI 3.1 section 4.8.2).
#[derive(Debug, Clone)]
pub struct Info {
    /// Where it was written.
    pub place: Place,
    /// The API's title.
    pub title: String,
    /// A short summary (3.1).
    pub summary: Option<String>,
    /// A description in CommonMark.
    pub description: Option<String>,
    /// Address of the terms of service.
    pub terms_of_service: Option<String>,
    /// Who to turn to.
    pub contact: Option<Contact>,
    /// The licence the API is offered under.
    pub license: Option<License>,
    /// Version of the document, not of OpenAPI.
    pub version: String,
    /// Extensions.
    pub extensions: Extensions,
}

/// The Contact Object.
#[derive(Debug, Clone)]
pub struct Contact {
    /// Name of a person or organisation.
    pub name: Option<String>,
    /// Address of a page.
    pub url: Option<String>,
    /// Mail address.
    pub email: Option<String>,
}

/// The License Object.
#[derive(Debug, Clone)]
pub struct License {
    /// The licence's name.
    pub name: String,
    /// SPDX expression (3.1).
    pub identifier: Option<String>,
    /// Address of the text.
    pub url: Option<String>,
}

/// The Server Object (section 4.8.5).
#[derive(Debug, Clone)]
pub struct Server {
    /// Where it was written.
    pub place: Place,
    /// The URL template, with `{variables}`.
    pub url: String,
    /// A description in CommonMark.
    pub description: Option<String>,
    /// The variables of the template, in document order.
    pub variables: IndexMap<String, ServerVariable>,
    /// Extensions.
    pub extensions: Extensions,
}

impl Server {
    /// The URL with every variable at its default.
    #[must_use]
    pub fn default_url(&self) -> String {
        let mut url = self.url.clone();
        for (name, variable) in &self.variables {
            url = url.replace(&format!("{{{name}}}"), &variable.default);
        }
        url
    }

    /// The path of [`default_url`](Self::default_url), without a trailing slash: `""` for a bare host.
    #[must_use]
    pub fn base_path(&self) -> String {
        let url = self.default_url();
        let path = match url.split_once("://") {
            Some((_, rest)) => rest.find('/').map_or("", |at| &rest[at..]),
            None => url.as_str(),
        };
        let path = path.split(['?', '#']).next().unwrap_or_default();
        let path = path.trim_end_matches('/');
        if path.is_empty() || path.starts_with('/') {
            path.to_owned()
        } else {
            format!("/{path}")
        }
    }
}

/// The Server Variable Object (section 4.8.6).
#[derive(Debug, Clone)]
pub struct ServerVariable {
    /// The allowed values; empty when any is.
    pub enumeration: Vec<String>,
    /// The value used when none is given.
    pub default: String,
    /// A description in CommonMark.
    pub description: Option<String>,
}

/// The Tag Object (section 4.8.22).
#[derive(Debug, Clone)]
pub struct Tag {
    /// Where it was written: the declaration, or the first operation that names it.
    pub place: Place,
    /// The tag's name.
    pub name: String,
    /// A description in CommonMark.
    pub description: Option<String>,
    /// Further documentation.
    pub external_docs: Option<ExternalDocs>,
    /// Extensions.
    pub extensions: Extensions,
}

/// The External Documentation Object (section 4.8.11).
#[derive(Debug, Clone)]
pub struct ExternalDocs {
    /// The address.
    pub url: String,
    /// A description in CommonMark.
    pub description: Option<String>,
}
