//! When to try again, and how long to wait. Pure: the clock and the network are elsewhere.

use std::hash::{BuildHasher, Hasher, RandomState};
use std::time::Duration;

use http::{HeaderMap, Method, StatusCode, header};

/// How a call is tried again. Only calls that may be repeated are (RFC 9110, section 9.2.2), or whose connection was
/// never made; and only if their body is at hand, not a stream. On WebAssembly nothing is tried again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Retry {
    /// How often a call is sent at most; 1 means never again.
    pub attempts: u32,
    /// How long to wait after the first attempt; doubled after each.
    pub first_wait: Duration,
    /// How long to wait at most. A `Retry-After` beyond it is not waited for.
    pub longest_wait: Duration,
    /// Whether to try also calls again that are not idempotent, such as `POST`: for an API that finds repetitions by a
    /// key, which a hook or a header parameter sends.
    pub also_not_idempotent: bool,
}

impl Default for Retry {
    fn default() -> Self {
        Self {
            attempts: 3,
            first_wait: Duration::from_millis(200),
            longest_wait: Duration::from_secs(20),
            also_not_idempotent: false,
        }
    }
}

impl Retry {
    /// Never again.
    pub const NEVER: Self = Self {
        attempts: 1,
        first_wait: Duration::ZERO,
        longest_wait: Duration::ZERO,
        also_not_idempotent: false,
    };

    /// Whether a call may be repeated though it may have had its effect.
    pub(super) fn may_repeat(&self, method: &Method) -> bool {
        self.also_not_idempotent || is_idempotent(method)
    }

    /// How long to wait before another attempt; `None` when there is to be none.
    pub(super) fn wait(&self, attempt: u32, outcome: Outcome<'_>) -> Option<Duration> {
        if attempt >= self.attempts {
            return None;
        }
        match outcome {
            Outcome::Broken => Some(self.backoff(attempt)),
            Outcome::Answer(status, headers) if is_passing(status) => match retry_after(headers) {
                Some(wait) => (wait <= self.longest_wait).then_some(wait),
                None => Some(self.backoff(attempt)),
            },
            Outcome::Answer(..) => None,
        }
    }

    /// Doubles each time, between half and the whole of it, so that clients do not come back together.
    fn backoff(&self, attempt: u32) -> Duration {
        let doubled = self
            .first_wait
            .saturating_mul(2u32.saturating_pow(attempt.saturating_sub(1)));
        let whole = doubled.min(self.longest_wait);
        let random = RandomState::new().build_hasher().finish() % 512;
        whole / 2 + whole.saturating_mul(random as u32) / 1024
    }
}

/// What an attempt came to.
#[derive(Clone, Copy, Debug)]
pub(super) enum Outcome<'a> {
    /// No answer.
    Broken,
    /// An answer.
    Answer(StatusCode, &'a HeaderMap),
}

/// Statuses that say the fault may pass.
fn is_passing(status: StatusCode) -> bool {
    matches!(status.as_u16(), 429 | 502 | 503 | 504)
}

/// Whether sending a request again has the same effect as sending it once.
fn is_idempotent(method: &Method) -> bool {
    matches!(
        method.as_str(),
        "GET" | "HEAD" | "OPTIONS" | "TRACE" | "PUT" | "DELETE"
    )
}

/// `Retry-After`: seconds, or a date (RFC 9110, section 10.2.3).
fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let text = headers.get(header::RETRY_AFTER)?.to_str().ok()?.trim();
    if let Ok(seconds) = text.parse() {
        return Some(Duration::from_secs(seconds));
    }
    (date(text)? - now()?)
        .to_std()
        .ok()
        .or(Some(Duration::ZERO))
}

/// A date in the form that is used, or one of the two that once were (RFC 9110, section 5.6.7).
fn date(text: &str) -> Option<chrono::DateTime<chrono::Utc>> {
    if let Ok(date) = chrono::DateTime::parse_from_rfc2822(text) {
        return Some(date.to_utc());
    }
    ["%A, %d-%b-%y %H:%M:%S GMT", "%a %b %e %H:%M:%S %Y"]
        .iter()
        .find_map(|form| chrono::NaiveDateTime::parse_from_str(text, form).ok())
        .map(|date| date.and_utc())
}

#[cfg(not(target_family = "wasm"))]
fn now() -> Option<chrono::DateTime<chrono::Utc>> {
    let since = std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .ok()?;
    chrono::DateTime::from_timestamp(i64::try_from(since.as_secs()).ok()?, 0)
}

/// WebAssembly has no clock here, and no retries that would need it.
#[cfg(target_family = "wasm")]
fn now() -> Option<chrono::DateTime<chrono::Utc>> {
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(status: u16, after: Option<&str>) -> Option<Duration> {
        let mut headers = HeaderMap::new();
        if let Some(after) = after {
            headers.insert(header::RETRY_AFTER, after.parse().unwrap());
        }
        let status = StatusCode::from_u16(status).unwrap();
        Retry::default().wait(1, Outcome::Answer(status, &headers))
    }

    #[test]
    fn only_passing_faults_are_tried_again() {
        assert_eq!(answer(200, None), None);
        assert_eq!(answer(500, None), None);
        assert_eq!(answer(404, Some("1")), None);
        assert!(answer(503, None).is_some());
    }

    #[test]
    fn retry_after_is_kept() {
        assert_eq!(answer(429, Some("7")), Some(Duration::from_secs(7)));
        assert_eq!(answer(429, Some("3600")), None);
        for date in [
            "Sun, 06 Nov 1994 08:49:37 GMT",
            "Sunday, 06-Nov-94 08:49:37 GMT",
            "Sun Nov  6 08:49:37 1994",
        ] {
            assert_eq!(answer(503, Some(date)), Some(Duration::ZERO), "{date}");
        }
        let soon = chrono::DateTime::to_rfc2822(&(now().unwrap() + Duration::from_secs(9)));
        let wait = answer(503, Some(&soon)).unwrap();
        assert!((7..=9).contains(&wait.as_secs()), "{wait:?}");
        assert!(answer(503, Some("soon")).is_some());
    }

    #[test]
    fn waits_grow_and_end() {
        let retry = Retry {
            attempts: 40,
            ..Retry::default()
        };
        for attempt in 1..40 {
            let wait = retry.wait(attempt, Outcome::Broken).unwrap();
            assert!(wait >= Duration::from_millis(100), "{wait:?}");
            assert!(wait <= retry.longest_wait, "{wait:?}");
        }
        assert_eq!(retry.wait(40, Outcome::Broken), None);
        assert_eq!(Retry::NEVER.wait(1, Outcome::Broken), None);
    }
}
