//! Every lie is found by the check that is meant to find it, and by no other; the honest server
//! passes with nothing reported.

use crate::parcels::{self, Lie};
use crate::{credentials, document};
use contract::{ExitStatus, Options, Report, Target};
use std::time::Duration;

fn options(seed: u64) -> Options {
    Options {
        seed,
        timeout: Duration::from_millis(400),
        max_response_time: Some(Duration::from_millis(100)),
        credentials: credentials(),
        ..Options::default()
    }
}

fn judge(lie: Lie, seed: u64) -> Report {
    let server = parcels::start(lie);
    contract::run(document(), &Target::new(server.url), &options(seed)).unwrap()
}

/// The names of the checks that failed, and the operations they failed for.
fn failed(report: &Report) -> (Vec<&str>, Vec<&str>) {
    let mut checks: Vec<&str> = report
        .failures
        .iter()
        .map(|failure| failure.check)
        .collect();
    let mut operations: Vec<&str> = report
        .failures
        .iter()
        .map(|failure| failure.operation.as_str())
        .collect();
    for names in [&mut checks, &mut operations] {
        names.sort_unstable();
        names.dedup();
    }
    (checks, operations)
}

fn finds(lie: Lie, check: &str, operation: &str) {
    let report = judge(lie, 0);
    let (checks, operations) = failed(&report);
    let page = report.terminal(false);
    assert!(
        operations.contains(&operation),
        "{lie:?}: {operations:?}\n{page}"
    );
    assert_eq!(checks, [check], "{lie:?}\n{page}");
    assert_eq!(report.exit_status(), ExitStatus::Failed);
    assert!(!page.contains("the-real-token"), "{page}");
}

#[test]
fn honest_server_passes_on_several_seeds() {
    for seed in [0, 1, 2, 3, 42] {
        let report = judge(Lie::None, seed);
        assert!(report.passed(), "seed {seed}\n{}", report.terminal(false));
        assert_eq!(report.operations_covered(), (5, 5));
        let silent: Vec<&str> = report
            .checks
            .iter()
            .filter(|(_, count)| count.ran == 0)
            .map(|(info, _)| info.name)
            .collect();
        assert!(silent.is_empty(), "never ran: {silent:?}");
    }
}

#[test]
fn same_seed_asks_the_same() {
    let asked = |report: Report| -> Vec<(String, String)> {
        report
            .cases
            .into_iter()
            .map(|case| (case.title, case.path))
            .collect()
    };
    assert_eq!(asked(judge(Lie::None, 7)), asked(judge(Lie::None, 7)));
}

#[test]
fn lies_about_status() {
    finds(Lie::UndeclaredStatus, "status-declared", "listParcels");
    finds(Lie::FailsOnOddInput, "server-error", "createParcel");
    finds(Lie::FailsOnValidInput, "server-error", "listParcels");
}

#[test]
fn lies_about_headers() {
    finds(
        Lie::MissingHeader,
        "header-present-and-valid",
        "listParcels",
    );
    finds(
        Lie::HeaderOfWrongType,
        "header-present-and-valid",
        "listParcels",
    );
}

#[test]
fn lies_about_bodies() {
    finds(Lie::ExtraProperty, "body-valid", "listParcels");
    finds(Lie::MissingProperty, "body-valid", "readParcel");
    finds(Lie::NumberAsString, "body-valid", "createParcel");
    finds(Lie::UnknownEnumValue, "body-valid", "readParcel");
    finds(Lie::NotJson, "body-valid", "readParcel");
    finds(Lie::EmptyBody, "body-valid", "readParcel");
    finds(Lie::TextOutsideEnum, "body-valid", "health");
    finds(
        Lie::ProblemWithAnotherStatus,
        "problem-details",
        "createParcel",
    );
}

#[test]
fn lies_about_media_types() {
    finds(Lie::WrongContentType, "content-type-declared", "readParcel");
    finds(Lie::NoContentType, "content-type-declared", "readParcel");
}

#[test]
fn accepting_what_should_be_refused() {
    finds(Lie::AcceptsAnyBody, "broken-input-refused", "createParcel");
    finds(Lie::AcceptsAnyLimit, "broken-input-refused", "listParcels");
    finds(
        Lie::AcceptsMissingParameter,
        "broken-input-refused",
        "listParcels",
    );
    finds(
        Lie::AcceptsAnyMediaType,
        "broken-input-refused",
        "createParcel",
    );
    finds(
        Lie::AcceptsMalformedJson,
        "broken-input-refused",
        "createParcel",
    );
    finds(
        Lie::AcceptsUnknownState,
        "broken-input-refused",
        "listParcels",
    );
}

#[test]
fn refusing_what_should_be_accepted() {
    finds(
        Lie::RefusesTheMaximum,
        "valid-input-accepted",
        "listParcels",
    );
    finds(
        Lie::RefusesAnEnumValue,
        "valid-input-accepted",
        "listParcels",
    );
    finds(
        Lie::RefusesAnOptionalProperty,
        "valid-input-accepted",
        "createParcel",
    );
}

#[test]
fn lies_about_authentication() {
    finds(
        Lie::IgnoresAuthentication,
        "authentication-enforced",
        "deleteParcel",
    );
    finds(
        Lie::AcceptsInventedCredentials,
        "authentication-enforced",
        "createParcel",
    );
}

#[test]
fn lies_about_time() {
    finds(Lie::Hangs, "not-a-hang", "deleteParcel");
    finds(Lie::HangsInTheBody, "not-a-hang", "health");
    finds(Lie::ClosesTheConnection, "not-a-hang", "deleteParcel");
    finds(Lie::IsSlow, "response-time", "deleteParcel");
}

#[test]
fn lies_about_methods() {
    finds(Lie::AnswersEveryMethod, "unsupported-method", "health");
    finds(Lie::NoAllow, "unsupported-method", "listParcels");
    finds(Lie::IncompleteAllow, "unsupported-method", "readParcel");
    finds(
        Lie::HeadHasAnotherStatus,
        "head-agrees-with-get",
        "readParcel",
    );
    finds(Lie::HeadHasAnotherType, "head-agrees-with-get", "health");
}
