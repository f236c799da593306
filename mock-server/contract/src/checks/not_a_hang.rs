//! An answer comes, whole, readable and in time.

use super::{Check, CheckInfo, Context, Exchange, Finding, Verdict};
use crate::send::{Outcome, Silence};

pub(super) const CHECK: Check = Check {
    info: CheckInfo {
        name: "not-a-hang",
        about: "every request gets a whole answer in time",
    },
    judge,
};

fn judge(cx: &Context<'_>, exchange: &Exchange) -> Verdict {
    let outcomes = exchange.before.iter().chain([&exchange.outcome]);
    let silences: Vec<&Silence> = outcomes
        .filter_map(|outcome| match outcome {
            Outcome::Silence(silence) => Some(silence),
            Outcome::Answer(_) => None,
        })
        .collect();
    let Some(silence) = silences.first() else {
        return Verdict::Passed;
    };
    let cause = match silence {
        Silence::GivenUp | Silence::Unsendable(_) => return Verdict::NotApplicable,
        Silence::Hang(_) => "hang",
        Silence::Refused(_) => "no connection",
        Silence::Broken(_) => "no readable answer",
        Silence::TooLarge(_) => "answer too large",
    };
    let expected = "a whole answer";
    let finding = Finding::new(
        cx.operation.place,
        silence.to_string(),
        expected,
        silence.to_string(),
    );
    Verdict::failed(finding.cause(cause))
}
