//! Answers come within the bound that the run was given.

use super::{Check, CheckInfo, Context, Exchange, Finding, Verdict};

pub(super) const CHECK: Check = Check {
    info: CheckInfo {
        name: "response-time",
        about: "answers come within the bound, if one is set",
    },
    judge,
};

fn judge(cx: &Context<'_>, exchange: &Exchange) -> Verdict {
    let (Some(bound), Some(answer)) = (cx.options.max_response_time, exchange.answer()) else {
        return Verdict::NotApplicable;
    };
    if answer.elapsed <= bound {
        return Verdict::Passed;
    }
    let taken = format!("{} ms", answer.elapsed.as_millis());
    let message = "the answer came too late";
    let expected = format!("at most {} ms", bound.as_millis());
    Verdict::failed(Finding::new(cx.operation.place, message, expected, taken))
}
