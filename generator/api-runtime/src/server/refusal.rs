//! Every reason to refuse a request, rendered in one place as problem details (RFC 9457).

use http::{HeaderValue, StatusCode, header};
use serde_json::Value;

use super::Reply;
use crate::check::{Location, Violation};
use crate::operation::{SchemeKind, Security};
use crate::problem::{self, Problem};

/// Why a request did not reach its method, or a method did not answer.
#[derive(Clone, Debug, PartialEq)]
pub enum Refusal {
    /// No path of the API matches: 404.
    NoSuchPath,
    /// The path has other methods: 405.
    MethodNotAllowed {
        /// Those methods.
        allow: String,
    },
    /// No credential, or not a good one: 401.
    Unauthorized {
        /// Why.
        message: String,
        /// What would do, for `WWW-Authenticate`.
        challenges: Vec<String>,
    },
    /// A good credential that does not allow this: 403.
    Forbidden {
        /// Why.
        message: String,
    },
    /// No representation is among those accepted: 406.
    NotAcceptable {
        /// Those there are.
        offered: &'static [&'static str],
    },
    /// The body is of a type that the operation does not take: 415.
    UnsupportedMediaType {
        /// Those it takes.
        expected: Vec<String>,
    },
    /// The body is too long: 413.
    PayloadTooLarge {
        /// The limit in bytes.
        limit: u64,
    },
    /// The body could not be read: 400.
    BrokenBody {
        /// Why.
        message: String,
    },
    /// The request breaks the contract: 422 when it could be read and only its body's values are wrong, else 400.
    Invalid {
        /// All ways in which it does.
        violations: Vec<Violation>,
    },
    /// The method failed: the problem's own status.
    Failed(Box<Problem>),
}

impl Refusal {
    /// The status.
    pub fn status(&self) -> StatusCode {
        match self {
            Self::NoSuchPath => StatusCode::NOT_FOUND,
            Self::MethodNotAllowed { .. } => StatusCode::METHOD_NOT_ALLOWED,
            Self::Unauthorized { .. } => StatusCode::UNAUTHORIZED,
            Self::Forbidden { .. } => StatusCode::FORBIDDEN,
            Self::NotAcceptable { .. } => StatusCode::NOT_ACCEPTABLE,
            Self::UnsupportedMediaType { .. } => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::PayloadTooLarge { .. } => StatusCode::PAYLOAD_TOO_LARGE,
            Self::BrokenBody { .. } => StatusCode::BAD_REQUEST,
            Self::Invalid { violations } => match violations.iter().all(is_of_value) {
                true => StatusCode::UNPROCESSABLE_ENTITY,
                false => StatusCode::BAD_REQUEST,
            },
            Self::Failed(problem) => problem.status,
        }
    }

    /// The problem details.
    pub fn problem(&self) -> Problem {
        let problem = Problem::new(self.status());
        match self {
            Self::NoSuchPath => problem.detail("no operation has this path"),
            Self::MethodNotAllowed { allow } => problem.detail(format!("the path has {allow}")),
            Self::Unauthorized { message, .. }
            | Self::Forbidden { message }
            | Self::BrokenBody { message } => problem.detail(message),
            Self::NotAcceptable { offered } => {
                problem.detail(format!("there is only {}", offered.join(", ")))
            }
            Self::UnsupportedMediaType { expected } => {
                problem.detail(format!("the body has to be {}", expected.join(" or ")))
            }
            Self::PayloadTooLarge { limit } => {
                problem.detail(format!("the body is longer than {limit} bytes"))
            }
            Self::Invalid { violations } => problem
                .detail("the request is not what the API description says")
                .with(
                    "violations",
                    serde_json::to_value(violations).unwrap_or(Value::Null),
                ),
            Self::Failed(failed) => failed.as_ref().clone(),
        }
    }

    /// The response.
    pub fn render(&self) -> Reply {
        let mut reply = Reply::json_as(self.status(), problem::MEDIA_TYPE, &self.problem());
        match self {
            Self::MethodNotAllowed { allow } => reply = reply.header(header::ALLOW, allow),
            Self::Unauthorized { challenges, .. } => {
                for challenge in challenges {
                    if let Ok(value) = HeaderValue::try_from(challenge) {
                        reply.headers.append(header::WWW_AUTHENTICATE, value);
                    }
                }
            }
            Self::UnsupportedMediaType { expected } => {
                reply = reply.header(header::ACCEPT, &expected.join(", "));
            }
            _ => {}
        }
        reply
    }
}

/// Whether the text could be read and only the value is wrong.
fn is_of_value(violation: &Violation) -> bool {
    violation.location == Location::Body && !matches!(violation.rule, "json" | "body")
}

impl From<Problem> for Refusal {
    fn from(problem: Problem) -> Self {
        Self::Failed(Box::new(problem))
    }
}

/// What would satisfy an operation's security (RFC 9110, section 11.6.1). API keys have no registered scheme; the name
/// tells a person what is missing.
pub(super) fn challenges(security: Security) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for need in security.iter().copied().flatten() {
        let name = need.scheme.name.replace(['"', '\\'], "");
        let challenge = match need.scheme.kind {
            SchemeKind::Basic => format!("Basic realm=\"{name}\", charset=\"UTF-8\""),
            SchemeKind::Bearer if need.scopes.is_empty() => format!("Bearer realm=\"{name}\""),
            SchemeKind::Bearer => {
                format!(
                    "Bearer realm=\"{name}\", scope=\"{}\"",
                    need.scopes.join(" ")
                )
            }
            SchemeKind::Http(scheme) => format!("{scheme} realm=\"{name}\""),
            SchemeKind::ApiKeyHeader(key)
            | SchemeKind::ApiKeyQuery(key)
            | SchemeKind::ApiKeyCookie(key) => format!("ApiKey realm=\"{name}\", name=\"{key}\""),
            SchemeKind::MutualTls => format!("MutualTLS realm=\"{name}\""),
        };
        if !out.contains(&challenge) {
            out.push(challenge);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn render(refusal: &Refusal) -> (u16, String, Vec<(String, String)>) {
        let reply = refusal.render();
        let body = String::from_utf8(reply.body.as_bytes().unwrap().to_vec()).unwrap();
        let headers = reply
            .headers
            .iter()
            .map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned()))
            .collect();
        (reply.status.as_u16(), body, headers)
    }

    #[test]
    fn violations_are_listed() {
        let violation = |location, pointer: &str, rule| Violation {
            location,
            pointer: pointer.to_owned(),
            rule,
            message: "m".to_owned(),
        };
        let body = violation(Location::Body, "/a/0", "minLength");
        let (status, text, headers) = render(&Refusal::Invalid {
            violations: vec![body.clone()],
        });
        assert_eq!(status, 422);
        assert_eq!(
            text,
            r#"{"type":"about:blank","title":"Unprocessable Entity","status":422,"detail":"the request is not what the API description says","violations":[{"in":"body","pointer":"/a/0","rule":"minLength","message":"m"}]}"#
        );
        assert!(headers.contains(&("content-type".into(), "application/problem+json".into())));
        let query = violation(Location::Query, "/limit", "maximum");
        assert_eq!(
            render(&Refusal::Invalid {
                violations: vec![body, query]
            })
            .0,
            400
        );
        let syntax = violation(Location::Body, "", "json");
        assert_eq!(
            render(&Refusal::Invalid {
                violations: vec![syntax]
            })
            .0,
            400
        );
    }

    #[test]
    fn headers_tell_what_would_do() {
        let (status, _, headers) = render(&Refusal::MethodNotAllowed {
            allow: "GET, HEAD".into(),
        });
        assert_eq!(status, 405);
        assert!(headers.contains(&("allow".into(), "GET, HEAD".into())));
        let refusal = Refusal::Unauthorized {
            message: "no".into(),
            challenges: vec!["Bearer realm=\"a\"".into(), "Basic realm=\"b\"".into()],
        };
        let (status, _, headers) = render(&refusal);
        assert_eq!(status, 401);
        assert_eq!(
            headers
                .iter()
                .filter(|(name, _)| name == "www-authenticate")
                .count(),
            2
        );
    }
}
