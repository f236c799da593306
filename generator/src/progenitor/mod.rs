//! The progenitor engine: the client that the `progenitor` crate makes, over our types.
//!
//! People know progenitor's client, and a second client that nobody here wrote keeps ours honest.
//! Left alone, progenitor refuses most documents, so it is not given the user's: [`prepare`] makes
//! a 3.0 document of what it understands, in which every schema is one of our types by its path,
//! [`engine`] runs it where it may panic, and [`mend`] puts right in its tokens what its input has
//! no words for. What it cannot do is listed with the result.
//!
//! This folder is the only one that names progenitor.

mod body;
mod engine;
mod identifiers;
mod mend;
mod parameters;
mod prepare;
mod responses;
mod rust_types;

use api_model::api::{Api, SchemaId, Valid};
use api_model::diagnostic::Diagnostic;
use proc_macro2::TokenStream;

/// Gives the Rust type of a schema's values as a path that holds inside the generated module:
/// `crate::types::User`, `::std::vec::Vec<i64>`. `None` stands for any JSON value.
pub(crate) type TypeOf<'a> = &'a dyn Fn(SchemaId) -> Option<String>;

/// What progenitor made of an API.
#[derive(Debug)]
pub(crate) struct Generated {
    /// The items of the module, lint allowances on those that need them.
    pub(crate) tokens: TokenStream,
    /// The module's documentation.
    pub(crate) docs: Vec<String>,
    /// What progenitor cannot do: operations left out, parameters taken as text, and so on.
    pub(crate) limits: Vec<Diagnostic>,
    /// How many operations it has.
    pub(crate) operations: usize,
}

/// Makes progenitor's client of an API.
///
/// # Errors
///
/// When progenitor makes nothing at all; an operation that it cannot take is left out and listed
/// in [`Generated::limits`].
#[expect(
    clippy::result_large_err,
    reason = "a diagnostic is what callers show, and there is one per API"
)]
pub(crate) fn generate(api: &Valid<Api>, types: TypeOf<'_>) -> Result<Generated, Diagnostic> {
    let mut prepared = prepare::prepare(api, types);
    let text = engine::run(&mut prepared).map_err(|reason| {
        let message = format!("progenitor makes nothing of this API: {reason}");
        Diagnostic::error("progenitor-failed", api.info.place, message)
    })?;
    let mut file = syn::parse_str::<syn::File>(&text).map_err(|error| {
        let message = format!("progenitor's output is not Rust: {error}");
        Diagnostic::error("progenitor-failed", api.info.place, message)
    })?;
    mend::mend(&mut file, &prepared);
    let tokens = file
        .items
        .iter()
        .map(quote::ToTokens::to_token_stream)
        .collect();
    Ok(Generated {
        tokens,
        docs: docs(api),
        operations: prepared.operations.len(),
        limits: prepared.limits,
    })
}

fn docs(api: &Api) -> Vec<String> {
    let title = crate::markdown::first_line(&api.info.title);
    vec![
        format!("A client for {title} as `progenitor` makes it, over this crate's types."),
        String::new(),
        "Credentials are headers of the `reqwest::Client` that is handed to \
         `Client::new_with_client`."
            .to_owned(),
    ]
}

#[cfg(test)]
mod tests;
