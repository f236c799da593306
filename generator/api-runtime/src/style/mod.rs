//! Parameter styles: values to the text of a path, query, header or cookie, and back.
//!
//! This module follows the OpenAPI 3.1 specification, section 4.8.12.2 ("Style Values"), and RFC 6570 where that
//! defers to it. It knows no schema: [`encode`] takes any JSON value, [`decode_raw`] is told the shape to expect,
//! and [`decode`] lets a `Deserialize` type say which shape it is.
//!
//! Choices where the specification is silent: an empty array or object is undefined and so left out; `name=` read as
//! an array is empty; nulls are left out; a plus sign in a query is a space; brackets of `deepObject` are
//! percent-encoded when written and read either way; arrays inside a `deepObject` have indices.

mod decode;
mod encode;
mod pairs;
mod typed;

use std::fmt;

pub use decode::{Raw, Shape, Source, decode_raw};
pub use encode::{encode, escape, to_value};
pub use pairs::{Pairs, unescape};
pub use typed::{decode, decode_value};
pub(crate) use typed::{decode_form, decode_headers};

/// Where a parameter is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// In the path.
    Path,
    /// In the query.
    Query,
    /// In a header.
    Header,
    /// In the `Cookie` header.
    Cookie,
}

/// The kind of a style; `Json` stands for a parameter with `content: application/json`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// `a,b` in paths and headers.
    Simple,
    /// `.a.b` in paths.
    Label,
    /// `;name=a` in paths.
    Matrix,
    /// `name=a` in queries and cookies.
    Form,
    /// `name=a%20b` in queries.
    SpaceDelimited,
    /// `name=a%7Cb` in queries.
    PipeDelimited,
    /// `name[key]=a` in queries.
    DeepObject,
    /// The value as JSON text.
    Json,
}

/// How a parameter is written: `style`, `explode` and `allowReserved`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Style {
    /// The style proper.
    pub kind: Kind,
    /// Whether arrays and objects are written as one parameter per item.
    pub explode: bool,
    /// Whether reserved characters stay as they are.
    pub allow_reserved: bool,
}

impl Style {
    /// `simple`, the default of paths and headers.
    pub const SIMPLE: Self = Self::of(Kind::Simple, false);
    /// `label`, not exploded.
    pub const LABEL: Self = Self::of(Kind::Label, false);
    /// `matrix`, not exploded.
    pub const MATRIX: Self = Self::of(Kind::Matrix, false);
    /// `form`, exploded: the default of queries and cookies.
    pub const FORM: Self = Self::of(Kind::Form, true);
    /// `spaceDelimited`, not exploded.
    pub const SPACE_DELIMITED: Self = Self::of(Kind::SpaceDelimited, false);
    /// `pipeDelimited`, not exploded.
    pub const PIPE_DELIMITED: Self = Self::of(Kind::PipeDelimited, false);
    /// `deepObject`, exploded.
    pub const DEEP_OBJECT: Self = Self::of(Kind::DeepObject, true);
    /// `content: application/json`.
    pub const JSON: Self = Self::of(Kind::Json, false);

    const fn of(kind: Kind, explode: bool) -> Self {
        Self {
            kind,
            explode,
            allow_reserved: false,
        }
    }

    /// The same style with this `explode`.
    #[must_use]
    pub const fn explode(mut self, explode: bool) -> Self {
        self.explode = explode;
        self
    }

    /// The same style with `allowReserved: true`.
    #[must_use]
    pub const fn allow_reserved(mut self) -> Self {
        self.allow_reserved = true;
        self
    }
}

/// A value that a style cannot carry, or text that is not in the style.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StyleError {
    /// Where in the value, as a JSON pointer; empty for the value itself.
    pub pointer: String,
    /// What is wrong, as a fragment.
    pub message: String,
}

impl StyleError {
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Self {
            pointer: String::new(),
            message: message.into(),
        }
    }

    /// The same error, of a value inside another.
    pub(crate) fn under(mut self, name: &str) -> Self {
        self.pointer.insert_str(0, &crate::check::token(name));
        self
    }
}

impl fmt::Display for StyleError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.pointer.as_str() {
            "" => f.write_str(&self.message),
            pointer => write!(f, "{} at `{pointer}`", self.message),
        }
    }
}

impl std::error::Error for StyleError {}
