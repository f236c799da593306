//! Objects to structs.

use api_model::api::{Additional, ObjectShape, Property, SchemaId};

use super::docs;
use super::facts::Facts;
use super::item::{Field, ItemId, ItemKind, Presence, Struct, Type};
use super::names::{self, Scope};
use super::types::{Context, Planner};
use super::usage::Direction;

impl Planner<'_> {
    /// The struct of an object.
    pub(crate) fn object(
        &mut self,
        id: SchemaId,
        object: &ObjectShape,
        direction: Direction,
        item: ItemId,
    ) -> ItemKind {
        let mut scope = Scope::default();
        let absorbed = self.usage.absorbed_tag(id).map(str::to_owned);
        let mut fields = Vec::new();
        for (wire, property) in &object.properties {
            if absorbed.as_ref() != Some(wire) && self.carries(id, property, direction) {
                fields.push(self.field(wire, property, direction, item, &mut scope));
            }
        }
        self.additional(object, direction, item, &mut scope, &mut fields);
        let facts = Facts::of(self.api, id);
        let least = facts.min_properties.filter(|least| *least > 0);
        let flat = fields.iter().any(|field| field.presence == Presence::Flat);
        let presence = match self.usage.in_request(id) {
            true => self.presence_rules(id, &fields),
            false => Vec::new(),
        };
        let definition = self.types.item(item);
        let refuses = object.additional == Additional::Forbidden
            && !definition.in_response
            && absorbed.is_none();
        ItemKind::Struct(Struct {
            default: fields.iter().all(|field| !field.presence.is_required()),
            deny_unknown: refuses && !flat,
            size: (least.is_some() || facts.max_properties.is_some())
                .then_some((least, facts.max_properties)),
            presence,
            fields,
        })
    }

    /// Whether a direction carries a property. Only types that depend on the direction leave any out.
    fn carries(&self, id: SchemaId, property: &Property, direction: Direction) -> bool {
        if property.read_only == property.write_only {
            return true;
        }
        match self.usage.direction(id, direction) {
            None => true,
            Some(Direction::Request) => !property.read_only,
            Some(Direction::Response) => !property.write_only,
        }
    }

    pub(crate) fn field(
        &mut self,
        wire: &str,
        property: &Property,
        direction: Direction,
        item: ItemId,
        scope: &mut Scope,
    ) -> Field {
        let name = scope.claim(field_candidates(wire));
        let owner = self.types.item(item).name.clone();
        let role = names::camel(wire);
        let role = if role.is_empty() {
            names::camel(&names::spelled_out(wire))
        } else {
            role
        };
        let role = if role.is_empty() {
            "Field".to_owned()
        } else {
            role
        };
        let resolved = self.resolve(property.schema, direction, &Context::new(&owner, &role));
        let rules = self.rules_for(
            property.schema,
            &resolved.ty,
            item,
            &format!("{owner}_{name}"),
        );
        Field {
            docs: docs::member(self.api, property.schema, None, wire),
            presence: Presence::of(property.required, resolved.nullable, &resolved.ty),
            wire: wire.to_owned(),
            name,
            ty: resolved.ty,
            rules,
        }
    }

    /// The field for properties that have no field of their own.
    fn additional(
        &mut self,
        object: &ObjectShape,
        direction: Direction,
        item: ItemId,
        scope: &mut Scope,
        fields: &mut Vec<Field>,
    ) {
        let (ty, rules) = match object.additional {
            Additional::Unsaid | Additional::Forbidden => return,
            Additional::Any => (Type::Json, Vec::new()),
            Additional::Schema(values) => {
                let owner = self.types.item(item).name.clone();
                let resolved = self.resolve(values, direction, &Context::new(&owner, "Value"));
                let ty = resolved.whole();
                let rules = self.rules_for(values, &ty, item, &format!("{owner}_additional"));
                (ty, rules)
            }
        };
        let rules = if rules.is_empty() {
            rules
        } else {
            vec![super::item::Rule::Entries(rules)]
        };
        fields.push(Field {
            name: scope.claim(["additional".to_owned(), "additional_properties".to_owned()]),
            wire: String::new(),
            docs: vec!["Further properties.".to_owned()],
            presence: Presence::Flat,
            ty: Type::map(ty),
            rules,
        });
    }
}

/// Names for a property, the plainest first.
pub(crate) fn field_candidates(wire: &str) -> Vec<String> {
    let plain = names::snake(wire);
    let telling = names::snake(&names::spelled_out(wire));
    let mut candidates = Vec::new();
    let signed =
        wire.starts_with(['-', '+']) && plain.starts_with(|first: char| first.is_ascii_digit());
    if !signed && (!plain.is_empty() || telling.is_empty()) {
        candidates.push(names::as_value(&plain, "field"));
    }
    if !telling.is_empty() {
        candidates.push(names::as_value(&telling, "field"));
    }
    candidates
}
