//! What a list's query asks for: filters by properties, search, sorting and paging. Only declared
//! query parameters count; what they mean is read off their names.

use super::schema::{Fields, follow, key_text, plain};
use api_model::api::{Api, Location, Operation, Parameter, ShapeKind};
use serde_json::Value;
use std::cmp::Ordering;

const LIMIT: [&str; 14] = [
    "limit",
    "perpage",
    "pagesize",
    "size",
    "maxresults",
    "maxitems",
    "first",
    "top",
    "$top",
    "count",
    "take",
    "pagelimit",
    "resultsperpage",
    "itemsperpage",
];
const OFFSET: [&str; 7] = [
    "offset",
    "skip",
    "$skip",
    "start",
    "startindex",
    "startat",
    "from",
];
const PAGE: [&str; 5] = ["page", "pagenumber", "pageno", "pageindex", "currentpage"];
const CURSOR: [&str; 10] = [
    "cursor",
    "after",
    "startingafter",
    "pagetoken",
    "nexttoken",
    "continuationtoken",
    "marker",
    "next",
    "nextcursor",
    "continuation",
];
const SORT: [&str; 8] = [
    "sort",
    "sortby",
    "orderby",
    "$orderby",
    "ordering",
    "sortfield",
    "sortkey",
    "ordercolumn",
];
const ORDER: [&str; 7] = [
    "order",
    "direction",
    "sortorder",
    "sortdir",
    "sortdirection",
    "orderdirection",
    "dir",
];
const SEARCH: [&str; 6] = [
    "q",
    "search",
    "query",
    "searchterm",
    "keyword",
    "filtertext",
];

/// What a query parameter does.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Use {
    Equals(String),
    AtLeast(String),
    AtMost(String),
    Search,
    Limit,
    Offset,
    Page { first: i64 },
    Cursor,
    Sort,
    Order,
}

/// The query parameters of a list that do something here.
#[derive(Debug, Clone, Default)]
pub(super) struct Query {
    /// By the parameter's index in the operation.
    uses: Vec<(usize, Use)>,
    /// How many items a page has when nobody says.
    default_limit: Option<usize>,
}

/// A part of a list.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Page {
    pub(super) items: Vec<(String, Value)>,
    /// How many items there are on all pages.
    pub(super) total: usize,
    /// How many items come before.
    pub(super) offset: usize,
    pub(super) limit: Option<usize>,
    /// The number of the page and that of the first page.
    pub(super) page: Option<(i64, i64)>,
}

impl Page {
    /// Whether items come after.
    pub(super) fn has_more(&self) -> bool {
        self.offset + self.items.len() < self.total
    }
}

impl Query {
    pub(super) fn plan(api: &Api, operation: &Operation, fields: &Fields) -> Self {
        let mut query = Query::default();
        for (index, parameter) in operation.parameters.iter().enumerate() {
            if parameter.location != Location::Query {
                continue;
            }
            if let Some(meaning) = meaning(api, parameter, fields) {
                if meaning == Use::Limit {
                    query.default_limit = default_of(api, parameter).and_then(size);
                }
                query.uses.push((index, meaning));
            }
        }
        query
    }

    /// Whether a request asks for anything.
    pub(super) fn is_asked(&self, parameters: &[(usize, Value)]) -> bool {
        let known = |index: &usize| self.uses.iter().any(|(known, _)| known == index);
        parameters.iter().any(|(index, _)| known(index))
    }

    /// The part of a list that a request asks for.
    pub(super) fn run(
        &self,
        parameters: &[(usize, Value)],
        mut items: Vec<(String, Value)>,
    ) -> Page {
        let asked: Vec<(&Use, &Value)> = self
            .uses
            .iter()
            .filter_map(|(index, meaning)| {
                let sent = parameters.iter().find(|(sent, _)| sent == index);
                sent.map(|(_, value)| (meaning, value))
            })
            .collect();
        items.retain(|(_, item)| {
            asked
                .iter()
                .all(|(meaning, value)| meaning.admits(item, value))
        });
        sort(&asked, &mut items);
        let total = items.len();
        let number = |wanted: fn(&Use) -> bool| {
            let found = asked.iter().find(|(meaning, _)| wanted(meaning));
            found.and_then(|(_, value)| value.as_i64())
        };
        let limit = number(|meaning| *meaning == Use::Limit).map(|limit| limit.max(0) as usize);
        let limit = limit.or(self.default_limit);
        let page = asked.iter().find_map(|(meaning, value)| match meaning {
            Use::Page { first } => Some((value.as_i64()?.max(*first), *first)),
            _ => None,
        });
        let limit = limit.or(page.map(|_| 20));
        let offset = number(|meaning| *meaning == Use::Offset).map(|offset| offset.max(0) as usize);
        let behind_cursor = asked.iter().find_map(|(meaning, value)| {
            let key = key_text(value).filter(|_| **meaning == Use::Cursor)?;
            items
                .iter()
                .position(|(known, _)| *known == key)
                .map(|at| at + 1)
        });
        let before_page = page.zip(limit).map(|((page, first), limit)| {
            usize::try_from(page.saturating_sub(first))
                .unwrap_or(0)
                .saturating_mul(limit)
        });
        let offset = offset
            .or(before_page)
            .or(behind_cursor)
            .unwrap_or(0)
            .min(total);
        let items = items
            .into_iter()
            .skip(offset)
            .take(limit.unwrap_or(usize::MAX));
        Page {
            items: items.collect(),
            total,
            offset,
            limit,
            page,
        }
    }
}

impl Use {
    fn admits(&self, item: &Value, wanted: &Value) -> bool {
        match self {
            Use::Equals(name) => item.get(name).is_some_and(|value| equals(value, wanted)),
            Use::AtLeast(name) => within(item.get(name), wanted, Ordering::Less),
            Use::AtMost(name) => within(item.get(name), wanted, Ordering::Greater),
            Use::Search => wanted
                .as_str()
                .is_none_or(|text| mentions(item, &text.to_lowercase())),
            _ => true,
        }
    }
}

/// A list of wanted values admits each of them; a property that is a list has the value inside.
fn equals(value: &Value, wanted: &Value) -> bool {
    match (value, wanted) {
        (value, Value::Array(wanted)) => wanted.iter().any(|wanted| equals(value, wanted)),
        (Value::Array(values), wanted) => values.iter().any(|value| equals(value, wanted)),
        (Value::Object(members), wanted) => members.values().any(|value| value == wanted),
        (value, wanted) => {
            value == wanted || key_text(value).is_some_and(|key| key_text(wanted) == Some(key))
        }
    }
}

fn within(value: Option<&Value>, bound: &Value, excluded: Ordering) -> bool {
    value.is_some_and(|value| compare(value, bound) != excluded)
}

fn mentions(value: &Value, text: &str) -> bool {
    match value {
        Value::String(value) => value.to_lowercase().contains(text),
        Value::Array(items) => items.iter().any(|item| mentions(item, text)),
        Value::Object(members) => members.values().any(|member| mentions(member, text)),
        Value::Number(number) => number.to_string() == text,
        _ => false,
    }
}

/// By `name`, `-name`, `name:desc`, `name desc`, `name,desc` or several of them.
fn sort(asked: &[(&Use, &Value)], items: &mut [(String, Value)]) {
    let is_down = |text: &str| text.to_ascii_lowercase().starts_with("desc");
    let is_direction = |text: &str| is_down(text) || text.to_ascii_lowercase().starts_with("asc");
    let find = |wanted: Use| asked.iter().find(|(meaning, _)| **meaning == wanted);
    let direction = find(Use::Order).and_then(|(_, value)| value.as_str());
    let mut keys: Vec<(String, bool)> = Vec::new();
    let mut take = |text: &str| {
        for part in text
            .split([',', ' ', ':', '|', '.'])
            .filter(|part| !part.is_empty())
        {
            match keys.last_mut() {
                Some((_, down)) if is_direction(part) => *down = is_down(part),
                _ => {
                    let name = part.trim_start_matches(['-', '+']);
                    let down = part.starts_with('-') || direction.is_some_and(is_down);
                    keys.push((name.to_owned(), down));
                }
            }
        }
    };
    match find(Use::Sort).map(|(_, value)| *value) {
        Some(Value::String(text)) => take(text),
        Some(Value::Array(texts)) => {
            texts.iter().filter_map(Value::as_str).for_each(&mut take);
        }
        _ => {}
    }
    for (name, down) in keys.iter().rev() {
        let wanted = plain(name);
        let value = |item: &Value| {
            let members = item.as_object()?;
            let found = members.get(name).or_else(|| {
                let mut members = members.iter();
                members
                    .find(|(known, _)| plain(known) == wanted)
                    .map(|(_, value)| value)
            });
            found.cloned()
        };
        items.sort_by(|(_, left), (_, right)| {
            let order = match (value(left), value(right)) {
                (Some(left), Some(right)) => compare(&left, &right),
                // What has no value comes last, whichever way.
                (Some(_), None) => return Ordering::Less,
                (None, Some(_)) => return Ordering::Greater,
                (None, None) => Ordering::Equal,
            };
            if *down { order.reverse() } else { order }
        });
    }
}

fn compare(left: &Value, right: &Value) -> Ordering {
    match (left, right) {
        (Value::Number(left), Value::Number(right)) => {
            let whole = left
                .as_i64()
                .zip(right.as_i64())
                .map(|(left, right)| left.cmp(&right));
            let real = || {
                left.as_f64()
                    .unwrap_or(0.0)
                    .total_cmp(&right.as_f64().unwrap_or(0.0))
            };
            whole.unwrap_or_else(real)
        }
        (Value::String(left), Value::String(right)) => left.cmp(right),
        (Value::Bool(left), Value::Bool(right)) => left.cmp(right),
        (left, right) => left.to_string().cmp(&right.to_string()),
    }
}

fn meaning(api: &Api, parameter: &Parameter, fields: &Fields) -> Option<Use> {
    let name = plain(parameter.name.trim_end_matches("[]"));
    let is_one_of = |names: &[&str]| names.contains(&name.as_str());
    let kind = parameter
        .schema()
        .map(|schema| &api.schema(follow(api, schema)).shape.kind);
    let is_number = matches!(kind, Some(ShapeKind::Integer | ShapeKind::Number));
    let property = fields.named_like(parameter.name.trim_end_matches("[]"));
    // A property may be called `size` or `order`; numbers that page are rarely properties.
    if is_number && property.is_none() {
        let numeric = [(&LIMIT[..], Use::Limit), (&OFFSET[..], Use::Offset)];
        let found = numeric.into_iter().find(|(names, _)| is_one_of(names));
        if let Some((_, found)) = found {
            return Some(found);
        }
        if is_one_of(&PAGE) {
            return Some(Use::Page {
                first: first_page(api, parameter),
            });
        }
    }
    if let Some(property) = property {
        return Some(Use::Equals(property.to_owned()));
    }
    if is_one_of(&CURSOR) {
        return Some(Use::Cursor);
    }
    if is_one_of(&SORT) {
        return Some(Use::Sort);
    }
    if is_one_of(&ORDER) {
        return Some(Use::Order);
    }
    if is_one_of(&SEARCH) {
        return Some(Use::Search);
    }
    bound(&name, fields)
}

/// `minPrice`, `priceMax`, `createdAfter`, `updated_since`.
fn bound(name: &str, fields: &Fields) -> Option<Use> {
    let least = ["min", "from", "after", "since", "gte", "start"];
    let most = ["max", "to", "before", "until", "lte", "end"];
    let property = |words: &[&str]| {
        let rests = words
            .iter()
            .flat_map(|word| [name.strip_prefix(word), name.strip_suffix(word)]);
        let rests = rests.flatten().filter(|rest| !rest.is_empty());
        rests.into_iter().find_map(|rest| {
            let near = [rest.to_owned(), format!("{rest}at"), format!("{rest}on")];
            let mut names = fields.all.keys();
            names.find(|known| near.contains(&plain(known))).cloned()
        })
    };
    property(&least)
        .map(Use::AtLeast)
        .or_else(|| property(&most).map(Use::AtMost))
}

/// Pages count from one unless zero is allowed.
fn first_page(api: &Api, parameter: &Parameter) -> i64 {
    let schema = parameter
        .schema()
        .map(|schema| &api.schema(follow(api, schema)).keywords);
    let least = schema.and_then(|keywords| keywords.minimum.as_ref()?.as_i64());
    let default = default_of(api, parameter).and_then(|value| value.as_i64());
    i64::from(least != Some(0) && default != Some(0))
}

fn default_of(api: &Api, parameter: &Parameter) -> Option<Value> {
    let schema = parameter.schema()?;
    let own = api.schema(schema).keywords.default.clone();
    own.or_else(|| api.schema(follow(api, schema)).keywords.default.clone())
}

fn size(value: Value) -> Option<usize> {
    value
        .as_u64()
        .and_then(|size| usize::try_from(size).ok())
        .filter(|size| *size > 0)
}
