//! References: the parts of a request and of the state that rules speak of, such as `path.id`,
//! `header.x-region`, `body#/name` and `item#/owner`.

use crate::check::Accepted;
use crate::message::Incoming;
use crate::text::{unescape, unescape_form};
use api_model::api::{Location, Operation};
use serde_json::{Map, Value};
use std::borrow::Cow;

/// A part of a request or of the state.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Reference {
    Method,
    Path(String),
    Query(String),
    Header(String),
    Cookie(String),
    /// A JSON pointer into the body.
    Body(String),
    /// The bytes of the body as text.
    RawBody,
    /// A JSON pointer into the item that the request is about.
    Item(String),
    /// A JSON pointer into what an operation on many items says of this one.
    Each(String),
    /// A JSON pointer into the list of the other items of the collection.
    Others(String),
}

/// What a reference looks into. What is not known where a rule is applied is absent.
#[derive(Clone, Copy)]
pub(crate) struct Context<'a> {
    pub(crate) operation: &'a Operation,
    pub(crate) incoming: &'a Incoming<'a>,
    /// Path arguments by name, still percent-encoded.
    pub(crate) arguments: &'a [(String, Cow<'a, str>)],
    pub(crate) accepted: Option<&'a Accepted>,
    pub(crate) item: Option<&'a Map<String, Value>>,
    pub(crate) others: &'a [Value],
    pub(crate) each: Option<&'a Value>,
}

impl Reference {
    /// Reads a reference; says what is wrong with one that is none.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let text = text.trim();
        let (head, pointer) = match text.split_once('#') {
            Some((head, pointer)) => (head, Some(pointer)),
            None => (text, None),
        };
        if let Some(pointer) = pointer.filter(|pointer| !pointer.is_empty())
            && !pointer.starts_with('/')
        {
            return Err(format!(
                "`#{pointer}` is no JSON pointer: it starts with `#/`"
            ));
        }
        let pointer_text = pointer.unwrap_or_default().to_owned();
        match head {
            "body" => return Ok(Reference::Body(pointer_text)),
            "item" => return Ok(Reference::Item(pointer_text)),
            "each" => return Ok(Reference::Each(pointer_text)),
            "others" => return Ok(Reference::Others(pointer_text)),
            _ if pointer.is_some() => {
                return Err(format!(
                    "`{head}` takes no JSON pointer; `body`, `item`, `each` and `others` do"
                ));
            }
            "method" => return Ok(Reference::Method),
            "body.raw" => return Ok(Reference::RawBody),
            _ => {}
        }
        match head.split_once('.') {
            Some(("path", name)) if !name.is_empty() => Ok(Reference::Path(name.to_owned())),
            Some(("query", name)) if !name.is_empty() => Ok(Reference::Query(name.to_owned())),
            Some(("header", name)) if !name.is_empty() => Ok(Reference::Header(name.to_owned())),
            Some(("cookie", name)) if !name.is_empty() => Ok(Reference::Cookie(name.to_owned())),
            _ => Err(format!(
                "`{text}` is no reference: expected `path.NAME`, `query.NAME`, `header.NAME`, \
                 `cookie.NAME`, `body#/POINTER`, `body.raw`, `item#/POINTER`, \
                 `each#/POINTER`, `others#/POINTER` or `method`"
            )),
        }
    }
}

impl<'a> Context<'a> {
    /// Only what travels in the head of a request, and its bytes.
    pub(crate) fn of_head(operation: &'a Operation, incoming: &'a Incoming<'a>) -> Self {
        Context {
            operation,
            incoming,
            arguments: &[],
            accepted: None,
            item: None,
            others: &[],
            each: None,
        }
    }

    /// What a reference names; `None` when that is not there.
    pub(crate) fn look_up(&self, reference: &Reference) -> Option<Cow<'a, Value>> {
        let text = |text: String| Some(Cow::Owned(Value::String(text)));
        match reference {
            Reference::Method => text(self.incoming.method.to_string()),
            Reference::Path(name) => self
                .parameter(Location::Path, name)
                .or_else(|| text(self.argument(name)?)),
            Reference::Query(name) => self
                .parameter(Location::Query, name)
                .or_else(|| text(self.query(name)?)),
            Reference::Header(name) => self
                .parameter(Location::Header, name)
                .or_else(|| text(self.incoming.header(name)?)),
            Reference::Cookie(name) => self
                .parameter(Location::Cookie, name)
                .or_else(|| text(self.cookie(name)?)),
            Reference::Body(pointer) => {
                let body = self.accepted?.body.as_ref()?;
                body.pointer(pointer).map(Cow::Borrowed)
            }
            Reference::RawBody => text(crate::text::latin_or_utf8(self.incoming.body)),
            Reference::Item(pointer) => in_object(self.item?, pointer),
            Reference::Each(pointer) => self.each?.pointer(pointer).map(Cow::Borrowed),
            Reference::Others(pointer) => in_list(self.others, pointer),
        }
    }

    /// A declared parameter, as a value of its schema.
    fn parameter(&self, location: Location, name: &str) -> Option<Cow<'a, Value>> {
        let is_meant = |known: &str| match location {
            Location::Header => known.eq_ignore_ascii_case(name),
            _ => known == name,
        };
        let mut accepted = self.accepted?.parameters.iter();
        let (_, value) = accepted.find(|(index, _)| {
            let parameter = self.operation.parameters.get(*index);
            parameter.is_some_and(|parameter| {
                parameter.location == location && is_meant(&parameter.name)
            })
        })?;
        Some(Cow::Borrowed(value))
    }

    fn argument(&self, name: &str) -> Option<String> {
        let (_, raw) = self.arguments.iter().find(|(known, _)| known == name)?;
        unescape(raw).ok().map(Cow::into_owned)
    }

    fn query(&self, name: &str) -> Option<String> {
        self.incoming.query.split('&').find_map(|pair| {
            let (known, value) = pair.split_once('=').unwrap_or((pair, ""));
            let is_meant = unescape_form(known).is_ok_and(|known| known == name);
            is_meant.then(|| unescape_form(value).ok().map(Cow::into_owned))?
        })
    }

    fn cookie(&self, name: &str) -> Option<String> {
        let cookies = self.incoming.cookies()?;
        let mut pairs = cookies.split(';').filter_map(|pair| pair.split_once('='));
        pairs
            .find(|(known, _)| known.trim() == name)
            .map(|(_, value)| value.trim().to_owned())
    }
}

/// A pointer into an object that is not wrapped in a value.
fn in_object<'a>(object: &'a Map<String, Value>, pointer: &str) -> Option<Cow<'a, Value>> {
    let Some(inside) = pointer.strip_prefix('/') else {
        return Some(Cow::Owned(Value::Object(object.clone())));
    };
    let (name, rest) = split_pointer(inside);
    object.get(&name)?.pointer(rest).map(Cow::Borrowed)
}

fn in_list<'a>(list: &'a [Value], pointer: &str) -> Option<Cow<'a, Value>> {
    let Some(inside) = pointer.strip_prefix('/') else {
        return Some(Cow::Owned(Value::Array(list.to_vec())));
    };
    let (index, rest) = split_pointer(inside);
    let index: usize = index.parse().ok()?;
    list.get(index)?.pointer(rest).map(Cow::Borrowed)
}

/// The first token of a pointer without its slash, and the rest with one.
fn split_pointer(inside: &str) -> (String, &str) {
    let end = inside.find('/').unwrap_or(inside.len());
    let (token, rest) = inside.split_at(end);
    (token.replace("~1", "/").replace("~0", "~"), rest)
}
