//! What is text and not Rust: the manifest and the README of a generated crate.

use askama::Template;

use crate::markdown::code;
use crate::plan::{Plan, SchemeKind};
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
    /// What the first call names of the crate.
    uses: String,
    calls: Vec<String>,
    schemes: Vec<SchemeLine<'a>>,
    groups: Vec<&'a str>,
    operations: Vec<Line<'a>>,
    notes: Vec<String>,
}

/// Something that fell back: the code, what is said of it, and the line of the description.
pub(crate) struct Note {
    pub(crate) code: &'static str,
    pub(crate) message: String,
    pub(crate) place: String,
}

struct SchemeLine<'a> {
    scheme: String,
    words: &'a str,
    method: &'a str,
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
    notes_of: &[Note],
) -> Result<String, askama::Error> {
    let calls = super::guide::quick_start(plan).unwrap_or_default();
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
        uses: uses(&calls),
        calls,
        schemes: schemes(plan),
        groups: plan
            .groups
            .iter()
            .map(|group| group.name.as_str())
            .collect(),
        operations: operations.collect(),
        notes: notes(notes_of),
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

/// The names of the crate that some lines need.
fn uses(lines: &[String]) -> String {
    let has = |text: &str| lines.iter().any(|line| line.contains(text));
    let mut names = vec!["Client"];
    if has("serde_json::") {
        names.push("runtime::serde_json");
    }
    if has("types::") {
        names.push("types");
    }
    match names.as_slice() {
        [name] => (*name).to_owned(),
        names => format!("{{{}}}", names.join(", ")),
    }
}

fn schemes(plan: &Plan) -> Vec<SchemeLine<'_>> {
    let lines = plan.schemes.iter().map(|scheme| SchemeLine {
        scheme: cell(&scheme.wire),
        words: &scheme.words,
        method: match scheme.kind {
            SchemeKind::MutualTls => "",
            _ => &scheme.method,
        },
    });
    lines.collect()
}

/// How many places of a kind are named.
const NAMED: usize = 4;

/// A line per kind of fallback, with the first places.
fn notes(all: &[Note]) -> Vec<String> {
    let mut kinds: Vec<(&str, Vec<&Note>)> = Vec::new();
    for note in all {
        match kinds.iter_mut().find(|(code, _)| *code == note.code) {
            Some((_, notes)) => notes.push(note),
            None => kinds.push((note.code, vec![note])),
        }
    }
    let lines = kinds.into_iter().flat_map(|(kind, notes)| {
        let mut lines: Vec<String> = notes
            .iter()
            .take(NAMED)
            .map(|note| format!("{}: {} ({})", code(kind), note.message, code(&note.place)))
            .collect();
        if let Some(more) = notes.len().checked_sub(NAMED).filter(|more| *more > 0) {
            lines.push(format!("{}: in {more} more places", code(kind)));
        }
        lines
    });
    lines.collect()
}
