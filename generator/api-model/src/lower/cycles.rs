//! Schemas that are made of themselves without anything between: a value would have to be judged
//! by a schema in order to be judged by it.
//!
//! One such circle is common and has a clear meaning: a base offers its variants in `oneOf` and
//! each variant extends the base by `allOf`. The variants then mean the base without its
//! alternatives, and get just that. An alternative that leads straight back adds nothing and is
//! dropped. All other circles are errors.

use super::Report;
use crate::api::{Keywords, Schema, SchemaId, Schemas, Shape, ShapeKind};
use crate::diagnostic::Diagnostic;
use crate::source::Place;
use std::collections::HashMap;

/// How often the graph is searched again after mending; every round mends all circles it finds.
const ROUNDS: usize = 16;

/// Why one schema applies another to the same value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Edge {
    Reference,
    All,
    Choice,
    Other,
}

/// One step of a circle: the schema, and how it leads to the next.
#[derive(Debug, Clone, Copy)]
struct Step {
    schema: SchemaId,
    edge: Edge,
}

/// Breaks or reports every circle.
pub(super) fn break_cycles(schemas: &mut Schemas, report: &mut Report) {
    let mut bases = HashMap::new();
    for round in 0..ROUNDS {
        let circles = find_circles(schemas);
        if circles.is_empty() {
            return;
        }
        for circle in circles {
            if round + 1 == ROUNDS || !mend(schemas, report, &circle, &mut bases) {
                report_circle(schemas, report, &circle);
            }
        }
        if report.has_errors() {
            return;
        }
    }
}

fn edges(keywords: &Keywords) -> Vec<(Edge, SchemaId)> {
    let mut found = Vec::new();
    let mut add = |edge: Edge, ids: &mut dyn Iterator<Item = SchemaId>| {
        found.extend(ids.map(|id| (edge, id)));
    };
    add(Edge::Reference, &mut keywords.reference.into_iter());
    add(Edge::Reference, &mut keywords.dynamic_reference.into_iter());
    add(Edge::All, &mut keywords.all_of.iter().copied());
    add(Edge::Choice, &mut keywords.any_of.iter().copied());
    add(Edge::Choice, &mut keywords.one_of.iter().copied());
    let others = [keywords.not, keywords.if_, keywords.then, keywords.else_];
    add(Edge::Other, &mut others.into_iter().flatten());
    add(
        Edge::Other,
        &mut keywords.dependent_schemas.values().copied(),
    );
    found
}

/// A schema on the way of the search, and what is still to be tried from it.
struct Visit {
    schema: SchemaId,
    edges: Vec<(Edge, SchemaId)>,
    next: usize,
}

impl Visit {
    fn new(schemas: &Schemas, schema: SchemaId) -> Self {
        Visit {
            schema,
            edges: edges(&schemas[schema].keywords),
            next: 0,
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    New,
    OnTheWay,
    Done,
}

/// Depth-first search with its own stack; every edge back to the way closes a circle.
fn find_circles(schemas: &Schemas) -> Vec<Vec<Step>> {
    let mut states = vec![State::New; schemas.len()];
    let mut circles = Vec::new();
    for (start, _) in schemas.iter() {
        if states[start.index()] != State::New {
            continue;
        }
        states[start.index()] = State::OnTheWay;
        let mut way = vec![Visit::new(schemas, start)];
        while let Some(visit) = way.last_mut() {
            let Some((_, child)) = visit.edges.get(visit.next).copied() else {
                states[visit.schema.index()] = State::Done;
                way.pop();
                continue;
            };
            visit.next += 1;
            match states[child.index()] {
                State::Done => {}
                State::OnTheWay => circles.push(circle(&way, child)),
                State::New => {
                    states[child.index()] = State::OnTheWay;
                    way.push(Visit::new(schemas, child));
                }
            }
        }
    }
    circles
}

fn circle(way: &[Visit], start: SchemaId) -> Vec<Step> {
    let from = way.iter().position(|visit| visit.schema == start);
    way.iter()
        .skip(from.unwrap_or(0))
        .filter_map(|visit| {
            let (edge, _) = visit.edges.get(visit.next.checked_sub(1)?)?;
            Some(Step {
                schema: visit.schema,
                edge: *edge,
            })
        })
        .collect()
}

/// Breaks a circle that has a clear meaning.
fn mend(
    schemas: &mut Schemas,
    report: &mut Report,
    circle: &[Step],
    bases: &mut HashMap<SchemaId, SchemaId>,
) -> bool {
    let has = |edge: Edge| circle.iter().any(|step| step.edge == edge);
    if has(Edge::Other) || !has(Edge::Choice) {
        return false;
    }
    if has(Edge::All) {
        return extend_base(schemas, report, circle, bases);
    }
    drop_alternative(schemas, report, circle)
}

/// Makes the reference by which a variant extends its base lead to the base without alternatives.
fn extend_base(
    schemas: &mut Schemas,
    report: &mut Report,
    circle: &[Step],
    bases: &mut HashMap<SchemaId, SchemaId>,
) -> bool {
    let step_at = |index: usize| circle.get(index % circle.len()).copied();
    for index in 0..circle.len() {
        let (Some(referrer), Some(base)) = (step_at(index), step_at(index + 1)) else {
            return false;
        };
        if referrer.edge != Edge::Reference || base.edge != Edge::Choice {
            continue;
        }
        let mut plain = base.schema;
        let mut ahead = index + 2;
        // `nullable` puts the base itself one choice deeper.
        while let Some(step) = step_at(ahead)
            && step.edge == Edge::Choice
            && step.schema != base.schema
        {
            plain = step.schema;
            ahead += 1;
        }
        let id = *bases
            .entry(plain)
            .or_insert_with(|| without_alternatives(schemas, plain));
        warn_extends(schemas, report, referrer.schema, base.schema);
        let keywords = &mut schemas.all[referrer.schema.index()].keywords;
        keywords.reference = Some(id);
        keywords.dynamic_reference = None;
        return true;
    }
    false
}

fn without_alternatives(schemas: &mut Schemas, base: SchemaId) -> SchemaId {
    let Schema {
        place, keywords, ..
    } = &schemas[base];
    let keywords = Keywords {
        one_of: Vec::new(),
        any_of: Vec::new(),
        discriminator: None,
        ..keywords.clone()
    };
    let schema = Schema {
        place: *place,
        name: None,
        keywords,
        shape: Shape {
            nullable: false,
            kind: ShapeKind::Any,
        },
    };
    schemas.all.push(schema);
    SchemaId(schemas.all.len() as u32 - 1)
}

fn warn_extends(schemas: &Schemas, report: &mut Report, referrer: SchemaId, base: SchemaId) {
    let name = schemas[base].name.as_deref().unwrap_or("this schema");
    let message = format!(
        "`{name}` has this schema among its alternatives, and this schema extends `{name}`; it is \
         read as extending `{name}` without the alternatives"
    );
    let place = reference_place(schemas, referrer);
    report.add(
        Diagnostic::warning("variant-extends-union", place, message)
            .related(schemas[base].place, "the alternatives are here")
            .help("put what the variants share into a schema of its own"),
    );
}

/// Drops an alternative that only leads back to the choice it stands in.
fn drop_alternative(schemas: &mut Schemas, report: &mut Report, circle: &[Step]) -> bool {
    let Some(index) = circle.iter().position(|step| step.edge == Edge::Choice) else {
        return false;
    };
    let (Some(choice), Some(next)) = (circle.get(index), circle.get((index + 1) % circle.len()))
    else {
        return false;
    };
    let message = "this alternative leads back to the choice it stands in; it is ignored";
    let place = reference_place(schemas, next.schema);
    let keywords = &mut schemas.all[choice.schema.index()].keywords;
    keywords.any_of.retain(|id| *id != next.schema);
    keywords.one_of.retain(|id| *id != next.schema);
    report.add(Diagnostic::warning("circular-alternative", place, message));
    true
}

fn report_circle(schemas: &Schemas, report: &mut Report, circle: &[Step]) {
    let Some((first, others)) = circle.split_first() else {
        return;
    };
    let message = "this schema is made of itself, so it describes nothing";
    let place = reference_place(schemas, first.schema);
    let mut fault = Diagnostic::error("schema-cycle", place, message)
        .help("break the circle: a property or an item may refer back, a part may not");
    for step in others.iter().take(8) {
        fault = fault.related(reference_place(schemas, step.schema), "by way of this");
    }
    report.add(fault);
}

fn reference_place(schemas: &Schemas, id: SchemaId) -> Place {
    let schema = &schemas[id];
    schema.keywords.place_of("$ref").unwrap_or(schema.place)
}
