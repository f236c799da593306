//! Runs the scenario files: each says why it is there, which documents are served, what is asked
//! and what must come back. No sockets. Adding a scenario needs no Rust; `read_expectation` lists
//! what can be expected.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use api_model::LoadOptions;
use bytes::Bytes;
use mock_server::{Mock, MockOptions, Reply, Request, Rules, Stage};
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

#[test]
fn every_scenario_is_answered_as_expected() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/scenarios");
    let mut files: Vec<PathBuf> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "txt"))
        .collect();
    files.sort();
    assert!(!files.is_empty());
    let mut failures = Vec::new();
    for file in &files {
        let text = fs::read_to_string(file).unwrap();
        let scenario = Scenario::read(&text);
        let stage = scenario.stage();
        for step in &scenario.steps {
            let reply = stage.answer(&step.request);
            for fault in scenario.faults(step, &reply) {
                let name = file.file_stem().unwrap().to_string_lossy();
                let target = step.request.uri();
                failures.push(format!("{name} ({}): {target}: {fault}", scenario.why));
            }
        }
    }
    let count = failures.len();
    assert!(
        failures.is_empty(),
        "{count} expectations failed\n{}",
        failures.join("\n")
    );
}

/// A scenario file: `why:`, `spec:` and options; `---`; a request; `---`; expectations. Further
/// requests and expectations may follow, asked of the same server.
struct Scenario {
    why: String,
    /// Documents below `tests/specs` and the prefixes they are mounted at.
    specs: Vec<(String, String)>,
    options: MockOptions,
    /// Rules files below `tests/specs`.
    rules: Vec<PathBuf>,
    /// Overlays below `tests/specs`.
    overlays: Vec<PathBuf>,
    steps: Vec<Step>,
}

struct Step {
    request: Request,
    expectations: Vec<Expectation>,
}

enum Expectation {
    Status(u16),
    Header(String, String),
    HeaderContains(String, String),
    NoHeader(String),
    /// The body as JSON, exactly.
    Body(Value),
    /// JSON that the body has at least.
    Subset(Value),
    Pointer(String, Value),
    /// How many items an array in the body has.
    Length(String, usize),
    Text(String),
    Contains(String),
    Lacks(String),
    Empty,
    Chosen(String),
    /// For how many milliseconds the answer is to be held back.
    Delay(u128),
    /// How the answer is sent.
    Wire(String),
    /// The body is valid against the schema of the response documented for its status.
    Valid,
}

impl Scenario {
    fn read(text: &str) -> Self {
        let mut sections = text.split("\n---\n");
        let head = sections.next().unwrap();
        let mut scenario = Scenario {
            why: String::new(),
            specs: Vec::new(),
            options: MockOptions::default(),
            rules: Vec::new(),
            overlays: Vec::new(),
            steps: Vec::new(),
        };
        let mut crlf = false;
        for line in head.lines() {
            let (key, value) = line.split_once(": ").unwrap();
            match key {
                "why" => scenario.why = value.to_owned(),
                "spec" => {
                    let (file, prefix) = value.split_once(" at ").unwrap_or((value, "/"));
                    scenario.specs.push((file.to_owned(), prefix.to_owned()));
                }
                "seed" => scenario.options.seed = value.parse().unwrap(),
                "dynamic" => scenario.options.dynamic = value.parse().unwrap(),
                "max-body" => scenario.options.max_body = value.parse().unwrap(),
                "auth" => scenario.options.auth = value.parse().unwrap(),
                "chaos" => scenario.options.chaos.push(value.parse().unwrap()),
                "latency" => scenario.options.latency.push(value.parse().unwrap()),
                "credential" => scenario.options.credentials.push(value.parse().unwrap()),
                "state" => scenario.options.state = value.parse().unwrap(),
                "rules" => scenario.rules.push(spec_path(value)),
                "overlay" => scenario.overlays.push(spec_path(value)),
                "lines" => crlf = value == "crlf",
                key => panic!("`{key}` is no key of a scenario"),
            }
        }
        while let Some(request) = sections.next() {
            let expected = sections.next().unwrap().lines();
            let expected = expected.filter(|line| !line.is_empty());
            scenario.steps.push(Step {
                request: read_request(request, crlf),
                expectations: expected.map(read_expectation).collect(),
            });
        }
        assert!(!scenario.steps.is_empty());
        scenario
    }

    fn stage(&self) -> Stage {
        self.specs
            .iter()
            .fold(Stage::new(), |stage, (file, prefix)| {
                let options = LoadOptions {
                    overlays: self.overlays.clone(),
                    ..LoadOptions::default()
                };
                let loaded = api_model::load(&spec_path(file), &options);
                let loaded = loaded.unwrap_or_else(|error| panic!("{file}: {error:?}"));
                let rules = Rules::read(&loaded.api, &self.rules);
                let (rules, _) = rules.unwrap_or_else(|error| panic!("{error}"));
                let mock = Mock::with_rules(Arc::new(loaded.api), &self.options, rules);
                stage.mount(prefix, mock).unwrap()
            })
    }

    fn faults(&self, step: &Step, reply: &Reply) -> Vec<String> {
        let check = |expectation| self.check(expectation, reply).err();
        step.expectations.iter().filter_map(check).collect()
    }

    fn check(&self, expectation: &Expectation, reply: &Reply) -> Result<(), String> {
        let response = &reply.response;
        let text = String::from_utf8_lossy(response.body());
        let json = || -> Result<Value, String> {
            serde_json::from_str(&text).map_err(|error| format!("{error} in {text:?}"))
        };
        let header = |name: &str| {
            let values = response.headers().get_all(name).iter();
            let values: Vec<_> = values.map(|value| value.to_str().unwrap()).collect();
            values.join(", ")
        };
        let fail = |what: String| Err(format!("{what}\n    in {} {text}", response.status()));
        match expectation {
            Expectation::Status(status) if response.status() != *status => {
                fail(format!("expected status {status}"))
            }
            Expectation::Header(name, value) if header(name) != *value => fail(format!(
                "expected header {name}: {value}, found {:?}",
                header(name)
            )),
            Expectation::HeaderContains(name, part) if !header(name).contains(part) => {
                fail(format!(
                    "expected {part:?} in header {name}, found {:?}",
                    header(name)
                ))
            }
            Expectation::NoHeader(name) if response.headers().contains_key(name) => fail(format!(
                "expected no header {name}, found {:?}",
                header(name)
            )),
            Expectation::Body(value) if json()? != *value => fail(format!("expected {value}")),
            Expectation::Subset(value) if !has(&json()?, value) => {
                fail(format!("expected at least {value}"))
            }
            Expectation::Pointer(pointer, value) if json()?.pointer(pointer) != Some(value) => {
                fail(format!("expected {value} at {pointer}"))
            }
            Expectation::Length(pointer, length)
                if json()?
                    .pointer(pointer)
                    .and_then(Value::as_array)
                    .map(Vec::len)
                    != Some(*length) =>
            {
                fail(format!("expected {length} items at {pointer}"))
            }
            Expectation::Text(expected) if text != *expected => {
                fail(format!("expected text {expected:?}"))
            }
            Expectation::Contains(part) if !text.contains(part) => {
                fail(format!("expected {part:?}"))
            }
            Expectation::Lacks(part) if text.contains(part) => {
                fail(format!("expected no {part:?}"))
            }
            Expectation::Empty if !text.is_empty() => fail("expected no body".to_owned()),
            Expectation::Chosen(part) if !reply.note.chosen.to_string().contains(part) => fail(
                format!("expected {part:?} in the note, found {}", reply.note.chosen),
            ),
            Expectation::Delay(millis) if reply.delay.as_millis() != *millis => fail(format!(
                "expected a delay of {millis}, found {:?}",
                reply.delay
            )),
            Expectation::Wire(wire) if format!("{:?}", reply.wire).to_lowercase() != *wire => fail(
                format!("expected it sent as {wire}, found {:?}", reply.wire),
            ),
            Expectation::Valid => self.check_valid(reply, &json()?),
            _ => Ok(()),
        }
    }

    fn check_valid(&self, reply: &Reply, body: &Value) -> Result<(), String> {
        let (file, _) = self.specs.first().unwrap();
        let path = spec_path(file);
        let api = Arc::new(api_model::load(&path, &Default::default()).unwrap().api);
        let label = reply.note.operation.as_deref().unwrap();
        let operation = api
            .operations
            .iter()
            .find(|operation| operation.label() == label);
        let status = reply.response.status().as_u16();
        let (_, response) = operation.unwrap().response_for(status).unwrap();
        let schema = response.content.first().unwrap().1.schema.unwrap();
        let validator = api_model::validate::Validator::new(Arc::clone(&api));
        let direction = api_model::validate::Direction::Response;
        match validator.check(schema, body, direction).first() {
            None => Ok(()),
            Some(violation) => Err(format!("the body is not valid: {violation} in {body}")),
        }
    }
}

fn spec_path(file: &str) -> PathBuf {
    let specs = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/specs");
    specs.join(file)
}

fn read_request(text: &str, crlf: bool) -> Request {
    let (head, body) = text.split_once("\n\n").unwrap_or((text, ""));
    let mut lines = head.lines();
    let (method, target) = lines.next().unwrap().split_once(' ').unwrap();
    let mut builder = http::Request::builder().method(method).uri(target);
    for line in lines {
        let (name, value) = line
            .split_once(": ")
            .unwrap_or((line.trim_end_matches(':'), ""));
        builder = builder.header(name, value);
    }
    let body = if crlf {
        body.replace('\n', "\r\n")
    } else {
        body.to_owned()
    };
    builder.body(Bytes::from(body)).unwrap()
}

fn read_expectation(line: &str) -> Expectation {
    let (word, rest) = line.split_once(' ').unwrap_or((line, ""));
    let json = |text: &str| serde_json::from_str(text).unwrap_or_else(|_| panic!("{line}"));
    let pair = |separator: &str| {
        let (left, right) = rest
            .split_once(separator)
            .unwrap_or_else(|| panic!("{line}"));
        (left.to_owned(), right.to_owned())
    };
    match word {
        "status" => Expectation::Status(rest.parse().unwrap()),
        "header" if rest.contains(" ~ ") => {
            let (name, part) = pair(" ~ ");
            Expectation::HeaderContains(name, part)
        }
        "header" => {
            let (name, value) = pair(": ");
            Expectation::Header(name, value)
        }
        "no-header" => Expectation::NoHeader(rest.to_owned()),
        "body" => Expectation::Body(json(rest)),
        "subset" => Expectation::Subset(json(rest)),
        "at" => {
            let (pointer, value) = pair(" = ");
            Expectation::Pointer(pointer, json(&value))
        }
        "length" => {
            let (pointer, length) = pair(" = ");
            Expectation::Length(pointer, length.parse().unwrap())
        }
        "text" => Expectation::Text(json(rest).as_str().unwrap().to_owned()),
        "contains" => Expectation::Contains(rest.to_owned()),
        "lacks" => Expectation::Lacks(rest.to_owned()),
        "empty" => Expectation::Empty,
        "chosen" => Expectation::Chosen(rest.to_owned()),
        "delay" => Expectation::Delay(rest.parse().unwrap()),
        "wire" => Expectation::Wire(rest.to_owned()),
        "valid" => Expectation::Valid,
        word => panic!("`{word}` is no expectation"),
    }
}

/// Whether a value has all that another one has; arrays are compared item by item.
fn has(value: &Value, part: &Value) -> bool {
    match (value, part) {
        (Value::Object(value), Value::Object(part)) => part
            .iter()
            .all(|(name, part)| value.get(name).is_some_and(|value| has(value, part))),
        (Value::Array(value), Value::Array(part)) => {
            value.len() == part.len()
                && value.iter().zip(part).all(|(value, part)| has(value, part))
        }
        (value, part) => value == part,
    }
}
