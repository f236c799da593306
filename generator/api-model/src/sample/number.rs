//! Numbers: between the limits, on the steps, of a size that suits the name.

use super::make::Spot;
use super::text::words_of;
use super::view::{Limit, View};
use serde_json::{Number, Value};

/// Sizes beyond this are not told apart; far outside of what JSON numbers hold exactly.
const HUGE: i128 = 10_i128.pow(30);
/// Largest whole number that every JSON reader keeps (RFC 8259 section 6).
const EXACT: i128 = (1 << 53) - 1;
/// Most digits behind the point.
const MOST_DIGITS: u32 = 12;

/// Whole multiples of a power of ten below one.
#[derive(Debug, Clone, Copy)]
pub(super) struct Range {
    /// Digits behind the point.
    digits: u32,
    least: i128,
    most: i128,
    step: i128,
}

pub(super) fn make(view: &View<'_>, spot: Spot<'_>, whole: bool) -> Value {
    let range = Range::of(view, whole);
    let usual = usual_range(spot.name.unwrap_or_default(), whole);
    let unit = 10_i128.pow(range.digits);
    let (least, most) = range.narrowed(usual.0.saturating_mul(unit), usual.1.saturating_mul(unit));
    let first = least.div_euclid(range.step) + i128::from(least.rem_euclid(range.step) != 0);
    let last = most.div_euclid(range.step);
    let mut random = spot.random.fork("number");
    let chosen = random.between(first, last.max(first));
    // Further tries go through the neighbours, so that a small range is exhausted.
    let span = last.saturating_sub(first).saturating_add(1).max(1);
    let chosen = first + (chosen - first + i128::from(spot.salt)).rem_euclid(span);
    range.number(chosen.saturating_mul(range.step))
}

impl Range {
    pub(super) fn of(view: &View<'_>, whole: bool) -> Range {
        let mut digits = view
            .steps
            .iter()
            .map(|step| digits_behind(step))
            .max()
            .unwrap_or(0);
        if !whole && view.steps.is_empty() {
            let limits = [view.low, view.high];
            let fine = limits
                .iter()
                .flatten()
                .map(|limit| digits_behind(limit.number));
            digits = (fine.max().unwrap_or(0) + 1).max(2);
        }
        let digits = digits.min(MOST_DIGITS);
        let unit = 10_i128.pow(digits);
        let mut step = if whole { unit } else { 1 };
        for wanted in &view.steps {
            step = common_multiple(step, scaled(wanted, digits, true).max(1));
        }
        let (floor, ceiling) = format_range(view.format, whole);
        let limit = |limit: Limit<'_>, up: bool| {
            let exact = scaled(limit.number, digits, up);
            match (limit.exclusive, up) {
                (false, _) => exact,
                (true, true) => scaled(limit.number, digits, false) + 1,
                (true, false) => scaled(limit.number, digits, true) - 1,
            }
        };
        let floor = floor.saturating_mul(unit);
        let ceiling = ceiling.saturating_mul(unit);
        let least = view.low.map_or(floor, |low| limit(low, true).max(floor));
        let most = view
            .high
            .map_or(ceiling, |high| limit(high, false).min(ceiling));
        let (least, most) = match (view.low, view.high) {
            (Some(_), None) => (least, most.max(least)),
            (None, Some(_)) => (least.min(most), most),
            _ => (least, most),
        };
        Range {
            digits,
            least,
            most,
            step,
        }
    }

    /// The smallest and the largest number, if the schema limits them.
    pub(super) fn ends(&self, view: &View<'_>) -> [Option<Value>; 2] {
        let first =
            self.least.div_euclid(self.step) + i128::from(self.least.rem_euclid(self.step) != 0);
        let last = self.most.div_euclid(self.step);
        [
            view.low
                .map(|_| self.number(first.saturating_mul(self.step))),
            view.high
                .map(|_| self.number(last.saturating_mul(self.step))),
        ]
    }

    /// The wanted range as far as it is allowed; what is allowed near zero if they do not meet.
    fn narrowed(&self, least: i128, most: i128) -> (i128, i128) {
        let unit = 10_i128.pow(self.digits);
        let meet = (self.least.max(least), self.most.min(most));
        let room = meet.1 - meet.0;
        if room >= 0 && room >= self.step.min(self.most.saturating_sub(self.least)) {
            return meet;
        }
        let reach = unit.saturating_mul(1000).max(self.step.saturating_mul(100));
        if self.least > 0 || self.most >= self.least.saturating_add(reach) && self.least > -HUGE {
            (self.least, self.most.min(self.least.saturating_add(reach)))
        } else {
            (self.least.max(self.most.saturating_sub(reach)), self.most)
        }
    }

    /// The number of that many smallest units.
    fn number(&self, value: i128) -> Value {
        let unit = 10_i128.pow(self.digits);
        if value % unit == 0 {
            let whole = value / unit;
            let number = i64::try_from(whole)
                .map(Number::from)
                .or_else(|_| u64::try_from(whole).map(Number::from));
            if let Ok(number) = number {
                return Value::Number(number);
            }
        }
        let sign = if value < 0 { "-" } else { "" };
        let (whole, rest) = (value.abs() / unit, value.abs() % unit);
        let text = format!(
            "{sign}{whole}.{rest:0digits$}",
            digits = self.digits as usize
        );
        let float: f64 = text.parse().unwrap_or(0.0);
        Number::from_f64(float).map_or(Value::Null, Value::Number)
    }
}

fn format_range(format: Option<&str>, whole: bool) -> (i128, i128) {
    match format {
        Some("int8") => (-128, 127),
        Some("int16") => (-32_768, 32_767),
        Some("int32") => (i128::from(i32::MIN), i128::from(i32::MAX)),
        Some("int64") => (i128::from(i64::MIN), i128::from(i64::MAX)),
        Some("uint8") => (0, 255),
        Some("uint16") => (0, 65_535),
        Some("uint32") => (0, i128::from(u32::MAX)),
        Some("uint64" | "uint") => (0, i128::from(u64::MAX)),
        _ if whole => (-EXACT, EXACT),
        _ => (-HUGE, HUGE),
    }
}

/// A number in smallest units, rounded up or down.
fn scaled(number: &Number, digits: u32, up: bool) -> i128 {
    let text = number.to_string();
    let (mantissa, exponent) = text.split_once(['e', 'E']).unwrap_or((&text, "0"));
    let exponent: i64 = exponent.parse().unwrap_or(0);
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let all: i128 = format!("{whole}{fraction}").parse().unwrap_or(0);
    let shift = exponent + i64::from(digits) - fraction.len() as i64;
    if shift >= 0 {
        let power = 10_i128.checked_pow(u32::try_from(shift).unwrap_or(u32::MAX));
        let size = power.and_then(|power| all.checked_mul(power));
        let huge = HUGE.saturating_mul(10_i128.pow(digits));
        return size.unwrap_or(if all < 0 { -huge } else { huge });
    }
    let divisor = 10_i128
        .checked_pow(u32::try_from(-shift).unwrap_or(u32::MAX))
        .unwrap_or(i128::MAX);
    all.div_euclid(divisor) + i128::from(up && all.rem_euclid(divisor) != 0)
}

fn digits_behind(number: &Number) -> u32 {
    (0..=MOST_DIGITS)
        .find(|digits| scaled(number, *digits, true) == scaled(number, *digits, false))
        .unwrap_or(MOST_DIGITS)
}

fn common_multiple(one: i128, two: i128) -> i128 {
    let (mut a, mut b) = (one, two);
    while b != 0 {
        (a, b) = (b, a % b);
    }
    (one / a.max(1)).checked_mul(two).unwrap_or(two)
}

/// What people expect of a number with this name.
fn usual_range(name: &str, whole: bool) -> (i128, i128) {
    let words = words_of(name);
    let has = |all: &[&str]| words.iter().any(|word| all.contains(&word.as_str()));
    if has(&["latitude", "lat"]) {
        (-60, 60)
    } else if has(&["longitude", "lon", "lng", "long"]) {
        (-150, 150)
    } else if has(&["timestamp", "epoch", "time", "at"]) && whole {
        (1_704_067_200, 1_735_689_599)
    } else if has(&["year"]) {
        (2015, 2030)
    } else if has(&["month"]) {
        (1, 12)
    } else if has(&["day", "days"]) {
        (1, 28)
    } else if has(&["hour", "hours"]) {
        (0, 23)
    } else if has(&["minute", "minutes", "second", "seconds"]) {
        (0, 59)
    } else if has(&["age"]) {
        (18, 80)
    } else if has(&["port"]) {
        (1024, 49_151)
    } else if has(&["status", "code"]) {
        (200, 299)
    } else if has(&["percent", "percentage", "progress", "score"]) {
        (0, 100)
    } else if has(&["rating", "priority", "level", "rank", "version", "page"]) {
        (1, 5)
    } else if has(&["limit", "size", "per"]) {
        (10, 100)
    } else if has(&[
        "count", "total", "quantity", "qty", "number", "index", "offset", "position",
    ]) {
        (1, 40)
    } else if has(&[
        "price", "amount", "cost", "fee", "balance", "subtotal", "tax",
    ]) {
        (5, 500)
    } else if has(&["width", "height"]) {
        (100, 2000)
    } else if has(&["bytes", "length"]) {
        (512, 100_000)
    } else if has(&["id", "ids", "uid"]) {
        (1000, 99_999)
    } else {
        (1, 1000)
    }
}
