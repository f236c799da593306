//! Lists of several pages, walked over a socket: every way to lead on, and servers that would lead on for ever.
#![cfg(feature = "client")]
#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot serve its pages has failed"
)]

use api_runtime::client::{Call, ClientCore, Error};
use api_runtime::http::Method;
use api_runtime::operation::Operation;
use serde::Deserialize;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

static LIST: Operation = Operation::new("list", Method::GET, "/list");

#[derive(Deserialize)]
struct Page {
    items: Vec<u32>,
    next: Option<String>,
}

/// A server that answers each query with what a function makes of it: a `Link` target, and the body.
async fn serve(answer: fn(&str) -> (String, String)) -> ClientCore {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut head = Vec::new();
            while !head.ends_with(b"\r\n\r\n") {
                head.push(stream.read_u8().await.unwrap());
            }
            let head = String::from_utf8(head).unwrap();
            let target = head.split(' ').nth(1).unwrap();
            let query = target.split_once('?').map_or("", |(_, query)| query);
            let (link, body) = answer(query);
            let status = if body.is_empty() { "500 Oh" } else { "200 OK" };
            let answer = format!(
                "HTTP/1.1 {status}\r\nlink: <{link}>; rel=\"next\"\r\ncontent-type: application/json\r\n\
                 content-length: {}\r\nconnection: close\r\n\r\n{body}",
                body.len()
            );
            stream.write_all(answer.as_bytes()).await.unwrap();
        }
    });
    ClientCore::new(&url).unwrap()
}

fn no_link(body: &str) -> (String, String) {
    ("/list".to_owned(), body.to_owned())
}

#[tokio::test]
async fn cursors_lead_on_until_there_is_none() {
    let core = serve(|query| {
        no_link(match query {
            "limit=2" => r#"{"items": [1, 2], "next": "a&b"}"#,
            "limit=2&cursor=a%26b" => r#"{"items": [3, 4], "next": "c"}"#,
            "limit=2&cursor=c" => r#"{"items": [5], "next": ""}"#,
            _ => "",
        })
    })
    .await;
    let call: Call<Page> = core.call(&LIST).query("limit", &2);
    let items = call.by_cursor("cursor", |page| (page.items, page.next));
    assert_eq!(items.collect().await.unwrap(), [1, 2, 3, 4, 5]);
}

#[tokio::test]
async fn cursors_that_come_again_end_the_walk() {
    let core = serve(|query| {
        no_link(match query {
            "cursor=a" => r#"{"items": [2], "next": "b"}"#,
            _ => r#"{"items": [1], "next": "a"}"#,
        })
    })
    .await;
    let call: Call<Page> = core.call(&LIST);
    let items = call.by_cursor("cursor", |page| (page.items, page.next));
    assert_eq!(items.collect().await.unwrap(), [1, 2, 1]);
}

#[tokio::test]
async fn pages_are_counted_until_one_is_empty() {
    let core = serve(|query| {
        no_link(match query {
            "" | "page=3" => "[1, 2]",
            "page=2" | "page=4" => "[3]",
            _ => "[]",
        })
    })
    .await;
    let list = || -> Call<Vec<u32>> { core.call(&LIST) };
    let all = list().by_page("page", 1, |page| page).collect().await;
    assert_eq!(all.unwrap(), [1, 2, 3, 1, 2, 3]);
    let late = list().query("page", &4).by_page("page", 1, |page| page);
    assert_eq!(late.collect().await.unwrap(), [3]);
}

#[tokio::test]
async fn a_server_that_ignores_the_page_is_asked_twice() {
    let core = serve(|_| no_link("[1, 2]")).await;
    let call: Call<Vec<u32>> = core.call(&LIST);
    let all = call.by_page("page", 1, |page| page).collect().await;
    assert_eq!(all.unwrap(), [1, 2]);
}

#[tokio::test]
async fn offsets_grow_by_what_came() {
    let core = serve(|query| {
        no_link(match query {
            "" => "[1, 2]",
            "offset=2" => "[3, 4]",
            "offset=4" => "[5]",
            _ => "[]",
        })
    })
    .await;
    let call: Call<Vec<u32>> = core.call(&LIST);
    let all = call.by_offset("offset", |page| page).collect().await;
    assert_eq!(all.unwrap(), [1, 2, 3, 4, 5]);
}

#[tokio::test]
async fn links_lead_on_and_nowhere_else() {
    let core = serve(|query| match query {
        "" => (
            "http://elsewhere.example/steal?page=2".to_owned(),
            "[1]".to_owned(),
        ),
        "page=2" => ("?page=3".to_owned(), "[2]".to_owned()),
        "page=3" => ("?page=2".to_owned(), "[3]".to_owned()),
        _ => no_link(""),
    })
    .await;
    let call: Call<Vec<u32>> = core.call(&LIST);
    let all = call.by_link(|page| page).collect().await;
    assert_eq!(all.unwrap(), [1, 2, 3]);
}

#[tokio::test]
async fn an_error_ends_the_walk() {
    let core = serve(|query| match query {
        "" => no_link("[1]"),
        _ => no_link(""),
    })
    .await;
    let core = core.with(|options| options.retry = api_runtime::client::Retry::NEVER);
    let call: Call<Vec<u32>> = core.call(&LIST);
    let mut items = call.by_page("page", 1, |page| page);
    assert_eq!(items.next().await.unwrap().unwrap(), 1);
    assert!(matches!(
        items.next().await,
        Some(Err(Error::Undocumented(_)))
    ));
    assert!(items.next().await.is_none());
}
