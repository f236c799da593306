//! From the parts of a schema to its kind.

use super::parts::{Members, Parts};
use super::{Reader, kind_only, neutral};
use crate::api::{ArrayShape, Keywords, SchemaId, Shape, ShapeKind, Type, TypeSet};
use serde_json::Value;

/// The types that the parts leave possible.
#[derive(Debug, Clone, Copy)]
struct Allowed {
    types: TypeSet,
    /// Whether any part has a `type`.
    said: bool,
}

impl Reader<'_> {
    /// The schema as a reference, if all it says about the kind is said by one other schema.
    pub(super) fn read_reference(&mut self, id: SchemaId) -> Option<Shape> {
        if neutral::says_more_than_type(self.keywords(id)) || self.heirs.is_heir(id) {
            return None;
        }
        let members = Members::of(self.schemas, id);
        if !members.choices.is_empty() || members.only_null {
            return None;
        }
        let mut significant = members
            .also
            .iter()
            .filter(|id| !neutral::is_insignificant(self.keywords(**id)));
        let target = *significant.next()?;
        let target = neutral::dereference(self.schemas, target);
        let alone = significant.all(|id| neutral::dereference(self.schemas, *id) == target);
        if !alone || target == id {
            return None;
        }
        let own = self.keywords(id).types;
        if !own.is_empty() && !self.fits_types(target, own) {
            return None;
        }
        let nullable = members.null && (own.is_empty() || own.contains(Type::Null));
        Some(Shape {
            nullable,
            kind: ShapeKind::Reference(target),
        })
    }

    /// Whether a schema's values all have one of the types, null aside.
    fn fits_types(&mut self, id: SchemaId, types: TypeSet) -> bool {
        let parts = Parts::of(self.schemas, id, &mut self.budget);
        if !parts.choices.is_empty() {
            return false;
        }
        let allowed = self.allowed_types(&parts);
        let found = if allowed.said {
            allowed.types
        } else {
            self.hinted_types(&parts)
        };
        let found = found.without(Type::Null);
        !found.is_empty()
            && found.iter().all(|ty| {
                types.contains(ty) || (ty == Type::Integer && types.contains(Type::Number))
            })
    }

    pub(super) fn read_parts(&mut self, id: SchemaId, parts: &Parts) -> Shape {
        let allowed = self.allowed_types(parts);
        let nullable = self.allows_null(parts);
        if parts.only_null || allowed.said && allowed.types.without(Type::Null).is_empty() {
            let null = allowed.types.contains(Type::Null);
            return kind_only(if null {
                ShapeKind::Null
            } else {
                ShapeKind::Never
            });
        }
        if let Some(values) = self.enumerated(parts, allowed) {
            return enum_shape(values, nullable, allowed);
        }
        let kind = match parts.choices.as_slice() {
            [] => match self.read_types(id, parts, allowed) {
                ShapeKind::Object(object) => self
                    .read_base(id, parts)
                    .unwrap_or(ShapeKind::Object(object)),
                kind => kind,
            },
            [choice] => self.read_union(parts, choice),
            _ => self.read_several_choices(parts, allowed),
        };
        Shape { nullable, kind }
    }

    fn allowed_types(&self, parts: &Parts) -> Allowed {
        let mut allowed = Allowed {
            types: Type::ALL.into_iter().collect(),
            said: false,
        };
        for id in &parts.list {
            let types = self.keywords(*id).types;
            if !types.is_empty() {
                allowed.types = common_types(allowed.types, types);
                allowed.said = true;
            }
        }
        allowed
    }

    /// Null must be offered somewhere and refused nowhere.
    fn allows_null(&self, parts: &Parts) -> bool {
        let mut offered = parts.null;
        for id in &parts.list {
            let keywords = self.keywords(*id);
            let listed = keywords
                .enumeration
                .as_ref()
                .map(|values| values.contains(&Value::Null));
            let constant = keywords.constant.as_ref().map(Value::is_null);
            let typed = match keywords.types {
                types if types.is_empty() => None,
                types => Some(types.contains(Type::Null)),
            };
            for says in [listed, constant, typed].into_iter().flatten() {
                if !says {
                    return false;
                }
                offered = true;
            }
        }
        offered
    }

    /// The values of `enum` and `const` that fit all parts, null left out.
    fn enumerated(&self, parts: &Parts, allowed: Allowed) -> Option<Vec<Value>> {
        let mut common: Option<Vec<Value>> = None;
        for id in &parts.list {
            let keywords = self.keywords(*id);
            let constant = keywords.constant.as_ref().map(std::slice::from_ref);
            for values in [keywords.enumeration.as_deref(), constant]
                .into_iter()
                .flatten()
            {
                common = Some(match common {
                    None => values.to_vec(),
                    Some(mut found) => {
                        found.retain(|value| values.contains(value));
                        found
                    }
                });
            }
        }
        let mut values = common?;
        values.retain(|value| {
            !value.is_null() && types_of(value).any(|ty| allowed.types.contains(ty))
        });
        Some(values)
    }

    fn read_types(&mut self, id: SchemaId, parts: &Parts, allowed: Allowed) -> ShapeKind {
        let types = if allowed.said {
            allowed.types.without(Type::Null)
        } else {
            self.hinted_types(parts)
        };
        let types = if types.contains(Type::Number) {
            types.without(Type::Integer)
        } else {
            types
        };
        let mut each = types.iter();
        match (each.next(), each.next()) {
            (Some(ty), None) => self.read_type(ty, parts),
            (Some(_), Some(_)) if allowed.said && types.len() < 5 => self.read_several(id, types),
            _ => ShapeKind::Any,
        }
    }

    fn read_type(&mut self, ty: Type, parts: &Parts) -> ShapeKind {
        match ty {
            Type::Null => ShapeKind::Null,
            Type::Boolean => ShapeKind::Boolean,
            Type::Integer => ShapeKind::Integer,
            Type::Number => ShapeKind::Number,
            Type::String => ShapeKind::String,
            Type::Array => ShapeKind::Array(self.read_array(parts)),
            Type::Object => ShapeKind::Object(self.read_object(parts)),
        }
    }

    /// Several choices at once have no kind of their own; an object keeps what it is known to have.
    fn read_several_choices(&mut self, parts: &Parts, allowed: Allowed) -> ShapeKind {
        let types = if allowed.said {
            allowed.types.without(Type::Null)
        } else {
            self.hinted_types(parts)
        };
        if types.len() != 1 {
            return ShapeKind::Any;
        }
        match types.iter().next() {
            Some(Type::Object) => {
                let mut object = self.read_object(parts);
                object.additional = crate::api::Additional::Any;
                ShapeKind::Object(object)
            }
            Some(ty) => self.read_type(ty, parts),
            None => ShapeKind::Any,
        }
    }

    /// What a schema without `type` must be meant for, judged by its keywords.
    fn hinted_types(&self, parts: &Parts) -> TypeSet {
        parts.list.iter().fold(TypeSet::default(), |types, id| {
            hints(self.keywords(*id)).iter().fold(types, TypeSet::with)
        })
    }

    fn read_array(&mut self, parts: &Parts) -> ArrayShape {
        let mut array = ArrayShape {
            open: true,
            ..ArrayShape::default()
        };
        for id in &parts.list {
            let keywords = self.keywords(*id);
            let most = keywords.max_items;
            let rest = [keywords.items, keywords.unevaluated_items];
            if array.prefix.is_empty() {
                array.prefix.clone_from(&keywords.prefix_items);
            }
            for items in rest.into_iter().flatten() {
                if neutral::is_never(self.schemas, items) {
                    array.open = false;
                } else {
                    array.items = Some(match array.items {
                        Some(before) => self.join(before, items),
                        None => items,
                    });
                }
            }
            let known = array.prefix.len() as u64;
            array.open &= known == 0 || most.is_none_or(|most| most > known);
        }
        if !array.open {
            array.items = None;
        }
        array
    }
}

fn common_types(one: TypeSet, two: TypeSet) -> TypeSet {
    let whole = |types: TypeSet| types.contains(Type::Integer) || types.contains(Type::Number);
    Type::ALL
        .into_iter()
        .filter(|ty| match ty {
            Type::Integer => whole(one) && whole(two),
            ty => one.contains(*ty) && two.contains(*ty),
        })
        .collect()
}

fn types_of(value: &Value) -> impl Iterator<Item = Type> {
    let (one, two) = match value {
        Value::Null => (Type::Null, None),
        Value::Bool(_) => (Type::Boolean, None),
        Value::Number(number) if number.is_f64() => {
            let whole = number.as_f64().is_some_and(|number| number.fract() == 0.0);
            (Type::Number, whole.then_some(Type::Integer))
        }
        Value::Number(_) => (Type::Number, Some(Type::Integer)),
        Value::String(_) => (Type::String, None),
        Value::Array(_) => (Type::Array, None),
        Value::Object(_) => (Type::Object, None),
    };
    std::iter::once(one).chain(two)
}

fn enum_shape(values: Vec<Value>, nullable: bool, allowed: Allowed) -> Shape {
    let booleans = values.contains(&Value::Bool(true)) && values.contains(&Value::Bool(false));
    let kind = if values.is_empty() {
        return kind_only(if nullable {
            ShapeKind::Null
        } else {
            ShapeKind::Never
        });
    } else if booleans && allowed.said && values.iter().all(Value::is_boolean) {
        ShapeKind::Boolean
    } else {
        ShapeKind::Enum(values)
    };
    Shape { nullable, kind }
}

fn hints(keywords: &Keywords) -> TypeSet {
    let object = !keywords.properties.is_empty()
        || !keywords.pattern_properties.is_empty()
        || !keywords.required.is_empty()
        || !keywords.dependent_required.is_empty()
        || !keywords.dependent_schemas.is_empty()
        || keywords.additional_properties.is_some()
        || keywords.unevaluated_properties.is_some()
        || keywords.property_names.is_some()
        || keywords.min_properties.is_some()
        || keywords.max_properties.is_some();
    let array = !keywords.prefix_items.is_empty()
        || keywords.items.is_some()
        || keywords.unevaluated_items.is_some()
        || keywords.contains.is_some()
        || keywords.min_items.is_some()
        || keywords.max_items.is_some()
        || keywords.unique_items;
    let number_format = |format: &str| {
        ["int", "uint", "float", "double", "decimal"]
            .iter()
            .any(|start| format.starts_with(start))
    };
    let string = keywords.pattern.is_some()
        || keywords.min_length.is_some()
        || keywords.max_length.is_some()
        || keywords.content_encoding.is_some()
        || keywords
            .format
            .as_deref()
            .is_some_and(|format| !number_format(format));
    let number = keywords.minimum.is_some()
        || keywords.maximum.is_some()
        || keywords.exclusive_minimum.is_some()
        || keywords.exclusive_maximum.is_some()
        || keywords.multiple_of.is_some();
    let pairs = [
        (object, Type::Object),
        (array, Type::Array),
        (string, Type::String),
        (number, Type::Number),
    ];
    pairs
        .into_iter()
        .filter_map(|(found, ty)| found.then_some(ty))
        .collect()
}
