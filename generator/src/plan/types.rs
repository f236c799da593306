//! Schemas to types: one decision per schema and direction.
//!
//! A schema that needs a definition gets its id and name before its parts are looked at, so that recursion is an id;
//! the parts are filled in from a list of what is waiting. All other schemas become a [`Type`] on the spot.

use std::collections::{HashMap, VecDeque};

use api_model::api::{Additional, Api, ArrayShape, SchemaId, ShapeKind};
use api_model::diagnostic::Diagnostic;
use serde_json::Value;

use super::facts::Facts;
use super::item::{Item, ItemId, ItemKind, Met, Rule, Type, Types};
use super::names::{self, Scope};
use super::usage::{Direction, Usage};

/// A type, and whether null is welcome beside it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Resolved {
    pub(crate) ty: Type,
    pub(crate) nullable: bool,
}

impl Resolved {
    /// The type where nothing else can express null.
    pub(crate) fn whole(self) -> Type {
        self.ty.optional_if(self.nullable)
    }
}

/// Where a schema without a name was met: what it belongs to and what it is there.
#[derive(Debug, Clone)]
pub(crate) struct Context {
    pub(crate) owner: String,
    pub(crate) role: String,
    /// A name that says enough by itself, tried first.
    pub(crate) preferred: Option<String>,
}

impl Context {
    /// What belongs to an owner; of a definition it is the name it has so far.
    pub(crate) fn new(owner: &str, role: &str) -> Self {
        Context {
            owner: owner.to_owned(),
            role: role.to_owned(),
            preferred: None,
        }
    }

    fn item(&self) -> Self {
        self.part("Item")
    }

    fn part(&self, role: &str) -> Self {
        Context::new(&self.owner, &format!("{}{role}", self.role))
    }

    fn value(&self) -> Self {
        self.part("Value")
    }
}

#[derive(Debug, Clone)]
enum State {
    /// Being resolved further up; a second visit makes it an item.
    Open(Option<ItemId>),
    Done(Resolved),
}

type Key = (SchemaId, Option<Direction>);

/// The planner of `types.rs`.
pub(crate) struct Planner<'a> {
    pub(crate) api: &'a Api,
    pub(crate) usage: Usage,
    pub(crate) types: Types,
    pub(crate) notes: Vec<Diagnostic>,
    pub(crate) scope: Scope,
    /// Names of statics.
    pub(crate) statics: Scope,
    states: HashMap<Key, State>,
    /// Names of components, given out before anything else.
    named: HashMap<Key, String>,
    waiting: VecDeque<(ItemId, SchemaId, Direction)>,
    /// Positions of named schemas in the document.
    ranks: HashMap<SchemaId, usize>,
    /// The position of what is being planned.
    pub(crate) rank: usize,
    /// The definition being filled in.
    parent: Option<ItemId>,
}

impl<'a> Planner<'a> {
    pub(crate) fn new(api: &'a Api) -> Self {
        let mut planner = Planner {
            api,
            usage: Usage::of(api),
            types: Types::default(),
            notes: Vec::new(),
            scope: Scope::default(),
            statics: Scope::default(),
            states: HashMap::new(),
            named: HashMap::new(),
            waiting: VecDeque::new(),
            ranks: api
                .schemas
                .named()
                .enumerate()
                .map(|(rank, (_, id))| (id, rank))
                .collect(),
            rank: 0,
            parent: None,
        };
        planner.claim_names();
        planner
    }

    /// Decides every named schema, used or not.
    pub(crate) fn plan_named(&mut self) {
        let named: Vec<SchemaId> = self.api.schemas.named().map(|(_, id)| id).collect();
        for (rank, id) in named.into_iter().enumerate() {
            self.rank = rank;
            self.plan_component(id, Direction::Response);
            if self.usage.is_split(id) {
                self.plan_component(id, Direction::Request);
            }
        }
        self.fill();
        self.rank = usize::MAX;
    }

    fn plan_component(&mut self, id: SchemaId, direction: Direction) {
        let key = (id, self.usage.direction(id, direction));
        let Some(name) = self.named.get(&key).cloned() else {
            return;
        };
        let resolved = self.resolve(id, direction, &Context::new(&name, ""));
        let own = matches!(&resolved.ty, Type::Item(item) if self.types.item(*item).name == name);
        if !own {
            let docs = self.docs(id);
            let kind = ItemKind::Alias(resolved.whole());
            self.add_item(id, name, docs, kind);
        }
    }

    /// The type of a schema for a direction. Whoever calls this from outside calls [`fill`](Self::fill) in the end.
    pub(crate) fn resolve(
        &mut self,
        id: SchemaId,
        asked: Direction,
        context: &Context,
    ) -> Resolved {
        let key = (id, self.usage.direction(id, asked));
        // A type of one direction is made of parts of that direction, whoever asked first.
        let asked = key.1.unwrap_or(asked);
        match self.states.get(&key) {
            Some(State::Done(resolved)) => return resolved.clone(),
            Some(State::Open(Some(item))) => {
                return Resolved {
                    ty: Type::Item(*item),
                    nullable: false,
                };
            }
            Some(State::Open(None)) => return self.open_again(key, context),
            None => {}
        }
        self.states.insert(key, State::Open(None));
        let mut resolved = self.resolve_kind(id, asked, key, context);
        if let Some(State::Open(Some(item))) = self.states.get(&key) {
            let item = *item;
            resolved = self.close(id, item, resolved);
        }
        self.states.insert(key, State::Done(resolved.clone()));
        resolved
    }

    /// A list or map that holds itself: it needs a definition after all.
    fn open_again(&mut self, key: Key, context: &Context) -> Resolved {
        let item = self.define(key, context, ItemKind::Pending);
        self.states.insert(key, State::Open(Some(item)));
        Resolved {
            ty: Type::Item(item),
            nullable: false,
        }
    }

    fn close(&mut self, id: SchemaId, item: ItemId, resolved: Resolved) -> Resolved {
        if resolved.ty == Type::Item(item)
            || matches!(&resolved.ty, Type::Option(inner) if **inner == Type::Item(item))
        {
            self.note(
                id,
                "endless-schema",
                "the schema is defined as itself and has no values; typed as any JSON",
            );
            self.types.items[item.0].kind = ItemKind::Newtype {
                ty: Type::Json,
                rules: Vec::new(),
            };
        } else {
            let rules = self.rules(id, &resolved.ty, item);
            self.types.items[item.0].kind = ItemKind::Newtype {
                ty: resolved.ty,
                rules,
            };
        }
        Resolved {
            ty: Type::Item(item),
            nullable: resolved.nullable,
        }
    }

    fn resolve_kind(
        &mut self,
        id: SchemaId,
        asked: Direction,
        key: Key,
        context: &Context,
    ) -> Resolved {
        let shape = &self.api.schema(id).shape;
        let mut nullable = shape.nullable;
        let ty = match &shape.kind {
            ShapeKind::Any => Type::Json,
            ShapeKind::Never => {
                self.note(
                    id,
                    "no-value",
                    "no value satisfies this schema; typed as any JSON",
                );
                Type::Json
            }
            ShapeKind::Null => Type::Unit,
            ShapeKind::Boolean => Type::Bool,
            ShapeKind::Integer => self.integer(id),
            ShapeKind::Number => self.number(id),
            ShapeKind::String => self.string(id),
            ShapeKind::Enum(values) => self.enumeration(id, key, values, context),
            ShapeKind::Array(array) => self.array(id, array, asked, key, context),
            ShapeKind::Reference(target) => {
                let inner = self.resolve(*target, asked, context);
                nullable |= inner.nullable;
                inner.ty
            }
            ShapeKind::Object(object) => {
                let fieldless = object.properties.is_empty();
                match object.additional {
                    Additional::Unsaid | Additional::Any if fieldless => Type::map(Type::Json),
                    Additional::Schema(values) if fieldless => {
                        let values = self.resolve(values, asked, &context.value());
                        Type::map(values.whole())
                    }
                    _ => Type::Item(self.declare(id, asked, key, context)),
                }
            }
            ShapeKind::Union(_) => self.union(id, asked, key, context),
        };
        Resolved { ty, nullable }
    }

    /// Gives a schema its definition, to be filled in later.
    pub(crate) fn declare(
        &mut self,
        id: SchemaId,
        asked: Direction,
        key: Key,
        context: &Context,
    ) -> ItemId {
        let item = self.define(key, context, ItemKind::Pending);
        if self.usage.is_split(id) {
            let received = asked == Direction::Response && self.usage.is_received(id);
            self.types.items[item.0].in_request = asked == Direction::Request || received;
            self.types.items[item.0].in_response = asked == Direction::Response;
        }
        self.waiting.push_back((item, id, asked));
        item
    }

    /// Fills in all definitions that wait for it.
    pub(crate) fn fill(&mut self) {
        while let Some((item, id, direction)) = self.waiting.pop_front() {
            self.parent = Some(item);
            let kind = match &self.api.schema(id).shape.kind {
                ShapeKind::Object(object) => self.object(id, object, direction, item),
                ShapeKind::Union(union) => self.fill_union(id, union, direction, item),
                ShapeKind::Array(array) => self.tuple(id, array, direction, item),
                _ => ItemKind::Alias(Type::Json),
            };
            self.types.items[item.0].kind = kind;
        }
        self.parent = None;
    }

    pub(crate) fn add_item(
        &mut self,
        id: SchemaId,
        name: String,
        docs: Vec<String>,
        kind: ItemKind,
    ) -> ItemId {
        let own_rank = self.ranks.get(&id).copied();
        self.types.items.push(Item {
            name,
            docs,
            kind,
            checked: false,
            in_request: self.usage.in_request(id),
            in_response: self.usage.in_response(id),
            patterns: Vec::new(),
            met: None,
            common: false,
            rank: own_rank.unwrap_or(self.rank),
            parent: if own_rank.is_some() {
                None
            } else {
                self.parent
            },
        });
        ItemId(self.types.items.len() - 1)
    }

    /// A definition that no schema stands for.
    pub(crate) fn add_loose_item(
        &mut self,
        name: String,
        docs: Vec<String>,
        kind: ItemKind,
    ) -> ItemId {
        self.types.items.push(Item {
            name,
            docs,
            kind,
            checked: false,
            in_request: true,
            in_response: true,
            patterns: Vec::new(),
            met: None,
            common: false,
            rank: usize::MAX,
            parent: None,
        });
        ItemId(self.types.items.len() - 1)
    }

    /// The definition of a schema, under the component's name or one that tells where it was met.
    pub(crate) fn define(&mut self, key: Key, context: &Context, kind: ItemKind) -> ItemId {
        let docs = self.docs(key.0);
        let (name, met) = match self.named.get(&key) {
            Some(name) => (name.clone(), None),
            None => {
                let met = self.met(key, context);
                (self.scope.claim(met.candidates(&met.owner)), Some(met))
            }
        };
        let item = self.add_item(key.0, name, docs, kind);
        self.types.items[item.0].met = met;
        item
    }

    fn array(
        &mut self,
        id: SchemaId,
        array: &ArrayShape,
        asked: Direction,
        key: Key,
        context: &Context,
    ) -> Type {
        if array.prefix.is_empty() {
            return match array.items {
                Some(items) => Type::vec(self.resolve(items, asked, &context.item()).whole()),
                None => Type::vec(Type::Json),
            };
        }
        let all: Vec<Type> = array
            .prefix
            .iter()
            .enumerate()
            .map(|(at, id)| {
                let context = context.part(&format!("Item{}", at + 1));
                self.resolve(*id, asked, &context).whole()
            })
            .collect();
        let facts = Facts::of(self.api, id);
        let complete = facts
            .min_items
            .is_some_and(|least| least >= all.len() as u64);
        if !array.open && complete && all.len() <= 12 {
            return Type::Tuple(all);
        }
        let rest = array
            .items
            .map(|items| self.resolve(items, asked, &context.item()).whole());
        match all.first() {
            Some(first)
                if all.iter().chain(&rest).all(|ty| ty == first)
                    && (rest.is_some() || !array.open) =>
            {
                Type::vec(first.clone())
            }
            _ => Type::Item(self.declare(id, asked, key, context)),
        }
    }

    fn integer(&mut self, id: SchemaId) -> Type {
        let facts = Facts::of(self.api, id);
        let named = match facts.format.as_deref() {
            Some("int8") => "i8",
            Some("int16") => "i16",
            Some("int32") => "i32",
            Some("uint8") => "u8",
            Some("uint16") => "u16",
            Some("uint32") => "u32",
            Some("uint64" | "uint") => "u64",
            Some("int128") => "i128",
            Some("uint128") => "u128",
            _ => "i64",
        };
        let bounds = [&facts.minimum, &facts.maximum];
        let fits = |name: &str| {
            bounds.iter().all(|bound| {
                bound
                    .as_ref()
                    .is_none_or(|bound| super::rules::reaches(bound, name))
            })
        };
        let widest = match &facts.minimum {
            Some(least) if super::rules::fits(least, "u128") => "u128",
            _ => "i128",
        };
        let mut names = [named, "i64", "u64", "i128"].into_iter();
        Type::Integer(names.find(|name| fits(name)).unwrap_or(widest))
    }

    fn number(&mut self, id: SchemaId) -> Type {
        let facts = Facts::of(self.api, id);
        Type::Float(if facts.format.as_deref() == Some("float") {
            "f32"
        } else {
            "f64"
        })
    }

    fn string(&mut self, id: SchemaId) -> Type {
        let facts = Facts::of(self.api, id);
        match (facts.format.as_deref(), facts.content_encoding.as_deref()) {
            (Some("date-time"), _) => Type::DateTime,
            (Some("date"), _) => Type::Date,
            (Some("uuid"), _) => Type::Uuid,
            (Some("byte"), _) | (_, Some("base64")) => Type::Base64,
            _ => Type::String,
        }
    }

    /// The type of a list of values; what has one value and no name is that value's type, with a rule.
    fn enumeration(&mut self, id: SchemaId, key: Key, values: &[Value], context: &Context) -> Type {
        let is_constant = values.len() == 1 && !self.named.contains_key(&key);
        if values.iter().all(Value::is_boolean) {
            return Type::Bool;
        }
        let Some(kind) = super::enums::Kind::of(values) else {
            self.note(
                id,
                "enum-of-structures",
                "an enum with lists or objects among its values; typed as any JSON",
            );
            return Type::Json;
        };
        match kind {
            super::enums::Kind::Strings if is_constant => Type::String,
            super::enums::Kind::Integers if is_constant => self.integer(id),
            super::enums::Kind::Mixed if is_constant => self.number(id),
            kind => {
                let known = super::enums::values(self.api, id, values);
                let kind = match (kind, self.integer(id)) {
                    (super::enums::Kind::Strings, _) => ItemKind::StringEnum(known),
                    (super::enums::Kind::Integers, Type::Integer(repr)) => {
                        ItemKind::IntegerEnum(super::enums::repr(values, repr), known)
                    }
                    _ => ItemKind::MixedEnum(known),
                };
                Type::Item(self.define(key, context, kind))
            }
        }
    }

    /// The rules of a schema's values, for an item whose statics they may need.
    pub(crate) fn rules(&mut self, id: SchemaId, ty: &Type, item: ItemId) -> Vec<Rule> {
        let owner = self.types.item(item).name.clone();
        self.rules_for(id, ty, item, &owner)
    }

    /// As [`rules`](Self::rules), naming the statics after something of its own.
    pub(crate) fn rules_for(
        &mut self,
        id: SchemaId,
        ty: &Type,
        item: ItemId,
        owner: &str,
    ) -> Vec<Rule> {
        let mut patterns = Vec::new();
        let rules = super::rules::plan(self, id, ty, owner, &mut patterns);
        self.types.items[item.0].patterns.append(&mut patterns);
        rules
    }

    /// The types of all schemas that were asked for, as paths. Where the directions differ, that of answers.
    pub(crate) fn paths(&self) -> super::progenitor::Paths {
        let mut found = super::progenitor::Paths::new();
        for ((id, direction), state) in &self.states {
            let State::Done(resolved) = state else {
                continue;
            };
            if *direction == Some(Direction::Request) && self.usage.is_split(*id) {
                continue;
            }
            if let Some(path) = super::progenitor::path(&self.types, &resolved.clone().whole()) {
                found.insert(*id, path);
            }
        }
        found
    }

    pub(crate) fn note(&mut self, id: SchemaId, code: &'static str, message: &str) {
        let note = Diagnostic::warning(code, self.api.schema(id).place, message);
        self.notes.push(note.label("falls back here"));
    }

    pub(crate) fn docs(&self, id: SchemaId) -> Vec<String> {
        super::docs::schema(self.api, id)
    }

    fn claim_names(&mut self) {
        let named: Vec<(String, SchemaId)> = self
            .api
            .schemas
            .named()
            .map(|(name, id)| (name.to_owned(), id))
            .collect();
        for (name, id) in &named {
            let direction = self.usage.direction(*id, Direction::Response);
            let spelled = names::camel(name);
            let plain = if spelled.is_empty() {
                names::camel(&names::spelled_out(name))
            } else {
                spelled
            };
            let name = self.scope.claim(type_candidates(&plain));
            self.named.insert((*id, direction), name);
        }
        for (_, id) in &named {
            if !self.usage.is_split(*id) {
                continue;
            }
            if let Some(name) = self.named.get(&(*id, Some(Direction::Response))).cloned() {
                let name = self
                    .scope
                    .claim([format!("{name}Request"), format!("{name}InRequest")]);
                self.named.insert((*id, Some(Direction::Request)), name);
            }
        }
    }

    /// Where and as what a schema without a name was met.
    fn met(&self, key: Key, context: &Context) -> Met {
        let schema = self.api.schema(key.0);
        let title = schema.keywords.title.as_deref().unwrap_or_default();
        let title = title.split(['.', '\n']).next().unwrap_or_default();
        let spelled = names::camel(title);
        let says = !spelled.is_empty() && title.split_whitespace().count() <= 5;
        let suffix = match key.1 {
            Some(Direction::Request) if self.usage.is_split(key.0) => "Request",
            _ => "",
        };
        Met {
            owner: context.owner.clone(),
            role: context.role.clone(),
            preferred: context.preferred.clone(),
            title: (says && spelled.len() <= 48).then(|| names::as_type(&spelled, "Schema")),
            suffix,
            kind: match &schema.shape.kind {
                ShapeKind::Enum(_) => "Enum",
                ShapeKind::Union(_) => "Union",
                _ => "Object",
            },
        }
    }
}

impl Met {
    /// Names for it when its owner has this one.
    pub(crate) fn candidates(&self, owner: &str) -> Vec<String> {
        let mut candidates: Vec<String> = self.preferred.iter().cloned().collect();
        candidates.extend(type_candidates(&format!("{owner}{}", self.role)));
        for name in &mut candidates {
            name.push_str(self.suffix);
        }
        let last = candidates.last().cloned().unwrap_or_default();
        candidates.push(format!("{last}{}", self.kind));
        candidates
    }
}

fn type_candidates(plain: &str) -> Vec<String> {
    let name = names::as_type(plain, "Schema");
    vec![name.clone(), format!("{name}Schema")]
}
