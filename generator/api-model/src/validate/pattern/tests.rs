//! Patterns against texts, and patterns that are refused.

use super::{Compiled, compile, pattern_fault};

fn check(pattern: &str, fitting: &[&str], other: &[&str]) {
    let compiled = compile(pattern).unwrap_or_else(|fault| panic!("{pattern}: {fault}"));
    let found = |text: &str| match &compiled {
        Compiled::Linear(regex) => regex.is_match(text),
        Compiled::Backtracking(regex) => regex.is_match(text).expect("the limit is far"),
    };
    for text in fitting {
        assert!(found(text), "{pattern} fits {text:?}");
    }
    for text in other {
        assert!(!found(text), "{pattern} does not fit {text:?}");
    }
}

#[test]
fn meaning_is_that_of_ecma_262() {
    check(r"^\d$", &["7"], &["\u{9ea}", "7\n"]);
    check(r"^\w+$", &["a_Z9"], &["é"]);
    check(
        r"^\s$",
        &["\u{a0}", "\u{feff}", "\u{2003}"],
        &["x", "\u{200b}"],
    );
    check(r"^\S$", &["x"], &["\u{feff}"]);
    check(r"^[\w.-]+$", &["a.b-c"], &["a b"]);
    check(r"^[\W]$", &["-", "é"], &["a"]);
    check(r"^.$", &["x", "\u{1F432}"], &["\u{2028}", "\r"]);
    check(r"^\/a\-b\_c\@$", &["/a-b_c@"], &[]);
    check(r"^\u0041\x42\u{43}\cA$", &["ABC\u{1}"], &[]);
    check(r"^\uD83D\uDC32$", &["\u{1F432}"], &[]);
    check(r"^[[a]+$", &["[a"], &["]"]);
    check(r"^[a&&b]+$", &["a&b"], &["c"]);
    check(r"^[a-\d]$", &["a", "-", "5"], &["b"]);
    check(r"^a{,5}$", &["a{,5}"], &["aa"]);
    check(r"^{a}]$", &["{a}]"], &[]);
    check(r"^[^]$", &["x", "\n"], &[]);
    check(r"[]", &[], &["", "x"]);
    check(r"^\p{Lu}$", &["É"], &["é"]);
    check(r"^(?<year>\d{4})-(?:\d\d)$", &["2024-01"], &["2024"]);
    check(r"^(?!x)(?=.*\d).+$", &["a1"], &["x1", "ab"]);
    check(r"^(a)\1$", &["aa"], &["ab"]);
    check(r"^a+?$", &["aaa"], &["b"]);
    check(r#"^[^<>"]*$"#, &["abc"], &["<"]);
}

#[test]
fn what_ecma_262_refuses_is_refused() {
    for pattern in [
        "^+1",
        "*",
        "a|*",
        "(?:+)",
        "a**",
        "a++",
        "a{2}{3}",
        "^?",
        "(",
        ")",
        "[a",
        "[z-a]",
        r"\a",
        r"\Z",
        "a{3,1}",
        r"\u12",
        r"\p{Nothing}",
        "\\",
        "(?<a",
        r"\c1",
    ] {
        assert!(pattern_fault(pattern).is_some(), "{pattern}");
    }
    assert_eq!(
        pattern_fault("^+49").as_deref(),
        Some("there is nothing before `+` to repeat"),
    );
}

#[test]
fn size_and_steps_are_bounded() {
    assert!(pattern_fault(&"(".repeat(100_000)).is_some());
    assert!(pattern_fault(&format!("{}a{}", "(".repeat(5000), ")".repeat(5000))).is_some());
    assert!(pattern_fault(r"((((\p{L}{100}){100}){100}){100}){100}").is_some());
    let slow = compile(r"^(?=(a+)+$)b").expect("it compiles");
    if let Compiled::Backtracking(regex) = slow {
        let _ = regex.is_match(&"a".repeat(50));
    }
}
