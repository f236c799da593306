//! Pagination: whether an operation's answers are pages of one list, and what leads from one to the next.
//!
//! Decided from names and types together, and only where both leave no doubt: a list that is called paged and is not
//! would be read again and again. Looks at what is planned alone.

use api_model::api::Location;

use super::call::{Answer, Lead, Literal, MediaForm, Member, Operation, Pages, Parameter};
use super::item::{Field, ItemKind, Presence, Type, Types};

/// Parameters that take a cursor, each with the properties that give one. All without case and separators.
const CURSORS: &[(&str, &[&str])] = &[
    ("cursor", &["nextcursor", "cursornext", "next", "cursor"]),
    (
        "pagecursor",
        &["nextcursor", "nextpagecursor", "pagecursor"],
    ),
    ("startcursor", &["nextcursor", "endcursor"]),
    ("nextcursor", &["nextcursor"]),
    (
        "pagetoken",
        &["nextpagetoken", "nextpage", "pagetoken", "nexttoken"],
    ),
    ("nextpagetoken", &["nextpagetoken"]),
    ("nexttoken", &["nexttoken"]),
    (
        "continuationtoken",
        &["continuationtoken", "nextcontinuationtoken"],
    ),
    ("continue", &["continue"]),
    ("after", &["nextafter", "after", "endcursor", "nextcursor"]),
    ("marker", &["nextmarker"]),
    ("iterator", &["iterator", "nextiterator"]),
];

/// Properties in which answers keep what they say about paging.
const ABOUT: &[&str] = &[
    "meta",
    "metadata",
    "pagination",
    "paging",
    "pageinfo",
    "responsemetadata",
    "cursors",
];

/// What lists in an envelope are called, where there are several.
const LISTS: &[&str] = &["items", "data", "results", "records", "values", "entries"];

/// Decides whether and how an operation is paged.
pub(crate) fn plan(types: &Types, operation: &Operation) -> Option<Pages> {
    let has_body = operation.body.as_ref().is_some_and(|body| body.required);
    if operation.method != "GET" || has_body || operation.success.is_some() {
        return None;
    }
    let mut successes = operation.answers.iter().filter(|answer| answer.success);
    let answer = successes.next().filter(|_| successes.next().is_none())?;
    let media = answer
        .media
        .as_ref()
        .filter(|media| media.form == MediaForm::Json)?;
    let (list, item) = list(types, &media.ty)?;
    let lead = by_cursor(types, operation, &media.ty)
        .or_else(|| by_last(types, operation, &media.ty, list.as_ref(), &item))
        .or_else(|| by_link(types, answer))
        .or_else(|| by_number(operation))?;
    Some(Pages {
        lead,
        item,
        list,
        with_headers: answer.headers.is_some(),
    })
}

/// The list itself, or where it is in its envelope.
fn list(types: &Types, ty: &Type) -> Option<(Option<Member>, Type)> {
    if let Type::Vec(item) = ty {
        return Some((None, (**item).clone()));
    }
    let fields = fields(types, ty)?;
    let lists = || {
        fields
            .iter()
            .filter(|field| matches!(field.ty, Type::Vec(_)))
    };
    let mut named = lists().filter(|field| LISTS.contains(&plain(&field.wire).as_str()));
    let field = match (lists().count(), named.next(), named.next()) {
        (1, ..) => lists().next()?,
        (_, Some(field), None) => field,
        _ => return None,
    };
    let Type::Vec(item) = &field.ty else {
        return None;
    };
    Some((Some(member(field)), (**item).clone()))
}

fn by_cursor(types: &Types, operation: &Operation, ty: &Type) -> Option<Lead> {
    let fields = fields(types, ty)?;
    for parameter in optional(operation) {
        let Some((_, names)) = CURSORS
            .iter()
            .find(|(name, _)| *name == plain(&parameter.wire))
        else {
            continue;
        };
        let found = names.iter().find_map(|name| cursor(types, fields, name));
        if is_word(&parameter.ty)
            && let Some(path) = found
        {
            return Some(Lead::Cursor {
                parameter: parameter.wire.clone(),
                path,
            });
        }
    }
    None
}

/// Where a cursor of this name is: in the envelope, or in what the envelope says about paging.
fn cursor(types: &Types, found: &[Field], name: &str) -> Option<Vec<Member>> {
    let here = |found: &[Field]| {
        let mut named = found.iter().filter(|field| plain(&field.wire) == name);
        named.find(|field| is_word(&field.ty)).map(member)
    };
    if let Some(member) = here(found) {
        return Some(vec![member]);
    }
    let about = found
        .iter()
        .filter(|field| ABOUT.contains(&plain(&field.wire).as_str()));
    about.into_iter().find_map(|field| {
        let inner = here(fields(types, &field.ty)?)?;
        Some(vec![member(field), inner])
    })
}

/// The next page begins behind the last item, and the answer says whether there is one.
fn by_last(
    types: &Types,
    operation: &Operation,
    ty: &Type,
    list: Option<&Member>,
    item: &Type,
) -> Option<Lead> {
    let required = |field: &&Field| field.presence == Presence::Required;
    let named = |fields: &[Field], name: &str, ty: &Type| {
        let mut found = fields.iter().filter(required);
        found
            .find(|field| plain(&field.wire) == name && field.ty == *ty)
            .map(|field| field.name.clone())
    };
    let parameter = optional(operation).find(|parameter| {
        parameter.ty == Type::String
            && ["startingafter", "after"].contains(&plain(&parameter.wire).as_str())
    })?;
    list.filter(|list| list.presence == Presence::Required)?;
    Some(Lead::Last {
        parameter: parameter.wire.clone(),
        more: named(fields(types, ty)?, "hasmore", &Type::Bool)?,
        id: named(fields(types, item)?, "id", &Type::String)?,
    })
}

/// The answer documents a `Link` header.
fn by_link(types: &Types, answer: &Answer) -> Option<Lead> {
    let ItemKind::Struct(headers) = &types.item(answer.headers?).kind else {
        return None;
    };
    let mut headers = headers.fields.iter();
    headers
        .any(|header| header.wire == "link")
        .then_some(Lead::Link)
}

/// A number of the page, or of items to pass over, beside a size of pages. Where there is a cursor as well, a number
/// may mean nothing without it.
fn by_number(operation: &Operation) -> Option<Lead> {
    let is_cursor = |parameter: &Parameter| {
        let name = plain(&parameter.wire);
        CURSORS.iter().any(|(cursor, _)| *cursor == name)
    };
    if optional(operation).any(is_cursor) {
        return None;
    }
    let named = |names: &[&str]| {
        optional(operation).find(|parameter| {
            matches!(parameter.ty, Type::Integer(_))
                && names.contains(&plain(&parameter.wire).as_str())
        })
    };
    named(&[
        "limit",
        "perpage",
        "pagesize",
        "size",
        "count",
        "top",
        "pagelimit",
    ])?;
    if let Some(page) = named(&["page", "pagenumber", "pageindex"]) {
        let first = match &page.default {
            Some(Literal::Number(number)) => number.parse().ok()?,
            _ => 1,
        };
        return Some(Lead::Page {
            parameter: page.wire.clone(),
            first,
        });
    }
    let offset = named(&["offset", "skip"])?;
    Some(Lead::Offset {
        parameter: offset.wire.clone(),
    })
}

fn optional(operation: &Operation) -> impl Iterator<Item = &Parameter> {
    let parameters = operation.parameters.iter();
    parameters.filter(|parameter| !parameter.required && parameter.location == Location::Query)
}

fn fields<'t>(types: &'t Types, ty: &Type) -> Option<&'t [Field]> {
    let Type::Item(item) = ty else {
        return None;
    };
    match &types.item(*item).kind {
        ItemKind::Struct(found) => Some(&found.fields),
        ItemKind::Alias(ty) => fields(types, ty),
        _ => None,
    }
}

fn member(field: &Field) -> Member {
    Member {
        name: field.name.clone(),
        presence: field.presence,
    }
}

fn is_word(ty: &Type) -> bool {
    matches!(ty, Type::String | Type::Integer(_) | Type::Uuid)
}

/// Without case and separators: `page_token` and `pageToken` are one.
fn plain(name: &str) -> String {
    let letters = name.chars().filter(|symbol| symbol.is_alphanumeric());
    letters.flat_map(char::to_lowercase).collect()
}
