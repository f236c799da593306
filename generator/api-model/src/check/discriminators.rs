//! The property of a discriminator is one that every alternative has (OpenAPI 3.1 section
//! 4.8.25).

use crate::api::{Api, Discriminator, SchemaId, Schemas};
use crate::diagnostic::Diagnostic;
use crate::lower::Report;
use std::cell::Cell;

/// Deepest nesting of `allOf`, `oneOf` and `$ref` that is looked through.
const DEPTH: usize = 24;

/// Most schemas that are looked at for one alternative.
const STEPS: usize = 10_000;

/// Reports alternatives without the property.
pub(super) fn check_discriminators(api: &mut Api, report: &mut Report) {
    for (_, schema) in api.schemas.iter() {
        let keywords = &schema.keywords;
        let Some(discriminator) = &keywords.discriminator else {
            continue;
        };
        let common = keywords
            .properties
            .contains_key(&discriminator.property_name);
        if common {
            continue;
        }
        let null = |id: &&SchemaId| {
            let types = api.schemas[**id].keywords.types;
            types.len() == 1 && types.contains(crate::api::Type::Null)
        };
        let alternatives = keywords.one_of.iter().chain(&keywords.any_of);
        for id in alternatives.filter(|id| !null(id)) {
            if !declares(
                &api.schemas,
                *id,
                &discriminator.property_name,
                DEPTH,
                &Cell::new(STEPS),
            ) {
                report_missing(&api.schemas, *id, discriminator, report);
            }
        }
    }
}

fn report_missing(
    schemas: &Schemas,
    id: SchemaId,
    discriminator: &Discriminator,
    report: &mut Report,
) {
    let name = &discriminator.property_name;
    let message =
        format!("this alternative does not declare `{name}`, which is to tell it from the others");
    report.add(
        Diagnostic::warning("missing-discriminator", schemas[id].place, message)
            .related(discriminator.place, "the discriminator")
            .help(format!(
                "declare the property `{name}` and make it required"
            )),
    );
}

/// Whether every value of a schema can be expected to have a property. When it is too much to
/// find out, the document has the benefit of the doubt.
fn declares(
    schemas: &Schemas,
    id: SchemaId,
    name: &str,
    depth: usize,
    steps: &Cell<usize>,
) -> bool {
    let keywords = &schemas[id].keywords;
    let (Some(depth), Some(left)) = (depth.checked_sub(1), steps.get().checked_sub(1)) else {
        return true;
    };
    steps.set(left);
    let holds = |id: &SchemaId| declares(schemas, *id, name, depth, steps);
    let all = |ids: &[SchemaId]| !ids.is_empty() && ids.iter().all(holds);
    keywords.properties.contains_key(name)
        || keywords.reference.iter().any(holds)
        || keywords.dynamic_reference.iter().any(holds)
        || keywords.all_of.iter().any(holds)
        || all(&keywords.one_of)
        || all(&keywords.any_of)
}
