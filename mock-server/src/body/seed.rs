//! Seeds: the value of an answer depends on the server's seed, the operation, the path and the
//! response, and on nothing else, so it is the same across restarts and machines.

use crate::negotiate::Choice;
use crate::route::Match;
use api_model::api::{Api, OperationId};

/// The seed for the body of a request's answer.
pub(crate) fn of_request(api: &Api, seed: u64, choice: &Choice, found: &Match<'_>) -> u64 {
    let mut hash = start(api, seed, choice.operation);
    for (name, value) in &found.arguments {
        hash = mix(mix(hash, name.as_bytes()), value.as_bytes());
    }
    mix(hash, &choice.status.to_le_bytes())
}

/// The seed for what belongs to a response, whoever asks.
pub(crate) fn of_response(api: &Api, seed: u64, operation: OperationId, response: usize) -> u64 {
    mix(
        start(api, seed, operation),
        &(response as u64).to_le_bytes(),
    )
}

/// The seed for what a text names.
pub(crate) fn of_text(text: &str) -> u64 {
    mix(0xcbf2_9ce4_8422_2325, text.as_bytes())
}

fn start(api: &Api, seed: u64, operation: OperationId) -> u64 {
    let operation = api.operation(operation);
    let hash = mix(0xcbf2_9ce4_8422_2325, &seed.to_le_bytes());
    let hash = mix(hash, operation.method.as_str().as_bytes());
    mix(hash, operation.path.text.as_bytes())
}

/// FNV-1a, with a byte between parts so that they do not run together.
fn mix(hash: u64, bytes: &[u8]) -> u64 {
    bytes.iter().chain(&[0xff]).fold(hash, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
    })
}
