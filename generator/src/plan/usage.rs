//! Who uses which schema: in requests, in answers, and as what.
//!
//! Three decisions hang on this. A type that is never part of a request needs no checks. A schema with properties
//! that only one direction carries becomes two types when both directions use it. And a variant of a tagged union
//! carries its tag as a field only when it is used outside the union too.

use std::collections::HashMap;

use api_model::api::{Api, Operation, ParameterKind, SchemaId, ShapeKind};

use super::facts::{dereference, shape_children};
use super::security::with_callbacks;
use super::tags::Tagging;

/// The direction a value travels in, where that makes a difference to its type.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Direction {
    Request,
    Response,
}

/// What is known of every schema, by its index.
#[derive(Debug)]
pub(crate) struct Usage {
    request: Vec<bool>,
    response: Vec<bool>,
    /// Whether it comes in with a webhook or a callback.
    received: Vec<bool>,
    /// Whether the type depends on the direction.
    directed: Vec<bool>,
    /// How often parameters of different operations have the schema.
    parameters: HashMap<SchemaId, usize>,
    /// The tags of unions that have them.
    taggings: Vec<Option<Tagging>>,
    /// The property that a union's tag takes over, for schemas that are used as nothing else.
    absorbed: Vec<Absorbed>,
}

#[derive(Debug, Clone, PartialEq)]
enum Absorbed {
    Unused,
    By(String),
    No,
}

impl Usage {
    pub(crate) fn of(api: &Api) -> Usage {
        let count = api.schemas.len();
        let taggings: Vec<Option<Tagging>> = api
            .schemas
            .iter()
            .map(|(id, _)| Tagging::of(api, id))
            .collect();
        let mut usage = Usage {
            request: vec![false; count],
            response: vec![false; count],
            received: vec![false; count],
            directed: vec![false; count],
            parameters: HashMap::new(),
            taggings,
            absorbed: vec![Absorbed::Unused; count],
        };
        let (requests, responses) = usage.roots(api);
        usage.request = usage.reach(api, &requests);
        usage.response = usage.reach(api, &responses);
        usage.find_directed(api);
        let mut roots = requests;
        roots.extend(responses);
        usage.find_absorbed(api, &roots);
        usage
    }

    /// Whether a server may read it.
    pub(crate) fn in_request(&self, id: SchemaId) -> bool {
        self.request[id.index()] || self.received[id.index()]
    }

    /// Whether it comes in with a webhook or a callback.
    pub(crate) fn is_received(&self, id: SchemaId) -> bool {
        self.received[id.index()]
    }

    pub(crate) fn in_response(&self, id: SchemaId) -> bool {
        self.response[id.index()]
    }

    /// The direction to keep apart for this schema, when asked for its type in a direction.
    pub(crate) fn direction(&self, id: SchemaId, asked: Direction) -> Option<Direction> {
        if !self.directed[id.index()] {
            return None;
        }
        match (self.request[id.index()], self.response[id.index()]) {
            (true, true) => Some(asked),
            (true, false) => Some(Direction::Request),
            (false, _) => Some(Direction::Response),
        }
    }

    /// Whether both directions use the schema and its type is not the same in them.
    pub(crate) fn is_split(&self, id: SchemaId) -> bool {
        self.directed[id.index()] && self.request[id.index()] && self.response[id.index()]
    }

    pub(crate) fn is_shared_parameter(&self, id: SchemaId) -> bool {
        self.parameters.get(&id).is_some_and(|count| *count > 1)
    }

    pub(crate) fn tagging(&self, id: SchemaId) -> Option<&Tagging> {
        self.taggings[id.index()].as_ref()
    }

    /// The property of an object that its union's tag stands for.
    pub(crate) fn absorbed_tag(&self, id: SchemaId) -> Option<&str> {
        match &self.absorbed[id.index()] {
            Absorbed::By(property) => Some(property),
            Absorbed::Unused | Absorbed::No => None,
        }
    }

    fn roots(&mut self, api: &Api) -> (Vec<SchemaId>, Vec<SchemaId>) {
        let (mut requests, mut responses) = (Vec::new(), Vec::new());
        let mut arrivals = Vec::new();
        for operation in &api.operations {
            operation_roots(operation, &mut requests, &mut responses);
            for parameter in &operation.parameters {
                if let Some(schema) = parameter.schema() {
                    *self.parameters.entry(schema).or_insert(0) += 1;
                }
            }
            let callbacks = operation.callbacks.iter();
            for callback in callbacks.flat_map(|callback| &callback.operations) {
                with_callbacks(callback, &mut arrivals);
            }
        }
        for webhook in api.webhooks.iter().flat_map(|webhook| &webhook.operations) {
            with_callbacks(webhook, &mut arrivals);
        }
        // What the API sends of its own accord travels in the direction of its answers.
        let mut received = Vec::new();
        for arrival in arrivals {
            operation_roots(arrival, &mut received, &mut requests);
        }
        self.received = self.reach(api, &received);
        responses.extend(received);
        (requests, responses)
    }

    fn reach(&self, api: &Api, roots: &[SchemaId]) -> Vec<bool> {
        let mut seen = vec![false; api.schemas.len()];
        let mut waiting: Vec<SchemaId> = roots.to_vec();
        while let Some(id) = waiting.pop() {
            if !std::mem::replace(&mut seen[id.index()], true) {
                waiting.extend(shape_children(api, id));
            }
        }
        seen
    }

    /// Objects that must have a property in one direction only, and all that hold one of those.
    fn find_directed(&mut self, api: &Api) {
        let mut users: Vec<Vec<SchemaId>> = vec![Vec::new(); api.schemas.len()];
        let mut waiting = Vec::new();
        for (id, schema) in api.schemas.iter() {
            for child in shape_children(api, id) {
                users[child.index()].push(id);
            }
            let object = match &schema.shape.kind {
                ShapeKind::Object(object) => Some(object),
                ShapeKind::Union(union) => union.common.as_ref(),
                _ => None,
            };
            let one_way = |property: &api_model::api::Property| {
                property.required && property.read_only != property.write_only
            };
            if object.is_some_and(|object| object.properties.values().any(one_way)) {
                waiting.push(id);
            }
        }
        while let Some(id) = waiting.pop() {
            if !std::mem::replace(&mut self.directed[id.index()], true) {
                waiting.append(&mut users[id.index()]);
            }
        }
    }

    fn find_absorbed(&mut self, api: &Api, roots: &[SchemaId]) {
        let mut seen = vec![false; api.schemas.len()];
        let mut waiting: Vec<SchemaId> = roots.to_vec();
        for root in roots {
            self.note_use(dereference(api, *root).0, None);
        }
        waiting.extend(api.schemas.named().map(|(_, id)| id));
        while let Some(id) = waiting.pop() {
            if std::mem::replace(&mut seen[id.index()], true) {
                continue;
            }
            let tagging = self.taggings[id.index()].clone();
            for child in shape_children(api, id) {
                let (target, _) = dereference(api, child);
                let variant = tagging.as_ref().filter(|tagging| tagging.has(child));
                // A variant that several values mean has to remember which one it was.
                let sole = variant.filter(|tagging| tagging.has_one_tag(child));
                self.note_use(target, sole.map(|tagging| tagging.property.as_str()));
                waiting.push(if variant.is_some() { target } else { child });
            }
        }
    }

    fn note_use(&mut self, id: SchemaId, tag: Option<&str>) {
        let slot = &mut self.absorbed[id.index()];
        *slot = match (&*slot, tag) {
            (Absorbed::Unused, Some(tag)) => Absorbed::By(tag.to_owned()),
            (Absorbed::By(before), Some(tag)) if before == tag => return,
            _ => Absorbed::No,
        };
    }
}

pub(crate) fn operation_roots(
    operation: &Operation,
    requests: &mut Vec<SchemaId>,
    responses: &mut Vec<SchemaId>,
) {
    requests.extend(
        operation
            .parameters
            .iter()
            .flat_map(|parameter| kind_schemas(&parameter.kind)),
    );
    if let Some(body) = &operation.request_body {
        requests.extend(body.content.iter().filter_map(|(_, media)| media.schema));
    }
    for (_, response) in &operation.responses {
        responses.extend(
            response
                .content
                .iter()
                .filter_map(|(_, media)| media.schema),
        );
        responses.extend(
            response
                .headers
                .values()
                .flat_map(|header| kind_schemas(&header.kind)),
        );
    }
}

fn kind_schemas(kind: &ParameterKind) -> Vec<SchemaId> {
    match kind {
        ParameterKind::Schema { schema, .. } => vec![*schema],
        ParameterKind::Content(content) => content
            .iter()
            .filter_map(|(_, media)| media.schema)
            .collect(),
    }
}
