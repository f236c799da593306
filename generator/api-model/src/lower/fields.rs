//! A typed view of an object's fields: reading one with the wrong type is a fault at its place,
//! and fields that the specification does not know are pointed out once.

use super::parameter::OLDER_FIELDS;
use super::{Cx, nearest};
use crate::api::Extensions;
use crate::diagnostic::{Diagnostic, Severity};
use crate::document::{Member, Node, NodeValue, Object};
use crate::resolve::{At, Scope};
use crate::source::Place;

/// An object of the specification: what it is called and which fields it has.
#[derive(Debug)]
pub(crate) struct ObjectKind {
    /// The name in the specification, in lower case: `media type`.
    pub(crate) name: &'static str,
    /// Its fixed fields.
    pub(crate) fields: &'static [&'static str],
}

/// An object that is being read.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Fields<'a> {
    at: At<'a>,
    members: &'a Object,
}

/// A member of a map such as `properties`.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Entry<'a> {
    /// The key.
    pub(crate) key: &'a str,
    /// Where the key was written.
    pub(crate) key_place: Place,
    /// The value.
    pub(crate) at: At<'a>,
}

impl<'a> Cx<'a> {
    /// The fields of an object whose fields are fixed.
    pub(crate) fn fields(&mut self, at: At<'a>, kind: &ObjectKind) -> Option<Fields<'a>> {
        let members = self.members(at, kind.name)?;
        if !self.spend(1 + members.len(), at.place()) {
            return None;
        }
        for (key, member) in members {
            if !key.starts_with("x-") && !kind.fields.contains(&key.as_ref()) {
                self.warn_unknown_field(key, member, kind);
            }
        }
        Some(Fields { at, members })
    }

    /// The members of a map, extensions included.
    pub(crate) fn members(&mut self, at: At<'a>, what: &str) -> Option<&'a Object> {
        match &at.node.value {
            NodeValue::Object(members) => Some(members),
            // Some languages print an empty map that way.
            NodeValue::Array(items) if items.is_empty() => {
                let message = format!("{what} must be an object; the empty list is read as none");
                self.report
                    .add(Diagnostic::warning("empty-list", at.place(), message));
                None
            }
            _ => {
                self.wrong_type(at.node, what, "an object");
                None
            }
        }
    }

    /// The members of a map.
    pub(crate) fn entries(&mut self, at: At<'a>, what: &str) -> Vec<Entry<'a>> {
        let members = self.members(at, what).into_iter().flatten();
        members
            .map(|(key, member)| Entry {
                key,
                key_place: member.key_place,
                at: at.child(&member.node),
            })
            .collect()
    }

    /// The members of an object whose keys follow a pattern, such as `paths`: extensions left out.
    pub(crate) fn patterned(&mut self, at: At<'a>, what: &str) -> Vec<Entry<'a>> {
        let mut entries = self.entries(at, what);
        entries.retain(|entry| !entry.key.starts_with("x-"));
        entries
    }

    /// Reports a structural field of the wrong type.
    pub(crate) fn wrong_type(&mut self, node: &Node, what: &str, wanted: &str) {
        let found = node.kind_name();
        let message = format!("{what} must be {wanted}, not {found}");
        self.report.add(
            Diagnostic::error("wrong-type", node.place, message).label(format!("this is {found}")),
        );
    }

    fn warn_unknown_field(&mut self, key: &str, member: &Member, kind: &ObjectKind) {
        if self.report.is_full(Severity::Warning) {
            return self.report.leave_out(Severity::Warning);
        }
        let name = kind.name;
        if name == "path item"
            && let Some(method) = kind.fields.iter().find(|it| it.eq_ignore_ascii_case(key))
        {
            let message = format!("`{key}` is read as `{method}`; fields are in lower case");
            let fault = Diagnostic::warning("wrong-case", member.key_place, message);
            return self.report.add(fault);
        }
        if matches!(name, "parameter" | "header") && OLDER_FIELDS.contains(&key) {
            // Its reader has a word to say.
            return;
        }
        let message = format!("`{key}` is no field of {name} objects; it is ignored");
        let help = match nearest(key, kind.fields.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "names of extensions start with `x-`".to_owned(),
        };
        self.report
            .add(Diagnostic::warning("unknown-field", member.key_place, message).help(help));
    }
}

impl<'a> Fields<'a> {
    /// Where the object was written.
    pub(crate) fn place(&self) -> Place {
        self.at.place()
    }

    /// What references in the object are relative to.
    pub(crate) fn scope(&self) -> Scope {
        self.at.scope
    }

    /// The names of all fields, as written.
    pub(crate) fn keys(&self) -> impl Iterator<Item = &'a str> + use<'a> {
        self.members.keys().map(AsRef::as_ref)
    }

    /// Whether a field is there, even as `null`.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.members.contains_key(name)
    }

    /// A field as it was written.
    pub(crate) fn member(&self, name: &str) -> Option<&'a Member> {
        self.members.get(name)
    }

    /// A field's value; `null` counts, for fields whose value may be anything.
    pub(crate) fn any(&self, name: &str) -> Option<At<'a>> {
        let member = self.members.get(name)?;
        Some(self.at.child(&member.node))
    }

    /// A field's value; `null` is the same as its absence.
    pub(crate) fn field(&self, name: &str) -> Option<At<'a>> {
        self.any(name)
            .filter(|at| !matches!(at.node.value, NodeValue::Null))
    }

    /// A field that holds text, borrowed from the tree. Numbers and booleans are read as they were
    /// written: `version: 1.0` is a common slip of YAML.
    pub(crate) fn text_at(&self, cx: &mut Cx<'a>, name: &str) -> Option<(&'a str, Place)> {
        let at = self.field(name)?;
        let text: &'a str = match &at.node.value {
            NodeValue::String(text) => text,
            NodeValue::Number(text) => cx.unquoted(at.node, name, text),
            NodeValue::Boolean(true) => cx.unquoted(at.node, name, "true"),
            NodeValue::Boolean(false) => cx.unquoted(at.node, name, "false"),
            _ => {
                cx.wrong_type(at.node, &format!("`{name}`"), "text");
                return None;
            }
        };
        Some((text, at.place()))
    }

    /// A field that holds text.
    pub(crate) fn text(&self, cx: &mut Cx<'a>, name: &str) -> Option<String> {
        self.text_at(cx, name).map(|(text, _)| text.to_owned())
    }

    /// A field that holds `true` or `false`.
    pub(crate) fn flag(&self, cx: &mut Cx<'a>, name: &str) -> Option<bool> {
        let at = self.field(name)?;
        cx.flag(at.node, name)
    }

    /// The members of a field that is a map; none when it is absent.
    pub(crate) fn entries(&self, cx: &mut Cx<'a>, name: &str) -> Vec<Entry<'a>> {
        match self.field(name) {
            Some(at) => cx.entries(at, &format!("`{name}`")),
            None => Vec::new(),
        }
    }

    /// The items of a field that is a list; none when it is absent.
    pub(crate) fn items(&self, cx: &mut Cx<'a>, name: &str) -> Vec<At<'a>> {
        let Some(at) = self.field(name) else {
            return Vec::new();
        };
        match &at.node.value {
            NodeValue::Array(items) => items.iter().map(|item| at.child(item)).collect(),
            _ if cx.is_only_item(at.node, name) => vec![at],
            _ => {
                cx.wrong_type(at.node, &format!("`{name}`"), "a list");
                Vec::new()
            }
        }
    }

    /// The items of a field that is a list of texts.
    pub(crate) fn texts(&self, cx: &mut Cx<'a>, name: &str) -> Vec<(&'a str, Place)> {
        let items = self.items(cx, name);
        let what = format!("an item of `{name}`");
        items
            .into_iter()
            .filter_map(|at| Some((cx.text(at.node, &what)?, at.place())))
            .collect()
    }

    /// The extensions.
    pub(crate) fn extensions(&self, cx: &mut Cx<'a>) -> Extensions {
        self.members
            .iter()
            .filter(|(key, _)| key.starts_with("x-"))
            .map(|(key, member)| (key.to_string(), cx.value(&member.node)))
            .collect()
    }
}

impl<'a> Cx<'a> {
    /// Text, or a scalar that YAML made something else of.
    pub(crate) fn text(&mut self, node: &'a Node, what: &str) -> Option<&'a str> {
        match &node.value {
            NodeValue::String(text) => Some(text),
            NodeValue::Number(text) => Some(text),
            NodeValue::Boolean(true) => Some("true"),
            NodeValue::Boolean(false) => Some("false"),
            _ => {
                self.wrong_type(node, what, "text");
                None
            }
        }
    }

    /// Whether what stands in the place of a list can only be meant as its one item: text among
    /// texts, an object with a field that all items have.
    pub(crate) fn is_only_item(&mut self, node: &Node, name: &str) -> bool {
        let has = |key: &str| node.member(key).is_some();
        let fits = match name {
            "tags" => node.as_str().is_some() || has("name"),
            "required" | "enum" => node.as_str().is_some(),
            "parameters" => has("$ref") || (has("name") && has("in")),
            "servers" => has("url"),
            "security" => node.as_object().is_some(),
            "allOf" | "anyOf" | "oneOf" => node.as_object().is_some(),
            _ => false,
        };
        if fits {
            let message = format!("`{name}` must be a list; it is read as a list of one");
            self.report
                .add(Diagnostic::warning("not-a-list", node.place, message));
        }
        fits
    }

    /// `true` or `false`, also when quoted.
    pub(crate) fn flag(&mut self, node: &Node, name: &str) -> Option<bool> {
        let text = match &node.value {
            NodeValue::Boolean(flag) => return Some(*flag),
            NodeValue::String(text) | NodeValue::Number(text) => text.to_ascii_lowercase(),
            _ => String::new(),
        };
        let quoted = match text.as_str() {
            "true" | "yes" | "on" | "y" | "1" => true,
            "false" | "no" | "off" | "n" | "0" => false,
            _ => {
                self.wrong_type(node, &format!("`{name}`"), "`true` or `false`");
                return None;
            }
        };
        let message = format!(
            "`{name}` is {}, and is read as `{quoted}`",
            node.kind_name()
        );
        let help = match text.as_str() {
            "true" | "false" => "leave the quotes out".to_owned(),
            _ => format!("write `{quoted}`"),
        };
        self.report
            .add(Diagnostic::warning("quoted-value", node.place, message).help(help));
        Some(quoted)
    }

    fn unquoted<'t>(&mut self, node: &Node, name: &str, text: &'t str) -> &'t str {
        let message = format!("`{name}` must be text; it is read as \"{text}\"");
        self.report.add(
            Diagnostic::warning("unquoted-text", node.place, message)
                .help(format!("put it in quotes: \"{text}\"")),
        );
        text
    }
}
