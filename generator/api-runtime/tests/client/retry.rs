//! When a call is sent again, and how long it may take.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use api_runtime::body::Body;
use api_runtime::client::{Call, ClientCore, Error, Options, Retry, Token};
use api_runtime::http::Method;
use api_runtime::operation::{Need, Operation, Scheme};
use api_runtime::serde_json::Value;
use api_runtime::stream;

use crate::support::{Answer, Scripted};

static BEARER: Scheme = Scheme::bearer("bearer");
static GET: Operation = Operation::new("get", Method::GET, "/");
static PUT: Operation = Operation::new("put", Method::PUT, "/");
static POST: Operation = Operation::new("post", Method::POST, "/");
static SECURED: Operation =
    Operation::new("secured", Method::POST, "/").security(&[&[Need::of(&BEARER)]]);

/// Answers 503 this often before it answers 200.
async fn busy(times: usize) -> Scripted {
    Scripted::start(move |_, before| match before < times {
        true => Answer::Json(503, ""),
        false => Answer::Json(200, "{}"),
    })
    .await
}

fn client(url: &str, change: impl FnOnce(&mut Options)) -> ClientCore {
    ClientCore::new(url).unwrap().with(|options| {
        options.retry.first_wait = Duration::from_millis(1);
        change(options);
    })
}

fn call(core: &ClientCore, operation: &'static Operation) -> Call<Value> {
    core.call(operation)
}

fn chunks() -> Body {
    Body::from_stream(stream::iter([Ok("{}".into())]))
}

#[tokio::test]
async fn only_what_may_be_repeated_is() {
    let server = busy(2).await;
    let core = client(&server.url, |_| {});
    assert!(call(&core, &PUT).json("body").send().await.is_ok());
    let bodies: Vec<_> = server.asked().into_iter().map(|asked| asked.body).collect();
    assert_eq!(bodies, [r#""body""#, r#""body""#, r#""body""#]);

    let server = busy(1).await;
    let core = client(&server.url, |_| {});
    assert!(call(&core, &POST).json("body").send().await.is_err());
    let server = busy(1).await;
    let core = client(&server.url, |_| {});
    let streamed = call(&core, &PUT).binary("application/json", chunks());
    assert!(streamed.send().await.is_err());
    assert_eq!(server.count(), 1);
}

#[tokio::test]
async fn a_call_can_have_options_of_its_own() {
    let server = busy(2).await;
    let core = client(&server.url, |_| {});
    let once = call(&core, &GET).with(|options| options.retry = Retry::NEVER);
    assert!(once.send().await.is_err());
    assert_eq!(server.count(), 1);
    let keyed = call(&core, &POST).with(|options| {
        options.retry.also_not_idempotent = true;
        options.header("idempotency-key", "7");
    });
    assert!(keyed.send().await.is_ok());
    let keys: Vec<_> = server
        .asked()
        .iter()
        .map(|asked| asked.header("idempotency-key").map(str::to_owned))
        .collect();
    assert_eq!(keys, [None, Some("7".to_owned()), Some("7".to_owned())]);
}

#[tokio::test]
async fn a_connection_that_was_never_made_is_tried_again() {
    let attempts = Arc::new(AtomicU32::new(0));
    let counter = attempts.clone();
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let core = client(&url, |options| {
        options.on_response(move |exchange| {
            counter.fetch_add(1, Ordering::SeqCst);
            assert!(matches!(exchange.failure, Some(error) if error.to_string().len() > 3));
            assert_eq!(exchange.retry_in.is_some(), exchange.attempt < 3);
        });
    });
    let failure = call(&core, &POST).json("body").send().await.unwrap_err();
    assert!(matches!(failure, Error::Transport(error) if error.is_connect));
    assert_eq!(attempts.load(Ordering::SeqCst), 3);
}

#[tokio::test]
async fn a_whole_call_has_a_limit() {
    let server = Scripted::start(|_, _| Answer::Silence).await;
    let core = client(&server.url, |options| {
        options.timeout = Duration::from_millis(60);
        options.total_timeout = Some(Duration::from_millis(150));
        options.retry.attempts = 1000;
    });
    let began = Instant::now();
    let failure = call(&core, &GET).send().await.unwrap_err();
    assert!(matches!(failure, Error::Timeout), "{failure}");
    assert!(began.elapsed() < Duration::from_secs(1));
    assert!(server.count() > 1);
}

#[tokio::test]
async fn a_stream_is_not_sent_again_with_another_token() {
    let server = Scripted::start(|asked, _| match asked.header("authorization") {
        Some("Bearer t1") => Answer::Json(401, ""),
        _ => Answer::Json(200, "{}"),
    })
    .await;
    let given = AtomicU32::new(0);
    let core = client(&server.url, |options| {
        options.token_source(&BEARER, move || {
            let number = given.fetch_add(1, Ordering::SeqCst) + 1;
            std::future::ready(Ok(Token::new(format!("t{number}"))))
        });
    });
    let streamed = || call(&core, &SECURED).binary("application/json", chunks());
    let failure = streamed().send().await.unwrap_err();
    assert_eq!(failure.status().map(|status| status.as_u16()), Some(401));
    // The token is out of use all the same.
    assert!(streamed().send().await.is_ok());
    assert_eq!(server.count(), 2);
}
