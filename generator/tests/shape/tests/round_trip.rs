//! Every operation, client to server and back, over a real socket; then what the server refuses.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on may panic")]

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use shape::client::{self, Client};
use shape::examples::Examples;
use shape::runtime::body::Body;
use shape::runtime::client::{Error, Retry};
use shape::runtime::formats::Uuid;
use shape::runtime::headers::WithHeaders;
use shape::runtime::http::StatusCode;
use shape::runtime::http::request::Parts;
use shape::runtime::multipart::FilePart;
use shape::runtime::ndjson::Lines;
use shape::runtime::nullable::Nullable;
use shape::runtime::security::{ApiKey, Basic, Bearer, Denied};
use shape::runtime::server::{Context, Problem, serve};
use shape::runtime::sse::{Event, Events};
use shape::runtime::stream::StreamError;
use shape::server::{self, *};
use shape::{operations, types};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// Answers with what it was asked, so that the test can see it arrive.
struct Echo;

impl Security for Echo {
    type Principal = String;

    async fn access_token(&self, _: &Parts, credential: ApiKey) -> Result<String, Denied> {
        match credential.key.expose() {
            "good" => Ok("key".to_owned()),
            "limited" => Err(Denied::forbidden("not for you")),
            _ => Err(Denied::unauthorized("no such token")),
        }
    }

    async fn session(&self, _: &Parts, credential: Bearer) -> Result<String, Denied> {
        match credential.token.expose() {
            "session" => Ok("session".to_owned()),
            _ => Err(Denied::unauthorized("no such session")),
        }
    }

    async fn operator(&self, _: &Parts, credential: Basic) -> Result<String, Denied> {
        match (credential.username.as_str(), credential.password.expose()) {
            ("root", "pass:word") => Ok("operator".to_owned()),
            _ => Err(Denied::unauthorized("no such operator")),
        }
    }

    async fn partner(&self, _: &Parts, credential: Bearer) -> Result<String, Denied> {
        Ok(format!(
            "{} {}",
            credential.token.expose(),
            credential.scopes.join(",")
        ))
    }
}

fn refs(name: &str, message: String) -> types::UserRefs {
    let data = vec![types::UserRef {
        username: name.to_owned(),
    }];
    types::UserRefs {
        status: 200,
        data,
        message,
    }
}

fn report(id: i64, title: String, owner: Option<String>) -> types::Report {
    let figures = [("z".to_owned(), 1.5), ("a".to_owned(), 2.0)]
        .into_iter()
        .collect();
    types::Report {
        id,
        title,
        owner,
        figures,
        trace_id: Some(Uuid::from_u128(7)),
    }
}

fn fault(code: i64, message: &str) -> types::Fault {
    types::Fault {
        code,
        message: message.to_owned(),
    }
}

impl Users for Echo {
    type Error = Problem;

    async fn list_users(
        &self,
        cx: &Context<String>,
        request: ListUsersRequest,
    ) -> Result<ListUsersResponse, Problem> {
        let message = format!("{} {request:?}", cx.principal);
        Ok(ListUsersResponse::Status200(types::Users {
            status: 200,
            data: Vec::new(),
            message,
        }))
    }

    async fn get_user(
        &self,
        _: &Context<String>,
        request: GetUserRequest,
    ) -> Result<GetUserResponse, Problem> {
        if request.username == "nobody" {
            return Ok(GetUserResponse::Status404);
        }
        let user = types::User {
            username: request.username,
            email: "user@example.com".to_owned(),
            domain: "*".to_owned(),
            confirm: true,
            active: true,
            updated: "2018-08-01T15:00:00.250+02:00".parse().unwrap(),
        };
        let message = "1 user found.".to_owned();
        Ok(GetUserResponse::Status200(types::Users {
            status: 200,
            data: vec![user],
            message,
        }))
    }

    async fn create_user(
        &self,
        _: &Context<String>,
        request: CreateUserRequest,
    ) -> Result<CreateUserResponse, Problem> {
        let id = request
            .x_request_id
            .map(|id| id.to_string())
            .unwrap_or_default();
        Ok(CreateUserResponse::Status201(refs(
            &request.body.username,
            id,
        )))
    }

    async fn update_user(
        &self,
        _: &Context<String>,
        request: UpdateUserRequest,
    ) -> Result<UpdateUserResponse, Problem> {
        match request.body.domain {
            Nullable::Value(_) => Ok(UpdateUserResponse::Default(
                StatusCode::CONFLICT,
                fault(9, "taken"),
            )),
            other => Ok(UpdateUserResponse::Status200(refs(
                &request.username,
                format!("{other:?}"),
            ))),
        }
    }

    async fn delete_user(
        &self,
        _: &Context<String>,
        request: DeleteUserRequest,
    ) -> Result<DeleteUserResponse, Problem> {
        if request.username == "bad" {
            return Err(Problem::new(StatusCode::SERVICE_UNAVAILABLE).detail("later"));
        }
        Ok(DeleteUserResponse::Status200(refs(
            &request.username,
            "User deleted.".to_owned(),
        )))
    }

    async fn upload_avatar(
        &self,
        _: &Context<String>,
        request: UploadAvatarRequest,
    ) -> Result<UploadAvatarResponse, Problem> {
        let types::UploadAvatarBody {
            caption,
            crop,
            picture,
        } = request.body;
        assert_eq!(caption.as_deref(), Some("a \"caption\"\r\nof two lines"));
        assert_eq!(
            crop,
            types::Crop {
                width: 3,
                height: 4
            }
        );
        assert_eq!(picture.file_name.as_deref(), Some("me \"2\".png"));
        assert_eq!(picture.content_type.as_deref(), Some("image/png"));
        let bytes = picture.body.collect(1 << 20).await.unwrap();
        assert_eq!(bytes.as_ref(), b"\x89PNG\r\n--half a boundary\r\n");
        Ok(UploadAvatarResponse::Status204)
    }

    async fn set_motto(
        &self,
        _: &Context<String>,
        request: SetMottoRequest,
    ) -> Result<SetMottoResponse, Problem> {
        Ok(SetMottoResponse::Status200(request.body.to_uppercase()))
    }

    async fn login(
        &self,
        _: &Context<()>,
        request: LoginRequest,
    ) -> Result<LoginResponse, Problem> {
        let token = format!("{:?}", request.body);
        Ok(LoginResponse::Status200(types::Session { token }))
    }
}

impl Reports for Echo {
    type Error = Problem;

    async fn list_reports(
        &self,
        cx: &Context<Option<String>>,
        request: ListReportsRequest,
    ) -> Result<ListReportsResponse, Problem> {
        let first = report(1, format!("{:?}", request.filter), cx.principal.clone());
        let second = report(2, "line\nbreak".to_owned(), None);
        Ok(ListReportsResponse::Status200(Lines::of(vec![
            first, second,
        ])))
    }

    async fn import_report(
        &self,
        cx: &Context<String>,
        request: ImportReportRequest,
    ) -> Result<ImportReportResponse, Problem> {
        let title = match request.body {
            types::ImportReportBody::Json(draft) => draft.title,
            types::ImportReportBody::Text(text) => text,
            types::ImportReportBody::OctetStream(body) => {
                let bytes = body.collect(1 << 30).await.map_err(|error| {
                    Problem::new(StatusCode::BAD_REQUEST).detail(error.to_string())
                })?;
                format!("{} bytes", bytes.len())
            }
        };
        if title == "bad" {
            let fault = fault(4, "bad");
            return Ok(ImportReportResponse::Status4XX(StatusCode::GONE, fault));
        }
        let owner = format!("{} {:?}", cx.principal, cx.others);
        Ok(ImportReportResponse::Status201(report(
            1,
            title,
            Some(owner),
        )))
    }

    async fn watch_reports(
        &self,
        _: &Context<()>,
        request: WatchReportsRequest,
    ) -> Result<WatchReportsResponse, Problem> {
        let created = types::ReportCreated {
            report: report(1, "One".to_owned(), None),
        };
        let removed = types::ReportRemoved { id: 1 };
        let mut first = Event::new(types::ReportEvent::Created(created));
        first.id = request.last_event_id;
        let second = Event::new(types::ReportEvent::Removed(removed));
        Ok(WatchReportsResponse::Status200(Events::of(vec![
            first, second,
        ])))
    }

    async fn record_events(
        &self,
        _: &Context<()>,
        mut request: RecordEventsRequest,
    ) -> Result<RecordEventsResponse, Problem> {
        let mut count = 0;
        while let Some(event) = request.body.next().await {
            let bad = |error: StreamError| {
                Problem::new(StatusCode::BAD_REQUEST).detail(error.to_string())
            };
            if let types::ReportEvent::Removed(removed) = event.map_err(bad)? {
                count += removed.id;
            }
        }
        Ok(RecordEventsResponse::Status200(count))
    }

    async fn get_report(
        &self,
        _: &Context<String>,
        request: GetReportRequest,
    ) -> Result<GetReportResponse, Problem> {
        Ok(match request.report_id {
            1 => GetReportResponse::Status200(WithHeaders {
                body: report(1, request.locale.unwrap_or_default(), None),
                headers: types::GetReport200Headers {
                    x_rate_limit: 9,
                    x_devo_cid: Some("c-1".to_owned()),
                },
            }),
            2 => GetReportResponse::Status202(types::ReportPending { retry_after: 5 }),
            3 => GetReportResponse::Status4XX(StatusCode::NOT_FOUND, fault(1, "no such report")),
            _ => GetReportResponse::Default(StatusCode::INTERNAL_SERVER_ERROR, fault(2, "oh")),
        })
    }

    async fn annotate_report(
        &self,
        _: &Context<String>,
        request: AnnotateReportRequest,
    ) -> Result<AnnotateReportResponse, Problem> {
        let note = request.body.map_or(Nullable::Absent, |body| body.note);
        Ok(AnnotateReportResponse::Status200(types::Note { note }))
    }

    async fn delete_report(
        &self,
        _: &Context<String>,
        _: DeleteReportRequest,
    ) -> Result<DeleteReportResponse, Problem> {
        Ok(DeleteReportResponse::Status204)
    }

    async fn export_report(
        &self,
        cx: &Context<()>,
        request: ExportReportRequest,
    ) -> Result<ExportReportResponse, Problem> {
        let accept = cx.request.headers["accept"].to_str().unwrap();
        Ok(match accept {
            "text/csv" => ExportReportResponse::Status200Csv("id\n".to_owned()),
            _ => {
                ExportReportResponse::Status200Json(report(request.report_id, String::new(), None))
            }
        })
    }

    async fn download_report(
        &self,
        _: &Context<()>,
        request: DownloadReportRequest,
    ) -> Result<DownloadReportResponse, Problem> {
        if request.report_id == 0 {
            return Ok(DownloadReportResponse::Status404(fault(3, "no file")));
        }
        let chunks = (0..3).map(|n| Ok(vec![n; 70_000].into()));
        let body = Body::from_stream(shape::runtime::stream::iter(chunks));
        Ok(DownloadReportResponse::Status200(body))
    }
}

async fn start<A: Api>(api: A) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let router = server::router(api).body_limit(4096);
    tokio::spawn(serve(listener, router, std::future::pending()));
    url
}

async fn clients() -> (String, Client) {
    let url = start(Echo).await;
    let client = Client::new(&url)
        .unwrap()
        .access_token("good")
        .session("session");
    (url, client)
}

#[tokio::test]
async fn parameters_arrive() {
    let (_, client) = clients().await;
    let users = client
        .list_users()
        .limit(7)
        .tags(&["a,b".to_owned(), "c d&e".to_owned()])
        .role(&types::Role::Admin)
        .send()
        .await
        .unwrap();
    assert_eq!(users.status(), StatusCode::OK);
    assert_eq!(
        users.message,
        r#"key ListUsersRequest { limit: 7, tags: Some(["a,b", "c d&e"]), role: Some(Admin) }"#
    );
    let users = client.list_users().send().await.unwrap();
    assert_eq!(
        users.message,
        "key ListUsersRequest { limit: 20, tags: None, role: None }"
    );

    let users = client.get_user("böb/{x}?#%").send().await.unwrap();
    assert_eq!(users.data[0].username, "böb/{x}?#%");
    assert_eq!(
        users.data[0].updated.to_rfc3339(),
        "2018-08-01T15:00:00.250+02:00"
    );
    assert!(matches!(
        client.get_user("..").send().await,
        Err(Error::Build(_))
    ));
    assert!(matches!(
        client.get_user("").send().await,
        Err(Error::Build(_))
    ));
}

fn device(name: &str, trusted: Option<bool>) -> types::Device {
    types::Device {
        name: name.to_owned(),
        trusted,
    }
}

fn new_user() -> types::CreateUser {
    types::CreateUser {
        username: "bob".to_owned(),
        password: "correct horse".to_owned(),
        email: "bob@example.com".to_owned(),
        domain: None,
        roles: Some(vec![types::Role::Viewer]),
    }
}

#[tokio::test]
async fn users_are_administered() {
    let (_, client) = clients().await;
    let id = Uuid::from_u128(5);
    let created = client
        .create_user(&new_user())
        .x_request_id(id)
        .send()
        .await
        .unwrap();
    assert_eq!(created.status(), StatusCode::CREATED);
    assert_eq!(created.message, id.to_string());

    let mut change = types::UpdateUser {
        domain: Nullable::Null,
        ..Default::default()
    };
    let updated = client.update_user("bob", &change).send().await.unwrap();
    assert_eq!(updated.message, "Null");
    change.domain = Nullable::Value("x".to_owned());
    let error = client.update_user("bob", &change).send().await.unwrap_err();
    let Error::Api(response) = error else {
        panic!("{error}")
    };
    let expected =
        client::AuthFailure401FaultDefault::Default(StatusCode::CONFLICT, fault(9, "taken"));
    assert_eq!(response.into_inner(), expected);

    assert_eq!(
        client.delete_user("bob").send().await.unwrap().message,
        "User deleted."
    );
    assert_eq!(
        client
            .set_motto("bob", "läuft")
            .send()
            .await
            .unwrap()
            .as_str(),
        "LÄUFT"
    );
    let error = client.get_user("nobody").send().await.unwrap_err();
    let Error::Api(response) = error else {
        panic!("{error}")
    };
    assert_eq!(
        *response.as_ref().clone(),
        client::AuthFailure401EmptyError404::Status404
    );

    let login = types::Login {
        username: "b ö+b".to_owned(),
        password: "a&b=c".to_owned(),
        scopes: Some(vec!["one".to_owned(), "two".to_owned()]),
        devices: Some(vec![device("a,b", None), device("ö=&", Some(true))]),
    };
    let session = client.login(&login).send().await.unwrap();
    assert_eq!(session.token, format!("{login:?}"));
}

#[tokio::test]
async fn files_arrive_at_hand_and_streamed() {
    let (_, client) = clients().await;
    let bytes: &'static [u8] = b"\x89PNG\r\n--half a boundary\r\n";
    let chunks = shape::runtime::stream::iter(bytes.chunks(5).map(|chunk| Ok(chunk.into())));
    for body in [Body::from(bytes), Body::from_stream(chunks)] {
        let form = types::UploadAvatarBody {
            caption: Some("a \"caption\"\r\nof two lines".to_owned()),
            crop: types::Crop {
                width: 3,
                height: 4,
            },
            picture: FilePart::new(body)
                .file_name("me \"2\".png")
                .content_type("image/png"),
        };
        let done = client.upload_avatar("bob", form).send().await.unwrap();
        assert_eq!(done.status(), StatusCode::NO_CONTENT);
    }
}

#[tokio::test]
async fn reports_come_in_many_shapes() {
    let (_, client) = clients().await;
    let got = client
        .get_report(1)
        .locale("de; x=ü")
        .send()
        .await
        .unwrap()
        .into_inner();
    let client::GetReportSuccess::Status200(got) = got else {
        panic!("{got:?}")
    };
    assert_eq!(got.title, "de; x=ü");
    assert_eq!(got.figures.keys().collect::<Vec<_>>(), ["z", "a"]);
    assert_eq!(got.headers.x_rate_limit, 9);
    assert_eq!(got.headers.x_devo_cid.as_deref(), Some("c-1"));
    let pending = client.get_report(2).send().await.unwrap().into_inner();
    let expected = types::ReportPending { retry_after: 5 };
    assert_eq!(pending, client::GetReportSuccess::Status202(expected));
    for (id, expected) in [
        (
            3,
            client::Fault4XXDefault::Status4XX(StatusCode::NOT_FOUND, fault(1, "no such report")),
        ),
        (
            4,
            client::Fault4XXDefault::Default(StatusCode::INTERNAL_SERVER_ERROR, fault(2, "oh")),
        ),
    ] {
        let error = client.get_report(id).send().await.unwrap_err();
        let Error::Api(response) = error else {
            panic!("{error}")
        };
        assert_eq!(response.into_inner(), expected);
    }

    let note = types::Note {
        note: Nullable::Value("hm".to_owned()),
    };
    let got = client.annotate_report(1).body(&note).send().await.unwrap();
    assert_eq!(*got, note);
    let got = client.annotate_report(1).send().await.unwrap();
    assert_eq!(got.note, Nullable::Absent);
    client.delete_report(1).send().await.unwrap();

    let export = client.export_report(1).send().await.unwrap().into_inner();
    assert!(matches!(
        export,
        client::ExportReportSuccess::Status200Json(_)
    ));
    let export = client
        .export_report(1)
        .accept("text/csv")
        .send()
        .await
        .unwrap()
        .into_inner();
    assert_eq!(
        export,
        client::ExportReportSuccess::Status200Csv("id\n".to_owned())
    );

    let file = client.download_report(1).send().await.unwrap().into_inner();
    assert_eq!(file.collect(1 << 20).await.unwrap().len(), 210_000);
    let error = client.download_report(0).send().await.unwrap_err();
    assert_eq!(error.status(), Some(StatusCode::NOT_FOUND));
}

#[tokio::test]
async fn reports_are_imported_from_any_body() {
    let (_, client) = clients().await;
    let stream = shape::runtime::stream::iter((0..100).map(|_| Ok(vec![0u8; 1000].into())));
    let cases = [
        (
            types::ImportReportBody::Json(types::ReportDraft {
                title: "J".to_owned(),
            }),
            "J",
        ),
        (types::ImportReportBody::Text("T".to_owned()), "T"),
        (
            types::ImportReportBody::OctetStream(Body::from_stream(stream)),
            "100000 bytes",
        ),
    ];
    for (body, title) in cases {
        let report = client.import_report(body).send().await.unwrap();
        assert_eq!(report.title, title);
        assert_eq!(report.owner.as_deref(), Some("session []"));
    }
    let body = types::ImportReportBody::Text("bad".to_owned());
    let error = client.import_report(body).send().await.unwrap_err();
    assert_eq!(error.status(), Some(StatusCode::GONE));
}

#[tokio::test]
async fn streams_are_typed() {
    let (_, client) = clients().await;
    let removed = |id| types::ReportEvent::Removed(types::ReportRemoved { id });
    let sent = client.record_events(Lines::of((1..=9).map(removed).collect()));
    assert_eq!(sent.send().await.unwrap().into_inner(), 45);
    let mut events = client
        .watch_reports()
        .last_event_id("41")
        .send()
        .await
        .unwrap();
    let first = events.next().await.unwrap().unwrap();
    assert_eq!(first.id.as_deref(), Some("41"));
    assert!(matches!(first.data, types::ReportEvent::Created(_)));
    let second = events.next().await.unwrap().unwrap();
    assert_eq!(
        second.data,
        types::ReportEvent::Removed(types::ReportRemoved { id: 1 })
    );
    assert!(events.next().await.is_none());

    let filter = types::ReportFilter {
        owner: Some("a&b".to_owned()),
        min_id: Some(3),
    };
    let mut lines = client.list_reports().filter(&filter).send().await.unwrap();
    let first = lines.next().await.unwrap().unwrap();
    assert_eq!(first.title, format!("{:?}", Some(filter)));
    assert_eq!(first.owner, None);
    assert_eq!(lines.next().await.unwrap().unwrap().title, "line\nbreak");
    assert!(lines.next().await.is_none());

    let mut lines = client
        .clone()
        .partner("tok")
        .list_reports()
        .send()
        .await
        .unwrap();
    let first = lines.next().await.unwrap().unwrap();
    assert_eq!(first.owner.as_deref(), Some("tok reports:read"));
}

#[tokio::test]
async fn security_has_alternatives_and_conjunctions() {
    let url = start(Echo).await;
    let client = Client::new(&url).unwrap();
    let body = || types::ImportReportBody::Text("T".to_owned());
    let both = client
        .clone()
        .access_token("good")
        .operator("root", "pass:word");
    let report = both.import_report(body()).send().await.unwrap();
    assert_eq!(report.owner.as_deref(), Some(r#"key ["operator"]"#));

    let wrong = client
        .clone()
        .access_token("good")
        .operator("root", "wrong");
    let error = wrong.import_report(body()).send().await.unwrap_err();
    // The description has `4XX` with another shape, which a problem is not.
    assert!(matches!(error, Error::Decode(_)), "{error}");
    assert_eq!(error.status(), Some(StatusCode::UNAUTHORIZED));

    let limited = client.clone().access_token("limited");
    let error = limited.delete_user("bob").send().await.unwrap_err();
    assert!(matches!(error, Error::Undocumented(_)), "{error}");
    assert_eq!(error.status(), Some(StatusCode::FORBIDDEN));
    assert!(!format!("{both:?} {limited:?}").contains("good"));
    assert!(!format!("{limited:?}").contains("limited"));
}

#[tokio::test]
async fn failures_are_told_apart() {
    let (_, client) = clients().await;
    let client = client.with(|options| options.retry = Retry::NEVER);
    let error = client.delete_user("bad").send().await.unwrap_err();
    let Error::Undocumented(response) = &error else {
        panic!("{error}")
    };
    assert_eq!(
        response.headers()["content-type"],
        "application/problem+json"
    );
    assert!(String::from_utf8_lossy(response).contains(r#""detail":"later""#));

    let closed = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = closed.local_addr().unwrap();
    drop(closed);
    let nobody = Client::new(&format!("http://{address}")).unwrap();
    let nobody = nobody
        .with(|options| options.retry = Retry::NEVER)
        .access_token("hidden");
    let error = nobody.list_users().send().await.unwrap_err();
    assert!(
        matches!(&error, Error::Transport(error) if error.is_connect),
        "{error}"
    );

    let silent = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let silent_url = format!("http://{}", silent.local_addr().unwrap());
    let silent = Client::new(&silent_url).unwrap().with(|options| {
        options.retry = Retry::NEVER;
        options.timeout = std::time::Duration::from_millis(50);
        options.anonymous = true;
    });
    assert!(matches!(
        silent.list_users().send().await,
        Err(Error::Timeout)
    ));

    for url in [
        "",
        "ftp://example.com",
        "/relative",
        "http://example.com/?q=1",
    ] {
        assert!(Client::new(url).is_err(), "{url}");
    }
    assert!(Client::documented().is_ok());
}

/// Answers each connection with the next of some texts.
async fn scripted(answers: Vec<&'static str>) -> (String, Arc<AtomicU32>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let count = Arc::new(AtomicU32::new(0));
    let counter = count.clone();
    tokio::spawn(async move {
        for answer in answers {
            let (mut stream, _) = listener.accept().await.unwrap();
            counter.fetch_add(1, Ordering::SeqCst);
            let mut buffer = [0; 4096];
            let _ = stream.read(&mut buffer).await;
            let _ = stream.write_all(answer.as_bytes()).await;
        }
    });
    (url, count)
}

const BUSY: &str =
    "HTTP/1.1 503 Busy\r\nRetry-After: 0\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
const LONG: &str =
    "HTTP/1.1 503 Busy\r\nRetry-After: 9999\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
const GOOD: &str = "HTTP/1.1 200 OK\r\nContent-Length: 41\r\nConnection: close\r\n\r\n{\"status\":200,\"data\":[],\"message\":\"done\"}";

#[tokio::test]
async fn what_is_safe_is_tried_again() {
    let (url, count) = scripted(vec![BUSY, "", GOOD]).await;
    let client = Client::new(&url).unwrap().access_token("any");
    let users = client.list_users().send().await;
    assert_eq!(count.load(Ordering::SeqCst), 3, "{users:?}");
    assert_eq!(users.unwrap().message, "done");

    let (url, count) = scripted(vec![BUSY, GOOD]).await;
    let client = Client::new(&url).unwrap().access_token("any");
    let error = client.create_user(&new_user()).send().await.unwrap_err();
    assert_eq!(error.status(), Some(StatusCode::SERVICE_UNAVAILABLE));
    assert_eq!(count.load(Ordering::SeqCst), 1);

    let (url, count) = scripted(vec![LONG, GOOD]).await;
    let error = Client::new(&url)
        .unwrap()
        .access_token("any")
        .list_users()
        .send()
        .await
        .unwrap_err();
    assert_eq!(error.status(), Some(StatusCode::SERVICE_UNAVAILABLE));
    assert_eq!(count.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn hooks_see_every_attempt() {
    let (url, _) = scripted(vec![BUSY, GOOD]).await;
    let seen = Arc::new(AtomicU32::new(0));
    let counter = seen.clone();
    let client = Client::new(&url)
        .unwrap()
        .access_token("any")
        .with(|options| {
            options.on_request(|operation, headers| {
                headers.insert("x-operation", operation.id.parse().unwrap());
            });
            options.on_response(move |exchange| {
                counter.fetch_add(exchange.attempt * 10, Ordering::SeqCst);
            });
        });
    let _ = client.list_users().send().await;
    assert_eq!(seen.load(Ordering::SeqCst), 30);
}

#[tokio::test]
async fn documented_examples_answer() {
    let url = start(Examples).await;
    let client = Client::new(&url)
        .unwrap()
        .access_token("any")
        .session("any");
    let users = client.list_users().send().await.unwrap();
    assert_eq!(users.data[0].username, "user1");
    assert_eq!(
        client.get_report(1).send().await.unwrap().status(),
        StatusCode::OK
    );
    let mut events = client.watch_reports().send().await.unwrap();
    assert!(events.next().await.unwrap().is_ok());
    let login = types::Login {
        username: "a".to_owned(),
        password: "b".to_owned(),
        scopes: None,
        devices: None,
    };
    let error = client.login(&login).send().await.unwrap_err();
    assert_eq!(error.status(), Some(StatusCode::NOT_IMPLEMENTED));
}

/// Sends text and gives what comes back, heads in lower case.
async fn raw(url: &str, request: &str) -> String {
    let mut stream = TcpStream::connect(url.trim_start_matches("http://"))
        .await
        .unwrap();
    let request = request.replace('\n', "\r\n");
    let (head, body) = request.split_once("\r\n\r\n").unwrap();
    let length = match body.len() {
        0 => String::new(),
        length => format!("\r\ncontent-length: {length}"),
    };
    let text = format!("{head}\r\nhost: x\r\nconnection: close{length}\r\n\r\n{body}");
    stream.write_all(text.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    answer.replace('\r', "")
}

#[tokio::test]
async fn refusals_say_what_is_wrong() {
    let url = start(Echo).await;
    let check = async |request: &str, expected: &[&str]| {
        let answer = raw(&url, request).await;
        for text in expected {
            assert!(
                answer.contains(text),
                "{request}\n---\n{answer}\n--- lacks {text}"
            );
        }
    };
    let key = "x-access-token: good";
    check(
        "GET /nowhere HTTP/1.1\n\n",
        &["404 Not Found", "application/problem+json"],
    )
    .await;
    check(
        "DELETE /users HTTP/1.1\n\n",
        &["405 Method Not Allowed", "allow: GET, HEAD, POST, OPTIONS"],
    )
    .await;
    check(
        "OPTIONS /users HTTP/1.1\n\n",
        &["204 No", "allow: GET, HEAD, POST, OPTIONS"],
    )
    .await;
    check(
        "GET /users HTTP/1.1\n\n",
        &[
            "401 Unauth",
            "www-authenticate: ApiKey realm=\"accessToken\", name=\"X-Access-Token\"",
        ],
    )
    .await;
    check(
        "GET /reports/1 HTTP/1.1\n\n",
        &[
            "401 Unauth",
            "www-authenticate: Bearer realm=\"session\"",
            "Basic realm=\"operator\"",
        ],
    )
    .await;
    check(
        &format!("GET /users?limit=0&role=king&tags=a,,b HTTP/1.1\n{key}\n\n"),
        &[
            "400 Bad Request",
            r#"{"in":"query","pointer":"/limit","rule":"minimum","message":"0 is less than 1"}"#,
            r#"{"in":"query","pointer":"/tags/1","rule":"minLength""#,
            r#"{"in":"query","pointer":"/role","rule":"enum","message":"is not one of `admin` `editor` `viewer`"}"#,
        ],
    )
    .await;
    check(
        &format!("GET /users?limit=many HTTP/1.1\n{key}\n\n"),
        &[r#""message":"`many` is not an integer of 64 bits"}"#],
    )
    .await;
    check(
        &format!("POST /users HTTP/1.1\n{key}\nx-request-id: 7\ncontent-type: application/json\n\n{{\"username\":\"Bob!\",\"password\":\"x\",\"email\":\"\",\"roles\":[\"king\",\"king\"]}}"),
        &[
            "400 Bad Request",
            r#""in":"header","pointer":"/X-Request-Id","rule":"type""#,
            r#""pointer":"/username","rule":"pattern""#,
            r#""pointer":"/password","rule":"minLength""#,
            r#""pointer":"/email","rule":"format","message":"is not an email address""#,
            r#""pointer":"/roles","rule":"uniqueItems""#,
            r#""pointer":"/roles/1","rule":"enum""#,
        ],
    )
    .await;
    check(
        &format!("PUT /users/bob HTTP/1.1\n{key}\ncontent-type: application/json\n\n{{}}"),
        &[
            "422 Unprocessable",
            r#""pointer":"","rule":"minProperties""#,
        ],
    )
    .await;
    check(
        &format!(
            "PUT /users/bob HTTP/1.1\n{key}\ncontent-type: application/json\n\n{{\"email\":5}}"
        ),
        &["422 Unprocessable", r#""pointer":"/email","rule":"type""#],
    )
    .await;
    check(
        &format!("PUT /users/bob HTTP/1.1\n{key}\ncontent-type: application/json\n\n{{\"email\""),
        &["400 Bad Request", r#""rule":"json""#],
    )
    .await;
    check(
        &format!("PUT /users/bob HTTP/1.1\n{key}\n\n"),
        &["400 Bad", r#""rule":"body""#],
    )
    .await;
    check(
        &format!("PUT /users/bob HTTP/1.1\n{key}\ncontent-type: text/plain\n\nx"),
        &["415 Unsupported", "accept: application/json"],
    )
    .await;
    check(
        &format!("GET /users HTTP/1.1\n{key}\naccept: image/png\n\n"),
        &["406 Not Acceptable", "there is only application/json"],
    )
    .await;
    let long = "x".repeat(5000);
    check(
        &format!("PUT /users/bob/motto HTTP/1.1\n{key}\ncontent-type: text/plain\n\n{long}"),
        &["413 Payload Too Large", "4096 bytes"],
    )
    .await;
    check(
        &format!("PUT /users/bob/avatar HTTP/1.1\n{key}\ncontent-type: multipart/form-data; boundary=b\n\n--b\ncontent-disposition: form-data; name=\"crop\"\n\n{{\"width\":0,\"height\":3}}\n--b--\n"),
        &[
            "422 Unprocessable",
            r#""pointer":"/crop/width","rule":"minimum""#,
            r#""pointer":"/crop/height","rule":"multipleOf""#,
            r#""pointer":"/picture","rule":"required""#,
        ],
    )
    .await;
    let head = raw(&url, &format!("HEAD /users HTTP/1.1\n{key}\n\n")).await;
    assert!(
        head.contains("200 OK") && head.contains("content-length: "),
        "{head}"
    );
    assert!(head.ends_with("\n\n"), "{head}");
}

#[tokio::test]
async fn the_router_can_be_mounted_and_its_refusals_rendered_otherwise() {
    let router = server::router(Echo)
        .under("/v1")
        .refusals(|operation, refusal| {
            let body = types::AuthFailure {
                status: refusal.status().as_u16().into(),
                auth: false,
                message: operation
                    .map_or("none", |operation| operation.id)
                    .to_owned(),
            };
            (refusal.status() == StatusCode::UNAUTHORIZED)
                .then(|| shape::runtime::server::Reply::json(refusal.status(), &body))
        });
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/v1/", listener.local_addr().unwrap());
    tokio::spawn(serve(listener, router, std::future::pending()));
    let client = Client::new(&url)
        .unwrap()
        .with(|options| options.anonymous = true);
    let error = client.list_users().send().await.unwrap_err();
    let Error::Api(response) = error else {
        panic!("{error}")
    };
    let client::AuthFailure401::Status401(failure) = response.into_inner();
    assert_eq!(failure.message, "listUsers");
    let moved = Client::documented()
        .unwrap()
        .with(|options| {
            options.server(&operations::DEFAULT_SERVER, url.clone());
            options.server(&operations::FILES_SERVER, url.clone());
        })
        .access_token("good");
    assert_eq!(
        moved.list_users().limit(1).send().await.unwrap().status(),
        StatusCode::OK
    );
    assert_eq!(
        moved.download_report(1).send().await.unwrap().status(),
        StatusCode::OK
    );
}

#[tokio::test]
async fn a_stopped_server_lets_its_connections_finish() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let server = tokio::spawn(serve(listener, server::router(Echo), async {
        let _ = stopped.await;
    }));
    let mut stream = TcpStream::connect(address).await.unwrap();
    let head = "PUT /users/bob/motto HTTP/1.1\r\nhost: x\r\nx-access-token: good\r\ncontent-type: text/plain\r\ncontent-length: 3\r\n\r\na";
    stream.write_all(head.as_bytes()).await.unwrap();
    tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    stop.send(()).unwrap();
    tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    assert!(TcpStream::connect(address).await.is_err());
    stream.write_all(b"bc").await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    assert!(answer.ends_with("ABC"), "{answer}");
    server.await.unwrap().unwrap();
}
