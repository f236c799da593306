//! The parameters of a path template and the path parameters of its operations are the same ones
//! (OpenAPI 3.1 section 4.8.8.2).

use super::title;
use crate::api::{
    Api, Keywords, Location, Operation, Parameter, ParameterKind, Schema, SchemaId, Schemas, Shape,
    ShapeKind, Style, Type, TypeSet,
};
use crate::diagnostic::{Diagnostic, Severity};
use crate::lower::{Report, nearest};
use crate::source::Place;
use indexmap::IndexSet;
use std::collections::HashSet;

/// Adds what only the template names, as text; drops what only the operation declares.
pub(super) fn check_path_parameters(api: &mut Api, report: &mut Report) {
    for operation in &mut api.operations {
        let names = operation.path.parameter_names().map(str::to_owned);
        let names: IndexSet<String> = names.collect();
        drop_unused(operation, &names, report);
        let declared = operation.parameters.iter();
        let declared: HashSet<String> = declared
            .filter(|parameter| parameter.location == Location::Path)
            .map(|parameter| parameter.name.clone())
            .collect();
        for name in names.into_iter().filter(|name| !declared.contains(name)) {
            add_missing(operation, &name, &mut api.schemas, report);
        }
    }
}

fn drop_unused(operation: &mut Operation, names: &IndexSet<String>, report: &mut Report) {
    let unused = |parameter: &Parameter| {
        parameter.location == Location::Path && !names.contains(parameter.name.as_str())
    };
    let path = operation.path.text.clone();
    for parameter in operation.parameters.iter().filter(|one| unused(one)) {
        let name = &parameter.name;
        let message =
            format!("the path `{path}` has no place for the parameter `{name}`; it is ignored");
        let mut fault = Diagnostic::warning("unused-path-parameter", parameter.place, message)
            .related(operation.place, format!("needed for {}", title(operation)));
        if !report.is_full(Severity::Warning)
            && let Some(near) = nearest(name, names.iter().map(String::as_str))
        {
            fault = fault.help(format!("did you mean `{near}`?"));
        }
        report.add(fault);
    }
    operation.parameters.retain(|parameter| !unused(parameter));
}

fn add_missing(operation: &mut Operation, name: &str, schemas: &mut Schemas, report: &mut Report) {
    let message = format!(
        "{} does not declare the path parameter `{name}`; it is read as text",
        title(operation)
    );
    let help =
        format!("add `{{name: {name}, in: path, required: true, schema: {{type: string}}}}`");
    report
        .add(Diagnostic::warning("undeclared-path-parameter", operation.place, message).help(help));
    let schema = text_schema(schemas, operation.place);
    operation.parameters.push(Parameter {
        component: None,
        place: operation.place,
        name: name.to_owned(),
        location: Location::Path,
        description: None,
        required: true,
        deprecated: false,
        allow_empty_value: false,
        kind: ParameterKind::Schema {
            schema,
            style: Style::Simple,
            explode: false,
            allow_reserved: false,
        },
        examples: Default::default(),
        extensions: Default::default(),
    });
}

fn text_schema(schemas: &mut Schemas, place: Place) -> SchemaId {
    schemas.all.push(Schema {
        place,
        name: None,
        keywords: Keywords {
            types: TypeSet::default().with(Type::String),
            ..Keywords::default()
        },
        shape: Shape {
            nullable: false,
            kind: ShapeKind::String,
        },
    });
    SchemaId(schemas.all.len() as u32 - 1)
}
