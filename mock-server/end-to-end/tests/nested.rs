//! A stub is a service like any other: it nests in an application made with axum, under layers of tower.

use std::error::Error as StdError;

use end_to_end::{Specification, TOKEN, ours, stubs};
use tokio::net::TcpListener;
use tower::limit::ConcurrencyLimitLayer;

#[tokio::test]
async fn a_stub_answers_from_within_axum() -> Result<(), Box<dyn StdError>> {
    let application = axum::Router::new()
        .route("/health", axum::routing::get(|| async { "well" }))
        .nest_service("/api/links", stubs::links())
        .nest_service("/api/devo", stubs::devo())
        .layer(ConcurrencyLimitLayer::new(8));
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let url = format!("http://{}/api", listener.local_addr()?);
    let server = tokio::spawn(async move { axum::serve(listener, application).await });

    let client = links::Client::new(&format!("{url}/links"))?.access_token(TOKEN);
    let calls = ours::call_links(&client).await;
    Specification::load("links").assert_each_once(calls.iter().map(|call| call.operation));
    let users = client.list_users().send().await?;
    assert_eq!(users.message, "0 users found.");

    let client = devo::Client::new(&format!("{url}/devo"))?.bearer_token(TOKEN);
    let tokens = client.list_tokens("sampleAccount").send().await?;
    assert_eq!(tokens.len(), 1);
    server.abort();
    Ok(())
}
