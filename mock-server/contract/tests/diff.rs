//! Two documents side by side: each case changes one thing of a document and names the changes
//! that must be seen, all of them and no others.

#![expect(
    clippy::unwrap_used,
    reason = "a case that cannot be read is a fault of the test"
)]

use contract::diff::{Diff, Level, RULES, diff};
use std::collections::BTreeSet;

const BASE: &str = include_str!("diff/base.yaml");
const CASES: &str = include_str!("diff/cases.txt");

fn load(text: &str) -> api_model::api::Valid<api_model::api::Api> {
    match api_model::read_text("base.yaml", text) {
        Ok(loaded) => loaded.api,
        Err(error) => panic!("{error}\n{text}"),
    }
}

/// One case of the file: replacements `-` by `+` in the base, and what has to be seen.
struct Case<'a> {
    why: &'a str,
    edits: Vec<(String, String)>,
    expected: Vec<String>,
}

fn cases() -> Vec<Case<'static>> {
    CASES
        .split("\n## ")
        .skip(1)
        .map(|text| {
            let (why, rest) = text.split_once('\n').unwrap();
            let mut edits: Vec<(String, String)> = Vec::new();
            let mut expected = Vec::new();
            let mut replacing = false;
            for line in rest.lines() {
                if let Some(old) = line.strip_prefix('-') {
                    if replacing || edits.is_empty() {
                        edits.push(Default::default());
                    }
                    replacing = false;
                    edits.last_mut().unwrap().0 += &format!("{old}\n");
                } else if let Some(new) = line.strip_prefix('+') {
                    replacing = true;
                    edits.last_mut().unwrap().1 += &format!("{new}\n");
                } else if let Some(seen) = line.strip_prefix("=> ") {
                    expected.push(seen.to_owned());
                    replacing = true;
                }
            }
            Case {
                why,
                edits,
                expected,
            }
        })
        .collect()
}

fn edited(case: &Case<'_>) -> String {
    case.edits.iter().fold(BASE.to_owned(), |text, (old, new)| {
        let count = text.matches(old.as_str()).count();
        assert_eq!(
            count, 1,
            "{}: the text to replace stands {count} times:\n{old}",
            case.why
        );
        text.replace(old, new)
    })
}

fn seen(diff: &Diff) -> Vec<String> {
    diff.changes
        .iter()
        .map(|change| {
            let part = change.occurrences.first().map_or("", |at| at.part.as_str());
            format!(
                "{} {} {}: {} [{}]",
                change.level.as_str(),
                change.rule,
                change.side.as_str(),
                change.message,
                part
            )
        })
        .collect()
}

#[test]
fn every_change_is_seen_and_judged() {
    let base = load(BASE);
    let mut faults = String::new();
    let mut met = BTreeSet::new();
    for case in cases() {
        let changed = load(&edited(&case));
        let found = diff(&base, &changed);
        met.extend(found.changes.iter().map(|change| change.rule));
        met.extend(
            diff(&changed, &base)
                .changes
                .iter()
                .map(|change| change.rule),
        );
        let found = seen(&found);
        if found != case.expected {
            let list = |lines: &[String]| lines.join("\n  => ");
            faults += &format!(
                "\n## {}\n  expected\n  => {}\n  seen\n  => {}\n",
                case.why,
                list(&case.expected),
                list(&found)
            );
        }
    }
    assert!(faults.is_empty(), "{faults}");
    let unmet: Vec<&str> = RULES
        .iter()
        .map(|rule| rule.name)
        .filter(|name| !met.contains(name))
        .collect();
    assert!(unmet.is_empty(), "no case meets the rules {unmet:?}");
}

/// Whatever the change is called, going there and back again cannot be harmless both ways when it
/// narrows a request.
#[test]
fn the_same_document_has_no_changes() {
    for text in [
        BASE,
        include_str!("../../../specs/links.yaml"),
        include_str!("../../../specs/devo.yaml"),
        include_str!("../../../specs/exolink.yaml"),
    ] {
        let found = diff(&load(text), &load(text));
        assert_eq!(seen(&found), Vec::<String>::new());
        assert_eq!(found.worst(), None);
    }
}

/// Spelling is no change: schemas moved to `components`, nullable written as a union, parameters
/// of the path renamed.
#[test]
fn other_spellings_are_no_change() {
    let old = load(include_str!("diff/spelled-inline.yaml"));
    let new = load(include_str!("diff/spelled-by-reference.yaml"));
    assert_eq!(seen(&diff(&old, &new)), Vec::<String>::new());
    assert_eq!(seen(&diff(&new, &old)), Vec::<String>::new());
}

#[test]
fn what_is_allowed_is_left_out() {
    let case = cases()
        .into_iter()
        .find(|case| case.why == "An operation is gone")
        .unwrap();
    let base = load(BASE);
    let changed = load(&edited(&case));
    for allowed in [
        "operation-removed",
        "operation-removed@removePet",
        "operation-removed@DELETE /pets/{id}",
    ] {
        let mut found = diff(&base, &changed);
        assert_eq!(found.worst(), Some(Level::Breaking));
        assert_eq!(found.allow(&[allowed.to_owned()]), 1, "{allowed}");
        assert_eq!(found.worst(), None);
    }
    let mut found = diff(&base, &changed);
    assert_eq!(found.allow(&["operation-removed@listPets".to_owned()]), 0);
}

#[test]
fn reports_say_the_same_in_three_forms() {
    let case = cases()
        .into_iter()
        .find(|case| case.why == "A type of a shared schema is different")
        .unwrap();
    let found = diff(&load(BASE), &load(&edited(&case)));
    let text = found.text(false);
    assert!(
        text.lines()
            .all(|line| line.chars().count() <= 80 || line.starts_with("  in")),
        "{text}"
    );
    assert!(text.contains("base.yaml:"), "{text}");
    assert!(
        found
            .markdown()
            .starts_with("**2 breaking, 0 caution, 0 compatible**")
    );
    let json = found.json();
    assert_eq!(json["breaking"], 2);
    assert_eq!(json["changes"][0]["rule"], "type-changed");
    assert_eq!(
        json["changes"][0]["occurrences"][0]["operationId"],
        "listPets"
    );
}
