//! What a field of a request is read from: a parameter or the body.
//!
//! Generated request structs say it beside each field (`pub limit: i64 = query("limit").or(20)`); reading is the same
//! for all of them and stands here, once per kind and not once per field. Nothing here waits: a body that is held in
//! memory has been read before, one that is handed on as a stream is only moved.

use serde::de::DeserializeOwned;

use super::Call;
use crate::Invalid;
use crate::body::Body;
use crate::check::{Checker, Location};
use crate::form::Encoding;
use crate::multipart::Multipart;
use crate::ndjson::Lines;
use crate::sse::Events;
use crate::style::Style;

/// Reads a value from a request. What is wrong is recorded in the call.
pub trait Read<T> {
    /// Reads it.
    ///
    /// # Errors
    ///
    /// When there is no such value; why has been recorded.
    fn read(self, call: &mut Call) -> Result<T, Invalid>;
}

/// Where a value may be found, and how it is taken apart.
pub trait Source<T> {
    /// The value, if it is there.
    ///
    /// # Errors
    ///
    /// When what is there is no such value.
    fn find(&self, call: &mut Call) -> Result<Option<T>, Invalid>;

    /// Records that it is missing.
    fn missing(&self, call: &mut Call) -> Invalid;

    /// What its constraints report to.
    fn checker<'c>(&self, call: &'c mut Call) -> Checker<'c>;
}

/// The constraints of a value.
pub trait Checks<T> {
    /// Checks it.
    fn check(self, source: &impl Source<T>, call: &mut Call, value: &T);
}

/// No constraints but the type's own shape.
#[derive(Clone, Copy, Debug)]
pub struct Unchecked;

/// The constraints that a function knows.
#[derive(Clone, Copy, Debug)]
pub struct By<F>(F);

impl<T> Checks<T> for Unchecked {
    fn check(self, _: &impl Source<T>, _: &mut Call, _: &T) {}
}

impl<T, F: FnOnce(&mut Checker<'_>, &T)> Checks<T> for By<F> {
    fn check(self, source: &impl Source<T>, call: &mut Call, value: &T) {
        self.0(&mut source.checker(call), value);
    }
}

/// A value that must be there.
#[derive(Clone, Copy, Debug)]
pub struct Required<S, C = Unchecked> {
    source: S,
    checks: C,
}

/// A value that may be absent.
#[derive(Clone, Copy, Debug)]
pub struct Optional<S, C>(Required<S, C>);

/// A value with a default.
#[derive(Clone, Copy, Debug)]
pub struct Defaulted<S, C, T>(Required<S, C>, T);

impl<S> Required<S> {
    fn from(source: S) -> Self {
        Self {
            source,
            checks: Unchecked,
        }
    }

    /// The same value with constraints.
    pub fn check<T, F: FnOnce(&mut Checker<'_>, &T)>(self, check: F) -> Required<S, By<F>> {
        Required {
            source: self.source,
            checks: By(check),
        }
    }
}

impl<S, C> Required<S, C> {
    /// The same value, which may be absent.
    pub fn optional(self) -> Optional<S, C> {
        Optional(self)
    }

    /// The same value, or this one if it is absent.
    pub fn or<T>(self, default: T) -> Defaulted<S, C, T> {
        Defaulted(self, default)
    }

    fn read_if_there<T>(self, call: &mut Call) -> Result<Option<T>, Invalid>
    where
        S: Source<T>,
        C: Checks<T>,
    {
        let value = self.source.find(call)?;
        if let Some(value) = &value {
            self.checks.check(&self.source, call, value);
        }
        Ok(value)
    }
}

impl<C> Required<Parameter, C> {
    /// The same parameter, written in another style than its location's usual one.
    #[must_use]
    pub fn style(mut self, style: Style) -> Self {
        self.source.style = style;
        self
    }
}

impl<T, S: Source<T>, C: Checks<T>> Read<T> for Required<S, C> {
    fn read(self, call: &mut Call) -> Result<T, Invalid> {
        let value = self.source.find(call)?;
        match value {
            Some(value) => {
                self.checks.check(&self.source, call, &value);
                Ok(value)
            }
            None => Err(self.source.missing(call)),
        }
    }
}

impl<T, S: Source<T>, C: Checks<T>> Read<Option<T>> for Optional<S, C> {
    fn read(self, call: &mut Call) -> Result<Option<T>, Invalid> {
        self.0.read_if_there(call)
    }
}

impl<T, S: Source<T>, C: Checks<T>> Read<T> for Defaulted<S, C, T> {
    fn read(self, call: &mut Call) -> Result<T, Invalid> {
        let value = self.0.read_if_there(call)?;
        Ok(value.unwrap_or(self.1))
    }
}

/// A parameter.
#[derive(Clone, Copy, Debug)]
pub struct Parameter {
    location: Location,
    name: &'static str,
    style: Style,
}

fn parameter(location: Location, name: &'static str, style: Style) -> Required<Parameter> {
    Required::from(Parameter {
        location,
        name,
        style,
    })
}

/// A path parameter, in the style `simple`.
pub fn path(name: &'static str) -> Required<Parameter> {
    parameter(Location::Path, name, Style::SIMPLE)
}

/// A query parameter, in the style `form`.
pub fn query(name: &'static str) -> Required<Parameter> {
    parameter(Location::Query, name, Style::FORM)
}

/// A header parameter, in the style `simple`.
pub fn header(name: &'static str) -> Required<Parameter> {
    parameter(Location::Header, name, Style::SIMPLE)
}

/// A cookie parameter, in the style `form`.
pub fn cookie(name: &'static str) -> Required<Parameter> {
    parameter(Location::Cookie, name, Style::FORM)
}

impl<T: DeserializeOwned> Source<T> for Parameter {
    fn find(&self, call: &mut Call) -> Result<Option<T>, Invalid> {
        call.parameter(self.location, self.name, self.style)
    }

    fn missing(&self, call: &mut Call) -> Invalid {
        call.parameter_missing(self.location, self.name)
    }

    fn checker<'c>(&self, call: &'c mut Call) -> Checker<'c> {
        Checker::parameter(self.location, self.name, call.violations())
    }
}

/// What of a body is the same however it is read.
macro_rules! body_source {
    ($(#[$meta:meta])* $name:ident $(($field:ty))?, $($bound:ident)?, $value:ty, |$source:ident, $call:ident| $find:expr) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug)]
        pub struct $name $(($field))?;

        impl$(<T: $bound>)? Source<$value> for $name {
            fn find(&self, $call: &mut Call) -> Result<Option<$value>, Invalid> {
                if !$call.has_body() {
                    return Ok(None);
                }
                let $source = self;
                $find.map(Some)
            }

            fn missing(&self, call: &mut Call) -> Invalid {
                call.body_missing()
            }

            fn checker<'c>(&self, call: &'c mut Call) -> Checker<'c> {
                Checker::body(call.violations())
            }
        }
    };
}

/// Types that can be read from JSON and outlive the call.
pub trait Item: DeserializeOwned + 'static {}

impl<T: DeserializeOwned + 'static> Item for T {}

body_source!(
    /// A body of JSON.
    Json, DeserializeOwned, T, |_source, call| call.json()
);
body_source!(
    /// A body that is a form.
    Form(Encoding<'static>), DeserializeOwned, T, |source, call| call.form(source.0)
);
body_source!(
    /// A body of parts.
    PartsOf(&'static str), Multipart, T, |source, call| call.multipart(source.0)
);
body_source!(
    /// A body of text.
    Text(&'static str), , String, |source, call| call.text(source.0)
);
body_source!(
    /// A body of bytes.
    Bytes(&'static str), , Body, |source, call| call.binary(source.0)
);
body_source!(
    /// A body of JSON lines.
    LinesOf(&'static str), Item, Lines<T>, |source, call| call.binary(source.0).map(Lines::read)
);
body_source!(
    /// A body of server-sent events, their data JSON.
    EventsOf, Item, Events<T>, |_source, call| call.binary(crate::sse::MEDIA_TYPE).map(Events::read)
);
body_source!(
    /// A body of server-sent events, their data text.
    TextEvents, , Events<String>, |_source, call| {
        call.binary(crate::sse::MEDIA_TYPE).map(Events::read_text)
    }
);
body_source!(
    /// A body of one of several media types.
    AnyOf, Choice, T, |_source, call| T::choose(call)
);

/// A body that may be of several media types.
pub trait Choice: Sized {
    /// Reads the body by its media type.
    ///
    /// # Errors
    ///
    /// When it is of none of them, or not what its media type says; why has been recorded.
    fn choose(call: &mut Call) -> Result<Self, Invalid>;
}

/// A body of JSON: `application/json` or any `+json`.
pub fn json() -> Required<Json> {
    Required::from(Json)
}

/// A body that is a form.
pub fn form(encoding: Encoding<'static>) -> Required<Form> {
    Required::from(Form(encoding))
}

/// A body of parts, of this media type.
pub fn multipart(media_type: &'static str) -> Required<PartsOf> {
    Required::from(PartsOf(media_type))
}

/// A body of text, of this media type.
pub fn text(media_type: &'static str) -> Required<Text> {
    Required::from(Text(media_type))
}

/// A body as it comes, of this media type. It is not limited: who reads it says how much is too much.
pub fn binary(media_type: &'static str) -> Required<Bytes> {
    Required::from(Bytes(media_type))
}

/// A stream of values, a line of JSON each; a line that is no such value is an error of the stream.
pub fn lines(media_type: &'static str) -> Required<LinesOf> {
    Required::from(LinesOf(media_type))
}

/// A stream of server-sent events whose data is JSON.
pub fn events() -> Required<EventsOf> {
    Required::from(EventsOf)
}

/// A stream of server-sent events whose data is text.
pub fn text_events() -> Required<TextEvents> {
    Required::from(TextEvents)
}

/// A body of one of several media types.
pub fn choice() -> Required<AnyOf> {
    Required::from(AnyOf)
}
