//! The rules by name, in the order of the documentation. A rule's level depends on the side it is
//! met on, so the levels here are a legend: what it can be in requests and in responses.

/// What a kind of change is called and means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rule {
    /// Kebab-case, stable: what `--allow` takes.
    pub name: &'static str,
    /// What has changed, in one line.
    pub about: &'static str,
}

const fn rule(name: &'static str, about: &'static str) -> Rule {
    Rule { name, about }
}

/// Every rule.
pub const RULES: &[Rule] = &[
    rule("operation-removed", "an operation is gone"),
    rule("operation-added", "an operation is new"),
    rule("operation-moved", "an operation has another method or path"),
    rule(
        "operation-id-changed",
        "an operation is called otherwise in generated code",
    ),
    rule("operation-deprecated", "callers are asked to move away"),
    rule("operation-undeprecated", "callers may stay after all"),
    rule("server-removed", "a base address is no longer offered"),
    rule("server-added", "a base address is new"),
    rule(
        "security-tightened",
        "a credential that was enough no longer is",
    ),
    rule("security-loosened", "less is asked of callers"),
    rule(
        "security-scheme-changed",
        "a credential of the same scheme travels otherwise",
    ),
    rule("parameter-removed", "a parameter is no longer described"),
    rule("parameter-added", "an optional parameter is new"),
    rule(
        "required-parameter-added",
        "a parameter that must be sent is new",
    ),
    rule("parameter-became-required", "a parameter must be sent now"),
    rule(
        "parameter-became-optional",
        "a parameter may be left out now",
    ),
    rule(
        "parameter-spelling-changed",
        "the value is written otherwise: style, explode or media type",
    ),
    rule(
        "parameter-deprecated",
        "callers are asked not to send a parameter",
    ),
    rule("request-body-removed", "a body is no longer described"),
    rule("request-body-added", "an optional body is new"),
    rule(
        "required-request-body-added",
        "a body that must be sent is new",
    ),
    rule("request-body-became-required", "the body must be sent now"),
    rule(
        "request-body-became-optional",
        "the body may be left out now",
    ),
    rule("media-type-removed", "a media type is gone"),
    rule("media-type-added", "a media type is new"),
    rule("encoding-changed", "a part of a form is written otherwise"),
    rule("response-removed", "a status is no longer described"),
    rule("response-added", "a status is new"),
    rule("header-removed", "a response header is no longer described"),
    rule("header-added", "a response header is new"),
    rule(
        "header-became-optional",
        "a response header may be missing now",
    ),
    rule(
        "header-became-required",
        "a response header is always there now",
    ),
    rule("type-changed", "values have another type"),
    rule("type-narrowed", "fewer types of value are allowed"),
    rule("type-widened", "more types of value are allowed"),
    rule("value-removed", "a value of an enumeration is gone"),
    rule("value-added", "a value of an enumeration is new"),
    rule("values-limited", "an open value became an enumeration"),
    rule("values-opened", "an enumeration became an open value"),
    rule("property-removed", "a property is gone"),
    rule("property-added", "an optional property is new"),
    rule(
        "required-property-added",
        "a property that must be there is new",
    ),
    rule("property-became-required", "a property must be there now"),
    rule("property-became-optional", "a property may be missing now"),
    rule("property-deprecated", "a property should no longer be used"),
    rule(
        "property-became-read-only",
        "a property can no longer be sent",
    ),
    rule("property-became-writable", "a property can be sent now"),
    rule(
        "property-became-write-only",
        "a property is no longer answered",
    ),
    rule("property-became-readable", "a property is answered now"),
    rule(
        "further-properties-forbidden",
        "properties beyond the known ones are no longer allowed",
    ),
    rule(
        "further-properties-allowed",
        "properties beyond the known ones are allowed now",
    ),
    rule(
        "limit-tightened",
        "a limit on length, size or number is narrower",
    ),
    rule(
        "limit-relaxed",
        "a limit on length, size or number is wider",
    ),
    rule("pattern-added", "text must match a pattern now"),
    rule("pattern-removed", "text need not match a pattern any more"),
    rule("pattern-changed", "text must match another pattern"),
    rule("format-added", "text or number has a format now"),
    rule("format-removed", "text or number has no format any more"),
    rule("format-changed", "text or number has another format"),
    rule(
        "alternative-removed",
        "an alternative of oneOf or anyOf is gone",
    ),
    rule(
        "alternative-added",
        "an alternative of oneOf or anyOf is new",
    ),
    rule(
        "discriminator-changed",
        "alternatives are told apart by another property or value",
    ),
    rule("default-changed", "what an absent value means is different"),
    rule("constraint-added", "a further condition holds now"),
    rule("constraint-removed", "a condition no longer holds"),
    rule(
        "constraint-changed",
        "a condition is different, in a way that cannot be ordered",
    ),
];

#[cfg(test)]
mod tests {
    use super::RULES;

    #[test]
    fn names_are_unique() {
        let mut names: Vec<_> = RULES.iter().map(|rule| rule.name).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), RULES.len());
    }
}
