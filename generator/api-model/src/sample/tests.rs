//! Samples of small schemas: valid, the same each time, and what one expects of the names.

use super::{Detail, SampleOptions, Sampler};
use crate::validate::testing::read_model;
use crate::validate::{Direction, Validator};
use serde_json::{Value, json};

fn sampler(schema: &Value) -> (Sampler, crate::api::SchemaId) {
    let (api, root) = read_model(schema);
    let validator = Validator::new(api.clone());
    (Sampler::new(api, validator), root)
}

fn sample(schema: &Value, seed: u64) -> Value {
    let (sampler, root) = sampler(schema);
    let options = SampleOptions {
        seed,
        ..SampleOptions::default()
    };
    let sample = sampler.sample_checked(root, &options);
    assert!(sample.valid, "{schema} gave {}", sample.value);
    sample.value
}

/// Every schema of the table of keywords that allows anything has a valid sample, and every
/// fault made from it is one.
#[test]
fn schemas_of_the_table_of_keywords() {
    let table = include_str!("../../tests/validate/keywords.json");
    let table: Value = serde_json::from_str(table).expect("the table is JSON");
    for case in table.as_array().expect("the table is a list") {
        let schema = &case["schema"];
        if schema == &json!({"not": {}}) {
            continue;
        }
        for seed in 0..5 {
            sample(schema, seed);
        }
        let (sampler, root) = sampler(schema);
        assert!(
            !sampler.variants(root, Direction::Response).is_empty(),
            "{schema}"
        );
    }
}

#[test]
fn harder_schemas() {
    for schema in [
        json!({"type": "string", "pattern": "^[A-Z]{3}-\\d{4}$"}),
        json!({"type": "string", "pattern": "^(?=.*\\d)[a-z\\d]{8,12}$"}),
        json!({"type": "string", "pattern": "^[a-z]+$", "minLength": 40, "maxLength": 42}),
        json!({"type": "string", "format": "email", "minLength": 60}),
        json!({"type": "string", "minLength": 3, "maxLength": 3}),
        json!({"type": "integer", "minimum": 17, "maximum": 23, "multipleOf": 7}),
        json!({"type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 0.01}),
        json!({"type": "number", "multipleOf": 0.05, "minimum": 3}),
        json!({"type": "number", "maximum": -1e20}),
        json!({"type": "integer", "format": "int64", "minimum": 9007199254740993_i64}),
        json!({"type": "integer", "format": "uint64", "minimum": 18446744073709551000_u64}),
        json!({"allOf": [{"multipleOf": 4}, {"multipleOf": 6}], "type": "integer", "maximum": 30, "minimum": 13}),
        json!({"type": "array", "items": {"enum": ["a", "b", "c"]}, "uniqueItems": true, "minItems": 3}),
        json!({"type": "array", "items": {"type": "boolean"}, "uniqueItems": true, "minItems": 2}),
        json!({"type": "array", "contains": {"const": 7}, "minContains": 2, "maxContains": 2, "minItems": 4}),
        json!({"type": "object", "minProperties": 3, "additionalProperties": {"type": "integer"}}),
        json!({"type": "object", "patternProperties": {"^x-[a-z]+$": {"type": "string"}}, "additionalProperties": false, "minProperties": 2}),
        json!({"type": "object", "propertyNames": {"pattern": "^[A-Z]{2}$"}, "minProperties": 2}),
        json!({"properties": {"a": {"type": "string"}, "b": {"type": "string"}}, "maxProperties": 1}),
        json!({"properties": {"a": {}, "b": {}}, "oneOf": [{"required": ["a"]}, {"required": ["b"]}]}),
        json!({"properties": {"a": {"type": "integer"}, "b": {}}, "dependentRequired": {"a": ["b", "c"]}}),
        json!({"oneOf": [{"type": "integer"}, {"type": "number"}]}),
        json!({"oneOf": [{"type": "string"}, {"type": ["string", "null"]}]}),
        json!({"enum": [1, 2], "oneOf": [{"const": 1}, {"const": 2}, {"const": 3}]}),
        json!({"properties": {"k": {"enum": ["a", "b"]}}, "required": ["k"],
            "if": {"properties": {"k": {"const": "a"}}}, "then": {"required": ["x"]}, "else": {"required": ["y"]}}),
        json!({"type": "object", "properties": {"a": {"type": "string"}}, "not": {"required": ["a"]}}),
        json!({"allOf": [{"properties": {"a": {"type": "string"}}, "required": ["a"]},
            {"properties": {"b": {"type": "string"}}}], "unevaluatedProperties": false}),
        json!({"prefixItems": [{"type": "string"}, {"type": "integer"}], "items": false, "minItems": 2}),
        json!({"type": "object", "required": ["next"], "properties": {"next": {"anyOf": [{"$ref": "#"}, {"type": "null"}]}}}),
        json!({"type": "object", "properties": {"all": {"type": "array", "items": {"$ref": "#"}}}}),
    ] {
        for seed in 0..20 {
            sample(&schema, seed);
        }
    }
}

#[test]
fn discriminated_values_carry_their_tag() {
    let schema = json!({"$ref": "#/components/schemas/Pet", "components": {"schemas": {
        "Pet": {"type": "object", "required": ["kind"], "properties": {"kind": {"type": "string"}},
            "discriminator": {"propertyName": "kind", "mapping": {
                "dog": "#/components/schemas/Dog", "cat": "#/components/schemas/Cat"}}},
        "Dog": {"allOf": [{"$ref": "#/components/schemas/Pet"}, {"required": ["bark"], "properties": {"bark": {"type": "boolean"}}}]},
        "Cat": {"allOf": [{"$ref": "#/components/schemas/Pet"}, {"required": ["meow"], "properties": {"meow": {"type": "boolean"}}}]},
    }}});
    for seed in 0..10 {
        let value = sample(&schema, seed);
        let own = if value["kind"] == "dog" {
            "bark"
        } else {
            "meow"
        };
        assert!(value.get(own).is_some(), "{value}");
    }
}

#[test]
fn values_are_realistic_and_agree() {
    let schema = json!({"type": "object", "properties": {
        "createdAt": {"type": "string", "format": "date-time"},
        "updatedAt": {"type": "string", "format": "date-time"},
        "expiresAt": {"type": "string", "format": "date-time"},
        "firstName": {"type": "string"}, "email": {"type": "string"},
        "countryCode": {"type": "string", "maxLength": 2},
    }});
    for seed in 0..50 {
        let value = sample(&schema, seed);
        let text = |name: &str| value[name].as_str().unwrap_or_default().to_owned();
        assert!(text("createdAt") <= text("updatedAt") && text("updatedAt") <= text("expiresAt"));
        assert!(
            text("email").starts_with(&text("firstName").to_lowercase()),
            "{value}"
        );
        assert_eq!(text("countryCode").len(), 2);
    }
}

#[test]
fn a_value_depends_on_seed_and_place_alone() {
    let with = |extra: bool| {
        let mut schema = json!({"type": "object", "properties": {"title": {"type": "string"}, "size": {"type": "integer"}}});
        if extra {
            schema["properties"]["added"] = json!({"type": "string"});
        }
        schema
    };
    let (one, two) = (sample(&with(false), 3), sample(&with(true), 3));
    assert_eq!(one["title"], two["title"]);
    assert_eq!(one["size"], two["size"]);
    assert_eq!(one, sample(&with(false), 3));
    assert_ne!(one, sample(&with(false), 4));
}

#[test]
fn directions_and_detail() {
    let schema = json!({"type": "object", "required": ["id", "secret", "name"], "properties": {
        "id": {"type": "string", "readOnly": true}, "secret": {"type": "string", "writeOnly": true},
        "name": {"type": "string"}, "more": {"type": "string"}}});
    let (sampler, root) = sampler(&schema);
    let keys = |direction, detail| {
        let options = SampleOptions {
            direction,
            detail,
            ..SampleOptions::default()
        };
        let sample = sampler.sample_checked(root, &options);
        assert!(sample.valid);
        let map = sample.value.as_object().cloned().unwrap_or_default();
        map.keys().cloned().collect::<Vec<_>>().join(" ")
    };
    assert_eq!(keys(Direction::Request, Detail::Full), "secret name more");
    assert_eq!(keys(Direction::Response, Detail::RequiredOnly), "id name");
}

#[test]
fn every_rule_can_be_broken() {
    let schema = json!({"type": "object", "additionalProperties": false, "required": ["n", "s"], "properties": {
        "n": {"type": "integer", "minimum": 1, "maximum": 9, "multipleOf": 2},
        "s": {"type": "string", "minLength": 2, "maxLength": 5, "pattern": "^[a-z]+$"},
        "d": {"type": "string", "format": "date"},
        "e": {"enum": ["a", "b"]},
        "l": {"type": "array", "items": {"type": "string"}, "minItems": 1, "maxItems": 3, "uniqueItems": true},
    }});
    let (sampler, root) = sampler(&schema);
    let valid = sampler.sample(root, &SampleOptions::default());
    let broken = sampler.broken(root, &valid, Direction::Response);
    let mut rules: Vec<_> = broken.iter().map(|broken| broken.rule).collect();
    rules.sort_unstable();
    rules.dedup();
    assert_eq!(
        rules,
        [
            "additionalProperties",
            "enum",
            "format",
            "maxItems",
            "maxLength",
            "maximum",
            "minItems",
            "minLength",
            "minimum",
            "multipleOf",
            "pattern",
            "required",
            "type",
            "uniqueItems",
        ]
    );
    for broken in broken {
        let found = sampler
            .validator()
            .check(root, &broken.value, Direction::Response);
        assert!(!found.is_empty(), "{broken:?}");
    }
}

#[test]
fn variants_show_what_is_allowed() {
    let schema = json!({"type": "object", "properties": {
        "e": {"enum": ["a", "b", "c"]}, "n": {"type": ["integer", "null"], "minimum": 3, "maximum": 5},
        "u": {"oneOf": [{"type": "string"}, {"type": "boolean"}]}}});
    let (sampler, root) = sampler(&schema);
    let all = sampler.variants(root, Direction::Response);
    for (name, value) in [
        ("e", json!("a")),
        ("e", json!("b")),
        ("e", json!("c")),
        ("n", json!(3)),
        ("n", json!(5)),
        ("n", Value::Null),
    ] {
        assert!(
            all.iter().any(|one| one.get(name) == Some(&value)),
            "{name} {value}"
        );
    }
    assert!(
        all.iter().any(|one| one["u"].is_string()) && all.iter().any(|one| one["u"].is_boolean())
    );
    assert!(all.iter().any(|one| one.get("e").is_none()));
}

#[test]
fn endless_and_exponential_schemas_are_cut() {
    let mut schemas = serde_json::Map::new();
    for at in 0..40 {
        let next = format!("#/components/schemas/S{}", at + 1);
        let body = json!({"type": "object", "required": ["a", "b"],
            "properties": {"a": {"$ref": next}, "b": {"$ref": next}, "c": {"$ref": next}}});
        schemas.insert(format!("S{at}"), body);
    }
    schemas.insert("S40".to_owned(), json!({"type": "string"}));
    let schema = json!({"$ref": "#/components/schemas/S0", "components": {"schemas": schemas}});
    let (sampler, root) = sampler(&schema);
    assert!(
        !sampler
            .sample_checked(root, &SampleOptions::default())
            .valid
    );
    let endless = json!({"type": "object", "required": ["a"], "properties": {"a": {"$ref": "#"}}});
    let (sampler, root) = self::sampler(&endless);
    assert!(
        !sampler
            .sample_checked(root, &SampleOptions::default())
            .valid
    );
}
