//! Objects made of other objects: what a request says over what was there, a whole item as a
//! certain answer shows it.

use super::identity::{plural, singular};
use super::schema::{Fields, plain};
use serde_json::{Map, Value};

/// An item as an answer shows it. `template` is the documented object of that answer, `shown` the
/// properties of its schema, `known` those of the whole item: what the item could have and has
/// not is not made up.
pub(super) fn show(
    item: &Map<String, Value>,
    template: &Map<String, Value>,
    shown: &Fields,
    known: &Fields,
) -> Map<String, Value> {
    let mut object = Map::new();
    for (name, value) in template {
        match item.get(name) {
            Some(value) => object.insert(name.clone(), value.clone()),
            None if known.has(name) && !shown.is_required(name) => None,
            None => object.insert(name.clone(), value.clone()),
        };
    }
    for (name, value) in item {
        let is_shown = match shown.all.get(name) {
            Some(property) => !property.write_only,
            None => shown.open && !known.has(name),
        };
        if is_shown && !object.contains_key(name) {
            object.insert(name.clone(), value.clone());
        }
    }
    object
}

/// A new item: what was sent, and what only the server can fill in. A property that could have
/// been sent and was not is absent, unless every item has it.
pub(super) fn create(
    template: &Map<String, Value>,
    sent: &Map<String, Value>,
    known: &Fields,
    sendable: &Fields,
    default_of: impl Fn(&str) -> Option<Value>,
) -> Map<String, Value> {
    let sent = renamed(sent, known);
    let mut object = Map::new();
    for (name, value) in template {
        let own = sendable
            .all
            .get(name)
            .filter(|property| !property.read_only);
        let could_be_sent = own.is_some() || other_number(sendable, name).is_some();
        let value = match sent.get(name) {
            Some(value) => Some(value.clone()),
            None if could_be_sent => {
                default_of(name).or_else(|| known.is_required(name).then(|| value.clone()))
            }
            None => Some(value.clone()),
        };
        if let Some(value) = value {
            object.insert(name.clone(), value);
        }
    }
    for (name, value) in sent {
        let is_kept = known.has(&name) || known.open;
        if is_kept && !object.contains_key(&name) {
            object.insert(name, value);
        }
    }
    object
}

/// A changed item. `is_whole` replaces what could have been sent and was not; otherwise what was
/// not sent stays.
pub(super) fn change(
    old: &Map<String, Value>,
    sent: &Map<String, Value>,
    known: &Fields,
    sendable: Option<&Fields>,
    nullable: impl Fn(&str, &Value) -> bool,
    is_whole: bool,
) -> Map<String, Value> {
    let sent = renamed(sent, known);
    let mut object = old.clone();
    if is_whole && let Some(sendable) = sendable {
        object.retain(|name, _| {
            let property = sendable.all.get(name);
            let could_be_sent = property.is_some_and(|property| !property.read_only);
            sent.contains_key(name) || !could_be_sent || known.is_required(name)
        });
    }
    for (name, value) in sent {
        let is_read_only = known
            .all
            .get(&name)
            .is_some_and(|property| property.read_only);
        if is_read_only || !(known.has(&name) || known.open) {
            continue;
        }
        if value.is_null() && !nullable(&name, &value) {
            if !known.is_required(&name) {
                object.shift_remove(&name);
            }
            continue;
        }
        match (object.get_mut(&name), value) {
            (Some(Value::Object(old)), Value::Object(new)) if !is_whole => merge(old, new, 0),
            (_, value) => {
                object.insert(name, value);
            }
        }
    }
    object
}

/// RFC 7396.
fn merge(old: &mut Map<String, Value>, new: Map<String, Value>, depth: usize) {
    for (name, value) in new {
        match (old.get_mut(&name), value) {
            (_, Value::Null) => {
                old.shift_remove(&name);
            }
            (Some(Value::Object(old)), Value::Object(new)) if depth < 64 => {
                merge(old, new, depth + 1);
            }
            (_, value) => {
                old.insert(name, value);
            }
        }
    }
}

/// What was sent under the names that the item has: some requests say `scopes` where answers say
/// `scope`.
fn renamed(sent: &Map<String, Value>, known: &Fields) -> Map<String, Value> {
    let named = sent.iter().map(|(name, value)| {
        let own = match other_number(known, name) {
            Some(other) if !known.has(name) && !sent.contains_key(other) => other,
            _ => name,
        };
        (own.to_owned(), value.clone())
    });
    named.collect()
}

/// The field that is called the same but for singular and plural.
fn other_number<'f>(fields: &'f Fields, name: &str) -> Option<&'f str> {
    let name = plain(name);
    let others = [singular(&name), plural(&name)];
    let mut names = fields.all.keys().map(String::as_str);
    names.find(|known| {
        let known = plain(known);
        known != name && others.contains(&known)
    })
}

/// RFC 6902; `None` when an operation cannot be carried out, and then nothing is.
pub(super) fn patch(old: &Map<String, Value>, operations: &[Value]) -> Option<Map<String, Value>> {
    let mut document = Value::Object(old.clone());
    for operation in operations.iter().take(1000) {
        let text = |name: &str| operation.get(name).and_then(Value::as_str);
        let path = text("path")?;
        let value = || operation.get("value").cloned();
        match text("op")? {
            "add" => add(&mut document, path, value()?)?,
            "replace" => *document.pointer_mut(path)? = value()?,
            "remove" => {
                remove(&mut document, path)?;
            }
            "copy" => {
                let copied = document.pointer(text("from")?)?.clone();
                add(&mut document, path, copied)?;
            }
            "move" => {
                let moved = remove(&mut document, text("from")?)?;
                add(&mut document, path, moved)?;
            }
            "test" => {
                (document.pointer(path)? == &value()?).then_some(())?;
            }
            _ => return None,
        }
    }
    match document {
        Value::Object(object) => Some(object),
        _ => None,
    }
}

fn split(path: &str) -> Option<(&str, String)> {
    let (parent, name) = path.rsplit_once('/')?;
    Some((parent, name.replace("~1", "/").replace("~0", "~")))
}

fn add(document: &mut Value, path: &str, value: Value) -> Option<()> {
    let (parent, name) = split(path)?;
    match document.pointer_mut(parent)? {
        Value::Object(members) => {
            members.insert(name, value);
        }
        Value::Array(items) => {
            let index = if name == "-" {
                items.len()
            } else {
                name.parse().ok()?
            };
            (index <= items.len()).then(|| items.insert(index, value))?;
        }
        _ => return None,
    }
    Some(())
}

fn remove(document: &mut Value, path: &str) -> Option<Value> {
    let (parent, name) = split(path)?;
    match document.pointer_mut(parent)? {
        Value::Object(members) => members.shift_remove(&name),
        Value::Array(items) => {
            let index: usize = name.parse().ok()?;
            (index < items.len()).then(|| items.remove(index))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn object(value: Value) -> Map<String, Value> {
        value.as_object().unwrap().clone()
    }

    #[test]
    fn patches_by_operations() {
        let old = object(json!({"name": "Ada", "tags": ["a", "b"], "a/b": 1}));
        let patched = patch(
            &old,
            &[
                json!({"op": "test", "path": "/name", "value": "Ada"}),
                json!({"op": "replace", "path": "/name", "value": "Bo"}),
                json!({"op": "add", "path": "/tags/-", "value": "c"}),
                json!({"op": "remove", "path": "/tags/0"}),
                json!({"op": "move", "from": "/a~1b", "path": "/n"}),
            ],
        );
        let expected = object(json!({"name": "Bo", "tags": ["b", "c"], "n": 1}));
        assert_eq!(patched, Some(expected));
        let refused = patch(
            &old,
            &[json!({"op": "test", "path": "/name", "value": "Bo"})],
        );
        assert_eq!(refused, None);
        assert_eq!(
            patch(&old, &[json!({"op": "remove", "path": "/tags/9"})]),
            None
        );
    }

    #[test]
    fn merges_deeply_and_null_removes() {
        let mut old = object(json!({"a": {"b": 1, "c": 2}, "d": 3}));
        merge(
            &mut old,
            object(json!({"a": {"b": null, "e": 4}, "d": null})),
            0,
        );
        assert_eq!(old, object(json!({"a": {"c": 2, "e": 4}})));
    }
}
