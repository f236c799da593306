//! What options say about themselves before anything is served.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use mock_server::{Credential, Mock, MockOptions};
use std::path::Path;
use std::sync::Arc;

fn check(credential: &str) -> Result<(), String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/specs/security.yaml");
    let api = api_model::load(&path, &Default::default()).unwrap().api;
    let credential: Credential = credential.parse().unwrap();
    let options = MockOptions {
        credentials: vec![credential],
        ..MockOptions::default()
    };
    // Making a mock never fails, whatever the options are.
    let mock = Mock::new(Arc::new(api), &options);
    assert!(!format!("{mock:?}").contains("s3cret"));
    options.check(mock.api())
}

#[test]
fn credentials_are_for_schemes_of_the_document() {
    assert_eq!(check("key=s3cret"), Ok(()));
    assert_eq!(check("basic=ada:s3cret"), Ok(()));
    assert_eq!(
        check("kye=s3cret").unwrap_err(),
        "the document has no security scheme `kye`; it has `key`, `queryKey`, `cookieKey`, \
         `basic`, `bearer`, `oauth`, `oidc`"
    );
    assert_eq!(
        check("basic=s3cret").unwrap_err(),
        "the credential of scheme `basic` must be `user:password`"
    );
    assert_eq!(
        check("key= ").unwrap_err(),
        "the credential of scheme `key` is empty"
    );
}

#[test]
fn what_is_no_credential_is_not_printed() {
    let error = "s3cret".parse::<Credential>().unwrap_err();
    assert_eq!(error, "expected `SCHEME=VALUE`");
}
