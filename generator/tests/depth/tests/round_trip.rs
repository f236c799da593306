//! Everything that schemas and parameters can say, from client to server and back over a real socket.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on may panic")]

use std::sync::{Arc, Mutex};

use depth::client::Client;
use depth::runtime::serde_json::{self, Value, json};
use depth::runtime::server::{Context, Problem, serve};
use depth::server::{self, *};
use depth::types::*;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// Answers with what it was sent, and remembers parameters.
#[derive(Clone, Default)]
struct Echo(Arc<Mutex<Vec<Heard>>>);

#[derive(Debug, PartialEq)]
enum Heard {
    Path(EchoPathRequest),
    Query(EchoQueryRequest),
    Head(EchoHeadRequest),
}

impl Echo {
    fn hear(&self, what: Heard) {
        self.0.lock().unwrap().push(what);
    }

    fn heard(&self) -> Heard {
        self.0.lock().unwrap().pop().unwrap()
    }
}

impl DepthSample for Echo {
    type Error = Problem;

    async fn put_record(
        &self,
        _: &Context<()>,
        request: PutRecordRequest,
    ) -> Result<PutRecordResponse, Problem> {
        Ok(PutRecordResponse::Status200(request.body))
    }

    async fn put_zoo(
        &self,
        _: &Context<()>,
        request: PutZooRequest,
    ) -> Result<PutZooResponse, Problem> {
        Ok(PutZooResponse::Status200(request.body))
    }

    async fn put_account(
        &self,
        _: &Context<()>,
        request: PutAccountRequest,
    ) -> Result<PutAccountResponse, Problem> {
        let body = request.body;
        Ok(PutAccountResponse::Status200(Account {
            id: body.secret,
            name: body.name,
            owner: body.owner,
            card: body.card,
            expiry: body.expiry,
        }))
    }

    async fn echo_path(
        &self,
        _: &Context<()>,
        request: EchoPathRequest,
    ) -> Result<EchoPathResponse, Problem> {
        self.hear(Heard::Path(request));
        Ok(EchoPathResponse::Status204)
    }

    async fn echo_query(
        &self,
        _: &Context<()>,
        request: EchoQueryRequest,
    ) -> Result<EchoQueryResponse, Problem> {
        self.hear(Heard::Query(request));
        Ok(EchoQueryResponse::Status204)
    }

    async fn echo_head(
        &self,
        _: &Context<()>,
        request: EchoHeadRequest,
    ) -> Result<EchoHeadResponse, Problem> {
        self.hear(Heard::Head(request));
        Ok(EchoHeadResponse::Status204)
    }
}

async fn start() -> (Echo, String, Client) {
    let echo = Echo::default();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let router = server::router(echo.clone());
    tokio::spawn(serve(listener, router, std::future::pending()));
    let client = Client::new(&format!("http://{address}")).unwrap();
    (echo, address, client)
}

/// A raw exchange: the status and the body.
async fn raw(address: &str, path: &str, body: &Value) -> (u16, Value) {
    let body = body.to_string();
    let mut stream = TcpStream::connect(address).await.unwrap();
    let head = format!(
        "PUT {path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    );
    stream.write_all(head.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    let status = answer.split(' ').nth(1).unwrap().parse().unwrap();
    let (_, body) = answer.split_once("\r\n\r\n").unwrap();
    (status, serde_json::from_str(body).unwrap_or(Value::Null))
}

/// Sends a value of a type through client, server and wire and expects it back as it was, to the last null.
async fn record_survives(value: Value) {
    let (_, address, client) = start().await;
    let typed: Record = serde_json::from_value(value.clone()).unwrap();
    let answer = client.put_record(&typed).send().await.unwrap().into_inner();
    assert_eq!(answer, typed);
    assert_eq!(serde_json::to_value(&answer).unwrap(), value);
    assert_eq!(raw(&address, "/record", &value).await, (200, value));
}

#[tokio::test]
async fn formats_survive() {
    record_survives(json!({"formats": {
        "dateTime": "2018-08-01T15:00:00.250+02:00", "date": "2018-08-01", "time": "15:00:00Z",
        "duration": "P1DT2H", "uuid": "00000000-0000-0000-0000-000000000007", "uri": "https://example.com/a?b",
        "email": "user@example.com", "hostname": "example.com", "ipv4": "127.0.0.1", "ipv6": "::1",
        "byte": "AP8=", "base64": "AQI=", "decimal": "12345678901234567890.123456789",
        "int64Text": "9223372036854775807", "int32": -2147483648, "int64": i64::MIN, "uint8": 255,
        "uint64": u64::MAX, "int128": 5, "huge": u64::MAX, "beyond": u64::MAX, "float": 0.5, "double": 1e300,
        "password": "p", "unheardOf": "x",
    }}))
    .await;
}

#[tokio::test]
async fn huge_integers_survive() {
    let (_, _, client) = start().await;
    let formats = Formats {
        int128: Some(i128::MIN),
        huge: Some(u128::MAX),
        ..Formats::default()
    };
    let text = serde_json::to_string(&formats).unwrap();
    assert!(
        text.contains("340282366920938463463374607431768211455"),
        "{text}"
    );
    let record: Record = serde_json::from_value(json!({"formats": {}})).unwrap();
    let record = Record { formats, ..record };
    let answer = client
        .put_record(&record)
        .send()
        .await
        .unwrap()
        .into_inner();
    assert_eq!(answer, record);
}

#[tokio::test]
async fn every_kind_of_value_survives() {
    record_survives(json!({
        "formats": {},
        "level": -3,
        "mixed": "1",
        "words": ["a", "A", ">=", "<", "", " ", "1", "-1", "on/off", "数"],
        "constants": {"text": "fixed", "number": 7, "fraction": 0.25, "flag": true, "nothing": null},
        "pair": [0.5, "b"],
        "path": ["M", null, {"x": 1}, {"x": 2, "y": "z"}],
        "labels": {"name": "n", "one": 1, "two": 2},
        "extensions": {"x-a": "1"},
        "extended": {"id": "i", "tag": "ta", "more": true, "own": 4},
        "sibling": {"id": "i", "sibling": "s"},
        "tree": {"name": "root", "children": [{"children": []}, {"name": "leaf"}]},
        "anything": {"at": [null, 1.5, "all"]},
    }))
    .await;
    record_survives(json!({"formats": {}, "mixed": null, "path": ["Z"], "anything": null})).await;
    record_survives(json!({"formats": {}, "mixed": 0.5, "path": ["Z", true]})).await;
}

#[tokio::test]
async fn nulls_survive() {
    record_survives(json!({"formats": {}, "nulls": {
        "required": null, "typed": null, "oneOf": null, "anyOf": null, "listed": null,
        "items": [1, null], "values": {"a": null}, "only": null,
    }}))
    .await;
    record_survives(json!({"formats": {}, "nulls": {
        "required": "r", "typed": 1, "oneOf": {"x": 1}, "anyOf": false, "listed": "b",
    }}))
    .await;
    record_survives(json!({"formats": {}, "nulls": {"required": null, "typed": 2}})).await;
}

#[tokio::test]
async fn unknown_values_survive_in_clients_and_are_refused_by_servers() {
    let unknown = json!({"formats": {}, "level": 99, "mixed": [], "words": ["new"]});
    let record: Record = serde_json::from_value(unknown.clone()).unwrap();
    assert_eq!(record.level, Some(Level::Unknown(99)));
    assert_eq!(record.words, Some(vec![Words::Unknown("new".to_owned())]));
    assert_eq!(serde_json::to_value(&record).unwrap(), unknown);
    let (_, address, _) = start().await;
    let broken = json!({
        "formats": {"time": "25:00:00Z", "decimal": "a", "ipv4": "1"}, "level": 99, "mixed": 2, "words": ["a", "new"],
        "constants": {"number": 8, "flag": false}, "path": [""], "labels": {"name": "n", "one": -1},
        "extended": {"id": "i", "tag": "t"}, "nulls": {"required": null, "typed": 0},
    });
    let (status, problem) = raw(&address, "/record", &broken).await;
    let mut pointers: Vec<&str> = problem["violations"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|error| error["pointer"].as_str())
        .collect();
    pointers.sort_unstable();
    let expected = [
        "/constants/flag",
        "/constants/number",
        "/extended/tag",
        "/formats/decimal",
        "/formats/ipv4",
        "/formats/time",
        "/labels/one",
        "/level",
        "/mixed",
        "/nulls/typed",
        "/path/0",
        "/words/1",
    ];
    assert_eq!(
        (status, pointers.as_slice()),
        (422, expected.as_slice()),
        "{problem}"
    );
}

#[tokio::test]
async fn alternatives_survive() {
    let (_, address, client) = start().await;
    let value = json!({
        "animals": [
            {"kind": "hound", "name": "Rex", "friend": {"kind": "Cat", "name": "Tom", "lives": 9}},
            {"kind": "Cat", "name": "Tom", "lives": 1},
        ],
        "contacts": [{"mail": "a"}, {"phone": "1"}, {"mail": "a", "phone": "1", "note": "n", "more": 1}],
        "places": [{"bars": 3}, {"litres": 2.5, "salty": true}, ["a", "b"]],
        "size": "huge",
    });
    let zoo: Zoo = serde_json::from_value(value.clone()).unwrap();
    let [Animal::Hound(dog), Animal::Cat(_)] = zoo.animals.as_slice() else {
        panic!("{zoo:?}");
    };
    assert!(matches!(dog.friend.as_deref(), Some(Animal::Cat(_))));
    let Some([Contact::Mail(_), Contact::Phone(_), Contact::Several(both)]) =
        zoo.contacts.as_deref()
    else {
        panic!("{zoo:?}");
    };
    assert_eq!(both.view::<Phone>().unwrap().phone.as_deref(), Some("1"));
    assert!(matches!(
        zoo.places.as_deref(),
        Some([Place::Cage(_), Place::Aquarium(_), Place::Array(_)])
    ));
    assert_eq!(client.put_zoo(&zoo).send().await.unwrap().into_inner(), zoo);
    assert_eq!(raw(&address, "/zoo", &value).await, (200, value));

    let unknown = json!({"animals": [{"kind": "newt", "name": "n", "gills": 2}], "size": "tiny"});
    let zoo: Zoo = serde_json::from_value(unknown.clone()).unwrap();
    assert_eq!(serde_json::to_value(&zoo).unwrap(), unknown);
    assert_eq!(raw(&address, "/zoo", &unknown).await.0, 422);
}

#[tokio::test]
async fn directions_differ_and_properties_go_together() {
    let (_, address, client) = start().await;
    let account = AccountRequest {
        secret: "s".to_owned(),
        name: "n".to_owned(),
        owner: Some("o".to_owned()),
        card: None,
        expiry: None,
    };
    let answer = client.put_account(&account).send().await.unwrap();
    assert_eq!(
        (answer.id.as_str(), answer.owner.as_deref()),
        ("s", Some("o"))
    );
    for (more, rule) in [
        (json!({}), "anyOf"),
        (json!({"card": "c"}), "dependentRequired"),
        (json!({"card": "c", "expiry": "e", "owner": "o"}), "not"),
    ] {
        let mut body = json!({"secret": "s", "name": "n"});
        body.as_object_mut()
            .unwrap()
            .extend(more.as_object().unwrap().clone());
        let (status, problem) = raw(&address, "/account", &body).await;
        assert_eq!(
            (status, problem["violations"][0]["rule"].as_str()),
            (422, Some(rule)),
            "{problem}"
        );
    }
}

fn point() -> Point {
    Point {
        x: -1,
        y: Some("a b".to_owned()),
    }
}

fn texts(all: &[&str]) -> Vec<String> {
    all.iter().map(|text| (*text).to_owned()).collect()
}

#[tokio::test]
async fn path_parameters_arrive_in_every_style() {
    let (echo, _, client) = start().await;
    let sent = EchoPathRequest {
        simple: "a/b ü?".to_owned(),
        simple_list: texts(&["a,b", "c"]),
        simple_object: point(),
        simple_exploded: point(),
        label: -7,
        label_list: vec![1, 2],
        label_exploded: texts(&["x", "y z"]),
        label_object: point(),
        matrix: Level::Loud,
        matrix_list: texts(&["a;b", "c"]),
        matrix_exploded: texts(&["d", "e=f"]),
        matrix_object: point(),
        json: point(),
    };
    client
        .echo_path(
            &sent.simple,
            &sent.simple_list,
            &sent.simple_object,
            &sent.simple_exploded,
            sent.label,
            &sent.label_list,
            &sent.label_exploded,
            &sent.label_object,
            &sent.matrix,
            &sent.matrix_list,
            &sent.matrix_exploded,
            &sent.matrix_object,
            &sent.json,
        )
        .send()
        .await
        .unwrap();
    assert_eq!(echo.heard(), Heard::Path(sent));
}

#[tokio::test]
async fn query_parameters_arrive_in_every_style() {
    let (echo, _, client) = start().await;
    client.echo_query("&=").send().await.unwrap();
    let Heard::Query(least) = echo.heard() else {
        panic!("a query was sent");
    };
    assert_eq!(
        (least.form.as_str(), least.limit, &least.loudness),
        ("&=", 20, &Level::Loud)
    );
    assert_eq!(
        (least.word, least.maybe, least.form_list),
        (EchoQueryWord::B, None, None)
    );

    let filter = Filter {
        owner: Some(FilterOwner {
            name: Some("o[1]&".to_owned()),
            ids: Some(vec![1, 2]),
        }),
        open: Some(true),
    };
    let sent = EchoQueryRequest {
        form: "a+b c".to_owned(),
        form_list: Some(texts(&["a", "b,c"])),
        form_joined: Some(vec![1, -2]),
        form_object: Some(EchoQueryFormObject {
            red: Some(1),
            blue: Some("b".to_owned()),
        }),
        form_flat: Some(point()),
        spaces: Some(texts(&["a", "b"])),
        spaces_exploded: Some(texts(&["a b", "c"])),
        pipes: Some(texts(&["a", "b"])),
        deep: Some(filter.clone()),
        json: Some(filter),
        reserved: Some("/a?b=c:d".to_owned()),
        level: Some(Level::Broken),
        mixed: Some(Mixed::True),
        mixed_list: Some(vec![Some(Mixed::Auto), Some(Mixed::Value05)]),
        either: Some(EchoQueryEither::Integer(5)),
        maybe: Some("m".to_owned()),
        limit: 3,
        loudness: Level::Quiet,
        word: EchoQueryWord::A,
        query_at: Some("2018-08-01T15:00:00+02:00".parse().unwrap()),
        bracket_key: Some("k".to_owned()),
    };
    let (form_object, form_flat) = (
        sent.form_object.clone().unwrap(),
        sent.form_flat.clone().unwrap(),
    );
    let (deep, mixed_list) = (sent.deep.clone().unwrap(), sent.mixed_list.clone().unwrap());
    client
        .echo_query(&sent.form)
        .form_list(sent.form_list.as_deref().unwrap())
        .form_joined(sent.form_joined.as_deref().unwrap())
        .form_object(&form_object)
        .form_flat(&form_flat)
        .spaces(sent.spaces.as_deref().unwrap())
        .spaces_exploded(sent.spaces_exploded.as_deref().unwrap())
        .pipes(sent.pipes.as_deref().unwrap())
        .deep(&deep)
        .json(&deep)
        .reserved(sent.reserved.as_deref().unwrap())
        .level(&Level::Broken)
        .mixed(&Mixed::True)
        .mixed_list(&mixed_list)
        .either(&EchoQueryEither::Integer(5))
        .maybe("m")
        .limit(3)
        .loudness(&Level::Quiet)
        .word(&EchoQueryWord::A)
        .query_at(sent.query_at.unwrap())
        .bracket_key("k")
        .send()
        .await
        .unwrap();
    assert_eq!(echo.heard(), Heard::Query(sent));
}

#[tokio::test]
async fn headers_and_cookies_arrive_in_every_style() {
    let (echo, _, client) = start().await;
    let filter = Filter {
        owner: None,
        open: Some(false),
    };
    let sent = EchoHeadRequest {
        x_text: "a, b".to_owned(),
        x_list: Some(vec![1, 2]),
        x_object: Some(point()),
        x_exploded: Some(point()),
        x_json: Some(filter.clone()),
        x_level: Some(Level::Unknown(7)),
        text: Some("ü;=,".to_owned()),
        list: Some(texts(&["a", "b;c"])),
        object: Some(point()),
        json: Some(point()),
    };
    let call = client
        .echo_head(&sent.x_text)
        .x_list(&[1, 2])
        .x_object(&point())
        .x_exploded(&point())
        .x_json(&filter)
        .x_level(&Level::Unknown(7))
        .text("ü;=,")
        .list(&texts(&["a", "b;c"]))
        .object(&point())
        .json(&point())
        .send()
        .await;
    assert!(call.is_err(), "an unknown level is refused");
    let call = client
        .echo_head(&sent.x_text)
        .x_list(&[1, 2])
        .x_object(&point())
        .x_exploded(&point())
        .x_json(&filter)
        .x_level(&Level::Loud)
        .text("ü;=,")
        .list(&texts(&["a", "b;c"]))
        .object(&point())
        .json(&point())
        .send()
        .await;
    call.unwrap();
    let sent = EchoHeadRequest {
        x_level: Some(Level::Loud),
        ..sent
    };
    assert_eq!(echo.heard(), Heard::Head(sent));
}
