//! Which variant a discriminating value means (OpenAPI 3.1 section 4.8.25).

use super::neutral::dereference;
use crate::api::{Discriminator, Keywords, SchemaId, Schemas};
use serde_json::Value;

/// Bases that are searched for a property's constant.
const SEARCHED: usize = 32;

/// What a discriminating value leads to.
pub(crate) enum Pick {
    /// This variant.
    Variant(SchemaId),
    /// None; these values are known.
    Unknown(Vec<String>),
    /// The document does not say enough to tell.
    Unclear,
}

/// The variant of a schema's `oneOf` or `anyOf` that a tag means.
pub(crate) fn pick_variant(
    schemas: &Schemas,
    discriminator: &Discriminator,
    variants: &[SchemaId],
    tag: &str,
) -> Pick {
    if let Some(target) = discriminator.mapping.get(tag) {
        let target = dereference(schemas, *target);
        let variant = variants
            .iter()
            .find(|id| dereference(schemas, **id) == target);
        return Pick::Variant(variant.copied().unwrap_or(target));
    }
    let mut known = Vec::new();
    let mut sure = !discriminator.mapping.is_empty();
    for variant in variants {
        let (tags, stated) = tags_and_source(schemas, discriminator, *variant);
        if tags.iter().any(|known| known == tag) {
            return Pick::Variant(*variant);
        }
        sure |= stated;
        if tags.is_empty() {
            return Pick::Unclear;
        }
        known.extend(tags);
    }
    if sure {
        Pick::Unknown(known)
    } else {
        Pick::Unclear
    }
}

/// The values that mean a variant: of the mapping as far as its property allows them, else the
/// constants that the property is limited to, else the name of its schema.
pub(crate) fn tags(
    schemas: &Schemas,
    discriminator: &Discriminator,
    variant: SchemaId,
) -> Vec<String> {
    tags_and_source(schemas, discriminator, variant).0
}

/// The tags, and whether the document states them instead of leaving them to a schema's name.
fn tags_and_source(
    schemas: &Schemas,
    discriminator: &Discriminator,
    variant: SchemaId,
) -> (Vec<String>, bool) {
    let target = dereference(schemas, variant);
    let (mut constants, inherited) = constants_of(schemas, target, &discriminator.property_name);
    if inherited && constants.len() > 1 {
        constants = own_of_all(schemas[target].name.as_deref(), constants);
    }
    let refuses = |tag: &String| !inherited && !constants.is_empty() && !constants.contains(tag);
    let mapped: Vec<String> = discriminator
        .mapping
        .iter()
        .filter(|(_, id)| **id == variant || dereference(schemas, **id) == target)
        .map(|(tag, _)| tag.clone())
        // A tag that the variant itself refuses is never seen.
        .filter(|tag| !refuses(tag))
        .collect();
    if !mapped.is_empty() {
        return (mapped, true);
    }
    if !constants.is_empty() {
        return (constants, true);
    }
    (schemas[target].name.iter().cloned().collect(), false)
}

/// Of the values that a base lists for all its kinds, the one that is a kind's name; all if none is.
fn own_of_all(name: Option<&str>, all: Vec<String>) -> Vec<String> {
    let name = name.unwrap_or_default();
    let same = all.iter().find(|value| *value == name);
    let alike = || all.iter().find(|value| value.eq_ignore_ascii_case(name));
    match same.or_else(alike) {
        Some(own) => vec![own.clone()],
        None => all,
    }
}

/// The strings that a property of a schema is limited to, in the schema or what it is made of, and whether it is a
/// base that says so.
pub(super) fn constants_of(schemas: &Schemas, id: SchemaId, property: &str) -> (Vec<String>, bool) {
    let mut waiting = vec![(id, false)];
    let mut searched = 0;
    while let Some((id, inherited)) = waiting.pop() {
        searched += 1;
        if searched > SEARCHED {
            break;
        }
        let keywords = &schemas[id].keywords;
        if let Some(found) = keywords.properties.get(property) {
            let found = strings(&schemas[dereference(schemas, *found)].keywords);
            if !found.is_empty() {
                return (found, inherited);
            }
        }
        let base = keywords.reference.map(|base| (base, true));
        waiting.extend(base);
        let members = keywords.all_of.iter().take(SEARCHED);
        waiting.extend(members.map(|member| (*member, inherited)));
    }
    (Vec::new(), false)
}

fn strings(keywords: &Keywords) -> Vec<String> {
    let constant = keywords.constant.as_ref().map(std::slice::from_ref);
    let values = constant.or(keywords.enumeration.as_deref());
    values
        .unwrap_or_default()
        .iter()
        .filter_map(Value::as_str)
        .map(str::to_owned)
        .collect()
}
