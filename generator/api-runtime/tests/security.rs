//! Security requirements: alternatives, conjunctions, and where credentials are found.
#![cfg(feature = "server")]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on may panic")]

use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};

use api_runtime::http::{Request, StatusCode};
use api_runtime::operation::{Need, Scheme, Security};
use api_runtime::security::{Credential, Denied, Offer, evaluate};

static HEADER: Scheme = Scheme::api_key_header("header", "X-Key");
static QUERY: Scheme = Scheme::api_key_query("query", "key");
static COOKIE: Scheme = Scheme::api_key_cookie("cookie", "sid");
static BASIC: Scheme = Scheme::basic("basic");
static BEARER: Scheme = Scheme::bearer("bearer");
static DIGEST: Scheme = Scheme::http("digest", "Digest");

/// Nothing here waits, so one poll is enough.
fn now<T>(future: impl Future<Output = T>) -> T {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(value) => value,
        Poll::Pending => panic!("pending"),
    }
}

fn text(offer: Offer) -> Result<String, Denied> {
    let text = match &offer.credential {
        Credential::ApiKey(key) => key.key.expose().to_owned(),
        Credential::Basic(basic) => format!("{}/{}", basic.username, basic.password.expose()),
        Credential::Bearer(bearer) => format!("{}{:?}", bearer.token.expose(), bearer.scopes),
        Credential::Http(text) => text.expose().to_owned(),
        Credential::MutualTls => String::new(),
    };
    assert!(text.len() < 3 || !format!("{:?}", offer.credential).contains(&text));
    match text.as_str() {
        "bad" => Err(Denied::unauthorized("bad")),
        "small" => Err(Denied::forbidden("small")),
        _ => Ok(format!("{}={text}", offer.scheme.name)),
    }
}

fn check(security: Security, uri: &str, headers: &[(&str, &str)], expected: Result<&[&str], u16>) {
    let mut request = Request::builder().uri(uri);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let (head, ()) = request.body(()).unwrap().into_parts();
    let found = now(evaluate(security, &Arc::new(head), async |offer| {
        text(offer)
    }));
    let found = found.map_err(|denied| denied.status.as_u16());
    let expected = expected.map(|list| list.iter().map(|one| (*one).to_owned()).collect());
    assert_eq!(found, expected, "{uri} {headers:?}");
}

#[test]
fn credentials_are_found_where_the_scheme_says() {
    check(
        const { &[&[Need::of(&HEADER)]] },
        "/",
        &[("x-key", "k")],
        Ok(&["header=k"]),
    );
    check(
        const { &[&[Need::of(&QUERY)]] },
        "/?a=1&key=k%20k",
        &[],
        Ok(&["query=k k"]),
    );
    check(
        const { &[&[Need::of(&COOKIE)]] },
        "/",
        &[("cookie", "a=b; sid=k")],
        Ok(&["cookie=k"]),
    );
    let basic = ("authorization", "bAsIc dXNlcjpwYTpzcw==");
    check(
        const { &[&[Need::of(&BASIC)]] },
        "/",
        &[basic],
        Ok(&["basic=user/pa:ss"]),
    );
    check(
        const { &[&[Need::of(&BASIC)]] },
        "/",
        &[("authorization", "Basic ???")],
        Err(401),
    );
    let bearer = ("authorization", "Bearer tok");
    check(
        const { &[&[Need::scoped(&BEARER, &["r"])]] },
        "/",
        &[bearer],
        Ok(&["bearer=tok[\"r\"]"]),
    );
    check(
        const { &[&[Need::of(&DIGEST)]] },
        "/",
        &[("authorization", "Digest a=b")],
        Ok(&["digest=a=b"]),
    );
    check(const { &[&[Need::of(&BEARER)]] }, "/", &[basic], Err(401));
}

#[test]
fn one_alternative_is_enough_and_each_is_whole() {
    const EITHER: Security = &[&[Need::of(&BEARER)], &[Need::of(&HEADER), Need::of(&QUERY)]];
    let bearer = ("authorization", "Bearer t");
    check(EITHER, "/", &[], Err(401));
    check(EITHER, "/", &[bearer], Ok(&["bearer=t[]"]));
    check(EITHER, "/", &[("x-key", "h")], Err(401));
    check(
        EITHER,
        "/?key=q",
        &[("x-key", "h")],
        Ok(&["header=h", "query=q"]),
    );
    check(EITHER, "/?key=bad", &[("x-key", "h")], Err(401));
    check(EITHER, "/?key=small", &[("x-key", "h")], Err(403));
    check(
        EITHER,
        "/?key=bad",
        &[("x-key", "h"), bearer],
        Ok(&["bearer=t[]"]),
    );
    const NOT_ALLOWED: Security = &[&[Need::of(&HEADER)], &[Need::of(&QUERY)]];
    check(NOT_ALLOWED, "/?key=bad", &[("x-key", "small")], Err(403));
}

#[test]
fn nobody_is_let_in_where_that_is_said() {
    const OPTIONAL: Security = &[&[], &[Need::of(&HEADER)]];
    check(&[], "/", &[("x-key", "k")], Ok(&[]));
    check(OPTIONAL, "/", &[], Ok(&[]));
    check(OPTIONAL, "/", &[("x-key", "k")], Ok(&["header=k"]));
    check(OPTIONAL, "/", &[("x-key", "bad")], Ok(&[]));
    assert_eq!(Denied::forbidden("x").status, StatusCode::FORBIDDEN);
}
