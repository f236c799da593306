//! Lists whose first items have types of their own, and whose length is not fixed: structs that are lists on the
//! wire.

use api_model::api::{ArrayShape, SchemaId};

use super::docs;
use super::facts::Facts;
use super::item::{Field, ItemId, ItemKind, Presence, Tuple, Type};
use super::names::{self, Scope};
use super::types::{Context, Planner};
use super::usage::Direction;

impl Planner<'_> {
    /// The struct of such a list. Items that need not be there are optional, from the end.
    pub(crate) fn tuple(
        &mut self,
        id: SchemaId,
        array: &ArrayShape,
        direction: Direction,
        item: ItemId,
    ) -> ItemKind {
        let facts = Facts::of(self.api, id);
        let least = facts.min_items.unwrap_or(0);
        let mut scope = Scope::without(&["rest"]);
        let mut fields = Vec::with_capacity(array.prefix.len());
        for (at, schema) in array.prefix.iter().enumerate() {
            let required = (at as u64) < least;
            fields.push(self.tuple_field(*schema, at, required, direction, item, &mut scope));
        }
        let known = fields.len() as u64;
        let least = facts.min_items.filter(|least| *least > known);
        let most = facts.max_items.filter(|most| array.open || *most < known);
        ItemKind::Tuple(Tuple {
            fields,
            rest: array
                .open
                .then(|| self.tuple_rest(array.items, direction, item)),
            size: (least.is_some() || most.is_some()).then_some((least, most)),
        })
    }

    fn tuple_field(
        &mut self,
        schema: SchemaId,
        at: usize,
        required: bool,
        direction: Direction,
        item: ItemId,
        scope: &mut Scope,
    ) -> Field {
        let owner = self.types.item(item).name.clone();
        let number = format!("item_{}", at + 1);
        let title = self.api.schema(schema).keywords.title.as_deref();
        let title = names::snake(title.unwrap_or_default());
        let mut candidates = Vec::new();
        if !title.is_empty() && title.len() <= 40 {
            candidates.push(names::as_value(&title, "item"));
        }
        candidates.push(number);
        let name = scope.claim(candidates);
        let context = Context::new(&owner, &names::camel(&name));
        let ty = self.resolve(schema, direction, &context).whole();
        let rules = self.rules_for(schema, &ty, item, &format!("{owner}_{name}"));
        Field {
            docs: docs::member(self.api, schema, None, &at.to_string()),
            presence: if required {
                Presence::Required
            } else {
                Presence::Optional
            },
            wire: at.to_string(),
            name,
            ty,
            rules,
        }
    }

    fn tuple_rest(&mut self, items: Option<SchemaId>, direction: Direction, item: ItemId) -> Field {
        let owner = self.types.item(item).name.clone();
        let (ty, rules) = match items {
            None => (Type::Json, Vec::new()),
            Some(items) => {
                let ty = self
                    .resolve(items, direction, &Context::new(&owner, "Item"))
                    .whole();
                let rules = self.rules_for(items, &ty, item, &format!("{owner}_rest"));
                (ty, rules)
            }
        };
        Field {
            name: "rest".to_owned(),
            wire: String::new(),
            docs: vec!["All further items.".to_owned()],
            presence: Presence::Flat,
            ty,
            rules,
        }
    }
}
