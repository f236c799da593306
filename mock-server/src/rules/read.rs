//! From files to rules, with everything that is wrong in one go.

use super::reader::Reader;
use super::{
    ActsOn, AnswerRule, Change, OperationRule, ResourceKind, ResourceRule, Rules, SignatureRule,
    When,
};
use crate::message::Wire;
use api_model::LoadOptions;
use api_model::api::{Api, Operation, Valid};
use api_model::diagnostic::Diagnostics;
use api_model::document::Node;
use api_model::source::Loader;
use http::HeaderName;
use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;

/// Why there are no rules.
#[derive(Debug)]
pub enum RulesError {
    /// A file could not be read.
    Io {
        /// Its path, as given.
        path: PathBuf,
        /// What the system said.
        error: std::io::Error,
    },
    /// The files have faults; warnings found on the way are among them.
    Faults(Diagnostics),
}

impl fmt::Display for RulesError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            RulesError::Io { path, error } => {
                write!(formatter, "cannot read `{}`: {error}", path.display())
            }
            RulesError::Faults(faults) => {
                let first = faults.all.first();
                let place = first.map(|fault| faults.sources.locate(fault.place));
                match (first, place) {
                    (Some(fault), Some(place)) => write!(formatter, "{place}: {}", fault.message),
                    _ => formatter.write_str("the rules have faults"),
                }
            }
        }
    }
}

impl std::error::Error for RulesError {}

pub(super) fn read(
    api: &Valid<Api>,
    files: &[PathBuf],
) -> Result<(Rules, Diagnostics), RulesError> {
    let mut loader = Loader::new(&LoadOptions {
        max_bytes: 16 << 20,
        ..LoadOptions::default()
    });
    let mut reader = Reader {
        api,
        faults: Vec::new(),
    };
    let mut rules = Rules::default();
    for path in files {
        let entry = loader.entry(path).map_err(|error| RulesError::Io {
            path: path.clone(),
            error,
        })?;
        reader.faults.extend(loader.take_faults());
        if let Some(tree) = loader.tree(entry) {
            read_file(&mut reader, tree, &mut rules);
        }
    }
    if !reader.has_errors() && !rules.is_empty() {
        for (place, message) in crate::world::unfollowed(api, &rules) {
            reader.error_at(place, message);
        }
    }
    let diagnostics = Diagnostics {
        all: reader.faults,
        sources: Arc::new(loader.into_sources()),
    };
    if diagnostics.has_errors() {
        return Err(RulesError::Faults(diagnostics));
    }
    Ok((rules, diagnostics))
}

fn read_file(reader: &mut Reader<'_>, tree: &Node, rules: &mut Rules) {
    let mut sections = reader.known(tree, &["resources", "operations", "signatures"]);
    // Operations speak of resources, wherever these stand.
    sections.sort_by_key(|(name, _)| *name != "resources");
    for (name, node) in sections {
        match name {
            "resources" => read_resources(reader, node, rules),
            "operations" => read_operations(reader, node, rules),
            _ => read_signatures(reader, node, rules),
        }
    }
}

fn read_resources(reader: &mut Reader<'_>, node: &Node, rules: &mut Rules) {
    for (name, member) in reader.members(node) {
        let kind = read_resource(reader, &member.node);
        if let Some(kind) = kind {
            rules.resources.push(ResourceRule {
                name: name.to_owned(),
                place: member.key_place,
                kind,
            });
        }
    }
}

fn read_resource(reader: &mut Reader<'_>, node: &Node) -> Option<ResourceKind> {
    let mut paths = Vec::new();
    let mut shown_by = None;
    let (mut id, mut below) = (None, Vec::new());
    for (name, value) in reader.known(node, &["paths", "shown-by", "id", "below"]) {
        match name {
            "paths" => paths = read_paths(reader, value),
            "shown-by" => {
                let member = node.as_object().and_then(|object| object.get("shown-by"));
                let named = reader.text(value).zip(member);
                shown_by = named.and_then(|(named, member)| reader.operation(&named, member));
            }
            "id" => id = reader.text(value),
            _ => below = reader.texts(value),
        }
    }
    match (paths.is_empty(), shown_by, id) {
        (false, None, None) => Some(ResourceKind::Collections(paths)),
        (true, Some(by), id) => Some(ResourceKind::Shown { by, id, below }),
        // What is wrong with the paths was said.
        (true, None, None) if node.member("paths").is_some() => None,
        _ => {
            reader.error(node, "a resource has either `paths`, or `shown-by`");
            None
        }
    }
}

/// Paths of collections that the document has.
fn read_paths(reader: &mut Reader<'_>, node: &Node) -> Vec<String> {
    let mut paths = Vec::new();
    for item in reader.items(node) {
        let Some(path) = reader.text(item) else {
            continue;
        };
        let mut operations = reader.api.operations.iter();
        let is_there = operations.any(|operation| operation.path.text == path);
        if is_there {
            paths.push(path);
        } else {
            reader.error(item, format!("the document has no path `{path}`"));
        }
    }
    paths
}

fn read_operations(reader: &mut Reader<'_>, node: &Node, rules: &mut Rules) {
    for (name, member) in reader.members(node) {
        let Some(id) = reader.operation(name, member) else {
            continue;
        };
        let operation = reader.api.operation(id);
        let read = read_operation(reader, operation, &member.node, &rules.resources);
        let rule = rules.operations.entry(id).or_default();
        rule.place = member.key_place;
        rule.answers.splice(..0, read.answers);
        rule.changes.extend(read.changes);
        rule.hides.extend(read.hides);
        rule.acts_on = read.acts_on.or(rule.acts_on.take());
    }
}

fn read_operation(
    reader: &mut Reader<'_>,
    operation: &Operation,
    node: &Node,
    resources: &[ResourceRule],
) -> OperationRule {
    let mut rule = OperationRule::default();
    for (name, value) in reader.known(node, &["acts-on", "answers", "changes", "hides"]) {
        match name {
            "acts-on" => rule.acts_on = read_acts_on(reader, value, resources),
            "answers" => {
                let items = reader.items(value).iter();
                let answers = items.map(|item| read_answer(reader, operation, item));
                rule.answers = answers.collect();
            }
            "changes" => {
                let items = reader.items(value).iter();
                rule.changes = items.map(|item| read_change(reader, item)).collect();
            }
            _ => {
                let pointers = reader.texts(value);
                let split = |pointer: &String| {
                    let tokens = pointer.split('/').skip(1);
                    tokens
                        .map(|token| token.replace("~1", "/").replace("~0", "~"))
                        .collect()
                };
                rule.hides = pointers.iter().map(split).collect();
            }
        }
    }
    rule
}

fn read_acts_on(
    reader: &mut Reader<'_>,
    node: &Node,
    resources: &[ResourceRule],
) -> Option<ActsOn> {
    let mut resource = None;
    let (mut below, mut id, mut each, mut creates) = (Vec::new(), None, None, false);
    for (name, value) in reader.known(node, &["resource", "below", "id", "for-each", "creates"]) {
        match name {
            "resource" => resource = reader.text(value),
            "below" => {
                let items = reader.items(value).iter();
                below = items.filter_map(|item| reader.template(item)).collect();
            }
            "id" => id = reader.template(value),
            "for-each" => each = reader.template(value),
            _ => creates = reader.flag(value),
        }
    }
    let Some(resource) = resource else {
        reader.error(node, "`acts-on` needs a `resource`");
        return None;
    };
    if !resources.iter().any(|known| known.name == resource) {
        reader.error(node, format!("there is no resource `{resource}` above"));
        return None;
    }
    Some(ActsOn {
        resource,
        below,
        id,
        each,
        creates,
    })
}

fn read_change(reader: &mut Reader<'_>, node: &Node) -> Change {
    let mut change = Change {
        when: When::default(),
        set: Vec::new(),
        unset: Vec::new(),
    };
    for (name, value) in reader.known(node, &["when", "unless", "set", "unset"]) {
        match name {
            "set" => {
                for (property, member) in reader.members(value) {
                    if let Some(template) = reader.template(&member.node) {
                        change.set.push((property.to_owned(), template));
                    }
                }
            }
            "unset" => change.unset = reader.texts(value),
            _ => {
                reader.when(name, value, &mut change.when);
            }
        }
    }
    change
}

const ANSWER_KEYS: [&str; 9] = [
    "when", "unless", "status", "example", "body", "message", "headers", "delay", "fault",
];

fn read_answer(reader: &mut Reader<'_>, operation: &Operation, node: &Node) -> AnswerRule {
    let mut answer = AnswerRule {
        when: When::default(),
        status: None,
        example: None,
        body: None,
        message: None,
        headers: Vec::new(),
        delay: None,
        wire: Wire::Whole,
    };
    for (name, value) in reader.known(node, &ANSWER_KEYS) {
        match name {
            "status" => answer.status = reader.status(value),
            "example" => answer.example = reader.text(value),
            "body" => answer.body = reader.template(value),
            "message" => answer.message = reader.template(value),
            "delay" => answer.delay = reader.latency(value),
            "fault" => answer.wire = reader.wire(value),
            "headers" => read_headers(reader, value, &mut answer),
            _ => {
                reader.when(name, value, &mut answer.when);
            }
        }
    }
    check_answer(reader, operation, node, &answer);
    answer
}

fn read_headers(reader: &mut Reader<'_>, node: &Node, answer: &mut AnswerRule) {
    for (name, member) in reader.members(node) {
        let parsed = HeaderName::from_bytes(name.as_bytes());
        match (parsed, reader.template(&member.node)) {
            (Ok(name), Some(template)) => answer.headers.push((name, template)),
            (Err(_), _) => reader.error(&member.node, format!("`{name}` cannot name a header")),
            _ => {}
        }
    }
}

/// What an answer names must be in the document; a status that is not can be sent all the same.
fn check_answer(reader: &mut Reader<'_>, operation: &Operation, node: &Node, answer: &AnswerRule) {
    if let Some(status) = answer.status
        && operation.response_for(status).is_none()
    {
        let label = operation.label();
        reader.warn(
            node,
            format!("`{label}` does not declare the status {status}"),
        );
    }
    if let Some(name) = &answer.example {
        let mut responses = operation.responses.iter();
        let is_there = responses.any(|(key, response)| {
            let fits = answer.status.is_none_or(|status| key.covers(status));
            let mut media = response.content.iter();
            fits && media.any(|(_, media)| media.examples.contains_key(name))
        });
        if !is_there {
            reader.error(node, format!("there is no example `{name}`"));
        }
    }
    let is_error = answer.status.is_some_and(|status| status >= 400);
    if answer.message.is_some() && !is_error {
        reader.error(node, "a `message` needs a `status` of 400 or more");
    }
}

fn read_signatures(reader: &mut Reader<'_>, node: &Node, rules: &mut Rules) {
    for (scheme, member) in reader.members(node) {
        let mut schemes = reader.api.security_schemes.iter();
        if !schemes.any(|known| known.name == scheme) {
            let message = format!("the document has no security scheme `{scheme}`");
            reader.error(&member.node, message);
        }
        let mut message = None;
        for (name, value) in reader.known(&member.node, &["hmac-sha256"]) {
            debug_assert_eq!(name, "hmac-sha256");
            message = reader.template(value);
        }
        match message {
            Some(message) => rules.signatures.push(SignatureRule {
                scheme: scheme.to_owned(),
                message,
            }),
            None => reader.error(
                &member.node,
                "a signature needs `hmac-sha256`: what is signed",
            ),
        }
    }
}
