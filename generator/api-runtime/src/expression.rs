//! Runtime expressions (OpenAPI 3.1, section 4.8.20.4): addresses of callbacks, from what a request and its response
//! said.
//!
//! ```
//! use api_runtime::expression::{Occasion, resolve};
//! use api_runtime::http::Method;
//!
//! let occasion = Occasion::of(&Method::POST, "https://example.com/subscribe?id=7")
//!     .request_body(&serde_json::json!({"callbackUrl": "https://client.example/hook"}));
//! assert_eq!(
//!     resolve("{$request.body#/callbackUrl}?id={$request.query.id}", &occasion).unwrap(),
//!     "https://client.example/hook?id=7",
//! );
//! ```

use std::borrow::Cow;
use std::fmt;

use http::{HeaderMap, Method, StatusCode};
use serde::Serialize;
use serde_json::Value;

use crate::headers::joined;
use crate::style::{Pairs, unescape};

/// A request, and its response as far as there is one, as expressions look at them.
#[derive(Clone, Debug)]
pub struct Occasion<'a> {
    method: &'a Method,
    url: Cow<'a, str>,
    path: Vec<(&'a str, &'a str)>,
    request: Message<'a>,
    status: Option<StatusCode>,
    response: Message<'a>,
}

#[derive(Clone, Debug, Default)]
struct Message<'a> {
    headers: Option<&'a HeaderMap>,
    body: Option<Value>,
}

impl<'a> Occasion<'a> {
    /// A request of this method to this URL.
    pub fn of(method: &'a Method, url: impl Into<Cow<'a, str>>) -> Self {
        Self {
            method,
            url: url.into(),
            path: Vec::new(),
            request: Message::default(),
            status: None,
            response: Message::default(),
        }
    }

    /// The request that a method of a server is answering. `$url` is what the request says of it: a path alone, unless
    /// it names the host.
    #[cfg(feature = "server")]
    pub fn in_context<P>(cx: &'a crate::server::Context<P>) -> Self {
        let mut occasion = Self::of(&cx.request.method, cx.request.uri.to_string());
        occasion.path = cx.path_parameters().collect();
        occasion.request.headers = Some(&cx.request.headers);
        occasion
    }

    /// With a path parameter, as it was sent.
    #[must_use]
    pub fn path(mut self, name: &'a str, text: &'a str) -> Self {
        self.path.push((name, text));
        self
    }

    /// With the headers of the request.
    #[must_use]
    pub fn request_headers(mut self, headers: &'a HeaderMap) -> Self {
        self.request.headers = Some(headers);
        self
    }

    /// With the body of the request. A body that cannot be written as JSON is one that no expression can look into.
    #[must_use]
    pub fn request_body<T: Serialize + ?Sized>(mut self, body: &T) -> Self {
        self.request.body = serde_json::to_value(body).ok();
        self
    }

    /// With the status and the headers of the response.
    #[must_use]
    pub fn response(mut self, status: StatusCode, headers: &'a HeaderMap) -> Self {
        self.status = Some(status);
        self.response.headers = Some(headers);
        self
    }

    /// With the body of the response.
    #[must_use]
    pub fn response_body<T: Serialize + ?Sized>(mut self, body: &T) -> Self {
        self.response.body = serde_json::to_value(body).ok();
        self
    }
}

impl Occasion<'_> {
    /// Where a callback goes that has its expression for a path.
    ///
    /// # Errors
    ///
    /// When the expression has no value here.
    pub fn address_of(
        &self,
        callback: &crate::operation::Operation,
    ) -> Result<String, ExpressionError> {
        resolve(callback.path, self)
    }
}

/// An expression that has no value here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExpressionError {
    /// The expression.
    pub expression: String,
    /// Why it has no value.
    pub message: &'static str,
}

impl fmt::Display for ExpressionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the expression `{}` {}", self.expression, self.message)
    }
}

impl std::error::Error for ExpressionError {}

/// Fills in the expressions of a template. They stand in braces; a template that is one alone may do without.
///
/// # Errors
///
/// When a template has an expression that is none, or one without a value.
pub fn resolve(template: &str, occasion: &Occasion<'_>) -> Result<String, ExpressionError> {
    if template.starts_with('$') {
        return evaluate(template, occasion);
    }
    let mut out = String::new();
    let mut rest = template;
    while let Some((text, begun)) = rest.split_once('{') {
        out.push_str(text);
        let (expression, after) = begun.split_once('}').ok_or_else(|| ExpressionError {
            expression: begun.to_owned(),
            message: "has no end",
        })?;
        out.push_str(&evaluate(expression, occasion)?);
        rest = after;
    }
    out.push_str(rest);
    Ok(out)
}

/// The value of one expression, as text.
///
/// # Errors
///
/// When it is no expression, or has no value here.
pub fn evaluate(expression: &str, occasion: &Occasion<'_>) -> Result<String, ExpressionError> {
    let fail = |message| ExpressionError {
        expression: expression.to_owned(),
        message,
    };
    let found = match expression {
        "$url" => Some(occasion.url.to_string()),
        "$method" => Some(occasion.method.as_str().to_owned()),
        "$statusCode" => occasion.status.map(|status| status.as_str().to_owned()),
        other => {
            let (message, source, is_request) = match other.split_once('.') {
                Some(("$request", source)) => (&occasion.request, source, true),
                Some(("$response", source)) => (&occasion.response, source, false),
                _ => return Err(fail("is no runtime expression")),
            };
            match source.split_once('.') {
                Some(("header", name)) => message.headers.and_then(|headers| joined(headers, name)),
                Some(("query", name)) if is_request => query(&occasion.url, name),
                Some(("path", name)) if is_request => path(occasion, name),
                _ => match source.strip_prefix("body") {
                    Some("") => message.body.as_ref().and_then(text),
                    Some(pointer) => {
                        let pointer = pointer.strip_prefix('#');
                        let pointer = pointer.ok_or_else(|| fail("is no runtime expression"))?;
                        let body = message.body.as_ref();
                        body.and_then(|body| body.pointer(pointer)).and_then(text)
                    }
                    None => return Err(fail("is no runtime expression")),
                },
            }
        }
    };
    found.ok_or_else(|| fail("has no value here"))
}

/// Text as it is, other values as JSON; there is no value in `null`.
fn text(value: &Value) -> Option<String> {
    match value {
        Value::Null => None,
        Value::String(text) => Some(text.clone()),
        other => Some(other.to_string()),
    }
}

fn query(url: &str, name: &str) -> Option<String> {
    let (_, query) = url.split('#').next()?.split_once('?')?;
    let pairs = Pairs::of_query(query);
    let value = pairs.values(name).next()?;
    pairs.decode(value).ok()
}

fn path(occasion: &Occasion<'_>, name: &str) -> Option<String> {
    let found = occasion.path.iter().find(|(key, _)| *key == name);
    unescape(found?.1).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::HeaderValue;
    use serde_json::json;

    #[test]
    fn expressions_are_those_of_the_specification() {
        // The request, the response and the table of section 4.8.18 ("Callback Object").
        let mut request = HeaderMap::new();
        request.insert("content-type", HeaderValue::from_static("application/json"));
        let mut response = HeaderMap::new();
        let location = HeaderValue::from_static("https://example.org/subscription/1");
        response.insert("location", location);
        let url =
            "https://example.org/subscribe/myevent?queryUrl=https://clientdomain.com/stillrunning";
        let occasion = Occasion::of(&Method::POST, url)
            .path("eventType", "my%20event")
            .request_headers(&request)
            .request_body(&json!({
                "failedUrl": "https://clientdomain.com/failed",
                "successUrls": ["https://clientdomain.com/fast", "https://clientdomain.com/medium"],
                "a/b": {"n": 7},
            }))
            .response(StatusCode::CREATED, &response)
            .response_body(&json!("done"));
        let check = |expression: &str, expected: Result<&str, &str>| {
            let found = evaluate(expression, &occasion);
            let found = found.as_deref().map_err(|error| error.message);
            assert_eq!(found, expected, "{expression}");
        };
        check("$url", Ok(url));
        check("$method", Ok("POST"));
        check("$statusCode", Ok("201"));
        check("$request.path.eventType", Ok("my event"));
        check(
            "$request.query.queryUrl",
            Ok("https://clientdomain.com/stillrunning"),
        );
        check("$request.header.Content-Type", Ok("application/json"));
        check(
            "$request.body#/failedUrl",
            Ok("https://clientdomain.com/failed"),
        );
        check(
            "$request.body#/successUrls/1",
            Ok("https://clientdomain.com/medium"),
        );
        check("$request.body#/a~1b", Ok("{\"n\":7}"));
        check(
            "$response.header.Location",
            Ok("https://example.org/subscription/1"),
        );
        check("$response.body", Ok("done"));
        check("$request.body#/missing", Err("has no value here"));
        check("$response.query.x", Err("is no runtime expression"));
        check("$request.bodyguard", Err("is no runtime expression"));
        check("url", Err("is no runtime expression"));
    }

    #[test]
    fn templates_are_filled_in() {
        let occasion =
            Occasion::of(&Method::GET, "http://a/?x=1").request_body(&json!({"u": "http://b"}));
        let check = |template: &str, expected: Option<&str>| {
            assert_eq!(
                resolve(template, &occasion).ok().as_deref(),
                expected,
                "{template}"
            );
        };
        check(
            "{$request.body#/u}/data?x={$request.query.x}",
            Some("http://b/data?x=1"),
        );
        check("$request.body#/u", Some("http://b"));
        check("http://fixed", Some("http://fixed"));
        check("{$request.body#/u", None);
        check("{$request.body#/v}", None);
    }
}
