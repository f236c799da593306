//! Requests as they go out, for documents that ask for every place, style and media type.

use super::{Case, Intent, Planner};
use crate::options::{Credential, Options};
use api_model::validate::Validator;
use std::sync::Arc;

/// Cases of the first operation of a document given by its `paths` and `components`.
fn cases(document: &str, options: &Options) -> Vec<Case> {
    let text = format!(
        "openapi: 3.1.0\ninfo: {{ title: T, version: \"1\" }}\n{}",
        document.trim_start()
    );
    let loaded = api_model::read_text("t.yaml", &text).unwrap_or_else(|error| panic!("{error:?}"));
    let api = Arc::new(loaded.api);
    let validator = Validator::new(Arc::clone(&api));
    let plan = Planner::new(Arc::clone(&api), validator, options.clone()).plan(&api.operations[0]);
    assert!(plan.obstacles.is_empty(), "{:?}", plan.obstacles);
    plan.cases
}

fn everything(cases: &[Case]) -> &Case {
    cases
        .iter()
        .find(|case| case.title == "everything there is")
        .unwrap_or(&cases[0])
}

fn titles(cases: &[Case], wanted: fn(&Intent) -> bool) -> Vec<&str> {
    cases
        .iter()
        .filter(|case| wanted(&case.intent))
        .map(|case| case.title.as_str())
        .collect()
}

fn header<'a>(case: &'a Case, name: &str) -> Option<&'a str> {
    let mut headers = case.request.headers.iter();
    headers
        .find(|(known, _)| known == name)
        .map(|(_, value)| value.as_str())
}

#[test]
fn parameters_are_spelled_by_their_style() {
    let cases = cases(
        r#"
paths:
  /a b/{id}/{list}:
    get:
      operationId: x
      parameters:
        - { name: id, in: path, required: true, example: a/b, schema: { type: string } }
        - { name: list, in: path, required: true, style: matrix, explode: true, example: [1, 2], schema: { type: array, items: { type: integer } } }
        - { name: q, in: query, example: [x, "y z"], schema: { type: array, items: { type: string } } }
        - { name: deep, in: query, style: deepObject, example: { k: 1 }, schema: { type: object, properties: { k: { type: integer } } } }
        - { name: json, in: query, content: { application/json: { example: { k: [1] }, schema: { type: object } } } }
        - { name: X-List, in: header, example: [1, 2], schema: { type: array, items: { type: integer } } }
        - { name: Accept, in: header, required: true, schema: { type: string } }
        - { name: sid, in: cookie, example: abc, schema: { type: string } }
      responses: { "200": { description: d } }
"#,
        &Options::default(),
    );
    let case = everything(&cases);
    assert_eq!(
        case.request.path,
        "/a%20b/a%2Fb/;list=1;list=2?q=x&q=y%20z&deep%5Bk%5D=1&json=%7B%22k%22%3A%5B1%5D%7D"
    );
    assert_eq!(header(case, "X-List"), Some("1,2"));
    assert_eq!(header(case, "Cookie"), Some("sid=abc"));
    assert_eq!(header(case, "Accept"), Some("*/*"));
}

#[test]
fn credentials_go_where_their_scheme_wants_them() {
    let document = r#"
paths:
  /a:
    get:
      operationId: x
      security: [{ key: [], basic: [], session: [] }]
      responses: { "200": { description: d } }
components:
  securitySchemes:
    key: { type: apiKey, in: query, name: api key }
    basic: { type: http, scheme: basic }
    session: { type: apiKey, in: cookie, name: sid }
"#;
    let given = |scheme: &str, value: &str| Credential {
        scheme: scheme.into(),
        value: value.into(),
    };
    let credentials = vec![
        given("key", "a&b"),
        given("basic", "me:pw"),
        given("session", "s"),
    ];
    let cases = cases(
        document,
        &Options {
            credentials,
            ..Options::default()
        },
    );
    let usual = &cases[0];
    assert_eq!(usual.request.path, "/a?api%20key=a%26b");
    assert_eq!(header(usual, "Authorization"), Some("Basic bWU6cHc="));
    assert_eq!(header(usual, "Cookie"), Some("sid=s"));
    let unauthenticated = titles(&cases, |intent| matches!(intent, Intent::Unauthenticated));
    assert_eq!(
        unauthenticated,
        ["without credentials", "with invented credentials"]
    );
}

#[test]
fn anonymous_alternative_leaves_nothing_to_enforce() {
    let cases = cases(
        r#"
paths:
  /a:
    get:
      operationId: x
      security: [{}, { key: [] }]
      responses: { "200": { description: d } }
components:
  securitySchemes:
    key: { type: apiKey, in: header, name: K }
"#,
        &Options::default(),
    );
    assert!(titles(&cases, |intent| matches!(intent, Intent::Unauthenticated)).is_empty());
}

#[test]
fn text_that_reads_as_valid_is_no_fault() {
    let cases = cases(
        r#"
paths:
  /a:
    get:
      operationId: x
      parameters:
        - { name: text, in: query, schema: { type: string } }
        - { name: list, in: query, schema: { type: array, items: { type: string } } }
      responses: { "200": { description: d } }
"#,
        &Options::default(),
    );
    let broken = titles(&cases, |intent| matches!(intent, Intent::Broken { .. }));
    assert!(broken.is_empty(), "{broken:?}");
}

#[test]
fn bodies_are_written_in_their_media_type() {
    let cases = cases(
        r#"
paths:
  /a:
    post:
      operationId: x
      requestBody:
        required: true
        content:
          application/x-www-form-urlencoded:
            schema: { type: object, required: [a], properties: { a: { const: "1 2" }, b: { const: [x, y] } } }
          multipart/form-data:
            schema: { type: object, required: [a], properties: { a: { const: "1" } } }
          text/plain:
            schema: { const: hello }
          application/xml:
            example: <a/>
            schema: { type: object }
      responses: { "200": { description: d } }
"#,
        &Options::default(),
    );
    let body = |media_type: &str| {
        let valid = cases.iter().filter(|case| {
            matches!(case.intent, Intent::Valid)
                && header(case, "Content-Type").is_some_and(|sent| sent.starts_with(media_type))
        });
        let bodies = valid.filter_map(|case| case.request.body.clone());
        let body = bodies.max_by_key(bytes::Bytes::len).unwrap_or_default();
        String::from_utf8_lossy(&body).into_owned()
    };
    assert_eq!(body("application/x-www-form-urlencoded"), "a=1%202&b=x&b=y");
    assert!(body("multipart/form-data").contains("name=\"a\"\r\n\r\n1\r\n"));
    assert_eq!(body("text/plain"), "hello");
    assert_eq!(body("application/xml"), "<a/>");
    let broken = titles(&cases, |intent| matches!(intent, Intent::Broken { .. }));
    assert!(broken.contains(&"without the required body"), "{broken:?}");
    assert!(
        broken.iter().any(|title| title.contains("undeclared type")),
        "{broken:?}"
    );
}

#[test]
fn operation_without_a_valid_request_is_exercised_all_the_same() {
    let document = r#"
openapi: 3.1.0
info: { title: T, version: "1" }
paths:
  /a/{id}:
    post:
      operationId: x
      parameters: [{ name: id, in: path, required: true, schema: { allOf: [{ type: string }, { type: integer }] } }]
      responses: { "200": { description: d } }
"#;
    let loaded =
        api_model::read_text("t.yaml", document).unwrap_or_else(|error| panic!("{error:?}"));
    let api = Arc::new(loaded.api);
    let validator = Validator::new(Arc::clone(&api));
    let planner = Planner::new(Arc::clone(&api), validator, Options::default());
    let plan = planner.plan(&api.operations[0]);
    assert_eq!(plan.cases.len(), 1);
    assert!(matches!(plan.cases[0].intent, Intent::Unsure { own: true }));
    assert_eq!(
        plan.obstacles[0].message,
        "no value could be made for path parameter `id`"
    );
}

#[test]
fn operations_that_no_server_can_tell_apart_are_not_judged_by_their_input() {
    let document = r#"
openapi: 3.1.0
info: { title: T, version: "1" }
paths:
  /a/{one}:
    parameters: [{ name: one, in: path, required: true, schema: { type: integer } }]
    get: { operationId: x, responses: { "200": { description: d } } }
  /a/{other}:
    parameters: [{ name: other, in: path, required: true, schema: { type: string } }]
    get: { operationId: y, responses: { "200": { description: d } } }
"#;
    let loaded =
        api_model::read_text("t.yaml", document).unwrap_or_else(|error| panic!("{error:?}"));
    let api = Arc::new(loaded.api);
    let validator = Validator::new(Arc::clone(&api));
    let planner = Planner::new(Arc::clone(&api), validator, Options::default());
    for operation in &api.operations {
        let plan = planner.plan(operation);
        assert_eq!(
            titles(&plan.cases, |_| true),
            ["a request of the right form"]
        );
        assert!(
            plan.obstacles[0]
                .message
                .contains("no server can tell them apart")
        );
    }
}

#[test]
fn bounds_are_kept() {
    let options = Options {
        max_valid: 3,
        max_broken: 2,
        ..Options::default()
    };
    let cases = cases(
        r#"
paths:
  /a:
    get:
      operationId: x
      parameters:
        - { name: n, in: query, required: true, schema: { enum: [1, 2, 3, 4, 5, 6, 7, 8] } }
        - { name: m, in: query, required: true, schema: { type: integer, minimum: 3 } }
      responses: { "200": { description: d } }
"#,
        &options,
    );
    assert_eq!(
        titles(&cases, |intent| matches!(intent, Intent::Valid)).len(),
        3
    );
    assert!(titles(&cases, |intent| matches!(intent, Intent::Broken { .. })).len() <= 2);
}

#[test]
fn method_of_another_template_is_not_undeclared() {
    let cases = cases(
        r#"
paths:
  /a/me:
    get: { operationId: x, responses: { "200": { description: d } } }
  /a/{id}:
    parameters: [{ name: id, in: path, required: true, schema: { type: string } }]
    patch: { operationId: y, responses: { "200": { description: d } } }
"#,
        &Options::default(),
    );
    let titles = titles(&cases, |intent| {
        matches!(intent, Intent::UnsupportedMethod { .. })
    });
    assert_eq!(titles, ["PUT, which the path does not have"]);
}
