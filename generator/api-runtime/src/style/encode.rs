//! Values to text. Every place has its own escaping; every style its own separators.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Serialize;
use serde_json::{Map, Value};

use super::{Kind, Place, Style, StyleError};

/// All but the unreserved characters of RFC 3986, section 2.3.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// With `allowReserved`, what still cannot stand for itself: `#` would end the query, `&` the parameter, `+` is read
/// as a space. A percent sign stays when it begins a triplet.
const ALWAYS: &AsciiSet = &RESERVED
    .remove(b':')
    .remove(b'/')
    .remove(b'?')
    .remove(b'[')
    .remove(b']')
    .remove(b'@')
    .remove(b'!')
    .remove(b'$')
    .remove(b'\'')
    .remove(b'(')
    .remove(b')')
    .remove(b'*')
    .remove(b',')
    .remove(b';')
    .remove(b'=');

/// The text of a parameter.
///
/// For a path it takes the place of `{name}`; for a query it is `name=value` pairs joined by `&`, for a cookie by
/// `; `; for a header the header's value. A parameter that is not to be sent at all is empty.
///
/// # Errors
///
/// When the style has no way to write the value: an array of arrays, an object in `spaceDelimited` exploded, an empty
/// value in a path.
pub fn encode(place: Place, name: &str, value: &Value, style: Style) -> Result<String, StyleError> {
    let writer = Writer { place, style };
    if style.kind == Kind::Json {
        return Ok(writer.json(name, value));
    }
    let text = match value {
        Value::Null => String::new(),
        Value::Array(items) => writer.array(name, items)?,
        Value::Object(members) => writer.object(name, members)?,
        primitive => {
            let text = writer.primitive(primitive)?;
            writer.single(name, &text)
        }
    };
    if place == Place::Path && text.is_empty() {
        return Err(StyleError::new(format!("path parameter `{name}` is empty")));
    }
    Ok(text)
}

/// A value of any type as JSON.
///
/// By way of text: straight to a `Value` an `f32` would become the nearest `f64` and have nine digits too many.
///
/// # Errors
///
/// When it has no JSON form, such as a map whose keys are not strings.
pub fn to_value<T: Serialize + ?Sized>(value: &T) -> Result<Value, StyleError> {
    let text = serde_json::to_vec(value).map_err(|error| StyleError::new(error.to_string()))?;
    serde_json::from_slice(&text).map_err(|error| StyleError::new(error.to_string()))
}

/// Percent-encodes everything but unreserved characters, or with `allow_reserved` also leaves reserved ones.
pub fn escape(text: &str, allow_reserved: bool) -> String {
    if !allow_reserved {
        return utf8_percent_encode(text, RESERVED).to_string();
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('%') {
        let (before, after) = rest.split_at(at);
        out.extend(utf8_percent_encode(before, ALWAYS));
        let triplet = after
            .as_bytes()
            .get(1..3)
            .is_some_and(|hex| hex.iter().all(u8::is_ascii_hexdigit));
        out.push_str(if triplet { "%" } else { "%25" });
        rest = after.get(1..).unwrap_or("");
    }
    out.extend(utf8_percent_encode(rest, ALWAYS));
    out
}

struct Writer {
    place: Place,
    style: Style,
}

impl Writer {
    /// Headers are written as they are: the specification has no escaping there.
    fn escape(&self, text: &str) -> String {
        match self.place {
            Place::Header => text.to_owned(),
            Place::Path => escape(text, false),
            Place::Query | Place::Cookie => escape(text, self.style.allow_reserved),
        }
    }

    fn json(&self, name: &str, value: &Value) -> String {
        let text = self.escape(&value.to_string());
        match self.place {
            Place::Path | Place::Header => text,
            Place::Query | Place::Cookie => format!("{}={text}", self.escape(name)),
        }
    }

    fn primitive(&self, value: &Value) -> Result<String, StyleError> {
        match value {
            Value::String(text) => Ok(self.escape(text)),
            Value::Bool(flag) => Ok(flag.to_string()),
            Value::Number(number) => Ok(self.escape(&number.to_string())),
            Value::Null | Value::Array(_) | Value::Object(_) => Err(StyleError::new(
                "an array or object inside another has no place in this style",
            )),
        }
    }

    /// A value that has already been joined.
    fn single(&self, name: &str, text: &str) -> String {
        match self.style.kind {
            Kind::Simple | Kind::Json => text.to_owned(),
            Kind::Label => format!(".{text}"),
            Kind::Matrix if text.is_empty() => format!(";{}", self.escape(name)),
            Kind::Matrix => format!(";{}={text}", self.escape(name)),
            Kind::Form | Kind::SpaceDelimited | Kind::PipeDelimited | Kind::DeepObject => {
                format!("{}={text}", self.escape(name))
            }
        }
    }

    fn array(&self, name: &str, items: &[Value]) -> Result<String, StyleError> {
        if self.style.kind == Kind::DeepObject {
            return self.deep_array(name, items);
        }
        let texts = items
            .iter()
            .filter(|item| !item.is_null())
            .map(|item| self.primitive(item))
            .collect::<Result<Vec<_>, _>>()?;
        if texts.is_empty() {
            return Ok(String::new());
        }
        Ok(match (self.style.kind, self.style.explode) {
            (Kind::Simple | Kind::Json, _) | (Kind::Label | Kind::Matrix | Kind::Form, false) => {
                self.single(name, &texts.join(","))
            }
            (Kind::SpaceDelimited, false) => self.single(name, &texts.join("%20")),
            (Kind::PipeDelimited, false) => self.single(name, &texts.join("%7C")),
            (_, _) => {
                let each: Vec<_> = texts.iter().map(|text| self.single(name, text)).collect();
                each.join(self.separator())
            }
        })
    }

    /// What stands between exploded items.
    fn separator(&self) -> &'static str {
        match (self.style.kind, self.place) {
            (Kind::Label | Kind::Matrix, _) => "",
            (Kind::Simple | Kind::Json, _) => ",",
            (_, Place::Cookie) => "; ",
            (_, _) => "&",
        }
    }

    fn object(&self, name: &str, members: &Map<String, Value>) -> Result<String, StyleError> {
        if self.style.kind == Kind::DeepObject {
            let mut pairs = Vec::new();
            self.deep(
                &self.escape(name),
                &Value::Object(members.clone()),
                &mut pairs,
            )?;
            return Ok(pairs.join(self.separator()));
        }
        let mut texts = Vec::with_capacity(members.len());
        for (key, value) in members.iter().filter(|(_, value)| !value.is_null()) {
            texts.push((self.escape(key), self.primitive(value)?));
        }
        if texts.is_empty() {
            return Ok(String::new());
        }
        let flat = |separator: &str| {
            let items: Vec<_> = texts
                .iter()
                .flat_map(|(key, value)| [key.as_str(), value.as_str()])
                .collect();
            items.join(separator)
        };
        let pairs: Vec<_> = texts
            .iter()
            .map(|(key, value)| format!("{key}={value}"))
            .collect();
        Ok(match (self.style.kind, self.style.explode) {
            (Kind::Simple | Kind::Json, true) => pairs.join(","),
            (Kind::Simple | Kind::Json | Kind::Label | Kind::Matrix | Kind::Form, false) => {
                self.single(name, &flat(","))
            }
            (Kind::Label, true) => format!(".{}", pairs.join(".")),
            (Kind::Matrix, true) => format!(";{}", pairs.join(";")),
            (Kind::SpaceDelimited, false) => self.single(name, &flat("%20")),
            (Kind::PipeDelimited, false) => self.single(name, &flat("%7C")),
            (_, _) => pairs.join(self.separator()),
        })
    }

    fn deep_array(&self, name: &str, items: &[Value]) -> Result<String, StyleError> {
        let mut pairs = Vec::new();
        self.deep(
            &self.escape(name),
            &Value::Array(items.to_vec()),
            &mut pairs,
        )?;
        Ok(pairs.join(self.separator()))
    }

    /// The depth is that of a value already in memory, which serde_json bounds.
    fn deep(&self, prefix: &str, value: &Value, out: &mut Vec<String>) -> Result<(), StyleError> {
        match value {
            Value::Null => Ok(()),
            Value::Object(members) => members.iter().try_for_each(|(key, value)| {
                self.deep(&format!("{prefix}%5B{}%5D", self.escape(key)), value, out)
            }),
            Value::Array(items) => items.iter().enumerate().try_for_each(|(index, value)| {
                self.deep(&format!("{prefix}%5B{index}%5D"), value, out)
            }),
            primitive => {
                out.push(format!("{prefix}={}", self.primitive(primitive)?));
                Ok(())
            }
        }
    }
}
