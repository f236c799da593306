//! Recorded traffic held to a document: what was answered, what was asked, and what is no HTTP
//! Archive at all.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use api_model::api::{Api, Valid};
use contract::{ExitStatus, Options, Recording, Report, replay};
use serde_json::{Value, json};
use std::sync::Arc;

fn document() -> Arc<Valid<Api>> {
    let text = include_str!("judge/parcels.yaml");
    Arc::new(api_model::read_text("parcels.yaml", text).unwrap().api)
}

fn entry(method: &str, url: &str, request: Value, status: u16, body: Value) -> Value {
    let mut sent = json!({
        "method": method,
        "url": url,
        "headers": [
            {"name": "Authorization", "value": "Bearer s3cr3t"},
            {"name": "X-Depot", "value": "north"},
        ],
    });
    if !request.is_null() {
        let kind = json!({"name": "content-type", "value": "application/json"});
        sent["headers"].as_array_mut().unwrap().push(kind);
        sent["postData"] = json!({"mimeType": "application/json", "text": request.to_string()});
    }
    let kind = if status < 300 {
        "application/json"
    } else {
        "application/problem+json"
    };
    json!({
        "time": 12.5,
        "request": sent,
        "response": {
            "status": status,
            "headers": [{"name": "X-Total", "value": "1"}, {"name": "Location", "value": "/parcels/1"}],
            "content": {"mimeType": kind, "size": 10, "text": body.to_string()},
        },
    })
}

fn judge(entries: Vec<Value>, base: Option<&str>) -> Result<Report, contract::CannotRun> {
    let recording = Recording {
        name: "traffic.har".into(),
        text: json!({"log": {"entries": entries}}).to_string(),
        base_url: base.map(str::to_owned),
    };
    replay(&document(), &recording, &Options::default())
}

fn parcel() -> Value {
    json!({"id": 1, "to": "Bergen", "grams": 12, "state": "moving"})
}

fn failures(report: &Report) -> Vec<(&str, &str)> {
    report
        .failures
        .iter()
        .map(|failure| (failure.check, failure.operation.as_str()))
        .collect()
}

const BASE: &str = "https://parcels.example/v1";

#[test]
fn traffic_that_keeps_the_contract_passes() {
    let entries = vec![
        entry(
            "GET",
            &format!("{BASE}/parcels?limit=5&state=moving"),
            Value::Null,
            200,
            json!([parcel()]),
        ),
        entry(
            "POST",
            &format!("{BASE}/parcels"),
            json!({"to": "Bergen", "grams": 12}),
            201,
            parcel(),
        ),
        entry(
            "GET",
            &format!("{BASE}/parcels/1"),
            Value::Null,
            200,
            parcel(),
        ),
        entry(
            "GET",
            "https://fonts.example/a.woff",
            Value::Null,
            200,
            json!(1),
        ),
    ];
    let report = judge(entries, Some(BASE)).unwrap();
    assert_eq!(
        report.exit_status(),
        ExitStatus::Passed,
        "{}",
        report.terminal(false)
    );
    assert_eq!(report.operations_covered(), (3, 3));
    assert_eq!(report.requests(), 3);
    assert!(report.notes.is_empty(), "{:?}", report.notes);
}

#[test]
fn answers_that_break_the_contract_are_found() {
    let mut wrong = parcel();
    wrong["grams"] = json!("heavy");
    let entries = vec![
        entry("GET", &format!("{BASE}/parcels/1"), Value::Null, 200, wrong),
        entry(
            "GET",
            &format!("{BASE}/parcels/2"),
            Value::Null,
            302,
            json!({}),
        ),
    ];
    let report = judge(entries, Some(BASE)).unwrap();
    assert_eq!(
        failures(&report),
        [
            ("status-declared", "readParcel"),
            ("body-valid", "readParcel")
        ]
    );
    let page = report.terminal(false);
    assert!(page.contains("entry 0 of the recording"), "{page}");
    assert!(page.contains(&format!("curl '{BASE}/parcels/1'")), "{page}");
    assert!(!page.contains("s3cr3t"), "{page}");
}

#[test]
fn requests_with_a_fault_are_told_and_must_be_refused() {
    let problem = json!({"title": "refused", "status": 400});
    let cases = [
        (
            "GET",
            "/parcels?limit=99",
            Value::Null,
            "query parameter `limit`",
        ),
        (
            "GET",
            "/parcels?state=flying",
            Value::Null,
            "query parameter `state`",
        ),
        ("GET", "/parcels/none", Value::Null, "path parameter `id`"),
        ("POST", "/parcels", json!({"to": "Bergen"}), "the body"),
    ];
    for (method, path, body, told) in cases {
        let url = format!("{BASE}{path}");
        let refused = entry(method, &url, body.clone(), 400, problem.clone());
        let report = judge(vec![refused], Some(BASE)).unwrap();
        assert!(report.passed(), "{}", report.terminal(false));
        assert!(report.notes[0].message.contains(told), "{:?}", report.notes);
        let accepted = entry(
            method,
            &url,
            body,
            if method == "POST" { 201 } else { 200 },
            parcel(),
        );
        let report = judge(vec![accepted], Some(BASE)).unwrap();
        let found = failures(&report);
        assert!(
            found
                .iter()
                .any(|(check, _)| *check == "broken-input-refused"),
            "{found:?}"
        );
    }
}

#[test]
fn valid_requests_that_are_refused_are_found() {
    let problem = json!({"title": "refused", "status": 400});
    let refused = entry(
        "GET",
        &format!("{BASE}/parcels/1"),
        Value::Null,
        400,
        problem,
    );
    let report = judge(vec![refused], Some(BASE)).unwrap();
    assert_eq!(failures(&report), [("valid-input-accepted", "readParcel")]);
}

/// Recorders leave credentials out: a 401 says nothing about the request.
#[test]
fn credentials_are_nobodys_fault() {
    let problem = json!({"title": "refused", "status": 401});
    let refused = entry(
        "GET",
        &format!("{BASE}/parcels/1"),
        Value::Null,
        401,
        problem,
    );
    assert!(judge(vec![refused], Some(BASE)).unwrap().passed());
}

#[test]
fn unknown_paths_of_the_api_are_told() {
    let entries = vec![
        entry(
            "GET",
            &format!("{BASE}/parcels/1"),
            Value::Null,
            200,
            parcel(),
        ),
        entry(
            "GET",
            &format!("{BASE}/depots?token=s3cr3t"),
            Value::Null,
            200,
            json!([]),
        ),
    ];
    let report = judge(entries, Some(BASE)).unwrap();
    assert!(report.passed());
    assert_eq!(report.notes[0].operation, "GET /v1/depots");
    assert_eq!(report.notes[0].location, "traffic.har, entry 1");
}

#[test]
fn bodies_that_were_not_recorded_are_not_judged() {
    let mut bare = entry(
        "GET",
        &format!("{BASE}/parcels/1"),
        Value::Null,
        200,
        parcel(),
    );
    bare["response"]["content"] = json!({"mimeType": "application/json", "size": 400});
    let report = judge(vec![bare], Some(BASE)).unwrap();
    assert!(report.passed(), "{}", report.terminal(false));
}

#[test]
fn what_is_no_archive_is_refused() {
    let told = |text: &str| {
        let recording = Recording {
            name: "traffic.har".into(),
            text: text.into(),
            base_url: None,
        };
        replay(&document(), &recording, &Options::default())
            .unwrap_err()
            .to_string()
    };
    assert!(told("<html>").starts_with("`traffic.har` is no HTTP Archive: it is not JSON: "));
    assert_eq!(
        told("{}"),
        "`traffic.har` is no HTTP Archive: it has no list at `/log/entries`"
    );
    assert_eq!(
        told(r#"{"log": {"entries": [{"request": {}}]}}"#),
        "`traffic.har` is no HTTP Archive: `/log/entries/0/response/status` is missing or of another type"
    );
    assert!(told(r#"{"log": {"entries": []}}"#).starts_with("none of the 0 entries"));
}
