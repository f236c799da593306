//! A `pattern` is a regular expression of ECMA-262 (JSON Schema Validation section 6.3.3).
//!
//! This is the only file that knows `regress`. Other engines accept expressions that ECMA-262
//! refuses, and read them differently: an unescaped leading `+` is literal text to nobody.

use crate::api::Api;
use crate::diagnostic::Diagnostic;
use crate::lower::Report;
use std::collections::HashMap;

/// Longer expressions are left to whoever runs them.
const LONGEST: usize = 4_096;

/// Reports patterns that do not compile, and leaves them out: they say nothing anybody can check.
pub(super) fn check_patterns(api: &mut Api, report: &mut Report) {
    let mut known: HashMap<String, Option<String>> = HashMap::new();
    for index in 0..api.schemas.all.len() {
        let schema = &mut api.schemas.all[index];
        let place = schema.keywords.place_of("pattern").unwrap_or(schema.place);
        let Some(pattern) = &schema.keywords.pattern else {
            continue;
        };
        let fault = known
            .entry(pattern.clone())
            .or_insert_with(|| syntax_fault(pattern));
        if let Some(reason) = fault {
            let message = format!(
                "`{pattern}` is not a regular expression of ECMA-262: {reason}; it is ignored"
            );
            let mut fault = Diagnostic::warning("invalid-pattern", place, message);
            fault.help = remedy(pattern);
            report.add(fault);
            schema.keywords.pattern = None;
        }
    }
}

/// What is wrong with an expression, with the flag `u` and without it.
fn syntax_fault(pattern: &str) -> Option<String> {
    if pattern.len() > LONGEST || regress::Regex::with_flags(pattern, "u").is_ok() {
        return None;
    }
    let fault = regress::Regex::new(pattern).err()?;
    Some(fault.text.to_lowercase())
}

fn remedy(pattern: &str) -> Option<String> {
    let bare = pattern.trim_start_matches(['^', '(']);
    let quantifier = bare
        .chars()
        .next()
        .filter(|c| matches!(c, '+' | '*' | '?'))?;
    if pattern.starts_with("(?") {
        return None;
    }
    Some(format!(
        "there is nothing before the `{quantifier}` that it could repeat; the character itself is `\\{quantifier}`"
    ))
}
