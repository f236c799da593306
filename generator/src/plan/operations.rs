//! Operations: their names, what goes in, what comes out, and which trait they belong to.

use api_model::api::{self, Api, Method, PathSegment};

use super::bodies::Way;
use super::call::{BodyKind, Group, Names, Operation, Scheme, Server};
use super::docs;
use super::item::Rule;
use super::names::{self, Scope};
use super::rules::prune;
use super::security::Securities;
use super::types::Planner;
use super::{answers, bodies, examples, parameters};
use crate::markdown;

/// Names that generated code has itself where operations' methods stand.
pub(crate) const RESERVED: &[&str] = &[
    "new",
    "documented",
    "with",
    "router",
    "identify",
    "answer",
    "core",
    "clone",
];

/// The names of all operations.
pub(crate) fn plan_names(api: &Api, methods: &mut Scope, statics: &mut Scope) -> Vec<Names> {
    let mut types = Scope::default();
    let mut planned = Vec::with_capacity(api.operations.len());
    for operation in &api.operations {
        let by_path = by_path(operation);
        let spelled = operation.operation_id.as_deref().unwrap_or_default();
        let spelled = if names::snake(spelled).is_empty() {
            by_path.as_str()
        } else {
            spelled
        };
        let plain = names::as_value(&names::snake(spelled), "operation");
        let method = methods.claim([
            plain.clone(),
            format!("{plain}_operation"),
            names::as_value(&names::snake(&by_path), "operation"),
        ]);
        let begin = names::camel(spelled);
        let begin = match begin.starts_with(unicode_ident::is_xid_start) {
            true => begin,
            false => format!("Operation{begin}"),
        };
        let types = types.claim([begin.clone(), names::camel(&method), names::camel(&by_path)]);
        let constant = names::screaming(&method);
        let constant = match constant.starts_with(unicode_ident::is_xid_start) {
            true => constant,
            false => format!("OPERATION_{constant}"),
        };
        let constant = statics.claim([constant.clone(), format!("{constant}_OPERATION")]);
        planned.push(Names {
            constant,
            method,
            types,
        });
    }
    planned
}

/// A name from method and path: `get users by id`.
fn by_path(operation: &api::Operation) -> String {
    let mut words = vec![operation.method.as_str().to_lowercase()];
    for piece in operation.path.segments.iter().flatten() {
        match piece {
            PathSegment::Literal(text) => words.push(text.clone()),
            PathSegment::Parameter(name) => words.push(format!("by {name}")),
        }
    }
    if let Some((_, variant)) = operation.path.text.split_once(['#', '?']) {
        words.push(variant.to_owned());
    }
    words.join(" ")
}

/// Decides one operation.
pub(crate) fn plan_operation(
    planner: &mut Planner<'_>,
    operation: &api::Operation,
    names: Names,
    securities: &Securities,
    servers: &[Server],
    schemes: &[Scheme],
    way: Way,
) -> Operation {
    let (security, access) = securities.find(&operation.security, schemes);
    let server = operation.servers.first();
    let server = server.and_then(|server| servers.iter().find(|known| known.url == server.url));
    let parameters = parameters::plan(planner, operation, &names.types);
    let body = bodies::plan(planner, operation, &names.types, way);
    let (answers, media) = answers::plan(planner, operation, &names.types);
    let mut produces: Vec<String> = Vec::new();
    for media_type in media {
        if !produces.contains(&media_type) {
            produces.push(media_type);
        }
    }
    Operation {
        samples: super::samples::plan(planner.api, operation, &parameters),
        label: operation.label(),
        method: method_name(operation.method),
        path: path_template(operation),
        docs: operation_docs(operation),
        deprecated: operation.deprecated,
        access,
        security,
        server: server.map(|server| server.constant.clone()),
        produces,
        parameters,
        body,
        example: examples::plan(planner.api, operation, &answers),
        answers,
        success: None,
        failure: None,
        pages: None,
        names,
    }
}

/// The template without the fragment or query that some documents tell operations apart by.
fn path_template(operation: &api::Operation) -> String {
    operation
        .path
        .text
        .split(['#', '?'])
        .next()
        .unwrap_or_default()
        .to_owned()
}

fn method_name(method: Method) -> &'static str {
    method.as_str()
}

fn operation_docs(operation: &api::Operation) -> Vec<String> {
    let mut lines = docs::text(operation.summary.as_deref());
    let description = docs::text(operation.description.as_deref());
    if lines.is_empty() || lines == description {
        lines = description;
    } else if !description.is_empty() {
        lines.push(String::new());
        lines.extend(description);
    }
    let mut address = markdown::code(&format!("{} {}", operation.method, operation.path));
    if operation.own_servers
        && let Some(server) = operation.servers.first()
    {
        address = format!("{address} on {}", markdown::code(&server.url));
    }
    docs::paragraph(&mut lines, address);
    lines
}

/// The traits of the server: one per tag, by the first tag of each operation; and the names that their module has.
pub(crate) fn plan_groups(api: &Api, planned: &[Operation]) -> (Vec<Group>, Scope) {
    // `A` and `T` are type parameters where the traits are named.
    let mut scope = Scope::without(&["Security", "Api", "Examples", "A", "T"]);
    for operation in planned {
        for suffix in ["Request", "Response"] {
            scope.claim([format!("{}{suffix}", operation.names.types)]);
        }
    }
    let mut groups: Vec<(Option<&str>, Vec<usize>)> = Vec::new();
    let declared = api.tags.iter().map(|tag| Some(tag.name.as_str()));
    groups.extend(declared.map(|tag| (tag, Vec::new())));
    groups.push((None, Vec::new()));
    let places: std::collections::HashMap<Option<&str>, usize> = groups
        .iter()
        .enumerate()
        .map(|(at, (tag, _))| (*tag, at))
        .collect();
    for (index, operation) in api.operations.iter().enumerate() {
        let tag = operation.tags.first().map(String::as_str);
        let place = places.get(&tag).or_else(|| places.get(&None));
        if let Some((_, operations)) = place.and_then(|place| groups.get_mut(*place)) {
            operations.push(index);
        }
    }
    groups.retain(|(_, operations)| !operations.is_empty());
    let groups = groups
        .into_iter()
        .map(|(tag, operations)| group(api, tag, operations, &mut scope))
        .collect();
    (groups, scope)
}

fn group(api: &Api, tag: Option<&str>, operations: Vec<usize>, scope: &mut Scope) -> Group {
    let spelled = names::camel(tag.unwrap_or(&api.info.title));
    let name = names::as_type(&spelled, "Operations");
    let name = scope.claim([name.clone(), format!("{name}Operations")]);
    let docs = match tag {
        None => vec!["Operations without a tag.".to_owned()],
        Some(tag) => {
            let described = api.tags.iter().find(|known| known.name == tag);
            let description = docs::text(described.and_then(|tag| tag.description.as_deref()));
            let mut lines = vec![format!("Operations tagged {}.", markdown::code(tag))];
            if !description.is_empty() {
                lines.push(String::new());
                lines.extend(description);
            }
            lines
        }
    };
    Group {
        name,
        docs,
        operations,
    }
}

/// Drops the calls of checks that do not exist.
pub(crate) fn prune_rules(operation: &mut Operation, checked: &[bool]) {
    let change = |rules: &mut Vec<Rule>| prune(rules, checked);
    operation
        .parameters
        .iter_mut()
        .for_each(|parameter| change(&mut parameter.rules));
    match operation.body.as_mut().map(|body| &mut body.kind) {
        Some(BodyKind::One(media)) => change(&mut media.rules),
        Some(BodyKind::Several { media, .. }) => media
            .iter_mut()
            .for_each(|(_, media)| change(&mut media.rules)),
        None => {}
    }
}
