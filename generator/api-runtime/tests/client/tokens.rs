//! Tokens that the client gets and renews: from a token endpoint, from discovery, from a source of one's own.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use crate::support::{Answer, Asked, Scripted};
use api_runtime::client::{
    Call, ClientCore, CredentialError, Error, Grant, Options, Retry, Token, TokenError,
};
use api_runtime::http::{Method, StatusCode};
use api_runtime::operation::{Flow, FlowKind, Need, Operation, Scheme, Security};
use api_runtime::serde_json;

static OAUTH: Scheme = Scheme::oauth2(
    "oauth",
    &[
        Flow::new(FlowKind::ClientCredentials)
            .token_url("token")
            .scopes(&["read", "write"]),
        Flow::new(FlowKind::AuthorizationCode)
            .token_url("/elsewhere")
            .refresh_url("/refresh"),
    ],
);
static OIDC: Scheme = Scheme::open_id_connect("oidc", "/.well-known/openid-configuration");
static KEY: Scheme = Scheme::api_key_header("key", "X-Key");
const BY_OAUTH: Security = &[&[Need::of(&OAUTH)]];
const BY_OIDC: Security = &[&[Need::of(&OIDC)]];
const BY_KEY: Security = &[&[Need::of(&KEY)]];
static GET: Operation = Operation::new("get", Method::GET, "/items").security(BY_OAUTH);
static POST: Operation = Operation::new("post", Method::POST, "/items").security(BY_OAUTH);
static WITH_OIDC: Operation = Operation::new("oidc", Method::GET, "/items").security(BY_OIDC);
static WITH_KEY: Operation = Operation::new("key", Method::GET, "/items").security(BY_KEY);

/// An API whose token endpoint gives `t1`, `t2`, … with the lifetime, and which takes tokens as `good` says.
async fn api(lifetime: &'static str, good: fn(&str) -> bool) -> Scripted {
    let given = AtomicU32::new(0);
    Scripted::start(move |asked, _| {
        if asked.line.starts_with("POST /v1/token") {
            let number = given.fetch_add(1, Ordering::SeqCst) + 1;
            return Answer::Made(
                200,
                format!(r#"{{"access_token":"t{number}","token_type":"bearer"{lifetime}}}"#),
            );
        }
        match good(asked.header("authorization").unwrap_or("")) {
            true => Answer::Json(200, "{}"),
            false => Answer::Json(401, "{}"),
        }
    })
    .await
}

fn client(server: &Scripted, change: impl FnOnce(&mut Options)) -> ClientCore {
    let core = ClientCore::new(&format!("{}/v1/", server.url)).unwrap();
    core.with(|options| {
        options.retry = Retry::NEVER;
        change(options);
    })
}

fn grant() -> Grant {
    Grant::client_credentials("my id", "my:secret")
}

/// The status that a call is answered with, whatever it is.
async fn status(core: &ClientCore, operation: &'static Operation) -> Result<StatusCode, Error> {
    let call: Call<serde_json::Value> = core.call(operation);
    match call.json(&[1]).send().await {
        Ok(response) => Ok(response.status()),
        Err(Error::Undocumented(response)) => Ok(response.status()),
        Err(error) => Err(error),
    }
}

fn token_requests(server: &Scripted) -> Vec<Asked> {
    let mut all = server.asked();
    all.retain(|asked| asked.line.contains("/token"));
    all
}

fn token_error(failure: Error) -> TokenError {
    match failure {
        Error::Credential(CredentialError::Token { error, .. }) => error,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_token_is_got_when_it_is_needed_and_shared() {
    let server = api(r#","expires_in":3600"#, |token| token == "Bearer t1").await;
    let core = client(&server, |options| options.token_source(&OAUTH, grant()));
    assert_eq!(server.count(), 0);
    let calls: Vec<_> = (0..20)
        .map(|_| {
            let core = core.clone();
            tokio::spawn(async move { status(&core, &GET).await })
        })
        .collect();
    for call in calls {
        assert_eq!(call.await.unwrap().unwrap(), 200);
    }
    let asked = token_requests(&server);
    assert_eq!((asked.len(), server.count()), (1, 21));
    // `my%20id:my%3Asecret`
    let expected = "Basic bXklMjBpZDpteSUzQXNlY3JldA==";
    assert_eq!(asked[0].header("authorization"), Some(expected));
    assert_eq!(
        asked[0].body,
        "grant_type=client_credentials&scope=read%20write"
    );
}

#[tokio::test]
async fn what_is_asked_for_can_be_chosen() {
    let server = api("", |token| token == "Bearer t1").await;
    let other = api("", |_| false).await;
    let url = format!("{}/v1/token", other.url);
    let core = client(&server, |options| {
        let grant = grant()
            .in_body()
            .token_url(url)
            .scopes(["read"])
            .parameter("audience", "a/b");
        options.token_source(&OAUTH, grant);
    });
    assert_eq!(status(&core, &GET).await.unwrap(), 200);
    let asked = token_requests(&other);
    assert_eq!(asked[0].header("authorization"), None);
    assert_eq!(
        asked[0].body,
        "grant_type=client_credentials&scope=read&client_id=my%20id&client_secret=my%3Asecret&audience=a%2Fb"
    );
    assert_eq!(server.count(), 1);
}

#[tokio::test]
async fn a_token_is_renewed_shortly_before_it_expires() {
    let server = api(r#","expires_in":"1""#, |_| true).await;
    let core = client(&server, |options| options.token_source(&OAUTH, grant()));
    assert_eq!(status(&core, &GET).await.unwrap(), 200);
    assert_eq!(status(&core, &GET).await.unwrap(), 200);
    assert_eq!(token_requests(&server).len(), 1);
    tokio::time::sleep(Duration::from_millis(800)).await;
    assert_eq!(status(&core, &GET).await.unwrap(), 200);
    assert_eq!(token_requests(&server).len(), 2);
}

#[tokio::test]
async fn a_refused_token_is_renewed_once_whatever_the_method() {
    let server = api("", |token| token == "Bearer t2").await;
    let attempts = Arc::new(AtomicU32::new(0));
    let counter = attempts.clone();
    let core = client(&server, |options| {
        options.token_source(&OAUTH, grant());
        options.on_response(move |exchange| {
            counter.fetch_max(exchange.attempt, Ordering::SeqCst);
        });
    });
    assert_eq!(status(&core, &POST).await.unwrap(), 200);
    assert_eq!(attempts.load(Ordering::SeqCst), 2);
    let posts = server.asked();
    let posts: Vec<_> = posts
        .iter()
        .filter(|asked| asked.line.contains("items"))
        .map(|asked| (asked.header("authorization").unwrap(), asked.body.as_str()))
        .collect();
    assert_eq!(posts, [("Bearer t1", "[1]"), ("Bearer t2", "[1]")]);

    let never = api("", |_| false).await;
    let core = client(&never, |options| options.token_source(&OAUTH, grant()));
    assert_eq!(status(&core, &GET).await.unwrap(), 401);
    assert_eq!((token_requests(&never).len(), never.count()), (2, 4));
}

#[tokio::test]
async fn a_token_that_does_not_change_is_not_sent_again() {
    let server = api("", |_| false).await;
    let core = client(&server, |options| {
        options.token_source(&OAUTH, async || Ok(Token::new("always")));
    });
    assert_eq!(status(&core, &GET).await.unwrap(), 401);
    assert_eq!(server.count(), 1);
}

#[tokio::test]
async fn a_refusal_is_told_with_its_reason_and_without_secrets() {
    let server = Scripted::start(|_, _| {
        Answer::Json(
            400,
            r#"{"error":"invalid_scope","error_description":"not\nfor you"}"#,
        )
    })
    .await;
    let core = client(&server, |options| options.token_source(&OAUTH, grant()));
    let failure = status(&core, &GET).await.unwrap_err();
    let error = token_error(failure);
    let TokenError::Refused {
        status,
        error: code,
        description,
    } = &error
    else {
        panic!("{error:?}")
    };
    assert_eq!((status.as_u16(), code.as_str()), (400, "invalid_scope"));
    assert_eq!(description.as_deref(), Some("not for you"));
    let shown = format!("{error} {error:?} {core:?} {:?}", grant());
    assert!(!shown.contains("secret\""), "{shown}");
    assert!(!shown.contains("my:secret"), "{shown}");
}

#[tokio::test]
async fn answers_that_are_none_are_errors() {
    for (status_code, body) in [
        (200, "{}"),
        (200, "secret text"),
        (200, r#"{"access_token":7}"#),
        (200, r#"{"access_token":"x","token_type":"mac"}"#),
        (500, "<html>"),
        (302, ""),
    ] {
        let server = Scripted::start(move |_, _| Answer::Json(status_code, body)).await;
        let core = client(&server, |options| options.token_source(&OAUTH, grant()));
        let failure = status(&core, &GET).await.unwrap_err();
        let error = token_error(failure).to_string();
        assert!(!error.contains("secret"), "{error}");
        assert_eq!(server.count(), 1, "{error}");
    }
}

#[tokio::test]
async fn callers_that_wait_share_a_failure_and_nobody_waits_for_ever() {
    let server = Scripted::start(|_, _| Answer::Silence).await;
    let core = client(&server, |options| {
        options.timeout = Duration::from_millis(200);
        options.token_source(&OAUTH, grant());
    });
    let began = Instant::now();
    let calls: Vec<_> = (0..10)
        .map(|_| {
            let core = core.clone();
            tokio::spawn(async move { status(&core, &GET).await })
        })
        .collect();
    for call in calls {
        let failure = call.await.unwrap().unwrap_err();
        assert_eq!(token_error(failure), TokenError::Timeout);
    }
    assert_eq!(server.count(), 1);
    assert!(began.elapsed() < Duration::from_secs(2));

    let core = core.with(|options| {
        options.timeout = Duration::from_secs(60);
        options.total_timeout = Some(Duration::from_millis(100));
    });
    let failure = status(&core, &GET).await.unwrap_err();
    assert!(matches!(failure, Error::Timeout), "{failure:?}");
}

#[tokio::test]
async fn a_caller_that_gives_up_leaves_the_fetching_to_the_next() {
    let server = Scripted::start(|asked, before| match asked.line.contains("token") {
        true if before == 0 => Answer::Silence,
        true => Answer::Json(200, r#"{"access_token":"t"}"#),
        false => Answer::Json(200, "{}"),
    })
    .await;
    let core = client(&server, |options| options.token_source(&OAUTH, grant()));
    let first = core.clone();
    let first = tokio::spawn(async move { status(&first, &GET).await });
    while server.count() == 0 {
        tokio::task::yield_now().await;
    }
    let second = core.clone();
    let second = tokio::spawn(async move { status(&second, &GET).await });
    tokio::task::yield_now().await;
    first.abort();
    assert_eq!(second.await.unwrap().unwrap(), 200);
}

#[tokio::test]
async fn a_busy_token_endpoint_is_asked_again() {
    let server = Scripted::start(|asked, before| match asked.line.contains("token") {
        true if before == 0 => Answer::Json(503, ""),
        true => Answer::Json(200, r#"{"access_token":"t"}"#),
        false => Answer::Json(200, "{}"),
    })
    .await;
    let core = client(&server, |options| {
        options.retry = Retry {
            first_wait: Duration::from_millis(1),
            ..Retry::default()
        };
        options.token_source(&OAUTH, grant());
    });
    assert_eq!(status(&core, &GET).await.unwrap(), 200);
}

#[tokio::test]
async fn refresh_tokens_take_turns() {
    let server = Scripted::start(|asked, before| match asked.line.as_str() {
        "POST /refresh HTTP/1.1" if before == 0 => {
            Answer::Json(200, r#"{"access_token":"t1","refresh_token":"r2"}"#)
        }
        "POST /refresh HTTP/1.1" => Answer::Json(200, r#"{"access_token":"t2"}"#),
        _ if asked.header("authorization") == Some("Bearer t2") => Answer::Json(200, "{}"),
        _ => Answer::Json(401, "{}"),
    })
    .await;
    let grant = Grant::refresh_token("id", "r1");
    assert!(!format!("{grant:?}").contains("r1"));
    let core = client(&server, |options| options.token_source(&OAUTH, grant));
    assert_eq!(status(&core, &GET).await.unwrap(), 200);
    let asked = server.asked();
    assert_eq!(
        asked[0].body,
        "grant_type=refresh_token&refresh_token=r1&client_id=id"
    );
    assert_eq!(
        asked[2].body,
        "grant_type=refresh_token&refresh_token=r2&client_id=id"
    );
}

#[tokio::test]
async fn the_token_endpoint_of_open_id_connect_is_discovered_once() {
    let server = Scripted::start(|asked, _| match asked.line.as_str() {
        "GET /.well-known/openid-configuration HTTP/1.1" => {
            Answer::Json(200, r#"{"issuer":"x","token_endpoint":"/found"}"#)
        }
        "POST /found HTTP/1.1" => Answer::Json(200, r#"{"access_token":"t","expires_in":0}"#),
        _ if asked.header("authorization") == Some("Bearer t") => Answer::Json(200, "{}"),
        _ => Answer::Json(401, "{}"),
    })
    .await;
    let core = client(&server, |options| options.token_source(&OIDC, grant()));
    assert_eq!(status(&core, &WITH_OIDC).await.unwrap(), 200);
    assert_eq!(status(&core, &WITH_OIDC).await.unwrap(), 200);
    let lines: Vec<_> = server
        .asked()
        .into_iter()
        .map(|asked| asked.line.split(' ').nth(1).unwrap().to_owned())
        .collect();
    let discovery = "/.well-known/openid-configuration";
    let expected = [discovery, "/found", "/v1/items", "/found", "/v1/items"];
    assert_eq!(lines, expected);
}

#[tokio::test]
async fn a_source_of_ones_own_renews_keys_as_well() {
    let server = Scripted::start(|asked, _| match asked.header("x-key") {
        Some("k2") => Answer::Json(200, "{}"),
        _ => Answer::Json(401, "{}"),
    })
    .await;
    let given = Arc::new(AtomicU32::new(0));
    let core = client(&server, |options| {
        options.token_source(&KEY, move || {
            let given = given.clone();
            async move {
                let number = given.fetch_add(1, Ordering::SeqCst) + 1;
                Ok(Token::expiring(
                    format!("k{number}"),
                    Duration::from_secs(60),
                ))
            }
        });
    });
    assert_eq!(status(&core, &WITH_KEY).await.unwrap(), 200);
    let failing = core.with(|options| {
        options.token_source(&KEY, async || Err(TokenError::other("the vault is closed")));
    });
    let failure = status(&failing, &WITH_KEY).await.unwrap_err();
    let Error::Credential(error) = failure else {
        panic!("{failure:?}")
    };
    assert_eq!(error.to_string(), "no token for `key`: the vault is closed");
}

#[tokio::test]
async fn a_token_address_without_tls_is_named() {
    let server = api("", |_| true).await;
    for url in ["https://127.0.0.1:1/token", "ftp://example.com/token"] {
        if url.starts_with("https") && cfg!(feature = "rustls") {
            continue;
        }
        let core = client(&server, |options| {
            options.token_source(&OAUTH, grant().token_url(url));
        });
        let error = token_error(status(&core, &GET).await.unwrap_err()).to_string();
        assert!(error.contains(url), "{error}");
    }
}
