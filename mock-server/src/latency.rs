//! Latency: how long an answer is held back, as a range or a distribution that people write as
//! `50ms..200ms`, `normal(120ms, 30ms)` or `lognormal(80ms, 0.5)`.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

/// No answer is held back for longer.
const LONGEST: Duration = Duration::from_secs(60);

/// How long answers are held back.
///
/// ```
/// use mock_server::Latency;
/// use std::time::Duration;
/// let latency: Latency = "50ms..200ms".parse().unwrap();
/// let drawn = latency.draw(7);
/// assert!((50..=200).contains(&drawn.as_millis()));
/// assert_eq!(drawn, latency.draw(7));
/// assert_eq!("1.5s".parse::<Latency>().unwrap().draw(0), Duration::from_millis(1500));
/// assert!("fast".parse::<Latency>().is_err());
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Latency {
    /// Always as long.
    Fixed(Duration),
    /// Anything between the two, all equally likely.
    Uniform(Duration, Duration),
    /// A normal distribution by mean and standard deviation; never negative.
    Normal(Duration, Duration),
    /// A lognormal distribution by median and the standard deviation of the logarithm, which has
    /// the long tail of real networks.
    Lognormal(Duration, f64),
}

impl Latency {
    /// A time of the distribution; the same number gives the same time.
    #[must_use]
    pub fn draw(self, number: u64) -> Duration {
        let drawn = match self {
            Latency::Fixed(time) => time.as_secs_f64(),
            Latency::Uniform(least, most) => {
                let (least, most) = (least.as_secs_f64(), most.as_secs_f64());
                least + (most - least) * unit(mix(number))
            }
            Latency::Normal(mean, deviation) => {
                mean.as_secs_f64() + deviation.as_secs_f64() * normal(number)
            }
            Latency::Lognormal(median, sigma) => {
                median.as_secs_f64() * (sigma * normal(number)).exp()
            }
        };
        Duration::try_from_secs_f64(drawn.max(0.0)).map_or(LONGEST, |time| time.min(LONGEST))
    }
}

/// A number from 0 to 1, with neither.
fn unit(bits: u64) -> f64 {
    #[expect(
        clippy::cast_precision_loss,
        reason = "53 bits are as many as a float holds"
    )]
    let number = (bits >> 11) as f64;
    (number + 0.5) / (1_u64 << 53) as f64
}

/// A standard normal number, by the method of Box and Muller.
fn normal(number: u64) -> f64 {
    let (first, second) = (unit(mix(number)), unit(mix(!number)));
    (-2.0 * first.ln()).sqrt() * (std::f64::consts::TAU * second).cos()
}

/// The finalizer of SplitMix64.
pub(crate) fn mix(value: u64) -> u64 {
    let value = value.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let value = (value ^ (value >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let value = (value ^ (value >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    value ^ (value >> 31)
}

impl FromStr for Latency {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let text = text.trim();
        let arguments = |name: &str| {
            let inside = text
                .strip_prefix(name)?
                .strip_prefix('(')?
                .strip_suffix(')')?;
            let (first, second) = inside.split_once(',')?;
            Some((first.trim(), second.trim()))
        };
        let read = || {
            if let Some((mean, deviation)) = arguments("normal") {
                return Some(Latency::Normal(time(mean)?, time(deviation)?));
            }
            if let Some((median, sigma)) = arguments("lognormal") {
                let sigma: f64 = sigma.parse().ok()?;
                let fits = (0.0..=5.0).contains(&sigma);
                return fits.then_some(Latency::Lognormal(time(median)?, sigma));
            }
            if let Some((least, most)) = text.split_once("..") {
                let (least, most) = (time(least)?, time(most)?);
                return (least <= most).then_some(Latency::Uniform(least, most));
            }
            time(text).map(Latency::Fixed)
        };
        read().ok_or_else(|| {
            "expected a time such as `200ms`, a range such as `50ms..200ms`, `normal(MEAN, DEVIATION)` \
             or `lognormal(MEDIAN, SIGMA)`, up to 60s"
                .to_owned()
        })
    }
}

impl fmt::Display for Latency {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Latency::Fixed(time) => write!(formatter, "{time:?}"),
            Latency::Uniform(least, most) => write!(formatter, "{least:?}..{most:?}"),
            Latency::Normal(mean, deviation) => {
                write!(formatter, "normal({mean:?}, {deviation:?})")
            }
            Latency::Lognormal(median, sigma) => {
                write!(formatter, "lognormal({median:?}, {sigma})")
            }
        }
    }
}

/// `200ms`, `1.5s`, or a bare number of milliseconds.
fn time(text: &str) -> Option<Duration> {
    let text = text.trim();
    let (number, unit) = match (text.strip_suffix("ms"), text.strip_suffix('s')) {
        (Some(number), _) => (number, 1e-3),
        (None, Some(number)) => (number, 1.0),
        (None, None) => (text, 1e-3),
    };
    let number: f64 = number.trim().parse().ok()?;
    let time = Duration::try_from_secs_f64(number * unit).ok()?;
    (time <= LONGEST).then_some(time)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mean(text: &str) -> f64 {
        let latency: Latency = text.parse().unwrap();
        let total: f64 = (0..20_000)
            .map(|turn| latency.draw(turn).as_secs_f64())
            .sum();
        total / 20_000.0
    }

    #[test]
    fn distributions_have_the_mean_they_say() {
        assert!((mean("50ms..150ms") - 0.1).abs() < 0.002);
        assert!((mean("normal(100ms, 20ms)") - 0.1).abs() < 0.002);
        // The mean of a lognormal distribution is its median times exp(sigma squared / 2).
        assert!((mean("lognormal(100ms, 0.5)") - 0.1133).abs() < 0.003);
    }

    #[test]
    fn only_sensible_times_are_read() {
        for wrong in [
            "",
            "-5ms",
            "200ms..50ms",
            "2min",
            "61s",
            "NaN",
            "normal(5ms)",
            "lognormal(5ms, 9)",
        ] {
            assert!(wrong.parse::<Latency>().is_err(), "{wrong}");
        }
        assert_eq!(
            "250".parse(),
            Ok(Latency::Fixed(Duration::from_millis(250)))
        );
    }
}
