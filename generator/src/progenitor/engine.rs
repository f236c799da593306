//! Running progenitor where it may fail: in a thread with a large stack, its panics caught and
//! kept quiet. An operation that makes it fail is found and left out.

use super::prepare::{Prepared, PreparedOperation, left_out};
use openapiv3::OpenAPI;
use progenitor_impl::{GenerationSettings, Generator, InterfaceStyle, TagStyle, TypeImpl};
use std::cell::Cell;
use std::panic::{self, AssertUnwindSafe};
use std::sync::Once;
use std::thread;

const STACK: usize = 256 << 20;

/// Makes the client's text, and leaves only those operations in `prepared` that it has.
pub(super) fn run(prepared: &mut Prepared) -> Result<String, String> {
    let all: Vec<usize> = (0..prepared.operations.len()).collect();
    let mut refused: Vec<(usize, String)> = Vec::new();
    let kept = sift(prepared, &all, &mut refused);
    for (index, reason) in &refused {
        if let Some(operation) = prepared.operations.get(*index) {
            let reason = format!("progenitor gives up on it: {reason}");
            let limit = left_out(operation.place, &operation.label, &reason);
            prepared.limits.push(limit);
        }
    }
    let text = attempt(prepared, &kept)?;
    let mut index = 0_usize;
    prepared.operations.retain(|_| {
        index += 1;
        kept.binary_search(&(index - 1)).is_ok()
    });
    Ok(text)
}

/// The operations that progenitor takes, found by halving those that it does not take together.
fn sift(prepared: &Prepared, some: &[usize], refused: &mut Vec<(usize, String)>) -> Vec<usize> {
    let Err(reason) = attempt(prepared, some) else {
        return some.to_vec();
    };
    match some {
        [] => Vec::new(),
        [only] => {
            refused.push((*only, reason));
            Vec::new()
        }
        _ => {
            let (left, right) = some.split_at(some.len() / 2);
            let mut kept = sift(prepared, left, refused);
            kept.extend(sift(prepared, right, refused));
            kept
        }
    }
}

fn attempt(prepared: &Prepared, some: &[usize]) -> Result<String, String> {
    let operations = some
        .iter()
        .filter_map(|index| prepared.operations.get(*index));
    let document = prepared.document(operations.collect::<Vec<&PreparedOperation>>().into_iter());
    let replacements = prepared.replacements.clone();
    let worker = thread::Builder::new()
        .name("progenitor".to_owned())
        .stack_size(STACK)
        .spawn(move || quietly(|| tokens(&settings(&replacements), &document)))
        .map_err(|error| error.to_string())?;
    worker
        .join()
        .unwrap_or_else(|_| Err("it broke off".to_owned()))
}

fn settings(replacements: &[(String, String)]) -> GenerationSettings {
    let mut settings = GenerationSettings::new();
    settings
        .with_interface(InterfaceStyle::Builder)
        .with_tag(TagStyle::Merged);
    for (name, path) in replacements {
        settings.with_replacement(name, path, std::iter::empty::<TypeImpl>());
    }
    settings
}

fn tokens(settings: &GenerationSettings, document: &OpenAPI) -> Result<String, String> {
    let mut generator = Generator::new(settings);
    match generator.generate_tokens(document) {
        Ok(tokens) => Ok(tokens.to_string()),
        Err(error) => Err(error.to_string()),
    }
}

thread_local! {
    /// Whether panics of this thread are expected and answered.
    static QUIET: Cell<bool> = const { Cell::new(false) };
}

/// Runs something whose panics become errors, without their being printed.
fn quietly(work: impl FnOnce() -> Result<String, String>) -> Result<String, String> {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let usual = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            if !QUIET.get() {
                usual(info);
            }
        }));
    });
    QUIET.set(true);
    let outcome = panic::catch_unwind(AssertUnwindSafe(work));
    QUIET.set(false);
    outcome.unwrap_or_else(|payload| Err(message(payload.as_ref())))
}

fn message(payload: &(dyn std::any::Any + Send)) -> String {
    let text = payload
        .downcast_ref::<&str>()
        .map(|text| (*text).to_owned())
        .or_else(|| payload.downcast_ref::<String>().cloned());
    text.unwrap_or_else(|| "it panicked".to_owned())
}
