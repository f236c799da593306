//! Webhooks and callbacks over a real socket, and requests that are streams.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on may panic")]

use std::sync::{Arc, Mutex};

use inbound::callbacks::{self, Callbacks as Sender, PaidCallbackError};
use inbound::client::Client;
use inbound::operations;
use inbound::runtime::body::Body;
use inbound::runtime::client::Error;
use inbound::runtime::expression::Occasion;
use inbound::runtime::http::request::Parts;
use inbound::runtime::http::{HeaderMap, Method, Request, StatusCode};
use inbound::runtime::multipart::FilePart;
use inbound::runtime::ndjson::Lines;
use inbound::runtime::security::{ApiKey, Denied};
use inbound::runtime::server::{Context, Problem, Router, serve};
use inbound::runtime::sse::{Event, Events};
use inbound::runtime::stream;
use inbound::server::{self, *};
use inbound::types;
use inbound::webhooks::{self, Callbacks, Webhooks};
use tokio::net::TcpListener;

async fn start(router: Router) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(serve(listener, router, std::future::pending()));
    url
}

/// Remembers what came in.
#[derive(Clone, Default)]
struct Diary(Arc<Mutex<Vec<String>>>);

impl Diary {
    fn note(&self, text: String) {
        self.0.lock().unwrap().push(text);
    }

    fn read(&self) -> Vec<String> {
        std::mem::take(&mut self.0.lock().unwrap())
    }
}

impl webhooks::Security for Diary {
    type Principal = String;

    async fn signature(&self, _: &Parts, credential: ApiKey) -> Result<String, Denied> {
        match credential.key.expose() {
            "good" => Ok("provider".to_owned()),
            _ => Err(Denied::unauthorized("not ours")),
        }
    }
}

impl Webhooks for Diary {
    type Error = Problem;

    async fn pet_created(
        &self,
        _: &Context,
        request: webhooks::PetCreatedWebhookRequest,
    ) -> Result<webhooks::PetCreatedWebhookResponse, Problem> {
        let webhooks::PetCreatedWebhookRequest { x_event, body } = request;
        self.note(format!("{x_event} {} {}", body.id, body.name));
        Ok(webhooks::PetCreatedWebhookResponse::Status200(body.name))
    }

    async fn pet_gone(
        &self,
        _: &Context,
        request: webhooks::PetGoneWebhookRequest,
    ) -> Result<webhooks::PetGoneWebhookResponse, Problem> {
        self.note(request.body.action);
        Ok(webhooks::PetGoneWebhookResponse::Status204)
    }

    async fn pet_gone_put(
        &self,
        cx: &Context<String>,
        request: webhooks::PetGonePutWebhookRequest,
    ) -> Result<webhooks::PetGonePutWebhookResponse, Problem> {
        self.note(format!("{} {}", cx.principal, request.body.action));
        Ok(webhooks::PetGonePutWebhookResponse::Status204)
    }
}

impl Callbacks for Diary {
    type Error = Problem;

    async fn paid(
        &self,
        _: &Context,
        request: webhooks::PaidCallbackRequest,
    ) -> Result<webhooks::PaidCallbackResponse, Problem> {
        let (attempt, amount) = (request.attempt, request.body.amount);
        self.note(format!("attempt {attempt}, amount {amount}"));
        Ok(match amount {
            0 => webhooks::PaidCallbackResponse::Status409(types::PaidCallback409Response {
                reason: "free".to_owned(),
            }),
            _ => webhooks::PaidCallbackResponse::Status204,
        })
    }

    async fn refunded(
        &self,
        _: &Context,
        request: webhooks::RefundedCallbackRequest,
    ) -> Result<webhooks::RefundedCallbackResponse, Problem> {
        Ok(webhooks::RefundedCallbackResponse::Status200(request.body))
    }
}

/// What a router says to one request.
async fn ask(
    router: &Router,
    method: Method,
    path: &str,
    header: (&str, &str),
    body: &str,
) -> (u16, String) {
    let request = Request::builder()
        .method(method)
        .uri(path)
        .header("content-type", "application/json")
        .header(header.0, header.1)
        .body(Body::from(body.to_owned()));
    let answer = router.answer(request.unwrap()).await;
    let status = answer.status().as_u16();
    let bytes = answer.into_body().collect(100_000).await.unwrap();
    (status, String::from_utf8_lossy(&bytes).into_owned())
}

#[tokio::test]
async fn webhooks_arrive_where_they_are_wanted() {
    let diary = Diary::default();
    let router = webhooks::router(diary.clone())
        .at(&webhooks::PET_GONE, Method::POST, "/hooks/{tenant}/gone")
        .build();
    let pet = r#"{"id": 7, "name": "Rex"}"#;
    let event = ("X-Event", "created");
    let (status, text) = ask(&router, Method::POST, "/petCreated", event, pet).await;
    assert_eq!((status, text.as_str()), (200, "\"Rex\""));
    assert_eq!(diary.read(), ["created 7 Rex"]);
    let nameless = r#"{"id": 7, "name": ""}"#;
    let (status, text) = ask(&router, Method::POST, "/petCreated", event, nameless).await;
    assert_eq!(status, 422, "{text}");
    assert!(
        text.contains(r#""pointer":"/name","rule":"minLength""#),
        "{text}"
    );
    let gone = r#"{"action": "left"}"#;
    let moved = "/hooks/acme/gone";
    assert_eq!(ask(&router, Method::POST, moved, event, gone).await.0, 204);
    assert_eq!(
        ask(&router, Method::POST, "/petGone", event, gone).await.0,
        405
    );
    let signature = ("X-Signature", "bad");
    assert_eq!(
        ask(&router, Method::PUT, "/petGone", signature, gone)
            .await
            .0,
        401
    );
    let signature = ("X-Signature", "good");
    assert_eq!(
        ask(&router, Method::PUT, "/petGone", signature, gone)
            .await
            .0,
        204
    );
    assert_eq!(diary.read(), ["left", "provider left"]);
}

#[tokio::test]
async fn webhooks_at_one_address_are_told_apart() {
    let diary = Diary::default();
    let router = webhooks::router(diary.clone())
        .dispatch("/hooks", |head, body| {
            let event = head.headers.get("x-event")?.to_str().ok()?;
            match (event, body.windows(6).any(|text| text == b"action")) {
                ("pet", true) => Some(&webhooks::PET_GONE),
                ("pet", false) => Some(&webhooks::PET_CREATED),
                _ => None,
            }
        })
        .build();
    let event = ("X-Event", "pet");
    let pet = r#"{"id": 1, "name": "Tom"}"#;
    let gone = r#"{"action": "slept in"}"#;
    assert_eq!(
        ask(&router, Method::POST, "/hooks", event, pet).await.0,
        200
    );
    assert_eq!(
        ask(&router, Method::POST, "/hooks", event, gone).await.0,
        204
    );
    assert_eq!(diary.read(), ["pet 1 Tom", "slept in"]);
    let other = ("X-Event", "car");
    assert_eq!(
        ask(&router, Method::POST, "/hooks", other, pet).await.0,
        404
    );
}

#[tokio::test]
async fn callbacks_go_where_the_request_said() {
    let diary = Diary::default();
    let inbox = webhooks::callback_router(diary.clone())
        .at(&webhooks::PAID, Method::POST, "/me/paid")
        .at(&webhooks::REFUNDED, Method::PUT, "/me/refunds")
        .build();
    let me = start(inbox).await;
    let order = types::Order {
        callback_url: format!("{me}/me"),
    };
    let headers = HeaderMap::new();
    let occasion = Occasion::of(&Method::POST, "https://api.example.com/orders/north")
        .path("region", "north")
        .request_body(&order)
        .response(StatusCode::ACCEPTED, &headers)
        .response_body(&serde_json_of("id", "o-1"));
    let to = occasion.address_of(&callbacks::PAID).unwrap();
    assert_eq!(to, format!("{me}/me/paid?order=o-1&in=north"));

    let sender = Sender::new().unwrap();
    let payment = |amount| types::Payment {
        amount,
        refund_url: Some(format!("{me}/me/refunds")),
    };
    sender.paid(&to, 1, &payment(5)).send().await.unwrap();
    assert_eq!(diary.read(), ["attempt 1, amount 5"]);
    let error = sender.paid(&to, 2, &payment(0)).send().await.unwrap_err();
    let Error::Api(answer) = error else {
        panic!("{error}")
    };
    let PaidCallbackError::Status409(conflict) = answer.into_inner();
    assert_eq!(conflict.reason, "free");
    let error = sender.paid(&to, 0, &payment(1)).send().await.unwrap_err();
    assert!(error.to_string().contains("400"), "{error}");

    // The callback of the callback, where the first one said.
    let sent = payment(1);
    let occasion = Occasion::of(&Method::POST, to.as_str()).request_body(&sent);
    let to = occasion.address_of(&callbacks::REFUNDED).unwrap();
    let answer = sender.refunded(&to, "sorry").send().await.unwrap();
    assert_eq!(answer.into_inner(), "sorry");
    for nowhere in ["ftp://a/b", "nowhere", "file:///etc/passwd"] {
        assert!(
            sender.refunded(nowhere, "x").send().await.is_err(),
            "{nowhere}"
        );
    }
}

fn serde_json_of(key: &str, value: &str) -> inbound::runtime::Map<String> {
    [(key.to_owned(), value.to_owned())].into_iter().collect()
}

struct Api;

impl server::Inbound for Api {
    type Error = Problem;

    async fn place_order(
        &self,
        cx: &Context,
        request: PlaceOrderRequest,
    ) -> Result<PlaceOrderResponse, Problem> {
        // The address is known where the request is answered.
        let answer = types::PlaceOrderResponse { id: "x".to_owned() };
        let occasion = Occasion::in_context(cx)
            .request_body(&request.body)
            .response_body(&answer);
        let id = occasion.address_of(&callbacks::PAID);
        let id = id.map_err(|error| {
            Problem::new(StatusCode::INTERNAL_SERVER_ERROR).detail(error.to_string())
        })?;
        Ok(PlaceOrderResponse::Status202(types::PlaceOrderResponse {
            id,
        }))
    }

    async fn import_lines(
        &self,
        _: &Context,
        request: ImportLinesRequest,
    ) -> Result<ImportLinesResponse, Problem> {
        let (mut lines, mut sum) = (request.body, 0);
        while let Some(line) = lines.next().await {
            match line {
                Ok(payment) => sum += payment.amount,
                Err(error) => {
                    let problem = Problem::new(StatusCode::BAD_REQUEST);
                    return Err(problem.detail(error.to_string()));
                }
            }
        }
        Ok(ImportLinesResponse::Status200(sum))
    }

    async fn import_events(
        &self,
        _: &Context,
        request: ImportEventsRequest,
    ) -> Result<ImportEventsResponse, Problem> {
        let (mut events, mut sum) = (request.body, 0);
        while let Some(Ok(event)) = events.next().await {
            sum += event.data.amount;
        }
        Ok(ImportEventsResponse::Status200(sum))
    }

    async fn echo_bytes(
        &self,
        _: &Context,
        request: EchoBytesRequest,
    ) -> Result<EchoBytesResponse, Problem> {
        Ok(EchoBytesResponse::Status200(request.body))
    }

    async fn upload(&self, _: &Context, request: UploadRequest) -> Result<UploadResponse, Problem> {
        let types::UploadBody {
            title,
            mut file,
            note,
        } = request.body;
        let held = file.body.as_bytes().is_some();
        let mut count = 0;
        while let Some(chunk) = file.body.chunk().await {
            let chunk = chunk
                .map_err(|error| Problem::new(StatusCode::BAD_REQUEST).detail(error.to_string()))?;
            count += chunk.len();
        }
        let name = file.file_name.unwrap_or_default();
        let note = note.unwrap_or_default();
        Ok(UploadResponse::Status200(format!(
            "{title} {name} {count} {held} {note}"
        )))
    }
}

async fn api() -> (Client, String) {
    let url = start(server::router(Api).body_limit(4096)).await;
    (Client::new(&url).unwrap(), url)
}

fn payment(amount: i64) -> types::Payment {
    types::Payment {
        amount,
        refund_url: None,
    }
}

#[tokio::test]
async fn addresses_of_callbacks_are_known_where_a_request_is_answered() {
    let (client, _) = api().await;
    let order = types::Order {
        callback_url: "https://me.example".to_owned(),
    };
    let answer = client.place_order("south%", &order).send().await.unwrap();
    assert_eq!(answer.id, "https://me.example/paid?order=x&in=south%");
    assert_eq!(operations::PLACE_ORDER.path, "/orders/{region}");
}

#[tokio::test]
async fn requests_are_streams_of_values() {
    let (client, _) = api().await;
    let lines = Lines::of((0..2000).map(payment).collect());
    let sum = client.import_lines(lines).send().await.unwrap();
    assert_eq!(*sum, 1999 * 1000, "more than the limit of what is held");
    let events = Events::of(vec![Event::new(payment(3)), Event::new(payment(4))]);
    let sum = client.import_events(events).send().await.unwrap();
    assert_eq!(*sum, 7);
}

#[tokio::test]
async fn bytes_are_streams_both_ways() {
    let (client, _) = api().await;
    let chunk = || Ok(vec![7; 1000].into());
    let body = Body::from_stream(stream::iter((0..100).map(move |_| chunk())));
    let answer = client.echo_bytes(body).send().await.unwrap();
    let bytes = answer.into_inner().collect(1_000_000).await.unwrap();
    assert_eq!(bytes.len(), 100_000);
}

#[tokio::test]
async fn files_are_held_if_they_are_short_and_streamed_if_they_are_long() {
    let (client, _) = api().await;
    let upload = async |count: usize, note: Option<&str>| {
        let body = types::UploadBody {
            title: "T".to_owned(),
            file: FilePart::new(vec![1; count]).file_name("f.bin"),
            note: note.map(str::to_owned),
        };
        client.upload(body).send().await
    };
    let short = upload(100, Some("after")).await.unwrap();
    assert_eq!(*short, "T f.bin 100 true after");
    let long = upload(1_000_000, None).await.unwrap();
    assert_eq!(*long, "T f.bin 1000000 false ");
    // What follows a file that is not held would be lost; that is said, not done.
    let error = upload(1_000_000, Some("after")).await.unwrap_err();
    assert!(error.to_string().contains("400"), "{error}");
}
