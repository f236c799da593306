//! Pages of a list, read one after the other, as a stream of their items.
//!
//! Knows four ways in which APIs lead from page to page; which one is an operation's is what generated code says. A
//! walk ends where the API says so, and also at a page that is empty or that repeats the one before, so that a server
//! that ignores what it is asked cannot keep it going.

use std::collections::{HashSet, VecDeque};
use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};

use futures_core::Stream;
use http::HeaderMap;
use serde::Serialize;

use super::reading::BoxFuture;
use super::request::Request;
use super::{Call, Error, ReadError, ReadSuccess, Response};
use crate::body::Body;
use crate::stream::{MaybeSend, next};
use crate::style::Style;

/// The items of all pages of a list, fetched as they are asked for.
pub struct Items<I, E> {
    ready: VecDeque<I>,
    page: Option<Page<I, E>>,
}

/// A page on its way: its items, and the page after it.
struct Page<I, E>(BoxFuture<Fetched<I, E>>);

type Fetched<I, E> = Result<(Vec<I>, Option<Page<I, E>>), Error<E>>;

impl<I, E> Items<I, E> {
    /// The next item.
    pub async fn next(&mut self) -> Option<Result<I, Error<E>>>
    where
        I: Unpin,
    {
        next(self).await
    }

    /// The items of all pages.
    ///
    /// # Errors
    ///
    /// As for [`Call::send`]; the items before the error are lost.
    pub async fn collect(mut self) -> Result<Vec<I>, Error<E>>
    where
        I: Unpin,
    {
        let mut all = Vec::new();
        while let Some(item) = self.next().await {
            all.push(item?);
        }
        Ok(all)
    }
}

impl<I: Unpin, E> Stream for Items<I, E> {
    type Item = Result<I, Error<E>>;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = self.get_mut();
        loop {
            if let Some(item) = this.ready.pop_front() {
                return Poll::Ready(Some(Ok(item)));
            }
            let Some(page) = &mut this.page else {
                return Poll::Ready(None);
            };
            let fetched = match page.0.as_mut().poll(cx) {
                Poll::Pending => return Poll::Pending,
                Poll::Ready(fetched) => fetched,
            };
            match fetched {
                Ok((items, page)) => {
                    this.ready = items.into();
                    this.page = page;
                }
                Err(error) => {
                    this.page = None;
                    return Poll::Ready(Some(Err(error)));
                }
            }
        }
    }
}

impl<I, E> fmt::Debug for Items<I, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Items")
    }
}

/// Makes the request for the page after an answer, if there is one, and gives the answer's items.
trait Walk<T, I>: FnMut(Response<T>, &mut Request) -> (Vec<I>, bool) + MaybeSend + 'static {}
impl<T, I, W: FnMut(Response<T>, &mut Request) -> (Vec<I>, bool) + MaybeSend + 'static> Walk<T, I>
    for W
{
}

fn fetch<T, E, I>(call: Call<T, E>, mut walk: impl Walk<T, I>) -> Page<I, E>
where
    T: ReadSuccess + MaybeSend + 'static,
    E: ReadError + MaybeSend + 'static,
    I: MaybeSend + 'static,
{
    Page(Box::pin(async move {
        let mut again = call.request.again();
        let response = call.send().await?;
        let (items, more) = walk(response, &mut again);
        let page = (more && !items.is_empty()).then(|| fetch(Call::of(again), walk));
        Ok((items, page))
    }))
}

impl<T, E> Call<T, E>
where
    T: ReadSuccess + MaybeSend + 'static,
    E: ReadError + MaybeSend + 'static,
{
    fn walk<I: MaybeSend + 'static>(self, walk: impl Walk<T, I>) -> Items<I, E> {
        Items {
            ready: VecDeque::new(),
            page: Some(fetch(self, walk)),
        }
    }

    /// The items of all pages, where a page says with which cursor the next one begins: that is sent as a query
    /// parameter. No cursor, an empty one, or one that has been sent before ends the walk.
    pub fn by_cursor<I, C>(
        self,
        parameter: &'static str,
        mut split: impl FnMut(T) -> (Vec<I>, Option<C>) + MaybeSend + 'static,
    ) -> Items<I, E>
    where
        I: MaybeSend + 'static,
        C: Serialize,
    {
        let mut seen = HashSet::new();
        self.walk(move |response, request| {
            let (items, cursor) = split(response.into_inner());
            seen.insert(request.query.clone());
            let more = cursor.is_some_and(|cursor| {
                request.replace(parameter, &cursor);
                let given = request.given(parameter);
                given.is_some_and(|cursor| !cursor.is_empty()) && !seen.contains(&request.query)
            });
            (items, more)
        })
    }

    /// The items of all pages, where pages have numbers that begin with `first`, unless the call has one already.
    /// An empty page, or one that begins like the one before, ends the walk.
    pub fn by_page<I>(
        self,
        parameter: &'static str,
        first: u64,
        mut split: impl FnMut(T) -> Vec<I> + MaybeSend + 'static,
    ) -> Items<I, E>
    where
        I: Clone + PartialEq + MaybeSend + 'static,
    {
        let mut head = None;
        self.walk(move |response, request| {
            let items = split(response.into_inner());
            let number = request.number(parameter).unwrap_or(first);
            request.replace(parameter, &number.saturating_add(1));
            let more = advances(&mut head, &items);
            (if more { items } else { Vec::new() }, more)
        })
    }

    /// The items of all pages, where a page begins behind so many items. An empty page, or one that begins like the
    /// one before, ends the walk.
    pub fn by_offset<I>(
        self,
        parameter: &'static str,
        mut split: impl FnMut(T) -> Vec<I> + MaybeSend + 'static,
    ) -> Items<I, E>
    where
        I: Clone + PartialEq + MaybeSend + 'static,
    {
        let mut head = None;
        self.walk(move |response, request| {
            let items = split(response.into_inner());
            let offset = request.number(parameter).unwrap_or(0);
            request.replace(parameter, &offset.saturating_add(items.len() as u64));
            let more = advances(&mut head, &items);
            (if more { items } else { Vec::new() }, more)
        })
    }

    /// The items of all pages, where the header `Link` says what comes next (RFC 8288, `rel="next"`).
    ///
    /// Only the query of that address is taken: it can lead neither to another server nor to another operation.
    pub fn by_link<I: MaybeSend + 'static>(
        self,
        mut split: impl FnMut(T) -> Vec<I> + MaybeSend + 'static,
    ) -> Items<I, E> {
        let mut seen = HashSet::new();
        self.walk(move |response, request| {
            let query = next_query(response.headers());
            seen.insert(request.query.clone());
            let more = query.is_some_and(|query| {
                request.query = query;
                !seen.contains(&request.query)
            });
            (split(response.into_inner()), more)
        })
    }
}

/// Whether a page begins otherwise than the one before; an empty one does not.
fn advances<I: Clone + PartialEq>(head: &mut Option<I>, items: &[I]) -> bool {
    let first = items.first();
    if first.is_none() || first == head.as_ref() {
        return false;
    }
    *head = first.cloned();
    true
}

/// The query of the address that comes next.
fn next_query(headers: &HeaderMap) -> Option<String> {
    let values = headers.get_all(http::header::LINK).iter();
    values
        .filter_map(|value| value.to_str().ok())
        .flat_map(links)
        .find(|(_, parameters)| is_next(parameters))
        .and_then(|(target, _)| {
            let (_, query) = target.split_once('?')?;
            query.split('#').next().map(str::to_owned)
        })
}

/// The targets in a `Link` header, each with the text of its parameters. Commas separate links, and may stand within
/// targets and quotes.
fn links(value: &str) -> Vec<(&str, &str)> {
    let mut found = Vec::new();
    let mut rest = value;
    while let Some((_, open)) = rest.split_once('<') {
        let Some((target, after)) = open.split_once('>') else {
            break;
        };
        let mut quoted = false;
        let end = after.find(|symbol| {
            quoted ^= symbol == '"';
            symbol == ',' && !quoted
        });
        let (parameters, tail) = after.split_at(end.unwrap_or(after.len()));
        found.push((target, parameters));
        rest = tail;
    }
    found
}

fn is_next(parameters: &str) -> bool {
    parameters.split(';').any(|parameter| {
        let Some((name, value)) = parameter.split_once('=') else {
            return false;
        };
        let mut relations = value.trim().trim_matches('"').split_ascii_whitespace();
        name.trim().eq_ignore_ascii_case("rel")
            && relations.any(|relation| relation.eq_ignore_ascii_case("next"))
    })
}

impl Request {
    /// The same request, to be changed. A body that is streamed is gone.
    fn again(&self) -> Self {
        let mut again = Request::new(self.core.clone(), self.operation);
        again.path.clone_from(&self.path);
        again.query.clone_from(&self.query);
        again.headers.clone_from(&self.headers);
        again.cookies.clone_from(&self.cookies);
        let body = self.body.as_ref().and_then(Body::as_bytes);
        again.body = body.cloned().map(Body::from);
        again
    }

    /// Sets a query parameter, whatever it was before.
    fn replace<V: Serialize + ?Sized>(&mut self, name: &str, value: &V) {
        let own = format!("{}=", crate::style::escape(name, false));
        let kept = self.query.split('&').filter(|pair| !pair.starts_with(&own));
        self.query = kept.collect::<Vec<_>>().join("&");
        self.query(name, Style::FORM, value);
    }

    /// The value of a query parameter, as it is written.
    fn given(&self, name: &str) -> Option<&str> {
        let own = format!("{}=", crate::style::escape(name, false));
        self.query
            .split('&')
            .find_map(|pair| pair.strip_prefix(&own))
    }

    fn number(&self, name: &str) -> Option<u64> {
        self.given(name)?.parse().ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn query(link: &str) -> Option<String> {
        let mut headers = HeaderMap::new();
        headers.insert(http::header::LINK, link.parse().unwrap());
        next_query(&headers)
    }

    #[test]
    fn the_next_link_is_found() {
        let both = r#"<https://a/x?page=1>; rel="prev", <https://a/x?page=3&q=a,b>; title="a, b"; rel="next last""#;
        assert_eq!(query(both).as_deref(), Some("page=3&q=a,b"));
        assert_eq!(query("</x?c=2#top>; REL=next").as_deref(), Some("c=2"));
        assert_eq!(query("</x?c=2>; rel=last"), None);
        assert_eq!(query("</x>; rel=next"), None);
        assert_eq!(query("<broken"), None);
    }
}
