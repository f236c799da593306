//! `application/x-www-form-urlencoded` bodies: fields by the schema's properties and their
//! Encoding Objects (OpenAPI 3.1 section 4.8.15).

use super::expected::Expected;
use super::json::parse_json;
use super::parameters::style_of;
use super::typed::{Preference, shapes, typed};
use super::{Context, Reading};
use crate::fault::{Fault, Part};
use crate::media::{Kind as MediaKind, MediaName};
use api_model::api::{Encoding, MediaType, SchemaId, Style as ApiStyle};
use api_runtime::style::{Kind, Pairs, Raw, Shape, Source, Style, decode_raw};
use serde_json::{Map, Value};

/// Reads a form as an object.
pub(crate) fn decode_form(
    cx: Context<'_>,
    media: &MediaType,
    text: &str,
) -> Result<Reading, Vec<Fault>> {
    check_escapes(text)?;
    let pairs = Pairs::of_query(text);
    let expected = media
        .schema
        .map(|schema| cx.expectations.of(cx.api, schema));
    let known = expected.map(|expected| &expected.properties);
    let mut readings = [Map::new(), Map::new()];
    let mut faults = Vec::new();
    for (name, schema) in known.into_iter().flatten() {
        let field = Field {
            name,
            schema: *schema,
            encoding: media.encoding.get(name),
        };
        for (reading, preference) in readings
            .iter_mut()
            .zip([Preference::Typed, Preference::Text])
        {
            match field.read(cx, &pairs, preference) {
                Ok(Some(value)) => {
                    reading.insert(name.clone(), value);
                }
                Ok(None) => {}
                Err(message) => {
                    let fault = Fault::syntax(Part::Body, None, message).pointing(pointer(name));
                    if !faults.contains(&fault) {
                        faults.push(fault);
                    }
                }
            }
        }
    }
    if !faults.is_empty() {
        return Err(faults);
    }
    let additional = expected.and_then(|expected| expected.additional);
    let is_known = |name: &str| known.is_some_and(|known| known.contains_key(name));
    add_further(cx, &pairs, additional, is_known, &mut readings);
    let [first, second] = readings.map(Value::Object);
    let mut candidates = vec![first];
    if candidates.first() != Some(&second) {
        candidates.push(second);
    }
    Ok(Reading {
        schema: media.schema,
        candidates,
    })
}

/// A JSON pointer to a property of the body.
pub(crate) fn pointer(name: &str) -> String {
    format!("/{}", name.replace('~', "~0").replace('/', "~1"))
}

fn check_escapes(text: &str) -> Result<(), Vec<Fault>> {
    let faulty = text.split('&').find_map(|pair| {
        let error = crate::text::unescape_form(pair).err()?;
        let name = pair.split('=').next().unwrap_or_default();
        Some((name, error))
    });
    match faulty {
        None => Ok(()),
        Some((name, error)) => Err(vec![
            Fault::syntax(Part::Body, None, format!("not a form: {error}")).pointing(pointer(name)),
        ]),
    }
}

/// A property of a form.
struct Field<'a> {
    name: &'a str,
    schema: SchemaId,
    encoding: Option<&'a Encoding>,
}

impl Field<'_> {
    fn read(
        &self,
        cx: Context<'_>,
        pairs: &Pairs,
        preference: Preference,
    ) -> Result<Option<Value>, String> {
        if self.is_json()
            && let Some(text) = self.text(pairs)?
        {
            return parse_json(text.as_bytes())
                .map(Some)
                .map_err(|error| error.to_string());
        }
        let expected = cx.expectations.of(cx.api, self.schema);
        let only_object = expected.wants_object() && !expected.wants_scalar();
        if only_object && self.style().is_none() {
            return self.read_object(cx, pairs, preference);
        }
        let style = self.style().unwrap_or(Style::FORM);
        let names: Vec<&str> = expected.properties.keys().map(String::as_str).collect();
        for shape in shapes(expected, &names) {
            let several = pairs.values(self.name).nth(1).is_some();
            if shape == Shape::Primitive && several && expected.wants_array() {
                continue;
            }
            let raw = decode_raw(Source::Query(pairs), self.name, style, shape);
            if let Some(raw) = raw.map_err(|error| error.message)? {
                let list = match self.style() {
                    None => json_items(cx, expected, &raw),
                    Some(_) => None,
                };
                return Ok(Some(list.unwrap_or_else(|| {
                    typed(cx, &raw, Some(self.schema), preference)
                })));
            }
        }
        Ok(None)
    }

    /// An object whose style nobody stated: as JSON text, or with keys in brackets.
    fn read_object(
        &self,
        cx: Context<'_>,
        pairs: &Pairs,
        preference: Preference,
    ) -> Result<Option<Value>, String> {
        if let Some(text) = self.text(pairs)? {
            let value = parse_json(text.as_bytes());
            return Ok(Some(value.unwrap_or(Value::String(text))));
        }
        let style = Style::DEEP_OBJECT;
        let raw = decode_raw(Source::Query(pairs), self.name, style, Shape::AnyObject);
        let raw = raw.map_err(|error| error.message)?;
        Ok(raw.map(|raw| typed(cx, &raw, Some(self.schema), preference)))
    }

    fn text(&self, pairs: &Pairs) -> Result<Option<String>, String> {
        let raw = decode_raw(
            Source::Query(pairs),
            self.name,
            Style::JSON,
            Shape::Primitive,
        );
        match raw.map_err(|error| error.message)? {
            Some(Raw::Primitive(text)) => Ok(Some(text)),
            _ => Ok(None),
        }
    }

    fn is_json(&self) -> bool {
        let content_type = self
            .encoding
            .and_then(|encoding| encoding.content_type.as_deref());
        content_type
            .and_then(MediaName::parse)
            .is_some_and(|name| name.kind() == MediaKind::Json)
    }

    fn style(&self) -> Option<Style> {
        let encoding = self.encoding?;
        if encoding.style.is_none() && encoding.explode.is_none() {
            return None;
        }
        let style = encoding.style.unwrap_or(ApiStyle::Form);
        let explode = encoding.explode.unwrap_or(style == ApiStyle::Form);
        let style = style_of(style, explode);
        // `deepObject` has one form whatever `explode` says.
        Some(if style.kind == Kind::DeepObject {
            Style::DEEP_OBJECT
        } else {
            style
        })
    }
}

/// A list of objects or lists: each item is a JSON text of its own, since the content type of a list is that of its
/// items (OpenAPI 3.1 section 4.8.15.1). Text that is no JSON stays text, and the validator says so.
fn json_items(cx: Context<'_>, expected: &Expected, raw: &Raw) -> Option<Value> {
    let Raw::Array(items) = raw else {
        return None;
    };
    let inner = cx.expectations.of(cx.api, expected.items?);
    let is_nested = inner.wants_object() || inner.wants_array();
    if !is_nested || inner.wants_scalar() {
        return None;
    }
    let item = |raw: &Raw| match raw {
        Raw::Primitive(text) => {
            Some(parse_json(text.as_bytes()).unwrap_or_else(|_| Value::String(text.clone())))
        }
        Raw::Array(_) | Raw::Object(_) => None,
    };
    items
        .iter()
        .map(item)
        .collect::<Option<_>>()
        .map(Value::Array)
}

/// Fields that are no known property: text, or a list of texts when there are several.
fn add_further(
    cx: Context<'_>,
    pairs: &Pairs,
    additional: Option<SchemaId>,
    is_known: impl Fn(&str) -> bool,
    readings: &mut [Map<String, Value>; 2],
) {
    let all = decode_raw(Source::Query(pairs), "", Style::FORM, Shape::AnyObject);
    let Ok(Some(Raw::Object(members))) = all else {
        return;
    };
    for (name, raw) in members {
        let base = name.split('[').next().unwrap_or_default();
        if is_known(&name) || is_known(base) {
            continue;
        }
        for (reading, preference) in readings
            .iter_mut()
            .zip([Preference::Typed, Preference::Text])
        {
            let value = typed(cx, &raw, additional, preference);
            reading.insert(name.clone(), value);
        }
    }
}
