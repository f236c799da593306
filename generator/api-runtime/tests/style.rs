//! Parameter styles against the table of OpenAPI 3.1.1, section 4.8.12.4, and RFC 6570; both ways.

use api_runtime::style::{
    Kind, Pairs, Place, Raw, Shape, Source, Style, decode, decode_raw, encode, to_value,
};
use api_runtime::{Map, form, string_enum};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// `color`, in one style.
fn write(place: Place, style: Style, value: &Value) -> String {
    encode(place, "color", value, style).unwrap_or_else(|error| format!("error: {error}"))
}

fn style(kind: Kind, explode: bool) -> Style {
    let base = match kind {
        Kind::Simple => Style::SIMPLE,
        Kind::Label => Style::LABEL,
        Kind::Matrix => Style::MATRIX,
        Kind::Form => Style::FORM,
        Kind::SpaceDelimited => Style::SPACE_DELIMITED,
        Kind::PipeDelimited => Style::PIPE_DELIMITED,
        Kind::DeepObject => Style::DEEP_OBJECT,
        Kind::Json => Style::JSON,
    };
    base.explode(explode)
}

/// The table: empty string, primitive, array, object.
const TABLE: &[(Kind, bool, Place, [&str; 4])] = &[
    (
        Kind::Matrix,
        false,
        Place::Path,
        [
            ";color",
            ";color=blue",
            ";color=blue,black,brown",
            ";color=R,100,G,200,B,150",
        ],
    ),
    (
        Kind::Matrix,
        true,
        Place::Path,
        [
            ";color",
            ";color=blue",
            ";color=blue;color=black;color=brown",
            ";R=100;G=200;B=150",
        ],
    ),
    (
        Kind::Label,
        false,
        Place::Path,
        [".", ".blue", ".blue,black,brown", ".R,100,G,200,B,150"],
    ),
    (
        Kind::Label,
        true,
        Place::Path,
        [".", ".blue", ".blue.black.brown", ".R=100.G=200.B=150"],
    ),
    (
        Kind::Simple,
        false,
        Place::Header,
        ["", "blue", "blue,black,brown", "R,100,G,200,B,150"],
    ),
    (
        Kind::Simple,
        true,
        Place::Header,
        ["", "blue", "blue,black,brown", "R=100,G=200,B=150"],
    ),
    (
        Kind::Form,
        false,
        Place::Query,
        [
            "color=",
            "color=blue",
            "color=blue,black,brown",
            "color=R,100,G,200,B,150",
        ],
    ),
    (
        Kind::Form,
        true,
        Place::Query,
        [
            "color=",
            "color=blue",
            "color=blue&color=black&color=brown",
            "R=100&G=200&B=150",
        ],
    ),
    (
        Kind::SpaceDelimited,
        false,
        Place::Query,
        [
            "color=",
            "color=blue",
            "color=blue%20black%20brown",
            "color=R%20100%20G%20200%20B%20150",
        ],
    ),
    (
        Kind::PipeDelimited,
        false,
        Place::Query,
        [
            "color=",
            "color=blue",
            "color=blue%7Cblack%7Cbrown",
            "color=R%7C100%7CG%7C200%7CB%7C150",
        ],
    ),
    (
        Kind::Form,
        true,
        Place::Cookie,
        [
            "color=",
            "color=blue",
            "color=blue; color=black; color=brown",
            "R=100; G=200; B=150",
        ],
    ),
];

fn values() -> [Value; 4] {
    [
        json!(""),
        json!("blue"),
        json!(["blue", "black", "brown"]),
        json!({"R": 100, "G": 200, "B": 150}),
    ]
}

fn with_source<T>(place: Place, text: &str, read: impl FnOnce(Source<'_>) -> T) -> T {
    match place {
        Place::Path => read(Source::Path(text)),
        Place::Header => read(Source::Header(Some(text))),
        Place::Query => read(Source::Query(&Pairs::of_query(text))),
        Place::Cookie => read(Source::Cookie(&Pairs::of_cookies(text))),
    }
}

#[derive(Debug, PartialEq, Deserialize)]
struct Color {
    #[serde(rename = "R")]
    red: i64,
    #[serde(rename = "G")]
    green: u8,
    #[serde(rename = "B")]
    blue: f64,
}

#[test]
fn every_cell_of_the_table_both_ways() {
    for (kind, explode, place, cells) in TABLE {
        let style = style(*kind, *explode);
        for (value, expected) in values().iter().zip(cells) {
            assert_eq!(
                write(*place, style, value),
                *expected,
                "{kind:?} {explode} {place:?}"
            );
        }
        let [empty, primitive, array, object] = cells;
        let text = |text| with_source(*place, text, |at| decode::<String>(at, "color", style));
        assert_eq!(
            text(empty).unwrap().as_deref(),
            Some(""),
            "{kind:?} {explode}"
        );
        assert_eq!(
            text(primitive).unwrap().as_deref(),
            Some("blue"),
            "{kind:?} {explode}"
        );
        let items = with_source(*place, array, |at| {
            decode::<Vec<String>>(at, "color", style)
        });
        assert_eq!(
            items.unwrap().unwrap(),
            ["blue", "black", "brown"],
            "{kind:?} {explode}"
        );
        let one = with_source(*place, primitive, |at| {
            decode::<Vec<String>>(at, "color", style)
        });
        assert_eq!(one.unwrap().unwrap(), ["blue"], "{kind:?} {explode}");
        let color = with_source(*place, object, |at| decode::<Color>(at, "color", style));
        let expected = Color {
            red: 100,
            green: 200,
            blue: 150.0,
        };
        assert_eq!(color.unwrap().unwrap(), expected, "{kind:?} {explode}");
        let map = with_source(*place, object, |at| decode::<Map<i32>>(at, "color", style));
        assert_eq!(
            map.unwrap().unwrap().get_index(2).unwrap().1,
            &150,
            "{kind:?} {explode}"
        );
    }
}

#[test]
fn raw_values_need_only_a_shape() {
    let pairs = Pairs::of_query("other=1&R=100&G=2%2C00&color=a&color=b");
    let read = |shape| decode_raw(Source::Query(&pairs), "color", Style::FORM, shape).unwrap();
    let text = |text: &str| Raw::Primitive(text.to_owned());
    assert_eq!(read(Shape::Primitive), Some(text("a")));
    assert_eq!(
        read(Shape::Array),
        Some(Raw::Array(vec![text("a"), text("b")]))
    );
    let members = vec![
        ("R".to_owned(), text("100")),
        ("G".to_owned(), text("2,00")),
    ];
    assert_eq!(
        read(Shape::Object(&["R", "G", "B"])),
        Some(Raw::Object(members))
    );
    assert_eq!(read(Shape::Object(&["x"])), None);
}

#[test]
fn deep_objects_nest() {
    let value = json!({"R": 100, "in": {"a b": [true, "x&y"], "c": null}});
    let text = write(Place::Query, Style::DEEP_OBJECT, &value);
    assert_eq!(
        text,
        "color%5BR%5D=100&color%5Bin%5D%5Ba%20b%5D%5B0%5D=true&color%5Bin%5D%5Ba%20b%5D%5B1%5D=x%26y"
    );

    #[derive(Debug, PartialEq, Deserialize)]
    struct Deep {
        #[serde(rename = "R")]
        red: i64,
        r#in: Inner,
    }
    #[derive(Debug, PartialEq, Deserialize)]
    struct Inner {
        #[serde(rename = "a b")]
        list: Vec<Value>,
        c: Option<i64>,
    }
    let expected = |list| Deep {
        red: 100,
        r#in: Inner { list, c: None },
    };
    let read = |text: &str| {
        let pairs = Pairs::of_query(text);
        decode::<Deep>(Source::Query(&pairs), "color", Style::DEEP_OBJECT)
    };
    let list = vec![json!(true), json!("x&y")];
    assert_eq!(read(&text).unwrap(), Some(expected(list.clone())));
    assert_eq!(
        read("color[R]=100&color[in][a+b][]=true&color[in][a+b][]=x%26y&z=1").unwrap(),
        Some(expected(list.clone()))
    );
    assert_eq!(
        read("color[R]=100&color[in][a+b]=true&color[in][a+b]=x%26y").unwrap(),
        Some(expected(list))
    );
    assert_eq!(read("x=1").unwrap(), None);
    assert!(read("color[R]=1&color[R][x]=2").is_err());
    let deep = format!("color{}=1", "[a]".repeat(100));
    assert!(
        read(&deep)
            .unwrap_err()
            .message
            .contains("nested too deeply")
    );
}

#[test]
fn text_is_escaped_for_its_place() {
    let hard = json!("a b/c?d=e&f,g;h+i%j#ü\"");
    let encoded = "a%20b%2Fc%3Fd%3De%26f%2Cg%3Bh%2Bi%25j%23%C3%BC%22";
    assert_eq!(write(Place::Path, Style::SIMPLE, &hard), encoded);
    assert_eq!(
        write(Place::Query, Style::FORM, &hard),
        format!("color={encoded}")
    );
    assert_eq!(
        write(Place::Cookie, Style::FORM, &hard),
        format!("color={encoded}")
    );
    assert_eq!(
        write(Place::Header, Style::SIMPLE, &json!("a b/c")),
        "a b/c"
    );
    assert_eq!(
        write(
            Place::Query,
            Style::FORM.allow_reserved(),
            &json!("/a?b=c:d@e%20f%g&h#i")
        ),
        "color=/a?b=c:d@e%20f%25g%26h%23i"
    );
    assert_eq!(
        write(Place::Query, Style::JSON, &json!({"a": [1]})),
        "color=%7B%22a%22%3A%5B1%5D%7D"
    );
    assert_eq!(
        write(
            Place::Query,
            Style::FORM.explode(false),
            &json!(["a,b", "c"])
        ),
        "color=a%2Cb,c"
    );
    let pairs = Pairs::of_query("color=a%2Cb,c+d");
    let items = decode::<Vec<String>>(Source::Query(&pairs), "color", Style::FORM.explode(false));
    assert_eq!(items.unwrap().unwrap(), ["a,b", "c d"]);
    let broken = decode::<String>(Source::Path("%FF"), "color", Style::SIMPLE).unwrap_err();
    assert_eq!(broken.message, "percent-encoded bytes are not UTF-8");
}

#[test]
fn short_floats_stay_short() {
    let value = to_value(&(0.1f32, 0.1f64, u64::MAX, f64::NAN)).unwrap();
    let text = write(Place::Query, Style::FORM.explode(false), &value);
    assert_eq!(text, "color=0.1,0.1,18446744073709551615");
}

#[test]
fn what_has_no_spelling_is_left_out_or_refused() {
    for empty in [json!([]), json!({}), Value::Null, json!([null])] {
        assert_eq!(write(Place::Query, Style::FORM, &empty), "");
        assert_eq!(
            write(Place::Path, Style::SIMPLE, &empty),
            "error: path parameter `color` is empty"
        );
    }
    assert_eq!(
        write(Place::Path, Style::SIMPLE, &json!("")),
        "error: path parameter `color` is empty"
    );
    let nested = write(Place::Query, Style::FORM, &json!([[1]]));
    assert!(nested.starts_with("error: "), "{nested}");
    let pairs = Pairs::of_query("color=");
    let empty = decode::<Vec<i64>>(Source::Query(&pairs), "color", Style::FORM);
    assert_eq!(empty, Ok(Some(Vec::new())));
}

string_enum! {
    /// A hue.
    pub enum Hue {
        /// Warm.
        Warm = "warm",
    }
}

#[test]
fn strings_become_what_the_type_asks_for() {
    fn read<T: serde::de::DeserializeOwned>(text: &str) -> Result<Option<T>, String> {
        let pairs = Pairs::of_query(text);
        decode(Source::Query(&pairs), "v", Style::FORM).map_err(|error| error.to_string())
    }
    #[derive(Debug, PartialEq, Deserialize)]
    #[serde(untagged)]
    enum Either {
        Number(i64),
        Text(String),
    }
    #[derive(Debug, PartialEq, Deserialize)]
    #[serde(untagged)]
    enum TextOrFlag {
        Text(Hue),
        Flag(bool),
    }
    #[derive(Debug, PartialEq, Deserialize)]
    #[serde(rename_all = "lowercase")]
    enum Closed {
        One,
    }
    #[derive(Debug, PartialEq, Deserialize)]
    struct Wrapped(u16);
    assert_eq!(read::<i64>("v=-5"), Ok(Some(-5)));
    assert_eq!(read::<u64>("v=18446744073709551615"), Ok(Some(u64::MAX)));
    assert_eq!(read::<f64>("v=1e3"), Ok(Some(1000.0)));
    assert_eq!(read::<bool>("v=true"), Ok(Some(true)));
    assert_eq!(read::<Option<i64>>("v=1"), Ok(Some(Some(1))));
    assert_eq!(read::<Wrapped>("v=1"), Ok(Some(Wrapped(1))));
    assert_eq!(read::<Hue>("v=warm"), Ok(Some(Hue::Warm)));
    assert_eq!(
        read::<Hue>("v=odd"),
        Ok(Some(Hue::Unknown("odd".to_owned())))
    );
    assert_eq!(read::<Closed>("v=one"), Ok(Some(Closed::One)));
    assert_eq!(read::<Either>("v=5"), Ok(Some(Either::Number(5))));
    for text in ["05", "five", "5.0"] {
        let value = format!("v={text}");
        assert_eq!(
            read::<Either>(&value),
            Ok(Some(Either::Text(text.to_owned())))
        );
    }
    assert_eq!(
        read::<TextOrFlag>("v=warm"),
        Ok(Some(TextOrFlag::Text(Hue::Warm)))
    );
    assert_eq!(
        read::<api_runtime::formats::DateTime>("v=2018-08-01T15:00:00%2B02:00")
            .unwrap()
            .unwrap()
            .to_rfc3339(),
        "2018-08-01T15:00:00+02:00"
    );
    assert_eq!(read::<i64>("w=1"), Ok(None));
    for (text, message) in [
        ("v=+5", "` 5` is not an integer of 64 bits"),
        ("v=%2B5", "`+5` is not an integer of 64 bits"),
        ("v=1.5", "`1.5` is not an integer of 64 bits"),
        ("v=", "`` is not an integer of 64 bits"),
        (
            "v=9223372036854775808",
            "`9223372036854775808` is not an integer of 64 bits",
        ),
    ] {
        assert_eq!(read::<i64>(text).unwrap_err(), message);
    }
    for text in ["v=inf", "v=NaN", "v=infinity"] {
        assert!(read::<f64>(text).is_err(), "{text}");
    }
    assert_eq!(
        read::<bool>("v=1").unwrap_err(),
        "`1` is not `true` or `false`"
    );
    assert!(read::<Closed>("v=two").unwrap_err().contains("two"));
}

#[test]
fn an_untagged_number_is_found_when_text_is_refused() {
    #[derive(Debug, PartialEq, Deserialize)]
    #[serde(untagged)]
    enum NumberOrFlag {
        Number(i64),
        Flag(bool),
    }
    let read = |text: &str| {
        decode::<NumberOrFlag>(Source::Query(&Pairs::of_query(text)), "v", Style::FORM).unwrap()
    };
    assert_eq!(read("v=5"), Some(NumberOrFlag::Number(5)));
    assert_eq!(read("v=true"), Some(NumberOrFlag::Flag(true)));
}

#[test]
fn forms_have_a_style_per_property() {
    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Form {
        name: String,
        tags: Vec<String>,
        ids: Vec<i64>,
        address: Map<String>,
        deep: Map<i64>,
        lines: Vec<Map<i64>>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        note: Option<String>,
    }
    let map = |key: &str, value: i64| [(key.to_owned(), value)].into_iter().collect::<Map<_>>();
    let form = Form {
        name: "a b&c".to_owned(),
        tags: vec!["x".to_owned(), "y,z".to_owned()],
        ids: vec![1, 2],
        address: [("street".to_owned(), "a=b".to_owned())]
            .into_iter()
            .collect(),
        deep: map("k", 5),
        lines: vec![map("q", 1), map("q", 2)],
        note: None,
    };
    let encoding = &[("ids", Style::PIPE_DELIMITED), ("deep", Style::DEEP_OBJECT)];
    let text = form::encode(&form, encoding).unwrap();
    assert_eq!(
        text,
        "name=a%20b%26c&tags=x&tags=y%2Cz&ids=1%7C2&address=%7B%22street%22%3A%22a%3Db%22%7D\
         &deep%5Bk%5D=5&lines=%7B%22q%22%3A1%7D&lines=%7B%22q%22%3A2%7D"
    );
    assert_eq!(form::decode::<Form>(&text, encoding).unwrap(), form);
    let error = form::decode::<Form>("name=x&ids=1%7Cb", encoding).unwrap_err();
    assert_eq!(
        error.to_string(),
        "`b` is not an integer of 64 bits at `/ids`"
    );
    assert!(
        form::decode::<Form>("", &[])
            .unwrap_err()
            .message
            .contains("missing field")
    );
}

#[test]
fn a_list_in_a_form_is_a_text_per_item_or_indexed() {
    let value = json!({"lines": [{"q": "1"}, {"q": "2"}], "deep": [{"q": "3"}, {"q": "4"}]});
    let encoding = &[("deep", Style::DEEP_OBJECT)];
    let text = form::encode(&value, encoding).unwrap();
    assert_eq!(
        text,
        "lines=%7B%22q%22%3A%221%22%7D&lines=%7B%22q%22%3A%222%22%7D\
         &deep%5B0%5D%5Bq%5D=3&deep%5B1%5D%5Bq%5D=4"
    );
    let back: Map<Vec<Map<String>>> = form::decode(&text, encoding).unwrap();
    assert_eq!(serde_json::to_value(back).unwrap(), value);
}
