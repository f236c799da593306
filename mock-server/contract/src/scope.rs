//! Which operations and checks a run is about, and which failures somebody has accepted.

use crate::checks::CHECKS;
use crate::send::CannotRun;
use api_model::api::{Api, Method, Operation};

/// What a run is about. The default is everything.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Scope {
    /// Names of the only checks to apply; empty means all.
    pub checks: Vec<String>,
    /// Names of checks not to apply.
    pub without_checks: Vec<String>,
    /// The only operations to exercise; empty means all. See [`Scope::covers`].
    pub operations: Vec<String>,
    /// Operations not to exercise.
    pub without_operations: Vec<String>,
    /// Send nothing but GET, HEAD and OPTIONS, as befits a server with real data.
    pub safe_only: bool,
}

impl Scope {
    /// Whether an operation is to be exercised. A selector is an `operationId`, `tag:NAME`, or a path
    /// template, with a method before it or not; `*` in any of them stands for any text.
    #[must_use]
    pub fn covers(&self, operation: &Operation) -> bool {
        let meant = |selectors: &[String]| selectors.iter().any(|it| selects(it, operation));
        let safe = !self.safe_only || is_harmless(operation.method);
        safe && (self.operations.is_empty() || meant(&self.operations))
            && !meant(&self.without_operations)
    }

    /// Whether a check is to be applied.
    #[must_use]
    pub fn applies(&self, check: &str) -> bool {
        let named = |names: &[String]| names.iter().any(|name| name == check);
        (self.checks.is_empty() || named(&self.checks)) && !named(&self.without_checks)
    }

    /// Selectors that mean nothing are mistakes, which would otherwise pass as a green run.
    pub(crate) fn verify(&self, api: &Api) -> Result<(), CannotRun> {
        for name in self.checks.iter().chain(&self.without_checks) {
            known_check(name)?;
        }
        for selector in self.operations.iter().chain(&self.without_operations) {
            if !api.operations.iter().any(|it| selects(selector, it)) {
                return Err(CannotRun::BadOption(format!(
                    "`{selector}` selects no operation: an operationId, `tag:NAME`, or a path such as `GET /users/*` is expected"
                )));
            }
        }
        if !api
            .operations
            .iter()
            .any(|operation| self.covers(operation))
        {
            let safe = if self.safe_only {
                ", and safe ones only"
            } else {
                ""
            };
            return Err(CannotRun::BadOption(format!(
                "no operation is left to exercise by what was selected{safe}"
            )));
        }
        Ok(())
    }
}

/// A failure that is known and accepted for the time being.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Accepted {
    /// The check's name.
    pub check: String,
    /// The operations, by a selector as in [`Scope`].
    pub operation: String,
    /// Why, for those who read the report.
    pub because: String,
}

impl Accepted {
    /// Whether it is about a check on an operation.
    #[must_use]
    pub fn covers(&self, check: &str, operation: &Operation) -> bool {
        self.check == check && selects(&self.operation, operation)
    }

    pub(crate) fn verify(&self, api: &Api) -> Result<(), CannotRun> {
        known_check(&self.check)?;
        if api.operations.iter().any(|it| selects(&self.operation, it)) {
            return Ok(());
        }
        Err(CannotRun::BadOption(format!(
            "the baseline accepts `{}` for `{}`, which is no operation of the document",
            self.check, self.operation
        )))
    }
}

fn known_check(name: &str) -> Result<(), CannotRun> {
    if CHECKS.iter().any(|check| check.info.name == name) {
        return Ok(());
    }
    let known: Vec<&str> = CHECKS.iter().map(|check| check.info.name).collect();
    Err(CannotRun::BadOption(format!(
        "there is no check `{name}`; there are: {}",
        known.join(", ")
    )))
}

/// Whether a method is harmless (RFC 9110 section 9.2.1). TRACE is as safe, but servers are right to
/// refuse it, so nobody means it.
pub(crate) fn is_harmless(method: Method) -> bool {
    matches!(method, Method::Get | Method::Head | Method::Options)
}

fn selects(selector: &str, operation: &Operation) -> bool {
    if let Some(tag) = selector.strip_prefix("tag:") {
        return operation.tags.iter().any(|own| fits(tag, own));
    }
    let path = &operation.path.text;
    if selector.starts_with('/') {
        return fits(selector, path);
    }
    if let Some((method, template)) = selector.split_once(" /") {
        return method.eq_ignore_ascii_case(operation.method.as_str())
            && path
                .strip_prefix('/')
                .is_some_and(|path| fits(template, path));
    }
    operation
        .operation_id
        .as_deref()
        .is_some_and(|id| fits(selector, id))
}

/// Whether a text fits a pattern in which `*` is any text. Takes time in proportion to both.
fn fits(pattern: &str, text: &str) -> bool {
    let Some((head, tail)) = pattern.split_once('*') else {
        return pattern == text;
    };
    let Some(mut rest) = text.strip_prefix(head) else {
        return false;
    };
    let mut parts = tail.split('*').peekable();
    while let Some(part) = parts.next() {
        if parts.peek().is_none() {
            return rest.ends_with(part);
        }
        let Some(at) = rest.find(part) else {
            return false;
        };
        rest = rest.get(at + part.len()..).unwrap_or_default();
    }
    true
}

#[cfg(test)]
mod tests {
    use super::fits;

    #[test]
    fn a_star_is_any_text() {
        for (pattern, text, expected) in [
            ("a", "a", true),
            ("a", "ab", false),
            ("*", "", true),
            ("a*", "abc", true),
            ("*c", "abc", true),
            ("a*b*c", "a-b-b-c", true),
            ("a*b*c", "a-c", false),
            ("/users/*/name", "/users/{id}/name", true),
            ("ab*ba", "aba", false),
        ] {
            assert_eq!(fits(pattern, text), expected, "{pattern} {text}");
        }
    }
}
