//! Credentials of a client: where they stand in the request, and which alternative is taken.

use crate::support::{Answer, Asked, Scripted};
use api_runtime::client::reqwest::Client;
use api_runtime::client::{Call, ClientCore, CredentialError, Error, Options};
use api_runtime::http::Method;
use api_runtime::operation::{Need, Operation, Scheme, Security};
use api_runtime::serde_json;

static HEADER: Scheme = Scheme::api_key_header("header", "X-Key");
static QUERY: Scheme = Scheme::api_key_query("query", "key");
static COOKIE: Scheme = Scheme::api_key_cookie("cookie", "sid");
static BASIC: Scheme = Scheme::basic("basic");
static BEARER: Scheme = Scheme::bearer("bearer");
static DIGEST: Scheme = Scheme::http("digest", "digest");
static MUTUAL: Scheme = Scheme::mutual_tls("mutual");

/// Sends a call of an operation with this security, and gives the request, or the words of the failure.
async fn send(
    security: Security,
    change: impl FnOnce(&mut Options),
) -> Result<Asked, CredentialError> {
    let operation = Operation::new("get", Method::GET, "/").security(security);
    let operation: &'static Operation = Box::leak(Box::new(operation));
    let server = Scripted::start(|_, _| Answer::Json(200, "{}")).await;
    let core = ClientCore::new(&server.url).unwrap().with(change);
    let call: Call<serde_json::Value> = core.call(operation);
    match call.send().await {
        Ok(_) => Ok(server.asked().remove(0)),
        Err(Error::Credential(error)) => {
            assert_eq!(server.count(), 0);
            Err(error)
        }
        Err(other) => panic!("{other:?}"),
    }
}

fn all(options: &mut Options) {
    options.api_key(&HEADER, "k");
    options.api_key(&QUERY, "q q");
    options.api_key(&COOKIE, "c;c");
    options.basic(&BASIC, "user", "pa:ss");
    options.bearer(&BEARER, "tok");
    options.http_scheme(&DIGEST, "a=b");
    options.certificate(&MUTUAL, Client::new());
}

#[tokio::test]
async fn each_stands_where_its_scheme_says() {
    let cases: [(Security, &str, &str); 6] = [
        (const { &[&[Need::of(&HEADER)]] }, "x-key", "k"),
        (const { &[&[Need::of(&COOKIE)]] }, "cookie", "sid=c%3Bc"),
        (
            const { &[&[Need::of(&BASIC)]] },
            "authorization",
            "Basic dXNlcjpwYTpzcw==",
        ),
        (
            const { &[&[Need::of(&BEARER)]] },
            "authorization",
            "Bearer tok",
        ),
        (
            const { &[&[Need::of(&DIGEST)]] },
            "authorization",
            "digest a=b",
        ),
        (const { &[&[Need::of(&MUTUAL)]] }, "host", ""),
    ];
    for (security, name, value) in cases {
        let asked = send(security, all).await.unwrap();
        let sent = asked.header(name).unwrap();
        assert!(sent == value || value.is_empty(), "{sent}");
    }
    let asked = send(const { &[&[Need::of(&QUERY)]] }, all).await.unwrap();
    assert_eq!(asked.line, "GET /?key=q%20q HTTP/1.1");
}

#[tokio::test]
async fn the_first_alternative_that_is_whole_is_taken() {
    const EITHER: Security = &[
        &[Need::of(&HEADER), Need::of(&COOKIE)],
        &[],
        &[Need::of(&BEARER)],
    ];
    let asked = send(EITHER, all).await.unwrap();
    assert_eq!(asked.header("x-key"), Some("k"));
    assert_eq!(asked.header("cookie"), Some("sid=c%3Bc"));
    assert_eq!(asked.header("authorization"), None);
    let asked = send(EITHER, |options| {
        options.api_key(&HEADER, "k");
        options.bearer(&BEARER, "tok");
    });
    let asked = asked.await.unwrap();
    assert_eq!(asked.header("authorization"), Some("Bearer tok"));
    assert_eq!(asked.header("x-key"), None);
    // The empty alternative asks for nothing.
    let asked = send(EITHER, |options| options.api_key(&HEADER, "k"));
    assert_eq!(asked.await.unwrap().header("x-key"), None);
}

#[tokio::test]
async fn what_is_missing_is_named_before_anything_is_sent() {
    const EITHER: Security = &[
        &[Need::of(&HEADER), Need::of(&COOKIE)],
        &[Need::of(&BEARER)],
    ];
    let error = send(EITHER, |options| options.api_key(&HEADER, "k")).await;
    assert_eq!(
        error.unwrap_err().to_string(),
        "operation `get` needs a credential of `header` and `cookie`, or of `bearer`, which is not set"
    );
    let anonymous = send(EITHER, |options| options.anonymous = true).await;
    assert_eq!(anonymous.unwrap().header("authorization"), None);
    let forgotten = send(EITHER, |options| {
        all(options);
        options.forget_credentials();
    });
    assert!(forgotten.await.is_err());
}

#[tokio::test]
async fn headers_and_hooks_may_bring_a_credential() {
    const BOTH: Security = &[&[Need::of(&HEADER), Need::of(&BEARER)]];
    let asked = send(BOTH, |options| {
        options.header("X-Key", "own");
        options.bearer(&BEARER, "tok");
    });
    let asked = asked.await.unwrap();
    assert_eq!(asked.header("authorization"), Some("Bearer tok"));
    assert_eq!(asked.header("x-key"), Some("own"));
    let asked = send(BOTH, |options| {
        options.header("x-key", "own");
        options.on_request(|_, headers| {
            headers.insert("authorization", "Own x".parse().unwrap());
        });
    });
    assert_eq!(asked.await.unwrap().header("authorization"), Some("Own x"));
    let asked = send(const { &[&[Need::of(&COOKIE)]] }, |options| {
        options.header("cookie", "a=b; sid=own");
    });
    assert_eq!(asked.await.unwrap().header("cookie"), Some("a=b; sid=own"));
    let asked = send(const { &[&[Need::of(&COOKIE)]] }, |options| {
        options.header("cookie", "a=b");
        options.api_key(&COOKIE, "s");
    });
    assert_eq!(asked.await.unwrap().header("cookie"), Some("a=b; sid=s"));
}

#[tokio::test]
async fn two_schemes_may_share_a_header() {
    const BOTH: Security = &[&[Need::of(&BASIC), Need::of(&BEARER)]];
    let asked = send(BOTH, all).await.unwrap();
    let head = asked.head.to_ascii_lowercase();
    assert_eq!(head.matches("authorization:").count(), 2, "{head}");
}
