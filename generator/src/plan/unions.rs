//! Choices to enums: by a tag where there is one, else by trying the variants, the most demanding first.

use api_model::api::{ObjectShape, SchemaId, ShapeKind, UnionShape};
use serde_json::Value;

use super::docs;
use super::facts::dereference;
use super::item::{
    Field, ItemId, ItemKind, Met, Presence, Struct, Tagged, TaggedVariant, Type, UnionVariant,
    Untagged,
};
use super::names::{self, Scope};
use super::tags::are_strings;
use super::types::{Context, Planner};
use super::usage::Direction;

impl Planner<'_> {
    /// The type of a union: a definition, unless its variants come down to one type.
    pub(crate) fn union(
        &mut self,
        id: SchemaId,
        asked: Direction,
        key: (SchemaId, Option<Direction>),
        context: &Context,
    ) -> Type {
        let api = self.api;
        let ShapeKind::Union(union) = &api.schema(id).shape.kind else {
            return Type::Json;
        };
        if union.common.is_none() && self.usage.tagging(id).is_none() {
            if let Some(open) = self.open_enum(union) {
                return self.resolve(open, asked, context).ty;
            }
            if let Some(values) = self.listed_strings(union) {
                let known = super::enums::values(self.api, id, &values);
                return Type::Item(self.define(key, context, ItemKind::StringEnum(known)));
            }
            if self.all_alike(union)
                && let Some(first) = union.variants.first()
            {
                return self.resolve(first.schema, asked, context).whole();
            }
        }
        if union.variants.is_empty() {
            return Type::Json;
        }
        Type::Item(self.declare(id, asked, key, context))
    }

    /// A list of known strings beside any string is an enum that keeps unknown values, which all are.
    fn open_enum(&self, union: &UnionShape) -> Option<SchemaId> {
        let mut listed = None;
        for variant in &union.variants {
            let (target, nullable) = dereference(self.api, variant.schema);
            match &self.api.schema(target).shape.kind {
                _ if nullable => return None,
                ShapeKind::Enum(values)
                    if are_strings(values) && values.len() > 1 && listed.is_none() =>
                {
                    listed = Some(variant.schema);
                }
                ShapeKind::String => {
                    let keywords = &self.api.schema(target).keywords;
                    if keywords.format.is_some() || keywords.pattern.is_some() {
                        return None;
                    }
                }
                _ => return None,
            }
        }
        listed
    }

    /// The values of several lists of strings, which are one list: unknown values belong to none of them.
    fn listed_strings(&self, union: &UnionShape) -> Option<Vec<Value>> {
        let mut all: Vec<Value> = Vec::new();
        for variant in &union.variants {
            let (target, nullable) = dereference(self.api, variant.schema);
            match &self.api.schema(target).shape.kind {
                ShapeKind::Enum(values) if are_strings(values) && !nullable => {
                    all.extend(values.iter().cloned());
                }
                _ => return None,
            }
        }
        (all.len() > 1).then_some(all)
    }

    /// Whether all variants have the same type without needing a definition.
    fn all_alike(&self, union: &UnionShape) -> bool {
        let mut kinds = union.variants.iter().map(|variant| {
            let (target, _) = dereference(self.api, variant.schema);
            let schema = self.api.schema(target);
            match &schema.shape.kind {
                ShapeKind::Any => Some("any"),
                ShapeKind::Boolean => Some("boolean"),
                ShapeKind::String if schema.keywords.format.is_none() => Some("string"),
                ShapeKind::Number => Some("number"),
                ShapeKind::Integer => Some("integer"),
                _ => None,
            }
        });
        let Some(Some(first)) = kinds.next() else {
            return false;
        };
        kinds.all(|kind| kind == Some(first))
    }

    /// The definition of a union: an enum, or a struct around one when there are common properties.
    pub(crate) fn fill_union(
        &mut self,
        id: SchemaId,
        union: &UnionShape,
        direction: Direction,
        item: ItemId,
    ) -> ItemKind {
        if let Some(common) = &union.common
            && self.usage.tagging(id).is_none()
            && self.only_narrows(union, common)
        {
            return self.object(id, common, direction, item);
        }
        let Some(common) = union
            .common
            .as_ref()
            .filter(|common| self.adds(union, common))
        else {
            let name = self.types.item(item).name.clone();
            return self.enumeration_of(id, union, direction, item, &name);
        };
        self.union_with_common(id, union, common, direction, item)
    }

    /// Whether the alternatives are nothing but further rules for the properties that stand beside them.
    fn only_narrows(&self, union: &UnionShape, common: &ObjectShape) -> bool {
        let described = |name: &String| {
            common.properties.get(name).is_some_and(|property| {
                let (target, _) = dereference(self.api, property.schema);
                !matches!(self.api.schema(target).shape.kind, ShapeKind::Any)
            })
        };
        union.variants.iter().all(|variant| {
            self.object_shape(variant.schema)
                .is_some_and(|object| object.properties.keys().all(described))
        })
    }

    /// Whether the common properties are more than the variants have themselves.
    fn adds(&self, union: &UnionShape, common: &ObjectShape) -> bool {
        union.variants.iter().any(|variant| {
            let object = self.object_shape(variant.schema);
            object.is_some_and(|object| {
                common
                    .properties
                    .keys()
                    .any(|name| !object.properties.contains_key(name))
            })
        })
    }

    fn object_shape(&self, id: SchemaId) -> Option<&ObjectShape> {
        let (target, _) = dereference(self.api, id);
        match &self.api.schema(target).shape.kind {
            ShapeKind::Object(object) => Some(object),
            _ => None,
        }
    }

    fn union_with_common(
        &mut self,
        id: SchemaId,
        union: &UnionShape,
        common: &ObjectShape,
        direction: Direction,
        item: ItemId,
    ) -> ItemKind {
        let owner = self.types.item(item).name.clone();
        let tag = self
            .usage
            .tagging(id)
            .map(|tagging| tagging.property.clone());
        let mut scope = Scope::default();
        let mut fields = Vec::new();
        for (wire, property) in &common.properties {
            let holders = union
                .variants
                .iter()
                .filter(|variant| {
                    self.object_shape(variant.schema)
                        .is_some_and(|object| object.properties.contains_key(wire))
                })
                .count();
            if tag.as_ref() == Some(wire) || holders == union.variants.len() {
                continue;
            }
            fields.push(self.field(wire, property, direction, item, &mut scope));
        }
        let name = self
            .scope
            .claim([format!("{owner}Variant"), format!("{owner}Alternative")]);
        let inner = self.add_item(
            id,
            name.clone(),
            vec![format!("The alternatives of [`{owner}`].")],
            ItemKind::Pending,
        );
        self.types.items[inner.0].parent = Some(item);
        self.types.items[inner.0].met = Some(Met {
            owner: owner.clone(),
            role: "Variant".to_owned(),
            preferred: None,
            title: None,
            suffix: "",
            kind: "Union",
        });
        let kind = self.enumeration_of(id, union, direction, inner, &owner);
        self.types.items[inner.0].kind = kind;
        fields.push(Field {
            name: scope.claim(["variant".to_owned(), "alternative".to_owned()]),
            wire: String::new(),
            docs: vec!["What else there is.".to_owned()],
            presence: Presence::Flat,
            ty: Type::Item(inner),
            rules: vec![super::item::Rule::Nested(inner)],
        });
        ItemKind::Struct(Struct {
            fields,
            default: false,
            deny_unknown: false,
            size: None,
            presence: Vec::new(),
        })
    }

    fn enumeration_of(
        &mut self,
        id: SchemaId,
        union: &UnionShape,
        direction: Direction,
        item: ItemId,
        owner: &str,
    ) -> ItemKind {
        match self.usage.tagging(id).cloned() {
            Some(tagging) => {
                let mut scope = Scope::without(&["Unknown", "Self"]);
                let mut variants = Vec::new();
                for (schema, tags) in tagging.variants {
                    let name = scope.claim(tag_candidates(self.schema_name(schema), &tags));
                    // The base of the others, when it is a value of its own.
                    let role = if name == owner { "Base" } else { &name };
                    let context = Context::new(owner, role);
                    let ty = self.resolve(schema, direction, &context).ty;
                    let rules = self.rules(schema, &ty, item);
                    variants.push(TaggedVariant {
                        name,
                        tags,
                        ty,
                        rules,
                    });
                }
                ItemKind::Tagged(Tagged {
                    property: tagging.property,
                    variants,
                })
            }
            None => self.untagged(union, direction, item, owner),
        }
    }

    fn untagged(
        &mut self,
        union: &UnionShape,
        direction: Direction,
        item: ItemId,
        owner: &str,
    ) -> ItemKind {
        let mut scope = Scope::without(&["Self"]);
        let mut found: Vec<(usize, UnionVariant)> = Vec::new();
        let mut catches_all = Vec::new();
        for variant in &union.variants {
            let (target, _) = dereference(self.api, variant.schema);
            let name = scope.claim(self.variant_candidates(union, variant.schema));
            let context = Context::new(owner, &name);
            let resolved = self.resolve(variant.schema, direction, &context);
            let ty = resolved.whole();
            if found.iter().any(|(_, known)| known.ty == ty) {
                continue;
            }
            let rules = self.rules(variant.schema, &ty, item);
            let docs = docs::member(self.api, variant.schema, None, &name);
            let order = self.demand(target, &ty);
            match ty {
                Type::Json => catches_all.push((
                    usize::MAX,
                    UnionVariant {
                        name,
                        docs,
                        ty,
                        rules,
                    },
                )),
                _ => found.push((
                    order,
                    UnionVariant {
                        name,
                        docs,
                        ty,
                        rules,
                    },
                )),
            }
        }
        found.sort_by_key(|(order, _)| *order);
        found.extend(catches_all);
        let variants: Vec<UnionVariant> = found.into_iter().map(|(_, variant)| variant).collect();
        let objects = variants
            .iter()
            .filter(|variant| self.is_object(&variant.ty))
            .count();
        let overlaps = objects > 1;
        ItemKind::Untagged(Untagged {
            variants,
            overlaps,
            several: (overlaps && !union.exclusive)
                .then(|| scope.claim(["Several".to_owned(), "SeveralAtOnce".to_owned()])),
        })
    }

    /// Whether values of a type are objects, of which each type may keep another part.
    fn is_object(&self, ty: &Type) -> bool {
        match ty {
            Type::Map(_) => true,
            Type::Option(inner) | Type::Boxed(inner) | Type::Vec(inner) => self.is_object(inner),
            Type::Item(item) => !matches!(
                self.types.item(*item).kind,
                ItemKind::StringEnum(_) | ItemKind::IntegerEnum(..) | ItemKind::MixedEnum(_)
            ),
            _ => false,
        }
    }

    /// How early a variant is tried: what accepts less comes first, so that a lax variant does not take all.
    fn demand(&self, target: SchemaId, ty: &Type) -> usize {
        match ty {
            Type::Unit => 0,
            Type::Bool => 1,
            Type::Integer(_) => 2,
            Type::Float(_) => 3,
            Type::Uuid => 4,
            Type::DateTime => 5,
            Type::Date => 6,
            Type::Base64 => 2_000,
            Type::String => 4_000,
            Type::Option(_) => 5_000,
            Type::Vec(_) | Type::Tuple(_) => 100,
            Type::Map(_) => 6_000,
            _ => match &self.api.schema(target).shape.kind {
                // A known property that must be there is what tells objects apart.
                ShapeKind::Object(object) => {
                    let required = object
                        .properties
                        .values()
                        .filter(|property| property.required)
                        .count();
                    1_000 - required.min(800) - usize::from(!object.properties.is_empty())
                }
                ShapeKind::Enum(_) => 3_000,
                _ => 1_500,
            },
        }
    }

    fn schema_name(&self, id: SchemaId) -> Option<&str> {
        let (target, _) = dereference(self.api, id);
        let own = self.api.schema(id).name.as_deref();
        own.or(self.api.schema(target).name.as_deref())
    }

    /// What tells an alternative without a name from the others: its only value, what its items are, or the first
    /// property that it alone has.
    fn telling_name(&self, union: &UnionShape, target: SchemaId) -> Option<String> {
        let (text, kind) = match &self.api.schema(target).shape.kind {
            ShapeKind::Enum(values) => match values.as_slice() {
                [Value::String(only)] => (only.clone(), ""),
                [only] => (only.to_string(), ""),
                _ => return None,
            },
            ShapeKind::Array(array) => {
                let items = array.items.filter(|_| self.has_rival(union, target))?;
                let kind = self.kind_name(dereference(self.api, items).0);
                (self.schema_name(items).unwrap_or(kind).to_owned(), "Array")
            }
            ShapeKind::Object(object) if self.has_rival(union, target) => {
                let own = |name: &&String| {
                    union.variants.iter().all(|variant| {
                        let (other, _) = dereference(self.api, variant.schema);
                        other == target
                            || self
                                .object_shape(other)
                                .is_none_or(|other| !other.properties.contains_key(*name))
                    })
                };
                let required = object.properties.iter();
                let mut required = required.filter(|(_, property)| property.required);
                let found = required.find(|(name, _)| own(name)).map(|(name, _)| name);
                let found = found.or_else(|| object.properties.keys().find(own))?;
                (found.clone(), "")
            }
            _ => return None,
        };
        let spelled = names::camel(&text);
        (!spelled.is_empty() && spelled.len() <= 40)
            .then(|| names::as_variant(&format!("{spelled}{kind}"), "Value"))
    }

    /// Whether another alternative is of the same kind.
    fn has_rival(&self, union: &UnionShape, target: SchemaId) -> bool {
        let kind = std::mem::discriminant(&self.api.schema(target).shape.kind);
        let alike = union.variants.iter().filter(|variant| {
            let (other, _) = dereference(self.api, variant.schema);
            std::mem::discriminant(&self.api.schema(other).shape.kind) == kind
        });
        alike.count() > 1
    }

    fn variant_candidates(&self, union: &UnionShape, id: SchemaId) -> Vec<String> {
        let mut candidates = Vec::new();
        if let Some(name) = self.schema_name(id) {
            candidates.push(names::as_variant(&names::camel(name), "Variant"));
        } else if let Some(title) = self.api.schema(id).keywords.title.as_deref() {
            let spelled = names::camel(title);
            if !spelled.is_empty() && spelled.len() <= 40 {
                candidates.push(names::as_variant(&spelled, "Variant"));
            }
        }
        let (target, _) = dereference(self.api, id);
        if let Some(telling) = self.telling_name(union, target) {
            candidates.push(telling);
        }
        candidates.push(self.kind_name(target).to_owned());
        candidates
    }

    fn kind_name(&self, id: SchemaId) -> &'static str {
        match &self.api.schema(id).shape.kind {
            ShapeKind::Any | ShapeKind::Never | ShapeKind::Reference(_) => "Other",
            ShapeKind::Null => "Null",
            ShapeKind::Boolean => "Boolean",
            ShapeKind::Integer => "Integer",
            ShapeKind::Number => "Number",
            ShapeKind::String => "String",
            ShapeKind::Enum(_) => "Value",
            ShapeKind::Array(_) => "Array",
            ShapeKind::Object(_) => "Object",
            ShapeKind::Union(_) => "Union",
        }
    }
}

/// A variant is called what the wire calls it, unless that says nothing.
fn tag_candidates(schema: Option<&str>, tags: &[String]) -> Vec<String> {
    let tag = tags.first().map(String::as_str).unwrap_or_default();
    // A reference in place of a name stands for the schema it leads to.
    let tag = tag.rsplit('/').next().unwrap_or(tag);
    let by_tag = names::camel(tag);
    let by_schema = schema.map(names::camel).unwrap_or_default();
    let mut candidates = Vec::new();
    let legible = by_tag.starts_with(|first: char| first.is_alphabetic());
    if legible || by_schema.is_empty() {
        candidates.push(names::as_variant(&by_tag, "Variant"));
    }
    if !by_schema.is_empty() {
        candidates.push(names::as_variant(&by_schema, "Variant"));
    }
    candidates
}
