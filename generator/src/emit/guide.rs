//! `docs/operations.md`: a call of every operation, compiled by the tests of the documentation. It is a page of its own
//! and no part of the client's text: examples beside the methods would make that a tenth longer, and slower to compile.

use askama::Template;
use serde_json::{Map, Value, json};

use crate::Options;
use crate::markdown::code;
use crate::plan::{
    Body, BodyKind, EnumValue, ItemId, ItemKind, Media, MediaForm, Operation, Plan, Presence, Type,
};
use crate::print::Banner;

/// Longer values make an example hard to read.
const LONGEST: usize = 320;

/// Deeper values are not made up.
const DEEPEST: usize = 6;

#[derive(Template)]
#[template(path = "guide.md", escape = "none")]
struct Guide<'a> {
    banner: String,
    krate: &'a str,
    title: &'a str,
    groups: Vec<Chapter<'a>>,
}

struct Chapter<'a> {
    name: &'a str,
    entries: Vec<Entry<'a>>,
}

/// An operation and the lines that call it.
#[derive(Default)]
struct Entry<'a> {
    method: &'a str,
    summary: String,
    address: String,
    optional: Vec<&'a str>,
    /// What cannot be made up is given to the function around the example: `name: Type`.
    given: Vec<String>,
    lines: Vec<String>,
}

/// The page.
pub(crate) fn guide(
    plan: &Plan,
    options: &Options,
    banner: &Banner,
) -> Result<String, askama::Error> {
    let krate = options.name.replace('-', "_");
    let writer = Writer { plan };
    let groups = plan.groups.iter().map(|group| {
        let operations = group.operations.iter();
        let operations = operations.filter_map(|index| plan.operations.get(*index));
        Chapter {
            name: &group.name,
            entries: operations
                .map(|operation| writer.entry(operation))
                .collect(),
        }
    });
    Guide {
        banner: banner.lines("").replace('\n', " ").trim().to_owned(),
        krate: &krate,
        title: &plan.title,
        groups: groups.collect(),
    }
    .render()
}

/// The lines of a call that needs little, preferably of one that only asks.
pub(crate) fn quick_start(plan: &Plan) -> Option<Vec<String>> {
    let writer = Writer { plan };
    let simple = plan.operations.iter().filter(|operation| {
        let required = operation.parameters.iter().filter(|one| one.required);
        required.count() <= 3
    });
    let weight = |operation: &&Operation, entry: &Entry<'_>| {
        let asks = operation.method == "GET";
        (!entry.given.is_empty(), entry.lines.len(), !asks)
    };
    simple
        .map(|operation| (operation, writer.entry(operation)))
        .min_by_key(|(operation, entry)| weight(operation, entry))
        .filter(|(_, entry)| entry.given.is_empty())
        .map(|(_, entry)| entry.lines)
}

struct Writer<'a> {
    plan: &'a Plan,
}

impl<'a> Writer<'a> {
    fn entry(&self, operation: &'a Operation) -> Entry<'a> {
        let mut entry = Entry {
            method: &operation.names.method,
            summary: summary(operation),
            address: code(&format!("{} {}", operation.method, operation.path)),
            ..Entry::default()
        };
        let mut arguments = Vec::new();
        for (index, parameter) in operation.parameters.iter().enumerate() {
            if !parameter.required {
                entry.optional.push(&parameter.name);
                continue;
            }
            let value = operation.samples.parameters.get(index);
            let value = value.and_then(Option::as_ref);
            let argument = self.argument(&parameter.name, &parameter.ty, value, &mut entry);
            arguments.push(argument);
        }
        match &operation.body {
            Some(body) if body.required => {
                let value = operation.samples.body.as_ref();
                arguments.push(self.body(body, value, &mut entry));
            }
            Some(_) => entry.optional.push("body"),
            None => {}
        }
        let call = format!("client.{}({})", entry.method, arguments.join(", "));
        entry
            .lines
            .push(format!("let answer = {call}.send().await?;"));
        entry
    }

    fn body(&self, body: &Body, value: Option<&Value>, entry: &mut Entry<'_>) -> String {
        match &body.kind {
            BodyKind::One(media) => match media.form {
                MediaForm::Text | MediaForm::Binary => text(value, "text"),
                MediaForm::Lines => self.stream("runtime::ndjson::Lines", &media.ty, entry),
                MediaForm::Events => self.stream("runtime::sse::Events", &media.ty, entry),
                MediaForm::Multipart => self.given("body", &media.ty, entry),
                MediaForm::Json | MediaForm::Form(_) => {
                    self.argument("body", &media.ty, value, entry)
                }
            },
            BodyKind::Several { item, media } => self
                .choice(*item, media, value, entry)
                .unwrap_or_else(|| self.given("body", &Type::Item(*item), entry)),
        }
    }

    fn choice(
        &self,
        item: ItemId,
        media: &[(String, Media)],
        value: Option<&Value>,
        entry: &mut Entry<'_>,
    ) -> Option<String> {
        let (variant, media) = media.first()?;
        if !matches!(media.form, MediaForm::Json | MediaForm::Form(_)) {
            return None;
        }
        let json = self.json(&media.ty, value)?;
        self.declare("body", &media.ty, &json, entry);
        let name = &self.plan.types.item(item).name;
        Some(format!("types::{name}::{variant}(body)"))
    }

    /// An expression of the type that a method takes for a value of this type.
    fn argument(
        &self,
        name: &str,
        ty: &Type,
        value: Option<&Value>,
        entry: &mut Entry<'_>,
    ) -> String {
        let by_reference = |expression: String| match ty.is_copy() {
            true => expression,
            false => format!("&{expression}"),
        };
        if let Type::String = ty {
            return text(value, name);
        }
        if let Some(expression) = self.expression(ty, value) {
            return match (ty, expression.strip_prefix("vec!")) {
                (Type::Vec(_), Some(items)) => format!("&{items}"),
                _ => by_reference(expression),
            };
        }
        match self.json(ty, value) {
            Some(json) => {
                self.declare(name, ty, &json, entry);
                by_reference(name.to_owned())
            }
            None => by_reference(self.given(name, ty, entry)),
        }
    }

    /// A value whose type has a short spelling in Rust.
    fn expression(&self, ty: &Type, value: Option<&Value>) -> Option<String> {
        Some(match ty {
            Type::Bool => value.and_then(Value::as_bool).unwrap_or(true).to_string(),
            Type::Integer(name) => integer(name, value),
            Type::Float(_) => {
                let number = value
                    .and_then(Value::as_f64)
                    .filter(|number| number.abs() < 1e6);
                format!("{:?}", number.unwrap_or(1.0))
            }
            Type::String => format!("{}.to_owned()", text(value, "text")),
            Type::DateTime => format!("{}.parse()?", text(value, "2024-01-01T00:00:00Z")),
            Type::Date => format!("{}.parse()?", text(value, "2024-01-01")),
            Type::Uuid => {
                let nil = "00000000-0000-0000-0000-000000000000";
                format!("{}.parse()?", text(value, nil))
            }
            Type::Vec(inner) => {
                let items = value
                    .and_then(Value::as_array)
                    .map_or(&[][..], Vec::as_slice);
                let items: Option<Vec<String>> = match items {
                    [] => Some(vec![self.expression(inner, None)?]),
                    items => {
                        let few = items.iter().take(3);
                        few.map(|item| self.expression(inner, Some(item))).collect()
                    }
                };
                format!("vec![{}]", items?.join(", "))
            }
            Type::Item(item) => {
                let item = self.plan.types.item(*item);
                let ItemKind::StringEnum(values) = &item.kind else {
                    return None;
                };
                let variant = named(values, value)?;
                format!("types::{}::{variant}", item.name)
            }
            _ => return None,
        })
    }

    fn declare(&self, name: &str, ty: &Type, json: &str, entry: &mut Entry<'_>) {
        let mut hashes = "#".to_owned();
        while json.contains(&format!("\"{hashes}")) {
            hashes.push('#');
        }
        let ty = self.spell(ty);
        if json.len() <= 40 {
            let line =
                format!("let {name}: {ty} = serde_json::from_str(r{hashes}\"{json}\"{hashes})?;");
            entry.lines.push(line);
            return;
        }
        entry
            .lines
            .push(format!("let {name}: {ty} = serde_json::from_str("));
        entry
            .lines
            .push(format!("    r{hashes}\"{json}\"{hashes},"));
        entry.lines.push(")?;".to_owned());
    }

    fn given(&self, name: &str, ty: &Type, entry: &mut Entry<'_>) -> String {
        entry.given.push(format!("{name}: {}", self.spell(ty)));
        name.to_owned()
    }

    fn stream(&self, of: &str, item: &Type, entry: &mut Entry<'_>) -> String {
        entry
            .given
            .push(format!("body: {of}<{}>", self.spell(item)));
        "body".to_owned()
    }

    /// A value as JSON: the documented one if it is short, else the least there is.
    fn json(&self, ty: &Type, value: Option<&Value>) -> Option<String> {
        let short = |text: &String| text.len() <= LONGEST;
        let documented = value.map(Value::to_string).filter(short);
        documented.or_else(|| Some(self.least(ty, 0)?.to_string()).filter(short))
    }

    /// The least value of a type.
    fn least(&self, ty: &Type, depth: usize) -> Option<Value> {
        if depth > DEEPEST {
            return None;
        }
        Some(match ty {
            Type::Unit | Type::Option(_) => Value::Null,
            Type::Bool => json!(true),
            Type::Integer(_) => json!(1),
            Type::Float(_) => json!(1.0),
            Type::String => json!("text"),
            Type::DateTime => json!("2024-01-01T00:00:00Z"),
            Type::Date => json!("2024-01-01"),
            Type::Uuid => json!("00000000-0000-0000-0000-000000000000"),
            Type::Base64 => json!("dGV4dA=="),
            Type::Json | Type::Map(_) => json!({}),
            Type::Vec(_) => json!([]),
            Type::Boxed(inner) => self.least(inner, depth + 1)?,
            Type::Tuple(all) => {
                let all = all.iter().map(|ty| self.least(ty, depth + 1));
                Value::Array(all.collect::<Option<_>>()?)
            }
            Type::Item(item) => self.least_item(*item, depth)?,
            Type::Body | Type::FilePart => return None,
        })
    }

    fn least_item(&self, item: ItemId, depth: usize) -> Option<Value> {
        Some(match &self.plan.types.item(item).kind {
            ItemKind::Struct(item) => {
                let mut members = Map::new();
                for field in &item.fields {
                    match field.presence {
                        Presence::Required => {
                            let value = self.least(&field.ty, depth + 1)?;
                            members.insert(field.wire.clone(), value);
                        }
                        Presence::RequiredNullable => {
                            members.insert(field.wire.clone(), Value::Null);
                        }
                        Presence::Flat => {
                            if let Value::Object(inner) = self.least(&field.ty, depth + 1)? {
                                members.extend(inner);
                            }
                        }
                        Presence::Optional | Presence::OptionalNullable => {}
                    }
                }
                Value::Object(members)
            }
            ItemKind::StringEnum(values)
            | ItemKind::IntegerEnum(_, values)
            | ItemKind::MixedEnum(values) => values.first()?.value.clone(),
            ItemKind::Newtype { ty, .. } | ItemKind::Alias(ty) => self.least(ty, depth + 1)?,
            ItemKind::Untagged(union) => self.least(&union.variants.first()?.ty, depth + 1)?,
            ItemKind::Tagged(union) => {
                let variant = union.variants.first()?;
                let mut value = self.least(&variant.ty, depth + 1)?;
                let tag = variant.tags.first()?.clone();
                value
                    .as_object_mut()?
                    .insert(union.property.clone(), tag.into());
                value
            }
            ItemKind::Tuple(item) => {
                let fields = item.fields.iter();
                let all = fields.map(|field| self.least(&field.ty, depth + 1));
                Value::Array(all.collect::<Option<_>>()?)
            }
            ItemKind::Pending | ItemKind::Multipart(_) | ItemKind::Media(_) => return None,
        })
    }

    /// A type as the example's function names it.
    fn spell(&self, ty: &Type) -> String {
        let plan = self.plan;
        match ty {
            Type::Unit => "()".to_owned(),
            Type::Bool => "bool".to_owned(),
            Type::Integer(name) | Type::Float(name) => (*name).to_owned(),
            Type::String => "String".to_owned(),
            Type::DateTime => "runtime::formats::DateTime".to_owned(),
            Type::Date => "runtime::formats::Date".to_owned(),
            Type::Uuid => "runtime::formats::Uuid".to_owned(),
            Type::Base64 => "runtime::formats::Base64".to_owned(),
            Type::Json => "serde_json::Value".to_owned(),
            Type::Body => "runtime::body::Body".to_owned(),
            Type::FilePart => "runtime::multipart::FilePart".to_owned(),
            Type::Item(item) => format!("types::{}", plan.types.item(*item).name),
            Type::Vec(inner) => format!("Vec<{}>", self.spell(inner)),
            Type::Map(inner) => format!("runtime::Map<{}>", self.spell(inner)),
            Type::Option(inner) => format!("Option<{}>", self.spell(inner)),
            Type::Boxed(inner) => format!("Box<{}>", self.spell(inner)),
            Type::Tuple(all) => {
                let all: String = all
                    .iter()
                    .map(|ty| format!("{}, ", self.spell(ty)))
                    .collect();
                format!("({})", all.trim_end())
            }
        }
    }
}

/// The first line of what the operation says of itself, if that is more than its address.
fn summary(operation: &Operation) -> String {
    let mut lines = operation.docs.iter().take_while(|line| !line.is_empty());
    match (lines.next(), lines.next()) {
        (Some(line), None) if line.starts_with(char::is_alphanumeric) => {
            format!("{}: ", line.trim_end_matches(['.', ':']))
        }
        _ => String::new(),
    }
}

fn integer(name: &str, value: Option<&Value>) -> String {
    let fits = |number: &i64| match name {
        "i8" => i8::try_from(*number).is_ok(),
        "i16" => i16::try_from(*number).is_ok(),
        "i32" => i32::try_from(*number).is_ok(),
        "u8" => u8::try_from(*number).is_ok(),
        "u16" => u16::try_from(*number).is_ok(),
        "u32" => u32::try_from(*number).is_ok(),
        "u64" => u64::try_from(*number).is_ok(),
        _ => true,
    };
    let number = value.and_then(Value::as_i64).filter(fits);
    number.unwrap_or(1).to_string()
}

/// A literal of a text, if the value is a short one; else of the other.
fn text(value: Option<&Value>, other: &str) -> String {
    let short = |text: &&str| text.len() <= 80 && !text.is_empty();
    let text = value.and_then(Value::as_str).filter(short);
    format!("{:?}", text.unwrap_or(other))
}

/// The variant that means a value, else the first.
fn named<'v>(values: &'v [EnumValue], value: Option<&Value>) -> Option<&'v str> {
    let meant = values.iter().find(|known| Some(&known.value) == value);
    meant.or(values.first()).map(|known| known.name.as_str())
}
