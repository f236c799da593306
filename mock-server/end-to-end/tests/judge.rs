//! The judge holds both kinds of server to the documents, and has nothing to report.

use contract::{Credential, Options, Target};
use end_to_end::{Mocked, Served, Specification, TOKEN, stubs};

/// Judges with several seeds; each makes other requests.
fn assert_passes(specification: &Specification, url: &str, options: &Options) {
    for seed in 0..3 {
        let options = Options {
            seed,
            ..options.clone()
        };
        assert_passes_once(specification, url, &options);
    }
}

fn assert_passes_once(specification: &Specification, url: &str, options: &Options) {
    let report = contract::run(specification.api.clone(), &Target::new(url), options);
    let report = report.unwrap_or_else(|error| panic!("{error}"));
    assert!(report.passed(), "{}", report.terminal(false));
    let all = specification.operations().len();
    assert_eq!(report.operations_covered(), (all, all));
    assert!(report.notes.is_empty(), "{:?}", report.notes);
}

/// With the token that the stubs accept, for these schemes.
fn with_token(schemes: &[&str]) -> Options {
    let credential = |scheme: &&str| Credential {
        scheme: (*scheme).to_owned(),
        value: TOKEN.to_owned(),
    };
    Options {
        credentials: schemes.iter().map(credential).collect(),
        ..Options::default()
    }
}

/// The mock passes with documented answers, and with answers made from the schemas. Each run has a session, hence a
/// world, of its own: what one run deletes the next would look for.
fn assert_mock_passes(specification: &Specification) {
    let mock = Mocked::start(specification);
    for seed in 0..3 {
        for dynamic in ["false", "true"] {
            let header = |name: &str, value: String| (name.to_owned(), value);
            let options = Options {
                seed,
                headers: vec![
                    header("prefer", format!("dynamic={dynamic}")),
                    header("x-mock-session", format!("{seed}-{dynamic}")),
                ],
                ..Options::default()
            };
            assert_passes_once(specification, &mock.url(), &options);
        }
    }
}

#[test]
fn the_mock_of_links_passes() {
    assert_mock_passes(&Specification::load("links"));
}

#[test]
fn the_mock_of_exolink_passes() {
    assert_mock_passes(&Specification::load("exolink"));
}

#[test]
fn the_mock_of_devo_passes() {
    assert_mock_passes(&Specification::load("devo"));
}

#[test]
fn the_stub_of_links_passes() {
    let specification = Specification::load("links");
    let server = Served::start(stubs::links());
    assert_passes(&specification, &server.url(), &with_token(&["accessToken"]));
}

#[test]
fn the_stub_of_exolink_passes() {
    let specification = Specification::load("exolink");
    let server = Served::start(stubs::exolink());
    assert_passes(&specification, &server.url(), &with_token(&["bearerToken"]));
}

#[test]
fn the_stub_of_devo_passes() {
    let specification = Specification::load("devo");
    let server = Served::start(stubs::devo());
    let schemes = [
        "bearerToken",
        "standAloneToken",
        "domainApiKey",
        "resellerApiKey",
        "requestSignature",
    ];
    assert_passes(&specification, &server.url(), &with_token(&schemes));
}
