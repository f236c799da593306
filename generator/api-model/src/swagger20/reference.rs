//! `$ref`s: where they lead in 2.0, and how they are written in 3.0.

use super::build;
use super::translator::{Here, Kind, Position, Translator, Wanted};
use crate::diagnostic::{Diagnostic, Severity};
use crate::document::{Node, Object};
use crate::lower::nearest;
use crate::resolve::{percent_decode, step, tokens};
use crate::source::{FileId, Place};
use std::rc::Rc;

/// Longer chains of references are left to lowering, which calls them circles.
const LONGEST_CHAIN: usize = 64;

/// Where a reference leads.
#[derive(Debug)]
pub(super) struct Target<'a> {
    pub(super) node: &'a Node,
    pub(super) tokens: Vec<String>,
    pub(super) here: Here,
    /// Whether it stands in a document of its own.
    is_in_document: bool,
    /// The part of the reference behind `#`, as it was written.
    fragment: String,
}

impl Target<'_> {
    pub(super) fn position(&self) -> Position {
        (self.here.file, self.tokens.clone())
    }

    /// Whether 3.0 has a parameter at another position, or none at all.
    pub(super) fn moves(&self) -> bool {
        let first = self.tokens.first().map_or("", String::as_str);
        self.is_in_document && matches!(first, "paths" | "responses" | "definitions")
    }

    /// The name, when it is a member of a section of its document.
    pub(super) fn shared(&self, section: &str) -> Option<&str> {
        match self.tokens.as_slice() {
            [first, name] if self.is_in_document && first == section => Some(name),
            _ => None,
        }
    }
}

/// The `$ref` of a node.
pub(super) fn reference_of(node: &Node) -> Option<&Node> {
    node.member("$ref").filter(|text| text.as_str().is_some())
}

impl<'a> Translator<'a, '_> {
    /// Where a reference leads; absent when it leads nowhere, which lowering reports.
    pub(super) fn locate(&mut self, here: &Here, text: &str, place: Place) -> Option<Target<'a>> {
        let (address, fragment) = text.split_once('#').unwrap_or((text, ""));
        let target = Here {
            file: self.file_of(here.file, address, place)?,
            base: join(&here.base, address),
        };
        let raw = self.open(target.file)?;
        let tokens = tokens(&percent_decode(fragment));
        if tokens.is_empty() && !fragment.is_empty() {
            return None;
        }
        let mut steps = tokens.iter();
        let node = steps.try_fold(raw.tree, |node, token| step(node, token))?;
        Some(Target {
            node,
            tokens,
            here: target,
            is_in_document: raw.is_document,
            fragment: fragment.to_owned(),
        })
    }

    fn file_of(&mut self, from: FileId, address: &str, place: Place) -> Option<FileId> {
        match address {
            "" => Some(from),
            // A refusal is reported when lowering follows the same reference.
            _ => self.loader.open(from, address, place).ok(),
        }
    }

    /// The node at the end of a chain of references.
    pub(super) fn follow(&mut self, here: &Here, node: &'a Node) -> Option<(Here, &'a Node)> {
        let (mut here, mut node) = (here.clone(), node);
        for _ in 0..LONGEST_CHAIN {
            let Some(reference) = reference_of(node) else {
                return Some((here, node));
            };
            let target = self.locate(&here, reference.as_str()?, reference.place)?;
            (here, node) = (target.here, target.node);
        }
        None
    }

    /// A reference in the words of 3.0; what it leads to is translated.
    pub(super) fn reference(&mut self, here: &Here, node: &Node, kind: Kind) -> Node {
        let text = node.as_str().unwrap_or_default();
        let Some(target) = self.locate(here, text, node.place) else {
            return self.unresolved(here, node, kind);
        };
        let fragment = self.map_fragment(&target, kind);
        let hash = if fragment.is_empty() { "" } else { "#" };
        let text = format!("{}{hash}{fragment}", target.here.base);
        build::text(&text, node.place)
    }

    fn map_fragment(&mut self, target: &Target<'a>, kind: Kind) -> String {
        let first = target.tokens.first().map_or("", String::as_str);
        let section = match (first, kind) {
            ("definitions", _) => Some("schemas"),
            ("responses", Kind::Response) => Some("responses"),
            ("parameters", Kind::Parameter) => Some("parameters"),
            _ => None,
        };
        if !target.is_in_document {
            self.want(target, kind, None);
            return target.fragment.clone();
        }
        if let Some(section) = section {
            let rest = target.fragment.splitn(3, '/').nth(2).unwrap_or_default();
            return format!("/components/{section}/{rest}");
        }
        let changes = matches!(first, "paths" | "responses" | "parameters");
        if kind == Kind::Schema && changes {
            return self.move_schema(target);
        }
        if !changes {
            self.want(target, kind, None);
        }
        target.fragment.clone()
    }

    /// A schema that stands where 3.0 has no such position gets a name.
    fn move_schema(&mut self, target: &Target<'a>) -> String {
        let wanted = self.wanted.get(&target.position());
        let name = wanted.and_then(|wanted| wanted.moved_to.clone());
        let name = name.unwrap_or_else(|| {
            let name = self.free_name(target);
            self.want(target, Kind::Schema, Some(name.clone()));
            name
        });
        format!("/components/schemas/{name}")
    }

    fn free_name(&mut self, target: &Target<'a>) -> String {
        let tokens = target.tokens.iter().flat_map(|token| {
            let words = token.split(|c: char| !c.is_ascii_alphanumeric());
            words.filter(|word| !word.is_empty())
        });
        let words: Vec<&str> = tokens
            .filter(|word| !matches!(*word, "paths" | "schema"))
            .collect();
        let name = words.join("_");
        let definitions = self.open(target.here.file);
        let definitions = definitions.and_then(|raw| raw.tree.member("definitions"));
        let is_taken = |name: &str| {
            let moved = |wanted: &Wanted| wanted.moved_to.as_deref() == Some(name);
            definitions.is_some_and(|members| members.member(name).is_some())
                || self.wanted.values().any(moved)
        };
        let numbered = (2..).map(|number| format!("{name}_{number}"));
        let mut names = std::iter::once(name.clone()).chain(numbered);
        names.find(|name| !is_taken(name)).unwrap_or(name)
    }

    /// Asks for a part of a file to be translated where it stands.
    fn want(&mut self, target: &Target<'a>, kind: Kind, moved_to: Option<String>) {
        let media = match kind {
            Kind::Response => self.settled.get(&target.position()).cloned(),
            _ => None,
        };
        self.wanted.entry(target.position()).or_insert(Wanted {
            kind,
            media: media.unwrap_or_default(),
            moved_to,
        });
    }

    /// A reference that leads nowhere, or a bare name, which older tools take for a definition's.
    fn unresolved(&mut self, here: &Here, node: &Node, kind: Kind) -> Node {
        let text = node.as_str().unwrap_or_default();
        let raw = self.open(here.file);
        let definitions = raw.and_then(|raw| raw.tree.member("definitions"));
        if kind == Kind::Schema && definitions.is_some_and(|members| members.member(text).is_some())
        {
            let message =
                format!("`{text}` is no reference; it is read as the definition of that name");
            self.report.add(
                Diagnostic::warning("bare-reference", node.place, message)
                    .help(format!("write `#/definitions/{text}`")),
            );
            let pointer = text.replace('~', "~0").replace('/', "~1");
            let local = build::text(&format!("#/definitions/{pointer}"), node.place);
            return self.reference(here, &local, kind);
        }
        if let Some(raw) = raw.filter(|raw| raw.is_document) {
            self.report_missing(raw.tree, node);
        }
        let (address, fragment) = text.split_once('#').unwrap_or((text, ""));
        let hash = if text.contains('#') { "#" } else { "" };
        let address = join(&here.base, address);
        build::text(&format!("{address}{hash}{fragment}"), node.place)
    }
}

impl Translator<'_, '_> {
    /// Says in the words of 2.0 why a reference into a section of its document leads nowhere.
    /// Lowering, which knows the words of 3.0 only, would report the same fault at the same place.
    fn report_missing(&mut self, root: &Node, reference: &Node) {
        let text = reference.as_str().unwrap_or_default();
        let Some((section, rest)) = text
            .strip_prefix("#/")
            .and_then(|text| text.split_once('/'))
        else {
            return;
        };
        let members = root.member(section).and_then(Node::as_object);
        if !matches!(section, "definitions" | "responses" | "parameters")
            || members.is_some_and(|members| members.contains_key(rest))
        {
            return;
        }
        if self.report.is_full(Severity::Error) {
            return self.report.leave_out(Severity::Error);
        }
        let message = format!("the reference leads nowhere: there is no `{rest}` in `{section}`");
        let mut fault = Diagnostic::error("unresolved-reference", reference.place, message);
        let names = members
            .into_iter()
            .flat_map(Object::keys)
            .map(AsRef::as_ref);
        if let Some(near) = nearest(rest, names) {
            fault = fault.help(format!("did you mean `{near}`?"));
        }
        self.report.add(fault);
    }
}

/// An address inside a file, as seen from a file that calls that one `base`.
fn join(base: &Rc<str>, address: &str) -> Rc<str> {
    if address.is_empty() {
        return Rc::clone(base);
    }
    let folder = base.rfind('/').map_or("", |at| &base[..=at]);
    if folder.is_empty() || address.starts_with('/') || address.contains("://") {
        return address.into();
    }
    format!("{folder}{address}").into()
}
