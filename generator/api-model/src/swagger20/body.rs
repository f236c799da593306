//! Parameters in `body` and `formData` become the `requestBody` of an operation.

use super::build::{self, Members};
use super::media::{FORM, MULTIPART, MediaName};
use super::reference::reference_of;
use super::translator::{Here, Kind, Position, Translator};
use crate::diagnostic::Diagnostic;
use crate::document::{Node, NodeValue};
use crate::source::Place;

/// A parameter of a body, wherever it was written.
#[derive(Debug, Clone)]
pub(super) struct Found<'a> {
    here: Here,
    node: &'a Node,
    /// Where it is listed.
    place: Place,
    /// Where it is shared from, and how one refers to what 3.0 makes of it.
    shared: Option<(Position, String)>,
}

/// The parameters of an operation or path item, sorted by what 3.0 makes of them.
#[derive(Debug, Clone, Default)]
pub(super) struct Inputs<'a> {
    /// `parameters` without those of the body; absent when there are none.
    pub(super) plain: Option<Node>,
    body: Option<Found<'a>>,
    form: Vec<Found<'a>>,
}

impl<'a> Translator<'a, '_> {
    /// Sorts a list of parameters.
    pub(super) fn inputs(&mut self, here: &Here, owner: &'a Node) -> Inputs<'a> {
        let mut inputs = Inputs::default();
        let Some(list) = owner.member("parameters") else {
            return inputs;
        };
        let NodeValue::Array(items) = &list.value else {
            inputs.plain = Some(self.copy(list));
            return inputs;
        };
        let mut plain = Vec::new();
        for item in items {
            match self.body_parameter(here, item) {
                Some((found, true)) => self.add_body(&mut inputs, found),
                Some((found, false)) => inputs.form.push(found),
                None => plain.push(self.plain_parameter(here, item)),
            }
        }
        inputs.plain = (!plain.is_empty()).then(|| build::list(list.place, plain));
        inputs
    }

    /// A parameter of the body, and whether it is all of it; absent for other parameters.
    fn body_parameter(&mut self, here: &Here, item: &'a Node) -> Option<(Found<'a>, bool)> {
        let (target, node) = self.follow(here, item)?;
        let location = node.member("in")?.as_str()?.to_ascii_lowercase();
        let is_body = match location.as_str() {
            "body" => true,
            "formdata" | "form" => false,
            _ => return None,
        };
        let found = Found {
            here: target,
            node,
            place: item.place,
            shared: self.shared_body(here, item),
        };
        Some((found, is_body))
    }

    /// How a body that is shared by its document is referred to in 3.0.
    fn shared_body(&mut self, here: &Here, item: &Node) -> Option<(Position, String)> {
        let reference = reference_of(item)?;
        let target = self.locate(here, reference.as_str()?, reference.place)?;
        let name = target.shared("parameters")?;
        if reference_of(target.node).is_some() {
            return None;
        }
        let pointer = name
            .replace('~', "~0")
            .replace('/', "~1")
            .replace('%', "%25");
        let text = format!("{}#/components/requestBodies/{pointer}", target.here.base);
        Some((target.position(), text))
    }

    fn add_body(&mut self, inputs: &mut Inputs<'a>, found: Found<'a>) {
        if let Some(first) = &inputs.body {
            let message = "an operation has one body; the first parameter in `body` counts";
            self.report.add(
                Diagnostic::warning("several-bodies", found.place, message)
                    .related(first.place, "this one counts"),
            );
        } else {
            inputs.body = Some(found);
        }
    }

    /// The `requestBody` of an operation: its own parameters before those of its path item.
    pub(super) fn request_body(
        &mut self,
        own: Inputs<'a>,
        path: &Inputs<'a>,
        consumes: &[MediaName],
    ) -> Option<Node> {
        let has_own = own.body.is_some() || !own.form.is_empty();
        let body = match own.body {
            None if !has_own => path.body.clone(),
            body => body,
        };
        let mut form = own.form;
        if body.is_none() {
            let inherited = path.form.iter().filter(|inherited| {
                let name = inherited.node.member("name").and_then(Node::as_str);
                !form
                    .iter()
                    .any(|own| own.node.member("name").and_then(Node::as_str) == name)
            });
            let inherited: Vec<Found<'a>> = inherited.cloned().collect();
            form.splice(0..0, inherited);
        }
        match (body, form.first()) {
            (Some(body), None) => Some(self.body_or_reference(&body, consumes)),
            (Some(body), Some(field)) => {
                let message = "an operation has a body or a form; the form is ignored";
                self.report.add(
                    Diagnostic::warning("body-and-form", field.place, message)
                        .related(body.place, "the body"),
                );
                Some(self.body_or_reference(&body, consumes))
            }
            (None, Some(_)) => Some(self.form(&form, consumes)),
            (None, None) => None,
        }
    }

    fn body_or_reference(&mut self, found: &Found<'a>, consumes: &[MediaName]) -> Node {
        let media = match consumes {
            [] => self.assumed_json("consumes", found.node.place),
            _ => consumes.to_vec(),
        };
        if let Some((position, text)) = &found.shared {
            self.spend(media.len(), found.place);
            let settled = self.settled.entry(position.clone());
            if *settled.or_insert_with(|| media.clone()) == media {
                let mut reference = Members::new(found.place);
                reference.add_text("$ref", text, found.place);
                return reference.finish();
            }
        }
        self.body(&found.here, found.node, &media)
    }

    /// The Request Body Object of a parameter in `body`.
    pub(super) fn body(&mut self, here: &Here, node: &Node, media: &[MediaName]) -> Node {
        let mut body = Members::new(node.place);
        for (key, member) in node.as_object().into_iter().flatten() {
            let key = match &**key {
                "name" => "x-body-name",
                key @ ("description" | "required") => key,
                key if key.starts_with("x-") && !key.starts_with("x-example") => key,
                _ => continue,
            };
            let copy = self.copy(&member.node);
            body.put(key, member.key_place, copy);
        }
        let mut content = Members::new(node.place);
        for name in media {
            if !self.spend(1, node.place) {
                break;
            }
            let media_type = self.body_media_type(here, node, name);
            content.put(&name.name, name.place, media_type);
        }
        body.add("content", content.finish());
        body.finish()
    }

    fn body_media_type(&mut self, here: &Here, node: &Node, name: &MediaName) -> Node {
        let mut media_type = Members::new(node.place);
        if let Some(schema) = self.body_schema(here, node) {
            media_type.add("schema", schema);
        }
        if let Some(example) = node.member("x-example").or_else(|| node.member("example")) {
            let copy = self.copy(example);
            media_type.add("example", copy);
        }
        let examples = node
            .member("x-examples")
            .or_else(|| node.member("examples"));
        let examples = examples.and_then(Node::as_object);
        for (key, member) in examples.into_iter().flatten() {
            if name.is(key) && !media_type.has("example") {
                let copy = self.copy(&member.node);
                media_type.put("example", member.key_place, copy);
            }
        }
        media_type.finish()
    }

    /// A body's schema; one described by fields of its own is understood too.
    fn body_schema(&mut self, here: &Here, node: &Node) -> Option<Node> {
        if let Some(schema) = node.member("schema") {
            return Some(self.schema(here, schema));
        }
        let message = "a parameter in `body` needs a `schema`";
        self.report
            .add(Diagnostic::warning("missing-schema", node.place, message));
        self.rules(here, node, node.as_object()?)
    }

    /// The Request Body Object of parameters in `formData`.
    fn form(&mut self, fields: &[Found<'a>], consumes: &[MediaName]) -> Node {
        let place = fields
            .first()
            .map_or(self.version_place, |field| field.place);
        let mut content = Members::new(place);
        for name in self.form_media(fields, consumes, place) {
            let mut media_type = Members::new(place);
            let schema = self.form_schema(fields, place);
            media_type.add("schema", schema);
            let encoding = self.form_encoding(fields, place);
            if !encoding.is_empty() {
                media_type.add("encoding", encoding.finish());
            }
            content.put(&name.name, name.place, media_type.finish());
        }
        let mut body = Members::new(place);
        body.add("content", content.finish());
        let required = |field: &Found<'a>| is_required(field.node);
        body.add_flag("required", fields.iter().any(required));
        body.finish()
    }

    /// The media types of a form: those of forms that the operation consumes. Files need parts.
    fn form_media(
        &mut self,
        fields: &[Found<'a>],
        consumes: &[MediaName],
        place: Place,
    ) -> Vec<MediaName> {
        let is_file =
            |field: &Found<'a>| field.node.member("type").and_then(Node::as_str) == Some("file");
        let has_file = fields.iter().any(is_file);
        let fits = |name: &&MediaName| name.is(MULTIPART) || (name.is(FORM) && !has_file);
        let fitting: Vec<MediaName> = consumes.iter().filter(fits).cloned().collect();
        if !fitting.is_empty() {
            return fitting;
        }
        let name = if has_file { MULTIPART } else { FORM };
        if !consumes.is_empty() {
            let message = format!(
                "`consumes` names no media type that this form can have; `{name}` is taken"
            );
            self.report.add(
                Diagnostic::warning("form-media-type", place, message)
                    .help(format!("add `consumes: [{name}]` to the operation")),
            );
        }
        vec![MediaName::new(name, place)]
    }

    fn form_schema(&mut self, fields: &[Found<'a>], place: Place) -> Node {
        let mut properties = Members::new(place);
        let mut required: Vec<Node> = Vec::new();
        for field in fields {
            let Some(name) = field.node.member("name") else {
                self.report_nameless(field.node.place);
                continue;
            };
            let Some(text) = name.as_str() else {
                continue;
            };
            if properties.has(text) || !self.spend(1, field.place) {
                continue;
            }
            let schema = self.field_schema(field);
            properties.put(text, name.place, schema);
            if is_required(field.node) {
                required.push(build::text(text, name.place));
            }
        }
        let mut schema = Members::new(place);
        schema.add_text("type", "object", place);
        schema.add("properties", properties.finish());
        if !required.is_empty() {
            schema.add("required", build::list(place, required));
        }
        schema.finish()
    }

    fn report_nameless(&mut self, place: Place) {
        let message = "a parameter needs a `name`";
        self.report
            .add(Diagnostic::error("missing-name", place, message));
    }

    /// The schema of a form's field, with what the parameter says about itself.
    fn field_schema(&mut self, field: &Found<'a>) -> Node {
        let Some(members) = field.node.as_object() else {
            return self.copy(field.node);
        };
        let rules = match field.node.member("schema") {
            Some(schema) => Some(self.schema(&field.here, schema)),
            None => self.rules(&field.here, field.node, members),
        };
        let mut schema = Members::new(field.node.place);
        for (key, member) in rules.iter().filter_map(Node::as_object).flatten() {
            schema.put(key, member.key_place, member.node.clone());
        }
        for (key, member) in members {
            let name = match &**key {
                "x-example" | "example" => "example",
                "description" => "description",
                key if key.starts_with("x-") && key != "x-nullable" => key,
                _ => continue,
            };
            if !schema.has(name) && !schema.has("$ref") {
                let copy = self.copy(&member.node);
                schema.put(name, member.key_place, copy);
            }
        }
        schema.finish()
    }

    /// How the lists of a form are written.
    fn form_encoding(&mut self, fields: &[Found<'a>], place: Place) -> Members {
        let mut encoding = Members::new(place);
        for field in fields {
            let name = field.node.member("name").and_then(Node::as_str);
            let (Some(name), Some(members)) = (name, field.node.as_object()) else {
                continue;
            };
            if let Some((style, explode)) = self.style(members, true) {
                let mut how = Members::new(field.node.place);
                how.add_text("style", style, field.node.place);
                how.add_flag("explode", explode);
                encoding.add(name, how.finish());
            }
        }
        encoding
    }

    /// The bodies that a document shares, as `components.requestBodies`.
    pub(super) fn shared_bodies(&mut self, here: &Here, parameters: &'a Node) -> Members {
        let mut bodies = Members::new(parameters.place);
        for (name, member) in parameters.as_object().into_iter().flatten() {
            let Some((found, true)) = self.body_parameter(here, &member.node) else {
                continue;
            };
            if reference_of(&member.node).is_some() {
                continue;
            }
            let position = (here.file, vec!["parameters".to_owned(), name.to_string()]);
            let defaults = self.defaults(here.file);
            let media = self.settled.entry(position).or_insert_with(|| {
                if defaults.consumes.is_empty() {
                    return vec![MediaName::new(super::media::JSON, member.node.place)];
                }
                defaults.consumes.clone()
            });
            let media = media.clone();
            if !self.spend(media.len(), member.node.place) {
                break;
            }
            let body = self.body(here, found.node, &media);
            bodies.put(name, member.key_place, body);
        }
        bodies
    }

    /// The other parameters that a document shares, as `components.parameters`.
    pub(super) fn shared_parameters(&mut self, here: &Here, parameters: &'a Node) -> Members {
        let mut shared = Members::new(parameters.place);
        for (name, member) in parameters.as_object().into_iter().flatten() {
            if self.body_parameter(here, &member.node).is_some() {
                continue;
            }
            let parameter = match reference_of(&member.node) {
                Some(_) => self.reference_object(here, &member.node, Kind::Parameter),
                None => self.described(here, &member.node),
            };
            shared.put(name, member.key_place, parameter);
        }
        shared
    }
}

fn is_required(node: &Node) -> bool {
    let required = node.member("required");
    required.is_some_and(|flag| flag.as_bool() == Some(true) || flag.as_str() == Some("true"))
}
