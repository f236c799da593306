//! Text to raw values: strings in arrays and objects, no types yet.

use std::borrow::Cow;

use indexmap::IndexMap;

use super::{Kind, Pairs, Style, StyleError, unescape};

/// How deep a `deepObject` may be.
const DEPTH: usize = 32;

/// A decoded parameter before it has types.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Raw {
    /// One text.
    Primitive(String),
    /// Items in order.
    Array(Vec<Raw>),
    /// Members in the order they were sent.
    Object(Vec<(String, Raw)>),
}

/// The shape to expect; only the schema knows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape<'a> {
    /// A string, number or boolean.
    Primitive,
    /// An array.
    Array,
    /// An object with these properties. Exploded `form` has no other sign of which pairs belong to it.
    Object(&'a [&'a str]),
    /// An object with any properties.
    AnyObject,
}

/// Where the text is.
#[derive(Clone, Copy, Debug)]
pub enum Source<'a> {
    /// What stood in the place of `{name}`, still percent-encoded.
    Path(&'a str),
    /// A header's value; several headers of one name are joined with commas first. `None`: not sent.
    Header(Option<&'a str>),
    /// The pairs of a query or form.
    Query(&'a Pairs),
    /// The pairs of the `Cookie` header.
    Cookie(&'a Pairs),
}

/// Decodes one parameter to the shape expected; `None` when it was not sent.
///
/// # Errors
///
/// When the text is not in the style.
pub fn decode_raw(
    source: Source<'_>,
    name: &str,
    style: Style,
    shape: Shape<'_>,
) -> Result<Option<Raw>, StyleError> {
    match source {
        Source::Path(text) => text_value(name, text, style, shape, unescape).map(Some),
        Source::Header(None) => Ok(None),
        Source::Header(Some(text)) => {
            let plain = |text: &str| Ok(text.trim().to_owned());
            text_value(name, text, style, shape, plain).map(Some)
        }
        Source::Query(pairs) | Source::Cookie(pairs) => pairs_value(pairs, name, style, shape),
    }
}

type Decode<'a> = &'a dyn Fn(&str) -> Result<String, StyleError>;

fn text_value(
    name: &str,
    text: &str,
    style: Style,
    shape: Shape<'_>,
    decode: impl Fn(&str) -> Result<String, StyleError>,
) -> Result<Raw, StyleError> {
    let decode: Decode<'_> = &decode;
    match style.kind {
        Kind::Label => {
            let text = text.strip_prefix('.').ok_or_else(|| missing(".", name))?;
            let separator = if style.explode { '.' } else { ',' };
            delimited(text, separator, style.explode, shape, decode)
        }
        Kind::Matrix => matrix(name, text, style.explode, shape, decode),
        _ => delimited(text, ',', style.explode, shape, decode),
    }
}

fn missing(what: &str, name: &str) -> StyleError {
    StyleError::new(format!("`{what}` is missing before `{name}`"))
}

/// Items between separators; members of exploded objects are `key=value`, of others `key,value`.
fn delimited(
    text: &str,
    separator: char,
    explode: bool,
    shape: Shape<'_>,
    decode: Decode<'_>,
) -> Result<Raw, StyleError> {
    match shape {
        Shape::Primitive => decode(text).map(Raw::Primitive),
        Shape::Array if text.is_empty() => Ok(Raw::Array(Vec::new())),
        Shape::Array => items(text.split(separator), decode),
        Shape::Object(_) | Shape::AnyObject if text.is_empty() => Ok(Raw::Object(Vec::new())),
        Shape::Object(_) | Shape::AnyObject if explode => members(
            text.split(separator).map(|pair| pair.split_once('=')),
            decode,
        ),
        Shape::Object(_) | Shape::AnyObject => alternating(text.split(separator), decode),
    }
}

fn items<'a>(parts: impl Iterator<Item = &'a str>, decode: Decode<'_>) -> Result<Raw, StyleError> {
    parts
        .map(|part| decode(part).map(Raw::Primitive))
        .collect::<Result<_, _>>()
        .map(Raw::Array)
}

fn members<'a>(
    pairs: impl Iterator<Item = Option<(&'a str, &'a str)>>,
    decode: Decode<'_>,
) -> Result<Raw, StyleError> {
    let mut out = Vec::new();
    for pair in pairs {
        let (key, value) =
            pair.ok_or_else(|| StyleError::new("a member of the object is not `key=value`"))?;
        out.push((decode(key)?, Raw::Primitive(decode(value)?)));
    }
    Ok(Raw::Object(out))
}

fn alternating<'a>(
    mut parts: impl Iterator<Item = &'a str>,
    decode: Decode<'_>,
) -> Result<Raw, StyleError> {
    let mut out = Vec::new();
    while let Some(key) = parts.next() {
        let value = parts
            .next()
            .ok_or_else(|| StyleError::new("the last key of the object has no value"))?;
        out.push((decode(key)?, Raw::Primitive(decode(value)?)));
    }
    Ok(Raw::Object(out))
}

fn matrix(
    name: &str,
    text: &str,
    explode: bool,
    shape: Shape<'_>,
    decode: Decode<'_>,
) -> Result<Raw, StyleError> {
    let text = text.strip_prefix(';').ok_or_else(|| missing(";", name))?;
    let pair = |part: &'_ str| -> Result<Option<String>, StyleError> {
        let (key, value) = part.split_once('=').unwrap_or((part, ""));
        Ok((decode(key)? == name).then(|| value.to_owned()))
    };
    let named = |part: &str| -> Result<String, StyleError> {
        pair(part)?.ok_or_else(|| StyleError::new(format!("expected `;{name}=`")))
    };
    match shape {
        Shape::Array if explode => {
            let values = text.split(';').map(named).collect::<Result<Vec<_>, _>>()?;
            items(values.iter().map(String::as_str), decode)
        }
        Shape::Object(_) | Shape::AnyObject if explode => {
            members(text.split(';').map(|pair| pair.split_once('=')), decode)
        }
        _ => delimited(&named(text)?, ',', false, shape, decode),
    }
}

fn pairs_value(
    pairs: &Pairs,
    name: &str,
    style: Style,
    shape: Shape<'_>,
) -> Result<Option<Raw>, StyleError> {
    if style.kind == Kind::DeepObject {
        return deep(pairs, name, shape);
    }
    let decode = |text: &str| pairs.decode(text);
    let object = matches!(shape, Shape::Object(_) | Shape::AnyObject);
    if object && style.explode && style.kind != Kind::Json {
        return exploded_object(pairs, shape);
    }
    let mut values = pairs.values(name);
    let Some(first) = values.next() else {
        return Ok(None);
    };
    if shape == Shape::Array && style.explode && style.kind != Kind::Json {
        let rest: Vec<_> = std::iter::once(first).chain(values).collect();
        if rest == [""] {
            return Ok(Some(Raw::Array(Vec::new())));
        }
        return items(rest.into_iter(), &decode).map(Some);
    }
    let (text, separator) = separated(first, style.kind);
    delimited(&text, separator, false, shape, &decode).map(Some)
}

/// The separators of two styles are themselves percent-encoded, so one spelling is chosen first.
fn separated(text: &str, kind: Kind) -> (Cow<'_, str>, char) {
    match kind {
        Kind::SpaceDelimited => (text.replace("%20", " ").replace('+', " ").into(), ' '),
        Kind::PipeDelimited => (text.replace("%7C", "|").replace("%7c", "|").into(), '|'),
        _ => (text.into(), ','),
    }
}

fn exploded_object(pairs: &Pairs, shape: Shape<'_>) -> Result<Option<Raw>, StyleError> {
    let mut out = Members::new();
    for (key, value) in &pairs.list {
        let wanted = match shape {
            Shape::Object(names) => names.contains(&key.as_str()),
            _ => true,
        };
        if wanted {
            add(&mut out, key, Raw::Primitive(pairs.decode(value)?));
        }
    }
    Ok((!out.is_empty()).then(|| Raw::Object(out.into_iter().collect())))
}

/// Members by key while they are gathered: a form may have very many.
type Members = IndexMap<String, Raw>;

/// A key that comes again becomes an array: how forms write lists.
fn add(out: &mut Members, key: &str, value: Raw) {
    match out.get_mut(key) {
        None => {
            out.insert(key.to_owned(), value);
        }
        Some(Raw::Array(items)) => items.push(value),
        Some(first) => {
            let before = std::mem::replace(first, Raw::Array(Vec::new()));
            *first = Raw::Array(vec![before, value]);
        }
    }
}

fn deep(pairs: &Pairs, name: &str, shape: Shape<'_>) -> Result<Option<Raw>, StyleError> {
    let mut root = Tree::default();
    for (key, value) in &pairs.list {
        let Some(path) = key.strip_prefix(name).and_then(brackets) else {
            continue;
        };
        if path.len() > DEPTH {
            return Err(StyleError::new(format!("`{name}` is nested too deeply")));
        }
        root.insert(&path, pairs.decode(value)?).map_err(|()| {
            StyleError::new(format!("`{key}` is given both as a value and as an object"))
        })?;
    }
    if root.members.is_empty() {
        return Ok(None);
    }
    Ok(Some(root.into_raw(shape == Shape::Array)))
}

/// `[a][b]` as its keys; `None` when the text is anything else.
fn brackets(mut text: &str) -> Option<Vec<&str>> {
    let mut out = Vec::new();
    while !text.is_empty() {
        let (key, rest) = text.strip_prefix('[')?.split_once(']')?;
        out.push(key);
        text = rest;
    }
    (!out.is_empty()).then_some(out)
}

/// A `deepObject` while it is gathered.
#[derive(Default)]
struct Tree {
    values: Members,
    members: IndexMap<String, Option<Tree>>,
}

impl Tree {
    fn insert(&mut self, path: &[&str], text: String) -> Result<(), ()> {
        let Some((key, rest)) = path.split_first() else {
            return Err(());
        };
        // `a[]=` appends: each pair gets the next index.
        let key = match key.is_empty() {
            true => self.members.len().to_string(),
            false => (*key).to_owned(),
        };
        match (rest.is_empty(), self.members.get_mut(&key)) {
            (true, Some(Some(_))) | (false, Some(None)) => return Err(()),
            (false, Some(Some(inner))) => return inner.insert(rest, text),
            (true, _) => {
                add(&mut self.values, &key, Raw::Primitive(text));
                self.members.insert(key, None);
            }
            (false, None) => {
                let mut inner = Self::default();
                inner.insert(rest, text)?;
                self.members.insert(key, Some(inner));
            }
        }
        Ok(())
    }

    /// Objects whose keys are exactly 0, 1, 2, ... are arrays, except at the root, where the schema says.
    fn into_raw(mut self, array: bool) -> Raw {
        let mut out = Vec::with_capacity(self.members.len());
        for (key, inner) in self.members {
            let value = match inner {
                Some(inner) => {
                    let counted = inner.is_counted();
                    inner.into_raw(counted)
                }
                None => self
                    .values
                    .swap_remove(&key)
                    .unwrap_or(Raw::Primitive(String::new())),
            };
            out.push((key, value));
        }
        match array {
            true => Raw::Array(out.into_iter().map(|(_, value)| value).collect()),
            false => Raw::Object(out),
        }
    }

    fn is_counted(&self) -> bool {
        self.members
            .keys()
            .enumerate()
            .all(|(index, key)| *key == index.to_string())
    }
}
