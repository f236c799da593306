//! Reference Objects (OpenAPI 3.1 section 4.8.23) in positions other than schemas: followed to
//! the object they mean, whatever number of steps that takes.

use super::Cx;
use crate::diagnostic::Diagnostic;
use crate::document::{Member, NodeValue};
use crate::resolve::{At, Reference, Target};
use crate::source::Place;

/// What a reference may lead to: the sections of `components`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Schema,
    Parameter,
    Response,
    Header,
    Example,
    Link,
    Callback,
    PathItem,
    RequestBody,
    SecurityScheme,
}

impl Kind {
    /// The section of `components`.
    pub(crate) fn section(self) -> &'static str {
        match self {
            Kind::Schema => "schemas",
            Kind::Parameter => "parameters",
            Kind::Response => "responses",
            Kind::Header => "headers",
            Kind::Example => "examples",
            Kind::Link => "links",
            Kind::Callback => "callbacks",
            Kind::PathItem => "pathItems",
            Kind::RequestBody => "requestBodies",
            Kind::SecurityScheme => "securitySchemes",
        }
    }

    /// The name, for messages.
    pub(crate) fn noun(self) -> &'static str {
        match self {
            Kind::Schema => "schema",
            Kind::Parameter => "parameter",
            Kind::Response => "response",
            Kind::Header => "header",
            Kind::Example => "example",
            Kind::Link => "link",
            Kind::Callback => "callback",
            Kind::PathItem => "path item",
            Kind::RequestBody => "request body",
            Kind::SecurityScheme => "security scheme",
        }
    }
}

/// Longer chains of references are taken for circles.
const LONGEST_CHAIN: usize = 64;

/// Where a chain of references ends, and what was said on the way.
#[derive(Debug, Clone)]
pub(crate) struct Followed<'a> {
    /// The object.
    pub(crate) at: At<'a>,
    /// Its name, when it is a member of `components`.
    pub(crate) component: Option<String>,
    /// The outermost `summary` beside a `$ref`.
    pub(crate) summary: Option<String>,
    /// The outermost `description` beside a `$ref`.
    pub(crate) description: Option<String>,
}

/// The `$ref` of a node, with the place of its value.
pub(crate) fn reference_of<'a>(at: At<'a>) -> Option<(&'a str, Place)> {
    let NodeValue::Object(members) = &at.node.value else {
        return None;
    };
    let node = &members.get("$ref")?.node;
    match &node.value {
        NodeValue::String(text) => Some((text, node.place)),
        _ => None,
    }
}

impl<'a> Cx<'a> {
    /// Follows references until something else comes. Faults are reported here.
    pub(crate) fn follow(&mut self, at: At<'a>, kind: Kind) -> Option<Followed<'a>> {
        let mut followed = Followed {
            at,
            component: None,
            summary: None,
            description: None,
        };
        let mut chain: Vec<Place> = Vec::new();
        while let Some((reference, place)) = reference_of(followed.at) {
            if chain.contains(&place) || chain.len() == LONGEST_CHAIN {
                self.report_cycle(&chain);
                return None;
            }
            chain.push(place);
            self.read_siblings(&mut followed, kind);
            let target = self.resolve(followed.at, reference, place, kind)?;
            followed.component = target.component().map(|(_, name)| name.to_owned());
            followed.at = target.at;
        }
        Some(followed)
    }

    /// Follows one reference one step; faults are reported at its place.
    pub(crate) fn resolve(
        &mut self,
        at: At<'a>,
        reference: &'a str,
        place: Place,
        kind: Kind,
    ) -> Option<Target<'a>> {
        let reference = Reference {
            text: reference,
            place,
            scope: at.scope,
        };
        let target = match self.resolver.resolve(reference) {
            Ok(target) => target,
            Err(fault) => match self.misspelt_target(reference, kind) {
                Some(target) => target,
                None => {
                    self.report.add(*fault);
                    return None;
                }
            },
        };
        match target.component() {
            Some(("parameters", _)) if kind == Kind::Header => {
                let message = "a parameter serves as a header here; its name and place are ignored";
                self.report.add(
                    Diagnostic::warning("parameter-as-header", place, message)
                        .related(target.at.place(), "the parameter"),
                );
                Some(target)
            }
            Some((section, _)) if section != kind.section() => {
                self.report_wrong_kind(&target, section, place, kind);
                None
            }
            _ => Some(target),
        }
    }

    /// The component that a reference means which lacks `#/`, or names the section of OpenAPI 2, or
    /// nothing but the component.
    fn misspelt_target(&mut self, reference: Reference<'a>, kind: Kind) -> Option<Target<'a>> {
        let path = reference.text.trim_start_matches(['#', '/']);
        let tokens: Vec<&str> = path.split('/').collect();
        let name = match tokens.as_slice() {
            [name] => name,
            ["definitions", name] if kind == Kind::Schema => name,
            [section, name] | ["components", section, name] if *section == kind.section() => name,
            _ => return None,
        };
        let target = self
            .resolver
            .component(reference.scope.file, kind.section(), name)?;
        let meant = format!("#/components/{}/{name}", kind.section());
        let message = format!("`{}` is read as `{meant}`", reference.text);
        self.report.add(
            Diagnostic::warning("misspelt-reference", reference.place, message)
                .help(format!("write `{meant}`")),
        );
        Some(target)
    }

    fn report_wrong_kind(&mut self, target: &Target<'a>, section: &str, place: Place, kind: Kind) {
        let noun = kind.noun();
        let message = format!("a {noun} is wanted here, and this leads to one of the {section}");
        self.report.add(
            Diagnostic::error("wrong-kind", place, message)
                .related(target.at.place(), "the reference leads here")
                .help(format!(
                    "refer to a member of `#/components/{}`",
                    kind.section()
                )),
        );
    }

    fn report_cycle(&mut self, chain: &[Place]) {
        let Some((first, others)) = chain.split_first() else {
            return;
        };
        let message = "this reference leads back to itself";
        let mut fault = Diagnostic::error("reference-cycle", *first, message)
            .help("one of the references must be replaced by what is meant");
        for place in others.iter().take(8) {
            fault = fault.related(*place, "by way of this one");
        }
        self.report.add(fault);
    }

    fn read_siblings(&mut self, followed: &mut Followed<'a>, kind: Kind) {
        let NodeValue::Object(members) = &followed.at.node.value else {
            return;
        };
        for (key, member) in members {
            match (key.as_ref(), &member.node.value) {
                ("$ref", _) => {}
                ("summary", NodeValue::String(text)) => {
                    followed.summary.get_or_insert_with(|| text.to_string());
                }
                ("description", NodeValue::String(text)) => {
                    followed.description.get_or_insert_with(|| text.to_string());
                }
                // The fields beside the `$ref` of a path item are read by their owner.
                _ if kind == Kind::PathItem || key.starts_with("x-") => {}
                _ => self.warn_sibling(key, member),
            }
        }
    }

    fn warn_sibling(&mut self, key: &str, member: &Member) {
        let message = format!("`{key}` beside a `$ref` has no effect");
        self.report.add(
            Diagnostic::warning("reference-sibling", member.key_place, message)
                .help("only `summary` and `description` can stand beside a `$ref` here"),
        );
    }
}
