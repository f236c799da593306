//! What an envelope says beside its list: totals, pages, cursors, and messages that count. Only
//! values that are there are changed, each to what is true now.

use super::identity::{plural, singular};
use super::query::Page;
use super::schema::plain;
use http::{HeaderMap, HeaderValue};
use serde_json::{Map, Value};

const TOTAL: [&str; 13] = [
    "total",
    "totalcount",
    "totalitems",
    "totalelements",
    "totalresults",
    "totalsize",
    "totalrecords",
    "totalrows",
    "itemcount",
    "recordcount",
    "resultcount",
    "numfound",
    "hits",
];
const ON_PAGE: [&str; 6] = [
    "count",
    "returned",
    "numberofelements",
    "pagecountitems",
    "length",
    "resultsreturned",
];
const LIMIT: [&str; 7] = [
    "limit",
    "perpage",
    "pagesize",
    "size",
    "maxresults",
    "itemsperpage",
    "resultsperpage",
];
const OFFSET: [&str; 5] = ["offset", "skip", "start", "startindex", "from"];
const PAGE: [&str; 6] = [
    "page",
    "pagenumber",
    "currentpage",
    "number",
    "pageno",
    "pageindex",
];
const PAGES: [&str; 6] = [
    "totalpages",
    "pages",
    "pagecount",
    "lastpage",
    "numpages",
    "pagestotal",
];
const MORE: [&str; 6] = [
    "hasmore",
    "hasnext",
    "more",
    "hasnextpage",
    "ismore",
    "moreavailable",
];
const NEXT: [&str; 9] = [
    "nextcursor",
    "cursor",
    "nextpagetoken",
    "nexttoken",
    "endcursor",
    "next",
    "continuationtoken",
    "nextmarker",
    "after",
];
/// Objects that envelopes keep such things in.
const INNER: [&str; 9] = [
    "meta",
    "metadata",
    "pagination",
    "paging",
    "pageinfo",
    "page",
    "links",
    "pageable",
    "info",
];

/// Makes an envelope true. `list` is the property that holds the list; `before` how many items the
/// documented list has.
pub(super) fn update(envelope: &mut Map<String, Value>, list: &str, page: &Page, before: usize) {
    let has_total = envelope
        .keys()
        .any(|name| TOTAL.contains(&plain(name).as_str()));
    for (name, value) in envelope.iter_mut().filter(|(name, _)| *name != list) {
        let name = plain(name);
        match value {
            Value::Object(inner) if INNER.contains(&name.as_str()) => {
                let has_total = inner
                    .keys()
                    .any(|name| TOTAL.contains(&plain(name).as_str()));
                for (name, value) in inner.iter_mut() {
                    field(&plain(name), value, page, has_total);
                }
            }
            Value::String(text) if !NEXT.contains(&name.as_str()) => {
                if let Some(counted) = counted(text, before, page.items.len()) {
                    *text = counted;
                }
            }
            value => field(&name, value, page, has_total),
        }
    }
}

/// Headers that count the list, where the document has them.
pub(super) fn update_headers(headers: &mut HeaderMap, page: &Page) {
    for (name, value) in headers.iter_mut() {
        let name = plain(name.as_str().trim_start_matches("x-"));
        if TOTAL.contains(&name.as_str()) {
            *value = HeaderValue::from(page.total as u64);
        }
    }
}

fn field(name: &str, value: &mut Value, page: &Page, has_total: bool) {
    let is_one_of = |names: &[&str]| names.contains(&name);
    let is_number = value.is_u64() || value.is_i64();
    if is_number {
        let true_value = if is_one_of(&TOTAL) {
            Some(page.total as i64)
        } else if is_one_of(&ON_PAGE) {
            Some(if has_total {
                page.items.len()
            } else {
                page.total
            } as i64)
        } else if is_one_of(&OFFSET) {
            Some(page.offset as i64)
        } else if is_one_of(&PAGE) {
            Some(number_of(page))
        } else if is_one_of(&LIMIT) {
            page.limit.map(|limit| limit as i64)
        } else if is_one_of(&PAGES) {
            Some(pages(page))
        } else {
            None
        };
        if let Some(true_value) = true_value {
            *value = true_value.into();
        }
    } else if value.is_boolean() && is_one_of(&MORE) {
        *value = page.has_more().into();
    } else if (value.is_string() || value.is_null()) && is_one_of(&NEXT) {
        // A cursor is the id of the last item. An address stays as documented while there is more.
        let is_address = value.as_str().is_some_and(|text| text.contains('/'));
        let last = page.items.last().filter(|_| page.has_more());
        match last {
            Some((key, _)) if !is_address => *value = key.as_str().into(),
            Some(_) => {}
            None => *value = Value::Null,
        }
    }
}

fn number_of(page: &Page) -> i64 {
    match (page.page, page.limit) {
        (Some((number, _)), _) => number,
        (None, Some(limit)) if limit > 0 => (page.offset / limit) as i64 + 1,
        _ => 1,
    }
}

fn pages(page: &Page) -> i64 {
    match page.limit {
        Some(limit) if limit > 0 => page.total.div_ceil(limit) as i64,
        _ => 1,
    }
}

/// A sentence with another number, if it counts the documented items: `2 users found.` becomes
/// `1 user found.`
fn counted(text: &str, before: usize, now: usize) -> Option<String> {
    let number = before.to_string();
    let at = find_number(text, &number)?;
    let (head, tail) = (text.get(..at)?, text.get(at + number.len()..)?);
    let gap = tail.len() - tail.trim_start().len();
    let rest = tail.get(gap..)?;
    let end = rest
        .find(|letter: char| !letter.is_alphabetic())
        .unwrap_or(rest.len());
    let (word, rest) = (rest.get(..end)?, rest.get(end..)?);
    let word = match (before == 1, now == 1) {
        (false, true) => singular(word),
        (true, false) if !word.is_empty() && gap > 0 => plural(word),
        _ => word.to_owned(),
    };
    let gap = tail.get(..gap)?;
    Some(format!("{head}{now}{gap}{word}{rest}"))
}

/// Where a number stands by itself.
fn find_number(text: &str, number: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let is_part = |byte: Option<&u8>| {
        byte.is_some_and(|byte| byte.is_ascii_alphanumeric() || b"-:./".contains(byte))
    };
    text.match_indices(number).map(|(at, _)| at).find(|at| {
        let before = at.checked_sub(1).and_then(|before| bytes.get(before));
        !is_part(before)
            && bytes
                .get(at + number.len())
                .is_none_or(|byte| byte.is_ascii_whitespace())
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn sentences_count_in_singular_and_plural() {
        assert_eq!(
            counted("2 users found.", 2, 3).as_deref(),
            Some("3 users found.")
        );
        assert_eq!(
            counted("2 users found.", 2, 1).as_deref(),
            Some("1 user found.")
        );
        assert_eq!(
            counted("1 user found.", 1, 0).as_deref(),
            Some("0 users found.")
        );
        assert_eq!(
            counted("Found 12 boxes", 12, 1).as_deref(),
            Some("Found 1 box")
        );
        assert_eq!(counted("As of 2024-02-02", 2, 3), None);
        assert_eq!(counted("All is well.", 2, 3), None);
    }

    #[test]
    fn envelopes_say_what_is_true() {
        let items = (3..5)
            .map(|id| (id.to_string(), json!({"id": id})))
            .collect();
        let page = Page {
            items,
            total: 9,
            offset: 2,
            limit: Some(2),
            page: None,
        };
        let envelope = json!({
            "items": [], "total": 1, "count": 1, "offset": 0, "limit": 20, "hasMore": false,
            "nextCursor": null, "meta": {"total_pages": 1, "page": 1},
        });
        let mut envelope = envelope.as_object().unwrap().clone();
        update(&mut envelope, "items", &page, 1);
        let expected = json!({
            "items": [], "total": 9, "count": 2, "offset": 2, "limit": 2, "hasMore": true,
            "nextCursor": "4", "meta": {"total_pages": 5, "page": 2},
        });
        assert_eq!(Value::Object(envelope), expected);
    }
}
