//! What is wrong with rules is said at start, all of it, with places.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use api_model::diagnostic::render_text;
use mock_server::{Rules, RulesError};
use std::path::{Path, PathBuf};

fn specs() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/specs")
}

/// The faults of rules for `rules.yaml`, each on a line with its place.
fn faults(name: &str, text: &str) -> Vec<String> {
    let api = api_model::load(&specs().join("rules.yaml"), &Default::default());
    let path = std::env::temp_dir().join(format!("{name}.{}.yaml", std::process::id()));
    std::fs::write(&path, text).unwrap();
    let read = Rules::read(&api.unwrap().api, std::slice::from_ref(&path));
    std::fs::remove_file(&path).unwrap();
    let found = match read {
        Ok((_, warnings)) => warnings,
        Err(RulesError::Faults(faults)) => faults,
        Err(error) => panic!("{error}"),
    };
    assert!(!render_text(&found, false).is_empty());
    let line = |fault: &api_model::diagnostic::Diagnostic| {
        let place = found.sources.locate(fault.place);
        format!("{}:{} {}", place.line, place.column, fault.message)
    };
    found.all.iter().map(line).collect()
}

#[test]
fn every_fault_has_its_place() {
    let text = "\
operations:
  getPots: {}
  getPost:
    answer: {}
    answers:
      - {when: {path.postId: {minimum: x}}, status: 99}
      - {example: nope, body: '{{bodi}}'}
      - {status: 200, message: no}
resources:
  posts: {paths: /post}
  users: {below: [a]}
signatures:
  key: {}
";
    assert_eq!(
        faults("faults", text),
        [
            "10:18 the document has no path `/post`",
            "11:10 a resource has either `paths`, or `shown-by`",
            "2:3 the document has no operation `getPots`",
            "4:5 `answer` means nothing here",
            "6:30 the schema cannot be used: `minimum` must be a number, not text",
            "6:53 a status from 200 to 599 is needed",
            "7:31 `bodi` is no reference: expected `path.NAME`, `query.NAME`, `header.NAME`, \
             `cookie.NAME`, `body#/POINTER`, `body.raw`, `item#/POINTER`, `each#/POINTER`, \
             `others#/POINTER` or `method`",
            "7:9 there is no example `nope`",
            "8:9 a `message` needs a `status` of 400 or more",
            "13:8 the document has no security scheme `key`",
            "13:8 a signature needs `hmac-sha256`: what is signed",
        ]
    );
}

#[test]
fn what_cannot_be_followed_is_said() {
    let text = "\
resources:
  one: {paths: ['/users/{userId}/posts', /posts]}
  two: {shown-by: getPost, id: name}
operations:
  getPostOfUser: {changes: {set: {a: 1}}}
";
    assert_eq!(
        faults("unfollowed", text),
        [
            "2:3 `/posts` lacks a parameter of the path it shares a store with",
            "3:3 what `getPost` answers with has no property `name`",
        ]
    );
    let undeclared = faults(
        "undeclared",
        "operations: {getPost: {answers: {status: 418}}}",
    );
    assert_eq!(
        undeclared,
        ["1:33 `getPost` does not declare the status 418"]
    );
}
