//! Counts and groups while the run goes on, so that nothing of an exchange need be kept but what
//! is reported. The order in which answers come does not show.

use super::mask::Mask;
use super::{CaseRecord, Count, FailureGroup, Note, OperationReport, Report, curl};
use crate::cases::{Case, Plan};
use crate::checks::{CHECKS, Exchange, Finding, Verdict};
use crate::options::Options;
use crate::scope::Scope;
use crate::send::{Outcome, Silence};
use api_model::api::{Api, Operation};
use api_model::source::Place;
use std::collections::BTreeMap;
use std::time::Duration;

/// Most causes that are kept for one operation and check.
const MAX_CAUSES: usize = 50;

/// Operation, check and cause: what makes failures one.
type Key = (usize, usize, String);

/// The scope without checks that the options themselves keep from running.
fn due(options: &Options) -> Scope {
    let mut scope = options.scope.clone();
    if options.max_response_time.is_none() {
        scope.without_checks.push("response-time".to_owned());
    }
    scope
}

/// A report in the making.
pub(crate) struct Tally {
    report: Report,
    mask: Mask,
    /// With the number of the case that is shown.
    groups: BTreeMap<Key, (usize, FailureGroup)>,
    /// With what sorts them.
    notes: Vec<(usize, Note)>,
    cases: Vec<(usize, usize, CaseRecord)>,
    scope: Scope,
    require_coverage: bool,
}

impl Tally {
    pub(crate) fn new(api: &Api, base: &str, options: &Options) -> Self {
        let operations = api.operations.iter().map(|operation| OperationReport {
            label: operation.label(),
            method: operation.method.as_str(),
            path: operation.path.text.clone(),
            location: api.locate(operation.place).to_string(),
            selected: options.scope.covers(operation),
            requests: 0,
            left_out: 0,
            given_up: 0,
            checks: vec![Count::default(); CHECKS.len()],
        });
        Tally {
            report: Report {
                title: api.info.title.clone(),
                target: base.to_owned(),
                seed: options.seed,
                operations: operations.collect(),
                checks: CHECKS
                    .iter()
                    .map(|check| (check.info, Count::default()))
                    .collect(),
                failures: Vec::new(),
                accepted: options.accepted.iter().cloned().map(|it| (it, 0)).collect(),
                uncovered: Vec::new(),
                notes: Vec::new(),
                cases: Vec::new(),
                stopped: None,
                elapsed: Duration::ZERO,
            },
            mask: Mask::new(options),
            groups: BTreeMap::new(),
            notes: Vec::new(),
            cases: Vec::new(),
            scope: due(options),
            require_coverage: options.require_coverage,
        }
    }

    /// Takes up what a plan says about itself.
    pub(crate) fn plan(&mut self, api: &Api, plan: &Plan) {
        let index = plan.operation.index();
        let Some(operation) = self.report.operations.get_mut(index) else {
            return;
        };
        operation.left_out += plan.left_out;
        for obstacle in &plan.obstacles {
            let note = Note {
                operation: operation.label.clone(),
                location: api.locate(obstacle.place).to_string(),
                message: obstacle.message.clone(),
            };
            self.notes.push((index, note));
        }
    }

    /// Takes up something that an operation's readers should know.
    pub(crate) fn note(&mut self, api: &Api, operation: &Operation, place: Place, message: String) {
        let note = Note {
            operation: operation.label(),
            location: api.locate(place).to_string(),
            message: self.mask.text(&message),
        };
        self.notes.push((operation.id.index(), note));
    }

    /// Takes up an exchange and what the checks, in their order, said about it.
    pub(crate) fn exchange(&mut self, api: &Api, exchange: &Exchange, verdicts: Vec<Verdict>) {
        let index = exchange.case.operation.index();
        self.count_request(index, &exchange.outcome);
        let mut failed = Vec::new();
        for (check, verdict) in verdicts.into_iter().enumerate() {
            let findings = match verdict {
                Verdict::NotApplicable => continue,
                Verdict::Passed => Vec::new(),
                Verdict::Failed(findings) => findings,
            };
            let accepted = !findings.is_empty() && self.accept(api, exchange, check);
            self.count_check(index, check, !findings.is_empty(), accepted);
            if !findings.is_empty() && !accepted {
                failed.extend(CHECKS.get(check).map(|check| check.info.name));
                self.group(api, &exchange.case, check, findings);
            }
        }
        self.record(api, exchange, failed);
    }

    fn count_request(&mut self, index: usize, outcome: &Outcome) {
        let Some(operation) = self.report.operations.get_mut(index) else {
            return;
        };
        match outcome {
            Outcome::Silence(Silence::GivenUp) => operation.given_up += 1,
            Outcome::Silence(Silence::Unsendable(_)) => {}
            Outcome::Answer(_) | Outcome::Silence(_) => operation.requests += 1,
        }
    }

    /// Whether the baseline accepts a failure; every entry that does is counted.
    fn accept(&mut self, api: &Api, exchange: &Exchange, check: usize) -> bool {
        let operation = api.operation(exchange.case.operation);
        let name = CHECKS.get(check).map_or("", |check| check.info.name);
        let mut accepted = false;
        for (entry, count) in &mut self.report.accepted {
            if entry.covers(name, operation) {
                *count += 1;
                accepted = true;
            }
        }
        accepted
    }

    fn count_check(&mut self, operation: usize, check: usize, failed: bool, accepted: bool) {
        let own = self.report.operations.get_mut(operation);
        let own = own.and_then(|operation| operation.checks.get_mut(check));
        let all = self.report.checks.get_mut(check).map(|(_, count)| count);
        for count in own.into_iter().chain(all) {
            count.ran += 1;
            count.failed += usize::from(failed && !accepted);
            count.accepted += usize::from(accepted);
        }
    }

    /// Findings of one exchange with one cause count once.
    fn group(&mut self, api: &Api, case: &Case, check: usize, findings: Vec<Finding>) {
        let operation = case.operation.index();
        let mut met: Vec<String> = Vec::new();
        for finding in findings {
            if met.contains(&finding.cause) {
                continue;
            }
            met.push(finding.cause.clone());
            let key = (operation, check, finding.cause.clone());
            let known = self
                .groups
                .get(&key)
                .map(|(number, group)| (*number, group.count));
            match known {
                None if self.causes(operation, check) >= MAX_CAUSES => {}
                Some((number, count)) if number <= case.number => {
                    if let Some((_, group)) = self.groups.get_mut(&key) {
                        group.count = count + 1;
                    }
                }
                known => {
                    let count = known.map_or(0, |(_, count)| count) + 1;
                    let group = self.make_group(api, case, check, &finding, count);
                    self.groups.insert(key, (case.number, group));
                }
            }
        }
    }

    fn causes(&self, operation: usize, check: usize) -> usize {
        let from = (operation, check, String::new());
        self.groups
            .range(from..(operation, check + 1, String::new()))
            .count()
    }

    fn make_group(
        &self,
        api: &Api,
        case: &Case,
        check: usize,
        finding: &Finding,
        count: usize,
    ) -> FailureGroup {
        let operation: &Operation = api.operation(case.operation);
        FailureGroup {
            check: CHECKS.get(check).map_or("", |check| check.info.name),
            operation: operation.label(),
            method: operation.method.as_str(),
            path: operation.path.text.clone(),
            count,
            message: self.mask.text(&finding.message),
            expected: self.mask.text(&finding.expected),
            actual: self.mask.text(&finding.actual),
            pointer: finding.pointer.clone(),
            location: api.locate(finding.place).to_string(),
            case: self.mask.text(&case.title),
            curl: curl::command(&self.report.target, &case.request, &self.mask),
        }
    }

    fn record(&mut self, api: &Api, exchange: &Exchange, failed: Vec<&'static str>) {
        let case = &exchange.case;
        let answer = exchange.answer();
        let silence = match &exchange.outcome {
            Outcome::Answer(_) => None,
            Outcome::Silence(silence) => Some(silence.to_string()),
        };
        let record = CaseRecord {
            operation: api.operation(case.operation).label(),
            title: self.mask.text(&case.title),
            intent: case.intent.name(),
            method: case.request.method.as_str(),
            path: self.mask.text(&case.request.path),
            status: answer.map(|answer| answer.status),
            silence,
            milliseconds: answer.map(|answer| answer.elapsed.as_millis() as u64),
            failed,
        };
        self.cases
            .push((case.operation.index(), case.number, record));
    }

    /// The report, everything in document order.
    pub(crate) fn finish(self, stopped: Option<String>, elapsed: Duration) -> Report {
        let Tally {
            mut report,
            mask: _,
            groups,
            mut notes,
            mut cases,
            scope,
            require_coverage,
        } = self;
        let mut groups: Vec<(Key, (usize, FailureGroup))> = groups.into_iter().collect();
        groups.sort_by(|(one, (first, _)), (other, (second, _))| {
            (one.0, one.1, first, &one.2).cmp(&(other.0, other.1, second, &other.2))
        });
        notes.sort_by_key(|(index, _)| *index);
        cases.sort_by_key(|(operation, number, _)| (*operation, *number));
        report.failures = groups.into_iter().map(|(_, (_, group))| group).collect();
        report.notes = notes.into_iter().map(|(_, note)| note).collect();
        report.cases = cases.into_iter().map(|(_, _, record)| record).collect();
        if require_coverage {
            let idle = report.checks.iter().filter(|(_, count)| count.ran == 0);
            let names = idle.map(|(info, _)| info.name);
            report.uncovered = names.filter(|name| scope.applies(name)).collect();
        }
        report.stopped = stopped;
        report.elapsed = elapsed;
        report
    }
}
