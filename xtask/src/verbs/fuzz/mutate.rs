//! Documents made wrong, or strange, in one place after another.

use super::rng::Rng;
use serde_json::{Map, Value, json};

/// Members that documents have, by name: what is put where it does not belong.
pub(super) struct Vocabulary {
    members: Vec<(String, Value)>,
}

/// Subtrees with more nodes are no words.
const WORD: usize = 40;

impl Vocabulary {
    /// The members of these documents.
    pub(super) fn of<'a>(documents: impl Iterator<Item = &'a Value>) -> Vocabulary {
        let mut members = Vec::new();
        for document in documents {
            collect(document, &mut members);
        }
        Vocabulary { members }
    }
}

fn collect(node: &Value, members: &mut Vec<(String, Value)>) -> usize {
    match node {
        Value::Array(items) => {
            1 + items
                .iter()
                .map(|item| collect(item, members))
                .sum::<usize>()
        }
        Value::Object(object) => {
            let mut all = 1;
            for (name, value) in object {
                let size = collect(value, members);
                if size <= WORD {
                    members.push((name.clone(), value.clone()));
                }
                all += size;
            }
            all
        }
        _ => 1,
    }
}

/// Changes a document in one to five places, mostly few.
pub(super) fn mutate(document: &mut Value, words: &Vocabulary, rng: &mut Rng) {
    for _ in 0..=rng.below(3) * rng.below(3) {
        let mut places = Vec::new();
        list(document, &mut String::new(), &mut places);
        // Texts and numbers are most of the nodes; what holds others deserves as many changes.
        if rng.one_in(2) {
            places.retain(|place| document.pointer(place).is_some_and(holds_others));
        }
        let Some(place) = rng.pick(&places).cloned() else {
            return;
        };
        change(document, &place, &places, words, rng);
    }
}

fn holds_others(node: &Value) -> bool {
    matches!(node, Value::Object(_) | Value::Array(_))
}

/// The pointers of all nodes.
pub(super) fn list(node: &Value, here: &mut String, places: &mut Vec<String>) {
    places.push(here.clone());
    let length = here.len();
    match node {
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                here.push_str(&format!("/{index}"));
                list(item, here, places);
                here.truncate(length);
            }
        }
        Value::Object(object) => {
            for (name, value) in object {
                here.push('/');
                here.push_str(&escaped(name));
                list(value, here, places);
                here.truncate(length);
            }
        }
        _ => {}
    }
}

fn escaped(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}

/// Takes a node out of what holds it.
pub(super) fn remove(document: &mut Value, place: &str) -> Option<Value> {
    let (parent, last) = place.rsplit_once('/')?;
    match document.pointer_mut(parent)? {
        Value::Object(object) => object.shift_remove(&last.replace("~1", "/").replace("~0", "~")),
        Value::Array(items) => {
            let index: usize = last.parse().ok()?;
            (index < items.len()).then(|| items.remove(index))
        }
        _ => None,
    }
}

fn change(document: &mut Value, place: &str, places: &[String], words: &Vocabulary, rng: &mut Rng) {
    match rng.below(11) {
        0 => drop(remove(document, place)),
        1 => {
            // One node in the place of another, and now there are two.
            let other = rng.pick(places).and_then(|other| document.pointer(other));
            if let Some(other) = other.cloned().filter(|other| !is_large(other)) {
                put(document, place, other);
            }
        }
        2 => swap(document, place, places, rng),
        3 | 4 => {
            let scalar = scalar(rng);
            put(document, place, scalar);
        }
        5 => wrap(document, place, rng),
        6 => {
            let reference = json!({ "$ref": reference(places, rng) });
            put(document, place, reference);
        }
        7 => rename(document, place, rng),
        8 => {
            let version = ["3.0.3", "3.1.0", "3.2.0", "2.0", ""][rng.below(5)];
            let key = ["openapi", "swagger"][rng.below(2)];
            if let Some(object) = document.as_object_mut() {
                object.insert(key.to_owned(), json!(version));
            }
        }
        _ => insert(document, place, words, rng),
    }
}

/// Copies of copies of large nodes would soon be all of the document.
fn is_large(node: &Value) -> bool {
    node.to_string().len() > 20_000
}

fn put(document: &mut Value, place: &str, value: Value) {
    if let Some(node) = document.pointer_mut(place) {
        *node = value;
    }
}

fn swap(document: &mut Value, place: &str, places: &[String], rng: &mut Rng) {
    let Some(other) = rng.pick(places) else {
        return;
    };
    // A node and one inside it have no places to change.
    if other.starts_with(place) || place.starts_with(other.as_str()) {
        return;
    }
    let (one, two) = (document.pointer(place), document.pointer(other));
    if let (Some(one), Some(two)) = (one.cloned(), two.cloned()) {
        put(document, place, two);
        put(document, other, one);
    }
}

/// A node inside of many others.
fn wrap(document: &mut Value, place: &str, rng: &mut Rng) {
    let depth = [1, 2, 5, 40, 300][rng.below(5)];
    let kind = rng.below(7);
    let Some(mut node) = document.pointer(place).cloned() else {
        return;
    };
    for _ in 0..depth {
        node = match kind {
            0 => json!([node]),
            1 => json!({ "items": node, "type": "array" }),
            2 => json!({ "allOf": [node] }),
            3 => json!({ "properties": { "x": node } }),
            4 => json!({ "oneOf": [node, { "type": "null" }] }),
            5 => json!({ "additionalProperties": node }),
            _ => json!({ "not": node }),
        };
    }
    put(document, place, node);
}

fn reference(places: &[String], rng: &mut Rng) -> String {
    const ODD: [&str; 8] = [
        "",
        "#",
        "#/",
        "#/nowhere",
        "other.yaml#/a",
        "#anchor",
        "https://example.com/x.json",
        "#/%7",
    ];
    if rng.one_in(4) {
        return ODD[rng.below(ODD.len())].to_owned();
    }
    // Among all places schemas and other components are the likely ones.
    let components =
        |place: &&String| place.starts_with("/components/") && place.matches('/').count() == 3;
    let likely: Vec<&String> = places.iter().filter(components).collect();
    let place = match rng.pick(&likely) {
        Some(place) if rng.one_in(2) => Some(*place),
        _ => rng.pick(places),
    };
    place.map_or_else(|| "#/".to_owned(), |place| format!("#{place}"))
}

fn rename(document: &mut Value, place: &str, rng: &mut Rng) {
    let Some((parent, _)) = place.rsplit_once('/') else {
        return;
    };
    let Some(value) = remove(document, place) else {
        return;
    };
    let name = text(rng);
    match document.pointer_mut(parent) {
        Some(Value::Object(object)) => drop(object.insert(name, value)),
        Some(Value::Array(items)) => items.push(value),
        _ => {}
    }
}

fn insert(document: &mut Value, place: &str, words: &Vocabulary, rng: &mut Rng) {
    let Some((name, value)) = rng.pick(&words.members) else {
        return;
    };
    match document.pointer_mut(place) {
        Some(Value::Object(object)) => drop(object.insert(name.clone(), value.clone())),
        Some(Value::Array(items)) => items.push(value.clone()),
        Some(other) => *other = value.clone(),
        None => {}
    }
}

fn scalar(rng: &mut Rng) -> Value {
    const NUMBERS: [&str; 14] = [
        "0",
        "-1",
        "1",
        "1.5",
        "1e400",
        "-0.0",
        "9223372036854775807",
        "9223372036854775808",
        "18446744073709551616",
        "-9223372036854775809",
        "1e-320",
        "4294967296",
        "100000000000000000000000",
        "2147483648",
    ];
    match rng.below(8) {
        0 => Value::Null,
        1 => json!(rng.one_in(2)),
        2 | 3 => serde_json::from_str(NUMBERS[rng.below(NUMBERS.len())]).unwrap_or(Value::Null),
        4 => Value::Object(Map::new()),
        5 => Value::Array(Vec::new()),
        _ => Value::String(text(rng)),
    }
}

/// Texts that mean something somewhere.
const TEXTS: &[&str] = &[
    "",
    " ",
    "\u{0}",
    "\n\r\t",
    "self",
    "Self",
    "type",
    "crate",
    "r#fn",
    "_",
    "__",
    "1",
    "42nd",
    "a b",
    "a-b",
    "a_b",
    "aB",
    "AB",
    "é",
    "日本語",
    "🦀",
    "\u{202e}",
    "\u{feff}",
    "\"",
    "\\",
    "*/",
    "/**/",
    "{",
    "}",
    "{}",
    "{a}",
    "{a}{b}",
    "/{id}",
    "/a/{id}/{id}",
    "/a//b",
    "?q=1",
    "#x",
    "%zz",
    "$ref",
    "x-y",
    "string",
    "integer",
    "object",
    "array",
    "null",
    "number",
    "boolean",
    "binary",
    "byte",
    "date-time",
    "uuid",
    "int32",
    "uint64",
    "decimal",
    "path",
    "query",
    "header",
    "cookie",
    "body",
    "formData",
    "form",
    "deepObject",
    "matrix",
    "label",
    "spaceDelimited",
    "default",
    "2XX",
    "200",
    "099",
    "600",
    "1000",
    "4xx",
    "application/json",
    "multipart/form-data",
    "application/x-www-form-urlencoded",
    "text/event-stream",
    "*/*",
    "text/*; q=1",
    "application/xml",
    "octet",
    "get",
    "Option",
    "String",
    "Vec",
    "Client",
    "Result",
    "Error",
    "Some",
    "None",
    "Ok",
    "std",
    "serde",
    "api_runtime",
    "types",
    "client",
    "server",
    "^(a+)+$",
    "[",
    "(?=a)b",
    "\\p{L}",
    "^[^/]+$",
    "http",
    "apiKey",
    "oauth2",
    "https://{host}/",
    "{{",
    "](",
    "```",
    "<b>",
    "'static",
    "Content-Type",
    "Set-Cookie",
    "é: x",
    "additionalProperties",
    "discriminator",
    "send",
    "new",
    "body",
    "query_",
];

/// One of the texts, now and then a long one.
fn text(rng: &mut Rng) -> String {
    if rng.one_in(30) {
        return "long ".repeat(4_000);
    }
    TEXTS[rng.below(TEXTS.len())].to_owned()
}

/// Changes a text as a text: cut off, a part twice, a part gone, one letter another.
pub(super) fn garble(text: &str, rng: &mut Rng) -> String {
    let mut letters: Vec<char> = text.chars().collect();
    for _ in 0..=rng.below(4) {
        let from = rng.below(letters.len());
        let to = (from + 1 + rng.below(80)).min(letters.len());
        match rng.below(5) {
            0 => letters.truncate(from),
            1 => drop(letters.drain(from..to)),
            2 => {
                let part: Vec<char> = letters[from..to].to_vec();
                let at = rng.below(letters.len());
                letters.splice(at..at, part);
            }
            _ => {
                const ODD: [char; 20] = [
                    '\0',
                    '\t',
                    '\n',
                    '"',
                    '\'',
                    '{',
                    '}',
                    '[',
                    ']',
                    ':',
                    ',',
                    '&',
                    '*',
                    '!',
                    '|',
                    '>',
                    '%',
                    '-',
                    '\u{feff}',
                    '\u{10ffff}',
                ];
                if let Some(letter) = letters.get_mut(from) {
                    *letter = ODD[rng.below(ODD.len())];
                }
            }
        }
        if letters.is_empty() {
            break;
        }
    }
    letters.into_iter().collect()
}
