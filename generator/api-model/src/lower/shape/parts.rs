//! Taking a schema apart into the schemas that all hold for its values.

use super::neutral;
use crate::api::{SchemaId, Schemas};
use std::collections::HashSet;

/// Several schemas of which one (or at least one) holds.
#[derive(Debug, Clone)]
pub(super) struct Alternatives {
    /// The schema that lists them.
    pub(super) owner: SchemaId,
    /// Those that allow more than null.
    pub(super) variants: Vec<SchemaId>,
    /// `oneOf`.
    pub(super) exclusive: bool,
}

/// What one schema is directly made of.
#[derive(Debug, Default)]
pub(super) struct Members {
    /// What holds as well: `$ref`, `allOf`, and alternatives of which only one is left.
    pub(super) also: Vec<SchemaId>,
    /// Real choices.
    pub(super) choices: Vec<Alternatives>,
    /// Whether null was one of the alternatives.
    pub(super) null: bool,
    /// Whether null was the only alternative.
    pub(super) only_null: bool,
}

impl Members {
    pub(super) fn of(schemas: &Schemas, id: SchemaId) -> Members {
        let keywords = &schemas[id].keywords;
        let mut members = Members::default();
        members.also.extend(keywords.reference);
        members.also.extend(keywords.dynamic_reference);
        members.also.extend(&keywords.all_of);
        for (variants, exclusive) in [(&keywords.any_of, false), (&keywords.one_of, true)] {
            if !variants.is_empty() {
                members.choose(schemas, id, variants, exclusive);
            }
        }
        members
    }

    fn choose(
        &mut self,
        schemas: &Schemas,
        owner: SchemaId,
        variants: &[SchemaId],
        exclusive: bool,
    ) {
        let (nulls, mut live): (Vec<_>, Vec<_>) = variants
            .iter()
            .copied()
            .filter(|id| !neutral::is_never(schemas, *id))
            .partition(|id| neutral::is_null(schemas, *id));
        self.null |= !nulls.is_empty();
        match live.len() {
            0 => self.only_null |= !nulls.is_empty(),
            1 => self.also.append(&mut live),
            _ => self.choices.push(Alternatives {
                owner,
                variants: live,
                exclusive,
            }),
        }
    }
}

/// The schemas whose own keywords all hold, and the choices between others.
#[derive(Debug, Default)]
pub(super) struct Parts {
    /// Bases before what extends them, the schema itself last.
    pub(super) list: Vec<SchemaId>,
    /// The choices that remain.
    pub(super) choices: Vec<Alternatives>,
    /// Whether null was offered as an alternative.
    pub(super) null: bool,
    /// Whether an alternative was nothing but null.
    pub(super) only_null: bool,
}

enum Step {
    Enter(SchemaId),
    Leave(SchemaId),
}

impl Parts {
    pub(super) fn of(schemas: &Schemas, root: SchemaId, budget: &mut usize) -> Parts {
        let mut parts = Parts::default();
        let mut seen = HashSet::new();
        let mut steps = vec![Step::Enter(root)];
        while let Some(step) = steps.pop() {
            match step {
                Step::Leave(id) => parts.list.push(id),
                Step::Enter(id) => {
                    if *budget == 0 || !seen.insert(id) {
                        continue;
                    }
                    *budget -= 1;
                    steps.push(Step::Leave(id));
                    let members = Members::of(schemas, id);
                    parts.null |= members.null;
                    parts.only_null |= members.only_null;
                    parts.choices.extend(members.choices);
                    steps.extend(members.also.into_iter().rev().map(Step::Enter));
                }
            }
        }
        parts.leave_out_own_family(schemas, root, &seen);
        parts.leave_out_rules(schemas);
        parts
    }

    /// A base that lists what extends it (`Pet` is one of `Dog`, `Cat`; `Dog` is all of `Pet`, …)
    /// offers no choice to those.
    fn leave_out_own_family(
        &mut self,
        schemas: &Schemas,
        root: SchemaId,
        seen: &HashSet<SchemaId>,
    ) {
        self.choices.retain(|choice| {
            choice.owner == root
                || !choice
                    .variants
                    .iter()
                    .any(|id| seen.contains(&neutral::dereference(schemas, *id)))
        });
    }

    /// Alternatives that only state rules (`anyOf` of `required` lists) describe no other kinds.
    fn leave_out_rules(&mut self, schemas: &Schemas) {
        let own = self
            .list
            .iter()
            .any(|id| neutral::says_kind(&schemas[*id].keywords));
        let structured = self
            .list
            .iter()
            .any(|id| neutral::says_structure(&schemas[*id].keywords));
        self.choices.retain(|choice| {
            !own || !choice.variants.iter().all(|id| {
                let keywords = &schemas[*id].keywords;
                !neutral::says_structure(keywords)
                    && !neutral::says_others(keywords)
                    && (keywords.types.is_empty() || structured)
            })
        });
    }
}
