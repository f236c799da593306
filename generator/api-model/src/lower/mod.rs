//! From trees to the model: one file per object of the specification.
//!
//! Each function reads one object from its [`Fields`], a typed view of the tree, straight into the
//! model's type, following `$ref`s as it meets them, so there is no typed document in between. 3.0
//! and 3.1 are told apart only here. Faults are collected, never returned: an object that cannot be
//! read is left out, and the model is thrown away in the end when an error was among the faults.

mod callback;
mod cycles;
mod document;
mod example;
mod fields;
mod header;
mod info;
mod link;
mod media;
mod memo;
mod operation;
mod parameter;
mod paths;
mod reference;
mod report;
mod request_body;
mod response;
mod schema;
mod security;
mod server;
pub(crate) mod shape;
mod suggest;
mod tag;
mod value;

pub(crate) use fields::{Entry, Fields, ObjectKind};
pub(crate) use reference::Kind;
pub(crate) use report::Report;
pub(crate) use shape::read_shapes;
pub(crate) use suggest::nearest;

use crate::api::{Api, Example, Header, Parameter, RequestBody, Response, Server};
use crate::diagnostic::Diagnostic;
use crate::resolve::Resolver;
use crate::source::{FileId, Place};
use memo::Kept;
use schema::SchemaQueue;

/// Everything lowering carries along.
pub(crate) struct Cx<'a> {
    /// The faults found so far.
    pub(crate) report: Report,
    /// Follows references.
    pub(crate) resolver: Resolver<'a>,
    entry: FileId,
    queue: SchemaQueue<'a>,
    memo: Memo,
    scheme_names: Vec<String>,
    document_servers: Vec<Server>,
    spent: usize,
    most: usize,
}

/// How large the model of a small document may become, in values and fields; a larger one may add
/// its own length. References to one large component from many places multiply it; the largest
/// documents without such tricks need a tenth of this.
const MOST: usize = 2_000_000;

/// Shared components are read once, however many references lead to them; the key is the address
/// of their node.
#[derive(Debug, Default)]
struct Memo {
    parameters: Kept<Parameter>,
    responses: Kept<Response>,
    headers: Kept<Header>,
    examples: Kept<Example>,
    request_bodies: Kept<RequestBody>,
}

impl<'a> Cx<'a> {
    fn new(resolver: Resolver<'a>, entry: FileId, report: Report) -> Self {
        let length = resolver.files.text_length(entry);
        Cx {
            report,
            resolver,
            entry,
            queue: SchemaQueue::default(),
            memo: Memo::default(),
            scheme_names: Vec::new(),
            document_servers: Vec::new(),
            spent: 0,
            most: MOST.saturating_add(length),
        }
    }

    /// Counts what is about to be added to the model. Nothing more is read once it is too large.
    pub(crate) fn spend(&mut self, amount: usize, place: Place) -> bool {
        let fits = self.spent <= self.most;
        self.spent = self.spent.saturating_add(amount);
        if fits && self.spent > self.most {
            let message = "the document grows beyond all measure when its references are followed";
            self.report
                .add(Diagnostic::error("too-large", place, message));
        }
        self.spent <= self.most
    }

    /// Whether a file speaks 3.0's dialect: by its own word, else by the entry document's.
    fn is_version_3_0(&self, file: FileId) -> bool {
        self.resolver.files.speaks_3_0(file)
    }
}

/// Lowers the entry document and all that it refers to. The model is whole only when the report
/// has no errors.
pub(crate) fn lower(
    resolver: Resolver<'_>,
    entry: FileId,
    report: Report,
) -> (Option<Api>, Report, Resolver<'_>) {
    let mut cx = Cx::new(resolver, entry, report);
    let api = cx.lower_document();
    let faults = cx.resolver.files.take_faults();
    cx.report.add_all(faults);
    (api, cx.report, cx.resolver)
}
