//! Servers of the API and of single operations, and the variables of their URLs.

use api_model::api::{Api, ServerVariable};

use super::call::{Server, Variable, VariableValue};
use super::docs;
use super::enums;
use super::names::{self, Scope};
use crate::markdown;

/// What `operations.rs` imports.
const RESERVED: &[&str] = &[
    "Content", "Flow", "FlowKind", "Need", "Scheme", "Security", "Server", "Success",
];

/// Servers of the API and of single operations, each URL once.
pub(crate) fn plan_servers(api: &Api) -> Vec<Server> {
    let mut statics = Scope::default();
    let mut types = Scope::without(RESERVED);
    let mut planned: Vec<Server> = Vec::new();
    let own = api
        .operations
        .iter()
        .filter(|operation| operation.own_servers)
        .flat_map(|operation| &operation.servers);
    for server in api.servers.iter().chain(own) {
        if planned.iter().any(|known| known.url == server.url) {
            continue;
        }
        let constant = statics.claim(candidates(server, planned.is_empty()));
        let mut lines = vec![markdown::code(&server.url)];
        if let Some(description) = &server.description {
            let words = markdown::first_line(description);
            lines = vec![format!("{}: {words}", lines.concat())];
        }
        let name = match server.variables.is_empty() {
            true => String::new(),
            false => types.claim([names::camel(&constant)]),
        };
        planned.push(Server {
            variables: variables(server, &name, &mut types),
            constant,
            url: server.url.clone(),
            name,
            docs: lines,
        });
    }
    planned
}

/// By its rank, its description, then its host.
fn candidates(server: &api_model::api::Server, is_first: bool) -> Vec<String> {
    let mut candidates = Vec::new();
    if is_first {
        candidates.push("DEFAULT_SERVER".to_owned());
    }
    let described = names::screaming(server.description.as_deref().unwrap_or_default());
    let host = names::screaming(server.url.split("://").last().unwrap_or_default());
    for text in [described, host] {
        if !text.is_empty() && text.len() <= 40 && text.starts_with(unicode_ident::is_xid_start) {
            candidates.push(format!("{text}_SERVER").replace("_SERVER_SERVER", "_SERVER"));
        }
    }
    candidates.push("OTHER_SERVER".to_owned());
    candidates
}

fn variables(server: &api_model::api::Server, owner: &str, types: &mut Scope) -> Vec<Variable> {
    let mut fields = Scope::default();
    let plan = |(name, variable): (&String, &ServerVariable)| {
        let field = fields.claim([names::as_value(&names::snake(name), "variable")]);
        let mut docs = docs::text(variable.description.as_deref());
        if docs.is_empty() {
            docs.push(format!("{}.", markdown::code(name)));
        }
        let listed = !variable.enumeration.is_empty();
        let values = listed.then(|| {
            let ty = types.claim([format!("{owner}{}", names::camel(name))]);
            (ty, values(variable))
        });
        Variable {
            wire: name.clone(),
            field,
            default: variable.default.clone(),
            docs,
            values,
        }
    };
    server.variables.iter().map(plan).collect()
}

/// The values that are listed, and the default, which some documents forget to list.
fn values(variable: &ServerVariable) -> Vec<VariableValue> {
    let mut scope = Scope::without(&["Self"]);
    let mut found: Vec<VariableValue> = Vec::new();
    for text in variable.enumeration.iter().chain([&variable.default]) {
        if found.iter().any(|known| known.text == *text) {
            continue;
        }
        found.push(VariableValue {
            name: scope.claim(enums::candidates_of(text)),
            text: text.clone(),
        });
    }
    found
}
