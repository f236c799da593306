//! The judge before a server that can be told to lie.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod lies;
mod parcels;
mod reports;
mod scope;

use api_model::api::{Api, Valid};
use contract::Credential;
use std::sync::Arc;

/// The document that the server claims to keep.
fn document() -> Arc<Valid<Api>> {
    let loaded = api_model::read_text("parcels.yaml", include_str!("parcels.yaml")).unwrap();
    assert!(loaded.warnings.all.is_empty(), "{:?}", loaded.warnings.all);
    Arc::new(loaded.api)
}

/// What the server lets in.
fn credentials() -> Vec<Credential> {
    vec![Credential {
        scheme: "token".into(),
        value: "the-real-token".into(),
    }]
}
