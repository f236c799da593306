//! Fields of error bodies that say what HTTP says too: the status, and an explanation.

use serde_json::Value;

/// Properties that hold the status.
const STATUS_NAMES: [&str; 6] = [
    "status",
    "statuscode",
    "code",
    "httpstatus",
    "httpstatuscode",
    "errorcode",
];

/// Properties that hold an explanation.
const MESSAGE_NAMES: [&str; 9] = [
    "message",
    "detail",
    "details",
    "title",
    "errormessage",
    "errordescription",
    "description",
    "reason",
    "msg",
];

/// Pointers to the fields of an object and of the objects directly inside it.
pub(crate) fn fields(value: &Value) -> Vec<String> {
    let mut pointers = Vec::new();
    let Some(object) = value.as_object() else {
        return pointers;
    };
    let escape = |name: &str| name.replace('~', "~0").replace('/', "~1");
    for (name, member) in object.iter().take(64) {
        pointers.push(format!("/{}", escape(name)));
        let inner = member.as_object().into_iter().flatten().take(64);
        pointers.extend(inner.map(|(inner, _)| format!("/{}/{}", escape(name), escape(inner))));
    }
    pointers
}

/// The status that a body names in one of its fields.
pub(crate) fn status_in(value: &Value) -> Option<u16> {
    fields(value)
        .iter()
        .find_map(|pointer| status_of(&plain_name(pointer), value.pointer(pointer)?))
}

/// The true value of a field, when its name says what it is for. A code that is none of HTTP's is
/// the application's own and stays.
pub(crate) fn truth(pointer: &str, field: &Value, status: u16, explanation: &str) -> Option<Value> {
    let name = plain_name(pointer);
    if status_of(&name, field).is_some() {
        return Some(match field {
            Value::String(_) => status.to_string().into(),
            _ => status.into(),
        });
    }
    let explains = field.is_string() && MESSAGE_NAMES.contains(&name.as_str());
    explains.then(|| explanation.into())
}

fn status_of(name: &str, field: &Value) -> Option<u16> {
    let code = match field {
        Value::Number(number) => number.as_u64().and_then(|code| u16::try_from(code).ok()),
        Value::String(text) => text.parse().ok(),
        _ => None,
    };
    code.filter(|code| STATUS_NAMES.contains(&name) && (100..600).contains(code))
}

/// The last member of a pointer in lower case, without what separates words.
fn plain_name(pointer: &str) -> String {
    let name = pointer.rsplit('/').next().unwrap_or_default();
    name.chars()
        .filter(|character| !matches!(character, '_' | '-'))
        .flat_map(char::to_lowercase)
        .collect()
}
