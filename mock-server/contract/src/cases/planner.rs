//! Puts the makers of cases together, operation by operation, within bounds and without repeats.

use super::draft::{Draft, DraftBody, DraftContent, Presented};
use super::spell::{is_sent, spell};
use super::values::{Amount, Values};
use super::wire::carries;
use super::{Case, Intent, Obstacle, Request, broken, examples, form, protocol, valid};
use crate::options::Options;
use crate::scope::{Scope, is_harmless};
use api_model::api::{Api, Operation, OperationId, PathSegment, PathTemplate, Valid};
use api_model::source::Place;
use api_model::validate::Validator;
use serde_json::{Value, json};
use std::collections::HashSet;
use std::sync::Arc;

/// Makes the cases of operations.
pub(crate) struct Planner {
    pub(crate) api: Arc<Valid<Api>>,
    pub(super) values: Values,
    pub(super) options: Options,
}

/// The cases of one operation.
#[derive(Debug)]
pub(crate) struct Plan {
    /// The operation.
    pub(crate) operation: OperationId,
    /// In the order they are sent.
    pub(crate) cases: Vec<Case>,
    /// What kept cases from being made.
    pub(crate) obstacles: Vec<Obstacle>,
    /// How many cases the bounds left out.
    pub(crate) left_out: usize,
}

impl Planner {
    pub(crate) fn new(api: Arc<Valid<Api>>, validator: Validator, options: Options) -> Self {
        let values = Values::new(Arc::clone(&api), validator);
        Planner {
            api,
            values,
            options,
        }
    }

    /// What the run is about.
    pub(crate) fn scope(&self) -> &Scope {
        &self.options.scope
    }

    /// All cases of an operation.
    pub(crate) fn plan(&self, operation: &Operation) -> Plan {
        let mut maker = Maker {
            planner: self,
            operation,
            seed: self.seed_of(operation),
            seen: HashSet::new(),
            counts: [0; 2],
            plan: Plan {
                operation: operation.id,
                cases: Vec::new(),
                obstacles: Vec::new(),
                left_out: 0,
            },
        };
        if let Some(twin) = self.twin_of(operation) {
            let message = format!(
                "its path is that of {}: no server can tell them apart",
                twin.label()
            );
            maker.obstacle(operation.place, message);
            valid::make_unsure(&mut maker, false);
        } else if let Some(required) = maker.draft(Amount::Required) {
            let everything = maker
                .draft(Amount::Everything)
                .unwrap_or_else(|| required.clone());
            valid::make_base(&mut maker, &required, &everything);
            examples::make(&mut maker, &required, &everything);
            protocol::make(&mut maker, &required);
            valid::make_variations(&mut maker, &required, &everything);
            broken::make(&mut maker, &required, &everything);
        } else {
            valid::make_unsure(&mut maker, true);
        }
        maker.plan
    }

    /// Another operation with the same method whose path differs by names of parameters only, which
    /// section 4.8.8.2 forbids and real documents do all the same.
    fn twin_of(&self, operation: &Operation) -> Option<&Operation> {
        let mut others = self.api.operations.iter();
        others.find(|other| {
            other.id != operation.id
                && other.method == operation.method
                && is_same_path(&other.path, &operation.path)
        })
    }

    /// Operations differ in their values without depending on their neighbours' number of draws.
    fn seed_of(&self, operation: &Operation) -> u64 {
        let index = operation.id.index() as u64;
        self.options
            .seed
            .wrapping_mul(0x9E37_79B9_7F4A_7C15)
            .wrapping_add(index.wrapping_mul(1009))
    }
}

/// The cases of one operation while they are made.
pub(super) struct Maker<'a> {
    pub(super) planner: &'a Planner,
    pub(super) operation: &'a Operation,
    pub(super) seed: u64,
    seen: HashSet<Request>,
    /// Valid and broken cases so far.
    counts: [usize; 2],
    pub(super) plan: Plan,
}

impl Maker<'_> {
    /// Adds a case unless its request was made before, cannot be spelled, or exceeds the bounds.
    pub(super) fn add(&mut self, title: impl Into<String>, intent: Intent, draft: &Draft) -> bool {
        match self.spell(draft) {
            Ok(request) => self.add_request(title, intent, None, request),
            Err(message) => {
                // Only a valid request that cannot be written says something about the document.
                if matches!(intent, Intent::Valid) {
                    self.obstacle(self.operation.place, message);
                }
                false
            }
        }
    }

    /// Adds a case of requests that are spelled already.
    pub(super) fn add_request(
        &mut self,
        title: impl Into<String>,
        intent: Intent,
        before: Option<Request>,
        request: Request,
    ) -> bool {
        let scope = &self.planner.options.scope;
        if scope.safe_only && !is_harmless(request.method) {
            return false;
        }
        if self.seen.contains(&request) || !self.has_room(&intent) {
            return false;
        }
        self.seen.insert(request.clone());
        self.plan.cases.push(Case {
            operation: self.operation.id,
            number: self.plan.cases.len(),
            title: title.into(),
            intent,
            before,
            request,
        });
        true
    }

    fn has_room(&mut self, intent: &Intent) -> bool {
        let options = &self.planner.options;
        let (kind, most) = match intent {
            Intent::Valid => (0, options.max_valid),
            Intent::Broken { .. } => (1, options.max_broken),
            Intent::Unsure { .. }
            | Intent::Unauthenticated
            | Intent::UnsupportedMethod { .. }
            | Intent::Head => {
                return true;
            }
        };
        if self.counts[kind] >= most {
            self.plan.left_out += 1;
            return false;
        }
        self.counts[kind] += 1;
        true
    }

    pub(super) fn spell(&self, draft: &Draft) -> Result<Request, String> {
        spell(
            &self.planner.api,
            self.operation,
            &self.planner.options,
            draft,
        )
    }

    /// Notes what kept a case from being made, once.
    pub(super) fn obstacle(&mut self, place: Place, message: String) {
        if !self.plan.obstacles.iter().any(|one| one.message == message) {
            self.plan.obstacles.push(Obstacle { place, message });
        }
    }

    /// A valid request; `None`, with the reason noted, when there is no way to make one.
    fn draft(&mut self, amount: Amount) -> Option<Draft> {
        let mut parameters = Vec::new();
        for (index, parameter) in self.operation.parameters.iter().enumerate() {
            let wanted = parameter.required || amount == Amount::Everything;
            if !wanted || !is_sent(parameter) {
                continue;
            }
            match self.planner.values.usual(parameter, self.seed) {
                Some(value) if carries(parameter, &value) => parameters.push((index, value)),
                _ => {
                    let location = parameter.location.as_str();
                    let message = format!(
                        "no value could be made for {location} parameter `{}`",
                        parameter.name
                    );
                    self.obstacle(parameter.place, message);
                    if parameter.required {
                        return None;
                    }
                }
            }
        }
        let body = self.draft_body(amount)?;
        Some(Draft {
            method: self.operation.method,
            parameters,
            body,
            accept: self.accept(),
            credentials: Presented::Usual,
        })
    }

    /// The first media type a body can be made for. The outer `None`: one is needed and none can.
    #[expect(
        clippy::option_option,
        reason = "no body and no way to make one are different"
    )]
    fn draft_body(&mut self, amount: Amount) -> Option<Option<DraftBody>> {
        let Some(body) = &self.operation.request_body else {
            return Some(None);
        };
        if !body.required && amount == Amount::Required || body.content.is_empty() {
            return Some(None);
        }
        let found =
            (0..body.content.len()).find_map(|index| self.body_of(index, amount, self.seed));
        if found.is_none() {
            let types: Vec<&str> = body.content.iter().map(|(ty, _)| ty.as_str()).collect();
            self.obstacle(
                body.place,
                format!("no body could be made for `{}`", types.join("`, `")),
            );
            return (!body.required).then_some(None);
        }
        Some(found)
    }

    /// A body of one of the declared media types: a sample, else a documented example.
    pub(super) fn body_of(&self, index: usize, amount: Amount, seed: u64) -> Option<DraftBody> {
        let (media_type, media) = self.operation.request_body.as_ref()?.content.get(index)?;
        let content_type = form::concrete(media_type);
        let xml = form::is_xml(&content_type);
        let example = || {
            media
                .examples
                .values()
                .find_map(|example| example.value.clone())
        };
        let value = match media.schema {
            _ if xml => example().filter(Value::is_string),
            Some(schema) => {
                let sample = self.planner.values.sample(schema, None, amount, seed);
                sample.or_else(|| {
                    example().filter(|value| self.planner.values.is_valid(schema, value))
                })
            }
            None => example().or_else(|| Some(any_body(&content_type))),
        };
        let body = DraftBody {
            media: Some(index),
            content_type,
            content: DraftContent::Value(value?),
        };
        let writable = match &body.content {
            DraftContent::Value(value) => {
                form::write_body(&self.planner.api, &body.content_type, Some(media), value).is_ok()
            }
            DraftContent::Bytes(_) => true,
        };
        writable.then_some(body)
    }

    /// What the success responses may come as; anything when they say nothing.
    pub(super) fn accept(&self) -> String {
        let types = self.success_types();
        match types.is_empty() {
            true => "*/*".to_owned(),
            // Errors often come in another type than successes.
            false => format!("{}, */*;q=0.1", types.join(", ")),
        }
    }

    /// The media types of the documented success responses, without repeats.
    pub(super) fn success_types(&self) -> Vec<&str> {
        let mut types: Vec<&str> = Vec::new();
        let successes = self
            .operation
            .responses
            .iter()
            .filter(|(key, _)| key.is_success());
        for (media_type, _) in successes.flat_map(|(_, response)| &response.content) {
            let plain = media_type
                .bytes()
                .all(|byte| byte == b' ' || byte.is_ascii_graphic());
            if plain && !types.contains(&media_type.as_str()) {
                types.push(media_type);
            }
        }
        types
    }
}

fn is_same_path(one: &PathTemplate, other: &PathTemplate) -> bool {
    let same = |pair: (&PathSegment, &PathSegment)| match pair {
        (PathSegment::Literal(one), PathSegment::Literal(other)) => one == other,
        (PathSegment::Parameter(_), PathSegment::Parameter(_)) => true,
        _ => false,
    };
    one.segments.len() == other.segments.len()
        && one
            .segments
            .iter()
            .zip(&other.segments)
            .all(|(one, other)| one.len() == other.len() && one.iter().zip(other).all(same))
}

/// A body where the document does not say what it looks like.
fn any_body(content_type: &str) -> Value {
    let essence = api_runtime::media::essence(content_type);
    let mapped = api_runtime::media::is_json(&essence)
        || essence.starts_with("multipart/")
        || essence == api_runtime::form::MEDIA_TYPE;
    if mapped {
        json!({"understudy": "1"})
    } else {
        json!("understudy")
    }
}

/// Text for a title or message, cut to a number of characters.
pub(super) fn shorten(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        Some((at, _)) => format!("{}…", text.get(..at).unwrap_or_default()),
        None => text.to_owned(),
    }
}
