//! Operations: which are gone, new or moved, and what surrounds them.

use super::change::{Level, Side};
use super::schema::Delta;
use super::sink::{Sink, Spot};
use super::{content, parameters, responses, security};
use api_model::api::{Api, Operation, PathSegment, PathTemplate, Server};
use indexmap::IndexMap;

/// Compares all operations, webhooks and callbacks of both documents.
pub(super) fn compare(sink: &mut Sink<'_>) {
    let (old, new) = (sink.old, sink.new);
    security::schemes(sink);
    servers(sink, &old.servers, &new.servers, &whole_api());
    let before = keyed(&old.operations);
    let after = keyed(&new.operations);
    pair(sink, &before, &after, false);
    let before = webhooks(old);
    let after = webhooks(new);
    pair(sink, &before, &after, true);
}

fn whole_api() -> Spot {
    Spot {
        operation: "the API".to_owned(),
        operation_id: None,
        outbound: false,
    }
}

fn keyed(operations: &[Operation]) -> IndexMap<String, &Operation> {
    let mut all = IndexMap::new();
    for operation in operations {
        all.entry(address(operation)).or_insert(operation);
    }
    all
}

fn webhooks(api: &Api) -> IndexMap<String, &Operation> {
    let mut all = IndexMap::new();
    for webhook in &api.webhooks {
        for operation in &webhook.operations {
            let key = format!("webhook {} {}", operation.method, webhook.name);
            all.entry(key).or_insert(operation);
        }
    }
    all
}

/// Method and path without the names of parameters, which callers do not see.
fn address(operation: &Operation) -> String {
    format!("{} {}", operation.method, anonymous(&operation.path))
}

fn anonymous(path: &PathTemplate) -> String {
    let mut text = String::new();
    for segment in &path.segments {
        text.push('/');
        for piece in segment {
            match piece {
                PathSegment::Literal(literal) => text.push_str(literal),
                PathSegment::Parameter(_) => text.push_str("{}"),
            }
        }
    }
    // What some documents append to tell operations of one path apart.
    if let Some(at) = path.text.find(['#', '?']) {
        text.push_str(path.text.get(at..).unwrap_or_default());
    }
    text
}

fn pair(
    sink: &mut Sink<'_>,
    before: &IndexMap<String, &Operation>,
    after: &IndexMap<String, &Operation>,
    outbound: bool,
) {
    for (key, old) in before {
        if let Some(new) = after.get(key) {
            both(sink, &spot(key, new, outbound), old, new);
        } else if let Some((to, new)) = moved(old, before, after) {
            let spot = spot(to, new, outbound);
            let message = format!(
                "`{}` moved from {} to {}",
                new.label(),
                shown(key, old),
                shown(to, new)
            );
            let places = (Some(old.place), Some(new.place));
            sink.add(
                &spot,
                "",
                Side::Operation,
                Delta::new("operation-moved", Level::Breaking, message, places),
            );
            both(sink, &spot, old, new);
        } else {
            let level = if outbound {
                Level::Caution
            } else {
                Level::Breaking
            };
            let message = format!("{} is gone", shown(key, old));
            sink.add(
                &spot(key, old, outbound),
                "",
                Side::Operation,
                Delta::new("operation-removed", level, message, (Some(old.place), None)),
            );
        }
    }
    for (key, new) in after {
        if !before.contains_key(key) && moved(new, after, before).is_none() {
            let message = format!("{} is new", shown(key, new));
            sink.add(
                &spot(key, new, outbound),
                "",
                Side::Operation,
                Delta::new(
                    "operation-added",
                    Level::Compatible,
                    message,
                    (None, Some(new.place)),
                ),
            );
        }
    }
}

/// The operation of the other document with the same `operationId`, when both have lost their
/// address.
fn moved<'a>(
    operation: &Operation,
    here: &IndexMap<String, &'a Operation>,
    there: &'a IndexMap<String, &'a Operation>,
) -> Option<(&'a String, &'a Operation)> {
    let id = operation.operation_id.as_deref()?;
    there
        .iter()
        .find(|(key, other)| other.operation_id.as_deref() == Some(id) && !here.contains_key(*key))
        .map(|(key, other)| (key, *other))
}

fn spot(key: &str, operation: &Operation, outbound: bool) -> Spot {
    Spot {
        operation: shown(key, operation),
        operation_id: operation.operation_id.clone(),
        outbound,
    }
}

fn shown(key: &str, operation: &Operation) -> String {
    if operation.path.text.is_empty() || key.starts_with("webhook ") {
        key.to_owned()
    } else {
        format!("{} {}", operation.method, operation.path)
    }
}

fn both(sink: &mut Sink<'_>, spot: &Spot, old: &Operation, new: &Operation) {
    let places = (Some(old.place), Some(new.place));
    if let (Some(before), Some(after)) = (&old.operation_id, &new.operation_id)
        && before != after
    {
        let message = format!("`operationId` was `{before}` and is `{after}`");
        sink.add(
            spot,
            "",
            Side::Operation,
            Delta::new("operation-id-changed", Level::Caution, message, places),
        );
    }
    if old.deprecated != new.deprecated {
        let (rule, message) = if new.deprecated {
            ("operation-deprecated", "the operation is deprecated now")
        } else {
            (
                "operation-undeprecated",
                "the operation is not deprecated any more",
            )
        };
        sink.add(
            spot,
            "",
            Side::Operation,
            Delta::new(rule, Level::Compatible, message.to_owned(), places),
        );
    }
    if old.own_servers || new.own_servers {
        servers(sink, &old.servers, &new.servers, spot);
    }
    security::requirements(sink, spot, old, new);
    parameters::compare(sink, spot, old, new);
    content::request_body(sink, spot, old, new);
    responses::compare(sink, spot, old, new);
    callbacks(sink, spot, old, new);
}

fn callbacks(sink: &mut Sink<'_>, spot: &Spot, old: &Operation, new: &Operation) {
    let gather = |operation: &Operation| -> Vec<(String, usize, usize)> {
        let mut all = Vec::new();
        for (outer, callback) in operation.callbacks.iter().enumerate() {
            for (inner, request) in callback.operations.iter().enumerate() {
                let key = format!(
                    "{} callback {} {} {}",
                    spot.operation, callback.name, request.method, callback.expression
                );
                all.push((key, outer, inner));
            }
        }
        all
    };
    let before = gather(old);
    let after = gather(new);
    fn pick<'o>(
        operation: &'o Operation,
        all: &[(String, usize, usize)],
    ) -> IndexMap<String, &'o Operation> {
        all.iter()
            .filter_map(|(key, outer, inner)| {
                let callback = operation.callbacks.get(*outer)?;
                Some((key.clone(), callback.operations.get(*inner)?))
            })
            .collect()
    }
    if !before.is_empty() || !after.is_empty() {
        pair(
            sink,
            &pick(old, &before),
            &pick(new, &after),
            !spot.outbound,
        );
    }
}

fn servers(sink: &mut Sink<'_>, old: &[Server], new: &[Server], spot: &Spot) {
    for server in old {
        if !new.iter().any(|other| other.url == server.url) {
            let message = format!("the server `{}` is gone", server.url);
            sink.add(
                spot,
                "",
                Side::Operation,
                Delta::new(
                    "server-removed",
                    Level::Caution,
                    message,
                    (Some(server.place), None),
                ),
            );
        }
    }
    for server in new {
        if !old.iter().any(|other| other.url == server.url) {
            let message = format!("the server `{}` is new", server.url);
            sink.add(
                spot,
                "",
                Side::Operation,
                Delta::new(
                    "server-added",
                    Level::Compatible,
                    message,
                    (None, Some(server.place)),
                ),
            );
        }
    }
}
