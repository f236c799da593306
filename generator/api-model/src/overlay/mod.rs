//! Overlays: a document changed as OpenAPI Overlay documents (1.0 and 1.1) say, so that nobody has
//! to edit a document to add an example or to take an operation out.
//!
//! An overlay is a list of actions, each with a target, which is a JSONPath query (RFC 9535), and
//! what is to become of the nodes it finds. Nodes that an overlay adds keep their place in the
//! overlay's file. Only the entry document is changed; what files it refers to stay as they are.

mod edit;

use crate::diagnostic::Diagnostic;
use crate::document::Node;
use crate::lower::Report;
use crate::source::{FileId, Loader, Place};
use edit::Step;
use serde_json::Value;
use serde_json_path::{JsonPath, PathElement};

const CODE: &str = "overlay";

/// What becomes of the nodes that a target names.
enum Change<'a> {
    Remove,
    Update(&'a Node),
}

/// Changes the tree of the entry document. What an overlay asks for and cannot be done is reported.
pub(crate) fn apply(loader: &mut Loader, entry: FileId, overlay: FileId, report: &mut Report) {
    let (Some(mut tree), Some(overlay)) = (loader.take_tree(entry), loader.take_tree(overlay))
    else {
        return;
    };
    let mut faults = Vec::new();
    for action in actions(&overlay, &mut faults) {
        // The query looks at plain values; places are of no interest to it.
        let value = tree.to_json();
        run(&mut tree, &value, action, &mut faults);
    }
    report.add_all(faults);
    loader.put_tree(entry, tree);
}

/// The actions of an overlay, or why it is none.
fn actions<'a>(overlay: &'a Node, faults: &mut Vec<Diagnostic>) -> &'a [Node] {
    let version = overlay.member("overlay").and_then(Node::as_str);
    let is_known = version.is_some_and(|version| {
        let mut numbers = version.split('.');
        numbers.next() == Some("1") && matches!(numbers.next(), Some("0" | "1"))
    });
    if !is_known {
        let message = match version {
            Some(version) => format!("overlays of version `{version}` are not known"),
            None => "this is no OpenAPI Overlay document".to_owned(),
        };
        let help = "the first line of one is `overlay: 1.0.0`";
        faults.push(Diagnostic::error(CODE, overlay.place, message).help(help));
        return &[];
    }
    match overlay
        .member("actions")
        .map(|node| (node, node.as_array()))
    {
        Some((_, Some(actions))) => actions,
        Some((node, None)) => {
            faults.push(Diagnostic::error(
                CODE,
                node.place,
                "`actions` is not an array",
            ));
            &[]
        }
        None => {
            faults.push(Diagnostic::error(
                CODE,
                overlay.place,
                "`actions` is missing",
            ));
            &[]
        }
    }
}

fn run(tree: &mut Node, value: &Value, action: &Node, faults: &mut Vec<Diagnostic>) {
    let Some((target, change)) = read_action(action, faults) else {
        return;
    };
    let Some(query) = parse_target(target, faults) else {
        return;
    };
    let found = query.query_located(value);
    if found.is_empty() {
        let text = target.as_str().unwrap_or_default();
        let message = format!("the target `{text}` is not in the document");
        faults.push(Diagnostic::warning(CODE, target.place, message));
    }
    // What is behind goes first, so that taking an item out moves none that is still to come.
    let paths: Vec<Vec<Step>> = found
        .locations()
        .map(|path| path.iter().map(step).collect())
        .collect();
    for path in paths.iter().rev() {
        if let Err(message) = edit::edit(tree, path, &change) {
            faults.push(Diagnostic::error(CODE, target.place, message));
            return;
        }
    }
}

fn step(element: &PathElement<'_>) -> Step {
    match element {
        PathElement::Name(name) => Step::Name((*name).to_owned()),
        PathElement::Index(index) => Step::Index(*index),
    }
}

/// The target of an action, and what is to become of it.
fn read_action<'a>(
    action: &'a Node,
    faults: &mut Vec<Diagnostic>,
) -> Option<(&'a Node, Change<'a>)> {
    let mut error = |place: Place, message: &str| {
        faults.push(Diagnostic::error(CODE, place, message));
        None
    };
    let Some(target) = action.member("target") else {
        return error(action.place, "an action needs a `target`");
    };
    if let Some(copy) = action.member("copy") {
        return error(copy.place, "`copy` is not supported");
    }
    let removes = action.member("remove").and_then(Node::as_bool);
    match (removes, action.member("update")) {
        (Some(true), _) => Some((target, Change::Remove)),
        (_, Some(update)) => Some((target, Change::Update(update))),
        _ => error(
            action.place,
            "an action needs an `update`, or `remove: true`",
        ),
    }
}

fn parse_target(target: &Node, faults: &mut Vec<Diagnostic>) -> Option<JsonPath> {
    let text = target.as_str().unwrap_or_default();
    match JsonPath::parse(text) {
        Ok(query) => Some(query),
        Err(error) => {
            let message = format!("`{text}` is no JSONPath query: {}", error.message());
            let help = "such as `$.paths['/pets'].get` (RFC 9535)";
            faults.push(Diagnostic::error(CODE, target.place, message).help(help));
            None
        }
    }
}
