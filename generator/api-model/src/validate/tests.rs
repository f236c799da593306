//! The table of cases under `tests/validate`, and what a table cannot say.

use super::testing::read_model;
use super::{Direction, Validator, Violation};
use serde_json::{Value, json};

fn faults(schema: &Value, value: &Value, direction: Direction) -> Vec<Violation> {
    let (api, root) = read_model(schema);
    Validator::new(api).check(root, value, direction)
}

/// Every case is a schema with values that fit, and values with the faults that must be found as
/// `pointer keyword: message`.
#[test]
fn cases_of_the_table() {
    let table = include_str!("../../tests/validate/keywords.json");
    let table: Value = serde_json::from_str(table).expect("the table is JSON");
    for case in table.as_array().expect("the table is a list") {
        let schema = &case["schema"];
        for value in case["fits"].as_array().into_iter().flatten() {
            let found = faults(schema, value, Direction::Response);
            assert!(found.is_empty(), "{schema} {value}: {found:?}");
        }
        for refused in case["refuses"].as_array().into_iter().flatten() {
            let value = &refused[0];
            let found: Vec<_> = faults(schema, value, Direction::Response)
                .iter()
                .map(|fault| format!("{} {}: {}", fault.pointer, fault.keyword, fault.message))
                .collect();
            let expected: Vec<_> = refused.as_array().into_iter().flatten().skip(1).collect();
            assert_eq!(json!(found), json!(expected), "{schema} {value}");
        }
    }
}

#[test]
fn required_properties_of_the_other_direction_may_be_missing() {
    let schema = json!({"allOf": [
        {"properties": {"id": {"type": "string", "readOnly": true}, "password": {"writeOnly": true}}},
        {"required": ["id", "password"]},
    ]});
    let missing = |value: &Value, direction| {
        let found = faults(&schema, value, direction);
        found
            .iter()
            .map(|fault| fault.message.clone())
            .collect::<Vec<_>>()
            .join(", ")
    };
    let empty = json!({});
    assert_eq!(
        missing(&empty, Direction::Request),
        "lacks the property `password`, which is required",
    );
    assert_eq!(
        missing(&empty, Direction::Response),
        "lacks the property `id`, which is required",
    );
    assert_eq!(
        missing(&json!({"id": "x", "password": 1}), Direction::Request),
        ""
    );
}

#[test]
fn depth_and_work_are_bounded() {
    let mut deep = json!(1);
    for _ in 0..2000 {
        deep = Value::Array(vec![deep]);
    }
    let recursive = json!({"type": ["array", "integer"], "items": {"$ref": "#"}});
    let found = faults(&recursive, &deep, Direction::Response);
    assert_eq!(found.last().map(|fault| fault.keyword), Some("nesting"));
    // Dropping the value recurses too, so it is taken apart by hand.
    while let Value::Array(mut items) = deep {
        deep = items.pop().unwrap_or_default();
    }

    let twice = json!({"anyOf": [
        {"type": "array", "minItems": 1, "items": {"$ref": "#"}, "maxItems": 1},
        {"type": "array", "minItems": 1, "items": {"$ref": "#"}},
    ]});
    let mut nested = json!(1);
    for _ in 0..60 {
        nested = Value::Array(vec![nested]);
    }
    assert!(!faults(&twice, &nested, Direction::Response).is_empty());
}

#[test]
fn schemas_that_refer_to_themselves_come_to_an_end() {
    assert!(faults(&json!({"$ref": "#"}), &json!(1), Direction::Request).is_empty());
    let twins = json!({"allOf": [{"$ref": "#"}, {"$ref": "#"}], "type": "string"});
    assert_eq!(faults(&twins, &json!(1), Direction::Request).len(), 1);
}
