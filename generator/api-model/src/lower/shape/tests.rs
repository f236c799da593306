//! Shapes as one line of text each, by schema.

use crate::api::{Additional, Api, ObjectShape, SchemaId, Shape, ShapeKind};
use crate::validate::testing::read_model;
use serde_json::{Value, json};

fn check(schema: Value, expected: &str) {
    let (api, root) = read_model(&schema);
    assert_eq!(
        print(&api, &api.schema(root).shape, 3),
        expected,
        "{schema}"
    );
}

fn print(api: &Api, shape: &Shape, depth: usize) -> String {
    let null = if shape.nullable { "?" } else { "" };
    format!("{}{null}", print_kind(api, &shape.kind, depth))
}

fn print_id(api: &Api, id: SchemaId, depth: usize) -> String {
    match (&api.schema(id).name, depth) {
        (Some(name), _) => name.clone(),
        (None, 0) => "…".to_owned(),
        (None, _) => print(api, &api.schema(id).shape, depth - 1),
    }
}

fn print_kind(api: &Api, kind: &ShapeKind, depth: usize) -> String {
    let list = |ids: &mut dyn Iterator<Item = SchemaId>| {
        let all: Vec<_> = ids.map(|id| print_id(api, id, depth)).collect();
        all.join(", ")
    };
    match kind {
        ShapeKind::Any => "any".to_owned(),
        ShapeKind::Never => "never".to_owned(),
        ShapeKind::Null => "null".to_owned(),
        ShapeKind::Boolean => "boolean".to_owned(),
        ShapeKind::Integer => "integer".to_owned(),
        ShapeKind::Number => "number".to_owned(),
        ShapeKind::String => "string".to_owned(),
        ShapeKind::Enum(values) => format!("enum{}", Value::Array(values.clone())),
        ShapeKind::Reference(id) => format!("->{}", print_id(api, *id, depth)),
        ShapeKind::Array(array) => {
            let prefix = list(&mut array.prefix.iter().copied());
            let items = match (array.open, array.items) {
                (false, _) => "-".to_owned(),
                (true, None) => "any".to_owned(),
                (true, Some(id)) => print_id(api, id, depth),
            };
            format!("[{prefix}; {items}]")
        }
        ShapeKind::Object(object) => print_object(api, object, depth),
        ShapeKind::Union(union) => {
            let variants: Vec<_> = union
                .variants
                .iter()
                .map(|variant| {
                    let tags: String = variant.tags.iter().map(|tag| format!("{tag}=")).collect();
                    tags + &print_id(api, variant.schema, depth)
                })
                .collect();
            let common = union
                .common
                .as_ref()
                .map(|object| format!(" with {}", print_object(api, object, depth)));
            let kind = if union.exclusive { "one" } else { "any" };
            format!(
                "{kind}({}){}",
                variants.join(" | "),
                common.unwrap_or_default()
            )
        }
    }
}

fn print_object(api: &Api, object: &ObjectShape, depth: usize) -> String {
    let mut inside: Vec<String> = object
        .properties
        .iter()
        .map(|(name, property)| {
            let required = if property.required { "!" } else { "" };
            let read = if property.read_only { " ro" } else { "" };
            let write = if property.write_only { " wo" } else { "" };
            let schema = print_id(api, property.schema, depth);
            format!("{name}{required}: {schema}{read}{write}")
        })
        .collect();
    match object.additional {
        Additional::Unsaid => {}
        Additional::Any => inside.push("*: any".to_owned()),
        Additional::Forbidden => inside.push("*: never".to_owned()),
        Additional::Schema(id) => inside.push(format!("*: {}", print_id(api, id, depth))),
    }
    let extends: Vec<_> = object
        .extends
        .iter()
        .map(|id| print_id(api, *id, 1))
        .collect();
    let extends = if extends.is_empty() {
        String::new()
    } else {
        format!(" < {}", extends.join(", "))
    };
    format!("{{{}}}{extends}", inside.join(", "))
}

#[test]
fn null_in_every_spelling() {
    check(json!({"type": ["string", "null"]}), "string?");
    check(
        json!({"anyOf": [{"type": "string"}, {"type": "null"}]}),
        "->string?",
    );
    check(
        json!({"oneOf": [{"type": "null"}, {"type": "integer"}]}),
        "->integer?",
    );
    check(json!({"enum": ["a", null]}), r#"enum["a"]?"#);
    check(
        json!({"type": "string", "enum": ["a", null]}),
        r#"enum["a"]"#,
    );
    check(json!({"type": "null"}), "null");
    check(json!({"const": null}), "null");
    check(
        json!({"anyOf": [{"type": "string"}, {"const": null}]}),
        "->string?",
    );
    check(
        json!({"anyOf": [{"type": "string"}, {"type": "integer"}, {"type": "null"}]}),
        "any(string | integer)?",
    );
}

#[test]
fn kinds_without_type() {
    check(
        json!({"properties": {"a": {"type": "string"}}}),
        "{a: string}",
    );
    check(json!({"items": {"type": "string"}}), "[; string]");
    check(json!({"maxLength": 3}), "string");
    check(json!({"minimum": 3}), "number");
    check(json!({}), "any");
    check(json!({"not": {}}), "never");
    check(json!({"type": "object"}), "{}");
    check(
        json!({"type": "object", "additionalProperties": true}),
        "{*: any}",
    );
    check(
        json!({"type": "object", "additionalProperties": false}),
        "{*: never}",
    );
    check(
        json!({"type": "object", "additionalProperties": {"type": "string"}}),
        "{*: string}",
    );
    check(json!({"type": "object", "required": ["a"]}), "{a!: any}");
    check(
        json!({"patternProperties": {"^a": {"type": "string"}}, "additionalProperties": false}),
        "{*: string}",
    );
}

#[test]
fn lists_and_tuples() {
    check(
        json!({"type": "array", "prefixItems": [{"type": "string"}], "items": false}),
        "[string; -]",
    );
    check(
        json!({"prefixItems": [{"type": "string"}, {"type": "number"}], "maxItems": 2}),
        "[string, number; -]",
    );
    check(json!({"type": "array"}), "[; any]");
}

#[test]
fn several_types() {
    check(
        json!({"type": ["string", "integer"]}),
        "any(integer | string)",
    );
    check(json!({"type": ["number", "integer", "null"]}), "number?");
    check(
        json!({"allOf": [{"type": "number"}, {"type": "integer"}]}),
        "integer",
    );
    check(
        json!({"allOf": [{"type": "string"}, {"type": "integer"}]}),
        "never",
    );
}

#[test]
fn references() {
    let components = json!({"schemas": {
        "A": {"type": "object", "properties": {"a": {"type": "string"}}},
        "N": {"type": ["string", "null"]},
    }});
    let with = |schema: Value| {
        let mut schema = schema;
        schema["components"] = components.clone();
        schema
    };
    let a = "#/components/schemas/A";
    check(with(json!({"$ref": a})), "->A");
    check(
        with(json!({"$ref": a, "description": "x", "readOnly": true})),
        "->A",
    );
    check(
        with(json!({"allOf": [{"$ref": a}], "type": "object"})),
        "->A",
    );
    check(
        with(json!({"allOf": [{"$ref": a}, {"description": "x"}]})),
        "->A",
    );
    check(
        with(json!({"anyOf": [{"$ref": a}, {"type": "null"}]})),
        "->A?",
    );
    check(
        with(json!({"allOf": [{"$ref": a}, {"required": ["a"]}]})),
        "{a!: string} < A",
    );
    check(
        with(json!({"$ref": a, "properties": {"b": {"type": "integer"}}})),
        "{a: string, b: integer} < A",
    );
}

#[test]
fn merging() {
    check(
        json!({"allOf": [
            {"properties": {"a": {"type": "string"}, "b": {"type": "string"}}},
            {"allOf": [{"properties": {"a": {"enum": ["x"]}, "b": {"maxLength": 3}, "c": {}}}]},
            {"required": ["a"]},
        ], "unevaluatedProperties": false}),
        r#"{a!: enum["x"], b: ->string, c: any, *: never}"#,
    );
    check(
        json!({"type": "object", "properties": {"a": {"type": "string", "readOnly": true}},
            "anyOf": [{"required": ["a"]}, {"required": ["b"]}]}),
        "{a: string ro}",
    );
    check(
        json!({"properties": {"a": {"type": "string"}},
            "oneOf": [{"properties": {"b": {}}}, {"properties": {"c": {}}}]}),
        "one({b: any} | {c: any}) with {a: string}",
    );
}

#[test]
fn constants_with_descriptions_are_an_enum() {
    check(
        json!({"type": "string", "oneOf": [{"const": "a", "title": "A"}, {"const": "b"}]}),
        r#"enum["a","b"]"#,
    );
    check(
        json!({"anyOf": [{"type": "string"}, {"enum": ["a"]}]}),
        r#"any(string | enum["a"])"#,
    );
    check(json!({"type": "boolean", "enum": [true, false]}), "boolean");
}

#[test]
fn discriminators() {
    let schemas = json!({
        "Pet": {"type": "object", "required": ["kind"], "properties": {"kind": {"type": "string"}},
            "discriminator": {"propertyName": "kind", "mapping": {"dog": "#/components/schemas/Dog"}}},
        "Dog": {"allOf": [{"$ref": "#/components/schemas/Pet"}, {"properties": {"bark": {"type": "boolean"}}}]},
        "Cat": {"allOf": [{"$ref": "#/components/schemas/Pet"}]},
    });
    let refs = json!([{"$ref": "#/components/schemas/Dog"}, {"$ref": "#/components/schemas/Cat"}]);
    check(
        json!({"components": {"schemas": schemas}, "oneOf": refs, "discriminator": {"propertyName": "kind",
            "mapping": {"dog": "#/components/schemas/Dog", "hound": "#/components/schemas/Dog"}}}),
        "one(dog=hound=->Dog | Cat=->Cat)",
    );
    check(
        json!({"components": {"schemas": schemas}, "$ref": "#/components/schemas/Pet"}),
        "->Pet",
    );
}

#[test]
fn a_base_that_lists_its_heirs() {
    let schemas = json!({
        "Pet": {"type": "object", "properties": {"kind": {"type": "string"}},
            "oneOf": [{"$ref": "#/components/schemas/Dog"}, {"$ref": "#/components/schemas/Cat"}],
            "discriminator": {"propertyName": "kind"}},
        "Dog": {"allOf": [{"$ref": "#/components/schemas/Pet"}, {"properties": {"bark": {"type": "boolean"}}}]},
        "Cat": {"allOf": [{"$ref": "#/components/schemas/Pet"}, {"properties": {"meow": {"type": "boolean"}}}]},
    });
    let (api, _) = read_model(&json!({"components": {"schemas": schemas}}));
    let shape = |name: &str| {
        let id = api.schemas.by_name(name).expect("it is named");
        print(&api, &api.schema(id).shape, 3)
    };
    assert_eq!(shape("Dog"), "{kind: string, bark: boolean} < Pet");
    assert_eq!(
        shape("Pet"),
        "one(Dog=->Dog | Cat=->Cat) with {kind: string}"
    );
}

#[test]
fn a_base_is_any_of_its_heirs() {
    let schemas = json!({
        "Pet": {"type": "object", "required": ["kind"], "properties": {"kind": {"type": "string"}},
            "discriminator": {"propertyName": "kind", "mapping": {"hound": "#/components/schemas/Dog"}}},
        "Cat": {"allOf": [{"$ref": "#/components/schemas/Pet"}]},
        "Dog": {"allOf": [{"$ref": "#/components/schemas/Pet"}, {"properties": {"bark": {"type": "boolean"}}}]},
        "Puppy": {"allOf": [{"$ref": "#/components/schemas/Dog"}, {"properties": {"age": {"type": "integer"}}}]},
        "MaybePet": {"allOf": [{"$ref": "#/components/schemas/Pet"}], "type": ["object", "null"]},
        "Shape": {"type": "object", "discriminator": {"propertyName": "form"},
            "properties": {"form": {"type": "string", "enum": ["circle", "square", "point"]}}},
        "Circle": {"allOf": [{"$ref": "#/components/schemas/Shape"}, {"properties": {"radius": {"type": "number"}}}]},
        "Square": {"allOf": [{"$ref": "#/components/schemas/Shape"},
            {"properties": {"form": {"const": "square"}, "side": {"type": "number"}}}]},
    });
    let (api, _) = read_model(&json!({"components": {"schemas": schemas}}));
    let shape = |name: &str| {
        let id = api.schemas.by_name(name).expect("it is named");
        print(&api, &api.schema(id).shape, 3)
    };
    assert_eq!(
        shape("Pet"),
        "one(hound=Dog | Cat=Cat | Puppy=Puppy) with {kind!: string}"
    );
    assert_eq!(shape("Cat"), "{kind!: string} < Pet");
    assert_eq!(shape("MaybePet"), "->Pet");
    assert_eq!(
        shape("Shape"),
        r#"one(circle=Circle | square=Square | point={form: enum["circle","square","point"]}) with {form: enum["circle","square","point"]}"#
    );
}

#[test]
fn cycles_come_to_an_end() {
    check(json!({"$ref": "#"}), "any");
    check(json!({"allOf": [{"$ref": "#"}]}), "any");
    let schemas = json!({
        "A": {"allOf": [{"$ref": "#/components/schemas/B"}]},
        "B": {"anyOf": [{"$ref": "#/components/schemas/A"}, {"type": "null"}]},
        "L": {"properties": {"p": {"$ref": "#/components/schemas/L"}, "l": {"type": "string"}}},
        "R": {"properties": {"p": {"$ref": "#/components/schemas/R"}, "r": {"type": "string"}}},
        "LR": {"allOf": [{"$ref": "#/components/schemas/L"}, {"$ref": "#/components/schemas/R"}]},
    });
    let (api, _) = read_model(&json!({"components": {"schemas": schemas}}));
    let id = api.schemas.by_name("LR").expect("it is named");
    assert_eq!(
        print(&api, &api.schema(id).shape, 3),
        "{p: LR, l: string, r: string} < L, R",
    );
}

#[test]
fn coprime_cycles_stay_bounded() {
    let mut schemas = serde_json::Map::new();
    for length in [7_usize, 11, 13, 17] {
        for at in 0..length {
            let next = format!("#/components/schemas/C{length}x{}", (at + 1) % length);
            let own = format!("own{length}x{at}");
            let body = json!({"properties": {"p": {"$ref": next}, own: {"type": "string"}}});
            schemas.insert(format!("C{length}x{at}"), body);
        }
    }
    let members: Vec<_> = [7, 11, 13, 17]
        .iter()
        .map(|length| json!({"$ref": format!("#/components/schemas/C{length}x0")}))
        .collect();
    let (api, _) = read_model(&json!({"allOf": members, "components": {"schemas": schemas}}));
    assert!(api.schemas.len() < 2000);
}

#[test]
fn a_long_chain_of_extensions_is_linear_enough() {
    let mut schemas = serde_json::Map::new();
    schemas.insert("S0".to_owned(), json!({"type": "object"}));
    for at in 1..1000 {
        let base = format!("#/components/schemas/S{}", at - 1);
        let own = format!("p{at}");
        let body = json!({"allOf": [{"$ref": base}, {"properties": {own: {"type": "string"}}}]});
        schemas.insert(format!("S{at}"), body);
    }
    let (api, _) = read_model(&json!({"components": {"schemas": schemas}}));
    assert!(api.schemas.len() < 20_000);
}
