//! A request while it is taken apart. What is wrong is recorded, so that all of it is told at once.

use std::fmt;
use std::sync::Arc;

use bytes::Bytes;
use http::request::Parts as Head;
use http::{Request, StatusCode, header};
use serde::de::DeserializeOwned;

use super::refusal::challenges;
use super::{Context, Refusal};
use crate::Invalid;
use crate::body::{Body, BodyError};
use crate::check::{Checker, Location, Violation, Violations, token};
use crate::form;
use crate::headers::{cookies, joined};
use crate::json;
use crate::media;
use crate::multipart::{self, Multipart, Parts};
use crate::operation::Operation;
use crate::problem::Problem;
use crate::security::{self, Denied, Offer};
use crate::style::{self, Pairs, Source, Style};

/// A request for one operation.
///
/// Values come as `Result<T, Invalid>`; an `Invalid` has been recorded. [`Call::accept`] refuses with everything
/// recorded, or makes the request struct.
pub struct Call {
    operation: &'static Operation,
    request: Arc<Head>,
    path: Vec<(String, String)>,
    query: Pairs,
    cookies: Pairs,
    body: Body,
    body_limit: u64,
    violations: Violations,
    refusal: Option<Refusal>,
}

impl Call {
    pub(super) fn new(
        operation: &'static Operation,
        request: Request<Body>,
        path: Vec<(String, String)>,
        body_limit: u64,
    ) -> Self {
        let (head, body) = request.into_parts();
        Self {
            operation,
            path,
            query: Pairs::of_query(head.uri.query().unwrap_or("")),
            cookies: cookies(&head.headers),
            request: Arc::new(head),
            body,
            body_limit,
            violations: Violations::default(),
            refusal: None,
        }
    }

    /// The request's head.
    pub fn request(&self) -> &Head {
        &self.request
    }

    /// The context of an operation without security.
    pub fn open(&mut self) -> Context<()> {
        self.context((), Vec::new())
    }

    /// The context of an operation that asks for a credential.
    ///
    /// # Errors
    ///
    /// When no alternative of its security is satisfied.
    pub async fn authenticate<P, F, Fut>(&mut self, identify: F) -> Result<Context<P>, Refusal>
    where
        F: Fn(Offer) -> Fut,
        Fut: Future<Output = Result<P, Denied>>,
    {
        let mut principals = self.principals(identify).await?.into_iter();
        match principals.next() {
            Some(first) => Ok(self.context(first, principals.collect())),
            None => Err(self.denied(Denied::unauthorized("no credential was sent"))),
        }
    }

    /// The context of an operation that can do without a credential.
    ///
    /// # Errors
    ///
    /// Only when its security has no empty alternative after all.
    pub async fn authenticate_optional<P, F, Fut>(
        &mut self,
        identify: F,
    ) -> Result<Context<Option<P>>, Refusal>
    where
        F: Fn(Offer) -> Fut,
        Fut: Future<Output = Result<P, Denied>>,
    {
        let mut principals = self.principals(identify).await?.into_iter().map(Some);
        let first = principals.next().flatten();
        Ok(self.context(first, principals.collect()))
    }

    async fn principals<P, F, Fut>(&mut self, identify: F) -> Result<Vec<P>, Refusal>
    where
        F: Fn(Offer) -> Fut,
        Fut: Future<Output = Result<P, Denied>>,
    {
        let result = security::evaluate(self.operation.security, &self.request, identify).await;
        result.map_err(|denied| self.denied(denied))
    }

    fn denied(&self, denied: Denied) -> Refusal {
        let Denied { status, message } = denied;
        match status == StatusCode::FORBIDDEN {
            true => Refusal::Forbidden { message },
            false => Refusal::Unauthorized {
                message,
                challenges: challenges(self.operation.security),
            },
        }
    }

    fn context<P>(&self, principal: P, others: Vec<P>) -> Context<P> {
        Context {
            principal,
            others,
            operation: self.operation,
            request: self.request.clone(),
        }
    }

    /// A path parameter.
    pub fn path<T: DeserializeOwned>(&mut self, name: &str, style: Style) -> Result<T, Invalid> {
        let text = self
            .path
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, text)| text.as_str());
        let value = style::decode(Source::Path(text.unwrap_or("")), name, style);
        let value = self.record(Location::Path, name, value)?;
        self.required(Location::Path, name, value)
    }

    /// A query parameter that may be absent.
    pub fn query_optional<T: DeserializeOwned>(
        &mut self,
        name: &str,
        style: Style,
    ) -> Result<Option<T>, Invalid> {
        let value = style::decode(Source::Query(&self.query), name, style);
        self.record(Location::Query, name, value)
    }

    /// A query parameter.
    pub fn query<T: DeserializeOwned>(&mut self, name: &str, style: Style) -> Result<T, Invalid> {
        let value = self.query_optional(name, style)?;
        self.required(Location::Query, name, value)
    }

    /// A header parameter that may be absent.
    pub fn header_optional<T: DeserializeOwned>(
        &mut self,
        name: &str,
        style: Style,
    ) -> Result<Option<T>, Invalid> {
        let text = joined(&self.request.headers, name);
        let value = style::decode(Source::Header(text.as_deref()), name, style);
        self.record(Location::Header, name, value)
    }

    /// A header parameter.
    pub fn header<T: DeserializeOwned>(&mut self, name: &str, style: Style) -> Result<T, Invalid> {
        let value = self.header_optional(name, style)?;
        self.required(Location::Header, name, value)
    }

    /// A cookie parameter that may be absent.
    pub fn cookie_optional<T: DeserializeOwned>(
        &mut self,
        name: &str,
        style: Style,
    ) -> Result<Option<T>, Invalid> {
        let value = style::decode(Source::Cookie(&self.cookies), name, style);
        self.record(Location::Cookie, name, value)
    }

    /// A cookie parameter.
    pub fn cookie<T: DeserializeOwned>(&mut self, name: &str, style: Style) -> Result<T, Invalid> {
        let value = self.cookie_optional(name, style)?;
        self.required(Location::Cookie, name, value)
    }

    fn record<T>(
        &mut self,
        location: Location,
        name: &str,
        value: Result<T, style::StyleError>,
    ) -> Result<T, Invalid> {
        value.map_err(|error| {
            let pointer = format!("{}{}", token(name), error.pointer);
            self.violations.invalid(Violation {
                location,
                pointer,
                rule: "type",
                message: error.message,
            })
        })
    }

    fn required<T>(
        &mut self,
        location: Location,
        name: &str,
        value: Option<T>,
    ) -> Result<T, Invalid> {
        value.ok_or_else(|| {
            self.violations.invalid(Violation {
                location,
                pointer: token(name),
                rule: "required",
                message: "is missing".to_owned(),
            })
        })
    }

    /// Checks a parameter that was read.
    pub fn check<T>(
        &mut self,
        location: Location,
        name: &str,
        value: &Result<T, Invalid>,
        check: impl FnOnce(&mut Checker<'_>, &T),
    ) {
        if let Ok(value) = value {
            check(
                &mut Checker::parameter(location, name, &mut self.violations),
                value,
            );
        }
    }

    /// Checks a parameter that was read, if it was there.
    pub fn check_optional<T>(
        &mut self,
        location: Location,
        name: &str,
        value: &Result<Option<T>, Invalid>,
        check: impl FnOnce(&mut Checker<'_>, &T),
    ) {
        if let Ok(Some(value)) = value {
            check(
                &mut Checker::parameter(location, name, &mut self.violations),
                value,
            );
        }
    }

    /// Checks a body that was read.
    pub fn check_body<T>(
        &mut self,
        value: &Result<T, Invalid>,
        check: impl FnOnce(&mut Checker<'_>, &T),
    ) {
        if let Ok(value) = value {
            check(&mut Checker::body(&mut self.violations), value);
        }
    }

    /// Whether there is a body.
    pub fn has_body(&self) -> bool {
        self.body.length() != Some(0)
    }

    /// Which of these media types the body is; the first when it does not say.
    pub fn media_type(&mut self, known: &[&str]) -> Result<usize, Invalid> {
        match self.content_type() {
            None => Ok(0),
            Some(sent) => media::find(&sent, known).ok_or_else(|| {
                let expected = known.iter().map(|known| (*known).to_owned()).collect();
                self.refuse(Refusal::UnsupportedMediaType { expected })
            }),
        }
    }

    fn content_type(&self) -> Option<String> {
        let value = self.request.headers.get(header::CONTENT_TYPE)?;
        value.to_str().ok().map(str::to_owned)
    }

    /// The first refusal counts.
    fn refuse(&mut self, refusal: Refusal) -> Invalid {
        self.refusal.get_or_insert(refusal);
        Invalid::recorded()
    }

    fn body_violation(&mut self, pointer: String, rule: &'static str, message: String) -> Invalid {
        let location = Location::Body;
        self.violations.invalid(Violation {
            location,
            pointer,
            rule,
            message,
        })
    }

    /// The bytes of a body that must be there, of a media type that is known.
    async fn collect(&mut self, media_type: &str) -> Result<Bytes, Invalid> {
        if !self.has_body() {
            return Err(self.body_violation(String::new(), "body", "is missing".to_owned()));
        }
        self.media_type(&[media_type])?;
        let limit = self.body_limit;
        std::mem::take(&mut self.body)
            .collect(limit)
            .await
            .map_err(|error| {
                self.refuse(match error {
                    BodyError::TooLarge(limit) => Refusal::PayloadTooLarge { limit },
                    BodyError::Broken(message) => Refusal::BrokenBody { message },
                    BodyError::Timeout => Refusal::BrokenBody {
                        message: error.to_string(),
                    },
                })
            })
    }

    /// The body as JSON: `application/json` or any `+json`.
    pub async fn json<T: DeserializeOwned>(&mut self) -> Result<T, Invalid> {
        let bytes = self.collect("application/json").await?;
        json::decode(&bytes).map_err(|error| {
            let rule = if error.is_syntax { "json" } else { "type" };
            self.body_violation(error.pointer, rule, error.message)
        })
    }

    /// The body as a form.
    pub async fn form<T: DeserializeOwned>(
        &mut self,
        encoding: form::Encoding<'_>,
    ) -> Result<T, Invalid> {
        let bytes = self.collect(form::MEDIA_TYPE).await?;
        form::decode(&String::from_utf8_lossy(&bytes), encoding)
            .map_err(|error| self.body_violation(error.pointer, "type", error.message))
    }

    /// The body as parts.
    pub async fn multipart<T: Multipart>(&mut self, media_type: &str) -> Result<T, Invalid> {
        let bytes = self.collect(media_type).await?;
        let boundary = self
            .content_type()
            .and_then(|sent| media::parameter(&sent, "boundary"));
        let parts = match boundary {
            Some(boundary) => multipart::split(&bytes, &boundary),
            None => Err("`Content-Type` has no boundary".to_owned()),
        };
        match parts {
            Ok(parts) => T::read(&mut Parts::new(parts, &mut self.violations)),
            Err(message) => Err(self.body_violation(String::new(), "body", message)),
        }
    }

    /// The body as text.
    pub async fn text(&mut self, media_type: &str) -> Result<String, Invalid> {
        let bytes = self.collect(media_type).await?;
        Ok(media::text(
            &self.content_type().unwrap_or_default(),
            &bytes,
        ))
    }

    /// The body as it comes. It is not limited: who reads it says how much is too much.
    pub fn binary(&mut self, media_type: &str) -> Result<Body, Invalid> {
        if !self.has_body() {
            return Err(self.body_violation(String::new(), "body", "is missing".to_owned()));
        }
        self.media_type(&[media_type])?;
        Ok(std::mem::take(&mut self.body))
    }

    /// Makes the request struct, if nothing was recorded.
    ///
    /// # Errors
    ///
    /// When something was: a refusal of the body's type or length, or else all violations.
    pub fn accept<R>(&mut self, make: impl FnOnce() -> Result<R, Invalid>) -> Result<R, Refusal> {
        if let Some(refusal) = self.refusal.take() {
            return Err(refusal);
        }
        let violations = std::mem::take(&mut self.violations).into_list();
        if !violations.is_empty() {
            return Err(Refusal::Invalid { violations });
        }
        make().map_err(|_| {
            let problem = Problem::new(StatusCode::BAD_REQUEST);
            problem.detail("the request cannot be read").into()
        })
    }
}

/// Without the request, whose headers and query hold credentials.
impl fmt::Debug for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Call")
            .field("operation", &self.operation.id)
            .field("violations", &self.violations)
            .field("refusal", &self.refusal)
            .finish_non_exhaustive()
    }
}
