//! What only a real socket shows: starting, stopping, limits, slow clients, HTTP/2.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper_util::rt::{TokioExecutor, TokioIo};
use mock_server::{Log, Mock, MockOptions, Running, ServeOptions, Server, Stage, StateFile};
use std::io::{ErrorKind, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

fn stage() -> Stage {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/specs/bodies.yaml");
    let api = api_model::load(&path, &Default::default()).unwrap().api;
    let options = MockOptions {
        max_body: 1000,
        ..MockOptions::default()
    };
    Stage::at_root(Mock::new(Arc::new(api), &options))
}

fn options() -> ServeOptions {
    ServeOptions {
        port: 0,
        ..ServeOptions::default()
    }
}

fn start(options: ServeOptions) -> Running {
    Server::bind(stage(), options, Log::none())
        .unwrap()
        .start()
        .unwrap()
}

fn connect(address: SocketAddr) -> TcpStream {
    let stream = TcpStream::connect(address).unwrap();
    stream
        .set_read_timeout(Some(Duration::from_secs(20)))
        .unwrap();
    stream
}

/// Sends a text and reads until the server closes.
fn ask(address: SocketAddr, text: &str) -> String {
    let mut stream = connect(address);
    stream.write_all(text.as_bytes()).unwrap();
    read_all(&mut stream)
}

fn read_all(stream: &mut TcpStream) -> String {
    let mut bytes = Vec::new();
    let mut chunk = [0; 4096];
    loop {
        match stream.read(&mut chunk) {
            Ok(0) => break,
            Ok(count) => bytes.extend_from_slice(&chunk[..count]),
            Err(error) if error.kind() == ErrorKind::ConnectionReset => break,
            Err(error) => panic!("{error}"),
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[test]
fn an_answer_is_held_back_and_others_are_not() {
    let running = start(options());
    let address = running.address;
    let text = "DELETE /none HTTP/1.1\r\nHost: x\r\nConnection: close\r\n";
    let begun = Instant::now();
    let late = std::thread::spawn(move || {
        let answer = ask(address, &format!("{text}Prefer: delay=700\r\n\r\n"));
        (answer, begun.elapsed())
    });
    assert!(ask(address, &format!("{text}\r\n")).starts_with("HTTP/1.1 204"));
    let soon = begun.elapsed();
    let (answer, elapsed) = late.join().unwrap();
    assert!(answer.starts_with("HTTP/1.1 204"), "{answer}");
    assert!(elapsed >= Duration::from_millis(700));
    assert!(soon < elapsed);
}

#[test]
fn serves_until_it_is_stopped() {
    let server = start(options());
    let address = server.address;
    let answer = ask(
        address,
        "DELETE /none HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
    );
    assert!(answer.starts_with("HTTP/1.1 204 "), "{answer}");
    server.stop();
    assert!(TcpStream::connect(address).is_err());
}

#[test]
fn idle_connections_do_not_delay_stopping() {
    let server = start(options());
    let idle = connect(server.address);
    let mut kept = connect(server.address);
    kept.write_all(b"DELETE /none HTTP/1.1\r\nHost: x\r\n\r\n")
        .unwrap();
    let mut chunk = [0; 64];
    assert!(kept.read(&mut chunk).unwrap() > 0);
    let begin = Instant::now();
    server.stop();
    assert!(begin.elapsed() < Duration::from_secs(8));
    drop(idle);
}

#[test]
fn head_has_the_length_and_no_body() {
    let server = start(options());
    let answer = ask(
        server.address,
        "HEAD /nowhere HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
    );
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    assert!(head.starts_with("HTTP/1.1 404 "), "{head}");
    assert!(
        head.to_ascii_lowercase().contains("content-length: "),
        "{head}"
    );
    assert_eq!(body, "");
}

#[test]
fn large_bodies_are_refused_and_the_answer_arrives() {
    let server = start(options());
    let body = "x".repeat(1 << 20);
    let request = format!(
        "POST /any HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: text/plain\r\n\
         Content-Length: {}\r\n\r\n{body}",
        body.len()
    );
    let answer = ask(server.address, &request);
    assert!(answer.starts_with("HTTP/1.1 413 "), "{answer}");
}

#[test]
fn large_bodies_are_refused_before_they_are_sent() {
    let server = start(options());
    let mut stream = connect(server.address);
    let head = "POST /any HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: text/plain\r\n\
                Expect: 100-continue\r\nContent-Length: 5000\r\n\r\n";
    stream.write_all(head.as_bytes()).unwrap();
    let answer = read_all(&mut stream);
    assert!(answer.starts_with("HTTP/1.1 413 "), "{answer}");
}

#[test]
fn chunked_bodies_have_the_same_limit() {
    let server = start(options());
    let chunk = format!("3e8\r\n{}\r\n", "x".repeat(1000));
    let request = format!(
        "POST /any HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: text/plain\r\n\
         Transfer-Encoding: chunked\r\n\r\n{}0\r\n\r\n",
        chunk.repeat(3)
    );
    let answer = ask(server.address, &request);
    assert!(answer.starts_with("HTTP/1.1 413 "), "{answer}");
}

#[test]
fn slow_headers_end_the_connection() {
    let patience = Duration::from_millis(300);
    let server = start(ServeOptions {
        header_timeout: patience,
        ..options()
    });
    for beginning in ["", "P", "GET /", "GET / HTTP/1.1\r\nHost:"] {
        let begin = Instant::now();
        ask(server.address, beginning);
        assert!(begin.elapsed() < Duration::from_secs(10), "{beginning:?}");
    }
}

#[test]
fn slow_bodies_are_answered_with_408() {
    let patience = Duration::from_millis(300);
    let server = start(ServeOptions {
        body_timeout: patience,
        ..options()
    });
    let request = "POST /any HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: text/plain\r\n\
                   Content-Length: 10\r\n\r\nabc";
    let answer = ask(server.address, request);
    assert!(answer.starts_with("HTTP/1.1 408 "), "{answer}");
    assert!(
        answer.contains("urn:understudy:problem:timeout"),
        "{answer}"
    );
}

#[test]
fn connections_beyond_the_bound_wait_for_a_place() {
    let server = start(ServeOptions {
        max_connections: 1,
        ..options()
    });
    let first = connect(server.address);
    let mut second = connect(server.address);
    second
        .write_all(b"DELETE /none HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        .unwrap();
    std::thread::sleep(Duration::from_millis(100));
    drop(first);
    assert!(read_all(&mut second).starts_with("HTTP/1.1 204 "));
}

#[test]
fn malformed_requests_do_not_end_the_server() {
    let server = start(options());
    for nonsense in [
        "\r\n\r\n\r\n",
        "GET\r\n\r\n",
        "GET / HTTP/9.9\r\n\r\n",
        "\u{0}\u{1}\u{2}\r\n\r\n",
    ] {
        ask(
            server.address,
            &format!("{nonsense}GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"),
        );
    }
    let answer = ask(
        server.address,
        "DELETE /none HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
    );
    assert!(answer.starts_with("HTTP/1.1 204 "), "{answer}");
}

#[test]
fn http2_works_with_prior_knowledge() {
    let server = start(options());
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let (status, body) = runtime.block_on(async {
        let stream = tokio::net::TcpStream::connect(server.address)
            .await
            .unwrap();
        let (mut sender, connection) =
            hyper::client::conn::http2::handshake(TokioExecutor::new(), TokioIo::new(stream))
                .await
                .unwrap();
        tokio::spawn(connection);
        let uri = format!("http://{}/any", server.address);
        let request = http::Request::post(uri).header("content-type", "application/json");
        let request = request.body(Full::new(Bytes::from_static(b"{}"))).unwrap();
        let response = sender.send_request(request).await.unwrap();
        (
            response.status(),
            response.into_body().collect().await.unwrap().to_bytes(),
        )
    });
    assert_eq!(status, 400);
    assert!(String::from_utf8_lossy(&body).contains("required"));
}

#[test]
fn a_port_in_use_is_one_clear_error() {
    let server = start(options());
    let taken = ServeOptions {
        port: server.address.port(),
        ..options()
    };
    let error = Server::bind(stage(), taken, Log::none()).unwrap_err();
    let expected = format!(
        "cannot listen on 127.0.0.1:{}: the port is in use",
        server.address.port()
    );
    assert!(error.to_string().starts_with(&expected), "{error}");
}

#[test]
fn a_host_that_is_none_is_one_clear_error() {
    let nowhere = ServeOptions {
        host: "256.0.0.1".to_owned(),
        ..options()
    };
    let error = Server::bind(stage(), nowhere, Log::none()).unwrap_err();
    assert!(
        error
            .to_string()
            .starts_with("cannot listen on 256.0.0.1:0: "),
        "{error}"
    );
}

#[derive(Clone, Default)]
struct Shared(Arc<Mutex<Vec<u8>>>);

impl Write for Shared {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[test]
fn the_log_has_a_line_a_request_and_no_secrets() {
    let shared = Shared::default();
    let server = Server::bind(stage(), options(), Log::to(shared.clone()))
        .unwrap()
        .start()
        .unwrap();
    let request = "POST /any?token=s3cret HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\
                   Authorization: Bearer s3cret\r\nContent-Type: application/json\r\n\
                   Content-Length: 15\r\n\r\n{\"name\": \"s3cr\"";
    ask(server.address, request);
    ask(
        server.address,
        "DELETE /none HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
    );
    server.stop();
    let text = String::from_utf8(shared.0.lock().unwrap().clone()).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines.len(), 2, "{text}");
    let refused = "POST /any 400 postAny [refused (problem): invalid-request: body: syntax] ";
    assert!(lines[0].starts_with(refused), "{text}");
    assert!(
        lines[1].starts_with("DELETE /none 204 DELETE /none [no body: the default] "),
        "{text}"
    );
    assert!(lines[1].ends_with("us"), "{text}");
    assert!(!text.contains("s3cr"), "{text}");
}

#[test]
fn the_state_outlives_the_server() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/specs/world.yaml");
    let api = Arc::new(api_model::load(&path, &Default::default()).unwrap().api);
    let kept = std::env::temp_dir().join(format!("state-{}.json", std::process::id()));
    let serve = || {
        let stage = Stage::at_root(Mock::new(Arc::clone(&api), &MockOptions::default()));
        let file = StateFile::at(&kept);
        file.load(&stage).unwrap();
        let options = ServeOptions {
            state_file: Some(Arc::new(file)),
            ..options()
        };
        let server = Server::bind(stage, options, Log::none()).unwrap();
        (server.address(), server.start().unwrap())
    };
    let (address, running) = serve();
    let gone = ask(
        address,
        "DELETE /products/1 HTTP/1.1\r\nHost: x\r\nX-Mock-Session: a\r\nConnection: close\r\n\r\n",
    );
    assert!(gone.starts_with("HTTP/1.1 204"), "{gone}");
    running.stop();
    let (address, running) = serve();
    let read = ask(
        address,
        "GET /products/1 HTTP/1.1\r\nHost: x\r\nX-Mock-Session: a\r\nConnection: close\r\n\r\n",
    );
    assert!(read.starts_with("HTTP/1.1 404"), "{read}");
    let other = ask(
        address,
        "GET /products/1 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
    );
    assert!(other.starts_with("HTTP/1.1 200"), "{other}");
    running.stop();
    std::fs::write(&kept, "{}").unwrap();
    let stage = Stage::at_root(Mock::new(Arc::clone(&api), &MockOptions::default()));
    let fault = StateFile::at(&kept).load(&stage).unwrap_err();
    assert_eq!(fault.to_string(), "`mounts` is not an object");
    std::fs::remove_file(&kept).unwrap();
}

#[test]
fn connections_break_and_answers_trickle_on_purpose() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/specs/rules.yaml");
    let api = api_model::load(&path, &Default::default()).unwrap().api;
    let chaos = ["listPosts=100%:reset", "getPost=100%:drip"];
    let options = MockOptions {
        chaos: chaos.iter().map(|chaos| chaos.parse().unwrap()).collect(),
        ..MockOptions::default()
    };
    let stage = Stage::at_root(Mock::new(Arc::new(api), &options));
    let server = Server::bind(stage, self::options(), Log::none()).unwrap();
    let (address, running) = (server.address(), server.start().unwrap());
    let close = "HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
    assert_eq!(ask(address, &format!("GET /posts {close}")), "");
    let start = Instant::now();
    let trickled = ask(address, &format!("GET /posts/1 {close}"));
    assert!(
        trickled.ends_with(r#"{"id":1,"userId":7,"title":"First"}"#),
        "{trickled}"
    );
    assert!(start.elapsed() > Duration::from_secs(1));
    running.stop();
}
