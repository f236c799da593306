//! The types of the generated crate as decided: what `emit` spells without asking anything further.

use serde_json::{Number, Value};

/// Index of an item in [`Types::items`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct ItemId(pub(crate) usize);

/// All items of `types.rs`, in the order they are written.
#[derive(Debug, Default)]
pub(crate) struct Types {
    pub(crate) items: Vec<Item>,
    /// For each item the one that stands for it; empty as long as each stands for itself.
    pub(crate) same: Vec<ItemId>,
}

impl Types {
    pub(crate) fn item(&self, id: ItemId) -> &Item {
        &self.items[self.stand_in(id).0]
    }

    /// Whether a type is named after nothing but components, and what has a name of its own.
    pub(crate) fn is_common(&self, ty: &Type) -> bool {
        match ty {
            Type::Item(id) => {
                let item = self.item(*id);
                item.common || item.rank != usize::MAX
            }
            Type::Vec(inner) | Type::Map(inner) | Type::Option(inner) | Type::Boxed(inner) => {
                self.is_common(inner)
            }
            Type::Tuple(all) => all.iter().all(|ty| self.is_common(ty)),
            _ => true,
        }
    }

    /// The item that is written for this one.
    pub(crate) fn stand_in(&self, id: ItemId) -> ItemId {
        self.same.get(id.0).copied().unwrap_or(id)
    }

    /// The items in the order they are written: components as in the document, each followed by what it holds.
    pub(crate) fn in_order(&self) -> Vec<&Item> {
        let mut children: Vec<Vec<usize>> = vec![Vec::new(); self.items.len()];
        let mut waiting = Vec::new();
        for (index, item) in self.items.iter().enumerate() {
            if self.stand_in(ItemId(index)).0 != index {
                continue;
            }
            match item.parent.map(|parent| self.stand_in(parent)) {
                Some(parent) => children[parent.0].push(index),
                None => waiting.push(index),
            }
        }
        waiting.sort_by_key(|index| self.items[*index].rank);
        waiting.reverse();
        let mut ordered = Vec::with_capacity(self.items.len());
        while let Some(index) = waiting.pop() {
            ordered.push(&self.items[index]);
            waiting.extend(children[index].iter().rev());
        }
        ordered
    }
}

/// A Rust type where it is used.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Type {
    Unit,
    Bool,
    /// By its Rust name: `i64`.
    Integer(&'static str),
    /// By its Rust name: `f64`.
    Float(&'static str),
    String,
    DateTime,
    Date,
    Uuid,
    Base64,
    /// Any JSON value.
    Json,
    /// A whole body of bytes.
    Body,
    /// A file in a multipart body.
    FilePart,
    Item(ItemId),
    Vec(Box<Type>),
    Map(Box<Type>),
    Tuple(Vec<Type>),
    Option(Box<Type>),
    Boxed(Box<Type>),
}

impl Type {
    pub(crate) fn vec(item: Type) -> Type {
        Type::Vec(Box::new(item))
    }

    pub(crate) fn map(value: Type) -> Type {
        Type::Map(Box::new(value))
    }

    /// The type with room for null. A JSON value has that already.
    pub(crate) fn optional_if(self, nullable: bool) -> Type {
        match self {
            Type::Json | Type::Option(_) | Type::Unit => self,
            _ if nullable => Type::Option(Box::new(self)),
            _ => self,
        }
    }

    /// Whether values are passed by value rather than by reference.
    pub(crate) fn is_copy(&self) -> bool {
        match self {
            Type::Unit | Type::Bool | Type::Integer(_) | Type::Float(_) => true,
            Type::DateTime | Type::Date | Type::Uuid => true,
            Type::Option(inner) => inner.is_copy(),
            Type::Tuple(all) => all.iter().all(Type::is_copy),
            _ => false,
        }
    }
}

/// A definition in `types.rs`.
#[derive(Debug)]
pub(crate) struct Item {
    pub(crate) name: String,
    pub(crate) docs: Vec<String>,
    pub(crate) kind: ItemKind,
    /// Whether it gets an `impl Check`.
    pub(crate) checked: bool,
    /// Whether it is part of a request.
    pub(crate) in_request: bool,
    /// Whether it is part of an answer.
    pub(crate) in_response: bool,
    /// Statics that its rules need: name and pattern.
    pub(crate) patterns: Vec<(String, String)>,
    /// Where it was met, unless the document names it.
    pub(crate) met: Option<Met>,
    /// Whether its name says what it is, and not where it was met.
    pub(crate) common: bool,
    /// The position in the document of the component it belongs to.
    pub(crate) rank: usize,
    /// The definition it was met in, behind which it is written.
    pub(crate) parent: Option<ItemId>,
}

/// Where a definition without a name of its own was met, of which its name is made.
#[derive(Debug, Clone)]
pub(crate) struct Met {
    /// What it belongs to: the name that definition was first given, or that of an operation.
    pub(crate) owner: String,
    /// What it is there.
    pub(crate) role: String,
    /// A name that says enough by itself, tried first.
    pub(crate) preferred: Option<String>,
    /// Its title, as a name.
    pub(crate) title: Option<String>,
    /// What every name of it ends with.
    pub(crate) suffix: &'static str,
    /// What tells it apart when all else is taken.
    pub(crate) kind: &'static str,
}

#[derive(Debug)]
pub(crate) enum ItemKind {
    /// Being decided; no such item is left when planning is over.
    Pending,
    Struct(Struct),
    StringEnum(Vec<EnumValue>),
    /// By the Rust name of its integers.
    IntegerEnum(&'static str, Vec<EnumValue>),
    /// Of strings, numbers and booleans.
    MixedEnum(Vec<EnumValue>),
    Tagged(Tagged),
    Untagged(Untagged),
    Newtype {
        ty: Type,
        rules: Vec<Rule>,
    },
    Alias(Type),
    /// A list whose first items have types of their own.
    Tuple(Tuple),
    /// A multipart body.
    Multipart(Vec<Part>),
    /// A body of one of several media types.
    Media(Vec<UnionVariant>),
}

#[derive(Debug)]
pub(crate) struct Struct {
    pub(crate) fields: Vec<Field>,
    /// Whether every field may be left out.
    pub(crate) default: bool,
    pub(crate) deny_unknown: bool,
    /// `minProperties` and `maxProperties`.
    pub(crate) size: Option<(Option<u64>, Option<u64>)>,
    /// Which properties go together.
    pub(crate) presence: Vec<PresenceRule>,
}

/// A rule about which properties go together.
#[derive(Debug)]
pub(crate) struct PresenceRule {
    /// The keyword that states it.
    pub(crate) word: &'static str,
    pub(crate) formula: Formula,
}

/// What has to be there.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Formula {
    /// A property: its field, its name, and whether its field tells null from absent.
    Has(String, String, bool),
    All(Vec<Formula>),
    Any(Vec<Formula>),
    /// Exactly one.
    One(Vec<Formula>),
    Not(Box<Formula>),
}

impl Formula {
    pub(crate) fn implies(condition: Formula, then: Formula) -> Formula {
        Formula::Any(vec![Formula::Not(Box::new(condition)), then])
    }

    /// The same without what always holds.
    pub(crate) fn simplified(self) -> Formula {
        let always = |rule: &Formula| *rule == Formula::All(Vec::new());
        let each = |all: Vec<Formula>| -> Vec<Formula> {
            all.into_iter().map(Formula::simplified).collect()
        };
        match self {
            Formula::All(all) => {
                let mut all = each(all);
                all.retain(|rule| !always(rule));
                match all.len() {
                    1 => all.remove(0),
                    _ => Formula::All(all),
                }
            }
            Formula::Any(all) => {
                let mut all = each(all);
                if all.iter().any(always) {
                    return Formula::All(Vec::new());
                }
                match all.len() {
                    1 => all.remove(0),
                    _ => Formula::Any(all),
                }
            }
            Formula::One(all) => match each(all) {
                mut all if all.len() == 1 => all.remove(0),
                all => Formula::One(all),
            },
            Formula::Not(inner) => match inner.simplified() {
                Formula::Not(inner) => *inner,
                inner => Formula::Not(Box::new(inner)),
            },
            has => has,
        }
    }

    /// Whether it is several conditions in a row.
    pub(crate) fn is_list(&self) -> bool {
        match self {
            Formula::All(all) | Formula::Any(all) => all.len() > 1,
            Formula::Not(inner) => inner.is_list(),
            _ => false,
        }
    }

    /// The rule in words, as what is needed.
    pub(crate) fn words(&self) -> String {
        let list = |all: &[Formula], between: &str| {
            let all: Vec<String> = all.iter().map(Formula::words).collect();
            all.join(between)
        };
        match self {
            Formula::Has(_, name, _) => format!("`{name}`"),
            Formula::All(all) => list(all, " and "),
            Formula::Any(all) => match all.as_slice() {
                [Formula::Not(condition), then] => {
                    format!("{} with {}", then.words(), condition.words())
                }
                all => list(all, " or "),
            },
            Formula::One(all) => format!("exactly one of {}", list(all, ", ")),
            Formula::Not(inner) => match &**inner {
                Formula::All(_) => format!("not {} together", inner.words()),
                inner => format!("no {}", inner.words()),
            },
        }
    }
}

#[derive(Debug)]
pub(crate) struct Tuple {
    /// The items with types of their own; their wire names are their places in the list.
    pub(crate) fields: Vec<Field>,
    /// What there is behind them.
    pub(crate) rest: Option<Field>,
    /// `minItems` and `maxItems`, as far as the fields do not say it.
    pub(crate) size: Option<(Option<u64>, Option<u64>)>,
}

#[derive(Debug)]
pub(crate) struct Field {
    pub(crate) name: String,
    /// The property.
    pub(crate) wire: String,
    pub(crate) docs: Vec<String>,
    pub(crate) presence: Presence,
    pub(crate) ty: Type,
    pub(crate) rules: Vec<Rule>,
}

/// Whether a field may be absent or null.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Presence {
    Required,
    RequiredNullable,
    Optional,
    OptionalNullable,
    /// Its members stand among the fields.
    Flat,
}

impl Presence {
    pub(crate) fn of(required: bool, nullable: bool, ty: &Type) -> Self {
        // A JSON value holds null itself.
        let nullable = nullable && !matches!(ty, Type::Json | Type::Unit);
        match (required, nullable) {
            (true, false) => Presence::Required,
            (true, true) => Presence::RequiredNullable,
            (false, false) => Presence::Optional,
            (false, true) => Presence::OptionalNullable,
        }
    }

    pub(crate) fn is_required(self) -> bool {
        matches!(self, Presence::Required | Presence::RequiredNullable)
    }
}

/// A value of an enum.
#[derive(Debug)]
pub(crate) struct EnumValue {
    pub(crate) name: String,
    pub(crate) value: Value,
    pub(crate) docs: Vec<String>,
}

/// An enum whose variant is known by a property.
#[derive(Debug)]
pub(crate) struct Tagged {
    pub(crate) property: String,
    pub(crate) variants: Vec<TaggedVariant>,
}

#[derive(Debug)]
pub(crate) struct TaggedVariant {
    pub(crate) name: String,
    pub(crate) tags: Vec<String>,
    pub(crate) ty: Type,
    pub(crate) rules: Vec<Rule>,
}

/// An enum whose variant the form of the value tells.
#[derive(Debug)]
pub(crate) struct Untagged {
    pub(crate) variants: Vec<UnionVariant>,
    /// Whether a value may be read as several of them, so that the best has to be found.
    pub(crate) overlaps: bool,
    /// The name of the variant for a value that is several of them at once.
    pub(crate) several: Option<String>,
}

/// A variant known by the form of its value, or by its media type.
#[derive(Debug)]
pub(crate) struct UnionVariant {
    pub(crate) name: String,
    pub(crate) docs: Vec<String>,
    pub(crate) ty: Type,
    pub(crate) rules: Vec<Rule>,
}

/// A part of a multipart body.
#[derive(Debug)]
pub(crate) struct Part {
    pub(crate) name: String,
    pub(crate) wire: String,
    pub(crate) docs: Vec<String>,
    pub(crate) required: bool,
    /// The type of one part; a list of them when `many`.
    pub(crate) ty: Type,
    pub(crate) form: PartForm,
    pub(crate) many: bool,
    pub(crate) rules: Vec<Rule>,
}

/// How a part is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PartForm {
    Text,
    Json,
    File,
}

/// One thing to check on a value.
#[derive(Debug, Clone)]
pub(crate) enum Rule {
    Length(Option<u64>, Option<u64>),
    /// The name of the static.
    Pattern(String),
    /// The name of the runtime's variant.
    Format(&'static str),
    Minimum(Number),
    Maximum(Number),
    ExclusiveMinimum(Number),
    ExclusiveMaximum(Number),
    MultipleOf(Number),
    Items(Option<u64>, Option<u64>),
    Unique,
    Properties(Option<u64>, Option<u64>),
    OneOf(Vec<Value>),
    /// For each item of a list.
    Each(Vec<Rule>),
    /// For each value of a map.
    Entries(Vec<Rule>),
    /// For the value that is there.
    Present(Vec<Rule>),
    /// Whatever the item checks.
    Nested(ItemId),
}

impl Item {
    /// All rules of its parts.
    pub(crate) fn rules(&self) -> Vec<&Rule> {
        match &self.kind {
            ItemKind::Struct(item) => item.fields.iter().flat_map(|field| &field.rules).collect(),
            ItemKind::Tagged(item) => item
                .variants
                .iter()
                .flat_map(|variant| &variant.rules)
                .collect(),
            ItemKind::Untagged(Untagged { variants, .. }) | ItemKind::Media(variants) => {
                variants.iter().flat_map(|variant| &variant.rules).collect()
            }
            ItemKind::Newtype { rules, .. } => rules.iter().collect(),
            ItemKind::Tuple(item) => {
                let fields = item.fields.iter().chain(&item.rest);
                fields.flat_map(|field| &field.rules).collect()
            }
            ItemKind::Pending
            | ItemKind::StringEnum(_)
            | ItemKind::IntegerEnum(..)
            | ItemKind::MixedEnum(_)
            | ItemKind::Alias(_)
            | ItemKind::Multipart(_) => Vec::new(),
        }
    }

    /// Whether it has something to check whatever its parts are. Enums know their values, unions their tags.
    pub(crate) fn own_rules(&self) -> bool {
        match &self.kind {
            ItemKind::Struct(item) => item.size.is_some() || !item.presence.is_empty(),
            ItemKind::Tuple(item) => item.size.is_some(),
            ItemKind::Tagged(_) => true,
            ItemKind::StringEnum(_) | ItemKind::IntegerEnum(..) | ItemKind::MixedEnum(_) => true,
            _ => false,
        }
    }

    /// Lets the rules of every part be changed.
    pub(crate) fn for_each_rules(&mut self, change: &mut impl FnMut(&mut Vec<Rule>)) {
        match &mut self.kind {
            ItemKind::Struct(item) => item
                .fields
                .iter_mut()
                .for_each(|field| change(&mut field.rules)),
            ItemKind::Tagged(item) => item
                .variants
                .iter_mut()
                .for_each(|variant| change(&mut variant.rules)),
            ItemKind::Untagged(Untagged { variants, .. }) | ItemKind::Media(variants) => {
                variants
                    .iter_mut()
                    .for_each(|variant| change(&mut variant.rules));
            }
            ItemKind::Multipart(parts) => parts.iter_mut().for_each(|part| change(&mut part.rules)),
            ItemKind::Newtype { rules, .. } => change(rules),
            ItemKind::Tuple(item) => item
                .fields
                .iter_mut()
                .chain(&mut item.rest)
                .for_each(|field| change(&mut field.rules)),
            ItemKind::Pending
            | ItemKind::StringEnum(_)
            | ItemKind::IntegerEnum(..)
            | ItemKind::MixedEnum(_)
            | ItemKind::Alias(_) => {}
        }
    }

    /// The types it holds by value, to be changed.
    pub(crate) fn held(&mut self) -> Vec<&mut Type> {
        match &mut self.kind {
            ItemKind::Struct(item) => item.fields.iter_mut().map(|field| &mut field.ty).collect(),
            ItemKind::Tagged(item) => item
                .variants
                .iter_mut()
                .map(|variant| &mut variant.ty)
                .collect(),
            ItemKind::Untagged(Untagged { variants, .. }) | ItemKind::Media(variants) => {
                variants.iter_mut().map(|variant| &mut variant.ty).collect()
            }
            ItemKind::Newtype { ty, .. } => vec![ty],
            ItemKind::Tuple(item) => item.fields.iter_mut().map(|field| &mut field.ty).collect(),
            _ => Vec::new(),
        }
    }

    /// All types it mentions, to be changed.
    pub(crate) fn types(&mut self) -> Vec<&mut Type> {
        if !matches!(
            self.kind,
            ItemKind::Tuple(_) | ItemKind::Alias(_) | ItemKind::Multipart(_) | ItemKind::Media(_)
        ) {
            return self.held();
        }
        match &mut self.kind {
            ItemKind::Tuple(item) => {
                let fields = item.fields.iter_mut().chain(&mut item.rest);
                fields.map(|field| &mut field.ty).collect()
            }
            ItemKind::Alias(ty) => vec![ty],
            ItemKind::Multipart(parts) => parts.iter_mut().map(|part| &mut part.ty).collect(),
            ItemKind::Media(variants) => {
                variants.iter_mut().map(|variant| &mut variant.ty).collect()
            }
            _ => Vec::new(),
        }
    }
}

impl Type {
    /// Puts another item in the place of each.
    pub(crate) fn redirect(&mut self, to: &impl Fn(ItemId) -> ItemId) {
        match self {
            Type::Item(item) => *item = to(*item),
            Type::Vec(inner) | Type::Map(inner) | Type::Option(inner) | Type::Boxed(inner) => {
                inner.redirect(to);
            }
            Type::Tuple(all) => all.iter_mut().for_each(|ty| ty.redirect(to)),
            _ => {}
        }
    }
}

impl Rule {
    /// Puts another item in the place of each.
    pub(crate) fn redirect(&mut self, to: &impl Fn(ItemId) -> ItemId) {
        match self {
            Rule::Nested(item) => *item = to(*item),
            Rule::Each(inner) | Rule::Entries(inner) | Rule::Present(inner) => {
                inner.iter_mut().for_each(|rule| rule.redirect(to));
            }
            _ => {}
        }
    }
}
