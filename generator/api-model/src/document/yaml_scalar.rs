//! What an unquoted YAML scalar means: the core schema of YAML 1.2 (section 10.3.2), with numbers
//! respelled as JSON spells them and never rounded.

use super::NodeValue;

/// Longest hexadecimal or octal integer that is respelled; longer ones stay text.
const MOST_DIGITS: usize = 4096;

/// What a plain scalar is.
#[derive(Debug)]
pub(super) enum Plain {
    /// A value of JSON.
    Value(NodeValue),
    /// A number that JSON cannot say: infinite, not a number, or absurdly long.
    NotJson,
}

/// Reads a plain scalar.
pub(super) fn read_plain(text: &str) -> Plain {
    let value = match text {
        "" | "~" | "null" | "Null" | "NULL" => NodeValue::Null,
        "true" | "True" | "TRUE" => NodeValue::Boolean(true),
        "false" | "False" | "FALSE" => NodeValue::Boolean(false),
        _ => return read_number(text),
    };
    Plain::Value(value)
}

fn read_number(text: &str) -> Plain {
    let could_be = |first: u8| first.is_ascii_digit() || matches!(first, b'+' | b'-' | b'.');
    let number = match text.bytes().next() {
        Some(first) if could_be(first) => text,
        _ => return string(text),
    };
    if let Some(digits) = number.strip_prefix("0x") {
        return read_radix(number, digits, 16);
    }
    if let Some(digits) = number.strip_prefix("0o") {
        return read_radix(number, digits, 8);
    }
    if is_special(number) {
        return Plain::NotJson;
    }
    match json_number(number) {
        Some(spelled) => Plain::Value(NodeValue::Number(spelled.into())),
        None => string(text),
    }
}

fn string(text: &str) -> Plain {
    Plain::Value(NodeValue::String(text.into()))
}

fn is_special(text: &str) -> bool {
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    matches!(unsigned, ".inf" | ".Inf" | ".INF") || matches!(text, ".nan" | ".NaN" | ".NAN")
}

/// JSON's spelling of `[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?`.
fn json_number(text: &str) -> Option<String> {
    let (sign, rest) = match text.strip_prefix('-') {
        Some(rest) => ("-", rest),
        None => ("", text.strip_prefix('+').unwrap_or(text)),
    };
    let (mantissa, exponent) = match rest.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (rest, None),
    };
    let (whole, fraction) = match mantissa.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (mantissa, None),
    };
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let lacks_digits = whole.is_empty() && fraction.is_none_or(str::is_empty);
    if lacks_digits || !digits(whole) || !fraction.is_none_or(digits) {
        return None;
    }
    if let Some(exponent) = exponent {
        let unsigned = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
        if unsigned.is_empty() || !digits(unsigned) {
            return None;
        }
    }
    let whole = match whole.trim_start_matches('0') {
        "" => "0",
        trimmed => trimmed,
    };
    let mut spelled = format!("{sign}{whole}");
    if let Some(fraction) = fraction {
        spelled.push('.');
        spelled.push_str(if fraction.is_empty() { "0" } else { fraction });
    }
    if let Some(exponent) = exponent {
        spelled.push('e');
        spelled.push_str(exponent);
    }
    Some(spelled)
}

fn read_radix(text: &str, digits: &str, radix: u32) -> Plain {
    let values: Option<Vec<u32>> = digits.chars().map(|digit| digit.to_digit(radix)).collect();
    match values {
        Some(values) if values.is_empty() => string(text),
        Some(values) if values.len() > MOST_DIGITS => Plain::NotJson,
        Some(values) => Plain::Value(NodeValue::Number(to_decimal(&values, radix).into())),
        None => string(text),
    }
}

/// Decimal digits of a number of any size.
fn to_decimal(digits: &[u32], radix: u32) -> String {
    const BASE: u64 = 1_000_000_000;
    // Limbs of nine decimal digits, the least significant first.
    let mut limbs: Vec<u64> = vec![0];
    for digit in digits {
        let mut carry = u64::from(*digit);
        for limb in &mut limbs {
            let value = *limb * u64::from(radix) + carry;
            *limb = value % BASE;
            carry = value / BASE;
        }
        if carry > 0 {
            limbs.push(carry);
        }
    }
    let mut limbs = limbs.into_iter().rev();
    let first = limbs.next().unwrap_or(0).to_string();
    limbs.fold(first, |text, limb| format!("{text}{limb:09}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str) {
        let read = match read_plain(text) {
            Plain::NotJson => "not json".to_owned(),
            Plain::Value(NodeValue::Null) => "null".to_owned(),
            Plain::Value(NodeValue::Boolean(flag)) => format!("boolean {flag}"),
            Plain::Value(NodeValue::Number(number)) => format!("number {number}"),
            Plain::Value(NodeValue::String(string)) => format!("string {string}"),
            Plain::Value(other) => format!("{other:?}"),
        };
        assert_eq!(read, expected, "{text}");
    }

    #[test]
    fn core_schema() {
        for (text, expected) in [
            ("", "null"),
            ("~", "null"),
            ("Null", "null"),
            ("nULL", "string nULL"),
            ("TRUE", "boolean true"),
            ("tRUE", "string tRUE"),
            ("yes", "string yes"),
            ("on", "string on"),
            ("n", "string n"),
            ("0", "number 0"),
            ("-0", "number -0"),
            ("+12", "number 12"),
            ("007", "number 7"),
            ("000", "number 0"),
            ("3.0", "number 3.0"),
            ("3.", "number 3.0"),
            (".5", "number 0.5"),
            ("-.5", "number -0.5"),
            ("1e3", "number 1e3"),
            ("1E+3", "number 1e+3"),
            ("1e", "string 1e"),
            (".", "string ."),
            ("-", "string -"),
            ("+", "string +"),
            ("..", "string .."),
            ("e3", "string e3"),
            (".e3", "string .e3"),
            ("1.2.3", "string 1.2.3"),
            ("1_000", "string 1_000"),
            ("+-5", "string +-5"),
            ("12:30:45", "string 12:30:45"),
            ("2024-01-02", "string 2024-01-02"),
            ("0o17", "number 15"),
            ("0o18", "string 0o18"),
            ("0x", "string 0x"),
            ("0xfF", "number 255"),
            ("0x1+", "string 0x1+"),
            ("-0x1", "string -0x1"),
            (
                "0xffffffffffffffffffffffff",
                "number 79228162514264337593543950335",
            ),
            ("0x3b9aca00", "number 1000000000"),
            ("9223372036854775808123", "number 9223372036854775808123"),
            (".inf", "not json"),
            ("-.INF", "not json"),
            (".NaN", "not json"),
            ("-.nan", "string -.nan"),
        ] {
            check(text, expected);
        }
    }

    #[test]
    fn absurdly_long_integers_are_not_computed() {
        check(&format!("0x{}", "f".repeat(1 << 20)), "not json");
    }
}
