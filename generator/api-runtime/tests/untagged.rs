//! Alternatives that only the form of a value tells: what fits best, what fits several, what must come to an end.

use api_runtime::untagged::Several;
use api_runtime::{mixed_enum, untagged_enum};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
struct Mail {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    mail: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    note: Option<String>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
struct Phone {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    phone: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    note: Option<String>,
}

untagged_enum! {
    /// One of several.
    pub enum One {
        /// By mail.
        Mail(Mail),
        /// By phone.
        Phone(Phone),
        /// In words.
        Words(String),
        /// In another way.
        Other(Value) = "otherwise",
    }
}

untagged_enum! {
    /// Any of several.
    pub enum Contact {
        /// By mail.
        Mail(Mail),
        /// By phone.
        Phone(Phone),
        /// By both.
        Several(Several),
    }
}

fn read<T: for<'de> Deserialize<'de>>(value: Value) -> Result<T, String> {
    serde_json::from_value(value).map_err(|error| error.to_string())
}

#[test]
fn the_variant_that_keeps_most_is_taken() {
    assert!(matches!(read(json!({"phone": "1"})), Ok(One::Phone(_))));
    assert!(matches!(read(json!({"mail": "a"})), Ok(One::Mail(_))));
    assert!(matches!(read(json!({"other": 1})), Ok(One::Other(_))));
    assert!(matches!(
        read(json!({"mail": "a", "other": 1})),
        Ok(One::Mail(_))
    ));
    assert!(matches!(read(json!("call me")), Ok(One::Words(_))));
    let both = read(json!({"mail": "a", "phone": "1", "note": "x"}));
    assert!(matches!(both, Ok(One::Mail(_))));
    assert_eq!(read(json!(5)), Ok(One::Other(json!(5))));
    let error = read::<Contact>(json!(5)).unwrap_err();
    assert!(
        error.starts_with("fits none of the alternatives; of the first: "),
        "{error}"
    );
}

#[test]
fn what_fits_several_is_kept_whole() {
    let value = json!({"mail": "a", "phone": "1", "note": "x", "more": [1]});
    let both: Contact = read(value.clone()).unwrap();
    assert_eq!(serde_json::to_value(&both).unwrap(), value);
    let Contact::Several(both) = both else {
        panic!("it fits both")
    };
    assert_eq!(both.view::<Phone>().unwrap().phone.as_deref(), Some("1"));
    let one = read(json!({"mail": "a", "unknown": true}));
    assert!(matches!(one, Ok(Contact::Mail(_))));
    let made = Several::default()
        .with(&Mail {
            mail: Some("a".to_owned()),
            note: None,
        })
        .unwrap();
    let made = made
        .with(&Phone {
            phone: Some("1".to_owned()),
            note: None,
        })
        .unwrap();
    assert_eq!(made.0, json!({"mail": "a", "phone": "1"}));
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Left {
    next: Box<Chain>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Right {
    next: Box<Chain>,
    #[serde(default)]
    right: Option<bool>,
}

untagged_enum! {
    /// Alternatives in alternatives.
    pub enum Chain {
        /// One way.
        Left(Left),
        /// The other.
        Right(Right),
        /// The end.
        End(bool),
    }
}

#[test]
fn alternatives_in_alternatives_come_to_an_end() {
    let chain = |end: Value| (0..60).fold(end, |next, _| json!({"next": next}));
    assert!(read::<Chain>(chain(json!(true))).is_ok());
    let error = read::<Chain>(chain(json!(7))).unwrap_err();
    assert!(
        error.contains("too many alternatives") || error.contains("fits none"),
        "{error}"
    );
    let list: Vec<Value> = (0..300).map(|_| chain(json!(true))).collect();
    assert!(read::<Vec<Chain>>(Value::Array(list)).is_ok());
}

mixed_enum! {
    /// Values of several types.
    pub enum Mixed {
        /// `1`
        One = 1,
        /// `1`, as text
        Text = "1",
        /// `true`
        True = true,
        /// `0.5`
        Half = 0.5,
    }
}

#[test]
fn values_of_several_types() {
    for (value, expected) in [
        (json!(1), Mixed::One),
        (json!(1.0), Mixed::One),
        (json!("1"), Mixed::Text),
        (json!(true), Mixed::True),
        (json!(0.5), Mixed::Half),
        (json!("true"), Mixed::Unknown(json!("true"))),
        (json!(2), Mixed::Unknown(json!(2))),
    ] {
        assert_eq!(read(value), Ok(expected));
    }
    assert_eq!(serde_json::to_value(Mixed::Half).unwrap(), json!(0.5));
    assert_eq!(Mixed::True.to_string(), "true");
    let query = api_runtime::style::Pairs::of_query("a=true&b=0.5&c=7");
    let source = api_runtime::style::Source::Query(&query);
    let decode = |name| api_runtime::style::decode(source, name, api_runtime::style::Style::FORM);
    assert_eq!(decode("a").unwrap(), Some(Mixed::True));
    assert_eq!(decode("b").unwrap(), Some(Mixed::Half));
    assert_eq!(decode("c").unwrap(), Some(Mixed::Unknown(json!("7"))));
    assert_eq!(decode("d").unwrap(), None::<Mixed>);
}
