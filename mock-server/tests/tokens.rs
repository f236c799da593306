//! Tokens: each grant, what they are good for, and what is refused. Scenario files cannot hand a
//! token from one answer to the next request, so these are here.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use bytes::Bytes;
use http::StatusCode;
use mock_server::{Mock, MockOptions, Request, Stage};
use serde_json::Value;
use std::path::Path;
use std::sync::Arc;

fn stage(auth: &str) -> Stage {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/specs/security.yaml");
    let api = api_model::load(&path, &Default::default()).unwrap().api;
    let options = MockOptions {
        auth: auth.parse().unwrap(),
        ..MockOptions::default()
    };
    Stage::new()
        .mount("/api", Mock::new(Arc::new(api), &options))
        .unwrap()
}

fn get(stage: &Stage, target: &str, token: &str) -> (StatusCode, String) {
    let request: Request = http::Request::get(target)
        .header("host", "127.0.0.1:4010")
        .header("authorization", format!("Bearer {token}"))
        .body(Bytes::new())
        .unwrap();
    let response = stage.answer(&request).response;
    let challenge = response.headers().get("www-authenticate");
    let challenge = challenge.map(|value| value.to_str().unwrap().to_owned());
    (response.status(), challenge.unwrap_or_default())
}

fn token(stage: &Stage, target: &str, form: &str) -> (StatusCode, Value) {
    let request: Request = http::Request::post(target)
        .header("host", "127.0.0.1:4010")
        .header("content-type", "application/x-www-form-urlencoded")
        .body(Bytes::from(form.to_owned()))
        .unwrap();
    let response = stage.answer(&request).response;
    let body = serde_json::from_slice(response.body()).unwrap();
    (response.status(), body)
}

fn access(body: &Value) -> &str {
    body["access_token"].as_str().unwrap()
}

#[test]
fn tokens_are_good_for_their_scopes() {
    for auth in ["lenient", "strict"] {
        let stage = stage(auth);
        // At the path of the document's `tokenUrl`.
        let (status, all) = token(&stage, "/api/token", "grant_type=client_credentials");
        assert_eq!(status, StatusCode::OK);
        assert_eq!(
            (&all["token_type"], &all["scope"]),
            (&"Bearer".into(), &"read write".into())
        );
        assert_eq!(
            get(&stage, "/api/oauth", access(&all)).0,
            StatusCode::NO_CONTENT
        );
        let form = "grant_type=password&username=ada&password=x&scope=read";
        let (_, some) = token(&stage, "/api/__mock/oauth/token", form);
        let (status, challenge) = get(&stage, "/api/oauth", access(&some));
        assert_eq!(status, StatusCode::FORBIDDEN);
        assert_eq!(
            challenge,
            "Bearer realm=\"Vault\", scope=\"read write\", error=\"insufficient_scope\""
        );
        assert_eq!(
            get(&stage, "/api/oidc", access(&some)).0,
            StatusCode::NO_CONTENT
        );
        // A refresh token renews, and is no access token itself.
        let refresh = some["refresh_token"].as_str().unwrap();
        assert_eq!(
            get(&stage, "/api/oidc", refresh).0,
            StatusCode::UNAUTHORIZED
        );
        let form = format!("grant_type=refresh_token&refresh_token={refresh}");
        let (_, renewed) = token(&stage, "/api/token", &form);
        assert_eq!(renewed["scope"], "read");
        let mut forged = access(&all).to_owned();
        forged.truncate(forged.len() - 4);
        let (status, challenge) = get(&stage, "/api/oauth", &forged);
        assert_eq!(status, StatusCode::UNAUTHORIZED);
        assert!(challenge.contains("invalid_token"), "{challenge}");
    }
    assert_eq!(
        get(&stage("strict"), "/api/oauth", "any").0,
        StatusCode::UNAUTHORIZED
    );
    assert_eq!(
        get(&stage("lenient"), "/api/oauth", "any").0,
        StatusCode::NO_CONTENT
    );
}

#[test]
fn a_code_becomes_a_token_for_whoever_asked_for_it() {
    let stage = stage("strict");
    let query = "response_type=code&client_id=app&state=s&scope=openid%20read&nonce=n\
        &redirect_uri=http%3A%2F%2Flocalhost%3A3000%2Fback&code_challenge_method=S256\
        &code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
    let request: Request = http::Request::get(format!("/api/__mock/oauth/authorize?{query}"))
        .header("host", "127.0.0.1:4010")
        .body(Bytes::new())
        .unwrap();
    let response = stage.answer(&request).response;
    assert_eq!(response.status(), StatusCode::FOUND);
    let location = response.headers()["location"].to_str().unwrap().to_owned();
    assert!(
        location.starts_with("http://localhost:3000/back?code="),
        "{location}"
    );
    assert!(location.ends_with("&state=s"), "{location}");
    let code = location.split(['=', '&']).nth(1).unwrap();
    let form = format!("grant_type=authorization_code&client_id=app&code={code}");
    let (status, body) = token(&stage, "/api/token", &form);
    assert_eq!(
        (status, &body["error"]),
        (StatusCode::BAD_REQUEST, &"invalid_request".into())
    );
    let (_, body) = token(&stage, "/api/token", &format!("{form}&code_verifier=other"));
    assert_eq!(body["error"], "invalid_grant");
    let verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
    let (status, body) = token(
        &stage,
        "/api/token",
        &format!("{form}&code_verifier={verifier}"),
    );
    assert_eq!(status, StatusCode::OK, "{body}");
    assert!(body["id_token"].is_string());
    assert_eq!(
        get(&stage, "/api/oidc", access(&body)).0,
        StatusCode::NO_CONTENT
    );
}

#[test]
fn what_cannot_be_given_is_said_in_the_words_of_the_standard() {
    let stage = stage("lenient");
    for (form, error) in [
        ("", "invalid_request"),
        ("grant_type=magic", "unsupported_grant_type"),
        ("grant_type=password&username=a", "invalid_request"),
        ("grant_type=client_credentials&scope=all", "invalid_scope"),
        ("grant_type=refresh_token&refresh_token=x", "invalid_grant"),
        ("grant_type=%FF", "invalid_request"),
    ] {
        let (status, body) = token(&stage, "/api/token", form);
        assert_eq!(
            (status, &body["error"]),
            (StatusCode::BAD_REQUEST, &error.into()),
            "{form}"
        );
    }
}
