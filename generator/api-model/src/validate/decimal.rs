//! Numbers as decimals: a sign, up to twenty digits and a power of ten. Every number that JSON
//! text gives us is one exactly, so `0.3` is a multiple of `0.1`.

use serde_json::Number;
use std::cmp::Ordering;

/// `±digits · 10^exponent`, without trailing zeros in the digits; zero has exponent 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Decimal {
    negative: bool,
    digits: u64,
    exponent: i32,
}

impl Decimal {
    pub(crate) fn of(number: &Number) -> Decimal {
        if let Some(whole) = number.as_i64() {
            return Decimal::normal(whole < 0, whole.unsigned_abs(), 0);
        }
        if let Some(whole) = number.as_u64() {
            return Decimal::normal(false, whole, 0);
        }
        Decimal::of_float(number.as_f64().unwrap_or(0.0))
    }

    /// The shortest decimal that reads back as the float, which is what was written.
    fn of_float(float: f64) -> Decimal {
        let text = format!("{:e}", float.abs());
        let (digits, exponent) = text.split_once('e').unwrap_or((&text, "0"));
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let all: u64 = format!("{whole}{fraction}").parse().unwrap_or(0);
        let exponent: i32 = exponent.parse().unwrap_or(0);
        Decimal::normal(float < 0.0, all, exponent - fraction.len() as i32)
    }

    fn normal(negative: bool, mut digits: u64, mut exponent: i32) -> Decimal {
        if digits == 0 {
            return Decimal {
                negative: false,
                digits: 0,
                exponent: 0,
            };
        }
        while digits.is_multiple_of(10) {
            digits /= 10;
            exponent += 1;
        }
        Decimal {
            negative,
            digits,
            exponent,
        }
    }

    pub(crate) fn compare(self, other: Decimal) -> Ordering {
        match (self.sign(), other.sign()) {
            (one, two) if one != two => one.cmp(&two),
            (0, _) => Ordering::Equal,
            (1, _) => self.compare_size(other),
            _ => other.compare_size(self),
        }
    }

    fn sign(self) -> i8 {
        match (self.digits, self.negative) {
            (0, _) => 0,
            (_, true) => -1,
            (_, false) => 1,
        }
    }

    fn compare_size(self, other: Decimal) -> Ordering {
        let length = |number: Decimal| number.digits.ilog10() as i32 + 1;
        let (one, two) = (length(self), length(other));
        (self.exponent + one)
            .cmp(&(other.exponent + two))
            .then_with(|| {
                let longest = one.max(two);
                let scale = |digits: u64, own: i32| u128::from(digits) * ten_to(longest - own);
                scale(self.digits, one).cmp(&scale(other.digits, two))
            })
    }

    pub(crate) fn is_multiple_of(self, step: Decimal) -> bool {
        if self.digits == 0 {
            return true;
        }
        if step.digits == 0 {
            return false;
        }
        // The digits do not end in zero, so no power of ten can be taken out of them.
        let Ok(power) = u32::try_from(self.exponent - step.exponent) else {
            return false;
        };
        let modulus = u128::from(step.digits);
        let mut rest = u128::from(self.digits) % modulus;
        for _ in 0..power {
            if rest == 0 {
                break;
            }
            rest = rest * 10 % modulus;
        }
        rest == 0
    }
}

/// Ten to a power from 0 to 20.
fn ten_to(power: i32) -> u128 {
    10_u128.pow(power.clamp(0, 20).unsigned_abs())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(text: &str) -> Decimal {
        Decimal::of(&serde_json::from_str(text).expect("the text is a number"))
    }

    #[test]
    fn order_is_exact() {
        let rising = [
            "-1e300",
            "-9223372036854775808",
            "-1.5",
            "-1",
            "0",
            "1e-300",
            "0.1",
            "0.30000000000000004",
            "1",
            "9007199254740992",
            "9007199254740993",
            "9223372036854775807",
            "9223372036854775808",
            "18446744073709551615",
            "1e300",
        ];
        for pair in rising.windows(2) {
            assert_eq!(
                number(pair[0]).compare(number(pair[1])),
                Ordering::Less,
                "{pair:?}"
            );
            assert_eq!(
                number(pair[1]).compare(number(pair[0])),
                Ordering::Greater,
                "{pair:?}"
            );
        }
        assert_eq!(number("1.0").compare(number("1")), Ordering::Equal);
        assert_eq!(number("-0.0").compare(number("0")), Ordering::Equal);
    }

    #[test]
    fn multiples_are_decimal() {
        for (value, step, expected) in [
            ("0.3", "0.1", true),
            ("19.99", "0.01", true),
            ("19.999", "0.01", false),
            ("1e308", "0.5", true),
            ("1e308", "0.123456789", false),
            ("7", "2", false),
            ("0", "5", true),
            ("9223372036854775807", "7", true),
            ("0.0075", "0.0001", true),
            ("0.00751", "0.0001", false),
            ("4.5", "1.5", true),
            ("-6", "3", true),
        ] {
            assert_eq!(
                number(value).is_multiple_of(number(step)),
                expected,
                "{value} {step}"
            );
        }
    }
}
