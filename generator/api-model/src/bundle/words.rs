//! The words that names are made of.

use crate::api::Operation;

/// What the names of an operation's schemas begin with.
pub(super) fn operation_name(operation: &Operation) -> String {
    match &operation.operation_id {
        Some(id) if !pascal(id).is_empty() => pascal(id),
        _ => format!(
            "{}{}",
            pascal(operation.method.field()),
            pascal(&operation.path.text)
        ),
    }
}

/// Words run together, each with a capital: `list tenant-users` is `ListTenantUsers`.
pub(super) fn pascal(text: &str) -> String {
    let mut name = String::new();
    let mut start = true;
    for character in text.chars() {
        if !character.is_ascii_alphanumeric() {
            start = true;
        } else if start {
            name.push(character.to_ascii_uppercase());
            start = false;
        } else {
            name.push(character);
        }
    }
    name
}

/// A name with only the characters a component may have.
pub(super) fn sanitised(name: &str) -> String {
    if is_valid(name) {
        return name.to_owned();
    }
    let replaced: String = name
        .chars()
        .map(|character| {
            if is_allowed(character) {
                character
            } else {
                '_'
            }
        })
        .collect();
    match replaced.trim_matches('_') {
        "" => "Schema".to_owned(),
        trimmed => trimmed.to_owned(),
    }
}

/// Whether a component may have a name.
pub(super) fn is_valid(name: &str) -> bool {
    !name.is_empty() && name.chars().all(is_allowed)
}

fn is_allowed(character: char) -> bool {
    character.is_ascii_alphanumeric() || matches!(character, '.' | '-' | '_')
}
