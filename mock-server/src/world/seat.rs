//! Seats: where in a body the object or the list stands that the answer is about. Envelopes such
//! as `{status, data: […], message}` are seen through by their schemas alone.

use super::schema::{Fields, follow, items_of, plain};
use api_model::api::{Api, SchemaId};
use serde_json::{Map, Value};

/// Names that lists have in envelopes, when nothing better tells them apart.
const LIST_NAMES: [&str; 12] = [
    "items", "data", "results", "result", "list", "records", "entries", "values", "content",
    "elements", "rows", "objects",
];

/// So many places are looked at in one body.
const MOST: usize = 64;

/// A place in a body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Seat {
    /// The names of the properties that lead there; empty for the whole body.
    pub(super) path: Vec<String>,
    /// Whether an array stands there.
    pub(super) many: bool,
    /// The schema of the object, or of the objects in the array.
    pub(super) schema: SchemaId,
}

impl Seat {
    /// The whole body, where it is an object or a list of objects.
    pub(super) fn root(api: &Api, schema: SchemaId) -> Option<Seat> {
        Seat::all(api, schema, 0).into_iter().next()
    }

    /// Every place of a body where objects may stand, so many properties deep, the outermost first.
    pub(super) fn all(api: &Api, schema: SchemaId, depth: usize) -> Vec<Seat> {
        let mut seats = Vec::new();
        gather(api, schema, depth, &mut Vec::new(), &mut seats);
        seats.sort_by_key(|seat| seat.path.len());
        seats
    }

    /// What stands there.
    pub(super) fn get<'v>(&self, body: &'v Value) -> Option<&'v Value> {
        self.path
            .iter()
            .try_fold(body, |value, name| value.get(name))
    }

    /// The object there; of an array the first.
    pub(super) fn object<'v>(&self, body: &'v Value) -> Option<&'v Map<String, Value>> {
        let value = self.get(body)?;
        let value = if self.many { value.get(0)? } else { value };
        value.as_object()
    }

    /// Puts a value there; says whether there was a place for it.
    pub(super) fn put(&self, body: &mut Value, value: Value) -> bool {
        let mut place = body;
        for name in &self.path {
            let Some(object) = place.as_object_mut() else {
                return false;
            };
            place = object.entry(name.as_str()).or_insert(Value::Null);
            if place.is_null() && Some(name) != self.path.last() {
                *place = Value::Object(Map::new());
            }
        }
        *place = value;
        true
    }

    /// Puts an object there; an array then holds it alone.
    pub(super) fn put_object(&self, body: &mut Value, object: Map<String, Value>) -> bool {
        let object = Value::Object(object);
        let value = if self.many {
            Value::Array(vec![object])
        } else {
            object
        };
        self.put(body, value)
    }

    /// The list of a body: the one whose items are of a known schema, else the outermost that has
    /// a telling name, else the only one.
    pub(super) fn of_list(
        api: &Api,
        schema: SchemaId,
        known: Option<SchemaId>,
        collection: &str,
    ) -> Option<Seat> {
        let lists: Vec<Seat> = Seat::all(api, schema, 2)
            .into_iter()
            .filter(|seat| seat.many)
            .collect();
        let is_known = |seat: &&Seat| known.is_some_and(|known| seat.schema == follow(api, known));
        let collection = plain(collection);
        let is_named = |seat: &&Seat| {
            let name = seat.path.last().map(|name| plain(name)).unwrap_or_default();
            seat.path.is_empty() || name == collection || LIST_NAMES.contains(&name.as_str())
        };
        let found = lists
            .iter()
            .find(is_known)
            .or_else(|| lists.iter().find(is_named));
        let only = || lists.first().filter(|_| lists.len() == 1);
        found.or_else(only).cloned()
    }
}

fn gather(
    api: &Api,
    schema: SchemaId,
    depth: usize,
    path: &mut Vec<String>,
    seats: &mut Vec<Seat>,
) {
    if path.len() > depth || seats.len() > MOST {
        return;
    }
    if let Some(items) = items_of(api, schema) {
        if Fields::of(api, items).is_some() {
            seats.push(Seat {
                path: path.clone(),
                many: true,
                schema: follow(api, items),
            });
        }
        return;
    }
    let Some(fields) = Fields::of(api, schema) else {
        return;
    };
    seats.push(Seat {
        path: path.clone(),
        many: false,
        schema: follow(api, schema),
    });
    if path.len() == depth {
        return;
    }
    for (name, property) in &fields.all {
        if property.write_only {
            continue;
        }
        path.push(name.clone());
        gather(api, property.schema, depth, path, seats);
        path.pop();
    }
}
