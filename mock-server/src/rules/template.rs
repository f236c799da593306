//! Templates: JSON in which `{{…}}` stands for a part of the request or of the state. A text that
//! is nothing but one placeholder becomes the value itself; in a longer text it becomes text.
//!
//! A placeholder is a reference and filters: `{{body#/roles | join(",")}}`. There are no loops
//! and no conditions, and what is made is bounded.

use super::reference::{Context, Reference};
use serde_json::{Map, Value};
use std::borrow::Cow;

/// Largest result, in bytes, counted roughly.
const LARGEST: usize = 1 << 20;

/// Most filters of a placeholder.
const MOST_FILTERS: usize = 8;

/// JSON with placeholders.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Template {
    Fixed(Value),
    /// A text that is one placeholder.
    Value(Expression),
    Text(Vec<Piece>),
    Array(Vec<Template>),
    Object(Vec<(String, Template)>),
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Piece {
    Literal(String),
    Placeholder(Expression),
}

/// A reference and what is done to its value.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Expression {
    reference: Reference,
    filters: Vec<Filter>,
}

#[derive(Debug, Clone, PartialEq)]
enum Filter {
    /// The items of a list as one text.
    Join(String),
    /// The parts of a text as a list.
    Split(String),
    /// A list without the items of another one.
    Without(Operand),
    /// Another value where there is none, or null.
    Default(Operand),
    Lower,
    Upper,
    /// How many items or characters.
    Length,
}

#[derive(Debug, Clone, PartialEq)]
enum Operand {
    Literal(Value),
    Reference(Reference),
}

impl Template {
    /// Reads the placeholders of a value.
    pub(crate) fn parse(value: &Value) -> Result<Self, String> {
        match value {
            Value::String(text) if text.contains("{{") => parse_text(text),
            Value::Array(items) => {
                let items: Result<Vec<_>, _> = items.iter().map(Template::parse).collect();
                Ok(fixed_or(value, items?, Template::Array))
            }
            Value::Object(members) => {
                let read = |(name, value): (&String, &Value)| {
                    Ok::<_, String>((name.clone(), Template::parse(value)?))
                };
                let members: Vec<(String, Template)> =
                    members.iter().map(read).collect::<Result<_, _>>()?;
                let is_fixed = members
                    .iter()
                    .all(|(_, member)| matches!(member, Template::Fixed(_)));
                Ok(if is_fixed {
                    Template::Fixed(value.clone())
                } else {
                    Template::Object(members)
                })
            }
            other => Ok(Template::Fixed(other.clone())),
        }
    }

    /// The value for a request. A member whose placeholder names nothing is left out; elsewhere
    /// nothing is null, and in a text empty.
    pub(crate) fn render(&self, cx: &Context<'_>) -> Option<Value> {
        self.make(cx, &mut LARGEST.clone())
    }

    /// The text for a request.
    pub(crate) fn render_text(&self, cx: &Context<'_>) -> String {
        self.render(cx)
            .map(|value| text_of(&value).into_owned())
            .unwrap_or_default()
    }

    fn make(&self, cx: &Context<'_>, left: &mut usize) -> Option<Value> {
        match self {
            Template::Fixed(value) => Some(value.clone()),
            Template::Value(expression) => spend(expression.evaluate(cx)?, left),
            Template::Text(pieces) => {
                let mut text = String::new();
                for piece in pieces {
                    match piece {
                        Piece::Literal(literal) => text.push_str(literal),
                        Piece::Placeholder(expression) => {
                            let value = expression.evaluate(cx);
                            let value = value.and_then(|value| spend(value, left));
                            text.push_str(&value.as_ref().map(text_of).unwrap_or_default());
                        }
                    }
                }
                Some(Value::String(text))
            }
            Template::Array(items) => {
                let items = items
                    .iter()
                    .map(|item| item.make(cx, left).unwrap_or_default());
                Some(Value::Array(items.collect()))
            }
            Template::Object(members) => {
                let mut object = Map::new();
                for (name, member) in members {
                    if let Some(value) = member.make(cx, left) {
                        object.insert(name.clone(), value);
                    }
                }
                Some(Value::Object(object))
            }
        }
    }
}

/// Takes the weight of a value off what may still be made; nothing is left of one too heavy.
fn spend(value: Value, left: &mut usize) -> Option<Value> {
    let rest = left.checked_sub(weight(&value))?;
    *left = rest;
    Some(value)
}

fn weight(value: &Value) -> usize {
    8 + match value {
        Value::String(text) => text.len(),
        Value::Array(items) => items.iter().map(weight).sum(),
        Value::Object(members) => members
            .iter()
            .map(|(name, value)| name.len() + weight(value))
            .sum(),
        _ => 0,
    }
}

fn fixed_or(value: &Value, items: Vec<Template>, or: fn(Vec<Template>) -> Template) -> Template {
    if items.iter().all(|item| matches!(item, Template::Fixed(_))) {
        Template::Fixed(value.clone())
    } else {
        or(items)
    }
}

fn parse_text(text: &str) -> Result<Template, String> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some((before, behind)) = rest.split_once("{{") {
        if !before.is_empty() {
            pieces.push(Piece::Literal(before.to_owned()));
        }
        let (inside, after) = behind
            .split_once("}}")
            .ok_or("a placeholder is not closed: `}}` is missing")?;
        pieces.push(Piece::Placeholder(Expression::parse(inside)?));
        rest = after;
    }
    if !rest.is_empty() {
        pieces.push(Piece::Literal(rest.to_owned()));
    }
    match pieces.as_slice() {
        [Piece::Placeholder(only)] => Ok(Template::Value(only.clone())),
        _ => Ok(Template::Text(pieces)),
    }
}

impl Expression {
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let mut parts = crate::text::split_unquoted(text, &['|']).into_iter();
        let reference = Reference::parse(parts.next().unwrap_or_default())?;
        let filters: Vec<Filter> = parts.map(Filter::parse).collect::<Result<_, _>>()?;
        if filters.len() > MOST_FILTERS {
            return Err(format!("a placeholder has at most {MOST_FILTERS} filters"));
        }
        Ok(Expression { reference, filters })
    }

    pub(super) fn evaluate(&self, cx: &Context<'_>) -> Option<Value> {
        let found = cx.look_up(&self.reference).map(Cow::into_owned);
        self.filters
            .iter()
            .fold(found, |value, filter| filter.apply(value, cx))
    }
}

impl Filter {
    fn parse(text: &str) -> Result<Self, String> {
        let text = text.trim();
        let (name, argument) = match text.split_once('(') {
            Some((name, rest)) => {
                let argument = rest.strip_suffix(')').ok_or_else(|| {
                    format!("the argument of the filter `{name}` is not closed: `)` is missing")
                })?;
                (name.trim(), Some(argument.trim()))
            }
            None => (text, None),
        };
        let separator = || match argument.map(serde_json::from_str) {
            None => Ok(",".to_owned()),
            Some(Ok(Value::String(text))) => Ok(text),
            Some(_) => Err(format!("`{name}` takes a text in double quotes")),
        };
        let operand = || {
            let argument = argument.ok_or_else(|| format!("`{name}` needs an argument"))?;
            match serde_json::from_str(argument) {
                Ok(literal) => Ok(Operand::Literal(literal)),
                Err(_) => Reference::parse(argument).map(Operand::Reference),
            }
        };
        match name {
            "join" => separator().map(Filter::Join),
            "split" => separator().map(Filter::Split),
            "without" => operand().map(Filter::Without),
            "default" => operand().map(Filter::Default),
            "lower" => Ok(Filter::Lower),
            "upper" => Ok(Filter::Upper),
            "length" => Ok(Filter::Length),
            _ => Err(format!(
                "there is no filter `{name}`: there are `join`, `split`, `without`, `default`, \
                 `lower`, `upper` and `length`"
            )),
        }
    }

    fn apply(&self, value: Option<Value>, cx: &Context<'_>) -> Option<Value> {
        match (self, value) {
            (Filter::Default(operand), None | Some(Value::Null)) => operand.value(cx),
            (_, None) => None,
            (Filter::Join(separator), Some(Value::Array(items))) => {
                let texts: Vec<Cow<'_, str>> = items.iter().map(text_of).collect();
                Some(texts.join(separator).into())
            }
            (Filter::Split(separator), Some(Value::String(text))) => {
                let parts = text
                    .split(separator.as_str())
                    .filter(|part| !part.is_empty());
                Some(parts.map(Value::from).collect())
            }
            (Filter::Without(operand), Some(Value::Array(items))) => {
                let taken = match operand.value(cx) {
                    Some(Value::Array(taken)) => taken,
                    other => other.into_iter().collect(),
                };
                Some(
                    items
                        .into_iter()
                        .filter(|item| !taken.contains(item))
                        .collect(),
                )
            }
            (Filter::Lower, Some(Value::String(text))) => Some(text.to_lowercase().into()),
            (Filter::Upper, Some(Value::String(text))) => Some(text.to_uppercase().into()),
            (Filter::Length, Some(Value::String(text))) => Some(text.chars().count().into()),
            (Filter::Length, Some(Value::Array(items))) => Some(items.len().into()),
            (_, other) => other,
        }
    }
}

impl Operand {
    fn value(&self, cx: &Context<'_>) -> Option<Value> {
        match self {
            Operand::Literal(value) => Some(value.clone()),
            Operand::Reference(reference) => cx.look_up(reference).map(Cow::into_owned),
        }
    }
}

/// A value inside a text.
pub(crate) fn text_of(value: &Value) -> Cow<'_, str> {
    match value {
        Value::String(text) => Cow::Borrowed(text),
        Value::Null => Cow::Borrowed(""),
        other => Cow::Owned(other.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn fault(text: &str) -> String {
        Template::parse(&json!(text)).unwrap_err()
    }

    #[test]
    fn what_has_no_placeholder_is_fixed() {
        let value = json!({"a": [1, "}} {", null]});
        assert_eq!(Template::parse(&value), Ok(Template::Fixed(value)));
    }

    #[test]
    fn faults_say_what_is_expected() {
        assert!(fault("{{body#/a").contains("`}}` is missing"));
        assert!(fault("{{bodi}}").contains("`bodi` is no reference"));
        assert!(fault("{{body#a}}").contains("JSON pointer"));
        assert!(fault("{{body#/a | jion(\",\")}}").contains("no filter `jion`"));
        assert!(fault("{{body#/a | join(,)}}").contains("double quotes"));
        assert!(fault("{{body#/a | default}}").contains("needs an argument"));
    }
}
