//! Documents in, documents out.

use super::{Bundled, Version, write, write_as};
use crate::api::{Api, Valid};
use serde_json::{Value, json};

fn read(document: &Value) -> Valid<Api> {
    crate::read_text("api.json", &document.to_string())
        .expect("a valid document")
        .api
}

fn document(version: &str, schemas: Value) -> Value {
    json!({
        "openapi": version,
        "info": { "title": "Test", "version": "1" },
        "paths": {},
        "components": { "schemas": schemas }
    })
}

/// What becomes of the schema `It` beside an object `Other` in 3.0.
fn lowered(schema: Value) -> Bundled {
    let schemas = json!({ "It": schema, "Other": { "type": "object" } });
    write_as(&read(&document("3.1.0", schemas)), Version::V30)
}

#[track_caller]
fn check(schema: Value, expected: Value) {
    let bundled = lowered(schema);
    assert_eq!(bundled.document["components"]["schemas"]["It"], expected);
    assert_stable(&bundled.document);
}

/// A written document reads as the same model, so it is written the same again.
#[track_caller]
fn assert_stable(written: &Value) {
    let again = write(&read(written)).document;
    assert_eq!(format!("{again:#}"), format!("{written:#}"));
}

#[test]
fn lowers_types() {
    check(
        json!({ "type": ["string", "null"] }),
        json!({ "type": "string", "nullable": true }),
    );
    check(
        json!({ "type": "array" }),
        json!({ "type": "array", "items": {} }),
    );
    check(
        json!({ "type": ["string", "integer"], "minLength": 1, "minimum": 2 }),
        json!({ "oneOf": [
            { "type": "integer", "minimum": 2 },
            { "type": "string", "minLength": 1 },
        ] }),
    );
}

#[test]
fn lowers_null_alternatives() {
    let other = json!({ "$ref": "#/components/schemas/Other" });
    check(
        json!({ "anyOf": [other, { "type": "null" }], "description": "d" }),
        json!({ "description": "d", "nullable": true, "allOf": [other] }),
    );
    check(
        json!({ "oneOf": [{ "type": "string", "format": "uuid" }, { "type": "null" }] }),
        json!({ "type": "string", "nullable": true, "format": "uuid" }),
    );
}

#[test]
fn lowers_values_and_bounds() {
    check(json!({ "const": "a" }), json!({ "enum": ["a"] }));
    check(
        json!({ "type": "integer", "exclusiveMinimum": 0, "maximum": 9 }),
        json!({ "type": "integer", "maximum": 9, "minimum": 0, "exclusiveMinimum": true }),
    );
    check(
        json!({ "type": "string", "examples": ["a", "b"] }),
        json!({ "type": "string", "example": "a" }),
    );
    check(
        json!({ "type": "string", "contentEncoding": "base64" }),
        json!({ "type": "string", "format": "byte" }),
    );
}

#[test]
fn lowers_references_with_neighbours() {
    check(
        json!({ "$ref": "#/components/schemas/Other", "description": "d" }),
        json!({ "description": "d", "allOf": [{ "$ref": "#/components/schemas/Other" }] }),
    );
}

#[test]
fn notes_what_is_lost() {
    let bundled = lowered(json!({
        "type": "object",
        "patternProperties": { "^x": { "type": "string" } },
        "if": { "required": ["a"] },
    }));
    let it = &bundled.document["components"]["schemas"]["It"];
    assert_eq!(
        *it,
        json!({ "type": "object", "additionalProperties": { "type": "string" } })
    );
    let notes: Vec<&str> = bundled
        .notes
        .all
        .iter()
        .map(|note| note.message.as_str())
        .collect();
    assert_eq!(
        notes,
        [
            "OpenAPI 3.0 has no `patternProperties`; in its stead, the schemas are those of all \
             further properties",
            "OpenAPI 3.0 has no `if`; it is left out",
        ],
    );
}

#[test]
fn unions_of_tuples_have_names() {
    let bundled = lowered(json!({ "prefixItems": [{ "type": "string" }, { "type": "integer" }] }));
    let schemas = &bundled.document["components"]["schemas"];
    assert_eq!(
        schemas["It"],
        json!({ "items": { "$ref": "#/components/schemas/ItItem" } })
    );
    assert_eq!(
        schemas["ItItem"],
        json!({ "anyOf": [{ "type": "string" }, { "type": "integer" }] }),
    );
    assert_stable(&bundled.document);
}

fn with_operation(version: &str) -> Value {
    let mut document = document(version, json!({ "User": { "type": "object" } }));
    document["paths"] = json!({ "/users/{id}": { "post": {
        "operationId": "update-user",
        "parameters": [
            { "name": "id", "in": "path", "required": true, "schema": { "type": "string" } },
            { "name": "sort", "in": "query", "schema": { "enum": ["up", "down"] } },
        ],
        "requestBody": { "content": { "application/json": { "schema": {
            "type": "object",
            "properties": { "address": { "type": "object", "properties": { "street": {} } } },
        } } } },
        "responses": { "200": { "description": "ok", "content": { "application/json": {
            "schema": { "type": "array", "items": { "$ref": "#/components/schemas/User" } },
            "example": [],
        } } } },
    } } });
    document
}

#[test]
fn names_inline_schemas_by_their_place() {
    let bundled = write(&read(&with_operation("3.0.3")));
    let names: Vec<&String> = bundled.schemas.keys().collect();
    assert_eq!(
        names,
        [
            "User",
            "UpdateUserSort",
            "UpdateUserRequest",
            "UpdateUserRequestAddress"
        ],
    );
    assert_stable(&bundled.document);
}

#[test]
fn a_31_document_stays_one() {
    let original = with_operation("3.1.0");
    let bundled = write(&read(&original));
    assert_eq!(bundled.document["openapi"], "3.1.0");
    assert_eq!(bundled.document["paths"], original["paths"]);
    assert_eq!(bundled.document["components"], original["components"]);
    assert_stable(&bundled.document);
}

#[test]
fn settles_names_and_keeps_discriminators() {
    let schemas = json!({
        "a b": { "type": "object", "properties": { "kind": { "type": "string" } } },
        "a_b": { "type": "object", "properties": { "kind": { "type": "string" } } },
        "U": {
            "oneOf": [{ "$ref": "#/components/schemas/a b" }, { "$ref": "#/components/schemas/a_b" }],
            "discriminator": { "propertyName": "kind" },
        },
    });
    let bundled = write(&read(&document("3.1.0", schemas)));
    let names: Vec<&String> = bundled.schemas.keys().collect();
    assert_eq!(names, ["a_b2", "a_b", "U"]);
    assert_eq!(
        bundled.document["components"]["schemas"]["U"]["discriminator"]["mapping"],
        json!({ "a b": "#/components/schemas/a_b2" }),
    );
}

#[test]
fn recursion_goes_by_reference() {
    let schemas = json!({ "Node": { "type": "object", "properties": {
        "next": { "$ref": "#/components/schemas/Node" },
        "deep": { "type": "array", "items": { "$ref": "#/components/schemas/Node/properties/deep" } },
    } } });
    let bundled = write_as(&read(&document("3.1.0", schemas)), Version::V30);
    let written = &bundled.document["components"]["schemas"];
    assert_eq!(
        written["Node"]["properties"]["next"]["$ref"],
        "#/components/schemas/Node"
    );
    assert_eq!(
        written["NodeDeep"]["items"]["$ref"],
        "#/components/schemas/NodeDeep"
    );
    assert_stable(&bundled.document);
}

#[test]
fn yaml_keeps_text_that_looks_like_numbers() {
    let long = format!("0x{}", "5f".repeat(20));
    let texts = [
        long.as_str(),
        "0x1f",
        "012",
        "1e3",
        "no",
        "~",
        "2024-01-01",
        "'",
        "",
    ];
    let document = document(
        "3.1.0",
        json!({ "It": { "enum": texts, "x-map": { long.as_str(): 1 } } }),
    );
    let yaml = super::to_yaml(&document).expect("YAML");
    let api = crate::read_text("api.yaml", &yaml).expect("a document").api;
    assert_eq!(write(&api).document["components"], document["components"]);
}

#[test]
fn references_with_rules_beside_them_are_types() {
    let schemas = json!({
        "Kind": { "type": "string" },
        "It": { "type": "object", "properties": {
            "kind": { "$ref": "#/components/schemas/Kind", "enum": ["a", "b"] },
        } },
    });
    let bundled = write_as(&read(&document("3.1.0", schemas)), Version::V30);
    let names: Vec<&String> = bundled.schemas.keys().collect();
    assert_eq!(names, ["Kind", "It", "ItKind"]);
    assert_stable(&bundled.document);
}

#[test]
fn deep_schemas_fit_on_the_stack() {
    for key in ["items", "not", "additionalProperties"] {
        let mut schema = json!({ "type": "string" });
        for _ in 0..240 {
            schema = json!({ key: schema });
        }
        let api = read(&document("3.1.0", json!({ "It": schema })));
        assert_stable(&write_as(&api, Version::V30).document);
        let (typed, notes) = crate::openapi30::write(&api);
        assert!(notes.all.is_empty(), "{:?}", notes.all);
        assert!(!crate::openapi30::to_json(&typed).is_empty());
    }
}

#[test]
fn the_typed_document_says_the_same() {
    let api = read(&with_operation("3.0.3"));
    let (document, notes) = crate::openapi30::write(&api);
    assert!(notes.all.is_empty(), "{:?}", notes.all);
    let text = crate::openapi30::to_json(&document);
    let typed: Value = serde_json::from_str(&text).expect("JSON");
    assert_stable(&write(&read(&typed)).document);
    assert_eq!(write(&read(&typed)).document, write(&api).document);
    let yaml = crate::openapi30::to_yaml(&document).expect("YAML");
    assert!(yaml.starts_with("openapi: 3.0.3\n"), "{yaml}");
}
