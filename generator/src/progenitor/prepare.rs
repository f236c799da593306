//! An API as a 3.0 document of the kind progenitor understands.
//!
//! The document says only what progenitor reads. Where it would refuse, panic or make code that
//! does not compile, a sensible substitute is written and a limit noted.

use super::TypeOf;
use super::identifiers::{OperationNames, ParameterNames};
use super::mend::Mending;
use super::rust_types::RustTypes;
use crate::markdown;
use api_model::api::{Api, Operation, Valid};
use api_model::diagnostic::Diagnostic;
use api_model::source::Place;
use openapiv3::{
    AnySchema, Components, Info, OpenAPI, PathItem, ReferenceOr, Schema, SchemaData, SchemaKind,
};

/// What progenitor is given.
pub(super) struct Prepared {
    /// The document without its paths.
    frame: OpenAPI,
    /// Component schemas and the Rust types that replace them.
    pub(super) replacements: Vec<(String, String)>,
    /// The operations, in document order.
    pub(super) operations: Vec<PreparedOperation>,
    /// What had to be left out or changed.
    pub(super) limits: Vec<Diagnostic>,
}

/// One operation.
pub(super) struct PreparedOperation {
    /// Where it was written.
    pub(super) place: Place,
    /// How people know it.
    pub(super) label: String,
    /// The type of its builder.
    pub(super) builder: String,
    /// What is to be put right afterwards.
    pub(super) mending: Mending,
    path: String,
    method: &'static str,
    operation: openapiv3::Operation,
}

impl Prepared {
    /// A document with some of the operations.
    pub(super) fn document<'o>(
        &self,
        operations: impl Iterator<Item = &'o PreparedOperation>,
    ) -> OpenAPI {
        let mut document = self.frame.clone();
        for prepared in operations {
            let item = document.paths.paths.entry(prepared.path.clone());
            let item = item.or_insert_with(|| ReferenceOr::Item(PathItem::default()));
            if let ReferenceOr::Item(item) = item {
                *field(item, prepared.method) = Some(prepared.operation.clone());
            }
        }
        document
    }
}

fn field<'i>(item: &'i mut PathItem, method: &str) -> &'i mut Option<openapiv3::Operation> {
    match method {
        "put" => &mut item.put,
        "post" => &mut item.post,
        "delete" => &mut item.delete,
        "options" => &mut item.options,
        "head" => &mut item.head,
        "patch" => &mut item.patch,
        "trace" => &mut item.trace,
        _ => &mut item.get,
    }
}

/// Prepares an API.
pub(super) fn prepare(api: &Valid<Api>, types: TypeOf<'_>) -> Prepared {
    let mut preparer = Preparer {
        types: RustTypes::new(api, types),
        names: OperationNames::default(),
        limits: Vec::new(),
    };
    let operations = api
        .operations
        .iter()
        .filter_map(|operation| preparer.operation(operation))
        .collect();
    let replacements: Vec<(String, String)> = preparer.types.replacements().collect();
    let mut frame = frame(api);
    let components = frame.components.get_or_insert_with(Components::default);
    for (name, _) in &replacements {
        components
            .schemas
            .insert(name.clone(), ReferenceOr::Item(anything()));
    }
    Prepared {
        frame,
        replacements,
        operations,
        limits: preparer.limits,
    }
}

/// Prepares operations one by one.
pub(super) struct Preparer<'a> {
    pub(super) types: RustTypes<'a>,
    names: OperationNames,
    limits: Vec<Diagnostic>,
}

/// Why an operation cannot be had, and where that is said.
pub(super) struct Refusal {
    pub(super) place: Place,
    pub(super) reason: String,
}

/// An operation while it is prepared.
pub(super) struct Draft<'a> {
    pub(super) source: &'a Operation,
    pub(super) operation: openapiv3::Operation,
    /// The path, its parameters renamed where they had to be.
    pub(super) path: String,
    pub(super) names: ParameterNames,
    pub(super) mending: Mending,
}

impl Preparer<'_> {
    fn operation(&mut self, source: &Operation) -> Option<PreparedOperation> {
        let mut draft = Draft {
            source,
            operation: openapiv3::Operation {
                description: docs(source),
                ..Default::default()
            },
            path: source.path.text.clone(),
            names: ParameterNames::default(),
            mending: Mending::default(),
        };
        if let Err(refusal) = self.fill(&mut draft) {
            self.limits
                .push(left_out(refusal.place, &source.label(), &refusal.reason));
            return None;
        }
        let wanted = match &source.operation_id {
            Some(id) => id.clone(),
            None => format!("{} {}", source.method.field(), source.path),
        };
        let (name, builder) = self.names.take(&wanted);
        draft.operation.operation_id = Some(name);
        Some(PreparedOperation {
            place: source.place,
            label: source.label(),
            builder,
            mending: draft.mending,
            path: draft.path,
            method: source.method.field(),
            operation: draft.operation,
        })
    }

    fn fill(&mut self, draft: &mut Draft<'_>) -> Result<(), Refusal> {
        if draft.source.method.field() == "trace" {
            let reason = "its client cannot send TRACE requests".to_owned();
            return Err(Refusal {
                place: draft.source.place,
                reason,
            });
        }
        self.parameters(draft)?;
        self.body(draft)?;
        self.responses(draft);
        Ok(())
    }

    /// Notes what the engine cannot do for an operation that it has.
    pub(super) fn limit(&mut self, draft: &Draft<'_>, place: Place, what: &str) {
        let message = format!("progenitor's `{}`: {what}", draft.source.label());
        self.limits
            .push(Diagnostic::warning("progenitor-limit", place, message));
    }
}

/// The note that an operation is missing.
pub(super) fn left_out(place: Place, label: &str, reason: &str) -> Diagnostic {
    let message = format!("progenitor's client has no `{label}`: {reason}");
    Diagnostic::warning("progenitor-limit", place, message)
}

fn docs(source: &Operation) -> Option<String> {
    let mut lines = markdown::lines(source.summary.as_deref().unwrap_or_default());
    let more = markdown::lines(source.description.as_deref().unwrap_or_default());
    if !lines.is_empty() && !more.is_empty() {
        lines.push(String::new());
    }
    lines.extend(more);
    (!lines.is_empty()).then(|| lines.join("\n"))
}

/// What progenitor reads of the document itself. The version goes into a header, so it may only
/// have characters that a header may.
fn frame(api: &Api) -> OpenAPI {
    let version = api
        .info
        .version
        .chars()
        .filter(|symbol| (' '..='~').contains(symbol))
        .collect();
    let description = api.info.description.as_deref().unwrap_or_default();
    OpenAPI {
        openapi: "3.0.3".to_owned(),
        info: Info {
            title: markdown::first_line(&api.info.title),
            description: Some(markdown::lines(description).join("\n")),
            version,
            ..Info::default()
        },
        ..OpenAPI::default()
    }
}

/// A schema whose contents do not matter.
pub(super) fn anything() -> Schema {
    Schema {
        schema_data: SchemaData::default(),
        schema_kind: SchemaKind::Any(AnySchema::default()),
    }
}
