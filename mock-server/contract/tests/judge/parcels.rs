//! A hand-written server for `parcels.yaml` that can be told to lie. It shares nothing with the
//! judge but the document that both claim to know.

use bytes::Bytes;
use http::{Method, Request, Response, StatusCode};
use http_body_util::{BodyExt as _, Full};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use serde_json::{Value, json};
use std::time::Duration;
use tokio::net::TcpListener;

/// One way to break the contract.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Lie {
    None,
    UndeclaredStatus,
    MissingHeader,
    HeaderOfWrongType,
    ExtraProperty,
    MissingProperty,
    NumberAsString,
    UnknownEnumValue,
    NotJson,
    EmptyBody,
    TextOutsideEnum,
    WrongContentType,
    NoContentType,
    AcceptsAnyBody,
    AcceptsAnyLimit,
    AcceptsMissingParameter,
    AcceptsAnyMediaType,
    AcceptsMalformedJson,
    AcceptsUnknownState,
    RefusesTheMaximum,
    RefusesAnEnumValue,
    RefusesAnOptionalProperty,
    IgnoresAuthentication,
    AcceptsInventedCredentials,
    FailsOnOddInput,
    FailsOnValidInput,
    Hangs,
    HangsInTheBody,
    ClosesTheConnection,
    IsSlow,
    AnswersEveryMethod,
    NoAllow,
    IncompleteAllow,
    HeadHasAnotherStatus,
    HeadHasAnotherType,
    ProblemWithAnotherStatus,
}

/// A running server; it ends with the process.
pub(crate) struct Server {
    pub(crate) url: String,
}

/// Starts a server on a free port, on a runtime of its own.
pub(crate) fn start(lie: Lie) -> Server {
    let (sender, receiver) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap();
        runtime.block_on(async move {
            let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
            sender.send(listener.local_addr().unwrap()).unwrap();
            loop {
                let (stream, _) = listener.accept().await.unwrap();
                let service = service_fn(move |request| answer(lie, request));
                tokio::spawn(http1::Builder::new().serve_connection(TokioIo::new(stream), service));
            }
        });
    });
    Server {
        url: format!("http://{}/base", receiver.recv().unwrap()),
    }
}

type Answer = Response<http_body_util::combinators::BoxBody<Bytes, std::convert::Infallible>>;

async fn answer(lie: Lie, request: Request<Incoming>) -> Result<Answer, std::io::Error> {
    let (head, body) = request.into_parts();
    let body = body
        .collect()
        .await
        .map(|body| body.to_bytes())
        .unwrap_or_default();
    let mut reply = Reply::to(lie, &head, &body);
    let moving = head.method == Method::DELETE;
    match lie {
        Lie::Hangs if moving => tokio::time::sleep(Duration::from_secs(60)).await,
        Lie::ClosesTheConnection if moving => return Err(std::io::Error::other("closed")),
        Lie::IsSlow if moving => tokio::time::sleep(Duration::from_millis(120)).await,
        Lie::HeadHasAnotherStatus if head.method == Method::HEAD => reply.status = 404,
        Lie::HeadHasAnotherType if head.method == Method::HEAD => {
            reply.set("content-type", "text/html")
        }
        _ => {}
    }
    let mut response = Response::builder().status(StatusCode::from_u16(reply.status).unwrap());
    for (name, value) in &reply.headers {
        response = response.header(*name, value);
    }
    let hangs = lie == Lie::HangsInTheBody && head.uri.path().ends_with("/health");
    let body = if hangs {
        endless().boxed()
    } else {
        Full::new(Bytes::from(reply.body)).boxed()
    };
    Ok(response.body(body).unwrap())
}

/// A body that is begun and never ended.
fn endless() -> http_body_util::StreamBody<
    impl futures_util::Stream<Item = Result<hyper::body::Frame<Bytes>, std::convert::Infallible>>,
> {
    use futures_util::StreamExt as _;
    let begun = futures_util::stream::iter([Ok(hyper::body::Frame::data(Bytes::from("u")))]);
    http_body_util::StreamBody::new(begun.chain(futures_util::stream::pending()))
}

struct Reply {
    status: u16,
    headers: Vec<(&'static str, String)>,
    body: String,
}

impl Reply {
    fn new(status: u16) -> Self {
        Reply {
            status,
            headers: Vec::new(),
            body: String::new(),
        }
    }

    fn json(status: u16, value: &Value) -> Self {
        let mut reply = Reply::new(status);
        reply.set("content-type", "application/json");
        reply.body = value.to_string();
        reply
    }

    fn refusal(lie: Lie, status: u16) -> Self {
        let said = if lie == Lie::ProblemWithAnotherStatus {
            200
        } else {
            status
        };
        let mut reply = Reply::json(status, &json!({"title": "refused", "status": said}));
        reply.set("content-type", "application/problem+json");
        reply
    }

    fn set(&mut self, name: &'static str, value: &str) {
        self.headers.retain(|(known, _)| *known != name);
        self.headers.push((name, value.to_owned()));
    }

    fn to(lie: Lie, head: &http::request::Parts, body: &Bytes) -> Self {
        let path = head.uri.path().strip_prefix("/base").unwrap_or("");
        let Some(allow) = methods(path) else {
            return Reply::refusal(lie, 404);
        };
        if !allow
            .split(", ")
            .any(|method| method == head.method.as_str())
        {
            return not_allowed(lie, allow);
        }
        if path == "/health" {
            return health(lie);
        }
        if !authenticated(lie, head) {
            let mut reply = Reply::refusal(lie, 401);
            reply.set("www-authenticate", "Bearer");
            return reply;
        }
        match head.method {
            Method::POST => create(lie, head, body),
            _ if path == "/parcels" => list(lie, head),
            _ => one(lie, head, path),
        }
    }
}

fn methods(path: &str) -> Option<&'static str> {
    match path {
        "/health" => Some("GET, HEAD"),
        "/parcels" => Some("GET, HEAD, POST"),
        _ if path
            .strip_prefix("/parcels/")
            .is_some_and(|id| !id.contains('/')) =>
        {
            Some("GET, HEAD, DELETE")
        }
        _ => None,
    }
}

fn not_allowed(lie: Lie, allow: &str) -> Reply {
    let mut reply = Reply::refusal(lie, 405);
    match lie {
        Lie::AnswersEveryMethod => return Reply::new(200),
        Lie::NoAllow => {}
        Lie::IncompleteAllow => reply.set("allow", "HEAD"),
        _ => reply.set("allow", allow),
    }
    reply
}

fn health(lie: Lie) -> Reply {
    let mut reply = Reply::new(200);
    reply.set("content-type", "text/plain; charset=utf-8");
    reply.body = if lie == Lie::TextOutsideEnum {
        "down"
    } else {
        "up"
    }
    .to_owned();
    reply
}

fn authenticated(lie: Lie, head: &http::request::Parts) -> bool {
    let sent = head
        .headers
        .get("authorization")
        .and_then(|value| value.to_str().ok());
    match (lie, sent) {
        (Lie::IgnoresAuthentication, _) => true,
        (Lie::AcceptsInventedCredentials, sent) => sent.is_some(),
        (_, Some("Bearer the-real-token")) => true,
        _ => false,
    }
}

fn parcel(lie: Lie, id: i64, new: &Value) -> Value {
    let mut parcel = json!({"id": id, "to": new["to"], "grams": new["grams"], "state": "waiting"});
    match lie {
        Lie::ExtraProperty => parcel["secret"] = json!(1),
        Lie::NumberAsString => parcel["grams"] = json!("12"),
        Lie::UnknownEnumValue => parcel["state"] = json!("eaten"),
        Lie::MissingProperty => drop(parcel.as_object_mut().unwrap().remove("state")),
        _ => {}
    }
    parcel
}

fn list(lie: Lie, head: &http::request::Parts) -> Reply {
    let query = head.uri.query().unwrap_or("");
    let value = |name: &str| {
        let mut pairs = query.split('&').filter_map(|pair| pair.split_once('='));
        pairs.find(|(key, _)| *key == name).map(|(_, value)| value)
    };
    let limit = value("limit").map(|text| text.parse::<i64>().unwrap_or(0));
    let most = if lie == Lie::RefusesTheMaximum {
        49
    } else {
        50
    };
    if limit.is_some_and(|limit| !(1..=most).contains(&limit)) && lie != Lie::AcceptsAnyLimit {
        return Reply::refusal(lie, 400);
    }
    let states: &[&str] = match lie {
        Lie::RefusesAnEnumValue => &["waiting", "moving"],
        _ => &["waiting", "moving", "lost"],
    };
    if value("state").is_some_and(|state| !states.contains(&state))
        && lie != Lie::AcceptsUnknownState
    {
        return Reply::refusal(lie, 400);
    }
    match head
        .headers
        .get("x-depot")
        .and_then(|value| value.to_str().ok())
    {
        Some("north" | "south") => {}
        None if lie == Lie::AcceptsMissingParameter => {}
        _ => return Reply::refusal(lie, 400),
    }
    if lie == Lie::FailsOnValidInput && limit.is_some() {
        return Reply::refusal(lie, 500);
    }
    let status = if lie == Lie::UndeclaredStatus {
        206
    } else {
        200
    };
    let mut reply = Reply::json(
        status,
        &json!([parcel(lie, 1, &json!({"to": "Bergen", "grams": 5}))]),
    );
    match lie {
        Lie::MissingHeader => {}
        Lie::HeaderOfWrongType => reply.set("x-total", "many"),
        _ => reply.set("x-total", "1"),
    }
    reply
}

fn create(lie: Lie, head: &http::request::Parts, body: &Bytes) -> Reply {
    let sent = head
        .headers
        .get("content-type")
        .and_then(|value| value.to_str().ok());
    if sent.is_some_and(|sent| sent != "application/json") && lie != Lie::AcceptsAnyMediaType {
        return Reply::refusal(lie, 415);
    }
    let created = |new: &Value| {
        let mut reply = Reply::json(201, &parcel(lie, 7, new));
        reply.set("location", "/base/parcels/7");
        reply
    };
    let lenient = matches!(lie, Lie::AcceptsAnyMediaType | Lie::AcceptsMalformedJson);
    let fallback = json!({"to": "Bergen", "grams": 5});
    let new: Value = match serde_json::from_slice(body) {
        Ok(new) => new,
        Err(_) if lenient && !body.is_empty() => return created(&fallback),
        Err(_) => return Reply::refusal(lie, 400),
    };
    if is_parcel(lie, &new) {
        return created(&new);
    }
    match lie {
        Lie::AcceptsAnyBody => created(&fallback),
        Lie::FailsOnOddInput if !new["grams"].is_i64() => Reply::refusal(lie, 500),
        _ => Reply::refusal(lie, 422),
    }
}

fn is_parcel(lie: Lie, new: &Value) -> bool {
    let Some(members) = new.as_object() else {
        return false;
    };
    let to = new["to"]
        .as_str()
        .is_some_and(|to| (2..=40).contains(&to.chars().count()));
    let grams = new["grams"]
        .as_i64()
        .is_some_and(|grams| (1..=30000).contains(&grams));
    let fragile = members.get("fragile").is_none_or(Value::is_boolean);
    let refused = lie == Lie::RefusesAnOptionalProperty && members.contains_key("fragile");
    let known = members
        .keys()
        .all(|key| ["to", "grams", "fragile"].contains(&key.as_str()));
    to && grams && fragile && known && !refused
}

fn one(lie: Lie, head: &http::request::Parts, path: &str) -> Reply {
    let id = path
        .rsplit('/')
        .next()
        .and_then(|id| id.parse::<i64>().ok());
    let Some(id) = id.filter(|id| (1..=999_999).contains(id)) else {
        return Reply::refusal(lie, 400);
    };
    if head.method == Method::DELETE {
        return Reply::new(204);
    }
    let mut reply = Reply::json(200, &parcel(lie, id, &json!({"to": "Bergen", "grams": 5})));
    match lie {
        Lie::WrongContentType => reply.set("content-type", "text/html"),
        Lie::NoContentType => reply.headers.clear(),
        Lie::NotJson => reply.body = "{'id': 1}".to_owned(),
        Lie::EmptyBody => reply.body.clear(),
        _ => {}
    }
    reply
}
