//! What a run is about: operations and checks that are chosen, failures that are accepted, and a
//! pace that is kept.

use crate::parcels::{self, Lie};
use crate::{credentials, document};
use contract::{Accepted, CannotRun, ExitStatus, Options, Report, Scope, Target};
use std::time::Duration;

fn run(lie: Lie, change: impl FnOnce(&mut Options)) -> Result<Report, CannotRun> {
    let server = parcels::start(lie);
    let mut options = Options {
        credentials: credentials(),
        ..Options::default()
    };
    change(&mut options);
    contract::run(document(), &Target::new(server.url), &options)
}

fn exercised(report: &Report) -> Vec<&str> {
    let sent = report.operations.iter().filter(|it| it.requests > 0);
    sent.map(|it| it.label.as_str()).collect()
}

#[test]
fn only_what_is_selected_is_asked() {
    let cases: [(&[&str], &[&str], &[&str]); 5] = [
        (&["readParcel"], &[], &["readParcel"]),
        (&["/parcels/*"], &[], &["readParcel", "deleteParcel"]),
        (&["GET /*"], &["health"], &["listParcels", "readParcel"]),
        (&["*Parcel"], &["delete*"], &["createParcel", "readParcel"]),
        (&["post /parcels"], &[], &["createParcel"]),
    ];
    for (include, exclude, expected) in cases {
        let own = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
        let report = run(Lie::None, |options| {
            options.scope.operations = own(include);
            options.scope.without_operations = own(exclude);
        });
        let report = report.unwrap();
        assert_eq!(exercised(&report), expected);
        assert!(report.passed(), "{}", report.terminal(false));
        assert_eq!(report.operations_covered().1, expected.len());
    }
}

#[test]
fn a_server_with_real_data_is_only_read() {
    let report = run(Lie::None, |options| options.scope.safe_only = true).unwrap();
    assert_eq!(exercised(&report), ["listParcels", "readParcel", "health"]);
    let methods: Vec<&str> = report.cases.iter().map(|case| case.method).collect();
    assert!(
        methods
            .iter()
            .all(|it| ["GET", "HEAD", "OPTIONS"].contains(it)),
        "{methods:?}"
    );
    assert!(report.passed(), "{}", report.terminal(false));
}

#[test]
fn checks_can_be_chosen_and_left_out() {
    let only = run(Lie::NumberAsString, |options| {
        options.scope.checks = vec!["status-declared".into()];
    });
    let only = only.unwrap();
    assert!(only.passed());
    assert_eq!(only.check("body-valid").unwrap().ran, 0);
    assert!(only.check("status-declared").unwrap().ran > 0);
    let without = run(Lie::NumberAsString, |options| {
        options.scope.without_checks = vec!["body-valid".into()];
    });
    assert!(without.unwrap().passed());
}

#[test]
fn selections_that_mean_nothing_are_refused() {
    let told = |change: fn(&mut Options)| run(Lie::None, change).unwrap_err().to_string();
    let check = told(|options| options.scope.checks = vec!["bodies".into()]);
    assert!(
        check.starts_with("there is no check `bodies`; there are: not-a-hang, "),
        "{check}"
    );
    let operation = told(|options| options.scope.without_operations = vec!["listParcel".into()]);
    assert!(
        operation.starts_with("`listParcel` selects no operation: "),
        "{operation}"
    );
    let nothing = told(|options| {
        options.scope = Scope {
            operations: vec!["createParcel".into()],
            safe_only: true,
            ..Scope::default()
        };
    });
    assert!(
        nothing.starts_with("no operation is left to exercise"),
        "{nothing}"
    );
}

fn accepted(check: &str, operation: &str) -> Accepted {
    Accepted {
        check: check.into(),
        operation: operation.into(),
        because: "known, to be mended".into(),
    }
}

#[test]
fn accepted_failures_do_not_count_and_are_shown() {
    let report = run(Lie::NumberAsString, |options| {
        options.accepted = vec![
            accepted("body-valid", "/parcels*"),
            accepted("server-error", "health"),
        ];
    });
    let report = report.unwrap();
    let page = report.terminal(false);
    assert_eq!(report.exit_status(), ExitStatus::Passed, "{page}");
    assert!(report.check("body-valid").unwrap().accepted > 0);
    assert!(page.contains("body-valid: /parcels*, "), "{page}");
    assert!(
        page.contains("server-error: health, no longer needed"),
        "{page}"
    );
    assert!(report.junit().contains("fails as the baseline accepts"));
    assert!(report.html().contains("known, to be mended"));
    assert!(report.ndjson().contains("\"event\":\"accepted\""));
}

#[test]
fn other_failures_count_beside_accepted_ones() {
    let report = run(Lie::NumberAsString, |options| {
        options.accepted = vec![accepted("body-valid", "listParcels")];
    });
    let report = report.unwrap();
    assert_eq!(report.exit_status(), ExitStatus::Failed);
    assert!(
        report
            .failures
            .iter()
            .all(|failure| failure.operation != "listParcels")
    );
}

#[test]
fn a_baseline_about_nothing_is_refused() {
    let unknown = |entry: Accepted| run(Lie::None, |options| options.accepted = vec![entry]);
    let error = unknown(accepted("body-valid", "listUsers"))
        .unwrap_err()
        .to_string();
    assert!(
        error.contains("which is no operation of the document"),
        "{error}"
    );
    let error = unknown(accepted("bodies", "health"))
        .unwrap_err()
        .to_string();
    assert!(error.contains("there is no check `bodies`"), "{error}");
}

#[test]
fn a_check_that_never_ran_can_be_a_failure() {
    let demand = |scope: Scope| {
        let change = |options: &mut Options| {
            options.require_coverage = true;
            options.scope = scope;
        };
        run(Lie::None, change).unwrap()
    };
    let whole = demand(Scope::default());
    assert!(whole.passed(), "{}", whole.terminal(false));
    let part = demand(Scope {
        operations: vec!["health".into()],
        ..Scope::default()
    });
    assert_eq!(part.exit_status(), ExitStatus::Failed);
    assert!(
        part.uncovered.contains(&"broken-input-refused"),
        "{:?}",
        part.uncovered
    );
    assert!(part.terminal(false).contains("never ran, and had to"));
}

#[test]
fn a_pace_is_kept() {
    let report = run(Lie::None, |options| {
        options.rate = Some(50);
        options.scope.operations = vec!["health".into()];
    });
    let report = report.unwrap();
    let least = Duration::from_millis(20) * (report.requests() as u32 - 1);
    assert!(
        report.elapsed >= least,
        "{:?} for {} requests",
        report.elapsed,
        report.requests()
    );
    assert!(report.passed(), "{}", report.terminal(false));
}

#[test]
fn annotations_point_at_lines_of_the_document() {
    let report = run(Lie::NumberAsString, |_| {}).unwrap();
    let text = report.github();
    assert_eq!(text.lines().count(), report.failures.len());
    let start = "::error file=parcels.yaml,line=98,col=18,title=body-valid%3A listParcels::";
    assert!(text.starts_with(start), "{text}");
    assert!(!text.contains("the-real-token"));
}

#[test]
fn the_page_is_whole_and_escaped() {
    let page = run(Lie::NotJson, |_| {}).unwrap().html();
    assert!(page.starts_with("<!doctype html>") && page.trim_end().ends_with("</html>"));
    for alien in [
        "http://cdn",
        "https://",
        "<script",
        "<link",
        "the-real-token",
    ] {
        assert!(!page.contains(alien), "{alien}");
    }
    assert!(page.contains("readParcel"));
}
