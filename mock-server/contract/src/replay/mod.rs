//! Recorded traffic instead of a run: what was asked and answered, held to the document.
//!
//! ```text
//! HAR -> har (entries) -> route (operation) -> request (follows the document?) -> checks -> report
//! ```
//!
//! No server is needed and nothing is sent. The same checks judge the answers; whether a request
//! follows the document is found out here, for nobody made it from the document.

mod har;
mod request;
mod route;

use crate::cases::{Case, Intent, Request};
use crate::checks::{CHECKS, Context, Exchange, Verdict};
use crate::options::Options;
use crate::report::{Note, Report, Tally};
use crate::send::{Answer, CannotRun, Outcome};
use api_model::api::{Api, Operation, Valid};
use api_model::validate::Validator;
use har::Entry;
use route::Router;
use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

/// Where the API is within the recording.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Recording {
    /// What the recording is called in the report: its file.
    pub name: String,
    /// The text: HTTP Archive 1.2.
    pub text: String,
    /// The base URL of the API. Without it every host is taken for the API's, at the base paths of
    /// the document's servers or at none.
    pub base_url: Option<String>,
}

/// Judges a recording.
///
/// # Errors
///
/// When the recording is no HTTP Archive, or nothing in it belongs to the API.
pub fn replay(
    api: &Arc<Valid<Api>>,
    recording: &Recording,
    options: &Options,
) -> Result<Report, CannotRun> {
    options.scope.verify(api)?;
    let entries = har::read(&recording.text).map_err(|fault| {
        CannotRun::BadOption(format!("`{}` is no HTTP Archive: {fault}", recording.name))
    })?;
    let router = Router::new(api, recording.base_url.as_deref());
    let validator = Validator::new(Arc::clone(api));
    let mut tally = Tally::new(api, "", options);
    let mut seen = HashSet::new();
    let mut strangers = Vec::new();
    for (index, entry) in entries.iter().enumerate() {
        match router.find(entry) {
            route::Found::Elsewhere => {}
            route::Found::Nothing => strangers.push((index, entry)),
            route::Found::Operation(operation, place) => {
                if !options.scope.covers(operation) {
                    continue;
                }
                seen.insert(operation.id);
                let judge = Judge {
                    api,
                    validator: &validator,
                    options,
                };
                judge.entry(&mut tally, operation, &place, index, entry);
            }
        }
    }
    if seen.is_empty() {
        return Err(CannotRun::BadOption(format!(
            "none of the {} entries of `{}` belongs to an operation of the document; `--base-url` names where the API is",
            entries.len(),
            recording.name
        )));
    }
    let mut report = tally.finish(None, Duration::ZERO);
    report.target.clone_from(&recording.name);
    if !options.require_coverage {
        for (operation, own) in report.operations.iter_mut().zip(&api.operations) {
            operation.selected &= seen.contains(&own.id);
        }
    }
    report
        .notes
        .extend(strangers.iter().map(|(index, entry)| Note {
            operation: format!("{} {}", entry.method, entry.path_shown()),
            location: format!("{}, entry {index}", recording.name),
            message: "no operation of the document has this method and path".to_owned(),
        }));
    Ok(report)
}

struct Judge<'a> {
    api: &'a Arc<Valid<Api>>,
    validator: &'a Validator,
    options: &'a Options,
}

impl Judge<'_> {
    fn entry(
        &self,
        tally: &mut Tally,
        operation: &Operation,
        place: &route::Place<'_>,
        index: usize,
        entry: &Entry,
    ) {
        let cx = Context {
            api: self.api,
            operation,
            validator: self.validator,
            options: self.options,
        };
        let intent = self.intent(&cx, place, entry);
        if let Intent::Broken { fault, place, .. } = &intent {
            tally.note(
                self.api,
                operation,
                *place,
                format!("entry {index}: {fault}"),
            );
        }
        let exchange = Exchange {
            case: Case {
                operation: operation.id,
                number: index,
                title: format!("entry {index} of the recording"),
                intent,
                before: None,
                request: shown(self.api, place, entry),
            },
            before: None,
            outcome: Outcome::Answer(answer(entry)),
        };
        let scope = &self.options.scope;
        let verdicts = CHECKS
            .iter()
            .map(|check| match scope.applies(check.info.name) {
                true => (check.judge)(&cx, &exchange),
                false => Verdict::NotApplicable,
            })
            .collect();
        tally.exchange(self.api, &exchange, verdicts);
    }

    /// Recorders leave credentials out, so nothing is held against a refusal that speaks of them,
    /// nor against one that speaks of frequency.
    fn intent(&self, cx: &Context<'_>, place: &route::Place<'_>, entry: &Entry) -> Intent {
        if matches!(entry.status, 401 | 403 | 407 | 429) {
            return Intent::Unsure { own: true };
        }
        request::judge(cx, place, entry).unwrap_or(Intent::Valid)
    }
}

fn answer(entry: &Entry) -> Answer {
    Answer {
        status: entry.status,
        headers: entry.response_headers.clone(),
        body: entry.response_body.clone(),
        whole: entry.whole,
        elapsed: entry.elapsed,
    }
}

/// Headers that are credentials whatever the document says.
const SECRET: [&str; 4] = [
    "authorization",
    "proxy-authorization",
    "cookie",
    "set-cookie",
];

/// The request as it may be shown: what may be a credential is masked, since nobody said which of
/// the recorded values are.
fn shown(api: &Api, place: &route::Place<'_>, entry: &Entry) -> Request {
    let keys = crate::cases::key_names(api);
    let secret = |name: &str| {
        SECRET.iter().any(|other| name.eq_ignore_ascii_case(other))
            || keys.iter().any(|other| name.eq_ignore_ascii_case(other))
    };
    let headers = entry
        .request_headers
        .iter()
        .filter(|(name, _)| !name.starts_with(':'))
        .map(|(name, value)| {
            let value = if secret(name) { "***" } else { value };
            (name.clone(), value.to_owned())
        });
    let query: Vec<String> = entry
        .query()
        .split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| match pair.split_once('=') {
            Some((name, _)) if secret(name) => format!("{name}=***"),
            _ => pair.to_owned(),
        })
        .collect();
    let query = if query.is_empty() {
        String::new()
    } else {
        format!("?{}", query.join("&"))
    };
    Request {
        method: place.method,
        path: format!("{}{query}", entry.address()),
        headers: headers.collect(),
        body: entry.request_body.clone(),
    }
}
