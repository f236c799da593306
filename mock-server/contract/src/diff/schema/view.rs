//! A conjunction of schemas as one: `$ref` and `allOf` followed, and a union of one schema with
//! null read as that schema, nullable.

use api_model::api::{Api, Keywords, Schema, SchemaId, ShapeKind, Type, TypeSet};
use api_model::source::Place;
use indexmap::IndexMap;

/// Most schemas that one conjunction may hold; what lies beyond is not compared.
const MOST_PARTS: usize = 512;

/// The parts that all hold, and what they say together.
pub(super) struct View<'a> {
    pub(super) api: &'a Api,
    /// In order of mention; never empty.
    pub(super) parts: Vec<&'a Schema>,
    /// Unions of the parts that are more than "this or null".
    pub(super) unions: Vec<Union<'a>>,
    null_beside: bool,
}

/// A `oneOf` or `anyOf`.
pub(super) struct Union<'a> {
    pub(super) keyword: &'static str,
    pub(super) owner: &'a Schema,
    pub(super) variants: Vec<SchemaId>,
}

impl<'a> View<'a> {
    pub(super) fn of(api: &'a Api, ids: &[SchemaId]) -> Self {
        let mut view = View {
            api,
            parts: Vec::new(),
            unions: Vec::new(),
            null_beside: false,
        };
        let mut waiting: Vec<SchemaId> = ids.iter().rev().copied().collect();
        let mut seen = Vec::new();
        while let Some(id) = waiting.pop() {
            if seen.contains(&id) || view.parts.len() >= MOST_PARTS {
                continue;
            }
            seen.push(id);
            let schema = &api.schemas[id];
            view.parts.push(schema);
            let keywords = &schema.keywords;
            let mut below = Vec::new();
            below.extend(keywords.reference);
            below.extend(keywords.dynamic_reference);
            below.extend(&keywords.all_of);
            for (keyword, variants) in [("oneOf", &keywords.one_of), ("anyOf", &keywords.any_of)] {
                below.extend(view.union(keyword, schema, variants));
            }
            waiting.extend(below.into_iter().rev());
        }
        view
    }

    /// Keeps a union, or gives the one schema that it makes nullable.
    fn union(
        &mut self,
        keyword: &'static str,
        owner: &'a Schema,
        all: &[SchemaId],
    ) -> Option<SchemaId> {
        let is_null = |id: &SchemaId| matches!(self.api.schemas[*id].shape.kind, ShapeKind::Null);
        let variants: Vec<SchemaId> = all.iter().copied().filter(|id| !is_null(id)).collect();
        if variants.len() == 1 {
            self.null_beside |= all.len() > 1;
            return variants.first().copied();
        }
        if !variants.is_empty() {
            self.unions.push(Union {
                keyword,
                owner,
                variants,
            });
        }
        None
    }

    /// Where a keyword stands, else where the first schema does.
    pub(super) fn place(&self, keyword: &str) -> Place {
        let stated = self
            .parts
            .iter()
            .find_map(|part| part.keywords.place_of(keyword));
        stated
            .or_else(|| self.parts.last().map(|part| part.place))
            .unwrap_or_default()
    }

    /// The types that are allowed, `number` including `integer`.
    pub(super) fn types(&self) -> TypeSet {
        let all: TypeSet = Type::ALL.into_iter().collect();
        let mut types = all;
        for part in &self.parts {
            if matches!(part.shape.kind, ShapeKind::Never) && part.keywords.not.is_some() {
                return TypeSet::default();
            }
            if !part.keywords.types.is_empty() {
                let own = part.keywords.types;
                types = types.iter().filter(|ty| holds(own, *ty)).collect();
            }
            // A list of values without null has the last word over a type that allows it.
            let list = part.keywords.enumeration.as_deref();
            if list.is_some_and(|values| !values.iter().any(serde_json::Value::is_null)) {
                types = types.without(Type::Null);
            }
        }
        if self.null_beside {
            types = types.with(Type::Null);
        }
        types
    }

    /// The first value that a part states.
    pub(super) fn first<T>(&self, read: impl Fn(&'a Keywords) -> Option<T>) -> Option<T> {
        self.parts.iter().find_map(|part| read(&part.keywords))
    }

    /// All values that parts state.
    pub(super) fn all<'v, T: 'v>(
        &'v self,
        read: impl Fn(&'a Keywords) -> Option<T> + 'v,
    ) -> impl Iterator<Item = T> + 'v {
        self.parts
            .iter()
            .filter_map(move |part| read(&part.keywords))
    }

    /// Properties by name with every schema that speaks of them.
    pub(super) fn properties(&self) -> IndexMap<&'a str, Vec<SchemaId>> {
        let mut all: IndexMap<&str, Vec<SchemaId>> = IndexMap::new();
        for part in &self.parts {
            for (name, id) in &part.keywords.properties {
                all.entry(name).or_default().push(*id);
            }
        }
        all
    }

    /// Whether an object must have a property.
    pub(super) fn requires(&self, name: &str) -> bool {
        self.parts
            .iter()
            .any(|part| part.keywords.required.iter().any(|other| other == name))
    }

    /// Whether properties that nobody names are refused.
    pub(super) fn is_closed(&self) -> bool {
        let refuses = |id: Option<SchemaId>| {
            id.is_some_and(|id| matches!(self.api.schemas[id].shape.kind, ShapeKind::Never))
        };
        self.parts.iter().any(|part| {
            refuses(part.keywords.additional_properties)
                || refuses(part.keywords.unevaluated_properties)
        })
    }

    /// The schemas that one keyword of each part refers to.
    pub(super) fn children(&self, read: impl Fn(&Keywords) -> Option<SchemaId>) -> Vec<SchemaId> {
        self.parts
            .iter()
            .filter_map(|part| read(&part.keywords))
            .collect()
    }
}

fn holds(types: TypeSet, ty: Type) -> bool {
    types.contains(ty) || ty == Type::Integer && types.contains(Type::Number)
}

/// Whether a schema, or what it refers to, carries a mark such as `readOnly`.
pub(super) fn marked(api: &Api, ids: &[SchemaId], mark: fn(&Keywords) -> bool) -> bool {
    View::of(api, ids)
        .parts
        .iter()
        .any(|part| mark(&part.keywords))
}
