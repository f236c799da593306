//! Which property of an object is the id that its path names.

use super::schema::{Fields, follow, key_text, plain};
use api_model::api::{Api, Parameter, ShapeKind};
use serde_json::{Map, Value};

/// How well a property answers to a path parameter; less is better.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Likeness {
    SameName,
    SameExample,
    Id,
    OwnName,
    Usual,
}

/// Names that ids have when they are not called `id`.
const USUAL: [&str; 9] = [
    "uuid", "guid", "uid", "key", "slug", "code", "name", "login", "username",
];

/// The property of an object that a path parameter gives. `example` is a documented object;
/// `collection` the literal before the parameter, such as `pets`.
pub(super) fn id_property(
    api: &Api,
    fields: &Fields,
    parameter: &Parameter,
    collection: &str,
    example: Option<&Map<String, Value>>,
) -> Option<(Likeness, String)> {
    let fits = |name: &str| is_scalar(api, fields, name).then(|| name.to_owned());
    let name = plain(&parameter.name);
    if let Some(same) = fields.named_like(&parameter.name).and_then(fits) {
        return Some((Likeness::SameName, same));
    }
    let is_id = ["id", "uuid", "guid"].iter().any(|end| name.ends_with(end));
    let by_id = || {
        ["id", "_id", "uuid", "guid"]
            .iter()
            .find_map(|id| fields.has(id).then(|| fits(id)).flatten())
    };
    if is_id && let Some(id) = by_id() {
        return Some((Likeness::Id, id));
    }
    if let Some(same) = same_example(parameter, api, example).and_then(|name| fits(&name)) {
        return Some((Likeness::SameExample, same));
    }
    if let Some(id) = by_id().filter(|id| converts(api, fields, parameter, id)) {
        return Some((Likeness::Id, id));
    }
    let singular = singular(&plain(collection));
    let own = [
        name.strip_prefix(&singular).unwrap_or_default().to_owned(),
        format!("{singular}id"),
        format!("{name}id"),
        format!("{singular}name"),
        format!("{name}name"),
    ];
    let named = |wanted: &str| fields.all.keys().find(|known| plain(known) == wanted);
    let own = own
        .iter()
        .filter(|own| !own.is_empty())
        .find_map(|own| named(own));
    if let Some(own) = own.and_then(|own| fits(own)) {
        return Some((Likeness::OwnName, own));
    }
    let usual = USUAL.iter().find_map(|usual| named(usual));
    let usual = usual.and_then(|usual| fits(usual))?;
    Some((Likeness::Usual, usual))
}

/// The only property whose documented value is the parameter's documented value.
fn same_example(
    parameter: &Parameter,
    api: &Api,
    example: Option<&Map<String, Value>>,
) -> Option<String> {
    let examples = parameter
        .examples
        .values()
        .filter_map(|example| example.value.as_ref());
    let of_schema = parameter
        .schema()
        .map(|schema| api.schema(follow(api, schema)));
    let of_schema = of_schema
        .into_iter()
        .flat_map(|schema| &schema.keywords.examples);
    let wanted = examples.chain(of_schema).find_map(key_text)?;
    let mut same = example?
        .iter()
        .filter(|(_, value)| key_text(value).as_deref() == Some(&wanted));
    let (name, _) = same.next()?;
    same.next().is_none().then(|| name.clone())
}

fn is_scalar(api: &Api, fields: &Fields, name: &str) -> bool {
    let schema = fields
        .all
        .get(name)
        .map(|property| follow(api, property.schema));
    schema.is_some_and(|schema| {
        !matches!(
            api.schema(schema).shape.kind,
            ShapeKind::Object(_) | ShapeKind::Array(_) | ShapeKind::Boolean | ShapeKind::Null
        )
    })
}

/// A parameter that is free text names no number, unless it is called an id.
fn converts(api: &Api, fields: &Fields, parameter: &Parameter, name: &str) -> bool {
    let kind_of = |schema| &api.schema(follow(api, schema)).shape.kind;
    let Some(property) = fields.all.get(name) else {
        return false;
    };
    let is_number = |kind: &ShapeKind| matches!(kind, ShapeKind::Integer | ShapeKind::Number);
    let given = parameter.schema().map(kind_of);
    given.is_none_or(|given| is_number(given) == is_number(kind_of(property.schema)))
}

/// One of several, as English mostly does it.
pub(super) fn singular(word: &str) -> String {
    let ends = |end: &str| word.len() > end.len() + 1 && word.ends_with(end);
    if ends("ies") {
        return format!("{}y", word.strip_suffix("ies").unwrap_or(word));
    }
    if ["sses", "shes", "ches", "xes", "zes"]
        .iter()
        .any(|end| ends(end))
    {
        return word.strip_suffix("es").unwrap_or(word).to_owned();
    }
    match word.strip_suffix('s') {
        Some(stem) if stem.len() > 1 && !stem.ends_with(['s', 'u', 'i']) => stem.to_owned(),
        _ => word.to_owned(),
    }
}

/// Several of one.
pub(super) fn plural(word: &str) -> String {
    let before_y = word
        .strip_suffix('y')
        .filter(|stem| !stem.ends_with(['a', 'e', 'i', 'o', 'u']));
    if let Some(stem) = before_y {
        return format!("{stem}ies");
    }
    if word.ends_with(['s', 'x', 'z']) || word.ends_with("sh") || word.ends_with("ch") {
        return format!("{word}es");
    }
    format!("{word}s")
}

/// The property that holds what a parameter of a parent's path names: `userId` below
/// `/users/{userId}` or `/users/{id}`, `account` for `{accountName}`.
pub(super) fn foreign_key<'f>(
    fields: &'f Fields,
    parameter: &str,
    parent: &str,
) -> Option<&'f str> {
    let name = plain(parameter);
    let owner = singular(&plain(parent));
    let is_key = |known: &&str| {
        let known = plain(known);
        // `id` is the object's own.
        known != "id"
            && (known == name
                || known == format!("{owner}id")
                || known == format!("{name}id")
                || [format!("{known}name"), format!("{known}id")].contains(&name))
    };
    fields.all.keys().map(String::as_str).find(is_key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_one_and_several() {
        for (one, several) in [
            ("user", "users"),
            ("box", "boxes"),
            ("city", "cities"),
            ("key", "keys"),
            ("match", "matches"),
        ] {
            assert_eq!(singular(several), one);
            assert_eq!(plural(one), several);
        }
        assert_eq!(singular("status"), "status");
        assert_eq!(singular("glass"), "glass");
    }
}
