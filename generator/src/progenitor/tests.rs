//! Documents in, clients out.

use super::{Generated, generate};
use api_model::api::{Api, SchemaId, ShapeKind, Valid};

fn read(text: &str) -> Valid<Api> {
    api_model::read_text("api.yaml", text)
        .expect("a valid document")
        .api
}

/// Stands in for the plan: schemas with a name are types by that name.
fn type_of(api: &Api, schema: SchemaId) -> Option<String> {
    let found = api.schema(schema);
    match &found.shape.kind {
        ShapeKind::Reference(target) => type_of(api, *target),
        _ if found.name.is_some() => found
            .name
            .as_ref()
            .map(|name| format!("crate::types::{name}")),
        ShapeKind::Boolean => Some("bool".to_owned()),
        ShapeKind::Integer => Some("i64".to_owned()),
        ShapeKind::Number => Some("f64".to_owned()),
        ShapeKind::String | ShapeKind::Enum(_) => Some("::std::string::String".to_owned()),
        ShapeKind::Array(list) => {
            let items = type_of(api, list.items?)?;
            Some(format!("::std::vec::Vec<{items}>"))
        }
        _ => None,
    }
}

fn client(text: &str) -> (Generated, String) {
    let api = read(text);
    let made = generate(&api, &|schema| type_of(&api, schema)).expect("a client");
    let file = syn::parse2(made.tokens.clone()).expect("Rust");
    let text = prettyplease::unparse(&file);
    (made, text)
}

/// The methods of the client that make operations.
fn methods(text: &str) -> Vec<&str> {
    text.lines()
        .filter(|line| line.contains("(&self) -> builder::"))
        .filter_map(|line| line.trim().strip_prefix("pub fn ")?.split('(').next())
        .collect()
}

fn limits(made: &Generated) -> Vec<&str> {
    made.limits
        .iter()
        .map(|limit| limit.message.as_str())
        .collect()
}

const HEAD: &str = "openapi: 3.0.3\ninfo: {title: Test, version: '1'}\n";

fn operation(rest: &str) -> String {
    format!("{HEAD}paths:\n  /it:\n    post:\n      operationId: it\n{rest}")
}

const OK: &str = "      responses: {'204': {description: done}}\n";

#[test]
fn makes_a_client_over_our_types() {
    let (made, text) = client(include_str!("tests/users.yaml"));
    assert_eq!(
        methods(&text),
        ["list_users", "create_user", "get_user", "update_user"]
    );
    assert!(made.limits.is_empty(), "{:?}", limits(&made));
    for name in methods(&text) {
        assert!(text.contains(&format!("pub fn {name}(&self)")), "{text}");
    }
    assert!(
        text.contains("Result<ResponseValue<crate::types::Users>, Error<crate::types::Failure>>")
    );
    assert!(
        text.contains("V: std::convert::TryInto<crate::types::CreateUser>"),
        "{text}"
    );
    assert!(!text.contains("types::error"), "{text}");
}

#[test]
fn the_same_document_gives_the_same_client() {
    let (_, one) = client(include_str!("tests/users.yaml"));
    let (_, other) = client(include_str!("tests/users.yaml"));
    assert_eq!(one, other);
}

#[test]
fn settles_names() {
    let parameters = "      parameters:\n        \
        - {name: userId, in: query, schema: {type: string}}\n        \
        - {name: user_id, in: query, schema: {type: string}}\n        \
        - {name: body, in: header, schema: {type: string}}\n";
    let (_, text) = client(&operation(&format!("{parameters}{OK}")).replace("it\n", "new\n"));
    assert!(text.contains("pub fn new_operation(&self)"), "{text}");
    assert!(
        text.contains(r#"QueryParam::new("userId", &user_id)"#),
        "{text}"
    );
    assert!(
        text.contains(r#"QueryParam::new("user_id", &query_user_id)"#),
        "{text}"
    );
    assert!(
        text.contains(r#"header_map.append("body", value.to_string().try_into()?)"#),
        "{text}"
    );
}

#[test]
fn keeps_media_types() {
    let body = "      requestBody: {required: true, content: {application/merge-patch+json: \
        {schema: {type: string}}}}\n";
    let answer = "      responses: {'200': {description: ok, content: {application/vnd.it+json: \
        {schema: {type: string}}}}}\n";
    let (_, text) = client(&operation(&format!("{body}{answer}")));
    assert!(text.contains(r#""application/merge-patch+json""#), "{text}");
    assert!(text.contains(r#""application/vnd.it+json""#), "{text}");
    assert!(!text.contains(r#""application/json""#), "{text}");
}

#[test]
fn leaves_out_what_it_cannot_send() {
    let body = "      requestBody: {required: true, content: {multipart/form-data: \
        {schema: {type: object, properties: {a: {type: string}}}}}}\n";
    let (made, text) = client(&operation(&format!("{body}{OK}")));
    assert!(methods(&text).is_empty());
    assert_eq!(
        limits(&made),
        ["progenitor's client has no `it`: it cannot send `multipart/form-data`"],
    );
}

#[test]
fn one_bad_operation_does_not_lose_the_rest() {
    let text = format!(
        "{HEAD}paths:\n  /good:\n    get:\n      operationId: good\n{OK}  \
         /bad}}:\n    get:\n      operationId: bad\n{OK}  \
         /fine:\n    get:\n      operationId: fine\n{OK}"
    );
    let (made, text) = client(&text);
    assert_eq!(methods(&text), ["good", "fine"]);
    assert_eq!(
        limits(&made),
        [
            "progenitor's client has no `bad`: progenitor gives up on it: invalid operation path \
          unexpected }"
        ],
    );
}

#[test]
fn tells_of_answers_of_other_types() {
    let answer = "      responses:\n        \
        '200': {description: ok, content: {application/json: {schema: {type: string}}}}\n        \
        '202': {description: later}\n        \
        '401': {description: no, content: {application/json: {schema: {type: integer}}}}\n        \
        default: {description: no, content: {application/json: {schema: {type: string}}}}\n";
    let (made, text) = client(&operation(answer));
    assert_eq!(
        limits(&made),
        [
            "progenitor's `it`: the response 202 comes undecoded, as `UnexpectedResponse`",
            "progenitor's `it`: the response 401 comes undecoded, as `UnexpectedResponse`",
            "progenitor's `it`: the response 4XX comes undecoded, as `UnexpectedResponse`",
        ],
    );
    assert!(text.contains("500u16..=599u16"), "{text}");
}
