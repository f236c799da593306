//! Calls that wait.

use std::sync::mpsc;
use std::time::Duration;

use api_runtime::client::blocking::{Blocking, wait};
use api_runtime::client::{Call, ClientCore, Error, Retry};
use api_runtime::http::Method;
use api_runtime::ndjson::Lines;
use api_runtime::operation::{Content, Operation, Success};
use api_runtime::serde_json::Value;

use crate::support::{Answer, Scripted};

static POST: Operation = Operation::new("post", Method::POST, "/echo");
static SLOW: Operation = Operation::new("slow", Method::GET, "/slow");
static LINES: Operation =
    Operation::new("lines", Method::GET, "/lines").succeeds(&[Success::of(200, Content::Lines)]);

api_runtime::own_call! {
    /// A call as generated code has it.
    pub struct EchoCall(Call<Value>);
}

/// A server on a thread of its own, since the test's waits.
fn serve() -> String {
    let (sender, receiver) = mpsc::channel();
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap();
        runtime.block_on(async {
            let server = Scripted::start(|asked, _| match asked.line.as_str() {
                "GET /slow HTTP/1.1" => Answer::Silence,
                "GET /lines HTTP/1.1" => Answer::Json(200, "1\n2\n\n3"),
                _ => Answer::Made(200, asked.body.clone()),
            })
            .await;
            sender.send(server.url.clone()).unwrap();
            std::future::pending::<()>().await;
        });
    });
    receiver.recv().unwrap()
}

#[test]
fn calls_wait_for_their_answers_on_any_thread() {
    let core = ClientCore::new(&serve()).unwrap();
    std::thread::scope(|scope| {
        for number in 0..8 {
            let core = &core;
            scope.spawn(move || {
                for _ in 0..4 {
                    let call: Call<Value> = core.call(&POST);
                    let answer = call.json(&number).send_blocking().unwrap();
                    assert_eq!(*answer, number);
                }
            });
        }
    });
    let call = EchoCall(core.call(&POST).json("text")).with(|options| options.anonymous = true);
    assert_eq!(*call.send_blocking().unwrap(), "text");
}

#[test]
fn waiting_has_its_limits() {
    let core = ClientCore::new(&serve()).unwrap().with(|options| {
        options.timeout = Duration::from_millis(50);
        options.retry = Retry::NEVER;
    });
    let call: Call<Value> = core.call(&SLOW);
    let failure = call.send_blocking().unwrap_err();
    assert!(matches!(failure, Error::Timeout), "{failure}");
}

#[test]
fn streams_are_iterators() {
    let core = ClientCore::new(&serve()).unwrap();
    let call: Call<Lines<u32>> = core.call(&LINES);
    let lines = call.send_blocking().unwrap().into_inner();
    let numbers: Vec<u32> = lines.blocking().map(Result::unwrap).collect();
    assert_eq!(numbers, [1, 2, 3]);
}

#[tokio::test]
async fn inside_an_async_runtime_it_is_an_error() {
    let core = ClientCore::new("http://127.0.0.1:1").unwrap();
    let call: Call<Value> = core.call(&POST);
    let failure = call.send_blocking().unwrap_err();
    assert!(
        matches!(&failure, Error::Build(error) if error.message.contains("async runtime")),
        "{failure}"
    );
    let handle = tokio::runtime::Handle::current();
    let inside = tokio::task::spawn_blocking(move || {
        (wait(async {}).is_err(), handle.block_on(async { 7 }))
    });
    assert_eq!(inside.await.unwrap(), (true, 7));
}
