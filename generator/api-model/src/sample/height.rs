//! How deep the shallowest value of a schema is, so that recursion can be steered to its end.

use crate::api::{Keywords, SchemaId, Schemas, Type};

/// No finite value is known.
const ENDLESS: u8 = u8::MAX;
/// Rounds of spreading heights; deeper least values count as endless.
const ROUNDS: usize = 48;

/// The height of every schema.
#[derive(Debug)]
pub(super) struct Heights(Vec<u8>);

impl Heights {
    pub(super) fn of(schemas: &Schemas) -> Heights {
        let mut heights = Heights(vec![ENDLESS; schemas.len()]);
        for _ in 0..ROUNDS {
            let mut changed = false;
            for (id, schema) in schemas.iter() {
                let height = heights.measure(&schema.keywords);
                if let Some(known) = heights.0.get_mut(id.index())
                    && height < *known
                {
                    *known = height;
                    changed = true;
                }
            }
            if !changed {
                break;
            }
        }
        heights
    }

    /// The height of a schema; large when there is no end.
    pub(super) fn get(&self, id: SchemaId) -> u8 {
        self.0.get(id.index()).copied().unwrap_or(ENDLESS)
    }

    fn measure(&self, keywords: &Keywords) -> u8 {
        let also = keywords.reference.iter().chain(&keywords.dynamic_reference);
        let together = also.chain(&keywords.all_of).map(|id| self.get(*id)).max();
        let least = |ids: &[SchemaId]| ids.iter().map(|id| self.get(*id)).min().unwrap_or(0);
        [
            together.unwrap_or(0),
            least(&keywords.any_of),
            least(&keywords.one_of),
            self.below(keywords),
        ]
        .into_iter()
        .max()
        .unwrap_or(0)
    }

    /// One more than the highest part that must be there.
    fn below(&self, keywords: &Keywords) -> u8 {
        let types = keywords.types;
        let scalar = [
            Type::Null,
            Type::Boolean,
            Type::Integer,
            Type::Number,
            Type::String,
        ];
        if keywords.constant.is_some()
            || keywords.enumeration.is_some()
            || scalar.into_iter().any(|ty| types.contains(ty))
        {
            return 0;
        }
        let required = keywords
            .required
            .iter()
            .filter_map(|name| keywords.properties.get(name));
        let items = keywords
            .items
            .filter(|_| keywords.min_items.unwrap_or(0) > 0);
        required
            .copied()
            .chain(items)
            .map(|id| self.get(id).saturating_add(1))
            .chain(self.lowest_property(keywords))
            .max()
            .unwrap_or(0)
    }

    /// One more than the lowest property, if there must be any.
    fn lowest_property(&self, keywords: &Keywords) -> Option<u8> {
        let needed = keywords.min_properties.unwrap_or(0) > 0 && keywords.required.is_empty();
        let heights = keywords.properties.values().map(|id| self.get(*id));
        heights
            .min()
            .filter(|_| needed)
            .map(|lowest| lowest.saturating_add(1))
    }
}
