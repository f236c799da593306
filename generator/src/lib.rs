//! Rust from an API description: types, a client, a server, and the crate around them.
//!
//! Data moves one way: `plan` decides everything about the crate and leaves plain data, `emit` spells the plan as
//! tokens without ever looking at the model, `print` makes text of the tokens, and the files come together in a
//! [`Tree`]. [`generate`] is pure; only [`Tree::write`] and [`Tree::compare`] touch the disk. `progenitor` is a second
//! engine beside all this, and `vendor` holds the sources of the runtime for crates that stand alone.
//!
//! This crate reads no specification text and knows no HTTP implementation.

mod emit;
mod markdown;
mod plan;
mod print;
mod progenitor;
mod scaffold;
mod tree;
mod vendor;

use api_model::api::{Api, Valid};
use api_model::diagnostic::{Diagnostic, Severity};
use api_model::source::Place;
use proc_macro2::TokenStream;
use std::sync::atomic::{AtomicUsize, Ordering};

use plan::Plan;
use print::{Banner, PrintError};

pub use scaffold::{ReadFile, Remark, Scaffold, ScaffoldError, scaffold};
pub use tree::{Differences, Tree, TreeError, is_generated, write_file};

/// How to generate.
#[derive(Debug, Clone)]
pub struct Options {
    /// The crate's name.
    pub name: String,
    /// The file name of the description, for the banner.
    pub spec: String,
    /// The command that generates the crate again, for the banner.
    pub command: String,
    /// Where the runtime comes from.
    pub runtime: Runtime,
    /// Whether to add progenitor's client behind a feature.
    pub progenitor: bool,
}

/// Where a generated crate has its runtime from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Runtime {
    /// The crate is part of the workspace that the runtime is part of.
    Workspace {
        /// The runtime's folder, relative to the crate's.
        path: String,
    },
    /// The crate stands alone and brings the runtime's sources along.
    Vendored,
}

/// What was generated.
#[derive(Debug, Clone)]
pub struct Generated {
    /// The files of the crate.
    pub tree: Tree,
    /// What the description has and the code has not, or has in a plainer form.
    pub notes: Vec<Diagnostic>,
    /// How many operations have something of that in them or in a schema they use.
    pub fallbacks: usize,
    /// Limits of progenitor's client alone.
    pub progenitor_notes: Vec<Diagnostic>,
    /// How many operations progenitor's client has.
    pub progenitor_operations: usize,
}

/// Generates the crate of an API. The same model and options give the same bytes.
///
/// What cannot be expressed falls back to raw JSON or bytes and is among the notes. A file that could not be printed
/// is a fault of this crate; it is left out, and a note of the severity `Error` says so.
#[must_use]
pub fn generate(api: &Valid<Api>, options: &Options) -> Generated {
    let plan = plan::plan(api);
    let banner = Banner {
        spec: options.spec.clone(),
        command: options.command.clone(),
    };
    let mut out = Output {
        tree: Tree::default(),
        notes: plan.notes.clone(),
        banner: &banner,
    };
    for (path, printed) in print_files(&plan, &banner) {
        out.add(path, printed);
    }
    if let Some(data) = emit::example_data(&plan, &banner.line()) {
        out.tree.insert("src/examples.json", data);
    }
    let (mut progenitor_notes, mut progenitor_operations) = (Vec::new(), 0);
    let mut with_progenitor = false;
    if options.progenitor {
        match progenitor::generate(api, &|schema| plan.progenitor_types.get(&schema).cloned()) {
            Ok(generated) => {
                with_progenitor = out.print("src/progenitor.rs", &generated.docs, generated.tokens);
                progenitor_notes = generated.limits;
                progenitor_operations = generated.operations;
            }
            Err(refusal) => progenitor_notes.push(refusal),
        }
    }
    let options = Options {
        progenitor: with_progenitor,
        ..options.clone()
    };
    out.print(
        "src/lib.rs",
        &crate_docs(&plan),
        modules(&plan, with_progenitor),
    );
    out.text(
        "Cargo.toml",
        emit::manifest::manifest(&plan, &options, &banner, vendor::rust_version()),
    );
    out.text(
        "README.md",
        emit::manifest::readme(&plan, &options, &banner, &noted(api, &out.notes)),
    );
    out.text(
        "docs/operations.md",
        emit::guide::guide(&plan, &options, &banner),
    );
    if options.runtime == Runtime::Vendored {
        vendor::add_runtime(&mut out.tree);
    }
    Generated {
        tree: out.tree,
        notes: out.notes,
        fallbacks: plan.fallbacks,
        progenitor_notes,
        progenitor_operations,
    }
}

/// A module: its path, its documentation, and what spells its items.
type Module = (&'static str, &'static str, fn(&Plan) -> TokenStream);

/// The modules that every crate has, the largest first: path, documentation, what gives the items.
const FILES: [Module; 5] = [
    (
        "src/client.rs",
        "The client: one method per operation, each giving a call that `send` carries out.",
        emit::client,
    ),
    (
        "src/server.rs",
        "The server: traits to implement, and the router that calls them.",
        emit::server,
    ),
    (
        "src/types.rs",
        "The types of the API: one per schema, then bodies and headers.",
        emit::types,
    ),
    (
        "src/operations.rs",
        "The operations of the API as data: method, path, security and server of each.",
        emit::operations,
    ),
    (
        "src/examples.rs",
        "The documented example of each operation, as its response; 501 where there is none.",
        emit::examples,
    ),
];

const WEBHOOKS: Module = (
    "src/webhooks.rs",
    "What comes in unasked, webhooks and callbacks: traits to implement, and the routers that call them.",
    emit::webhooks,
);

const CALLBACKS: Module = (
    "src/callbacks.rs",
    "What a server of the API sends to addresses that requests have named: its callbacks.",
    emit::callbacks,
);

/// The modules of this crate, the largest first.
fn files(plan: &Plan) -> Vec<Module> {
    let webhooks = (!plan.inbound.operations.is_empty()).then_some(WEBHOOKS);
    let callbacks = (!plan.inbound.callbacks.is_empty()).then_some(CALLBACKS);
    let [client, server, types, others @ ..] = FILES;
    let first = [client, server, types].into_iter();
    first
        .chain(webhooks)
        .chain(callbacks)
        .chain(others)
        .collect()
}

/// The tree as it grows.
struct Output<'a> {
    tree: Tree,
    notes: Vec<Diagnostic>,
    banner: &'a Banner,
}

/// Prints the modules, two at a time: their tokens weigh more than all else, so that more would be too many.
fn print_files(plan: &Plan, banner: &Banner) -> Vec<(&'static str, Result<String, PrintError>)> {
    let files = files(plan);
    let next = AtomicUsize::new(0);
    let work = || {
        let mut printed = Vec::new();
        while let Some((path, docs, emit)) = files.get(next.fetch_add(1, Ordering::Relaxed)) {
            let text = print::print_file(banner, &[(*docs).to_owned()], emit(plan));
            printed.push((*path, text));
        }
        printed
    };
    let mut printed = std::thread::scope(|scope| {
        let other = scope.spawn(work);
        let mut printed = work();
        match other.join() {
            Ok(more) => printed.extend(more),
            Err(panic) => std::panic::resume_unwind(panic),
        }
        printed
    });
    printed.sort_by_key(|(path, _)| files.iter().position(|(known, ..)| known == path));
    printed
}

impl Output<'_> {
    fn print(&mut self, path: &str, docs: &[String], tokens: TokenStream) -> bool {
        self.add(path, print::print_file(self.banner, docs, tokens))
    }

    fn add(&mut self, path: &str, printed: Result<String, PrintError>) -> bool {
        match printed {
            Ok(text) => {
                self.tree.insert(path, text);
                true
            }
            Err(error) => {
                self.fault(path, &error.message);
                false
            }
        }
    }

    fn text(&mut self, path: &str, text: Result<String, askama::Error>) {
        match text {
            Ok(text) => self.tree.insert(path, text),
            Err(error) => self.fault(path, &error.to_string()),
        }
    }

    fn fault(&mut self, path: &str, message: &str) {
        let message = format!("`{path}` could not be printed: {message}");
        let mut note = Diagnostic::warning("generator-fault", Place::default(), message);
        note.severity = Severity::Error;
        self.notes.push(
            note.help("this is a fault of the generator; please report it with the description"),
        );
    }
}

/// Notes for the README, without the folder of the machine that the description is on.
fn noted(api: &Api, notes: &[Diagnostic]) -> Vec<emit::manifest::Note> {
    let note = |note: &Diagnostic| {
        let location = api.sources.locate(note.place);
        let file = location.path.rsplit(['/', '\\']).next().unwrap_or_default();
        emit::manifest::Note {
            code: note.code,
            message: note.message.clone(),
            place: format!("{file}:{}", location.line),
        }
    };
    notes.iter().map(note).collect()
}

fn crate_docs(plan: &Plan) -> Vec<String> {
    let mut lines = vec![format!("{}, version {}.", plan.title, plan.version)];
    if !plan.docs.is_empty() {
        lines.push(String::new());
        lines.extend(plan.docs.iter().cloned());
    }
    lines.push(String::new());
    lines.push("What the code runs on is [`runtime`]: errors, options, streams, formats, credentials, and, with the".to_owned());
    lines.push("feature `hyper`, the accept loop `runtime::server::serve`.".to_owned());
    lines
}

fn modules(plan: &Plan, progenitor: bool) -> TokenStream {
    let webhooks = (!plan.inbound.operations.is_empty()).then(|| {
        quote::quote! {
            #[cfg(feature = "webhooks")]
            pub mod webhooks;
        }
    });
    let callbacks = (!plan.inbound.callbacks.is_empty()).then(|| {
        quote::quote! {
            #[cfg(feature = "callbacks")]
            pub mod callbacks;
        }
    });
    let progenitor = progenitor.then(|| {
        quote::quote! {
            #[cfg(feature = "progenitor")]
            pub mod progenitor;
        }
    });
    quote::quote! {
        pub mod operations;
        pub mod types;

        #[cfg(feature = "client")]
        pub mod client;

        #[cfg(feature = "server")]
        pub mod examples;

        #[cfg(feature = "server")]
        pub mod server;

        #webhooks

        #callbacks

        #progenitor

        #[cfg(all(doc, feature = "client"))]
        #[doc = include_str!("../docs/operations.md")]
        pub mod guide {}

        /// What the generated code runs on, so that its users need no dependency of their own for it.
        pub use api_runtime as runtime;

        #[cfg(feature = "client")]
        pub use client::Client;
    }
}
