//! What a report says and how: causes, places, commands, XML; and runs that cannot be.

use crate::parcels::{self, Lie};
use crate::{credentials, document};
use contract::{CannotRun, Credential, ExitStatus, Options, Target};
use std::net::TcpListener;
use std::time::Duration;

fn options() -> Options {
    Options {
        credentials: credentials(),
        ..Options::default()
    }
}

fn judge(lie: Lie, options: &Options) -> contract::Report {
    let server = parcels::start(lie);
    contract::run(document(), &Target::new(server.url), options).unwrap()
}

#[test]
fn failures_are_grouped_by_cause() {
    let report = judge(Lie::NumberAsString, &options());
    let causes: Vec<(&str, &str, Option<&str>)> = report
        .failures
        .iter()
        .map(|failure| {
            (
                failure.operation.as_str(),
                failure.location.as_str(),
                failure.pointer.as_deref(),
            )
        })
        .collect();
    let grams = "parcels.yaml:98:18";
    let expected = [
        ("listParcels", grams, Some("/0/grams")),
        ("createParcel", grams, Some("/grams")),
        ("readParcel", grams, Some("/grams")),
    ];
    assert_eq!(causes, expected);
    let first = &report.failures[0];
    assert!(first.count > 1);
    assert_eq!(
        (first.expected.as_str(), first.actual.as_str()),
        ("type: integer", "\"12\"")
    );
    assert!(
        first.curl.starts_with("curl 'http://127.0.0.1:"),
        "{}",
        first.curl
    );
    assert!(
        first.curl.contains("-H 'Authorization: Bearer ***'"),
        "{}",
        first.curl
    );
}

#[test]
fn terminal_keeps_to_eighty_columns() {
    let page = judge(Lie::AcceptsAnyBody, &options()).terminal(false);
    let commands = ["   curl ", "     -H ", "     --"];
    for line in page
        .lines()
        .filter(|line| !commands.iter().any(|start| line.starts_with(start)))
    {
        assert!(line.chars().count() <= 80, "{line}");
    }
    assert!(page.contains("5 of 5 operations"), "{page}");
    assert!(!page.contains('\u{1b}'));
    assert!(
        page.contains("response-time                                               never ran"),
        "{page}"
    );
}

#[test]
fn machines_read_every_line() {
    let report = judge(Lie::ExtraProperty, &options());
    let lines: Vec<serde_json::Value> = report
        .ndjson()
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let events = |name: &str| lines.iter().filter(|line| line["event"] == name).count();
    assert_eq!(events("case"), report.cases.len());
    assert_eq!(events("failure"), report.failures.len());
    assert_eq!(lines.last().unwrap()["outcome"], "failed");
}

#[test]
fn junit_is_well_formed_and_complete() {
    let report = judge(Lie::NotJson, &options());
    let text = report.junit();
    let names = well_formed(&text);
    let count = |name: &str| names.iter().filter(|one| *one == name).count();
    let cases = report.operations.len() * (report.checks.len() + 1);
    assert_eq!(count("testcase"), cases);
    assert!(
        text.contains(&format!("tests=\"{cases}\" failures=\"1\"")),
        "{text}"
    );
    assert_eq!(count("failure"), 1);
    assert!(count("skipped") > 0);
    assert!(text.contains("<testcase classname=\"readParcel\" name=\"body-valid\"><failure message=\"the body is not JSON"));
}

/// The names of all elements of a document that is well-formed as far as ours go.
fn well_formed(text: &str) -> Vec<String> {
    let mut names = Vec::new();
    let mut open: Vec<String> = Vec::new();
    let mut rest = text
        .strip_prefix("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n")
        .unwrap();
    while let Some((before, after)) = rest.split_once('<') {
        assert!(
            !before.contains('>') && entities_are_known(before),
            "{before}"
        );
        let (tag, after) = after.split_once('>').unwrap();
        rest = after;
        if let Some(name) = tag.strip_prefix('/') {
            assert_eq!(open.pop().as_deref(), Some(name));
            continue;
        }
        let (name, attributes) = tag
            .split_once(' ')
            .unwrap_or((tag.trim_end_matches('/'), ""));
        let values = attributes.trim_end_matches('/');
        assert!(
            values.matches('"').count().is_multiple_of(2) && entities_are_known(values),
            "{tag}"
        );
        names.push(name.to_owned());
        if !tag.ends_with('/') {
            open.push(name.to_owned());
        }
    }
    assert!(open.is_empty() && rest.trim().is_empty());
    names
}

fn entities_are_known(text: &str) -> bool {
    text.split('&').skip(1).all(|rest| {
        [
            "amp;", "lt;", "gt;", "quot;", "apos;", "#10;", "#9;", "#13;",
        ]
        .iter()
        .any(|one| rest.starts_with(one))
    })
}

#[test]
fn unreachable_targets_are_told_at_once() {
    let free = TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap();
    let refused = contract::run(
        document(),
        &Target::new(format!("http://{free}")),
        &options(),
    );
    assert!(
        matches!(refused, Err(CannotRun::Unreachable { .. })),
        "{refused:?}"
    );
    let unknown = contract::run(
        document(),
        &Target::new("http://understudy.invalid"),
        &options(),
    );
    assert!(
        matches!(unknown, Err(CannotRun::UnknownHost { .. })),
        "{unknown:?}"
    );
    let secure = contract::run(document(), &Target::new("https://example.com"), &options());
    assert!(
        matches!(secure, Err(CannotRun::UnsupportedScheme { .. })),
        "{secure:?}"
    );
}

#[test]
fn unknown_schemes_and_headers_that_are_none_are_refused() {
    let server = parcels::start(Lie::None);
    let target = Target::new(server.url);
    let credential = Credential {
        scheme: "tokn".into(),
        value: "x".into(),
    };
    let typo = Options {
        credentials: vec![credential],
        ..Options::default()
    };
    let error = contract::run(document(), &target, &typo)
        .unwrap_err()
        .to_string();
    assert_eq!(
        error,
        "the document has no security scheme `tokn`; it has: token"
    );
    let header = Options {
        headers: vec![("a b".into(), "c".into())],
        ..Options::default()
    };
    let error = contract::run(document(), &target, &header)
        .unwrap_err()
        .to_string();
    assert_eq!(error, "`a b` cannot be sent as a header");
}

/// A target that takes connections and says nothing costs a bounded time.
#[test]
fn silence_ends_the_run_in_time() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let options = Options {
        timeout: Duration::from_millis(150),
        time_budget: Duration::from_secs(20),
        ..options()
    };
    let report = contract::run(document(), &Target::new(url), &options).unwrap();
    assert_eq!(report.exit_status(), ExitStatus::Failed);
    assert!(
        report
            .failures
            .iter()
            .all(|failure| failure.check == "not-a-hang")
    );
    assert!(
        report.elapsed < Duration::from_secs(10),
        "{:?}",
        report.elapsed
    );
    assert!(
        report
            .operations
            .iter()
            .any(|operation| operation.given_up > 0)
    );
}

#[test]
fn time_budget_ends_the_run() {
    let options = Options {
        time_budget: Duration::ZERO,
        ..options()
    };
    let report = judge(Lie::None, &options);
    assert_eq!(report.exit_status(), ExitStatus::CouldNotRun);
    assert!(
        report
            .terminal(false)
            .contains("stopped early: the time budget")
    );
}

/// What answers with something else than HTTP is told as such.
#[test]
fn garbage_is_no_answer() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        use std::io::{Read as _, Write as _};
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let _ = stream.read(&mut [0; 1024]);
            let _ = stream.write_all(b"SSH-2.0-OpenSSH_9.6\r\n");
        }
    });
    let report = contract::run(document(), &Target::new(url), &options()).unwrap();
    assert!(
        report
            .failures
            .iter()
            .all(|failure| failure.check == "not-a-hang")
    );
    assert!(
        report.terminal(false).contains("no readable answer"),
        "{}",
        report.terminal(false)
    );
}

#[tokio::test]
async fn runs_inside_a_runtime() {
    let server = parcels::start(Lie::None);
    let target = Target::new(server.url);
    let report = contract::judge(document(), &target, &options())
        .await
        .unwrap();
    assert!(report.passed());
    let blocking = contract::run(document(), &target, &options()).unwrap();
    assert!(blocking.passed());
}
