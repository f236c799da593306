//! Raw values to Rust types: strings become what the type asks for.
//!
//! A `Deserialize` type asks for its shape while it is read, and only then is the text split. A type that does not
//! say (an untagged enum) gets numbers and booleans where the text is the very spelling of one; if it refuses them, it
//! is read again with nothing but strings.

use std::cell::Cell;
use std::fmt;

use http::HeaderMap;
use indexmap::{IndexMap, IndexSet};
use serde::de::value::{MapDeserializer, SeqDeserializer, StrDeserializer};
use serde::de::{self, DeserializeOwned, Deserializer, IntoDeserializer, Visitor};
use serde::forward_to_deserialize_any;

use super::{Kind, Pairs, Raw, Shape, Source, Style, StyleError, decode_raw};
use crate::form::style_of;
use crate::headers::joined;
use crate::mixed_enum;

/// Decodes one parameter; `None` when it was not sent.
///
/// # Errors
///
/// When the text is not in the style, or not a value of the type.
pub fn decode<T: DeserializeOwned>(
    source: Source<'_>,
    name: &str,
    style: Style,
) -> Result<Option<T>, StyleError> {
    if style.kind == Kind::Json {
        return match decode_raw(source, name, style, Shape::Primitive)? {
            Some(Raw::Primitive(text)) => serde_json::from_str(&text)
                .map(Some)
                .map_err(de::Error::custom),
            _ => Ok(None),
        };
    }
    let found = Cell::new(false);
    let read = |guess| {
        T::deserialize(Parameter {
            source,
            name,
            style,
            guess,
            found: &found,
            is_member: false,
        })
    };
    let first = read(true);
    match first {
        _ if !found.get() => Ok(None),
        Ok(value) => Ok(Some(value)),
        Err(_) => read(false).map(Some),
    }
}

/// Reads a type from a raw value.
///
/// # Errors
///
/// When it is not a value of the type.
pub fn decode_value<T: DeserializeOwned>(raw: &Raw) -> Result<T, StyleError> {
    T::deserialize(Node { raw, guess: true })
        .or_else(|_| T::deserialize(Node { raw, guess: false }))
}

/// Reads a form: each property as a parameter of its own.
pub(crate) fn decode_form<T: DeserializeOwned>(
    pairs: &Pairs,
    encoding: &[(&str, Style)],
) -> Result<T, StyleError> {
    let mut names: IndexSet<&str> = IndexSet::new();
    for name in pairs.names() {
        let base = name.split('[').next().unwrap_or(name);
        let is_deep = style_of(base, encoding).is_some_and(|style| style.kind == Kind::DeepObject);
        names.insert(if is_deep { base } else { name });
    }
    let member = |name| (name, style_of(name, encoding).unwrap_or(Style::FORM));
    let source = Source::Query(pairs);
    read_members(|| {
        names
            .iter()
            .map(|name| member(*name))
            .map(|(name, style)| (name, source, style))
    })
}

/// Reads headers: each field of the struct as a header of its own.
pub(crate) fn decode_headers<T: DeserializeOwned>(headers: &HeaderMap) -> Result<T, StyleError> {
    let values: IndexMap<&str, String> = headers
        .keys()
        .filter_map(|name| Some((name.as_str(), joined(headers, name.as_str())?)))
        .collect();
    read_members(|| {
        values
            .iter()
            .map(|(name, value)| (*name, Source::Header(Some(value)), Style::SIMPLE))
    })
}

fn read_members<'a, T, I>(members: impl Fn() -> I) -> Result<T, StyleError>
where
    T: DeserializeOwned,
    I: Iterator<Item = (&'a str, Source<'a>, Style)>,
{
    let found = Cell::new(false);
    let read = |guess| {
        let members = members().map(|(name, source, style)| {
            let found = &found;
            (
                name,
                Parameter {
                    source,
                    name,
                    style,
                    guess,
                    found,
                    is_member: true,
                },
            )
        });
        T::deserialize(MapDeserializer::new(members))
    };
    read(true).or_else(|_| read(false))
}

impl<'de> IntoDeserializer<'de, StyleError> for Parameter<'_> {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

impl de::Error for StyleError {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self::new(message.to_string())
    }
}

struct Parameter<'a> {
    source: Source<'a>,
    name: &'a str,
    style: Style,
    guess: bool,
    found: &'a Cell<bool>,
    /// Whether it is a property of a form or a header of a struct, and so says its name in errors.
    is_member: bool,
}

impl Parameter<'_> {
    /// An object in a form is JSON text, since exploded it would be indistinguishable from the form itself.
    fn object(&self, shape: Shape<'_>) -> Result<Raw, StyleError> {
        let is_text = self.is_member && self.style == Style::FORM;
        self.raw(if is_text { Shape::Primitive } else { shape })
    }

    fn place<T>(&self, result: Result<T, StyleError>) -> Result<T, StyleError> {
        match self.is_member {
            true => result.map_err(|error| error.under(self.name)),
            false => result,
        }
    }

    fn raw(&self, shape: Shape<'_>) -> Result<Raw, StyleError> {
        let raw = decode_raw(self.source, self.name, self.style, shape);
        if !matches!(raw, Ok(None)) {
            self.found.set(true);
        }
        self.place(raw.and_then(|raw| raw.ok_or_else(|| StyleError::new("is missing"))))
    }

    fn primitive(&self) -> Result<Raw, StyleError> {
        self.raw(Shape::Primitive)
    }
}

macro_rules! primitives {
    ($($method:ident)*) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, StyleError> {
            let raw = self.primitive()?;
            self.place(Node { raw: &raw, guess: self.guess }.$method(visitor))
        }
    )*};
}

impl<'de> Deserializer<'de> for Parameter<'_> {
    type Error = StyleError;

    primitives! {
        deserialize_bool deserialize_i8 deserialize_i16 deserialize_i32 deserialize_i64 deserialize_i128
        deserialize_u8 deserialize_u16 deserialize_u32 deserialize_u64 deserialize_u128 deserialize_f32
        deserialize_f64 deserialize_char deserialize_str deserialize_string deserialize_bytes
        deserialize_byte_buf deserialize_unit deserialize_identifier deserialize_ignored_any
    }

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, StyleError> {
        let shape = match self.style.kind {
            Kind::DeepObject => Shape::AnyObject,
            Kind::SpaceDelimited | Kind::PipeDelimited => Shape::Array,
            _ => Shape::Primitive,
        };
        let raw = self.raw(shape)?;
        self.place(
            Node {
                raw: &raw,
                guess: self.guess,
            }
            .deserialize_any(visitor),
        )
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, StyleError> {
        visitor.visit_some(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, StyleError> {
        let raw = self.raw(Shape::Array)?;
        self.place(
            Node {
                raw: &raw,
                guess: self.guess,
            }
            .deserialize_seq(visitor),
        )
    }

    fn deserialize_tuple<V: Visitor<'de>>(
        self,
        _: usize,
        visitor: V,
    ) -> Result<V::Value, StyleError> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: usize,
        visitor: V,
    ) -> Result<V::Value, StyleError> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, StyleError> {
        let raw = self.object(Shape::AnyObject)?;
        self.place(
            Node {
                raw: &raw,
                guess: self.guess,
            }
            .deserialize_map(visitor),
        )
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, StyleError> {
        let raw = self.object(Shape::Object(fields))?;
        self.place(
            Node {
                raw: &raw,
                guess: self.guess,
            }
            .deserialize_map(visitor),
        )
    }

    fn deserialize_unit_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, StyleError> {
        self.deserialize_unit(visitor)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, StyleError> {
        if name == mixed_enum::NAME {
            return self.deserialize_str(visitor);
        }
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, StyleError> {
        let raw = self.primitive()?;
        self.place(
            Node {
                raw: &raw,
                guess: self.guess,
            }
            .deserialize_enum(name, variants, visitor),
        )
    }
}

#[derive(Clone, Copy)]
struct Node<'a> {
    raw: &'a Raw,
    guess: bool,
}

impl<'de> IntoDeserializer<'de, StyleError> for Node<'_> {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

impl<'a> Node<'a> {
    fn text(self, expected: &str) -> Result<&'a str, StyleError> {
        match self.raw {
            Raw::Primitive(text) => Ok(text),
            Raw::Array(_) => Err(StyleError::new(format!("is an array, expected {expected}"))),
            Raw::Object(_) => Err(StyleError::new(format!(
                "is an object, expected {expected}"
            ))),
        }
    }

    /// Rust's own parsers take a leading plus sign, `inf` and `nan`; the specification's types do not.
    fn number<T: std::str::FromStr>(self, expected: &str) -> Result<T, StyleError> {
        let text = self.text(expected)?;
        let numeric = text
            .bytes()
            .all(|byte| byte.is_ascii_digit() || b"+-.eE".contains(&byte));
        (numeric && !text.starts_with('+'))
            .then(|| text.parse().ok())
            .flatten()
            .ok_or_else(|| StyleError::new(format!("`{}` is not {expected}", shorten(text))))
    }
}

/// Text from a request as it may stand in a message.
fn shorten(text: &str) -> String {
    let mut out: String = text.chars().take(40).collect();
    if out.len() < text.len() {
        out.push('…');
    }
    out
}

macro_rules! numbers {
    ($($method:ident $visit:ident $ty:ty, $what:literal;)*) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, StyleError> {
            visitor.$visit(self.number::<$ty>($what)?)
        }
    )*};
}

impl<'de> Deserializer<'de> for Node<'_> {
    type Error = StyleError;

    numbers! {
        deserialize_i8 visit_i8 i8, "an integer of 8 bits";
        deserialize_i16 visit_i16 i16, "an integer of 16 bits";
        deserialize_i32 visit_i32 i32, "an integer of 32 bits";
        deserialize_i64 visit_i64 i64, "an integer of 64 bits";
        deserialize_i128 visit_i128 i128, "an integer of 128 bits";
        deserialize_u8 visit_u8 u8, "an unsigned integer of 8 bits";
        deserialize_u16 visit_u16 u16, "an unsigned integer of 16 bits";
        deserialize_u32 visit_u32 u32, "an unsigned integer of 32 bits";
        deserialize_u64 visit_u64 u64, "an unsigned integer of 64 bits";
        deserialize_u128 visit_u128 u128, "an unsigned integer of 128 bits";
        deserialize_f32 visit_f32 f32, "a number";
        deserialize_f64 visit_f64 f64, "a number";
    }

    forward_to_deserialize_any! {
        char str string bytes byte_buf identifier ignored_any
    }

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, StyleError> {
        match self.raw {
            Raw::Array(_) => self.deserialize_seq(visitor),
            Raw::Object(_) => self.deserialize_map(visitor),
            Raw::Primitive(text) if !self.guess => visitor.visit_str(text),
            Raw::Primitive(text) => {
                match (text.as_str(), text.parse::<i64>(), self.number::<f64>("")) {
                    ("true", ..) => visitor.visit_bool(true),
                    ("false", ..) => visitor.visit_bool(false),
                    (_, Ok(number), _) if number.to_string() == *text => visitor.visit_i64(number),
                    (_, Err(_), Ok(number)) if number.to_string() == *text => {
                        visitor.visit_f64(number)
                    }
                    _ => visitor.visit_str(text),
                }
            }
        }
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, StyleError> {
        match self.text("a boolean")? {
            "true" => visitor.visit_bool(true),
            "false" => visitor.visit_bool(false),
            other => Err(StyleError::new(format!(
                "`{}` is not `true` or `false`",
                shorten(other)
            ))),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, StyleError> {
        visitor.visit_some(self)
    }

    fn deserialize_unit<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, StyleError> {
        visitor.visit_unit()
    }

    fn deserialize_unit_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, StyleError> {
        visitor.visit_unit()
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, StyleError> {
        if name == mixed_enum::NAME {
            return visitor.visit_str(self.text("one of the named values")?);
        }
        visitor.visit_newtype_struct(self)
    }

    /// A single value where a list is expected is a list of one: exploded styles cannot tell them apart.
    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, StyleError> {
        let guess = self.guess;
        let items = match self.raw {
            Raw::Array(items) => items.as_slice(),
            single => std::slice::from_ref(single),
        };
        let mut items = SeqDeserializer::new(items.iter().map(|raw| Node { raw, guess }));
        let value = visitor.visit_seq(&mut items)?;
        items.end()?;
        Ok(value)
    }

    fn deserialize_tuple<V: Visitor<'de>>(
        self,
        _: usize,
        visitor: V,
    ) -> Result<V::Value, StyleError> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: usize,
        visitor: V,
    ) -> Result<V::Value, StyleError> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, StyleError> {
        let guess = self.guess;
        let members = match self.raw {
            Raw::Object(members) => members,
            // An object in a form is JSON text.
            Raw::Primitive(text) if text.starts_with('{') => {
                let mut json = serde_json::Deserializer::from_reader(text.as_bytes());
                return json.deserialize_map(visitor).map_err(de::Error::custom);
            }
            _ => return Err(StyleError::new("is not an object")),
        };
        let members = members
            .iter()
            .map(|(key, raw)| (key.as_str(), Node { raw, guess }));
        let mut members = MapDeserializer::new(members);
        let value = visitor.visit_map(&mut members)?;
        members.end()?;
        Ok(value)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, StyleError> {
        self.deserialize_map(visitor)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, StyleError> {
        let text: StrDeserializer<'_, StyleError> =
            self.text("one of the named values")?.into_deserializer();
        visitor.visit_enum(text)
    }
}
