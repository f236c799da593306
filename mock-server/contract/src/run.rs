//! The run: plans come from a thread of their own, requests fly a bounded number at a time, and
//! answers are judged as they come. Every wait in here ends by a clock.

use crate::cases::{Case, Plan, Planner};
use crate::checks::{CHECKS, Context, Exchange, Verdict};
use crate::options::{Options, Target};
use crate::report::{Report, Tally};
use crate::send::{Address, CannotRun, Client, Outcome, Silence};
use api_model::api::{Api, Method, Operation, Valid};
use api_model::validate::Validator;
use futures_util::StreamExt as _;
use futures_util::stream::FuturesUnordered;
use http::{HeaderName, HeaderValue};
use std::collections::VecDeque;
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::Duration;
use tokio::sync::mpsc;
use tokio::time::{Instant, timeout_at};

/// Longest wait for the first connection.
const REACH_TIME: Duration = Duration::from_secs(5);
/// Hangs of one operation after which its other requests are not sent.
const MAX_HANGS: usize = 3;
/// Refused connections in a row after which the target is taken to be gone.
const MAX_REFUSED: usize = 16;
/// Plans that may wait to be sent.
const PLANS_AHEAD: usize = 4;
/// Schemas nest, and so do their readers; a thread's usual stack is small.
const PLANNER_STACK: usize = 64 << 20;

/// Holds the target to the document, blocking until done. Makes threads of its own and may be
/// called from anywhere, an asynchronous runtime included.
///
/// # Errors
///
/// When nothing could be judged: no target there, or options that cannot be used. What the target
/// does wrong is in the report.
pub fn run(api: Arc<Valid<Api>>, target: &Target, options: &Options) -> Result<Report, CannotRun> {
    let system = |error: std::io::Error| CannotRun::System(format!("cannot start a run: {error}"));
    let work = || {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build();
        let runtime = runtime.map_err(system)?;
        let result = runtime.block_on(judge(api, target, options));
        // A name that is still being looked up must not keep us.
        runtime.shutdown_background();
        result
    };
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new()
            .name("contract".to_owned())
            .stack_size(PLANNER_STACK);
        let thread = thread.spawn_scoped(scope, work).map_err(system)?;
        thread
            .join()
            .unwrap_or_else(|panic| std::panic::resume_unwind(panic))
    })
}

/// The same, inside a Tokio runtime.
///
/// # Errors
///
/// As for [`run`].
pub async fn judge(
    api: Arc<Valid<Api>>,
    target: &Target,
    options: &Options,
) -> Result<Report, CannotRun> {
    let address = Address::read(target)?;
    check_options(&api, options)?;
    address.reach(options.timeout.min(REACH_TIME)).await?;
    let begun = Instant::now();
    let validator = Validator::new(Arc::clone(&api));
    let planner = Planner::new(Arc::clone(&api), validator.clone(), options.clone());
    let (plans, planning) = start_planner(planner)?;
    let mut run = Run {
        client: Client::new(&address, options),
        tally: Tally::new(&api, &address.base, options),
        api: &api,
        validator,
        options,
        plans,
        queue: VecDeque::new(),
        hangs: vec![0; api.operations.len()],
        refused: 0,
        pace: Pace::new(options.rate),
    };
    let stopped = run.drive(begun + options.time_budget).await;
    let stopped = stopped.or_else(|| fault_of(planning));
    Ok(run.tally.finish(stopped, begun.elapsed()))
}

/// Options that would make every request fail are refused before the first.
fn check_options(api: &Api, options: &Options) -> Result<(), CannotRun> {
    for (name, value) in &options.headers {
        let fine = HeaderName::try_from(name.as_str()).is_ok()
            && HeaderValue::try_from(value.as_str()).is_ok();
        if !fine {
            return Err(CannotRun::BadOption(format!(
                "`{name}` cannot be sent as a header"
            )));
        }
    }
    options.scope.verify(api)?;
    for accepted in &options.accepted {
        accepted.verify(api)?;
    }
    for credential in &options.credentials {
        let schemes = &api.security_schemes;
        if !schemes
            .iter()
            .any(|scheme| scheme.name == credential.scheme)
        {
            let known: Vec<&str> = schemes.iter().map(|scheme| scheme.name.as_str()).collect();
            let known = if known.is_empty() {
                "none".to_owned()
            } else {
                known.join(", ")
            };
            let scheme = &credential.scheme;
            return Err(CannotRun::BadOption(format!(
                "the document has no security scheme `{scheme}`; it has: {known}"
            )));
        }
        if HeaderValue::try_from(credential.value.as_str()).is_err() {
            let scheme = &credential.scheme;
            return Err(CannotRun::BadOption(format!(
                "the credential for `{scheme}` cannot be sent"
            )));
        }
    }
    Ok(())
}

/// A run that is short of cases because making them went wrong must not pass for a whole one.
fn fault_of(planning: JoinHandle<()>) -> Option<String> {
    let fault = planning.join().is_err();
    fault.then(|| "making the cases failed, which is a fault of the judge".to_owned())
}

/// Deletions come last, so that they take nothing away from the others.
fn start_planner(planner: Planner) -> Result<(mpsc::Receiver<Plan>, JoinHandle<()>), CannotRun> {
    let (sender, receiver) = mpsc::channel(PLANS_AHEAD);
    let work = move || {
        let api = Arc::clone(&planner.api);
        let scope = planner.scope().clone();
        let deletes = |operation: &&Operation| operation.method == Method::Delete;
        let meant = || api.operations.iter().filter(|it| scope.covers(it));
        let others = meant().filter(|operation| !deletes(operation));
        for operation in others.chain(meant().filter(deletes)) {
            if sender.blocking_send(planner.plan(operation)).is_err() {
                return;
            }
        }
    };
    std::thread::Builder::new()
        .name("contract-cases".to_owned())
        .stack_size(PLANNER_STACK)
        .spawn(work)
        .map(|thread| (receiver, thread))
        .map_err(|error| CannotRun::System(format!("cannot start a run: {error}")))
}

struct Run<'a> {
    client: Client,
    tally: Tally,
    api: &'a Valid<Api>,
    validator: Validator,
    options: &'a Options,
    plans: mpsc::Receiver<Plan>,
    queue: VecDeque<Case>,
    /// Hangs so far, by operation.
    hangs: Vec<usize>,
    /// Refused connections in a row.
    refused: usize,
    pace: Pace,
}

/// When the next request may go, so that a target is asked no more often than it was agreed.
struct Pace {
    interval: Option<Duration>,
    next: Instant,
}

impl Pace {
    fn new(rate: Option<u32>) -> Self {
        Pace {
            interval: rate.map(|rate| Duration::from_secs(1) / rate.max(1)),
            next: Instant::now(),
        }
    }

    /// The moment for this many requests in a row.
    fn slot(&mut self, requests: u32) -> Option<Instant> {
        let interval = self.interval?;
        let slot = self.next.max(Instant::now());
        self.next = slot + interval * requests;
        Some(slot)
    }
}

impl Run<'_> {
    /// Sends and judges until all is done; gives the reason when it had to stop before.
    async fn drive(&mut self, deadline: Instant) -> Option<String> {
        let mut flying = FuturesUnordered::new();
        let width = self.options.concurrency.max(1);
        loop {
            while flying.len() < width {
                match timeout_at(deadline, self.next_case(flying.is_empty())).await {
                    Ok(Some(case)) => {
                        let slot = self.pace.slot(1 + u32::from(case.before.is_some()));
                        flying.push(exchange(self.client.clone(), case, slot));
                    }
                    Ok(None) => break,
                    Err(_) => return Some(self.out_of_time()),
                }
            }
            match timeout_at(deadline, flying.next()).await {
                Ok(Some(exchange)) => self.judge(&exchange),
                Ok(None) => return None,
                Err(_) => return Some(self.out_of_time()),
            }
            if self.refused >= MAX_REFUSED {
                return Some("the target stopped taking connections".to_owned());
            }
        }
    }

    fn out_of_time(&self) -> String {
        format!(
            "the time budget of {:?} is used up",
            self.options.time_budget
        )
    }

    /// The next case to send. While requests fly, it does not wait for a plan.
    async fn next_case(&mut self, may_wait: bool) -> Option<Case> {
        loop {
            while let Some(case) = self.queue.pop_front() {
                if self
                    .hangs
                    .get(case.operation.index())
                    .is_none_or(|hangs| *hangs < MAX_HANGS)
                {
                    return Some(case);
                }
                let outcome = Outcome::Silence(Silence::GivenUp);
                self.judge(&Exchange {
                    case,
                    before: None,
                    outcome,
                });
            }
            let plan = match may_wait {
                true => self.plans.recv().await?,
                false => self.plans.try_recv().ok()?,
            };
            self.tally.plan(self.api, &plan);
            self.queue.extend(plan.cases);
        }
    }

    fn judge(&mut self, exchange: &Exchange) {
        match &exchange.outcome {
            Outcome::Answer(_) => self.refused = 0,
            Outcome::Silence(Silence::Refused(_)) => self.refused += 1,
            Outcome::Silence(Silence::Hang(_)) => {
                if let Some(hangs) = self.hangs.get_mut(exchange.case.operation.index()) {
                    *hangs += 1;
                }
            }
            Outcome::Silence(_) => {}
        }
        let cx = Context {
            api: self.api,
            operation: self.api.operation(exchange.case.operation),
            validator: &self.validator,
            options: self.options,
        };
        let scope = &self.options.scope;
        let verdicts = CHECKS
            .iter()
            .map(|check| match scope.applies(check.info.name) {
                true => (check.judge)(&cx, exchange),
                false => Verdict::NotApplicable,
            })
            .collect();
        self.tally.exchange(self.api, exchange, verdicts);
    }
}

async fn exchange(client: Client, case: Case, slot: Option<Instant>) -> Exchange {
    if let Some(slot) = slot {
        tokio::time::sleep_until(slot).await;
    }
    let before = match &case.before {
        None => None,
        Some(request) => Some(client.send(request).await),
    };
    let outcome = match &before {
        // What HEAD is to be compared with is missing.
        Some(Outcome::Silence(silence)) => Outcome::Silence(silence.clone()),
        _ => client.send(&case.request).await,
    };
    Exchange {
        case,
        before,
        outcome,
    }
}
