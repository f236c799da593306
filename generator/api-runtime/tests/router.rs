//! The router: what HTTP demands of its answers.
#![cfg(feature = "server")]

use std::sync::Arc;

use api_runtime::body::Body;
use api_runtime::http::{Method, Request, StatusCode, header};
use api_runtime::operation::{Need, Operation, Scheme, Security};
use api_runtime::request_struct;
use api_runtime::security::{Denied, Offer};
use api_runtime::server::{Context, Problem, Reply, Router};

static KEY: Scheme = Scheme::bearer("key");
const BY_KEY: Security = &[&[Need::of(&KEY)]];
static OPERATION: Operation = Operation::new("get", Method::GET, "/a").security(BY_KEY);

struct Api;

request_struct! {
    /// Nothing is asked.
    #[derive(Debug)]
    pub struct Nothing {}
}

impl Api {
    async fn get(&self, _: &Context<()>, _: Nothing) -> Result<Reply, Problem> {
        Ok(Reply::empty(StatusCode::OK))
    }
}

async fn identify(_: Arc<Api>, _: Offer) -> Result<(), Denied> {
    Ok(())
}

#[tokio::test]
async fn refusals_rendered_otherwise_keep_what_http_demands() {
    let router = Router::secured(Api, identify)
        .secured(&OPERATION, Api::get)
        .build();
    let router = router.refusals(|operation, refusal| {
        let reply = Reply::text(refusal.status(), "text/plain", "no".to_owned());
        Some(match operation {
            Some(_) => reply,
            None => reply.header(header::ALLOW, "GET"),
        })
    });
    let ask = async |method: Method| {
        let request = Request::builder().method(method).uri("/a");
        router
            .answer(request.body(Body::empty()).unwrap_or_default())
            .await
    };
    let answer = ask(Method::GET).await;
    assert_eq!(answer.status(), StatusCode::UNAUTHORIZED);
    assert_eq!(
        answer.headers()["content-type"],
        "text/plain; charset=utf-8"
    );
    assert_eq!(answer.headers()["www-authenticate"], "Bearer realm=\"key\"");
    let answer = ask(Method::PUT).await;
    assert_eq!(answer.status(), StatusCode::METHOD_NOT_ALLOWED);
    // The rendering's own header stands.
    assert_eq!(answer.headers()["allow"], "GET");
}
