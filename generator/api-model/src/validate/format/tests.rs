//! Texts and numbers that have a format, and some that have not.

use super::{number_fault, string_fault};

fn check(format: &str, fitting: &[&str], other: &[&str]) {
    for text in fitting {
        assert_eq!(string_fault(format, text), None, "{format}: {text}");
    }
    for text in other {
        assert!(string_fault(format, text).is_some(), "{format}: {text}");
    }
}

#[test]
fn strings() {
    check(
        "date-time",
        &[
            "2024-02-29T23:59:59Z",
            "1998-12-31T23:59:60Z",
            "1990-12-31T15:59:60-08:00",
            "2024-01-01t00:00:00.123z",
        ],
        &[
            "2023-02-29T00:00:00Z",
            "2024-01-01",
            "2024-01-01T00:00:00",
            "2024-01-01T24:00:00Z",
            "1998-12-31T23:58:60Z",
            "２024-01-01T00:00:00Z",
        ],
    );
    check(
        "date",
        &["2024-12-31"],
        &["2024-13-01", "2024-1-1", "2024-06-31", "é24-06-30"],
    );
    check(
        "time",
        &["12:00:00+01:00"],
        &["12:00:00", "1:00:00Z", "12:00:00.Z"],
    );
    check(
        "duration",
        &["P1D", "PT0.5S", "P4W", "P1Y2M3DT4H5M6S"],
        &["P", "PT", "1D", "P1DT", "PT1D", "P1M1Y", "P1W1D"],
    );
    check(
        "email",
        &["a.b@example.com", "\"a b\"@example.com", "a@[127.0.0.1]"],
        &["a", "@b.c", "a..b@c.d", "a@-b.c"],
    );
    check(
        "hostname",
        &["example.com", "a"],
        &["", "-a", "a_b", "a..b"],
    );
    check("ipv4", &["127.0.0.1"], &["127.0.0.01", "256.1.1.1"]);
    check("ipv6", &["::1"], &["::1%eth0", "1::2::3"]);
    check(
        "uri",
        &["https://a.example/b?c=d#e", "urn:x:y", "http://[::1]:80/"],
        &["/a", "https://a b", "http://[::1", "%a:b", "http://a/%zz"],
    );
    check(
        "uri-reference",
        &["/a", "a", "", "#b"],
        &["a b", "\\a", ":a"],
    );
    check("iri", &["https://ƒøø.example/ü"], &["ü"]);
    check(
        "uuid",
        &["123e4567-e89b-12d3-a456-426614174000"],
        &["123e4567e89b12d3a456426614174000"],
    );
    check(
        "byte",
        &["", "aGk=", "aGk", "aGVsbG8_"],
        &["a", "aGk==", "a b="],
    );
    check("json-pointer", &["", "/a~0b~1"], &["a", "/~2"]);
    check("regex", &["^a$"], &["^+"]);
    check("decimal", &["-1.50", "1e3"], &["1,5", "", "."]);
    check(
        "int64",
        &["9223372036854775807"],
        &["9223372036854775808", "1.0"],
    );
    check("password", &["anything"], &[]);
}

#[test]
fn numbers() {
    let fits = |format: &str, text: &str| {
        number_fault(format, &serde_json::from_str(text).expect("a number")).is_none()
    };
    assert!(fits("int32", "2147483647") && !fits("int32", "2147483648"));
    assert!(fits("int32", "1.0") && !fits("int32", "1.5"));
    assert!(fits("int64", "-9223372036854775808") && !fits("int64", "9223372036854775808"));
    assert!(fits("uint64", "18446744073709551615") && !fits("uint8", "-1"));
    assert!(fits("float", "1.5") && !fits("float", "1e300"));
    assert!(fits("whatever", "1.5"));
}
