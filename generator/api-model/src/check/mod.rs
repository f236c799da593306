//! Rules over the whole model, one to a file, each with its code, its words and its reading of a
//! slip. What they leave behind is fit to be a [`Valid<Api>`](crate::api::Valid).
//!
//! A rule may change the model: a slip with one sensible reading is a warning and is read that way.

mod defaults;
mod discriminators;
mod examples;
mod limits;
mod links;
mod operation_ids;
mod path_parameters;
mod paths;
mod patterns;
mod text_examples;

pub(crate) use examples::check_examples;

use crate::api::{Api, Operation};
use crate::lower::Report;

type Rule = fn(&mut Api, &mut Report);

const RULES: [Rule; 9] = [
    paths::check_paths,
    path_parameters::check_path_parameters,
    operation_ids::check_operation_ids,
    links::check_links,
    limits::check_limits,
    defaults::check_defaults,
    discriminators::check_discriminators,
    patterns::check_patterns,
    text_examples::check_text_examples,
];

/// Holds every rule against the model.
pub(crate) fn check(api: &mut Api, report: &mut Report) {
    for rule in RULES {
        rule(api, report);
    }
}

/// How people point at an operation in a message.
fn title(operation: &Operation) -> String {
    format!("{} {}", operation.method, operation.path)
}
