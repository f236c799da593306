//! The base paths an operation answers below.

use api_model::api::{Operation, Server};

/// Most base paths of one server; variables with long lists would multiply.
const MOST_BASES: usize = 16;

/// The base paths of an operation's servers, then the bare path, each once.
pub(crate) fn bases_of(operation: &Operation) -> Vec<String> {
    let mut bases: Vec<String> = Vec::new();
    let all = operation.servers.iter().flat_map(server_bases);
    for base in all.chain([String::new()]) {
        if !bases.contains(&base) {
            bases.push(base);
        }
    }
    bases
}

/// The base path with every variable at its default, then with the other values it may have.
fn server_bases(server: &Server) -> Vec<String> {
    let mut bases = vec![server.base_path()];
    let mut variants = vec![server.clone()];
    for (name, variable) in &server.variables {
        for value in &variable.enumeration {
            for index in 0..variants.len() {
                if variants.len() >= MOST_BASES {
                    break;
                }
                let mut variant = variants[index].clone();
                if let Some(variable) = variant.variables.get_mut(name) {
                    variable.default.clone_from(value);
                }
                variants.push(variant);
            }
        }
    }
    bases.extend(variants.iter().map(Server::base_path));
    bases
}
