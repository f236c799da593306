//! Texts and numbers that have a format, and some that have not.

use super::{number_fault, string_fault};

/// Texts by format. The runtime of generated servers is held to the same file.
const CASES: &str = include_str!("cases.json");

#[test]
fn strings() {
    let cases: serde_json::Map<String, serde_json::Value> =
        serde_json::from_str(CASES).expect("an object");
    for (format, lists) in &cases {
        for (list, fits) in [("fits", true), ("other", false)] {
            for text in lists[list].as_array().expect("a list") {
                let text = text.as_str().expect("a text");
                let fault = string_fault(format, text);
                assert_eq!(fault.is_none(), fits, "{format}: {text}");
            }
        }
    }
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
