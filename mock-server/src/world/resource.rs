//! Resources: what an API's paths are about, read off the document once. `/pets` and
//! `/pets/{petId}` are a resource; so are `/users/{id}/posts` and its items, whose scope is the
//! user. A path without a list that is read and changed (`/me`) is a resource of one.
//!
//! Whatever is not recognised has no part here and is answered from the document alone.

use super::identity::{Likeness, foreign_key, id_property};
use super::query::Query;
use super::schema::{Fields, follow};
use super::seat::Seat;
use crate::media::{Kind, MediaName};
use crate::negotiate::Offers;
use api_model::api::{
    Api, Location, MediaType, Method, Operation, OperationId, Parameter, PathSegment, SchemaId,
};
use serde_json::Value;
use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

/// What an operation does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Act {
    List,
    Create,
    Read,
    /// `PUT`: makes the item if it is not there.
    Put,
    /// `PATCH`, and `POST` to an item.
    Patch,
    Delete,
    /// `PUT` to the collection, the id in the body.
    PutByBody,
    /// What rules say.
    Apply,
}

/// The documented answer of an operation, where values of a resource come from.
#[derive(Debug)]
pub(super) struct Source {
    pub(super) operation: OperationId,
    pub(super) response: usize,
    pub(super) status: u16,
    pub(super) media: usize,
    pub(super) name: MediaName,
    pub(super) schema: SchemaId,
    pub(super) seat: Option<Seat>,
    /// The value, when it is the same for all requests.
    pub(super) fixed: OnceLock<Arc<Value>>,
}

/// Things that are created, read and deleted together.
#[derive(Debug)]
pub(super) struct Resource {
    /// The path of the collection, parameters without names: `/users/{}/posts`.
    pub(super) form: String,
    /// The last literal: `posts`.
    pub(super) noun: String,
    /// Whether there are items with paths of their own.
    pub(super) has_items: bool,
    /// The id property of the items.
    pub(super) id: Option<String>,
    /// Properties that hold what the parents' parameters name, by the parameter's position.
    pub(super) foreign: Vec<(usize, String)>,
    pub(super) fields: Fields,
    /// The schema of the whole item.
    pub(super) schema: SchemaId,
    pub(super) list: Option<usize>,
    pub(super) read: Option<usize>,
    /// The collection whose store this one shares.
    pub(super) home: Option<Home>,
    /// What rules call it.
    pub(super) rule: Option<String>,
}

/// Where the items of a collection are, if another collection has the same ones.
#[derive(Debug)]
pub(super) struct Home {
    pub(super) form: String,
    /// The parameters that the home has too, in its order.
    pub(super) keep: Vec<usize>,
    /// Those that it has not, and the properties that hold them.
    pub(super) dropped: Vec<(usize, String)>,
}

/// What the world has to do with an operation.
#[derive(Debug, Default)]
pub(super) struct Plan {
    pub(super) act: Option<(Act, usize)>,
    /// The answer, if it is one that the world can read and write.
    pub(super) source: Option<Source>,
    pub(super) query: Query,
    /// Items that the path leads through: resource, and how many parameters name it.
    pub(super) parents: Vec<(usize, usize)>,
    /// What the request's body may hold.
    pub(super) sent: Option<Fields>,
    /// Whether a body is the whole item.
    pub(super) is_whole: bool,
}

/// All resources of an API, and a plan for each operation.
#[derive(Debug, Default)]
pub(super) struct Map {
    pub(super) resources: Vec<Resource>,
    pub(super) plans: Vec<Plan>,
}

/// The operations of one collection before it is known whether they make a resource.
#[derive(Debug, Default)]
struct Draft {
    collection: Vec<usize>,
    items: Vec<usize>,
    /// Lists below the collection, such as `/pets/findByStatus`.
    further: Vec<usize>,
}

impl Map {
    pub(super) fn new(api: &Api, offers: &Offers) -> Self {
        let mut map = Map {
            resources: Vec::new(),
            plans: api
                .operations
                .iter()
                .map(|operation| Plan {
                    source: source_of(api, offers, operation),
                    ..Plan::default()
                })
                .collect(),
        };
        for (form, draft) in drafts(api) {
            map.add(api, form, &draft);
        }
        map.find_parents(api);
        map
    }

    fn add(&mut self, api: &Api, form: String, draft: &Draft) {
        let made = if draft.items.is_empty() {
            self.collection_alone(api, &form, draft)
                .or_else(|| self.single(api, &form, draft))
        } else {
            self.with_items(api, &form, draft)
        };
        let Some(resource) = made else {
            return;
        };
        let index = self.resources.len();
        self.assign(api, index, &resource, draft);
        self.resources.push(resource);
    }

    /// A collection whose items have paths.
    fn with_items(&self, api: &Api, form: &str, draft: &Draft) -> Option<Resource> {
        let noun = last_literal(form);
        let find = |list: &[usize], method| find_method(api, list, method);
        let read = find(&draft.items, Method::Get);
        let list = find(&draft.collection, Method::Get);
        let first = api.operations.get(*draft.items.first()?)?;
        let parameter = last_parameter(first)?;
        // Where the item is seen best: where it is read, else where it is changed, else the list.
        let mut views: Vec<usize> = read.into_iter().collect();
        views.extend(find(&draft.items, Method::Put));
        views.extend(find(&draft.items, Method::Patch));
        let changes = views.len();
        views.extend(list);
        views.extend(find(&draft.collection, Method::Post));
        let seen = views.iter().enumerate().find_map(|(rank, view)| {
            let is_item = rank < changes;
            let (seat, id) = self.item_seat(api, *view, parameter, &noun, is_item)?;
            Some((seat, id, *view))
        });
        let (seat, id, _) = seen?;
        let is_read = read.is_some_and(|read| self.has_object(api, read, &noun, parameter));
        let is_listed = list.is_some_and(|list| self.list_seat(api, list, &seat, &noun).is_some());
        let fields = Fields::of(api, seat.schema)?;
        (is_read || is_listed).then(|| Resource {
            foreign: foreign_keys(&fields, form, first, id.as_deref()),
            form: form.to_owned(),
            noun,
            has_items: true,
            id,
            fields,
            schema: seat.schema,
            list: list.filter(|_| is_listed),
            read: read.filter(|_| is_read),
            home: None,
            rule: None,
        })
    }

    fn has_object(&self, api: &Api, view: usize, noun: &str, parameter: &Parameter) -> bool {
        self.item_seat(api, view, parameter, noun, true).is_some()
    }

    /// A list that can be added to, its items without paths.
    fn collection_alone(&self, api: &Api, form: &str, draft: &Draft) -> Option<Resource> {
        let list = find_method(api, &draft.collection, Method::Get)?;
        find_method(api, &draft.collection, Method::Post)?;
        let noun = last_literal(form);
        let source = self.plans.get(list)?.source.as_ref()?;
        let seat = Seat::of_list(api, source.schema, None, &noun)?;
        let fields = Fields::of(api, seat.schema)?;
        let id = fields.named_like("id").map(str::to_owned);
        Some(Resource {
            foreign: foreign_keys(&fields, form, api.operations.get(list)?, id.as_deref()),
            form: form.to_owned(),
            noun,
            has_items: false,
            id,
            fields,
            schema: seat.schema,
            list: Some(list),
            read: None,
            home: None,
            rule: None,
        })
    }

    /// One thing that is read and changed.
    fn single(&self, api: &Api, form: &str, draft: &Draft) -> Option<Resource> {
        let read = find_method(api, &draft.collection, Method::Get)?;
        find_method(api, &draft.collection, Method::Put)
            .or_else(|| find_method(api, &draft.collection, Method::Patch))?;
        let source = self.plans.get(read)?.source.as_ref()?;
        let seat = Seat::root(api, source.schema)?;
        (!seat.many && seat.path.is_empty()).then_some(())?;
        Some(Resource {
            form: form.to_owned(),
            noun: last_literal(form),
            has_items: false,
            id: None,
            foreign: Vec::new(),
            fields: Fields::of(api, seat.schema)?,
            schema: seat.schema,
            list: None,
            read: Some(read),
            home: None,
            rule: None,
        })
    }

    /// The object of an answer that has the id a path names, the likeliest first.
    fn item_seat(
        &self,
        api: &Api,
        view: usize,
        parameter: &Parameter,
        noun: &str,
        is_item: bool,
    ) -> Option<(Seat, Option<String>)> {
        let source = self.plans.get(view)?.source.as_ref()?;
        let example = media_of(api, source).and_then(first_example);
        let seats = Seat::all(api, source.schema, 1);
        let rated = seats.iter().filter_map(|seat| {
            // An answer about one item that is a bare array is a list of something else.
            if is_item && seat.many && seat.path.is_empty() {
                return None;
            }
            let fields = Fields::of(api, seat.schema)?;
            let shown = example.and_then(|example| seat.object(example));
            let (likeness, id) = id_property(api, &fields, parameter, noun, shown)?;
            // An envelope with a name of its own is no item.
            let is_sure = likeness < Likeness::Usual || seat.path.is_empty();
            is_sure.then(|| (likeness, seat.clone(), id))
        });
        let best = rated.min_by_key(|(likeness, seat, _)| (*likeness, seat.path.len()));
        if let Some((_, seat, id)) = best {
            return Some((seat, Some(id)));
        }
        let first = seats.into_iter().next()?;
        (is_item && !first.many).then_some((first, None))
    }

    fn list_seat(&self, api: &Api, list: usize, item: &Seat, noun: &str) -> Option<Seat> {
        let source = self.plans.get(list)?.source.as_ref()?;
        Seat::of_list(api, source.schema, Some(item.schema), noun)
    }

    fn assign(&mut self, api: &Api, index: usize, resource: &Resource, draft: &Draft) {
        let is_single = resource.list.is_none() && !resource.has_items;
        for operation in &draft.collection {
            let act = match method_of(api, *operation) {
                Some(Method::Get) if resource.list == Some(*operation) => Some(Act::List),
                Some(Method::Get) if is_single => Some(Act::Read),
                Some(Method::Put) if is_single => Some(Act::Put),
                Some(Method::Patch) if is_single => Some(Act::Patch),
                Some(Method::Post) if !is_single => Some(Act::Create),
                Some(Method::Put) if resource.has_items && resource.id.is_some() => {
                    Some(Act::PutByBody)
                }
                _ => None,
            };
            self.plan(api, *operation, index, resource, act);
        }
        for operation in &draft.items {
            let act = match method_of(api, *operation) {
                Some(Method::Get) if resource.read == Some(*operation) => Some(Act::Read),
                Some(Method::Put) => Some(Act::Put),
                Some(Method::Patch | Method::Post) => Some(Act::Patch),
                Some(Method::Delete) => Some(Act::Delete),
                _ => None,
            };
            self.plan(api, *operation, index, resource, act);
        }
        for operation in &draft.further {
            self.plan(api, *operation, index, resource, Some(Act::List));
        }
    }

    fn plan(
        &mut self,
        api: &Api,
        operation: usize,
        index: usize,
        resource: &Resource,
        act: Option<Act>,
    ) {
        let (Some(act), Some(plan)) = (act, self.plans.get_mut(operation)) else {
            return;
        };
        let Some(declared) = api.operations.get(operation) else {
            return;
        };
        let sent = sent_by(api, declared);
        plan.sent = sent.and_then(|schema| Fields::of(api, schema));
        plan.is_whole = sent.is_some_and(|schema| follow(api, schema) == resource.schema);
        let is_change = matches!(act, Act::Create | Act::Put | Act::Patch | Act::PutByBody);
        if is_change && plan.sent.is_none() {
            return;
        }
        if let Some(source) = &mut plan.source {
            source.seat = if act == Act::List {
                Seat::of_list(api, source.schema, Some(resource.schema), &resource.noun)
            } else {
                seat_of(api, source.schema, resource)
            };
        }
        let seat = plan.source.as_ref().and_then(|source| source.seat.as_ref());
        if act == Act::List {
            let Some(fields) = seat.and_then(|seat| Fields::of(api, seat.schema)) else {
                return;
            };
            // A list of other things has nothing to do with this collection.
            let has_id = resource.id.as_ref().is_none_or(|id| fields.has(id));
            if !has_id {
                return;
            }
            plan.query = Query::plan(api, declared, &fields);
        }
        if act == Act::Read && seat.is_none() {
            return;
        }
        plan.act = Some((act, index));
    }

    /// The items that each path leads through, the outermost first.
    fn find_parents(&mut self, api: &Api) {
        let by_form: HashMap<&str, usize> = self
            .resources
            .iter()
            .enumerate()
            .filter(|(_, resource)| resource.has_items)
            .map(|(index, resource)| (resource.form.as_str(), index))
            .collect();
        let mut found = Vec::new();
        for operation in &api.operations {
            let pieces = pieces(operation);
            let mut parents = Vec::new();
            let mut parameters = 0;
            let mut form = String::new();
            for (at, piece) in pieces.iter().enumerate() {
                let is_last = at + 1 == pieces.len();
                if piece == "{}"
                    && !is_last
                    && let Some(resource) = by_form.get(form.as_str())
                {
                    parents.push((*resource, parameters + 1));
                }
                parameters += piece.matches("{}").count();
                form.push('/');
                form.push_str(piece);
            }
            found.push(parents);
        }
        for (plan, parents) in self.plans.iter_mut().zip(found) {
            plan.parents = parents;
        }
    }
}

/// The object in an answer that is the item: of the item's schema, else one that has the id.
pub(super) fn seat_of(api: &Api, schema: SchemaId, resource: &Resource) -> Option<Seat> {
    let seats = Seat::all(api, schema, 1);
    let same = seats.iter().find(|seat| seat.schema == resource.schema);
    let has_id = |seat: &&Seat| {
        let id = resource.id.as_deref();
        Fields::of(api, seat.schema).is_some_and(|fields| id.is_some_and(|id| fields.has(id)))
    };
    same.or_else(|| seats.iter().find(has_id)).cloned()
}

/// Collections by the form of their path, in document order.
fn drafts(api: &Api) -> Vec<(String, Draft)> {
    let mut drafts: indexmap::IndexMap<String, Draft> = indexmap::IndexMap::new();
    let forms: Vec<Vec<String>> = api.operations.iter().map(pieces).collect();
    for (index, pieces) in forms.iter().enumerate() {
        match pieces.split_last() {
            Some((last, before)) if last == "{}" && !before.is_empty() => {
                drafts.entry(joined(before)).or_default().items.push(index);
            }
            Some(_) => drafts
                .entry(joined(pieces))
                .or_default()
                .collection
                .push(index),
            None => {}
        }
    }
    for (index, pieces) in forms.iter().enumerate() {
        let Some((_, before)) = pieces.split_last().filter(|(last, _)| *last != "{}") else {
            continue;
        };
        if method_of(api, index) == Some(Method::Get)
            && let Some(draft) = drafts.get_mut(&joined(before))
            && !draft.items.is_empty()
        {
            draft.further.push(index);
        }
    }
    drafts.into_iter().collect()
}

/// The form of a path of the document, and its parameters.
pub(super) fn form_of(api: &Api, path: &str) -> Option<(String, Vec<String>)> {
    let mut operations = api.operations.iter();
    let operation = operations.find(|operation| operation.path.text == path)?;
    let names = operation.path.parameter_names().map(str::to_owned);
    Some((joined(&pieces(operation)), names.collect()))
}

fn joined(pieces: &[String]) -> String {
    pieces.iter().flat_map(|piece| ["/", piece]).collect()
}

/// The segments of a path, parameters without names.
fn pieces(operation: &Operation) -> Vec<String> {
    let segments = operation.path.segments.iter().map(|segment| {
        let pieces = segment.iter().map(|piece| match piece {
            PathSegment::Literal(text) => text.as_str(),
            PathSegment::Parameter(_) => "{}",
        });
        pieces.collect::<String>()
    });
    segments.filter(|segment| !segment.is_empty()).collect()
}

fn last_literal(form: &str) -> String {
    let mut literals = form.rsplit('/').filter(|piece| !piece.contains('{'));
    literals.next().unwrap_or_default().to_owned()
}

fn last_parameter(operation: &Operation) -> Option<&Parameter> {
    let name = operation.path.parameter_names().last()?;
    let mut parameters = operation.parameters.iter();
    parameters.find(|known| known.location == Location::Path && known.name == name)
}

fn foreign_keys(
    fields: &Fields,
    form: &str,
    operation: &Operation,
    id: Option<&str>,
) -> Vec<(usize, String)> {
    let names: Vec<&str> = operation.path.parameter_names().collect();
    let parts: Vec<&str> = form.split('/').filter(|part| !part.is_empty()).collect();
    let mut found = Vec::new();
    let mut position = 0;
    for (at, part) in parts.iter().enumerate() {
        if *part != "{}" {
            position += part.matches("{}").count();
            continue;
        }
        let parent = at.checked_sub(1).and_then(|before| parts.get(before));
        if let (Some(name), Some(parent)) = (names.get(position), parent)
            && let Some(key) = foreign_key(fields, name, parent)
            && Some(key) != id
        {
            found.push((position, key.to_owned()));
        }
        position += 1;
    }
    found
}

fn method_of(api: &Api, operation: usize) -> Option<Method> {
    api.operations
        .get(operation)
        .map(|operation| operation.method)
}

fn find_method(api: &Api, operations: &[usize], method: Method) -> Option<usize> {
    let mut operations = operations.iter().copied();
    operations.find(|operation| method_of(api, *operation) == Some(method))
}

fn sent_by(api: &Api, operation: &Operation) -> Option<SchemaId> {
    let body = operation.request_body.as_ref()?;
    let schemas = body.content.iter().filter_map(|(_, media)| media.schema);
    let mut objects = schemas.filter(|schema| Fields::of(api, *schema).is_some());
    objects.next()
}

/// The answer an operation gives by default, in JSON.
fn source_of(api: &Api, offers: &Offers, operation: &Operation) -> Option<Source> {
    let offer = offers.of(operation.id);
    let response = offer.default?;
    let status = offer.default_status;
    (200..300).contains(&status).then_some(())?;
    let (_, declared) = operation.responses.get(response)?;
    let found = declared
        .content
        .iter()
        .enumerate()
        .find_map(|(media, (written, declared))| {
            let name = MediaName::parse(written)?;
            let is_json = name.kind() == Kind::Json && !name.is_range();
            Some((media, name, declared.schema.filter(|_| is_json)?))
        });
    let (media, name, schema) = found?;
    Some(Source {
        operation: operation.id,
        response,
        status,
        media,
        name,
        schema,
        seat: Seat::root(api, schema),
        fixed: OnceLock::new(),
    })
}

fn media_of<'a>(api: &'a Api, source: &Source) -> Option<&'a MediaType> {
    let responses = &api.operation(source.operation).responses;
    let (_, response) = responses.get(source.response)?;
    response.content.get(source.media).map(|(_, media)| media)
}

fn first_example(media: &MediaType) -> Option<&Value> {
    media
        .examples
        .values()
        .find_map(|example| example.value.as_ref())
}
