//! What a Swagger 2.0 document may not do to its reader: grow without bound, turn in circles, or
//! be broken in a way that nobody thought of.

use api_model::diagnostic::Severity;
use api_model::{LoadError, read_text};
use std::fmt::Write;

fn errors(text: &str) -> Vec<&'static str> {
    match read_text("swagger.yaml", text) {
        Ok(_) => Vec::new(),
        Err(LoadError::Faults(faults)) => {
            let errors = faults.all.iter();
            let errors = errors.filter(|fault| fault.severity == Severity::Error);
            errors.map(|fault| fault.code).collect()
        }
        Err(error) => panic!("{error}"),
    }
}

#[test]
fn a_large_body_that_many_operations_write_out_is_refused() {
    let mut text = "swagger: '2.0'\ninfo: {title: T, version: '1'}\nparameters:\n  Body:\n    name: body\n    in: body\n    schema:\n      properties:\n".to_owned();
    for index in 0..2_000 {
        writeln!(text, "        p{index}: {{type: string}}").unwrap();
    }
    text.push_str("paths:\n");
    for index in 0..2_000 {
        writeln!(text, "  /a{index}:\n    post:\n      consumes: [a/b{index}]\n      parameters: [{{$ref: '#/parameters/Body'}}]\n      responses: {{204: {{description: Nothing}}}}").unwrap();
    }
    assert_eq!(errors(&text), ["too-large"]);
}

#[test]
fn many_media_types_for_many_bodies_are_refused() {
    let names: Vec<String> = (0..3_000).map(|index| format!("a/b{index}")).collect();
    let mut text = format!(
        "swagger: '2.0'\ninfo: {{title: T, version: '1'}}\nproduces: [{}]\npaths:\n",
        names.join(", ")
    );
    for index in 0..3_000 {
        writeln!(text, "  /a{index}: {{get: {{responses: {{200: {{description: A, schema: {{type: string}}}}}}}}}}").unwrap();
    }
    assert_eq!(errors(&text), ["too-large"]);
}

#[test]
fn circles_end() {
    let text = "swagger: '2.0'
info: {title: T, version: '1'}
paths:
  /a:
    post:
      parameters: [{$ref: '#/parameters/A'}, {$ref: '#/paths/~1a/post/parameters/1'}]
      responses: {200: {$ref: '#/responses/A'}}
  /b: {$ref: '#/paths/~1b'}
parameters: {A: {$ref: '#/parameters/B'}, B: {$ref: '#/parameters/A'}}
responses: {A: {$ref: '#/responses/A'}}
definitions: {A: {$ref: '#/definitions/A'}, B: {discriminator: c, x-discriminator-value: d, allOf: [{$ref: '#/definitions/B'}]}}
";
    let found = errors(text);
    assert!(
        found.iter().all(|code| code.ends_with("cycle")) && !found.is_empty(),
        "{found:?}"
    );
}

/// Every value of a whole document, replaced by each kind of value in turn, gives diagnostics or a
/// model.
#[test]
fn no_value_of_a_wrong_kind_is_a_crash() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/accepted");
    for name in ["swagger_2.yaml", "swagger_2_parameters.yaml"] {
        let text = std::fs::read_to_string(folder.join(name)).unwrap();
        for (at, _) in text.match_indices(": ") {
            for other in [
                "[]",
                "{}",
                "null",
                "1",
                "x",
                "{$ref: '#/paths'}",
                "['', {}]",
            ] {
                let (before, after) = text.split_at(at + 2);
                let end = after.find([',', '}', ']', '\n']).unwrap_or(after.len());
                let _ = read_text(name, &format!("{before}{other}{}", &after[end..]));
            }
        }
    }
}
