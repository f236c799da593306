//! What is text and not Rust: the manifest and the README of a generated crate.

use askama::Template;

use crate::markdown::code;
use crate::plan::{Plan, SchemeKind, Type};
use crate::print::Banner;
use crate::{Options, Runtime};

#[derive(Template)]
#[template(path = "manifest.toml", escape = "none")]
struct Manifest<'a> {
    banner: String,
    name: &'a str,
    description: String,
    rust_version: &'a str,
    runtime: &'a str,
    vendored: bool,
    webhooks: bool,
    callbacks: bool,
    progenitor: bool,
}

/// The manifest, ready to be built.
pub(crate) fn manifest(
    plan: &Plan,
    options: &Options,
    banner: &Banner,
    rust_version: &str,
) -> Result<String, askama::Error> {
    let (runtime, vendored) = match &options.runtime {
        Runtime::Workspace { path } => (path.as_str(), false),
        Runtime::Vendored => ("runtime", true),
    };
    let title: String = plan
        .title
        .chars()
        .filter(|symbol| !matches!(symbol, '"' | '\\' | '`'))
        .collect();
    Manifest {
        banner: banner.lines("#"),
        name: &options.name,
        description: format!("Types, client and server of {title}"),
        rust_version,
        runtime,
        vendored,
        webhooks: !plan.inbound.operations.is_empty(),
        callbacks: !plan.inbound.callbacks.is_empty(),
        progenitor: options.progenitor,
    }
    .render()
}

#[derive(Template)]
#[template(path = "readme.md", escape = "none")]
struct Readme<'a> {
    banner: String,
    name: &'a str,
    krate: String,
    title: &'a str,
    version: &'a str,
    spec: &'a str,
    command: &'a str,
    vendored: bool,
    progenitor: bool,
    credentials: Vec<String>,
    call: Option<String>,
    groups: Vec<&'a str>,
    operations: Vec<Line<'a>>,
    notes: Vec<String>,
}

struct Line<'a> {
    label: String,
    address: String,
    method: &'a str,
}

/// The README.
pub(crate) fn readme(
    plan: &Plan,
    options: &Options,
    banner: &Banner,
) -> Result<String, askama::Error> {
    let operations = plan.operations.iter().map(|operation| Line {
        label: cell(&operation.label),
        address: cell(&format!("{} {}", operation.method, operation.path)),
        method: &operation.names.method,
    });
    Readme {
        banner: banner.lines("").replace('\n', " ").trim().to_owned(),
        name: &options.name,
        krate: options.name.replace('-', "_"),
        title: &plan.title,
        version: &plan.version,
        spec: &options.spec,
        command: &options.command,
        vendored: options.runtime == Runtime::Vendored,
        progenitor: options.progenitor,
        credentials: credentials(plan),
        call: first_call(plan),
        groups: plan
            .groups
            .iter()
            .map(|group| group.name.as_str())
            .collect(),
        operations: operations.collect(),
        notes: plan
            .notes
            .iter()
            .map(|note| format!("{}: {}", code(note.code), note.message))
            .collect(),
    }
    .render()
}

fn cell(text: &str) -> String {
    code(&text.replace('|', "\\|"))
}

/// The calls that set the credentials of the first scheme.
fn credentials(plan: &Plan) -> Vec<String> {
    let credential = plan.schemes.iter().find_map(|scheme| {
        let method = &scheme.method;
        match scheme.kind {
            SchemeKind::Basic => Some(format!("{method}(\"user\", \"password\")")),
            SchemeKind::MutualTls => None,
            _ => Some(format!("{method}(\"token\")")),
        }
    });
    credential.into_iter().collect()
}

/// A call that needs nothing but text and numbers, preferably nothing at all.
fn first_call(plan: &Plan) -> Option<String> {
    let simple = plan.operations.iter().filter(|operation| {
        operation.method == "GET" && operation.body.as_ref().is_none_or(|body| !body.required)
    });
    let calls = simple.filter_map(|operation| {
        let required: Vec<_> = operation
            .parameters
            .iter()
            .filter(|parameter| parameter.required)
            .collect();
        let arguments: Option<Vec<String>> = required
            .iter()
            .map(|parameter| match parameter.ty {
                Type::String => Some(format!("\"{}\"", parameter.name)),
                Type::Integer(_) => Some("1".to_owned()),
                Type::Bool => Some("true".to_owned()),
                _ => None,
            })
            .collect();
        Some((
            required.len(),
            format!("{}({})", operation.names.method, arguments?.join(", ")),
        ))
    });
    calls.min_by_key(|(count, _)| *count).map(|(_, call)| call)
}
