//! The table of resources and the look-up.

use super::bases::bases_of;
use super::segment::{Pattern, Segment};
use super::suggest;
use crate::refusal::Refusal;
use crate::text::unescape;
use api_model::api::{Api, Method as ApiMethod, Operation, OperationId};
use http::{HeaderValue, Method};
use std::borrow::Cow;
use std::collections::HashMap;

/// Every path of an API.
#[derive(Debug)]
pub(crate) struct Table {
    resources: Vec<Resource>,
    tree: matchit::Router<usize>,
    /// Resources that look alike to the tree, the least open first.
    leaves: Vec<Vec<usize>>,
    /// All resources, the least open first: the way out when a leaf has nothing that matches.
    ordered: Vec<usize>,
}

/// A path template and what can be done there.
#[derive(Debug)]
pub(crate) struct Resource {
    /// The template as the document has it, below a base path.
    pub(crate) template: String,
    pub(crate) patterns: Vec<Pattern>,
    entries: Vec<Entry>,
    /// The value of `Allow`.
    pub(crate) allow: HeaderValue,
}

#[derive(Debug)]
struct Entry {
    method: Method,
    operation: OperationId,
    /// Names of the parameters in order of appearance.
    names: Vec<String>,
    /// What the template has behind a question mark, to tell operations of one path apart.
    query: Option<String>,
}

/// An operation and the values of its path parameters.
#[derive(Debug)]
pub(crate) struct Match<'p> {
    pub(crate) operation: OperationId,
    /// Percent-encoded, by name.
    pub(crate) arguments: Vec<(String, Cow<'p, str>)>,
}

/// A resource and the values found on the way to it.
#[derive(Debug)]
pub(crate) struct Found<'t, 'p> {
    pub(crate) resource: &'t Resource,
    values: Vec<Cow<'p, str>>,
}

impl Table {
    pub(crate) fn new(api: &Api) -> Self {
        let resources = read_resources(api);
        let mut ordered: Vec<usize> = (0..resources.len()).collect();
        ordered.sort_by_cached_key(|index| openness(&resources[*index]));
        let mut tree = matchit::Router::new();
        let mut leaves: Vec<Vec<usize>> = Vec::new();
        let mut leaf_of: HashMap<String, usize> = HashMap::new();
        for index in &ordered {
            let path = tree_path(&resources[*index].patterns);
            if let Some(leaf) = leaf_of.get(&path) {
                leaves[*leaf].push(*index);
            } else if tree.insert(path.clone(), leaves.len()).is_ok() {
                leaf_of.insert(path, leaves.len());
                leaves.push(vec![*index]);
            }
        }
        Table {
            resources,
            tree,
            leaves,
            ordered,
        }
    }

    /// The resource at a raw path. A trailing slash more or less makes no difference unless the
    /// document has both.
    pub(crate) fn find<'t, 'p>(&'t self, path: &'p str) -> Result<Found<'t, 'p>, Refusal> {
        let bare = path.strip_prefix('/').unwrap_or(path);
        let mut segments = Vec::new();
        for raw in bare.split('/') {
            let plain = unescape(raw).map_err(|error| Refusal::MalformedPath {
                message: error.to_string(),
            })?;
            segments.push(Segment { raw, plain });
        }
        if let Some(found) = self.look_up(&segments) {
            return Ok(found);
        }
        match segments.last() {
            Some(last) if last.raw.is_empty() && segments.len() > 1 => {
                segments.pop();
            }
            _ => segments.push(Segment {
                raw: "",
                plain: Cow::Borrowed(""),
            }),
        }
        self.look_up(&segments).ok_or_else(|| Refusal::NotFound {
            nearest: suggest::nearest(bare, &self.resources),
        })
    }

    fn look_up<'t, 'p>(&'t self, segments: &[Segment<'p>]) -> Option<Found<'t, 'p>> {
        let path = canonical(segments);
        let found = self.tree.at(&path);
        let leaf = found.ok().and_then(|found| self.leaves.get(*found.value));
        let at_leaf = leaf.and_then(|leaf| self.first_match(leaf, segments));
        // A tree that has nothing may still hide a resource it could not take in, and a leaf
        // whose mixed segments do not match may stand before a more open template.
        match (at_leaf, leaf) {
            (Some(found), _) => Some(found),
            (None, None) if self.is_complete() => None,
            _ => self.first_match(&self.ordered, segments),
        }
    }

    fn is_complete(&self) -> bool {
        self.leaves.iter().map(Vec::len).sum::<usize>() == self.resources.len()
    }

    fn first_match<'t, 'p>(
        &'t self,
        candidates: &[usize],
        segments: &[Segment<'p>],
    ) -> Option<Found<'t, 'p>> {
        candidates.iter().find_map(|index| {
            let resource = self.resources.get(*index)?;
            let values = resource.matches(segments)?;
            Some(Found { resource, values })
        })
    }
}

impl Resource {
    fn matches<'p>(&self, segments: &[Segment<'p>]) -> Option<Vec<Cow<'p, str>>> {
        if self.patterns.len() != segments.len() {
            return None;
        }
        let mut values = Vec::new();
        let mut pairs = self.patterns.iter().zip(segments);
        pairs
            .all(|(pattern, segment)| pattern.matches(segment, &mut values))
            .then_some(values)
    }
}

impl<'p> Found<'_, 'p> {
    /// The operation of a method; `HEAD` is answered by `GET` where the document has no other.
    pub(crate) fn operation(self, method: &Method, query: &str) -> Result<Match<'p>, Refusal> {
        let entry = self
            .entry(method, query)
            .or_else(|| (method == Method::HEAD).then(|| self.entry(&Method::GET, query))?);
        let Some(entry) = entry else {
            return Err(Refusal::MethodNotAllowed {
                method: method.to_string(),
                template: self.resource.template.clone(),
                allow: self.resource.allow.clone(),
            });
        };
        let (operation, names) = (entry.operation, entry.names.clone());
        Ok(Match {
            operation,
            arguments: names.into_iter().zip(self.values).collect(),
        })
    }

    /// Whether the document itself says what a method does here.
    pub(crate) fn declares(&self, method: &Method) -> bool {
        self.resource
            .entries
            .iter()
            .any(|entry| entry.method == *method)
    }

    fn entry(&self, method: &Method, query: &str) -> Option<&Entry> {
        let of_method = || {
            let entries = self.resource.entries.iter();
            entries.filter(|entry| entry.method == *method)
        };
        let named = |entry: &&Entry| {
            let wanted = entry.query.as_deref();
            wanted.is_some_and(|wanted| wanted.split('&').all(|pair| has_pair(query, pair)))
        };
        of_method()
            .find(named)
            .or_else(|| of_method().find(|entry| entry.query.is_none()))
            .or_else(|| of_method().next())
    }
}

fn has_pair(query: &str, wanted: &str) -> bool {
    query.split('&').any(|pair| {
        pair == wanted
            || pair
                .strip_prefix(wanted)
                .is_some_and(|rest| rest.starts_with('='))
    })
}

fn read_resources(api: &Api) -> Vec<Resource> {
    let mut resources: Vec<Resource> = Vec::new();
    let mut by_form: HashMap<String, usize> = HashMap::new();
    // Whole base paths first: where `/v1/x` is both a base with a path and another bare path, the
    // address the document means is the former.
    let mut seats: Vec<(bool, String, &Operation)> = Vec::new();
    for operation in &api.operations {
        let bases = bases_of(operation);
        seats.extend(
            bases
                .into_iter()
                .map(|base| (base.is_empty(), base, operation)),
        );
    }
    seats.sort_by_key(|(bare, ..)| *bare);
    for (_, base, operation) in seats {
        let path = operation.path.text.trim_start_matches('/');
        let template = format!("{base}/{path}");
        let parsed = api_model::api::PathTemplate::parse(&template);
        let patterns: Vec<Pattern> = parsed.segments.iter().map(|s| Pattern::new(s)).collect();
        let form = patterns
            .iter()
            .map(Pattern::form)
            .collect::<Vec<_>>()
            .join("/");
        let index = *by_form.entry(form).or_insert_with(|| {
            resources.push(Resource {
                template: template
                    .split(['?', '#'])
                    .next()
                    .unwrap_or_default()
                    .to_owned(),
                patterns,
                entries: Vec::new(),
                allow: HeaderValue::from_static(""),
            });
            resources.len() - 1
        });
        resources[index].entries.push(Entry {
            method: http_method(operation.method),
            operation: operation.id,
            names: parsed.parameter_names().map(str::to_owned).collect(),
            query: query_of(&template),
        });
    }
    for resource in &mut resources {
        resource.allow = allow_value(&resource.entries);
    }
    resources
}

fn query_of(template: &str) -> Option<String> {
    let (_, query) = template.split('#').next()?.split_once('?')?;
    (!query.contains('{') && !query.is_empty()).then(|| query.to_owned())
}

fn allow_value(entries: &[Entry]) -> HeaderValue {
    let has = |method: &Method| entries.iter().any(|entry| entry.method == *method);
    let mut names: Vec<&str> = Vec::new();
    for method in ApiMethod::ALL {
        let name = method.as_str();
        let from_get = method == ApiMethod::Head && has(&Method::GET);
        if from_get || method == ApiMethod::Options || has(&http_method(method)) {
            names.push(name);
        }
    }
    HeaderValue::from_str(&names.join(", ")).unwrap_or(HeaderValue::from_static("OPTIONS"))
}

fn http_method(method: ApiMethod) -> Method {
    match method {
        ApiMethod::Get => Method::GET,
        ApiMethod::Put => Method::PUT,
        ApiMethod::Post => Method::POST,
        ApiMethod::Delete => Method::DELETE,
        ApiMethod::Options => Method::OPTIONS,
        ApiMethod::Head => Method::HEAD,
        ApiMethod::Patch => Method::PATCH,
        ApiMethod::Trace => Method::TRACE,
    }
}

fn openness(resource: &Resource) -> Vec<(u8, usize, usize)> {
    resource.patterns.iter().map(Pattern::openness).collect()
}

/// The template as the tree knows it: literals, and one parameter for any other segment.
fn tree_path(patterns: &[Pattern]) -> String {
    let mut path = String::new();
    for (index, pattern) in patterns.iter().enumerate() {
        path.push('/');
        match pattern.literal() {
            Some(literal) => path.push_str(&shield(literal).replace('{', "{{").replace('}', "}}")),
            None => path.push_str(&format!("{{p{index}}}")),
        }
    }
    path
}

/// The path as the tree knows it: escapes undone, a slash inside a segment kept apart from those
/// between segments.
fn canonical(segments: &[Segment<'_>]) -> String {
    let mut path = String::new();
    for segment in segments {
        path.push('/');
        path.push_str(&shield(&segment.plain));
    }
    path
}

fn shield(text: &str) -> Cow<'_, str> {
    if text.contains(['/', '%']) {
        Cow::Owned(text.replace('%', "%25").replace('/', "%2F"))
    } else {
        Cow::Borrowed(text)
    }
}
