//! Requests that mean harm: whatever comes, an answer below 500 goes back, and soon.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use bytes::Bytes;
use http::{HeaderName, HeaderValue};
use mock_server::{Mock, MockOptions, Request, Stage};
use std::path::Path;
use std::sync::Arc;

fn mock(file: &str) -> Mock {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/specs")
        .join(file);
    let loaded = api_model::load(&path, &Default::default()).unwrap();
    Mock::new(Arc::new(loaded.api), &MockOptions::default())
}

fn request(method: &str, target: &str, content_type: &str, body: impl Into<Bytes>) -> Request {
    let builder = http::Request::builder().method(method).uri(target);
    builder
        .header("content-type", content_type)
        .body(body.into())
        .unwrap()
}

fn status(mock: &Mock, request: &Request) -> u16 {
    let reply = mock.answer(request);
    assert!(
        !reply.response.status().is_server_error(),
        "{:?}",
        reply.note
    );
    reply.response.status().as_u16()
}

#[test]
fn deep_json_is_a_fault() {
    let mock = mock("bodies.yaml");
    for deep in [
        "[".repeat(10_000),
        format!("{}1{}", "[".repeat(10_000), "]".repeat(10_000)),
    ] {
        assert_eq!(
            status(&mock, &request("POST", "/any", "application/json", deep)),
            400
        );
    }
    let deep = "{\"a\":".repeat(10_000);
    assert_eq!(
        status(&mock, &request("POST", "/any", "application/json", deep)),
        400
    );
}

#[test]
fn bytes_that_are_not_utf8_are_harmless() {
    let mock = mock("bodies.yaml");
    for content_type in [
        "application/json",
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
    ] {
        let request = request("POST", "/any", content_type, vec![0xff; 64]);
        assert!(status(&mock, &request) >= 400);
    }
    let mock = self::mock("styles.yaml");
    let mut request = request("GET", "/query", "text/plain", "");
    for name in [
        "x-numbers",
        "cookie",
        "prefer",
        "accept",
        "authorization",
        "origin",
        "content-length",
    ] {
        let value = HeaderValue::from_bytes(b"\xff\xfe\"; =,%zz").unwrap();
        request
            .headers_mut()
            .insert(HeaderName::from_static(name), value);
    }
    assert_eq!(status(&mock, &request), 400);
}

#[test]
fn huge_queries_take_linear_time() {
    let mock = mock("styles.yaml");
    let pairs = [
        "ids=1&",
        "filter[a][b]=1&",
        "page=1&",
        "x[=1&",
        "&",
        "=&",
        "%zz&",
        "filter[tags][]=a&",
    ];
    for pair in pairs {
        let target = format!("/query?{}", pair.repeat(60_000 / pair.len()));
        status(&mock, &request("GET", &target, "text/plain", ""));
    }
    let nested = format!("/query?filter{}=1", "[a]".repeat(10_000));
    assert_eq!(
        status(&mock, &request("GET", &nested, "text/plain", "")),
        400
    );
}

#[test]
fn long_and_strange_paths_are_not_found() {
    let mock = mock("pets.yaml");
    for path in [
        format!("/{}", "a/".repeat(30_000)),
        format!("/{}", "%25".repeat(20_000)),
        format!("/range/{}", "-".repeat(60_000)),
        "//".to_owned(),
        "/pets/../../etc/passwd".to_owned(),
        "/pets/%00".to_owned(),
        "/{petId}".to_owned(),
        "/pets/{petId}".to_owned(),
    ] {
        assert!(
            status(&mock, &request("GET", &path, "text/plain", "")) >= 400,
            "{path}"
        );
    }
}

#[test]
fn multipart_bodies_can_be_anything() {
    let mock = mock("bodies.yaml");
    let content_type = "multipart/form-data; boundary=x";
    let many = format!(
        "{}--x--\r\n",
        "--x\r\nContent-Disposition: form-data; name=a\r\n\r\n\r\n".repeat(20_000)
    );
    let bodies = [
        String::new(),
        "--x".to_owned(),
        "--x--".to_owned(),
        "--x\r\n".to_owned(),
        "--x\r\n\r\n".to_owned(),
        "--x\r\n\r\n--x--".to_owned(),
        "--x\r\n:::\r\n\r\n\r\n--x--".to_owned(),
        "--x\r\nContent-Disposition: form-data; name=\"\\\r\n\r\n\r\n--x--".to_owned(),
        "--x\r\nContent-Type: \u{fffd}\r\n\r\n\r\n--x--".to_owned(),
        many,
        "\r\n--".repeat(100_000),
    ];
    for body in bodies {
        assert_eq!(
            status(&mock, &request("POST", "/upload", content_type, body)),
            400
        );
    }
    let long_boundary = format!("multipart/form-data; boundary={}", "b".repeat(8000));
    assert_eq!(
        status(
            &mock,
            &request("POST", "/upload", &long_boundary, vec![b'b'; 1 << 20])
        ),
        400
    );
}

#[test]
fn headers_of_every_kind_of_nonsense() {
    let mock = mock("answers.yaml");
    for (name, value) in [
        ("accept", ",,,;;;q=,*/*;q=NaN,a/b;q=2,\"".to_owned()),
        ("accept", "a/b,".repeat(10_000)),
        ("prefer", ";=;=,,\"\\".to_owned()),
        ("prefer", "example=".to_owned() + &"x".repeat(10_000)),
        ("prefer", "example=\"\u{e9}\r".trim_end().to_owned()),
        ("content-type", "/".to_owned()),
        ("origin", "null".to_owned()),
    ] {
        let mut request = Request::default();
        *request.uri_mut() = "/report".parse().unwrap();
        let Ok(value) = HeaderValue::from_bytes(value.as_bytes()) else {
            continue;
        };
        request
            .headers_mut()
            .insert(HeaderName::from_static(name), value);
        assert!(status(&mock, &request) < 500);
    }
}

#[test]
fn a_header_split_over_a_problem_stays_inside() {
    let mock = mock("pets.yaml");
    let body = r#"{"id": 1, "name": "x", "a\r\nSet-Cookie: b=c": 1}"#;
    let reply = mock.answer(&request("POST", "/pets", "application/json", body));
    assert!(!reply.response.headers().contains_key("set-cookie"));
    for value in reply.response.headers().values() {
        assert!(
            value
                .as_bytes()
                .iter()
                .all(|byte| (b' '..=b'~').contains(byte)),
            "{value:?}"
        );
    }
}

#[test]
fn every_operation_survives_every_nonsense() {
    for file in [
        "pets.yaml",
        "styles.yaml",
        "bodies.yaml",
        "security.yaml",
        "answers.yaml",
        "errors.yaml",
    ] {
        let mock = mock(file);
        let paths: Vec<(String, &str)> = mock
            .api()
            .operations
            .iter()
            .map(|operation| {
                (
                    operation.path.text.replace(['{', '}'], ""),
                    operation.method.as_str(),
                )
            })
            .collect();
        for (path, method) in paths {
            for content_type in [
                "application/json",
                "text/plain",
                "multipart/form-data; boundary=x",
                "*/*",
                "",
            ] {
                for body in ["", "null", "[]", "{}", "\"", "--x--", "\u{0}"] {
                    status(&mock, &request(method, &path, content_type, body));
                }
            }
        }
    }
}

#[test]
fn answers_are_the_same_on_every_run_and_differ_by_path() {
    let answer = |seed, target: &str| {
        let options = MockOptions {
            seed,
            ..MockOptions::default()
        };
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/specs/answers.yaml");
        let api = api_model::load(&path, &Default::default()).unwrap().api;
        let reply = Mock::new(Arc::new(api), &options).answer(&request("GET", target, "", ""));
        reply.response.into_body()
    };
    assert_eq!(answer(1, "/generated/5"), answer(1, "/generated/5"));
    assert_ne!(answer(1, "/generated/5"), answer(1, "/generated/6"));
    assert_ne!(answer(1, "/generated/5"), answer(2, "/generated/5"));
}

#[test]
fn mounts_are_paths_and_taken_once() {
    let stage = || Stage::new().mount("/a", mock("pets.yaml")).unwrap();
    assert!(stage().mount("/a/", mock("pets.yaml")).is_err());
    for prefix in ["", "b", "//b", "/b//c", "/{b}", "/b?c"] {
        assert!(
            stage().mount(prefix, mock("pets.yaml")).is_err(),
            "{prefix}"
        );
    }
    assert!(stage().mount("/", mock("pets.yaml")).is_ok());
}

#[test]
fn listings_name_mounts_operations_and_the_way_out() {
    let stage = Stage::new().mount("/pets-api", mock("pets.yaml")).unwrap();
    let text = stage.listing("http://127.0.0.1:4010");
    assert!(
        text.starts_with("http://127.0.0.1:4010/pets-api  Pets 1, "),
        "{text}"
    );
    assert!(text.contains("  DELETE  /pets/{petId}"), "{text}");
    assert!(text.contains("getPhoto"), "{text}");
    assert!(text.ends_with("Stop with Ctrl-C.\n"), "{text}");
}
