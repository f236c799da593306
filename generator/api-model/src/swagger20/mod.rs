//! Swagger 2.0 at the door: trees in the words of 2.0 become trees in the words of OpenAPI 3.0.
//!
//! Everything behind this stage reads 3.0 and 3.1 only. Nodes keep the places they were written
//! at, and what 3.0 has and 2.0 has not (`requestBody`, `content`, `servers`) gets the place of
//! what it is made of, so that later stages point at the user's own lines. What a tree means
//! depends on where it is used, so the entry document is walked from its root, and parts of other
//! files are translated as what the references to them want them to be.
//!
//! This stage judges only what 2.0 says and 3.0 cannot: what both have alike (`info`, `tags`,
//! `security`, values of a wrong type) is handed on as it is, for lowering to judge.

mod body;
mod build;
mod document;
mod media;
mod operation;
mod parameter;
mod reference;
mod response;
mod schema;
mod security;
mod server;
mod translator;

use crate::diagnostic::Diagnostic;
use crate::document::{Member, Node, NodeValue};
use crate::lower::Report;
use crate::resolve::Forest;
use crate::source::{FileId, Loader, Place};
use translator::Translator;

/// The version that documents are translated to.
const TARGET: &str = "3.0.4";

/// Replaces the trees of an entry document written in Swagger 2.0, and of the files it refers to,
/// by what they are in OpenAPI 3.0. Documents of other versions stay as they are. Tells whether
/// there is something to lower.
pub(crate) fn translate(loader: &mut Loader, entry: FileId, report: &mut Report) -> bool {
    match loader.tree(entry).map(declared) {
        Some(Declared::Swagger(place)) => {
            warn_unquoted(loader, entry, report);
            let forest = Forest::default();
            return Translator::new(loader, &forest, report, place).run(entry);
        }
        Some(Declared::Misnamed(place)) => rename_version(loader, entry, place, report),
        Some(Declared::Unknown(version, place)) => {
            let message = format!("version `{version}` of Swagger is not known");
            let help =
                "Swagger 2.0 and the versions 3.0.0 to 3.0.4 and 3.1.x of OpenAPI can be read";
            report.add(Diagnostic::error("unknown-version", place, message).help(help));
            return false;
        }
        Some(Declared::Other) | None => {}
    }
    true
}

/// What a root says about its version.
enum Declared {
    /// Swagger 2.0; where the version stands.
    Swagger(Place),
    /// A version of OpenAPI under the name `swagger`; where the version stands.
    Misnamed(Place),
    /// Another version of Swagger.
    Unknown(String, Place),
    /// No version, or one of OpenAPI.
    Other,
}

fn declared(root: &Node) -> Declared {
    let version = |key: &str| Some((version_text(root.member(key)?)?, root.member(key)?.place));
    match (version("openapi"), version("swagger")) {
        (Some((version, place)), _) if is_series(version, "2") => Declared::Swagger(place),
        (Some(_), _) => Declared::Other,
        (None, Some((version, place))) if is_series(version, "2") => Declared::Swagger(place),
        (None, Some((version, place))) if is_series(version, "3") => Declared::Misnamed(place),
        (None, Some((version, place))) => Declared::Unknown(version.to_owned(), place),
        (None, None) => Declared::Other,
    }
}

fn version_text(node: &Node) -> Option<&str> {
    node.as_str().or_else(|| node.as_number())
}

fn is_series(version: &str, major: &str) -> bool {
    version.trim().split('.').next() == Some(major)
}

fn warn_unquoted(loader: &Loader, entry: FileId, report: &mut Report) {
    let root = loader.tree(entry);
    let version = root.and_then(|root| root.member("swagger").or_else(|| root.member("openapi")));
    if let Some(version) = version
        && version.as_str().is_none()
    {
        let message = "`swagger` must be text; it is read as \"2.0\"";
        report.add(
            Diagnostic::warning("unquoted-text", version.place, message)
                .help("put it in quotes: \"2.0\""),
        );
    }
}

/// `swagger: 3.0.0` means `openapi: 3.0.0`.
fn rename_version(loader: &mut Loader, entry: FileId, place: Place, report: &mut Report) {
    let message = "since version 3 the field is called `openapi`; it is read as that";
    report.add(
        Diagnostic::warning("misnamed-version", place, message)
            .help("write `openapi` instead of `swagger`"),
    );
    let Some(Node {
        place,
        value: NodeValue::Object(members),
    }) = loader.take_tree(entry)
    else {
        return;
    };
    let mut entries: Vec<(Box<str>, Member)> = members.into_entries();
    entries.retain(|(key, _)| &**key != "openapi");
    for (key, _) in &mut entries {
        if &**key == "swagger" {
            *key = "openapi".into();
        }
    }
    loader.put_tree(entry, build::object(place, entries));
}
