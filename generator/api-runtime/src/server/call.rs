//! A request while it is taken apart. What is wrong is recorded, so that all of it is told at once.

use std::fmt;
use std::sync::Arc;

use bytes::Bytes;
use http::request::Parts as Head;
use http::{Request, StatusCode, header};
use serde::de::DeserializeOwned;

use super::inbox::refusal;
use super::read::Read;
use super::refusal::challenges;
use super::{Ask, Context, Refusal};
use crate::Invalid;
use crate::body::Body;
use crate::check::{Location, Violation, Violations, token};
use crate::form;
use crate::headers::{cookies, joined};
use crate::json;
use crate::media;
use crate::multipart::{self, Multipart, Parts, ReceiveError, Received};
use crate::operation::Operation;
use crate::problem::Problem;
use crate::security::{self, Denied, Offer};
use crate::style::{self, Pairs, Source, Style};

/// A request for one operation.
///
/// [`Call::accept`] refuses with everything that is wrong, or gives the request struct.
pub struct Call {
    operation: &'static Operation,
    request: Arc<Head>,
    path: Arc<[(String, String)]>,
    query: Pairs,
    cookies: Pairs,
    body: Body,
    body_limit: u64,
    parts: Option<Received>,
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
            path: path.into(),
            query: Pairs::of_query(head.uri.query().unwrap_or("")),
            cookies: cookies(&head.headers),
            request: Arc::new(head),
            body,
            body_limit,
            parts: None,
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
            path: self.path.clone(),
        }
    }

    /// Reads a field of the request.
    ///
    /// # Errors
    ///
    /// When it cannot be read; why has been recorded.
    pub fn read<T>(&mut self, reader: impl Read<T>) -> Result<T, Invalid> {
        reader.read(self)
    }

    /// A parameter, if it is there.
    pub(super) fn parameter<T: DeserializeOwned>(
        &mut self,
        location: Location,
        name: &str,
        style: Style,
    ) -> Result<Option<T>, Invalid> {
        let value = match location {
            Location::Path => {
                let text = self.path.iter().find(|(key, _)| key == name);
                let text = text.map_or("", |(_, text)| text.as_str());
                style::decode(Source::Path(text), name, style)
            }
            Location::Query => style::decode(Source::Query(&self.query), name, style),
            Location::Header => {
                let text = joined(&self.request.headers, name);
                style::decode(Source::Header(text.as_deref()), name, style)
            }
            Location::Cookie => style::decode(Source::Cookie(&self.cookies), name, style),
            Location::Body => Ok(None),
        };
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

    pub(super) fn parameter_missing(&mut self, location: Location, name: &str) -> Invalid {
        self.violations.invalid(Violation {
            location,
            pointer: token(name),
            rule: "required",
            message: "is missing".to_owned(),
        })
    }

    pub(super) fn violations(&mut self) -> &mut Violations {
        &mut self.violations
    }

    /// Whether there is a body.
    pub fn has_body(&self) -> bool {
        self.parts.is_some() || self.body.length() != Some(0)
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

    pub(super) fn body_missing(&mut self) -> Invalid {
        self.body_violation(String::new(), "body", "is missing".to_owned())
    }

    /// Reads the body into memory, within the limit, unless it is of one of these media types.
    pub(super) async fn load(&mut self, streams: &[&str]) {
        let is_stream = self
            .content_type()
            .is_some_and(|sent| media::find(&sent, streams).is_some());
        if !self.has_body() {
            return;
        }
        if is_stream {
            return self.load_parts().await;
        }
        let limit = self.body_limit;
        match std::mem::take(&mut self.body).collect(limit).await {
            Ok(bytes) => self.body = bytes.into(),
            Err(error) => {
                self.refuse(refusal(error));
            }
        }
    }

    /// Reads parts into memory, but for a last file that is too long; other bodies stay where they are.
    async fn load_parts(&mut self) {
        let sent = self.content_type().unwrap_or_default();
        let Some(boundary) = media::parameter(&sent, "boundary") else {
            return;
        };
        if !sent
            .trim_start()
            .to_ascii_lowercase()
            .starts_with("multipart/")
        {
            return;
        }
        let body = std::mem::take(&mut self.body);
        match multipart::receive(body, &boundary, self.body_limit).await {
            Ok(received) => self.parts = Some(received),
            Err(ReceiveError::Body(error)) => {
                self.refuse(refusal(error));
            }
            Err(ReceiveError::Form(message)) => {
                self.body_violation(String::new(), "body", message);
                self.parts = Some(Received::default());
            }
        }
    }

    /// The bytes of a body of a media type that is known. One that could not be read has been refused already.
    fn bytes(&mut self, media_type: &str) -> Result<Bytes, Invalid> {
        self.media_type(&[media_type])?;
        match std::mem::take(&mut self.body).as_bytes() {
            Some(bytes) => Ok(bytes.clone()),
            None => Err(self.refuse(Refusal::BrokenBody {
                message: "the body was not read".to_owned(),
            })),
        }
    }

    pub(super) fn json<T: DeserializeOwned>(&mut self) -> Result<T, Invalid> {
        let bytes = self.bytes("application/json")?;
        json::decode(&bytes).map_err(|error| {
            let rule = if error.is_syntax { "json" } else { "type" };
            self.body_violation(error.pointer, rule, error.message)
        })
    }

    pub(super) fn form<T: DeserializeOwned>(
        &mut self,
        encoding: form::Encoding<'_>,
    ) -> Result<T, Invalid> {
        let bytes = self.bytes(form::MEDIA_TYPE)?;
        form::decode(&String::from_utf8_lossy(&bytes), encoding)
            .map_err(|error| self.body_violation(error.pointer, "type", error.message))
    }

    pub(super) fn multipart<T: Multipart>(&mut self, media_type: &str) -> Result<T, Invalid> {
        self.media_type(&[media_type])?;
        let Some(Received { parts, stream }) = self.parts.take() else {
            let message = "`Content-Type` has no boundary".to_owned();
            return Err(self.body_violation(String::new(), "body", message));
        };
        T::read(&mut Parts::new(parts, &mut self.violations).with_stream(stream))
    }

    pub(super) fn text(&mut self, media_type: &str) -> Result<String, Invalid> {
        let bytes = self.bytes(media_type)?;
        Ok(media::text(
            &self.content_type().unwrap_or_default(),
            &bytes,
        ))
    }

    pub(super) fn binary(&mut self, media_type: &str) -> Result<Body, Invalid> {
        self.media_type(&[media_type])?;
        Ok(std::mem::take(&mut self.body))
    }

    /// Reads the request, if nothing is wrong with it.
    ///
    /// # Errors
    ///
    /// When something is: a refusal of the body's type or length, or else all violations.
    pub fn accept<R: Ask>(&mut self) -> Result<R, Refusal> {
        let request = R::read(self);
        if let Some(refusal) = self.refusal.take() {
            return Err(refusal);
        }
        let violations = std::mem::take(&mut self.violations).into_list();
        if !violations.is_empty() {
            return Err(Refusal::Invalid { violations });
        }
        request.map_err(|_| {
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
